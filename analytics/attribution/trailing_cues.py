"""A cue after its content: "…, X said", "…, said X", and what the same speaker goes on to say behind it."""

from analytics.attribution import clauses, speakers
from analytics.attribution.cues import QUOTING, Hit
from analytics.attribution.sentence import Content, Reading, Report
from analytics.attribution.speakers import Phrase
from analytics.words import NAME, QUOTE

_INVERTED = frozenset(("warn", "caution", "promise"))


def read_trailing(reading: Reading, hit: Hit) -> bool:
    """Read a cue that follows its content: "…, X said", "…, said X"."""
    words, takes = reading.words, hit.form.entry.takes
    tag = words.tag
    if not takes & {"quote", "clause", "that"} or hit.start == 0:
        return False
    if words.low[hit.end : hit.end + 1] == ["by"] and tag[hit.start - 1] in "n":
        return False  # "…, a move rejected by X"
    if hit.form.entry.lemma in QUOTING and _saying_ahead(reading, hit.end):
        return False  # "…, X quoted Y as saying"
    previous = tag[hit.start - 1]
    inverted = False
    source: Phrase | None = None
    start = hit.start
    if (
        previous in ",Q-?!"
        and (takes & {"that", "clause"} or previous == QUOTE or tag[hit.start - 2] == QUOTE)
        and hit.start - reading.left_end >= 1
        and ("hearer" not in takes or "wh" in takes or _told_by(reading, hit))
    ):
        source = speakers.after(words, hit.end, reading.high)
        inverted = source is not None
    if source is None or previous == ",":
        found = speakers.before(words, hit.start, reading.left_end)
        if found is not None and words.low[found.clause - 1] == "as" and found.clause > 1:
            found = found._replace(clause=found.clause - 1)  # "…, as X put it"
        if found is not None and words.quote and (named := _described(reading, hit.start)) is not None:
            found = named
        stands = found is not None and found.clause - 1 >= reading.left_end and tag[found.clause - 1] in ",Q-?!"
        if found is not None and stands and not (inverted and tag[found.clause - 1] != QUOTE and "hearer" not in takes):
            source, start, inverted = found.phrase, found.clause, False
        elif not inverted:
            return False
    if source is None or (inverted and previous == "," and _leads(reading, hit, source)):
        return False
    if not inverted and _is_relative(reading, source):
        return False
    if tag[start] == "R" or (not takes & {"clause", "that"} and QUOTE not in tag[max(0, start - 3) : start]):
        return False
    begin_at = reading.left_end
    content_end = start - (tag[start - 1] in ",-?!")
    if content_end <= reading.left_end:
        return False
    if tag[content_end - 1] == "," or (content_end - 1 > reading.left_end and tag[content_end - 1] in "?!,"):
        content_end -= 1
    if tag[content_end - 1] != QUOTE and not inverted:
        quote = next(
            (k for k in range(content_end - 1, max(begin_at, content_end - 9) - 1, -1) if tag[k] not in "Nnds#,"),
            -1,
        )
        if quote >= begin_at and tag[quote] == QUOTE and _ends_with_comma(reading, quote):
            source, content_end = (quote + 1 + (tag[quote + 1] == ","), source[1]), quote + 1
    after = source[1] if inverted else hit.end
    rest = _tail(reading, after, inverted, "hearer" in takes)
    inserted = rest is not None and rest < reading.high and not inverted and tag[rest - 1] in ",-"
    if rest is None:
        if tag[content_end - 1] != QUOTE or not _ends_with_comma(reading, content_end - 1):
            return False
        rest = next((k for k in range(after, reading.high) if tag[k] in ",Q"), reading.high)
        rest += rest < reading.high and tag[rest] == ","
    begin = reading.left_end
    if previous != QUOTE and tag[content_end - 1] != QUOTE and not inverted and _adverbial(reading, begin, content_end):
        started = clauses.start_after(words, hit.end, reading.high, hit.form.entry)
        narrated = words.low[begin].endswith(("ing", "ed")) or not tag.startswith(",", hit.end)
        if started is not None and (narrated or started[1] in ("that", "quote")):
            return False
    splits = inserted and tag[content_end - 1] != QUOTE
    clausal = inverted or splits or tag[content_end - 1] == QUOTE
    if not clausal and not clauses.has_verb(words, begin - 1, content_end):
        return False
    if tag[content_end - 1] == QUOTE:
        begin = _quote_start(reading, begin, content_end - 1)
    elif splits:
        begin = _after_mark(reading, begin, content_end)
    nested = len(reading.found)
    content = (begin, content_end)
    # What stands in the content is reported second-hand.
    reading.found = [
        report._replace(outer=nested)
        if report.outer is None and begin <= report.cue[0] < content_end and report.construction != "after"
        else report
        for report in reading.found
    ]
    reading.found = [_clip(reading, report, content_end) for report in reading.found]
    reading.add(hit, source, Content(content, "after"))
    reading.left_end = rest
    reading.open = None
    if rest < reading.high:
        if tag[rest] == QUOTE and (tag[rest - 1] in ",;:-" or rest == after or _words_in(reading, rest) > 5):
            end = rest + 1
            reading.add(hit, source, Content((rest, end), "more"))
            reading.left_end = end
        elif not words.low[rest].endswith("ing") and (
            (splits and (tag.startswith(",", hit.end) or not clauses.has_verb(words, begin - 1, content_end)))
            or (
                not inverted
                and tag[rest] not in "RSPC"
                and tag[rest - 1] in ",-"
                and clauses.has_verb(words, rest - 1, reading.high)
            )
        ):
            reading.add(hit, source, Content((rest, reading.high), "more"))
            reading.open = len(reading.found) - 1
    return True


def _told_by(reading: Reading, hit: Hit) -> bool:
    """Tell whether the speaker follows a verb that may have a hearer, right after a quotation: “…,” warned X."""
    quote = hit.start - 1
    return hit.form.entry.lemma in _INVERTED and reading.words.tag[quote] == QUOTE and _ends_with_comma(reading, quote)


def _saying_ahead(reading: Reading, at: int) -> bool:
    low = reading.words.low
    return any(low[k : k + 2] == ["as", "saying"] for k in range(at, min(reading.high, at + 12)))


def _is_relative(reading: Reading, source: Phrase) -> bool:
    """Tell whether the source is the subject of a relative clause on a word of speech: "…, a charge Moscow denies"."""
    words, at = reading.words, source[1] - 1
    while at > 0 and words.tag[at - 1] == NAME:
        at -= 1
    at -= at > 0 and words.tag[at - 1] == "d"
    return (
        at > 2 and words.tag[at] in "Nd" and words.tag[at - 3 : at] == ",dn" and reading.cues.is_noun(words.low[at - 1])
    )


def _described(reading: Reading, cue: int) -> speakers.Found | None:
    """Return the name after a quotation that ends with a comma, and what describes it up to the cue.

    The comma may be lost: "“…,” Jane Doe, an envoy at the office in Oslo said".
    """
    tag, floor = reading.words.tag, max(reading.left_end, cue - speakers.REACH)
    quote = next((k for k in range(cue - 1, floor - 1, -1) if tag[k] not in "NndsP#,C"), -1)
    if quote < floor or tag[quote] != QUOTE or not _ends_with_comma(reading, quote):
        return None
    start = quote + 1 + (tag[quote + 1] == ",")
    comma = next((k for k in range(start, cue) if tag[k] == ","), cue)
    if comma == cue or comma - start > 4 or any(tag[k] != NAME for k in range(start, comma)):
        return None
    return speakers.Found((start, comma), start)


def _adverbial(reading: Reading, low: int, high: int) -> bool:
    """Tell whether the words before a source are no clause of their own but open its sentence: "As …, X said"."""
    word = reading.words.low[low]
    kind = reading.words.tag[low]
    opens = kind in "SP" or (kind == "n" and word.endswith(("ing", "ed")))
    opens = opens or (low == 0 and word.endswith(("ing", "ed")) and len(word) > 4)
    return opens or (kind in "at" and not clauses.has_verb(reading.words, low, high))


def _leads(reading: Reading, hit: Hit, source: Phrase) -> bool:
    """Tell whether the verb after a comma closes an apposition and leads on: "X, a Y, said Z is …", "said Z “is …”"."""
    words, at = reading.words, hit.end
    quoted = hit.start > 1 and words.tag[hit.start - 2] == QUOTE
    if quoted and hit.start - 2 == reading.left_end:
        return False
    comma = next((k for k in range(at, reading.high) if words.tag[k] == ","), reading.high)
    quoted_verb = words.tag.startswith(QUOTE, source[1])
    return quoted_verb or clauses.has_verb(words, at - 1, comma) or words.low[at : at + 1] == ["that"]


def _clip(reading: Reading, report: Report, end: int) -> Report:
    start, stop = report.content
    return report._replace(content=(start, end)) if report.outer is not None and start < end < stop else report


def _quote_start(reading: Reading, low: int, quote: int) -> int:
    """Return where the content begins that ends with `quote`: with the quotation if it is a sentence."""
    words = reading.words
    if quote == low:
        return low
    mark = words.tag[quote - 1]
    if mark in ":":
        return quote
    first = words.quote[quote]
    capital = words.text[first.inner_start : first.inner_start + 1].isupper()
    return quote if capital and first.inner_end - first.inner_start > 8 and mark in ",-:C.Q" else low


def _after_mark(reading: Reading, low: int, high: int) -> int:
    """Return where the last part of a content begins that a colon or a semicolon divides: "X went on: Y, he said"."""
    at = next((k for k in range(high - 1, low, -1) if reading.words.tag[k] in ":;"), low)
    return at + 1 if low < at < high - 1 else low


def _words_in(reading: Reading, quote: int) -> int:
    inner = reading.words.quote[quote]
    return reading.words.text[inner.inner_start : inner.inner_end].count(" ") + 1


def _ends_with_comma(reading: Reading, quote: int) -> bool:
    """Tell whether a quotation goes on in its sentence: a comma ends it, or follows it."""
    inner = reading.words.quote[quote]
    return "," in reading.words.text[max(inner.inner_start, inner.inner_end - 2) : inner.end + 1]


def _tail(reading: Reading, at: int, inverted: bool, hearer: bool) -> int | None:
    """Return the word after a cue that follows its content, past adverbials; None where a clause follows."""
    words = reading.words
    tag = words.tag
    for _ in range(8):
        if at >= reading.high:
            return reading.high
        kind = tag[at]
        if kind in "at":
            at += 1
        elif kind == "P" or (kind == "S" and words.low[at] in ("after", "before", "as", "when", "while")):
            if kind == "S":
                comma = next((k for k in range(at, reading.high) if tag[k] == ","), reading.high)
                at = comma
            else:
                at = clauses.past_phrase(words, at, reading.high)
        elif kind in ",;-" and at + 1 < reading.high:
            if inverted and kind == "," and tag[at + 1] != QUOTE:
                closing = next((k for k in range(at + 1, min(reading.high, at + 40)) if tag[k] in ",Q"), None)
                if closing is None:
                    return reading.high
                return closing if tag[closing] == QUOTE else at + 1
            return at + 1
        elif kind == ":":
            return at + 1
        elif words.low[at] in words.members["hearer"]:
            at += 1
        elif kind in "Q(C" or inverted:
            return at
        elif kind in "dNno#s" and hearer and not clauses.is_clause(words, at, reading.high):
            at = clauses.past_phrase(words, at - 1, reading.high)
        else:
            return None
    return at
