"""Train the backstop of stance on labelled statements and on public labels of who speaks well of whom.

usage: python -m benchmarks.train_stance DATA backstop

The public sentences (sentiment of one party toward another, or toward a person) are many and of all subjects: a model
of them alone gives each n-gram three scores, and the model of the labelled statements has the sums of these scores
among its features. So it has the sum of the vectors of the words (word_vectors.py), by which it tells of a word that
no label showed what it knows of its like. As all this is linear in the same n-grams, what is written is one weight for
each.

The labelled news is mostly of 2012–2022 and poor in favourable words, so that statements in our own words
(statements.csv) are learnt from too: from Berlin and SALT on, and in pairs that differ in little and mean the opposite.
"""

import collections
import csv
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from analytics.knowledge import Knowledge
from analytics.scoring.backstop import BIAS
from analytics.scoring.ngrams import ROLES, START, written
from analytics.scoring.stance import Grammar, Statement, elsewhere, read_all, stance_of, told
from analytics.scoring.vocabulary import ARTICLES, Sentence
from benchmarks.passages import Row, documents, labelled_passages, parties, read, written_passages
from benchmarks.word_vectors import SIZE, names_of, word_vectors

Numbers = NDArray[np.float64]
SIGNS = {"positive": 1, "neutral": 0, "negative": -1}
PUBLIC = ("directed_train", "directed_dev", "newsmtsc_train", "newsmtsc_dev", "rusentne_en")
CLASSES = (1, -1, 0)  # for, against, neither
LEAST, LEAST_PUBLIC = 3, 8  # statements, or public sentences, in which an n-gram must stand
ROUNDS, STEP = 400, 4.0
PENALTY, PENALTY_PUBLIC = 2e-4, 2e-5  # on the squares of the weights, beside the mean loss of an example
PRIOR = 0.4  # the spread of the public scores among the features
MEANING = 0.03  # the spread of the vectors among the features
SETTING = 0.1  # the size of the features of the setting, beside that of frames, here and elsewhere
LEAST_SETTING = 15  # statements in which one must stand
SMALLEST = 0.05  # n-grams with lesser weights are left out
NO_SCORE, NO_MEANING = np.zeros(3), np.zeros(SIZE)


class Examples(NamedTuple):
    """The signs of labelled texts, and how much each counts."""

    signs: Numbers
    weights: Numbers


class Design:
    """The n-grams of texts as a sparse matrix: each text is a row of equal numbers, one over √(n + 1) for n n-grams."""

    def __init__(self, rows: Sequence[Iterable[str]], names: Sequence[str]) -> None:
        """Number the n-grams by `names`; others are left out."""
        at = {name: i for i, name in enumerate(names)}
        known = [sorted(at[name] for name in row if name in at) for row in rows]
        lengths = np.array([len(row) for row in known])
        self.rows, self.columns = len(known), len(names)
        self.row = np.repeat(np.arange(self.rows), lengths)
        self.column = np.array([i for row in known for i in row], dtype=np.int64)
        self.value = np.repeat(1 / np.sqrt(lengths + 1), lengths)

    def times(self, weights: Numbers) -> Numbers:
        """Return the product with `weights`, a column a class."""
        return np.stack(
            [np.bincount(self.row, self.value * w[self.column], self.rows) for w in np.ascontiguousarray(weights.T)], 1
        )

    def back(self, errors: Numbers) -> Numbers:
        """Return the product of the transposed matrix with `errors`, a column a class."""
        return np.stack(
            [np.bincount(self.column, self.value * e[self.row], self.columns) for e in np.ascontiguousarray(errors.T)],
            1,
        )


def fit_softmax(
    x: Design, extra: Numbers, examples: Examples, penalty: float, classes: Sequence[int] = CLASSES
) -> tuple[Numbers, Numbers]:
    """Return the weights of the n-grams and of the columns `extra` (the last the bias) of a softmax regression.

    Each class counts alike whatever its size; gradient descent with Nesterov's momentum, the bias unpenalised.
    """
    truth = np.stack([examples.signs == sign for sign in classes], 1).astype(float)
    weights = examples.weights * (truth @ (1 / (examples.weights @ truth)))
    weights = (weights / weights.sum())[:, None]
    found = [np.zeros((x.columns, len(classes))), np.zeros((extra.shape[1], len(classes)))]
    before = [each.copy() for each in found]
    held = np.full((extra.shape[1], 1), penalty)
    held[-1] = 0
    for number in range(ROUNDS):
        ahead = [a + number / (number + 3) * (a - b) for a, b in zip(found, before)]
        score = x.times(ahead[0]) + extra @ ahead[1]
        chance = np.exp(score - score.max(1, keepdims=True))
        error = weights * (chance / chance.sum(1, keepdims=True) - truth)
        before = found
        found = [
            ahead[0] - STEP * (x.back(error) + penalty * ahead[0]),
            ahead[1] - STEP / 4 * (extra.T @ error + held * ahead[1]),
        ]
    return found[0], found[1]


def public_sentences(data: Path, grammar: Grammar) -> Iterator[tuple[Row, list[Sentence], list[str]]]:
    """Yield the public rows; who shows the sentiment is masked as OWN, toward whom as OTHER, who else as THIRD.

    The sentences on both countries are left out: they are to be answered, not to be learnt.
    """
    for name in PUBLIC:
        for row in read(data / "sentiment" / f"{name}.jsonl.gz"):
            if not row.get("us_russia"):
                parties = [(row["from"], row["to"], "OTHER")] if "from" in row else directed_parties(row)
                sentences = grammar.sentences(row["text"])
                yield row, sentences, [word for sentence in sentences for word in in_roles(sentence, parties)]


def directed_parties(row: Row) -> list[tuple[int, int, str]]:
    """Return the places of the two parties of a directed sentence."""
    places = parties(row)
    if row["direction"] == "q>p":
        places.reverse()
    return [(*places[0], "OWN"), (*places[1], "OTHER")]


def in_roles(sentence: Sentence, parties: Sequence[tuple[int, int, str]]) -> list[str]:
    """Return the words of a sentence as the model sees them, with these `parties` in their roles."""
    words = [START]
    for at, (word, bits) in enumerate(zip(sentence.words, sentence.bits)):
        start, end = sentence.place(at, at)
        name = next((role for a, b, role in parties if start < b and a < end), "")
        if not name and ROLES[None][bits]:
            name = "THIRD"
        if word.text not in ARTICLES and not (name and name == words[-1]):
            words.append(name or word.text)
    return words


@cache
def public_scores(data: Path) -> tuple[list[Sentence], dict[str, Numbers]]:
    """Return the public sentences, and the scores of the three classes that they give each n-gram."""
    grammar = Grammar(Knowledge())
    read_sentences: list[Sentence] = []
    ngrams: list[set[str]] = []
    signs = []
    for row, sentences, words in public_sentences(data, grammar):
        read_sentences += sentences
        ngrams.append(written(words))
        signs.append(SIGNS[row["label"]])
    names = frequent(ngrams, LEAST_PUBLIC)
    examples = Examples(np.array(signs, float), np.ones(len(signs)))
    one = np.ones((len(signs), 1))
    scores, _ = fit_softmax(Design(ngrams, names), one, examples, PENALTY_PUBLIC)
    return read_sentences, dict(zip(names, scores))


def frequent(texts: Iterable[Iterable[str]], least: int) -> list[str]:
    """Return the n-grams that stand in so many texts, sorted."""
    counts = collections.Counter(ngram for text in texts for ngram in text)
    return sorted(ngram for ngram, count in counts.items() if count >= least)


def others(statements: Sequence[Statement], grammar: Grammar) -> list[dict[str, float]]:
    """Return the features that are no words, with their sizes, of each statement of a document."""
    evidence = [told(each, grammar) for each in statements]
    return [
        grammar.backstop.others(
            stance_of(rows) if rows else None,
            said,
            grammar.relevance.setting(each.side, each.named),
        )
        for each, rows, said in zip(statements, evidence, elsewhere(statements, evidence))
    ]


def train_backstop(data: Path, folder: Path, held_out: Callable[[str], bool]) -> None:
    """Fit the backstop, beside the frames as they stand in frames.csv of `folder`, and write backstop.csv."""
    grammar = Grammar(Knowledge(folder))
    read_sentences, scores = public_scores(data)
    read_sentences = list(read_sentences)
    labelled = labelled_passages(data, grammar, held_out, 1.0, 1.0)
    labelled += [(row, passage, 1.0) for row, passage in written_passages()]
    texts: list[set[str]] = [set()] * len(labelled)
    beside: list[dict[str, float]] = [{}] * len(labelled)
    for places in documents([row for row, *_ in labelled]):
        statements = read_all([labelled[at][1] for at in places], grammar)
        for at, each, features in zip(places, statements, others(statements, grammar)):
            texts[at], beside[at] = written(each.words), features
            read_sentences += each.sentences
    examples = Examples(
        np.array([np.sign(row["stance"]) for row, _, _ in labelled]), np.array([weight for *_, weight in labelled])
    )
    is_name = names_of(sentence.text for sentence in read_sentences)
    vectors = word_vectors(data, PUBLIC)
    names = [name for name in sorted({*frequent(texts, LEAST), *scores, *vectors}) if not is_name(name)]
    x = Design(texts, names)
    learnt = np.array([scores.get(name, NO_SCORE) for name in names])
    given = x.times(learnt)
    learnt *= PRIOR / given.std(0)
    meaning = np.array([vectors.get(name, NO_MEANING) for name in names])
    meaning *= MEANING / x.times(meaning).std()
    prior = np.hstack((learnt, meaning))
    more = frequent(beside, LEAST_SETTING)
    sizes = np.array([1.0 if name.startswith(("frames:", "elsewhere:")) else SETTING for name in more])
    extra = np.array([[row.get(name, 0.0) for name in more] for row in beside]) * sizes
    one = np.ones((len(texts), 1))
    weights, found = fit_softmax(x, np.hstack((x.times(prior), extra, one)), examples, PENALTY)
    weights += prior @ found[: prior.shape[1]]
    found = found[prior.shape[1] :]
    table = {BIAS: found[-1], **dict(zip(more, found[:-1] * sizes[:, None])), **dict(zip(names, weights))}
    with (folder / "backstop.csv").open("w", newline="", encoding="utf-8") as out:
        out.write("# The model of stance (scoring/backstop.py): what frames say, the setting, words and pairs of\n")
        out.write("# neighbouring words, with participants by role, < the begin of a sentence, * the bias; the\n")
        out.write("# weights for and against better relations rather than for neither. Written by\n")
        out.write("# benchmarks/train_stance.py.\n")
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow(("ngram", "for", "against"))
        for name, (favour, against, neither) in table.items():
            cells = (round(favour - neither, 2) + 0.0, round(against - neither, 2) + 0.0)
            if max(map(abs, cells)) >= SMALLEST or name in more:
                writer.writerow((name, *(f"{cell:.2f}" for cell in cells)))
