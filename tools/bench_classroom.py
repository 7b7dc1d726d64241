"""How many hand-ins the classroom checks in a second, and in how much memory.

    python tools/bench_classroom.py                 2,000 notebooks, and 100,000 for the memory
    python tools/bench_classroom.py --count N --large N --against FOLDER

The class is made up and seeded: notebooks of about 18 KB, each with 25 marks on the five tasks of
*Who says so?* on the article, checked once (``--checks 2``: twice). Timed is the whole chain: find,
read and decode (twice, see ``collect.py``), check, score, tally. Machines differ and are noisy, so
read CPU time, and how many times that of ``json.loads`` of the same bytes it is: on a busy machine
both are slower.

``--against`` takes a folder of files NAME.json, each ``{"cpu": seconds a submission}``, measured
elsewhere for other graders, and adds the ratios.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import resource
import sys
import tempfile
import time
from pathlib import Path

import msgspec

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT))

from whosaysso import answers, tasks  # noqa: E402
from whosaysso.case import load  # noqa: E402
from whosaysso.classroom.collect import check_class, check_files, survey  # noqa: E402
from whosaysso.classroom.files import find, read  # noqa: E402
from whosaysso.classroom.handins import glance, open_one  # noqa: E402
from whosaysso.classroom.records import Batch  # noqa: E402
from whosaysso.classroom.tally import add, make_plan  # noqa: E402
from whosaysso.kinds import mark  # noqa: E402

FLOOR = 4_500  # submissions a CPU second, of the prototype
TASKS = ("statements", "attackers", "patrol", "videos", "own-voice")
MARKS = 25


def learner(chance: random.Random, case, built: dict, checks: int) -> dict:
    """The answers of one learner: so many marks, some of them right, checked once or twice."""
    document = answers.new_document(chance.getrandbits(40))
    rows = {}
    for name, task in built.items():
        words = [word for line in task["lines"] for word in line["words"]]
        key = mark.key(task)
        first = chance.sample(key, min(len(key), 3))
        while len(first) < MARKS // len(built):
            at = chance.randrange(len(words) - 2)
            start, end = words[at][0], words[at + chance.randrange(2)][1]
            codes = [code["id"] for code in task["codes"]]
            quote = case.text[start:end]
            first.append({"code": chance.choice(codes), "start": start, "end": end, "quote": quote})
        last = [*chance.sample(first, len(first) - 1), chance.choice(key)]
        when = f"2026-03-{chance.randrange(1, 29):02}T10:{chance.randrange(60):02}:00Z"
        rows[name] = {
            "kind": "mark",
            "value": last,
            "tries": [first, last][-checks:],
            "count": chance.randrange(6, 60),
            "began": when,
            "saved": when,
        }
    document["cases"][case.id] = {"article": case.sha256, "tasks": rows}
    return document


def frame() -> tuple[bytes, bytes]:
    """A notebook as Jupyter saves it, before and after the answers in its last cell."""
    data = json.loads((ROOT / "exercises" / "attribution.ipynb").read_text("utf-8"))
    output = {
        "data": {answers.MIME: "ANSWERS", "text/plain": "Answers."},
        "execution_count": 9,
        "metadata": {},
        "output_type": "execute_result",
    }
    cell = next(c for c in reversed(data["cells"]) if "hand_in()" in "".join(c["source"]))
    cell["outputs"] = [output]
    text = json.dumps(data, indent=1, sort_keys=True, ensure_ascii=False) + "\n"
    before, after = text.encode().split(b'"ANSWERS"')
    return before, after


def make_class(folder: Path, count: int, checks: int) -> None:
    """A folder of seeded notebooks, each of another learner."""
    chance = random.Random(11)
    case = load()
    known = tasks.tasks(case)
    built = {f"attribution-{n}": tasks.build(known[f"attribution-{n}"], case) for n in TASKS}
    before, after = frame()
    folder.mkdir()
    for number in range(count):
        block = msgspec.json.encode(learner(chance, case, built, checks))
        block = msgspec.json.format(block, indent=1).replace(b"\n", b"\n      ")
        (folder / f"{number:06}.ipynb").write_bytes(before + block + after)


def cpu() -> float:
    """Seconds of this process and of those it waited for."""
    own, workers = (
        resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    )
    return own.ru_utime + own.ru_stime + workers.ru_utime + workers.ru_stime


def whole_chain(folder: Path, processes: int) -> tuple[Batch, int]:
    """Find, survey, check and count; rows are counted and let go, as a caller would write them."""
    case = load()
    found, _ = find(folder)
    surveyed = survey(found, processes)
    plan = make_plan([case], surveyed.held)
    total, rows = Batch(), 0
    for checked in check_class(surveyed, plan, processes):
        batch = checked.batch
        rows += len(batch.results)
        batch.results.clear()
        batch.problems.clear()
        add(total, batch)
    return total, rows


def steps(folder: Path) -> float:
    """Microseconds a submission for each step alone; returns those of ``json.loads``."""
    case = load()
    articles = {case.id: case.sha256}
    found, _ = find(folder)
    plan = make_plan([case], {(case.id, f"attribution-{name}") for name in TASKS})
    marks = [time.process_time()]

    def done(name: str) -> float:
        marks.append(time.process_time())
        took = (marks[-1] - marks[-2]) / len(found) * 1e6
        print(f"  {name:28} {took:7.1f} µs")
        return took

    find(folder)
    done("find")
    raws = [read(one) for one in found]
    done("read")
    size = sum(map(len, raws)) / len(raws)
    for raw in raws:
        json.loads(raw)
    plain = done("json.loads, to compare")
    for one in found:
        glance(one)
    done("first pass: read, glance")
    for one in found:
        open_one(one, articles)
    done("read, decode, validate")
    check_files([[one] for one in found], plan)
    done("second pass, all of it")
    print(f"  {size / 1000:.1f} KB a notebook")
    return plain


def main(count: int, large: int, checks: int, against: Path | None) -> None:
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary) / "class"
        make_class(folder, count, checks)
        print(f"{count:,} notebooks, {MARKS} marks each, Checks a task: {checks}")
        plain = steps(folder)
        rates, results = {}, {}
        for processes in (1, 2):
            best = None
            for _ in range(3):
                start, wall = cpu(), time.perf_counter()
                results[processes], _ = whole_chain(folder, processes)
                took = cpu() - start, time.perf_counter() - wall
                best = min(best or took, took)
            rates[processes] = count / best[0]
            print(
                f"whole chain, {processes} process{'es' if processes > 1 else ''}: "
                f"{rates[processes]:,.0f} a CPU second, {count / best[1]:,.0f} a second of wall"
            )
        print(f"whole chain: {1e6 / rates[1] / plain:.1f} times json.loads of the same bytes")
        fits = "yes" if rates[1] >= FLOOR else "NO"
        print(f"at least {FLOOR:,} a CPU second: {fits}")
        print(f"1 and 2 processes count alike: {'yes' if results[1] == results[2] else 'NO'}")
        compare(against, rates[1])
    if large:
        memory(large, checks)


def memory(count: int, checks: int) -> None:
    """The peak of a process that checks a large class, beside that of one that checks ten."""
    with tempfile.TemporaryDirectory() as temporary:
        sizes = {}
        for number in (10, count):
            folder = Path(temporary) / str(number)
            make_class(folder, number, checks)
            child = os.fork()
            if not child:
                start = time.process_time()
                _, rows = whole_chain(folder, 1)
                peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
                took = time.process_time() - start
                Path(temporary, f"{number}.json").write_text(json.dumps([peak, took, rows]))
                os._exit(0)
            os.waitpid(child, 0)
            sizes[number] = json.loads(Path(temporary, f"{number}.json").read_text())
        (small, *_), (peak, took, rows) = sizes[10], sizes[count]
        print(
            f"{count:,} submissions: {took:.1f} s CPU, {count / took:,.0f} a CPU second, "
            f"{rows:,} rows, peak {peak:.0f} MiB ({small:.0f} MiB for ten)"
        )


def compare(against: Path | None, rate: float) -> None:
    """How many times less CPU a submission takes than with other graders, measured elsewhere."""
    for path in sorted(against.glob("*.json")) if against else ():
        each = json.loads(path.read_text("utf-8"))["cpu"]
        print(f"{path.stem}: {each:.3f} s CPU a submission, {each * rate:,.0f} times as much")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--count", type=int, default=2_000, help="notebooks that are timed")
    parser.add_argument("--large", type=int, default=100_000, help="for the memory; 0 for none")
    parser.add_argument("--checks", type=int, default=1, choices=(1, 2), help="a task")
    parser.add_argument("--against", type=Path, help="folder with the figures of other graders")
    chosen = parser.parse_args()
    main(chosen.count, chosen.large, chosen.checks, chosen.against)
