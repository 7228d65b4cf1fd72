"""Measure sentiment, relevance and stance on labelled data, given the spans and speakers.

usage: python -m benchmarks.stance DATA [--errors N] [--part tuned|unseen]

DATA holds `gold/`, `articles/`, `stance/` and `sentiment/` as their READMEs describe them, and `../seeds/`.
"""

import argparse
import collections
import csv
import hashlib
import math
import random
import statistics
import tempfile
import time
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any

from analytics.knowledge import SHIPPED, Knowledge, read_rows
from analytics.scoring import sentiment
from analytics.scoring.passage import Passage
from analytics.scoring.regard import between
from analytics.scoring.stance import Grammar, Scored, evidence_of, score_all
from analytics.scoring.vocabulary import BOTH, RU, US
from benchmarks.passages import Row, documents, gold_passages, parties, read, scored, statement_passages
from benchmarks.train_stance import TRAINERS
from benchmarks.unseen import is_unseen


def cut3(x: float) -> int:
    return (x > 0.15) - (x < -0.15)


def cut5(x: float) -> int:
    return int(math.copysign(2 if abs(x) > 0.6 else 1 if abs(x) > 0.15 else 0, x))


def f1(pairs: Sequence[tuple[Any, Any]], label: Any) -> float:
    right = sum(g == label == p for g, p in pairs)
    counted = sum(g == label for g, _ in pairs) + sum(p == label for _, p in pairs)
    return 2 * right / counted if counted else 0.0


def macro_f1(pairs: Sequence[tuple[Any, Any]]) -> float:
    labels = {g for g, _ in pairs}
    return sum(f1(pairs, label) for label in labels) / len(labels) if labels else 0.0


def kappa(pairs: Sequence[tuple[int, int]]) -> float:
    """Cohen's kappa with quadratic weights over −2 … 2."""
    gold, said = collections.Counter(g for g, _ in pairs), collections.Counter(p for _, p in pairs)
    seen = sum((g - p) ** 2 for g, p in pairs) / len(pairs)
    chance = sum(gold[g] * said[p] * (g - p) ** 2 for g in gold for p in said) / len(pairs) ** 2
    return 1 - seen / chance if chance else 0.0


def correlation(xs: Sequence[float], ys: Sequence[float]) -> float:
    n = len(xs)
    if n < 3:
        return float("nan")
    mx, my = sum(xs) / n, sum(ys) / n
    sxx, syy = sum((x - mx) ** 2 for x in xs), sum((y - my) ** 2 for y in ys)
    return sum((x - mx) * (y - my) for x, y in zip(xs, ys)) / math.sqrt(sxx * syy) if sxx and syy else 0.0


def measures(rows: Sequence[tuple[Row, Scored]], actors: bool = True) -> dict[str, float]:
    """Return the measures of scored units."""
    signs = [(cut3(u["stance"] / 2), cut3(s.stance)) for u, s in rows]
    bearing = [(u["relevance"] > 0, s.relevance > 0) for u, s in rows]
    out = {
        "units": len(rows),
        "macro-F1": macro_f1(signs),
        "F1 +": f1(signs, 1),
        "F1 0": f1(signs, 0),
        "F1 -": f1(signs, -1),
        "opposite": sum(g * p < 0 for g, p in signs) / len(signs),
        "kappa": kappa([(u["stance"], cut5(s.stance)) for u, s in rows]),
        "unrelated F1": f1(bearing, False),
        "relevance 2 F1": f1([(u["relevance"], s.relevance) for u, s in rows], 2),
    }
    if actors:
        gold, said = collections.defaultdict(list), collections.defaultdict(list)
        for u, s in rows:
            if u.get("via") is None:
                if u["relevance"]:
                    gold[u["speaker"]].append(u["stance"] / 2)
                if s.relevance:
                    said[u["speaker"]].append(s.stance)
        names = [name for name in gold if len(gold[name]) >= 3]
        mean: Callable[[list[float]], float] = lambda values: sum(values) / len(values) if values else 0.0  # noqa: E731
        out["actor r"] = correlation([mean(gold[n]) for n in names], [mean(said[n]) for n in names])
    return out


def show(title: str, table: dict[str, float]) -> None:
    print(f"{title:34}" + "  ".join(f"{k} {v:.3f}" if isinstance(v, float) else f"{k} {v}" for k, v in table.items()))


def cross_validate(data: Path, parts: int = 5) -> None:
    """Print mean and spread of the measures over parts of whole documents, all that is learnt learnt without them."""

    def part(document: str) -> int:
        return int(hashlib.sha256(f"part {document}".encode()).hexdigest(), 16) % parts

    tables, together = [], []
    for number in range(parts):
        with tempfile.TemporaryDirectory() as folder:
            for train in TRAINERS.values():
                train(data, Path(folder), lambda document, number=number: part(document) == number)
            forget(Path(folder) / "backstop.csv", ("ngram", "for", "against"))
            forget(Path(folder) / "relevance.csv", ("feature", "bearing", "about"))
            grammar = Grammar(Knowledge(Path(folder)))
            rows = scored([(u, p) for u, p in gold_passages(data, grammar) if part(u["doc"]) == number], grammar)
        tables.append(measures(rows))
        together.extend(rows)
    show("gold, each document unlearnt", measures(together))
    for key in ("macro-F1", "opposite", "kappa", "unrelated F1"):
        values = [table[key] for table in tables]
        print(f"  {key:14} {statistics.mean(values):.3f} ± {statistics.stdev(values):.3f}")


def forget(path: Path, columns: tuple[str, str, str]) -> None:
    """Give no weight to the features that the shipped table of this name has and the one at `path` lacks."""
    known = {row[columns[0]] for row in read_rows(path, columns)}
    with path.open("a", encoding="utf-8", newline="") as out:
        csv.writer(out, lineterminator="\n").writerows(
            (row[columns[0]], 0, 0) for row in read_rows(SHIPPED / path.name, columns) if row[columns[0]] not in known
        )


def weight_between(text: str, actor: str, other: str, grammar: Grammar) -> float:
    """Return the sum of the frames of a sentence whose parties are named as the two sides, whoever they are."""
    for party, name in ((actor, "Washington"), (other, "Moscow")):
        for part in party.split(";"):
            if part.strip():
                text = text.replace(part.strip(), name)
    return sum(row.weight for row in evidence_of(grammar.sentences(text), "US", US | RU | BOTH, grammar))


def directed(data: Path, grammar: Grammar) -> list[tuple[int, int]]:
    """Return (label, answer) of the sentences on both countries, of dev and train: regard has learnt from none."""
    signs = {"positive": 1, "neutral": 0, "negative": -1}
    return [
        (signs[row["label"]], between(grammar.vocabulary.read(row["text"]), *parties(row), grammar.regard))
        for name in ("directed_dev", "directed_train")
        for row in read(data / "sentiment" / f"{name}.jsonl.gz")
        if row["us_russia"]
    ]


def plover(data: Path, grammar: Grammar) -> list[tuple[int, int]]:
    """Return (label, answer) of PLOVER's events: cooperation 1, conflict −1; there is no third answer."""
    signs = {"cooperation": 1, "conflict": -1}
    return [
        (signs[row["label"]], 1 if weight_between(row["text"], row["source"], row["target"], grammar) > 0 else -1)
        for row in read(data / "sentiment" / "plover_gold.jsonl.gz")
    ]


def speed(rows: Sequence[tuple[Row, Passage]], grammar: Grammar) -> tuple[float, float]:
    """Return sentences and words a second, a document at a time as the chain does; the best of five rounds."""
    from analytics.sentences import sentence_spans

    passages = [passage for _, passage in rows]
    together = [[passages[at] for at in places] for places in documents([row for row, _ in rows])]
    sentences = sum(len(sentence_spans(p.text[a:b])) for p in passages for a, b in p.spans)
    words = sum(len(p.text[a:b].split()) for p in passages for a, b in p.spans)
    best = math.inf
    for _ in range(5):
        sentiment.forget()
        started = time.process_time()
        for document in together:
            score_all(document, grammar)
        best = min(best, time.process_time() - started)
    return sentences / best, words / best


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", type=Path)
    parser.add_argument("--errors", type=int, default=0, metavar="N", help="show N wrong units of the tuned part")
    parser.add_argument("--statements", action="store_true", help="show errors of the labelled statements instead")
    parser.add_argument("--knowledge", type=Path, default=None)
    parser.add_argument("--unseen", action="store_true", help="report the unseen part too")
    parser.add_argument("--cross-validate", action="store_true", help="train and test by document, in five parts")
    parser.add_argument("--gold", type=int, default=None, help="show only errors with this gold sign")
    parser.add_argument("--said", type=int, default=None, help="show only errors with this predicted sign")
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args()
    grammar = Grammar(Knowledge(options.knowledge))
    gold, labelled = (
        [(row, passage, found) for (row, passage), (_, found) in zip(rows, scored(rows, grammar))]
        for rows in (gold_passages(options.data, grammar), statement_passages(options.data, grammar))
    )
    tuned = [(u, s) for u, _, s in gold if not is_unseen(u["doc"])]
    show("gold, tuned part", measures(tuned))
    if options.unseen:
        show("gold, unseen part", measures([(u, s) for u, _, s in gold if is_unseen(u["doc"])]))
        show("gold, all", measures([(u, s) for u, _, s in gold]))
    show("statements", measures([(u, s) for u, _, s in labelled], actors=False))
    if options.cross_validate:
        cross_validate(options.data)
    pairs = directed(options.data, grammar)
    print(f"{'directed, both countries':34}rows {len(pairs)}  macro-F1 {macro_f1(pairs):.3f}")
    pairs = plover(options.data, grammar)
    print(f"{'PLOVER, cooperation or conflict':34}rows {len(pairs)}  macro-F1 {macro_f1(pairs):.3f}")
    silent = sum(not s.evidence for _, _, s in gold if s.relevance) / max(1, sum(s.relevance > 0 for _, _, s in gold))
    print(f"{'gold, relevant without evidence':34}{silent:.3f}")
    rate, words = speed([(u, p) for u, p, _ in gold], grammar)
    print(f"{'speed on gold':34}{rate:,.0f} sentences/s  {words:,.0f} words/s")
    if options.errors:
        pool = labelled if options.statements else [g for g in gold if not is_unseen(g[0]["doc"])]
        shown(pool, options)


def shown(pool: Iterable[tuple[Row, Passage, Scored]], options: argparse.Namespace) -> None:
    """Print wrong answers with their evidence."""
    wrong = []
    for unit, passage, found in pool:
        want, got = cut3(unit["stance"] / 2), cut3(found.stance)
        if want != got and options.gold in (None, want) and options.said in (None, got):
            wrong.append((unit, passage, found))
    random.Random(options.seed).shuffle(wrong)
    print(len(wrong), "wrong")
    for unit, passage, found in wrong[: options.errors]:
        text = " […] ".join(passage.text[a:b] for a, b in passage.spans)
        side = passage.actor.side if passage.actor else None
        head = f"[{unit['stance']:+d} r{unit['relevance']}] {found.stance:+.2f} r{found.relevance}"
        print(f"\n{head} {unit['speaker']} ({side}): {text[:330]}")
        for row in found.evidence:
            print(
                f"     {row.weight:+.2f} {row.frame:16} «{passage.text[row.start : row.end]}» {' '.join(row.operators)}"
            )


if __name__ == "__main__":
    main()
