"""Numbers for prose, counted from the data, so that no page types one in.

``number("spans loaded core")`` reads like a sentence: what to count, then words that narrow
it. Words of one family widen ("loaded label" is either), families narrow each other
("loaded core" is both). No further word, or ``total``, counts everything.

======== ===========================================================================
count    families
======== ===========================================================================
spans    code (``loaded``, ``named-source`` …) · question (``words sources figures``)
         · tier (``core contested decoy``)
claims   sourcing (``named vague none``) · verdict (``corroborated not-found`` …)
         · kind (``casualty`` …)
evidence grade (``A`` … ``F``) · title (``titled untitled``) · date (``dated undated``) · link
         (``linked unlinked``)
lines    kind (``heading sentence furniture``)
words    none: the words of the article's headings and sentences
namings  actor (``armed-groups`` …) · form (``own-name`` …) · mark (``marked unmarked``;
         decoys are unmarked) · tier (``core`` …) · quotation (``quoted unquoted``); ids of
         actors.toml and forms.toml
wordings the same: a wording that one actor gets in several places counts once
listed   code: the words in the lists of the machine (``machine.py``)
======== ===========================================================================

In a page: {number}`claims none`. Spaces inside a verdict are written as hyphens.
"""

from __future__ import annotations

from .case import Case, load
from .machine import rules
from .naming import namings

SOURCING = {"named-source": "named", "vague-source": "vague", "no-source": "none"}


class NumberError(ValueError):
    """A count that cannot be read; the message is one sentence for a person."""


def number(query: str, case: Case | None = None) -> int:
    """Count what the query names, in the built-in case unless another is given."""
    case = case or load()
    what, *wanted = query.split() or [""]
    if what not in COUNTS:
        raise NumberError(f"number {query!r}: cannot count {what!r}; use {', '.join(COUNTS)}.")
    rows, families = COUNTS[what](case)
    chosen: dict[str, set[str]] = {}
    for word in wanted:
        family = next((name for name, known in families.items() if word in known), None)
        if family:
            chosen.setdefault(family, set()).add(word)
        elif word != "total":
            known = ", ".join(w for words in families.values() for w in words) or "no further word"
            raise NumberError(f"number {query!r}: unknown word {word!r}; {what} knows {known}.")
    return sum(all(row[name] in words for name, words in chosen.items()) for row in rows)


# Each function returns the rows to count (family → the row's word) and the words a family knows.


def _spans(case: Case):
    book = case.codebook
    rows = [
        {"code": s.code, "question": book.codes[s.code].question, "tier": s.tier}
        for s in case.spans
    ]
    return rows, {"code": book.codes, "question": book.questions, "tier": book.tiers}


def _claims(case: Case):
    rows = [
        {
            "sourcing": SOURCING[case.attribution(claim).code],
            "verdict": claim.verdict.replace(" ", "-"),
            "kind": claim.kind,
        }
        for claim in case.claims
    ]
    verdicts = ("corroborated", "partly-corroborated", "disputed", "contradicted", "not-found")
    kinds = sorted({claim.kind for claim in case.claims})
    return rows, {"sourcing": SOURCING.values(), "verdict": verdicts, "kind": kinds}


def _evidence(case: Case):
    families = {
        "title": ("untitled", "titled"),
        "date": ("undated", "dated"),
        "link": ("unlinked", "linked"),
    }
    rows = [
        {"grade": row.grade}
        | {name: words[bool(getattr(row, name))] for name, words in families.items()}
        for claim in case.claims
        for row in claim.evidence
    ]
    return rows, {"grade": case.codebook.grades, **families}


def _lines(case: Case):
    kinds = ("heading", "sentence", "furniture")
    return [{"kind": line.kind} for line in case.lines], {"kind": kinds}


def _words(case: Case):
    lines = (line for line in case.lines if line.kind != "furniture")
    return [{} for line in lines for _ in line.text.split()], {}


def _namings(case: Case):
    table = namings(case)
    rows = [_naming(n) for n in table.namings]
    families = {
        "actor": table.actors,
        "form": table.forms.forms,
        "mark": ("marked", "unmarked"),
        "tier": case.codebook.tiers,
        "quotation": ("quoted", "unquoted"),
    }
    return rows, families


def _naming(naming) -> dict[str, str]:
    return {
        "actor": naming.actor.id,
        "form": naming.form.id,
        "mark": "marked" if naming.labelled else "unmarked",
        "tier": naming.mark[0][1] if naming.mark else "",
        "quotation": "quoted" if naming.quoted else "unquoted",
    }


def _wordings(case: Case):
    rows, families = _namings(case)
    once = {}
    for row, naming in zip(rows, namings(case).namings, strict=True):
        words = naming.words.lower().removeprefix("the ").removeprefix("a ")
        once.setdefault((words, naming.actor.id, naming.quoted), row)
    return list(once.values()), families


def _listed(case: Case):
    codes = case.codebook.codes
    return [{"code": r.code} for r in rules(case.codebook) for _ in r.words], {"code": codes}


COUNTS = {
    "spans": _spans,
    "claims": _claims,
    "evidence": _evidence,
    "lines": _lines,
    "words": _words,
    "namings": _namings,
    "wordings": _wordings,
    "listed": _listed,
}
