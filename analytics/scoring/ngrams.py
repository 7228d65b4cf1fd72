"""The words of a statement and the pairs of neighbours, as the models of relevance and of stance weigh them.

Participants are masked by their role for the speaker (OWN, OTHER, BOTH, FRONT, THIRD), one role once in a row, and
articles are left out. A word is known by its text, a pair by the two.
"""

import math
from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise
from sys import intern

from analytics.scoring.vocabulary import ARTICLES, BOTH, FRONT, RU, SELF, THEY, THIRD, US, WEST, Sentence

Ngram = str | tuple[str, str]
OTHER = {"US": RU, "RU": US | WEST, None: RU}
OWN = {"US": US | WEST, "RU": RU, None: US | WEST}
START = "<"  # stands before the first word of a sentence


def role(bits: int, side: str | None) -> str:
    """Return the role of a participant for a speaker of `side`, or "" for a pronoun."""
    for bit, name in ((BOTH, "BOTH"), (OTHER[side], "OTHER"), (OWN[side], "OWN"), (FRONT, "FRONT"), (THIRD, "THIRD")):
        if bits & bit:
            return name
    return ""


ROLES = {side: [role(bits, side) for bits in range(2 * FRONT)] for side in OWN}


def located(sentence: Sentence, side: str | None) -> tuple[list[str], list[int]]:
    """Return the words of a sentence as the models see them, and the numbers of the words they stand for."""
    roles = ROLES[side]
    found, numbers = [START], [0]
    for at, (word, bits) in enumerate(zip(*sentence.read())):
        name = roles[bits]
        if word.text not in ARTICLES and not (name and name == found[-1]):
            found.append(name or word.text)
            numbers.append(at)
    return found, numbers


def masked(sentences: Iterable[Sentence], side: str | None) -> list[str]:
    """Return the words of a statement as the models see them, `START` before those of each sentence."""
    found: list[str] = []
    for sentence in sentences:
        if sentence.named & ~(SELF | THEY):
            found += located(sentence, side)[0]
        else:
            found.append(START)
            found += sentence.plain
    return found


def written(words: Sequence[str]) -> set[str]:
    """Return all n-grams of a masked statement, as a table writes them."""
    return {*words, *(f"{first} {second}" for first, second in pairwise(words) if second != START)} - {START}


class Weights(dict[Ngram, tuple[float, float]]):
    """N-gram → the two weights that a model gives it."""

    def __init__(self, table: Mapping[str, tuple[float, float]]) -> None:
        """Take the weights of n-grams as a table writes them: a word, or two with a space between."""
        super().__init__()
        for ngram, weights in table.items():
            # A word that is the same object is found without comparing letters.
            first, *rest = map(intern, ngram.split(" ", 1))
            self[(first, rest[0]) if rest else first] = weights
        self.words = frozenset(ngram for ngram in self if isinstance(ngram, str))
        self.pairs = frozenset(ngram for ngram in self if not isinstance(ngram, str))

    def of(self, words: Sequence[str]) -> list[tuple[float, float]]:
        """Return the weights of the known n-grams of a masked statement, each n-gram once."""
        # Of a pair across two sentences the second is START, and none such is known.
        known: list[Ngram] = [*self.words.intersection(words), *self.pairs.intersection(pairwise(words))]
        return list(map(self.__getitem__, known))


def mean(weights: Sequence[tuple[float, float]], which: int) -> float:
    """Return what the first (0) or second (1) weights of n n-grams add to a score: their sum over √(n + 1)."""
    return math.fsum([weight[which] for weight in weights]) / math.sqrt(len(weights) + 1)
