"""Build a ledger task: rows to read, cells to fill, and what each cell accepts.

Beside the common head a built ledger task has these parts:

``about``    ``figures`` or ``sources``
``columns``  id, ``name``, ``kind`` (choice, number or day), ``options`` for a choice (id, name)
             and ``hint``: what to look for
``rows``     id, ``label``, ``text`` (before, words, after: what the learner reads), ``who`` (whose
             text it is), ``accept`` (for each cell asked, what counts as right, best first) and
             ``say`` (for each cell the sentence that gives its value with the reason)

Figures come from ``counts`` of claims and of their evidence rows, grades from the evidence and
the verdict, sources from the attribution spans. What the data leave out is ``not stated``, and
that is then the right answer.

An answer is ``{row: {column: text}}``. A number may be written with commas or spaces.
"""

from __future__ import annotations

import re
from html import escape

from ...case import Case, CaseError, Claim, Count
from ...evidence_view import MONTHS, day
from ...feedback import AnswerError
from ..task import Task, folded, short

FIELDS = ("about", "figure", "spans")
EMPTY: dict = {}
TRIES = 2
NOT_STATED = "not stated"
NOT_SAID = "not said what"  # the unit of a count whose words name none
LONGEST = 200  # characters of a cell
NUMBER = re.compile("[0-9]{1,12}|[0-9]{1,3}(?:[, \u00a0\u2009\u202f][0-9]{3}){1,3}")
HIDDEN = re.compile(  # halves of characters, controls, and what turns a line around
    "[\u0000-\u001f\u007f-\u009f\u061c\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\ud800-\udfff]"
)
TITLE = re.compile("(the|president|prime minister|minister|mayor|general|mr|mrs|ms|dr) ")
MASS = ("dozens", "hundreds", "thousands")  # no numbers; claims.toml says how they are read
DEAD = ("killed", "dead", "died")  # words that state the status "killed"

COLUMNS = {
    "unit": ("Who is counted", "choice", "Read the noun beside the number."),
    "status": ("What happened to them", "choice", "Read the verb beside the number."),
    "place": ("Where", "choice", "Does this text tie the number to a place?"),
    "from": ("First day", "day", "Does this text say from when the number counts?"),
    "to": ("Last day", "day", "Does this text say until when the number counts?"),
    "low": ("Lowest number", "number", "What is the smallest number these words allow?"),
    "high": ("Highest number", "number", "Do these words set an upper limit?"),
    "who": ("Who says so", "choice", "Whose number is it in this text?"),
    "grade": ("Source grade", "choice", "By which route did the number come here?"),
    "information": ("Information grade", "choice", "What do the other rows say of this number?"),
    "source": ("Who says so", "choice", "Find the words that name a source, or see that none do."),
    "how": ("How the line names them", "choice", "Could you find this source from these words?"),
    "upgrade": ("What would make it easier to check", "choice", "What is missing for a search?"),
}
HOW = {
    "named-source": ("named", "named: you could find them"),
    "vague-source": ("vague", "vague: you could not"),
    "no-source": ("none", "no source is given"),
}
MISSING = {  # what a source of each kind lacks, and why the other upgrades come later
    "named-source": "A name is there already, so what is missing is the place to look, or the way "
    "it was known.",
    "vague-source": "There is no name to ask yet, and no word on how it was known. A date and a "
    "title come after the name.",
    "no-source": "Nothing is there yet, so any source would help, and best a name. How it could "
    "know is a question for somebody who is named.",
}
NOBODY = "nobody"
ORDINALS = ("first", "second", "third", "fourth", "fifth")  # which number of a text is meant
VERDICT_LABELS = {"right": "Right", "also": "Also right", "wrong": "Not this", "open": "Empty"}
SUMMARY = {
    "right": "Right cells: {right} of {all}.",
    "open": "Empty: {open}.",
    "score": "Score: {percent} of 100.",
}


def read(row: dict, where: str, case: Case) -> dict:
    """Which figures or which attribution spans make the rows."""
    about = row.get("about")
    if about == "figures":
        if not case.codebook.information:
            raise CaseError(f"{where}: the codebook has no [[information]] tables.")
        if "spans" in row:
            raise CaseError(f"{where}: 'spans' is for about = 'sources'.")
        return {"about": about, "figures": _figures(row, where, case)}
    if about == "sources":
        if not case.codebook.upgrades:
            raise CaseError(f"{where}: the codebook has no [[upgrade]] tables.")
        if "figure" in row:
            raise CaseError(f"{where}: [[task.figure]] is for about = 'figures'.")
        return {"about": about, "spans": _spans(row, where, case)}
    raise CaseError(f"{where}: about = {about!r}; use figures or sources.")


def _figures(row: dict, where: str, case: Case) -> list[dict]:
    rows = row.get("figure")
    if not isinstance(rows, list) or not rows or not all(isinstance(one, dict) for one in rows):
        raise CaseError(f"{where}: give at least one [[task.figure]] table.")
    lines = {line.id for line in case.passage(row["lines"])}
    for one in rows:
        if not {"claim"} <= set(one) <= {"claim", "evidence", "count"}:
            raise CaseError(
                f"{where}: a figure has claim, evidence (optional) and count (optional)."
            )
        try:
            claim = case.claim(one["claim"])
        except CaseError as fault:
            raise CaseError(f"{where}: {fault}") from None
        if claim.line not in lines:
            raise CaseError(f"{where}: {claim.id} stands in {claim.line}, which is not in 'lines'.")
        number = one.get("evidence", 0)
        if type(number) is not int or not 0 <= number <= len(claim.evidence):
            raise CaseError(f"{where}, {claim.id}: there is no evidence row {number!r}.")
        counts = _counts(claim, number)
        chosen = one.get("count", 1)
        if type(chosen) is not int or not 1 <= chosen <= len(counts):
            voice = f"evidence {number}" if number else "the article"
            raise CaseError(f"{where}, {claim.id}, {voice}: there is no count {chosen!r}.")
    return rows


def _spans(row: dict, where: str, case: Case) -> list[str]:
    chosen = row.get("spans")
    if not isinstance(chosen, list) or not chosen:
        raise CaseError(f"{where}: the list 'spans' is missing or empty.")
    lines = {line.id for line in case.passage(row["lines"])}
    for name in chosen:
        try:
            span = case.span(name)
        except CaseError as fault:
            raise CaseError(f"{where}: {fault}") from None
        if span.code not in HOW:
            raise CaseError(f"{where}: {name} is no mark of a source.")
        if span.line not in lines:
            raise CaseError(f"{where}: {name} stands in {span.line}, which is not in 'lines'.")
    return chosen


def _counts(claim: Claim, number: int) -> tuple[Count, ...]:
    return claim.evidence[number - 1].counts if number else claim.counts


def build(task: Task, case: Case) -> dict:
    """Columns, rows, what each cell accepts and what is said of it."""
    own = task.own
    if own["about"] == "figures":
        rows = [_figure_row(case, **one) for one in own["figures"]]
        _merge_names(rows)
        _compare(rows, own["figures"])
        names = "unit status place from to low high who grade information".split()
        fixed = {
            "grade": [(id, f"{id} – {text}") for id, text in case.codebook.grades.items()],
            "information": [(i.id, i.text) for i in case.codebook.information.values()],
        }
    else:
        rows = [_source_row(case, name) for name in own["spans"]]
        names = ["source", "how", "upgrade"]
        fixed = {
            "how": list(HOW.values()),
            "upgrade": [(u.id, u.text) for u in case.codebook.upgrades.values()],
        }
    for number, row in enumerate(rows, 1):
        row["id"] = f"r{number}"
        row["label"] = f"Row {number}: {row['label']}"
    columns = []
    for name in names:
        if not any(name in row["accept"] for row in rows):
            continue
        title, kind, hint = COLUMNS[name]
        options = []
        if kind == "choice":
            values = {v for row in rows for v in row["accept"].get(name, [])} - {NOT_STATED}
            options = fixed.get(name) or [(v, v) for v in sorted(values, key=str.casefold)]
            if name in ("unit", "status", "place", "who"):
                options.append((NOT_STATED, NOT_STATED))
            elif name == "source" and NOBODY not in values:
                options.append((NOBODY, NOBODY))
            for row in rows:  # a cell that nobody could get wrong asks nothing
                if {id for id, _ in options} == set(row["accept"].get(name, [])):
                    del row["accept"][name], row["say"][name]
            if not any(name in row["accept"] for row in rows):
                continue
        columns.append(
            {
                "id": name,
                "name": title,
                "kind": kind,
                "hint": hint,
                "options": [{"id": id, "name": text} for id, text in options],
            }
        )
    return {
        "about": own["about"],
        "columns": columns,
        "rows": rows,
        "tries": TRIES,
        "aside": ["right", "also", "open"],
        "verdicts": VERDICT_LABELS,
        "summary": SUMMARY,
    }


def _text(case: Case, line_id: str, start: int, end: int) -> list[str]:
    line = case.line(line_id)
    a, b = start - line.start, end - line.start
    return [line.text[:a], line.text[a:b], line.text[b:]]


def _credit(case: Case) -> str:
    """Who wrote the text and who brings it: a republisher is not the writer."""
    if case.written or case.author == case.publisher:
        return case.publisher
    return f"{case.author}, via {case.publisher}"


def _figure_row(case: Case, claim: str, evidence: int = 0, count: int = 1) -> dict:
    one = case.claim(claim)
    counts = _counts(one, evidence)
    found = counts[count - 1]
    which = _which(counts, count)
    low = [NOT_STATED if found.low is None else str(found.low)]
    high = [NOT_STATED if found.high is None else str(found.high)]
    mass = found.low is not None and any(word in (found.said or "") for word in MASS)
    if mass:
        low.append(NOT_STATED)  # "hundreds": the floor is our reading of a word
    elif re.match("(more than|over) ", found.said or "") and found.low is not None:
        low.append(str(found.low + 1))  # "more than 13" is 14 at least
    about = (found.said or "").startswith("about ")
    if about:  # it leaves room on both sides, and does not say how much
        low.append(NOT_STATED)
        high.append(NOT_STATED)
    accept = {
        "unit": [NOT_STATED if found.unit in (None, NOT_SAID) else found.unit],
        "status": [found.status or NOT_STATED],
        "place": [found.place or NOT_STATED],
        "from": [found.start or NOT_STATED],
        "to": [found.end or found.as_of or NOT_STATED],
        "low": low,
        "high": high,
    }
    said = f"The words are “{found.said}”." if found.said else ""
    say = {
        name: " ".join(
            filter(None, (_stated(values[0], name), said if name in ("low", "high") else ""))
        )
        for name, values in accept.items()
    }
    if mass:
        say["low"] = f"{said} We read that as at least {found.low:,}; “not stated” is right, too."
    for name, number in (("low", found.low), ("high", found.high)):
        if about and number is not None:
            say[name] = f"{said} We write {number:,}; “not stated” is right, too."
    for name, which_day in (("from", "first"), ("to", "last")):
        if accept[name] == [NOT_STATED]:
            say[name] = f"These words give no {which_day} day."
    if evidence:
        row = one.evidence[evidence - 1]
        for name in ("unit", "place", "from", "to"):
            value = accept[name][0]
            if value != NOT_STATED and not _is_said(name, value, row.says):
                # our words leave out what the report itself has: neither answer is wrong
                accept[name] = [NOT_STATED, value]
                say[name] = f"These words do not state it; the report has {_shown(value, name)}."
        _leave_open(accept, say, row.says)
        grades = [row.grade, *([row.grade_also] if row.grade_also else [])]
        accept |= {"who": [row.who], "grade": grades}
        route = "passes on their number" if row.speaker else "gives it in its own voice"
        say |= {
            "who": f"{_capital(row.who)}. The report {route}.",
            "grade": f"{' or '.join(grades)}. {row.grade_reason}",
        }
        date = f", {day(row.date)}" if row.date else ""
        return {
            "id": "",
            "label": f"{one.line}, another report{which}",
            "who": f"{row.publisher}{date}",
            "text": [row.says, "", ""],
            "accept": accept,
            "say": say,
        }
    span = case.attribution(one)
    who = span.source or NOBODY
    grades = [g for g in case.codebook.information.values() if one.verdict in g.fits]
    single = one.verdict == "corroborated" and len({_bare(e.who) for e in one.evidence}) == 1
    if single:  # count origins, not pages: nobody else confirms it
        grades = grades[1:]
    nobody = [] if span.source else [NOT_STATED]  # the same thing in the words of other cells
    words = case.line(one.line).text
    _leave_open(accept, say, words)
    unit = accept["unit"][0]
    if unit != NOT_STATED and not _is_said("unit", unit, words):
        accept["unit"].append(NOT_STATED)  # "losses": who they are is our reading
        say["unit"] = f"We read these words as “{unit}”. “Not stated” is right, too."
    accept |= {"who": [who, *nobody], "information": [g.id for g in grades]}
    fitting = " or ".join(g.text for g in grades)
    say |= {
        "who": f"{_capital(who)}. {span.why}",
        "information": f"{fitting}. The finding is “{one.verdict}”. {one.note}"
        + (" No report here goes back to anybody else, so nothing confirms it yet." * single),
    }
    return {
        "id": "",
        "label": f"{one.line}, {'this text' if case.written else 'the article'}{which}",
        "who": _credit(case),
        "text": _text(case, one.line, one.start, one.end),
        "accept": accept,
        "say": say,
    }


def _compare(rows: list[dict], figures: list[dict]) -> None:
    """What can only be told, or be the same, across rows."""
    voices = [(one["claim"], one.get("evidence", 0)) for one in figures]
    for row, (claim, _) in zip(rows, voices, strict=True):
        if not any(other == claim and evidence for other, evidence in voices):
            row["accept"].pop("information", None)  # nothing here to judge the claim by
            row["say"].pop("information", None)


def _merge_names(rows: list[dict]) -> None:
    """One choice for one speaker: as the first row names them that does."""
    chosen: list[str] = []
    for row in rows:
        names = []
        for name in row["accept"]["who"]:
            known = next((one for one in chosen if _bare(one) == _bare(name)), None)
            if known is None:
                chosen.append(name)
            names.append(known or name)
        row["accept"]["who"] = names


def _bare(name: str) -> str:
    """A name without its title and in one spelling: the Defense Ministry, President Ann Lee.

    Other words in front stay: the Free Syrian Army is not the Syrian Army.
    """
    name = name.casefold().replace("defense", "defence")
    while title := TITLE.match(name):
        name = name[title.end() :]
    return name


def _which(counts: tuple[Count, ...], chosen: int) -> str:
    """Which number of a text a row is about: the number itself, unless that is a range to find."""
    if len(counts) < 2:
        return ""
    figures = [c.said or (f"{c.low:,}" if c.low == c.high else "") for c in counts]
    figure = figures[chosen - 1]
    if not figure:
        return f": the {ORDINALS[chosen - 1]} figure"
    if figures.count(figure) == 1:
        return f": the figure {figure}"
    return f": the {ORDINALS[figures[:chosen].count(figure) - 1]} figure {figure}"


def _capital(text: str) -> str:
    return text[0].upper() + text[1:]


def _stated(value: str, name: str) -> str:
    """The value as this text's own: we never give a figure in our voice."""
    if value == NOT_STATED:
        return "This text does not state it."
    return f"In this text: {_shown(value, name)}."


def _shown(value: str, name: str) -> str:
    if name in ("from", "to"):
        return day(value)
    return f"{int(value):,}" if value.isdigit() else value


def _leave_open(accept: dict, say: dict, text: str) -> None:
    """Where these words have no verb for what happened, it is ours: both answers are right."""
    value = accept["status"][0]
    verbs = DEAD if value == "killed" else (value,)
    if value != NOT_STATED and not any(verb in text.casefold() for verb in verbs):
        accept["status"] = [NOT_STATED, value]
        say["status"] = (
            f"These words do not state it. We read it as “{value}”, which is right, too."
        )


def _is_said(name: str, value: str, text: str) -> bool:
    """Whether a reader can take the value from these words alone."""
    if name in ("from", "to"):
        _, month, *date = map(int, value.split("-"))
        return bool(date) and bool(re.search(rf"\b{date[0]} {MONTHS[month - 1]}\b", text))
    return value.split()[-1].casefold() in text.casefold()


def _source_row(case: Case, name: str) -> dict:
    span = case.span(name)
    who = span.source or NOBODY
    fits = [u for u in case.codebook.upgrades.values() if span.code in u.fits]
    fitting = ", or ".join(u.text for u in fits)
    how = HOW[span.code]
    hows = [how[0]]
    if span.tier == "contested" and span.source:
        hows += [one[0] for one in (HOW["named-source"], HOW["vague-source"]) if one != how]
    return {
        "id": "",
        "label": span.line,
        "who": _credit(case),
        "text": _text(case, span.line, span.start, span.end),
        "accept": {"source": [who], "how": hows, "upgrade": [u.id for u in fits]},
        "say": {
            "source": f"{_capital(who)}.",
            "how": f"{_capital(how[1])}. {span.why}",
            "upgrade": f"{_capital(fitting)}. {MISSING[span.code]}",
        },
    }


def keyless(built: dict) -> dict:
    """Rows to read, the cells that each asks for, and the words to choose from."""
    shown = ("id", "label", "text", "who")
    rows = [
        {name: row[name] for name in shown}
        | {"accept": {column: [] for column in row["accept"]}, "say": {}}
        for row in built["rows"]
    ]
    return {"about": built["about"], "columns": built["columns"], "rows": rows}


def key(built: dict) -> dict:
    """Every cell with the value that is right, or most so."""
    return {
        row["id"]: {column: values[0] for column, values in row["accept"].items()}
        for row in built["rows"]
    }


def valid(built: dict, value) -> None:
    """Say in one sentence what makes an answer impossible, if anything does."""
    if not isinstance(value, dict):
        raise AnswerError("An answer to this task is a table of rows.")
    rows = {row["id"]: row for row in built["rows"]}
    columns = {column["id"]: column for column in built["columns"]}
    for name, cells in value.items():
        if not isinstance(name, str) or name not in rows:
            raise AnswerError(f"This ledger has no row {short(name)}.")
        if not isinstance(cells, dict) or not cells:
            raise AnswerError(f"Row {name} is a table of cells.")
        for column, text in cells.items():
            if not isinstance(column, str) or column not in rows[name]["accept"]:
                raise AnswerError(f"Row {name} has no cell {short(column)}.")
            if not isinstance(text, str) or not text or len(text) > LONGEST:
                raise AnswerError(f"A cell holds text of 1 to {LONGEST} characters.")
            if HIDDEN.search(text):
                raise AnswerError("A cell holds a character that nobody can see; type it again.")
            one = columns[column]
            if one["kind"] == "choice" and text not in [o["id"] for o in one["options"]]:
                raise AnswerError(f"In row {name}, choose one of the words offered for {column}.")


def plain(kind: str, text: str) -> str:
    """A cell as it is compared: "1,234" and "1 234" are 1234, and spaces around do not count."""
    text = text.strip(" ")
    if kind != "number" or not NUMBER.fullmatch(text):
        return text
    return str(int(re.sub("[^0-9]", "", text)))


def page(built: dict) -> str:
    """Rows to read, with room to fill by hand; folded below them the values with reasons."""
    rows, answers = [], []
    for row in built["rows"]:
        before, words, after = map(escape, row["text"])
        cells = "".join(
            f"<tr><th scope='row'>{escape(column['name'])}</th><td></td></tr>"
            for column in built["columns"]
            if column["id"] in row["accept"]
        )
        title = f"{escape(row['label'])} ({escape(row['who'])})"
        rows.append(
            f"<p><strong>{title}</strong><br><span dir='auto'>{before}<b>{words}</b>{after}</span>"
            f"</p><table class='wss-spans wss-blank'><tbody>{cells}</tbody></table>"
        )
        said = "".join(
            f"<li>{escape(column['name'])}: {escape(row['say'].get(column['id'], ''))}</li>"
            for column in built["columns"]
            if column["id"] in row["accept"]
        )
        answers.append(f"<li>{title}<ul>{said}</ul></li>")
    choices = "".join(
        f"<li><strong>{escape(column['name'])}</strong>: "
        f"{escape('; '.join(option['name'] for option in column['options']))}</li>"
        for column in built["columns"]
        if column["options"]
    )
    return (
        f"<p>Words to choose from:</p><ul>{choices}</ul>"
        f'<div class="wss-words">{"".join(rows)}</div>'
    ) + folded(built, "Answers with reasons", f"<ol>{''.join(answers)}</ol>")
