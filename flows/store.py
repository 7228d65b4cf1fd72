"""The DuckDB file: staged frames in, published whole; frames out for the command line.

DuckDB locks a file that is open for writing against readers, and a reader locks it against writers. So nobody writes
to the published file: a load works on a copy and puts it in its place (see flows/publish.py).
"""

import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from tempfile import NamedTemporaryFile, gettempdir
from typing import Any, NamedTuple
from uuid import uuid4

import duckdb
import polars as pl

import sql
from analytics import frames
from analytics.sides import SLOTS, Side, Sides
from flows import repeated
from flows.publish import Busy, replacing

FILES = pl.Schema(
    {"path": pl.String, "size": pl.Int64, "changed": pl.Int64, "documents": pl.Int64, "rejected": pl.Int64}
)
"""What was read of a file, a row a piece: `size` and `changed` of `flows.sources.State`, null if it changed since."""
STAGED = {"documents": frames.DOCUMENTS, **frames.ANALYSIS, "rejections": frames.REJECTIONS, "files": FILES}
"""What a staged folder holds: a Parquet file of each name, with the columns of the frame."""

STAGED_SCRIPTS = ("staged_rows", "staged", "remove")
"""The scripts that say what there is to load and remove what it replaces, in order."""
SLICE_SCRIPTS = ("documents", "statements", "hanging", "quarantine", "remove")
"""The scripts that load a slice of it, in order; `FOLLOW` and `run` come after the last."""
FOLLOW = ("overrides", "actors", "repeats")
"""The scripts of what follows from other documents or overrides, in order; for repeats, see `flows.repeated`."""
SETTLED_SECONDS = 2
"""How long before a run a file must have been left alone, for a later change to show in its time, however coarse."""
MEMORY = 512 * max(2, os.cpu_count() or 1)
"""Megabytes that DuckDB may hold while it loads, a share for each of its threads; the rest waits on disk."""
SLICE = 200_000
"""Staged statements that are loaded at once: what is gathered and checked of them is held in memory."""
FAULTS = 100  # rows of a check that are worth showing

STORAGE_VERSION = "v1.5.0"  # so that tools built on DuckDB 1.5 read what 2.0 writes
QUIET = {"autoinstall_known_extensions": False, "autoload_known_extensions": False, "python_enable_replacements": False}
MAGIC = b"DUCK"  # at offset 8 of every DuckDB file


class StoreError(Exception):
    """The database cannot be used; the text says in one line what is wrong, where, and what to do."""


class Run(NamedTuple):
    """What the table `runs` records of a run, less what the load itself counts."""

    run_id: str
    started_at: datetime
    """Aware of its time zone, or in UTC."""
    code_version: str
    scoring_version: str
    documents_seen: int
    status: str = "completed"


class Loaded(NamedTuple):
    """What a load changed."""

    documents_added: int
    documents_replaced: int
    documents_rejected: int
    statements_added: int


class Overridden(NamedTuple):
    """What overrides came to."""

    statements: int
    """Statements that count for another actor than the analysis found."""
    unused: Sequence[tuple[int, str]]
    """Line and `who` of the rows that decide no statement."""


class Counts(NamedTuple):
    """How much a database holds."""

    documents: int
    statements: int
    actors: int


class Explanation(NamedTuple):
    """All that led to the scores of one statement."""

    statement: Mapping[str, Any]
    """Columns of scored_statements, and `paragraph_text`, `weight` (in the means) and `leaning`."""
    quotations: pl.DataFrame
    evidence: pl.DataFrame


@contextmanager
def _interruptible() -> Iterator[None]:
    """Turn what DuckDB makes of Ctrl-C back into KeyboardInterrupt."""
    try:
        yield
    except RuntimeError as error:
        if str(error) == "Query interrupted":
            raise KeyboardInterrupt from None
        raise


# Writing


@_interruptible()
def check(database: Path, sides: Sides | None = None) -> None:
    """Raise StoreError unless `database` can be loaded into, or made, for these `sides` (None: any); touch nothing."""
    path = Path(database)
    if path.is_dir():
        raise StoreError(f"{path}: is a folder; give the path of a DuckDB file")
    folder = path.resolve().parent
    if not folder.is_dir():
        raise StoreError(f"{path}: there is no folder {folder}; make it, or give another path")
    if not _writable(folder):
        raise StoreError(f"{path}: the folder {folder} is read-only; give a path in another folder")
    if not path.exists():
        return
    if not _writable(path):
        raise StoreError(f"{path}: is read-only; make it writable, or give another path")
    with _attached(path) as connection:
        number = _schema_number(connection, path)
        taken = {name for (name,) in connection.execute("SELECT table_name FROM duckdb_tables()").fetchall()}
        if number and sides and "sides" in taken:
            _hold_sides(connection, path, sides)
    if number == 0 and (clash := sorted(taken & {*STAGED, "runs"})):
        raise StoreError(f"{path}: holds the table {clash[0]} of another program; give another path")
    if path.with_name(f"{path.name}.wal").exists():
        raise StoreError(f"{path}: another program left unfinished work in {path.name}.wal; open it there once more")


@_interruptible()
def load(
    database: Path,
    staged: Sequence[Path],
    run: Run,
    sides: Sides | None = None,
    *,
    reading: str | None = None,
    wait: float = 60,
) -> Loaded:
    """Load `staged` folders into `database` in one transaction, record `run`, and publish the result.

    `sides` are those that the documents were read for; None: those of the database, which has one pair. `reading` names
    how files were read, for `read_files`; None: not so that a later run may do without reading them.
    A document that is stored already is replaced, so a load that is repeated changes nothing but its record. Where
    another load is under way, waits for it for `wait` seconds. Raises StoreError, and leaves the file as it was.
    """
    for folder in staged:
        for name in STAGED:
            if not (folder / f"{name}.parquet").is_file():
                raise StoreError(f"{folder}: is not a staged folder, {name}.parquet is missing; run again")
    with _writing(database, staged, wait) as connection:
        if sides:
            _hold_sides(connection, database, sides)
            rows = [{"slot": slot, **side._asdict()} for slot, side in zip(SLOTS, sides)]
            sql.set_variable(connection, "sides", rows)
            _take(connection, ("sides",))
        sql.set_variable(connection, "run", run._replace(started_at=_utc(run.started_at))._asdict())
        _take(connection, STAGED_SCRIPTS)
        for folders in _slices(staged):
            sql.set_variable(connection, "folders", list(map(str, folders)))
            _take(connection, SLICE_SCRIPTS)
        ((news,),) = connection.execute(sql.script("queries", "news")).fetchall()
        if news:
            _take(connection, FOLLOW)
            _hold_checks(connection, database)
        settled = int((_utc(run.started_at) - datetime(1970, 1, 1)).total_seconds() - SETTLED_SECONDS) * 10**9
        sql.set_variable(connection, "reading", reading)
        sql.set_variable(connection, "settled", settled)
        _take(connection, ("run", "files"))
        (counts,) = connection.execute(sql.script("queries", "run_counts"), {"run_id": run.run_id}).fetchall()
    return Loaded(*counts)


@_interruptible()
def override(database: Path, overrides: pl.DataFrame, *, wait: float = 60) -> Overridden:
    """Have `overrides` (see `flows.overrides`) decide who speaks, in place of any before, and publish the result.

    Holds for what later runs load, too. Raises StoreError, and leaves the file as it was.
    """
    read(database).close()
    with NamedTemporaryFile(suffix=".parquet") as file, _writing(database, (), wait) as connection:
        overrides.write_parquet(file.name)
        connection.execute("DELETE FROM overrides")
        connection.execute(
            "INSERT INTO overrides BY NAME SELECT *, getvariable('now') AS applied_at FROM read_parquet($path)",
            {"path": file.name},
        )
        _take(connection, ("staged_rows", *FOLLOW))
        _hold_checks(connection, database)
        rows = connection.execute(sql.script("queries", "overridden")).fetchall()
        ((changed,),) = connection.execute(
            "SELECT count(*) FROM statements WHERE actor_id <> found_actor_id"
        ).fetchall()
    return Overridden(changed, [(line, who) for line, who, statements in rows if not statements])


def _take(connection: duckdb.DuckDBPyConnection, steps: Sequence[str]) -> None:
    for step in steps:
        if step == "repeats":
            repeated.mark(connection)
        else:
            connection.execute(sql.script("load", step))


def _slices(staged: Sequence[Path]) -> Iterator[Sequence[Path]]:
    """Cut `staged` folders into such as hold `SLICE` statements together."""
    folders: list[Path] = []
    held = 0
    for folder in staged:
        rows = pl.scan_parquet(folder / "statements.parquet", glob=False).select(pl.len()).collect().item()
        if folders and held + rows > SLICE:
            yield folders
            folders, held = [], 0
        folders.append(folder)
        held += rows
    if folders:
        yield folders


def _hold_sides(connection: duckdb.DuckDBPyConnection, database: Path, sides: Sides) -> None:
    """Raise StoreError where documents are stored that were read for another pair."""
    stored = connection.execute(sql.script("queries", "sides")).fetchall()
    documents = connection.execute("SELECT 1 FROM documents LIMIT 1").fetchall()
    if documents and [side for side, *_ in stored] != [side.side for side in sides]:
        pair = " and ".join(side for side, *_ in stored)
        raise StoreError(f"{database}: is about the sides {pair}; give another --database for these")


def _hold_checks(connection: duckdb.DuckDBPyConnection, database: Path) -> None:
    for name, rows in _faults(connection):
        what, at, problem = rows.select("what", "id", "problem").row(0)
        fault = f"{what} {at}: {problem}"
        raise StoreError(f"{database}: is as it was, because it would fail the check {name}: {fault}")


@contextmanager
def _writing(database: Path, staged: Sequence[Path], wait: float) -> Iterator[duckdb.DuckDBPyConnection]:
    """Lend a connection that writes a copy of `database` in a transaction; put it in place at the end.

    Variables name the files of `staged`, and `now`. Raises StoreError.
    """
    path = Path(database)
    check(path)
    path = path.resolve()  # a link goes on to point to the file
    try:
        with replacing(path, wait) as copy:
            check(path)  # it may have changed while we waited
            empty = copy.parent / "empty"
            empty.mkdir()
            config: dict[str, Any] = {
                "storage_compatibility_version": STORAGE_VERSION,
                "temp_directory": str(copy.parent / "spill"),
                "memory_limit": f"{MEMORY}MB",
            }
            with duckdb.connect(copy, config=QUIET | config) as connection:
                _migrate(connection)
                for name, schema in STAGED.items():
                    # An empty frame comes first: it fixes the types, and there is a file where nothing was staged.
                    schema.to_frame().write_parquet(empty / f"{name}.parquet")
                    sql.set_variable(connection, name, [str(folder / f"{name}.parquet") for folder in (empty, *staged)])
                sql.set_variable(connection, "now", datetime.now(UTC).replace(tzinfo=None))
                connection.begin()
                for script in (*sql.scripts("macros"), *sql.scripts("views")):
                    connection.execute(script.text)
                connection.execute(sql.script("", "comments"))
                _make_checks(connection)
                yield connection
                connection.commit()
                connection.execute("CHECKPOINT")
    except Busy as holder:
        raise StoreError(f"{path}: {holder} is loading into it; run again when that is done") from None
    except (OSError, duckdb.Error) as error:
        raise StoreError(f"{path}: could not be written, and is as it was: {_first_line(error)}") from error


def _migrate(connection: duckdb.DuckDBPyConnection) -> None:
    """Apply each migration that the file has not been through, with its record, in a transaction."""
    connection.execute(sql.script("", "migrations"))
    (done,) = connection.execute("SELECT coalesce(max(number), 0) FROM migrations").fetchall()[0]
    for number, migration in sql.migrations():
        if number > done:
            connection.begin()
            connection.execute(migration.text)
            connection.execute(
                "INSERT INTO migrations VALUES ($number, $name, $now)",
                {"number": number, "name": migration.name, "now": datetime.now(UTC).replace(tzinfo=None)},
            )
            connection.commit()


# Reading


def read(database: Path) -> duckdb.DuckDBPyConnection:
    """Return a connection that reads `database` as it was last published. Raises StoreError.

    The file is attached to a database in memory: so temporary tables and macros can be made, and a process that keeps
    a connection open for days still sees each new publication through a new one.
    """
    path = Path(database)
    if not path.exists():
        raise StoreError(f"{path}: there is no such database; `detente run` makes it")
    connection = _attached(path)
    try:
        if _schema_number(connection, path) == 0:
            raise StoreError(f"{path}: is a DuckDB file of another program; give another path")
    except BaseException:
        connection.close()
        raise
    return connection


def sandboxed(database: Path) -> duckdb.DuckDBPyConnection:
    """Return a connection that reads `database` and no other file, whatever SQL it is given. Raises StoreError."""
    connection = read(database)
    connection.execute("SET allowed_directories = []")
    connection.execute("SET enable_external_access = false")
    connection.execute("SET lock_configuration = true")
    return connection


def known_documents(database: Path, scoring_version: str) -> pl.DataFrame:
    """Return the column `document_id` of the documents stored with scores of this version. Raises StoreError."""
    if not Path(database).exists():
        return pl.DataFrame(schema={"document_id": pl.String})
    return _frame(database, "known_documents", scoring_version=scoring_version)


def read_files(database: Path, reading: str) -> pl.DataFrame:
    """Return the files that need no reading, as long as they are as they were: `path`, `size`, `changed`, `documents`.

    A run read each of them whole, in the way that `reading` names, and stored all that is in it. Raises StoreError.
    """
    if not Path(database).exists():
        return pl.DataFrame(schema=FILES).drop("rejected")
    return _frame(database, "read_files", reading=reading)


def rejections(database: Path, run_id: str) -> pl.DataFrame:
    """Return what a run could not use: `source` and `reason`. Raises StoreError."""
    return _frame(database, "rejections_of", run_id=run_id)


def outdated(database: Path, scoring_version: str) -> int:
    """Return how many documents are stored with scores of another version. Raises StoreError."""
    if not Path(database).exists():
        return 0
    return int(_frame(database, "outdated", scoring_version=scoring_version).item())


def write_outdated(database: Path, scoring_version: str, path: Path) -> None:
    """Write the documents stored with scores of another version to the Parquet file `path`. Raises StoreError.

    Its columns are those of `frames.DOCUMENTS` without `text`, and `blocks`, the texts of the paragraphs in order.
    """
    with _reading(database) as connection:
        connection.execute(
            sql.script("queries", "write_outdated"), {"scoring_version": scoring_version, "path": str(path)}
        ).fetchall()


def sides(database: Path) -> Sides:
    """Return the two sides whose relations the database is about. Raises StoreError."""
    return Sides(*(Side(*row) for row in _frame(database, "sides").iter_rows()))


def actors(database: Path) -> pl.DataFrame:
    """Return the view actor_summary. Raises StoreError."""
    return _frame(database, "actors")


def statements(database: Path, actor: str) -> pl.DataFrame:
    """Return the rows of scored_statements of one actor, in order of time. Raises StoreError; see `actor_id`."""
    return _frame(database, "statements_of", actor_id=actor_id(database, actor))


def actor_id(database: Path, actor: str) -> str:
    """Return who is meant by an identifier, a name, an alias or a part of one.

    Raises StoreError where nobody, or more than one, is meant.
    """
    found = _frame(database, "actor_named", name=actor)
    meant = found.filter(pl.col("match") == found["match"].max()) if found.height else found
    if not meant.height or not meant["exact"][0]:
        near = ", ".join(found["name"])
        raise StoreError(
            f"{database}: nobody named {actor!r} is heard in it; "
            + (f"near: {near}" if near else "see `detente actors`")
        )
    if meant.height > 1:
        raise StoreError(f"{database}: {actor!r} may be {' or '.join(meant['actor_id'])}; name one of them")
    return str(meant["actor_id"][0])


def explain(database: Path, statement_id: str) -> Explanation:
    """Return all that led to the scores of the statement whose id begins so. Raises StoreError unless there is one."""
    found = _frame(database, "statement", statement_id=statement_id)
    if not found.height:
        raise StoreError(f"{database}: there is no statement {statement_id!r}; `detente statements` lists their ids")
    if found.height > 1:
        several = " or ".join(found["statement_id"][:3])
        raise StoreError(f"{database}: {statement_id!r} may be {several}; give more of it")
    (statement_id,) = found["statement_id"]
    return Explanation(
        found.row(0, named=True),
        _frame(database, "quotations_of", statement_id=statement_id),
        _frame(database, "evidence_of", statement_id=statement_id),
    )


def sources(database: Path) -> pl.DataFrame:
    """Return `document_id`, `source`, `title`, `outlet`, `published_at` of the documents. Raises StoreError."""
    return _frame(database, "sources")


def population(database: Path) -> pl.DataFrame:
    """Return the paragraphs that may carry statements, each with its `stratum` for a sample. Raises StoreError."""
    return _frame(database, "population")


def counts(database: Path) -> Counts:
    """Return how much `database` holds. Raises StoreError."""
    return Counts(*_frame(database, "counts").row(0))


def faults(database: Path) -> dict[str, pl.DataFrame]:
    """Run the integrity checks and return what those that find faults find, one row more than `FAULTS` at most.

    The columns are `what` is at fault, its `id`, its `document_id` and the `problem`. Raises StoreError.
    """
    with _reading(database) as connection:
        _make_checks(connection)
        return dict(_faults(connection, FAULTS + 1))


def _make_checks(connection: duckdb.DuckDBPyConnection) -> None:
    connection.execute("CREATE TEMP VIEW checked AS SELECT document_id FROM documents")
    for check in sql.scripts("checks"):
        connection.execute(f"CREATE TEMP VIEW check_{check.name} AS {check.text}")


def _faults(connection: duckdb.DuckDBPyConnection, rows: int = 1) -> Iterator[tuple[str, pl.DataFrame]]:
    for check in sql.scripts("checks"):
        found = pl.DataFrame(connection.sql(f"FROM check_{check.name} ORDER BY ALL LIMIT {rows}"))
        if found.height:
            yield check.name, found


def frames_of(
    database: Path, folder: str, prepared: Sequence[str] = (), **variables: object
) -> dict[str, pl.DataFrame]:
    """Return what each query of a folder of `sql/` finds, all in one publication. Raises StoreError.

    The scripts named in `prepared` go first and find nothing; all read `variables` with getvariable().
    """
    with _reading(database) as connection:
        for name, value in variables.items():
            sql.set_variable(connection, name, value)
        for name in prepared:
            connection.execute(sql.script(folder, name)).fetchall()
        return {
            script.name: pl.DataFrame(connection.sql(script.text))
            for script in sql.scripts(folder)
            if script.name not in prepared
        }


def _frame(database: Path, query: str, **parameters: Any) -> pl.DataFrame:
    with _reading(database) as connection:
        return pl.DataFrame(connection.sql(sql.script("queries", query), params=parameters))


@contextmanager
def _reading(database: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """Read `database`, and turn what DuckDB finds wrong with it into StoreError."""
    with _interruptible(), read(database) as connection:
        try:
            yield connection
        except (duckdb.CatalogException, duckdb.BinderException):
            raise StoreError(f"{database}: was made by an older version; `detente run` brings it up to date") from None
        except duckdb.Error as error:
            raise StoreError(f"{database}: cannot be read: {_first_line(error)}") from None


def _attached(path: Path) -> duckdb.DuckDBPyConnection:
    try:
        with path.open("rb") if path.is_file() else BytesIO() as file:
            magic = file.read(12)[8:]
    except OSError as error:
        raise StoreError(f"{path}: cannot be opened: {error.strerror}") from None
    if magic != MAGIC:
        raise StoreError(f"{path}: is not a DuckDB file; give another path")
    config: dict[str, Any] = {"temp_directory": str(Path(gettempdir(), f"detente-{uuid4().hex}"))}
    connection = duckdb.connect(config=QUIET | config)
    try:
        quoted = str(path.resolve()).replace("'", "''")
        connection.execute(f"ATTACH '{quoted}' AS detente (READ_ONLY)")
        connection.execute("USE detente")
    except duckdb.Error as error:
        connection.close()
        raise StoreError(f"{path}: cannot be opened: {_first_line(error)}") from None
    return connection


def _schema_number(connection: duckdb.DuckDBPyConnection, path: Path) -> int:
    """Return the last migration that the file has been through. Raises StoreError where this program knows fewer."""
    try:
        (number,) = connection.execute("SELECT coalesce(max(number), 0) FROM migrations").fetchall()[0]
    except (duckdb.CatalogException, duckdb.BinderException):
        return 0
    except duckdb.Error as error:
        raise StoreError(f"{path}: cannot be read: {_first_line(error)}") from None
    newest = max(known for known, _ in sql.migrations())
    if number > newest:
        raise StoreError(f"{path}: is of a newer schema ({number}, this version knows {newest}); upgrade detente")
    return int(number)


def _utc(moment: datetime) -> datetime:
    return moment.astimezone(UTC).replace(tzinfo=None) if moment.tzinfo else moment


def _writable(path: Path) -> bool:
    # The mode bits as well: to the superuser, every file is writable.
    return os.access(path, os.W_OK) and bool(path.stat().st_mode & 0o222)


def _first_line(error: BaseException) -> str:
    return str(error).strip().partition("\n")[0]
