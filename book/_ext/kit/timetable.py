"""The clock of a lesson: a row for each step, with the minute it begins, and a sum that must fit.

```{timetable} irony
3 | **Opening.** What happens. | "What you say or do."
…
```

The argument names the page whose minutes the steps must fill (below ``book/``), or is the number
itself. A step that does not begin with minutes continues the one before.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from docutils import nodes
from docutils.statemachine import StringList
from sphinx.util.docutils import SphinxDirective

from .course import CourseError, page
from .grid import said, table

STEP = re.compile(r"^(\d+) \| (.+?) \| (.*)$")


@dataclass(frozen=True)
class Step:
    """One step: the minute it begins, the minutes it takes, and what is written of it."""

    start: int
    minutes: int
    happens: str
    say: str


def steps(lines: list[str]) -> list[Step]:
    """Read the rows of a timetable. Raises CourseError."""
    rows: list[str] = []
    for line in lines:
        if re.match(r"\d+ \|", line):
            rows.append(line.strip())
        elif line.strip() and rows:
            rows[-1] += " " + line.strip()
        elif line.strip():
            raise CourseError("timetable: the first line begins with minutes, such as “3 | …”.")
    clock, found = 0, []
    for row in rows:
        parts = STEP.match(row)
        if not parts:
            raise CourseError(
                f"timetable: “{row[:40]}…” needs minutes | what happens | what to say."
            )
        found.append(Step(clock, int(parts[1]), parts[2].strip(), parts[3].strip()))
        clock += int(parts[1])
    return found


def wanted(root: Path, what: str) -> int:
    """The minutes that steps must fill: a number, or those of a page. Raises CourseError."""
    return int(what) if what.isdigit() else page(root, f"book/{what}").minutes


class Timetable(SphinxDirective):
    required_arguments = 1
    has_content = True

    def run(self):
        what = self.arguments[0]
        try:
            found, whole = steps(list(self.content)), wanted(Path(self.env.srcdir), what)
            total = sum(step.minutes for step in found)
            if total != whole:
                raise CourseError(f"timetable {what}: the steps take {total} minutes, not {whole}.")
        except CourseError as fault:
            return [self.state_machine.reporter.warning(str(fault), line=self.lineno)]
        if not what.isdigit():
            self.env.note_dependency(str(Path(self.env.srcdir) / f"book/{what}.md"))
        rows = [
            [said(str(s.start)), said(str(s.minutes)), self.parsed(s.happens), self.parsed(s.say)]
            for s in found
        ]
        rows.append([said("All"), [nodes.paragraph("", "", nodes.strong("", str(whole)))], [], []])
        head = ["From", "Minutes", "What happens", "You say or do"]
        return [table("", head, rows, [7, 9, 37, 47], kind="clock two-pages")]

    def parsed(self, text: str) -> list[nodes.Node]:
        """A cell, with its links and roles."""
        cell = nodes.container()
        self.state.nested_parse(StringList([text], source=""), self.content_offset, cell)
        return cell.children


def setup(app):
    app.add_directive("timetable", Timetable)
