"""Another pair of sides than the US and Russia, by files alone: the example of docs/another-relationship.md."""

import re
from pathlib import Path

import pytest
from test_docs import ROOT, cells, described
from typer.testing import CliRunner, Result

from analytics.knowledge import Knowledge, KnowledgeError
from analytics.scoring.participants import participants
from analytics.scoring.vocabulary import FRONT, RU, THIRD, US, WEST
from analytics.sides import Side, Sides
from flows import cli, job, store

PAGE = (ROOT / "docs/another-relationship.md").read_text(encoding="utf-8")
FILES = re.findall(r"`(\w+\.csv)`\n\n```csv\n(.*?)```", PAGE, re.DOTALL)
SAYINGS = [
    cells(row)[1:-1] for row in re.findall(r"^\| .*[.\"] \| .*$", PAGE.partition("## What comes")[2], re.MULTILINE)
]
HEADER = "slot,side,name,adjective\n"


@pytest.fixture(scope="module")
def profile(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("us-china")
    for name, rows in FILES:
        (folder / name).write_text(rows, encoding="utf-8")
    return folder


def test_statements_are_those_of_the_sides_that_the_files_name(profile: Path, tmp_path: Path) -> None:
    assert len(SAYINGS) >= 8
    assert len(FILES) >= 7
    article = "VIENNA, November 14, 2023\n\n" + "\n\n".join(saying for saying, *_ in SAYINGS)
    (tmp_path / "a.txt").write_text(article, encoding="utf-8")
    rows = job.analyse_here(str(tmp_path / "a.txt"), profile)[0].to_dicts()
    assert [described([row]) for row in rows] == [expected for _, *expected in SAYINGS]


def test_who_is_not_of_the_pair_is_a_third_party(profile: Path) -> None:
    shipped, other = (participants(knowledge, Sides.load(knowledge)) for knowledge in (Knowledge(), Knowledge(profile)))
    expected = {
        "america": (US, US),
        "nato": (WEST, WEST),
        "moscow": (RU, THIRD),
        "crimea": (FRONT, THIRD),
        "china": (THIRD, RU),
        "taipei": (None, FRONT),
    }
    assert {phrase: (shipped.get(phrase), other.get(phrase)) for phrase in expected} == expected


def test_the_shipped_sides_are_the_us_and_russia() -> None:
    assert Sides.load(Knowledge()) == (Side("US", "the United States", "US"), Side("RU", "Russia", "Russian"))


@pytest.mark.parametrize(
    ("name", "rows", "complaint"),
    [
        ("sides", HEADER + "CN,CN,China,Chinese\n", "sides.csv:2: slot is 'CN', must be one of: 'US', 'RU'"),
        ("sides", HEADER + "RU,cn,China,Chinese\n", "sides.csv:2: side is 'cn', must be a code of capital letters"),
        ("sides", HEADER + "RU,US,America,American\n", "sides.csv:2: the side US is the other slot's too"),
        ("sides", HEADER + "RU,CN,,Chinese\n", "sides.csv:2: name and adjective must be given"),
        (
            "countries",
            "country,side,adjectives,metonyms\nChina,CN,Chinese,\n",
            "countries.csv:2: side is 'CN', must",
        ),
    ],
)
def test_what_is_wrong_is_named_with_its_line(tmp_path: Path, name: str, rows: str, complaint: str) -> None:
    (tmp_path / f"{name}.csv").write_text(rows, encoding="utf-8")
    with pytest.raises(KnowledgeError) as raised:
        job.analyse_here("x.txt", tmp_path)
    assert complaint in str(raised.value)


def test_a_database_is_of_one_pair(profile: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for number in range(3):
        text = f"VIENNA, November {10 + number}, 2023\n\n" + "\n\n".join(saying for saying, *_ in SAYINGS)
        Path(f"{number}.txt").write_text(text, encoding="utf-8")

    def detente(*arguments: str) -> Result:
        return CliRunner().invoke(cli.app, [*arguments, "--database", "x.duckdb"])

    direct = ("--direct", "--workers", "1", "--runner", "thread")
    result = detente("run", "0.txt", "1.txt", *direct, "--knowledge", str(profile))
    assert result.exit_code == 0, result.output
    with store.read(Path("x.duckdb")) as connection:
        sides = connection.execute("SELECT slot, side, name FROM sides ORDER BY ALL").fetchall()
        assert sides == [("RU", "CN", "China"), ("US", "US", "the United States")]
        months = connection.execute("SELECT us_statements, us_actors, ru_actors, gap IS NULL FROM sides_by_month")
        assert months.fetchall() == [(2, 2, 5, False)]
    checked = CliRunner().invoke(cli.app, ["check", "--database", "x.duckdb"])
    assert checked.exit_code == 0, checked.output
    assert "Mao Ning" in detente("export", "actor_summary", "--side", "CN").stdout
    assert "it has US and CN" in detente("export", "actor_summary", "--side", "RU").output
    refused = detente("run", "2.txt", *direct)
    assert refused.exit_code != 0
    assert "x.duckdb: is about the sides US and CN; give another --database for these" in refused.output
