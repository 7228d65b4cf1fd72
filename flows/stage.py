"""Analyse one shard of sources into a folder of staged Parquet: what a worker does, in whatever process or machine.

A worker is given an `Order` and gives a `Staged`: paths, a digest and counts, never frames. The folder is written under
a temporary name and renamed when it is whole, and its name says what went in (the sources as they are now, the code
and the knowledge), so a shard that runs twice is loaded once.
"""

import gc
import hashlib
import json
import shutil
import tempfile
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import NamedTuple

import polars as pl

from analytics import frames
from analytics.analyse import Engine, analyse
from analytics.knowledge import Knowledge
from flows.sources import Piece, read, state
from flows.store import FILES, STAGED

COUNTS = "counts.json"
SLICE_CHARACTERS = 200_000
PART_CHARACTERS = 10_000_000  # of text whose frames are held in memory
RESTED = 500_000  # new objects after which garbage is looked for; there is next to none, and 700 took 7 % of a run


class Order(NamedTuple):
    """What one worker is asked to do; small, so that it travels well."""

    pieces: Sequence[Piece]
    folder: Path
    """Where staged folders go; shared by all workers."""
    knowledge: Path | None = None
    known: Path | None = None
    """Parquet file, named by its content, with a column `document_id`: documents that need no analysis."""
    since: date | None = None
    until: date | None = None
    """First and last day of what is wanted; where one is given, documents without a date are not."""


class Staged(NamedTuple):
    """What became of one shard."""

    path: Path
    """Holds `parts`, and is named by what decides the result."""
    documents: int
    """Analysed and staged."""
    known: int
    """Read, but stored by an earlier run."""
    outside: int
    """Read, but not of the days that were asked for."""
    rejected: int
    statements: int

    @property
    def parts(self) -> list[Path]:
        """The staged folders, each whole in itself: a Parquet file a table, as `flows.store.load` takes them."""
        return sorted(path for path in self.path.iterdir() if path.is_dir())


class Stopped(Exception):
    """The run was stopped while the shard was being analysed."""


_lock = threading.Lock()
_idle: dict[tuple[Path | None, str], list[Engine]] = {}


@contextmanager
def lent_engine(knowledge: Path | None) -> Iterator[Engine]:
    """Lend an engine with this knowledge folder, for one thread at a time. Raises KnowledgeError.

    Engines are kept for who comes next in this process: compiling one takes longer than a short article.
    """
    content = Knowledge(knowledge).digest  # the folder may have been edited since
    with _lock:
        idle = _idle.setdefault((knowledge, content), [])
        engine = idle.pop() if idle else None
    if engine is None:
        gc.set_threshold(RESTED)
        engine = Engine.load(knowledge)
        gc.collect()
        gc.freeze()  # to walk all it knows for garbage took 8 % of the analysis
    try:
        yield engine
    finally:
        with _lock:
            idle.append(engine)


def digest(order: Order, scoring_version: str) -> str:
    """Name a shard by what decides its result: twenty hexadecimal digits."""
    content = hashlib.blake2b(scoring_version.encode(), digest_size=10)
    if order.known is not None:
        content.update(order.known.name.encode())
    content.update(repr((order.since, order.until)).encode())
    for piece in order.pieces:
        content.update(repr((piece, state(piece.path))).encode(errors="surrogatepass"))
    return content.hexdigest()


def stage(order: Order, stopped: Callable[[], bool] = lambda: False) -> Staged:
    """Analyse the shard of `order` and return where its frames are staged.

    A shard that is staged already is not analysed again. Raises Stopped once `stopped()` says so, KnowledgeError, and
    OSError where the staging folder cannot be written. What the sources hold never raises: it becomes a rejection.
    """
    with lent_engine(order.knowledge) as engine:
        name = digest(order, engine.scoring_version)
        path = order.folder / name
        if not (path / COUNTS).exists():
            scratch = Path(tempfile.mkdtemp(prefix=f".{name}.", dir=order.folder))
            try:
                _write(order, engine, scratch, order.folder / f"{name}.progress", stopped)
                scratch.rename(path)
            except OSError:
                # Where another worker had the same shard and was first, its folder is as good as this one.
                if not (path / COUNTS).exists():
                    raise
            finally:
                shutil.rmtree(scratch, ignore_errors=True)
    return Staged(path, **json.loads((path / COUNTS).read_text()))


def _write(order: Order, engine: Engine, folder: Path, progress: Path, stopped: Callable[[], bool]) -> None:
    """Analyse batch by batch, write what has come together part by part, and then the counts."""
    known = pl.DataFrame(schema={"document_id": pl.String}) if order.known is None else pl.read_parquet(order.known)
    counts = dict.fromkeys(STAGED, 0)
    part = _Part()
    skipped = outside = 0
    progress.write_text("")
    for piece in order.pieces:
        seen = rejected = 0
        for found, rejections in read(piece, engine.outlets):
            seen += found.height
            rejected += rejections.height
            wanted = _of_the_days(found, order)
            outside += found.height - wanted.height
            documents = wanted.join(known, on="document_id", how="anti")
            skipped += wanted.height - documents.height
            part.add(rejections=rejections)
            for few in _slices(documents):
                if stopped():
                    raise Stopped
                rejected += part.analyse(few, engine)
                if part.characters > PART_CHARACTERS:
                    part.write(folder, counts)
                    part = _Part()
                with progress.open("a") as file:
                    file.write(f"{few['characters'].sum()}\n")
        part.add(files=_file(piece, seen, rejected))
    part.write(folder, counts)
    staged = {
        "documents": counts["documents"],
        "known": skipped,
        "outside": outside,
        "rejected": counts["rejections"],
        "statements": counts["statements"],
    }
    (folder / COUNTS).write_text(json.dumps(staged))


def _file(piece: Piece, documents: int, rejected: int) -> pl.DataFrame:
    """Return the row of `FILES` for what was read of a file, none where the piece is of no file."""
    if piece.state is None:
        return FILES.to_frame()
    size, changed = piece.state if state(piece.path) == piece.state else (None, None)
    return pl.DataFrame([(piece.path, size, changed, documents, rejected)], schema=FILES, orient="row")


def _of_the_days(documents: pl.DataFrame, order: Order) -> pl.DataFrame:
    day = pl.col("published_at").dt.date()
    if order.since is not None:
        documents = documents.filter(day >= order.since)
    if order.until is not None:
        documents = documents.filter(day <= order.until)
    return documents


class _Part:
    """What is held in memory of a shard, which may be of any size."""

    def __init__(self) -> None:
        self.characters = 0
        self._tables: dict[str, list[pl.DataFrame]] = {name: [schema.to_frame()] for name, schema in STAGED.items()}
        self._done: set[str] = set()  # a text that comes twice is analysed once

    def add(self, **frames_of: pl.DataFrame) -> None:
        for name, frame in frames_of.items():
            self._tables[name].append(frame)

    def analyse(self, documents: pl.DataFrame, engine: Engine) -> int:
        """Add what there is to say of the documents, and return how many of them cannot be analysed."""
        once = documents.unique("document_id", keep="first", maintain_order=True)
        analysis, faulty = analysed(once.filter(~pl.col("document_id").is_in(self._done)), engine)
        self._done.update(once["document_id"])
        self.characters += int(documents["characters"].sum())
        self.add(
            documents=documents.join(faulty, on="source", how="anti").select(*frames.DOCUMENTS),
            rejections=faulty,
            **analysis._asdict(),
        )
        return faulty.height

    def write(self, folder: Path, counts: dict[str, int]) -> None:
        """Write a folder of its own into `folder`, and add its rows to `counts`."""
        path = folder / f"{len(list(folder.iterdir())):06}"
        path.mkdir()
        for name, held in self._tables.items():
            frame = pl.concat(held)
            frame.write_parquet(path / f"{name}.parquet", compression="lz4")
            counts[name] += frame.height


def _slices(documents: pl.DataFrame) -> Iterator[pl.DataFrame]:
    """Cut a batch so that stopping, and showing how far we are, waits for a fraction of a second's work only."""
    characters = max(1, int(documents["characters"].sum()))
    return documents.iter_slices(max(1, documents.height * SLICE_CHARACTERS // characters))


def analysed(documents: pl.DataFrame, engine: Engine) -> tuple[frames.Analysis, pl.DataFrame]:
    """Analyse a batch; where that fails, go document by document, and return who is at fault as rejections."""
    try:
        return analyse(documents, engine), frames.REJECTIONS.to_frame()
    except MemoryError:
        raise
    except Exception as error:
        if documents.height == 1:
            reason = f"analysis failed: {type(error).__name__}: {error}"
            faulty = pl.DataFrame({"source": documents["source"], "reason": [reason[:500]]}, schema=frames.REJECTIONS)
            return analyse(documents.clear(), engine), faulty
    parts = [analysed(document, engine) for document in documents.iter_slices(1)]
    tables = zip(*(analysis for analysis, _ in parts))
    return frames.Analysis(*map(pl.concat, tables)), pl.concat([faulty for _, faulty in parts])


def characters_read(folder: Path) -> int:
    """Return how many characters the workers that stage into `folder` have analysed so far."""
    read_so_far = 0
    for path in folder.glob("*.progress"):
        try:
            lines = path.read_text().split("\n")[:-1]
        except OSError:
            continue
        read_so_far += sum(map(int, lines))
    return read_so_far
