"""Train the weights of `analytics/plausibility.py`: `python benchmarks/train_reports.py [--write]`.

Every report that the rules find in the tuned part of the labelled texts is an example: speech where it matches a label.
Prints the cross-validated accuracy; `--write` writes `analytics/knowledge/report_weights.csv`.
"""

import argparse
import json
import sys
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import attribution as bench
import numpy as np
import score_quotes

import analytics.attribution as engine
from analytics.cues import Cues
from analytics.knowledge import SHIPPED, Knowledge
from analytics.paragraphs import classify, split
from analytics.plausibility import BASE, features
from benchmarks.unseen import is_unseen

Judge = Callable[[int, int, int], float | None]
Example = tuple[list[str], float, float]  # features, label, weight
SEEN = 3  # a feature that fewer examples have is left out
THRESHOLD = 0.48  # F1 is flat around it; above, precision gains what recall loses


def examples(blocks: list[str], kinds: list[str], cues: Cues, judge: Judge) -> list[Example]:
    """Return an example a report of the document, as `judge(block number, start, end)` labels it (None: neither)."""
    place = {id(block): number for number, block in enumerate(blocks)}
    seen: list[tuple[list[str], int, int, int]] = []

    def record(_: Any, words: Any, report: Any) -> bool:
        low, high = report.content
        seen.append(
            (list(features(cues.voices, words, report)), place[id(words.text)], words.start[low], words.end[high - 1])
        )
        return True

    original = engine.plausible
    engine.plausible = record  # type: ignore[assignment]
    try:
        engine.attribute(blocks, kinds, None, cues)
    finally:
        engine.plausible = original  # type: ignore[assignment]
    labelled = ((found, judge(number, start, end)) for found, number, start, end in seen)
    return [(found, label, 1.0) for found, label in labelled if label is not None]


def judge_by_quotes(record: dict[str, Any], offsets: list[int], speech: bool) -> Judge:
    text, gold = record["text"], score_quotes.pieces(record["text"], record["quotes"], True)

    def judge(number: int, start: int, end: int) -> float | None:
        a, b = score_quotes.trim(text, offsets[number] + start, offsets[number] + end)
        best = max(gold, key=lambda g: score_quotes.iou(g, (a, b)), default=None)
        if best is None or score_quotes.iou(best, (a, b)) < 0.5:
            inside = any(min(g[1], b) - max(g[0], a) >= 0.5 * (b - a) and g[2].get("ignore") for g in gold)
            return None if inside else 0.0
        quote = best[2]
        attitude = speech and quote["mode"] != "direct" and not score_quotes.is_speech(quote.get("cue"))
        return None if quote.get("ignore") or attitude else 1.0

    return judge


def of_quotes(name: str, weight: float, cues: Cues, speech: bool) -> list[Example]:
    result = []
    for record in bench.load(name, "tuned"):
        blocks, offsets = bench.blocks_of(record["text"])
        judge = judge_by_quotes(record, offsets, speech)
        result += [(f, y, weight) for f, y, _ in examples(blocks, ["body"] * len(blocks), cues, judge)]
    return result


def of_articles(weight: float, cues: Cues) -> list[Example]:
    voiced: dict[tuple[str, int], list[tuple[int, int]]] = {}
    docs = set()
    for line in (bench.GOLD / "articles.units.jsonl").read_text().splitlines():
        unit = json.loads(line)
        docs.add(unit["doc"])
        voiced.setdefault((unit["doc"], unit["paragraph"]), []).extend(map(tuple, unit["spans"]))
    result = []
    for doc in sorted(docs):
        if is_unseen(doc):
            continue
        blocks = split((bench.SHARED / "data" / "articles" / f"{doc}.txt").read_text())

        def judge(number: int, start: int, end: int, doc: str = doc) -> float | None:
            covered = sum(max(0, min(end, b) - max(start, a)) for a, b in voiced.get((doc, number), []))
            share = covered / (end - start)
            return 1.0 if share > 0.6 else 0.0 if share < 0.3 else None

        result += [(f, y, weight) for f, y, _ in examples(blocks, classify(blocks, None), cues, judge)]
    return result


def fit(rows: list[Example], ridge: float = 1.0, rounds: int = 400) -> dict[str, float]:
    """Fit a logistic regression with a ridge penalty by gradient descent with momentum."""
    counts = Counter(name for names, _, _ in rows for name in set(names))
    index = {name: k for k, name in enumerate(sorted(name for name, count in counts.items() if count >= SEEN))}
    flat = [(r, index[name]) for r, (names, _, _) in enumerate(rows) for name in set(names) if name in index]
    row, column = (np.array(part) for part in zip(*flat))
    target, weight = np.array([y for _, y, _ in rows]), np.array([w for _, _, w in rows])
    beta, bias, speed, bias_speed = np.zeros(len(index)), 0.0, np.zeros(len(index)), 0.0
    scale = np.bincount(column, weights=weight[row], minlength=len(index)) * 0.25 * 12 + ridge
    for _ in range(rounds):
        odds = np.bincount(row, weights=beta[column], minlength=len(rows)) + bias
        error = (1 / (1 + np.exp(-odds)) - target) * weight
        gradient = np.bincount(column, weights=error[row], minlength=len(index)) + ridge * beta
        speed = 0.8 * speed - gradient / scale
        bias_speed = 0.8 * bias_speed - error.sum() / (weight.sum() * 0.25 * 12)
        beta += speed
        bias += bias_speed
    return {BASE: bias} | {name: float(beta[k]) for name, k in index.items()}


def odds(weights: dict[str, float], names: list[str]) -> float:
    return weights[BASE] + sum(weights.get(name, 0.0) for name in names)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--write", action="store_true")
    options = parser.parse_args()
    cues = Cues.load(Knowledge())
    rows = of_quotes("polnear.dev.jsonl.gz", 1.0, cues, True)
    rows += of_quotes("gum_news.dev.jsonl.gz", 2.0, cues, False) + of_articles(5.0, cues)
    print(f"{len(rows)} examples, {sum(y for _, y, _ in rows):.0f} of speech")
    threshold = float(np.log(THRESHOLD / (1 - THRESHOLD)))
    for ridge in (0.5, 1.0, 3.0):
        right = tp = said = 0
        for fold in range(4):
            weights = fit([r for k, r in enumerate(rows) if k * 4 // len(rows) != fold], ridge)
            for names, y, _ in (r for k, r in enumerate(rows) if k * 4 // len(rows) == fold):
                yes = odds(weights, names) > threshold
                right += yes == bool(y)
                tp += yes and bool(y)
                said += yes
        gold = sum(y for _, y, _ in rows)
        print(f"ridge {ridge}: accuracy {right / len(rows):.3f}, precision {tp / said:.3f}, recall {tp / gold:.3f}")
    if options.write:
        weights = fit(rows, 1.0)
        weights[BASE] -= threshold
        path = Path(SHIPPED) / "report_weights.csv"
        lines = [
            "# Weights of the model in analytics/plausibility.py; written by benchmarks/train_reports.py.",
            "feature,weight",
        ]
        for name, value in sorted(weights.items()):
            if abs(value) >= 0.02 or name == BASE:
                quoted = '"' + name.replace('"', '""') + '"' if set(name) & set(',"') else name
                lines.append(f"{quoted},{value:.2f}")
        path.write_text("\n".join(lines) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
