"""The one composition of the steps: discover, shards, analyse, load, publish.

The Prefect flow, `detente run --direct` and a notebook all call `run`. They differ only in who hands the shards to the
workers (`Mapper`), and in what they do with what is reported.
"""

import fcntl
import hashlib
import os
import shutil
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from importlib.metadata import version
from itertools import chain
from pathlib import Path
from queue import Empty, SimpleQueue
from time import monotonic, time
from typing import Any, NamedTuple, Protocol
from uuid import uuid4

import polars as pl

from analytics import frames
from analytics.analyse import scoring_version
from analytics.knowledge import Knowledge, KnowledgeError
from analytics.sides import Sides
from flows import corpus, report, sources, store
from flows.server import ServerError
from flows.stage import Order, Staged, analysed, lent_engine
from flows.workers import Runner, Workers

ABANDONED_SECONDS = 60

Mapper = Callable[[Workers, Sequence[Order]], Iterable[Staged]]
"""Has the workers analyse all orders, and yields what they staged, in any order. Raises where a shard failed."""


class Progress(NamedTuple):
    """Where a run stands, for who watches it."""

    step: str
    shards: int = 0
    done: int = 0
    folder: Path | None = None
    """Staging folder, for `flows.stage.characters_read`."""


ACTOR_COLUMNS = (
    "actor",
    "side",
    "statements",
    "documents",
    "optimism",
    "optimism_low",
    "optimism_high",
    "stance",
    "sentiment",
    "optimism_reported",
)
"""Columns of actor_summary that a table on a page has room for."""

watcher: ContextVar[Callable[[Progress], None]] = ContextVar("watcher", default=lambda progress: None)
"""Called at each step of a run. A context variable, because the parameters of a flow are for a form to fill in."""


class JobError(RuntimeError):
    """A run that failed; the text says in one line why and what to do."""


FAILED = (JobError, ServerError)
"""A run that was right to ask for failed."""
EXPECTED = (*FAILED, KnowledgeError, sources.SourceError, store.StoreError)
"""Trouble that a user can mend: one line says it all."""


@dataclass(frozen=True)
class Request:
    """What is asked of a run."""

    sources: Sequence[str]
    database: Path
    columns: Mapping[str, str] = field(default_factory=dict)
    """Names of the columns of corpus files that stand for `text`, `title`, … where they differ."""
    knowledge: Path | None = None
    runner: Runner = "process"
    dask_address: str | None = None
    """Of the scheduler of the cluster, with the runner `dask`; None: a cluster of this machine, for this run."""
    staging: Path | None = None
    """Folder for staged files, which all workers must see; None: that of the database."""
    workers: int | None = None
    """How many shards at once; None: one for each core."""
    rescore: bool = False
    """Also analyse again, without its source, each document that is stored with scores of another version."""
    since: date | None = None
    until: date | None = None
    """First and last day of the documents that are wanted; where one is given, those without a date are not."""
    report: Path | None = None
    """Where to write the report page, see `flows.report`; None: nowhere."""


class Plan(NamedTuple):
    """What a run would read and do."""

    files: Sequence[Path]
    shards: Sequence[Sequence[sources.Piece]]
    workers: int
    sides: Sides
    scoring_version: str
    outdated: int
    """Stored documents to analyse again."""
    reading: str | None = None
    """Names how files are read, see `flows.store.read_files`."""
    unchanged: int = 0
    """Files that need no reading, because they are as they were when a run read them."""
    documents: int = 0
    """What is in these."""


class Outcome(NamedTuple):
    """What a run did."""

    run_id: str
    database: Path
    documents_seen: int
    documents_added: int
    documents_known: int
    documents_outside: int
    """Not of the days that were asked for, and not seen."""
    documents_replaced: int
    """Stored before, and analysed again."""
    documents_rejected: int
    statements_added: int
    seconds: Mapping[str, float]
    """How long each step took."""
    report: Path | None
    """The report page of the database."""

    def summary(self) -> str:
        """Return the counts as a line."""
        known = f" ({self.documents_known:,} known)" if self.documents_known else ""
        outside = f"{self.documents_outside:,} of other days, " if self.documents_outside else ""
        again = f"{self.documents_replaced:,} scored anew, " if self.documents_replaced else ""
        return (
            f"{_counted(self.documents_seen, 'document')}{known}, {outside}{again}"
            f"{self.documents_rejected:,} rejected, "
            f"{_counted(self.statements_added, 'statement')} added."
        )


def _counted(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def check(request: Request) -> Plan:
    """Look at the database, the knowledge and the sources, and write nothing. Raises one of `EXPECTED`."""
    store.check(request.database)
    if request.report is not None:
        report.check(request.report)
    sources.plan([], request.columns)
    if request.staging is not None and not request.staging.is_dir():
        raise sources.SourceError(f"{request.staging}: no such folder for staged files; make it, or name another")
    if request.dask_address is not None and request.runner != "dask":
        raise sources.SourceError(f"the address of a Dask cluster is of no use to the runner {request.runner!r}")
    if request.since is not None and request.until is not None and request.since > request.until:
        raise sources.SourceError(f"no day is since {request.since} and until {request.until}; exchange them")
    if request.rescore and not request.sources and not request.database.exists():
        raise store.StoreError(f"{request.database}: there is no such database to score anew; name its sources")
    knowledge = Knowledge(request.knowledge)
    sides, scored_by = Sides.load(knowledge), scoring_version(knowledge)
    store.check(request.database, sides)
    files = sources.discover(request.sources) if request.sources or not request.rescore else []
    if request.knowledge is not None:
        with lent_engine(request.knowledge):
            pass  # what the user wrote may not compile
    outdated = store.outdated(request.database, scored_by) if request.rescore else 0
    return Plan(files, [], 1, sides, scored_by, outdated, _reading(request, scored_by))


def prepare(request: Request) -> Plan:
    """Check the request, and cut what is to be read of its sources into shards. Raises one of `EXPECTED`."""
    checked = check(request)
    files, documents = checked.files, 0
    if checked.reading is not None:
        files, documents = sources.changed(files, store.read_files(request.database, checked.reading))
    shards = sources.plan(files, request.columns)
    return checked._replace(
        files=files,
        shards=shards,
        workers=_workers(request, len(shards)),
        unchanged=len(checked.files) - len(files),
        documents=documents,
    )


def _reading(request: Request, scored_by: str) -> str | None:
    """Name all that decides which documents are found in a file; None where that takes reading it each time.

    It does where only some days are wanted: what is left out is told by the dates that stand in the file.
    """
    if request.since or request.until:
        return None
    content = hashlib.blake2b(repr((scored_by, sorted(request.columns.items()))).encode(), digest_size=10)
    for module in (sources, corpus):
        content.update(Path(str(module.__file__)).read_bytes())
    return content.hexdigest()


def _workers(request: Request, shards: int) -> int:
    return max(1, min(request.workers or os.cpu_count() or 1, shards))


def in_threads(workers: Workers, orders: Sequence[Order]) -> Iterator[Staged]:
    """Hand the orders out by a thread for each worker; by none where there is only one."""
    if workers.count == 1:
        yield from map(workers.analyse, orders)
        return
    with ThreadPoolExecutor(workers.count) as pool:
        try:
            yield from as_they_end([pool.submit(workers.analyse, order) for order in orders])
        except BaseException:
            workers.stop()
            pool.shutdown(wait=False, cancel_futures=True)
            raise


class Future(Protocol):
    """What we ask of a future, of Prefect or of Python."""

    def add_done_callback(self, callback: Callable[[Any], Any], /) -> None:
        """Have `callback` called with the future once it is done."""

    def result(self) -> Any:
        """Return what it gave, or raise what it raised."""


def as_they_end(futures: Sequence[Future]) -> Iterator[Any]:
    """Yield the results of `futures` as they come. Raises what the first that failed raised."""
    ended: SimpleQueue[Future] = SimpleQueue()
    for future in futures:
        future.add_done_callback(ended.put)
    left = len(futures)
    while left:
        try:
            # Not without end: where another thread is given the signal, Ctrl-C does not end a wait.
            future = ended.get(timeout=0.2)
        except Empty:
            continue
        left -= 1
        yield future.result()


def run(request: Request, mapper: Mapper = in_threads) -> Outcome:
    """Read, analyse and publish. Raises one of `EXPECTED`; whatever is raised, the published file is untouched."""
    tell = watcher.get()
    started_at = datetime.now(UTC)
    run_id = f"{started_at:%Y%m%dT%H%M%S}-{uuid4().hex[:6]}"
    clock = _Clock()

    tell(Progress("discover"))
    plan = prepare(request)
    clock.lap("discover")
    where = (request.staging or request.database.parent).absolute()
    knowledge = request.knowledge.absolute() if request.knowledge else None
    with staging(request.database, where) as folder:
        with _writing(where):
            known = _known_documents(request.database, plan.scoring_version, folder)
            shards = list(plan.shards)
            if plan.outdated:
                stored = folder / "outdated.parquet"
                store.write_outdated(request.database, plan.scoring_version, stored)
                shards += sources.stored(stored)
        orders = [Order(pieces, folder, knowledge, known, request.since, request.until) for pieces in shards]
        tell(Progress("analyse", len(orders), 0, folder))
        staged = []
        with Workers(request.runner, _workers(request, len(shards))) as workers:
            try:
                for one in mapper(workers, orders):
                    staged.append(one)
                    tell(Progress("analyse", len(orders), len(staged), folder))
            except EXPECTED:
                raise
            except Exception as error:
                reason = f"{type(error).__name__}: {error}"
                raise JobError(f"a shard failed, so nothing is published: {reason}") from error
        clock.lap("analyse")

        tell(Progress("publish", len(orders), len(staged)))
        reported = request.report is not None and report.is_of(request.report, request.database)
        loaded = store.load(
            request.database,
            sorted({part for one in staged for part in one.parts}),
            store.Run(
                run_id=run_id,
                started_at=started_at,
                code_version=version("detente"),
                scoring_version=plan.scoring_version,
                documents_seen=plan.documents + sum(one.documents + one.known for one in staged),
            ),
            plan.sides,
            reading=plan.reading,
        )
        clock.lap("publish")
    if request.report is not None:
        tell(Progress("report", len(orders), len(staged)))
        report.update(
            request.report,
            request.database,
            changed=bool(loaded.documents_added or loaded.documents_replaced) or not reported,
        )
        clock.lap("report")
    return Outcome(
        run_id=run_id,
        database=request.database,
        documents_seen=plan.documents + sum(one.documents + one.known for one in staged),
        documents_added=loaded.documents_added,
        documents_known=plan.documents + sum(one.known for one in staged),
        documents_outside=sum(one.outside for one in staged),
        documents_replaced=loaded.documents_replaced,
        documents_rejected=loaded.documents_rejected,
        statements_added=loaded.statements_added,
        seconds=clock.laps,
        report=request.report,
    )


def changes(before: pl.DataFrame | None, after: pl.DataFrame) -> pl.DataFrame:
    """Compare the view actor_summary `before` (None: no database yet) and `after` a run.

    Returns the actors whose statements or optimism differ, the largest change of optimism first: `actor`, `side`,
    `statements`, `optimism`, both also as `…_before`, and `change`.
    """
    values = ["statements", "optimism"]
    then = (after.clear() if before is None else before).select("actor_id", *values)
    return (
        after.select("actor_id", "actor", "side", *values)
        .join(then, on="actor_id", how="left", suffix="_before")
        .filter(pl.any_horizontal(pl.col(name).ne_missing(pl.col(f"{name}_before")) for name in values))
        .with_columns(change=pl.col("optimism") - pl.col("optimism_before"))
        .sort(pl.col("change").abs(), "statements", "actor_id", descending=[True, True, False], nulls_last=True)
        .drop("actor_id")
    )


def analyse_here(source: str, knowledge: Path | None = None) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Analyse `source` in this process; return its statements and its rejections. Raises one of `EXPECTED`.

    The statements have the columns of the view scored_statements, less those that take a store to know.
    """
    spoken, rejections = [], [frames.REJECTIONS.to_frame()]
    with lent_engine(knowledge) as engine:
        for piece in chain.from_iterable(sources.plan(sources.discover([source]))):
            for documents, unread in sources.read(piece, engine.outlets):
                analysis, faulty = analysed(documents, engine)
                spoken.append(_spoken(documents, analysis))
                rejections += unread, faulty
    return pl.concat(spoken or [_spoken(frames.DOCUMENTS.to_frame(), _NOTHING)]), pl.concat(rejections)


_NOTHING = frames.Analysis(
    *(store.STAGED[name].to_frame() for name in frames.Analysis._fields),
)


def _spoken(documents: pl.DataFrame, analysis: frames.Analysis) -> pl.DataFrame:
    modes = analysis.quotations.group_by("statement_id").agg(pl.col("mode").sort_by("char_start").alias("modes"))
    actors = analysis.actors.select("actor_id", pl.col("name").alias("actor"), "side")
    messengers = analysis.actors.select(pl.col("actor_id").alias("via_actor_id"), pl.col("name").alias("via"))
    return (
        analysis.statements.join(documents.select("document_id", "source", "title", "published_at"), on="document_id")
        .join(actors, on="actor_id", how="left")
        .join(messengers, on="via_actor_id", how="left")
        .join(modes, on="statement_id", how="left")
        .sort("source", "paragraph", "statement_id")
        .select(
            *("statement_id", "source", "title", "published_at", "paragraph", "actor", "side", "via", "modes", "text"),
            *("sentiment", "stance", "relevance"),
        )
    )


class _Clock:
    """How long each step took, in seconds."""

    def __init__(self) -> None:
        self.laps: dict[str, float] = {}
        self._last = monotonic()

    def lap(self, step: str) -> None:
        now = monotonic()
        self.laps[step], self._last = now - self._last, now


def _known_documents(database: Path, scoring_version: str, folder: Path) -> Path:
    """Write which documents need no analysis to a file of `folder`, named by its content as a shard's digest asks."""
    known = store.known_documents(database, scoring_version).sort("document_id")
    content = hashlib.blake2b("\n".join(known["document_id"]).encode(), digest_size=10).hexdigest()
    path = folder / f"known-{content}.parquet"
    known.write_parquet(path)
    return path


@contextmanager
def staging(database: Path, where: Path | None = None) -> Iterator[Path]:
    """Make a folder for staged Parquet, and remove it at the end, with those of runs for `database` that died.

    It stands in the folder `where`, or else beside `database`.
    """
    where = where or database.parent
    prefix = f"{database.name}.staging-"
    for old in where.iterdir():
        if old.name.startswith(prefix) and not _in_use(old):
            _remove(old)
    with _writing(where):
        folder = Path(tempfile.mkdtemp(prefix=prefix, dir=where))
    try:
        with (folder / "lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield folder
    finally:
        _remove(folder)


def _remove(folder: Path) -> None:
    """Remove a staging folder, its lock last: who is killed meanwhile leaves one that can be told to be abandoned."""
    with suppress(OSError):
        for path in folder.iterdir():
            if path.is_dir():
                shutil.rmtree(path, ignore_errors=True)
            elif path.name != "lock":
                path.unlink()
    shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def _writing(where: Path) -> Iterator[None]:
    """Say of a disk that takes no working files what that means."""
    try:
        yield
    except (OSError, pl.exceptions.PolarsError) as error:
        reason = str(error).partition("\n")[0]
        raise JobError(f"{where}: takes no working files, so nothing is published: {reason}") from error


def _in_use(folder: Path) -> bool:
    """Tell whether the run that made a staging folder still lives; it holds a lock there, which dies with it."""
    try:
        with (folder / "lock").open("r") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        return False
    except BlockingIOError:
        return True
    except OSError:
        pass  # no lock: a run that is only just beginning, or one that died there and then
    try:
        return time() - folder.stat().st_mtime < ABANDONED_SECONDS
    except OSError:
        return False
