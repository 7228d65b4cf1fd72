"""A cue before its content: "X said that …", "X accused Y of …", "Y was accused by X of …"."""

from analytics import clauses, speakers
from analytics.cues import Hit
from analytics.reading import Reading
from analytics.speakers import Found, Phrase
from analytics.words import QUOTE


def content_after(reading: Reading, hit: Hit) -> tuple[Phrase, str] | None:
    """Return the content that follows the cue, and its construction."""
    started = clauses.start_after(reading.words, hit.end, reading.high, hit.form.entry)
    if started is None:
        return None
    start, construction = started
    words = reading.words
    if construction in ("quote", "colon") and start < reading.high and words.tag[start] == QUOTE:
        end = start + 1
        if construction == "quote":
            rest = words.tag[end] if end < reading.high else ""
            long = words.quote[start].inner_end - words.quote[start].inner_start > 40
            if rest in "AVnPNd#" and rest and not (long and rest in "PN"):
                end = clauses.content_end(words, start, reading.high, "clause")
            elif rest == "C" and end + 1 < reading.high and words.tag[end + 1] in "QdsPAnN":
                follows = words.tag[end + 1]
                if follows == QUOTE or not long:
                    end = clauses.content_end(words, start, reading.high, "object")
        return (start, end), construction
    return (
        start,
        clauses.content_end(words, start, reading.high, construction, named="as" in hit.form.entry.takes),
    ), construction


def read_leading(reading: Reading, hit: Hit) -> bool:
    """Read a cue that stands before its content: "X said that …", "X accused Y of …"."""
    content = content_after(reading, hit)
    found = speakers.before(reading.words, hit.start, reading.left_end)
    if content is None and found is not None and found.clause > 0 and hit.end < reading.high:
        # "…, which X said was Y": the subject of the content stands before the source.
        outside = reading.words.tag[found.clause - 1] in "R" or reading.words.low[found.clause - 1] == "that"
        if outside and reading.words.tag[hit.end] in "AV" and "clause" in hit.form.entry.takes:
            content = (hit.end, reading.relative_end((hit.end, reading.high))), "relative"
    if content is None:
        return False
    if found is not None and reading.words.tag[found.clause] == "R":
        found = found._replace(phrase=_named_before(reading, found))
    if found is not None:
        return reading.push(hit, found.phrase, content[0], content[1], found.clause, own=True)
    start = hit.start
    tag = reading.words.tag
    while start > 0 and (tag[start - 1] in "aAt" or (tag[start - 1] == "P" and tag[start] == "t")):
        start -= 1
    if start > 0 and reading.words.tag[start - 1] in "C,":
        source = reading.latest(hit.start)
        if source is not None:
            return reading.push(hit, source, content[0], content[1], start, own=False)
    return False


def _named_before(reading: Reading, found: Found) -> Phrase:
    """Return the source before an apposition: "said X, a Y from Z, who added …"."""
    latest = reading.found[-1].source if reading.found else None
    if latest is not None and latest[1] <= found.phrase[0] and reading.found[-1].cue[1] <= found.clause:
        between = reading.words.tag[latest[1] : found.clause]
        if between[:1] == [","] and not {"A", "V", "Q", ";", "C"} & set(between):
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
    end = clauses.content_end(words, at + 1, reading.high, "object", named=True)
    return reading.push(hit, source, (at + 1, end), words.low[at], hit.start, own=True)
