"""Mark in the database what repeats another statement: SQL says what to compare, analytics.repeats compares."""

from pathlib import Path
from tempfile import TemporaryDirectory

import duckdb
import polars as pl

import sql
from analytics import repeats


def mark(connection: duckdb.DuckDBPyConnection) -> None:
    """Compare what the table `uncompared` names with the rest, and set `repeat_of` of all statements."""
    with TemporaryDirectory() as folder:
        sql.set_variable(connection, "within_days", repeats.WITHIN_DAYS)
        connection.execute(sql.script("load", "compare"))
        found = repeats.links(_rows(connection, "fresh"), _rows(connection, "stored"))
        _give(connection, "links", found, Path(folder))
        connection.execute(sql.script("load", "link"))
        again = repeats.first_said(_rows(connection, "ordered"), _rows(connection, "alike"))
        _give(connection, "repeats", again, Path(folder))
        connection.execute(sql.script("load", "repeats"))


def _rows(connection: duckdb.DuckDBPyConnection, table: str) -> pl.DataFrame:
    return pl.DataFrame(connection.sql(f"FROM {table}"))


def _give(connection: duckdb.DuckDBPyConnection, name: str, frame: pl.DataFrame, folder: Path) -> None:
    frame.write_parquet(folder / f"{name}.parquet")
    sql.set_variable(connection, name, str(folder / f"{name}.parquet"))
