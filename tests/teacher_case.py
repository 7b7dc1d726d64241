"""A teacher's own case with every kind of exercise, and the same case with another key."""

from __future__ import annotations

import re
from pathlib import Path

from towns import change, copy_town

REWRITE = """
[[task]]
id = "town-straight"
kind = "rewrite"
title = "The town, said straight"
prompt = "Rewrite these lines in plain words."
lines = "H1, S1"
model = "The mayor said that the bypass costs 3 million."

[[task.fact]]
id = "cost-of-the-road"
says = "The road costs 3 million."
parts = [["3 million", "three millions in all"], ["costs", "priced at"]]
unless = ["does not cost"]

[[task.source]]
id = "townhall"
says = "Said by the mayor"
facts = ["cost-of-the-road"]
names = ["mayor", "burgomaster"]
cues = ["said", "stated"]
"""

UNIQUE = [
    ('fair = "disputed"', 'fair = "doubted by three of four"'),
    ('fair = "objected"', 'fair = "wrote to say no"'),
    ('fair = "it can stand"', 'fair = "let it stay as it is"'),
    ('fair = "the engineers"', 'fair = "the road builders"'),
    ('fair = "leave the word out"', 'fair = "do without this word"'),
    ('id = "question"', 'id = "asks-about-money"'),
]

# What learners see stays; every word here is the key's alone.
OTHER_KEY = {
    "spans.toml": [
        ('why = "Is the plan mad, or disliked?"', 'why = "A wholly different reason."'),
        ('id = "my-loaded-madness"\ncode = "loaded"', 'id = "my-loaded-madness"\ncode = "label"'),
        ('tier = "core"\nrule = "loaded-emotive"', 'tier = "core"\nrule = "label-ridicule"'),
        ('fair = "plan"', 'fair = "project"'),
        ('tier = "contested"', 'tier = "decoy"'),
        ('quote = "crazy"\nnth = 1', 'quote = "crazy"\nnth = 2'),
        ('why = "The words take the title away."', 'why = "Other words of the key."'),
    ],
    "claims.toml": [
        ('verdict = "corroborated"', 'verdict = "partly corroborated"'),
        ('note = "The budget says so."', 'note = "The budget says half."'),
        ('grade_reason = "The council\'s own paper."', 'grade_reason = "As seen there."'),
    ],
    "tasks/town.toml": [
        ('S2 = "Its one strong word is open to debate."', 'S2 = "It was felt to be plain."'),
    ],
    "tasks/sort.toml": [
        (
            'items = ["my-loaded-madness", "my-irony-experts"]',
            'items = ["my-irony-experts", "my-loaded-madness"]',
        ),
        ('answer = "pushes"\nwhy = "A pit', 'answer = "plain"\nwhy = "A hole'),
    ],
    "tasks/write.toml": [
        ('model = "Dear mayor, how was the <b>cost</b> counted?"', 'model = "What did it cost?"'),
        ('shown = "The model says dear."', 'shown = "It does."'),
        ('levels = ["It insults.", "It is cold."', 'levels = ["Rude.", "Cold."'),
    ],
    "tasks/rewrite.toml": [
        ('"three millions in all"]', '"3,000,000"]'),
        ('unless = ["does not cost"]', 'unless = ["never cost"]'),
        ('"burgomaster"', '"head of the town"'),
        ('"stated"', '"told"'),
    ],
}  # fmt: skip


def own_case(to: Path) -> Path:
    """The folder of a teacher's case."""
    to.mkdir()
    folder = copy_town(to)
    ids = re.findall(r'^id = "(.+)"', (folder / "spans.toml").read_text("utf-8"), re.M)
    for path in folder.rglob("*.toml"):  # words that stand nowhere in the kit
        text = path.read_text("utf-8")
        for old, new in [*((f'"{name}"', f'"my-{name}"') for name in ids), *UNIQUE]:
            text = text.replace(old, new)
        path.write_text(text, "utf-8")
    (folder / "tasks" / "rewrite.toml").write_text(REWRITE, "utf-8")
    return folder


def other_key(folder: Path) -> None:
    """Change the key of the case, and nothing that a learner needs to see."""
    for name, changes in OTHER_KEY.items():
        for old, new in changes:
            change(folder / name, old, new)
