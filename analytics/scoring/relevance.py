"""Relevance: does a statement bear on the relations of the two sides at all (0, 1), or is it about them as such (2)?

A logistic model over readable features (relevance.csv, trained by benchmarks/train_stance.py): the speaker's side; for
the statement's own words, the rest of its paragraph, title and heading, and the document's lead: which participants
they name (participants.csv) and which fields they touch (arenas.csv); and the statement's words and pairs of neighbours
as the backstop sees them (`word:…`), whose weights count over √(n + 1) for the n that it has. Where no place names the
other side, the paragraph before is asked too.
"""

import math
from collections.abc import Callable, Sequence, Set
from functools import reduce
from operator import or_
from typing import NamedTuple

from analytics.knowledge import Knowledge
from analytics.scoring.vocabulary import BOTH, FRONT, RU, SELF, THEY, THIRD, US, WEST, Sentence, Vocabulary

SUMS_REMEMBERED = 50_000
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


class Relevance:
    """The arenas and the weights of the features: how much each bears on the dyad (1) and is about it as such (2)."""

    def __init__(self, knowledge: Knowledge, vocabulary: Vocabulary) -> None:
        """Read arenas.csv and relevance.csv. Raises KnowledgeError."""
        self.arenas = {
            1 << vocabulary.words(row["words"].split(), row): row["name"]
            for row in knowledge.table("arenas", ("name", "words"), ("name",))
        }
        self.arena = reduce(or_, self.arenas, 0)
        allowed = {"bias", "no:OTHER", *(f"side:{side}" for side in ("US", "RU", "none"))}
        named = (*PARTICIPANTS, "OWN", "OTHER", "PAIR", *self.arenas.values())
        allowed |= {f"{place}:{name}" for place in (*PLACES, "before") for name in named}
        self.sums: dict[tuple[str, str | None, Mentions], tuple[float, float]] = {}
        self.names: dict[tuple[str, str | None, Mentions], list[str]] = {}
        self.weights: dict[str, tuple[float, float]] = {}
        self.words: dict[str, tuple[float, float]] = {}
        for row in knowledge.table("relevance", ("feature", "bearing", "about"), ("feature",)):
            if row["feature"].startswith(WORD):
                word = row["feature"].removeprefix(WORD)
                self.words[word] = (row.number("bearing", -100, 100), row.number("about", -100, 100))
                continue
            if row["feature"] not in allowed:
                raise row.error(
                    f"feature {row['feature']!r} is none: word:, side:, or own:, near:, title:, lead:, before: of one"
                )
            self.weights[row["feature"]] = (row.number("bearing", -20, 20), row.number("about", -20, 20))
        # What the paragraph before can add at most.
        before = [w for name, (w, _) in self.weights.items() if name.startswith("before:") or name == "no:OTHER"]
        self.most_before = sum(max(0.0, weight) for weight in before)

    def mentions(self, sentences: Sequence[Sentence]) -> Mentions:
        """Return what `sentences` name."""
        bits = present = 0
        for sentence in sentences:
            bits |= sentence.named
            present |= sentence.present
        return Mentions(bits, present & self.arena)

    def features(self, side: str | None, places: Sequence[Mentions], before: Callable[[], Mentions]) -> list[str]:
        """Return the features of a statement by a speaker of `side`; `places` in the order of PLACES."""
        found = ["bias", f"side:{side or 'none'}"]
        other = OTHER[side]
        for place, mentions in zip(PLACES, places):
            found.extend(self._named(place, side, mentions))
        if not any(mentions.bits & other for mentions in places):
            above = before()
            found.extend(self._named("before", side, above))
            if not above.bits & other:
                found.append("no:OTHER")
        return found

    def said(self, words: Set[str]) -> tuple[float, float]:
        """Return what the words of a statement add."""
        weights = [self.words[word] for word in words & self.words.keys()]
        scale = math.sqrt(len(weights) + 1)
        return math.fsum(bearing for bearing, _ in weights) / scale, math.fsum(about for _, about in weights) / scale

    def setting(self, side: str | None, places: Sequence[Mentions]) -> list[str]:
        """Return the features of speaker and places alone; those of a place are remembered."""
        found = [f"side:{side or 'none'}"]
        for place, mentions in zip(PLACES, places):
            key = (place, side, mentions)
            names = self.names.get(key)
            if names is None:
                if len(self.names) >= SUMS_REMEMBERED:
                    self.names.clear()
                names = self.names[key] = self._named(place, side, mentions)
            found += names
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

    def __call__(
        self, side: str | None, places: Sequence[Mentions], words: Set[str], before: Callable[[], Mentions]
    ) -> int:
        """Return 0, 1 or 2; `before` gives the mentions of the paragraph before, where they are asked for."""
        # Rounded, a sum of 0 is 0 in whatever order the weights are added.
        sums = [
            self.said(words),
            self._sum("", side, NOTHING),
            *(self._sum(place, side, m) for place, m in zip(PLACES, places)),
        ]
        other = OTHER[side]
        if not any(mentions.bits & other for mentions in places):
            if round(sum(bearing for bearing, _ in sums) + self.most_before, 6) <= 0:
                return 0
            above = before()
            sums.append(self._sum("before", side, above))
            if not above.bits & other:
                sums.append(self.weights.get("no:OTHER", (0.0, 0.0)))
        if round(sum(bearing for bearing, _ in sums), 6) <= 0:
            return 0
        return 2 if round(sum(about for _, about in sums), 6) > 0 else 1

    def _sum(self, place: str, side: str | None, mentions: Mentions) -> tuple[float, float]:
        """Return what the features of one place add, or those of the speaker where `place` is ""; remembered."""
        key = (place, side, mentions)
        found = self.sums.get(key)
        if found is None:
            features = self._named(place, side, mentions) if place else ["bias", f"side:{side or 'none'}"]
            weights = [self.weights.get(feature, (0.0, 0.0)) for feature in features]
            found = sum(bearing for bearing, _ in weights), sum(about for _, about in weights)
            if len(self.sums) >= SUMS_REMEMBERED:
                self.sums.clear()
            self.sums[key] = found
        return found
