"""The public contract: names, comments, and macros that an analyst can redefine."""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from staged import Document, Said, run, stage

import sql
from analytics.scoring.stance import combine
from flows import store

TABLES = {
    "runs": "run_id started_at finished_at status code_version scoring_version documents_seen documents_added"
    " documents_rejected statements_added",
    "documents": "document_id source title outlet published_at language characters run_id ingested_at",
    "rejections": "run_id source reason at",
    "paragraphs": "document_id paragraph kind text sentiment",
    "quotations": "quotation_id statement_id document_id paragraph char_start char_end mode cue surface text",
    "statements": "statement_id document_id paragraph actor_id via_actor_id text sentiment stance relevance repeat_of",
    "evidence": "statement_id char_start char_end frame polarity weight operators text",
    "mentions": "statement_id actor_id char_start char_end text regard regard_text",
    "overrides": "line who actor_id document outlet since until note",
    "actors": "actor_id name kind side description known",
    "actor_aliases": "alias actor_id",
}
VIEWS = {
    "scored_statements": "statement_id document_id source title outlet published_at paragraph actor_id actor side"
    " via_actor_id via modes spans text sentiment stance relevance optimism repeat_of",
    "actor_optimism": "actor_id statements documents optimism optimism_low optimism_high stance sentiment",
    "actor_summary": "actor_id actor optimism optimism_low optimism_high optimism_reported strongest_for"
    " strongest_against",
    "actor_timeline": "actor_id month statements optimism optimism_running",
    "actor_by_outlet": "actor_id outlet statements optimism",
    "document_optimism": "document_id statements optimism",
    "pairs": "actor_id actor side of_actor_id of_actor of_kind of_side statements documents optimism optimism_low"
    " optimism_high stance sentiment regard friendly hostile",
    "movers": "actor_id actor side statements_before statements_after optimism_before optimism_after change change_low"
    " change_high",
    "sides_by_month": "month us_statements us_optimism us_low us_high us_running ru_statements ru_optimism ru_low"
    " ru_high ru_running gap gap_low gap_high",
    "coverage": "run_id rejections share_attributed pronouns_unresolved share_relevant share_scored",
}


LEANS = Said("lavrov", 0.25).stance


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("sql")
    staged = stage(folder / "s", [Document("d", (Said("lavrov", 0.25, sentiment=0.5), Said("trump", -0.25, 1)))])
    store.load(folder / "x.duckdb", [staged], run())
    return folder / "x.duckdb"


@pytest.fixture(scope="module")
def macros() -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect() as connection:
        for script in sql.scripts("macros"):
            connection.execute(script.text)
        yield connection


@pytest.mark.parametrize(("name", "columns"), [*TABLES.items(), *VIEWS.items()])
def test_columns_are_as_promised(database: Path, name: str, columns: str) -> None:
    with store.read(database) as connection:
        found = [row[0] for row in connection.execute(f"DESCRIBE {name}").fetchall()]
    assert [column for column in found if column in columns.split()] == columns.split()


def test_every_table_view_column_and_macro_is_explained(database: Path) -> None:
    with store.read(database) as connection:
        silent = connection.execute("""
            SELECT table_name FROM duckdb_tables() WHERE comment IS NULL
            UNION ALL SELECT view_name FROM duckdb_views() WHERE NOT internal AND comment IS NULL
            UNION ALL SELECT table_name || '.' || column_name FROM duckdb_columns()
                WHERE NOT internal AND comment IS NULL
            UNION ALL SELECT function_name FROM duckdb_functions()
                WHERE NOT internal AND function_type IN ('macro', 'table_macro') AND comment IS NULL
        """).fetchall()
    assert silent == []


def test_times_are_timestamps(database: Path) -> None:
    with store.read(database) as connection:
        types = connection.execute("""
            SELECT DISTINCT data_type FROM duckdb_columns()
            WHERE NOT internal AND (ends_with(column_name, '_at') OR column_name = 'at')
        """).fetchall()
    assert types == [("TIMESTAMP",)]


def test_files_run_in_the_order_of_their_names() -> None:
    for folder in ("migrations", "macros", "views", "load", "checks", "queries", "labels"):
        names = [script.name for script in sql.scripts(folder)]
        assert names == sorted(names)
        assert names
    assert [number for number, _ in sql.migrations()] == list(range(1, len(list(sql.migrations())) + 1))


@pytest.mark.parametrize(
    ("stance", "sentiment", "relevance", "expected"),
    [(1, 1, 2, 1.0), (0.5, -0.5, 1, 0.3), (-1, 0.25, 2, -0.75), (0, 0.5, 0, None), (-1, -1, 1, -1.0)],
)
def test_optimism(database: Path, stance: float, sentiment: float, relevance: int, expected: float | None) -> None:
    with store.read(database) as connection:
        (found,) = connection.execute("SELECT optimism($1, $2, $3)", [stance, sentiment, relevance]).fetchall()[0]
    assert found == (expected if expected is None else pytest.approx(expected, abs=1e-12))


def test_margin_is_students(database: Path) -> None:
    """Quantiles of Student's t at 95 %, from a printed table."""
    table = {3: 2.353, 4: 2.132, 5: 2.015, 7: 1.895, 10: 1.812, 20: 1.725, 60: 1.671, 1000: 1.646}
    with store.read(database) as connection:
        for degrees, expected in table.items():
            (found,) = connection.execute("SELECT t90($1)", [degrees]).fetchall()[0]
            assert found == pytest.approx(expected, rel=0.02)


@pytest.mark.parametrize(
    ("redefined", "lavrov", "trump"),
    [
        ("stance_share() AS 1.0", LEANS / 3, -LEANS / 2 / 2.5),
        ("prior_statements() AS 0.0", 0.8 * LEANS + 0.1, -0.8 * LEANS),
        ("statement_weight(relevance) AS 2.0", 2 * (0.8 * LEANS + 0.1) / 4, 2 * -0.8 * LEANS / 4),
        ("optimism(stance, sentiment, relevance) AS 0.5", 0.5 / 3, 0.25 / 2.5),
    ],
)
def test_views_follow_redefined_macros(database: Path, redefined: str, lavrov: float, trump: float) -> None:
    with store.read(database) as connection:
        connection.execute(f"CREATE TEMP MACRO {redefined}")
        found = dict(connection.execute("SELECT actor_id, optimism FROM actor_summary").fetchall())
    assert found == {"lavrov": pytest.approx(lavrov), "trump": pytest.approx(trump)}


@pytest.mark.parametrize(
    "view", ["movers", "moved('2016-01-01', '2017-01-01', '2018-01-01')", "pairs", "sides_by_month", "actor_by_outlet"]
)
def test_all_means_follow(tmp_path: Path, view: str) -> None:
    said = (Said("lavrov", 0.25, sentiment=0.9, of={"trump": "talk"}), Said("trump", 0.5))
    documents = [Document("d", said, datetime(2016, 6, 1)), Document("e", said[:1], datetime(2017, 10, 1))]
    store.load(tmp_path / "x.duckdb", [stage(tmp_path / "s", documents)], run())
    with store.read(tmp_path / "x.duckdb") as connection:
        before = connection.execute(f"FROM {view}").fetchall()
        connection.execute("CREATE TEMP MACRO stance_share() AS 0.0")
        after = connection.execute(f"FROM {view}").fetchall()
        connection.execute("CREATE TEMP MACRO prior_statements() AS 100.0")
        assert before != after != connection.execute(f"FROM {view}").fetchall()


def test_published_file_is_of_the_promised_format(database: Path) -> None:
    with duckdb.connect(database, read_only=True) as connection:
        (tags,) = connection.execute("SELECT tags FROM duckdb_databases() WHERE NOT internal").fetchall()[0]
    assert tags["storage_version"].startswith("v1.5")


@settings(deadline=None)  # a busy machine fails no test
@given(
    st.lists(st.lists(st.floats(-1, 1), min_size=1, max_size=9), min_size=1, max_size=9),
    st.sampled_from([1, 2]),
)
def test_mean_lies_within_its_interval_and_the_scale(
    macros: duckdb.DuckDBPyConnection, documents: list[list[float]], relevance: int
) -> None:
    mean, low, high = macros.execute(
        """
        SELECT mean_optimism(wx, w), optimism_low(n, w, wx, wxx), optimism_high(n, w, wx, wxx)
        FROM (
            SELECT len(xs) AS n, n * statement_weight($relevance) AS w, list_sum(xs) * w / n AS wx,
                list_sum([x * x for x in xs]) * w / n AS wxx
            FROM (SELECT unnest($documents::DOUBLE[][]) AS xs)
        )
        """,
        {"documents": documents, "relevance": relevance},
    ).fetchall()[0]
    values = [value for document in documents for value in document]
    assert -1 <= low <= mean <= high <= 1
    assert abs(mean) <= max(map(abs, values))


@settings(deadline=None)
@given(st.lists(st.integers(-3000, 3000).map(lambda n: n / 1000), max_size=20))
def test_stance_can_be_retraced_in_sql(macros: duckdb.DuckDBPyConnection, weights: list[float]) -> None:
    (found,) = macros.execute("SELECT stance_of(coalesce(list_sum($1::DOUBLE[]), 0))", [weights]).fetchall()[0]
    assert found == pytest.approx(combine(weights), abs=1e-9)
