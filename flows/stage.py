"""Analyse one shard of sources into a folder of staged Parquet: what a worker does, in whatever process or machine.

A worker is given an `Order` and gives a `Staged`: paths, a digest and counts, never frames. The folder is written under
a temporary name and renamed when it is whole, and its name says what went in (the sources as they are now, the code
and the knowledge), so a shard that runs twice is loaded once.
"""

import hashlib
import json
import os
import shutil
import tempfile
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

import polars as pl

from analytics import frames
from analytics.analyse import Engine, analyse
from analytics.knowledge import Knowledge
from flows.sources import Piece, read
from flows.store import STAGED

COUNTS = "counts.json"
SLICE_CHARACTERS = 200_000
HELD_CHARACTERS = 10_000_000  # of text whose frames are held in memory


class Order(NamedTuple):
    """What one worker is asked to do; small, so that it travels well."""

    pieces: Sequence[Piece]
    folder: Path
    """Where staged folders go; shared by all workers."""
    knowledge: Path | None = None
    known: Path | None = None
    """Parquet file, named by its content, with a column `document_id`: documents that need no analysis."""


class Staged(NamedTuple):
    """What became of one shard."""

    path: Path
    documents: int
    """Analysed and staged."""
    known: int
    """Read, but stored by an earlier run."""
    rejected: int
    statements: int


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
    engine = engine or Engine.load(knowledge)
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
    for piece in order.pieces:
        content.update(repr((piece, _state(piece.path))).encode(errors="surrogatepass"))
    return content.hexdigest()


def _state(path: str | Path) -> tuple[int, int] | None:
    try:
        stat = os.stat(path)
    except OSError:
        return None
    return stat.st_size, stat.st_mtime_ns


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
    """Analyse batch by batch, then write a file a table, and the counts."""
    known = pl.DataFrame(schema={"document_id": pl.String}) if order.known is None else pl.read_parquet(order.known)
    tables: dict[str, list[pl.DataFrame]] = {name: [schema.to_frame()] for name, schema in STAGED.items()}
    counts = dict.fromkeys(STAGED, 0)
    done: set[str] = set()  # a text that the shard holds twice is analysed once
    skipped = held = 0
    progress.write_text("")
    for piece in order.pieces:
        for found, rejections in read(piece):
            documents = found.join(known, on="document_id", how="anti")
            skipped += found.height - documents.height
            tables["rejections"].append(rejections)
            for part in _slices(documents):
                if stopped():
                    raise Stopped
                once = part.unique("document_id", keep="first", maintain_order=True)
                analysis, faulty = analysed(once.filter(~pl.col("document_id").is_in(done)), engine)
                done.update(once["document_id"])
                tables["documents"].append(part.join(faulty, on="source", how="anti"))
                tables["rejections"].append(faulty)
                for name, frame in analysis._asdict().items():
                    tables[name].append(frame)
                held += int(part["characters"].sum())
                if held > HELD_CHARACTERS:
                    _set_aside(tables, counts, folder)
                    held = 0
                with progress.open("a") as file:
                    file.write(f"{part['characters'].sum()}\n")
    _set_aside(tables, counts, folder)
    for name in STAGED:
        aside = sorted(folder.glob(f"{name}.*.part"))
        if len(aside) == 1:
            aside[0].rename(folder / f"{name}.parquet")
            continue
        pl.scan_parquet(aside, glob=False).sink_parquet(folder / f"{name}.parquet", compression="lz4")
        for path in aside:
            path.unlink()
    staged = {
        "documents": counts["documents"],
        "known": skipped,
        "rejected": counts["rejections"],
        "statements": counts["statements"],
    }
    (folder / COUNTS).write_text(json.dumps(staged))


def _set_aside(tables: dict[str, list[pl.DataFrame]], counts: dict[str, int], folder: Path) -> None:
    """Write what is held to a part of each table's file, count it and let go of it: a shard may be any size."""
    for name, held in tables.items():
        frame = pl.concat(held)
        counts[name] += frame.height
        number = len(list(folder.glob(f"{name}.*.part")))
        frame.write_parquet(folder / f"{name}.{number:08}.part", compression="lz4")
        tables[name] = [STAGED[name].to_frame()]


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
