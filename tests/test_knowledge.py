import csv
from pathlib import Path

import pytest

from analytics import knowledge as module
from analytics.knowledge import Knowledge, KnowledgeError, read_rows

COLUMNS = ("word", "weight")


@pytest.fixture
def folders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[Path, Path]:
    shipped, own = tmp_path / "shipped", tmp_path / "own"
    shipped.mkdir()
    own.mkdir()
    monkeypatch.setattr(module, "SHIPPED", shipped)
    (shipped / "words.csv").write_text("# What words weigh\nword,weight\ntrust,0.5\nblame,-0.5\n", encoding="utf-8")
    return shipped, own


def values(rows: list[module.Row]) -> dict[str, str]:
    return {row["word"]: row["weight"] for row in rows}


def test_a_folder_of_the_users_own_replaces_and_adds_rows(folders: tuple[Path, Path]) -> None:
    shipped_only = Knowledge()
    (folders[1] / "words.csv").write_text("word,weight\nblame,-1\nthaw,0.7\n", encoding="utf-8")
    extended = Knowledge(folders[1])
    assert values(shipped_only.table("words", COLUMNS, ["word"])) == {"trust": "0.5", "blame": "-0.5"}
    assert values(extended.table("words", COLUMNS, ["word"])) == {"trust": "0.5", "blame": "-1", "thaw": "0.7"}
    assert shipped_only.digest != extended.digest


@pytest.mark.parametrize(
    ("content", "complaint"),
    [
        ("", "words.csv: empty, must begin with the line word,weight"),
        ("word\ntrust\n", "words.csv:1: the columns are word; must be word, weight"),
        ("word,weight\ntrust\n", "words.csv:2: 1 cells, must be 2 (word, weight)"),
        ('word,weight\n"trust"x,1\n', "words.csv:2: not a CSV line"),
        ("word,weight\n,1\n", "words.csv:2: word is empty"),
        ("word,weight\n# a comment\ntrust,1\n\ntrust,2\n", "words.csv:5: word 'trust' stands in line 3 too"),
    ],
)
def test_a_malformed_file_is_named_with_its_line(folders: tuple[Path, Path], content: str, complaint: str) -> None:
    (folders[1] / "words.csv").write_text(content, encoding="utf-8")
    with pytest.raises(KnowledgeError) as raised:
        Knowledge(folders[1]).table("words", COLUMNS, ["word"])
    assert complaint in str(raised.value)


def test_a_folder_that_would_change_nothing_is_refused(folders: tuple[Path, Path]) -> None:
    with pytest.raises(KnowledgeError, match="none: no such folder"):
        Knowledge(folders[1] / "none")
    (folders[1] / "word.csv").write_text("word,weight\n", encoding="utf-8")
    with pytest.raises(KnowledgeError, match=r"word\.csv: is no knowledge file by its name; there are words\.csv"):
        Knowledge(folders[1])


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(KnowledgeError, match=r"gone\.csv: no such file"):
        list(read_rows(tmp_path / "gone.csv", COLUMNS))


def test_values_are_checked_where_they_stand(folders: tuple[Path, Path]) -> None:
    (folders[1] / "words.csv").write_text("word,weight\nthaw,much\nfrost,7\n", encoding="utf-8")
    rows = {row["word"]: row for row in Knowledge(folders[1]).table("words", COLUMNS, ["word"])}
    with pytest.raises(KnowledgeError, match=r"words\.csv:2: weight is 'much', must be a number"):
        rows["thaw"].number("weight", -1, 1)
    with pytest.raises(KnowledgeError, match=r"words\.csv:3: weight is 7, must be within -1 and 1"):
        rows["frost"].number("weight", -1, 1)
    with pytest.raises(KnowledgeError, match=r"word is 'frost', must be one of: 'a', 'b'"):
        rows["frost"].one_of("word", ("a", "b"))
    assert rows["trust"].number("weight", -1, 1) == 0.5


def test_line_ends_do_not_change_the_digest(folders: tuple[Path, Path]) -> None:
    before = Knowledge().digest
    path = folders[0] / "words.csv"
    path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    assert Knowledge().digest == before


def test_every_shipped_file_is_read_without_complaint() -> None:
    for path in sorted(module.SHIPPED.glob("*.csv")):
        lines = path.read_text(encoding="utf-8").splitlines()
        header = next(csv.reader([next(line for line in lines if line.strip() and not line.startswith("#"))]))
        assert list(read_rows(path, header)), f"{path.name} has no rows"
