"""What the views count and how, against sums done by hand."""

from datetime import date, datetime
from itertools import pairwise
from math import sqrt
from pathlib import Path

import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from staged import Document, Said, run, stage

from flows import store

MAY, JUNE, OTHER_MAY = datetime(2017, 5, 10), datetime(2017, 6, 1), datetime(2018, 5, 31)
LONG = "The two countries can and should work together in Syria"

# Stances that evidence of these weights makes.
LEANS, BARELY, STRONG = (Said("lavrov", weight).stance for weight in (0.25, 0.05, 1.0))
DOCUMENTS = [
    Document(
        "d1",
        (
            Said("lavrov", 0.25, sentiment=0.5, text="We want it, and they want it as well, all of it"),
            Said("lavrov", -0.25, relevance=1),
            Said("lavrov", relevance=0, sentiment=0.9),
            Said("trump", 0.25, via="lavrov", sentiment=1.0),
        ),
        MAY,
        "TASS",
        "First",
    ),
    Document(
        "d2",
        (
            Said("lavrov", 0.25, sentiment=0.5, text="We want it, and they want it as well, all of it"),
            Said("lavrov", 1.0, text=LONG),
            Said("kelly", -1.0, sentiment=-0.5, text="Never"),
        ),
        JUNE,
        "CNN",
    ),
    Document("d3", (Said("lavrov", 0.05), Said("somebody", surface="He")), OTHER_MAY, "CNN"),
    Document("d4", (Said("kelly", relevance=0), Said("somebody", relevance=1, surface="a man")), None, None),
    Document("d5"),
]


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("views")
    staged = stage(folder / "s", DOCUMENTS, [("x.txt", "empty"), ("y.txt", "binary")])
    store.load(folder / "x.duckdb", [staged], run())
    return folder / "x.duckdb"


def ask(database: Path, query: str) -> pl.DataFrame:
    with store.read(database) as connection:
        return pl.DataFrame(connection.sql(query))


def one(database: Path, query: str) -> dict[str, object]:
    return ask(database, query).row(0, named=True)


def test_scored_statements_holds_every_statement_with_its_scores(database: Path) -> None:
    found = ask(database, "FROM scored_statements ORDER BY statement_id")
    assert found.height == sum(len(document.said) for document in DOCUMENTS)
    first, fourth = found.row(0, named=True), found.row(3, named=True)
    assert first == {
        "statement_id": "d1-1",
        "document_id": "d1",
        "source": "a.txt",
        "title": "First",
        "outlet": "TASS",
        "published_at": MAY,
        "paragraph": 1,
        "actor_id": "lavrov",
        "actor": "Sergei Lavrov",
        "side": "RU",
        "via_actor_id": None,
        "via": None,
        "modes": ["direct"],
        "spans": [{"char_start": 2, "char_end": 49}],
        "text": "We want it, and they want it as well, all of it",
        "sentiment": 0.5,
        "stance": LEANS,
        "relevance": 2,
        "optimism": pytest.approx(0.8 * LEANS + 0.1),
        "repeat_of": None,
    }
    assert (fourth["actor"], fourth["via"], fourth["via_actor_id"]) == ("Donald Trump", "Sergei Lavrov", "lavrov")
    assert found["optimism"].null_count() == 2, "unrelated statements have none"
    assert found.filter(pl.col("repeat_of").is_not_null())["statement_id"].to_list() == ["d2-1"]


def test_spans_and_modes_stand_in_text_order(tmp_path: Path) -> None:
    staged = stage(tmp_path / "s", [Document("d", (Said("lavrov", text="Yes, no, perhaps"),))])
    path = staged / "quotations.parquet"
    (row,) = pl.read_parquet(path).rows(named=True)
    late = row | {"quotation_id": "a", "char_start": 11, "mode": "indirect", "text": "perhaps"}
    early = row | {"quotation_id": "b", "char_end": 5, "text": "Yes"}
    pl.DataFrame([late, early], schema=store.STAGED["quotations"]).write_parquet(path)
    said = pl.read_parquet(staged / "statements.parquet")
    said.with_columns(pl.lit("Yes … perhaps").alias("text")).write_parquet(staged / "statements.parquet")
    store.load(tmp_path / "x.duckdb", [staged], run())
    found = one(tmp_path / "x.duckdb", "SELECT modes, spans FROM scored_statements")
    assert found["modes"] == ["direct", "indirect"]
    assert found["spans"] == [{"char_start": 2, "char_end": 5}, {"char_start": 11, "char_end": 18}]


def test_only_relevant_statements_that_repeat_nothing_are_counted(database: Path) -> None:
    counted = ask(database, "SELECT statement_id, weight FROM counted_statements ORDER BY ALL").rows()
    weights = {"d1-1": 1, "d1-2": 0.5, "d1-4": 1, "d2-2": 1, "d2-3": 1, "d3-1": 1, "d3-2": 1, "d4-2": 0.5}
    assert dict(counted) == weights


def test_a_bare_pronoun_is_nobody(tmp_path: Path) -> None:
    staged = stage(tmp_path / "s", [Document("d", (Said("nobody", 0.5), Said("somebody", 0.5)), MAY, "CNN")])
    store.load(tmp_path / "x.duckdb", [staged], run())
    assert ask(tmp_path / "x.duckdb", "SELECT actor FROM actor_summary").rows() == [("senior official",)]
    assert one(tmp_path / "x.duckdb", "SELECT pronouns_unresolved FROM coverage")["pronouns_unresolved"] == 2
    assert ask(tmp_path / "x.duckdb", "FROM scored_statements").height == 2


def test_actor_optimism_by_hand(database: Path) -> None:
    first, second, third, last = 0.8 * LEANS + 0.1, -0.8 * LEANS, 0.8 * STRONG, 0.8 * BARELY
    total = first + second / 2 + third + last
    squares = first**2 + second**2 / 2 + third**2 + last**2
    effect = 1 + 0.25 * ((2**2 + 1 + 1) / 4 - 1)
    degrees = 2 + 4 / effect
    scale = sqrt((2 * 0.35**2 + (squares - total**2 / 5.5) / effect) / degrees / (2 + 3.5 / effect))
    margin = (1.6449 + 1.5239 / degrees + 1.4201 / degrees**2) * scale
    assert one(database, "FROM actor_optimism WHERE actor_id = 'lavrov'") == {
        "actor_id": "lavrov",
        "actor": "Sergei Lavrov",
        "side": "RU",
        "statements": 4,
        "documents": 3,
        "weight": 3.5,
        "optimism": pytest.approx(total / 5.5),
        "optimism_low": pytest.approx(total / 5.5 - margin),
        "optimism_high": pytest.approx(total / 5.5 + margin),
        "stance": pytest.approx((LEANS - LEANS / 2 + STRONG + BARELY) / 3.5),
        "sentiment": pytest.approx(0.5 / 3.5),
        "statements_for": 2,
        "statements_against": 1,
        "statements_neutral": 1,
        "first_at": MAY,
        "last_at": OTHER_MAY,
    }


def test_actor_summary_adds_what_others_report_and_the_strongest_words(database: Path) -> None:
    found = ask(
        database, "SELECT actor_id, statements, optimism_reported, strongest_for, strongest_against FROM actor_summary"
    )
    assert found.rows() == [
        ("lavrov", 4, None, LONG, DOCUMENTS[0].said[1].text),
        ("somebody", 2, None, None, None),
        ("kelly", 1, None, None, "Never"),
        ("trump", 0, pytest.approx((0.8 * LEANS + 0.2) / 3), None, None),
    ]
    assert one(database, "FROM actor_summary WHERE actor_id = 'trump'")["optimism"] is None


def test_actor_timeline_runs_over_twelve_months(database: Path) -> None:
    columns = "month, statements, optimism, optimism_running, statements_running"
    found = ask(database, f"SELECT {columns} FROM actor_timeline WHERE actor_id = 'lavrov'")
    first, second, last = 0.8 * LEANS / 2 + 0.1, 0.8 * STRONG, 0.8 * BARELY
    assert found.rows() == [
        (date(2017, 5, 1), 2, pytest.approx(first / 3.5), pytest.approx(first / 3.5), 2),
        (date(2017, 6, 1), 1, pytest.approx(second / 3), pytest.approx((first + second) / 4.5), 3),
        (date(2018, 5, 1), 1, pytest.approx(last / 3), pytest.approx((second + last) / 4), 2),
    ]
    assert ask(database, "FROM actor_timeline WHERE actor_id = 'somebody'").height == 1, "undated ones have no month"


def test_actor_by_outlet(database: Path) -> None:
    found = ask(
        database, "SELECT outlet, statements, documents, optimism FROM actor_by_outlet WHERE actor_id = 'lavrov'"
    )
    assert found.rows() == [
        ("CNN", 2, 2, pytest.approx(0.8 * (STRONG + BARELY) / 4)),
        ("TASS", 2, 1, pytest.approx((0.8 * LEANS / 2 + 0.1) / 3.5)),
    ]


def test_document_optimism_counts_what_its_readers_hear(database: Path) -> None:
    found = ask(database, "SELECT document_id, statements, actors, optimism FROM document_optimism")
    assert found.rows() == [
        ("d1", 2, 1, pytest.approx((0.8 * LEANS / 2 + 0.1) / 3.5)),
        ("d2", 3, 2, pytest.approx((0.8 * LEANS + 0.1 + 0.8 * STRONG - 0.8 * STRONG - 0.1) / 5)),
        ("d3", 2, 2, pytest.approx(0.8 * BARELY / 4)),
        ("d4", 1, 1, pytest.approx(0.0)),
        ("d5", 0, 0, None),
    ]


def test_coverage(database: Path, tmp_path: Path) -> None:
    quoted = [said for document in DOCUMENTS for said in document.said]
    unknown = sum(len(said.text) for said in quoted if said.actor == "somebody")
    assert one(database, "FROM coverage") == {
        "run_id": "r1",
        "started_at": datetime(2026, 1, 1, 12),
        "documents": 5,
        "rejections": 2,
        "share_dated": 0.6,
        "quotations": 11,
        "share_attributed": pytest.approx(1 - unknown / sum(len(said.text) for said in quoted)),
        "pronouns_unresolved": 1,
        "statements": 11,
        "share_relevant": pytest.approx(9 / 11),
        "share_scored": pytest.approx(7 / 9),
        "share_repeats": pytest.approx(1 / 11),
    }


def test_thin_evidence_does_not_lead(tmp_path: Path) -> None:
    loud = [Document("loud", (Said("loud", 5.0, sentiment=1.0),))]
    steady = [Document(f"d{n}", (Said("steady", 0.5, sentiment=0.2), Said("mild", 0.05))) for n in range(20)]
    store.load(tmp_path / "x.duckdb", [stage(tmp_path / "s", loud + steady)], run())
    for view in ("actor_optimism", "actor_summary"):
        assert ask(tmp_path / "x.duckdb", f"SELECT actor_id FROM {view}")["actor_id"][0] == "steady"


def test_views_answer_on_an_empty_database(tmp_path: Path) -> None:
    store.load(tmp_path / "x.duckdb", [], run())
    views = ask(tmp_path / "x.duckdb", "SELECT view_name FROM duckdb_views() WHERE NOT internal")["view_name"]
    assert len(views) >= 8
    for view in views:
        assert ask(tmp_path / "x.duckdb", f"FROM {view}").height == (view == "coverage")


SAID = st.builds(
    Said,
    actor=st.sampled_from(["lavrov", "trump", "kelly"]),
    weight=st.sampled_from([-2.0, -0.5, 0.0, 0.25, 1.0]),
    relevance=st.sampled_from([1, 2]),
    sentiment=st.floats(-1, 1).map(lambda x: round(x, 4)),
    via=st.sampled_from([None, None, "other"]),
    text=st.text(st.characters(codec="utf-8"), min_size=3, max_size=60),
    surface=st.just("he"),
    mode=st.just("direct"),
    of=st.just({}),
)


@settings(max_examples=5, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.lists(SAID, max_size=6).map(tuple), min_size=1, max_size=6))
def test_views_agree_with_one_another(tmp_path_factory: pytest.TempPathFactory, said: list[tuple[Said, ...]]) -> None:
    folder = tmp_path_factory.mktemp("agree")
    documents = [
        Document(f"d{number}", parts, datetime(2017 + number, 5, 1), f"outlet {number % 2}")
        for number, parts in enumerate(said)
    ]
    store.load(folder / "x.duckdb", [stage(folder / "s", documents)], run())
    with store.read(folder / "x.duckdb") as connection:

        def totals(view: str) -> list[tuple[object, ...]]:
            return connection.execute(f"""
                SELECT actor_id, sum(statements), sum(documents), round(sum(optimism * (weight + 2)), 6)
                FROM {view} GROUP BY actor_id ORDER BY actor_id
            """).fetchall()

        assert totals("actor_timeline") == totals("actor_by_outlet") == totals("actor_optimism")
        lows = connection.execute("SELECT optimism_low FROM actor_optimism").fetchall()
        assert all(first >= second for first, second in pairwise(lows))
        ends = connection.execute("SELECT optimism_low, optimism, optimism_high FROM actor_optimism").fetchall()
        assert all(-1 <= low <= middle <= high <= 1 for low, middle, high in ends)
        assert store.faults(folder / "x.duckdb") == {}
