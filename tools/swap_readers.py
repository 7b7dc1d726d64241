"""Prepare the copy with exchanged actors for fresh readers, and keep what they marked.

    python tools/swap_readers.py prepare FOLDER [--case idlib-2020]
    python tools/swap_readers.py collect FIRST.txt SECOND.txt [--case idlib-2020]
    python tools/swap_readers.py table [--case idlib-2020]

``prepare`` writes the readers' brief (straight from the codebook, without the key) and the
paragraphs. ``collect`` turns two readers' lists of marks into the case's swap.toml. ``table``
writes swap.csv, the comparison with the key; run it after every change of the key.
"""

from __future__ import annotations

import argparse
import sys
from itertools import groupby
from pathlib import Path

from whosaysso.case import Case, CaseError, load
from whosaysso.naming import namings
from whosaysso.swap import CODES, MARKS, Copy, as_csv, compare, copies, read_marks

HOW = """# Mark these lines

You get {lines} numbered lines of a partisan war report, in `paragraphs.md`. The names of the
actors in it were exchanged: nothing in it is a claim about anybody. Judge the wording alone,
from the rules below. You need to know nothing about the war, and nothing from anywhere else:
please use these two files only, and do not look for the original or for anybody's marks.

## How to write your marks

One mark a line, in a plain text file, in this form:

    line | code | exact words

For example: `S99 | loaded | barked`. Copy the words exactly as they stand in the line, as
short as the rule allows: the word that pushes, the name, the whole clause for `no-source`.
One line of text may get many marks, or none; the same words may get two codes.
If careful readers could differ about a mark, write the code with a question mark: `label?`.
If the exact words stand more than once in the line, take more words. No other text, please.
Many lines deserve few marks. Marking too much is as wrong as marking too little.

## The five codes
"""

SOURCES = """
### When a line has a source (so: not `no-source`)

The reported words then have one. These two rules speak of marking the source; you need not
mark it. They only show you what counts as one. What stands beside the reported words in the
writer's own voice may still be `no-source`.
"""


def brief(case: Case, made: tuple[Copy, ...]) -> str:
    """When to mark, when to leave, and the rules: as the codebook has them."""
    book, parts = case.codebook, [HOW.format(lines=len(made))]
    for code_id in CODES:
        code = book.codes[code_id]
        parts.append(f"\n### `{code.id}` – {code.name}\n")
        parts.append(f"**Mark it when:** {code.mark_when}\n")
        parts.append(f"**Leave it when:** {code.leave_when}\n")
        parts += [rule_text(rule) for rule in book.rules.values() if rule.code == code_id]
    parts.append(SOURCES)
    parts += [
        rule_text(rule)
        for rule in book.rules.values()
        if rule.code in ("named-source", "vague-source")
    ]
    parts.append(
        "\n“Contested” in a rule means: mark it with a question mark. “Decoy” means: leave it.\n"
    )
    return "\n".join(parts)


def rule_text(rule) -> str:
    return (
        f"- {rule.text}\n  Marked (between the stars): {rule.example}\n"
        f"  Beside it, left or different: {rule.counter_example}"
    )


def paragraphs(made: tuple[Copy, ...]) -> str:
    parts = ["# The lines\n", "The actors' names were exchanged. Nothing here is a claim.\n"]
    for _, lines in groupby(made, key=lambda copy: copy.line.paragraph):
        parts += [f"**{copy.line.id}** {copy.text}\n" for copy in lines]
        parts.append("---\n")
    return "\n".join(parts)


def collect(files: list[Path], made: tuple[Copy, ...]) -> str:
    """swap.toml from the readers' lists; a line that cannot be read stops the work."""
    parts = [
        "# What two readers marked in the copy with exchanged actors (see actors.toml, [swap]).",
        "# They had the codebook and not the key. `sure = false`: they would not insist.",
        "# [changed] names spans whose tier was changed because both differed, with the old tier.",
    ]
    known = {copy.line.id: copy.text for copy in made}
    for number, path in enumerate(files, 1):
        for row in path.read_text(encoding="utf-8").splitlines():
            fields = [field.strip(" `*") for field in row.strip().strip("|").split("|", 2)]
            if len(fields) == 1 or fields[0].lower() in ("line", "") or not fields[0].strip("-:"):
                continue  # talk, or the head of a table
            if len(fields) != 3 or fields[0] not in known:
                raise CaseError(f"{path.name}: {row!r} is not “line | code | exact words”.")
            line, code, words = fields
            sure = not code.endswith("?")
            parts += [
                f'\n[[mark]]\nreader = "{number}"\nline = "{line}"\ncode = "{code.rstrip("?")}"',
                f'words = "{exact(words, known[line])}"' + ("" if sure else "\nsure = false"),
            ]
    return "\n".join(parts) + "\n"


def exact(words: str, text: str) -> str:
    """The words as the line has them, where a reader typed other quotation marks or capitals."""

    def plain(string: str) -> str:
        return string.translate(str.maketrans("“”‘’", "\"\"''")).lower()

    for tried in (words, words.strip(" .\"'“”‘’…")):
        at = plain(text).find(plain(tried))
        if tried and at >= 0:
            return text[at : at + len(tried)].replace('"', '\\"')
    return words.replace('"', '\\"')  # the loader will say that they are not there


def main(args=None) -> int:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("what", choices=["prepare", "collect", "table"])
    parser.add_argument("paths", nargs="*", type=Path)
    parser.add_argument("--case", default="idlib-2020")
    options = parser.parse_args(args)
    case = load(options.case)
    try:
        made = copies(namings(case))
        if options.what == "prepare":
            folder = options.paths[0]
            folder.mkdir(parents=True, exist_ok=True)
            (folder / "reader-brief.md").write_text(brief(case, made), encoding="utf-8")
            (folder / "paragraphs.md").write_text(paragraphs(made), encoding="utf-8")
        elif options.what == "collect":
            text = collect(options.paths, made)
            (case.folder / MARKS).write_text(text, encoding="utf-8", newline="\n")
            read_marks(case, made)
        else:
            table = as_csv(compare(case))
            (case.folder / "swap.csv").write_text(table, encoding="utf-8", newline="\n")
    except CaseError as fault:
        print(fault, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
