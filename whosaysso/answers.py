"""The answer file: one JSON document, the same on the static page and beside a notebook.

``widgets/answers.js`` is the twin of the first half of this module; ``answers.schema.json`` rules
both. A document holds text, whole numbers, lists and dicts with ASCII keys and nothing else. For
such data ``json.dumps`` with sorted keys writes the canonical form of RFC 8785, so both sides
make the same bytes and the same receipt.

    {"format", "version", "kit", "learner", "cases": {id: {"article", "tasks": {id: entry}}}}
    entry: {"kind", "value", "tries", "first", "count", "began", "saved"}

``first`` stands there once the learner has started again, and holds the tries of the first round.
``count`` is how often the entry was written: of two copies the one with the higher count is the
newer. Times are UTC, to the second.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import secrets
from collections.abc import Callable
from contextlib import contextmanager
from copy import deepcopy
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

from .feedback import Fault

FORMAT = "who-says-so/answers"
VERSION = 1
KIT = "0.1.0"
NAME = "my-answers.json"
MIME = "application/vnd.who-says-so.answers+json"
MOST_BYTES = 5_000_000
MOST_TRIES = 20
MOST_WRITES = 1_000_000_000
WAIT = 10  # seconds for another kernel to finish its write
CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # no I, L, O, U: nothing to mistake or to misread

# What can be wrong with a file, as the end of a sentence that begins with its name.
LARGE = "is larger than 5 MB"
BROKEN = "is not JSON, or only a part of it"
FOREIGN = "is not an answer file of this kit"
NEWER = "comes from a newer version of the kit"
OLDER = "comes from a version of the kit that is no longer read"
FORM = "holds something that an answer file cannot hold"
ELSEWHERE = "holds no answers to the texts of this kit"
OTHER_TEXT = "holds answers to another version of the text {case}"

OTHER_LEARNER = (
    "This file carries another code than your answers here; save and forget those first, "
    "then load it."
)
NO_CODE = "A code is eight letters and digits, such as ab12-cd34; read your card again."
OTHER_CODE = (
    "Your answers here carry the code {code} already, so it stays; to begin again with the code "
    "of your card, save and forget them first."
)
CARRIED = "Your code is {code}; what you answer here carries it."
FORGOTTEN = "Forgotten: your answers, your code and every copy that was set aside."

# From a version to the next: {1: function} takes a document of version 1 to version 2.
MIGRATIONS: dict[int, Callable[[dict], dict]] = {}


class AnswerFileError(Fault):
    """An answer file that cannot be used; the message is one sentence for a person."""


class Unfit(ValueError):
    """What is wrong with a document, as the end of a sentence."""


# --- the document ------------------------------------------------------------


def new_document(bits: int | None = None) -> dict:
    """An empty document with a code of 40 bits: drawn at random and derived from nothing.

    Made-up learners, in simulations, bring their own ``bits``.
    """
    code = crockford(secrets.randbits(40) if bits is None else bits, 8).lower()
    return {
        "format": FORMAT,
        "version": VERSION,
        "kit": KIT,
        "learner": f"{code[:4]}-{code[4:]}",
        "cases": {},
    }


def read_code(text: str) -> str:
    """A learner's code as people write it: in capitals, without its hyphen, with O for 0 and so on.

    Crockford's base32 reads I and L as 1 and O as 0. Eight letters without a digit are refused:
    they may be a name, and every card has a digit. Raises ``AnswerFileError``.
    """
    plain = re.sub(r"[\s\u2010-\u2015-]", "", text).lower() if isinstance(text, str) else ""
    has_digit = re.search("[0-9]", plain)
    plain = plain.translate(str.maketrans("ilo", "110"))
    if not has_digit or len(plain) != 8 or set(plain.upper()) - set(CROCKFORD):
        raise AnswerFileError(NO_CODE)
    return f"{plain[:4]}-{plain[4:]}"


def crockford(number: int, length: int) -> str:
    """The lowest ``5 * length`` bits in Crockford's base32."""
    return "".join([CROCKFORD[number >> place & 31] for place in range(5 * length - 5, -1, -5)])


def canonical(data) -> bytes:
    """RFC 8785 for what a document may hold: ASCII keys, no floats, no lone surrogates."""
    return json.dumps(data, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def file_bytes(document: dict) -> bytes:
    """The document as it is saved."""
    return (json.dumps(document, sort_keys=True, indent=1, ensure_ascii=False) + "\n").encode()


def receipt(document: dict) -> str:
    """60 bits of the SHA-256 of the answers alone: no code, no kit, no counts, no times."""
    cases = {
        case: {
            "article": row["article"],
            "tasks": {
                task: {n: entry[n] for n in ("kind", "value", "tries", "first") if n in entry}
                for task, entry in row["tasks"].items()
            },
        }
        for case, row in document["cases"].items()
    }
    answers = {"format": document["format"], "version": document["version"], "cases": cases}
    return receipt_of(canonical(answers))


def receipt_of(given: bytes) -> str:
    """The receipt for these bytes of an answer."""
    code = crockford(int.from_bytes(hashlib.sha256(given).digest()[:8]) >> 4, 12)
    return f"{code[:4]}-{code[4:8]}-{code[8:]}"


def advance(theirs: dict | None, seen: dict | None, answer: dict, now: str) -> dict:
    """The entry after one more write.

    ``theirs`` is the entry as it stands in the file now, ``seen`` as this writer last knew it,
    ``answer`` the writer's ``kind``, ``value`` and ``tries``. Where another writer was there in
    between, the value is ours and the tries are theirs followed by our own new ones, so that
    nothing that was checked is lost. Tries that do not continue the known ones are a new round.
    """
    if theirs is None:
        return {**answer, "count": 1, "began": now, "saved": now}
    known = seen["tries"] if seen else []
    goes_on = answer["tries"][: len(known)] == known
    first = theirs.get("first") or ([] if goes_on else theirs["tries"])
    tries = theirs["tries"] + answer["tries"][len(known) :] if goes_on else answer["tries"]
    if len(tries) > MOST_TRIES:  # the first ones count, and the last one is what was last seen
        tries = [*tries[: MOST_TRIES - 1], tries[-1]]
    return {
        **answer,
        "tries": tries,
        **({"first": first} if first else {}),
        "count": min(theirs["count"] + 1, MOST_WRITES),
        "began": theirs["began"],
        "saved": now,
    }


def merge(ours: dict, theirs: dict) -> dict:
    """Our document with each entry of theirs that is newer or that we have not got."""
    merged = deepcopy(ours)
    for case, row in theirs["cases"].items():
        mine = merged["cases"].setdefault(case, {"article": row["article"], "tasks": {}})
        for task, entry in row["tasks"].items():
            old = mine["tasks"].get(task)
            if old is None or _age(entry) > _age(old):
                mine["tasks"][task] = deepcopy(entry)
    return merged


def changes(before: dict, after: dict) -> int:
    """How many entries are not what they were."""
    return sum(
        before["cases"].get(case, {"tasks": {}})["tasks"].get(task) != entry
        for case, row in after["cases"].items()
        for task, entry in row["tasks"].items()
    )


def loaded(newer: int, wrong: str) -> str:
    """What to say of a file that was merged."""
    if wrong:
        return f"Loaded what fits: this file {wrong}."
    if not newer:
        return "Nothing in this file is newer than your answers here."
    return f"Loaded: {newer} {'answer' if newer == 1 else 'answers'}."


def _age(entry: dict) -> tuple:
    """What decides which is newer; the bytes only so that a draw ends alike on both sides."""
    return entry["count"], entry["saved"], canonical(entry).decode().encode("utf-16-be")


def parse(raw: bytes) -> tuple[dict, bool]:
    """The document in a file, and whether it was written as plain UTF-8; ``Unfit`` otherwise."""
    if len(raw) > MOST_BYTES:
        raise Unfit(LARGE)
    text, plain = decode(raw)
    try:
        data = json.loads(text, parse_int=whole, parse_float=number, parse_constant=_no_number)
    except (ValueError, RecursionError):
        raise Unfit(BROKEN) from None
    return check(migrate(data)), plain


def decode(raw: bytes) -> tuple[str, bool]:
    """The text of a UTF-8 or UTF-16 file, and whether it was plain UTF-8; ``Unfit`` otherwise."""
    coding = {b"\xff\xfe": "utf-16-le", b"\xfe\xff": "utf-16-be"}.get(raw[:2])
    if not coding and len(raw) > 1 and not (raw[0] and raw[1]):
        coding = "utf-16-le" if raw[0] else "utf-16-be"  # no mark, but a zero beside the brace
    try:
        text = raw.decode(coding or "utf-8")
    except UnicodeDecodeError:
        raise Unfit(BROKEN) from None
    return text.removeprefix("\ufeff"), not coding and not text.startswith("\ufeff")


def whole(text: str):
    """A whole number of JSON, however long."""
    return int(text) if len(text) < 20 else number(text)  # as JavaScript, which has only floats


def number(text: str):
    """JavaScript does not tell 1.0 from 1, so neither does this."""
    value = float(text)
    return int(value) if value.is_integer() else value


def _no_number(text: str):
    raise ValueError(text)


def migrate(data, migrations: dict | None = None, version: int = VERSION) -> dict:
    """A document of any version that is still read, as one of today's; ``Unfit`` otherwise."""
    migrations = MIGRATIONS if migrations is None else migrations
    if not isinstance(data, dict) or data.get("format") != FORMAT:
        raise Unfit(FOREIGN)
    if type(data.get("version")) is not int:
        raise Unfit(FORM)
    if data["version"] > version:
        raise Unfit(NEWER)
    while data["version"] < version:
        step = migrations.get(data["version"])
        if step is None:
            raise Unfit(OLDER)
        data = {**step(data), "version": data["version"] + 1}
    return data


def check(document: dict) -> dict:
    """The document, if the schema allows it and its text can be written; ``Unfit`` otherwise."""
    from fastjsonschema import JsonSchemaValueException

    try:
        _schema()(document)
        canonical(document)
    except (JsonSchemaValueException, UnicodeEncodeError):
        raise Unfit(FORM) from None
    return document


@cache
def _schema() -> Callable:
    import fastjsonschema  # here: compiling takes a moment that only an answer file is worth

    text = Path(__file__).with_name("answers.schema.json").read_text(encoding="utf-8")
    return fastjsonschema.compile(json.loads(text))


def fit(document: dict, article_of: Callable[[str], str | None]) -> tuple[dict, str]:
    """The document without the cases whose text is another one today, and what is wrong with it.

    ``article_of`` gives the SHA-256 of a case's text, or None for a case it does not know; such
    a case stays as it is. ``Unfit`` where there are cases and none is both known and right.
    """
    cases, wrong, known = {}, "", False
    for case, row in sorted(document["cases"].items()):
        article = article_of(case)
        if article not in (None, row["article"]):
            wrong = wrong or OTHER_TEXT.format(case=case)
            continue
        cases[case] = row
        known = known or article is not None
    if document["cases"] and not known:
        raise Unfit(wrong or ELSEWHERE)
    return {**document, "cases": cases}, wrong


def now() -> str:
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


# --- the file beside the notebook ---------------------------------------------


def where(environ=os.environ) -> Path | None:
    """Where answers are kept, or None for nowhere.

    Nowhere while the book is built or notebooks are tested: what they show must not depend on
    what somebody answered here. ``WHOSAYSSO_ANSWERS`` is "off" or a path.
    """
    chosen = environ.get("WHOSAYSSO_ANSWERS", "")
    if environ.get("WHOSAYSSO_STATIC") == "1" or chosen == "off":
        return None
    if not chosen and "PYTEST_VERSION" in environ:  # nbval's kernels inherit it
        return None
    return Path(os.path.abspath(os.path.expanduser(chosen or NAME)))


class AnswerFile:
    """The learner's answers, kept in one file that several kernels may write.

    Each write takes the lock, reads the file again, merges what is new and replaces the file as
    a whole, so a reader or a killed kernel never leaves half a file. Without a path everything
    works the same in memory. Nothing here raises for what a disk can do: ``trouble`` says in one
    sentence why answers are not kept right now, ``notes`` what was set aside.
    """

    def __init__(self, path: Path | None, article_of: Callable[[str], str | None]):
        self.path = path and Path(os.path.realpath(path))  # a link stays a link
        self.home = os.getcwd()  # the notebook's folder
        self.article_of = article_of
        self.document = self._blank()
        self.notes: list[str] = []
        self.trouble = ""
        self._raw: bytes | None = None  # the file as we last knew it, and what it held
        self._kept = self.document
        self._new: dict[tuple[str, str], tuple[str, dict]] = {}  # answered, not yet in the file
        self._seen: dict[tuple[str, str], dict] = {}

    @property
    def place(self) -> str:
        """Where the answers are, for the learner."""
        if self.path is None:
            return "Your answers are not kept here: they last until this notebook's kernel stops."
        if self.trouble:
            return self.trouble
        return f"Your answers are kept in {self.path.name}, {self._folder}."

    @property
    def _folder(self) -> str:
        """The way to the file in words: what stands above its name may be private."""
        if self.path.parent == Path(os.path.realpath(self.home)):
            return "in the folder of this notebook"
        if os.environ.get("WHOSAYSSO_ANSWERS"):
            return "where WHOSAYSSO_ANSWERS points"
        return f"where the link {NAME} in the folder of this notebook points"

    def read(self) -> dict:
        """The document as it is now."""
        with self._trouble("read"):
            if self._new or not self._is_clean():
                with self._lock():
                    self._write(self._take_in())
        return self.document

    def entry(self, case: str, task: str) -> dict | None:
        """What is kept of one task; later writes of this kernel go on from there."""
        row = self.read()["cases"].get(case)
        entry = row and row["tasks"].get(task)
        if entry is None:
            self._seen.pop((case, task), None)
        else:
            self._seen[case, task] = entry
        return deepcopy(entry)

    def keep(
        self, case: str, article: str, task: str, kind: str, value, tries: list
    ) -> dict | None:
        """Write one answer; returns the entry that stands now, None for what cannot be kept."""
        answer = deepcopy({"kind": kind, "value": value, "tries": tries})
        try:
            entry = advance(None, None, answer, now())
            check({**new_document(), "cases": {case: {"article": article, "tasks": {task: entry}}}})
        except Unfit as fault:  # it must not stand in the way of the others
            self.trouble = f"This answer {fault}, so it is not kept."
            return None
        self._new[case, task] = article, answer
        with self._trouble("written"), self._lock():
            self._write(self._take_in())
        return deepcopy(self.document["cases"][case]["tasks"][task])

    def leave_out(
        self, case: str, task: str, title: str, why: str, rest: dict | None = None
    ) -> None:
        """Take out an answer that its exercise refuses, or all of it but ``rest``.

        The file as it was is set aside.
        """
        part = "The kept answer" if rest is None else "A part of the kept answer"
        self.notes.append(f"{part} to “{title}” was left out: {why}")
        with self._trouble("written"), self._lock():
            document = self._take_in()
            self._set_aside(copy=True)
            entries = document["cases"][case]["tasks"]
            if rest is None:
                entries.pop(task, None)
                self._seen.pop((case, task), None)
            else:
                entries[task] = self._seen[case, task] = deepcopy(rest)
            self._new.pop((case, task), None)
            self._kept = document
            self._write(document)

    def load(self, raw: bytes, refusal: Callable[[str, str, dict], str] = lambda *entry: "") -> str:
        """Merge a saved file; returns a sentence, or raises one and changes nothing.

        ``refusal`` says of a case, task and entry why an exercise cannot hold it, or "": what is
        refused must not take the place of an answer here.
        """
        try:
            given, wrong = fit(parse(raw)[0], self.article_of)
        except Unfit as fault:
            raise AnswerFileError(f"This file {fault}, so nothing was loaded.") from None
        left = []
        for case, row in given["cases"].items():
            for task, entry in list(row["tasks"].items()):
                if why := refusal(case, task, entry):
                    del row["tasks"][task]
                    left.append(why)
        said = ""
        with self._trouble("written"), self._lock():
            said = self._merge(self._take_in(), given, wrong)
            self._write(self._kept)
        if not said:  # the file cannot be reached: then in memory
            said = self._merge(self.document, given, wrong)
            self.document = self._kept
        return " ".join([said, *left, self.trouble]).strip()

    def use_code(self, text: str) -> str:
        """Carry the code of a teacher's card; returns a sentence, or raises one, changing nothing.

        A code is changed only while nothing is answered: the test forms and the boosters were
        drawn with it.
        """
        code = read_code(text)
        with self._trouble("written"), self._lock():
            self._write(_with_code(self._take_in(), code))
        if self.document["learner"] != code:  # the file cannot be reached: then in memory
            self.document = self._kept = _with_code(self.document, code)
        return " ".join([CARRIED.format(code=code), self.trouble]).strip()

    @property
    def has_code(self) -> bool:
        """Whether the code is one that stays: of a card, or of answers that are kept."""
        return self.document["learner"] != self._drawn or bool(self.document["cases"])

    def _merge(self, document: dict, given: dict, wrong: str) -> str:
        if document["cases"] and given["learner"] != document["learner"]:
            raise AnswerFileError(OTHER_LEARNER)
        merged = merge(document, given) | {"learner": given["learner"]}
        self._new.clear()  # they are in it
        self._kept = merged
        return loaded(changes(document, merged), wrong)

    def forget(self) -> str:
        """Take away answers, code and set-aside copies; returns a sentence."""
        self._new.clear()
        self._seen.clear()
        self.notes.clear()
        self.trouble = ""
        self.document = self._kept = self._blank()
        self._raw = None
        if self.path is None:
            return FORGOTTEN
        fault = None
        try:
            with self._lock():
                for path in self._all():
                    path.unlink(missing_ok=True)
        except OSError as stopped:
            fault = stopped
        left = [path.name for path in self._all() if path.exists()]
        if left:
            reason = _reason(fault) if fault else "they were written again"
            return f"Not deleted ({reason}): {', '.join(left)}; delete this by hand."
        return FORGOTTEN

    def receipt(self) -> str:
        return receipt(self.document)

    def take_notes(self) -> list[str]:
        """What is to be said once."""
        notes, self.notes = self.notes, []
        return notes

    # --- reading and writing ---

    @contextmanager
    def _trouble(self, verb: str):
        """A disk that is full, locked or forbidden: go on in memory and say so."""
        try:
            yield
            self.trouble = ""
        except (OSError, Unfit) as fault:
            self.document = self._with_new(self._kept)
            reason = _reason(fault) if isinstance(fault, OSError) else f"the answer {fault}"
            self.trouble = (
                f"{self.path.name if self.path else NAME} cannot be {verb} ({reason}), so your "
                "newest answers last only until this notebook's kernel stops: save them."
            )

    @contextmanager
    def _lock(self):
        if self.path is None:
            yield
            return
        from filelock import FileLock  # here: only a file that is kept needs it

        with FileLock(self.path.with_name(f".{self.path.name}.lock"), timeout=WAIT):
            yield

    def _is_clean(self) -> bool:
        """Read without the lock; False where the file needs to be put right."""
        raw = self._bytes() if self.path else None
        if raw != self._raw:
            try:
                document, plain = (self._blank(), True) if raw is None else parse(raw)
                document, wrong = fit(document, self.article_of)
            except Unfit:
                return False
            if wrong or not plain:
                return False
            self._kept, self._raw = document, raw
        self.document = self._kept
        return True

    def _bytes(self) -> bytes | None:
        try:
            with self.path.open("rb") as file:
                return file.read(MOST_BYTES + 1)
        except FileNotFoundError:
            return None

    def _take_in(self) -> dict:
        """The file's document with our new answers; what cannot be read is set aside."""
        raw = self._bytes() if self.path else None
        if raw != self._raw:
            self._kept, self._raw = self._document(raw)
        return self._with_new(self._kept)

    def _document(self, raw: bytes | None) -> tuple[dict, bytes | None]:
        """What a file held, and what stands there after it was put right."""
        if raw is None:  # gone: forgotten in another notebook, or deleted by hand
            return self._blank(), None
        name = self.path.name
        try:
            document, plain = parse(raw)
            document, wrong = fit(document, self.article_of)
        except Unfit as fault:
            aside = self._set_aside()
            self.notes.append(f"{name} {fault}, so it was set aside as {aside}.")
            return self._kept, None  # what we last knew, or an empty document
        if wrong:
            aside = self._set_aside(copy=True)
            self.notes.append(f"{name} {wrong}: they were left out, and {aside} still holds them.")
        elif not plain:
            aside = self._set_aside(copy=True)
            self.notes.append(f"{name} was not plain UTF-8: it is now, and {aside} is as it was.")
        return document, raw

    def _blank(self) -> dict:
        """An empty document; while it keeps the code that it drew, there is nothing to write."""
        document = new_document()
        self._drawn = document["learner"]
        return document

    def _with_new(self, kept: dict) -> dict:
        document = deepcopy(kept) | {"kit": KIT}
        for (case, task), (article, answer) in self._new.items():
            row = document["cases"].setdefault(case, {"article": article, "tasks": {}})
            theirs, seen = row["tasks"].get(task), self._seen.get((case, task))
            if theirs and all(theirs[name] == answer[name] for name in answer):
                continue
            row["tasks"][task] = advance(theirs, seen, answer, now())
        return document

    def _write(self, document: dict) -> None:
        """Replace the file as a whole, unless nothing is new."""
        check(document)
        fresh = file_bytes(document)
        is_worth_it = document["cases"] or document["learner"] != self._drawn
        if self.path and fresh != self._raw and (is_worth_it or self._raw is not None):
            if len(fresh) > MOST_BYTES:
                raise Unfit("makes the file larger than 5 MB")
            with self._draft.open("wb") as file:
                file.write(fresh)
                file.flush()
                os.fsync(file.fileno())
            os.replace(self._draft, self.path)
            self._raw = fresh
        self.document = self._kept = document
        for case, task in self._new:
            self._seen[case, task] = document["cases"][case]["tasks"][task]
        self._new.clear()

    @property
    def _draft(self) -> Path:
        """One name, for under the lock there is one writer; a killed one's is written over."""
        return self.path.with_name(f".{self.path.name}.new")

    def _all(self) -> list[Path]:
        asides = self._asides() if self.path.parent.is_dir() else []
        return [self.path, *asides, self._draft]

    def _asides(self) -> list[Path]:
        name = re.compile(re.escape(self.path.stem) + r"\.aside-\d+" + re.escape(self.path.suffix))
        return [path for path in self.path.parent.iterdir() if name.fullmatch(path.name)]

    def _set_aside(self, copy: bool = False) -> str:
        """Rename the file, or keep a copy of it, under the first free number; its new name."""
        if self.path is None or not self.path.exists():
            return ""
        taken, number = {path.name for path in self._asides()}, 1
        while (name := f"{self.path.stem}.aside-{number}{self.path.suffix}") in taken:
            number += 1
        aside = self.path.with_name(name)
        if not copy:
            os.replace(self.path, aside)
        else:
            with aside.open("xb") as file:
                file.write(self.path.read_bytes())
                file.flush()
                os.fsync(file.fileno())
        return name


def _with_code(document: dict, code: str) -> dict:
    if document["cases"] and document["learner"] != code:
        raise AnswerFileError(OTHER_CODE.format(code=document["learner"]))
    return {**document, "learner": code}


def _reason(fault: OSError) -> str:
    return fault.strerror or "it is in use"
