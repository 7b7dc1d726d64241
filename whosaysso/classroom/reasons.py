"""Why a file could not be used, or needs a look: a code, what the teacher reads, what to forward.

One table for every part of the classroom, so that the report, the page *If a file cannot be read*
and the tests speak of the same codes. Sentences name the file only where ``{…}`` is filled in.
"""

from __future__ import annotations

from ..feedback import Fault
from ..tables import Report, Table
from .records import Problem

AGAIN = "Please hand in my-answers.json again: press “Save my answers” and send that file."

# code: (for the teacher, to tell the learner). Nothing of these files is counted.
REFUSED = {
    # the file
    "link": (
        "This is a link to another place; links are never followed.",
        "Please hand in the file itself, not a shortcut to it.",
    ),
    "not-a-file": (
        "This is not an ordinary file (a pipe, a socket or a device), so it was not opened.",
        AGAIN,
    ),
    "unreadable": (
        "The system does not let us read this ({detail}); look at its permissions.",
        "Your file arrived in a form that I cannot open; please hand it in again.",
    ),
    "changed": (
        "This file changed while it was read; wait until it is copied or synced, and run again.",
        "Nothing to do for now.",
    ),
    "too-large": (
        "This file is larger than 5 MB, which a notebook becomes by long printed output.",
        "Your file is larger than 5 MB. " + AGAIN,
    ),
    # the zip
    "encrypted": (
        "This member of the zip is locked with a password; unpack it by hand.",
        "Please hand in your file without a password.",
    ),
    "zip-damaged": (
        "This zip, or this part of it, is damaged or was only half downloaded; download it again.",
        "Your file arrived damaged; please hand it in again.",
    ),
    "zip-overlap": (
        "The members of this zip overlap, as in a file made to fill a disk; nothing was unpacked.",
        "Please hand in your file without a zip around it.",
    ),
    "zip-members": (
        "This zip holds {detail} members, more than a class needs; if yours is as large, allow it.",
        "Please hand in one file, not a whole folder.",
    ),
    "zip-size": (
        "This zip would unpack to more than 1 GB, so nothing was unpacked.",
        "Please hand in one file, not a whole folder.",
    ),
    "zip-ratio": (
        "This zip would grow more than a hundredfold when unpacked, so nothing was unpacked.",
        "Please hand in your file without a zip around it.",
    ),
    "zip-in-zip": (
        "This is a zip inside a zip; unpack the outer one by hand and give us that folder.",
        "Please hand in your file without a zip around it.",
    ),
    "zip-method": (
        "This member of the zip is packed in a way that few programs know; unpack it by hand.",
        "Please hand in your file without a zip around it.",
    ),
    "zip-empty": (
        "This zip holds no file.",
        "Your zip was empty; please hand in the file itself.",
    ),
    "office": (
        "This is a document of an office program, not an answer file.",
        "You handed in a document of an office program. " + AGAIN,
    ),
    # what is in the file
    "empty": (
        "This file is empty.",
        "Your file arrived empty. " + AGAIN,
    ),
    "cut-off": (
        "This file stops in the middle: it was cut off when it was saved, sent or downloaded.",
        "Your file arrived cut off. " + AGAIN,
    ),
    "web-page": (
        "This is a web page, often the login page of a site, saved under another name.",
        "You handed in a web page (perhaps a login page) instead of your file. " + AGAIN,
    ),
    "encoding": (
        "This file is not text in UTF-8 or UTF-16; another program has changed it.",
        "Another program has changed your file. " + AGAIN,
    ),
    "not-json": (
        "This file is neither an answer file nor a notebook.",
        "This is not the right file. " + AGAIN,
    ),
    "too-deep": (
        "This file holds boxes within boxes thousands deep, which no kit and no Jupyter writes.",
        AGAIN,
    ),
    "not-answers": (
        "This file is JSON, but neither an answer file of this kit nor a notebook.",
        "This is not the right file. " + AGAIN,
    ),
    "newer-version": (
        "These answers come from a newer version of the kit; update your copy.",
        "Nothing to do: my copy of the kit is older than yours.",
    ),
    "older-version": (
        "These answers come from a version of the kit that is no longer read.",
        "Please update the kit, open your answers there once, and hand them in again.",
    ),
    "form": (
        "This file holds something that an answer file cannot hold; it was edited or damaged.",
        "Your answer file was changed by hand or damaged. " + AGAIN,
    ),
    "no-block": (
        "This notebook holds no answers: hand_in() was not run in it, or it is an empty copy.",
        "Your notebook holds no answers: run the cell with hand_in(), save, and send it again.",
    ),
    "widgets-only": (
        "This notebook holds the state of its widgets but no answers: hand_in() was not run.",
        "Your notebook holds no answers: run the cell with hand_in(), save, and send it again.",
    ),
    "cleared": (
        "The outputs of this notebook were cleared, and the answers with them.",
        "Your notebook was saved without its outputs. " + AGAIN,
    ),
    "notebook-version": (
        "This notebook is in a format (version {detail}) that cannot carry answers.",
        "Your notebook is in a format that cannot carry answers. " + AGAIN,
    ),
    "other-text": (
        "These answers belong to another version of the text {detail}, so they cannot be checked.",
        "Your answers belong to another version of the text: please get today's copy of the kit.",
    ),
    "other-article": (
        "These answers belong to texts that this assignment does not have.",
        "You handed in answers to another text; please hand in the ones for this assignment.",
    ),
}

# These files are counted all the same.
FLAGGED = {
    "system-files": (
        "Left out {detail} that operating systems and Jupyter put there for themselves.",
        "Nothing to do.",
    ),
    "name-path": (
        "The name of this member points out of the zip; it was read in memory and written nowhere.",
        "Nothing to do.",
    ),
    "name-control": (
        "The name of this file holds characters that cannot be seen; they are shown as escapes.",
        "Please give your file a plain name.",
    ),
    "name-long": (
        "The name of this file is longer than 255 bytes; it is shown shortened.",
        "Please give your file a shorter name.",
    ),
    "same-name": (
        "The zip holds this name more than once; each of them was read.",
        "Nothing to do.",
    ),
    "some-other-text": (
        "The answers to another version of the text {detail} were left out; the rest is counted.",
        "Some of your answers belong to another version of the text {detail}.",
    ),
    "several-blocks": (
        "This notebook holds several copies of the answers; the newest of each answer counts.",
        "Nothing to do.",
    ),
    "foreign-block": (
        "This notebook also holds answers under another code; only the newest code counts.",
        "Your notebook also holds somebody else's answers; please tell me how they came there.",
    ),
    "several-files": (
        "This learner handed in several files ({detail}); the newest of each answer counts.",
        "Nothing to do.",
    ),
    "shared-code": (
        "Several people handed in answers under this code ({detail}); each is counted alone.",
        "Your answers carry the same code as somebody else's: did you share a computer or a file?",
    ),
    "two-codes": (
        "{detail} handed in answers under several codes; each stands in a row of its own.",
        "You handed in answers from two places; please tell me which of them counts.",
    ),
    "same-answers": (
        "The answers are the same to the letter as in {detail}. That can have good reasons: look.",
        "Your answers are the same as somebody else's; please tell me how you worked.",
    ),
}


def problem(code: str, name: str, detail: str = "", learner: str = "") -> Problem:
    """The record of a problem, with its sentences."""
    counted = code in FLAGGED
    reason, tell = (FLAGGED if counted else REFUSED)[code]
    return Problem(
        name,
        code,
        reason.replace("{detail}", detail),
        tell.replace("{detail}", detail),
        learner,
        counted,
    )


def table(which: str) -> Report:
    """The ``"refused"`` or the ``"flagged"`` reasons, as a page shows them."""
    rows = {"refused": REFUSED, "flagged": FLAGGED}[which]
    said = tuple(
        (code, *(sentence.replace("{detail}", "…") for sentence in pair))
        for code, pair in rows.items()
    )
    caption = "Not counted" if which == "refused" else "Counted, and to look at"
    return Report((Table(caption, ("Code", "What it means", "To tell the learner"), said),))


class Refusal(Fault):
    """A file that cannot be used; ``problem`` is what the report says of it."""

    def __init__(self, code: str, name: str, detail: str = ""):
        self.problem = problem(code, name, detail)
        super().__init__(f"{name}: {self.problem.reason}")
        self.parts = code, name, detail

    def __reduce__(self):
        return Refusal, self.parts  # from a process to another
