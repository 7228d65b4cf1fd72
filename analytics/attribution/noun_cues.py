"""A noun that reports: "X's claim that …", "the call by X for …"."""

from analytics.attribution import speakers
from analytics.attribution.cues import Hit
from analytics.attribution.endings import end_after
from analytics.attribution.sentence import Content, Reading
from analytics.attribution.speakers import Phrase

_VIEWED = frozenset("in by to".split())


def read_noun(reading: Reading, hit: Hit) -> bool:
    """Read a noun with its complement, if a possessive before it or "by X" behind it names whose it is."""
    words = reading.words
    at = hit.end
    source: Phrase | None = None
    if at + 1 < reading.high and words.low[at] in ("by", "from"):
        source = speakers.after(words, at + 1, reading.high)
        at = source[1] if source is not None else reading.high
    opening = words.low[at] if at < reading.high else ""
    viewed = source is None and "clause" in hit.form.entry.takes
    if not viewed and (at + 1 >= reading.high or opening not in hit.form.entry.takes):
        return False
    if source is None:
        before = hit.start - 1
        while before >= 0 and words.tag[before] in "n#a" and not words.low[before].endswith(("'s", "s'")):
            before -= 1
        if before < 0:
            return False
        if words.low[before] in ("'", "’") and before and words.low[before - 1].endswith("s"):
            source = _possessor(reading, before - 1)
        elif words.tag[before] == "s":
            source = (before, before + 1)
        elif words.low[before].endswith("'s"):
            source = _possessor(reading, before)
    if source is None:
        return False
    if viewed and (at >= reading.high or opening == ","):
        return _read_view(reading, hit, source)
    if at + 1 >= reading.high or opening not in hit.form.entry.takes:
        return False
    start = at if opening == "to" and words.tag[at + 1] not in "dsN" else at + 1
    end = _noun_end(reading, start, 2 if opening == "that" else 1)
    construction = "noun" if opening == "that" else f"noun {opening}"
    return reading.push(hit, source, Content((start, end), construction), source[0], own=True)


def _possessor(reading: Reading, last: int) -> Phrase | None:
    """Return the noun phrase that ends with the possessive `last`, after a verb or a preposition other than "of"."""
    phrase = speakers.phrase_ending(reading.words, last, reading.left_end)
    if phrase is None:
        return None
    tag, low = reading.words.tag, reading.words.low
    for k in range(last - 1, phrase[0] - 1, -1):
        verb = tag[k] in "AV" or (tag[k] == "n" and low[k].endswith("ed") and tag[k + 1] in "Nds")
        if verb or (tag[k] == "P" and low[k] != "of"):
            return k + 1, phrase[1]
    return phrase


def _read_view(reading: Reading, hit: Hit, source: Phrase) -> bool:
    """Read "in X's view, …" and "…, in X's view"."""
    words = reading.words
    opening = source[0] - 1
    if opening < 0 or words.low[opening] not in _VIEWED:
        return False
    if hit.end + 1 < reading.high and (opening == 0 or words.tag[opening - 1] in ",;CS-"):
        end = end_after(reading, hit.start, hit.end + 1, "phrase")
        return reading.push(hit, source, Content((hit.end + 1, end), "phrase"), opening, own=True)
    if opening - reading.left_end > 2 and words.tag[opening - 1] == ",":
        reading.add(hit, source, Content((reading.left_end, opening - 1), "phrase"))
        reading.left_end = hit.end
        return True
    return False


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
