"""A cue before its content: "X said that …", "X accused Y of …", "Y was accused by X of …"."""

from analytics.attribution import clauses, speakers
from analytics.attribution.cues import PREPOSITIONS, Hit
from analytics.attribution.endings import end_after
from analytics.attribution.sentence import Content, Reading
from analytics.attribution.speakers import Found, Phrase
from analytics.words import QUOTE

NOUN_WITHIN = 6  # words between a light verb and its noun


def content_after(reading: Reading, hit: Hit) -> Content | None:
    """Return the content that follows the cue."""
    words, takes = reading.words, hit.form.entry.takes
    if "noun" in takes or takes & {"object", *PREPOSITIONS}:
        light = _content_of_noun(reading, hit)
        if light is not None:
            return light
    started = clauses.start_after(words, hit.end, reading.high, hit.form.entry)
    if started is None:
        return None
    start, construction = started
    if construction in ("quote", "colon") and start < reading.high and words.tag[start] == QUOTE:
        end = start + 1
        if construction == "quote":
            rest = words.tag[end] if end < reading.high else ""
            long = words.quote[start].inner_end - words.quote[start].inner_start > 40
            if rest in "AVnPNd#" and rest and not (long and rest in "PN"):
                end = end_after(reading, hit.start, start, "quote")
            elif rest == "C" and end + 1 < reading.high and words.tag[end + 1] in "QdsPAnN":
                follows = words.tag[end + 1]
                if follows == QUOTE or not long:
                    end = end_after(reading, hit.start, start, "object")
        return Content((start, end), construction)
    return Content((start, end_after(reading, hit.start, start, construction)), construction)


def _content_of_noun(reading: Reading, hit: Hit) -> Content | None:
    """Return the complement of the noun that the verb brings: "gave assurances that …", "rejected the claim that …"."""
    words, takes = reading.words, hit.form.entry.takes
    tag, low = words.tag, words.low
    first = hit.end + (hit.end < reading.high and low[hit.end] in takes and low[hit.end] in PREPOSITIONS)
    for noun in reading.hits:
        if noun.start > first + NOUN_WITHIN:
            break
        if noun.start < first or noun.form.entry.kind != "noun" or noun.end + 1 >= reading.high:
            continue
        opening = low[noun.end]
        if opening not in noun.form.entry.takes or not (opening == "that" or takes == {"noun"}):
            continue
        if any(tag[k] not in "dsanN#" for k in range(first, noun.start)):
            return None
        if "noun" not in takes and any(tag[k] == "N" or low[k].endswith("'s") for k in range(first, noun.start)):
            return None  # "welcomed Doe's suggestion that …"
        start = noun.end + (opening != "to" or tag[noun.end + 1] in "dsN")
        if opening == "that" and tag[start] in "AV":
            return None  # a relative clause
        return Content((start, end_after(reading, hit.start, start, opening)), f"light {opening}", noun)
    return None


def read_leading(reading: Reading, hit: Hit) -> bool:
    """Read a cue that stands before its content: "X said that …", "X accused Y of …"."""
    content = content_after(reading, hit)
    found = speakers.before(reading.words, hit.start, reading.left_end)
    if content is None and found is not None and found.clause > 0 and hit.end < reading.high:
        # "…, which X said was Y": the subject of the content stands before the source.
        outside = reading.words.tag[found.clause - 1] in "R" or reading.words.low[found.clause - 1] == "that"
        if outside and reading.words.tag[hit.end] in "AV" and "clause" in hit.form.entry.takes:
            content = Content((hit.end, reading.relative_end((hit.end, reading.high))), "relative")
    if content is None:
        return False
    asked = found is not None and found.clause > 0 and reading.words.low[found.clause - 1] in ("what", "how")
    if asked and content.construction == "clause":
        return False  # "asked what he thought of it, X said …"
    if found is not None and reading.words.tag[found.clause] == "R":
        found = found._replace(phrase=_named_before(reading, found))
    if found is not None:
        return reading.push(hit, found.phrase, content, found.clause, own=True)
    start = hit.start
    tag = reading.words.tag
    while start > 0 and (tag[start - 1] in "aAt" or (tag[start - 1] == "P" and tag[start] == "t")):
        start -= 1
    if start > 0 and reading.words.tag[start - 1] in "C,":
        source = reading.latest(hit.start)
        if source is not None:
            return reading.push(hit, source, content, start, own=False)
    return False


def _named_before(reading: Reading, found: Found) -> Phrase:
    """Return the source before an apposition: "said X, a Y from Z, who added …"."""
    latest = reading.found[-1].source if reading.found else None
    if latest is not None and latest[1] <= found.phrase[0] and reading.found[-1].cue[1] <= found.clause:
        between = reading.words.tag[latest[1] : found.clause]
        if between.startswith(",") and not set("AVQ;C") & set(between):
            return latest
    return found.phrase


def read_passive(reading: Reading, hit: Hit) -> bool:
    """Read "X was accused by Y of …": the agent is the source."""
    words, takes = reading.words, hit.form.entry.takes
    if hit.end >= reading.high or words.low[hit.end] != "by":
        return False
    source = speakers.after(words, hit.end + 1, reading.high)
    if source is None or source[1] + 1 >= reading.high:
        return False
    at = source[1]
    if words.low[at] not in takes and not (words.low[at] == "of" and "object" in takes):
        return False
    end = end_after(reading, hit.start, at + 1, "object")
    return reading.push(hit, source, Content((at + 1, end), words.low[at]), hit.start, own=True)
