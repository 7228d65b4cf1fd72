"""How a run gets on, and what it ends with, on a terminal."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING

from rich.progress import BarColumn, ProgressColumn, SpinnerColumn, Task, TextColumn, TimeElapsedColumn
from rich.progress import Progress as Bar
from rich.text import Text

from flows.show import clean, messages, output, print_actors

if TYPE_CHECKING:
    import polars as pl

    from flows.job import Outcome, Plan, Progress

ACTORS = 30  # that the end of a run has room for


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
