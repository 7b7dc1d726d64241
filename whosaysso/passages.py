"""Show a passage: numbered lines, with the spans of chosen layers drawn in.

The HTML needs no script. Layers are switched by checkboxes and the stylesheet, and every span
is also a row of a table, so nothing hangs on sight of the marks.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from html import escape
from itertools import pairwise
from pathlib import Path

from .case import Case, CaseError, Line, Span, load
from .claim_links import claim_links, claims_of

STYLE = Path(__file__).parent / "widgets" / "dist" / "kit.css"


@dataclass(frozen=True)
class Passage:
    """Lines of an article and the spans to draw; shows itself in a notebook and in the book."""

    case: Case
    lines: tuple[Line, ...]
    codes: tuple[str, ...]
    switches: bool

    def __repr__(self) -> str:
        lines = [f"{line.id:>4}  {line.text}" for line in self.lines]
        return "\n".join([*lines, *filter(None, [self.case.written])])

    def _repr_html_(self) -> str:
        return stylesheet() + passage_html(self)


def show(where: str, layers: str = "none", case: str = "idlib-2020") -> Passage:
    """Show lines such as ``"S6-S8"`` or ``"all"``.

    ``layers``: codes with commas between (``"loaded, label"``), ``"all"`` or ``"none"``.
    """
    if not isinstance(layers, str):
        raise CaseError('Name the layers as text, such as "loaded, label", "all" or "none".')
    source = load(case)
    known = tuple(source.codebook.codes)
    wanted = {"all": known, "none": ()}.get(
        layers, tuple(part.strip() for part in layers.split(",") if part.strip())
    )
    for code in wanted:
        if code not in known:
            raise CaseError(f"There is no layer {code!r}; use all, none or {', '.join(known)}.")
    codes = tuple(code for code in known if code in wanted)
    return Passage(source, source.passage(where), codes, switches=layers == "all")


def stylesheet() -> str:
    """The style element that a notebook needs; the book links the stylesheet once."""
    if os.environ.get("WHOSAYSSO_STATIC") == "1":
        return ""
    return f"<style>{STYLE.read_text(encoding='utf-8')}</style>"


def passage_html(passage: Passage) -> str:
    """The passage, its switches, its table of marks and its credit."""
    case, codes = passage.case, passage.codes
    spans = case.spans_in(passage.lines, codes)
    lines, paragraph = [], None
    anchors = passage.lines == case.lines  # only the whole article carries the link targets
    for line in passage.lines:
        begins = " wss-begins" if paragraph not in (None, line.paragraph) else ""
        paragraph = line.paragraph
        here = [s for s in spans if s.line == line.id]
        target = f' id="{anchor(case, line)}"' if anchors else ""
        lines.append(
            f'<p class="wss-line wss-{line.kind}{begins}"{target}>'
            f'<span class="wss-no">{line.id}</span> '
            f'<span class="wss-text" dir="auto">{_marked(case, line, here)}</span></p>'
        )
    switches = _switches(case, codes) if passage.switches else ""
    table = _table(passage, spans) if spans else ""
    return (
        f'<div class="wss wss-passage">{switches}<div class="wss-words">{"".join(lines)}</div>'
        f"{_credit(case)}{table}</div>"
    )


def anchor(case: Case, line: Line) -> str:
    """The id of a line on the page that shows its whole text."""
    return f"{case.id}-{line.id}" if case.written else line.id


def owner_html(case: Case, link: str) -> str:
    """Who wrote, brought and owns a text that is not ours, with ``link`` as words to click."""
    return (
        f"{escape(case.author)}, republished by {escape(case.publisher)}, "
        f"{escape(case.published)}. {escape(case.copyright)}. "
        # the publisher's terms ask for a link; it is the only live one to the outlet
        f'<a href="{escape(case.url)}" rel="external nofollow noopener">{escape(link)}</a>'
    )


def _credit(case: Case) -> str:
    if case.written:
        words = f"<strong>{escape(case.written)}</strong> {escape(case.copyright)}."
    else:
        words = f"{owner_html(case, 'Original')}."
    return f'<p class="wss-credit">{words}</p>'


def _marked(case: Case, line: Line, spans: list[Span]) -> str:
    """The line's text with nested underlines; letters where a span begins."""
    cuts = sorted({line.start, line.end, *(s.start for s in spans), *(s.end for s in spans)})
    out = []
    for start, end in pairwise(cuts):
        here = [s for s in spans if s.start <= start and end <= s.end]
        tags = "".join(_tag(case, s) for s in here if s.start == start)
        text = escape(case.text[start:end], quote=False)
        for span in reversed(here):
            text = f'<span class="wss-u wss-u-{span.code} wss-{span.tier}">{text}</span>'
        out.append(tags + text)
    return "".join(out)


def _tag(case: Case, span: Span) -> str:
    code = case.codebook.codes[span.code]
    doubt = {"contested": "?", "decoy": "×"}.get(span.tier, "")
    return (
        f'<sup class="wss-tag wss-tag-{code.id} wss-q-{code.question}" aria-hidden="true">'
        f"{escape(code.letter)}{doubt}</sup>"
    )


def _switches(case: Case, codes: tuple[str, ...]) -> str:
    sets, book = [], case.codebook.codes
    for place, question in enumerate(case.codebook.questions.values()):
        on = " checked" if place == 0 else ""  # one question at a time can be read
        boxes = "".join(
            f'<label><input type="checkbox" value="{c}"{on}>'
            f'<span class="wss-u wss-u-{c}">{escape(book[c].name)}</span> '
            f'<sup class="wss-tag wss-q-{question.id}">{escape(book[c].letter)}</sup>'
            "</label>"
            for c in codes
            if book[c].question == question.id
        )
        sets.append(
            f'<fieldset class="wss-layers"><legend>{escape(question.text)}</legend>{boxes}'
            "</fieldset>"
        )
    return "".join(sets)


def _table(passage: Passage, spans: tuple[Span, ...]) -> str:
    case, ids = passage.case, [line.id for line in passage.lines]
    label = f"Marks with reasons, {ids[0]} to {ids[-1]}"
    rows = []
    for span in spans:
        fair = f" <em>Fairer wording:</em> {escape(span.fair)}" if span.fair else ""
        checked = claim_links(case, claims_of(case, span))
        checked = f" <em>What other reports say:</em> {checked}." if checked else ""
        name = escape(case.codebook.codes[span.code].name)
        rows.append(
            f'<tr class="wss-row-{span.code}"><td>{span.line}</td>'
            f"<td><q>{escape(span.quote)}</q></td>"
            f"<td>{name}, {span.tier}</td><td>{escape(span.why)}{fair}{checked}</td></tr>"
        )
    return (
        "<details><summary>The marks of this passage as a table, with reasons</summary>"
        f'<div class="wss-scroll" tabindex="0" role="region" aria-label="{label}">'
        '<table class="wss-spans"><thead><tr><th scope="col">Line</th><th scope="col">Words</th>'
        '<th scope="col">Code and tier</th><th scope="col">Why, and what to ask</th></tr></thead>'
        f"<tbody>{''.join(rows)}</tbody></table></div></details>"
    )
