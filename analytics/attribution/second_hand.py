"""Second-hand positions: which report in another tells what someone else said: "Lavrov says that Trump agreed …"."""

from analytics.attribution import speakers
from analytics.attribution.sentence import NARRATED, Reading, Report
from analytics.attribution.usage import usage
from analytics.attribution.voices import KINDS, Voices
from analytics.words import NAME, NOUN, Words

# What the inner speaker did not say yet, or may never say.
_UNSAID = frozenset("may might could can can't cannot should must will won't shall".split())
_CONDITIONS = frozenset("if unless whether should until".split())
_BEFORE = 5  # words before the cue in which an auxiliary belongs to it


def may_be_second_hand(reading: Reading) -> bool:
    """Tell quickly whether any report of a sentence can be second-hand: it has a cue of saying, and who may speak."""
    words, kind_of = reading.words, reading.voices.kind_of
    said = any(
        "attitude" not in hit.form.entry.takes
        and (hit.form.entry.kind in ("noun", "phrase") or usage(words, hit) is not None)
        for hit in reading.hits
    )
    return said and (
        NAME in words.tag or any(tag == NOUN and kind_of(word) in KINDS for tag, word in zip(words.tag, words.low))
    )


def is_second_hand(words: Words, report: Report, outer: Report | None, voices: Voices) -> bool:
    """Tell whether a report inside another gives the position of someone else: named, by a word of saying.

    `outer` is None where the report stands in a quotation.
    """
    if report.source is None or report.attitude or report.construction in ("object", "more", "relay", "colon"):
        return False
    if report.construction == "to" and report.entry.takes.isdisjoint(("that", "hearer")):
        return False
    first, last = report.source[0], speakers.head(words, report.source)
    if words.tag[last] not in "Nn" or words.tag[first] == "p" or words.low[last] in words.members["placeholder"]:
        return False
    if not voices.can(words, first, report.source[1]):
        return False
    if outer is not None:
        if outer.construction in NARRATED:
            return False
        if outer.source is not None and words.low[last] == words.low[speakers.head(words, outer.source)]:
            return False
    cue = report.cue[0]
    if any(words.low[k] in _UNSAID for k in range(max(report.source[1], cue - _BEFORE), cue)):
        return False
    return first == 0 or words.low[first - 1] not in _CONDITIONS
