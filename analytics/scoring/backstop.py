"""The model of stance: how likely a statement speaks for better relations, against them, or for neither.

It weighs together what the frames say, the words, and the setting. The words are single words and pairs of neighbours,
with participants masked (scoring/ngrams.py) and other names left out, so that it learns how one speaks of the other
side and not of whom. The setting is what the statement and its surroundings name, in the features of
scoring/relevance.py, and what the frames say in the speaker's other statements of the document: who is for better
relations in one paragraph is seldom against them in the next, and a fragment alone may tell nothing. backstop.csv holds
two weights for each feature, how much it speaks for and against better relations rather than for neither, trained by
benchmarks/train_backstop.py.

With x and y the sums of the two over √(n + 1) for the n words and pairs that a statement has, plus those of the bias,
of the setting, of `frames:for` or `frames:against` times the size of the stance that the frames alone would make (or
those of `frames:none`), and of `elsewhere:for` or `elsewhere:against` times the size of the stance elsewhere, the
chances of the three are in the ratio exp(x) : exp(y) : 1.
"""

import math
from collections.abc import Iterable, Sequence
from itertools import pairwise, repeat

from analytics.knowledge import Knowledge
from analytics.scoring.ngrams import Weights, located, mean
from analytics.scoring.vocabulary import Sentence

BIAS = "*"
SHORT = 3
FEWEST = 2  # words and pairs below which nothing can be told where no frame speaks
BESIDE = (
    "frames",
    "elsewhere",
    "side",
    "own",
    "near",
    "title",
    "lead",
)  # what features that are no words begin with, before a colon


def leaning(kind: str, stance: float) -> dict[str, float]:
    """Return the feature of `kind` for a stance, with its size; none for 0."""
    return {f"{kind}:{'for' if stance > 0 else 'against'}": abs(stance)} if stance else {}


class Backstop:
    """The weights of backstop.csv."""

    def __init__(self, knowledge: Knowledge) -> None:
        """Read them. Raises KnowledgeError."""
        words: dict[str, tuple[float, float]] = {}
        self.beside: dict[str, tuple[float, float]] = {}
        for row in knowledge.table("backstop", ("ngram", "for", "against"), ("ngram",)):
            weights = (row.number("for", -100, 100), row.number("against", -100, 100))
            if any(weights):
                kind, colon, _ = row["ngram"].partition(":")
                (self.beside if colon and kind in BESIDE else words)[row["ngram"]] = weights
        self.bias = words.pop(BIAS, (0.0, 0.0))
        self.weights = Weights(words)

    @staticmethod
    def others(frames: float | None, elsewhere: float, setting: Iterable[str]) -> dict[str, float]:
        """Return the features that are no words, with their sizes.

        `frames`: the stance of the frames alone; `elsewhere`: that of the speaker's other statements.
        """
        said = {"frames:none": 1.0} if frames is None else leaning("frames", frames)
        return {**said, **leaning("elsewhere", elsewhere), **dict.fromkeys(setting, 1.0)}

    def chances(
        self, words: Sequence[str], frames: float | None, elsewhere: float, setting: Iterable[str]
    ) -> tuple[float, float]:
        """Return the chances that a statement speaks for and against better relations, 0 where nothing can be told.

        `words` are its words, masked; the rest is as in `others`.
        """
        known = self.weights.of(words)
        if len(known) < FEWEST and frames is None:
            return 0.0, 0.0
        beside = [
            (size * self.beside[name][0], size * self.beside[name][1])
            for name, size in self.others(frames, elsewhere, setting).items()
            if name in self.beside
        ]
        favour, against = (
            math.exp(mean(known, i) + math.fsum([weights[i] for weights in beside]) + self.bias[i]) for i in (0, 1)
        )
        return favour / (1 + favour + against), against / (1 + favour + against)

    def loudest(self, sentences: Sequence[Sentence], side: str | None, sign: int) -> tuple[int, int, int]:
        """Return the words that spoke most in the direction of `sign`: number of the sentence, first and last word.

        Short words alone ("is") explain nothing, and are passed over where others spoke too.
        """
        best, most = (0, 0, 0), -math.inf
        louder = max if sign > 0 else min
        for number, sentence in enumerate(sentences):
            words, places = located(sentence, side)
            singles = [
                (favour - against) * (1.0 if len(word) > SHORT else 0.1)
                for word, (favour, against) in zip(words[1:], map(self.weights.get, words[1:], repeat((0.0, 0.0))))
            ]
            pairs = [favour - against for favour, against in map(self.weights.get, pairwise(words), repeat((0.0, 0.0)))]
            loud = list(map(louder, singles, pairs))
            if loud and sign * louder(loud) > most:
                most = sign * louder(loud)
                at = loud.index(louder(loud))
                best = (number, places[at + (singles[at] == loud[at])], places[at + 1])
        return best
