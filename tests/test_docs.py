"""The documents say what is so: queries run, commands exist, constants, messages and examples are the program's."""

import re
import shlex
from datetime import datetime
from functools import cache
from importlib import import_module
from pathlib import Path

import pytest
from staged import Document, Said, run, stage
from typer.testing import CliRunner

from analytics.scoring.stance import combine
from flows import cli, dictionary, job, overrides, store

ROOT = Path(__file__).parents[1]
PAGES = {
    str(page.relative_to(ROOT)): page.read_text(encoding="utf-8")
    for page in [*ROOT.glob("docs/*.md"), ROOT / "README.md", ROOT / "CONTRIBUTING.md"]
}
QUERIES = re.findall(r"```sql\n(.*?)```", PAGES["docs/queries.md"], re.DOTALL)

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
                *(
                    Said(TRUMP, 0.5, text="We shall meet in Geneva and talk about arms control")
                    for _ in range(number < 2)
                ),
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
    text = PAGES["docs/overrides.md"]
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


def test_the_dictionary_is_that_of_the_database() -> None:
    made = dictionary.markdown(dictionary.current())
    assert made == PAGES["docs/dictionary.md"], "detente dictionary > docs/dictionary.md"


def test_links_lead_somewhere() -> None:
    for name, page in PAGES.items():
        for target in re.findall(r"\]\((?!https?:)([^)#]+)", page):
            assert ((ROOT / name).parent / target).exists(), (name, target)


@cache
def help_of(command: str) -> str:
    return CliRunner().invoke(cli.app, [command, "--help"]).stdout


def test_the_readme_leads_to_every_page() -> None:
    assert "](docs/README.md)" in PAGES["README.md"]
    for page in ROOT.glob("docs/*.md"):
        assert page.name == "README.md" or f"| [{page.name}]({page.name}) |" in PAGES["docs/README.md"], page.name


def test_every_module_has_its_place_on_the_map() -> None:
    text = PAGES["CONTRIBUTING.md"]
    places = re.findall(r"`((?:analytics|flows|sql|benchmarks)/[\w/.-]*)`", text)
    assert len(places) >= 20
    for place in places:
        assert (ROOT / place).exists(), place
    named = set(re.findall(r"\b(\w+\.py)\b", text))
    for path in [*ROOT.glob("flows/[a-z]*.py"), *ROOT.glob("analytics/[a-z]*.py")]:
        assert path.name in named or path.name.endswith("_cli.py"), path


def test_commands_and_options_exist() -> None:
    commands = [command.callback.__name__ for command in cli.app.registered_commands if command.callback]
    shown = [line for page in PAGES.values() for line in re.findall(r"^    (?:\S*/)?detente (.*)", page, re.MULTILINE)]
    shown += [part for page in PAGES.values() for part in re.findall(r"`detente ((?!…)[^`]*)`", page)]
    assert len(shown) > 40
    for line in shown:
        command, *arguments = re.split(r"\s+", re.sub(r'"[^"]*"?', "", line.partition("  #")[0]).strip())
        if command.startswith("-"):
            continue
        assert command in commands, line
        for option in (argument for argument in arguments if re.fullmatch(r"--?[a-z-]+", argument)):
            assert re.search(rf"(^|[ ,]){option}\b", help_of(command), re.MULTILINE), line


def test_constants_of_the_method_are_those_of_the_program(database: Path) -> None:
    rows = re.findall(r"^\|[^|]*\| ([\d.]+) \| `([^`]+)` \|$", PAGES["docs/method.md"], re.MULTILINE)
    assert len(rows) >= 15
    with store.read(database) as connection:
        for value, where in rows:
            if where.endswith(")"):
                (found,) = connection.execute(f"SELECT {where}").fetchall()[0]
            else:
                module, _, name = where.rpartition(".")
                found = getattr(import_module(module), name)
            assert found == float(value), where


def test_stance_of_evidence_is_as_the_method_says() -> None:
    rows = re.findall(r"^\| (\d\.\d) \| (\d\.\d{3}) \|$", PAGES["docs/method.md"], re.MULTILINE)
    assert len(rows) == 5
    for total, stance in rows:
        assert combine([float(total)]) == pytest.approx(float(stance), abs=0.0005)


def test_messages_that_are_explained_are_those_of_the_program() -> None:
    said = " ".join(path.read_text(encoding="utf-8") for path in (ROOT / "flows").glob("*.py"))
    ours = PAGES["docs/troubleshooting.md"].partition("## Runs")[2].partition("**`IO Error")[0]
    messages = re.findall(r"\*\*`([^`]+)`\*\*", ours)
    assert len(messages) >= 12
    for message in messages:
        for part in message.split("…"):
            assert part.strip() in said, message


EXAMPLES = re.findall(
    r"```text\n(.*?)```\n(.*?)\| without \|(.*?)\|\n\| with \|(.*?)\|\n", PAGES["docs/knowledge.md"], re.DOTALL
)


@pytest.mark.parametrize(("article", "files", "without", "with_"), EXAMPLES)
def test_knowledge_does_what_the_examples_show(
    tmp_path: Path, article: str, files: str, without: str, with_: str
) -> None:
    own = tmp_path / "my"
    own.mkdir()
    for name, rows in re.findall(r"`(\w+\.csv)`\n\n```csv\n(.*?)```", files, re.DOTALL):
        (own / name).write_text(rows, encoding="utf-8")
    assert list(own.iterdir())
    (tmp_path / "a.txt").write_text(article, encoding="utf-8")
    before, after = (job.analyse_here(str(tmp_path / "a.txt"), folder)[0].to_dicts() for folder in (None, own))
    assert described(before) == cells(without) or (
        cells(without)[-1] == "the model guesses" and described(before)[:2] == cells(without)[:2]
    )
    if cells(with_)[-1] == "weaker":
        assert 0 < after[0]["stance"] < before[0]["stance"]
    else:
        assert described(after) == cells(with_)


def cells(row: str) -> list[str]:
    return [cell.strip() for cell in row.split("|")]


def described(rows: list[dict[str, object]]) -> list[str]:
    """One statement as the tables have it; what counts as neutral is the macro neutral_within."""
    if not rows:
        return ["nobody", "", ""]
    (row,) = rows
    stance = float(str(row["stance"]))
    leans = "for" if stance > 0.15 else "against" if stance < -0.15 else "neutral"
    return [str(row["actor"]), str(row["side"] or ""), leans if row["relevance"] else "unrelated"]


def test_there_are_enough_examples_and_questions() -> None:
    assert len(EXAMPLES) >= 8
    assert len(re.findall("^## .*[?]$", PAGES["docs/queries.md"], re.MULTILINE)) >= 15
