"""Mark in the database what repeats another statement: SQL says what to compare, analytics.repeats compares.

Both look at a slice of the statements at a time, so that memory does not grow with their number. A slice is compared
with all that its speakers say within days of it; who repeats whom is decided for all statements of an actor together.
"""

from pathlib import Path
from tempfile import TemporaryDirectory

import duckdb
import polars as pl

import sql
from analytics import repeats

SLICE = 20_000  # statements to compare at once: 100 MB with their words and runs


def mark(connection: duckdb.DuckDBPyConnection) -> None:
    """Compare what the table `uncompared` names with the rest, and set `repeat_of` of all statements."""
    with TemporaryDirectory() as name:
        folder = Path(name)
        sql.set_variable(connection, "within_days", repeats.WITHIN_DAYS)
        sql.set_variable(connection, "slice_rows", SLICE)
        connection.execute(sql.script("load", "compare"))
        links = [_written(repeats.LINKS.to_frame(), folder / "links.parquet")]
        for number in _slices(connection, "fresh"):
            near = pl.DataFrame(connection.sql(sql.script("load", "near"), params={"slice": number}))
            within = pl.col("slice").eq_missing(number)
            found = repeats.links(near.filter(within), near.filter(~within))
            links.append(_written(found, folder / f"links-{number}.parquet"))
        sql.set_variable(connection, "links", links)
        connection.execute(sql.script("load", "link"))
        again = [_written(repeats.REPEATS.to_frame(), folder / "repeats.parquet")]
        for number in _slices(connection, "ordered"):
            found = repeats.first_said(_rows(connection, "ordered", number), _rows(connection, "alike", number))
            again.append(_written(found, folder / f"repeats-{number}.parquet"))
        sql.set_variable(connection, "repeats", again)
        connection.execute(sql.script("load", "repeats"))


def _slices(connection: duckdb.DuckDBPyConnection, table: str) -> list[int]:
    return [number for (number,) in connection.execute(f"SELECT DISTINCT slice FROM {table} ORDER BY ALL").fetchall()]


def _rows(connection: duckdb.DuckDBPyConnection, table: str, number: int) -> pl.DataFrame:
    return pl.DataFrame(connection.sql(f"FROM {table} WHERE slice = $slice", params={"slice": number}))


def _written(frame: pl.DataFrame, path: Path) -> str:
    frame.write_parquet(path)
    return str(path)
