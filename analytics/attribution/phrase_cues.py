"""A phrase that reports: "according to X, …", "…, in the view of X"."""

from analytics.attribution import clauses, speakers
from analytics.attribution.endings import end_after
from analytics.attribution.sentence import Content, Reading
from analytics.attribution.speakers import Phrase
from analytics.words import NAME, QUOTE

_DEFINITE = ("the", "this", "that", "his", "her", "its", "their", "our")


def read_phrases(reading: Reading) -> None:
    """Read every phrase of the sentence, with what follows it or else what stands before it."""
    words = reading.words
    for hit in reading.hits:
        if hit.form.entry.kind != "phrase" or hit.start >= reading.high:
            continue
        source = speakers.after(words, hit.end, reading.high)
        if source is None:
            continue
        source = _maker(reading, source) or _apposed(reading, source) or source
        after = source[1]
        if (
            hit.start == 0
            or words.tag[hit.start - 1] in "C;"
            or (words.tag[hit.start - 1] == "," and hit.start > 1 and words.tag[hit.start - 2] in "C")
        ):
            comma = next((k for k in range(after, min(reading.high, after + 25)) if words.tag[k] == ","), None)
            comma = comma if comma is None else _past_apposition(reading, source, comma)
            if comma is not None and comma + 1 < reading.high:
                end = end_after(reading, hit.start, comma + 1, "phrase")
                reading.add(hit, source, Content((comma + 1, end), "phrase"))
                reading.open = len(reading.found) - 1
            elif after + 2 < reading.high and words.tag[after] not in ",;":
                reading.add(hit, source, Content((after, reading.high), "phrase"))
            continue
        end = hit.start - (words.tag[hit.start - 1] in ",-")
        if end - reading.left_end >= 2:
            reading.add(hit, source, Content((reading.left_end, end), "phrase"))
            reading.left_end = hit.end
        elif end > reading.left_end and words.tag[end - 1] == QUOTE:
            reading.add(hit, source, Content((reading.left_end, end), "phrase"))


def _apposed(reading: Reading, source: Phrase) -> Phrase | None:
    """Return the name between commas that follows a source without one: "according to the envoy, Jane Doe, …"."""
    tag, start = reading.words.tag, source[1] + 1
    if tag[source[1] - 1] == NAME or tag[source[1] : start + 1] != "," + NAME:
        return None
    end = next((k for k in range(start, min(reading.high, start + 6)) if tag[k] != NAME), start)
    return (start, end) if end < reading.high and tag[end] == "," else None


def _past_apposition(reading: Reading, source: Phrase, comma: int) -> int:
    """Return the comma after what describes the source: "according to Jane Doe, an analyst in Oslo, …"."""
    words, tag = reading.words, reading.words.tag
    end = next((k for k in range(comma + 1, min(reading.high, comma + 16)) if tag[k] == ","), None)
    if end is None or end + 1 >= reading.high or tag[source[1] - 1] != NAME or words.low[comma + 1] in _DEFINITE:
        return comma
    described = reading.voices.read(words, comma + 1, end) == "person" and not clauses.has_verb(words, comma, end)
    return end if described else comma


def _maker(reading: Reading, source: Phrase) -> Phrase | None:
    """Return who made the document that the source names: "according to a court filing (released) by X"."""
    words = reading.words
    if reading.voices.read(words, *source) not in ("document", "other", "others"):
        return None
    by = source[1] + (not words.members["making"].isdisjoint(words.low[source[1] : source[1] + 1]))
    return speakers.after(words, by + 1, reading.high) if words.low[by : by + 1] == ["by"] else None
