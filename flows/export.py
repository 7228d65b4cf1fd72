"""A table or view of the database as a file for other programs, and what its columns mean.

Parquet and JSON hold the values as they are. CSV and XLSX are for spreadsheets: lists are joined, and no text of an
article can run as a formula.
"""

import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date, timedelta
from pathlib import Path
from typing import IO, NamedTuple

import duckdb
import polars as pl

import sql
from flows import dictionary, store
from flows.publish import rewriting

FORMATS = ("csv", "parquet", "json", "xlsx")
BINARY = ("parquet", "xlsx")
DATES = ("published_at", "month")
"""Columns that --since and --until may mean; the first that there is."""
MOMENT = "%Y-%m-%d %H:%M:%S"
"""A moment in CSV, as spreadsheets know it for one."""
ORDER = ("published_at", "document_id", "paragraph", "char_start", "statement_id")
"""Of what a table holds, and a view that has no order of its own."""
PART = 50_000  # rows that are written at once
CELL, ROWS = 32_767, 1_048_575
"""Characters of a cell and rows below the header that an XLSX sheet holds."""
_FORMULA = r"^[=+\-@\t\r\n＝＋－＠]"


class ExportError(store.StoreError):
    """What is asked for cannot be exported; the text says in one line what is wrong, where, and what to do."""


class Filters(NamedTuple):
    """Which rows and columns to take; None and nothing: all."""

    columns: Sequence[str] = ()
    actor: str | None = None
    """Identifier, name, or part of it."""
    side: str | None = None
    outlet: str | None = None
    since: date | None = None
    until: date | None = None
    """Last day, itself taken."""
    where: str | None = None
    """A condition in SQL."""


ALL = Filters()


class Export(NamedTuple):
    """Rows of a table or view, and what they mean."""

    name: str
    rows: pl.DataFrame
    dictionary: pl.DataFrame
    """Columns `name`, `kind`, `column`, `type`, `meaning`; the first row is of the view as a whole."""


def export(database: Path, view: str, filters: Filters = ALL) -> Export:
    """Return the rows of a table or view of `database`. Raises StoreError."""
    with store.sandboxed(database) as connection:
        there = dictionary.of(connection).filter(pl.col("kind") != "macro")
        if view not in there["name"]:
            names = ", ".join(there["name"].unique(maintain_order=True))
            raise ExportError(f"{database}: has no table or view {view!r}; it has {names}")
        relation = _filtered(connection, database, view, filters)
        ordered = "ORDER BY" in _definition(connection, view)
        try:
            rows = pl.DataFrame(relation)
        except duckdb.Error as error:
            raise ExportError(f"{database}: {_short(error)}") from None
    if not ordered:
        rows = rows.sort([name for name in ORDER if name in rows.columns] or rows.columns[:1], maintain_order=True)
    if filters.columns:
        rows = rows.select(filters.columns)
    shown = there.filter(pl.col("name") == view, pl.col("column").is_null() | pl.col("column").is_in(rows.columns))
    return Export(view, rows, shown)


def _filtered(
    connection: duckdb.DuckDBPyConnection, database: Path, view: str, filters: Filters
) -> duckdb.DuckDBPyRelation:
    relation = connection.table(view)

    def column(*names: str) -> duckdb.Expression:
        found = next((name for name in names if name in relation.columns), None)
        if found is None:
            raise ExportError(f"{view} has no column {' or '.join(names)}; it has {', '.join(relation.columns)}")
        return duckdb.ColumnExpression(found)

    for name in filters.columns:
        column(name)
    if filters.actor is not None:
        relation = relation.filter(column("actor_id") == _value(store.actor_id(database, filters.actor)))
    if filters.side is not None:
        sides = [side for side, *_ in connection.execute(sql.script("queries", "sides")).fetchall()]
        if filters.side not in sides:
            raise ExportError(f"there is no side {filters.side!r} in it; it has {' and '.join(sides)}")
        relation = relation.filter(column("side") == _value(filters.side))
    if filters.outlet is not None:
        outlet = duckdb.FunctionExpression("lower", column("outlet"))
        relation = relation.filter(outlet == duckdb.FunctionExpression("lower", _value(filters.outlet)))
    if filters.since is not None:
        relation = relation.filter(column(*DATES) >= _value(filters.since))
    if filters.until is not None:
        relation = relation.filter(column(*DATES) < _value(filters.until + timedelta(days=1)))
    if filters.where is not None:
        try:
            relation = relation.filter(filters.where)
        except duckdb.Error as error:
            missing = re.search(r'Referenced column "([^"]*)" not found', str(error))
            reason = f"there is no column {missing[1]}; {view} has {', '.join(relation.columns)}" if missing else ""
            raise ExportError(f"the condition {filters.where!r}: {reason or _short(error)}") from None
    return relation


def _value(value: object) -> duckdb.Expression:
    return duckdb.ConstantExpression(value)


def _definition(connection: duckdb.DuckDBPyConnection, view: str) -> str:
    found = connection.execute("SELECT sql FROM duckdb_views() WHERE view_name = $1", [view]).fetchall()
    return str(found[0][0]) if found else ""


def _short(error: Exception) -> str:
    return " ".join(str(error).split("\n\nLINE")[0].split())


# Writing


def save(found: Export, form: str, path: Path) -> Path | None:
    """Write `found` to `path`, and what its columns mean to a file beside it, which is returned; in XLSX, to a sheet.

    Each file stands there whole or not at all. Raises ExportError.
    """
    with replaced(path) as file:
        write(found, form, file)
    if form == "xlsx" or not path.is_file():
        return None
    beside = path.with_name(f"{path.stem}.dictionary.csv")
    with replaced(beside) as file:
        write(found._replace(rows=found.dictionary), "csv", file)
    return beside


def write(found: Export, form: str, file: IO[bytes]) -> None:
    """Write `found` in one of FORMATS. Raises ExportError where the format cannot hold it."""
    match form:
        case "csv":
            for number, part in enumerate(found.rows.iter_slices(PART) if found.rows.height else [found.rows]):
                for_spreadsheet(part).write_csv(file, include_header=number == 0, datetime_format=MOMENT)
        case "parquet":
            found.rows.write_parquet(file)
        case "json":
            _write_json(found.rows, file)
        case "xlsx":
            _write_xlsx(found, file)
        case _:
            raise ExportError(f"there is no format {form!r}; there is {', '.join(FORMATS)}")


def for_spreadsheet(rows: pl.DataFrame) -> pl.DataFrame:
    """Return `rows` with lists joined, as in `0-12; 20-31`, and a ' before text that a spreadsheet would calculate.

    See "CSV Injection" of OWASP for the signs.
    """
    joined = _joined(rows)
    text = pl.col(name for name, kind in joined.schema.items() if kind == pl.String)
    return joined.with_columns(pl.when(text.str.contains(_FORMULA)).then("'" + text).otherwise(text).name.keep())


def _joined(rows: pl.DataFrame) -> pl.DataFrame:
    joined = []
    for name, kind in rows.schema.items():
        if isinstance(kind, pl.List):
            part = pl.element()
            if isinstance(kind.inner, pl.Struct):
                fields = [part.struct.field(field.name).cast(pl.String) for field in kind.inner.fields]
                part = pl.concat_str(fields, separator="-")
            joined.append(pl.col(name).list.eval(part.cast(pl.String)).list.join("; "))
    return rows.with_columns(joined)


def _write_json(rows: pl.DataFrame, file: IO[bytes]) -> None:
    """Write a list of objects, a line each; times as ISO 8601 has them."""
    times = [name for name, kind in rows.schema.items() if kind == pl.Datetime]
    before = b"[\n"
    for part in rows.iter_slices(PART):
        lines = part.with_columns(pl.col(times).dt.to_string("%Y-%m-%dT%H:%M:%S")).write_ndjson()
        file.write(before + lines.rstrip("\n").replace("\n", ",\n").encode())  # within texts, a new line is written \\n
        before = b",\n"
    file.write(b"\n]\n" if rows.height else b"[]\n")


def _write_xlsx(found: Export, file: IO[bytes]) -> None:
    from xlsxwriter import Workbook

    if found.rows.height > ROWS:
        raise ExportError(f"a sheet of XLSX holds {ROWS:,} rows, these are {found.rows.height:,}; filter, or take csv")
    # Text stays text, whatever it begins with.
    options = {"strings_to_formulas": False, "strings_to_urls": False, "nan_inf_to_errors": True}
    with Workbook(file, options | {"in_memory": True, "use_zip64": True}) as book:
        for name, rows in ((found.name, found.rows), ("dictionary", found.dictionary)):
            cells = _joined(rows)
            text = [column for column, kind in cells.schema.items() if kind == pl.String]
            cells.with_columns(pl.col(text).str.head(CELL)).write_excel(
                book,
                name[:31],
                dtype_formats={pl.Datetime: "yyyy-mm-dd hh:mm", pl.Date: "yyyy-mm-dd"},
                # Or a cell that someone edits would be calculated after all.
                column_formats={column: {"quote_prefix": True} for column in text},
                float_precision=4,
                freeze_panes=(1, 0),
                autofilter=True,
            )


@contextmanager
def replaced(path: Path) -> Iterator[IO[bytes]]:
    """Lend a file that takes the place of `path` at the end. Raises ExportError."""
    try:
        with rewriting(path) as file:
            yield file
    except (OSError, pl.exceptions.PolarsError) as error:
        reason = getattr(error, "strerror", None) or _short(error)
        raise ExportError(f"{path}: cannot be written: {reason}") from None
