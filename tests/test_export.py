"""Exports: every view in every format, filters, nothing that a spreadsheet would run, files whole or not at all."""

import json
import os
import pty
import subprocess
import sys
import zipfile
from datetime import date, datetime
from io import BytesIO
from pathlib import Path
from xml.etree import ElementTree

import polars as pl
import pytest
from commands import invoked
from staged import Document, Said, run, stage

from flows import dictionary, export, store

HOSTILE = ("=1+1", "+cmd|' /C calc'!A0", "-2 points", "@SUM(A1)", "\t=1", "\r=1", "＝1", '=HYPERLINK("http://x.org")')
RELATIONS = dictionary.current().filter(pl.col("kind") != "macro")["name"].unique(maintain_order=True).to_list()


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("export")
    documents = [
        Document(
            f"d{number}",
            (
                Said("lavrov", 1.0 - number / 8, sentiment=0.2, text=f"{said} talk\u2028again", of={"trump": "talk"}),
                Said("trump", 0.5 * (number % 3 > 0), relevance=number % 3, text="Let us meet"),
                Said("trump", -0.5, via="lavrov", text="They meet"),
            ),
            datetime(2016, 11, 20 + number, 23, 30) if number else None,
            ("TASS", "CNN")[number % 2],
            f"{said} title",
        )
        for number, said in enumerate(HOSTILE)
    ]
    store.load(folder / "x.duckdb", [stage(folder / "s", documents, [("b.txt", "empty")])], run())
    return folder / "x.duckdb"


def detente(*arguments: str, code: int = 0) -> tuple[bytes, str]:
    result = invoked(*arguments, code=code)
    return result.stdout_bytes, result.stderr


def rows(*arguments: str) -> list[dict[str, object]]:
    found: list[dict[str, object]] = json.loads(detente("export", *arguments, "--format", "json")[0])
    return found


def texts_of(sheet: bytes) -> list[str]:
    with zipfile.ZipFile(BytesIO(sheet)) as book:
        strings = ElementTree.fromstring(book.read("xl/sharedStrings.xml"))
        assert not any(b"<f>" in book.read(name) for name in book.namelist() if "worksheets" in name)
    return ["".join(part.itertext()) for part in strings]


@pytest.mark.parametrize("view", RELATIONS)
def test_each_table_and_view_goes_out_in_each_format(database: Path, view: str) -> None:
    found = export.export(database, view)
    written = {}
    for form in export.FORMATS:
        file = BytesIO()
        export.write(found, form, file)
        written[form] = file.getvalue()
    assert pl.read_parquet(BytesIO(written["parquet"])).equals(found.rows)
    flat = pl.read_csv(BytesIO(written["csv"]), infer_schema=False)
    as_json = json.loads(written["json"])
    assert flat.height == len(as_json) == found.rows.height
    assert flat.columns == found.rows.columns
    assert all(list(row) == found.rows.columns for row in as_json)
    assert set(found.rows.columns) <= set(texts_of(written["xlsx"]))
    assert found.dictionary["column"].to_list() == [None, *found.rows.columns]


def test_large_ones_are_written_in_parts(database: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    found = export.export(database, "scored_statements")
    for form in ("csv", "json"):
        whole, in_parts = BytesIO(), BytesIO()
        export.write(found, form, whole)
        with monkeypatch.context() as patched:
            patched.setattr(export, "PART", 7)
            export.write(found, form, in_parts)
        assert in_parts.getvalue() == whole.getvalue()


def test_values_keep_their_types(here: Path) -> None:
    (row,) = rows("scored_statements", "--where", "statement_id = 'd1-1'")
    assert row["published_at"] == "2016-11-21T23:30:00"
    assert row["spans"] == [{"char_start": 2, "char_end": 2 + len(str(row["text"]))}]
    assert row["modes"] == ["direct"]
    assert row["relevance"] == 2
    assert row["via"] is None
    detente("export", "scored_statements", "-o", "x.csv")
    assert "2016-11-21 23:30:00" in pl.read_csv("x.csv", infer_schema=False)["published_at"]  # a moment to spreadsheets
    detente("export", "scored_statements", "-o", "x.parquet")
    found = pl.read_parquet("x.parquet")
    assert found.schema["published_at"] == pl.Datetime("us")
    assert isinstance(found.schema["spans"], pl.List)


def test_lists_are_joined_for_spreadsheets() -> None:
    spans = [[{"char_start": 0, "char_end": 12}, {"char_start": 20, "char_end": 31}], [], None]
    frame = pl.DataFrame({"spans": spans, "modes": [["direct", "mixed"], ["-"], []], "weight": [-1.5, 2.0, None]})
    assert export.for_spreadsheet(frame).rows() == [
        ("0-12; 20-31", "direct; mixed", -1.5),
        ("", "'-", 2.0),
        (None, "", None),
    ]


def test_no_text_runs_as_a_formula(here: Path) -> None:
    detente("export", "scored_statements", "-o", "x.csv")
    detente("export", "scored_statements", "-o", "x.xlsx")
    cells = pl.read_csv("x.csv", infer_schema=False, quote_char='"')
    for hostile in HOSTILE:
        assert f"'{hostile} title" in cells["title"]
        assert f"'{hostile} talk\u2028again" in cells["text"]
    assert "-0.2" not in {cell for cell in cells["stance"] if cell.startswith("'")}  # numbers stay numbers
    sheet = texts_of(Path("x.xlsx").read_bytes())
    assert {f"{hostile} title" for hostile in HOSTILE if "\r" not in hostile} <= set(sheet)
    with zipfile.ZipFile("x.xlsx") as book:
        assert b"quotePrefix" in book.read("xl/styles.xml")


@pytest.mark.parametrize(
    ("filters", "holds"),
    [
        (["--actor", "Lavrov"], lambda row: row["actor_id"] == "lavrov"),
        (["--actor", "trump", "--outlet", "cnn"], lambda row: (row["actor_id"], row["outlet"]) == ("trump", "CNN")),
        (["--side", "RU"], lambda row: row["side"] == "RU"),
        (["--since", "2016-11-23"], lambda row: (row["published_at"] or "") >= "2016-11-23"),
        (["--until", "2016-11-23"], lambda row: "" < (row["published_at"] or "") < "2016-11-24"),
        (["--where", "relevance = 2 AND via IS NULL"], lambda row: row["relevance"] == 2 and row["via"] is None),
        (
            ["--side", "US", "--where", "stance < 0 OR relevance = 0"],
            lambda row: row["side"] == "US" and (row["stance"] < 0 or row["relevance"] == 0),
        ),
    ],
)
def test_filters(here: Path, filters: list[str], holds) -> None:  # type: ignore[no-untyped-def]
    everything = rows("scored_statements")
    wanted = [row for row in everything if holds(row)]
    assert 0 < len(wanted) < len(everything)
    assert rows("scored_statements", *filters) == wanted


def test_columns_come_as_named_and_views_in_their_order(here: Path) -> None:
    assert [list(row) for row in rows("actors", "--columns", "side, actor_id")] == [["side", "actor_id"]] * 2
    ordered = [row["actor_id"] for row in rows("actor_summary")]
    assert set(ordered) == {"trump", "lavrov"}
    assert [row["actor_id"] for row in rows("actor_summary", "--where", "statements > 0")] == ordered
    dated = [str(row["published_at"]) for row in rows("scored_statements") if row["published_at"]]
    assert dated == sorted(dated)


def test_what_columns_mean_stands_beside(here: Path) -> None:
    printed, _ = detente("export", "actor_summary", "--columns", "actor,optimism", "-o", "actors.csv")
    assert (
        printed.decode() == "2 rows of actor_summary in actors.csv; actors.dictionary.csv says what the columns mean.\n"
    )
    beside = pl.read_csv("actors.dictionary.csv")
    assert beside.columns == ["name", "kind", "column", "type", "meaning"]
    assert beside["column"].to_list() == [None, "actor", "optimism"]
    assert "shrunk" in beside["meaning"][2]
    detente("export", "actor_summary", "-o", "actors.xlsx")
    assert {"dictionary", "meaning"} & set(texts_of(Path("actors.xlsx").read_bytes()))
    assert sorted(path.name for path in here.iterdir()) == ["actors.csv", "actors.dictionary.csv", "actors.xlsx"]


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["nonsense"], "has no table or view 'nonsense'; it has actor_by_document, actor_by_outlet"),
        (["stance_share"], "has no table or view 'stance_share'"),
        (["actors", "--columns", "name,nope"], "actors has no column nope; it has actor_id, name, kind"),
        (["actors", "--since", "2016-01-01"], "actors has no column published_at or month; it has actor_id"),
        (["actors", "--outlet", "CNN"], "actors has no column outlet"),
        (["actors", "--where", "nope = 1"], "there is no column nope; actors has actor_id, name"),
        (["actors", "--where", "name LIKE"], "the condition 'name LIKE': Parser Error: syntax error"),
        (["actors", "--where", "1 = 1; DROP TABLE actors"], "Parser Error"),
        (["actors", "--where", "name::INTEGER = 1"], "Could not convert string"),
        (["actors", "--where", "name IN (FROM read_text('/etc/passwd'))"], "disabled by configuration"),
        (["actors", "--actor", "Nixon"], "nobody named 'Nixon'"),
        (["actors", "--format", "xls"], "'xls' is not one of: csv, parquet, json, xlsx"),
        (["actors", "-o", "actors.txt"], "'txt' is not one of: csv, parquet, json, xlsx; say which with --format"),
        (["actors", "-o", "nowhere/actors.csv"], "actors.csv: cannot be written: No such file or directory"),
        (["actors", "-o", "/dev/full", "--format", "csv"], "/dev/full: cannot be written: No space left on device"),
        (["actors", "--database", "none.duckdb"], "none.duckdb: there is no such database"),
    ],
)
def test_trouble_is_one_line(here: Path, arguments: list[str], says: str) -> None:
    printed, said = detente("export", *arguments, code=2)
    assert printed == b""
    assert says in said
    assert said.count("\n") == 1
    assert not list(here.iterdir())


def test_the_database_is_not_written_over(here: Path, database: Path) -> None:
    _, said = detente("export", "actors", "-o", str(database), "--format", "csv", code=2)
    assert "is the database itself" in said
    assert store.counts(database).actors


def test_a_file_is_replaced_whole_or_not_at_all(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    Path("x.xlsx").write_text("before")
    monkeypatch.setattr(export, "ROWS", 1)
    _, said = detente("export", "scored_statements", "-o", "x.xlsx", code=2)
    assert "a sheet of XLSX holds 1 rows, these are 24; filter, or take csv" in said
    assert Path("x.xlsx").read_text() == "before"
    assert [path.name for path in here.iterdir()] == ["x.xlsx"]
    monkeypatch.undo()


def test_an_export_without_rows_says_so(here: Path) -> None:
    printed, said = detente("export", "actors", "--where", "false")
    assert printed.startswith(b"actor_id,name,kind,side")
    assert "warning: no row of actors fits" in said
    assert rows("actors", "--where", "false") == []


def test_a_terminal_gets_no_binary_and_no_control_characters(here: Path) -> None:
    program = [sys.executable, "-c", "from flows.cli import main; main()", "export", "scored_statements", "--format"]
    for form, says in (("xlsx", b"xlsx is nothing for a terminal: give -o FILE, or pipe it on"), ("json", b"again")):
        reader, terminal = pty.openpty()
        done = subprocess.run([*program, form, "--actor", "trump"], stdout=terminal, stderr=terminal, check=False)
        os.close(terminal)
        assert done.returncode == (2 if form == "xlsx" else 0)
        seen = os.read(reader, 4096)
        os.close(reader)
        assert says in seen or form == "json"
        assert b"\xe2\x80\xa8" not in seen


def test_the_dictionary_is_of_this_version(here: Path) -> None:
    found = json.loads(detente("dictionary", "--json")[0])
    assert {row["name"] for row in found if row["kind"] == "view"} >= {"scored_statements", "actor_summary"}
    assert all(row["meaning"] for row in found)
    assert {"name": "stance_share", "kind": "macro", "column": None, "type": "()"}.items() <= next(
        row for row in found if row["name"] == "stance_share"
    ).items()


def test_month_of_the_timeline_is_a_date(here: Path) -> None:
    detente("export", "actor_timeline", "--since", "2016-11-01", "--until", "2016-11-30", "-o", "x.parquet")
    assert pl.read_parquet("x.parquet")["month"].unique().to_list() == [date(2016, 11, 1)]
