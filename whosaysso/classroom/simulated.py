"""A class that does not exist, to try a study on before anybody real is asked."""

from __future__ import annotations

import random
import tempfile
from pathlib import Path
from statistics import NormalDist

from .. import answers
from ..case import load
from ..coin import CASE, form_of
from ..tasks import build, tasks

FOLDER = "simulated-class-nobody-answered"


def simulated_class(
    learners: int = 30,
    gain: float = 0.7,
    seed: int = 7,
    *,
    to: Path | None = None,
    missing: float = 0.1,
) -> Path:
    """Write the answer files of a class made up by a rule into a folder, and say which.

    Each learner has a d′ and a c of their own and answers as the equal-variance normal model of
    signal detection says (Macmillan & Creelman 2005, chapter 1): a line makes an impression, and
    above the learner's mark it “pushes”. Between the two tests d′ grows by ``gain``, give or take a
    half, and c stays. Learners say that they are surer than they are. The share ``missing``
    never takes the second test. The same arguments make the same files; without ``to`` they lie
    in a temporary folder.
    """
    to = Path(tempfile.mkdtemp() if to is None else to) / FOLDER
    to.mkdir(parents=True, exist_ok=True)
    case = load(CASE)
    built = {name: build(task, case) for name, task in tasks(case).items()}
    for number in range(1, learners + 1):
        chance = random.Random(f"{seed}:{number}")
        document = answers.new_document(chance.getrandbits(40))
        d, c = chance.gauss(1.2, 0.5), chance.gauss(-0.2, 0.35)
        entries = {}
        for turn, grown in (("first", 0.0), ("second", chance.gauss(gain, 0.5))):
            form = form_of(document["learner"], turn)
            when = f"2026-03-{3 if turn == 'first' else 24:02}T09:00:00Z"
            value = _value(built[form], d + grown, c, chance)
            entries[form] = {"kind": "sort", "value": value, "tries": [value], "count": 1}
            entries[form] |= {"began": when, "saved": when}
            if chance.random() < missing:
                break
        document["cases"] = {CASE: {"article": case.sha256, "tasks": entries}}
        (to / f"my-answers-{number:03}.json").write_bytes(answers.file_bytes(document))
    return to


def _value(built: dict, d: float, c: float, chance: random.Random) -> dict:
    value = {}
    other = next(a["id"] for a in built["answers"] if a["id"] != built["signal"])
    for item in built["items"]:
        signal = item["right"][0] == built["signal"]
        strength = chance.gauss(d / 2 if signal else -d / 2, 1) - c
        # the further from the mark, the surer; the 0.2 on top makes most surer than right
        sure = NormalDist().cdf(abs(strength) + 0.2)
        said = built["signal"] if strength > 0 else other
        value[item["id"]] = {"answer": said, "sure": 5 * round(20 * sure)}
    return value
