"""Run the machine of word lists on a text and store what it marks.

    python tools/run_machine.py [CASE …]

Writes ``machine.json`` into the case's folder; without a name, into every folder that has one,
and into that of the article.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent))  # the kit beside this file comes first

from whosaysso.case import CASES, CaseError, load
from whosaysso.machine import FILE, written


def main() -> None:
    parser = argparse.ArgumentParser(description="Run the machine on a text and store its marks.")
    parser.add_argument("cases", nargs="*", help="default: the article and all texts with output")
    options = parser.parse_args()
    known = {path.parent.name for path in CASES.glob(f"*/{FILE}")} | {"idlib-2020"}
    for name in options.cases or sorted(known):
        case = load(name)
        path = case.folder / FILE
        path.write_text(written(case), encoding="utf-8", newline="\n")
        print(f"{path}: written")


if __name__ == "__main__":
    try:
        main()
    except CaseError as fault:
        sys.exit(str(fault))
