"""The model of stance: how likely a statement speaks for better relations, against them, or for neither.

It weighs together what the frames say, the words, and the setting. The words are single words and pairs of neighbours,
with participants masked by their role for the speaker (OWN, OTHER, BOTH, FRONT, THIRD) and other names left out, so
that it learns how one speaks of the other side and not of whom. The setting is what the statement and its surroundings
name, in the features of scoring/relevance.py. backstop.csv holds two weights for each feature, how much it speaks for
and against better relations rather than for neither, trained by benchmarks/train_backstop.py.

With x and y the sums of the two over √(n + 1) for the n words and pairs that a statement has, plus those of the bias,
of the setting, and of `frames:for` or `frames:against` times the size of the stance that the frames alone would make
(or those of `frames:none`), the chances of the three are in the ratio exp(x) : exp(y) : 1.
"""

import math
from collections.abc import Iterable, Sequence, Set
from itertools import pairwise
from typing import NamedTuple

from analytics.knowledge import Knowledge
from analytics.scoring.vocabulary import BOTH, FRONT, RU, THIRD, US, WEST, Sentence

OTHER = {"US": RU, "RU": US | WEST, None: RU}
OWN = {"US": US | WEST, "RU": RU, None: US | WEST}
ARTICLES = frozenset({"the", "a", "an"})
START, BIAS = "<", "*"
SHORT = 3
FEWEST = 2  # words and pairs below which nothing can be told where no frame speaks
BESIDE = (
    "frames",
    "side",
    "own",
    "near",
    "title",
    "lead",
)  # what features that are no words begin with, before a colon


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
        self.beside: dict[str, tuple[float, float]] = {}
        for row in knowledge.table("backstop", ("ngram", "for", "against"), ("ngram",)):
            weights = (row.number("for", -100, 100), row.number("against", -100, 100))
            if any(weights):
                kind, colon, _ = row["ngram"].partition(":")
                (self.beside if colon and kind in BESIDE else self.weights)[row["ngram"]] = weights
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
    def features(masked: Sequence[Masked]) -> set[str]:
        """Return the words of a statement and the pairs of neighbours."""
        found: set[str] = set()
        for words, _ in masked:
            found.update(words[1:], map(" ".join, pairwise(words)))
        return found

    @staticmethod
    def others(frames: float | None, setting: Iterable[str]) -> dict[str, float]:
        """Return the features that are no words, with their sizes; `frames`: the stance of the frames alone."""
        if frames is None:
            said = {"frames:none": 1.0}
        else:
            said = {"frames:for": frames} if frames > 0 else {"frames:against": -frames}
        return {**said, **dict.fromkeys(setting, 1.0)}

    def chances(self, said: Set[str], frames: float | None, setting: Iterable[str]) -> tuple[float, float]:
        """Return the chances that a statement speaks for and against better relations, 0 where nothing can be told.

        `said` are its words and pairs of neighbours.
        """
        known = said & self.weights.keys()
        if len(known) < FEWEST and frames is None:
            return 0.0, 0.0
        scale = math.sqrt(len(known) + 1)
        weights = [self.weights[ngram] for ngram in known]
        beside = [
            (size * self.beside[name][0], size * self.beside[name][1])
            for name, size in self.others(frames, setting).items()
            if name in self.beside
        ]
        favour, against = (
            math.exp(math.fsum(w[i] for w in weights) / scale + math.fsum(w[i] for w in beside) + self.bias[i])
            for i in (0, 1)
        )
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
