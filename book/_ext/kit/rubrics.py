"""The rubrics of a text's writing tasks as tables, from the tasks themselves.

```{rubrics} write idlib-2020```      each write task: its criteria with their levels
```{rubrics} rewrite idlib-2020```    each rewrite task: facts, sources and words to leave

Each table is a target, to be linked to from any page: ``[its rubric](#rubric-write-memo)``.
"""

from __future__ import annotations

from docutils import nodes
from sphinx.util.docutils import SphinxDirective

from whosaysso.case import CaseError, load
from whosaysso.tasks import build, tasks

from .grid import plain, said, table


class Rubrics(SphinxDirective):
    required_arguments = 2

    def run(self):
        kind, case_id = self.arguments
        try:
            case = load(case_id)
            built = [build(task, case) for task in tasks(case).values() if task.kind == kind]
        except CaseError as fault:
            return [self.state_machine.reporter.warning(str(fault), line=self.lineno)]
        if kind not in TABLES or not built:
            sentence = f"rubrics: {case_id} has no task of the kind {kind!r} with a rubric."
            return [self.state_machine.reporter.warning(sentence, line=self.lineno)]
        shown = []
        for task in built:
            one = TABLES[kind](task)
            one["names"].append(f"rubric-{task['id']}")
            self.state.document.note_explicit_target(one)
            shown.append(one)
        return shown


def of_writing(task: dict) -> nodes.table:
    levels = max(len(one["levels"]) for one in task["criteria"])
    rows = [
        [said(one["asks"]), *map(said, one["levels"]), said(one["shown"])]
        for one in task["criteria"]
    ]
    head = ["Criterion", *map(str, range(levels)), "In the model answer"]
    return table(_name(task), head, rows, [20, *[18] * levels, 20], "stack levels")


def of_rewriting(task: dict) -> nodes.table:
    owners = {one["fact"]: one["says"] for one in task["sources"]}
    rows = [
        [said("Fact"), said(one["says"]), said(owners.get(one["id"], "no source asked"))]
        for one in task["facts"]
    ]
    rows += [
        [
            said("Push"),
            [nodes.paragraph("", "", plain(f"“{one['quote']}” ({one['line']})"))],
            said(task["say"][one["id"]]["fair"]),
        ]
        for one in task["spans"]
    ]
    head = ["Look for", "What", "Kept with, or swapped for"]
    return table(_name(task), head, rows, [12, 44, 44], "stack")


def _name(task: dict) -> str:
    return f"{task['title']} · {task['where']}"


TABLES = {"write": of_writing, "rewrite": of_rewriting}


def setup(app):
    app.add_directive("rubrics", Rubrics)
