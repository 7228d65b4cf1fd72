"""Paragraph → sentences, as character offsets."""

import re
from collections.abc import Sequence
from functools import lru_cache

# A full stop with marks after it before white space; one lost between two words; a line's end. Searched for by its
# first character alone, which is fast.
_END = re.compile(r"[.!?…\n](?:(?<=\n)|(?<!\n)[.!?…]{0,8}[\"'”’»)\]]{0,3}(?=\s|$)|(?<=[a-z][.!?])(?=[A-Z\"“][a-z]))")
_BEGINS = re.compile(r"\s{0,80}[\"'“‘«„(\[—–-]{0,3}\s?(?:[A-Z0-9À-ÖØ-ÞĀ-ſА-Я@#$£€]|\.\.)")
_LAST_WORD = re.compile(r"[^\W_]+(?:\.[^\W_]+)*$")
ABBREVIATIONS = frozenset(
    "mr mrs ms dr prof sen rep reps sens gov gen col maj capt lt sgt adm cmdr brig rev hon st jr sr vs v no nos vol "
    "fig jan feb mar apr jun jul aug sept oct nov dec ala ariz calif colo conn fla ill kan ky mass mich minn mont neb "
    "okla ore penn tenn tex wash wis wyo approx est i.e e.g messrs".split()
)
BEFORE_NUMBERS = frozenset("no nos vol fig".split())  # "no" is a word of its own
_NUMBER = re.compile(r"\s{0,3}[0-9IVXL]")
# An abbreviation of these may end a sentence: it does before a word that begins one.
MAY_END = frozenset("u.s u.n u.k e.u d.c a.m p.m inc corp ltd co etc".split())
STARTERS = frozenset(
    "the a an this that these those he she it they we i you in on at by for with from to and but or so as if when "
    "while after before since there here his her its their our my who what how why where both all some many most no "
    "not yet still also however meanwhile according moscow washington".split()
)
_WORD = re.compile(r"[A-Za-z]+")
LONGEST_REMEMBERED = 10_000  # characters; several steps ask for the sentences of the same text


def sentence_spans(text: str, whole: Sequence[tuple[int, int]] = ()) -> list[tuple[int, int]]:
    """Return the `(start, end)` offsets of the sentences of `text`, without the white space around them.

    No sentence ends inside one of the stretches `whole` (quotations, in text order), unless it ends with it.
    Linear in the length of `text`.
    """
    if not whole and len(text) <= LONGEST_REMEMBERED:
        return list(_remembered(text))
    return _spans(text, whole)


@lru_cache(1024)
def _remembered(text: str) -> Sequence[tuple[int, int]]:
    return _spans(text, ())


def _spans(text: str, whole: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    spans: list[tuple[int, int]] = []
    start = 0
    guard = iter(whole)
    inside = next(guard, None)
    for found in _END.finditer(text):
        end = found.end()
        while inside is not None and inside[1] < end:
            inside = next(guard, None)
        if inside is not None and inside[0] < found.start() and end < inside[1]:
            continue
        if end < len(text) and not _ends(text, found.start(), end):
            continue
        _add(spans, text, start, end)
        start = end
    _add(spans, text, start, len(text))
    return spans


def _ends(text: str, stop: int, end: int) -> bool:
    """Tell whether the sentence ends at `end`, whose full stop is at `stop`."""
    if text[stop] == "\n":
        return True
    if not _BEGINS.match(text, end):
        return False
    if text[stop] != "." or text[stop + 1 : end].strip("\"'”’»)]"):
        return True
    word = text[max(0, stop - 20) : stop].rpartition(" ")[2]
    if not word.isalnum():
        last = _LAST_WORD.search(word)
        if last is None:
            return True
        word = last.group()
    lowered = word.lower()
    if word.isupper() and lowered not in MAY_END and all(len(part) == 1 for part in word.split(".")):
        return False  # initials
    if lowered in ABBREVIATIONS:
        return lowered in BEFORE_NUMBERS and not _NUMBER.match(text, end)
    if lowered in MAY_END:
        following = _WORD.search(text, end, end + 40)
        return end > stop + 1 or (following is not None and following.group().lower() in STARTERS)
    return True


def _add(spans: list[tuple[int, int]], text: str, start: int, end: int) -> None:
    piece = text[start:end].lstrip()
    if piece:
        spans.append((end - len(piece), end - len(piece) + len(piece.rstrip())))
