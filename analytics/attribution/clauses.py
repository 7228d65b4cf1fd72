"""The content of a cue: which words are the reported clause or complement, found from word classes alone."""

import re

from analytics.attribution.cues import Entry
from analytics.words import NOMINAL, QUOTE, Words

STATES = frozenset(
    "in on at during after before through via from by of with about following to around under amid as".split()
)
WH = frozenset("whether what how why if when where who which".split())
THAT_WITHIN = 18
_FIRST = re.compile(r"[a-z]{2,20}")


def past_phrase(words: Words, at: int, high: int) -> int:
    """Return the word after the prepositional phrase that begins at `at`."""
    tag = words.tag
    at += 1
    seen = False
    while at < high:
        kind = tag[at]
        if (kind in "ds" and not seen) or (kind in "#a" and not seen) or kind == "t":
            at += 1
        elif kind in NOMINAL:
            if seen and kind == "N" and tag[at - 1] == "n":
                break
            seen = True
            at += 1
        elif kind == "P" and words.low[at] in ("of", "with", "for", "in", "on", "at", "from", "to") and seen:
            at += 1
            seen = False
        elif kind == "o" and not seen:
            at += 1
            break
        else:
            break
    return at


def _that_ahead(words: Words, at: int, high: int) -> int | None:
    """Return the place of the "that" of a that-clause a few words on, with nothing like a verb between."""
    for k in range(at, min(high, at + THAT_WITHIN)):
        if words.low[k] == "that" and words.tag[k] == "S":
            return k
        if words.tag[k] in "AVp;:" or (words.tag[k] == QUOTE and words.tag[k - 1] in ",:-"):
            return None
    return None


def has_verb(words: Words, low: int, high: int) -> bool:
    """Tell whether the words may be a clause: an auxiliary or a form that looks finite stands among them."""
    return any(
        kind in "AV"
        or (kind == QUOTE and (words.end[k] - words.start[k] > 20 or _quotes_verb(words, k)))
        or "'" in words.low[k]
        or (kind == "n" and words.low[k].endswith(("ed", "s")))
        for k, kind in enumerate(words.tag[low + 1 : high], low + 1)
    )


def start_after(words: Words, at: int, high: int, entry: Entry) -> tuple[int, str] | None:
    """Return where the content begins that follows the cue which ends before `at`, and its construction.

    Skips adverbs, times, addressees and adverbial phrases between them.
    """
    tag, low, takes = words.tag, words.low, entry.takes
    clausal = bool(takes & {"that", "clause", "quote", "wh"})
    for _ in range(8):
        if at >= high:
            return None
        kind = tag[at]
        word = low[at]
        if word == "that" and "that" in takes:
            return at + 1, "that"
        if kind == QUOTE:
            return (at, "quote") if clausal or takes & {"object", "object-as"} else None
        if kind == ":":
            return (at + 1, "colon") if at + 1 < high else None
        if word == "to" and "to" in takes:
            return (at + 1 if low[at + 1 : at + 2] and low[at + 1].endswith("ing") else at), "to"
        if kind in "PS" and word in takes and word not in ("that", "wh"):
            return (at + 1, word) if at + 1 < high else None
        if word in WH and ("wh" in takes or (word != "which" and takes & {"that", "clause"})):
            return at, "wh"
        if kind == "t" or (kind == "a" and word not in ("there", "here", "both", "all")):
            at += 1
            continue
        if kind == ",":
            ahead = at + 1
            if ahead >= high:
                return None
            if tag[ahead] == QUOTE:
                return ahead, "quote"
            if low[ahead] == "that" and "that" in takes:
                return ahead + 1, "that"
            if tag[ahead] in "PaS" or low[ahead].endswith("ing"):
                closing = next((k for k in range(ahead, min(high, ahead + 25)) if tag[k] == ","), None)
                begins = closing is not None and closing + 1 < high
                if closing is not None and begins and (low[closing + 1] == "that" or tag[closing + 1] == QUOTE):
                    at = closing + 1
                    continue
            clause = "clause" in takes and tag[ahead] in "SPdspNn#" and not low[ahead].endswith("ing")
            return (ahead, "clause") if clause and has_verb(words, ahead, high) else None
        if kind == "o" and word.endswith(("self", "selves")):
            at += 1
            continue
        if kind == "P" and clausal and (word in STATES or "that" in takes):
            that = _that_ahead(words, at, high) if "that" in takes else None
            if that is not None:
                return that + 1, "that"
            if word not in STATES:
                break
            past = past_phrase(words, at, high)
            if past <= at or past >= high:
                return None
            at = past
            if tag[at] in ",:" or tag[at] in "tPa" or tag[at] == QUOTE or low[at] == "that":
                continue
            return (at, "clause") if "clause" in takes and has_verb(words, at, high) else None
        if "hearer" in takes and kind in "dsoNn#":
            that = _that_ahead(words, at, high)
            if that is not None:
                return that + 1, "that"
            past = past_phrase(words, at - 1, high)
            if "object" in takes and (past >= high or low[past] not in takes):
                return at, "object"
            if past >= high or past == at:
                return None
            if tag[at] != "o" and tag[past] in "AV" and "clause" in takes:
                return at, "clause"
            at = past
            if tag[at] in ":" or tag[at] == QUOTE or (tag[at] == "," and at + 1 < high and tag[at + 1] == QUOTE):
                continue
            if low[at] == "to":
                return at, "to"
            if tag[at] in "tP" and low[at] not in takes:
                quote = next((k for k in range(at, min(high, at + 15)) if tag[k] == QUOTE), None)
                if quote is not None and tag[quote - 1] in ",:":
                    return quote, "quote"
            if low[at] in takes:
                return at + 1, low[at]
            if low[at] in WH:
                return at, "wh"
            return (at, "clause") if has_verb(words, at, high) and tag[at] in "dspNn#S" else None
        if kind == "(":
            closing = next((k for k in range(at, min(high, at + 15)) if tag[k] == ")"), None)
            if closing is None:
                return None
            at = closing + 1
            continue
        break
    else:
        return None
    kind = tag[at]
    if kind == "S" and low[at] in ("as", "after", "before", "while", "when", "than", "since"):
        return None
    if kind in "dspNn#oSa" or low[at].endswith("ing"):
        if low[at].endswith("ing") and "ing" in takes:
            return at, "ing"
        if "clause" in takes and kind != "o" and has_verb(words, at - 1, high):
            return at, "clause"
        if takes & {"object", "object-as"} and (kind in "dspNn#o" or (low[at] == "that" and "that" not in takes)):
            return at, "object"
    return None


def _quotes_verb(words: Words, at: int) -> bool:
    """Tell whether a quotation after a noun begins with what looks like its verb: the city “remains open”."""
    first = _FIRST.match(words.text, words.quote[at].inner_start) if words.tag[at - 1] in NOMINAL else None
    if first is None:
        return False
    word, members = first[0], words.members
    return word in members["verb"] or word in members["auxiliary"] or (len(word) > 3 and word.endswith(("ed", "s")))


def is_clause(words: Words, low: int, high: int) -> bool:
    """Tell whether an auxiliary or another plain verb stands among the words."""
    return any(words.tag[k] in "AV" for k in range(low, high))
