"""Score a mark task: what the marks earn, and what is said of each.

The score is the mean, over the asked codes that occur in the passage, of
word-level F1 between the words the learner marked and the words of the core spans. Marks of
one code are merged first, so marking twice earns nothing. F1 = 2·|L ∩ K| / (|L| + |K|) for
marked words L and key words K (van Rijsbergen 1979; at the level of words as in SQuAD,
Rajpurkar et al. 2016, https://arxiv.org/abs/1606.05250). K holds the words that a mark must
catch; the other words of a core span, contested spans, decoys and codes that the task does not
ask for are taken out of L before counting; where a task says that decoys count, these stay in.
Words marked with an asked code that does not occur are wrong words for the codes that do, shared
out equally, so over-marking is never free. Near misses and other codes are told to the learner
and are no part of the number.

``score.js`` is the same in JavaScript; ``tests/vectors`` holds the two equal.
"""

from __future__ import annotations

from ...feedback import Feedback, Row
from ...scoring import percent
from .task import quote


def score(task: dict, marks: list[dict], reveal: bool = False) -> Feedback:
    """Compare marks (``code``, ``start``, ``end`` in code points) with a built task's key.

    ``reveal`` adds what was missed, and the contested and decoy phrases that were left alone.
    """
    words = [w for line in task["lines"] for w in line["words"]]
    line_of = [line["id"] for line in task["lines"] for _ in line["words"]]
    asked = [code["id"] for code in task["codes"]]
    marked = {c: _marked_words(words, marks, c) for c in asked}

    earned, any_core = _score(task, asked, marked)
    rows, told = [], {c: set() for c in asked}  # words that a row speaks of, for each code
    for item in task["items"]:
        verdict, code = _verdict(task, item, asked, marked, line_of)
        if verdict == "miss" or verdict.endswith("-left"):
            if not reveal or verdict == "aside-left":
                continue
        else:
            span = range(item["words"][0], item["words"][1] + 1)
            for c in _spoken_to(task, item, verdict, code, asked):
                told[c].update(span)
        text = item["text"][verdict]
        if verdict == "wrong":  # which code it is, nobody is told before the last try
            text = text[code] if reveal else task["hint"] or text[code]
        rows.append(
            Row(
                verdict,
                item["line"],
                item["quote"],
                text,
                code=item["code"],
                words=tuple(item["words"]),
            )
        )
    wide = [row for row in rows if row.verdict == "wide"]
    rows += _over_marks(task, asked, marked, words, line_of, told, wide)
    spoken = {row.line for row in rows}
    rows += [row for row in _left_alone(task, asked, marked, line_of) if row.line not in spoken]
    order = {line["id"]: n for n, line in enumerate(task["lines"])}
    rank = {c: n for n, c in enumerate(asked)}
    rows.sort(
        key=lambda r: (
            order[r.line],
            r.words[0] if r.words else -1,
            r.words[1] if r.words else -1,
            rank.get(r.code, len(rank)),
        )
    )
    extra = sum(len(marked[c] - set(task["outside"][c]) - set(task["core"][c])) for c in asked)
    lost = sum(len(set(task["core"][c]) - _earned(task, c, marked)) for c in asked)
    summary = _summary(task, earned, any_core, rows, reveal, extra, lost)
    return Feedback(task["id"], earned, summary, tuple(rows), tuple(task["verdicts"].items()))


def _marked_words(words, marks, code: str) -> set[int]:
    return {
        n
        for mark in marks
        if mark["code"] == code
        for n, (start, end, *_) in enumerate(words)
        if start < mark["end"] and mark["start"] < end
    }


def _score(task, asked, marked) -> tuple[float, bool]:
    there = [code for code in asked if task["core"][code]]
    absent = [code for code in asked if not task["core"][code]]
    wrong = sum(len(marked[code] - set(task["outside"][code])) for code in absent)
    total = 0.0  # added one by one: from Python 3.12 on, sum() rounds otherwise than JavaScript
    for code in there:
        core = set(task["core"][code])
        mine = _earned(task, code, marked) - set(task["outside"][code])
        total += 2 * len(mine & core) / (len(mine) + wrong / len(there) + len(core))
    if there:
        return total / len(there), True
    return (0.0 if wrong else 1.0), False


def _earned(task, code: str, marked) -> set[int]:
    """Words marked with a code, and those that overlapping core spans let another code earn."""
    earned = set(marked[code])
    for other, shared in task["either"][code].items():
        earned |= marked[other] & set(shared)
    return earned


def _allowed(task, code: str) -> set[int]:
    """Words that make no mark too long: a decoy is not plain text, even where it counts."""
    return {n for part in ("core", "outside", "decoys") for n in task[part][code]}


def _spoken_to(task, item, verdict, code, asked) -> list[str]:
    """The codes whose marks this row answers; a mark with no answer gets a row of its own."""
    if item["role"] != "core":
        return asked
    if verdict == "wrong":
        return [code]
    return [item["code"], *task["either"][item["code"]]]


def _verdict(task, item, asked, marked, line_of) -> tuple[str, str | None]:
    first, last = item["words"]
    span = set(range(first, last + 1))
    if item["role"] != "core":
        touched = any(marked[c] & span for c in asked)
        return (item["role"] if touched else f"{item['role']}-left"), None
    code, must = item["code"], set(item["must"])
    mine = _earned(task, code, marked) & must
    if 2 * len(mine) >= len(must):
        allowed = _allowed(task, code)
        extra = sum(
            len(set(range(a, b + 1)) - allowed)
            for a, b in _runs(marked[code], line_of)
            if a <= last and first <= b
        )
        return ("wide" if extra > max(task["wide"], len(span)) else "hit"), None
    if marked[code] & span:
        return "short", None
    others = [c for c in asked if c != code and 2 * len(marked[c] & must) >= len(must)]
    return ("wrong", others[0]) if others else ("miss", None)


def _runs(marked: set[int], line_of) -> list[tuple[int, int]]:
    """Unbroken runs of marked words, never across two lines."""
    runs: list[tuple[int, int]] = []
    for n in sorted(marked):
        if runs and runs[-1][1] == n - 1 and line_of[n - 1] == line_of[n]:
            runs[-1] = (runs[-1][0], n)
        else:
            runs.append((n, n))
    return runs


def _over_marks(task, asked, marked, words, line_of, told, wide) -> list[Row]:
    """Rows for marks that no other row speaks of, and for marks that are mostly plain text.

    Words of the key with another code are not plain text, whatever code they were given.
    """
    key = {n for code in asked for n in _allowed(task, code)}
    rows = []
    for code in asked:
        for first, last in _runs(marked[code], line_of):
            run = set(range(first, last + 1))
            line = line_of[first]
            if run.isdisjoint(told[code]):
                text = " ".join(filter(None, (task["over"][code], task["clean"].get(line))))
                verdict = "over"
            elif len(run - key) > task["wide"] and not any(
                row.code == code and row.words[0] <= last and first <= row.words[1] for row in wide
            ):
                text, verdict = task["long"], "long"
            else:
                continue
            quoted = quote(words, first, last)
            rows.append(Row(verdict, line, quoted, text, code=code, words=(first, last)))
    return rows


def _left_alone(task, asked, marked, line_of) -> list[Row]:
    touched = {line_of[n] for c in asked for n in marked[c]}
    return [
        Row("left", line, "", text) for line, text in task["clean"].items() if line not in touched
    ]


def _summary(task, score, any_core, rows, reveal, extra, lost) -> str:
    say = task["summary"]
    count = {v: sum(r.verdict == v for r in rows) for v in task["verdicts"]}
    core = sum(i["role"] == "core" for i in task["items"])
    near = count["short"] + count["wide"]
    missed = core - count["hit"] - near - count["wrong"]
    parts = []
    if any_core:
        parts.append(say["found"].format(found=count["hit"], core=core))
        if near:
            parts.append(say["near"].format(near=near))
        if count["wrong"]:
            parts.append(say["wrong"].format(wrong=count["wrong"]))
        if missed:
            parts.append(say["missed" if reveal else "hidden"].format(missed=missed))
    else:
        parts.append(say["blank"] if score == 1.0 else say["none"])
    if count["over"]:
        parts.append(say["over"].format(over=count["over"]))
    if lost and count["hit"] == core:
        parts.append(say["lost"].format(lost=lost))
    if count["decoy"] and any(task["decoys"].values()):
        parts.append(say["decoys"].format(decoys=count["decoy"]))
    if extra:
        parts.append(say["extra"].format(extra=extra))
    parts.append(say["score"].format(percent=percent(score)))
    return " ".join(parts)


def complete(task: dict, feedback: Feedback) -> bool:
    """All is found, and nothing is amiss."""
    verdicts = [row.verdict for row in feedback.rows]
    core = sum(item["role"] == "core" for item in task["items"])
    return not set(task["amiss"]).intersection(verdicts) and verdicts.count("hit") == core
