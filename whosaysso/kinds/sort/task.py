"""Build a sort task: items, the answers each may get, and what to say of each choice.

Beside the common head a built sort task has these parts:

``answers``     id, number key, name and ``hint``: when this answer fits
``items``       id, ``line`` (where it stands), ``quote`` (the words to judge; bold in ``text``),
                ``text`` (before, words, after), ``around`` (the paragraph, for who wants more),
                ``evidence`` (for verdicts: rows of who, date, says, grade, link),
                ``right`` (the answers that count) and ``close`` (neighbours of the right one),
                and ``say``: a sentence or a few for each verdict; ``wrong`` has one for each
                answer that does not count, so that a first Check does not give the key away
``confidence``  whether each item also asks how sure one is
``signal``      the answer that means "this pushes": the task is then a test; empty elsewhere
``tries``       Checks before the key is shown: two, and in a test one

``by`` says where items and key come from: ``attribution`` and ``verdict`` take claims, ``doubt``
and ``irony`` spans, ``push`` whole lines, ``own`` the items that the task itself states. Such an
item has a ``text``, or a ``span`` or ``claim`` whose words and line are fetched (a claim with its
evidence), for a question to which the layers hold no answer. Elsewhere ``items`` lists them, or
is ``"all"``: all in the task's lines that fit; with ``irony`` these are the marks of irony, so a
task that wants sincere words, too, lists its items. With ``push`` a line pushes that has a core
span of the first question; ``clean`` gives the reason for each line that has none.

``drawn`` is a booster: a pool of the items of other sort tasks (``from``: "case:task"), of which
each learner gets ``draw``: see ``draw.py``. ``after`` names the booster before. Its built items
carry ``from`` (case, task, item), ``signal`` (whether they belong to a test) and ``war`` (whether
they tell of one); the task's ``war`` names the exercises on war texts, by case.

An answer is ``{item: {"answer": id, "sure": 0–100}}``; ``sure`` may be left out.
"""

from __future__ import annotations

import hashlib
import re
from html import escape

from ...case import CASES, VERDICTS, Case, CaseError, load
from ...evidence_view import day
from ...feedback import AnswerError
from ..task import Task, folded, short

FIELDS = (
    "by",
    "items",
    "confidence",
    "signal",
    "answer",
    "item",
    "clean",
    "from",
    "draw",
    "after",
)
EMPTY: dict = {}
TRIES = 2  # Checks before the key is shown
TEST = 1  # in a test: what is chosen after a first hint measures something else
MOST = 9  # answers that a task may offer; each has a number key

ANSWERS = {
    "attribution": (
        ("named", "Named", "From these words you could find the person, body or document."),
        ("vague", "Vague", "Somebody is said to be the source, but you could not find them."),
        ("none", "None", "The claim stands in the writer’s own voice."),
    ),
    "doubt": (
        ("hedge", "Hedge", "The writer means it, and it makes the text less sure."),
        ("booster", "Booster", "It makes the text surer or more important, with no evidence."),
        ("mock", "Mock hedge", "It looks careful, but it carries a joke."),
    ),
    "irony": (
        ("ironic", "Ironic", "The words say one thing and mean another."),
        ("sincere", "Sincere", "The words push or plainly tell, and mean what they say."),
        (
            "cannot-tell",
            "Cannot tell",
            "The words fit both readings, and the text does not decide.",
        ),
    ),
    "push": (
        ("pushes", "It pushes", "Wording or reasoning push, beyond the facts that are told."),
        ("plain", "It is plain", "It tells what it has to tell, grim or wrong as that may be."),
    ),
    "verdict": tuple(
        zip(
            ("corroborated", "partly", "disputed", "contradicted", "not-found"),
            ("Corroborated", "Partly corroborated", "Disputed", "Contradicted", "Not found"),
            (
                "Other reports say the same.",
                "Other reports agree with a part of it.",
                "Other reports disagree with one another.",
                "Other reports say something else.",
                "No report of it was found, which does not make it false.",
            ),
            strict=True,
        )
    ),
}
VERDICT_IDS = dict(zip(VERDICTS, (a[0] for a in ANSWERS["verdict"]), strict=True))
CLOSE = {  # verdicts one step apart: as wrong as any other, but told so
    "corroborated": ["partly"],
    "partly": ["corroborated", "disputed"],
    "disputed": ["partly", "contradicted"],
    "contradicted": ["disputed"],
    "not-found": [],
}
MOCK = "hedge-mock"
DOUBT = {
    "hedge-softener": "hedge",
    "hedge-reporting-verb": "hedge",
    "hedge-booster": "booster",
    MOCK: "mock",
}
FETCHED = ("span", "claim")  # what an item of a task's own may take from the layers
PUSH = "words"  # the question of the codebook whose codes are the pushing moves
SOURCES = {"named-source": "named", "vague-source": "vague", "no-source": "none"}

VERDICT_LABELS = {
    "right": "Right",
    "also": "Also possible",
    "close": "Close",
    "wrong": "Not this",
    "open": "Not answered",
}
SUMMARY = {
    "right": "Right: {right} of {all}.",
    "open": "Not answered: {open}.",
    "score": "Score: {percent} of 100.",
    "sure": "You said how sure you were on {n}: {mean} % on average. Of these {share} % are right.",
}


def read(row: dict, where: str, case: Case) -> dict:
    """Where the items come from, and which they are."""
    by = row.get("by")
    if by not in (*ANSWERS, "own", "drawn"):
        raise CaseError(f"{where}: by = {by!r}; use one of {', '.join(ANSWERS)}, own or drawn.")
    if not isinstance(row.get("confidence", False), bool):
        raise CaseError(f"{where}: confidence must be true or false.")
    signal = row.get("signal", "")
    if not isinstance(signal, str):
        raise CaseError(f"{where}: signal is the id of an answer, in quotation marks.")
    if by != "push" and "clean" in row:
        raise CaseError(f"{where}: clean is for by = 'push' only.")
    own = {"by": by, "confidence": row.get("confidence", False), "signal": signal}
    if by == "drawn":
        return own | _drawn(row, where)
    for name in ("from", "draw", "after"):
        if name in row:
            raise CaseError(f"{where}: {name} is for by = 'drawn' only.")
    if by == "own":
        if "items" in row:
            raise CaseError(f"{where}: by = 'own' takes [[task.item]] tables, not a list of ids.")
        own |= {"answer": _own_answers(row, where), "item": _own_items(row, where, case)}
        ids = [answer["id"] for answer in own["answer"]]
        for item in own["item"]:
            right = [item["answer"], *item.get("also", [])]
            for answer in right:
                if answer not in ids:
                    raise CaseError(f"{where}, {item['id']}: there is no answer {answer!r}.")
                if right.count(answer) > 1:
                    raise CaseError(f"{where}, {item['id']}: {answer!r} is given as right twice.")
    else:
        for name in ("answer", "item"):
            if name in row:
                raise CaseError(f"{where}: [[task.{name}]] is for by = 'own' only.")
        chosen = row.get("items")
        if chosen == "all":
            chosen = _all(by, row["lines"], case)
        if not isinstance(chosen, list) or not chosen:
            raise CaseError(f"{where}: the list 'items' is missing or empty.")
        if len(set(map(str, chosen))) < len(chosen):
            raise CaseError(f"{where}: an item stands twice in the list 'items'.")
        lines = {line.id for line in case.passage(row["lines"])}
        for item in chosen:
            try:
                found = _found(by, item, case)
            except CaseError as fault:
                raise CaseError(f"{where}: {fault}") from None
            line = found.id if by == "push" else found.line
            if line not in lines:
                raise CaseError(f"{where}: {item} stands in {line}, which is not in 'lines'.")
            fault = _unfit(by, found, case)
            if fault:
                raise CaseError(f"{where}: {item} {fault}.")
        own["items"] = chosen
        if by == "push":
            own["clean"] = _clean(row, where, chosen, case)
        ids = [answer[0] for answer in ANSWERS[by]]
    if own["signal"] and own["signal"] not in ids:
        raise CaseError(f"{where}: signal = {own['signal']!r} is none of the answers.")
    return own


def _all(by: str, where: str, case: Case) -> list[str]:
    """The ids of all claims or spans of these lines that the layers have an answer for."""
    passage = case.passage(where)
    if by == "push":
        return [line.id for line in passage if not _unfit(by, line, case)]
    lines = {line.id for line in passage}
    every = case.claims if by in ("attribution", "verdict") else case.spans
    return [
        one.id
        for one in every
        if one.line in lines
        and not _unfit(by, one, case)
        and (by != "irony" or one.code == "irony")
    ]


def _drawn(row: dict, where: str) -> dict:
    for name in ("items", "answer", "item", "signal"):
        if name in row:
            raise CaseError(f"{where}: {name} is not for by = 'drawn'; it takes what 'from' names.")
    sources = row.get("from")
    if not (isinstance(sources, list) and sources and all(_is_place(one) for one in sources)):
        raise CaseError(f"{where}: from is a list of sort tasks, each as 'case:task'.")
    count = row.get("draw")
    if type(count) is not int or count < 1:
        raise CaseError(f"{where}: draw is how many items each learner gets, 1 or more.")
    if not isinstance(row.get("after", ""), str):
        raise CaseError(f"{where}: after is the id of the booster before.")
    return {"from": sources, "draw": count, "after": row.get("after", "")}


def _is_place(name) -> bool:
    return isinstance(name, str) and bool(re.fullmatch(r"[\w-]+:[\w-]+", name, re.ASCII))


def _pool(task: Task) -> tuple[list, list, str]:
    """Answers, items and the words of the texts that a drawn task takes from other tasks."""
    from ... import tasks  # here: tasks.py imports the kinds

    answers, items, written = None, [], []
    for place in task.own["from"]:
        name, _, task_id = place.partition(":")
        case = load(name)
        source = tasks.task(task_id, case)
        if source.kind != "sort" or source.own["by"] == "drawn":
            raise CaseError(f"{task.id}: {place} is no sort task with items of its own.")
        built = tasks.build(source, case)
        answers = answers or built["answers"]
        if built["answers"] != answers:
            raise CaseError(
                f"{task.id}: {place} asks for other answers than {task.own['from'][0]}."
            )
        items += [
            {
                **item,
                "id": f"{place}:{item['id']}",
                "line": f"{case.title if case.written else case.author}, {item['line']}",
                "from": [name, task_id, item["id"]],
                "signal": bool(built["signal"]),
                "war": case.tells_of_war(line for line in case.lines if line.id == item["line"]),
            }
            for item in built["items"]
        ]
        written.append(case.written)
    if len(items) < task.own["draw"]:
        raise CaseError(f"{task.id}: draw = {task.own['draw']}, but there are {len(items)} items.")
    calm = sum(not item["war"] for item in items)
    if calm < task.own["draw"]:
        raise CaseError(
            f"{task.id}: draw = {task.own['draw']}, but {calm} items are there for those who take "
            "the road without war."
        )
    return answers, items, " ".join(dict.fromkeys(filter(None, written)))


def _on_war() -> dict[str, list[str]]:
    """The exercises on lines that tell of a war; tests, which everybody takes, are none."""
    from ... import tasks

    found = {}
    for name in sorted(path.parent.name for path in CASES.glob("*/case.toml")):
        case = load(name)
        names = [
            task.id
            for task in (tasks.tasks(case).values() if case.war else ())
            if task.own.get("by") != "drawn"
            and not task.own.get("signal")
            and case.tells_of_war(case.passage(task.lines))
        ]
        found |= {name: names} if names else {}
    return found


def _found(by: str, item: str, case: Case):
    """The claim, line or span that an item names."""
    if by == "push":
        return case.line(item)
    return case.claim(item) if by in ("attribution", "verdict") else case.span(item)


def pushing(case: Case, line_id: str, tiers=("core",)) -> tuple:
    """The spans of a line that push: those of the first question."""
    codes = [code.id for code in case.codebook.codes.values() if code.question == PUSH]
    return case.spans_in([case.line(line_id)], codes, tiers)


def _clean(row: dict, where: str, chosen: list[str], case: Case) -> dict[str, str]:
    """The reason for each plain line among the items."""
    clean = row.get("clean", {})
    if not isinstance(clean, dict):
        raise CaseError(f"{where}: write clean as a [task.clean] table of lines and reasons.")
    plain = [item for item in chosen if not pushing(case, item)]
    for line_id in clean:
        if line_id not in plain:
            raise CaseError(f"{where}: clean names {line_id}, which is no plain line of this task.")
    for line_id in plain:
        if not isinstance(clean.get(line_id), str) or not clean[line_id].strip():
            raise CaseError(f"{where}: {line_id} is plain; say why in [task.clean].")
    return clean


def _unfit(by: str, one, case: Case) -> str:
    """Why the layers give no answer for a claim, line or span, or nothing."""
    if by == "push" and not pushing(case, one.id) and pushing(case, one.id, ("contested",)):
        return "has contested words only, so careful readers differ"
    if by == "doubt" and (one.rule not in DOUBT or (one.tier == "decoy") != (one.rule == MOCK)):
        return "is no hedge, booster or mock hedge"
    if by == "verdict" and not one.evidence and one.verdict != "not found":
        return "has no evidence to judge by"
    if by == "irony" and one.code != "irony":
        if one.rule == MOCK:
            return "is a joke under another code; take the mark of irony around it"
        for other in case.spans_in([case.line(one.line)], ("irony",)):
            if other.start < one.end and one.start < other.end:
                return f"shares words with {other.id}, so it is not simply sincere"
    return ""


def _own_answers(row: dict, where: str) -> list[dict]:
    answers = _rows(row, "answer", where, ("id", "name", "hint"), ())
    if not 2 <= len(answers) <= MOST:
        raise CaseError(f"{where}: give two to {MOST} [[task.answer]] tables.")
    return answers


def _own_items(row: dict, where: str, case: Case) -> list[dict]:
    items = _rows(row, "item", where, ("id", "answer", "why"), ("also", "text", *FETCHED))
    if not items:
        raise CaseError(f"{where}: give at least one [[task.item]] table.")
    lines = {line.id for line in case.passage(row["lines"])}
    for item in items:
        place = f"{where}, item {item['id']}"
        if not isinstance(item.get("also", []), list):
            raise CaseError(f"{where}, {item['id']}: also is a list of answers.")
        given = [name for name in ("text", *FETCHED) if name in item]
        if len(given) > 1:
            raise CaseError(f"{place}: it has a {' and a '.join(given)}; keep one of them.")
        name = given[0] if given else "text"
        if not isinstance(item.get(name), str) or not item[name].strip():
            raise CaseError(f"{place}: the field {name!r} is missing or empty.")
        if name == "text":
            continue
        try:
            line = getattr(case, name)(item[name]).line
        except CaseError as fault:
            raise CaseError(f"{place}: {fault}") from None
        if line not in lines:
            raise CaseError(f"{place}: its {name} stands in {line}, which is not in 'lines'.")
    return items


def _rows(row: dict, name: str, where: str, needed: tuple, more: tuple) -> list[dict]:
    rows = row.get(name, [])
    if not (isinstance(rows, list) and all(isinstance(one, dict) for one in rows)):
        raise CaseError(f"{where}: write each {name} as a [[task.{name}]] table.")
    seen = set()
    for number, one in enumerate(rows, 1):
        place = f"{where}, {name} {one.get('id', f'number {number}')}"
        for field in needed:
            if not isinstance(one.get(field), str) or not one[field].strip():
                raise CaseError(f"{place}: the field {field!r} is missing or empty.")
        for field in one:
            if field not in (*needed, *more):
                raise CaseError(f"{place}: unknown field {field!r}.")
        if not re.fullmatch(r"[A-Za-z][\w-]*", one["id"], re.ASCII):
            raise CaseError(f"{place}: an id is letters, digits and hyphens.")
        if one["id"] in seen:
            raise CaseError(f"{place}: this id is used twice.")
        seen.add(one["id"])
    return rows


def build(task: Task, case: Case) -> dict:
    """Answers, items and the feedback table."""
    own = task.own
    if own["by"] == "drawn":
        answers, items, written = _pool(task)
        more = {"draw": own["draw"], "after": own["after"], "written": written, "war": _on_war()}
        return {"answers": answers, "items": items, **_rest(own), **more}
    if own["by"] == "own":
        answers = [(a["id"], a["name"], a["hint"]) for a in own["answer"]]
        items = [_own_item(case, item, number) for number, item in enumerate(own["item"], 1)]
    else:
        answers = ANSWERS[own["by"]]
        make = {
            "attribution": _claim_by_source,
            "verdict": _claim_by_verdict,
            "doubt": _span_by_doubt,
            "irony": _span_by_irony,
            "push": lambda case, item: _line_by_push(case, item, own["clean"]),
        }[own["by"]]
        items = [make(case, item) for item in own["items"]]
    names = {id: name for id, name, _ in answers}
    hints = {id: hint for id, _, hint in answers}
    return {
        "answers": [
            {"id": id, "key": str(key), "name": name, "hint": hint}
            for key, (id, name, hint) in enumerate(answers, 1)
        ],
        "items": [_with_sentences(item, names, hints) for item in items],
        **_rest(own),
    }


def _rest(own: dict) -> dict:
    return {
        "confidence": own["confidence"],
        "signal": own["signal"],
        "tries": TEST if own["signal"] else TRIES,
        "aside": [],
        "verdicts": VERDICT_LABELS,
        "summary": SUMMARY,
    }


def _with_sentences(item: dict, names: dict, hints: dict) -> dict:
    """The feedback table of one item: what to say of each answer, first closed, then open."""
    first = item["right"][0]
    others = " ".join(f"{names[a]} is possible, too." for a in item["right"][1:])
    key = " ".join(filter(None, (f"{names[first]}. {item['why']}", others)))
    close = [answer for answer in item["close"] if answer not in item["right"]]
    say = {
        answer: f"{'Close: one step away. ' if answer in close else ''}{names[answer]}? "
        f"The test: “{hints[answer]}” Does that hold here? Look again."
        for answer in names
        if answer not in item["right"]
    }
    made = {name: item[name] for name in ("id", "line", "quote", "text", "around", "evidence")}
    return made | {
        "right": item["right"],
        "close": close,
        "say": {"right": key, "open": "Choose an answer.", "wrong": say},
    }


def _item(case: Case, one, line_id: str, right: list[str], why: str, **more) -> dict:
    line = case.line(line_id)
    start, end = one.start - line.start, one.end - line.start
    around = [row.text for row in case.lines if row.paragraph == line.paragraph]
    return {
        "id": one.id,
        "line": line_id,
        "quote": one.quote,
        "text": [line.text[:start], line.text[start:end], line.text[end:]],
        "around": " ".join(around) if len(around) > 1 else "",
        "evidence": [],
        "right": right,
        "close": [],
        "why": why,
        **more,
    }


def _claim_by_source(case: Case, claim_id: str) -> dict:
    claim = case.claim(claim_id)
    span = case.attribution(claim)
    right = [SOURCES[span.code]]
    if span.tier == "contested" and span.code != "no-source":
        right += ["vague" if right == ["named"] else "named"]  # half of it could be found
    return _item(case, claim, claim.line, right, span.why)


def _claim_by_verdict(case: Case, claim_id: str) -> dict:
    claim = case.claim(claim_id)
    right = VERDICT_IDS[claim.verdict]
    more = {"evidence": _evidence(claim), "close": CLOSE[right]}
    return _item(case, claim, claim.line, [right], claim.note, **more)


def _evidence(claim) -> list[dict]:
    """What other reports say of a claim, a row for each voice."""
    return [
        {
            "who": row.who if row.who == row.publisher else f"{row.who}, via {row.publisher}",
            "date": day(row.date) if row.date else "",
            "says": row.says,
            "grade": row.grade,
            "link": row.url if row.link else "",
        }
        for row in claim.evidence
    ]


def _span_by_doubt(case: Case, span_id: str) -> dict:
    span = case.span(span_id)
    return _item(case, span, span.line, [DOUBT[span.rule]], span.why)


def _span_by_irony(case: Case, span_id: str) -> dict:
    span = case.span(span_id)
    if span.code != "irony":
        right = ["sincere"]
    elif span.tier == "core":
        right = ["ironic"]
    elif span.tier == "contested":
        right = ["cannot-tell", "ironic"]  # careful readers differ, so both count
    else:
        right = ["sincere"]
    return _item(case, span, span.line, right, span.why)


def _line_by_push(case: Case, line_id: str, clean: dict[str, str]) -> dict:
    line, spans = case.line(line_id), pushing(case, line_id)
    why = " ".join(f"“{span.quote}”: {span.why}" for span in spans) or clean[line_id]
    return {
        "id": line_id,
        "line": line_id,
        "quote": line.text,
        "text": ["", line.text, ""],
        "around": "",
        "evidence": [],
        "right": ["pushes" if spans else "plain"],
        "close": [],
        "why": why,
    }


def _own_item(case: Case, item: dict, number: int) -> dict:
    right = [item["answer"], *item.get("also", [])]
    if "span" in item:
        span = case.span(item["span"])
        return _item(case, span, span.line, right, item["why"]) | {"id": item["id"]}
    if "claim" in item:
        claim = case.claim(item["claim"])
        made = _item(case, claim, claim.line, right, item["why"], evidence=_evidence(claim))
        return made | {"id": item["id"]}
    return {
        "id": item["id"],
        "line": f"Item {number}",
        "quote": item["text"],
        "text": ["", item["text"], ""],
        "around": "",
        "evidence": [],
        "right": right,
        "close": [],
        "why": item["why"],
    }


def keyless(built: dict) -> dict:
    """Items and the answers that each may get."""
    shown = ("id", "line", "quote", "text", "around", "evidence")
    blank = {"right": [], "close": [], "say": {"right": "", "open": "", "wrong": {}}}
    return {
        "answers": built["answers"],
        "items": [{name: item[name] for name in shown} | blank for item in built["items"]],
        "confidence": built["confidence"],
        "signal": "",
    }


def neutral(built: dict, case: Case) -> dict:
    """The same task with names and an order that tell nothing of the key.

    Ids of spans say their code, and an author may have listed one answer's items first. So the
    items stand as their words do in the article, those from elsewhere after them by a digest of
    their words, and they are named in that order.
    """
    order = {line.id: n for n, line in enumerate(case.lines)}

    def place(item: dict) -> tuple:
        digest = hashlib.sha256(item["quote"].encode()).hexdigest()
        return order.get(item["line"], len(order)), len(item["text"][0]), digest

    items = sorted(built["items"], key=place)
    named = [item | {"id": f"i{number}"} for number, item in enumerate(items, 1)]
    for number, item in enumerate(named, 1):
        if item["line"] not in order:
            item["line"] = f"Item {number}"
    return built | {"items": named}


def key(built: dict) -> dict:
    """The first right answer for every item; no confidence, because the key has none."""
    return {item["id"]: {"answer": item["right"][0]} for item in built["items"]}


def valid(built: dict, value) -> None:
    """Say in one sentence what makes an answer impossible, if anything does."""
    if not isinstance(value, dict):
        raise AnswerError("An answer to this task is a table of items.")
    items = {item["id"] for item in built["items"]}
    answers = [answer["id"] for answer in built["answers"]]
    for item, given in value.items():
        if not isinstance(item, str) or item not in items:
            raise AnswerError(f"This task has no item {short(item)}.")
        if not isinstance(given, dict) or not given or not set(given) <= {"answer", "sure"}:
            raise AnswerError(f"For {item}, give an answer, and how sure you are if you like.")
        if "answer" in given and given["answer"] not in answers:
            raise AnswerError(f"For {item}, the answer is one of {', '.join(answers)}.")
        if "sure" in given and not (
            built["confidence"] and type(given["sure"]) is int and 0 <= given["sure"] <= 100
        ):
            raise AnswerError(
                f"For {item}, how sure is a whole number from 0 to 100, where the task asks it."
            )


def spell(built: dict, words: dict) -> dict:
    """An answer from ``{item: answer}`` or ``{item: (answer, sure)}``.

    What is neither goes on as it is, for ``valid`` to say what is wrong with it.
    """
    if not isinstance(words, dict):
        return words
    spelt = {}
    for item, given in words.items():
        if isinstance(given, (tuple, list)) and len(given) <= 2:
            spelt[item] = dict(zip(("answer", "sure"), given, strict=False))
        else:
            spelt[item] = {"answer": given} if isinstance(given, str) else given
    return spelt


def page(built: dict) -> str:
    """Items with boxes to tick on paper, and folded below them the answers."""
    names = [escape(answer["name"]) for answer in built["answers"]]
    hints = "".join(
        f"<li><strong>{escape(a['name'])}</strong>: {escape(a['hint'])}</li>"
        for a in built["answers"]
    )
    # each box with its name, so that no line of paper parts them
    boxes = " ".join(f'<span class="wss-tick">☐ {name}</span>' for name in names)
    sure = ' <span class="wss-tick">How sure? ____ %</span>' if built["confidence"] else ""
    items, answers = [], []
    for item in built["items"]:
        before, words, after = map(escape, item["text"])
        rows = "".join(
            f"<li>{_who(row)}{', ' + escape(row['date']) if row['date'] else ''} "
            f"(source grade {escape(row['grade'])}): {escape(row['says'])}</li>"
            for row in item["evidence"]
        )
        evidence = f'<ul class="wss-evidence">{rows}</ul>' if rows else ""
        items.append(
            f'<li><span class="wss-no">{escape(item["line"])}</span> '
            f'<span dir="auto">{before}<strong>{words}</strong>{after}</span>'
            f"{evidence}<p>{boxes}{sure}</p></li>"
        )
        right = escape(item["say"]["right"])
        answers.append(f"<li>{escape(item['line'])} <q>{words}</q> {right}</li>")
    return f'<ul>{hints}</ul><ol class="wss-words wss-items">{"".join(items)}</ol>' + folded(
        built, "Answers with reasons", f"<ol>{''.join(answers)}</ol>"
    )


def _who(row: dict) -> str:
    if not row["link"]:
        return escape(row["who"])
    return f'<a href="{escape(row["link"])}" rel="noopener noreferrer">{escape(row["who"])}</a>'
