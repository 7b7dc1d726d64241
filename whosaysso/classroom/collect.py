"""From a folder to a class: which files are whose, then every learner's results.

Twice through the files, and never more than a few batches of them in memory. ``survey`` reads
each file once and keeps its learner and receipt; ``check_class`` reads the files of each learner
again, together, and checks them. So 100,000 files need room for their names only.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from . import pool
from .handins import Family, Reading, Slip, families, open_one, unite
from .reasons import problem
from .records import Batch, Found, HandIn, Problem
from .tally import Plan, check_batch, held

SIZE = 500  # files in a batch


@dataclass(frozen=True)
class Survey:
    """Which files are whose. ``held`` are the tasks, as (case, task), that anybody answered."""

    found: tuple[Found, ...]
    families: tuple[Family, ...]
    problems: tuple[Problem, ...]
    held: frozenset[tuple[str, str]]

    @property
    def groups(self) -> list[tuple[str, tuple[Found, ...]]]:
        """For each learner, in the order of their first files, the files."""
        return [
            (family.learner, tuple(self.found[n] for n in family.members))
            for family in self.families
        ]


def survey(
    found: Sequence[Found],
    articles: Mapping[str, str] | None = None,
    processes: int = 1,
    dask: object | None = None,
    progress: Callable[[int], None] | None = None,
) -> Survey:
    """Read every file once. ``articles``: the SHA-256 of the text of each case (see ``read``)."""
    look = partial(_look, articles=articles)
    slips: list[Slip] = []
    good: list[Found] = []
    problems: list[Problem] = []
    tasks: set[tuple[str, str]] = set()
    batches = _cut(found)
    for rows, faults, some in pool.run(_cut(found), look, processes, dask, progress):
        batch = next(batches)
        for place, learner, receipt in rows:
            one = batch[place]
            good.append(one)
            slips.append(Slip(one.name, learner, one.owner, one.lms, receipt))
        problems += faults
        tasks |= some
    groups, odd = families(slips)
    told = sorted([*problems, *odd], key=lambda one: (one.counted, one.name, one.code))
    return Survey(tuple(good), tuple(groups), tuple(told), frozenset(tasks))


def check_class(
    surveyed: Survey,
    plan: Plan,
    processes: int = 1,
    dask: object | None = None,
    progress: Callable[[int], None] | None = None,
) -> Iterator[Batch]:
    """The results of all learners, batch by batch, in the order of their first files."""
    check = partial(_check, plan=plan)
    yield from pool.run(_cut(surveyed.groups), check, processes, dask, progress)


def hand_ins(
    groups: Sequence[tuple[str, Sequence[Found]]], articles: Mapping[str, str] | None = None
) -> tuple[list[HandIn], list[Problem]]:
    """Read the files of these learners again. A file that has changed since is a problem."""
    found, problems = [], []
    for learner, own in groups:
        readings = []
        for one in own:
            reading = open_one(one, articles)
            if isinstance(reading, Problem):
                problems.append(reading)
            elif reading.document["learner"] != learner.partition("/")[0]:
                problems.append(problem("changed", one.name))
            else:
                readings.append(reading)
        if readings:
            found.append(unite(learner, readings, articles))
    return found, problems


def _check(groups, plan: Plan) -> Batch:
    handins, problems = hand_ins(groups, plan.articles)
    batch = check_batch(handins, plan)
    batch.problems += problems
    return batch


def _look(batch: Sequence[Found], articles) -> tuple[list, list[Problem], set]:
    """Of each file its place in the batch, its learner and receipt; problems; tasks held."""
    rows, problems, tasks = [], [], set()
    for place, found in enumerate(batch):
        reading = open_one(found, articles)
        if isinstance(reading, Reading):
            slip = reading.slip
            rows.append((place, slip.learner, slip.receipt))
            problems += reading.flags
            tasks |= held([reading.document])
        else:
            problems.append(reading)
    return rows, problems, tasks


def _cut(rows: Sequence) -> Iterator[Sequence]:
    for start in range(0, len(rows), SIZE):
        yield rows[start : start + SIZE]
