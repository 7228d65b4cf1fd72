"""What words are by the text without labels: which are names, and vectors: words in like company have like vectors.

From them the backstop learns of a word that no label showed what it knows of its like: from "improve" of "bolster".
They are made anew at each training and not kept. Source: Levy, Goldberg & Dagan (2015), "Improving Distributional
Similarity with Lessons Learned from Word Embeddings", TACL 3: positive pointwise mutual information of words and their
neighbours, the neighbours' frequency smoothed by the power 0.75, reduced by singular value decomposition with the
square roots of the singular values.
"""

import collections
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cache
from pathlib import Path

import numpy as np
import polars as pl
from numpy.typing import NDArray

from analytics.scoring.vocabulary import TOKEN, normal
from benchmarks.passages import read

Numbers = NDArray[np.float64]
NAME = 3  # a word that has a capital so many times as often as not, other than at the begin of a sentence, is a name
LEAST = 8  # times that a word must stand in the text
COMMON = 3000  # the words, by frequency, whose company is counted
WINDOW = 4  # words to each side; one n words away counts 1/n
SMOOTHED = 0.75
SIZE = 200  # numbers in a vector
RARE = 1e-3  # a word of this frequency counts half of what a rare one does; commoner words say less
SENTENCE_END = re.compile(r"(?<=[.!?])\s+|\n")
SHORTEST = 20  # characters of a sentence


def names_of(sentences: Iterable[str]) -> Callable[[str], bool]:
    """Return a test whether an n-gram holds a name of somebody or something, or a number."""
    capital: collections.Counter[str] = collections.Counter()
    small: collections.Counter[str] = collections.Counter()
    for sentence in sentences:
        for token in TOKEN.findall(sentence)[1:]:
            (capital if token[0].isupper() else small)[normal(token)] += 1
    names = {word for word, count in capital.items() if count >= NAME * max(1, small[word])}
    return lambda ngram: any(word in names or word.isdigit() for word in ngram.split())


def unlabelled(data: Path, names: Iterable[str]) -> Iterator[str]:
    """Yield the texts of the bulk corpus, of the files `names` of public sentences and around the statements."""
    yield from pl.read_parquet(data / "bulk" / "us_russia.parquet")["text"]
    for name in names:
        yield from (row["text"] for row in read(data / "sentiment" / f"{name}.jsonl.gz"))
    yield from (row["context"] or row["statement"] for row in read(data / "stance" / "statements.jsonl.gz"))


@cache
def word_vectors(data: Path, names: tuple[str, ...]) -> dict[str, Numbers]:
    """Return the vectors of the words in these texts (see `unlabelled`) that are no names, `SIZE` numbers each.

    A sentence that comes again counts once.
    """
    sentences = {
        sentence: None
        for text in unlabelled(data, names)
        for sentence in SENTENCE_END.split(text)
        if len(sentence) >= SHORTEST
    }
    words = [[normal(token) for token in TOKEN.findall(sentence)] for sentence in sentences]
    counts = collections.Counter(word for sentence in words for word in sentence)
    known = sorted((w for w, n in counts.items() if n >= LEAST and w[0].isalpha()), key=lambda w: (-counts[w], w))
    vectors = reduced(information(company(words, known)))
    frequency = np.array([counts[word] for word in known]) / counts.total()
    vectors -= frequency @ vectors / frequency.sum()
    vectors *= (RARE / (RARE + frequency))[:, None]
    is_name = names_of(sentences)
    return {word: vector for word, vector in zip(known, vectors) if not is_name(word)}


def company(sentences: Sequence[Sequence[str]], known: Sequence[str]) -> NDArray[np.float32]:
    """Return how often each word of `known` stands near each of the first `COMMON` of them, near counting more."""
    at = {word: i for i, word in enumerate(known)}
    apart = [-1] * WINDOW
    line = np.array([i for sentence in sentences for i in (*(at.get(word, -1) for word in sentence), *apart)])
    common = min(COMMON, len(known))
    found = np.zeros(len(known) * common, dtype=np.float32)
    for away in range(1, WINDOW + 1):
        for word, near in ((line[:-away], line[away:]), (line[away:], line[:-away])):
            both = (word >= 0) & (near >= 0) & (near < common)
            found += np.bincount(word[both] * common + near[both], minlength=len(found)).astype(np.float32) / away
    return found.reshape(len(known), common)


def information(counts: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return the positive pointwise mutual information of rows and columns of `counts`."""
    smoothed = counts.sum(0, dtype=float) ** SMOOTHED
    expected = counts.sum(1, dtype=float)[:, None] * (smoothed / smoothed.sum())
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.nan_to_num(np.maximum(np.log(counts / expected), 0)).astype(np.float32)


def reduced(matrix: NDArray[np.float32]) -> Numbers:
    """Return the left singular vectors by the square roots of the `SIZE` largest singular values, rows of length 1."""
    squares, right = np.linalg.eigh((matrix.T @ matrix).astype(float))
    vectors = matrix @ right[:, -SIZE:] / squares[-SIZE:].clip(1e-9) ** 0.25
    return np.asarray(vectors / (np.linalg.norm(vectors, axis=1, keepdims=True) + 1e-9))
