"""Build a rewrite task: a passage, the facts to keep, their sources, and the words to leave.

Beside the common head a built rewrite task has these parts:

``passage``   id and text of each line; ``original``: the same as one text, where the box begins
``limit``     words at most, or 0
``facts``     id, ``says`` (the fact in our words), ``parts`` (lists of accepted forms: one of each
              list must stand in one and the same sentence) and ``unless`` (forms that undo it)
``sources``   for each fact whom it is reported by: ``fact``, ``says``, ``names`` and ``cues``
              (a name and a cue must stand in a sentence that has the fact)
``spans``     the core loaded words, labels, ironies and appeals of the lines: id, ``quote``, and
              ``must`` (the words that make the move; still there when all stand in one sentence,
              outside quotation marks or in quotation marks with nobody said to be quoted)
``example``   for each fact and source the model's own sentence
``say``       the feedback table: for each line of the panel a sentence for each verdict
``model``     one rewrite, shown at the end; it passes its own check, or the task does not load

Nothing here judges whether a text is neutral. The panel finds words or does not; the learner may
overrule it with a reason. An answer is ``{"text", "overruled": {line of the panel: reason}}``.
"""

from __future__ import annotations

from html import escape

from ...case import Case, CaseError
from ...feedback import AnswerError
from ..task import Task, folded, short, valid_text
from .text import words

FIELDS = ("limit", "model", "fact", "source")
EMPTY: dict = {}
TRIES = 2
CODES = ("loaded", "label", "irony", "appeal")  # moves of wording; sources and figures are kept
REASON = 3  # words, so that "no" is not a reason

SUMMARY = {
    "facts": "Facts found: {found} of {all}.",
    "sources": "With their source: {found} of {all}.",
    "spans": "Pushing words still there: {left} of {all}.",
    "words": "Words: {words}.",
    "limit": "That is above the limit of {limit}.",
    "overruled": "Lines that you overrule, left out of the count: {n}.",
    "untouched": "This is the passage as it stood. Change it, and it gets a score.",
    "empty": "No fact of the passage was found, so there is nothing to score yet.",
    "score": "Score: {percent} of 100.",
}
VERDICT_LABELS = {
    "kept": "Found",
    "lost": "Not found",
    "attributed": "Source found",
    "unattributed": "Source not found",
    "left": "Still there",
    "gone": "No longer there",
    "overruled": "You overrule this",
}


def read(row: dict, where: str, case: Case) -> dict:
    """Facts with their accepted forms, sources with names and cues, and a model that has all."""
    limit = row.get("limit", 0)
    if type(limit) is not int or limit < 0:
        raise CaseError(f"{where}: limit is a whole number of words.")
    facts = _rows(row, "fact", where, {"id", "says", "parts"}, {"unless"})
    sources = _rows(row, "source", where, {"id", "says", "facts", "names", "cues"}, set())
    if not facts:
        raise CaseError(f"{where}: give at least one [[task.fact]] table.")
    for one in facts:
        parts = one["parts"]
        if not (isinstance(parts, list) and parts and all(_forms(part) for part in parts)):
            raise CaseError(f"{where}, {one['id']}: parts is a list of lists of forms.")
        if "unless" in one and not _forms(one["unless"]):
            raise CaseError(f"{where}, {one['id']}: unless is a list of forms.")
    ids = [one["id"] for one in facts]
    for one in sources:
        for name in ("names", "cues"):
            if not _forms(one[name]):
                raise CaseError(f"{where}, {one['id']}: {name} is a list of forms.")
        if not isinstance(one["facts"], list) or not one["facts"]:
            raise CaseError(f"{where}, {one['id']}: facts is a list of fact ids.")
        for fact in one["facts"]:
            if fact not in ids:
                raise CaseError(f"{where}, {one['id']}: there is no fact {fact!r}.")
    model = row.get("model")
    if not isinstance(model, str) or not model.strip():
        raise CaseError(f"{where}: the field 'model' is missing or empty.")
    own = {"limit": limit, "model": model.strip(), "facts": facts, "sources": sources}
    _check_model(own, row["lines"], where, case)
    return own


def _check_model(own: dict, lines: str, where: str, case: Case) -> None:
    from .score import count, find

    built = _parts(own, lines, case)
    ids = [one["id"] for name in ("facts", "sources", "spans") for one in built[name]]
    for name in ids:
        if ids.count(name) > 1:
            raise CaseError(f"{where}: two lines of the panel would have the id {name!r}.")
    found = find(built, own["model"])
    for name, good in found.facts.items():
        if not good:
            raise CaseError(f"{where}, {name}: the model answer does not hold this fact.")
    for name, good in found.sources.items():
        if not good:
            raise CaseError(f"{where}, {name}: the model answer does not name this source.")
    for name, left in found.spans.items():
        if left:
            raise CaseError(f"{where}, {name}: the model answer still has these words.")
    if own["limit"] and count(own["model"]) > own["limit"]:
        raise CaseError(f"{where}: the model answer is above the limit of {own['limit']} words.")


def _rows(row: dict, name: str, where: str, needed: set, more: set) -> list[dict]:
    rows = row.get(name, [])
    if not (isinstance(rows, list) and all(isinstance(one, dict) for one in rows)):
        raise CaseError(f"{where}: write each {name} as a [[task.{name}]] table.")
    seen = set()
    for number, one in enumerate(rows, 1):
        place = f"{where}, {name} {one.get('id', f'number {number}')}"
        for field in sorted(needed - set(one)):
            raise CaseError(f"{place}: the field {field!r} is missing or empty.")
        for field in sorted(set(one) - needed - more):
            raise CaseError(f"{place}: unknown field {field!r}.")
        for field in ("id", "says"):
            if not isinstance(one[field], str) or not one[field].strip():
                raise CaseError(f"{place}: the field {field!r} is missing or empty.")
        if one["id"] in seen:
            raise CaseError(f"{place}: this id is used twice.")
        seen.add(one["id"])
    return rows


def _forms(forms) -> bool:
    return (
        isinstance(forms, list)
        and bool(forms)
        and all(isinstance(form, str) and words(form) for form in forms)
    )


def _parts(own: dict, lines: str, case: Case) -> dict:
    """What the checker reads: facts, sources by fact, and spans with their must-words."""
    passage = case.passage(lines)
    spans = []
    for span in case.spans_in(passage, CODES, ("core",)):
        must = span.must or (span.quote,)
        spans.append({"id": span.id, "line": span.line, "quote": span.quote, "must": list(must)})
    return {
        "facts": [{"unless": [], **one} for one in own["facts"]],
        "sources": [
            {"id": f"{one['id']}-{fact}", "fact": fact}
            | {name: one[name] for name in ("says", "names", "cues")}
            for one in own["sources"]
            for fact in one["facts"]
        ],
        "spans": spans,
    }


def build(task: Task, case: Case) -> dict:
    """The passage, what the panel looks for, and what it says."""
    from .score import examples

    own = task.own
    passage = case.passage(task.lines)
    built = _parts(own, task.lines, case)
    example = examples(built, own["model"])
    says = {one["id"]: one["says"] for one in built["facts"]}
    say = {}
    for one in built["facts"]:
        say[one["id"]] = {
            "kept": "The words for it stand in one sentence.",
            "lost": "Its words were not found together in one sentence.",
            "fair": f"One way to say it: “{_within(example[one['id']])}”",
        }
    for one in built["sources"]:
        say[one["id"]] = {
            "attributed": "A source and a word of reporting stand in the same sentence.",
            "unattributed": "No sentence has this fact with its source and a word such as “said”.",
            "fair": f"One way to say it: “{_within(example[one['id']])}”",
        }
        one["of"] = says[one["fact"]]
    for one in built["spans"]:
        span = case.span(one["id"])
        fair = f"You could write: {span.fair}" if span.fair else "You could leave it out."
        say[one["id"]] = {
            "gone": "These words are gone.",
            "left": span.why,
            "fair": fair if fair.endswith((".", "?", "!", "”")) else f"{fair}.",
        }
    return {
        "passage": [{"id": line.id, "text": line.text} for line in passage],
        "original": " ".join(line.text for line in passage),
        "limit": own["limit"],
        **built,
        "say": say,
        "model": own["model"],
        "tries": TRIES,
        "aside": ["kept", "attributed", "gone"],
        "verdicts": VERDICT_LABELS,
        "summary": SUMMARY,
    }


def _within(text: str) -> str:
    """A text that holds quotations, as it stands inside quotation marks."""
    return text.replace("“", "‘").replace("”", "’")


def keyless(built: dict) -> dict:
    """The passage, and the facts to keep with whom they are reported by, as a list to read."""
    names = {one["id"]: f"f{number}" for number, one in enumerate(built["facts"], 1)}
    facts = [{"id": names[one["id"]], "says": one["says"]} for one in built["facts"]]
    sources = [
        {"id": f"s{number}", "fact": names[one["fact"]], "says": one["says"], "of": one["of"]}
        for number, one in enumerate(built["sources"], 1)
    ]
    return {name: built[name] for name in ("passage", "original", "limit")} | {
        "facts": facts,
        "sources": sources,
        "spans": [],
        "say": {},
        "model": "",
    }


def key(built: dict) -> dict:
    """The model rewrite."""
    return {"text": built["model"]}


def valid(built: dict, value) -> None:
    """Say in one sentence what makes an answer impossible, if anything does."""
    if not isinstance(value, dict) or not set(value) <= {"text", "overruled"}:
        raise AnswerError("An answer to this task is a text and reasons, and no more.")
    if "text" in value:
        valid_text(value["text"])
    overruled = value.get("overruled", {})
    if not isinstance(overruled, dict):
        raise AnswerError("Reasons are a table: a line of the panel, and the reason.")
    known = {one["id"] for name in ("facts", "sources", "spans") for one in built[name]}
    for name, reason in overruled.items():
        if not isinstance(name, str) or name not in known:
            raise AnswerError(f"This panel has no line {short(name)}.")
        valid_text(reason)
        if len(words(reason)) < REASON:
            raise AnswerError(f"For {name}, give a reason of {REASON} words or more.")


def page(built: dict) -> str:
    """The passage, room to write, the facts to keep; folded below them one rewrite."""
    lines = "".join(
        f'<p class="wss-line"><span class="wss-no">{escape(line["id"])}</span>'
        f'<span class="wss-text" dir="auto">{escape(line["text"])}</span></p>'
        for line in built["passage"]
    )
    facts = "".join(f"<li>☐ {escape(one['says'])}</li>" for one in built["facts"])
    spans = "".join(
        f"<li><q>{escape(one['quote'])}</q> {escape(built['say'][one['id']]['left'])} "
        f"{escape(built['say'][one['id']]['fair'])}</li>"
        for one in built["spans"]
    )
    limit = f" Use at most {built['limit']} words." if built["limit"] else ""
    return (
        f'<div class="wss-words">{lines}</div>'
        f"<p>Keep these facts, each with its source.{limit}</p>"
        f'<ul>{facts}</ul><div class="wss-room"></div>'
    ) + folded(
        built, "One rewrite, with reasons", f"<p>{escape(built['model'])}</p><ul>{spans}</ul>"
    )
