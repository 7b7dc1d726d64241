"""A table of likely wrong answers: what learners do, what the exercise answers, what you reply.

```{likely}
sort-irony irony-modestly sincere
"Your reply, in Markdown."

loaded-first-attack S12
"The next one, after an empty line."
```

The first line of each entry is a reference for ``whosaysso.mistakes``, so every wrong answer is a
real one: a reference that is not wrong, or does not exist, fails the strict build.
"""

from __future__ import annotations

import re

from docutils import nodes
from docutils.statemachine import StringList
from sphinx.util.docutils import SphinxDirective

from whosaysso.case import CaseError, load
from whosaysso.mistakes import Mistake, mistake

from .grid import plain, said, table
from .roles import quoted, reference


def entries(lines: list[str]) -> list[tuple[str, str]]:
    """(reference, reply) for each entry."""
    blocks = re.split(r"\n\s*\n", "\n".join(lines).strip())
    return [(first.strip(), rest.strip()) for first, _, rest in (b.partition("\n") for b in blocks)]


class Likely(SphinxDirective):
    has_content = True

    def run(self):
        rows = []
        for wrong, reply in entries(list(self.content)):
            try:
                found = mistake(wrong)
            except CaseError as fault:
                return [self.state_machine.reporter.warning(str(fault), line=self.lineno)]
            cell = nodes.container()
            self.state.nested_parse(StringList(reply.split("\n"), ""), self.content_offset, cell)
            rows.append([self.done(found), said(found.says), cell.children])
        head = ["Learners do", "The exercise answers", "You reply"]
        return [table("", head, rows, [31, 38, 31])]

    def done(self, found: Mistake) -> list[nodes.Node]:
        words = nodes.paragraph()
        words += [nodes.emphasis("", "", plain(found.title)), nodes.Text(": ")]
        if found.words:
            ours = found.words if found.line == "" else quoted(found.words)
            words += plain(ours)
        if found.line:
            words += [nodes.Text(" " if found.words else "")]
            words += [nodes.Text("("), reference(self.env, load(found.case), found.line)]
            words += nodes.Text(")")
        if found.words or found.line:
            words += nodes.Text(" – ")
        words += nodes.strong("", "", plain(found.did))
        return [words]


def setup(app):
    app.add_directive("likely", Likely)
