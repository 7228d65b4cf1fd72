"""What holds for every analysis, whatever the text: offsets, ids, sums, independence."""

import itertools
from datetime import datetime
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analytics import frames
from analytics.analyse import Engine, analyse
from analytics.reading.documents import text_document

SEED = next((Path(__file__).parents[1] / "seeds").glob("*.txt"))


@pytest.fixture(scope="module")
def engine() -> Engine:
    return Engine.load()


@pytest.fixture(scope="module")
def seed(engine: Engine) -> frames.Analysis:
    return analyse(frame(text_document(SEED.read_bytes(), SEED.name, SEED.name)), engine)


def frame(*rows: object) -> pl.DataFrame:
    return pl.DataFrame(list(rows), schema=frames.DOCUMENTS)


def document(text: str, number: int = 0) -> dict[str, object]:
    return {
        "document_id": f"d{number}",
        "source": f"{number}.txt",
        "title": "Talks in Geneva",
        "outlet": None,
        "published_at": datetime(2021, 6, 16),
        "language": "en",
        "characters": len(text),
        "text": text,
    }


def assert_consistent(found: frames.Analysis) -> None:
    for name, schema in frames.ANALYSIS.items():
        assert getattr(found, name).schema == schema
    blocks = {(row["document_id"], row["paragraph"]): row for row in found.paragraphs.iter_rows(named=True)}
    statements = {row["statement_id"]: row for row in found.statements.iter_rows(named=True)}
    assert len(statements) == found.statements.height
    assert found.quotations["quotation_id"].is_unique().all()
    assert found.actors["actor_id"].is_unique().all()
    spans: dict[str, list[tuple[int, int]]] = {}
    for row in found.quotations.iter_rows(named=True):
        block = blocks[row["document_id"], row["paragraph"]]
        assert block["kind"] == "body"
        assert 0 <= row["char_start"] < row["char_end"] <= len(block["text"])
        assert block["text"][row["char_start"] : row["char_end"]] == row["text"]
        assert row["mode"] in frames.MODES
        spans.setdefault(row["statement_id"], []).append((row["char_start"], row["char_end"]))
    assert spans.keys() == statements.keys()
    for own in spans.values():
        assert all(a[1] <= b[0] for a, b in itertools.pairwise(own)), "spans of a statement are apart, in order"
    known = set(found.actors["actor_id"])
    assert set(found.actors["kind"]) <= set(frames.ACTOR_KINDS)
    assert set(found.actors["side"].drop_nulls()) <= {"US", "RU"}
    proven = set(found.evidence["statement_id"])
    for row in statements.values():
        assert row["actor_id"] in known
        assert row["via_actor_id"] is None or row["via_actor_id"] in known
        assert row["via_actor_id"] != row["actor_id"]
        assert -1 <= row["stance"] <= 1
        assert -1 <= row["sentiment"] <= 1
        assert row["relevance"] in (0, 1, 2)
        assert row["relevance"] > 0 or row["stance"] == 0
        assert row["stance"] == 0 or row["statement_id"] in proven, "a stance without evidence"
    for row in found.evidence.iter_rows(named=True):
        statement = statements[row["statement_id"]]
        text = blocks[statement["document_id"], statement["paragraph"]]["text"]
        assert text[row["char_start"] : row["char_end"]] == row["text"] != ""
        assert any(a <= row["char_start"] and row["char_end"] <= b for a, b in spans[row["statement_id"]])


def test_the_seed_is_consistent(seed: frames.Analysis) -> None:
    assert_consistent(seed)
    assert seed.statements.height > 40


def test_the_seed_names_who_speaks(seed: frames.Analysis) -> None:
    speakers = dict(seed.statements["actor_id"].value_counts().iter_rows())
    assert speakers["sergei-lavrov"] > 15
    assert {"donald-trump", "jack-goldstone", "james-carden", "richard-black"} <= speakers.keys()


def test_the_same_document_gives_the_same_rows_whatever_stands_beside_it(engine: Engine, seed: frames.Analysis) -> None:
    other = document('"We want better relations with Russia," President Joe Biden said.', 1)
    row = text_document(SEED.read_bytes(), SEED.name, SEED.name)
    for beside in (frame(row, other), frame(other, row)):
        found = analyse(beside, engine)
        mine = pl.col("document_id") == row["document_id"]
        for name in ("paragraphs", "quotations", "statements"):
            assert getattr(found, name).filter(mine).equals(getattr(seed, name))


def test_no_documents_give_empty_frames(engine: Engine) -> None:
    found = analyse(frame(), engine)
    assert_consistent(found)
    assert found.paragraphs.is_empty()


PIECES = st.sampled_from(
    [
        *("“", "”", '"', "''", "‘", "’", "«", "»", "„", "'", ",", ".", "—", ":", "?", "\n\n", "\n", " ", "…", "(", ")"),
        *("said", "says", "told reporters", "according to", "that", "accused", "of", "noting that", "He", "she", "it"),
        *("Lavrov", "Sergei Lavrov", "President Trump", "the minister", "Moscow", "the Kremlin", "U.S.", "Mr. Rusk"),
        *("Russia", "sanctions", "will not lift", "cooperation", "hopes", "Q", "THE PRESIDENT:", "both sides", "but"),
        *(
            "\u202e",
            "\u200b",
            "\x00",
            "\U0001f600",
            "İ",
            "ß",
            "\u0301",
            "Ω",
            "Привет",
            "\ud7ff",
            "\r\n",
            "\t",
            "\u2028",
        ),
    ]
)


@settings(max_examples=150, deadline=None)
@given(st.lists(st.one_of(PIECES, st.text(max_size=6)), max_size=60).map(" ".join))
def test_any_text_is_analysed_consistently(engine: Engine, text: str) -> None:
    assert_consistent(analyse(frame(document(text)), engine))


def test_whom_a_statement_names_is_shown_regard(engine: Engine) -> None:
    text = (
        "“Vladimir Putin is a great leader and I admire him. Joe Biden has lied to us about Russia and America,” said"
        " Donald Trump.\n\n“I will see Sergei Lavrov on Tuesday to talk about Russia,” said Antony Blinken.\n"
    )
    found = analyse(frame(document(text)), engine).mentions.select("text", "regard", "regard_text").rows()
    shown = {name: (regard, word) for name, regard, word in found}
    assert shown["Vladimir Putin"][0] > 0.5
    assert shown["Vladimir Putin"][1] in ("great", "admire")
    assert shown["Joe Biden"][0] < -0.2
    assert abs(shown["Sergei Lavrov"][0]) < 0.2
