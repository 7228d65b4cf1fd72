"""A quotation, and the edges of its words."""

from typing import NamedTuple

from analytics.attribution import speakers
from analytics.words import Words

At = tuple[int, int, int]
_EDGE = " \t\n\r\xa0,;:—–-"


class Quotation(NamedTuple):
    """One contiguous stretch `start`…`end` of a paragraph that a speaker voices.

    `surface` are the words that name the speaker and `surface_at` where they stand (paragraph, start, end), None where
    no words do. `via`: the index of the quotation (in the same list) whose speaker reports this one second-hand.
    """

    paragraph: int
    start: int
    end: int
    mode: str
    cue: str
    surface: str
    surface_at: At | None
    via: int | None = None


def surface_of(block: str, number: int, words: Words, phrase: tuple[int, int]) -> tuple[str, At]:
    """Return the words that name a source, without a possessive ending, and where the whole phrase stands."""
    start, end = words.start[phrase[0]], words.end[phrase[1] - 1]
    text = block[start : words.end[speakers.head(words, phrase)]]
    for ending in ("'s", "’s"):
        if text.endswith(ending):
            text = text[:-2]
            end = start + len(text)
    return text, (number, start, end)


def trim(block: str, start: int, end: int, *, indirect: bool = False) -> tuple[int, int]:
    """Leave out white space at the edges, and the marks that end an indirect clause."""
    while start < end and (block[start].isspace() or (indirect and block[start] in _EDGE)):
        start += 1
    while start < end and (block[end - 1].isspace() or (indirect and block[end - 1] in ",;:—–-.")):
        end -= 1
    return start, end
