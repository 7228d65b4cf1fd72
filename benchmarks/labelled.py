"""The labelled documents that attribution may learn from: the tuned part of the quotation sets and of the articles."""

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from analytics.reading.documents import text_document
from analytics.reading.paragraphs import classify, split
from benchmarks import attribution as bench
from benchmarks.unseen import is_unseen

sys.path.insert(0, str(bench.SHARED / "tools"))
import score_quotes

# How much an example of each set counts: the articles follow the project's own guideline, but are few.
WEIGHTS = {"polnear": 1.0, "gum": 2.0, "articles": 8.0, "read-outs": 2.0}
READ_OUTS = Path(__file__).with_name("read_outs.txt")


class Span(NamedTuple):
    """A labelled stretch of a block."""

    start: int
    end: int
    speech: bool = True  # False: an attitude
    ignore: bool = False


class Document(NamedTuple):
    """A document with its labelled spans by block. `strict`: spans are exact, so that other reports are wrong."""

    blocks: list[str]
    kinds: list[str]
    spans: dict[int, list[Span]]
    weight: float
    strict: bool


def documents() -> Iterator[Document]:
    """Yield the documents."""
    yield from _quotes("polnear.dev.jsonl.gz", WEIGHTS["polnear"], attitudes=True)
    yield from _quotes("gum_news.dev.jsonl.gz", WEIGHTS["gum"], attitudes=False)
    yield from _articles(bench.GOLD / "articles.units.jsonl", bench.SHARED / "data" / "articles")
    yield from _read_outs()


def _quotes(name: str, weight: float, *, attitudes: bool) -> Iterator[Document]:
    for record in bench.load(name, "tuned"):
        blocks, offsets = bench.blocks_of(record["text"])
        spans: dict[int, list[Span]] = {}
        for start, end, quote in score_quotes.pieces(record["text"], record["quotes"], True):
            number = next(n for n in reversed(range(len(blocks))) if offsets[n] <= start)
            direct = quote["mode"] == "direct"
            speech = not attitudes or direct or score_quotes.is_speech(quote.get("cue"))
            base = offsets[number]
            spans.setdefault(number, []).append(Span(start - base, end - base, speech, bool(quote.get("ignore"))))
        yield Document(blocks, ["body"] * len(blocks), spans, weight, True)


def _read_outs() -> Iterator[Document]:
    for line in READ_OUTS.read_text(encoding="utf-8").splitlines():
        if not line.startswith("#"):
            start, end = line.find("<"), line.find(">") - 1
            text = line.replace("<", "").replace(">", "")
            yield Document([text], ["body"], {0: [Span(start, end)]} if start >= 0 else {}, WEIGHTS["read-outs"], True)


def _articles(labels: Path, texts: Path) -> Iterator[Document]:
    spans: dict[str, dict[int, list[Span]]] = {}
    for line in labels.read_text(encoding="utf-8").splitlines():
        unit = json.loads(line)
        if unit.get("via") is None:
            of = spans.setdefault(unit["doc"], {}).setdefault(unit["paragraph"], [])
            of.extend(Span(*span) for span in unit["spans"])
        else:
            spans.setdefault(unit["doc"], {})
    for doc in sorted(spans):
        if not is_unseen(doc):
            path = texts / f"{doc}.txt"
            row = text_document(path.read_bytes(), str(path), path.name)
            blocks = split(row["text"])
            yield Document(blocks, classify(blocks, row["title"]), spans[doc], WEIGHTS["articles"], False)
