"""Relevance: does a statement bear on US–Russia relations at all (0, 1), or is it about them as such (2)?"""

from collections.abc import Sequence
from typing import NamedTuple

from analytics.patterns import BOTH, RU, SELF, THEY, THIRD, US, WEST, Sentence

RELATIONS = "relations"
ARENA = "arena"


class Context(NamedTuple):
    """What stands around a statement, as bits of the participants and the number of arena words."""

    bits: int
    arenas: int


def mentions(sentences: Sequence[Sentence], arena: int) -> Context:
    """Return the participants that `sentences` name, and how many words of an arena (element `arena`) they have."""
    bits = arenas = 0
    for sentence in sentences:
        for bit in set(sentence.bits):
            bits |= bit
        if arena in sentence.present:
            arenas += sum(arena in word.numbers for word in sentence.words)
    return Context(bits, arenas)


def relevance(side: str | None, own: Context, near: Context, far: Context, relations: bool) -> int:
    """Return 0, 1 or 2 from the statement's `own` words, its paragraph (`near`) and title, heading, neighbour (`far`).

    `relations`: the statement names the relations of the two sides.
    """
    other = {"US": RU, "RU": US | WEST, None: RU}[side]
    if relations and own.bits & (BOTH | other):
        return 2
    if own.bits & other or (own.bits & BOTH and (near.bits | far.bits) & RU):
        return 1
    third = own.bits & THIRD
    if own.arenas and (near.bits | far.bits) & other:
        return 1
    if own.bits & (THEY | SELF) and near.bits & other and not third:
        return 1
    return 0


__all__ = ["ARENA", "RELATIONS", "US", "Context", "mentions", "relevance"]
