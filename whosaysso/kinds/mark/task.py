"""Build a mark task as plain data: what to show, what may be marked, and a feedback table.

Beside the common head (see ``tasks.py``) a built mark task has these parts:

``lines``     id, text before the first word, and words as ``[start, end, text, after]``;
              words are numbered through the whole passage, from 0
``codes``     the codes that may be given, with letter, line style and number key
``items``     every span of the passage that feedback can speak of: role (core, contested,
              decoy, aside), code, first and last word, the words that a mark must catch, and
              a sentence for each verdict
``core``      for each code the words that marks must catch
``outside``   for each code the words that never count: the other words of its core spans, and
              those of contested spans, decoys and codes that this task does not ask for
``decoys``    for each code the words of decoys, where the task says ``decoys = "count"``: they
              are not outside then, and a mark on them is words too many; elsewhere none
``either``    for each code, the words that another asked code may also earn
``clean``     for each line without a core span, why it is right to leave it alone
``over``      for each code, what to say of a mark that is not in the key
``hint``      what to say of a wrong code before the last try, where there are more than two
``tries``     Checks before the key is shown; ``wide``, ``amiss``, ``aside``: see the constants

An answer is a list of marks: ``{"code", "start", "end", "quote"}``, in code points.
"""

from __future__ import annotations

from html import escape

from ...case import Case, CaseError
from ...feedback import AnswerError
from ...words import words_of
from ..task import Task, folded, short, valid_text

FIELDS = ("codes", "clean", "decoys")
EMPTY: list = []
MOST = 2000  # marks in one answer; the longest passage has fewer words
TRIES = 2  # Checks before the key is shown
WIDE = 3  # a mark may take in this many words more than the span, or as many as it has
COUNT = "count"  # decoys = "count": as in a test, and the prompt has to say so
TOLD = "Decoys count here"
HINT = (
    "These words are in the key with another code. Read once more what each code asks, and choose."
)
AMISS = ["short", "wide", "wrong", "over", "long"]  # verdicts that keep the key closed
ASIDE = ["contested-left", "decoy-left"]  # folded away below the other feedback
SUMMARY = {
    "found": "Found {found} of {core}.",
    "near": "Near misses: {near}.",
    "wrong": "In the key with another code: {wrong}.",
    "over": "Marks not in the key: {over}.",
    "lost": "Key words that your marks leave out: {lost}.",
    "decoys": "Decoys marked, which count here: {decoys}.",
    "extra": "Words too many: {extra}.",
    "hidden": "Still to find: {missed}.",
    "missed": "Missed: {missed}.",
    "score": "Score: {percent} of 100.",
    "blank": "Nothing here is a sure mark, and you left the plain words alone: full marks.",
    "none": "Nothing here is a sure mark.",
}
VERDICTS = {
    "hit": "Found",
    "short": "Near miss: too short",
    "wide": "Near miss: too long",
    "wrong": "In the key with another code",
    "over": "Not in the key",
    "long": "Mark too long",
    "miss": "Missed",
    "contested": "Contested",
    "contested-left": "Contested; you left it alone",
    "decoy": "Looks like it, is not",
    "decoy-left": "Looks like it; rightly left alone",
    "aside": "Not asked here",
    "left": "Rightly left alone",
}


def read(row: dict, where: str, case: Case) -> dict:
    """The codes asked for, and why each clean line is clean."""
    codes = row.get("codes")
    if not isinstance(codes, list) or not codes:
        raise CaseError(f"{where}: the list 'codes' is missing or empty.")
    for code in codes:
        if code not in case.codebook.codes:
            raise CaseError(f"{where}: unknown code {code!r}.")
    lines = case.passage(row["lines"])
    marked = {s.line for s in case.spans_in(lines, codes, ("core",))}
    clean = row.get("clean", {})
    for line in lines:
        if line.id not in marked and not str(clean.get(line.id, "")).strip():
            raise CaseError(
                f"{where}: line {line.id} has nothing to mark; "
                "say in its clean table why it is right to leave it alone."
            )
    for line_id in clean:
        if line_id in marked or line_id not in {line.id for line in lines}:
            raise CaseError(f"{where}: line {line_id} is not a clean line of this passage.")
    decoys = row.get("decoys", "")
    if decoys not in ("", COUNT):
        raise CaseError(f"{where}: decoys = {decoys!r}; write {COUNT!r}, or leave it out.")
    if (decoys == COUNT) != (TOLD in row["prompt"]):
        raise CaseError(
            f"{where}: decoys = {COUNT!r} and the words {TOLD!r} in the prompt go together."
        )
    return {"codes": codes, "clean": clean, "decoys": decoys}


def build(task: Task, case: Case) -> dict:
    """What to show, what may be marked, and the feedback table."""
    lines, bounds, counter = [], {}, 0
    for line in case.passage(task.lines):
        before, words = words_of(line)
        lines.append(
            {
                "id": line.id,
                "before": before,
                "words": [[w.start, w.end, w.text, w.after] for w in words],
            }
        )
        for word in words:
            bounds[counter] = (word.start, word.end)
            counter += 1
    asked = [c for c in case.codebook.codes if c in task.own["codes"]]
    count = task.own.get("decoys") == COUNT
    items = _items(task, case, asked, bounds)
    if count:
        for item in items:
            if item["role"] == "decoy":
                item["text"]["decoy"] += " Decoys count here, so a mark on these words costs you."
    core = {
        c: sorted({n for i in items if i["code"] == c and i["role"] == "core" for n in i["must"]})
        for c in asked
    }
    question = {c: case.codebook.codes[c].question for c in case.codebook.codes}
    free = ("contested", "aside") if count else ("contested", "aside", "decoy")
    outside = {
        c: sorted(
            set(
                _union(
                    i["words"]
                    for i in items
                    if (i["role"] in free and question[i["code"]] == question[c])
                    or (i["code"] == c and i["role"] == "core")
                )
            )
            - set(core[c])
        )
        for c in asked
    }
    decoys = {
        c: sorted(
            set(
                _union(
                    i["words"]
                    for i in items
                    if count and i["role"] == "decoy" and question[i["code"]] == question[c]
                )
            )
            - set(core[c])
            - set(outside[c])
        )
        for c in asked
    }
    either = {
        c: {
            d: shared
            for d in asked
            if d != c
            and question[d] == question[c]
            and (shared := sorted(set(core[c]) & set(core[d])))
        }
        for c in asked
    }
    return {
        "codes": [_code(case, c, key) for key, c in enumerate(asked, 1)],
        "lines": lines,
        "items": items,
        "core": core,
        "outside": outside,
        "decoys": decoys,
        "either": either,
        "clean": dict(task.own["clean"]),
        "over": {c: _over(case, c) for c in asked},
        "hint": HINT if len(asked) > 2 else "",  # of two codes it is the other one
        "long": "Most of this mark is plain text. Mark only the words that make the move.",
        "tries": TRIES,
        "wide": WIDE,
        "amiss": [*AMISS, "decoy"] if count else AMISS,
        "aside": ASIDE,
        "verdicts": VERDICTS,
        "summary": SUMMARY,
    }


def keyless(built: dict) -> dict:
    """What is needed to show the passage and to mark it."""
    none = {code["id"]: [] for code in built["codes"]}
    return {name: built[name] for name in ("codes", "lines")} | {
        "items": [],
        "core": none,
        "outside": none,
        "either": {code: {} for code in none},
        "clean": {},
    }


def key(built: dict) -> list[dict]:
    """The answer that the key gives: a mark for every core span, as a learner would make it."""
    words = [w for line in built["lines"] for w in line["words"]]
    marks = []
    for item in built["items"]:
        if item["role"] == "core":
            first, last = item["words"]
            marks.append(
                {
                    "code": item["code"],
                    "start": words[first][0],
                    "end": words[last][1],
                    "quote": quote(words, first, last),
                }
            )
    return marks


def spell(built: dict, words: dict[str, list[str]]) -> list[dict]:
    """Marks from ``{code: [words as they stand in the passage]}``."""
    all_words = [word for line in built["lines"] for word in line["words"]]
    texts = [word[2] for word in all_words]
    marks = []
    for code, phrases in words.items():
        for phrase in phrases:
            wanted = phrase.split()
            at = [n for n in range(len(texts)) if texts[n : n + len(wanted)] == wanted]
            if len(at) != 1:
                raise AnswerError(
                    f"The words {short(phrase)} stand {len(at)} times in the passage."
                )
            first, last = at[0], at[0] + len(wanted) - 1
            marks.append(
                {
                    "code": code,
                    "start": all_words[first][0],
                    "end": all_words[last][1],
                    "quote": quote(all_words, first, last),
                }
            )
    return marks


def quote(words: list[list], first: int, last: int) -> str:
    """The text from one word to another of the same line."""
    return "".join(w[2] + w[3] for w in words[first:last]) + words[last][2]


def valid(built: dict, value) -> None:
    """Say in one sentence what makes an answer impossible, if anything does."""
    words = [word for line in built["lines"] for word in line["words"]]
    codes = [code["id"] for code in built["codes"]]
    if not isinstance(value, list):
        raise AnswerError(f"An answer is a list of marks, not {short(value)}.")
    if len(value) > MOST:
        raise AnswerError(f"These are {len(value):,} marks; an answer has at most {MOST:,}.")
    for mark in value:
        if not isinstance(mark, dict):
            raise AnswerError(f"A mark is a dict with code, start and end, not {short(mark)}.")
        code, start, end = (mark.get(name) for name in ("code", "start", "end"))
        if not isinstance(code, str) or code not in codes:
            raise AnswerError(f"This task has no code {short(code)}; use {', '.join(codes)}.")
        if not set(mark) <= {"code", "start", "end", "quote"}:
            raise AnswerError("A mark has a code, a start, an end and a quote, and no more.")
        if not (
            type(start) is type(end) is int
            and end <= words[-1][1]
            and any(word[0] < end and start < word[1] for word in words)
        ):
            raise AnswerError(
                f"A mark from {short(start)} to {short(end)} catches no word of this passage, "
                f"which runs from {words[0][0]} to {words[-1][1]}."
            )
        valid_text(mark.get("quote", ""))


def page(built: dict) -> str:
    """The passage, and folded below it the answers."""
    lines = "".join(
        f'<p class="wss-line"><span class="wss-no">{escape(line["id"])}</span>'
        f'<span class="wss-text" dir="auto">{escape(_line_text(line))}</span></p>'
        for line in built["lines"]
    )
    codes = ", ".join(escape(code["name"]) for code in built["codes"])
    answers = "".join(
        f"<li>{escape(item['line'])} <q>{escape(item['quote'])}</q> {escape(_answer(item))}</li>"
        for item in built["items"]
        if item["role"] != "aside"
    ) + "".join(f"<li>{escape(line)} {escape(text)}</li>" for line, text in built["clean"].items())
    return f'<p>Codes: {codes}.</p><div class="wss-words">{lines}</div>' + folded(
        built, "Answers with reasons", f"<ol>{answers}</ol>"
    )


def _line_text(line: dict) -> str:
    return line["before"] + "".join(word[2] + word[3] for word in line["words"])


def _answer(item: dict) -> str:
    return item["text"]["hit" if item["role"] == "core" else item["role"]]


def _items(task: Task, case: Case, asked: list[str], bounds: dict) -> list[dict]:
    codes = case.codebook.codes
    questions = {codes[c].question for c in asked}
    spans = [
        s for s in case.spans_in(case.passage(task.lines)) if codes[s.code].question in questions
    ]
    items = []
    for span in spans:
        if span.code not in asked and span.tier == "decoy":
            continue  # a decoy for a code that nobody asks for would only confuse
        covered = [n for n, word in bounds.items() if _meet(word, (span.start, span.end))]
        if not covered:
            raise CaseError(f"spans.toml, {span.id}: the quote holds no word.")
        must = [n for n in covered if any(_meet(bounds[n], part) for part in span.must_ranges)]
        role = span.tier if span.code in asked else "aside"
        twins = [
            s
            for s in spans
            if role == s.tier == "core"
            and s.code in asked
            and s.code != span.code
            and codes[s.code].question == codes[span.code].question
            and any(_meet(a, b) for a in s.must_ranges for b in span.must_ranges)
        ]
        items.append(
            {
                "id": span.id,
                "code": span.code,
                "role": role,
                "line": span.line,
                "words": [covered[0], covered[-1]],
                "must": must,
                "quote": span.quote,
                "text": _texts(case, span, role, asked, twins),
            }
        )
    return items


def _texts(case: Case, span, role: str, asked: list[str], twins) -> dict:
    """One sentence or a few for each verdict on this span."""
    codes = case.codebook.codes
    name = codes[span.code].name
    reason = span.why
    if span.fair:
        reason += (
            f" {'You could write' if role != 'decoy' else 'What a fair text can do'}: {span.fair}"
        )
        reason += "" if reason.endswith((".", "?", "!", "”")) else "."
    if role == "contested":
        said = f"{name}? Careful readers differ, so these words never cost you. {reason}"
        return {"contested": said, "contested-left": said}
    if role == "decoy":
        said = f"Not {name.lower()}. {reason}"
        return {"decoy": said, "decoy-left": said}
    if role == "aside":
        return {"aside": f"{name}: this task does not ask for it, so it does not count. {reason}"}
    for twin in twins:
        second = codes[twin.code].name.lower()
        reason += f" A second reading is {second}; either code counts where they overlap."
    return {
        "hit": f"{name}. {reason}",
        "short": f"{name}. You have part of it. {reason}",
        "wide": f"{name}. It is in your mark, which takes in much more; "
        f"mark the shortest words that still show it. {reason}",
        "wrong": {
            other: f"You gave it the code {codes[other].name.lower()}; the key has "
            f"{name.lower()}. {reason}"
            for other in asked
            if other != span.code
        },
        "miss": f"{name}. {reason}",
    }


def _code(case: Case, code_id: str, key: int) -> dict:
    code = case.codebook.codes[code_id]
    return {
        "id": code.id,
        "key": str(key),
        "name": code.name,
        "letter": code.letter,
        "stroke": code.stroke,
        "question": code.question,
        "when": code.mark_when,
    }


def _over(case: Case, code_id: str) -> str:
    code = case.codebook.codes[code_id]
    return (
        f"You marked this as {code.name.lower()}; the key does not. "
        f"The test: {code.mark_when[0].lower()}{code.mark_when[1:]} Does that hold here?"
    )


def _meet(a: tuple[int, int], b: tuple[int, int]) -> bool:
    return a[0] < b[1] and b[0] < a[1]


def _union(pairs) -> list[int]:
    return sorted({n for first, last in pairs for n in range(first, last + 1)})
