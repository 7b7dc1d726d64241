"""The codes, or the two grades of a ledger, as a table straight from the codebook."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape

from .case import CaseError, Codebook, load
from .passages import stylesheet
from .tables import Report, Table


@dataclass(frozen=True)
class Legend:
    """Shows itself as text in a terminal and as a table in a notebook or the book."""

    codebook: Codebook

    def __repr__(self) -> str:
        return "\n".join(
            f"{code.letter} ({code.stroke} line)  {code.name}: {code.mark_when}"
            for code in self.codebook.codes.values()
        )

    def _repr_html_(self) -> str:
        groups = []
        for question in self.codebook.questions.values():
            rows = "".join(
                f'<tr><td><strong class="wss-q-{question.id}">{escape(code.letter)}</strong></td>'
                f'<td><span class="wss-u wss-u-{code.id}">{escape(code.name)}</span>, '
                f"{code.stroke} line</td><td>{escape(code.mark_when)}</td></tr>"
                for code in self.codebook.codes.values()
                if code.question == question.id
            )
            groups.append(
                f'<tbody><tr><th colspan="3" scope="rowgroup">{escape(question.text)}</th></tr>'
                f"{rows}</tbody>"
            )
        return (
            f'{stylesheet()}<div class="wss wss-legend"><table class="wss-spans"><thead><tr>'
            '<th scope="col">Letter</th><th scope="col">Code and line</th>'
            f'<th scope="col">Marked when</th></tr></thead>{"".join(groups)}</table></div>'
        )


def legend(case: str = "idlib-2020", of: str = "codes") -> Legend | Report:
    """The codes that a case uses, by the question they answer; or ``of="grades"``.

    The grades are two: of a source, by its route, and of an information, by what others report.
    """
    book = load(case).codebook
    if of == "codes":
        return Legend(book)
    if of != "grades":
        raise CaseError(f'A legend is of="codes" or of="grades", not of={of!r}.')
    information = (row.text.partition(" – ") for row in book.information.values())
    return Report(
        (
            Table(
                "Source grade: by which route",
                ("Grade", "What it means"),
                tuple(book.grades.items()),
            ),
            Table(
                "Information grade: what other reports say",
                ("Grade", "What it means"),
                tuple((grade, text) for grade, _, text in information),
            ),
        )
    )
