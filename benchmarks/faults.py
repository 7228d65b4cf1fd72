"""Kill runs at random moments, and see what is left: `python benchmarks/faults.py [--kills N] [--seed S] [--prefect]`.

A corpus grows run by run. Each run is killed (SIGKILL, with its workers) after a random part of the time that it needs;
then the published file must open, pass every check, and be as it was before the run or as an undisturbed run leaves it.
Where it was done before the kill, it is taken back, so that the next has something to do as well. After ten kills a run
is let through and must end equal to an undisturbed one, with nothing left beside the file. Then the disk fills up (a
limit on the size of files) at each of a row of sizes: one line must say so.
"""

import argparse
import json
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from contextlib import suppress
from datetime import date, timedelta
from pathlib import Path

import polars as pl

from analytics.repeats import WITHIN_DAYS
from flows import store

ROOT = Path(__file__).parents[1]
TABLES = ("documents", "paragraphs", "quotations", "statements", "evidence", "actors", "actor_aliases")
OF_A_RUN = ("run_id", "ingested_at")
State = dict[str, list[tuple[object, ...]]]


def state(database: Path) -> State:
    """Return what a database holds, less what names the runs."""
    if not database.exists():
        return {}
    with store.read(database) as connection:
        frames = {name: pl.DataFrame(connection.sql(f"FROM {name} ORDER BY ALL")) for name in TABLES}
    return {name: frame.drop(OF_A_RUN, strict=False).rows() for name, frame in frames.items()}


def grow(corpus: Path, first: int, count: int) -> None:
    """Add articles to a corpus: the seed, with another opening each time, and later by more days than repeats count."""
    seed = next((ROOT / "seeds").glob("*.txt")).read_text(encoding="utf-8")
    with corpus.open("a", encoding="utf-8") as file:
        for number in range(first, first + count):
            day = date(2000, 1, 1) + timedelta(days=number * (WITHIN_DAYS + 1))
            article = {"text": f"Report {number}.\n\n{seed}", "title": f"Report {number}", "published_at": str(day)}
            file.write(json.dumps(article) + "\n")


class Campaign:
    """One database that is disturbed, and one that is not."""

    def __init__(self, folder: Path, *, prefect: bool) -> None:
        self.corpus, self.disturbed, self.sound = folder / "c.jsonl", folder / "bad" / "x.duckdb", folder / "x.duckdb"
        self.disturbed.parent.mkdir()
        self.how = [] if prefect else ["--direct"]
        self.found: Counter[str] = Counter()

    def start(self, database: Path, first: str = "") -> "subprocess.Popen[str]":
        program = [sys.executable, "-c", f"{first}\nfrom flows.cli import main; main()"]
        arguments = ["run", "--quiet", "--workers", "2", *self.how, str(self.corpus), "--database", str(database)]
        return subprocess.Popen(
            [*program, *arguments], cwd=ROOT, stderr=subprocess.PIPE, text=True, start_new_session=True
        )

    def run(self, database: Path) -> float:
        """Run undisturbed, and return how long it took, in seconds."""
        began = time.monotonic()
        _, messages = (process := self.start(database)).communicate()
        if process.returncode:
            raise SystemExit(f"a run that nobody disturbed failed: {messages}")
        return time.monotonic() - began

    def kill(self, seconds: float) -> None:
        before = state(self.disturbed)
        process = self.start(self.disturbed)
        try:
            process.communicate(timeout=seconds)
        except subprocess.TimeoutExpired:
            self.found["killed"] += 1
        else:
            self.found["ended before the kill"] += 1
        for victim in self.descendants(process.pid):
            with suppress(ProcessLookupError):  # it may have ended by itself
                os.kill(victim, signal.SIGKILL)
        process.wait()
        after = state(self.disturbed)
        if self.disturbed.exists() and store.faults(self.disturbed):
            self.found["CORRUPT"] += 1
        elif after == before:
            self.found["as before the run"] += 1
        elif after == state(self.sound):
            self.found["as after the run"] += 1
            self.take_back()
        else:
            self.found["HALF A RUN"] += 1

    def keep(self) -> None:
        """Remember the disturbed database as it is."""
        self.kept = self.disturbed.read_bytes() if self.disturbed.exists() else None

    def take_back(self) -> None:
        """Put the disturbed database back as it was when it was kept."""
        self.disturbed.unlink()
        if self.kept is not None:
            self.disturbed.write_bytes(self.kept)

    @staticmethod
    def descendants(pid: int) -> list[int]:
        """Return the processes of the session that `pid` leads."""
        listed = subprocess.run(["ps", "-e", "-o", "pid=,sid="], capture_output=True, text=True, check=True).stdout
        return [int(line.split()[0]) for line in listed.splitlines() if int(line.split()[1]) == pid]

    def compare(self) -> None:
        self.run(self.disturbed)
        self.found["runs compared"] += 1
        self.found["UNEQUAL"] += state(self.disturbed) != state(self.sound)
        self.look_around()

    def look_around(self) -> None:
        """Count it where anything is left beside the database."""
        left = {path.name for path in self.disturbed.parent.iterdir()} - {self.disturbed.name}
        self.found["LEFT BEHIND"] += bool(left)
        if left:
            print(f"left behind: {', '.join(sorted(left))}", file=sys.stderr)

    def fill(self, size: int) -> None:
        """Run where no file may grow beyond `size` bytes."""
        before = self.disturbed.read_bytes()
        limit = f"import resource; resource.setrlimit(resource.RLIMIT_FSIZE, ({size}, {size}))"
        process = self.start(self.disturbed, limit)
        _, messages = process.communicate()
        lines = messages.splitlines()
        said = process.returncode > 0 and len(lines) == 1 and lines[0].startswith("detente: ")
        self.found["full disk, said so" if said else "enough room" if not process.returncode else "FULL, UNSAID"] += 1
        if process.returncode:
            self.found["FULL, HALF WRITTEN"] += before != self.disturbed.read_bytes()
            self.look_around()
        if not said and process.returncode:
            print(messages, file=sys.stderr)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--prefect", action="store_true", help="with Prefect, not --direct")
    options = parser.parse_args()
    chance = random.Random(options.seed)
    with tempfile.TemporaryDirectory() as folder:
        campaign = Campaign(Path(folder), prefect=options.prefect)
        for round_ in range(-(-options.kills // 10)):
            grow(campaign.corpus, 40 * round_, 40)
            took = campaign.run(campaign.sound)
            campaign.keep()
            for _ in range(min(10, options.kills - 10 * round_)):
                campaign.kill(chance.uniform(0.2, took))
            campaign.compare()
            print(", ".join(f"{what}: {times}" for what, times in campaign.found.items()), file=sys.stderr)
        grow(campaign.corpus, 40 * (round_ + 1), 40)
        for exponent in range(10, 25):
            campaign.fill(1 << exponent)
    for what, times in sorted(campaign.found.items(), key=lambda item: item[0].lower()):
        print(f"{what:24}{times:6}")
    return int(any(what.isupper() and times for what, times in campaign.found.items()))


if __name__ == "__main__":
    sys.exit(main())
