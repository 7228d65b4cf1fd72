"""Measure attribution: `python benchmarks/attribution.py [--errors KIND] [--part tuned|unseen|all] [--speed]`.

Reads texts, labels and scorers from `../shared`, which is not part of the project. Documents are split by the hash of
their id: three tenths are unseen, whose errors nobody reads.
"""

import argparse
import functools
import gzip
import json
import re
import sys
import time
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from analytics.attribution.attribute import attribute
from analytics.attribution.cues import Cues
from analytics.knowledge import Knowledge
from benchmarks.unseen import is_unseen

SHARED = Path(__file__).parents[2] / "shared"
QUOTES = SHARED / "data" / "quotes"
GOLD = SHARED / "data" / "gold"
sys.path.insert(0, str(SHARED / "tools"))


def blocks_of(text: str) -> tuple[list[str], list[int]]:
    """Return the paragraphs of a text and their offsets in it."""
    blocks, offsets = [], []
    for found in re.finditer(r"[^\n]+", text):
        if found.group().strip():
            blocks.append(found.group())
            offsets.append(found.start())
    return blocks, offsets


def predict(record: dict[str, Any], cues: Cues) -> dict[str, Any]:
    blocks, offsets = blocks_of(record["text"])
    kinds = ["body"] * len(blocks)
    quotations = attribute(blocks, kinds, None, cues)
    names = resolve(blocks, kinds, quotations)
    rows = []
    for q, name in zip(quotations, names):
        if q.via is not None:
            continue
        base = offsets[q.paragraph]
        row: dict[str, Any] = {"start": base + q.start, "end": base + q.end, "mode": q.mode}
        if q.surface_at is not None:
            n, a, b = q.surface_at
            row |= {"speaker_start": offsets[n] + a, "speaker_end": offsets[n] + b}
        row |= {"speaker_text": q.surface or None, "speaker_name": name, "cue": q.cue}
        rows.append(row)
    return {"id": record["id"], "quotes": rows}


@functools.cache
def registry() -> Any:
    from analytics.actors.registry import Registry

    return Registry.load(Knowledge())


def resolve(blocks: list[str], kinds: list[str], quotations: list[Any]) -> list[str]:
    try:
        from analytics.actors.cast import Cast
    except ImportError:
        return [quotation.surface for quotation in quotations]
    return [actor.name for actor in Cast(blocks, kinds, None, None, registry()).resolve(quotations)]


def load(name: str, part: str) -> list[dict[str, Any]]:
    with gzip.open(QUOTES / name, "rt", encoding="utf-8") as lines:
        rows = [json.loads(line) for line in lines]
    return [row for row in rows if part == "all" or is_unseen(row["id"]) == (part == "unseen")]


def line(label: str, scores: dict[str, Any]) -> str:
    cells = [
        f"{scores[k]['f1']:.3f} (P {scores[k]['precision']:.3f} R {scores[k]['recall']:.3f})"
        for k in ("quote_overlap", "attribution")
    ]
    extra = scores.get("resolved_accuracy")
    return f"{label:34} overlap {cells[0]}  joint {cells[1]}" + (f"  resolved {extra:.3f}" if extra is not None else "")


def quotes(part: str, cues: Cues, errors: str | None) -> None:
    import score_quotes

    measures = (
        ("polnear direct", "polnear.dev.jsonl.gz", {"modes": {"direct"}}),
        ("polnear speech >=5 words", "polnear.dev.jsonl.gz", {"speech": True, "min_words": 5}),
        (
            "polnear indirect speech >=5 words",
            "polnear.dev.jsonl.gz",
            {"modes": {"indirect"}, "speech": True, "min_words": 5},
        ),
        ("polnear mixed", "polnear.dev.jsonl.gz", {"modes": {"mixed"}, "speech": True, "min_words": 5}),
        ("gum", "gum_news.dev.jsonl.gz", {}),
    )
    predicted: dict[str, list[dict[str, Any]]] = {}
    for label, name, options in measures:
        gold = load(name, part)
        if name not in predicted:
            predicted[name] = [predict(row, cues) for row in gold]
        found: list[Any] = []
        print(line(label, score_quotes.score(gold, predicted[name], errors=found, **options)))
        if errors and label == errors and part == "tuned":
            show(found, predicted[name])


def show(errors: Iterable[Any], predicted: list[dict[str, Any]]) -> None:
    by_id = {row["id"]: row["quotes"] for row in predicted}
    for kind, doc, gold, said, text in errors:
        start, end = (gold or said)[:2]
        line_start, line_end = text.rfind("\n", 0, start) + 1, text.find("\n", end)
        context = (
            text[max(line_start, start - 160) : start]
            + "[["
            + text[start:end]
            + "]]"
            + text[end : min(line_end if line_end > 0 else len(text), end + 110)]
        )
        near = [
            (text[q["start"] : q["end"]], q["speaker_text"], q["cue"])
            for q in by_id[doc]
            if q["start"] < end and q["end"] > start
        ]
        print(f"{kind.upper()} {doc}\n    {context}")
        if gold:
            print(f"    gold: {gold[2].get('speaker_text')!r} cue {gold[2].get('cue')!r} {gold[2].get('mode')}")
        for row in near:
            print(f"    said: {row}")


def speed(cues: Cues) -> None:
    import polars as pl

    from analytics.reading.paragraphs import classify, split

    frame = pl.read_parquet(SHARED / "data" / "bulk" / "us_russia.parquet")
    texts = [(split(row["text"]), row["title"]) for row in frame.iter_rows(named=True)]
    for name in ("polnear.dev.jsonl.gz",):
        rows = load(name, "all")
        news = [(blocks_of(row["text"])[0], None) for row in rows]
    for label, documents in (("bulk", texts), ("news", news)):
        prepared = [
            (blocks, classify(blocks, title) if label == "bulk" else ["body"] * len(blocks), title)
            for blocks, title in documents
        ]
        words = sum(len(block.split()) for blocks, _, _ in prepared for block in blocks)
        began = time.process_time()
        for blocks, kinds, title in prepared:
            attribute(blocks, kinds, title, cues)
        spent = time.process_time() - began
        print(f"{label}: {words:,} words in {spent:.2f} s of one core: {words / spent:,.0f} words/s")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--errors", help="show the errors of this measure, tuned part only")
    parser.add_argument("--part", choices=("tuned", "unseen", "all"), action="append")
    parser.add_argument("--speed", action="store_true")
    options = parser.parse_args()
    cues = Cues.load(Knowledge())
    for part in options.part or ("tuned", "unseen"):
        print(f"== {part}")
        quotes(part, cues, options.errors)
    if options.speed:
        speed(cues)
    return 0


if __name__ == "__main__":
    sys.exit(main())
