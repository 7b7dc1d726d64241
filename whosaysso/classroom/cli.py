"""The commands of ``whosaysso``: their options, their help, and what they say at the end.

What they do stands in the modules of this package; here a command calls one function, tells the
result and picks the exit code.
"""

from __future__ import annotations

import json
import sys
from enum import StrEnum
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Annotated

import typer

from .. import answers, assignment
from ..case import CASES, Case, load
from ..feedback import Fault
from . import export as exports
from . import placing
from .console import FAILED, PARTLY, Voice, speaking, write_new

EXITS = """\b
Exit codes:
  0  done
  1  something could not be done; one sentence on standard error says what
  2  the command was written wrongly
  3  done, but some files could not be used; the list names them"""

TOLD = ("learners", "tasks", "refused", "flagged", "files", "notes")

app = typer.Typer(
    name="whosaysso",
    help="Give out exercises of Who Says So?, and read what comes back.\n\n"
    "Nothing is sent anywhere, and nothing that a learner hands in is ever run.\n\n"
    "\b\nFrom a class to a report:\n"
    "  whosaysso codes 30 --to cards.html\n"
    "  whosaysso release --to for-my-class\n"
    "  whosaysso report handed-in.zip --to my-report\n\n"
    "whosaysso COMMAND --help tells more of a command.",
    epilog=EXITS,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    add_completion=False,
    no_args_is_help=True,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)

Json = Annotated[
    bool, typer.Option("--json", help="Say the result as one JSON object on standard output.")
]
OneCase = Annotated[
    str,
    typer.Option("--case", metavar="CASE", help="A text of the kit, or the folder of your own."),
]


class Grade(StrEnum):
    COMPLETION = "completion"
    FIRST_TRY = "first-try"


class What(StrEnum):
    KEY = "key"
    CLAIMS = "claims"
    ANSWERS = "answers"


def run() -> None:
    """Run the command that was typed; ends with its exit code."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")  # no letter is worth a crash
    app(prog_name="whosaysso")


@app.callback()
def about(
    show: Annotated[
        bool,
        typer.Option(
            "--version",
            is_eager=True,
            help="Say the version and stop.",
            callback=lambda on: _version(on),
        ),
    ] = False,
) -> None:
    pass


def _version(wanted: bool) -> None:
    if wanted:
        try:
            number = version("whosaysso")
        except PackageNotFoundError:
            number = answers.KIT  # the files alone, not installed
        print(f"whosaysso {number}")
        raise typer.Exit()


# --- the class --------------------------------------------------------------------


@app.command(
    epilog=f"\b\nExamples:\n  whosaysso codes 30 --to cards.html\n"
    f'  whosaysso codes 30 --to cards.html --column "Email address"\n\n{EXITS}',
    short_help="Print cards with random codes, and a list for the names.",
)
def codes(
    number: Annotated[int, typer.Argument(help="How many cards.", metavar="NUMBER")],
    to: Annotated[Path, typer.Option("--to", help="The page with the cards, to be printed.")],
    names: Annotated[
        Path | None,
        typer.Option(
            "--names", help="The list for the names. By default names.csv beside the cards."
        ),
    ] = None,
    column: Annotated[
        str,
        typer.Option(
            "--column",
            help="What to call the second column of the list. For report --fill: the column of "
            "your gradebook that tells people apart.",
        ),
    ] = "name",
    as_json: Json = False,
) -> None:
    """Print cards with random codes, and a list for the names.

    Learners type the code of their card in before their first answer; it stands on everything
    they hand in. The codes are drawn at random. The list, names.csv, stays with you.
    """
    from . import cards

    with speaking(as_json) as voice:
        listed = names or to.with_name("names.csv")
        drawn = cards.draw(number)
        for path in (to, listed):
            if path.exists():
                raise Fault(f"{path.name} is there already; move it, or name another file.")
        write_new(to, cards.page(drawn).encode())
        write_new(listed, cards.names(drawn, column))
        voice.done(
            f"Cards with {number} codes: {to}. Print them and cut them apart.",
            f"The list for the names is {listed}. Keep it to yourself.",
            cards=to,
            names=listed,
            codes=drawn,
        )


@app.command(
    epilog="\b\nExamples:\n  whosaysso release --to for-my-class\n"
    "  whosaysso release loaded-headline figures-claims --to week-2\n"
    f"  whosaysso release --case my-text --to week-3\n\n{EXITS}",
    short_help="Make a folder for learners.",
)
def release(
    to: Annotated[Path, typer.Option("--to", help="The new folder for learners.")],
    tasks: Annotated[
        list[str] | None,
        typer.Argument(
            help="Ids of tasks, or names of the kit's notebooks. By default all tasks of the text.",
            metavar="[TASKS]...",
        ),
    ] = None,
    case: OneCase = "idlib-2020",
    feedback: Annotated[
        bool | None,
        typer.Option(
            "--practice/--later",
            help="Reasons at each Check, or saved now and feedback later. By default practice for "
            "the kit's texts, later for your own.",
        ),
    ] = None,
    grade: Annotated[
        Grade, typer.Option("--grade", help="What the grade is to count.")
    ] = Grade.COMPLETION,
    name: Annotated[
        str, typer.Option("--id", help="An id for the assignment. By default one is drawn.")
    ] = "",
    as_json: Json = False,
) -> None:
    """Make a folder for learners: notebooks, what they need, and a manifest.

    The keys of the kit's own texts are public. The key of a text of your own is left out: answers
    are saved, and the feedback lies sealed in the folder until you give out its code, which is
    kept in a file beside the folder.
    """
    from . import release as releases

    with speaking(as_json) as voice:
        made = releases.release(
            list(tasks or ()), to, case=case, feedback=feedback, grade=grade.value,
            assignment_id=name,
        )  # fmt: skip
        voice.done(
            f"Assignment {made.assignment} is in {to}: {', '.join(made.files)}.",
            *made.notes,
            assignment=made.assignment,
            folder=to,
            files=made.files,
            notes=made.notes,
            code_file=made.code_file,
        )


@app.command(
    epilog='\b\nExamples:\n  whosaysso feedback week-3 --code "$(head -1 week-3-code.txt)"\n'
    f"  whosaysso feedback week-3 --new-code --case my-text\n\n{EXITS}",
    short_help="Open the feedback of a release, or seal it again.",
)
def feedback(
    folder: Annotated[Path, typer.Argument(help="The folder that release made.")],
    code: Annotated[
        str, typer.Option("--code", help="Open the feedback with its code, as a file for all.")
    ] = "",
    new_code: Annotated[
        bool, typer.Option("--new-code", help="Seal the feedback again, with a new code.")
    ] = False,
    case: OneCase = "idlib-2020",
    to: Annotated[
        Path | None, typer.Option("--to", help="The folder for the file. By default the release's.")
    ] = None,
    as_json: Json = False,
) -> None:
    """Open the feedback of a release, or seal it again where its code is lost.

    Learners who were told the code need nothing of this: open_feedback("CODE") in the notebook is
    enough. For a class without the code, --code writes feedback.json, which they put into their
    folder.
    """
    from . import release as releases

    if bool(code) == new_code:
        raise typer.BadParameter("Give either --code CODE or --new-code.")
    with speaking(as_json) as voice:
        if new_code:
            path, made = releases.seal_feedback(folder, case=case, to=to)
            said = f"The feedback is sealed again in {path}. Its code, written nowhere else: {made}"
            voice.done(said, file=path, code=made)
        else:
            path = releases.open_for_all(folder, code, to)
            voice.done(f"The feedback is open in {path}. Give that file to all.", file=path)


@app.command(
    epilog="\b\nExamples:\n  whosaysso report handed-in.zip --to my-report\n"
    "  whosaysso report handed-in --to my-report --assignment for-my-class --feedback\n"
    "  whosaysso report handed-in.zip --to my-report --fill gradebook.csv --names names.csv\n\n"
    f"{EXITS}",
    short_help="Read what was handed in, and write a report.",
)
def report(
    source: Annotated[Path, typer.Argument(help="A folder, a zip from your LMS, or one file.")],
    to: Annotated[Path, typer.Option("--to", help="The folder for the report.")],
    given: Annotated[
        Path | None,
        typer.Option("--assignment", help="The folder that release made: its tasks count."),
    ] = None,
    cases: Annotated[
        list[str] | None,
        typer.Option(
            "--case",
            metavar="CASE",
            help="A text, or the folder of your own; may be repeated. By default the kit's.",
        ),
    ] = None,
    tasks: Annotated[
        list[str] | None,
        typer.Option(
            "--task",
            help="A task that counts; may be repeated. By default all that anybody answered.",
        ),
    ] = None,
    fill: Annotated[
        Path | None,
        typer.Option(
            "--fill",
            help="A gradebook exported from Canvas or Moodle; the report gets a filled copy.",
        ),
    ] = None,
    column: Annotated[
        str | None, typer.Option("--column", help="The column of the gradebook to fill.")
    ] = None,
    names: Annotated[
        Path | None, typer.Option("--names", help="Your list of codes and people.")
    ] = None,
    pages: Annotated[
        bool, typer.Option("--feedback", help="Also write a page for each learner.")
    ] = False,
    share: Annotated[
        bool, typer.Option("--share", help="Also write a page without codes and small counts.")
    ] = False,
    first_try: Annotated[
        bool, typer.Option("--first-try", help="Also give the score of the first try.")
    ] = False,
    bom: Annotated[
        bool, typer.Option("--bom", help="Tables with a mark that tells old Excel they are UTF-8.")
    ] = False,
    note: Annotated[
        str, typer.Option("--note", help="Words for the title, such as the class.")
    ] = "",
    processes: Annotated[
        int, typer.Option("--processes", min=1, help="How many processes work at once.")
    ] = 1,
    dask: Annotated[
        str | None,
        typer.Option("--dask", metavar="ADDRESS", help="A Dask scheduler to hand the work to."),
    ] = None,
    as_json: Json = False,
) -> None:
    """Read what was handed in, and write a report: class.html and tables.

    Files are read as data and never run. What cannot be read stands first in the report, with a
    reason, and costs nobody a point. The same files give the same report. overrides.csv in the
    report's folder is yours: it is applied last and never written over.
    """
    from . import report as reports

    with speaking(as_json) as voice:
        chosen, counted, first, released = _assigned(given, cases, tasks)
        with voice.progress() as tell:
            summary = reports.write(
                source, to, cases=chosen, tasks=counted, names=names, fill=fill, column=column,
                feedback=pages, share=share, first_try=first_try or first, bom=bom,
                processes=processes, dask=dask, progress=tell, note=note, released=released,
            )  # fmt: skip
        told = {name: getattr(summary, name) for name in TOLD}
        told["filled"] = summary.filled and vars(summary.filled)
        page = to / reports.CLASS
        voice.done(f"The report is {page}.", str(summary), report=page, **told)
        _partly(summary.refused > 0 or (fill is not None and summary.filled is None))


def _assigned(
    given: Path | None, cases: list[str] | None, tasks: list[str] | None
) -> tuple[list[Case], list[str] | None, bool, assignment.Assignment | None]:
    """Texts, tasks, whether first tries count, and the release: from its manifest, or as asked."""
    from .release import find_case

    own = [find_case(name) for name in cases or ()]
    if given is None:
        return own or _kit(), tasks, False, None
    found = assignment.here(given)
    if found is None:
        raise Fault(f"{given.name} is no released folder: it has no {assignment.NAME}.")
    by_id = {case.id: case for case in own}
    rows = found.manifest["cases"]
    for name in rows:
        if name not in by_id and "file" in rows[name]:
            raise Fault(f"{name} is a text of your own: give its folder with --case.")
    listed = [f"{name}:{task}" for name, row in rows.items() for task in row["tasks"]]
    first = found.manifest.get("grade") == Grade.FIRST_TRY
    return [by_id.get(name) or load(name) for name in rows], tasks or listed, first, found


def _kit() -> list[Case]:
    return [load(path.parent.name) for path in sorted(CASES.glob("*/case.toml"))]


def _partly(some_are_missing: bool) -> None:
    if some_are_missing:
        raise typer.Exit(PARTLY)


# --- other tools ------------------------------------------------------------------


@app.command(
    epilog="\b\nExamples:\n  whosaysso export key --to key.jsonld\n"
    "  whosaysso export claims --case week-mirror --to claims.jsonld\n"
    f"  whosaysso export answers handed-in.zip --to marks.jsonld\n\n{EXITS}",
    short_help="Write marks or claims for other tools.",
)
def export(
    what: Annotated[What, typer.Argument(help="What to write.")],
    source: Annotated[
        Path | None, typer.Argument(help="For answers: a folder, a zip or one file of hand-ins.")
    ] = None,
    case: OneCase = "idlib-2020",
    to: Annotated[
        Path | None, typer.Option("--to", help="The file. By default it goes to standard output.")
    ] = None,
    site: Annotated[
        str, typer.Option("--site", help="For claims: the address of the page that shows the text.")
    ] = "",
    as_json: Json = False,
) -> None:
    """Write marks as W3C Web Annotations, or claims as schema.org ClaimReviews.

    key: the marks of a text's key, with code, reason and fair wording. answers: the marks that
    learners handed in, each under the learner's code alone. claims: what the text claims, our
    verdict in words, and each report that it rests on. All of it is JSON-LD.
    """
    from .release import find_case

    if (what is What.ANSWERS) != (source is not None):
        raise typer.BadParameter("Hand-ins belong to answers: export answers SOURCE.")
    with speaking(as_json) as voice:
        chosen = find_case(case)
        left: list[str] = []
        if what is What.KEY:
            data = exports.of_key(chosen)
        elif what is What.CLAIMS:
            data = exports.of_claims(chosen, site)
        else:
            data, left = _marks(source, chosen)
        for sentence in left:
            voice.note(sentence)
        count = data["total"] if "total" in data else len(data["@graph"])
        text = (json.dumps(data, indent=1, ensure_ascii=False) + "\n").encode()
        _give(voice, text, to, f"{count} of {what.value} written to {to}.", count=count, left=left)
        _partly(bool(left))


def _marks(source: Path, case: Case) -> tuple[dict, list[str]]:
    """Learners' marks, and a sentence for each file or answer that is not among them."""
    from . import files, handins
    from .records import Problem

    articles = {case.id: case.sha256}
    found, problems = files.find(source)
    opened = [handins.open_one(one, articles) for one in found]
    problems += [one for one in opened if isinstance(one, Problem)]
    good, flags = handins.gather([o for o in opened if not isinstance(o, Problem)], articles)
    refused = [one for one in [*problems, *flags] if not one.counted]
    data, left = exports.of_learners(case, good)
    return data, [*(f"{one.name}: {one.reason}" for one in refused), *left]


@app.command(
    "import-marks",
    epilog="\b\nExamples:\n  whosaysso import-marks annotations.json --case my-text\n"
    f"  whosaysso import-marks annotations.json --case my-text --to spans-new.toml\n\n{EXITS}",
    short_help="Make spans from Web Annotations.",
)
def import_marks(
    source: Annotated[Path, typer.Argument(help="A JSON file of W3C Web Annotations.")],
    case: Annotated[
        str,
        typer.Option(
            "--case", metavar="CASE", help="The folder of your text, or a text of the kit."
        ),
    ],
    to: Annotated[
        Path | None, typer.Option("--to", help="A new file. By default it goes to standard output.")
    ] = None,
    as_json: Json = False,
) -> None:
    """Make spans from Web Annotations: the text of a spans.toml for a case of your own.

    Each annotation is found by the words it quotes, with those before and after them. One that
    has no place, or more than one, is left out and named. A tag gives the code; tier, rule and
    reason may come as tags and comments, and stand empty where they do not.
    """
    from .release import find_case

    with speaking(as_json) as voice:
        chosen = find_case(case)
        with source.open("rb") as file:
            raw = file.read(answers.MOST_BYTES + 1)
        placed, lost = placing.place(placing.read(raw), chosen)
        for sentence in lost:
            voice.note(sentence)
        if lost and not placed:
            voice.failed("Nothing could be placed, so nothing was written.")
            raise typer.Exit(FAILED)
        text = placing.toml(placed, chosen)
        said = f"{len(placed)} spans written to {to}; {len(lost)} annotations left out."
        more = {} if to else {"toml": text}
        _give(voice, text.encode(), to, said, spans=len(placed), left=lost, **more)
        _partly(bool(lost))


def _give(voice: Voice, raw: bytes, to: Path | None, said: str, **data) -> None:
    """The content into a new file, or as it is to standard output."""
    if to is not None:
        write_new(to, raw)
        voice.done(said, file=to, **data)
    elif "toml" in data and voice.as_json:
        voice.done(**data)
    else:
        sys.stdout.flush()
        sys.stdout.buffer.write(raw)  # UTF-8, whatever the terminal thinks
