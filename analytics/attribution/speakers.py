"""The source phrase next to a cue: which words name the speaker, found from word classes alone."""

from typing import NamedTuple

from analytics.words import NOMINAL, Words

Phrase = tuple[int, int]  # words start…end, end exclusive
REACH = 40  # words that an apposition or a relative clause may be long
_APPOSES = frozenset("dsRPn#NaS")
_INSIDE = frozenset("of for in at on from with to over about against near under behind".split())
_JOINED = 6  # words up to which the first half of a joint source and its "and" are read
_BARE = frozenset("the a an no every".split())  # nobody without a noun
_NO_SOURCE = frozenset("there that this which what who".split())


class Found(NamedTuple):
    """A source: its words, and where the clause that it heads begins."""

    phrase: Phrase
    clause: int


def phrase_ending(words: Words, last: int, low: int) -> Phrase | None:
    """Return the noun phrase that ends with the word `last`, no word of it before `low`."""
    tag, text = words.tag, words.low
    if last < low:
        return None
    kind = tag[last]
    if kind == "p":
        return last, last + 1
    at = last
    start = last + 1
    floor = max(low, last - REACH)
    while at >= floor:
        kind = tag[at]
        if kind in NOMINAL:
            start = at
        elif kind in "ds":
            start = at
            if at - 1 >= floor and tag[at - 1] == "d":
                start = at = at - 1
            if (first := _joined_before(words, start, low)) is not None:
                return first, last + 1
            if not (at - 1 >= floor and tag[at - 1] == "P" and text[at - 1] in _INSIDE):
                break
        elif kind == "P":
            if at - 1 < floor or (tag[at - 1] not in "Nn)#o" and text[at - 1] not in ("one", "some", "many", "both")):
                break
            if text[at] not in _INSIDE:
                break
        elif kind == "C":
            joined = at - 1 - (at - 1 > floor and tag[at - 1] == ",")
            if joined < floor or tag[joined] not in "Nn)" or start > last:
                break
            left = phrase_ending(words, joined, floor)
            if left is None or not _clause_start(words, left[0], low):
                break
            return _list_start(words, left[0], low), last + 1
        elif kind == ")":
            opening = _opening(words, at, floor)
            if opening is None:
                break
            at = opening
        elif kind in "pao" and text[at] in ("others", "both", "many", "some", "another", "one", "all"):
            start = at
        elif (
            kind == "Q"
            and start <= last
            and words.end[at] - words.start[at] < 40
            and at - 1 >= floor
            and tag[at - 1] in "dsn"
        ):
            pass
        else:
            break
        at -= 1
    while start <= last and tag[start] in "PCa)":
        start += 1
    if low < start < last and tag[start - 1] == "P" and tag[start] in "ds" and _clause_start(words, start - 1, low):
        # "In his speech President Doe said": the adverbial has no comma.
        name = next((k for k in range(start + 2, last + 1) if tag[k] == "N" and tag[k - 1] == "n"), start)
        start = name
    return (start, last + 1) if start <= last else None


def _joined_before(words: Words, start: int, low: int) -> int | None:
    """Return where a source begins of which the phrase at `start` is the second half: "the premier and the envoy"."""
    at = start - 2
    if at < low or words.low[start - 1] != "and" or words.tag[at] not in "Nn" or words.low[at].endswith("ed"):
        return None
    while at >= low and words.tag[at] in "Nn":
        at -= 1
    at += at < low or words.tag[at] not in "ds"
    return at if start - at <= _JOINED and _clause_start(words, at, low) else None


def _list_start(words: Words, start: int, low: int) -> int:
    """Return where a list of names begins whose last comma stands before `start`: "A, B and C"."""
    tag = words.tag
    for _ in range(6):
        at = start - 2
        if at < low or tag[start - 1] != "," or tag[at] != "N" or tag[start] not in "Nd":
            break
        while at > low and tag[at - 1] in "Nd":
            at -= 1
        if at > low + 1 and words.low[at - 1] == "of" and tag[at - 2] == "n":
            at -= 2  # "the ministers of A, B and C"
            while at > low and tag[at - 1] in "nd":
                at -= 1
        if start - at > 6 or not _clause_start(words, at, low):
            break
        start = at
    return start


def _clause_start(words: Words, at: int, low: int) -> bool:
    return at <= low or words.tag[at - 1] in ",;:-(SCR.Q"


def _opening(words: Words, close: int, low: int) -> int | None:
    for at in range(close - 1, max(low, close - 12) - 1, -1):
        if words.tag[at] == "(":
            return at
    return None


def before(words: Words, cue: int, low: int) -> Found | None:
    """Return the source to the left of the verb at `cue`, and where its clause begins."""
    found = _before(words, cue, low)
    if found is not None:
        start, end = found.phrase
        if "more" in words.low[start:end] and " MORE" in words.text[words.start[start] : words.end[end - 1]]:
            return found._replace(phrase=_before_links(words, found.phrase, low) or found.phrase)
    return found


def head(words: Words, phrase: Phrase) -> int:
    """Return the last word of a source that names it: the one before ", who"."""
    at = phrase[1] - 1
    while at > phrase[0] and words.tag[at] in "R,":
        at -= 1
    return at


def _before(words: Words, cue: int, low: int) -> Found | None:
    """Return the source to the left of the verb at `cue`: over auxiliaries, adverbs and insertions."""
    tag, text = words.tag, words.low
    at = cue - 1
    for _ in range(REACH):
        if at < low:
            return None
        kind = tag[at]
        if kind in "Aat" or text[at] == "not":
            at -= 1
            if kind == "t" and at >= low and text[at] in words.members["moment"]:
                at -= 1
            if kind == "t" and at >= low and tag[at] in "P#" and at - 1 >= low:
                at -= 1
        elif kind == "#" and at - 1 >= low and tag[at - 1] == "t":
            at -= 2
            at -= at >= low and tag[at] == "P"
        elif kind == "P" and text[at] in ("to", "before", "after", "while", "since"):
            at -= 1
            if text[at + 1] == "to" and at > low and tag[at] == "n" and tag[at - 1] == "A" and text[at].endswith("ed"):
                at -= 1  # "is reported to have said"
        else:
            break
    if at < low:
        return None
    kind = tag[at]
    if kind == "R":
        return _antecedent(words, at, low)
    if kind in ",-)":
        return _over_insertion(words, at, low)
    if kind == "C":
        return None
    phrase = phrase_ending(words, at, low)
    if phrase is None:
        return None
    start = phrase[0]
    if start - 3 > low and tag[start - 1] == "P" and tag[start - 2] in "Vn" and tag[start - 3] == "R":
        return _antecedent(words, start - 3, low)  # "the envoy who arrived on the train said"
    if start - 2 > low and tag[start - 1] in "PS" and tag[start - 2] == "n" and text[start - 2].endswith("ed"):
        made = phrase_ending(words, start - 3, low)  # "a statement issued after the meeting said"
        if made is not None and _clause_start(words, made[0], low):
            return Found(made, made[0])
    timed = text[phrase[1] - 1] in words.members["period"] or (tag[phrase[1] - 1] == "#" and phrase[1] - start == 1)
    if timed and start - 1 > low and text[start - 1] in ("in", "during", "over", "since", "at", "on"):
        return _before(words, start - 1, low)  # "who in 2010 said", "have in the past said"
    if (
        phrase[1] - phrase[0] == 1
        and tag[phrase[0]] != "p"
        and (
            text[phrase[0]] in words.members["moment"]
            or (tag[phrase[0]] == "n" and text[phrase[0]].endswith(("ed", "ing")))
        )
    ):
        return None
    if phrase[1] - phrase[0] == 1 and text[phrase[0]] in _NO_SOURCE:
        return None
    return Found(phrase, phrase[0])


def _before_links(words: Words, phrase: Phrase, low: int) -> Phrase | None:
    """Return the name before a list of links that some outlets print after each: "Jane Doe Jane Anne Doe… MORE"."""
    first = subject(words, low, phrase[1])
    if first is None:
        return None
    end = first[0]
    seen: set[str] = set()
    while end < first[1] and words.tag[end] in "NdsP" and words.low[end] not in seen:
        seen.add(words.low[end])
        end += 1
    return (first[0], end) if end > first[0] else None


def _antecedent(words: Words, relative: int, low: int) -> Found | None:
    at = relative - 1
    if at >= low and words.tag[at] in ",-":
        at -= 1
    if at >= low and words.tag[at] == "P":
        at -= 1
    phrase = phrase_ending(words, at, low)
    if phrase is not None and words.tag[at] == "N":
        start = at
        while start > phrase[0] and words.tag[start - 1] in "Nds":
            start -= 1
        phrase = start, phrase[1]
    return Found((phrase[0], relative + 1), relative) if phrase else None


def _over_insertion(words: Words, closing: int, low: int) -> Found | None:
    """Return the source before an insertion (apposition, relative clause) that ends at the mark `closing`."""
    tag = words.tag
    mark = "(" if tag[closing] == ")" else tag[closing]
    floor = max(low, closing - REACH)
    for at in range(closing - 1, floor - 1, -1):
        if tag[at] == mark:
            inner = tag[at + 1] if at + 1 < closing else ""
            if not inner or (inner not in _APPOSES and not words.low[at + 1].endswith("ing")):
                continue
            if inner == "#" and closing - at == 2 and tag[at - 1] in "#t":
                continue  # the year of a date: "…, which answers one of March 3, 2011, says"
            phrase = phrase_ending(words, at - 1, low)
            if phrase is None:
                return None
            whose = _before_adverbial(words, phrase[0], floor, low)
            if whose is not None:
                return Found(whose, whose[0])
            if mark == "," and closing - at > 2 and all(tag[k] == "N" for k in range(at + 1, closing)):
                described = any(tag[k] in "nd" for k in range(*phrase))
                first = _named_first(words, phrase[0] - 1, floor, low) if described else None
                if first is not None:
                    return Found(first, first[0])  # "Jane Doe, editor of the Vatican's daily, L'Osservatore, said"
                if described:  # "the envoy to the UN, Jane Doe, said"
                    return Found((at + 1, closing), phrase[0])
            # "X, a Y, chairman of Z, said": go on to the first of a row of insertions.
            titled = tag[phrase[0]] in "n#ds" or "of" in words.low[slice(*phrase)]  # "X, Democrat of Ohio, who …, said"
            first = _named_first(words, phrase[0] - 1, floor, low) if mark == "," and titled else None
            if first is not None:
                return Found(first, first[0])
            return Found(phrase, phrase[0])
    return None


def _named_first(words: Words, comma: int, floor: int, low: int) -> Phrase | None:
    """Return the name that opens its clause before the comma at `comma`, the first of a row of insertions."""
    if comma < floor or words.tag[comma] != ",":
        return None
    first = phrase_ending(words, comma - 1, low)
    named = first is not None and words.tag[first[1] - 1] == "N" and _clause_start(words, first[0], low)
    return first if named else None


def _before_adverbial(words: Words, start: int, floor: int, low: int) -> Phrase | None:
    """Return the name before an adverbial whose noun phrase begins at `start`: "Doe, at a talk with X, a Y, said"."""
    if start - 3 < floor or words.tag[start - 1] != "P" or words.tag[start - 2] != ",":
        return None
    name = phrase_ending(words, start - 3, low)
    if name is None or words.tag[name[1] - 1] != "N" or not _clause_start(words, name[0], low):
        return None
    return name


def after(words: Words, at: int, high: int) -> Phrase | None:
    """Return the noun phrase that begins at the word `at` (after an adverb), for inverted order: said X."""
    tag, text = words.tag, words.low
    while at < high and tag[at] in "a":
        at += 1
    if at >= high:
        return None
    if tag[at] == "p":
        return at, at + 1
    if tag[at] not in "dsNn#o" and text[at] not in ("both", "all"):
        return None
    start, end = at, at
    floor_end = min(high, at + REACH)
    while at < floor_end:
        kind = tag[at]
        if kind == "n" and at > start and text[at].endswith("ed"):
            break
        if kind in NOMINAL or (kind in "ds" and (at == start or tag[at - 1] in "PCds")):
            end = at + 1
        elif kind == "P":
            name_only = at > start and all(tag[k] == "N" for k in range(start, at))
            allowed = ("of",) if name_only else ("of", "for", "at", "in", "to", "from", "on", "with")
            if end != at or text[at] not in allowed or at + 1 >= high or tag[at + 1] not in "NdsnQ#":
                break
            if text[at] in ("in", "at", "on", "to", "from", "with") and (
                text[at - 1] in ("statement", "interview")
                or tag[at - 1] == "N"
                or tag[at + 1] not in "Nds"
                or text[at + 2 : at + 3] in (["statement"], ["interview"], ["tweet"], ["speech"], ["news"])
            ):
                break
        elif kind == "C":
            if end != at or at + 1 >= high or tag[at + 1] not in ("Ndsn" if text[start] == "both" else "Nds"):
                break
        elif kind == "(":
            closing = next((k for k in range(at, min(high, at + 12)) if tag[k] == ")"), None)
            if closing is None:
                break
            at = closing
        else:
            break
        at += 1
    if end == start or text[end - 1] in _BARE or tag[end - 1] == "s":
        return None
    return start, end


def _past_dateline(words: Words, low: int, high: int) -> int:
    """Return the first word after a dateline: "GENEVA, June 3 (AP) -"."""
    for at in range(low, min(high, low + 12)):
        if words.tag[at] == "-":
            return at + 1 if at > low else low
        if words.tag[at] not in "N,()t#.:":
            break
    return low


def subject(words: Words, low: int, high: int) -> Phrase | None:
    """Return the subject of the clause of the words `low`…`high`: its first noun phrase, after adverbials."""
    tag, text = words.tag, words.low
    at = _past_dateline(words, low, high)
    for _ in range(4):
        if at >= high:
            return None
        kind = tag[at]
        opens_adverbial = (
            kind in "PSat" or text[at].endswith("ing") or (kind in "nN" and at == low and text[at].endswith("ed"))
        )
        if kind in 'C-,("' or kind == "Q":
            at += 1
        elif opens_adverbial:
            comma = next((k for k in range(at, min(high, at + REACH)) if tag[k] == ","), None)
            if comma is None:
                if kind in "at":
                    at += 1
                    continue
                return None
            at = comma + 1
        else:
            break
    if at >= high:
        return None
    phrase = after(words, at, high)
    return None if phrase is None or text[phrase[1] - 1] in words.members["moment"] else phrase
