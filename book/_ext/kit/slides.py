"""Slides of a chapter, from the chapter and its plan: nothing on them is typed twice.

```{slides} irony irony```    the page below ``book/``, then the plan whose debrief it takes

One section is one slide: the title and its question, the aims, the lines of the worked example
without and then with their marks, the half-worked one, each practice with its lines if they fit,
the questions of the debrief, three things to keep. The full screen, the snapping and the printed
pages are style sheet alone; a few more keys come with ``site-repairs.js``.
"""

from __future__ import annotations

import re
from html import escape
from pathlib import Path

from docutils import nodes
from docutils.statemachine import StringList
from sphinx.util.docutils import SphinxDirective

from whosaysso.case import Case, CaseError, load
from whosaysso.kinds.task import Task
from whosaysso.passages import Passage, passage_html, show

from .asked import practices
from .course import CourseError, Page, page
from .credit import credit
from .grid import plain

SHOWN = re.compile(r'^show\("([^"]+)"(?:, layers="([^"]+)")?(?:, case="([^"]+)")?\)', re.MULTILINE)
SPOKEN = re.compile(r'^> "(.+)"$', re.MULTILINE)
OPEN = (
    '<p class="print pst-js-only"><button type="button" data-print>Print the slides</button></p>'
    '<p class="full"><a href="#slides">Full screen</a>: arrow keys, Space or a clicker turn them, '
    "Esc closes.</p>"
    '<div class="slides" id="slides" tabindex="0" role="region" aria-label="Slides">'
    '<p class="close"><a href="#slides-end">Close</a></p>'
)
DOUBT = "A question mark after a letter: careful readers may disagree."
MOST_WORDS = 130  # of a prompt and its lines on one slide
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


def half_worked(text: str) -> str:
    """What the chapter begins and the class finishes, without how it ends; "" if it has none."""
    found = re.search(r"^## [^\n]*[Hh]alf worked[^\n]*\n(.*?)^:::", text, re.MULTILINE | re.DOTALL)
    return found[1] if found and "```" not in found[1] else ""


def to_read(case: Case, one: Task) -> Passage | None:
    """The lines of an exercise that marks or rewrites them, if a slide can hold them."""
    passage = show(one.lines, case=case.id)
    words = sum(len(text.split()) for text in (one.prompt, *(x.text for x in passage.lines)))
    return passage if one.kind in ("mark", "rewrite") and words <= MOST_WORDS else None


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
                body = [_raw(passage_html(lines))]
                if any(
                    span.tier == "contested"
                    for span in lines.case.spans_in(lines.lines, lines.codes)
                ):
                    body.append(nodes.paragraph("", "", plain(DOUBT)))
                made.append(slide("The same lines, marked", *body))
        if begun := half_worked(chapter):
            made.append(self.markdown("Half worked", begun))
        for heading, case, one in practices(chapter):
            body = [nodes.paragraph("", "", plain(one.prompt))]
            if read := to_read(case, one):
                body.append(_raw(_bare(read)))
            made.append(slide(f"{heading}: {one.title}", *body))
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
