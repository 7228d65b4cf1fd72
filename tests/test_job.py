"""The job without Prefect: what is staged, what is published, what is left behind."""

import json
import os
import signal
import threading
from datetime import date
from pathlib import Path

import polars as pl
import pytest

from analytics import frames
from flows import job, sources, stage, store, workers

ARTICLES = {
    "talks.txt": """Talks in Geneva

June 16, 2021

“We want better relations with Russia,” Joe Biden said. “The talks were good.”

Russian Foreign Minister Sergei Lavrov said that Moscow is ready to cooperate with Washington.
""",
    "sanctions.txt": """New sanctions

March 2, 2021

“The sanctions against Russia will stay,” Antony Blinken said in Washington.
""",
    "empty.txt": "",
}
TABLES = ("documents", "paragraphs", "quotations", "statements", "evidence", "actors", "actor_aliases", "rejections")
OF_A_RUN = ("run_id", "ingested_at", "at")


@pytest.fixture
def articles(tmp_path: Path) -> Path:
    folder = tmp_path / "articles"
    folder.mkdir()
    for name, text in ARTICLES.items():
        (folder / name).write_text(text)
    return folder


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    """Make a corpus large enough for several shards."""
    path = tmp_path / "corpus.jsonl"
    with path.open("w") as file:
        for number in range(100):
            text = ARTICLES["talks.txt"].replace("Geneva", f"Geneva, round {number}") + f"It was day {number}.\n" * 1200
            file.write(json.dumps({"text": text, "published_at": "2021-06-16"}) + "\n")
    return path


def tables(database: Path) -> dict[str, pl.DataFrame]:
    """Return all tables, less what names the run, in the order of their values."""
    with store.read(database) as connection:
        found = {name: pl.DataFrame(connection.sql(f"FROM {name} ORDER BY ALL")) for name in TABLES}
    return {name: frame.drop(OF_A_RUN, strict=False) for name, frame in found.items()}


def assert_same(one: Path, other: Path) -> None:
    theirs = tables(other)
    for name, frame in tables(one).items():
        assert frame.rows() == theirs[name].rows(), name


def test_a_run_publishes_what_it_read(articles: Path, tmp_path: Path) -> None:
    seen: list[job.Progress] = []
    token = job.watcher.set(seen.append)
    try:
        outcome = job.run(job.Request([str(articles)], tmp_path / "press.duckdb"))
    finally:
        job.watcher.reset(token)
    assert (outcome.documents_seen, outcome.documents_added, outcome.documents_rejected) == (2, 2, 1)
    assert outcome.statements_added == store.statements(outcome.database, "biden").height + 2
    assert outcome.summary() == "2 documents, 1 rejected, 3 statements added."
    assert [(event.step, event.done, event.shards) for event in seen] == [
        ("discover", 0, 0),
        ("analyse", 0, 1),
        ("analyse", 1, 1),
        ("publish", 1, 1),
    ]
    assert {path.name for path in tmp_path.iterdir()} == {"articles", "press.duckdb"}


def test_what_is_known_is_not_analysed_again(articles: Path, tmp_path: Path) -> None:
    request = job.Request([str(articles)], tmp_path / "press.duckdb")
    first = job.run(request)
    before = tables(request.database)
    (articles / "new.txt").write_text(ARTICLES["talks.txt"].replace("better", "good"))
    (articles / "empty.txt").unlink()
    second = job.run(request)
    assert (second.documents_seen, second.documents_known, second.documents_added) == (3, 2, 1)
    after = tables(request.database)
    assert set(before["statements"]["statement_id"]) < set(after["statements"]["statement_id"])
    assert after["statements"].height == before["statements"].height + second.statements_added
    assert first.run_id != second.run_id


def test_a_file_that_is_as_it_was_is_not_read_again(
    articles: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def to_read(**asked: object) -> set[str]:
        plan = job.prepare(job.Request([str(articles)], database, **asked))
        assert len(plan.files) + plan.unchanged == 3
        return {file.name for file in plan.files}

    database, every = tmp_path / "press.duckdb", set(ARTICLES)
    job.run(job.Request([str(articles)], database))
    assert to_read() == every, "what was written a moment ago may be written again within the same tick of a clock"
    monkeypatch.setattr(store, "SETTLED_SECONDS", -60)
    job.run(job.Request([str(articles)], database))
    assert to_read() == {"empty.txt"}
    assert to_read(columns={"text": "body"}) == to_read(since=date(2021, 1, 1)) == every
    before = tables(database)
    again = job.run(job.Request([str(articles)], database))
    assert again.summary() == "2 documents (2 known), 1 rejected, 0 statements added."
    with store.read(database) as connection:
        runs = "SELECT run_id, documents_seen, documents_rejected FROM runs ORDER BY started_at"
        recorded = connection.sql(runs).fetchall()
    assert recorded[-1] == (again.run_id, 2, 1)
    assert tables(database)["statements"].equals(before["statements"])

    talks = articles / "talks.txt"
    was = talks.stat()
    talks.write_text(ARTICLES["talks.txt"].replace("Lavrov", "Ivanov"))
    os.utime(
        talks, ns=(was.st_atime_ns, was.st_mtime_ns)
    )  # a copy that keeps size and time is another file all the same
    assert to_read() == {"empty.txt", "talks.txt"}
    assert job.run(job.Request([str(articles)], database)).documents_added == 1


def test_a_file_whose_documents_were_scored_anew_is_read_again(
    articles: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(store, "SETTLED_SECONDS", -60)
    (tmp_path / "own").mkdir()
    (tmp_path / "own" / "frames.csv").write_text(OWN)
    request = job.Request([str(articles)], tmp_path / "press.duckdb")
    job.run(request)
    before = tables(request.database)
    rescored = job.run(job.Request([], request.database, rescore=True, knowledge=tmp_path / "own"))
    assert rescored.documents_replaced == 2
    assert not tables(request.database)["evidence"].equals(before["evidence"])
    assert job.run(request).documents_replaced == 2
    assert tables(request.database)["evidence"].equals(before["evidence"])


def test_every_runner_gives_the_same_tables(corpus: Path, tmp_path: Path) -> None:
    plan = job.prepare(job.Request([str(corpus)], tmp_path / "x.duckdb", workers=2))
    assert len(plan.shards) >= 2
    assert plan.workers == 2
    job.run(job.Request([str(corpus)], tmp_path / "processes.duckdb", runner="process", workers=2))
    job.run(job.Request([str(corpus)], tmp_path / "threads.duckdb", runner="thread", workers=3))
    assert_same(tmp_path / "processes.duckdb", tmp_path / "threads.duckdb")


def order(articles: Path, tmp_path: Path) -> stage.Order:
    folder = tmp_path / "staging"
    folder.mkdir()
    (shard,) = sources.plan(sources.discover([str(articles)]))
    return stage.Order(shard, folder)


def test_a_shard_that_runs_twice_is_staged_once(articles: Path, tmp_path: Path) -> None:
    asked = order(articles, tmp_path)
    first = stage.stage(asked)
    written = (first.parts[0] / "statements.parquet").stat().st_mtime_ns
    assert stage.stage(asked) == first
    assert (first.parts[0] / "statements.parquet").stat().st_mtime_ns == written
    assert (first.documents, first.known, first.rejected, first.statements) == (2, 0, 1, 3)
    assert (
        stage.characters_read(asked.folder) == pl.read_parquet(first.parts[0] / "documents.parquet")["characters"].sum()
    )
    for name, schema in store.STAGED.items():
        assert pl.read_parquet(first.parts[0] / f"{name}.parquet").schema == schema


def test_a_shard_is_another_when_its_source_changes(articles: Path, tmp_path: Path) -> None:
    asked = order(articles, tmp_path)
    first = stage.stage(asked)
    (articles / "talks.txt").write_text(ARTICLES["talks.txt"] + "\nIt went on.\n")
    assert stage.stage(asked).path != first.path


def test_two_workers_with_one_shard_agree(articles: Path, tmp_path: Path) -> None:
    asked = order(articles, tmp_path)
    found: list[stage.Staged] = []
    threads = [threading.Thread(target=lambda: found.append(stage.stage(asked))) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 4
    assert len(set(found)) == 1
    assert [path.name for path in asked.folder.iterdir() if path.is_dir()] == [found[0].path.name]


def test_a_document_at_fault_is_rejected_alone(articles: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    sound = stage.analyse

    def fragile(documents: pl.DataFrame, engine: object) -> frames.Analysis:
        if documents["text"].str.contains("sanctions").any():
            raise ZeroDivisionError("no luck")
        return sound(documents, engine)  # type: ignore[arg-type]

    monkeypatch.setattr(stage, "analyse", fragile)
    outcome = job.run(job.Request([str(articles)], tmp_path / "press.duckdb"))
    assert (outcome.documents_added, outcome.documents_rejected) == (1, 2)
    reasons = dict(tables(outcome.database)["rejections"].rows())
    assert reasons[str(articles / "sanctions.txt")] == "analysis failed: ZeroDivisionError: no luck"


def test_a_failed_shard_fails_the_run(corpus: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> stage.Staged:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(workers, "stage", full)
    with pytest.raises(job.JobError, match=r"nothing is published: OSError: .*No space left"):
        job.run(job.Request([str(corpus)], tmp_path / "press.duckdb", runner="thread", workers=2))
    assert {path.name for path in tmp_path.iterdir()} == {"corpus.jsonl"}


def test_a_worker_that_is_killed_fails_the_shard_and_not_the_next(articles: Path, tmp_path: Path) -> None:
    asked = order(articles, tmp_path)
    with workers.Workers("process", 2) as crew:
        first = crew.analyse(asked)
        children = Path(f"/proc/{os.getpid()}/task/{os.getpid()}/children")
        if not children.exists():
            pytest.skip("needs /proc to find the workers")
        for child in children.read_text().split():
            if b"spawn_main" in Path(f"/proc/{child}/cmdline").read_bytes():
                os.kill(int(child), signal.SIGKILL)
        with pytest.raises(workers.WorkerDied, match="use fewer --workers"):
            list(map(crew.analyse, [asked] * 100))
        assert crew.analyse(asked) == first


def test_stopped_workers_take_no_more(articles: Path, tmp_path: Path) -> None:
    asked = order(articles, tmp_path)
    for runner in ("process", "thread"):
        crew = workers.Workers(runner, 2)  # type: ignore[arg-type]
        crew.stop()
        with pytest.raises(stage.Stopped):
            crew.analyse(asked)


def test_staging_of_dead_runs_is_cleaned_and_of_living_ones_kept(tmp_path: Path) -> None:
    database = tmp_path / "press.duckdb"
    dead = tmp_path / "press.duckdb.staging-dead"
    dead.mkdir()
    (dead / "lock").write_text("")
    beginning = tmp_path / "press.duckdb.staging-new"
    beginning.mkdir()
    with job.staging(database) as living:
        assert not dead.exists()
        with job.staging(database) as other:
            assert living.exists()
            assert other != living
    assert {path.name for path in tmp_path.iterdir()} == {beginning.name}


def test_who_dies_while_clearing_up_is_known_to_be_dead(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def die(path: Path, *, ignore_errors: bool) -> None:
        (path / "lock").unlink(missing_ok=True)  # the files of a folder go in any order
        raise KeyboardInterrupt

    clearing = job.staging(tmp_path / "press.duckdb")
    dead = clearing.__enter__()
    (dead / "shard").mkdir()
    with monkeypatch.context() as patch:
        patch.setattr(job.shutil, "rmtree", die)
        with pytest.raises(KeyboardInterrupt):
            clearing.__exit__(None, None, None)
    assert (dead / "lock").exists()
    with job.staging(tmp_path / "press.duckdb"):
        assert not dead.exists()


def test_an_article_is_analysed_here(articles: Path) -> None:
    statements, rejections = job.analyse_here(str(articles))
    assert sorted(statements["actor"].to_list()) == ["Antony Blinken", "Joe Biden", "Sergei Lavrov"]
    assert set(statements["modes"].list.join(",")) <= {"direct", "indirect", "mixed", "direct,direct"}
    assert rejections.height == 1
    statements, rejections = job.analyse_here(str(articles / "empty.txt"))
    assert statements.is_empty()
    assert rejections["source"].to_list() == [str(articles / "empty.txt")]


def test_a_shard_of_any_size_is_staged_in_parts(tmp_path: Path, corpus: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def published(name: str) -> list[pl.DataFrame]:
        outcome = job.run(job.Request([str(corpus)], tmp_path / name, workers=1))  # here, where parts are made small
        assert outcome.documents_added == 100
        with store.read(outcome.database) as connection:
            return [
                pl.DataFrame(connection.sql(f"SELECT * EXCLUDE ({', '.join(own)}) FROM {table} ORDER BY ALL"))
                for table, own in columns.items()
            ]

    columns = {
        "documents": ("run_id", "ingested_at"),
        "paragraphs": ("sentiment",),
        "quotations": ("mode",),
        "statements": ("repeat_of",),
        "evidence": ("weight",),
        "actors": ("kind",),
    }
    whole = published("whole.duckdb")
    monkeypatch.setattr(stage, "PART_CHARACTERS", 50_000)
    asked = stage.Order(sources.plan([corpus], {})[0], tmp_path)
    assert len(stage.stage(asked).parts) > 1
    for one, other in zip(whole, published("parts.duckdb")):
        assert one.equals(other)


def test_a_text_in_two_parts_is_one_document(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stage, "PART_CHARACTERS", 1)
    rows = [{"text": ARTICLES["talks.txt"], "outlet": outlet} for outlet in (None, "Wire", None)]
    (tmp_path / "c.jsonl").write_text("\n".join(map(json.dumps, rows)) + "\n")
    outcome = job.run(job.Request([str(tmp_path / "c.jsonl")], tmp_path / "x.duckdb", workers=1))
    assert (outcome.documents_added, outcome.statements_added > 0) == (1, True)
    with store.read(outcome.database) as connection:
        assert connection.sql("SELECT outlet FROM documents").fetchall() == [("Wire",)]


def test_an_edited_knowledge_folder_is_seen(tmp_path: Path) -> None:
    (tmp_path / "words.csv").write_text("class,words\nconjunction,and|or|but|nor|yet|&\n")
    with stage.lent_engine(tmp_path) as first:
        pass
    with stage.lent_engine(tmp_path) as again:
        assert again is first, "an engine is kept for who comes next"
    (tmp_path / "words.csv").write_text("class,words\nconjunction,and|or|but|nor|yet|&|plus\n")
    with stage.lent_engine(tmp_path) as edited:
        assert edited.scoring_version != first.scoring_version


def test_outlets_of_a_knowledge_folder_are_found_in_texts(tmp_path: Path) -> None:
    article = tmp_path / "a.txt"
    article.write_text("Talks\n\nOMSK (Siberian Herald) - The talks went well, President Joe Biden said on Monday.")
    (tmp_path / "own").mkdir()
    (tmp_path / "own" / "outlets.csv").write_text("outlet,kind,forms\nThe Siberian Herald,outlet,Siberian Herald\n")
    for folder, outlet in ((None, None), (tmp_path / "own", "The Siberian Herald")):
        outcome = job.run(job.Request([str(article)], tmp_path / f"{outlet}.duckdb", knowledge=folder, workers=1))
        with store.read(outcome.database) as connection:
            assert connection.sql("SELECT outlet FROM documents").fetchall() == [(outlet,)]


OWN = """name,pattern,roles,polarity,weight,reason,example
polite,talks ~2 good,,-1,.9,said out of politeness,The talks were good.
"""


@pytest.mark.parametrize("workers", [1, 2])
def test_stored_documents_are_scored_anew_without_their_sources(articles: Path, tmp_path: Path, workers: int) -> None:
    # Lines that wrap, and a line of its own within a block: what is split once is not split again.
    line = "The two sides agreed in Geneva on Wednesday that their officials should meet again before the end of"
    (articles / "wrapped.txt").write_text(
        f"Talks\n\n{line}\nthe summer\n{line}\nthe year.\n\n“Good,” Joe Biden said.\n"
    )
    (tmp_path / "own").mkdir()
    (tmp_path / "own" / "frames.csv").write_text(OWN)
    asked = {"knowledge": tmp_path / "own", "workers": workers}
    fresh = job.run(job.Request([str(articles)], tmp_path / "fresh.duckdb", **asked))
    old = job.run(job.Request([str(articles)], tmp_path / "press.duckdb"))
    before = tables(old.database)
    (articles / "empty.txt").unlink()
    articles.rename(tmp_path / "moved")

    again = job.run(job.Request([], old.database, rescore=True, **asked))
    assert (again.documents_replaced, again.documents_added, again.documents_rejected) == (3, 0, 0)
    assert again.summary().startswith("3 documents, 3 scored anew, 0 rejected")
    after = tables(old.database)
    assert not before["evidence"].equals(after["evidence"])
    assert before["statements"]["statement_id"].equals(after["statements"]["statement_id"])
    assert_same(fresh.database, old.database)

    once_more = job.run(job.Request([], old.database, rescore=True, **asked))
    assert (once_more.documents_seen, once_more.documents_replaced) == (0, 0)


def test_there_must_be_something_to_score_anew(tmp_path: Path) -> None:
    with pytest.raises(store.StoreError, match="there is no such database to score anew"):
        job.run(job.Request([], tmp_path / "press.duckdb", rescore=True))
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("days", "taken", "outside"),
    [
        ((None, None), ["New sanctions", "Talks in Geneva"], 0),
        ((date(2021, 6, 16), None), ["Talks in Geneva"], 2),
        ((None, date(2021, 6, 15)), ["New sanctions"], 2),
        ((date(2021, 3, 2), date(2021, 6, 16)), ["New sanctions", "Talks in Geneva"], 1),
        ((date(2022, 1, 1), None), [], 3),
    ],
)
def test_the_documents_of_some_days_are_taken(
    articles: Path, tmp_path: Path, days: tuple[date | None, date | None], taken: list[str], outside: int
) -> None:
    if outside:
        (articles / "undated.txt").write_text("“Talks with Russia go on,” Joe Biden said.")
    outcome = job.run(job.Request([str(articles)], tmp_path / "x.duckdb", since=days[0], until=days[1]))
    assert (outcome.documents_seen, outcome.documents_outside) == (len(taken), outside)
    assert sorted(tables(outcome.database)["documents"]["title"]) == taken


def test_days_must_be_in_order(articles: Path, tmp_path: Path) -> None:
    with pytest.raises(sources.SourceError, match="no day is since 2021-02-01 and until 2021-01-31"):
        job.run(job.Request([str(articles)], tmp_path / "x.duckdb", since=date(2021, 2, 1), until=date(2021, 1, 31)))


def test_what_a_run_changed() -> None:
    def view(**rows: tuple[int, float | None]) -> pl.DataFrame:
        values = [(name, name.title(), None, count, optimism) for name, (count, optimism) in rows.items()]
        columns = {"actor_id": str, "actor": str, "side": str, "statements": int, "optimism": float}
        return pl.DataFrame(values, schema=columns, orient="row")

    before = view(ann=(2, 0.5), bob=(1, 0.1), eve=(3, None))
    after = view(ann=(3, 0.2), bob=(1, 0.1), cid=(1, -0.4), dan=(4, 0.1), eve=(3, None))
    changed = job.changes(before, after).select("actor", "statements_before", "statements", "optimism_before", "change")
    assert changed.rows() == [("Ann", 2, 3, 0.5, -0.3), ("Dan", None, 4, None, None), ("Cid", None, 1, None, None)]
    assert job.changes(None, before)["actor"].to_list() == ["Eve", "Ann", "Bob"]
    assert job.changes(after, after).is_empty()
