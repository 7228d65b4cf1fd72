"""Logistic regression over named features, and its weights as a table that a person can read."""

from collections import Counter
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import NamedTuple

import numpy as np

from analytics.attribution.plausibility import BASE

SEEN = 3  # a feature that fewer examples have is left out


class Example(NamedTuple):
    """The features of a case, whether it is one (0…1), and how much it counts."""

    names: list[str]
    label: float
    weight: float


def fit(rows: list[Example], ridge: float = 1.0, rounds: int = 400) -> dict[str, float]:
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
    return {BASE: bias} | {name: float(beta[k]) for name, k in index.items()}


def odds(weights: Mapping[str, float], names: Iterable[str]) -> float:
    """Return the log odds of a case."""
    return weights[BASE] + sum(weights.get(name, 0.0) for name in set(names))


def cross_validate(rows: list[Example], ridge: float, threshold: float, folds: int = 4) -> str:
    """Return accuracy, precision and recall over `folds` parts, each judged by the weights of the others."""
    right = true = said = gold = 0
    for fold in range(folds):
        weights = fit([row for k, row in enumerate(rows) if k * folds // len(rows) != fold], ridge)
        for row in (row for k, row in enumerate(rows) if k * folds // len(rows) == fold):
            yes = odds(weights, row.names) > threshold
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
