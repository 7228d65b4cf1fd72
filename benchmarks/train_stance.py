"""Train what scoring learns from labels: the relevance weights, and the backstop of stance; write their CSV files.

usage: python -m benchmarks.train_stance DATA {relevance,weights,backstop}

Gold documents of the unseen part (see benchmarks/unseen.py) take no part.
"""

import argparse
import csv
import io
from collections.abc import Callable
from pathlib import Path

import numpy as np

from analytics.knowledge import SHIPPED, Knowledge
from analytics.scoring.ngrams import masked, written
from analytics.scoring.passage import Passage
from analytics.scoring.relevance import WORD
from analytics.scoring.stance import HALF, Grammar, readings, score, surroundings
from benchmarks.passages import labelled_passages
from benchmarks.train_backstop import Design, Examples, fit_softmax, frequent, train_backstop
from benchmarks.unseen import is_unseen
from benchmarks.word_vectors import names_of

HeldOut = Callable[[str], bool]
LEAST_FEATURE, LEAST_WORD = 15, 5  # statements in which a feature of relevance, or a word of it, must stand
SIZE = 0.2  # the size of a feature of relevance, beside that of words
PENALTY_RELEVANCE = 4e-4
ABOUT = -0.2  # added to the bias of `about`: where each answer counts alike, it says so too often (F1, cross-validated)
SMALLEST_WORD = 0.2  # words with lesser weights are left out
PULL = 4.0  # how much a frame's weight is held to what stands in the file, in labelled statements


def relevance_features(passage: Passage, grammar: Grammar) -> list[str]:
    side = passage.actor.side if passage.actor else None
    own = grammar.relevance.mentions(grammar.statement(passage))
    places = (own, *surroundings(passage, grammar))
    return grammar.relevance.features(side, places, lambda: grammar.mentions(passage.before))


def train_relevance(data: Path, folder: Path, held_out: HeldOut) -> None:
    """Fit the weights of both decisions, each answer counting alike, and write relevance.csv."""
    grammar = Grammar(Knowledge())
    labelled = labelled_passages(data, grammar, held_out, 2.0, 1.0)
    named = [relevance_features(p, grammar) for _, p, _ in labelled]
    sentences = [grammar.statement(p) for _, p, _ in labelled]
    sides = [p.actor.side if p.actor else None for _, p, _ in labelled]
    said = [written(masked(own, side)) for own, side in zip(sentences, sides)]
    is_name = names_of(sentence.text for own in sentences for sentence in own)
    words = [word for word in frequent(said, LEAST_WORD) if not is_name(word)]
    names = [name for name in frequent(named, LEAST_FEATURE) if name != "bias"]
    at = {name: i for i, name in enumerate(names)}
    extra = np.zeros((len(named), len(names) + 1))
    extra[:, -1] = 1
    for row, features in zip(extra, named):
        row[[at[name] for name in features if name in at]] = SIZE
    x = Design(said, words)
    label, weights = np.array([u["relevance"] for u, _, _ in labelled]), np.array([w for _, _, w in labelled])
    of_words, of_names = [], []
    for least, shift in ((1, 0.0), (2, ABOUT)):
        examples = Examples((label >= least).astype(float), weights)
        found = fit_softmax(x, extra, examples, PENALTY_RELEVANCE, (1, 0))
        in_words, in_names = (each[:, 0] - each[:, 1] for each in found)
        of_words.append(in_words)
        of_names.append(in_names * np.array([*[SIZE] * len(names), 1.0]) + np.array([*[0] * len(names), shift]))
    with (folder / "relevance.csv").open("w", newline="", encoding="utf-8") as out:
        out.write(
            "# Weights of the features of relevance (scoring/relevance.py): a statement bears on the relations of\n"
        )
        out.write(
            "# the two countries where the sum of `bearing` is above 0, and about them as such where `about` is.\n"
        )
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow(("feature", "bearing", "about"))
        writer.writerows((n, f"{b:.2f}", f"{a:.2f}") for n, b, a in zip((*names, "bias"), *of_names))
        for word, b, a in zip(words, *of_words):
            if max(abs(b), abs(a)) >= SMALLEST_WORD:
                writer.writerow((WORD + word, f"{b:.2f}", f"{a:.2f}"))


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
            own = grammar.statement(passage)
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
