"""Logistic regression over named features, and its weights as a table that a person can read."""

import argparse
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np

from analytics.attribution.cues import Cues
from analytics.attribution.weights import BASE, Weights
from analytics.knowledge import SHIPPED, Knowledge
from benchmarks.labelled import Document, documents

SEEN = 3  # a feature that fewer examples have is left out


class Example(NamedTuple):
    """The features of a case, whether it is one (0…1), and how much it counts."""

    names: list[str]
    label: float
    weight: float


def fit(rows: list[Example], ridge: float = 1.0, rounds: int = 400) -> Weights:
    """Fit a logistic regression with a ridge penalty by gradient descent with momentum."""
    counts = Counter(name for row in rows for name in set(row.names))
    index = {name: k for k, name in enumerate(sorted(name for name, count in counts.items() if count >= SEEN))}
    flat = [(r, index[name]) for r, row in enumerate(rows) for name in set(row.names) if name in index]
    row, column = (np.array(part) for part in zip(*flat))
    target, weight = np.array([example.label for example in rows]), np.array([example.weight for example in rows])
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
    return Weights({BASE: bias} | {name: float(beta[k]) for name, k in index.items()})


def cross_validate(rows: list[Example], ridge: float, threshold: float, folds: int = 4) -> str:
    """Return accuracy, precision and recall over `folds` parts, each judged by the weights of the others."""
    right = true = said = gold = 0
    for fold in range(folds):
        weights = fit([row for k, row in enumerate(rows) if k * folds // len(rows) != fold], ridge)
        for row in (row for k, row in enumerate(rows) if k * folds // len(rows) == fold):
            yes = weights.odds(set(row.names)) > threshold
            right += yes == bool(row.label)
            true += yes and bool(row.label)
            said += yes
            gold += bool(row.label)
    return f"accuracy {right / len(rows):.3f}, precision {true / said:.3f}, recall {true / gold:.3f}"


def write(path: Path, comment: str, weights: Mapping[str, float], least: float = 0.02) -> None:
    """Write the weights of at least `least` as a knowledge file."""
    lines = [f"# {comment}", "feature,weight"]
    for name, value in sorted(weights.items()):
        if abs(value) >= least or name == BASE:
            quoted = '"' + name.replace('"', '""') + '"' if set(name) & set(',"') else name
            lines.append(f"{quoted},{value:.2f}")
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")


def learn(
    path: str,
    examples: Callable[[Document, Cues], list[Example]],
    *,
    doc: str | None,
    comment: str,
    ridge: float,
    tried: Sequence[float],
    threshold: float = 0.0,
) -> int:
    """Run the command of a training script whose module says `doc`: learn the knowledge file `path` from `examples`.

    Prints how well each ridge of `tried` does in cross-validation; with `--write` writes the weights that `ridge`
    gives, shifted so that log odds of `threshold` become 0.
    """
    parser = argparse.ArgumentParser(description=doc)
    parser.add_argument("--write", action="store_true")
    options = parser.parse_args()
    cues = Cues.load(Knowledge())
    rows = [example for document in documents() for example in examples(document, cues)]
    print(f"{len(rows)} examples, {sum(row.label for row in rows):.0f} of them positive")
    for each in tried:
        print(f"ridge {each}: {cross_validate(rows, each, threshold)}")
    if options.write:
        weights = fit(rows, ridge)
        weights[BASE] -= threshold
        write(SHIPPED / path, comment, weights)
    return 0
