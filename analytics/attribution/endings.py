"""Where a reported clause ends: at the first place where a logistic model with readable weights says so.

`benchmarks/train_endings.py` trains it.
"""

import re
from collections.abc import Iterator

from analytics.attribution.sentence import Reading
from analytics.words import Words

CLAUSAL = frozenset(("that", "clause", "wh", "quote", "phrase"))
_OPENERS = frozenset("while because when after since before as although though until if whereas despite amid".split())
_OCCASION_WITHIN = 5
_FUNCTION = frozenset("ASCPRVdspoat")
# What to look for among the tags of a sentence.
_PLACE = re.compile("[,;SCP-]|(?<=Q).")
_MARK = re.compile("[,;-]")
_VERB = re.compile("[AV]")


def end_after(reading: Reading, cue: int, start: int, construction: str) -> int:
    """Return the end of the content that begins at `start` and runs to the sentence's end or to an earlier place."""
    words, high, weights = reading.words, reading.high, reading.cues.ending_weights
    for at in places(words, start, high):
        if words.tag[at] == ";":
            return at
        if weights.odds(features(reading, cue, start, at, construction)) >= 0:
            return at
    return high


def places(words: Words, start: int, high: int) -> Iterator[int]:
    """Yield where a content that begins at `start` may end: marks, and words that open an adjunct or another clause."""
    tag, low = words.tag, words.low
    for found in _PLACE.finditer(tag, start + 1, high):
        at, kind = found.start(), found[0]
        if kind in ",C" and "that" in low[at + 1 : at + 2 + (kind == ",")]:
            continue  # ", and that …"
        if kind in ",;-" or ends_with_comma(words, at - 1):
            yield at
        elif tag[at - 1] in ",;-":
            continue
        elif kind == "S":
            if low[at] in _OPENERS:
                yield at
        elif kind == "C":
            if at + 1 < high and (tag[at + 1] in "aAVpS" or low[at + 1].endswith(("ed", "s", "ing"))):
                yield at
        elif kind == "P" and (low[at] in _OPENERS or _is_occasion(words, at, high)):
            yield at


def ends_with_comma(words: Words, at: int) -> bool:
    """Tell whether the word `at` is a quotation with a comma before its closing mark."""
    quote = words.quote.get(at)
    return quote is not None and words.text[max(quote.inner_start, quote.inner_end - 1) : quote.inner_end] == ","


def _is_occasion(words: Words, at: int, high: int) -> bool:
    """Tell whether the preposition at `at` opens "in an interview", "on Tuesday"."""
    occasions = words.members["occasion"]
    for k in range(at + 1, min(high, at + _OCCASION_WITHIN)):
        if words.low[k] in occasions or (words.tag[k] == "t" and words.low[k].endswith("day")):
            return True
        if words.tag[k] not in "dsNn#t":
            return False
    return False


def features(reading: Reading, cue: int, start: int, at: int, construction: str) -> Iterator[str]:
    """Yield what the model looks at: the mark, what follows it, what the content has so far and what is to come."""
    words, high = reading.words, reading.high
    tag, low = words.tag, words.low
    group = "clause" if construction in CLAUSAL else "object"
    kind = tag[at]
    marked = kind in ",-;"
    inside = not marked and ends_with_comma(words, at - 1)
    mark = kind if marked else "quoted comma" if inside else "C" if kind == "C" else low[at]
    follows = at + 1 if marked else at
    yield f"{group}: {mark}"
    prefix = "mark " if marked or inside else ""
    first, second = _name(words, follows, high), _name(words, follows + 1, high)
    yield f"{group}: {prefix}{first}"
    yield f"{prefix}{first} {second}"
    if second == "adverb" or first in ("and", "but", "or"):
        yield f"{prefix}{first} {second} {_name(words, follows + 2, high)}"
    yield f"{group}: {'verb' if _VERB.search(tag, start, at) else 'no verb'} before {mark if marked else kind}"
    next_mark = _MARK.search(tag, follows, high)
    after = next_mark.start() if next_mark else high
    opener = first if kind in "SCP" or first in ("and", "but", "or") else mark
    yield f"{group}: {'verb' if _VERB.search(tag, follows, after) else 'no verb'} after {opener}"
    ahead = next((hit for hit in reading.hits if follows <= hit.start < after and hit.form.entry.kind == "verb"), None)
    if ahead is not None:
        yield f"{group}: cue ahead"
        yield f"cue ahead after {opener}"
        yield f"{'next' if ahead.start - follows < 3 else 'later'} cue after {tag[ahead.start - 1]}"
    yield f"{group}: so far {_size(at - start)}"
    yield f"{group}: to come {_size(high - at)}"
    if cue > 1 and "R" in tag[max(0, cue - 4) : cue]:
        yield f"relative, {mark} {first if follows >= high or tag[follows] not in 'AV' else 'verb'}"
    if tag[0] == "S":
        yield f"{group}: sentence begins {low[0]}, {mark}"
    if "Q" in tag[start:at]:
        yield f"quoted before {mark}"
    if "Q" in tag[follows:after]:
        yield f"quoted after {first}"


def _name(words: Words, at: int, high: int) -> str:
    if at >= high:
        return "end"
    kind = words.tag[at]
    if kind == "a":
        return "adverb"
    if kind in _FUNCTION:
        return words.low[at]
    word = words.low[at]
    if kind == "n":
        return next((f"…{ending}" for ending in ("ing", "ed", "s") if word.endswith(ending)), "noun")
    return {"N": "name", "#": "number", "Q": "quote"}.get(kind, kind)


def _size(count: int) -> str:
    return next(name for limit, name in ((3, "1"), (6, "2"), (12, "3"), (24, "4"), (1 << 30, "5")) if count < limit)
