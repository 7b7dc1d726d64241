"""From a folder to a class: which files are whose, then every learner's results.

Twice through the files, and never more than a few batches of them in memory. ``survey`` glances
at each file and keeps whose it is; ``check_class`` reads the files of each learner together and
checks them. So 100,000 files need room for their names and receipts only. The first ``KEPT`` files
are read whole at once and kept, so a school of ordinary size is read only once.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from types import MappingProxyType

from . import pool
from .handins import Draft, Slip, draft_of, gather_some, glance, look_alike, settle, whose
from .records import Batch, Found, HandIn, Problem
from .tally import Plan, check_batch

SIZE = 500  # learners, or files, in a batch
KEPT = 500  # files that one process keeps from the first time to the second


@dataclass(frozen=True)
class Survey:
    """Which files seem to be whose, in the order of their names, and which cannot be read.

    ``groups`` has the files of one code together. ``held`` are the tasks, as (case, task), that
    anybody answered: with them ``make_plan`` makes the plan for all that was handed in. ``kept``
    has the documents of some files, for ``check_class``.
    """

    groups: tuple[tuple[Found, ...], ...]
    problems: tuple[Problem, ...]
    held: frozenset[tuple[str, str]]
    kept: dict[Found, Draft] = field(default_factory=dict, repr=False)


@dataclass(frozen=True)
class Checked:
    """Some learners: their hand-ins, the documents left out, and what came of them."""

    handins: tuple[HandIn, ...]
    batch: Batch
    slips: tuple[Slip, ...] = ()


def survey(
    found: Sequence[Found],
    processes: int = 1,
    dask: object | None = None,
    progress: Callable[[int], None] | None = None,
) -> Survey:
    """Glance at every file."""
    found = sorted(found, key=lambda one: one.name)
    by_code: dict[str, list[Found]] = {}
    problems: list[Problem] = []
    tasks: set[tuple[str, str]] = set()
    batches = _cut(found)
    kept: dict[Found, Draft] = {}
    look = partial(_glance, kept=kept) if processes == 1 and dask is None else _glance
    for codes, faults, some in pool.run(_cut(found), look, processes, dask, progress):
        for one, code in zip(next(batches), codes, strict=True):
            if code:
                by_code.setdefault(code, []).append(one)
        problems += faults
        tasks |= some
    groups = tuple(map(tuple, by_code.values()))
    return Survey(groups, tuple(problems), frozenset(tasks), kept)


def check_class(
    surveyed: Survey,
    plan: Plan,
    processes: int = 1,
    dask: object | None = None,
    progress: Callable[[int], None] | None = None,
) -> Iterator[Checked]:
    """The results of all learners, some at a time, in the order of their first files.

    The last ``Checked`` has nothing but problems: what can be seen only of the class as a whole.
    """
    slips: list[Slip] = []
    kept = surveyed.kept if processes == 1 and dask is None else {}
    check = partial(check_files, plan=plan, kept=kept)
    for checked in pool.run(_cut(surveyed.groups), check, processes, dask, progress):
        slips += checked.slips
        yield replace(checked, slips=())
    yield Checked((), Batch(problems=look_alike(slips)))


def check_files(
    groups: Sequence[Sequence[Found]],
    plan: Plan,
    kept: Mapping[Found, Draft] = MappingProxyType({}),
) -> Checked:
    """Read the files of these codes and check them; what cannot be read is a problem.

    The files in ``kept`` were read before.
    """
    light: list[HandIn] = []
    slips: list[Slip] = []
    problems: list[Problem] = []

    def handins() -> Iterator[HandIn]:
        """One after the other, so that the memory of one serves for the next."""
        for own in groups:
            readings = []
            for found in own:
                draft = kept.get(found) or draft_of(found)
                if isinstance(draft, Draft):
                    draft = settle(draft, plan.articles)
                (problems if isinstance(draft, Problem) else readings).append(draft)
            some, flags, marked = gather_some(readings, plan.articles)
            problems.extend(flags)
            slips.extend(marked)
            for one in some:
                light.append(_without_document(one))
                yield one

    batch = check_batch(handins(), plan)
    batch.problems += problems
    return Checked(tuple(light), batch, tuple(slips))


def _without_document(one: HandIn) -> HandIn:
    return HandIn(one.learner, one.names, {}, one.receipt, one.owner, one.lms)


def _glance(
    batch: Sequence[Found], kept: dict[Found, Draft] | None = None
) -> tuple[list[str], list[Problem], set]:
    """For each file the code of its learner, "" for none; problems; tasks held.

    While there is room in ``kept``, files are read whole, and it takes what was in them.
    """
    codes, problems, tasks = [], [], set()
    for found in batch:
        seen = _keep(found, kept) if kept is not None and len(kept) < KEPT else glance(found)
        if isinstance(seen, Problem):
            codes.append("")
            problems.append(seen)
        else:
            codes.append(seen[0])
            tasks |= seen[1]
    return codes, problems, tasks


def _keep(found: Found, kept: dict[Found, Draft]) -> tuple[str, set[tuple[str, str]]] | Problem:
    """As ``glance``. A file with a fault in it is glanced at like all others, and not kept."""
    draft = draft_of(found)
    if isinstance(draft, Problem):
        return glance(found)
    kept[found] = draft
    if len(draft.documents) == 1:
        return whose(draft.documents[0])
    return whose(settle(draft).document)


def _cut(rows: Sequence) -> Iterator[Sequence]:
    for start in range(0, len(rows), SIZE):
        yield rows[start : start + SIZE]
