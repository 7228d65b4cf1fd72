"""Operators: the words around a frame that turn, weaken or strengthen what it says."""

from collections.abc import Sequence
from typing import NamedTuple

from analytics.knowledge import Knowledge
from analytics.scoring.patterns import Pattern, compile_pattern
from analytics.scoring.vocabulary import Sentence, Vocabulary

SCOPES = ("before", "phrase", "clause", "later")


class Operator(NamedTuple):
    """One row of operators.csv; `patterns` are compiled per side of the speaker."""

    name: str
    patterns: dict[str | None, Pattern]
    scope: str
    reach: int
    favour: float
    against: float


class Found(NamedTuple):
    """An operator at words `first` … `last` of a sentence."""

    operator: Operator
    first: int
    last: int


def operators(knowledge: Knowledge, vocabulary: Vocabulary) -> list[Operator]:
    """Return the operators of operators.csv. Raises KnowledgeError."""
    columns = ("name", "pattern", "scope", "reach", "for", "against", "reason", "example")
    return [
        Operator(
            row["name"],
            compile_pattern(row["pattern"], row, vocabulary),
            row.one_of("scope", SCOPES),
            int(row.number("reach", 0, 20)),
            row.number("for", -2, 2),
            row.number("against", -2, 2),
        )
        for row in knowledge.table("operators", columns, ("name", "pattern", "scope"))
    ]


def longest(found: Sequence[Found]) -> list[Found]:
    """Return the operators that stand: one within a longer one ("no" in "no doubt") does not."""
    return [
        each
        for each in found
        if not any(
            o.first <= each.first and each.last <= o.last and o.last - o.first > each.last - each.first for o in found
        )
    ]


def applies(found: Found, sentence: Sentence, first: int, last: int, own: frozenset[int]) -> bool:
    """Say whether an operator acts on the frame at words `first` … `last`, also from within its gaps.

    A word that satisfies an element of the frame (`own`) belongs to the frame.
    """
    operator = found.operator
    if operator.scope == "later":
        return found.first > last
    if found.last >= first:
        if operator.scope != "before" or not first < found.first <= found.last < last:
            return False
        return all(own.isdisjoint(word.numbers) for word in sentence.words[found.first : found.last + 1])
    between = sentence.words[found.last + 1 : first]
    if operator.scope == "before":
        return sum(not word.filler for word in between) <= operator.reach and not any(
            word.barrier or word.text in (",", "but") for word in between
        )
    ends = ("but", ",") if operator.scope == "phrase" else ("but",)
    return not any(word.barrier or word.text in ends for word in between)


def apply(
    found: Sequence[Found], sentence: Sentence, place: tuple[int, int], *, own: frozenset[int], polarity: int
) -> tuple[float, list[str]]:
    """Return the product of the factors of the operators on a frame at words `place`, and their names, each once."""
    factor, names = 1.0, []
    for each in found:
        if each.operator.name not in names and applies(each, sentence, *place, own):
            factor *= each.operator.favour if polarity > 0 else each.operator.against
            names.append(each.operator.name)
    return factor, names
