"""The report: reads the database, has `flows.page` build the page, and puts the file in place whole."""

from pathlib import Path

from analytics.sides import Sides
from flows import page, store
from flows.export import replaced

ACTORS = 300
STATEMENTS = 20_000
"""How many the page may hold at most; `page.build` keeps as many statements as fit."""
SUMS = 15_000
GRAINS = ((1, "month", 40), (3, "quarter", 12), (12, "year", 12), (12, "year", 0))
"""How finely the reader can filter, by months (number and name) and outlets: as leaves at most `SUMS` rows of sums."""


def write(database: Path, output: Path) -> int:
    """Write the report of `database` to the file `output`, and return its size in bytes. Raises StoreError."""
    check(output)
    sides = store.sides(database)
    content = page.build(read(database, sides), sides, database.name).encode()
    with replaced(output) as file:
        file.write(content)
    return len(content)


def is_of(output: Path, database: Path) -> bool:
    """Whether `output` has been written since `database` was published last."""
    return output.exists() and database.exists() and output.stat().st_mtime_ns >= database.stat().st_mtime_ns


def update(output: Path, database: Path, *, changed: bool) -> None:
    """Write the report anew where what it shows of `database` has changed, else mark it as up to date."""
    if changed:
        write(database, output)
    else:
        output.touch()


def check(output: Path) -> None:
    """Raise StoreError unless a report can be written to `output`; touch nothing."""
    if output.is_dir():
        raise store.StoreError(f"{output}: is a folder; give the path of a file, such as {output / 'report.html'}")
    if not output.absolute().parent.is_dir():
        raise store.StoreError(
            f"{output}: there is no folder {output.absolute().parent}; make it, or give another path"
        )


def read(database: Path, sides: Sides) -> page.Found:
    """Return what the page shows of `database`. Raises StoreError."""
    pair = {"first_side": sides.first.side, "second_side": sides.second.side}
    for months, grain, outlets in GRAINS:
        limits = {"most_actors": ACTORS, "most_statements": STATEMENTS, "grain": grain, "outlets": outlets, **pair}
        found = page.Found(months, **store.frames_of(database, "report", ["heard"], **limits))
        if found.sums.height <= SUMS:
            break
    return found
