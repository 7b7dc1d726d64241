"""What a command says, and where: results on standard output, all else on standard error.

With ``--json`` standard output holds one JSON object and nothing besides. A fault is one sentence
on standard error and exit code 1; a traceback is for faults of the kit itself.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import typer

from ..feedback import Fault

FINE, FAILED, WRONG_USE, PARTLY, STOPPED = 0, 1, 2, 3, 130


class Voice:
    """Says things for one command."""

    def __init__(self, as_json: bool):
        self.as_json = as_json

    def note(self, sentence: str) -> None:
        """For a person, beside the result."""
        print(_plain(sentence), file=sys.stderr)

    def done(self, *sentences: str, **data) -> None:
        """The result: sentences for a person, or ``data`` for a machine."""
        if self.as_json:
            self._object({"ok": True, **data})
        else:
            for sentence in sentences:
                print("\n".join(map(_plain, sentence.split("\n"))))

    def failed(self, sentence: str) -> None:
        self.note(sentence)
        if self.as_json:
            self._object({"ok": False, "error": _plain(sentence)})

    def _object(self, data: dict) -> None:
        print(json.dumps(data, ensure_ascii=False, default=str))

    @contextmanager
    def progress(self) -> Iterator[Callable[[str, int, int], None] | None]:
        """What to call with what is done, how far, and of how many; None without a terminal.

        Drawn on standard error; ``NO_COLOR`` and a dumb terminal are rich's to honour.
        """
        from rich.console import Console  # here: --help is quicker without
        from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

        console = Console(stderr=True)
        if not console.is_terminal:
            yield None
            return
        columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
        with Progress(*columns, console=console, transient=True) as drawn:
            bars: dict[str, int] = {}

            def tell(what: str, done: int, of: int) -> None:
                if what not in bars:
                    bars[what] = drawn.add_task(what, total=of)
                drawn.update(bars[what], completed=done, total=of)

            yield tell


@contextmanager
def speaking(as_json: bool) -> Iterator[Voice]:
    """A voice, and the end of the command in case of a fault."""
    voice = Voice(as_json)
    try:
        yield voice
        sys.stdout.flush()
    except BrokenPipeError:  # the reader of our output, such as head, has had enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        raise typer.Exit(FINE) from None
    except Fault as fault:
        voice.failed(str(fault))
        raise typer.Exit(FAILED) from None
    except OSError as fault:
        voice.failed(reason(fault))
        raise typer.Exit(FAILED) from None
    except KeyboardInterrupt:
        voice.failed("Stopped; what was there before is as it was.")
        raise typer.Exit(STOPPED) from None


def reason(fault: OSError) -> str:
    """What the system refused, by the name of the file and not its whole path."""
    why = (fault.strerror or str(fault) or "the system gave no reason").rstrip(".")
    name = Path(os.fsdecode(fault.filename)).name if fault.filename else ""
    return f"{name}: {why}." if name else f"{why}."


def write_new(path: Path, content: bytes) -> None:
    """Write a file that is not there yet, as a whole or not at all."""
    if path.exists():
        raise Fault(f"{path.name} is there already; move it, or name another file.")
    if not path.parent.is_dir():
        raise Fault(f"There is no folder {path.parent.name} to put {path.name} into.")
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        draft.write_bytes(content)
        os.replace(draft, path)
    finally:
        draft.unlink(missing_ok=True)


def _plain(text: str) -> str:
    """Other people's text may hold what a terminal obeys."""
    return "".join(c if c.isprintable() else "�" for c in text)
