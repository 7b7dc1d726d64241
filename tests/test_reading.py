"""Learners' pages can be read at about fifteen: measured over the whole, and page by page.

Dale and Chall count words outside a list that most pupils of about ten know, and words a
sentence; a score of 7 to 8 stands for readers of 14 to 16. Flesch counts syllables and words a
sentence; 60 and more is plain English. Formulas judge no thought: they find the page that has
grown heavy, and a person has to read it.
"""

from __future__ import annotations

import re

import pytest
import textstat
from bs4 import BeautifulSoup

LEARNER = [
    *"start article who-is-talking loaded-language irony attribution figures".split(),
    *"say-it-straight new-text booster-one-week booster-four-weeks my-answers".split(),
    *"town/index town/words town/sources town/figures town/straight".split(),
]
NOT_OURS = ".cell, script, table, .prev-next-area, .headerlink, .quoted, .line-link"
# Folded away and for the teacher: not words that a learner has to read.
NOT_FOR_LEARNERS = ".teacher-note, .to-teach"


def prose(site, name: str) -> str:
    """Our own sentences for learners: no exercises, tables or quoted words, no teacher's note."""
    page = BeautifulSoup((site / "book" / f"{name}.html").read_text("utf-8"), "html.parser")
    article = page.select_one("article")
    for part in article.select(f"{NOT_OURS}, {NOT_FOR_LEARNERS}"):
        part.decompose()
    blocks = [b for b in article.select("p, li") if not b.find(["p", "li"])]
    return " ".join(re.sub(r"\s+", " ", block.get_text(" ")).strip() for block in blocks)


def test_the_whole_is_for_readers_of_about_fifteen(site):
    whole = " ".join(prose(site, name) for name in LEARNER)
    assert len(whole.split()) > 10_000
    assert textstat.dale_chall_readability_score(whole) <= 8.5


@pytest.mark.parametrize("name", LEARNER)
def test_no_page_is_heavy(site, name):
    assert textstat.flesch_reading_ease(prose(site, name)) >= 70


def test_a_heavy_page_would_be_found():
    heavy = (
        "Notwithstanding the considerable terminological heterogeneity characterising contemporary "
        "institutional communication, practitioners habitually operationalise credibility."
    )
    assert textstat.flesch_reading_ease(heavy) < 30
    assert textstat.dale_chall_readability_score(heavy) > 9
