"""The codes as a table: letter, line, name, and when to mark; straight from the codebook."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape

from .case import Codebook, load
from .passages import stylesheet


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


def legend(case: str = "idlib-2020") -> Legend:
    """The codes that a case uses, by the question they answer."""
    return Legend(load(case).codebook)
