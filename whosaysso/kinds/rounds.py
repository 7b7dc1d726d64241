"""The rounds of an entry in an answer file: its first Check, its last, and all that was given."""

from __future__ import annotations


def first_check(entry: dict | None):
    """The answer at the first Check ever, or None."""
    rounds = entry and (entry.get("first") or entry["tries"])
    return rounds[0] if rounds else None


def counted(entry: dict, later: bool = False):
    """The answer that counts for a first try, or None.

    With feedback at each Check it is the first Check. With feedback ``later`` nothing was told
    between one “I am done” and the next, so it is the last one of the first round: a later round
    begins only once the feedback is open.
    """
    if not later:
        return first_check(entry)
    rounds = entry.get("first") or entry["tries"]
    return rounds[-1] if rounds else None


def last_check(entry: dict):
    """The answer at the last Check of an entry that has one."""
    return (entry["tries"] or entry["first"])[-1]


def given(entry: dict | None) -> set[str]:
    """The items of a sort task that any answer in this entry names."""
    if entry is None:
        return set()
    return {
        item for one in [entry["value"], *entry["tries"], *entry.get("first", [])] for item in one
    }
