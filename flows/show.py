"""What people see on a terminal: tables, an explained statement, and how a run gets on.

Text from articles and databases goes out as text: without control characters, which a terminal would obey, and never as
rich's markup. Tables and JSON go to standard output, all else to standard error.
"""

import json
import math
import os
import re
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date
from decimal import Decimal
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING, Any, NamedTuple

from rich.box import SIMPLE_HEAD
from rich.cells import cell_len
from rich.console import Console
from rich.padding import Padding
from rich.progress import BarColumn, ProgressColumn, SpinnerColumn, Task, TextColumn, TimeElapsedColumn
from rich.progress import Progress as Bar
from rich.table import Table
from rich.text import Text

if TYPE_CHECKING:
    import polars as pl

    from flows.job import Outcome, Plan, Progress
    from flows.store import Explanation

NARROW = 100  # columns: below, statements are printed in blocks
WIDE = 160  # columns, where the output is no terminal that says how wide it is
LEGIBLE = 16  # columns that a cell of a query needs, if it fills them; longer text is folded
ACTORS = 30  # that the end of a run has room for
BAR = 5  # characters to each side of 0
FOR, AGAINST, SPEAKER, CUE, SPAN = "green", "red", "bold cyan", "magenta", "underline"
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
    table = _table(
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
    table = _table(*names, "Statement")
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
        table = _table(*names)
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


def _table(*columns: str) -> Table:
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


# One statement explained


class Mark(NamedTuple):
    """A part of a paragraph that explains something; `label` stands in for colour where there is none."""

    start: int
    end: int
    style: str
    label: str


def print_explanation(explanation: "Explanation") -> None:
    """Print the paragraph with what led to the scores marked, and the arithmetic from evidence to optimism."""
    console = output()
    statement, quotations, evidence = explanation
    side = f" ({statement['side']})" if statement["side"] else ""
    via = f", as {statement['via']} reports" if statement["via"] else ""
    console.print(Text.assemble((clean(statement["actor"]), SPEAKER), clean(f"{side}{via}")))
    if statement["found_actor"]:
        console.print(Text(clean(f"by an override; the analysis found {statement['found_actor']}"), "dim"))
    published = f"{statement['published_at']:%Y-%m-%d}" if statement["published_at"] else None
    origin = (statement["title"], statement["outlet"], published, f"{statement['source']} ¶{statement['paragraph']}")
    console.print(Text(clean(" · ".join(filter(None, origin))), "dim"))
    console.print()
    marks = marks_of(explanation)
    console.print(Padding(_marked(statement["paragraph_text"], marks, console.color_system is not None), (0, 2)))
    console.print()

    if evidence.height:
        table = _table(">", "Evidence", "Frame", "Operators", ">Weight")
        for number, row in enumerate(evidence.iter_rows(named=True), 1):
            table.add_row(
                str(number),
                Text(clean(row["text"]), FOR if row["weight"] > 0 else AGAINST),
                clean(row["frame"]),
                clean(", ".join(row["operators"] or ())),
                f"{row['weight']:+.3f}",
            )
        console.print(table)
        console.print()
    for line in arithmetic(explanation):
        console.print(Text(line))
    for row in quotations.iter_rows(named=True):
        said = f"{row['mode']} speech, cue “{row['cue'] or ''}”, speaker named as “{row['surface'] or ''}”"
        console.print(Text(clean(f"spoken: {said}"), "dim"))


def arithmetic(explanation: "Explanation") -> list[str]:
    """Return the steps from evidence to stance to optimism, as lines to check by hand."""
    from analytics.scoring.stance import HALF

    statement, _, evidence = explanation
    stance, tone, relevance = statement["stance"], statement["sentiment"], statement["relevance"]
    if not relevance:
        return ["relevance 0: not about the two sides: stance is 0, and optimism is left out of the means"]
    lines = []
    if evidence.height:
        total = round(sum(evidence["weight"]), 3)
        terms = " ".join(f"{weight:+.3f}" for weight in evidence["weight"])
        lines += [
            f"sum      = {terms} = {total:+.3f}" if evidence.height > 1 else f"sum      = {total:+.3f}",
            f"stance   = sum / ({HALF} + |sum|) = {total:+.3f} / {HALF + abs(total):.3f} = {stance:+.3f}",
        ]
    else:
        lines.append("stance   = +0.000, no words that speak for or against")
    share = statement["stance_share"]
    counts = "a repeat, not counted" if statement["repeat_of"] else f"counts {statement['weight']:g}"
    return [
        *lines,
        f"optimism = {share:g} × stance + {1 - share:.2g} × tone = "
        f"{share:g} × {stance:+.3f} + {1 - share:.2g} × {tone:+.3f} = {statement['optimism']:+.3f}",
        f"relevance {relevance}: {counts} in the actor's mean; leans {statement['leaning']}",
    ]


def marks_of(explanation: "Explanation") -> list[Mark]:
    """Return what to mark in the paragraph: what is voiced, each piece of evidence, the cue and the speaker's name."""
    statement, quotations, evidence = explanation
    text = statement["paragraph_text"]
    marks = [Mark(row["char_start"], row["char_end"], SPAN, "") for row in quotations.iter_rows(named=True)]
    spans = list(marks)
    for number, row in enumerate(evidence.iter_rows(named=True), 1):
        style = f"bold {FOR if row['weight'] > 0 else AGAINST}"
        marks.append(Mark(row["char_start"], row["char_end"], style, str(number)))
    for row in quotations.iter_rows(named=True):
        for words, style, label in ((row["surface"], SPEAKER, "speaker"), (row["cue"], CUE, "cue")):
            start = nearest(text, words, row["char_start"], row["char_end"], spans)
            if start is not None:
                mark = Mark(start, start + len(words), style, label)
                if mark not in marks:
                    marks.append(mark)
    return sorted(marks)


def nearest(text: str, words: str | None, start: int, end: int, spans: Sequence[Mark]) -> int | None:
    """Return where `words` stand in `text` outside the spans, as near as can be to `start`…`end`."""
    if not words:
        return None
    found = [
        match.start()
        for match in re.finditer(rf"(?<!\w){re.escape(words)}(?!\w)", text)
        if not any(span.start < match.end() and match.start() < span.end for span in spans)
    ]
    return min(found, key=lambda at: min(abs(at - end), abs(start - at - len(words))), default=None)


def _marked(text: str, marks: Sequence[Mark], colour: bool) -> Text:
    """Return the paragraph with its marks in colour, or where there is none as [label: words] and ‹what is voiced›."""
    if colour:
        marked = Text(clean(text))
        for mark in marks:
            marked.stylize(mark.style, mark.start, mark.end)
        return marked
    inserted = []
    for mark in marks:
        before, after = (f"[{mark.label}: ", "]") if mark.label else ("‹", "›")
        size = mark.end - mark.start
        inserted += [(mark.start, 1, -size, before), (mark.end, 0, size, after)]
    parts, last = [], 0
    for at, _, _, insertion in sorted(inserted):
        parts += [clean(text[last:at]), insertion]
        last = at
    return Text("".join([*parts, clean(text[last:])]))


# Runs


def print_outcome(outcome: "Outcome", actors: "pl.DataFrame") -> None:
    """Print what a run ended with: the actors most heard, the counts and where the database is."""
    print_actors(most_heard(actors))
    console = output()
    console.print()
    if actors.height > ACTORS:
        console.print(f"The {ACTORS} most heard of {actors.height:,} actors; all: detente actors", soft_wrap=True)
    console.print(Text(clean(outcome.summary())), soft_wrap=True)
    console.print(Text(clean(f"Database: {outcome.database}")), soft_wrap=True)
    if outcome.report:
        console.print(Text(clean(f"Report: {outcome.report}")), soft_wrap=True)


def most_heard(actors: "pl.DataFrame") -> "pl.DataFrame":
    """Return the actors with most evidence, in the order that they are in."""
    return (
        actors.with_row_index("order")
        .sort("weight", "statements_reported", "order", descending=[True, True, False])
        .head(ACTORS)
        .sort("order")
        .drop("order")
    )


def print_plan(plan: "Plan", database: Path) -> None:
    """Print what a run would do."""
    console = output()
    for file in plan.files:
        console.print(Text(clean(file)), soft_wrap=True)
    files = "1 file" if len(plan.files) == 1 else f"{len(plan.files):,} files"
    shards = "1 shard" if len(plan.shards) == 1 else f"{len(plan.shards):,} shards"
    workers = "1 worker" if plan.workers == 1 else f"{plan.workers} workers"
    does = "would be updated" if database.exists() else "would be made"
    if plan.unchanged:
        files += f" ({plan.unchanged:,} unchanged left out)"
    if plan.outdated:
        does += f", {plan.outdated:,} of its documents scored anew"
    console.print(Text(clean(f"{files} would be read in {shards} by {workers}; {database} {does}.")), soft_wrap=True)


_STEPS = {"discover": "Reading the sources", "publish": "Publishing", "report": "Writing the report"}


class Watch:
    """Shows how a run gets on: a live line on a terminal, a plain line a step elsewhere, nothing where `quiet`."""

    def __init__(self, quiet: bool) -> None:
        """Begin with nothing shown."""
        self._console = messages()
        self._quiet = quiet
        self._live = self._console.is_terminal and not quiet
        self._bar = Bar(
            SpinnerColumn(),
            TextColumn("{task.description}", markup=False),
            BarColumn(bar_width=24),
            _Amount(),
            TimeElapsedColumn(),
            console=self._console,
            transient=True,
        )
        self._task = self._bar.add_task("Starting", total=None)
        self._said = ("", 0.0)

    @contextmanager
    def watching(self) -> Iterator[None]:
        """Show the run in this block, and leave the terminal as it was."""
        if not self._live:
            yield
            return
        with self._bar:
            yield

    def begin(self, step: str) -> None:
        """Show that `step` begins."""
        self._show(step, None, 0, None)

    def __call__(self, progress: "Progress") -> None:
        """Show where the run stands."""
        if progress.step == "analyse":
            self._show("Analysing", progress.shards, progress.done, progress.folder)
        else:
            self._show(_STEPS[progress.step], None, 0, None)

    def _show(self, step: str, total: int | None, done: int, folder: Path | None) -> None:
        if self._live:
            self._bar.update(self._task, description=step, total=total, completed=done, folder=folder)
        elif not self._quiet:
            # On no terminal, a line a step, and where a step is long a line every ten seconds.
            said, at = self._said
            if said != step or (done and done < (total or 0) and monotonic() - at > 10):
                amount = "" if total is None else f": {done} of {total} shards"
                self._console.print(f"{step}{amount}", soft_wrap=True)
                self._said = (step, monotonic())


class _Amount(ProgressColumn):
    """Shards done, and characters analysed so far."""

    max_refresh = 0.5

    def render(self, task: Task) -> Text:
        from flows.stage import characters_read

        folder = task.fields.get("folder")
        if task.total is None or folder is None:
            return Text("")
        return Text(f"{task.completed:.0f}/{task.total:.0f} shards, {characters_read(folder) / 1e6:.1f} M characters")
