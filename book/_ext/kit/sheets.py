"""One side of a sheet for pencil: tasks with their lines, boxes or room to write, and no key.

```{sheet} Saying the opposite
irony-last-lines

sort-irony
A prompt for paper, in place of the exercise’s own.
```

Every task goes through ``whosaysso.tasks.keyless`` first, so nothing of a key can be printed.
The texts are credited once each. A side is a page of its own on paper, or as many as it fills.
"""

from __future__ import annotations

from html import escape
from math import ceil

from docutils import nodes
from sphinx.util.docutils import SphinxDirective

from whosaysso.case import Case, CaseError
from whosaysso.kinds import KINDS
from whosaysso.tasks import build, keyless

from .asked import of_reference
from .credit import credit
from .likely import entries

STROKES = {
    "solid": "underline once",
    "double": "underline twice",
    "wavy": "a wavy line",
    "dotted": "a dotted line",
    "dashed": "a broken line",
}
WORDS_A_LINE = 9  # of handwriting on a line of A4
LINE = '<hr class="write" aria-hidden="true">'
ROOM = '<div class="wss-room"></div>'
FILL = '<p class="fill"><span>{}</span> <span class="blank"></span></p>'


class Sheet(SphinxDirective):
    required_arguments = 1
    final_argument_whitespace = True
    has_content = True

    def run(self):
        try:
            made = sheet(self.arguments[0], entries(list(self.content)))
        except CaseError as fault:
            sentence = f"sheet: {fault}"
            return [self.state_machine.reporter.warning(sentence, line=self.lineno)]
        return [nodes.raw("", made, format="html")]


def sheet(title: str, wanted: list[tuple[str, str]]) -> str:
    """HTML of one side: (task reference, prompt for paper or nothing) in order.

    Raises CaseError.
    """
    parts, cases = [], {}
    for number, (name, prompt) in enumerate(wanted):
        case, task = of_reference(name)
        built = keyless(build(task, case))
        cases[case.id] = case
        said = escape(" ".join(prompt.split()) or built["prompt"])
        head = f"{'ABCDEF'[number]}. {escape(built['title'])}"
        part = f"<strong>Part {head if head.endswith('?') else head + '.'}</strong> {said}"
        parts.append(f"<p>{part}</p>{on_paper(built, case)}")
    name = (
        f'<p class="fill"><strong>{escape(title)}</strong> <span>Name or code:</span> '
        '<span class="blank"></span></p>'
    )
    return f'<div class="sheet">{name}{"".join(parts)}{"".join(map(credit, cases.values()))}</div>'


def on_paper(built: dict, case: Case) -> str:
    """The task's own form without scripts, with room for a pencil."""
    shown = KINDS[built["kind"]].page(built)
    if built["kind"] == "mark":
        _, _, lines = shown.partition("</p>")
        shown = legend(built) + lines
    if built["kind"] in ("rewrite", "write"):
        most = built.get("limit") or built.get("most") or len(" ".join(_texts(built)).split())
        shown = shown.replace(ROOM, LINE * (ceil(most / WORDS_A_LINE) + 1))
    kind = f"wss {'wss-passage' if built['kind'] != 'sort' else ''} on-paper by-{built['kind']}"
    below = ""
    if built["kind"] == "mark":
        below = FILL.format("A line that I left alone, and why:")
    return f'<div class="{kind}">{shown}</div>{below}'


def legend(built: dict) -> str:
    """Letters and strokes: what to write in the margin."""
    rows = [
        f"<strong>{escape(code['letter'])}</strong> = {escape(code['name'].lower())} "
        f"({STROKES[code['stroke']]}): {escape(code['when'])}"
        for code in built["codes"]
    ]
    rows.append("<strong>✓</strong> = I leave this line alone.")
    return f'<p class="legend">{"<br>".join(rows)} Write the letters in the margin.</p>'


def _texts(built: dict) -> list[str]:
    return [line["text"] for line in built["passage"]]


def setup(app):
    app.add_directive("sheet", Sheet)
