"""What an exercise tells a learner: a summary, and a row for each phrase, item or field."""

from __future__ import annotations

import os
from dataclasses import dataclass
from html import escape

from .scoring import percent


class Fault(ValueError):
    """A message for a person: one sentence. Notebooks show it without a traceback."""

    def _render_traceback_(self) -> list[str]:
        return [str(self)]


class AnswerError(Fault):
    """An answer that cannot be one; the last good one stays."""


@dataclass(frozen=True)
class Row:
    """What is said of one thing.

    ``line`` is where it stands, ``quote`` its words. A mark exercise gives ``code`` and ``words``
    (first and last word, None for a whole line), the other kinds give ``item``: the id of the
    item, cell or fact that the row speaks of.
    """

    verdict: str
    line: str
    quote: str
    text: str
    code: str | None = None
    words: tuple[int, int] | None = None
    item: str | None = None


@dataclass(frozen=True)
class Feedback:
    """The result of one Check. ``score`` is 0.0–1.0, or None where nothing is scored."""

    task: str
    score: float | None
    summary: str
    rows: tuple[Row, ...] = ()
    labels: tuple[tuple[str, str], ...] = ()

    @property
    def percent(self) -> int | None:
        return None if self.score is None else percent(self.score)

    def __repr__(self) -> str:
        labels = dict(self.labels)
        lines = [self.summary]
        for number, row in enumerate(self.rows, 1):
            quoted = f" “{row.quote}”" if row.quote else ""
            lines.append(
                f"{number}. {row.line}{quoted} – {labels[row.verdict]}. {row.text}".rstrip()
            )
        return "\n".join(lines)

    def _repr_html_(self) -> str | None:
        """A list, for the book only: saved notebooks keep plain text."""
        if os.environ.get("WHOSAYSSO_STATIC") != "1":
            return None
        labels = dict(self.labels)
        rows = "".join(
            f'<li class="wss-row"><p class="wss-where">{escape(row.line)} '
            f"{f'“{escape(row.quote)}” ' if row.quote else ''}"
            f"<strong>{escape(labels[row.verdict])}</strong></p><p>{escape(row.text)}</p></li>"
            for row in self.rows
        )
        summary = f'<p class="wss-summary">{escape(self.summary)}</p>'
        return f'<div class="wss wss-feedback">{summary}<ol class="wss-rows">{rows}</ol></div>'
