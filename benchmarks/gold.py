"""Score the whole chain against labelled articles: `python benchmarks/gold.py [--errors N] [--unseen | --tuned]`.

Reads the labels and texts in `../shared`, which are not part of the project. Documents are split by the hash of
their name: three tenths are kept unseen, so that a rule that helps only the articles it was written on shows.
"""

import argparse
import json
import sys
from pathlib import Path

import polars as pl

from analytics import frames
from analytics.analyse import Engine, analyse
from analytics.evaluate import Unit, leaning, pair_up, score
from analytics.reading.documents import text_document
from analytics.reading.paragraphs import classify, split
from benchmarks.unseen import is_unseen

SHARED = Path(__file__).parents[2] / "shared"
GOLD = SHARED / "data" / "gold"


def texts() -> dict[str, Path]:
    articles = {path.stem: path for path in sorted((SHARED / "data" / "articles").glob("*.txt"))}
    return articles | {"seed": next((SHARED / "seeds").glob("*.txt"))}


def units(doc: str, path: Path, engine: Engine) -> list[Unit]:
    row = text_document(path.read_bytes(), str(path), path.name)
    found = analyse(pl.DataFrame([row], schema=frames.DOCUMENTS), engine)
    names = dict(found.actors.select("actor_id", "name").iter_rows())
    spans: dict[str, list[tuple[int, int]]] = {}
    for statement_id, start, end in found.quotations.select("statement_id", "char_start", "char_end").iter_rows():
        spans.setdefault(statement_id, []).append((start, end))
    return [
        Unit(
            doc,
            row["paragraph"],
            names[row["actor_id"]],
            names.get(row["via_actor_id"]),
            spans[row["statement_id"]],
            row["relevance"],
            row["stance"],
        )
        for row in found.statements.iter_rows(named=True)
    ]


def labels() -> list[Unit]:
    rows = (
        json.loads(line)
        for name in ("articles.units.jsonl", "seed.part1.units.jsonl")
        for line in (GOLD / name).read_text().splitlines()
    )
    return [
        Unit(
            row["doc"],
            row["paragraph"],
            row["speaker"],
            row["via"],
            [(start, end) for start, end in row["spans"]],
            row["relevance"],
            row["stance"] / 2,
        )
        for row in rows
    ]


def report(gold: list[Unit], predicted: list[Unit], errors: int) -> None:
    pairs = pair_up(gold, predicted)
    for name, value in score(gold, predicted, pairs).items():
        print(f"{name:28} {value:.3f}" if isinstance(value, float) else f"{name:28} {value}")
    found = set(pairs.values())
    missed = [unit for index, unit in enumerate(gold) if index not in pairs]
    added = [unit for index, unit in enumerate(predicted) if index not in found]
    for kind, some in (("missed", missed), ("added", added)):
        for unit in some[:errors]:
            print(kind, unit.doc, unit.paragraph, unit.speaker, "via", unit.via, unit.spans)
    both = [(gold[index], predicted[other]) for index, other in pairs.items()]
    for one, two in [(one, two) for one, two in both if leaning(one.stance) != leaning(two.stance)][:errors]:
        print("stance", one.doc, one.paragraph, one.speaker, "gold", round(2 * one.stance), "predicted", two.stance)


def kinds_report(part: dict[str, Path]) -> None:
    labels = json.loads((GOLD / "articles.kinds.json").read_text()) | {
        "seed": json.loads((GOLD / "seed.part1.kinds.json").read_text())
    }
    right = total = 0
    for doc, path in part.items():
        if doc in labels:
            row = text_document(path.read_bytes(), str(path), path.name)
            said = classify(split(row["text"]), row["title"])
            for number, kind in labels[doc].items():
                total += 1
                right += said[int(number)] == kind
    print(f"{'paragraph kinds':28} {right / total:.3f} of {total}")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--errors", type=int, default=0)
    parser.add_argument("--unseen", action="store_true", help="only the unseen documents")
    parser.add_argument("--tuned", action="store_true", help="only the documents that rules were tuned on")
    options = parser.parse_args()
    if not SHARED.exists():
        print("benchmarks/gold.py: ../shared is absent: nothing to score against", file=sys.stderr)
        return 2
    wanted = {True: "unseen", False: "tuned"}
    parts = [name for name in ("tuned", "unseen") if getattr(options, name)] or ["tuned", "unseen", "all", "seed"]
    engine = Engine.load()
    gold = labels()
    labelled = {unit.doc for unit in gold}
    predicted = [unit for doc, path in texts().items() if doc in labelled for unit in units(doc, path, engine)]
    # The seed is labelled up to block 36 only.
    predicted = [unit for unit in predicted if unit.doc != "seed" or unit.paragraph <= 36]
    for part in parts:
        docs = {d for d in labelled if part in ("all", d) or wanted[is_unseen(d)] == part}
        print(f"\n== {part}: {len(docs)} documents")
        kinds_report({doc: path for doc, path in texts().items() if doc in docs})
        report(
            [unit for unit in gold if unit.doc in docs],
            [unit for unit in predicted if unit.doc in docs],
            options.errors,
        )
    return 0


if __name__ == "__main__":
    sys.exit(main())
