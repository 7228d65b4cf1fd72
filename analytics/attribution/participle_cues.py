"""A cue without a subject of its own: ", adding that …", "went on to say …", "was quoted as saying …"."""

from analytics.attribution import speakers
from analytics.attribution.cues import QUOTING, Hit
from analytics.attribution.leading_cues import content_after
from analytics.attribution.sentence import Content, Reading
from analytics.attribution.speakers import Phrase
from analytics.attribution.voices import BEARER
from analytics.words import QUOTE

_BY = frozenset("by after before in of without while for from when".split())


def read_participle(reading: Reading, hit: Hit) -> bool:
    """Read ", adding that …", "in a letter saying …"; at the beginning of a sentence, before its subject."""
    content = content_after(reading, hit)
    words, at = reading.words, hit.start
    if content is None:
        return words.low[at - 1 : at] == ["as"] and _quoted_as(reading, hit, at - 1, None)
    carriers = words.members["carrier"]  # what someone else says stands in them
    before = at - 1
    while before >= 0 and words.tag[before] == "a":
        before -= 1
    clause = before + 1
    opens = before < 0 or (words.tag[before] in "PS" and (before == 0 or words.tag[before - 1] in ",C-"))
    if opens and words.low[max(0, before)] not in ("as", "with"):
        # "Saying that …, X did", "After saying that …, X did"
        comma = next((k for k in range(content.phrase[0], reading.high) if words.tag[k] == ","), None)
        source = speakers.subject(words, comma + 1, reading.high) if comma is not None else None
        if comma is not None and source is not None:
            verb = next((other.start for other in reading.hits if source[0] < other.start < source[1]), source[1])
            reading.add(hit, (source[0], verb), content._replace(phrase=(content.phrase[0], comma)))
            return True
    if before < 0:
        return False
    kind, word = words.tag[before], words.low[before]
    if kind in "nN" and word not in carriers:
        phrase = speakers.phrase_ending(words, before, reading.left_end)
        if phrase is None:
            return False
        if reading.voices.kind_of(word) == BEARER:
            phrase = before, before + 1
        if reading.voices.read(words, *phrase) == "bare":  # "they keep saying": a verb, which has the subject
            found = speakers.before(words, phrase[0], reading.left_end)
            phrase = found.phrase if found is not None and found.phrase[1] == phrase[0] else phrase
        carried = not carriers.isdisjoint(words.low[phrase[0] : phrase[1]])
        if carried or reading.voices.read(words, *phrase) == "other":  # "made a pitch saying …"
            source = reading.nearest_subject(phrase[0]) or speakers.subject(words, 0, phrase[0])
            phrase = source or phrase
        return reading.push(hit, phrase, content, phrase[0], own=True)
    if word == "as":
        return _quoted_as(reading, hit, before, content)
    if kind in ",-C" or word in _BY or word in carriers or kind == QUOTE:
        source = reading.latest(at)
        if source is None:
            return False
        return reading.push(hit, source, content, clause, own=False)
    return False


def _quoted_as(reading: Reading, hit: Hit, at: int, content: Content | None) -> bool:
    """Read "Y quoted X as saying …", "X was quoted as saying …", "…, Y quoted X as saying": X is the source."""
    quoting = next((other for other in reversed(reading.hits) if other.end <= at and at - other.end < 15), None)
    if quoting is None or quoting.form.entry.lemma not in QUOTING:
        return False
    source: Phrase | None = None
    if quoting.end == at or reading.words.tag[quoting.end] in "P":
        found = speakers.before(reading.words, quoting.start, reading.left_end)
        source = found.phrase if found is not None else None
    else:
        source = speakers.after(reading.words, quoting.end, at)
    if source is None:
        return False
    if reading.found and reading.found[-1].cue[0] == quoting.start:
        reading.found.pop()
        reading.open = None
    if content is None:
        found = speakers.before(reading.words, quoting.start, reading.left_end)
        if found is None or found.clause <= reading.left_end or reading.words.tag[found.clause - 1] not in ",Q":
            return False
        reading.add(hit, source, Content((reading.left_end, found.clause), "after"))
        return True
    return reading.push(hit, source, content, at, own=True)


def read_infinitive(reading: Reading, hit: Hit) -> bool:
    """Read "went on to say …", "declined to confirm that …"."""
    content = content_after(reading, hit)
    if content is None:
        return False
    source = _driven(reading, hit.start - 2) or reading.latest(hit.start)
    if source is None:
        return False
    return reading.push(hit, source, content, hit.start - 1, own=False)


def _driven(reading: Reading, at: int) -> Phrase | None:
    """Return the subject of a passive or perfect verb before an infinitive: "X was prompted to say"."""
    tag, low, members = reading.words.tag, reading.words.low, reading.words.members
    if at >= 1 and tag[at - 1] in "Nnp" and low[at] in members["starting"]:
        found = speakers.before(reading.words, at, reading.left_end)
        return found.phrase if found is not None else None
    if at >= 1 and tag[at] in "Nn":
        caused = speakers.phrase_ending(reading.words, at, reading.left_end)
        if caused is not None and caused[0] > reading.left_end and low[caused[0] - 1] in members["causing"]:
            return caused
    if at < 1 or not (tag[at] == "n" and low[at].endswith(("ed", "en", "ing"))) or tag[at - 1] not in "Aa":
        return None
    found = speakers.before(reading.words, at, reading.left_end)
    return found.phrase if found is not None else None
