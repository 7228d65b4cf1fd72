"""Regard: does a sentence show one party for another or against it, and which words say so?

One party is the target; the other is the speaker, whose words the sentence is, or a holder whom it names ("Y was
praised by X"). Words and pairs of neighbours are weighed together, with the two masked as HOLDER and TARGET; and each
word that stands in a list of terms.csv or has a tone in VADER's lexicon also as a word of that kind at its place:
before, between or after the two in their order (`forth` from holder to target, `back` the other way round; of what a
speaker says `toward` and `past` the target), and beside one of them. regard.csv holds two weights for each feature, how
much it speaks for and against rather than for neither, trained by benchmarks/train_regard.py.

With x and y the sums of the two over √(n + 1) for the n features that a sentence has, plus those of the bias (one where
a speaker speaks, another where a holder is named), the chances of for, against and neither are in the ratio
exp(x) : exp(y) : 1; the regard is the first less the second, −1…1.
"""

import math
from bisect import bisect_right
from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

from analytics.knowledge import Knowledge
from analytics.scoring.sentiment import lexicon
from analytics.scoring.vocabulary import ARTICLES, COMMON, FILLER, TOKEN, WORDS_REMEMBERED, Atoms, Sentence, Vocabulary

HOLDER, TARGET = "HOLDER", "TARGET"
SPEAKS, NAMED = "*speaker", "*holder"  # the biases
LEAST = 0.2  # the regard below which a sentence shows a party neither for nor against another (cross-validated)
BESIDE = 4  # words on either side of a party
NEGATING = frozenset({"not", "refusing"})  # lists of terms.csv whose words negate what follows them
NEGATED = 3  # words that it negates
AGENT = 3  # words between which and the name of who does it "by" stands
CLAUSE = frozenset({",", ";", "and", "but", "while", "as", "when", "after", "that", "who", "which"})
PARTICIPLES = ("ed", "en", "wn", "ught", "ung", "made", "eft", "elt", "old")
TONES = (1.0, 2.2)  # valences in VADER's lexicon, which has −4…4, from which a word is of the kind `tone +`, `tone ++`
PASSED = frozenset({FILLER, COMMON, "governing", "nt"})  # lists of terms.csv that are no kinds of words


class Parties(NamedTuple):
    """The words of a sentence with the two parties masked, and where these are.

    `target` is −1 where the sentence does not name it, and `holder` None where that is the speaker.
    """

    words: list[str]
    places: list[int]
    target: int
    holder: int | None


class Told(NamedTuple):
    """What a sentence shows toward a party: chances of for and against, and where the word is that says so most."""

    favour: float
    against: float
    start: int
    end: int

    @property
    def regard(self) -> float:
        """For less against, −1…1."""
        return self.favour - self.against

    @property
    def sign(self) -> int:
        """1 for, −1 against, 0 neither."""
        return (self.regard > LEAST) - (self.regard < -LEAST)


class Regard:
    """The weights of regard.csv."""

    def __init__(self, knowledge: Knowledge, vocabulary: Vocabulary) -> None:
        """Read them. Raises KnowledgeError."""
        self.weights: dict[str, tuple[float, float]] = {}
        for row in knowledge.table("regard", ("feature", "for", "against"), ("feature",)):
            self.weights[row["feature"]] = (row.number("for", -100, 100), row.number("against", -100, 100))
        self.lists = Atoms[str]()
        for name in sorted(vocabulary.terms.keys() - PASSED):
            for atom in vocabulary.terms[name]:
                self.lists.add(atom, name)
        self.remembered: dict[str, tuple[str, ...]] = {}

    def kinds(self, word: str) -> tuple[str, ...]:
        """Return the kinds of a word in normal form: the lists that it stands in, and its tone."""
        kinds = self.remembered.get(word)
        if kinds is None:
            if len(self.remembered) >= WORDS_REMEMBERED:
                self.remembered.clear()
            found = self.lists.of(word)
            tone = lexicon().valences.get(word, 0.0)
            sign = "+" if tone > 0 else "−"
            found.update(f"tone {sign * strength}" for strength, least in enumerate(TONES, 1) if abs(tone) >= least)
            kinds = self.remembered[word] = tuple(sorted(found))
        return kinds

    def features(self, parties: Parties) -> list[tuple[str, int]]:
        """Return the features of a sentence, each with the number of its word among the masked."""
        words, _, target, holder = parties
        if holder is None:
            first, last, turned = target, target, False
            zones, beside = ("toward", "", "past"), [(TARGET, target)]
        else:
            first, last = sorted((target, holder))
            turned = passive(words, first, last)
            order = "forth" if (holder < target) != turned else "back"
            zones, beside = (f"before {order}", order, f"after {order}"), [(HOLDER, holder), (TARGET, target)]
        found = [(word, at) for at, word in enumerate(words)]
        found += [(f"{before} {word}", at) for at, (before, word) in enumerate(pairwise(words), 1)]
        negated = -1
        for at, kinds in enumerate(map(self.kinds, words)):
            for said in kinds:
                kind = f"not {said}" if at <= negated else said
                found.append((f"{zones[0 if at < first else 2 if at > last else 1]}: {kind}", at))
                for name, place in beside:
                    if 0 < abs(place - at) <= BESIDE:
                        found.append((f"{kind} … {name}" if (at < place) != turned else f"{name} … {kind}", at))
            if kinds and not NEGATING.isdisjoint(kinds):
                negated = at + NEGATED
        return found

    def __call__(self, sentences: Sequence[Sentence], places: Sequence[tuple[int, int]]) -> list[Told]:
        """Return what the speaker of `sentences` shows toward each party named at `places`, where it is named.

        The sentences are in text order, and the places offsets in the text that they were cut from.
        """
        starts = [sentence.offset for sentence in sentences]
        return [self.told(sentences[max(0, bisect_right(starts, start) - 1)], (start, end)) for start, end in places]

    def told(self, sentence: Sentence, target: tuple[int, int], holder: tuple[int, int] | None = None) -> Told:
        """Return what a sentence shows toward the party named at `target`, by its speaker or the party at `holder`.

        Both are offsets in the text that the sentence was cut from.
        """
        parties = masked(sentence, target, holder)
        if parties.target < 0:
            return Told(0.0, 0.0, *target)
        known: dict[str, tuple[float, float]] = {}
        leans: dict[int, float] = {}
        for feature, at in self.features(parties):
            weights = self.weights.get(feature)
            if weights is not None:
                known[feature] = weights
                leans[at] = leans.get(at, 0.0) + (weights[0] - weights[1])
        scale = math.sqrt(len(known) + 1)
        bias = self.weights.get(SPEAKS if parties.holder is None else NAMED, (0.0, 0.0))
        favour, against = (
            math.exp(math.fsum([weights[i] for weights in known.values()]) / scale + bias[i]) for i in (0, 1)
        )
        total = 1 + favour + against
        sign = 1 if favour >= against else -1
        spoken = [at for at in leans if parties.words[at].islower()]  # neither a party nor punctuation
        at = max(spoken, key=lambda at: (sign * leans[at], -at), default=parties.target)
        return Told(favour / total, against / total, *sentence.place(parties.places[at], parties.places[at]))


def passive(words: Sequence[str], first: int, last: int) -> bool:
    """Say whether of two parties the first is told to suffer what the last does: "X was accused by the envoy of Y"."""
    for at in range(last - 1, max(first + 1, last - AGENT - 1), -1):
        if words[at] in CLAUSE:
            break
        if words[at] == "by":
            return words[at - 1].endswith(PARTICIPLES)
    return False


def between(sentence: Sentence, one: tuple[int, int], other: tuple[int, int], regard: Regard) -> int:
    """Return the sign of what a sentence shows between two parties, whichever of them holds it."""
    return max((regard.told(sentence, one, other), regard.told(sentence, other, one)), key=lambda t: abs(t.regard)).sign


def masked(sentence: Sentence, target: tuple[int, int], holder: tuple[int, int] | None = None) -> Parties:
    """Return the words of a sentence but articles, with the parties at these offsets masked, each one word."""
    roles = dict.fromkeys(numbers(sentence, target), TARGET)
    if holder is not None:
        roles = dict.fromkeys(numbers(sentence, holder), HOLDER) | roles
    words: list[str] = []
    places: list[int] = []
    for number, word in enumerate(sentence.words):
        role = roles.get(number)
        text = role or word.text
        if text not in ARTICLES and not (role and words and role == words[-1]):
            words.append(text)
            places.append(number)
    held = words.index(HOLDER) if HOLDER in words else None
    return Parties(words, places, words.index(TARGET) if TARGET in words else -1, held)


def numbers(sentence: Sentence, place: tuple[int, int]) -> Sequence[int]:
    """Return the numbers of the words at these offsets."""
    start, end = place[0] - sentence.offset, place[1] - sentence.offset
    first = len(TOKEN.findall(sentence.text[: max(0, start)]))
    return range(first, first + len(TOKEN.findall(sentence.text[max(0, start) : max(0, end)])))
