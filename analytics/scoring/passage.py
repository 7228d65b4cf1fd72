"""A statement in its place: what somebody voices in a paragraph, and the text that stands around it."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple, Protocol

from analytics.sentences import sentence_spans

LEAD_PARAGRAPHS = 3
NEARBY = 2000  # characters; a longer paragraph holds more than one subject, and time stays linear in its length


class Actor(Protocol):
    """What stance asks of a speaker."""

    @property
    def side(self) -> str | None:
        """The code of one of the two sides, or None."""


class Passage(NamedTuple):
    """A statement in its place: all that `actor` voices in one paragraph, and what stands around it.

    `spans` are offsets in `text`, the paragraph; `before` is the body paragraph before it, and `lead` what the document
    begins with, its first three body paragraphs (see `lead_of`); both may be "".
    """

    text: str
    spans: Sequence[tuple[int, int]]
    actor: Actor | None
    via: str | None = None
    title: str | None = None
    heading: str | None = None
    before: str = ""
    published_at: datetime | None = None
    lead: str = ""


def places_of(passage: Passage) -> list[tuple[int, int]]:
    """Return the offsets of the sentences of a statement in its paragraph."""
    return [(start + a, start + b) for start, end in passage.spans for a, b in sentence_spans(passage.text[start:end])]


def lead_of(body: Sequence[str]) -> str:
    """Return the lead of a document with these body paragraphs."""
    return " . ".join(body[:LEAD_PARAGRAPHS])


def near(passage: Passage) -> str:
    """Return the rest of the paragraph near the statement (`NEARBY`)."""
    text, spans = passage.text, passage.spans
    rest: list[str] = []
    done = max(0, spans[0][0] - NEARBY) if spans else 0
    for start, end in spans:
        if start - done > 2 * NEARBY:
            rest.append(text[done : done + NEARBY])
            done = start - NEARBY
        rest.append(text[done:start])
        done = end
    rest.append(text[done : done + NEARBY])
    return " . ".join(filter(None, rest))
