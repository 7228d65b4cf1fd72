"""Relevance: does a statement bear on the relations of the two sides at all (0, 1), or is it about them as such (2)?

A logistic model over readable features (relevance.csv, trained by benchmarks/train_stance.py): the speaker's side; for
the statement's own words, the rest of its paragraph, title and heading, and the document's lead: which participants
they name (participants.csv) and which fields they touch (arenas.csv); and the statement's words and pairs of neighbours
as scoring/ngrams.py masks them (`word:…`), whose weights count over √(n + 1) for the n that it has. Where no place
names the other side, the paragraph before is asked too.
"""

import math
from collections.abc import Callable, Sequence
from itertools import chain, repeat
from typing import NamedTuple

from analytics.knowledge import Knowledge
from analytics.scoring.ngrams import Weights, mean
from analytics.scoring.vocabulary import BOTH, FRONT, RU, SELF, THEY, THIRD, US, WEST, Sentence, Vocabulary

PLACES_REMEMBERED = 10_000
WORD = "word:"
PLACES, BEFORE = ("own", "near", "title", "lead"), "before"
PARTICIPANTS = {"BOTH": BOTH, "WEST": WEST, "THIRD": THIRD, "FRONT": FRONT, "SELF": SELF, "THEY": THEY}
OWN = {"US": US, "RU": RU, None: US}
OTHER = {"US": RU, "RU": US, None: RU}


class Mentions(NamedTuple):
    """What a text names: participants and arenas, as bits."""

    bits: int
    arenas: int


NOTHING = Mentions(0, 0)
Places = tuple[Mentions, Mentions, Mentions, Mentions]
"""What the places of a statement name, in the order of PLACES."""


class Clues(NamedTuple):
    """What a place tells a speaker: its features, and what these add to the two sums."""

    features: list[str]
    bearing: float
    about: float


class Relevance:
    """The arenas and the weights of the features: how much each bears on the dyad (1) and is about it as such (2)."""

    def __init__(self, knowledge: Knowledge, vocabulary: Vocabulary) -> None:
        """Read arenas.csv and relevance.csv. Raises KnowledgeError."""
        self.arenas = {
            vocabulary.ask(row["words"].split(), row): row["name"]
            for row in knowledge.table("arenas", ("name", "words"), ("name",))
        }
        allowed = {"bias", "no:OTHER", *map(speaker, OWN)}
        named = (*PARTICIPANTS, "OWN", "OTHER", "PAIR", *self.arenas.values())
        allowed |= {f"{place}:{name}" for place in (*PLACES, BEFORE) for name in named}
        self.clues: dict[tuple[str, str | None, Mentions], Clues] = {}
        self.weights: dict[str, tuple[float, float]] = {}
        words: dict[str, tuple[float, float]] = {}
        for row in knowledge.table("relevance", ("feature", "bearing", "about"), ("feature",)):
            if row["feature"].startswith(WORD):
                words[row["feature"].removeprefix(WORD)] = (
                    row.number("bearing", -100, 100),
                    row.number("about", -100, 100),
                )
                continue
            if row["feature"] not in allowed:
                raise row.error(
                    f"feature {row['feature']!r} is none: word:, side:, or own:, near:, title:, lead:, before: of one"
                )
            self.weights[row["feature"]] = (row.number("bearing", -20, 20), row.number("about", -20, 20))
        self.words = Weights(words)
        self.base = {side: self._sums(["bias", speaker(side)]) for side in OWN}
        # What the paragraph before can add at most.
        before = [w for name, (w, _) in self.weights.items() if name.startswith(f"{BEFORE}:") or name == "no:OTHER"]
        self.most_before = sum(max(0.0, weight) for weight in before)

    def mentions(self, sentences: Sequence[Sentence]) -> Mentions:
        """Return what `sentences` name."""
        bits = arenas = 0
        for sentence in sentences:
            bits |= sentence.named
            arenas |= sentence.asked
        return Mentions(bits, arenas)

    def features(self, side: str | None, places: Places, before: Callable[[], Mentions]) -> list[str]:
        """Return the features of a statement by a speaker of `side`."""
        beyond = self.of_place(BEFORE, side, before()).features if alone(side, places) else []
        return ["bias", *self.setting(side, places), *beyond]

    def setting(self, side: str | None, places: Places) -> list[str]:
        """Return the features of the speaker and of the four places."""
        told = map(self.of_place, PLACES, repeat(side), places)
        return [speaker(side), *chain.from_iterable(each.features for each in told)]

    def of_place(self, place: str, side: str | None, mentions: Mentions) -> Clues:
        """Return what `place`, one of PLACES or the paragraph `before`, tells a speaker of `side`; remembered."""
        found = self.clues.get((place, side, mentions))
        if found is None:
            if len(self.clues) >= PLACES_REMEMBERED:
                self.clues.clear()
            features = self._named(place, side, mentions)
            found = self.clues[place, side, mentions] = Clues(features, *self._sums(features))
        return found

    def _named(self, place: str, side: str | None, mentions: Mentions) -> list[str]:
        bits, arenas = mentions
        found = [f"{place}:{name}" for arena, name in self.arenas.items() if arenas & arena]
        if bits:
            found.extend(f"{place}:{name}" for name, bit in PARTICIPANTS.items() if bits & bit)
            if bits & OWN[side]:
                found.append(f"{place}:OWN")
            if bits & OTHER[side]:
                found.append(f"{place}:OTHER")
            if bits & US and bits & RU:
                found.append(f"{place}:PAIR")
        if place == BEFORE and not bits & OTHER[side]:
            found.append("no:OTHER")
        return found

    def __call__(self, side: str | None, places: Places, words: Sequence[str], before: Callable[[], Mentions]) -> int:
        """Return 0, 1 or 2.

        `words` are those of the statement, masked; `before` gives the mentions of the paragraph before, where they are
        asked for.
        """
        told = list(map(self.of_place, PLACES, repeat(side), places))
        said = self.words.of(words)
        bearing, about = self.base[side]
        bearing += mean(said, 0) + sum([each.bearing for each in told])
        # Rounded, a sum of 0 is 0 in whatever order the weights are added.
        if alone(side, places):
            if round(bearing + self.most_before, 6) <= 0:
                return 0
            told.append(self.of_place(BEFORE, side, before()))
            bearing += told[-1].bearing
        if round(bearing, 6) <= 0:
            return 0
        about += mean(said, 1) + sum([each.about for each in told])
        return 2 if round(about, 6) > 0 else 1

    def _sums(self, features: Sequence[str]) -> tuple[float, float]:
        weights = [self.weights.get(feature, (0.0, 0.0)) for feature in features]
        return math.fsum([bearing for bearing, _ in weights]), math.fsum([about for _, about in weights])


def speaker(side: str | None) -> str:
    """Return the feature of a speaker of `side`."""
    return f"side:{side or 'none'}"


def alone(side: str | None, places: Places) -> bool:
    """Say whether no place names the other side."""
    own, near, title, lead = places
    return not (own.bits | near.bits | title.bits | lead.bits) & OTHER[side]
