"""The road through the course, read from its pages, so that no page types minutes twice.

The course is the first part of ``_toc.yml``. A page states its own minutes in its box of aims
(``:::{admonition} … · 40 minutes …`` with ``:class: aims``); its title and the line in italics
below it are what the road shows.

```{road}```            the pages of the course in order, with their minutes
{course}`minutes`       the minutes of all of them together
{course}`irony`         the minutes of one page, by its name below ``book/``
{course}`irony + town/words`      of several pages together, also outside the course
{course}`exercise irony`          of its exercise notebook, as the page states them
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

import yaml
from docutils import nodes
from sphinx.util.docutils import SphinxDirective, SphinxRole

AIMS = re.compile(r"^:::\{admonition\}[^\n]*?(\d+) minutes[^\n]*\n:class: aims$", re.MULTILINE)
EXERCISE = re.compile(r"minutes here, (\d+) for the exercise")
TITLE = re.compile(r"^# (.+)$", re.MULTILINE)
QUESTION = re.compile(r"^\*([^*\n]+)\*$", re.MULTILINE)


class CourseError(ValueError):
    """A page that the road cannot show; the message is one sentence for a person."""


@dataclass(frozen=True)
class Page:
    """One page of the course: ``name`` as ``_toc.yml`` has it, such as ``book/irony``."""

    name: str
    title: str
    question: str
    minutes: int

    @property
    def slug(self) -> str:
        return self.name.rsplit("/", 1)[-1]


def pages(root: Path) -> list[Page]:
    """The pages of the course, in order. Raises CourseError."""
    toc = yaml.safe_load((root / "_toc.yml").read_text(encoding="utf-8"))
    return [page(root, chapter["file"]) for chapter in toc["parts"][0]["chapters"]]


def page(root: Path, name: str) -> Page:
    """One page that states its minutes, by its name as ``_toc.yml`` has it. Raises CourseError."""
    path = root / f"{name}.md"
    if not path.is_file():
        raise CourseError(f"_toc.yml: the course has a page {name}, and there is no {name}.md.")
    text = path.read_text(encoding="utf-8")
    title, question, aims = (form.search(text) for form in (TITLE, QUESTION, AIMS))
    if not (title and question):
        raise CourseError(f"{name}.md: the road needs a title, and a line in italics below it.")
    if not aims:
        raise CourseError(f"{name}.md: its box of aims does not say how many minutes it takes.")
    return Page(name, title[1], question[1], int(aims[1]))


def exercise_minutes(root: Path, slug: str) -> int:
    """What ``book/<slug>.md`` says of its exercise. Raises CourseError."""
    said = EXERCISE.search((root / f"book/{slug}.md").read_text(encoding="utf-8"))
    if not said:
        raise CourseError(f"book/{slug}.md: it does not say how long its exercise takes.")
    return int(said[1])


class Minutes(SphinxRole):
    """The minutes of the course, or of some pages."""

    def run(self):
        root = Path(self.env.srcdir)
        try:
            found = pages(root)
            _note(self.env, found)
            if self.text.strip() != "minutes":
                known = ", ".join(["minutes", *(one.slug for one in found)])
                found = [self.wanted(root, name, known) for name in self.text.split("+")]
                _note(self.env, [one for one in found if isinstance(one, Page)])
        except CourseError as fault:
            return _fault(self, str(fault))
        total = sum(one.minutes if isinstance(one, Page) else one for one in found)
        return [nodes.Text(str(total))], []

    @staticmethod
    def wanted(root: Path, words: str, known: str) -> Page | int:
        """A page, or the minutes of its exercise."""
        *exercise, name = words.split() or [""]
        if exercise not in ([], ["exercise"]) or not (root / f"book/{name}.md").is_file():
            raise CourseError(f"The course has no page {words.strip()!r}; use {known}.")
        return exercise_minutes(root, name) if exercise else page(root, f"book/{name}")


def _fault(role, sentence: str):
    message = role.inliner.reporter.warning(sentence, line=role.lineno)
    return [role.inliner.problematic(role.rawtext, role.rawtext, message)], [message]


def _note(env, found: list[Page]) -> None:
    """A page that shows the road is written again when the order or a page changes."""
    for name in ("_toc.yml", *(f"{page.name}.md" for page in found)):
        env.note_dependency(str(Path(env.srcdir) / name))


class Road(SphinxDirective):
    """An ordered list: a link to each page, its question and its minutes."""

    def run(self):
        try:
            found = pages(Path(self.env.srcdir))
        except CourseError as fault:
            return [self.state_machine.reporter.warning(str(fault), line=self.lineno)]
        _note(self.env, found)
        builder, here = self.env.app.builder, self.env.docname
        road = nodes.bullet_list(classes=["road"])
        for page in found:
            words = nodes.paragraph()
            if page.name == here:
                words += nodes.strong("", page.title)
            else:
                place = builder.get_relative_uri(here, page.name)
                words += nodes.reference("", page.title, internal=True, refuri=place)
            words += nodes.Text(f" – {page.question} · {page.minutes} minutes")
            road += nodes.list_item("", words)
        return [road]


def setup(app):
    app.add_role("course", Minutes())
    app.add_directive("road", Road)
