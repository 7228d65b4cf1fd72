from typing import NamedTuple

import pytest

from analytics.knowledge import Knowledge, KnowledgeError
from analytics.scoring.passage import Passage
from analytics.scoring.stance import Grammar, score

GRAMMAR = Grammar(Knowledge())


class Speaker(NamedTuple):
    side: str | None


def relevance(side, text, title=None, before="", paragraph=None):
    paragraph = paragraph or text
    start = paragraph.index(text)
    passage = Passage(paragraph, [(start, start + len(text))], Speaker(side), title=title, before=before)
    return score(passage, GRAMMAR).relevance


@pytest.mark.parametrize(
    ("side", "text"),
    [
        ("US", "We want to improve relations between our two countries, and I told President Putin so."),
        ("RU", "Relations between Russia and the United States have deteriorated."),
        ("RU", "Soviet-American relations and the summit between Gorbachev and Reagan matter to both our countries."),
    ],
)
def test_is_about_the_relations(side, text):
    assert relevance(side, text, title="Russia and the United States talk about relations") == 2


@pytest.mark.parametrize(
    ("side", "text"),
    [
        ("US", "Russia violated the treaty on missiles."),
        ("US", "The sanctions against Moscow will stay until the war in Ukraine ends."),
        ("RU", "The Americans have broken the agreement on Syria."),
        ("US", "The Soviet Union has put missiles on Cuba."),
        (None, "Putin and Trump will meet in Helsinki."),
    ],
)
def test_bears_on_them(side, text):
    assert relevance(side, text) >= 1


@pytest.mark.parametrize(
    ("side", "text"),
    [
        ("US", "The new budget lowers taxes for families and pays for schools."),
        ("RU", "Our regions need better roads and more teachers."),
        (None, "The club bought two players from Brazil last summer."),
    ],
)
def test_is_unrelated(side, text):
    scored = score(Passage(text, [(0, len(text))], Speaker(side)), GRAMMAR)
    assert (scored.relevance, scored.stance, scored.evidence) == (0, 0.0, [])


def test_context_makes_a_statement_bear():
    text = "these problems can be solved by talks"
    assert relevance("US", text) == 0
    assert (
        relevance(
            "US",
            text,
            title="US and Russia seek a way out",
            paragraph=f"On Russia and the United States he said {text}.",
        )
        >= 1
    )


def test_an_unknown_feature_is_refused(tmp_path):
    (tmp_path / "relevance.csv").write_text("feature,bearing,about\nown:MARS,1,0\n")
    with pytest.raises(KnowledgeError, match=r"relevance\.csv:2: feature 'own:MARS'"):
        Grammar(Knowledge(tmp_path))
