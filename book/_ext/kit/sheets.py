"""One side of a sheet for pencil: tasks with their lines, boxes or room to write, and no key.

```{sheet} Saying the opposite
irony-last-lines

sort-irony
A prompt for paper, in place of the exercise’s own.
```

Every task goes through ``whosaysso.tasks.keyless`` first, so nothing of a key can be printed.
Lines to write about that stand on the same side already are not printed twice. The texts are
credited once each. A side is a page of its own on paper, or as many as it fills.
"""

from __future__ import annotations

from collections.abc import Mapping
from html import escape
from math import ceil
from pathlib import Path

from docutils import nodes
from sphinx.util.docutils import SphinxDirective

from whosaysso.case import CaseError
from whosaysso.kinds import KINDS
from whosaysso.tasks import build, keyless

from .asked import numbered, of_reference
from .credit import credit
from .likely import entries

STROKES = {
    "solid": "underline once",
    "double": "underline twice",
    "wavy": "a wavy line",
    "dotted": "a dotted line",
    "dashed": "a broken line",
}
WORDS_A_LINE = 12  # of handwriting on a line of A4
WRITTEN = ("rewrite", "write")
LINE = '<hr class="write" aria-hidden="true">'
ROOM = '<div class="wss-room"></div>'
FILL = '<p class="fill"><span>{}</span> <span class="blank"></span></p>'


class Sheet(SphinxDirective):
    required_arguments = 1
    final_argument_whitespace = True
    has_content = True

    def run(self):
        try:
            made = sheet(self.arguments[0], entries(list(self.content)), self.numbers())
        except CaseError as fault:
            sentence = f"sheet: {fault}"
            return [self.state_machine.reporter.warning(sentence, line=self.lineno)]
        return [nodes.raw("", made, format="html")]

    def numbers(self) -> dict[tuple[str, str], str]:
        """The practices of the chapter that this sheet belongs to, by text and task."""
        name = self.env.docname.rpartition("/")[2]
        for slug in (name, name.replace("-", "/", 1)):
            if f"book/{slug}" in self.env.found_docs:
                path = Path(self.env.srcdir) / f"book/{slug}.md"
                self.env.note_dependency(str(path))
                return numbered(path.read_text(encoding="utf-8"))
        return {}


def sheet(
    title: str, wanted: list[tuple[str, str]], numbers: Mapping[tuple[str, str], str] | None = None
) -> str:
    """HTML of one side: (task reference, prompt for paper or nothing) in order.

    ``numbers`` says of a task, by text and name, which practice of its chapter it is.

    Raises CaseError.
    """
    parts, cases, printed = [], {}, set()
    for number, (name, prompt) in enumerate(wanted):
        case, task = of_reference(name)
        built = keyless(build(task, case))
        cases[case.id] = case
        said = escape(" ".join(prompt.split()) or built["prompt"])
        letter = f"{'ABCDEF'[number]}. " if len(wanted) > 1 else ""
        practice = (numbers or {}).get((case.id, task.id))
        head = f"{letter}{f'{practice}: ' if practice else ''}{escape(built['title'])}"
        head = f"<strong>{head if head.endswith('?') else head + '.'}</strong>"
        parts.append(f"<p>{head} {said}</p>{on_paper(built, printed)}")
        if built["kind"] in ("mark", *WRITTEN):  # the other kinds show places, not passages
            printed |= {(case.id, line.id) for line in case.passage(task.lines)}
    name = (
        f'<p class="fill"><strong>{escape(title)}</strong> <span>Name or code:</span> '
        '<span class="blank"></span></p>'
    )
    return f'<div class="sheet">{name}{"".join(parts)}{"".join(map(credit, cases.values()))}</div>'


def on_paper(built: dict, printed: set[tuple[str, str]]) -> str:
    """The task's own form without scripts, with room for a pencil.

    ``printed`` are the lines, (text, line), that stand above on the same side.
    """
    form = built
    if built["kind"] in WRITTEN:
        left = [line for line in built["passage"] if (built["case"], line["id"]) not in printed]
        form = built | {"passage": left}
    shown = KINDS[built["kind"]].page(form)
    if built["kind"] == "mark":
        _, _, lines = shown.partition("</p>")
        shown = legend(built) + lines
    if built["kind"] in WRITTEN:
        most = built.get("limit") or built.get("most") or len(" ".join(_texts(built)).split())
        shown = shown.replace(ROOM, LINE * (ceil(most / WORDS_A_LINE) + 1))
    kind = f"wss {'wss-passage' if built['kind'] != 'sort' else ''} on-paper by-{built['kind']}"
    below = ""
    if built["kind"] == "mark":
        below = FILL.format("A line that I left alone, and why:")
    elif built["kind"] == "ledger" and built["about"] == "figures":
        below = FILL.format("May two of these be added or compared? Which, and why?") + LINE
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
