"""Feed the chain with what no editor would print: `python benchmarks/fuzz.py [--minutes N] [--seed S]`.

First a folder of nasty files (broken encodings and archives, bombs, loops, pipes, a line of 50 MB, a million quotation
marks, pages 90,000 elements deep), which one run must take in bounded time and memory, each either stored
or rejected with its reason. Then, until the minutes are over, batches of articles that hypothesis makes of hostile
pieces and random text, in files of every format, some of them damaged. After each run the database must pass its checks
and hold each source once, as document or rejection; neither SQL in a name nor an escape sequence in a text may act:
what the commands print is free of control and direction characters, JSON can be read back, and the report holds no
markup of an article. Fails where any of this does not hold, and prints the counts.
"""

import argparse
import contextlib
import csv
import gzip
import io
import json
import os
import random
import re
import resource
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import polars as pl
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st
from typer.testing import CliRunner

from flows import cli, job, store

ROOT = Path(__file__).parents[1]
MOST_SECONDS, MOST_MEGABYTES = 300, 1500
UNFIT = re.compile(
    r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff]"
)
MARKUP = "<script>fuzz()</script>"
NAMES = [
    *("Robert'); DROP TABLE statements;--", 'O’Neill " OR 1=1', '=HYPERLINK("http://x")', "\x1b]0;owned\x07Lavrov"),
    *(
        MARKUP,
        "Sergei Lavrov",
        "{{ 7*7 }}",
        "$where",
        "[bold]Putin[/bold]",
        "\u202eniturP rimidalV",
        "../../etc/passwd",
    ),
]
PIECES = [
    *(
        "“",
        "”",
        '"',
        "''",
        "‘",
        "’",
        "«",
        "»",
        "„",
        "(",
        "—",
        "\n",
        "\n\n",
        "\r\n",
        "\x00",
        "\x1b[2J",
        "\x9b31m",
        "\u200b",
    ),
    *(
        "\u202e",
        "\ufeff",
        "\U0001f600",
        "e\u0301",
        "\ud83d",
        "NaN",
        "said ",
        "said that ",
        "according to ",
        ", who ",
        "he ",
    ),
    *(
        "MR. PESKOV: ",
        "Q: ",
        "Russia ",
        "the United States ",
        "sanctions ",
        "talks ",
        "not ",
        "if ",
        "but ",
        ". ",
        "U.S. ",
    ),
    *("-1+1|cmd", "@SUM(A1)", "'; DELETE FROM documents; --", "%s%n", "\\N", "&lt;b&gt;", "]]>", "June 16, 2021", "\t"),
]


SPEECH = [f"“We want talks with Russia,” {name} said. " for name in NAMES] + [
    *("He said that sanctions against Moscow must stay. ", "According to the ministry, relations will improve. "),
    *("“We”, said X, “do not", "\n\nMR. PESKOV: No. Sanctions are no answer.\n\nQ: And the “talks”?\n\n"),
]


def nasty(folder: Path) -> None:
    """Write the files that one run must survive."""

    def story(name: str) -> str:  # another in each file, because one text is one document
        return f"“We want better relations with Russia,” Joe Biden said of {name}.\n"

    def put(name: str, content: str | bytes) -> None:
        (folder / name).write_bytes(content if isinstance(content, bytes) else content.encode("utf-8", "surrogatepass"))

    def packed(name: str, piece: bytes, times: int) -> None:
        with gzip.open(folder / name, "wb", compresslevel=1) as file:
            for _ in range(times):
                file.write(piece)

    for encoding in ("utf-16", "utf-16-be", "utf-32", "cp1251", "koi8-r", "utf-7", "shift_jis"):
        put(f"{encoding}.txt", story(encoding).encode(encoding, "replace"))
    put("bytes.txt", bytes(range(256)) * 200)
    put("nul.txt", "\x00" * 100_000)
    put("nul-between.txt", story("nothing").replace(" ", "\x00") * 50)
    put("bidi.txt", "\u202e\u2066\u200b" * 20_000 + story("left and right"))
    put("one-line.txt", "a long way of saying nothing at all, " * 1_400_000)
    put("one-line.jsonl", json.dumps({"text": "x" * 50_000_000}))
    put("one-cell.csv", 'title,text\na,"' + "y" * 50_000_000 + '"\n')
    put("marks.txt", '"' * 1_000_000)
    put("openings.txt", "“" * 100_000 + story("openings"))
    put("deep.html", "<html><body>" + "<div>" * 90_000 + story("depth"))
    put("long.html", "<html><body>" + f"<p>{story('paragraphs')}</p>" * 400_000)
    put(os.fsdecode(b"caf\xe9.txt"), story("bytes"))
    put("deep.jsonl", '{"text":' + "[" * 100_000 + "\n" + json.dumps({"text": story("lists")}))
    put("entities.html", "<html><body><p>" + "&amp;" * 500_000 + "</p><script>" + story("scripts"))
    put("formulas.csv", 'title,text\n=cmd|x!A1,"' + story("sums").strip() + '"\n@SUM(1),"+1"\n')
    put("open-quote.csv", 'title,text\n"a,b\n' * 10_000)
    put("no-columns.csv", "a,b\n1,2\n")
    put("broken.jsonl", '{"text": "a"\n[]\nnull\n{"text": 3}\n' + json.dumps({"text": story("braces")}) + "\n")
    put("broken.parquet", b"PAR1" + b"\xff" * 1000 + b"PAR1")
    put("empty.parquet", b"")
    put("empty.txt", b"")
    put("broken.txt.gz", gzip.compress(story("gaps").encode() * 100)[:60])
    put("no.txt.gz", story("zips"))
    packed("bomb.txt.gz", b"\0" * (1 << 20), 2_000)
    packed("bomb.jsonl.gz", b"x" * (1 << 20), 2_000)
    packed("bomb.csv.gz", b"a" * (1 << 20), 1_000)
    pl.DataFrame({"text": [story("cuts")] * 3}).write_parquet(folder / "cut.parquet")
    put("cut.parquet", (folder / "cut.parquet").read_bytes()[:-20])
    pl.DataFrame({"text": [[1, 2]], "title": [None]}).write_parquet(folder / "numbers.parquet")
    os.mkfifo(folder / "pipe.txt")
    os.mkfifo(folder / "pipe.jsonl")
    (folder / "loop.txt").symlink_to("loop.txt")
    (folder / "nowhere.txt").symlink_to("gone.txt")
    (folder / "zeros.txt").symlink_to("/dev/zero")
    (folder / "again").symlink_to(".")
    for number, name in enumerate(NAMES):
        put(
            f"{number} {name.replace('/', '∕')[:60]}.txt",
            f"Day {number}\n\n“We want talks with Russia,” {name} said.\n",
        )
    (folder / "dir.txt").mkdir()
    put("dir.txt/a..txt", story("folders"))


class Finding(AssertionError):
    """Something that must not be."""


class Campaign:
    """What was fed, and what came of it."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.counts = folder, Counter[str]()
        self.runner = CliRunner()

    def printed(self, *arguments: str) -> str:
        """Return what a command prints, which must end well."""
        done = self.runner.invoke(cli.app, list(arguments))
        if done.exception is not None and not isinstance(done.exception, SystemExit):
            raise Finding(f"{arguments}: {done.exception!r}") from done.exception
        self.counts["commands"] += 1
        return done.stdout

    def judge(self, database: Path, expected: Callable[[str], bool] | None = None) -> None:
        """Look at a database and at what the commands show of it."""
        if found := store.faults(database):
            raise Finding(f"checks fail: {found}")
        where = ["--database", str(database)]
        with store.read(database) as connection:
            tables = {name for (name,) in connection.execute("SELECT table_name FROM duckdb_tables()").fetchall()}
            twice = connection.execute(
                "SELECT source FROM (SELECT source FROM documents UNION ALL SELECT source FROM rejections)"
                " GROUP BY ALL HAVING count(*) > 1"
            ).fetchall()
            actors = connection.execute("SELECT DISTINCT actor_id FROM statements LIMIT 5").fetchall()
            ids = connection.execute("SELECT statement_id FROM statements LIMIT 5").fetchall()
            reasons = connection.execute("SELECT count(*) FROM rejections WHERE reason = ''").fetchall()
        if not {"statements", "documents", "rejections"} <= tables or reasons != [(0,)]:
            raise Finding(f"tables {tables}, without a reason {reasons}")
        if twice:
            raise Finding(f"stored and rejected, or twice: {twice}")
        shown = [["actors"], ["query", "FROM rejections"], ["query", "SELECT source, title, outlet FROM documents"]]
        shown += [["statements", "--actor", actor] for (actor,) in actors]
        shown += [["explain", statement] for (statement,) in ids]
        for command in shown:
            if unfit := UNFIT.search(self.printed(*command, *where)):
                raise Finding(f"{command} prints {unfit[0]!r}")
            json.loads(self.printed(*command, *where, "--json"))
        page = self.folder / "page.html"
        self.printed("report", *where, "--output", str(page))
        if page.exists() and MARKUP in page.read_text(encoding="utf-8"):
            raise Finding("the report holds markup of an article")

    def feed(self, texts: list[tuple[str, str]], damage: int, chance: random.Random) -> None:
        """Write articles in every format, damage one file, and run."""
        with tempfile.TemporaryDirectory(dir=self.folder) as name:
            folder = Path(name)
            inbox = folder / "in"
            inbox.mkdir()
            rows = [{"title": title, "text": text} for title, text in texts]
            for number, row in enumerate(rows):
                (inbox / f"{number}.txt").write_bytes(row["text"].encode("utf-8", "surrogatepass"))
                page = f"<html><title>{row['title']}</title><body><p>{row['text']}</p></body></html>"
                (inbox / f"{number}.html").write_bytes(page.encode("utf-8", "surrogatepass"))
            (inbox / "c.jsonl").write_text("\n".join(map(json.dumps, rows)))
            table = io.StringIO()
            with contextlib.suppress(csv.Error):
                writer = csv.DictWriter(table, ["title", "text"])
                writer.writeheader()
                writer.writerows(rows)
            (inbox / "c.csv").write_bytes(table.getvalue().encode("utf-8", "surrogatepass"))
            clean = [{key: value.encode("utf-8", "replace").decode() for key, value in row.items()} for row in rows]
            pl.DataFrame(clean, schema={"title": pl.String, "text": pl.String}).write_parquet(inbox / "c.parquet")
            victim = sorted(inbox.iterdir())[damage % len(list(inbox.iterdir()))]
            content = bytearray(victim.read_bytes())
            for _ in range(damage % 4 * 3):
                content[chance.randrange(len(content) + 1) :][:1] = b""
                if content:
                    content[chance.randrange(len(content))] = chance.randrange(256)
            victim.write_bytes(content[: len(content) if damage % 3 else chance.randrange(len(content) + 1)])
            database = folder / "x.duckdb"
            began = time.process_time()
            outcome = job.run(job.Request([str(inbox)], database, runner="thread", workers=1))
            self.counts["seconds of analysis"] += round(time.process_time() - began)
            self.counts["runs"] += 1
            self.counts["documents"] += outcome.documents_seen
            self.counts["rejected"] += outcome.documents_rejected
            self.counts["statements"] += outcome.statements_added
            self.judge(database)


def corpus(campaign: Campaign) -> None:
    """Run the nasty files in a process of their own, and hold its time and memory to what is allowed."""
    inbox, database = campaign.folder / "nasty", campaign.folder / "nasty.duckdb"
    inbox.mkdir()
    nasty(inbox)
    began = time.monotonic()
    command = [
        sys.executable,
        "-c",
        "from flows.cli import main; main()",
        "run",
        str(inbox),
        "--direct",
        "--workers",
        "1",
    ]
    done = subprocess.run(
        [*command, "--quiet", "-d", str(database)], cwd=ROOT, capture_output=True, text=True, check=False, timeout=3600
    )
    took, most = time.monotonic() - began, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss >> 10
    if done.returncode or UNFIT.search(done.stderr):
        raise Finding(f"the run over the nasty files ends with {done.returncode}: {done.stderr[-2000:]}")
    with store.read(database) as connection:
        named = {name for (name,) in connection.execute("SELECT source FROM documents").fetchall()}
        rejected = dict(connection.execute("SELECT source, reason FROM rejections").fetchall())
    for path in sorted(inbox.iterdir()):
        known_as = os.fsencode(path).decode(errors="backslashreplace")
        sources = [source for source in {*named, *rejected} if source.startswith(known_as)]
        if not sources and path.name != "again":
            raise Finding(f"{path.name!r} is neither stored nor rejected")
    for source, reason in sorted(rejected.items()):
        print(f"  {Path(source).name[:34]!r:40}{reason[:110]!r}")
    campaign.judge(database)
    fate = f"{len(named)} stored, {len(rejected)} rejected"
    print(f"{len(list(inbox.iterdir()))} nasty files: {fate}, {took:.0f} s, {most} MB", flush=True)
    if took > MOST_SECONDS or most > MOST_MEGABYTES:
        raise Finding(f"the nasty files took {took:.0f} s and {most} MB")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--minutes", type=float, default=5)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only-random", action="store_true", help="leave the nasty files out")
    options = parser.parse_args()
    speech = st.sampled_from(SPEECH)
    text = st.lists(st.one_of(speech, speech, st.sampled_from(PIECES), st.text(max_size=40)), max_size=60).map("".join)
    articles = st.lists(st.tuples(st.one_of(st.sampled_from(NAMES), st.text(max_size=30)), text), max_size=6)
    with tempfile.TemporaryDirectory() as name:
        campaign = Campaign(Path(name))
        if not options.only_random:
            corpus(campaign)
        end, lap = time.monotonic() + 60 * options.minutes, options.seed
        while time.monotonic() < end:

            @seed(lap)
            @settings(
                max_examples=20,
                deadline=None,
                database=None,
                suppress_health_check=list(HealthCheck),
                phases=[Phase.generate, Phase.shrink],
            )
            @given(articles, st.integers(0, 999))
            def fed(texts: list[tuple[str, str]], damage: int) -> None:
                campaign.feed(texts, damage, random.Random(damage))

            fed()
            lap += 1
    for what, times in campaign.counts.items():
        print(f"{what:24}{times:10,}")
    print("nothing found")
    return 0


if __name__ == "__main__":
    sys.exit(main())
