"""How sure a class was against how often it was right, as a picture with its numbers in words."""

from __future__ import annotations

import re

from ..case import Codebook
from ..pictures.picture import Picture
from ..scoring import percent
from .measures import Bin, Sureness

CAPTION = (
    "How sure the class was, and how often it was right. On the dotted line both agree; below it "
    "the class was surer than right. Large circles stand for many answers."
)
COLUMNS = ("How sure, %", "Answers", "Right, %")
LEFT, TOP, SIDE = 40, 30, 300


def picture(found: Sureness, codebook: Codebook, least: int = 1) -> Picture:
    """The plot of ``measures.sureness``; rows of fewer answers than ``least`` are left out."""
    bins = [row for row in found.bins if row.n >= least]
    said = "; ".join(f"sure {b.low} to {b.high} %: right {_share(b)} %" for b in bins)
    mean, right = percent(found.confidence), percent(found.right)
    alt = (
        f"{found.n:,} answers. On average the class was {mean} % sure and {right} % right. "
        f"{f'Row by row: {said}' if said else 'No row has enough answers to be shown'}."
    )
    rows = tuple((f"{b.low}–{b.high}", f"{b.n:,}", str(_share(b))) for b in bins)
    return Picture("calibration", _draw(bins, codebook, alt), alt, CAPTION, COLUMNS, (("", rows),))


def _share(row: Bin) -> int:
    return percent(row.right / row.n)


def _draw(bins: list[Bin], codebook: Codebook, alt: str) -> str:
    from ..pictures.sheet import DOTS, Sheet, steady  # here: only a picture needs matplotlib

    hue = codebook.questions["figures"].hue if "figures" in codebook.questions else "#00694d"
    with steady():
        sheet = Sheet(LEFT + SIDE + 40, codebook.questions.values())
        sheet.box(LEFT, TOP, SIDE, SIDE, edge="#010203")
        for tick in (0, 25, 50, 75, 100):
            sheet.text(*_at(tick, 0, 0, 18), str(tick), align="center")
            sheet.text(*_at(0, tick, -8, 4), str(tick), align="right")
        sheet.line(*_at(0, 0), *_at(100, 100), dash=DOTS, thick=1.4)
        most = max((row.n for row in bins), default=1)
        for row in bins:
            x, y = _at(row.mean, 100 * row.right / row.n)
            sheet.circle(x, y, 4 + 9 * (row.n / most) ** 0.5, "none", hue)
            sheet.circle(x, y, 1.6, hue, hue)
        sheet.text(LEFT + SIDE / 2, TOP + SIDE + 36, "How sure, %", bold=True, align="center")
        sheet.text(LEFT - 34, TOP - 14, "Right, %", bold=True)
        return attributes(sheet.svg(TOP + SIDE + 44, alt, "wss-only"))


def _at(sure: float, right: float, dx: float = 0, dy: float = 0) -> tuple[float, float]:
    """Where a point lies on the sheet."""
    return LEFT + SIDE * sure / 100 + dx, TOP + SIDE * (1 - right / 100) + dy


def attributes(svg: str) -> str:
    """The same SVG with attributes in place of styles, which a strict page does not allow."""

    def spread(found: re.Match) -> str:
        parts = (part.split(":", 1) for part in found[1].split(";") if ":" in part)
        return " ".join(f'{name.strip()}="{value.strip()}"' for name, value in parts)

    return re.sub(r'style="([^"]*)"', spread, svg)
