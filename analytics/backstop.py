"""The backstop: a small linear model that answers where no frame fires, and has a lesser say where frames do.

Its features are words and pairs of neighbouring words, with participants masked by their role for the speaker (OWN,
OTHER, BOTH, FRONT, THIRD), so that it learns how one speaks of the other side and not of whom. backstop.csv holds a
weight for each, trained by benchmarks/train_stance.py; their sum over √(n + 1), for the n of them that a statement has,
is a margin near −1 (against) to 1.
"""

import math
from collections.abc import Sequence
from itertools import pairwise

from analytics.knowledge import Knowledge
from analytics.patterns import BOTH, FRONT, RU, THIRD, US, WEST, Sentence

OTHER = {"US": RU, "RU": US | WEST, None: RU}
OWN = {"US": US | WEST, "RU": RU, None: US | WEST}
ARTICLES = frozenset({"the", "a", "an"})
START, BIAS = "<", "*"


def role(bits: int, side: str | None) -> str:
    """Return the role of a participant for a speaker of `side`, or "" for a pronoun."""
    for bit, name in ((BOTH, "BOTH"), (OTHER[side], "OTHER"), (OWN[side], "OWN"), (FRONT, "FRONT"), (THIRD, "THIRD")):
        if bits & bit:
            return name
    return ""


class Backstop:
    """The weights of backstop.csv."""

    def __init__(self, knowledge: Knowledge) -> None:
        """Read them. Raises KnowledgeError."""
        rows = knowledge.table("backstop", ("ngram", "weight"), ("ngram",))
        self.weights = {row["ngram"]: row.number("weight", -100, 100) for row in rows}
        self.bias = self.weights.pop(BIAS, 0.0)
        self.roles = {(bits, side): role(bits, side) for bits in range(1, 2 * FRONT) for side in OWN}

    def masked(self, sentence: Sentence, side: str | None) -> tuple[list[str], list[int]]:
        """Return the words of `sentence` after START and their places: participants by role, one role once in a row."""
        found, places, before = [START], [0], ""
        for at, (word, bits) in enumerate(zip(sentence.words, sentence.bits)):
            name = self.roles[bits, side] if bits else ""
            text = name or word.text
            if word.text not in ARTICLES and not (name and name == before):
                found.append(text)
                places.append(at)
                before = text
        return found, places

    def features(self, sentences: Sequence[Sentence], side: str | None) -> set[str]:
        """Return the n-grams of a statement."""
        found = {f"side:{side or 'none'}"}
        for sentence in sentences:
            words, _ = self.masked(sentence, side)
            found.update(words[1:], map(" ".join, pairwise(words)))
        return found

    def margin(self, sentences: Sequence[Sentence], side: str | None) -> float:
        """Return how much the statement speaks for (above 0) or against better relations."""
        known = self.features(sentences, side) & self.weights.keys()
        if len(known) < 2:
            return 0.0
        return math.fsum(map(self.weights.__getitem__, known)) / math.sqrt(len(known) + 1) + self.bias

    def loudest(self, sentences: Sequence[Sentence], side: str | None, sign: int) -> tuple[int, int, int]:
        """Return the words that spoke most in the direction of `sign`: number of the sentence, first and last word."""
        best = (-math.inf, 0, 0, 0)
        for number, sentence in enumerate(sentences):
            words, places = self.masked(sentence, side)
            for i in range(1, len(words)):
                single = sign * self.weights.get(words[i], 0.0)
                pair = sign * self.weights.get(f"{words[i - 1]} {words[i]}", 0.0)
                best = max(best, (single, number, places[i], places[i]), (pair, number, places[i - 1], places[i]))
        return best[1:]
