"""The store in SQL: migrations make the tables, load fills them, checks guard them; macros and views are what to ask.

They are package data: read the same way from an editable install, a wheel or a zip.
"""

from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection


class Script(NamedTuple):
    """One `.sql` file."""

    name: str
    """File name without `.sql`, such as `0001_tables`."""
    text: str


@cache
def scripts(folder: str) -> tuple[Script, ...]:
    """Return the files of one folder of `sql/`, in the order of their names. Raises FileNotFoundError."""
    found = sorted(files(__name__).joinpath(folder).iterdir(), key=lambda file: file.name)
    return tuple(
        Script(file.name.removesuffix(".sql"), file.read_text(encoding="utf-8"))
        for file in found
        if file.name.endswith(".sql")
    )


def script(folder: str, name: str) -> str:
    """Return the text of `sql/<folder>/<name>.sql`. Raises FileNotFoundError."""
    return files(__name__).joinpath(folder, f"{name}.sql").read_text(encoding="utf-8")


def set_variable(connection: "DuckDBPyConnection", name: str, value: object) -> None:
    """Give the scripts that `connection` runs what they read as `getvariable(name)`."""
    connection.execute(f"SET VARIABLE {name} = $value", {"value": value}).fetchall()


def migrations() -> Iterator[tuple[int, Script]]:
    """Yield the migrations with their numbers, the oldest first."""
    for migration in scripts("migrations"):
        yield int(migration.name.split("_")[0]), migration
