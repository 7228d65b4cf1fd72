"""The README says what the program does: its table, its files."""

import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")


def test_the_table_is_what_make_run_prints(tmp_path: Path) -> None:
    command = [sys.executable, "-c", "from flows.cli import main; main()", "run", "seeds/", "--direct"]
    done = subprocess.run(
        [*command, "--database", str(tmp_path / "x.duckdb")], cwd=ROOT, capture_output=True, text=True, check=True
    )
    printed = [line.rstrip() for line in done.stdout.split("\n\n")[0].splitlines()]
    shown = [line.removeprefix("    ").rstrip() for line in README.splitlines() if line.startswith("    ")]
    assert printed
    assert printed == shown[shown.index(printed[0]) :][: len(printed)]


def test_every_file_that_it_names_exists() -> None:
    named = re.findall(r"`((?:analytics|flows|sql|seeds|benchmarks)/[\w/.]*)`|\]\(([^)#:]+)\)", README)
    knowledge = re.findall(
        r"`(\w+\.csv)`", (ROOT / "docs/README.md").read_text(encoding="utf-8").split("## How it decides")[1]
    )
    assert named
    assert knowledge
    for path in [first or second for first, second in named] + [f"analytics/knowledge/{name}" for name in knowledge]:
        assert (ROOT / path).exists(), path
