"""What commands share: options that several of them take, and how trouble ends, in one line and an exit code."""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Annotated, NoReturn

import typer

from flows import show

NOTHING_READ, FAILED_RUN, FAULTY, UNUSABLE, INTERRUPTED = 1, 1, 1, 2, 130


def readable(value: str) -> str:
    """Refuse an argument that no text of ours can hold."""
    try:
        value.encode()
    except UnicodeEncodeError:
        raise typer.BadParameter(f"{show.clean(value)!r} is not UTF-8") from None
    return value


def _runner(kind: str) -> str:
    if kind not in ("process", "thread", "dask"):
        raise typer.BadParameter(f"{kind!r} is not one of: process, thread, dask")
    return kind


def _day(value: str) -> datetime:
    try:
        return datetime.strptime(value, "%Y-%m-%d")
    except ValueError:
        raise typer.BadParameter(f"{value!r} is not a day such as 2017-05-10") from None


Database = Annotated[
    Path, typer.Option("--database", "-d", envvar="DETENTE_DATABASE", help="The DuckDB file.", show_default=True)
]
Json = Annotated[bool, typer.Option("--json", help="Print JSON instead of a table.")]
Since = Annotated[
    datetime | None,
    typer.Option(parser=_day, metavar="DAY", help="First day of the documents to take, such as 2017-05-10."),
]
Until = Annotated[datetime | None, typer.Option(parser=_day, metavar="DAY", help="Last day of the documents to take.")]
Kind = Annotated[
    str,
    typer.Option(
        help="Let worker processes analyse, threads, or a Dask cluster.",
        metavar="process|thread|dask",
        callback=_runner,
    ),
]
Count = Annotated[int | None, typer.Option(min=1, help="How many at once.  [default: one for each core]")]
Address = Annotated[
    str | None,
    typer.Option(metavar="ADDRESS", help="Scheduler of the Dask cluster, tcp://HOST:8786.  [default: one of our own]"),
]
Shared = Annotated[
    Path | None, typer.Option(metavar="FOLDER", help="For staged files; all workers must see it.  [default: beside -d]")
]
Columns = Annotated[
    list[str] | None,
    typer.Option(metavar="FIELD=COLUMN", help="Column of a corpus file for text, title, outlet, published_at, url."),
]
Folder = Annotated[
    Path | None, typer.Option(metavar="FOLDER", help="Knowledge files of your own, over the shipped ones.")
]
Report = Annotated[
    Path | None, typer.Option(metavar="FILE", help="Also keep a report page, such as report.html, up to date.")
]
DEFAULT = Path("detente.duckdb")


@contextmanager
def trouble() -> Iterator[None]:
    """Turn trouble that is to be expected into one line and an exit code."""
    try:
        yield
    except KeyboardInterrupt:
        fail("interrupted; nothing is half-written", INTERRUPTED)
    except BrokenPipeError:
        # Whoever read our output, such as `head`, has enough.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        raise typer.Exit(0) from None
    except Exception as error:
        from flows.job import EXPECTED, FAILED

        if not isinstance(error, EXPECTED):
            raise
        fail(str(error), FAILED_RUN if isinstance(error, FAILED) else UNUSABLE)


def fail(line: str, code: int) -> NoReturn:
    """Say what is wrong, and end with an exit code."""
    show.say(f"detente: {line}", "red")
    raise typer.Exit(code)
