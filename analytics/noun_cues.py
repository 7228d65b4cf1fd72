"""A noun that reports: "X's claim that …", "the call by X for …"."""

from analytics import speakers
from analytics.cues import Hit
from analytics.reading import Reading
from analytics.speakers import Phrase


def read_noun(reading: Reading, hit: Hit) -> bool:
    """Read a noun with its complement, if a possessive before it or "by X" behind it names whose it is."""
    words = reading.words
    at = hit.end
    source: Phrase | None = None
    if at + 1 < reading.high and words.low[at] in ("by", "from"):
        source = speakers.after(words, at + 1, reading.high)
        at = source[1] if source is not None else reading.high
    if at + 1 >= reading.high or words.low[at] not in hit.form.entry.takes:
        return False
    opening = words.low[at]
    if source is None:
        before = hit.start - 1
        while before >= 0 and words.tag[before] in "n#a" and not words.low[before].endswith(("'s", "s'")):
            before -= 1
        if before < 0:
            return False
        if words.low[before] in ("'", "’") and before and words.low[before - 1].endswith("s"):
            source = speakers.phrase_ending(words, before - 1, reading.left_end)
        elif words.tag[before] == "s":
            source = (before, before + 1)
        elif words.low[before].endswith("'s"):
            source = speakers.phrase_ending(words, before, reading.left_end)
    if source is None:
        return False
    start = at if opening == "to" and words.tag[at + 1] not in "dsN" else at + 1
    end = _noun_end(reading, start, 2 if opening == "that" else 1)
    construction = "noun" if opening == "that" else f"noun {opening}"
    return reading.push(hit, source, (start, end), construction, source[0], own=True)


def _noun_end(reading: Reading, start: int, limit: int) -> int:
    """Return the end of a noun's complement: before its `limit`-th plain verb, or at a comma."""
    tag, low = reading.words.tag, reading.words.low
    verbs = 0
    for at in range(start + 1, reading.high):
        kind, previous = tag[at], tag[at - 1]
        if kind in ",;-":
            return at
        plain = kind in "AV" or (kind == "n" and low[at].endswith("ed") and previous in "NnVo")
        if previous == "a":
            previous = tag[at - 2]
        if plain and previous not in "ACRSP" and not (low[at - 1] == "to" or tag[at - 1] == "d"):
            verbs += 1
            if verbs == limit:
                return at
    return reading.high
