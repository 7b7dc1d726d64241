"""What a task of any kind has, and what every kind checks alike."""

from __future__ import annotations

from dataclasses import dataclass, field


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
    """A value as it can stand in a sentence, however long or strange it is."""
    text = ascii(value) if isinstance(value, str) else repr(value)
    text = ascii(text)[1:-1] if not text.isprintable() else text
    return text if len(text) <= 60 else f"{text[:57]}…"
