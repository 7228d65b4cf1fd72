"""How well what was found agrees with what people labelled: who speaks where, and for or against what.

A unit is all that one speaker voices in one paragraph. Labels give a stance in five steps, -1, -0.5 … 1, the analysis
any number between. Every figure weighs its paragraphs where `weights` has them, so that a sample in which rare kinds of
paragraphs are more frequent tells of all of them; without, each counts once.
"""

import math
import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple

Place = tuple[str, int]
"""Document and paragraph."""
EVERYWHERE: Mapping[Place, float] = {}

NEUTRAL, STRONG = 0.15, 0.6
"""A stance within the first of 0 is neutral; one beyond the second, strong."""
LEANINGS = {1: "for", 0: "neutral", -1: "against"}
LEAST = 3
"""Relevant labels that make the mean of an actor worth comparing."""
# Words that tell no two speakers apart.
_COMMON = frozenset(
    "the us u s american united states russian of mr mrs ms press service president senator minister secretary foreign"
    " state department".split()
)


class Unit(NamedTuple):
    """All that one speaker voices in one paragraph, as labelled or as found."""

    doc: str
    paragraph: int
    speaker: str
    via: str | None
    spans: Sequence[tuple[int, int]]
    relevance: int
    stance: float
    """-1 against … 1 for."""
    key: str = ""
    """Identifies it where it comes from: a statement, a line."""

    @property
    def place(self) -> Place:
        """Where it stands."""
        return self.doc, self.paragraph


class Group(NamedTuple):
    """How an actor, or an outlet, fares. Stances are means over relevant first-hand units; None: there are none."""

    name: str
    labelled: int
    found: int
    right: int
    precision: float
    recall: float
    f1: float
    same_leaning: float | None
    """Share of the units found whose leaning is as labelled."""
    stance_labelled: float | None
    stance_found: float | None


class Disagreement(NamedTuple):
    """A unit that the two sides see differently; `speaker`: the same words, but another speaks."""

    kind: str
    """missed, added, speaker, relevance or stance."""
    labelled: Unit | None
    found: Unit | None


# Who is who


@lru_cache(maxsize=100_000)
def _words(name: str) -> tuple[str, ...]:
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    words = re.findall(r"[a-z]+", plain)
    return tuple(word for word in words if word not in _COMMON) or tuple(words)


@lru_cache(maxsize=100_000)
def same(one: str | None, other: str | None) -> bool:
    """Whether two names are of one speaker.

    They are where they have the same words, where one has all words of the other, or with one last name and much the
    same first name (Sergei and Sergey). A department is not the state.
    """
    if one is None or other is None:
        return one is other
    first, second = _words(one), _words(other)
    if min(len(first), len(second)) > 1 and first[-1] == second[-1] and first[0][:3] == second[0][:3]:
        return True
    full, of_other = set(re.findall(r"\w+", one.lower())), set(re.findall(r"\w+", other.lower()))
    if full == of_other:
        return True
    if ("department" in full) != ("department" in of_other):
        return False
    few, many = sorted((set(first), set(second)), key=len)
    return bool(few) and few <= many


def pair_up(labelled: Sequence[Unit], found: Sequence[Unit]) -> dict[int, int]:
    """Return which of `labelled` is which of `found`: of one place and speaker, through the same messenger or none."""
    at: dict[Place, list[int]] = defaultdict(list)
    for index, unit in enumerate(found):
        at[unit.place].append(index)
    pairs = {}
    for index, unit in enumerate(labelled):
        there = at[unit.place]
        for other in there:
            if same(unit.via, found[other].via) and same(unit.speaker, found[other].speaker):
                pairs[index] = other
                there.remove(other)
                break
    return pairs


class _Names:
    """Speakers by the names that the labels of their document have for them."""

    def __init__(self, labelled: Iterable[Unit]) -> None:
        self._of: dict[str, dict[str, None]] = defaultdict(dict)
        for unit in labelled:
            self._of[unit.doc][unit.speaker] = None

    def __call__(self, unit: Unit) -> str:
        names = self._of[unit.doc]
        if unit.speaker in names:
            return unit.speaker
        return next((name for name in names if same(name, unit.speaker)), unit.speaker)


# Measures


def shares(right: float, said: float, wanted: float) -> tuple[float, float, float]:
    """Return precision, recall and F1 (0 where there is nothing)."""
    precision = right / said if said else 0.0
    recall = right / wanted if wanted else 0.0
    return precision, recall, 2 * precision * recall / (precision + recall) if precision + recall else 0.0


def leaning(stance: float) -> int:
    """Return 1 for, -1 against, 0 neutral."""
    return (stance > NEUTRAL) - (stance < -NEUTRAL)


def step(stance: float) -> int:
    """Return the step of the labels, -2 … 2, that a stance of -1 … 1 comes to."""
    return leaning(stance) * (2 if abs(stance) > STRONG else 1)


Pair = tuple[int, int, float]
"""Class as labelled and as found, and weight."""


def macro_f1(pairs: Sequence[Pair], classes: Sequence[int] = (-1, 0, 1)) -> float:
    """Return the mean F1 of those classes that are labelled; NaN where none is."""
    scores = []
    for one in classes:
        wanted = sum(weight for label, _, weight in pairs if label == one)
        if wanted:
            said = sum(weight for _, answer, weight in pairs if answer == one)
            right = sum(weight for label, answer, weight in pairs if label == answer == one)
            scores.append(shares(right, said, wanted)[2])
    return sum(scores) / len(scores) if scores else math.nan


def kappa(pairs: Sequence[Pair], steps: int = 4) -> float:
    """Return quadratic-weighted agreement beyond chance (Cohen 1968) of classes that lie `steps` apart at most."""
    total = sum(weight for *_, weight in pairs)
    if not total:
        return math.nan
    labels: Counter[int] = Counter()
    answers: Counter[int] = Counter()
    for label, answer, weight in pairs:
        labels[label] += weight  # type: ignore[assignment]
        answers[answer] += weight  # type: ignore[assignment]
    seen = sum(weight * ((label - answer) / steps) ** 2 for label, answer, weight in pairs) / total
    chance = sum(labels[x] * answers[y] * ((x - y) / steps) ** 2 for x in labels for y in answers) / total / total
    return 1 - seen / chance if chance else math.nan


def correlation(points: Sequence[tuple[float, float, float]]) -> float:
    """Return Pearson's r of (x, y, weight); NaN of fewer than three points, or where one side never changes."""
    total = sum(weight for *_, weight in points)
    if len(points) < 3 or not total:
        return math.nan
    mean_x = sum(weight * x for x, _, weight in points) / total
    mean_y = sum(weight * y for _, y, weight in points) / total
    both = sum(weight * (x - mean_x) * (y - mean_y) for x, y, weight in points)
    of_x = sum(weight * (x - mean_x) ** 2 for x, _, weight in points)
    of_y = sum(weight * (y - mean_y) ** 2 for _, y, weight in points)
    return both / math.sqrt(of_x * of_y) if of_x and of_y else math.nan


def confusion(
    labelled: Sequence[Unit], found: Sequence[Unit], pairs: Mapping[int, int]
) -> dict[int, dict[int | None, int]]:
    """Return how often each labelled leaning was found as which; None: the unit was not found."""
    table: dict[int, dict[int | None, int]] = {one: dict.fromkeys((*LEANINGS, None), 0) for one in LEANINGS}
    for index, unit in enumerate(labelled):
        answer = leaning(found[pairs[index]].stance) if index in pairs else None
        table[leaning(unit.stance)][answer] += 1
    return table


def score(
    labelled: Sequence[Unit],
    found: Sequence[Unit],
    pairs: Mapping[int, int],
    weights: Mapping[Place, float] = EVERYWHERE,
) -> dict[str, float]:
    """Return every figure by its name, of the units that `pair_up` paired. Both sides must be of the same paragraphs.

    unit, second-hand: who speaks in which paragraph, first-hand and through another. chars: the characters that each
    voices, first-hand (left out where a labelled unit has no spans). relevance, unrelated: F1 of the units found that
    bear on the two countries, and of those that do not. stance: three leanings; `matched` of the units found,
    `end-to-end` of all, with those that were not found as neutral; kappa of five steps. actor: mean stance of each who
    has LEAST relevant units, labelled against found.
    """

    def weight(unit: Unit) -> float:
        return weights.get(unit.place, 1.0)

    def total(units: Iterable[Unit]) -> float:
        return sum(map(weight, units))

    figures: dict[str, float] = {"gold units": len(labelled), "predicted units": len(found)}
    for name, through in (("unit", False), ("second-hand", True)):
        wanted = [index for index, unit in enumerate(labelled) if (unit.via is not None) == through]
        right = total(labelled[index] for index in wanted if index in pairs)
        said = total(unit for unit in found if (unit.via is not None) == through)
        prf = shares(right, said, total(labelled[index] for index in wanted))
        figures |= {f"{name} {letter}": share for letter, share in zip(("P", "R", "F1"), prf)}
    if all(unit.spans for unit in labelled):
        figures |= zip(("chars P", "chars R", "chars F1"), shares(*_characters(labelled, found, weights)))

    met = [(labelled[index], found[other]) for index, other in pairs.items()]
    for name, related in (("relevance F1", True), ("unrelated F1", False)):
        wanted_units = [unit for unit, _ in met if (unit.relevance > 0) == related]
        said_units = [unit for _, unit in met if (unit.relevance > 0) == related]
        right = total(one for one, other in met if (one.relevance > 0) == (other.relevance > 0) == related)
        figures[name] = shares(right, total(said_units), total(wanted_units))[2]

    matched = [(leaning(one.stance), leaning(other.stance), weight(one)) for one, other in met]
    lost = [(leaning(unit.stance), 0, weight(unit)) for index, unit in enumerate(labelled) if index not in pairs]
    of_matched = sum(share for *_, share in matched)
    agreeing = sum(share for label, answer, share in matched if label == answer)
    opposite = sum(share for label, answer, share in matched if label * answer < 0)
    steps = [(step(one.stance), step(other.stance), weight(one)) for one, other in met]
    figures |= {
        "stance macro-F1 matched": macro_f1(matched),
        "stance macro-F1 end-to-end": macro_f1(matched + lost),
        "stance accuracy matched": agreeing / of_matched if of_matched else math.nan,
        "stance opposite sign": opposite / of_matched if of_matched else math.nan,
        "stance kappa matched": kappa(steps),
        "stance r matched": correlation([(one.stance, other.stance, weight(one)) for one, other in met]),
    }

    means = _means(labelled, found, weights)
    figures["actors"] = len(means)
    figures["actor r"] = correlation([(x, y, 1.0) for x, y in means])
    figures["actor mean error"] = sum(abs(x - y) for x, y in means) / len(means) if means else math.nan
    return figures


def _characters(
    labelled: Sequence[Unit], found: Sequence[Unit], weights: Mapping[Place, float]
) -> tuple[float, float, float]:
    """Return how many characters have the right speaker, have one, and should have one; first-hand."""
    name = _Names(labelled)
    voiced: tuple[dict[tuple[Place, str], set[int]], ...] = (defaultdict(set), defaultdict(set))
    for side, units in zip(voiced, (found, labelled)):
        for unit in units:
            if unit.via is None:
                for start, end in unit.spans:
                    side[unit.place, name(unit)].update(range(start, end))
    said, wanted = voiced

    def total(sets: Mapping[tuple[Place, str], set[int]]) -> float:
        return sum(weights.get(place, 1.0) * len(characters) for (place, _), characters in sets.items())

    return total({key: said[key] & wanted[key] for key in said.keys() & wanted.keys()}), total(said), total(wanted)


def _means(
    labelled: Sequence[Unit], found: Sequence[Unit], weights: Mapping[Place, float]
) -> list[tuple[float, float]]:
    """Return the mean stance, as labelled and as found, of each actor with enough relevant first-hand labels."""
    of_actor = defaultdict(list)
    for unit in labelled:
        if unit.via is None and unit.relevance > 0:
            of_actor[unit.speaker].append(unit)
    heard = [unit for unit in found if unit.via is None and unit.relevance > 0]
    return [
        (
            _mean(units, weights) or 0.0,
            _mean([unit for unit in heard if same(actor, unit.speaker)], weights) or 0.0,
        )
        for actor, units in sorted(of_actor.items())
        if len(units) >= LEAST
    ]


def _mean(units: Sequence[Unit], weights: Mapping[Place, float]) -> float | None:
    total = sum(weights.get(unit.place, 1.0) for unit in units)
    return sum(weights.get(unit.place, 1.0) * unit.stance for unit in units) / total if total else None


# Where they differ


def by_actor(labelled: Sequence[Unit], found: Sequence[Unit], pairs: Mapping[int, int]) -> list[Group]:
    """Return how each actor fares, the most frequent in the labels first."""
    name = _Names(labelled)
    of_label = {other: labelled[index].speaker for index, other in pairs.items()}
    actors = [of_label.get(index) or name(unit) for index, unit in enumerate(found)]
    return _groups(labelled, found, pairs, [unit.speaker for unit in labelled], actors)


def by_outlet(
    labelled: Sequence[Unit], found: Sequence[Unit], pairs: Mapping[int, int], outlets: Mapping[str, str]
) -> list[Group]:
    """Return how the documents of each outlet fare; `outlets` has that of each document."""
    sides = [[outlets.get(unit.doc, "") for unit in units] for units in (labelled, found)]
    return _groups(labelled, found, pairs, *sides)


def _groups(
    labelled: Sequence[Unit],
    found: Sequence[Unit],
    pairs: Mapping[int, int],
    of_labelled: Sequence[str],
    of_found: Sequence[str],
) -> list[Group]:
    wanted, said = Counter(of_labelled), Counter(of_found)
    right = Counter(of_labelled[index] for index in pairs)
    agreeing = Counter(
        of_labelled[index]
        for index, other in pairs.items()
        if leaning(labelled[index].stance) == leaning(found[other].stance)
    )
    stances: tuple[dict[str, list[Unit]], ...] = (defaultdict(list), defaultdict(list))
    for side, units, names in zip(stances, (labelled, found), (of_labelled, of_found)):
        for unit, name in zip(units, names):
            if unit.via is None and unit.relevance > 0:
                side[name].append(unit)
    return [
        Group(
            name,
            wanted[name],
            said[name],
            right[name],
            *shares(right[name], said[name], wanted[name]),
            agreeing[name] / right[name] if right[name] else None,
            *(_mean(side[name], EVERYWHERE) for side in stances),
        )
        for name in sorted(wanted | said, key=lambda name: (-wanted[name], -said[name], name))
    ]


def disagreements(labelled: Sequence[Unit], found: Sequence[Unit], pairs: Mapping[int, int]) -> list[Disagreement]:
    """Return all that the two sides see differently, in order of place."""
    paired = set(pairs.values())
    missed = [unit for index, unit in enumerate(labelled) if index not in pairs]
    added: dict[Place, list[Unit]] = defaultdict(list)
    for index, unit in enumerate(found):
        if index not in paired:
            added[unit.place].append(unit)
    differing = []
    for unit in missed:
        rival = next((other for other in added[unit.place] if _overlap(unit, other)), None)
        if rival:
            added[unit.place].remove(rival)
        differing.append(Disagreement("speaker" if rival else "missed", unit, rival))
    differing += [Disagreement("added", None, unit) for units in added.values() for unit in units]
    for index, other in pairs.items():
        one, two = labelled[index], found[other]
        if (one.relevance > 0) != (two.relevance > 0):
            differing.append(Disagreement("relevance", one, two))
        elif leaning(one.stance) != leaning(two.stance):
            differing.append(Disagreement("stance", one, two))
    return sorted(differing, key=_place_of)


def _place_of(differing: Disagreement) -> Place:
    unit = differing.labelled or differing.found
    return unit.place if unit else ("", 0)


def _overlap(one: Unit, other: Unit) -> bool:
    return any(start < stop and begin < end for start, end in one.spans for begin, stop in other.spans)
