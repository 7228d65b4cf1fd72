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

from flows import overrides, store

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
        "kind": "person",
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


def test_pairs_are_of_statements_that_name_another(tmp_path: Path) -> None:
    documents = [
        Document(
            "d1",
            (
                Said(
                    "lavrov",
                    0.25,
                    sentiment=0.5,
                    of={"trump": "talk", "kelly": "us"},
                    text="Let us talk about one",
                    regard=0.5,
                ),
                Said("lavrov", 1.0, relevance=1, of={"trump": "talk"}, text="We talk again", regard=-0.3),
                Said("lavrov", 1.0),
                Said("lavrov", relevance=0, of={"trump": "talk"}),
                Said("trump", 1.0, via="kelly", of={"lavrov": "talk"}),
            ),
            MAY,
        ),
        Document("d2", (Said("trump", -1.0, of={"lavrov": "talk"}), Said("lavrov", -0.25, of={"trump": "talk"})), JUNE),
    ]
    store.load(tmp_path / "x.duckdb", [stage(tmp_path / "s", documents)], run())
    found = ask(tmp_path / "x.duckdb", "SELECT * EXCLUDE (optimism_low, optimism_high) FROM pairs").rows(named=True)
    first, second, last = 0.8 * LEANS + 0.1, 0.8 * STRONG, -0.8 * LEANS
    assert [(row["actor"], row["of_actor"], row["statements"]) for row in found] == [
        ("Sergei Lavrov", "Donald Trump", 3),
        ("Sergei Lavrov", "Jane Kelly", 1),
        ("Donald Trump", "Sergei Lavrov", 1),
    ]
    assert found[0] == {
        "actor_id": "lavrov",
        "actor": "Sergei Lavrov",
        "side": "RU",
        "of_actor_id": "trump",
        "of_actor": "Donald Trump",
        "of_kind": "person",
        "of_side": "US",
        "statements": 3,
        "documents": 2,
        "weight": 2.5,
        "optimism": pytest.approx((first + second / 2 + last) / 4.5),
        "stance": pytest.approx((LEANS + STRONG / 2 - LEANS) / 2.5),
        "sentiment": pytest.approx(0.2),
        "regard": pytest.approx((0.5 - 0.3 / 2) / 2.5),
        "friendly": 1,
        "hostile": 1,
        "first_at": MAY,
        "last_at": JUNE,
    }


def test_two_named_who_are_one_by_an_override_are_a_pair_once(tmp_path: Path) -> None:
    said = Said("lavrov", 1.0, of={"trump": "talk", "kelly": "us"}, text="Let us talk about one")
    store.load(tmp_path / "x.duckdb", [stage(tmp_path / "s", [Document("d", (said,))])], run())
    (tmp_path / "o.csv").write_text("who,actor,kind,side,document,outlet,since,until,note\nkelly,trump,,,,,,,\n")
    store.override(tmp_path / "x.duckdb", overrides.read(tmp_path / "o.csv"))
    assert ask(tmp_path / "x.duckdb", "SELECT of_actor_id, statements FROM pairs").rows() == [("trump", 1)]
    assert store.faults(tmp_path / "x.duckdb") == {}


def test_namesakes_are_rows_of_an_overrides_file(tmp_path: Path) -> None:
    names = ["Roe", "Andrew Roe", "Doe", "Ann Doe", "Bob Doe", "Poe"]
    actors = [(name.lower().replace(" ", "-"), name, "person", None, None, False) for name in names]
    elsewhere = Document("x", (Said("poe"),), MAY, "TASS")
    documents = [Document(f"d{n}", (Said(actor),), MAY, "CNN") for n, (actor, *_) in enumerate(actors[:5])]
    whole = ("Eve Poe", "Ksenia Moe", "Kseniya Moe", "Kseniya Bee Moe", "Sonya Moe")
    actors += [(name.lower().replace(" ", "-"), name, "person", None, None, False) for name in whole]
    documents += [elsewhere]
    documents += [Document(f"e{n}", (Said(actor),), JUNE, "CNN") for n, (actor, *_) in enumerate(actors[6:])]
    documents.append(Document("z", (Said("kseniya-moe"),), JUNE, "TASS"))
    store.load(tmp_path / "x.duckdb", [stage(tmp_path / "s", documents, actors=actors)], run())
    # Two are named Doe; the Poe of another outlet may be another, and Sonya Moe is.
    found = ask(tmp_path / "x.duckdb", "FROM namesakes")
    assert found.select("who", "actor", "note").rows() == [
        ("ksenia-moe", "kseniya-moe", "Ksenia Moe is heard 1 times, Kseniya Moe 2 times, 0 days apart"),
        ("kseniya-bee-moe", "kseniya-moe", "Kseniya Bee Moe is heard 1 times, Kseniya Moe 2 times, 0 days apart"),
        ("roe", "andrew-roe", "Roe is heard 1 times, Andrew Roe 1 times, 0 days apart"),
    ]
    found.write_csv(tmp_path / "o.csv")
    store.override(tmp_path / "x.duckdb", overrides.read(tmp_path / "o.csv"))
    assert one(tmp_path / "x.duckdb", "SELECT statements FROM actor_optimism WHERE actor_id = 'andrew-roe'") == {
        "statements": 2
    }
    assert store.faults(tmp_path / "x.duckdb") == {}


def change(database: Path, until: str) -> list[tuple[object, ...]]:
    query = f"FROM moved('2017-01-01', '2017-06-01', '{until}') SELECT * EXCLUDE (actor, side)"
    return ask(database, query).rows()


def test_movers_by_hand(database: Path) -> None:
    first, second, last = 0.8 * LEANS / 2 + 0.1, 0.8 * STRONG, 0.8 * BARELY
    means = "SELECT optimism, margin FROM optimism_between('{}', '{}') WHERE actor_id = 'lavrov'"
    (((_, one),), ((_, other),)) = (
        ask(database, means.format(*period)).rows()
        for period in (("2017-01-01", "2017-06-01"), ("2017-06-01", "2019-01-01"))
    )
    before, after = first / 3.5, (second + last) / 4
    margin = sqrt(float(one) ** 2 + float(other) ** 2)
    ends = (after - before, after - before - margin, after - before + margin)
    assert change(database, "2019-01-01") == [("lavrov", 2, 2, *map(pytest.approx, (before, after, *ends)))]
    assert change(database, "2018-01-01")[0][5] == pytest.approx(second / 3 - before)
    assert change(database, "2017-06-01") == [], "nobody is heard in a period of no length"
    # The last two times twelve months, which end with the last document.
    found = ask(database, "SELECT actor_id, statements_before, statements_after FROM movers").rows()
    assert found == [("lavrov", 2, 2)]


def test_a_mere_description_does_not_change_its_mind(tmp_path: Path) -> None:
    said = (Said("somebody", 0.5), Said("lavrov", 0.5))
    documents = [Document("d", said, MAY), Document("e", said, OTHER_MAY)]
    store.load(tmp_path / "x.duckdb", [stage(tmp_path / "s", documents)], run())
    found = ask(tmp_path / "x.duckdb", "FROM moved('2017-01-01', '2018-01-01', '2019-01-01')")
    assert found["actor_id"].to_list() == ["lavrov"]
    assert ask(tmp_path / "x.duckdb", "SELECT kind FROM actor_optimism ORDER BY 1")["kind"].to_list() == [
        "person",
        "unknown",
    ]


def test_the_surest_change_comes_first(tmp_path: Path) -> None:
    documents = [
        Document(f"d{n}", (Said("steady", 0.5 if n < 8 else -0.5),), datetime(2017 + n // 8, 1 + n % 8, 1))
        for n in range(16)
    ]
    documents += [Document("e1", (Said("loud", 5.0),), MAY), Document("e2", (Said("loud", -5.0),), OTHER_MAY)]
    store.load(tmp_path / "x.duckdb", [stage(tmp_path / "s", documents)], run())
    found = ask(tmp_path / "x.duckdb", "FROM moved('2017-01-01', '2018-01-01', '2019-01-01')")
    assert found["actor_id"].to_list() == ["steady", "loud"]
    assert found["change_high"][0] < 0 < found["change_high"][1]


def test_the_sides_are_compared_month_by_month(database: Path) -> None:
    columns = "month, us_statements, us_optimism, ru_statements, ru_actors, ru_optimism, ru_running, gap"
    found = ask(database, f"SELECT {columns} FROM sides_by_month").rows()
    first, second, last = 0.8 * LEANS / 2 + 0.1, 0.8 * STRONG, 0.8 * BARELY
    near = pytest.approx
    assert found == [
        (date(2017, 5, 1), 0, None, 2, 1, near(first / 3.5), near(first / 3.5), None),
        (date(2017, 6, 1), 0, None, 1, 1, near(second / 3), near((first + second) / 4.5), None),
        (date(2018, 5, 1), 0, None, 1, 1, near(last / 3), near((second + last) / 4), None),
    ]


def test_the_gap_between_the_sides(tmp_path: Path) -> None:
    documents = [Document(f"d{n}", (Said("lavrov", 0.5), Said("trump", -0.5)), MAY) for n in range(9)]
    store.load(tmp_path / "x.duckdb", [stage(tmp_path / "s", documents)], run())
    row = one(tmp_path / "x.duckdb", "FROM sides_by_month")
    assert row["us_optimism"] == pytest.approx(-float(str(row["ru_optimism"])))
    assert row["gap"] == pytest.approx(2 * float(str(row["us_optimism"])))
    margin = (float(str(row["us_high"])) - float(str(row["us_low"]))) / 2
    ends = (float(str(row["gap"])) - sqrt(2) * margin, float(str(row["gap"])) + sqrt(2) * margin)
    assert (row["gap_low"], row["gap_high"]) == pytest.approx(ends)


def test_document_optimism_counts_what_its_readers_hear(database: Path) -> None:
    found = ask(database, "SELECT document_id, statements, actors, optimism FROM document_optimism")
    assert found.rows() == [
        ("d1", 2, 1, pytest.approx((0.8 * LEANS / 2 + 0.1) / 3.5)),
        ("d2", 3, 2, pytest.approx((0.8 * LEANS + 0.1 + 0.8 * STRONG - 0.8 * STRONG - 0.1) / 5)),
        ("d3", 2, 2, pytest.approx(0.8 * BARELY / 4)),
        ("d4", 1, 1, pytest.approx(0.0)),
        ("d5", 0, 0, None),
    ]


def test_a_document_that_carries_a_statement_twice_counts_it_once(tmp_path: Path) -> None:
    said = Said("lavrov", 0.5, text="We want better relations with the United States, all of us")
    documents = [Document(name, (said,) * times, MAY) for name, times in (("d1", 2), ("d2", 3))]
    store.load(tmp_path / "x.duckdb", [stage(tmp_path / "s", documents)], run())
    assert ask(tmp_path / "x.duckdb", "FROM statements WHERE repeat_of IS NULL").height == 1
    found = ask(tmp_path / "x.duckdb", "SELECT document_id, statements FROM document_optimism")
    assert found.rows() == [("d1", 1), ("d2", 1)]


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
