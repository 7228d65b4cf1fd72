"""Labels against a database, and the round trip of a sheet: drawn, filled in, evaluated."""

import csv
import importlib.util
import json
import shutil
from collections import Counter
from datetime import datetime
from io import StringIO
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from commands import detente
from hypothesis import given
from hypothesis import strategies as st
from staged import Document, Said, run, stage

from analytics.sampling import draw, shares
from flows import labels, store

SHARED = Path(__file__).parents[2] / "shared"
TEXT = "“Let us” talk 😀 about it"  # what staged documents say; in a paragraph, it begins at 2
END = 2 + len(TEXT)


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("evaluation")
    documents = [
        Document(
            f"d{number}",
            (
                Said("lavrov", 1.0 - number / 4, text=f"{TEXT} {number}" if number else TEXT),
                Said("trump", 0.0, relevance=number % 3, text=f"Let us meet {number}"),
                Said("trump", -0.5, via="lavrov", text=f"They meet {number}"),
            ),
            datetime(2015 + number % 2, 1, 1),
            ("TASS", "CNN")[number % 2],
            source=f"archive/a{number}.txt.gz",
        )
        for number in range(8)
    ]
    store.load(folder / "x.duckdb", [stage(folder / "s", documents)], run())
    return folder / "x.duckdb"


def label(**fields: object) -> str:
    row = {
        "doc": "a0",
        "paragraph": 1,
        "speaker": "Lavrov",
        "via": None,
        "spans": [[2, END]],
        "relevance": 2,
        "stance": 2,
    }
    return json.dumps(row | fields)


def evaluated(*arguments: str) -> dict[str, Any]:
    (found,) = json.loads(detente("evaluate", *arguments, "--json")[0])
    assert isinstance(found, dict)
    return found


LABELS = [
    label(),
    label(paragraph=2, speaker="Jane Kelly", spans=[[2, 13]], relevance=0, stance=0),
    label(paragraph=3, speaker="Trump", via="Sergey Lavrov", spans=[[2, 8]], stance=1),
    label(doc="archive/a1.txt.gz", spans=[[2, END]], stance=-1),
    label(doc="d1", paragraph=0, speaker="Trump", spans=[[0, 5]], relevance=1, stance=0),
]


def test_labels_of_whole_documents(here: Path) -> None:
    Path("labels.jsonl").write_text("\n".join([*LABELS, ""]))
    found = evaluated("labels.jsonl")
    assert (found["documents"], found["paragraphs"]) == (2, None)
    figures = found["figures"]
    assert (figures["unit P"], figures["unit R"]) == (2 / 4, 2 / 4)
    assert (figures["second-hand P"], figures["second-hand R"]) == (1 / 2, 1.0)
    assert found["confusion"]["for"] == {"for": 1, "neutral": 0, "against": 1, "missed": 0}
    assert [group["name"] for group in found["outlets"]] == ["TASS", "CNN"]
    assert [group["name"] for group in found["actors"]][:2] == ["Trump", "Lavrov"]
    kinds = [(row["doc"], row["paragraph"], row["kind"], row["why"]) for row in found["disagreements"]]
    assert kinds == [
        ("a0", 2, "speaker", ""),
        ("a0", 3, "stance", "-0.50 talk “The” (hedge)"),
        ("d1", 0, "missed", "nobody is found in this heading paragraph"),
        ("d1", 1, "stance", "+0.75 talk ““Le” (hedge)"),
        ("d1", 2, "added", "nobody is labelled in this paragraph"),
        ("d1", 3, "added", "nobody is labelled in this paragraph"),
    ]


def test_labels_of_paragraphs_only(here: Path) -> None:
    nobody = json.dumps({"doc": "a1", "paragraph": 2, "speaker": None})
    Path("labels.jsonl").write_text("\n".join([*LABELS[:4], nobody]))
    found = evaluated("labels.jsonl", "--partial")
    assert found["paragraphs"] == 5
    assert found["figures"]["unit P"] == 2 / 4  # what is found in paragraph 3 of a1 is not judged
    assert {"a1", "archive/a1.txt.gz"} & {row["doc"] for row in found["disagreements"]}
    assert found["figures"]["second-hand P"] == 1.0


def test_the_table_says_it_all(here: Path) -> None:
    Path("labels.jsonl").write_text("\n".join([*LABELS, label(doc="elsewhere")]))
    printed, said = detente("evaluate", "labels.jsonl", "--disagreements", "2")
    assert said.count("\n") == 1
    assert "has no document 'elsewhere'; its labels are left out" in said
    assert "5 labelled and 6 found units in all paragraphs of 2 documents." in printed
    for words in ("weighted kappa", "found against", "same leaning", "TASS", "2 of 6 disagreements"):
        assert words in printed
    assert "a0 ¶3 stance of Trump, via Sergey Lavrov: +1, found -0.45  (detente explain d0-3)" in printed


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("{", "labels.jsonl:2: is not JSON"),
        ("[1]", "labels.jsonl:2: must be an object"),
        ("[" * 100_000, "labels.jsonl:2: is not JSON"),
        (label(doc=""), 'labels.jsonl:2: doc is ""; it must be the name of a document'),
        (label(paragraph="3"), 'labels.jsonl:2: paragraph is "3"; it must be a number from 0'),
        (label(paragraph=True), "labels.jsonl:2: paragraph is true; it must be a number from 0"),
        (label(paragraph=9), "labels.jsonl:2: a0 has no paragraph 9; its last is 3"),
        (label(speaker=""), "labels.jsonl:2: speaker is"),
        (label(via=3), "labels.jsonl:2: via is 3; it must be a name or null"),
        (label(spans=[[3]]), "labels.jsonl:2: spans is [[3]]; it must be a list of [start, end]"),
        (label(spans=[[5, 5]]), "labels.jsonl:2: spans is [[5, 5]]"),
        (label(spans=[[2, 5000]]), "labels.jsonl:2: the span 2-5000 ends after the paragraph, which has 3"),
        (label(stance=3), "labels.jsonl:2: stance is 3; it must be -2, -1, 0, 1 or 2"),
        (label(stance=0.5), "labels.jsonl:2: stance is 0.5; it must be -2"),
        (label(relevance=None), "labels.jsonl:2: relevance is null; it must be 0, 1 or 2"),
        (label(relevance=0), "labels.jsonl:2: stance is 2 where relevance is 0"),
        ('{"doc": "a0", "paragraph": 1}', "labels.jsonl:2: speaker is missing"),
        ('{"doc": "a0", "paragraph": 1, "speaker": null}', "labels.jsonl:1: here Lavrov speaks, and in another line"),
    ],
)
def test_bad_lines_are_named(here: Path, line: str, says: str) -> None:
    Path("labels.jsonl").write_text(f"{label()}\n{line}\n")
    printed, said = detente("evaluate", "labels.jsonl", code=2)
    assert printed == ""
    assert says in said
    assert said.count("\n") == 1


def test_unusable_files_are_one_line(here: Path) -> None:
    Path("empty.jsonl").write_text("\n")
    Path("latin.csv").write_bytes("doc,speaker\na,Andr\xe9".encode("latin-1"))
    Path("other.csv").write_text("doc,paragraph,text\n")
    Path("none.jsonl").write_text(label(doc="a00"))
    for name, says in (
        ("empty.jsonl", "is empty"),
        ("latin.csv", "latin.csv:2: is not UTF-8; save it as CSV UTF-8"),
        ("other.csv", "its first row has no column speaker, via, said, relevance, stance"),
        ("none.jsonl", "has no document 'a00', nor any other of the labels; near: a0"),
        ("absent.jsonl", "absent.jsonl: cannot be read: No such file or directory"),
    ):
        _, said = detente("evaluate", name, code=2)
        assert says in said
        assert said.count("\n") == 1


# Sheets


def drawn(path: Path) -> list[dict[str, str]]:
    return list(csv.DictReader(StringIO(path.read_text(encoding="utf-8-sig"), newline="")))


def written(path: Path, rows: list[dict[str, str]], delimiter: str = ",") -> None:
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]), delimiter=delimiter)
        writer.writeheader()
        writer.writerows(rows)


def test_a_sheet_goes_round(here: Path, database: Path) -> None:
    """Who fills in what the analysis found, agrees with it."""
    printed, _ = detente("sample", "-n", "16", "-o", "sheet.csv")
    assert printed == "16 paragraphs to label in sheet.csv; then: detente evaluate sheet.csv\n"
    rows = drawn(here / "sheet.csv")
    _, said = detente("evaluate", "sheet.csv", code=2)
    assert "no row has a speaker yet: fill in who speaks, or - where nobody does" in said
    with store.read(database) as connection:
        found = {
            (doc, str(paragraph)): values
            for doc, paragraph, *values in connection.execute(
                "SELECT document_id, paragraph, actor, via, text, relevance, stance FROM scored_statements"
            ).fetchall()
        }
    for row in rows[:-1]:
        actor, via, text, relevance, stance = found[row["doc"], row["paragraph"]]
        said_there = text.replace("“", '"').replace("”", '"')  # as typed
        row |= {"speaker": actor, "via": via or "", "said": said_there, "relevance": str(relevance)}
        row["stance"] = str(round(stance * 2)) if relevance else ""
        assert text in row["text"]
    for delimiter in ",;":
        written(here / "filled.csv", rows, delimiter)
        result = evaluated("filled.csv")
        assert result["paragraphs"] == 15
        assert result["figures"]["unit F1"] == result["figures"]["second-hand F1"] == 1.0
        assert result["figures"]["chars F1"] == result["figures"]["unrelated F1"] == 1.0
        assert result["figures"]["stance accuracy matched"] == pytest.approx(1.0, abs=0.2)
    _, said = detente("evaluate", "filled.csv")
    assert "1 rows without a speaker are left out" in said


def test_what_a_sheet_says_counts_by_weight(here: Path) -> None:
    detente("sample", "-n", "4", "-o", "sheet.csv")
    rows = drawn(here / "sheet.csv")
    assert sum(float(row["weight"]) for row in rows) == pytest.approx(24)
    first, second = rows[0], rows[1]
    first |= {"speaker": "–", "weight": "3"}
    second |= {"speaker": "Nobody Else", "said": "meet | a", "relevance": "0", "weight": "1,5"}
    second["text"] = second["text"][:3]  # the text that counts is the stored one
    with pytest.raises(labels.LabelError, match=r"sheet.csv: row 3: the paragraph has no words"):
        label_of(here / "sheet.csv", [first, second | {"said": "no such words"}])
    label_of(here / "sheet.csv", [first, second | {"said": ""}])
    figures = evaluated("sheet.csv")["figures"]
    assert "chars F1" not in figures
    assert figures["unit R"] == 0.0


def label_of(path: Path, rows: list[dict[str, str]]) -> None:
    written(path, rows)
    for one in labels.read(path).labels:
        labels.place(one, "é Let us meet, said he.")


@pytest.mark.parametrize(
    ("cells", "says"),
    [
        ({"speaker": "Trump", "relevance": "3"}, "row 2: relevance is '3'; it must be 0, 1 or 2"),
        ({"speaker": "Trump", "relevance": "1", "stance": "+"}, "row 2: stance is '+'; it must be -2, -1, 0, 1 or 2"),
        ({"speaker": "Trump", "relevance": "0", "stance": "1"}, "row 2: stance is 1 where relevance is 0"),
        ({"said": "meet"}, "row 2: speaker is empty; say who, or - where nobody says anything"),
        ({"speaker": "-", "stance": "1"}, "row 2: speaker is - (nobody), but there is a label"),
        (
            {"speaker": "Trump", "relevance": "1", "stance": "0", "said": "xyz"},
            "row 2: the paragraph has no words 'xyz'",
        ),
        ({"speaker": "Trump", "relevance": "1", "stance": "0", "weight": "-1"}, "row 2: weight is '-1'"),
        ({"speaker": "Trump", "paragraph": "x"}, "row 2: paragraph is 'x'"),
        ({"speaker": "Trump", "doc": ""}, "row 2: doc is empty"),
    ],
)
def test_bad_rows_are_named(here: Path, cells: dict[str, str], says: str) -> None:
    detente("sample", "-n", "1", "-o", "sheet.csv")
    (row,) = drawn(here / "sheet.csv")
    written(here / "sheet.csv", [row | cells])
    _, said = detente("evaluate", "sheet.csv", code=2)
    assert f"sheet.csv: {says}" in said
    assert said.count("\n") == 1


def test_excel_may_write_whole_numbers_its_way(tmp_path: Path) -> None:
    header = dict.fromkeys(labels.NEEDED, "")
    cells = header | {"doc": "a", "paragraph": "3,0", "speaker": "X", "relevance": "1.0", "stance": "−2"}
    written(tmp_path / "sheet.csv", [cells])
    (found,) = labels.read(tmp_path / "sheet.csv").labels
    assert (found.paragraph, found.relevance, found.stance, found.weight) == (3, 1, -2, None)


def test_a_sheet_is_not_written_over(here: Path) -> None:
    Path("sheet.csv").write_text("labelled for hours")
    _, said = detente("sample", "-o", "sheet.csv", code=2)
    assert "sheet.csv: is there already, and may be filled in; give another name" in said
    assert Path("sheet.csv").read_text() == "labelled for hours"
    _, said = detente("sample", "-o", "sheet.xlsx", code=2)
    assert "sheet.xlsx: the sheet is CSV, which spreadsheets open; name it sheet.csv" in said


def test_seeds_draw_the_same_or_others(here: Path) -> None:
    sheets = [detente("sample", "-n", "6", "--seed", seed)[0] for seed in ("1", "1", "2")]
    assert sheets[0] == sheets[1] != sheets[2]
    assert len(detente("sample", "-n", "500")[0].splitlines()) == 1 + 24
    assert "stance" in sheets[0].splitlines()[0]
    assert "lavrov" not in sheets[0].lower()  # nothing of what was found


def test_strata_and_what_they_are_spread_over() -> None:
    population = pl.DataFrame(
        {
            "document_id": [f"d{number:04}" for number in range(1200)],
            "paragraph": 3,
            "stratum": ["none"] * 900 + ["neutral"] * 200 + ["for"] * 97 + ["against"] * 3,
            "outlet": ["TASS", "CNN", "CNN", "BBC"] * 300,
            "year": [2014, 2014, 2017] * 400,
            "side": "",
        }
    )
    found = draw(population, 99, seed=3)
    assert Counter(found["stratum"]) == {"none": 32, "neutral": 32, "for": 32, "against": 3}
    assert found.group_by("stratum").agg(pl.col("weight").sum()).sort("stratum")["weight"].to_list() == pytest.approx(
        [3, 97, 200, 900]
    )
    for stratum, rows in found.filter(pl.col("stratum") != "against").group_by("stratum"):
        outlets = Counter(rows["outlet"])
        assert (outlets["BBC"], outlets["TASS"]) == (pytest.approx(8, abs=1), pytest.approx(8, abs=1)), stratum
    assert found["document_id"].is_sorted()


def test_each_paragraph_is_as_likely() -> None:
    population = pl.DataFrame(
        {"id": range(10), "stratum": "none", "outlet": [*"aab"] * 3 + ["a"], "year": 2000, "side": ""}
    )
    times = Counter(row for seed in range(600) for row in draw(population, 4, seed)["id"])
    assert sum(times.values()) == 2400
    assert min(times.values()) > 190
    assert max(times.values()) < 290


@given(st.lists(st.integers(0, 50), max_size=6), st.integers(0, 100))
def test_shares_are_even(sizes: list[int], count: int) -> None:
    taken = shares(sizes, count)
    assert sum(taken) == min(count, sum(sizes))
    assert all(0 <= share <= size for share, size in zip(taken, sizes))
    open_shares = [share for share, size in zip(taken, sizes) if share < size]
    assert not open_shares or max(taken) - min(open_shares) <= 1


# The labelled articles, where they are


def test_figures_on_the_labelled_articles_are_those_of_their_scorer(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if not SHARED.exists():
        pytest.skip("the labelled articles are not part of the project")
    spec = importlib.util.spec_from_file_location("score_units", SHARED / "tools" / "score_units.py")
    assert spec
    assert spec.loader
    scorer = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(scorer)
    monkeypatch.chdir(tmp_path)
    gold = SHARED / "data" / "gold" / "articles.units.jsonl"
    Path("articles").mkdir()
    for doc in {json.loads(line)["doc"] for line in gold.read_text().splitlines()}:
        shutil.copy(SHARED / "data" / "articles" / f"{doc}.txt", "articles")
    detente("run", "articles", "--direct", "--runner", "thread", "--quiet")
    with store.read(Path("detente.duckdb")) as connection:
        predicted = [
            {
                "doc": Path(source).stem,
                "paragraph": paragraph,
                "speaker": actor,
                "via": via,
                "spans": [(span["char_start"], span["char_end"]) for span in spans],
                "relevance": relevance,
                "stance": stance,
            }
            for source, paragraph, actor, via, spans, relevance, stance in connection.execute(
                "SELECT source, paragraph, actor, via, spans, relevance, stance FROM scored_statements"
                " ORDER BY document_id, paragraph, statement_id"
            ).fetchall()
        ]
    theirs, _, _ = scorer.score(scorer.load(gold), predicted)
    found = evaluated(str(gold))
    assert found["documents"] == theirs.pop("documents") > 40
    assert found["figures"]["unit F1"] > 0.5
    for name, value in theirs.items():
        assert found["figures"][name] == pytest.approx(value, abs=1e-9), name
