"""What a task of any kind has, and what every kind checks alike."""

from __future__ import annotations

from dataclasses import dataclass, field
from html import escape

from ..feedback import AnswerError

LATER = "later"  # a built task's ``feedback``: it has no key, and a Check only keeps the answer


@dataclass(frozen=True)
class Task:
    """A task as the case's ``tasks/*.toml`` states it; ``own`` holds the fields of its kind."""

    id: str
    case: str
    kind: str
    title: str
    prompt: str
    lines: str
    own: dict = field(default_factory=dict)


def short(value) -> str:
    """A value as it can stand in a sentence, however long or strange it is.

    Text is shown character by character, with everything outside ASCII as a number, so that
    nothing in it can turn the sentence around. ``widgets/words.js`` does the same.
    """
    if not isinstance(value, str):
        return f"a {type(value).__name__}"
    shown = "".join(visible(ord(character)) for character in value[:41])
    return f"“{shown[:39]}…”" if len(shown) > 40 else f"“{shown}”"


def visible(code: int) -> str:
    """A character as an escape, unless it is plain ASCII."""
    if 32 <= code < 127:
        return chr(code)
    if code < 256:
        return f"\\x{code:02x}"
    return f"\\u{code:04x}" if code < 65536 else f"\\U{code:08x}"


LONGEST = 10_000  # characters of a text; widgets/words.js has the same


def valid_text(text) -> None:
    """Say in one sentence what makes a learner's text impossible, if anything does."""
    if not isinstance(text, str):
        raise AnswerError("A text is made of letters.")
    if len(text) > LONGEST:
        raise AnswerError(f"This text has more than {LONGEST:,} characters; make it shorter.")
    if any("\ud800" <= character <= "\udfff" for character in text):
        raise AnswerError("This text holds half a character; type it again.")
    if "\0" in text:
        raise AnswerError("This text holds a character with no meaning (NUL); type it again.")


def folded(built: dict, title: str, body: str) -> str:
    """What ``page`` folds away below an exercise; nothing where the task has no key."""
    if built.get("feedback") == LATER:
        return ""
    return f"<details><summary>{escape(title)}</summary>{body}</details>"
