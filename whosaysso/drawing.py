"""Draw pictures as SVG: matplotlib paints, then the markup is made fit for a page.

Coordinates are CSS pixels, y downwards. What comes out has no ids (two pictures on one page
cannot clash), text that stays text, and colours that follow the page: its text colour and the
hues of the three questions. So the same picture serves light, dark and print.

Only ``figures.plot`` imports this module, and only when a picture is drawn: the browser has no
matplotlib of its own.
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
from matplotlib.ticker import MaxNLocator

INK, SOFT = "#010203", "#040506"  # stand-ins, replaced by the page's own colours
LETTER = 0.56  # width of a usual letter, as a part of the font size; sans-serif fonts differ
SHAPES = {
    "killed": "circle",
    "injured": "triangle",
    "killed or injured": "diamond",
    "neutralised": "square",
}


class Sheet:
    """An empty picture of some width, to draw on; its height is known at the end."""

    def __init__(self, width: float, questions):
        self.width = width
        self.colours = {INK: "currentColor", SOFT: "var(--wss-muted, currentColor)"}
        for question in questions:
            self.colours[question.hue] = f"var(--wss-{question.id}, {question.hue})"
        self.figure = Figure()
        self.axes = self.figure.add_axes([0, 0, 1, 1])
        self.axes.set_axis_off()
        self.figure.patch.set_visible(False)

    def text(self, x, y, words, size=11, bold=False, align="left", colour=INK):
        """One line of text; y is its baseline."""
        self.axes.text(
            x, y, words, fontsize=size, weight="bold" if bold else "normal", ha=align,
            va="baseline", color=colour, parse_math=False,
        )  # fmt: skip

    def lines(self, x, y, words, width, size=11, step=14, **style) -> float:
        """Text wrapped to a width; returns the baseline after the last line."""
        for line in textwrap.wrap(words, int(width / size / LETTER)):
            self.text(x, y, line, size, **style)
            y += step
        return y

    def box(self, x, y, width, height, fill="none", edge="none", dash="-", thick=1.4, alpha=None):
        self._add(
            Rectangle((x, y), width, height, fc=fill, ec=edge, ls=dash, lw=thick, alpha=alpha)
        )

    def line(self, x1, y1, x2, y2, colour=SOFT, thick=1.0, dash="-"):
        self._add(Polygon([(x1, y1), (x2, y2)], closed=False, ec=colour, lw=thick, ls=dash))

    def polygon(self, points, fill, edge="none"):
        self._add(Polygon(points, fc=fill, ec=edge, lw=1.6))

    def marker(self, x, y, shape, colour, hollow=False):
        fill = "none" if hollow else colour
        if shape == "circle":
            self._add(Circle((x, y), 4.6, fc=fill, ec=colour, lw=1.6))
            return
        around = {
            "triangle": [(-5.2, 4.2), (5.2, 4.2), (0, -5)],
            "diamond": [(-6, 0), (0, -6), (6, 0), (0, 6)],
            "square": [(-4.4, -4.4), (4.4, -4.4), (4.4, 4.4), (-4.4, 4.4)],
        }[shape]
        self.polygon([(x + dx, y + dy) for dx, dy in around], fill, colour)

    def _add(self, patch):
        patch.set_clip_on(False)  # a clip path would need an id
        self.axes.add_patch(patch)

    def svg(self, height: float, label: str, kind: str) -> str:
        """The finished markup: paths and texts only, in drawing order."""
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
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" class="{kind}" role="img" '
            f'aria-label="{escape(label)}" viewBox="0 0 {self.width:g} {height:g}" '
            f'font-family="system-ui, sans-serif" stroke-linejoin="round">\n'
            + "\n".join(out)
            + "\n</svg>"
        )

    def _style(self, style: str) -> str:
        parts = [p.strip() for p in style.split(";") if "font-family" not in p and p.strip()]
        style = ";".join(part.replace(": ", ":") for part in parts)
        for stand_in, colour in self.colours.items():
            style = style.replace(stand_in, colour)
        return style


def _short(numbers: str) -> str:
    """A tenth of a pixel is fine enough, and the same on every machine."""
    rounded = re.sub(r"-?\d+\.\d+", lambda n: f"{float(n[0]):.1f}".removesuffix(".0"), numbers)
    return " ".join(rounded.split())


def steady():
    """matplotlib as it comes, whatever a notebook or a reader's own settings say."""
    settings = dict(matplotlib.rcParamsDefault)
    settings.pop("backend", None)
    return matplotlib.rc_context(
        settings | {"svg.fonttype": "none", "svg.hashsalt": "wss", "font.family": "sans-serif"}
    )


# --- the casualty figures -------------------------------------------------------------------


def draw_ranges(claims, questions, hue, label, width, kind) -> str:
    """Each claim a panel with its own scale from 0; each figure a row of it."""
    sheet, wide = Sheet(width, questions), width > 500
    used = {row.count.status for claim in claims for row in claim.rows}
    y = _key(sheet, [s for s in SHAPES if s in used], hue)
    for claim in claims:
        y += 26
        y = sheet.lines(0, y, claim.heading, width - 4, 12.5, 16, bold=True)
        y = sheet.lines(0, y, claim.verdict, width - 4, 11) + 6
        y = _panel(sheet, claim.rows, hue, y, wide)
    return sheet.svg(round(y + 8), label, kind)


def _key(sheet: Sheet, statuses, hue) -> float:
    x, y = 6, 14
    for status in statuses:
        sheet.marker(x, y - 4, SHAPES[status], hue)
        sheet.text(x + 10, y, status)
        x += 36 + len(status) * 11 * LETTER
    x, y = 6, y + 20
    for draw, words in ((_bar, "lowest to highest"), (_more, "or more"), (_less, "or fewer")):
        draw(sheet, x, y - 4, hue)
        sheet.text(x + 36, y, words)
        x += 58 + len(words) * 11 * LETTER
    return y


def _bar(sheet, x, y, hue):
    sheet.line(x, y, x + 26, y, hue, 3)
    for end in (x, x + 26):
        sheet.marker(end, y, "circle", hue)


def _more(sheet, x, y, hue, shape="circle"):
    sheet.marker(x, y, shape, hue, hollow=True)
    sheet.line(x + 6, y, x + 24, y, hue, 1.8)
    sheet.polygon([(x + 22, y - 4), (x + 30, y), (x + 22, y + 4)], hue)


def _less(sheet, x, y, hue, shape="circle"):
    sheet.polygon([(x + 4, y - 4), (x - 4, y), (x + 4, y + 4)], hue)
    sheet.line(x + 2, y, x + 20, y, hue, 1.8)
    sheet.marker(x + 26, y, shape, hue, hollow=True)


def _panel(sheet: Sheet, rows, hue, y, wide) -> float:
    left = 330 if wide else 10
    right = sheet.width - 150
    drawn = [row for row in rows if row.drawn]
    top = max((n for row in drawn for n in (row.count.low, row.count.high) if n), default=1)
    ticks = [t for t in MaxNLocator(4 if wide else 3, integer=True).tick_values(0, top) if t >= 0]

    def at(number):
        return left + (right - left) * number / ticks[-1]

    y += 8
    for tick in ticks:
        sheet.text(at(tick), y, f"{tick:,.0f}", 10, align="center", colour=SOFT)
    y, first, who = y + 6, y + 5, None
    for row in rows:
        start, base = y, y + 13
        if row.who != who:
            base = sheet.lines(6, base, row.who, (left if wide else sheet.width) - 24, 11, bold=True)
            who = row.who
        base = sheet.lines(6, base, row.what, (left if wide else sheet.width) - 24, 10.5, 13)
        base -= 13
        if row.own:
            sheet.box(0, start, sheet.width, base + (6 if wide else 25) - start, INK, alpha=0.08)
        if wide:
            middle, y = base - 4, base + 6
        else:
            middle, y = base + 13, base + 25
        if row.drawn:
            _point(sheet, row, at, middle, hue)
        else:
            sheet.text(left - 4, middle + 4, row.label, bold=True)
    for tick in ticks:
        sheet.line(at(tick), first, at(tick), y, thick=0.5, dash=(0, (1, 3)))
    return y


def _point(sheet: Sheet, row, at, y, hue) -> None:
    """The mark of one figure, and its number beside it."""
    low, high, shape = row.count.low, row.count.high, SHAPES[row.count.status]
    end = at(low if high is None else high)
    if high is None:
        _more(sheet, end, y, hue, shape)
        end += 28
    elif low is None:
        _less(sheet, end - 26, y, hue, shape)
    else:
        if low < high:
            sheet.line(at(low), y, end, y, hue, 3)
            sheet.marker(at(low), y, shape, hue)
        sheet.marker(end, y, shape, hue)
    sheet.text(end + 11, y + 4, row.label, bold=True)


# --- the strip ------------------------------------------------------------------------------


def draw_strip(marks, lines, codebook, label, width, panels, kind) -> str:
    """Words from left to right, one row a code; folded into panels where there is less room."""
    sheet = Sheet(width, codebook.questions.values())
    total = lines[-1].first + lines[-1].words
    y, begin = 0, 0
    for panel in range(panels):
        wanted = total * (panel + 1) / panels
        end = next(i + 1 for i, line in enumerate(lines) if line.first + line.words >= wanted)
        y = _strip(sheet, marks, lines[begin:end], codebook, y, total / panels)
        begin = end
    return sheet.svg(round(y), label, kind)


def _strip(sheet: Sheet, marks, lines, codebook, y, words) -> float:
    left, lane = (150, 21) if sheet.width > 500 else (112, 17)
    start, stop = lines[0].first, lines[-1].first + lines[-1].words
    scale = (sheet.width - left - 12) / max(words, stop - start)

    def at(word):
        return left + (word - start) * scale

    y += 12
    top, last = y + 4, -99
    for line in lines:
        number = int(line.id[1:])
        if line is lines[0] or number % 5 == 0 or line.id == "N1":
            x = at(line.first)
            if x - last > 24:
                sheet.text(x, y, line.id, 10, colour=SOFT)
                last = x
    for question in codebook.questions.values():
        codes = [code for code in codebook.codes.values() if code.question == question.id]
        y += 17
        sheet.text(0, y, question.text, 10, bold=True, colour=question.hue)
        y += 5
        for code in codes:
            sheet.line(left, y + lane / 2, at(stop), y + lane / 2, thick=0.4)
            sheet.text(2, y + lane / 2 + 4, code.letter, 11, bold=True, colour=question.hue)
            sheet.text(16, y + lane / 2 + 4, code.name, 10)
            for mark in marks:
                if mark.code == code.id and start <= mark.first < stop:
                    _mark(sheet, mark, at, y + lane / 2, lane - 6, question.hue)
            y += lane
    for line in lines:
        if line.first and (line.begins or line is lines[0]):
            sheet.line(at(line.first), top, at(line.first), y, thick=0.7, dash=(0, (1, 3)))
    return y + 8


def _mark(sheet: Sheet, mark, at, y, height, hue) -> None:
    x, width = at(mark.first), max(at(mark.last) - at(mark.first), 3)
    for first, last in ((mark.reach_first, mark.first), (mark.last, mark.reach_last)):
        if first < last:  # the words that a source carries
            sheet.line(at(first), y, at(last), y, hue, 2)
    if mark.tier == "core":
        sheet.box(x, y - height / 2, width, height, hue)
    elif mark.tier == "contested":
        sheet.box(x + 0.5, y - height / 2 + 1, max(width - 1, 3), height - 2, edge=hue)
    else:
        middle, end = x + width / 2, y + height / 2
        sheet.line(middle, y - height / 2, middle, end, hue, 2.6, (0, (0.9, 0.9)))


# --- the claims by sourcing -----------------------------------------------------------------


def draw_sourcing(blocks, questions, hue, label, kind, width=400) -> str:
    """Each square is one claim; blocks by who is named, rows by verdict."""
    sheet, y = Sheet(width, questions), 0
    left, size, gap = 132, 12, 4
    across = (width - left - 30) // (size + gap)
    for heading, rows in blocks:
        y += 22
        sheet.text(0, y, heading, 12.5, bold=True)
        y += 8
        for verdict, count in rows:
            y += 6
            sheet.text(0, y + 10, verdict)
            for n in range(count):
                down, along = divmod(n, across)
                x = left + along * (size + gap)
                _square(sheet, x, y + down * (size + gap), size, verdict, hue)
            end = left + min(count, across) * (size + gap)
            sheet.text(end + 4, y + 10, str(count), bold=True)
            y += (size + gap) * max(1, -(-count // across))
        y += 6
    return sheet.svg(round(y), label, kind)


def _square(sheet: Sheet, x, y, size, verdict, hue) -> None:
    """A pattern for each verdict, so that nothing hangs on colour."""
    if verdict == "corroborated":
        sheet.box(x, y, size, size, hue, hue)
    elif verdict == "not found":
        sheet.box(x, y, size, size, edge=hue, dash=(0, (1.2, 1.2)))
    else:
        sheet.box(x, y, size, size, edge=hue)
    if verdict == "partly corroborated":
        sheet.polygon([(x, y), (x, y + size), (x + size, y + size)], hue)
    elif verdict == "disputed":
        for cut in (0.5, 1):
            sheet.line(x, y + size * cut, x + size * cut, y, hue, 1.6)
        sheet.line(x + size / 2, y + size, x + size, y + size / 2, hue, 1.6)
    elif verdict == "contradicted":
        for cut in (1 / 3, 2 / 3):
            sheet.line(x, y + size * cut, x + size, y + size * cut, hue, 1.8)
