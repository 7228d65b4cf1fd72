"""The documents say what works: every query in them runs, and every view has one."""

import re
import shlex
from datetime import datetime
from pathlib import Path

import pytest
from staged import Document, Said, run, stage
from typer.testing import CliRunner

from flows import cli, overrides, store

DOCS = Path(__file__).parents[1] / "docs"
QUERIES = re.findall(r"```sql\n(.*?)```", (DOCS / "queries.md").read_text(encoding="utf-8"), re.DOTALL)


LAVROV, TRUMP = "sergei-lavrov", "donald-trump"


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two years of two who speak of each other: hope in 2016, none in 2017."""
    folder = tmp_path_factory.mktemp("docs")
    documents = [
        Document(
            f"d{number}",
            (
                Said(LAVROV, 1.0 if number < 12 else -1.0, sentiment=0.2, of={TRUMP: "talk"}),
                Said(TRUMP, 0.5, text=f"We will talk {number}", of={LAVROV: "We"}),
                Said(TRUMP, -0.25, via=LAVROV, text=f"They spoke of talk {number}"),
            ),
            datetime(2016 + number // 12, 1 + number % 12, 5),
            "TASS" if number % 2 else "CNN",
        )
        for number in range(24)
    ]
    again = Said(TRUMP, 0.5, text="We will talk with them about peace, and they will talk with us")
    documents.append(Document("again", (again, again, Said("roe"), Said("jane-roe")), datetime(2016, 3, 6), "CNN"))
    actors = [
        ("roe", "Roe", "person", None, None, False),
        ("jane-roe", "Jane Roe", "person", None, None, False),
        (LAVROV, "Sergei Lavrov", "person", "RU", None, True),
        (TRUMP, "Donald Trump", "person", "US", None, True),
    ]
    staged = stage(folder / "s", documents, [("b.txt", "empty")], actors)
    store.load(folder / "x.duckdb", [staged], run())
    return folder / "x.duckdb"


@pytest.mark.parametrize("query", QUERIES)
def test_queries_run_and_find_something(database: Path, query: str) -> None:
    with store.sandboxed(database) as connection:
        assert connection.execute(query).fetchall()


def test_every_view_has_a_query(database: Path) -> None:
    with store.read(database) as connection:
        views = [
            name
            for (name,) in connection.execute("""
                SELECT view_name FROM duckdb_views() WHERE NOT internal
                UNION ALL
                SELECT function_name FROM duckdb_functions() WHERE NOT internal AND function_type = 'table_macro'
            """).fetchall()
        ]
    assert len(views) >= 12
    for view in views:
        assert any(re.search(rf"\b{view}\b", query) for query in QUERIES), view


def test_the_overrides_that_it_shows_can_be_applied(
    database: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = (DOCS / "overrides.md").read_text(encoding="utf-8")
    lines = [line.removeprefix("    ") for line in text.splitlines() if line.startswith("    ")]
    commands = [line.partition("  #")[0] for line in lines if line.startswith("detente ")]
    rows = [line for line in lines if not line.startswith("detente ")]
    monkeypatch.chdir(tmp_path)
    Path("overrides.csv").write_text("\n".join(rows) + "\n", encoding="utf-8")
    Path("detente.duckdb").write_bytes(database.read_bytes())
    assert overrides.read(Path("overrides.csv")).height == len([row for row in rows if row[0] != "#"]) - 1
    assert len(commands) == 5
    for command in commands:
        result = CliRunner().invoke(cli.app, shlex.split(command)[1:])
        assert result.exit_code == 0, (command, result.stdout, result.stderr)
