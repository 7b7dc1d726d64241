"""The answer key of a chapter as tables, from the spans, claims and tasks themselves.

```{answer-key} irony```    every exercise of ``book/irony.md`` and of its notebook

A mark exercise lists its sure, contested and look-alike words with rule, reason and fair wording,
and the lines to leave alone; the other kinds list what they accept and why. Each exercise is a
section of its own, to be linked to: ``#key-sort-irony``.
"""

from __future__ import annotations

from pathlib import Path

from docutils import nodes
from sphinx.util.docutils import SphinxDirective

from whosaysso.case import Case, CaseError, Span
from whosaysso.tasks import build

from .asked import asked, numbered, sources
from .credit import credit
from .grid import plain, said, table
from .roles import quoted, reference
from .rubrics import of_rewriting, of_writing


class AnswerKey(SphinxDirective):
    required_arguments = 1

    def run(self):
        slug, root = self.arguments[0], Path(self.env.srcdir)
        try:
            found = [(case, build(task, case)) for case, task in asked(root, slug)]
            numbers = numbered((root / f"book/{slug}.md").read_text(encoding="utf-8"))
        except (CaseError, OSError) as fault:
            sentence = f"answer-key: {slug}: {fault}"
            return [self.state_machine.reporter.warning(sentence, line=self.lineno)]
        if not found:
            sentence = f"answer-key: book/{slug}.md asks no exercise."
            return [self.state_machine.reporter.warning(sentence, line=self.lineno)]
        for path in sources(root, slug):
            self.env.note_dependency(str(path))
        shown = [
            self.section(case, built, numbers.get((case.id, built["id"]), ""))
            for case, built in found
        ]
        return [tiers(found[0][0]), *shown, *credits([case for case, _ in found])]

    def section(self, case: Case, built: dict, practice: str) -> nodes.section:
        one = nodes.section(ids=[f"key-{built['id']}"], names=[f"key-{built['id']}"])
        title = f"{practice}{': ' * bool(practice)}{built['title']} · {built['where']}"
        one += nodes.title("", "", plain(title))
        one += said(built["prompt"])
        one += TABLES[built["kind"]](self, case, built)
        return one

    def words(self, case: Case, line: str, quote: str) -> list[nodes.Node]:
        """A cell: the line, linked to its text where it has one, and the words."""
        words = nodes.paragraph()
        known = line in {one.id for one in case.lines}
        words += reference(self.env, case, line) if known else nodes.Text(line)
        if quote:
            words += [nodes.Text(" "), plain(quoted(quote))]
        return [words]


def tiers(case: Case) -> nodes.definition_list:
    """What core, contested and decoy mean, as the codebook has it."""
    listed = nodes.definition_list()
    for name, text in case.codebook.tiers.items():
        listed += nodes.definition_list_item(
            "", nodes.term("", name), nodes.definition("", nodes.paragraph("", text))
        )
    return listed


def credits(cases: list[Case]) -> list[nodes.Node]:
    """One credit for each text that the key quotes."""
    once = {case.id: case for case in cases}.values()
    return [nodes.raw("", credit(case), format="html") for case in once]


def of_marking(page: AnswerKey, case: Case, built: dict) -> list[nodes.Node]:
    asked_for = [item for item in built["items"] if item["role"] != "aside"]
    rows = []
    for item in asked_for:
        span = case.span(item["id"])
        rows.append(
            [
                page.words(case, span.line, span.quote),
                [judged(case, span), *said(case.codebook.rules[span.rule].text)],
                said(span.why),
                said(span.fair) if span.fair else [],
            ]
        )
    head = ["Line and words", "Code, tier and rule", "Reason", "Fair wording"]
    made = [table("", head, rows, [26, 30, 26, 18], "stack fair")] if rows else []
    if built["clean"]:
        left = [[page.words(case, line, ""), said(why)] for line, why in built["clean"].items()]
        made.append(table("", ["Leave alone", "Reason"], left, [16, 84]))
    return made


def of_sorting(page: AnswerKey, case: Case, built: dict) -> list[nodes.Node]:
    names = {answer["id"]: answer["name"] for answer in built["answers"]}
    rows = []
    for item in built["items"]:
        span = span_of(case, item["id"])
        right = nodes.paragraph(
            "", "", nodes.strong("", " or ".join(map(names.get, item["right"])))
        )
        rule = [judged(case, span), *said(case.codebook.rules[span.rule].text)] if span else []
        words = page.words(case, item["line"], item["quote"])
        rows.append([words, [right, *rule], said(item["say"]["right"])])
    head = ["Item", "Accepted; code, tier and rule", "Reason"]
    return [table("", head, rows, [34, 32, 34], "stack")]


def of_filling(page: AnswerKey, case: Case, built: dict) -> list[nodes.Node]:
    rows = []
    for row in built["rows"]:
        for column in built["columns"]:
            accepted = row["accept"].get(column["id"])
            if accepted is None:
                continue
            names = {option["id"]: option["name"] for option in column["options"]}
            right = " or ".join(names.get(value, value) for value in accepted)
            reason = row["say"].get(column["id"], "")
            rows.append([said(row["label"]), said(column["name"]), said(right), said(reason)])
    head = ["Row", "Cell", "Accepted", "Reason"]
    return [table("", head, rows, [22, 18, 28, 32], "stack")]


def of_straightening(page: AnswerKey, case: Case, built: dict) -> list[nodes.Node]:
    rows = [
        [page.words(case, span.line, span.quote), [judged(case, span)], said(span.why)]
        for span in (case.span(one["id"]) for one in built["spans"])
    ]
    head = ["Line and words", "Code and tier", "Why they push"]
    push = [table("", head, rows, [34, 20, 46], "stack")] if rows else []
    return [*push, of_rewriting(built), *model("One rewrite", built)]


def of_composing(page: AnswerKey, case: Case, built: dict) -> list[nodes.Node]:
    return [of_writing(built), *model("One answer, not the answer", built)]


def model(title: str, built: dict) -> list[nodes.Node]:
    paragraphs = [nodes.paragraph("", "", plain(one)) for one in built["model"].split("\n") if one]
    head = nodes.paragraph("", "", nodes.strong("", f"{title}:"))
    return [head, nodes.block_quote("", *paragraphs)]


def judged(case: Case, span: Span) -> nodes.paragraph:
    words = f"{case.codebook.codes[span.code].name}, {span.tier}"
    return nodes.paragraph("", "", nodes.emphasis("", words))


def span_of(case: Case, item: str) -> Span | None:
    """The span that an item is, or the source of the claim that it is; None of the task's own."""
    if item in {span.id for span in case.spans}:
        return case.span(item)
    if item in {claim.id for claim in case.claims}:
        return case.attribution(case.claim(item))
    return None


TABLES = {
    "mark": of_marking,
    "sort": of_sorting,
    "ledger": of_filling,
    "rewrite": of_straightening,
    "write": of_composing,
}


def setup(app):
    app.add_directive("answer-key", AnswerKey)
