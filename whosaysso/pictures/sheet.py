"""A sheet to draw on: matplotlib paints, then the SVG is made fit for a page.

Coordinates are CSS pixels, y downwards. What comes out has no ids (two pictures on one page
cannot clash), text that stays text, and colours that follow the page: its text colour and the
hues of the three questions. So the same picture serves light, dark and print.

This is the only module that imports matplotlib; it is imported when a picture is drawn, since
the browser has no matplotlib of its own.
"""

from __future__ import annotations

import re
import textwrap
from html import escape
from io import BytesIO
from xml.etree import ElementTree

import matplotlib
from matplotlib.figure import Figure
from matplotlib.patches import Circle, Polygon, Rectangle

INK, SOFT = "#010203", "#040506"  # stand-ins for the page's own colours
DOTS = (0, (1, 3))


def steady():
    """matplotlib as it comes, whatever a notebook's or a reader's own settings say."""
    settings = {k: v for k, v in matplotlib.rcParamsDefault.items() if k != "backend"}
    own = {"svg.fonttype": "none", "svg.hashsalt": "wss", "font.family": "sans-serif"}
    return matplotlib.rc_context(settings | own)


def wide(words: str, size: float = 11, bold: bool = False) -> float:
    """About how wide words will be; the reader's sans-serif decides, so stay on the safe side."""
    return len(words) * size * (0.6 if bold else 0.54)


class Sheet:
    """An empty picture of some width; its height is known at the end."""

    def __init__(self, width: float, questions):
        self.width = width
        self.colours = {INK: "currentColor", SOFT: "var(--wss-muted, currentColor)"}
        for question in questions:
            self.colours[question.hue.lower()] = f"var(--wss-{question.id}, {question.hue})"
        self.figure = Figure()
        self.figure.patch.set_visible(False)
        self.axes = self.figure.add_axes([0, 0, 1, 1])
        self.axes.set_axis_off()

    def text(self, x, y, words, size=11, bold=False, align="left", colour=INK):
        """One line of text; y is its baseline."""
        self.axes.text(
            x,
            y,
            words,
            fontsize=size,
            weight="bold" if bold else "normal",
            ha=align,
            va="baseline",
            color=colour,
            parse_math=False,
        )

    def lines(self, x, y, words, width, size=11, step=14, bold=False) -> float:
        """Text wrapped to a width; returns the baseline that would come next."""
        for line in textwrap.wrap(words, int(width / wide("n", size, bold))):
            self.text(x, y, line, size, bold)
            y += step
        return y

    def box(self, x, y, width, height, fill="none", edge="none", dash="-", alpha=None):
        self._add(Rectangle((x, y), width, height, fc=fill, ec=edge, ls=dash, lw=1.4, alpha=alpha))

    def line(self, x1, y1, x2, y2, colour=SOFT, thick=1.0, dash="-"):
        self._add(
            Polygon([(x1, y1), (x2, y2)], closed=False, fc="none", ec=colour, lw=thick, ls=dash)
        )

    def polygon(self, points, fill, edge="none"):
        self._add(Polygon(points, fc=fill, ec=edge, lw=1.6))

    def circle(self, x, y, radius, fill, edge):
        self._add(Circle((x, y), radius, fc=fill, ec=edge, lw=1.6))

    def _add(self, patch):
        patch.set_clip_on(False)  # a clip path would need an id
        self.axes.add_patch(patch)

    def svg(self, height: float, label: str, kind: str) -> str:
        """The finished markup: paths and texts only, in drawing order."""
        height = round(height)
        self.figure.set_size_inches(self.width / 72, height / 72)
        self.axes.set_xlim(0, self.width)
        self.axes.set_ylim(height, 0)
        raw = BytesIO()
        self.figure.savefig(raw, format="svg", metadata={"Date": None})
        out = []
        for part in ElementTree.fromstring(raw.getvalue()).iter():
            style = self._style(part.get("style", ""))
            if part.tag.endswith("}path"):
                out.append(f'<path d="{_short(part.get("d"))}" style="{style}"/>')
            elif part.tag.endswith("}text"):
                at = f'x="{_short(part.get("x"))}" y="{_short(part.get("y"))}"'
                out.append(f'<text {at} style="{style}">{escape(part.text, quote=False)}</text>')
        drawn = "\n".join(out)
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" class="{kind}" role="img" '
            f'aria-label="{escape(label)}" viewBox="0 0 {self.width:g} {height:g}" '
            f'font-family="system-ui, sans-serif" stroke-linejoin="round">\n{drawn}\n</svg>'
        )

    def _style(self, style: str) -> str:
        parts = [part.strip() for part in style.split(";") if "font-family" not in part]
        style = ";".join(part.replace(": ", ":") for part in parts if part)
        for stand_in, colour in self.colours.items():
            style = style.replace(stand_in, colour)
        return style


def _short(numbers: str) -> str:
    """A tenth of a pixel is fine enough, and the same on every machine."""
    rounded = re.sub(r"-?\d+\.\d+", lambda n: f"{float(n[0]):.1f}".removesuffix(".0"), numbers)
    return " ".join(rounded.split())
