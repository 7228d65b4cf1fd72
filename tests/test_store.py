"""The database file: what goes in, what comes out, and what can go wrong around it."""

import os
import random
import signal
import subprocess
import sys
import threading
import time
from datetime import datetime
from pathlib import Path

import duckdb
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from staged import ACTORS, Document, Said, run, stage

import sql
from flows import overrides, store
from flows.store import Loaded, StoreError

LONG = "The two countries can and should work together in Syria"
TALKS = "The ceasefire along the northern river is holding, and both delegations will meet in Vienna to extend it."
AGAIN = "Asked about it, he said the ceasefire along the northern river holds and delegations will meet in Vienna."


@pytest.fixture
def database(tmp_path: Path) -> Path:
    return tmp_path / "x.duckdb"


def rows(database: Path, query: str) -> list[tuple[object, ...]]:
    with store.read(database) as connection:
        return connection.execute(query).fetchall()


def content(database: Path) -> dict[str, list[tuple[object, ...]]]:
    """Everything but the record of the runs."""
    kept = {name: f"FROM {name}" for name in store.STAGED if name not in ("rejections", "documents", "files")}
    kept["documents"] = "SELECT * EXCLUDE (run_id, ingested_at) FROM documents"
    return {name: rows(database, f"FROM ({query}) ORDER BY ALL") for name, query in kept.items()}


def refused(database: Path, staged: list[Path]) -> str:
    """Load, and return the message of the StoreError; the file and its folder must be as they were."""
    before = {path: path.read_bytes() for path in database.parent.glob("*") if path.is_file()}
    with pytest.raises(StoreError) as error:
        store.load(database, staged, run(), wait=0)
    assert {path: path.read_bytes() for path in database.parent.glob("*") if path.is_file()} == before
    assert "\n" not in str(error.value)
    return str(error.value)


# Loading


def test_everything_staged_is_stored(tmp_path: Path, database: Path) -> None:
    document = Document("d", (Said("lavrov", 0.5, sentiment=0.3),), datetime(2017, 5, 10), "TASS", "Talks", "a.txt#7")
    loaded = store.load(database, [stage(tmp_path / "s", [document], [("b.txt", "empty")])], run())
    assert loaded == Loaded(documents_added=1, documents_replaced=0, documents_rejected=1, statements_added=1)
    for name, schema in store.STAGED.items():
        if name == "files":
            continue
        staged = pl.read_parquet(tmp_path / "s" / f"{name}.parquet")
        columns = [column for column in schema if (name, column) != ("documents", "text")]
        assert rows(database, f"SELECT {', '.join(columns)} FROM {name} ORDER BY ALL") == sorted(
            staged.select(columns).rows(), key=repr
        )
    assert rows(database, "SELECT * EXCLUDE (finished_at) FROM runs") == [
        ("r1", datetime(2026, 1, 1, 12), "completed", "0.1.0", "v1", 1, 1, 0, 1, 1)
    ]
    assert rows(database, "SELECT run_id, source, reason FROM rejections") == [("r1", "b.txt", "empty")]
    assert sorted(path.name for path in tmp_path.iterdir()) == ["s", "x.duckdb"]


def test_nothing_staged_is_a_run_too(database: Path) -> None:
    assert store.load(database, [], run()) == Loaded(0, 0, 0, 0)
    assert rows(database, "SELECT run_id, documents FROM coverage") == [("r1", 0)]
    assert store.actors(database).is_empty()


def test_loading_again_changes_nothing(tmp_path: Path, database: Path) -> None:
    documents = [Document("d1", (Said("lavrov", 0.5), Said("trump", via="lavrov"))), Document("d2", (Said("kelly"),))]
    staged = stage(tmp_path / "s", documents)
    store.load(database, [staged], run())
    before = content(database)
    assert store.load(database, [staged], run("r2")) == Loaded(0, 2, 0, 3)
    assert content(database) == before
    assert rows(database, "SELECT DISTINCT run_id FROM documents") == [("r2",)]
    assert store.load(database, [staged], run("r2")) == Loaded(0, 2, 0, 3)
    assert rows(database, "SELECT run_id FROM runs ORDER BY ALL") == [("r1",), ("r2",)]


def test_a_document_is_replaced_whole(tmp_path: Path, database: Path) -> None:
    store.load(database, [stage(tmp_path / "s1", [Document("d", (Said("kelly", 0.5), Said("lavrov", 0.5)))])], run())
    again = Said("lavrov", -0.25)
    store.load(database, [stage(tmp_path / "s2", [Document("d", (again,))])], run("r2", "v2"))
    assert rows(database, "SELECT statement_id, actor_id, stance FROM statements") == [("d-1", "lavrov", again.stance)]
    assert rows(database, "SELECT weight FROM evidence") == [(-0.25,)]
    assert rows(database, "SELECT paragraph FROM paragraphs ORDER BY 1") == [(0,), (1,)]
    assert rows(database, "SELECT actor_id FROM actors") == [("lavrov",)], "nobody hears Kelly any more"
    assert rows(database, "SELECT actor_id FROM actor_aliases") == [("lavrov",)]


def test_statements_load_the_same_in_slices(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    said = [Document(name, (Said("kelly", 0.5), Said("mo"))) for name in "abcdefgh"]
    staged = [stage(tmp_path / "s1", said), stage(tmp_path / "s2", [*said[:2], Document("i", (Said("mo"),))])]
    loaded = []
    for number, size in enumerate((1_000, 3, 1)):
        monkeypatch.setattr(store, "SLICE", size)
        database = tmp_path / f"{number}.duckdb"
        store.load(database, staged, run())
        loaded.append(content(database))
    assert len(loaded[0]["statements"]) == 17
    assert loaded[0] == loaded[1] == loaded[2]


def test_shards_load_the_same_in_any_order(tmp_path: Path) -> None:
    """The same text from three sources, the same speaker known differently."""
    dated = datetime(2017, 5, 10)
    person = ("person", None, None, False)
    staged = [
        stage(tmp_path / "s1", [Document("d", (Said("kelly", 0.5),), None, "TASS", source="a.txt")]),
        stage(
            tmp_path / "s2",
            [
                Document("d", (Said("kelly", 0.25),), dated, source="c.txt"),
                Document("e", (Said("mo"),)),
            ],
            actors=[("kelly", "Jane KELLY", "unknown", "US", None, False), ("mo", "MO", *person)],
        ),
        stage(
            tmp_path / "s3",
            [
                Document("d", (Said("kelly", 0.25),), dated, source="b.txt"),
                Document("f", (Said("mo"),)),
            ],
            actors=[("kelly", "Jane Kelly", "person", None, "Senator", False), ("mo", "Mo", *person)],
        ),
    ]
    results = []
    for number, order in enumerate((staged, staged[::-1], [staged[1], staged[0], staged[2]])):
        store.load(tmp_path / f"{number}.duckdb", order, run())
        results.append(content(tmp_path / f"{number}.duckdb"))
    assert all(result == results[0] for result in results)
    assert results[0]["documents"][0] == ("d", "b.txt", None, None, datetime(2017, 5, 10), "en", 100)
    assert results[0]["actors"] == [
        ("kelly", "Jane Kelly", "person", "US", "Senator", False),
        ("mo", "Mo", "person", None, None, False),
    ]


SAID = st.builds(
    Said,
    actor=st.sampled_from(["lavrov", "kelly", "somebody"]),
    weight=st.sampled_from([-0.5, 0.0, 0.25]),
    via=st.sampled_from([None, "trump"]),
    text=st.sampled_from([LONG, LONG.upper(), TALKS, AGAIN, "Thank you", "“Ça va” 😀"]),
    **{
        name: st.just(default)
        for name, default in Said._field_defaults.items()
        if name not in ("weight", "via", "text")
    },
)


@settings(max_examples=3, deadline=None)
@given(st.lists(st.lists(SAID, max_size=4).map(tuple), min_size=2, max_size=6), st.randoms(use_true_random=False))
def test_any_split_into_shards_and_loads_comes_to_the_same(
    tmp_path_factory: pytest.TempPathFactory, said: list[tuple[Said, ...]], draw: random.Random
) -> None:
    folder = tmp_path_factory.mktemp("split")
    documents = [Document(f"d{n}", parts, datetime(2017, 5, n + 1) if n % 3 else None) for n, parts in enumerate(said)]
    store.load(folder / "whole.duckdb", [stage(folder / "whole", documents)], run())
    draw.shuffle(documents)
    shards = [stage(folder / document.document_id, [document]) for document in documents]
    cut = draw.randrange(len(shards))
    store.load(folder / "split.duckdb", shards[:cut], run())
    store.load(folder / "split.duckdb", shards[cut:], run("r2"))
    assert content(folder / "split.duckdb") == content(folder / "whole.duckdb")


def test_two_copies_in_one_folder_are_one_document(tmp_path: Path, database: Path) -> None:
    copies = [Document("d", (Said("lavrov", 0.5),), source="b.txt"), Document("d", (Said("lavrov", 0.5),))]
    assert store.load(database, [stage(tmp_path / "s", copies)], run()).statements_added == 1
    assert rows(database, "SELECT source FROM documents") == [("a.txt",)]
    assert store.faults(database) == {}


@pytest.mark.parametrize("registry_first", [True, False])
def test_the_registry_wins(tmp_path: Path, database: Path, registry_first: bool) -> None:
    found = ("lavrov", "Lavrov", "unknown", "US", "a man", False)
    for number, actor in enumerate([("lavrov", *ACTORS["lavrov"]), found][:: 1 if registry_first else -1]):
        staged = stage(tmp_path / str(number), [Document(f"d{number}", (Said("lavrov"),))], actors=[actor])
        store.load(database, [staged], run(str(number)))
    assert rows(database, "FROM actors") == [("lavrov", *ACTORS["lavrov"])]


def test_a_newer_registry_wins_over_the_stored_one(tmp_path: Path, database: Path) -> None:
    for number, name in enumerate(("Zorin", "Alexei Zorin", "Boris Zorin")):
        actor = ("zorin", name, "person", "RU", None, True)
        store.load(database, [stage(tmp_path / str(number), [Document("d", (Said("zorin"),))], actors=[actor])], run())
    assert rows(database, "SELECT name FROM actors") == [("Boris Zorin",)]


def test_repeats_point_to_the_earliest(tmp_path: Path, database: Path) -> None:
    said = Said("lavrov", 0.5, text=LONG)
    staged = [
        stage(tmp_path / "s1", [Document("late", (said, said), datetime(2017, 6, 1)), Document("undated", (said,))]),
        stage(
            tmp_path / "s2",
            [
                Document("early", (said._replace(text=LONG.upper()),), datetime(2017, 5, 1)),
                Document("other", (said._replace(actor="trump"), said._replace(via="trump"))),
                Document("short", (Said("lavrov", 0.5, text="Thank you"), Said("lavrov", 0.5, text="Thank you"))),
            ],
        ),
    ]
    repeats = "SELECT statement_id, repeat_of FROM statements WHERE repeat_of IS NOT NULL ORDER BY 1"
    store.load(database, staged[:1], run())
    assert rows(database, repeats) == [("late-2", "late-1"), ("undated-1", "late-1")]
    store.load(database, staged[1:], run("r2"))
    assert rows(database, repeats) == [("late-1", "early-1"), ("late-2", "early-1"), ("undated-1", "early-1")]
    store.load(database, [stage(tmp_path / "s3", [Document("early")])], run("r3"))
    assert rows(database, repeats) == [("late-2", "late-1"), ("undated-1", "late-1")]
    assert store.faults(database) == {}


def test_near_repeats_count_once_whatever_is_loaded_or_overridden_when(tmp_path: Path, database: Path) -> None:
    documents = [
        Document("first", (Said("lavrov", 0.5, text=TALKS),), datetime(2017, 5, 1)),
        Document("second", (Said("lavrov", 0.5, text=AGAIN),), datetime(2017, 5, 3)),
        Document("other", (Said("kelly", 0.5, text=AGAIN),), datetime(2017, 5, 3)),
        Document("months-later", (Said("lavrov", 0.5, text=AGAIN + " So it is."),), datetime(2017, 9, 1)),
    ]
    staged = [stage(tmp_path / document.document_id, [document]) for document in documents]
    repeats = "SELECT statement_id, repeat_of FROM statements WHERE repeat_of IS NOT NULL ORDER BY 1"
    for number, folder in enumerate(staged[::-1]):
        store.load(database, [folder], run(str(number)))
    assert rows(database, repeats) == [("second-1", "first-1")]
    assert rows(database, "FROM repeat_links") == [("first-1", "second-1")]
    (tmp_path / "o.csv").write_text("who,actor,kind,side,document,outlet,since,until,note\nkelly,lavrov,,,,,,,\n")
    moved = overrides.read(tmp_path / "o.csv").with_columns(actor_id=pl.lit("lavrov"))
    store.override(database, moved)
    assert rows(database, repeats) == [("other-1", "first-1"), ("second-1", "first-1")]
    store.override(database, moved.clear())
    assert rows(database, repeats) == [("second-1", "first-1")]
    store.load(database, [stage(tmp_path / "gone", [Document("first")])], run("gone"))
    assert rows(database, repeats) == rows(database, "FROM repeat_links") == rows(database, "FROM uncompared") == []
    assert store.faults(database) == {}


def test_a_database_from_before_repeats_were_compared_is_compared_whole(tmp_path: Path, database: Path) -> None:
    said = (Said("lavrov", text=TALKS), Said("lavrov", text=AGAIN))
    store.load(database, [stage(tmp_path / "s", [Document("d", said)])], run())
    with duckdb.connect(database) as connection:
        for table in ("repeat_links", "uncompared", "sides", "files"):
            connection.execute(f"DROP TABLE {table}")
        connection.execute("DELETE FROM migrations WHERE number > 2")
        for table, column in (
            ("statements", "modes"),
            ("statements", "spans"),
            ("mentions", "regard"),
            ("mentions", "regard_text"),
        ):
            connection.execute(f"ALTER TABLE {table} DROP COLUMN {column}")
        connection.execute("UPDATE statements SET repeat_of = NULL")
    store.load(database, [stage(tmp_path / "t", [Document("e")])], run("r2"))
    assert rows(database, "SELECT repeat_of FROM statements ORDER BY statement_id") == [(None,), ("d-1",)]
    spans = [{"char_start": 2, "char_end": 2 + len(text)} for text in (TALKS, AGAIN)]
    assert rows(database, "SELECT modes, spans FROM statements ORDER BY statement_id") == [
        (["direct"], [span]) for span in spans
    ]


def test_known_documents_are_those_of_the_same_scoring(tmp_path: Path, database: Path) -> None:
    assert store.known_documents(database, "v1").rows() == []
    store.load(database, [stage(tmp_path / "s1", [Document("d1"), Document("d2")])], run("r1", "v1"))
    store.load(database, [stage(tmp_path / "s2", [Document("d2")])], run("r2", "v2"))
    assert store.known_documents(database, "v1").rows() == [("d1",)]
    assert store.known_documents(database, "v2").rows() == [("d2",)]


def test_folder_names_are_not_patterns(tmp_path: Path) -> None:
    folder = tmp_path / "it's [a] *b?"
    store.load(folder.parent / "x'y [1].duckdb", [stage(folder / "s*", [Document("d", (Said("lavrov"),))])], run())
    assert store.actors(tmp_path / "x'y [1].duckdb").height == 1


# A faulty analysis


def edit(folder: Path, name: str, change: pl.Expr) -> None:
    path = folder / f"{name}.parquet"
    pl.read_parquet(path).with_columns(change).write_parquet(path)


FAULTS = {
    "a quotation that is not the text": ("quotations", pl.col("char_start") + 1, "offsets, spans"),
    "a quotation that ends before it starts": ("quotations", pl.lit(0, pl.Int32).alias("char_end"), "offsets, spans"),
    "a quotation in boilerplate": ("paragraphs", pl.lit("boilerplate").alias("kind"), "offsets"),
    "evidence that is not the text": ("evidence", pl.lit("other").alias("text"), "offsets"),
    "evidence that nobody voices": ("evidence", pl.col("char_start") - 2, "offsets, spans"),
    "a mention that is not the text": ("mentions", pl.lit("other").alias("text"), "offsets"),
    "a statement that nobody voices": ("statements", pl.lit("other").alias("text"), "spans"),
    "a stance that no evidence makes": ("statements", pl.lit(0.9).alias("stance"), "stance"),
    "a stance beyond the scale": ("statements", pl.lit(1.5).alias("stance"), "ranges, stance"),
    "a sentiment that is not a number": ("statements", pl.lit(float("nan")).alias("sentiment"), "ranges"),
    "unrelated, with a stance": ("statements", pl.lit(0, pl.Int8).alias("relevance"), "ranges"),
    "evidence without bounds": ("evidence", pl.lit(float("inf")).alias("weight"), "ranges, stance"),
}


def test_faulty_documents_are_rejected_and_the_others_stored(tmp_path: Path, database: Path) -> None:
    staged = [stage(tmp_path / "good", [Document("good", (Said("lavrov", 0.5),))])]
    for source, (table, change, _) in FAULTS.items():
        staged.append(
            stage(tmp_path / source, [Document(source, (Said("kelly", 0.5, of={"trump": "talk"}),), source=source)])
        )
        edit(staged[-1], table, change)
    assert store.load(database, staged, run()) == Loaded(1, 0, len(FAULTS), 1)
    rejected = {
        source: f"its analysis fails the check {check}; please report this" for source, (*_, check) in FAULTS.items()
    }
    assert dict(rows(database, "SELECT source, reason FROM rejections")) == rejected
    for name in ("documents", "paragraphs", "quotations", "statements"):
        assert rows(database, f"SELECT DISTINCT document_id FROM {name}") == [("good",)]
    assert rows(database, "SELECT actor_id FROM actors") == [("lavrov",)]
    assert store.faults(database) == {}


def test_a_reference_to_nobody_is_not_published(tmp_path: Path, database: Path) -> None:
    store.load(database, [stage(tmp_path / "s1", [Document("d", (Said("lavrov"),))])], run())
    message = refused(database, [stage(tmp_path / "s2", [Document("e", (Said("kelly"),))], actors=[])])
    assert "it would fail the check references: " in message
    assert "kelly is not stored" in message


DAMAGES = [
    # (what another program did to the file, the check that finds it, what it says is wrong)
    *(
        (f"INSERT INTO {table} FROM {table}", "unique_ids", problem)
        for table, problem in (
            ("documents", "document early: stands 2 times"),
            ("paragraphs", "paragraph early 1: stands 2 times"),
            ("quotations", "quotation early-1-q: stands 2 times"),
            ("statements", "statement early-1: stands 2 times"),
            ("mentions", "mention in statement early-1 of trump: stands 2 times"),
            ("actors", "actor lavrov: stands 2 times"),
            ("actor_aliases", "alias Mr Lavrov of lavrov: stands 2 times"),
        )
    ),
    ("DELETE FROM runs", "references", "document early: its run r1 is not recorded"),
    ("DELETE FROM documents", "references", "paragraph early 0: its document is not stored"),
    ("DELETE FROM documents", "references", "statement early-1: its document early is not stored"),
    ("DELETE FROM paragraphs", "references", "quotation early-1-q: its paragraph 1 is not stored"),
    ("DELETE FROM statements", "references", "quotation early-1-q: its statement early-1 is not stored"),
    ("UPDATE quotations SET paragraph = 0", "references", "its statement early-1 is not stored, or stands elsewhere"),
    ("DELETE FROM statements", "references", "evidence of statement early-1: the statement is not stored"),
    ("DELETE FROM statements", "references", "mention in statement early-1: the statement is not stored"),
    ("DELETE FROM statements", "references", "link of statement late-1: the statement is not stored"),
    ("DELETE FROM quotations", "references", "statement early-1: has no quotation"),
    ("DELETE FROM actors", "references", "statement early-1: its actor lavrov is not stored"),
    ("UPDATE statements SET via_actor_id = 'nobody'", "references", "its messenger nobody is not stored"),
    ("UPDATE statements SET found_actor_id = 'nobody'", "references", "its found actor nobody is not stored"),
    ("UPDATE mentions SET actor_id = 'nobody'", "references", "mention in statement early-1: the actor nobody"),
    ("UPDATE actor_aliases SET actor_id = 'nobody'", "references", "alias Mr Lavrov: its actor nobody is not stored"),
    (
        "UPDATE statements SET repeat_of = 'nothing'",
        "references",
        "the statement nothing that it repeats is not stored",
    ),
    ("UPDATE statements SET repeat_of = statement_id", "repeats", "statement early-1: repeats itself"),
    (
        "UPDATE statements SET repeat_of = 'late-1'",
        "repeats",
        "statement early-1: repeats late-1, which repeats late-1",
    ),
    (
        "UPDATE statements SET repeat_of = 'other-1' WHERE statement_id = 'late-1'",
        "repeats",
        "is of lavrov, and repeats",
    ),
    (
        "UPDATE statements SET repeat_of = if(paragraph > 1, NULL, 'late-2')",
        "repeats",
        "repeats late-2, which is later",
    ),
    ("UPDATE paragraphs SET text = 'x' || text", "offsets", "paragraph 1 has other words at characters 2 to"),
    (
        "UPDATE mentions SET char_start = char_start + 1",
        "offsets",
        "mention in statement early-1: paragraph 1 has other",
    ),
    ("UPDATE evidence SET text = 'other'", "offsets", "evidence of statement early-1: paragraph 1 has other words"),
    ("UPDATE quotations SET char_end = 999", "offsets", "characters 2 to 999 are none of paragraph 1"),
    ("UPDATE paragraphs SET kind = 'heading'", "offsets", "stands in paragraph 1, which is heading"),
    ("UPDATE statements SET text = text || '!'", "spans", "statement early-1: its text is not that of its quotations"),
    (
        "INSERT INTO quotations SELECT * REPLACE ('again' AS quotation_id) FROM quotations",
        "spans",
        "statement early-1: two of its quotations overlap at character 2",
    ),
    (
        "UPDATE evidence SET char_start = 0",
        "spans",
        "evidence of statement early-1: lies outside what the statement says",
    ),
    (
        "UPDATE mentions SET char_start = 0",
        "spans",
        "mention in statement early-1: lies outside what the statement says",
    ),
    ("UPDATE evidence SET weight = -weight", "stance", "statement early-1: stance is 0.455, its evidence makes -0.455"),
    ("DELETE FROM evidence", "stance", "statement early-1: stance is 0.455, its evidence makes 0.0"),
    ("INSERT INTO evidence FROM evidence", "stance", "statement early-1: stance is 0.455, its evidence makes 0.625"),
    ("UPDATE statements SET stance = -3", "ranges", "stance -3.0 or relevance 2 is off the scale"),
    ("UPDATE statements SET sentiment = 'nan'", "ranges", "statement early-1: sentiment nan"),
    ("UPDATE statements SET relevance = 0", "ranges", "is unrelated (relevance 0), yet has the stance 0.45"),
    ("UPDATE evidence SET weight = 'inf'", "ranges", "weight inf or polarity 1 of the frame talk is off the scale"),
    ("UPDATE paragraphs SET kind = 'note'", "ranges", "paragraph early 0: kind note"),
    ("UPDATE quotations SET mode = 'sung'", "ranges", "quotation early-1-q: there is no mode sung"),
    ("UPDATE actors SET kind = 'robot'", "ranges", "actor lavrov: there is no kind robot"),
    ("UPDATE actors SET side = 'uk'", "ranges", "there is no kind person or no side uk"),
]


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """Return a database without faults, of two statements and one that repeats the first."""
    folder = tmp_path_factory.mktemp("sound")
    said = Said("lavrov", 0.5, text=LONG, of={"trump": LONG[:5]})
    documents = [
        Document("early", (said,), datetime(2017, 5, 1)),
        Document("late", (said, Said("lavrov", -0.5)), datetime(2017, 5, 2)),
        Document("other", (Said("trump"),), datetime(2017, 5, 1)),
    ]
    store.load(folder / "x.duckdb", [stage(folder / "s", documents)], run())
    with duckdb.connect(folder / "x.duckdb") as connection:  # a link that the comparison made of words alike
        connection.execute("DELETE FROM repeat_links")
        connection.execute("INSERT INTO repeat_links VALUES ('early-1', 'late-1')")
    assert store.faults(folder / "x.duckdb") == {}
    return (folder / "x.duckdb").read_bytes()


@pytest.mark.parametrize(("change", "check", "problem"), DAMAGES)
def test_checks_find_what_others_did_to_the_file(
    tmp_path: Path, sound: bytes, change: str, check: str, problem: str
) -> None:
    database = tmp_path / "x.duckdb"
    database.write_bytes(sound)
    with duckdb.connect(database) as connection:
        connection.execute(change)
    found = store.faults(database)[check].select("what", "id", "problem").rows()
    assert [text for text in (f"{what} {at}: {wrong}" for what, at, wrong in found) if problem in text]


def test_a_folder_that_is_not_whole_is_refused(tmp_path: Path, database: Path) -> None:
    staged = stage(tmp_path / "s", [Document("d")])
    (staged / "evidence.parquet").unlink()
    assert "evidence.parquet is missing" in refused(database, [staged])
    (staged / "evidence.parquet").write_bytes(b"PAR1 broken")
    assert "evidence.parquet" in refused(database, [staged])
    assert not database.exists()


def test_stances_of_an_older_formula_are_left_alone(tmp_path: Path, database: Path) -> None:
    store.load(database, [stage(tmp_path / "s1", [Document("old", (Said("lavrov", 0.5),))])], run("r1", "v1"))
    with duckdb.connect(database) as connection:
        connection.execute("UPDATE statements SET stance = 0.123")
    assert "stance" in store.faults(database)
    store.load(database, [stage(tmp_path / "s2", [Document("new", (Said("lavrov", 0.5),))])], run("r2", "v2"))
    assert store.faults(database) == {}


# The file


def no_folder(path: Path) -> Path:
    return path / "nowhere" / "x.duckdb"


def a_folder(path: Path) -> Path:
    return path


def a_text(path: Path) -> Path:
    (path / "x.duckdb").write_text("Dear diary, " * 10)
    return path / "x.duckdb"


def an_empty_file(path: Path) -> Path:
    (path / "x.duckdb").touch()
    return path / "x.duckdb"


def a_pipe(path: Path) -> Path:
    os.mkfifo(path / "x.duckdb")
    return path / "x.duckdb"


def a_truncated_file(path: Path) -> Path:
    store.load(path / "x.duckdb", [], run())
    whole = (path / "x.duckdb").read_bytes()
    (path / "x.duckdb").write_bytes(whole[: len(whole) // 10])
    return path / "x.duckdb"


def a_read_only_file(path: Path) -> Path:
    store.load(path / "x.duckdb", [], run())
    (path / "x.duckdb").chmod(0o444)
    return path / "x.duckdb"


def a_read_only_folder(path: Path) -> Path:
    (path / "folder").mkdir(mode=0o555)
    return path / "folder" / "x.duckdb"


def a_newer_schema(path: Path) -> Path:
    store.load(path / "x.duckdb", [], run())
    with duckdb.connect(path / "x.duckdb") as connection:
        connection.execute("INSERT INTO migrations VALUES (999, '0999_future', now()::TIMESTAMP)")
    return path / "x.duckdb"


def another_program(path: Path) -> Path:
    with duckdb.connect(path / "x.duckdb") as connection:
        connection.execute("CREATE TABLE documents (number INTEGER)")
    return path / "x.duckdb"


def unfinished_work(path: Path) -> Path:
    store.load(path / "x.duckdb", [], run())
    (path / "x.duckdb.wal").write_bytes(b"")
    return path / "x.duckdb"


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (no_folder, "there is no folder"),
        (a_folder, "is a folder"),
        (a_text, "is not a DuckDB file"),
        (an_empty_file, "is not a DuckDB file"),
        (a_pipe, "is not a DuckDB file"),
        (a_truncated_file, "cannot be opened"),
        (a_read_only_file, "is read-only"),
        (a_read_only_folder, "the folder"),
        (a_newer_schema, "is of a newer schema (999, this version knows 7)"),
        (another_program, "holds the table documents of another program"),
        (unfinished_work, "another program left unfinished work"),
    ],
)
def test_unusable_files_are_refused_and_left(tmp_path: Path, make: object, message: str) -> None:
    database = make(tmp_path)  # type: ignore[operator]
    with pytest.raises(StoreError) as error:
        store.check(database)
    assert str(error.value).startswith(f"{database}: {message}")
    assert refused(database, []) == str(error.value)


def test_check_accepts_what_can_be_loaded_and_writes_nothing(database: Path) -> None:
    store.check(database)
    assert list(database.parent.iterdir()) == []
    store.load(database, [], run())
    store.check(database)
    assert list(database.parent.iterdir()) == [database]


def test_a_link_goes_on_to_point_to_the_file(tmp_path: Path, database: Path) -> None:
    link = tmp_path / "link.duckdb"
    link.symlink_to(database)
    store.load(link, [stage(tmp_path / "s", [Document("d")])], run())
    assert link.is_symlink()
    assert rows(database, "SELECT document_id FROM documents") == [("d",)]


def test_permissions_stay(tmp_path: Path, database: Path) -> None:
    store.load(database, [], run())
    database.chmod(0o640)
    store.load(database, [], run("r2"))
    assert database.stat().st_mode & 0o777 == 0o640


def test_what_analysts_added_stays(tmp_path: Path, database: Path) -> None:
    store.load(database, [], run())
    with duckdb.connect(database) as connection:
        connection.execute("CREATE VIEW mine AS FROM actor_summary")
        connection.execute("CREATE OR REPLACE MACRO stance_share() AS 0.1")
    said = Said("lavrov", 0.25)
    store.load(database, [stage(tmp_path / "s", [Document("d", (said,))])], run("r2"))
    assert rows(database, "SELECT optimism FROM mine") == [(pytest.approx(0.8 * said.stance / 3),)], (
        "macros are made anew"
    )


def test_migrations_are_applied_and_recorded(tmp_path: Path, database: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store.load(database, [stage(tmp_path / "s", [Document("d")])], run())
    known = list(sql.migrations())
    assert rows(database, "SELECT number, name FROM migrations ORDER BY 1") == [(n, s.name) for n, s in known]
    number = len(known) + 1
    broken = sql.Script("9_broken", "CREATE TABLE half (a INTEGER); ALTER TABLE nowhere ADD COLUMN b INTEGER")
    monkeypatch.setattr(sql, "migrations", lambda: iter([*known, (number, broken)]))
    assert "nowhere" in refused(database, [])
    added = sql.Script(
        "9_note", "ALTER TABLE documents ADD COLUMN note VARCHAR; COMMENT ON COLUMN documents.note IS 'x'"
    )
    monkeypatch.setattr(sql, "migrations", lambda: iter([*known, (number, added)]))
    store.load(database, [], run("r2"))
    store.load(database, [], run("r3"))
    assert rows(database, "SELECT document_id, note FROM documents") == [("d", None)]
    assert rows(database, "SELECT count(*) FROM migrations") == [(number,)]
    monkeypatch.undo()
    assert f"newer schema ({number}" in refused(database, [])
    with pytest.raises(StoreError, match="newer schema"):
        store.read(database)


# Readers and writers at once


def test_readers_never_wait_and_never_see_half(tmp_path: Path, database: Path) -> None:
    """Each publication holds one more document with two statements; a reader sees whole ones only, in order."""
    store.load(database, [], run())
    seen: list[tuple[int, int]] = []
    errors: list[Exception] = []
    done = threading.Event()

    def look() -> None:
        while not done.is_set():
            try:
                ((documents, said),) = rows(
                    database, "SELECT (SELECT count(*) FROM documents), (SELECT count(*) FROM scored_statements)"
                )
            except Exception as error:
                errors.append(error)
            else:
                seen.append((int(str(documents)), int(str(said))))

    reader = threading.Thread(target=look)
    with store.read(database) as old:
        reader.start()
        for number in range(4):
            staged = stage(tmp_path / f"s{number}", [Document(f"d{number}", (Said("lavrov"), Said("trump")))])
            store.load(database, [staged], run(f"r{number}"))
        done.set()
        reader.join()
        assert old.execute("SELECT count(*) FROM documents").fetchall() == [(0,)], "an open reader keeps what it opened"
    assert errors == []
    assert seen == sorted(seen)
    assert all(said == 2 * documents for documents, said in seen)
    assert rows(database, "SELECT count(*) FROM documents") == [(4,)]


def test_writers_take_turns(tmp_path: Path, database: Path) -> None:
    staged = [stage(tmp_path / f"s{n}", [Document(f"d{n}", (Said("lavrov"),))]) for n in range(4)]
    errors: list[StoreError] = []

    def write(number: int) -> None:
        try:
            store.load(database, [staged[number]], run(f"r{number}"))
        except StoreError as error:
            errors.append(error)

    writers = [threading.Thread(target=write, args=(number,)) for number in range(4)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    assert errors == []
    assert rows(database, "SELECT count(*) FROM documents") == [(4,)]
    assert sorted(path.name for path in tmp_path.glob("*x*")) == ["x.duckdb"]


HOLD = """
import sys, time
from pathlib import Path
from flows.publish import replacing
with replacing(Path(sys.argv[1]).resolve(), 0):
    print("held", flush=True)
    time.sleep(60)
"""


def test_the_holder_of_the_lock_is_named_and_its_death_frees_it(tmp_path: Path, database: Path) -> None:
    with subprocess.Popen([sys.executable, "-c", HOLD, database], stdout=subprocess.PIPE) as holder:
        assert holder.stdout
        assert holder.stdout.readline() == b"held\n"
        assert f"process {holder.pid} on" in refused(database, [])
        holder.kill()
    assert (tmp_path / ".x.duckdb.loading").is_dir()
    store.load(database, [], run(), wait=0)
    assert list(tmp_path.iterdir()) == [database]


def test_a_file_open_for_writing_elsewhere_is_left(database: Path) -> None:
    store.load(database, [], run())
    hold = "import duckdb, sys, time; c = duckdb.connect(sys.argv[1]); print('held', flush=True); time.sleep(60)"
    with subprocess.Popen([sys.executable, "-c", hold, database], stdout=subprocess.PIPE) as holder:
        assert holder.stdout
        holder.stdout.readline()
        message = refused(database, [])
        holder.kill()
    assert "lock" in message
    assert str(holder.pid) in message


LOAD = """
import sys
from pathlib import Path
from staged import run
from flows import store
print("begin", flush=True)
try:
    store.load(Path(sys.argv[1]), [Path(sys.argv[2])], run("r2"))
except KeyboardInterrupt:
    sys.exit(130)
"""


@pytest.mark.parametrize("sent", [signal.SIGINT, signal.SIGKILL])
def test_a_load_that_is_stopped_leaves_the_file_as_it_was(tmp_path: Path, database: Path, sent: signal.Signals) -> None:
    store.load(database, [stage(tmp_path / "s1", [Document("d", (Said("lavrov"),))])], run())
    before = database.read_bytes()
    many = [Document(f"e{number}", tuple(Said("trump", 0.5) for _ in range(20))) for number in range(1000)]
    big = stage(tmp_path / "s2", many)
    environment = os.environ | {"PYTHONPATH": str(Path(__file__).parent)}
    stopped = 0
    for delay in (0.05, 0.2, 0.35):
        with subprocess.Popen(
            [sys.executable, "-c", LOAD, database, big], stdout=subprocess.PIPE, env=environment
        ) as loading:
            assert loading.stdout
            loading.stdout.readline()
            time.sleep(delay + random.random() / 20)
            loading.send_signal(sent)
            loading.wait(10)
        if loading.returncode:
            stopped += 1
            assert database.read_bytes() == before
            if sent == signal.SIGINT:
                assert loading.returncode == 130
                assert sorted(path.name for path in tmp_path.iterdir()) == ["s1", "s2", "x.duckdb"]
        before = database.read_bytes()
    assert stopped
    store.load(database, [big], run("r3"))
    assert sorted(path.name for path in tmp_path.iterdir()) == ["s1", "s2", "x.duckdb"]
    assert rows(database, "SELECT count(*) FROM documents") == [(1001,)]


# Reading


def test_reading_what_is_not_there(tmp_path: Path, database: Path) -> None:
    for read in (store.actors, store.read, store.sandboxed, store.faults):
        with pytest.raises(StoreError, match="there is no such database; `detente run` makes it"):
            read(database)
    with duckdb.connect(database) as connection:
        connection.execute("CREATE TABLE t (a INTEGER)")
    with pytest.raises(StoreError, match="of another program"):
        store.actors(database)


def test_reading_what_an_older_version_made(database: Path) -> None:
    store.load(database, [], run())
    with duckdb.connect(database) as connection:
        connection.execute("DROP VIEW actor_summary")
    with pytest.raises(StoreError, match="was made by an older version; `detente run` brings it up to date"):
        store.actors(database)
    store.load(database, [], run("r2"))
    assert store.actors(database).height == 0


def test_reading_what_is_damaged(tmp_path: Path, database: Path) -> None:
    """DuckDB finds a damaged block when it reads it: the words of its error, in one line."""
    store.load(database, [stage(tmp_path / "s", [Document("d", (Said("lavrov"),))])], run())
    whole = database.read_bytes()
    messages = []
    for start in range(0, len(whole), 100_000):
        database.write_bytes(whole[:start] + bytes(100) + whole[start + 100 :])
        try:
            store.faults(database)
        except StoreError as error:
            messages.append(str(error))
    assert messages
    assert all(message.startswith(str(database)) and "\n" not in message for message in messages)


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("filled")
    said = (Said("lavrov", 0.5, sentiment=0.25), Said("trump", -0.25, 1, via="lavrov"), Said("kelly"))
    store.load(folder / "x.duckdb", [stage(folder / "s", [Document("d", said, datetime(2017, 5, 10))])], run())
    return folder / "x.duckdb"


@pytest.mark.parametrize("name", ["lavrov", "Sergei Lavrov", "sergei", "MR LAVROV", "LAVROV"])
def test_statements_of_an_actor_by_any_name(filled: Path, name: str) -> None:
    found = store.statements(filled, name)
    assert found["statement_id"].to_list() == ["d-1"]
    assert found["spans"].to_list() == [[{"char_start": 2, "char_end": 26}]]
    assert found["modes"].to_list() == [["direct"]]


@pytest.mark.parametrize(
    ("name", "message"),
    [("Lavrof", "nobody named 'Lavrof' is heard in it; near: Sergei Lavrov"), ("xyz", "nobody named 'xyz'"), ("", "")],
)
def test_statements_of_nobody(filled: Path, name: str, message: str) -> None:
    with pytest.raises(StoreError) as error:
        store.statements(filled, name)
    assert message in str(error.value)


def test_statements_of_one_of_two(tmp_path: Path, database: Path) -> None:
    actors = [
        ("a-ivanov", "A Ivanov", "person", "RU", None, True),
        ("b-ivanov", "B Ivanov", "person", "RU", None, True),
    ]
    staged = stage(tmp_path / "s", [Document("d", (Said("a-ivanov"), Said("b-ivanov")))], actors=actors)
    store.load(database, [staged], run())
    with pytest.raises(StoreError, match="'Ivanov' may be a-ivanov or b-ivanov; name one of them"):
        store.statements(database, "Ivanov")
    assert store.statements(database, "B Ivanov").height == 1


def test_explain_holds_all_that_led_to_the_score(filled: Path) -> None:
    statement, quotations, evidence = store.explain(filled, "d-1")
    text = statement["paragraph_text"]
    for frame in (quotations, evidence):
        for row in frame.iter_rows(named=True):
            assert text[row["char_start"] : row["char_end"]] == row["text"]
    assert (statement["actor"], statement["weight"], statement["leaning"]) == ("Sergei Lavrov", 1.0, "for")
    assert statement["optimism"] == pytest.approx(0.8 * statement["stance"] + 0.2 * 0.25)
    assert evidence["operators"].to_list() == [["hedge"]]
    with pytest.raises(StoreError, match="there is no statement 'nonsense'"):
        store.explain(filled, "nonsense")


@pytest.mark.parametrize(
    "query",
    [
        "FROM read_text('{outside}')",
        "FROM read_csv('{outside}')",
        "FROM '{outside}'",
        "FROM glob('{outside}*')",
        "COPY actors TO '{outside}.out'",
        "EXPORT DATABASE '{outside}.out'",
        "ATTACH '{database}' AS again",
        "ATTACH '{outside}.out' AS new",
        "INSTALL httpfs",
        "SET enable_external_access = true",
        "RESET lock_configuration",
        "SET allowed_directories = ['/']",
        "SET temp_directory = '{outside}.out'",
        "CREATE TABLE t (a INTEGER)",
        "DELETE FROM actors",
        "DROP VIEW actor_summary",
        "FROM python_variable",
    ],
)
def test_the_sandbox_holds(tmp_path: Path, filled: Path, query: str) -> None:
    python_variable = pl.DataFrame({"a": [1]})
    outside = tmp_path / "outside.csv"
    outside.write_text("a,b\n1,2\n")
    before = sorted(tmp_path.iterdir())
    with store.sandboxed(filled) as connection, pytest.raises(duckdb.Error):
        connection.execute(query.format(outside=outside, database=filled))
    assert sorted(tmp_path.iterdir()) == before
    assert python_variable.height


def test_the_sandbox_answers_and_is_its_own(filled: Path) -> None:
    with store.sandboxed(filled) as inside, store.read(filled) as outside:
        inside.execute("CREATE TEMP MACRO stance_share() AS 0.0")
        for connection, count in ((inside, 1), (outside, 0)):
            found = connection.execute(
                "SELECT count(*) FROM duckdb_functions() WHERE macro_definition = '0.0'"
            ).fetchall()
            assert found == [(count,)]
