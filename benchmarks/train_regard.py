"""Train regard (scoring/regard.py) on public labels of who speaks well of whom; write regard.csv.

usage: python -m benchmarks.train_regard DATA [--write] [--cross-validate]

Sentences of directed_train name two parties, of which one may support or oppose the other: each is an example in either
order. Those of newsmtsc_train are about a person, and the author is taken for their speaker. The sentences on both
countries are left out: they are to be answered, not to be learnt. Each class counts alike while the weights are
learnt; the biases are then moved, so that the chances are those of the labelled sentences.
"""

import argparse
import csv
import hashlib
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np

from analytics.knowledge import SHIPPED, Knowledge
from analytics.scoring.regard import NAMED, SPEAKS, Parties, between, masked
from analytics.scoring.stance import Grammar
from benchmarks.passages import Row, parties, read
from benchmarks.stance import macro_f1
from benchmarks.train_backstop import SIGNS, Design, Examples, fit_softmax, frequent
from benchmarks.word_vectors import names_of

TRAINING = ("directed_train", "newsmtsc_train")
LEAST = 5  # examples in which a feature must stand
PENALTY = 2e-5  # on the squares of the weights, beside the mean loss of an example
SMALLEST = 0.5  # features with lesser weights are left out
PARTS = 4
Weights = dict[str, tuple[float, float]]


class Example(NamedTuple):
    """A sentence with its parties, and what it shows of the one toward the other: 1, 0 or −1."""

    parties: Parties
    sign: int


def examples_of(row: Row, grammar: Grammar) -> list[Example]:
    """Return the examples that a public row makes."""
    sentence, sign = grammar.vocabulary.read(row["text"]), SIGNS[row["label"]]
    if "from" in row:
        return [Example(masked(sentence, (row["from"], row["to"])), sign)]
    p, q = parties(row)
    return [
        Example(masked(sentence, target, holder), sign if row["direction"] == direction else 0)
        for holder, target, direction in ((p, q, "p>q"), (q, p, "q>p"))
    ]


def fit(rows: Sequence[Row], grammar: Grammar) -> Weights:
    """Return the weights for and against rather than for neither."""
    examples = [example for row in rows for example in examples_of(row, grammar)]
    signs = np.array([example.sign for example in examples], float)
    speaks = np.array([example.parties.holder is None for example in examples])
    told = [{feature for feature, _ in grammar.regard.features(example.parties)} for example in examples]
    is_name = names_of(row["text"] for row in rows)
    names = [name for name in frequent(told, LEAST) if not is_name(name)]
    alike, shares = np.zeros(len(examples)), {}
    for group in (True, False):
        for sign in (1, -1, 0):
            same = (speaks == group) & (signs == sign)
            shares[group, sign] = np.log(max(1, same.sum()))
            alike[same] = 1 / max(1, same.sum())
    extra = np.stack([speaks.astype(float), np.ones(len(examples))], 1)
    weights, biases = fit_softmax(Design(told, names), extra, Examples(signs, alike), PENALTY)
    found: Weights = {}
    for name, group, bias in ((SPEAKS, True, biases.sum(0)), (NAMED, False, biases[1])):
        favour, against, neither = bias + [shares[group, sign] for sign in (1, -1, 0)]
        found[name] = (favour - neither, against - neither)
    for name, (favour, against, neither) in zip(names, weights):
        if max(abs(favour - neither), abs(against - neither)) >= SMALLEST:
            found[name] = (favour - neither, against - neither)
    return {name: (round(favour, 2) + 0.0, round(against, 2) + 0.0) for name, (favour, against) in found.items()}


def answers(rows: Sequence[Row], grammar: Grammar) -> list[tuple[int, int]]:
    """Return (label, answer) of public rows."""
    found = []
    for row in rows:
        sentence = grammar.vocabulary.read(row["text"])
        if "from" in row:
            answer = grammar.regard.told(sentence, (row["from"], row["to"])).sign
        else:
            answer = between(sentence, *parties(row), grammar.regard)
        found.append((SIGNS[row["label"]], answer))
    return found


def show(title: str, pairs: Sequence[tuple[int, int]]) -> None:
    opposite = sum(label * answer < 0 for label, answer in pairs) / max(1, len(pairs))
    print(f"{title:34}rows {len(pairs)}  macro-F1 {macro_f1(pairs):.3f}  opposite {opposite:.3f}")


def cross_validate(data: Path, grammar: Grammar) -> None:
    """Print the answers to the training rows, each by weights learnt without its sentence."""

    def part(row: Row) -> int:
        return int(hashlib.sha256(row["text"].encode()).hexdigest(), 16) % PARTS

    found: dict[str, list[tuple[int, int]]] = {"directed": [], "directed, both countries": [], "news": []}
    rows = [row for name in TRAINING for row in read(data / "sentiment" / f"{name}.jsonl.gz")]
    for number in range(PARTS):
        grammar.regard.weights = fit([row for row in rows if part(row) != number and learnt(row)], grammar)
        for name, test in GROUPS.items():
            found[name] += answers([row for row in rows if part(row) == number and test(row)], grammar)
    for name, pairs in found.items():
        show(f"unlearnt {name}", pairs)


def learnt(row: Row) -> bool:
    """Say whether a row is to be learnt."""
    return not row.get("us_russia")


GROUPS: dict[str, Callable[[Row], bool]] = {
    "directed": lambda row: "p" in row,
    "directed, both countries": lambda row: bool(row.get("us_russia")),
    "news": lambda row: "from" in row,
}


def write(weights: Weights, path: Path) -> None:
    """Write regard.csv, biases first."""
    with path.open("w", newline="", encoding="utf-8") as out:
        out.write(
            "# How a sentence shows a TARGET, by its speaker or a HOLDER whom it names (scoring/regard.py): the\n"
        )
        out.write(
            "# biases (*), words and pairs of neighbours, and kinds of words (lists of terms.csv, tones) by place;\n"
        )
        out.write("# the weights for and against rather than for neither. Written by benchmarks/train_regard.py.\n")
        table = csv.writer(out, lineterminator="\n")
        table.writerow(("feature", "for", "against"))
        for name, (favour, against) in sorted(weights.items(), key=lambda item: (item[0][0] != "*", item)):
            table.writerow((name, f"{favour:.2f}", f"{against:.2f}"))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", type=Path)
    parser.add_argument("--write", action="store_true", help="write regard.csv")
    parser.add_argument("--cross-validate", action="store_true", help="learn and answer the training rows in parts")
    options = parser.parse_args()
    grammar = Grammar(Knowledge())
    folder = options.data / "sentiment"
    if options.write:
        rows = [row for name in TRAINING for row in read(folder / f"{name}.jsonl.gz") if learnt(row)]
        grammar.regard.weights = fit(rows, grammar)
        write(grammar.regard.weights, SHIPPED / "regard.csv")
    for name in ("directed_dev", "newsmtsc_dev", "rusentne_en"):
        show(name, answers(read(folder / f"{name}.jsonl.gz"), grammar))
    if options.cross_validate:
        cross_validate(options.data, grammar)


if __name__ == "__main__":
    main()
