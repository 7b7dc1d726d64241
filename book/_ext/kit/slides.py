"""Slides of a chapter, from the chapter and its plan: nothing on them is typed twice.

```{slides} irony irony```    the page below ``book/``, then the plan whose debrief it takes

One section is one slide: the title and its question, the aims, the lines of the worked example
without and then with their marks, each practice, the questions of the debrief, three things to
keep. The full screen, the snapping and the printed pages are style sheet alone.
"""

from __future__ import annotations

import re
from html import escape
from pathlib import Path

from docutils import nodes
from docutils.statemachine import StringList
from sphinx.util.docutils import SphinxDirective

from whosaysso.case import CaseError, load
from whosaysso.kinds.task import Task
from whosaysso.passages import Passage, passage_html, show
from whosaysso.tasks import task

from .asked import ASKED
from .course import CourseError, Page, page
from .credit import credit
from .grid import plain

SHOWN = re.compile(r'^show\("([^"]+)"(?:, layers="([^"]+)")?(?:, case="([^"]+)")?\)', re.MULTILINE)
SPOKEN = re.compile(r'^> "(.+)"$', re.MULTILINE)
OPEN = (
    '<p class="print pst-js-only"><button type="button" data-print>Print the slides</button></p>'
    '<p class="full"><a href="#slides">Full screen</a>: Space or the arrow keys turn them.</p>'
    '<div class="slides" id="slides" tabindex="0" role="region" aria-label="Slides">'
    '<p class="close"><a href="#slides-end">Close</a></p>'
)
CLOSE = '</div><p id="slides-end"></p>'


def box(text: str, kind: str) -> str:
    """What stands in the first box of this class. Raises CourseError."""
    form = rf"^:::\{{admonition\}}[^\n]*\n:class: {kind}\n(.*?)^:::$"
    found = re.search(form, text, re.MULTILINE | re.DOTALL)
    if not found:
        raise CourseError(f"the page has no box of the class {kind!r}.")
    return found[1]


def spoken(plan: str) -> list[str]:
    """What the teacher says in the debrief, as Markdown, without what the class answers."""
    found = re.search(r"^## Debrief: what you say\n(.*?)(?=^## )", plan, re.M | re.DOTALL)
    if not found:
        raise CourseError("the plan has no debrief.")
    return SPOKEN.findall(found[1])


def example(text: str) -> Passage | None:
    """The chapter's first passage that shows a few marks, or else its first short one."""
    short = [one for one in SHOWN.findall(text) if one[0] != "all"]
    marked = [one for one in short if one[1]]
    if not short:
        return None
    where, layers, case = (marked or short)[0]
    return show(where, layers=layers or "none", case=case or load().id)


def practices(text: str) -> list[tuple[str, Task]]:
    """(heading above it, task) of each exercise of a chapter. Raises CaseError."""
    found = []
    for one in ASKED.finditer(text):
        heading = re.findall(r"^## (.+)$", text[: one.start()], re.MULTILINE)[-1]
        found.append((heading, task(one[1], load(one[2]) if one[2] else load())))
    return found


class Slides(SphinxDirective):
    required_arguments = 2

    def run(self):
        slug, plan = self.arguments
        root = Path(self.env.srcdir)
        files = [root / f"book/{slug}.md", root / f"book/teachers/plans/{plan}.md"]
        try:
            about = page(root, f"book/{slug}")
            chapter, debrief = (path.read_text(encoding="utf-8") for path in files)
            made = self.slides(about, chapter, spoken(debrief))
        except (CourseError, CaseError, OSError) as fault:
            sentence = f"slides: {slug}: {fault}"
            return [self.state_machine.reporter.warning(sentence, line=self.lineno)]
        for path in files:
            self.env.note_dependency(str(path))
        return [_raw(OPEN), *made, _raw(CLOSE)]

    def slides(self, about: Page, chapter: str, debrief: list[str]) -> list[nodes.section]:
        made = [self.markdown(about.title, f"*{about.question}*\n\n{about.minutes} minutes")]
        made.append(self.markdown("By the end you can", box(chapter, "aims")))
        lines = example(chapter)
        if lines:
            made.append(slide("Read these lines", _raw(_bare(lines))))
            if lines.codes:
                made.append(slide("The same lines, marked", _raw(passage_html(lines))))
        for heading, one in practices(chapter):
            made.append(
                slide(f"{heading}: {one.title}", nodes.paragraph("", "", plain(one.prompt)))
            )
        listed = "\n".join(f"- {question}" for question in debrief)
        made.append(self.markdown("What did you do?", listed))
        made.append(self.markdown("Three things to keep", box(chapter, "keep")))
        return made

    def markdown(self, title: str, text: str) -> nodes.section:
        body = nodes.container()
        self.state.nested_parse(StringList(text.split("\n"), ""), self.content_offset, body)
        return slide(title, *body.children)


def slide(title: str, *content: nodes.Node) -> nodes.section:
    name = f"slide-{nodes.make_id(title)}"
    return nodes.section("", nodes.title("", "", plain(title)), *content, ids=[name], names=[name])


def _bare(lines: Passage) -> str:
    """Numbered lines without marks, with the credit."""
    rows = "".join(
        f'<p class="wss-line"><span class="wss-no">{line.id}</span> '
        f'<span class="wss-text" dir="auto">{escape(line.text)}</span></p>'
        for line in lines.lines
    )
    words = f'<div class="wss wss-passage"><div class="wss-words">{rows}</div></div>'
    return words + credit(lines.case)


def _raw(html: str) -> nodes.raw:
    return nodes.raw("", html, format="html")


def setup(app):
    app.add_directive("slides", Slides)
