"""Files, folders, globs, corpora and bad input, through `discover`, `plan` and `read`."""

import gzip
import io
import json
import os
import pickle
import random
import sys
from datetime import datetime
from pathlib import Path

import polars as pl
import pytest

from analytics import frames
from flows import corpus, sources
from flows.sources import SourceError, discover, plan, read

NO_TEXT = "no column 'text'; its columns are: id, body; --column text=NAME says which has the text"

STORY = (
    "Ministers meet in Vienna\n\nThe two foreign ministers met in Vienna on Monday and agreed to keep talking. "
    "They said that the work on the treaty would go on in the autumn.\n"
)
RUSSIAN = (
    "Министры иностранных дел двух стран встретились в Вене в понедельник и договорились продолжить переговоры. "
    "Они заявили, что работа над договором будет продолжена осенью, и что обе стороны этого хотят.\n"
)


def story(number: int) -> str:
    return f"{STORY}\nIt was, the spokesman added, their meeting number {number} of the year.\n"


def read_all(*given: object, columns: dict[str, str] | None = None, target: int = 10_000_000):
    batches = [
        batch
        for shard in plan(discover(list(map(str, given))), columns, target)
        for piece in shard
        for batch in read(pickle.loads(pickle.dumps(piece)))
    ]
    documents = pl.concat([pl.DataFrame(schema=frames.DOCUMENTS), *(documents for documents, _ in batches)])
    rejections = pl.concat([pl.DataFrame(schema=frames.REJECTIONS), *(rejections for _, rejections in batches)])
    return documents, dict(rejections.rows())


def test_files_folders_and_globs_come_in_order_and_once(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for name in (
        "b/2.txt",
        "b/1.md",
        "b/deep/3.HTML",
        "b/4.txt.gz",
        "b/.hidden/5.txt",
        "b/notes.pdf",
        "a.txt",
        "c.csv",
    ):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"x")
    assert [str(path) for path in discover(["c.csv", "b", "*.txt", "b/2.txt"])] == [
        "c.csv",
        "b/1.md",
        "b/2.txt",
        "b/4.txt.gz",
        "b/deep/3.HTML",
        "a.txt",
    ]
    assert [str(path) for path in discover(["**/*.txt"])] == ["a.txt", "b/2.txt"]
    assert [str(path) for path in discover(["b/notes.pdf"])] == ["b/notes.pdf"]  # named by hand: read, and rejected


@pytest.mark.parametrize(
    ("given", "named"),
    [
        (["gone.txt"], "gone.txt: no such file"),
        (["*.nothing"], "*.nothing: matches no file"),
        (["empty"], "empty: no file to read"),
        ([], "no source given"),
    ],
)
def test_what_is_not_there_is_named(tmp_path, monkeypatch, given, named):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "empty").mkdir()
    with pytest.raises(SourceError) as caught:
        discover(given)
    assert str(caught.value).startswith(named)
    assert "\n" not in str(caught.value)


def test_symlink_loops_end(tmp_path):
    (tmp_path / "a").mkdir()
    (tmp_path / "a" / "x.txt").write_text(STORY)
    (tmp_path / "a" / "loop").symlink_to(tmp_path, target_is_directory=True)
    assert [path.name for path in discover([str(tmp_path)])] == ["x.txt"]


def test_a_text_file_gives_title_date_and_identity(tmp_path):
    path = tmp_path / "2018-07-16_meeting.txt"
    path.write_text(STORY)
    documents, rejections = read_all(path)
    assert rejections == {}
    row = documents.row(0, named=True)
    assert (row["source"], row["title"]) == (str(path), "Ministers meet in Vienna")
    assert (row["published_at"], row["language"]) == (datetime(2018, 7, 16), "en")
    assert row["text"] == STORY
    assert documents.schema == frames.DOCUMENTS


PAGE = """<!DOCTYPE html><html><head><title>Ministers meet in Vienna | The Daily</title>
<meta property="og:title" content="Ministers meet in Vienna"><meta property="og:site_name" content="The Daily">
<meta property="article:published_time" content="2017-05-10T12:00:00Z"></head><body><nav><a href="/">Home</a></nav>
<article><h1>Ministers meet in Vienna</h1>
<p>The two foreign ministers met in Vienna on Monday, and agreed to keep talking about it as long as need be.</p>
<p>“The work will go on in the autumn,” said the spokesman, who added that both sides had a wish to finish it.</p>
<p>Observers were not so sure that the talks would lead to a result before the end of the year, given the distrust.</p>
</article><footer>Copyright The Daily</footer></body></html>"""


def test_a_page_gives_its_article(tmp_path):
    (tmp_path / "a.html").write_text(PAGE)
    documents, rejections = read_all(tmp_path / "a.html")
    assert rejections == {}
    row = documents.row(0, named=True)
    assert (row["title"], row["outlet"]) == ("Ministers meet in Vienna", "The Daily")
    assert row["published_at"] == datetime(2017, 5, 10)
    assert "said the spokesman" in row["text"]
    assert "\n\n" in row["text"]
    assert "Copyright" not in row["text"]


def corpus_rows() -> list[dict[str, str]]:
    return [
        {"text": story(number), "title": f"Story {number}", "date": f"2018-07-{number % 28 + 1:02}", "source": "Wire"}
        for number in range(1, 41)
    ]


def write(path: Path, rows: list[dict[str, str]]) -> None:
    frame = pl.DataFrame(rows)
    plain = io.BytesIO()
    name = path.name.removesuffix(".gz")
    if name.endswith(".csv"):
        frame.write_csv(plain)
    elif name.endswith(".parquet"):
        frame.write_parquet(plain, row_group_size=7)
    else:
        frame.write_ndjson(plain)
    data = plain.getvalue()
    path.write_bytes(gzip.compress(data) if path.suffix == ".gz" else data)


@pytest.mark.parametrize(
    "name", ["c.jsonl", "c.ndjson", "c.csv", "c.parquet", "c.jsonl.gz", "c.csv.gz", "c.parquet.gz"]
)
@pytest.mark.parametrize("target", [10_000_000, 2_000, 300])
def test_a_corpus_is_the_same_however_it_is_cut(tmp_path, monkeypatch, name, target):
    if target < 10_000:
        monkeypatch.setattr(sources, "_LEAST_SHARD", 1)
    path = tmp_path / name
    write(path, corpus_rows())
    documents, rejections = read_all(path, target=target)
    assert rejections == {}
    assert documents["title"].to_list() == [f"Story {number}" for number in range(1, 41)]
    assert documents["source"].to_list() == [f"{path}#{number}" for number in range(1, 41)]
    assert documents["text"].to_list() == [story(number) for number in range(1, 41)]
    assert documents["outlet"].unique().to_list() == ["Wire"]
    assert documents["published_at"][1] == datetime(2018, 7, 3)
    pieces = [piece for shard in plan([path], target_characters=target) for piece in shard]
    cut = target < 10_000 and not name.endswith(".gz")
    assert (len(pieces) > 3) == cut


def test_small_files_share_shards_and_big_ones_do_not(tmp_path):
    for number in range(30):
        (tmp_path / f"{number:02}.txt").write_text(story(number) * 500)
    shards = plan(discover([str(tmp_path)]))
    assert [piece.path for shard in shards for piece in shard] == sorted(str(path) for path in tmp_path.iterdir())
    assert 1 < len(shards) < 30


def test_columns_by_other_names(tmp_path):
    path = tmp_path / "c.csv"
    path.write_text(f'Body;Headline;When;Link\n"{STORY}";A headline;16 July 2018;https://www.example.org/x\n')
    documents, rejections = read_all(
        path, columns={"text": "body", "title": "Headline", "published_at": "When", "url": "Link"}
    )
    assert rejections == {}
    assert documents.select("title", "outlet", "published_at").rows() == [
        ("A headline", "example.org", datetime(2018, 7, 16))
    ]
    with pytest.raises(SourceError, match="unknown field 'headline'"):
        plan([path], {"headline": "Headline"})


def test_broken_records_are_rejected_with_their_number_and_the_rest_is_read(tmp_path):
    lines = [json.dumps(row) for row in corpus_rows()[:6]]
    lines[1] = lines[1][:40]
    lines[2] = "[1, 2]"
    lines[3] = json.dumps({"title": "no text"})
    lines[4] = json.dumps({"text": ""})
    lines += [
        "",
        json.dumps({"text": RUSSIAN}),
        json.dumps({"text": 5}),
        "[" * 100_000,
        json.dumps({"text": "\ud800 " + STORY}),
    ]
    path = tmp_path / "c.jsonl"
    path.write_text("\n".join(lines))
    documents, rejections = read_all(path)
    assert documents["source"].to_list() == [f"{path}#1", f"{path}#6", f"{path}#11"]
    reasons = {source.removeprefix(f"{path}#"): reason for source, reason in rejections.items()}
    assert list(reasons) == ["2", "3", "4", "5", "8", "9", "10"]
    assert reasons["2"].startswith("broken JSON: ")
    assert reasons["4"] == "no column 'text'"
    assert reasons["5"] == "empty"
    assert reasons["8"] == "not English: Russian (ru)"
    assert reasons["9"] == "column 'text' holds int, not text"


def test_a_csv_with_a_broken_row(tmp_path):
    path = tmp_path / "c.csv"
    quoted = STORY.replace("\n", "\r\n")
    path.write_bytes(f'title,text\r\nOne,"{quoted}"\r\n\r\nTwo,a,b,c\r\nThree,"{quoted}"\r\n'.encode("utf-16"))
    documents, rejections = read_all(path)
    assert documents.select("source", "title").rows() == [(f"{path}#1", "One"), (f"{path}#3", "Three")]
    assert rejections == {f"{path}#2": "broken CSV: 4 cells under 2 columns"}


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be", "utf-8-sig"])
def test_corpora_in_other_encodings(tmp_path, encoding):
    (tmp_path / "a.jsonl").write_bytes((json.dumps({"text": STORY}) + "\n").encode(encoding))
    (tmp_path / "b.csv").write_bytes(f'title,text\nOne,"{STORY}"\n'.encode(encoding))
    documents, rejections = read_all(tmp_path)
    assert rejections == {}
    assert documents["source"].to_list() == [f"{tmp_path}/a.jsonl#1", f"{tmp_path}/b.csv#1"]


@pytest.mark.parametrize(
    ("name", "data", "reason"),
    [
        ("empty.txt", b"", "empty"),
        ("blank.txt", b" \n\n\0", "empty"),
        ("dashes.txt", b"-----\n\n12:30\n", "no text"),
        ("a.txt", b"%PDF-1.4 \x00\x01", "binary: a PDF"),
        ("b.txt", bytes(range(256)) * 20, "binary"),
        ("c.txt", RUSSIAN.encode("koi8-r"), "undecodable"),
        ("d.txt", b"It is \x81\x8d\x8f " + STORY.encode(), "undecodable"),
        ("e.txt", RUSSIAN.encode(), "not English: Russian (ru)"),
        ("f.txt.gz", b"not gzip at all", "cannot be read: Not a gzipped file"),
        ("g.txt.gz", gzip.compress(STORY.encode() * 99)[:-40], "broken gzip file"),
        ("h.html", b"<html><body></body></html>", "no article found"),
        ("long.html", b"<html><body>" + b"<p>We met.</p>" * 60_000, "page of more than 100,000 tags"),
        ("i.parquet", b"PAR1 and then nothing of the kind", "broken Parquet file"),
        (
            "j.csv",
            b"id,body\n1,Some text\n",
            NO_TEXT,
        ),
        (
            "k.jsonl",
            b'{"id": 1, "body": "Some text"}\n' * 200,
            NO_TEXT,
        ),
        ("l.pdf", b"\x00" * 50 + b"\x01", "binary"),
        ("m.csv", b"", "empty"),
        ("n.jsonl.gz", gzip.compress(b"\n\n"), "empty"),
    ],
)
def test_bad_files_are_rejected_with_the_reason(tmp_path, name, data, reason):
    good = tmp_path / "zz.txt"
    good.write_text(STORY)
    bad = tmp_path / name
    bad.write_bytes(data)
    documents, rejections = read_all(bad, good)
    assert documents["source"].to_list() == [str(good)]
    assert list(rejections) == [str(bad)]
    assert rejections[str(bad)].startswith(reason)
    assert "\n" not in rejections[str(bad)]


def test_a_parquet_file_without_text(tmp_path):
    path = tmp_path / "c.parquet"
    pl.DataFrame({"id": [1], "body": ["x"]}).write_parquet(path)
    assert read_all(path)[1] == {str(path): NO_TEXT}


def test_a_name_that_is_no_text(tmp_path):
    path = os.fsdecode(os.fsencode(tmp_path) + b"/caf\xe9.txt")
    with open(path, "w") as file:
        file.write(STORY)
    documents, rejections = read_all(path)
    assert (documents["source"].to_list(), rejections) == ([f"{tmp_path}/caf\\xe9.txt"], {})


def test_files_that_vanish_or_may_not_be_read(tmp_path):
    gone, shut = tmp_path / "gone.txt", tmp_path / "shut.txt"
    for path in (gone, shut):
        path.write_text(STORY)
    shards = plan(discover([str(tmp_path)]))
    gone.unlink()
    shut.unlink()
    shut.mkdir()
    rejections = dict(row for shard in shards for piece in shard for _, frame in read(piece) for row in frame.rows())
    assert rejections == {
        str(gone): "cannot be read: No such file or directory",
        str(shut): "cannot be read: Is a directory",
    }


def test_an_enormous_file_costs_bounded_memory(tmp_path, monkeypatch):
    monkeypatch.setattr(sources, "LONGEST_DOCUMENT", 1000)
    monkeypatch.setattr(corpus, "LONGEST_RECORD", 1000)
    (tmp_path / "bomb.txt.gz").write_bytes(gzip.compress(b"a b " * 1_000_000))
    (tmp_path / "bomb.jsonl.gz").write_bytes(
        gzip.compress(b'{"text": "' + b"a " * 1_000_000 + b'"}\n' + json.dumps({"text": STORY}).encode())
    )
    documents, rejections = read_all(tmp_path)
    assert documents["source"].to_list() == [f"{tmp_path}/bomb.jsonl.gz#2"]
    assert rejections[f"{tmp_path}/bomb.txt.gz"].startswith("longer than")
    assert rejections[f"{tmp_path}/bomb.jsonl.gz#1"].startswith("record longer than")


@pytest.mark.parametrize(
    ("data", "sources_read"),
    [
        (STORY.encode(), ["-"]),
        (gzip.compress(STORY.encode()), ["-"]),
        (json.dumps({"text": STORY}).encode(), ["-#1"]),
        (b"{ " + json.dumps({"text": STORY}).encode()[1:], ["-#1"]),
        (f'title,text\nTalks,"{STORY}"\n'.encode(), ["-#1"]),
        (PAGE.encode(), ["-"]),
    ],
)
def test_standard_input(monkeypatch, data, sources_read):
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(data)))
    documents, rejections = read_all("-")
    assert rejections == {}
    assert documents["source"].to_list() == sources_read


def test_a_named_pipe(tmp_path):
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    if os.fork() == 0:
        pipe.write_text(STORY)
        os._exit(0)
    documents, _ = read_all(pipe)
    os.wait()
    assert documents["source"].to_list() == [str(pipe)]


def test_batches_are_bounded(tmp_path, monkeypatch):
    monkeypatch.setattr(sources, "_BATCH_CHARACTERS", 1000)
    path = tmp_path / "c.jsonl"
    write(path, corpus_rows())
    sizes = [documents.height for shard in plan([path]) for piece in shard for documents, _ in read(piece)]
    assert sum(sizes) == 40
    assert max(sizes) <= 5


def test_csv_cut_at_random_places_with_quoted_line_ends(tmp_path, monkeypatch):
    monkeypatch.setattr(sources, "_LEAST_SHARD", 1)
    chance = random.Random(7)
    rows = [
        {"title": str(number), "text": story(number) + 'He said "no, never", and\n\n"left".\n' * chance.randrange(4)}
        for number in range(100)
    ]
    path = tmp_path / "c.csv"
    write(path, rows)
    for target in (200, 501, 1999):
        documents, rejections = read_all(path, target=target)
        assert rejections == {}
        assert documents.select("title", "text").to_dicts() == rows


def test_pipes_and_devices_in_a_folder_are_not_waited_for(tmp_path):
    os.mkfifo(tmp_path / "pipe.txt")
    os.mkfifo(tmp_path / "pipe.jsonl")
    (tmp_path / "zeros.csv").symlink_to("/dev/zero")
    (tmp_path / "story.txt").write_text(STORY)
    documents, rejections = read_all(tmp_path)
    assert documents["source"].to_list() == [str(tmp_path / "story.txt")]
    assert sorted(rejections) == [str(tmp_path / name) for name in ("pipe.jsonl", "pipe.txt", "zeros.csv")]
    assert all(reason.startswith("a pipe, socket or device") for reason in rejections.values())
