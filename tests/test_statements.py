import csv
import re
from collections import Counter
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
LABELLED = ROOT.parent / "shared" / "data" / "articles"
RUN = 8  # words in a row that two texts share only where one is taken from the other


@pytest.fixture(scope="module")
def statements():
    with (ROOT / "benchmarks" / "statements.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(line for line in file if not line.startswith("#")))


def runs(text):
    words = re.findall(r"\w+", text.lower())
    return {tuple(words[i : i + RUN]) for i in range(len(words) - RUN + 1)}


def test_the_statements_to_learn_from_are_labelled_by_the_guideline(statements):
    assert [row for row in statements if row["relevance"] == "0" and row["stance"] != "0"] == []
    assert [row for row in statements if not 1958 <= int(row["year"]) <= 2025] == []
    assert [text for text, times in Counter(row["text"].lower() for row in statements).items() if times > 1] == []


def test_the_statements_to_learn_from_are_in_none_of_the_labelled_articles(statements):
    if not LABELLED.is_dir():
        pytest.skip("the labelled articles are not here")
    known = set().union(*(runs(path.read_text(encoding="utf-8")) for path in LABELLED.glob("*.txt")))
    assert [row["text"] for row in statements if runs(row["text"]) & known] == []
