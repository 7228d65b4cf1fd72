"""Sentence → reports: who voices which words of it, by which cue. One left-to-right pass over the cues."""

from analytics.attribution import leading_cues, noun_cues, participle_cues, speakers, trailing_cues
from analytics.attribution.cues import Hit
from analytics.attribution.phrase_cues import read_phrases
from analytics.attribution.sentence import Reading, Report
from analytics.attribution.usage import usage as usage_of

_UNNAMED = (["to", "be", "named"], ["to", "be", "identified"], ["to", "be", "quoted"])  # "who declined to be named"


def reports(reading: Reading) -> list[Report]:
    """Return the reports of a sentence in text order of their cues; a nested one names its outer by index."""
    words = reading.words
    end = reading.high
    reading.high = next((hit.start for hit in reading.hits if _relays(reading, hit)), end)
    read_phrases(reading)
    taken = -1
    for hit in reading.hits:
        if hit.start < taken or hit.start >= reading.high or hit.form.entry.kind == "phrase":
            continue
        if words.low[hit.end : hit.end + 3] in _UNNAMED:
            continue
        kind = hit.form.entry.kind
        done = noun_cues.read_noun(reading, hit) if kind == "noun" else _verb(reading, hit)
        if done:
            taken = max(hit.end, reading.found[-1].cue[1] if reading.found[-1].cue[0] == hit.start else 0)
    if reading.high < end and not reading.found:
        reading.high = end
        read_phrases(reading)
    _drop_relays(reading)
    return reading.found


def _relays(reading: Reading, hit: Hit) -> bool:
    """Tell whether the phrase ends the sentence with an outlet: "X said Y, according to Reuters"."""
    if hit.form.entry.kind != "phrase" or hit.start < 5 or reading.words.tag[hit.start - 1] != ",":
        return False
    source = speakers.after(reading.words, hit.end, reading.high)
    return source is not None and reading.words.low[source[1] - 1] in reading.words.members["outlet"]


def _drop_relays(reading: Reading) -> None:
    """Leave out an outlet that only relays what another said: its report's inner ones stand for themselves."""
    words = reading.words
    for k, report in enumerate(reading.found):
        if report.source is None or words.low[speakers.head(words, report.source)] not in words.members["outlet"]:
            continue
        inner = [n for n, other in enumerate(reading.found) if other.outer == k and _speaks(reading, other)]
        if inner and all(_covers(reading, report, reading.found[n]) for n in inner[:1]):
            for n in inner:
                reading.found[n] = reading.found[n]._replace(outer=None)
            reading.found[k] = report._replace(construction="relay")


def _speaks(reading: Reading, report: Report) -> bool:
    return report.source is None or reading.voices.can(reading.words, *report.source)


def _covers(reading: Reading, report: Report, inner: Report) -> bool:
    start, end = inner.content
    if inner.source is not None:
        start, end = min(start, inner.source[0]), max(end, inner.source[1])
    return (end - start) * 2 > report.content[1] - report.content[0]


def _verb(reading: Reading, hit: Hit) -> bool:
    usage = usage_of(reading.words, hit)
    if usage is None:
        return False
    if usage == "passive":
        return leading_cues.read_passive(reading, hit)
    if usage == "ing":
        return participle_cues.read_participle(reading, hit)
    if usage == "to":
        return participle_cues.read_infinitive(reading, hit)
    return trailing_cues.read_trailing(reading, hit) or leading_cues.read_leading(reading, hit)
