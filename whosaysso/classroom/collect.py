"""From a folder to a class: which files are whose, then every learner's results.

Twice through the files, and never more than a few batches of them in memory. ``survey`` glances
at each file and keeps whose it is; ``check_class`` reads the files of each learner together and
checks them. So 100,000 files need room for their names and receipts only.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from itertools import groupby

from . import pool
from .handins import Slip, gather_some, glance, look_alike, open_one
from .records import Batch, Found, HandIn, Problem
from .tally import Plan, check_batch

SIZE = 1_000  # learners, or files, in a batch


@dataclass(frozen=True)
class Survey:
    """Which files seem to be whose, in the order of their names, and which cannot be read.

    ``groups`` has the files of one code together. ``held`` are the tasks, as (case, task), that
    anybody answered: with them ``make_plan`` makes the plan for all that was handed in.
    """

    groups: tuple[tuple[Found, ...], ...]
    problems: tuple[Problem, ...]
    held: frozenset[tuple[str, str]]


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
    codes: list[str] = []
    problems: list[Problem] = []
    tasks: set[tuple[str, str]] = set()
    for seen, faults, some in pool.run(_cut(found), _glance, processes, dask, progress):
        codes += seen
        problems += faults
        tasks |= some
    return Survey(_groups(found, codes), tuple(problems), frozenset(tasks))


def _groups(found: Sequence[Found], codes: Sequence[str]) -> tuple[tuple[Found, ...], ...]:
    """The files of one code together; sorted, which needs less room than a table of the class."""
    order = sorted(range(len(found)), key=codes.__getitem__)
    groups = [tuple(own) for code, own in groupby(order, codes.__getitem__) if code]
    return tuple(tuple(found[n] for n in own) for own in sorted(groups))


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
    check = partial(check_files, plan=plan)
    for checked in pool.run(_cut(surveyed.groups), check, processes, dask, progress):
        slips += checked.slips
        yield replace(checked, slips=())
    yield Checked((), Batch(problems=look_alike(slips)))


def check_files(groups: Sequence[Sequence[Found]], plan: Plan) -> Checked:
    """Read the files of these codes and check them; what cannot be read is a problem."""
    light: list[HandIn] = []
    slips: list[Slip] = []
    problems: list[Problem] = []

    def handins() -> Iterator[HandIn]:
        """One after the other, so that the memory of one serves for the next."""
        for own in groups:
            readings = []
            for found in own:
                reading = open_one(found, plan.articles)
                (problems if isinstance(reading, Problem) else readings).append(reading)
            some, flags, marked = gather_some(readings, plan.articles)
            problems.extend(flags)
            slips.extend(marked)
            for one in some:
                light.append(_without_answers(one))
                yield one

    batch = check_batch(handins(), plan)
    batch.problems += problems
    return Checked(tuple(light), batch, tuple(slips))


def _without_answers(one: HandIn) -> HandIn:
    return HandIn(one.learner, one.names, None, one.receipt, one.owner, one.lms)


def _glance(batch: Sequence[Found]) -> tuple[list[str], list[Problem], set]:
    """For each file the code of its learner, "" for none; problems; tasks held."""
    codes, problems, tasks = [], [], set()
    for found in batch:
        seen = glance(found)
        if isinstance(seen, Problem):
            codes.append("")
            problems.append(seen)
        else:
            codes.append(seen[0])
            tasks |= seen[1]
    return codes, problems, tasks


def _cut(rows: Sequence) -> Iterator[Sequence]:
    for start in range(0, len(rows), SIZE):
        yield rows[start : start + SIZE]
