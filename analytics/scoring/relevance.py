"""Relevance: does a statement bear on the relations of the two sides at all (0, 1), or is it about them as such (2)?

A logistic model over readable features (relevance.csv, trained by benchmarks/train_stance.py): the speaker's side; for
the statement's own words, the rest of its paragraph, title and heading, and the document's lead: which participants
they name (participants.csv) and which fields they touch (arenas.csv); and the statement's words and pairs of neighbours
as scoring/ngrams.py masks them (`word:…`), whose weights count over √(n + 1) for the n that it has. Where no place
names the other side, the paragraph before is asked too.
"""

import math
from collections.abc import Callable, Sequence
from functools import reduce
from operator import or_
from typing import NamedTuple

from analytics.knowledge import Knowledge
from analytics.scoring.ngrams import Weights, mean
from analytics.scoring.vocabulary import BOTH, FRONT, RU, SELF, THEY, THIRD, US, WEST, Sentence, Vocabulary

SETTINGS_REMEMBERED = 10_000
WORD = "word:"
PLACES = ("own", "near", "title", "lead")
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


class Setting(NamedTuple):
    """What speaker and places tell: their features, what these add, and whether no place names the other side."""

    features: list[str]
    bearing: float
    about: float
    alone: bool


class Relevance:
    """The arenas and the weights of the features: how much each bears on the dyad (1) and is about it as such (2)."""

    def __init__(self, knowledge: Knowledge, vocabulary: Vocabulary) -> None:
        """Read arenas.csv and relevance.csv. Raises KnowledgeError."""
        self.arenas = {
            1 << vocabulary.words(row["words"].split(), row): row["name"]
            for row in knowledge.table("arenas", ("name", "words"), ("name",))
        }
        vocabulary.asked = reduce(or_, self.arenas, 0)
        allowed = {"bias", "no:OTHER", *(f"side:{side}" for side in ("US", "RU", "none"))}
        named = (*PARTICIPANTS, "OWN", "OTHER", "PAIR", *self.arenas.values())
        allowed |= {f"{place}:{name}" for place in (*PLACES, "before") for name in named}
        self.settings: dict[tuple[str | None, Places], Setting] = {}
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
        # What the paragraph before can add at most.
        before = [w for name, (w, _) in self.weights.items() if name.startswith("before:") or name == "no:OTHER"]
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
        setting = self.setting(side, places)
        return ["bias", *setting.features, *(self._before(side, before()) if setting.alone else [])]

    def _before(self, side: str | None, above: Mentions) -> list[str]:
        """Return the features of the paragraph before, which are asked for where no place names the other side."""
        return [*self._named("before", side, above), *([] if above.bits & OTHER[side] else ["no:OTHER"])]

    def setting(self, side: str | None, places: Places) -> Setting:
        """Return what speaker and places tell; remembered."""
        found = self.settings.get((side, places))
        if found is None:
            if len(self.settings) >= SETTINGS_REMEMBERED:
                self.settings.clear()
            features = [f"side:{side or 'none'}"]
            for place, mentions in zip(PLACES, places):
                features += self._named(place, side, mentions)
            alone = not any(mentions.bits & OTHER[side] for mentions in places)
            found = self.settings[side, places] = Setting(features, *self._sums(["bias", *features]), alone)
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
        return found

    def __call__(self, side: str | None, places: Places, words: Sequence[str], before: Callable[[], Mentions]) -> int:
        """Return 0, 1 or 2.

        `words` are those of the statement, masked; `before` gives the mentions of the paragraph before, where they are
        asked for.
        """
        said = self.words.of(words)
        _, bearing, about, alone = self.setting(side, places)
        bearing += mean(said, 0)
        # Rounded, a sum of 0 is 0 in whatever order the weights are added.
        if alone:
            if round(bearing + self.most_before, 6) <= 0:
                return 0
            more = self._sums(self._before(side, before()))
            bearing, about = bearing + more[0], about + more[1]
        if round(bearing, 6) <= 0:
            return 0
        return 2 if round(about + mean(said, 1), 6) > 0 else 1

    def _sums(self, features: Sequence[str]) -> tuple[float, float]:
        weights = [self.weights.get(feature, (0.0, 0.0)) for feature in features]
        return math.fsum([bearing for bearing, _ in weights]), math.fsum([about for _, about in weights])
