import gzip
import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from vaderSentiment import vaderSentiment as vader

from analytics.scoring.sentiment import compound, lexicon, sentiment

EXACT = Path(__file__).parents[2] / "shared" / "data" / "sentiment" / "vader_exact.jsonl.gz"
PACKAGE = vader.SentimentIntensityAnalyzer()


@pytest.mark.parametrize(
    "text",
    [
        "",
        "   ",
        "The treaty is good.",
        "The treaty is NOT good!!! Really???",
        "no good, no bad or nasty",
        "never so good; never this bad",
        "without doubt good and without a doubt bad",
        "so good, this good",
        "at least good, the least good, very least bad",
        "kind of good, kind people, sort of bad, just enough help",
        "the bomb was bad ass; to die for; yeah right; kiss of death; a bus stop",
        "A good start but a good, good, bad end but good",
        "It is badass BADASS",
        "isn't Isn't ISN'T great",
        "GREAT work with VERY good people",
        "love😀love 😀😀 great🙂!",
        ":) :( :D good:) (bad) 'hate'",
        "catch22 :-)) <3",
    ],
)
def test_equals_the_package(text):
    assert compound(text) == PACKAGE.polarity_scores(text)["compound"]


WORDS = st.sampled_from(
    [
        *sorted(lexicon().valences)[::40],
        *sorted(vader.BOOSTER_DICT),
        *sorted(vader.NEGATE),
        *" ".join(vader.SPECIAL_CASES).split(),
        *("so", "this", "but", "least", "at", "very", "no", "or", "nor", "doubt", "kind", "of", "US", "the", "treaty"),
        *("!", "?", "!!!", "...", ":)", "😀", "❤", "👍🏽"),
    ]
)
CASES = st.sampled_from([str, str.upper, str.capitalize])
SPACES = st.sampled_from([" ", " ", " ", "  ", "", "\n", " - ", ", "])


@settings(max_examples=600, deadline=None)
@given(st.lists(st.tuples(WORDS, CASES, SPACES), max_size=14))
def test_equals_the_package_on_random_words(parts):
    text = "".join(case(word) + space for word, case, space in parts)
    assert compound(text) == PACKAGE.polarity_scores(text)["compound"]


@settings(max_examples=300, deadline=None)
@given(st.text(max_size=80))
def test_equals_the_package_on_random_text(text):
    assert compound(text) == PACKAGE.polarity_scores(text)["compound"]


@pytest.mark.skipif(not EXACT.exists(), reason="the shared data is absent")
def test_equals_the_package_on_the_collected_texts():
    rows = [json.loads(line) for line in gzip.decompress(EXACT.read_bytes()).decode().split("\n") if line]
    assert len(rows) > 4000
    assert [row["id"] for row in rows if compound(row["text"]) != row["vader"]["compound"]] == []


def test_is_the_mean_of_the_sentences():
    first, second = "Our talks were good and useful.", "The sanctions are a terrible mistake."
    assert sentiment(f"{first} {second}") == round((compound(first) + compound(second)) / 2, 4)
    assert sentiment("") == 0.0
