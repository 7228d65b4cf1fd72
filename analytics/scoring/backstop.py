"""The backstop: a linear model of three classes, for, against and neither, that has its say beside the frames or alone.

Its features are words and pairs of neighbouring words, with participants masked by their role for the speaker (OWN,
OTHER, BOTH, FRONT, THIRD) and other names left out, so that it learns how one speaks of the other side and not of whom.
backstop.csv holds two weights for each, how much it speaks for and against better relations rather than for neither,
trained by benchmarks/train_backstop.py. With x and y the sums of the two over √(n + 1), for the n features that a
statement has, and the weights of the bias, the chances of the three are in the ratio exp(x) : exp(y) : 1.
"""

import math
from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

from analytics.knowledge import Knowledge
from analytics.scoring.vocabulary import BOTH, FRONT, RU, THIRD, US, WEST, Sentence

OTHER = {"US": RU, "RU": US | WEST, None: RU}
OWN = {"US": US | WEST, "RU": RU, None: US | WEST}
ARTICLES = frozenset({"the", "a", "an"})
START, BIAS = "<", "*"
SHORT = 3
FEWEST = 3  # features, the side of the speaker included, below which nothing can be told


def role(bits: int, side: str | None) -> str:
    """Return the role of a participant for a speaker of `side`, or "" for a pronoun."""
    for bit, name in ((BOTH, "BOTH"), (OTHER[side], "OTHER"), (OWN[side], "OWN"), (FRONT, "FRONT"), (THIRD, "THIRD")):
        if bits & bit:
            return name
    return ""


class Masked(NamedTuple):
    """The words of a sentence as the model sees them, and the numbers of the words they stand for."""

    words: list[str]
    places: list[int]


class Backstop:
    """The weights of backstop.csv."""

    def __init__(self, knowledge: Knowledge) -> None:
        """Read them. Raises KnowledgeError."""
        self.weights: dict[str, tuple[float, float]] = {}
        for row in knowledge.table("backstop", ("ngram", "for", "against"), ("ngram",)):
            weights = (row.number("for", -100, 100), row.number("against", -100, 100))
            if any(weights):
                self.weights[row["ngram"]] = weights
        self.bias = self.weights.pop(BIAS, (0.0, 0.0))
        self.roles = {(bits, side): role(bits, side) for bits in range(1, 2 * FRONT) for side in OWN}

    def masked(self, sentences: Sequence[Sentence], side: str | None) -> list[Masked]:
        """Return the words of each sentence, participants by role, one role once in a row."""
        return [self._masked(sentence, side) for sentence in sentences]

    def _masked(self, sentence: Sentence, side: str | None) -> Masked:
        found, places, before = [START], [0], ""
        for at, (word, bits) in enumerate(zip(sentence.words, sentence.bits)):
            name = self.roles[bits, side] if bits else ""
            text = name or word.text
            if word.text not in ARTICLES and not (name and name == before):
                found.append(text)
                places.append(at)
                before = text
        return Masked(found, places)

    @staticmethod
    def features(masked: Sequence[Masked], side: str | None) -> set[str]:
        """Return the n-grams of a statement."""
        found = {f"side:{side or 'none'}"}
        for words, _ in masked:
            found.update(words[1:], map(" ".join, pairwise(words)))
        return found

    def chances(self, masked: Sequence[Masked], side: str | None) -> tuple[float, float]:
        """Return the chances that a statement speaks for and against better relations, 0 where nothing can be told."""
        known = self.features(masked, side) & self.weights.keys()
        if len(known) < FEWEST:
            return 0.0, 0.0
        scale = math.sqrt(len(known) + 1)
        weights = [self.weights[ngram] for ngram in known]
        favour = math.exp(math.fsum(weight for weight, _ in weights) / scale + self.bias[0])
        against = math.exp(math.fsum(weight for _, weight in weights) / scale + self.bias[1])
        return favour / (1 + favour + against), against / (1 + favour + against)

    def loudest(self, masked: Sequence[Masked], sign: int) -> tuple[int, int, int]:
        """Return the words that spoke most in the direction of `sign`: number of the sentence, first and last word.

        Short words alone ("is") explain nothing, and are passed over where others spoke too.
        """
        best, most = (0, 0, 0), -math.inf
        for number, (words, places) in enumerate(masked):
            for i in range(1, len(words)):
                telling = 1.0 if len(words[i]) > SHORT else 0.1
                single = sign * telling * self._lean(words[i])
                pair = sign * self._lean(f"{words[i - 1]} {words[i]}")
                if single > most or pair > most:
                    best = (number, places[i] if single >= pair else places[i - 1], places[i])
                    most = max(single, pair)
        return best

    def _lean(self, ngram: str) -> float:
        favour, against = self.weights.get(ngram, (0.0, 0.0))
        return favour - against
