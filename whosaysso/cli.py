"""The command ``whosaysso``: it lives in ``classroom``; and this says so where that is missing."""

from __future__ import annotations

import sys

NEEDED = ("cryptography", "jinja2", "markupsafe", "matplotlib", "msgspec", "numpy", "rich", "typer")


def main() -> None:
    try:
        from .classroom.cli import run

        run()
    except ModuleNotFoundError as fault:
        if (fault.name or "").partition(".")[0] not in NEEDED:
            raise
        print(
            f"The command whosaysso needs the classroom parts of the kit, and {fault.name} is not "
            'installed. Install them with: pip install "whosaysso[classroom]"',
            file=sys.stderr,
        )
        sys.exit(1)
