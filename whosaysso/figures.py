"""``plot``: pictures drawn from a case's data, each with its numbers written out."""

from __future__ import annotations

from .case import Case, CaseError, load
from .coin import CASE as TESTS
from .exercises import report_card
from .forms import balance
from .pictures import ranges, sourcing, strip, timeline
from .pictures.picture import Picture
from .tables import Report
from .widgets.card import Card

PICTURES = {
    "casualty-ranges": ranges.picture,
    "strip": strip.picture,
    "sourcing": sourcing.picture,
    "timeline": timeline.picture,
}
CARD, FORMS = "report-card", "test-forms"


def plot(name: str, case: str | Case = "idlib-2020") -> Picture | Card | Report:
    """Draw a picture of a case.

    ``"casualty-ranges"``: what the article and others say about casualties. ``"strip"``: where
    each code falls. ``"sourcing"``: whom the article names for its claims. ``"timeline"``: on which
    day the article puts an event, and on which day others do. ``"report-card"``: what the learner's
    own kept answers show; it belongs to no case. ``"test-forms"``: what the two test forms hold, as
    a table.
    """
    if name == CARD:
        return report_card()
    if name == FORMS:
        return balance(load(TESTS))
    if name not in PICTURES:
        raise CaseError(f"There is no picture {name!r}; use {', '.join([*PICTURES, CARD, FORMS])}.")
    from .pictures.sheet import steady  # here, so that only a drawn picture needs matplotlib

    with steady():
        return PICTURES[name](case if isinstance(case, Case) else load(case))
