"""The backstop: a small linear model that answers where no frame fires, and checks the frames where they do.

Its features are words and pairs of neighbouring words, with participants masked by their role for the speaker (OWN, OTHER,
BOTH, FRONT, THIRD), so that it learns how one speaks of the other side and not of whom. backstop.csv holds a weight
for each, trained by benchmarks/train_stance.py; their sum, divided by √(n + 1) for n known features, is a margin near −1 (against) to 1.
"""

import math
from collections.abc import Sequence
from typing import NamedTuple

from analytics.knowledge import Knowledge
from analytics.patterns import BOTH, FRONT, RU, THIRD, US, WEST, Sentence

OTHER = {"US": RU, "RU": US | WEST, None: RU}
OWN = {"US": US | WEST, "RU": RU, None: US | WEST}
ARTICLES = frozenset({"the", "a", "an"})
START = "<"


class Opinion(NamedTuple):
    """What the model makes of a statement: the margin, and the words that spoke loudest for it (sentence, first, last)."""

    margin: float
    sentence: int
    first: int
    last: int


def masked(sentence: Sentence, side: str | None) -> list[tuple[str, int]]:
    """Return the words of `sentence` with their places, participants by role, without articles; one role once in a row."""
    found: list[tuple[str, int]] = []
    roles = ((BOTH, "BOTH"), (OTHER[side], "OTHER"), (OWN[side], "OWN"), (FRONT, "FRONT"), (THIRD, "THIRD"))
    before = ""
    for at, (word, bits) in enumerate(zip(sentence.words, sentence.bits)):
        text = word.text
        if bits:
            for bit, role in roles:
                if bits & bit:
                    text = role
                    break
        if word.text not in ARTICLES and (text != before or text == word.text):
            before = text
            found.append((text, at))
    return found


class Backstop:
    """The weights of backstop.csv."""

    def __init__(self, knowledge: Knowledge) -> None:
        """Read them. Raises KnowledgeError."""
        rows = knowledge.table("backstop", ("ngram", "weight"), ("ngram",))
        self.weights = {row["ngram"]: row.number("weight", -100, 100) for row in rows}
        self.bias = self.weights.pop("*", 0.0)

    def __call__(self, sentences: Sequence[Sentence], side: str | None) -> Opinion | None:
        """Return the model's opinion of a statement, or None where it knows none of its words."""
        weights = self.weights
        known: dict[str, tuple[int, int, int]] = {}
        for number, sentence in enumerate(sentences):
            before, start = START, 0
            for text, at in masked(sentence, side):
                if text in weights and text not in known:
                    known[text] = (number, at, at)
                pair = f"{before} {text}"
                if pair in weights and pair not in known:
                    known[pair] = (number, start, at)
                before, start = text, at
        sided = f"side:{side or 'none'}"
        total = math.fsum(weights[ngram] for ngram in known) + weights.get(sided, 0.0)
        if not known:
            return None
        margin = total / math.sqrt(len(known) + (sided in weights) + 1) + self.bias
        sign = 1 if margin > 0 else -1
        loudest = max(known, key=lambda ngram: (sign * weights[ngram], ngram))
        return Opinion(margin, *known[loudest])
