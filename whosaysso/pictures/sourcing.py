"""The claims by who the article names for them, each a square, split by verdict."""

from __future__ import annotations

from ..case import VERDICTS, Case
from ..numbers import SOURCING
from .picture import Picture, listed

CAPTION = (
    "Whom the article names for its claims, and what we found in other reports. Each square is "
    "one claim. A claim with no source can be right, and one with a named source wrong: a source "
    "only lets you check."
)


def picture(case: Case) -> Picture:
    blocks, said, counted = [], [], []
    for code in SOURCING:
        claims = [claim for claim in case.claims if case.attribution(claim).code == code]
        name = case.codebook.codes[code].name
        heading = f"{name}: {len(claims)} of {len(case.claims)} claims"
        rows = [(verdict, [c for c in claims if c.verdict == verdict]) for verdict in VERDICTS]
        blocks.append((heading, rows))
        counted.append(tuple(claims))
        said.append(f"{heading}, {listed([f'{len(found)} {v}' for v, found in rows])}.")
    alt = f"Squares, one for each claim, by who is named for it. {' '.join(said)}"
    groups = tuple(
        (heading, tuple((verdict, str(len(found)), _where(found)) for verdict, found in rows))
        for heading, rows in blocks
    )
    return Picture(
        name="sourcing",
        svg=draw(blocks, case.codebook.questions, alt),
        alt=alt,
        caption=CAPTION,
        columns=("What other reports say", "Claims", "Lines"),
        groups=groups,
        claims=tuple(counted),
        case=case,
    )


def _where(claims) -> str:
    return ", ".join(dict.fromkeys(claim.line for claim in claims)) or "no line"


def draw(blocks, questions, alt: str) -> str:
    """One layout for every width: it is narrow enough for a phone."""
    from .sheet import Sheet

    sheet, y, hue = Sheet(400, questions.values()), 0, questions["sources"].hue
    left, step = 132, 16
    across = int(sheet.width - left - 30) // step
    for heading, rows in blocks:
        y += 22
        sheet.text(0, y, heading, 12.5, bold=True)
        y += 8
        for verdict, found in rows:
            y += 6
            sheet.text(0, y + 10, verdict)
            for n in range(len(found)):
                _square(sheet, left + n % across * step, y + n // across * step, verdict, hue)
            end = left + min(len(found), across) * step
            sheet.text(end + 4, y + 10, str(len(found)), bold=True)
            y += step * max(1, -(-len(found) // across))
        y += 6
    return sheet.svg(y, alt, "wss-only")


def _square(sheet, x, y, verdict: str, hue: str, size: int = 12) -> None:
    """A pattern for each verdict, so that nothing hangs on colour."""
    full = verdict == "corroborated"
    dash = (0, (1.2, 1.2)) if verdict == "not found" else "-"
    sheet.box(x, y, size, size, hue if full else "none", hue, dash)
    if verdict == "partly corroborated":
        sheet.polygon([(x, y), (x, y + size), (x + size, y + size)], hue)
    elif verdict == "disputed":
        half = size / 2
        for x1, y1, x2, y2 in ((0, half, half, 0), (0, size, size, 0), (half, size, size, half)):
            sheet.line(x + x1, y + y1, x + x2, y + y2, hue, 1.6)
    elif verdict == "contradicted":
        for third in (size / 3, size * 2 / 3):
            sheet.line(x, y + third, x + size, y + third, hue, 1.8)
