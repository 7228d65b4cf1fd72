"""What people see on a terminal: lines, tables and JSON.

Text from articles and databases goes out as text: without control characters, which a terminal would obey, and never as
rich's markup. Tables and JSON go to standard output, all else to standard error.
"""

import json
import math
import os
import re
import sys
from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from rich.box import SIMPLE_HEAD
from rich.cells import cell_len
from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

if TYPE_CHECKING:
    import polars as pl

NARROW = 100  # columns: below, statements are printed in blocks
WIDE = 160  # columns, where the output is no terminal that says how wide it is
LEGIBLE = 16  # columns that a cell of a query needs, if it fills them; longer text is folded
BAR = 5  # characters to each side of 0
FOR, AGAINST = "green", "red"
_UNPRINTABLE = re.compile(r"[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff]")


def output() -> Console:
    """Return the console of standard output."""
    return _console(sys.stdout)


def messages() -> Console:
    """Return the console of standard error."""
    return _console(sys.stderr)


class _Console(Console):
    """A console whose reader may leave, such as `head`: the work goes on, and is no failure."""

    def on_broken_pipe(self) -> None:
        self.quiet = True
        with open(os.devnull, "wb") as nowhere:
            os.dup2(nowhere.fileno(), self.file.fileno())


def _console(file: Any) -> Console:
    width = None if file.isatty() else WIDE
    return _Console(file=file, width=width, highlight=False, markup=False, emoji=False, soft_wrap=False)


def clean(value: object) -> str:
    """Return `value` as text without what a terminal would obey, control and direction characters; lengths stay."""
    return _UNPRINTABLE.sub(lambda found: " " if found[0].isspace() else "\N{REPLACEMENT CHARACTER}", str(value))


def say(line: str, style: str = "") -> None:
    """Print a line of text to standard error, however long it is."""
    messages().print(Text(clean(line), style), soft_wrap=True)


# Tables


def print_actors(actors: "pl.DataFrame") -> None:
    """Print actor_summary, a line an actor; in a narrow terminal without the less needed columns."""
    console = output()
    wide, interval, reported, leanings = (console.width >= least for least in (120, 92, 72, 60))
    table = made_table(
        *("Actor", "", ">Said"),
        *(["Optimism", ">"] if wide else [">Optimism"]),
        *([">90 % interval"] if interval else []),
        *([">For", ">Against"] if leanings else []),
        *([">Neutral", ">Tone"] if wide else []),
        *([">Reported"] if reported else []),
    )
    for row in actors.iter_rows(named=True):
        low_high = "" if row["optimism"] is None else f"{row['optimism_low']:+.2f} … {row['optimism_high']:+.2f}"
        counts = [str(row[f"statements_{leaning}"] or "") for leaning in ("for", "against", "neutral")]
        table.add_row(
            Text(clean(row["actor"] or row["actor_id"]), "bold"),
            clean(row["side"] or ""),
            str(row["statements"] or ""),
            *([_bar(row["optimism"])] if wide else []),
            _signed(row["optimism"]),
            *([Text(low_high, "dim")] if interval else []),
            *(counts[:2] if leanings else []),
            *([counts[2]] if wide else []),
            *([_signed(row["sentiment"])] if wide else []),
            *([_signed(row["optimism_reported"])] if reported else []),
        )
    console.print(table)
    if not actors.height:
        console.print("No statements yet.")


def print_statements(statements: "pl.DataFrame", *, speakers: bool = False) -> None:
    """Print rows of scored_statements, or of an analysis (`speakers`: with who speaks)."""
    console = output()
    if not statements.height:
        console.print("No statements found.")
        return
    wide = console.width >= NARROW
    names = (*(["Speaker"] if speakers else ["Id", "Date"]), "Mode", ">Rel", ">Stance", ">Tone")
    table = made_table(*names, "Statement")
    for row in statements.iter_rows(named=True):
        via = f"via {row['via']}: " if row["via"] else ""
        published = row["published_at"]
        speaker = Text.assemble((clean(row["actor"]), "bold"), f" {row['side'] or ''}")
        cells = (
            *([speaker] if speakers else [clean(row["statement_id"]), f"{published:%Y-%m-%d}" if published else ""]),
            ", ".join(sorted(set(row["modes"]))),
            str(row["relevance"]),
            _signed(row["stance"]) if row["relevance"] else Text(""),
            _signed(row["sentiment"]),
        )
        text = Text.assemble((clean(via), "dim"), clean(row["text"]))
        if wide:
            table.add_row(*cells, text)
        else:  # no room for a column of text: a line of scores, and the text below it
            scores = (
                Text.assemble((f"{name[1:].lower()} ", "dim"), cell) for name, cell in zip(names[-3:], cells[-3:])
            )
            console.print(Text("  ").join([*map(_text, cells[:-3]), *scores]))
            console.print(Padding(text, (0, 0, 1, 2)))
    if wide:
        console.print(table)


def _text(cell: str | Text) -> Text:
    return cell if isinstance(cell, Text) else Text(cell)


def print_rows(columns: Sequence[str], rows: Sequence[Sequence[Any]]) -> None:
    """Print the rows of any query: as a table, or where that is too wide, each row as a block of lines."""
    console = output()
    cells = [[_cell(value) for value in row] for row in rows]
    names = [clean(name) for name in columns]
    least = (min(LEGIBLE, max(map(cell_len, column))) for column in zip(names, *cells))
    if not rows or sum(least) + 2 * len(names) - 2 <= console.width:
        table = made_table(*names)
        for row in cells:
            table.add_row(*map(Text, row))
        console.print(table)
        return
    for number, row in enumerate(cells, 1):
        if number > 1:
            console.print()
        console.print(Text(f"row {number}", "dim"))
        block = Table.grid(padding=(0, 2))
        block.add_column(no_wrap=True, overflow="ellipsis", max_width=console.width // 2)
        block.add_column(overflow="fold")
        for name, cell in zip(names, row):
            block.add_row(Text(name, "dim"), Text(cell))
        console.print(block)


def print_faults(check: str, rows: "pl.DataFrame", *, more: bool) -> None:
    """Print what a check of the database found, a line each."""
    console = output()
    for what, at, problem in rows.select("what", "id", "problem").iter_rows():
        console.print(Text(clean(f"{check}: {what} {at}: {problem}")), soft_wrap=True)
    if more:
        console.print(Text(f"{check}: and more"))


def _cell(value: Any) -> str:
    if isinstance(value, float):
        return f"{value:.4f}".rstrip("0").rstrip(".")
    return "" if value is None else clean(value)


def print_json(rows: Sequence[Mapping[str, Any]]) -> None:
    """Print rows as a JSON list of objects."""
    text = json.dumps([_plain(row) for row in rows], ensure_ascii=False, indent=2)
    lines = (_UNPRINTABLE.sub(lambda found: f"\\u{ord(found[0]):04x}", line) for line in text.split("\n"))
    sys.stdout.writelines(f"{line}\n" for line in lines)


def _plain(value: Any) -> Any:
    """Return `value` in the types that JSON has."""
    match value:
        case None | bool() | int() | str():
            return value
        case float():
            return value if math.isfinite(value) else None
        case Decimal():
            return float(value)
        case date():
            return value.isoformat()
        case bytes():
            return value.hex()
        case Mapping():
            return {str(key): _plain(one) for key, one in value.items()}
        case list() | tuple():
            return [_plain(one) for one in value]
    return str(value)


def made_table(*columns: str) -> Table:
    """Make a table; a `>` before the name of a column sets it to the right."""
    table = Table(box=SIMPLE_HEAD, pad_edge=False, show_edge=False, header_style="dim")
    for name in columns:
        right = name.startswith(">")
        text = name == "Statement"
        table.add_column(
            Text(clean(name.removeprefix(">"))),
            justify="right" if right else "left",
            no_wrap=right or name in ("Id", "Date", "Optimism"),
            overflow="fold",
            ratio=1 if text else None,
        )
    return table


def _signed(value: float | None) -> Text:
    if value is None:
        return Text("")
    return Text(f"{value:+.2f}", FOR if value >= 0.05 else AGAINST if value <= -0.05 else "")


def _bar(value: float | None) -> Text:
    """Draw −1…1 as a bar to the left or right of the middle."""
    if value is None:
        return Text("")
    size = min(BAR, round(abs(value) * BAR + 0.3))
    left = "█" * size if value < 0 else ""
    right = "█" * size if value > 0 else ""
    return Text.assemble((left.rjust(BAR, "·"), AGAINST), "│", (right.ljust(BAR, "·"), FOR))
