"""Speech whose marks are lost or never were: dashes of a dialogue, a quotation that its reporting clause must close."""

import re

from analytics.attribution import speakers
from analytics.attribution.cues import Cues
from analytics.attribution.marks import DOUBLE, Quoted
from analytics.attribution.reports import reports
from analytics.attribution.sentence import Reading
from analytics.sentences import sentence_spans
from analytics.words import Words

_DASH_OPENS = re.compile(r"\s{0,3}[—–―-]{1,2}\s(?=\S)")
_DASH = re.compile(r"(?<=\S)\s[—–―-]{1,2}\s(?=\S)|(?<=[,.!?…])[—–―-]{1,2}\s(?=\S)")
_CLAUSE_REACH = 200  # characters that a reporting clause between dashes may be long
_CLAUSE_WORDS = 24


def dialogue(block: str, cues: Cues) -> list[Quoted]:
    """Return the speech of a block in the style of "— Yes, — said X. — Come in.": its stretches between the dashes.

    Nothing where no reporting clause stands between dashes: the block is an item of a list, or prose.
    """
    opens = _DASH_OPENS.match(block)
    if opens is None or DOUBLE.search(block):
        return []
    dashes = [found.span() for found in _DASH.finditer(block, opens.end())]
    spoken: list[Quoted] = []
    start = opens.end()
    for (end, after), (until, resumes) in zip(dashes, [*dashes[1:], (len(block), len(block))]):
        ends_speech = start < end and block[end - 1] in ",.!?…"
        if ends_speech and until - after <= _CLAUSE_REACH and opens_with_report(block, after, until, cues):
            spoken.append(_stretch(block, start, end))
            start = resumes
    if spoken and start < len(block):
        spoken.append(_stretch(block, start, len(block)))
    return spoken


def _stretch(block: str, start: int, end: int) -> Quoted:
    while end > start and block[end - 1].isspace():
        end -= 1
    return Quoted(start, end, start, end - (block[end - 1] == ","))


def opens_with_report(block: str, start: int, end: int, cues: Cues) -> bool:
    """Tell whether a clause reports what stands before it: "said the minister", "the minister said"."""
    if not cues.hints(block[start:end]):
        return False
    words = cues.vocabulary.read(block, start, end, ())
    for hit in cues.find(words):
        if hit.form.entry.kind == "verb" and "quote" in hit.form.entry.takes and hit.start < _CLAUSE_WORDS:
            source = speakers.before(words, hit.start, 0) if hit.start else None
            if not hit.start or (source is not None and source.phrase[0] == 0):
                return True
    return False


def bare_source(words: Words, cues: Cues) -> speakers.Phrase | None:
    """Return the source of a sentence that only says who speaks, without what: "Berg said to cheers."."""
    if len(words.low) > _CLAUSE_WORDS:
        return None
    for hit in cues.find(words):
        entry = hit.form.entry
        if entry.kind != "verb" or "quote" not in entry.takes or not hit.start:
            continue
        source = speakers.before(words, hit.start, 0)
        rest = words.tag[hit.end :]
        complete = not rest or (rest[0] in "Pta.," and not any(kind in "AVpSRQ:" for kind in rest))
        if source is None or not complete:
            return None
        start = source.phrase[0]
        if start and words.tag[start - 1] == "," and all(kind == "N" for kind in words.tag[: start - 1]):
            return 0, start - 1  # "Anna Berg, the spokeswoman said": a comma is lost
        return None if start else source.phrase
    return None


def closed_by_cue(block: str, quote: Quoted, cues: Cues) -> Quoted:
    """Return a quotation whose closing mark is lost, ended where its reporting clause begins: "“We go, he said."."""
    for first, last in sentence_spans(block[quote.inner_start : quote.inner_start + 1500])[:4]:
        start, end = quote.inner_start + first, quote.inner_start + last
        if not cues.hints(block[start:end].lower()):
            continue
        words = cues.vocabulary.read(block, start, end, ())
        for report in reports(Reading(words, cues)):
            low, high = report.content
            if report.outer is None and low == 0 and report.cue[0] >= high and words.tag.startswith(",", high):
                ends = words.end[high]
                return quote._replace(end=ends, inner_end=ends, closed=True)
    return quote
