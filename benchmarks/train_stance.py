"""Train what scoring learns from labels: the relevance weights, and the backstop of stance; write their CSV files.

usage: python -m benchmarks.train_stance DATA {relevance,model}

Gold documents of the unseen part (see benchmarks/stance.py) take no part.
"""

import argparse
import csv
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from analytics.knowledge import SHIPPED, Knowledge
from analytics.stance import Grammar, Passage
from benchmarks.stance import gold_passages, statement_passages, unseen

Matrix = NDArray[np.float64]
GOLD_WEIGHT, STATEMENT_WEIGHT = 3.0, 0.5


def fit_logistic(x: Matrix, y: Matrix, weights: Matrix, penalty: float, rounds: int = 60) -> Matrix:
    """Return the coefficients of a logistic regression with an L2 penalty, by Newton's method."""
    b = np.zeros(x.shape[1])
    for _ in range(rounds):
        p = 1 / (1 + np.exp(-(x @ b)))
        curvature = weights * p * (1 - p) + 1e-9
        step = np.linalg.solve(
            x.T @ (x * curvature[:, None]) + np.eye(len(b)) * penalty, x.T @ (weights * (y - p)) - penalty * b
        )
        b += step
        if np.abs(step).max() < 1e-6:
            break
    return b


def relevance_features(passage: Passage, grammar: Grammar) -> list[str]:
    side = passage.actor.side if passage.actor else None
    own = [s for a, b in passage.spans for s in grammar.sentences(passage.text, a, b)]
    places = (
        grammar.relevance.mentions(own),
        grammar.mentions(passage.text),
        grammar.mentions(f"{passage.title or ''} . {passage.heading or ''}"),
        grammar.mentions(passage.before),
    )
    return grammar.relevance.features(side, places)


def design(rows: Sequence[Sequence[str]], names: Sequence[str]) -> Matrix:
    at = {name: i for i, name in enumerate(names)}
    x = np.zeros((len(rows), len(names)))
    for i, row in enumerate(rows):
        for name in row:
            if name in at:
                x[i, at[name]] = 1
    return x


def train_relevance(data: Path) -> None:
    """Fit the weights of both decisions and write relevance.csv."""
    grammar = Grammar(Knowledge())
    labelled = [(u, p, GOLD_WEIGHT) for u, p in gold_passages(data, grammar) if not unseen(u["doc"])]
    labelled += [(u, p, STATEMENT_WEIGHT) for u, p in statement_passages(data, grammar)]
    rows = [relevance_features(p, grammar) for _, p, _ in labelled]
    counts: dict[str, int] = {}
    for row in rows:
        for name in row:
            counts[name] = counts.get(name, 0) + 1
    names = sorted(name for name, count in counts.items() if count >= 15)
    x = design(rows, names)
    weights = np.array([w for _, _, w in labelled])
    label = np.array([u["relevance"] for u, _, _ in labelled])
    bearing = fit_logistic(x, (label >= 1).astype(float), weights, 8.0)
    about = fit_logistic(x, (label >= 2).astype(float), weights, 8.0)
    # The cuts that balance the two answers on the labelled data in cross-validation.
    bearing[names.index("bias")] -= 0.3
    about[names.index("bias")] += 0.7
    with (SHIPPED / "relevance.csv").open("w", newline="", encoding="utf-8") as out:
        out.write(
            "# Weights of the features of relevance (analytics/relevance.py): a statement bears on the two countries'\n"
        )
        out.write(
            "# relations where the sum of `bearing` is above 0, and is about them as such where that of `about` is too.\n"
        )
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow(("feature", "bearing", "about"))
        for name, b, a in zip(names, bearing, about):
            writer.writerow((name, f"{b:.2f}", f"{a:.2f}"))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", type=Path)
    parser.add_argument("what", choices=("relevance",))
    options = parser.parse_args()
    train_relevance(options.data)


if __name__ == "__main__":
    main()
