"""Train what scoring learns from labels: the relevance weights, and the backstop of stance; write their CSV files.

usage: python -m benchmarks.train_stance DATA {relevance,weights,backstop}

Gold documents of the unseen part (see benchmarks/unseen.py) take no part.
"""

import argparse
import csv
import io
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from analytics.knowledge import SHIPPED, Knowledge
from analytics.scoring.stance import HALF, Grammar, Passage, places_of, readings, score, surroundings
from benchmarks.passages import labelled_passages
from benchmarks.train_backstop import train_backstop
from benchmarks.unseen import is_unseen

Matrix = NDArray[np.float64]
HeldOut = Callable[[str], bool]
PULL = 4.0  # how much a frame's weight is held to what stands in the file, in labelled statements


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
    own = grammar.relevance.mentions(grammar.sentences(passage.text, places_of(passage)))
    places = (own, *surroundings(passage, grammar))
    return grammar.relevance.features(side, places, lambda: grammar.mentions(passage.before))


def design(rows: Sequence[Iterable[str]], names: Sequence[str]) -> Matrix:
    at = {name: i for i, name in enumerate(names)}
    x = np.zeros((len(rows), len(names)))
    for i, row in enumerate(rows):
        for name in row:
            if name in at:
                x[i, at[name]] = 1
    return x


def train_relevance(data: Path, folder: Path, held_out: HeldOut) -> None:
    """Fit the weights of both decisions and write relevance.csv."""
    grammar = Grammar(Knowledge())
    labelled = labelled_passages(data, grammar, held_out, 2.0, 1.0)
    rows = [relevance_features(p, grammar) for _, p, _ in labelled]
    counts: dict[str, int] = {}
    for row in rows:
        for name in row:
            counts[name] = counts.get(name, 0) + 1
    names = sorted(name for name, count in counts.items() if count >= 15)
    x = design(rows, names)
    weights = np.array([w for _, _, w in labelled])
    label = np.array([u["relevance"] for u, _, _ in labelled])
    bearing = fit_logistic(x, (label >= 1).astype(float), weights, 10.0)
    about = fit_logistic(x, (label >= 2).astype(float), weights, 10.0)
    # The cuts that balance the two answers on the labelled data in cross-validation.
    bearing[names.index("bias")] -= 0.4
    about[names.index("bias")] += 0.7
    with (folder / "relevance.csv").open("w", newline="", encoding="utf-8") as out:
        out.write(
            "# Weights of the features of relevance (scoring/relevance.py): a statement bears on the relations of\n"
        )
        out.write(
            "# the two countries where the sum of `bearing` is above 0, and about them as such where `about` is.\n"
        )
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow(("feature", "bearing", "about"))
        for name, b, a in zip(names, bearing, about):
            writer.writerow((name, f"{b:.2f}", f"{a:.2f}"))


def train_weights(data: Path, folder: Path, held_out: HeldOut) -> None:
    """Fit the weights of the frames near those that stand in frames.csv, and write them there, in steps of 0.05.

    Adam on the squared error of the stance formula, with a pull toward the weights that an analyst gave.
    """
    grammar = Grammar(Knowledge())
    labelled = labelled_passages(data, grammar, held_out, 2.0, 1.0)
    numbers = {id(frame): i for i, frame in enumerate(grammar.frames)}
    given = np.array([frame.weight for frame in grammar.frames])
    x = np.zeros((len(labelled), len(given)))
    for row, (_, passage, _) in zip(x, labelled):
        side = passage.actor.side if passage.actor else None
        if score(passage, grammar).relevance:
            own = grammar.sentences(passage.text, places_of(passage))
            near, *_ = surroundings(passage, grammar)
            context = grammar.relevance.mentions(own).bits | near.bits
            for reading in readings(own, side, context, grammar):
                row[numbers[id(reading.frame)]] += reading.frame.polarity * reading.factor
    stance = np.array([u["stance"] / 2 for u, _, _ in labelled])
    weights = np.array([w for _, _, w in labelled]) * np.where(stance > 0, 2, 1)
    fitted, mean, square = given.copy(), np.zeros_like(given), np.zeros_like(given)
    for step in range(1, 401):
        total = x @ fitted
        slope = HALF / (HALF + np.abs(total)) ** 2
        error = total / (HALF + np.abs(total)) - stance
        gradient = x.T @ (weights * error * slope) + PULL * (fitted - given)
        mean, square = 0.9 * mean + 0.1 * gradient, 0.99 * square + 0.01 * gradient**2
        fitted -= 0.02 * (mean / (1 - 0.9**step)) / (np.sqrt(square / (1 - 0.99**step)) + 1e-8)
        fitted = np.clip(fitted, 0.05, 1)
    lines = (SHIPPED / "frames.csv").read_text(encoding="utf-8").split("\n")
    heads = [i for i, line in enumerate(lines) if line and not line.startswith("#")]
    for at, weight, frame in zip(heads[1:], fitted, grammar.frames):
        cells = next(csv.reader([lines[at]]))
        if frame.polarity:
            cells[4] = f"{round(weight * 20) / 20:g}"
        out = io.StringIO()
        csv.writer(out, lineterminator="").writerow(cells)
        lines[at] = out.getvalue()
    (folder / "frames.csv").write_text("\n".join(lines), encoding="utf-8")


TRAINERS = {"weights": train_weights, "relevance": train_relevance, "backstop": train_backstop}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", type=Path)
    parser.add_argument("what", choices=tuple(TRAINERS))
    options = parser.parse_args()
    TRAINERS[options.what](options.data, SHIPPED, is_unseen)


if __name__ == "__main__":
    main()
