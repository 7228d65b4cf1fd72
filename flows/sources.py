"""Where documents come from: files, folders, globs and standard input, cut into pieces that workers read.

A document's `source` is the path as it was given; a record of a corpus file adds `#` and its line (JSON lines) or row
(CSV without the header, Parquet), counted from 1.
"""

import atexit
import glob
import os
import shutil
import stat
import sys
import tempfile
import zlib
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import IO, NamedTuple

import polars as pl

from analytics import frames
from analytics.reading.documents import READERS, Rejected, Row
from analytics.reading.outlets import Outlets
from flows.corpus import FIELDS, Columns, Failure, Range, opened, ranges, records

STANDARD_INPUT = "-"
FORMATS = {
    ".txt": ".txt",
    ".md": ".md",
    ".html": ".html",
    ".htm": ".html",
    ".jsonl": ".jsonl",
    ".ndjson": ".jsonl",
    ".csv": ".csv",
    ".parquet": ".parquet",
}
STORED = ".stored"
"""Documents that a database holds, as `flows.store.write_outdated` writes them."""
CORPORA = frozenset((".jsonl", ".csv", ".parquet"))
LONGEST_DOCUMENT = 32 << 20
"""Bytes, unpacked. A longer text or page is no article."""
SHARD_CHARACTERS = 12_000_000
"""About 20 s of analysis on one core."""
_LEAST_SHARD, _LEAST_SHARDS = 1_000_000, 16
_BATCH_CHARACTERS, _BATCH_ROWS = 1_000_000, 500
_LEAST_SIZE = 2_000
_GZIP = b"\x1f\x8b"


class SourceError(Exception):
    """A source that is not there, or cannot be understood; the text says which and what to do."""


class NothingToRead(SourceError):
    """A folder without a file to read, or a glob that matches none: there may be some tomorrow."""


State = tuple[int, int]
"""Bytes of a file, and when it was changed last (its content or its name), in nanoseconds of Unix time."""


class Piece(NamedTuple):
    """What a worker reads at once: a document, or a part of a corpus file."""

    path: str
    """Absolute: a worker may stand elsewhere."""
    source: str
    form: str
    part: Range = Range()
    columns: Columns = ()
    state: State | None = None
    """Of its file when the piece was cut; None: of what no later run finds again, such as standard input."""


def discover(given: Sequence[str]) -> list[Path]:
    """Return the files that `given` names (files, folders, globs, `-`): in that order, sorted within, each once.

    Folders give the files of known formats in them and below, hidden ones left out, and globs what they match. Raises
    SourceError for a path that is not there, and a folder or glob with nothing to read.
    """
    files: dict[str, Path] = {}
    for name in given:
        if name == STANDARD_INPUT:
            files.setdefault(name, Path(name))
            continue
        if os.path.isdir(name):
            matched = _below(name)
            if not matched:
                raise NothingToRead(f"{name}: no file to read in this folder ({', '.join(FORMATS)}, each also .gz)")
        elif os.path.lexists(name):
            matched = [name]
        elif glob.has_magic(name):
            matched = []
            for path in sorted(glob.glob(name, recursive=True)):
                matched += _below(path) if os.path.isdir(path) else [path]
            if not matched:
                raise NothingToRead(f"{name}: matches no file")
        else:
            raise SourceError(f"{name}: no such file or folder")
        for path in matched:
            files.setdefault(os.path.realpath(path), Path(path))
    if not files:
        raise SourceError("no source given; name files, folders or globs, or - for standard input")
    return list(files.values())


def changed(files: Sequence[Path], remembered: pl.DataFrame) -> tuple[list[Path], int]:
    """Return which `files` are not as `flows.store.read_files` has them, and how many documents the rest hold."""
    known = {path: ((size, then), documents) for path, size, then, documents in remembered.iter_rows()}
    left, documents = [], 0
    for file in files:
        then, found = known.get(os.path.abspath(file), (None, 0))
        if then is not None and then == state(file):
            documents += found
        else:
            left.append(file)
    return left, documents


def plan(
    files: Sequence[Path], columns: Mapping[str, str] | None = None, target_characters: int = SHARD_CHARACTERS
) -> list[list[Piece]]:
    """Return the shards of `files`: lists of pieces, in order, of about `target_characters` of text together.

    Large corpus files are cut into several pieces; a small lot is cut so that there are a few shards to share.
    `columns` names the columns of corpus files that stand for a field: text, title, outlet, published_at or url.
    Standard input is copied to a temporary file, which goes with this process. Raises SourceError.
    """
    for field in columns or {}:
        if field not in FIELDS:
            raise SourceError(f"unknown field {field!r} of a column; must be one of: {', '.join(FIELDS)}")
    named: Columns = tuple(sorted((columns or {}).items()))
    total = sum(map(_size, files))
    target = max(min(target_characters, total // _LEAST_SHARDS), min(target_characters, _LEAST_SHARD))
    shards: list[list[Piece]] = []
    room = 0
    for file in files:
        for piece, size in _pieces(file, named, target):
            if not shards or size > room:
                shards.append([])
                room = target
            shards[-1].append(piece)
            room -= size
    return shards


def stored(path: Path) -> list[list[Piece]]:
    """Return the shards of the documents that `flows.store.write_outdated` wrote to `path`."""
    characters = pl.scan_parquet(path, glob=False).select("characters").collect()["characters"].cum_sum()
    shards, start = [], 0
    while start < len(characters):
        done = characters[start - 1] if start else 0
        end = start + max(1, int((characters[start:] <= done + SHARD_CHARACTERS).sum()))
        shards.append([Piece(str(path), str(path), STORED, Range(start, end))])
        start = end
    return shards


def read(piece: Piece, outlets: Outlets | None = None) -> Iterator[tuple[pl.DataFrame, pl.DataFrame]]:
    """Yield the documents (`frames.DOCUMENTS`) and rejections (`frames.REJECTIONS`) of `piece`, batch by batch.

    A batch holds about a million characters. Nothing that a file holds raises: it becomes a rejection. The documents
    of a database have their paragraphs, in a column `blocks`, for a text. `outlets` are those that a text may name, if
    not the shipped ones.
    """
    if piece.form == STORED:
        yield from _stored(piece)
        return
    rows: list[Row] = []
    rejections: list[dict[str, str]] = []
    characters = 0
    for item in _items(piece, outlets):
        if isinstance(item, Failure):
            source = piece.source if item.record is None else f"{piece.source}#{item.record}"
            rejections.append({"source": source, "reason": item.reason})
        else:
            rows.append(item)
            characters += item["characters"]
        if characters >= _BATCH_CHARACTERS or len(rows) + len(rejections) >= _BATCH_ROWS:
            yield _batch(rows, rejections)
            rows, rejections, characters = [], [], 0
    if rows or rejections:
        yield _batch(rows, rejections)


def _batch(rows: list[Row], rejections: list[dict[str, str]]) -> tuple[pl.DataFrame, pl.DataFrame]:
    return pl.DataFrame(rows, schema=frames.DOCUMENTS), pl.DataFrame(rejections, schema=frames.REJECTIONS)


def _stored(piece: Piece) -> Iterator[tuple[pl.DataFrame, pl.DataFrame]]:
    scan = pl.scan_parquet(piece.path, glob=False)
    assert piece.part.end is not None
    sizes = scan.select("characters").slice(piece.part.start, piece.part.end - piece.part.start).collect()
    rows = min(_BATCH_ROWS, max(1, sizes.height * _BATCH_CHARACTERS // max(1, int(sizes["characters"].sum()))))
    for start in range(piece.part.start, piece.part.end, rows):
        few = scan.slice(start, min(rows, piece.part.end - start)).collect()
        yield few.with_columns(text=pl.lit("")).select(*frames.DOCUMENTS, "blocks"), frames.REJECTIONS.to_frame()


def _items(piece: Piece, outlets: Outlets | None) -> Iterator[Row | Failure]:
    try:
        if _is_special(piece.path):
            raise Rejected("a pipe, socket or device, not a file; to read a pipe, give it a name without an ending")
        if piece.form in CORPORA:
            yield from records(piece.path, piece.form, piece.part, piece.columns, piece.source, outlets=outlets)
            return
        with opened(piece.path) as stream:
            data = stream.read(LONGEST_DOCUMENT + 1)
        if len(data) > LONGEST_DOCUMENT:
            raise Rejected(
                f"longer than {LONGEST_DOCUMENT >> 20} MB: no single article; give a corpus as .jsonl or .csv"
            )
        yield READERS[piece.form](data, piece.source, os.path.basename(piece.source), outlets)
    except Rejected as error:
        yield Failure(None, str(error))
    except (EOFError, zlib.error) as error:
        yield Failure(None, f"broken gzip file: {error}")
    except OSError as error:
        yield Failure(None, f"cannot be read: {error.strerror or error}")


def _below(folder: str) -> list[str]:
    """Return the files of known formats below `folder`, and the folders there that cannot be listed; loops end."""
    found: list[str] = []
    seen: set[str] = set()

    def note(error: OSError) -> None:
        found.append(str(error.filename))

    for path, folders, names in os.walk(folder, followlinks=True, onerror=note):
        seen.add(os.path.realpath(path))
        folders[:] = sorted(
            name for name in folders if name[0] != "." and os.path.realpath(os.path.join(path, name)) not in seen
        )
        found += [os.path.join(path, name) for name in names if name[0] != "." and _form(name)]
    return sorted(found)


def _form(name: str) -> str | None:
    """Return the format of a file by its name, None where it has none of ours."""
    return FORMATS.get(os.path.splitext(name.lower().removesuffix(".gz"))[1])


def _size(file: Path) -> int:
    """Return about how many characters of text a file holds."""
    try:
        size = file.stat().st_size
    except OSError:
        return 0
    form = _form(file.name)
    factor = 3 if form == ".parquet" else 0.2 if form == ".html" else 1
    return int(size * factor * (4 if file.name.lower().endswith(".gz") else 1)) + _LEAST_SIZE


def _pieces(file: Path, columns: Columns, target: int) -> Iterator[tuple[Piece, int]]:
    path, form, seen = str(file), _form(file.name), state(file)
    source = os.fsencode(file).decode(errors="backslashreplace")  # a name of a file may be any bytes
    if source != path:
        seen = None
    # A pipe that is named like a file, as one in a folder is, would have us wait for whoever may write to it.
    if path == STANDARD_INPUT or (form is None and _is_pipe(path)):
        (path, form), seen = _spooled(path), None
    form = form or ".txt"
    if form in CORPORA and os.path.isfile(path):
        try:
            for part, size in ranges(path, form, target, columns):
                yield Piece(os.path.abspath(path), source, form, part, columns, seen), size
            return
        except (OSError, Rejected):
            pass  # the worker that reads it will say why not
    columns = columns if form in CORPORA else ()
    yield Piece(os.path.abspath(path), source, form, columns=columns, state=seen), _size(Path(path))


def state(path: str | Path) -> State | None:
    """Return the state of the file at `path`; None where there is none."""
    try:
        found = os.stat(path)
    except OSError:
        return None
    return (found.st_size, found.st_ctime_ns) if stat.S_ISREG(found.st_mode) else None


def _is_pipe(path: str) -> bool:
    return stat.S_ISFIFO(_mode(path))


def _is_special(path: str) -> bool:
    """Tell whether something stands at `path` that is neither a file nor a folder: reading it may never end."""
    mode = _mode(path)
    return mode != 0 and not (stat.S_ISREG(mode) or stat.S_ISDIR(mode))


def _mode(path: str) -> int:
    """Return the mode of what stands at `path`, 0 where nothing does."""
    try:
        return os.stat(path).st_mode
    except OSError:
        return 0


def _spooled(source: str) -> tuple[str, str]:
    """Copy standard input, or a pipe, to a file that workers can read; return its path, and its format by content."""
    folder = tempfile.mkdtemp(prefix="detente-")
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    path = os.path.join(folder, "input")
    with open(path, "wb") as copy:
        if source == STANDARD_INPUT:
            shutil.copyfileobj(sys.stdin.buffer, copy)
        else:
            with open(source, "rb") as pipe:
                shutil.copyfileobj(pipe, copy)
    with open(path, "rb") as copied:
        packed = copied.read(2) == _GZIP
    if packed:
        path = shutil.move(path, f"{path}.gz")
    try:
        with opened(path) as stream:
            form = _form_of(stream)
    except (OSError, EOFError, zlib.error):
        form = ".txt"
    return path, form


def _form_of(stream: IO[bytes]) -> str:
    start = stream.read(512).removeprefix(b"\xef\xbb\xbf").lstrip().lower()
    if start.startswith(b"par1"):
        return ".parquet"
    if start.startswith(b"{") and start[1:].lstrip().startswith(b'"'):
        return ".jsonl"
    cells = [cell.strip(b' "') for cell in start.split(b"\n")[0].strip().split(b",")]
    if len(cells) > 1 and b"text" in cells:
        return ".csv"
    return ".html" if start.startswith((b"<!doctype html", b"<html")) else ".txt"
