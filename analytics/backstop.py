"""The backstop: a small linear model that answers where no frame fires, and has a lesser say where frames do.

Its features are words and pairs of neighbouring words, with participants masked by their role for the speaker (OWN,
OTHER, BOTH, FRONT, THIRD), so that it learns how one speaks of the other side and not of whom. backstop.csv holds a
weight for each, trained by benchmarks/train_stance.py; their sum over √(n + 1), for the n of them that a statement has,
is a margin near −1 (against) to 1.
"""

import math
from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

from analytics.knowledge import Knowledge
from analytics.vocabulary import BOTH, FRONT, RU, THIRD, US, WEST, Sentence

OTHER = {"US": RU, "RU": US | WEST, None: RU}
OWN = {"US": US | WEST, "RU": RU, None: US | WEST}
ARTICLES = frozenset({"the", "a", "an"})
START, BIAS = "<", "*"
SHORT = 3


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
        rows = knowledge.table("backstop", ("ngram", "weight"), ("ngram",))
        self.weights = {row["ngram"]: row.number("weight", -100, 100) for row in rows}
        self.bias = self.weights.pop(BIAS, 0.0)
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

    def margin(self, masked: Sequence[Masked], side: str | None) -> float:
        """Return how much the statement speaks for (above 0) or against better relations."""
        known = self.features(masked, side) & self.weights.keys()
        if len(known) < 2:
            return 0.0
        return math.fsum(map(self.weights.__getitem__, known)) / math.sqrt(len(known) + 1) + self.bias

    def loudest(self, masked: Sequence[Masked], sign: int) -> tuple[int, int, int]:
        """Return the words that spoke most in the direction of `sign`: number of the sentence, first and last word.

        Short words alone ("is") explain nothing, and are passed over where others spoke too.
        """
        best, weight = (0, 0, 0), -math.inf
        get = self.weights.get
        for number, (words, places) in enumerate(masked):
            for i in range(1, len(words)):
                telling = 1.0 if len(words[i]) > SHORT else 0.1
                single, pair = sign * telling * get(words[i], 0.0), sign * get(f"{words[i - 1]} {words[i]}", 0.0)
                if single > weight or pair > weight:
                    first = places[i] if single >= pair else places[i - 1]
                    best, weight = (number, first, places[i]), max(single, pair)
        return best
