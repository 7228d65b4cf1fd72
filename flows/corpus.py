"""Corpus files: records out of JSON lines, CSV and Parquet, in ranges that workers share, never a whole file in memory.

A record is numbered by its line in JSON lines, and by its row, from 1 and without the header, in CSV and Parquet.
"""

import codecs
import csv
import gzip
import io
import json
import os
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import date
from functools import lru_cache
from itertools import chain, islice
from pathlib import Path
from typing import IO, Any, AnyStr, BinaryIO, NamedTuple, cast

import polars as pl

from analytics.reading.documents import Rejected, Row, document
from analytics.reading.outlets import Outlets

FIELDS: Mapping[str, tuple[str, ...]] = {
    "text": ("text",),
    "title": ("title",),
    "outlet": ("outlet", "source"),
    "published_at": ("published_at", "date"),
    "url": ("url",),
}
"""What a record may hold, and the columns that are taken for it."""
LONGEST_RECORD = 64 << 20
"""Bytes. What is longer is no article, and would not fit a worker."""
MOST_UNPACKED = 8 << 30
_LOOKED_AT = 100
_TEXT_AT_ONCE = 8 << 20
_CHUNK = 4 << 20
_DELIMITERS = ",;\t|"

csv.field_size_limit(LONGEST_RECORD)

Columns = tuple[tuple[str, str], ...]
"""Pairs of a field and the name of its column, where the user gave one."""


class Range(NamedTuple):
    """A part of a corpus file: bytes (in Parquet rows) `start`…`end`, None for its end, after `before` records."""

    start: int = 0
    end: int | None = None
    before: int = 0


class Failure(NamedTuple):
    """A record that is none, or where `record` is None a file that ends in trouble."""

    record: int | None
    reason: str


Record = tuple[int, Mapping[str, Any]]


def opened(path: str) -> IO[bytes]:
    """Open the file at `path`, unpacked if its name ends in `.gz`. Raises OSError."""
    return cast("IO[bytes]", gzip.open(path)) if path.lower().endswith(".gz") else open(path, "rb")


def records(
    path: str, form: str, part: Range, columns: Columns, source: str, *, outlets: Outlets | None = None
) -> Iterator[Row | Failure]:
    """Yield the document rows, and what is no document, of one part of the corpus file at `path`.

    Raises OSError, EOFError and zlib.error where the file cannot be read on, Rejected where it is no corpus.
    """
    taken = _taken(columns)
    if form == ".jsonl":
        found = _json_records(path, part)
    elif form == ".csv":
        found = _csv_records(path, part)
    else:
        found = _parquet_records(path, part, taken)
    yield from _documents(found, taken, source, part, outlets)


def ranges(path: str, form: str, target: int, columns: Columns) -> list[tuple[Range, int]]:
    """Return the parts that the file at `path` is read in, each of about `target` characters of text, and their sizes.

    The whole file is looked through once to find where records end, except Parquet, whose reader needs the memory of
    one row group's packed text column. A compressed file is one part. Raises OSError, and
    Rejected for a file that is no corpus.
    """
    size = Path(path).stat().st_size
    if path.lower().endswith(".gz"):
        return [(Range(), 4 * size)]
    if form == ".parquet":
        return _parquet_ranges(path, target, _taken(columns))
    if size <= target * 3 // 2 or _wide(path):
        return [(Range(), size)]
    starts = [(0, 0), *(_line_starts(path, target) if form == ".jsonl" else _csv_starts(path, target))]
    ends = [*(start for start, _ in starts[1:]), None]
    return [(Range(start, end, before), (end or size) - start) for (start, before), end in zip(starts, ends)]


def _taken(columns: Columns) -> dict[str, tuple[str, ...]]:
    return {**FIELDS, **{field: (name,) for field, name in columns}}


def _documents(
    found: Iterator[Record | Failure],
    taken: Mapping[str, tuple[str, ...]],
    source: str,
    part: Range,
    outlets: Outlets | None,
) -> Iterator[Row | Failure]:
    """Make documents of records. Raises Rejected for a file without records, or without a text column in the first."""
    first = list(islice(found, _LOOKED_AT))
    if not first and part == Range():
        raise Rejected("empty")
    keys = [tuple(item[1]) for item in first if not isinstance(item, Failure)]
    if keys and not any(_columns_of(names, taken["text"]) for names in keys):
        has = ", ".join(map(str, keys[0][:20])) or "none"
        raise Rejected(_no_column(taken, has))
    for item in chain(first, found):
        if isinstance(item, Failure):
            yield item
            continue
        number, values = item
        try:
            yield _document(values, taken, f"{source}#{number}", outlets)
        except Rejected as error:
            yield Failure(number, str(error))


def _no_column(taken: Mapping[str, tuple[str, ...]], has: str) -> str:
    return f"no column {taken['text'][0]!r}; its columns are: {has}; --column text=NAME says which has the text"


def _document(
    values: Mapping[str, Any], taken: Mapping[str, tuple[str, ...]], source: str, outlets: Outlets | None
) -> Row:
    names = tuple(values)
    given = {
        field: next((values[name] for name in _columns_of(names, wanted) if values[name] not in (None, "")), None)
        for field, wanted in taken.items()
    }
    text = given["text"]
    if isinstance(text, list) and all(isinstance(part, str) for part in text):
        text = "\n\n".join(text)  # a list of paragraphs
    if text is None:
        raise Rejected("empty" if _columns_of(names, taken["text"]) else f"no column {taken['text'][0]!r}")
    if not isinstance(text, str):
        raise Rejected(f"column {taken['text'][0]!r} holds {type(text).__name__}, not text")
    if len(text) > LONGEST_RECORD:
        raise Rejected(f"text longer than {LONGEST_RECORD >> 20} MB")
    published = given["published_at"]
    return document(
        text,
        source,
        title=_string(given["title"]),
        outlet=_string(given["outlet"]),
        published_at=published if isinstance(published, date) else _string(published),
        url=_string(given["url"]),
        outlets=outlets,
    )


def _string(value: object) -> str | None:
    return value if isinstance(value, str) or value is None else str(value)


@lru_cache(maxsize=10_000)
def _columns_of(names: tuple[str, ...], wanted: tuple[str, ...]) -> list[str]:
    """Return those of the columns `names` that are `wanted`, in the order of wish; capitals matter only between two."""
    lowered = {str(name).strip().lower(): name for name in reversed(names)}
    return [name if name in names else lowered[name.lower()] for name in wanted if name.lower() in lowered]


def _wide(path: str) -> str | None:
    """Return the encoding of a file that is UTF-16 by its first bytes: a mark, or an ASCII character beside a zero."""
    with opened(path) as stream:
        start = stream.read(2)
    if start in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE):
        return "utf-16"
    if len(start) < 2 or start.count(0) != 1:
        return None
    return "utf-16-be" if start[0] == 0 else "utf-16-le"


def _lines(path: str, part: Range) -> Iterator[tuple[int, str | None]]:
    """Yield the numbered lines of a part of a text file; None for one that is too long."""
    with opened(path) as stream:
        if wide := _wide(path):
            text = io.TextIOWrapper(cast("BinaryIO", stream), encoding=wide, errors="replace", newline="\n")
            lines: Iterator[str | None] = _bounded(text, "\n")
        else:
            stream.seek(part.start)
            lines = map(_decoded, _bounded(stream, b"\n", None if part.end is None else part.end - part.start))
        for number, line in enumerate(lines, part.before + 1):
            yield number, line.removeprefix("\ufeff") if line and number == 1 else line


def _bounded(stream: IO[AnyStr], end: AnyStr, length: int | None = None) -> Iterator[AnyStr | None]:
    """Yield the lines of the next `length` of a stream; None for one that is too long."""
    at = 0
    while (length is None or at < length) and (line := stream.readline(LONGEST_RECORD)):
        at += len(line)
        long = len(line) >= LONGEST_RECORD and not line.endswith(end)
        yield None if long else line
        while long and not line.endswith(end) and (line := stream.readline(LONGEST_RECORD)):
            at += len(line)


def _decoded(line: bytes | None) -> str | None:
    if line is None:
        return None
    try:
        return line.decode()
    except UnicodeDecodeError:
        return line.decode("cp1252", errors="replace")


def _json_records(path: str, part: Range) -> Iterator[Record | Failure]:
    for number, line in _lines(path, part):
        if line is None:
            yield Failure(number, f"record longer than {LONGEST_RECORD >> 20} MB")
        elif line.strip():
            try:
                values = json.loads(line)
            except json.JSONDecodeError as error:
                yield Failure(number, f"broken JSON: {error.msg.removesuffix(' at')} at column {error.colno}")
            except (ValueError, RecursionError) as error:
                yield Failure(number, f"broken JSON: {error}")
            else:
                if isinstance(values, dict):
                    yield number, values
                else:
                    yield Failure(number, "broken JSON: not an object of columns and values")


def _line_starts(path: str, target: int) -> Iterator[tuple[int, int]]:
    """Yield where parts after the first begin: byte and number of lines before, each at a line's beginning."""
    at = lines = 0
    due = target
    with open(path, "rb") as stream:
        size = os.fstat(stream.fileno()).st_size
        while chunk := stream.read(_CHUNK):
            begin = 0
            while due < at + len(chunk):
                end = chunk.find(b"\n", max(begin, due - at)) + 1
                if not end:
                    break
                lines += chunk.count(b"\n", begin, end)
                begin = end
                if at + end < size:
                    yield at + end, lines
                due = at + end + target
            lines += chunk.count(b"\n", begin)
            at += len(chunk)


def _csv_records(path: str, part: Range) -> Iterator[Record | Failure]:
    lines = _csv_lines(path, Range() if part.start else part)
    delimiter, rows = _csv_reader(lines)
    try:
        header = [name.strip() for name in next(rows, [])]
    except csv.Error as error:
        raise Rejected(f"broken CSV: {error}") from None
    if part.start:
        rows = csv.reader(_csv_lines(path, part), delimiter=delimiter)
    for number, cells in enumerate(_csv_rows(rows), part.before + 1):
        if isinstance(cells, csv.Error):
            yield Failure(number, f"broken CSV: {cells}")
        elif any(cells[len(header) :]):
            yield Failure(number, f"broken CSV: {len(cells)} cells under {len(header)} columns")
        else:
            yield number, dict(zip(header, cells))


def _csv_starts(path: str, target: int) -> Iterator[tuple[int, int]]:
    """Yield where parts after the first begin: byte and number of rows before. A quoted line end ends no row."""
    taken = 0

    def counted(stream: IO[bytes]) -> Iterator[str]:
        nonlocal taken
        for line in _bounded(stream, b"\n"):
            taken = stream.tell()
            yield _decoded(line) or "\n"

    with open(path, "rb") as stream:
        end, due = os.fstat(stream.fileno()).st_size, target
        _, rows = _csv_reader(counted(stream))
        for number, _ in enumerate(_csv_rows(rows)):  # the header is row 0
            if due <= taken < end:
                yield taken, number
                due = taken + target


def _csv_lines(path: str, part: Range) -> Iterator[str]:
    for number, line in _lines(path, part):
        if line is None:
            raise Rejected(f"broken CSV: line {number} of its part is longer than {LONGEST_RECORD >> 20} MB")
        yield line


def _csv_reader(lines: Iterator[str]) -> tuple[str, Iterator[list[str]]]:
    """Return the delimiter, the most frequent of the usual ones in the first line, and a reader of all lines."""
    first = next(lines, "")
    delimiter = max(_DELIMITERS, key=first.count)
    return delimiter, csv.reader(chain([first], lines), delimiter=delimiter)


def _csv_rows(rows: Iterator[list[str]]) -> Iterator[list[str] | csv.Error]:
    """Yield the rows that are not blank, and the errors in the place of the rows that have them."""
    while True:
        try:
            cells = next(rows)
        except StopIteration:
            return
        except csv.Error as error:
            yield error
        else:
            if cells:
                yield cells


@contextmanager
def _plain(path: str) -> Iterator[str]:
    """Give the path of a Parquet file that is not compressed as a whole. Raises Rejected."""
    if not path.lower().endswith(".gz"):
        yield path
        return
    with tempfile.NamedTemporaryFile(suffix=".parquet") as plain, gzip.open(path) as packed:
        while chunk := packed.read(_CHUNK):
            plain.write(chunk)
            if plain.tell() > MOST_UNPACKED:
                raise Rejected(f"unpacks to more than {MOST_UNPACKED >> 30} GB; unpack it first")
        plain.flush()
        yield plain.name


def _parquet_records(path: str, part: Range, taken: Mapping[str, tuple[str, ...]]) -> Iterator[Record | Failure]:
    with _plain(path) as plain:
        try:
            scan = pl.scan_parquet(plain, glob=False)
            names = tuple(scan.collect_schema().names())
            wanted = list(dict.fromkeys(chain.from_iterable(_columns_of(names, field) for field in taken.values())))
            if not _columns_of(names, taken["text"]):
                raise Rejected(_no_column(taken, ", ".join(names[:20])))
            if part.end is None:
                end, length = _measured(scan, plain, _columns_of(names, taken["text"])[0])
                step = max(1, _TEXT_AT_ONCE // length)
            else:
                end = part.end
                step = max(1, end - part.start)  # cut so that it can be read at once
            for first in range(part.start, end, step):
                frame = scan.select(wanted).slice(first, min(step, end - first)).collect()
                yield from enumerate(frame.iter_rows(named=True), first + 1)
        except (pl.exceptions.PolarsError, pl.exceptions.PanicException) as error:
            raise Rejected(_broken(error)) from None


def _parquet_ranges(path: str, target: int, taken: Mapping[str, tuple[str, ...]]) -> list[tuple[Range, int]]:
    try:
        scan = pl.scan_parquet(path, glob=False)
        text = _columns_of(tuple(scan.collect_schema().names()), taken["text"])
        if not text:
            return [(Range(), 0)]
        rows, length = _measured(scan, path, text[0])
    except (pl.exceptions.PolarsError, pl.exceptions.PanicException) as error:
        raise Rejected(_broken(error)) from None
    step = max(1, target // length)
    if rows <= step * 3 // 2:
        return [(Range(), rows * length)]
    return [(Range(at, min(at + step, rows)), min(step, rows - at) * length) for at in range(0, rows, step)]


def _measured(scan: pl.LazyFrame, path: str, text: str) -> tuple[int, int]:
    """Return the number of rows, and about the mean length of their texts: in the middle, or packed, if that is more.

    To look into one place means to unpack all of its row group, and many a file has but one.
    """
    rows: int = scan.select(pl.len()).collect().item()
    sample = scan.select(text).slice(rows // 2, _LOOKED_AT).collect()[text]
    lengths = [len(value) for value in sample if isinstance(value, str)]
    packed = os.stat(path).st_size // max(1, rows)
    return rows, max(1, packed, sum(lengths) // max(1, len(lengths)))


def _broken(error: BaseException) -> str:
    return f"broken Parquet file: {(str(error).splitlines() or ['unreadable'])[0][:200]}"
