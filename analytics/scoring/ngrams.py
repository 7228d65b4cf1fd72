"""The words of a statement and the pairs of neighbours, as the models of relevance and of stance weigh them.

Participants are masked by their role for the speaker (OWN, OTHER, BOTH, FRONT, THIRD), one role once in a row, and
articles are left out. A word is known by its text, a pair by the two.
"""

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain, pairwise

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


ROLES = {(bits, side): role(bits, side) for bits in range(2 * FRONT) for side in OWN}


def located(sentence: Sentence, side: str | None) -> Iterator[tuple[str, int]]:
    """Yield the words of a sentence as the models see them, with the numbers of the words they stand for."""
    yield START, 0
    before = ""
    for at, (word, bits) in enumerate(zip(*sentence.read())):
        name = ROLES[bits, side] if bits else ""
        if word.text not in ARTICLES and not (name and name == before):
            before = name or word.text
            yield before, at


def masked(sentences: Iterable[Sentence], side: str | None) -> list[str]:
    """Return the words of a statement as the models see them, `START` before those of each sentence."""
    found: list[str] = []
    for sentence in sentences:
        if sentence.named & ~(SELF | THEY):
            found += [word for word, _ in located(sentence, side)]
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
        self.words = frozenset(ngram for ngram in table if " " not in ngram)
        self.pairs = frozenset((first, second) for first, _, second in (n.partition(" ") for n in table) if second)
        super().__init__({ngram: table[ngram] for ngram in self.words})
        self.update({pair: table[" ".join(pair)] for pair in self.pairs})

    def of(self, words: Sequence[str]) -> list[tuple[float, float]]:
        """Return the weights of the known n-grams of a masked statement, each n-gram once."""
        # Of a pair across two sentences the second is START, and none such is known.
        known = chain[Ngram](self.words.intersection(words), self.pairs.intersection(pairwise(words)))
        return list(map(self.__getitem__, known))


def mean(weights: Sequence[tuple[float, float]], which: int) -> float:
    """Return what the first (0) or second (1) weights of n n-grams add to a score: their sum over √(n + 1)."""
    return math.fsum([weight[which] for weight in weights]) / math.sqrt(len(weights) + 1)
