"""Transcripts: which blocks are turns of a speaker whose label stands before them, or the remarks of one person."""

import re
from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

_LABEL = re.compile(r"(?:[*_#>\s]{0,6})([^\W\d_][^:\n]{0,90}?)[*_]{0,3}\s?:[*_]{0,3}(?:\s{1,8}|$|(?=[\"“«]))")
_QUESTION = re.compile(
    r"(?:Q|QUESTION|Question|JOURNALIST|REPORTER|Reporter|Journalist|PRESS)\b\s{0,3}[.:]?[ \t\xa0]{1,8}(?=\S)"
    r"|Q:|Q\.:?\s"
)
_ASKS = re.compile(r"Q[.:]?[ \t\xa0]{1,8}(?=[^\s:])")  # a question that may hold a colon of its own
_ANSWER = re.compile(r"(?:A|ANSWER|Answer)\b\s{0,3}[.:][ \t\xa0]{0,8}(?=\S)")
_STAGE = re.compile(r"[(\[<][^()\[\]<>]{1,120}[)\]>][.,]?$")
_END = re.compile(
    r"(?:END|###|\* \* \*|\*\*\*|-30-|<…>)\s?(?:\d|$)|Published in sections:|Publication status:|\(To be continued"
)
_SMALL = frozenset("of the to for de von van der al and in at on a an la le du bin via with , & by from".split())
_WORD = re.compile(r"[^\W_]+(?:['’.\-][^\W_]+)*\.?")
_JOURNALIST = re.compile(
    r"(?:question|q|reporter|journalist|press|moderator|speaker|voice|unknown|remark|retort|reply|"
    r"response from the floor|from the floor)s?$",
    re.IGNORECASE,
)
_NOT_NAMES = re.compile(
    r"(?:read|see|watch|photo|image|video|file|source|related|more|note|update|updated|editor|tags|topics|by|exclusive|"
    r"breaking|correction|contact|subject|date|time|place|here|this|that|what|why|how|but|and|the following|full|key|"
    r"analysis|opinion|live|location|from|re|cc|participants|present|washington|moscow|published|"
    r"image copyright|media caption)\b",
    re.IGNORECASE,
)
# Words that a label never holds, though the opening of a spoken sentence often does.
_NOT_LABELS = re.compile(
    r"\b(?:I|[Ww]e|[Yy]ou|[Hh]e|[Ss]he|[Ii]t|[Tt]hey|[Mm]y|[Oo]ur|[Yy]our|[Tt]his|[Tt]hese|[Tt]hose|is|are|was|were|be|"
    r"am|has|have|had|do|does|did|say|says|said|tell|told|want|will|would|can|could|should|may|must|not|if|when|because|as|than)\b|['’](?:s|m|re|ve|ll|d|t)\b"
)
_OPENERS = frozenset(
    "so look now today yesterday tomorrow and but or on in to at as if well yes no again first second third finally "
    "also then here there let let's my our your his her their its the because since while when although though for "
    "from with "
    "one last next good great thank thanks okay ok sorry please all some many most another other".split()
)
_FIRST_PERSON = re.compile(r"\b(?:I|I['’][a-z]+|we|We|my|My|our|Our|us|you|You|your)\b")
_KINDS_OF_REMARKS = (
    r"(?i:remarks|statements?|address|speech|interview|message|answers?|news conference|press conference|letter|op-ed|"
    r"testimony|toast|greetings?|transcript|excerpts?|lecture|article|column|comments)"
)
_REMARKS = re.compile(
    rf"\b{_KINDS_OF_REMARKS}\b[^,:;]{{0,40}}?\b(?:by|of|from|with)\s(?P<name>(?:[Tt]he )?[A-Z][^,:;(–—]{{2,70}}?)"
    r"(?=\s(?:on|at|in|to|before|after|during|following|regarding|about|with|and|announcing|marking|honoring)\b|\s?$|\s?[,:;(–—])"
)
_POSSESSIVE = re.compile(
    rf"(?:(?i:full |the )?(?i:text|transcript|excerpts?|highlights) (?:of|from) )?"
    rf"(?P<name>[A-Z][^,:;(]{{2,60}}?)['’]s?\s"
    rf"(?:[a-z]{{2,12}}\s){{0,2}}{_KINDS_OF_REMARKS}\b"
)


_REPORTED = re.compile(r"\b(?:he|she|[A-Z][a-z]{2,20}) (?:said|says|noted|added|stressed|told|emphasi[sz]ed|stated)\b")
_QUOTED = re.compile(r"[,.!?][\"”]\s")


class Turn(NamedTuple):
    """What one block holds of a turn: its text from `start` on, and where its label stands (block, start, end)."""

    start: int
    surface: str
    label: tuple[int, int, int] | None
    voiced: bool = True  # False: an unnamed journalist asks, or a stage direction


def label(block: str) -> tuple[int, int, int] | None:
    """Return the label that opens `block`: its start, its end, and where its text begins."""
    found = _LABEL.match(block)
    if found is None:
        return None
    start, end = found.span(1)
    text = block[start:end].rstrip()
    words = _WORD.findall(text)
    if not words or len(words) > 12 or _NOT_NAMES.match(text):
        return None
    outside = re.sub(r"\([^)]*\)?", "", text)
    if not outside.isupper() and (words[0].lower() in _OPENERS or _NOT_LABELS.search(outside)):
        return None
    name, _, _ = outside.partition(",")  # after the comma stands what the person is
    names = _WORD.findall(name)
    if not any(word[0].isupper() for word in names):
        return None
    if not all(word[0].isupper() or word.lower() in _SMALL for word in names):
        return None
    # What stands in brackets, such as (retranslated), is no part of the name.
    named = len(text.partition(" (")[0].rstrip())
    return start, start + named, found.end()


def turns(blocks: Sequence[str], kinds: Sequence[str], title: str | None) -> list[Turn | None]:
    """Return for each block its part in a turn, or None where it is the narrator's prose.

    A document is a transcript where labels repeat, where several are in capitals or name people, or where it asks and
    answers; its blocks without a label belong to the last one. The remarks of one person named in the title are a turn.
    """
    labels = [label(block) if kind == "body" and not _ASKS.match(block) else None for block, kind in zip(blocks, kinds)]
    body = [number for number, kind in enumerate(kinds) if kind == "body"]
    counts = Counter(_key(blocks[n][found[0] : found[1]]) for n, found in enumerate(labels) if found)
    asked = sum(1 for n in body if _QUESTION.match(blocks[n]))
    answered = sum(1 for n in body if _ANSWER.match(blocks[n]))
    genuine = [n for n, found in enumerate(labels) if found and _is_genuine(blocks[n], found, counts)]
    strong = [n for n in genuine if (found := labels[n]) and _is_strong(blocks[n][found[0] : found[1]], counts)]
    enough = len(strong) >= 2 or (asked and (answered or genuine)) or (genuine and _speaks(blocks, body, genuine[0]))
    if not body or not enough:
        return _remarks(blocks, kinds, title, body)
    return _walk(blocks, kinds, labels, frozenset(genuine), _named_in_title(blocks, kinds, title))


def _key(text: str) -> str:
    return text.strip(" .*").casefold()


def _is_genuine(block: str, found: tuple[int, int, int], counts: Counter[str]) -> bool:
    text = block[found[0] : found[1]]
    after = block[found[2] : found[2] + 1]
    if after and after in "\"“«'‘":
        return False  # a quotation: read as one
    named = sum(1 for word in _WORD.findall(re.sub(r"\([^)]*\)?", "", text)) if word[0].isupper())
    return _is_strong(text, counts) or (named >= 2 and len(block) > found[2])


def _is_strong(text: str, counts: Counter[str]) -> bool:
    """Tell whether a label can hardly be prose: in capitals, or repeated in the document."""
    letters = [character for character in text if character.isalpha()]
    capitals = all(character.isupper() for character in letters) and len(letters) > 2
    return capitals or (counts[_key(text)] > 1 and len(text.split()) <= 8)


def _speaks(blocks: Sequence[str], body: Sequence[int], first: int) -> bool:
    """Tell whether the text from the only label on is in the first person."""
    text = " ".join(blocks[n] for n in body if n >= first)
    return len(_FIRST_PERSON.findall(text)) * 40 > len(text.split()) and text.count('"') + text.count("“") < 4


def _walk(
    blocks: Sequence[str],
    kinds: Sequence[str],
    labels: Sequence[tuple[int, int, int] | None],
    genuine: frozenset[int],
    answerer: Turn | None,
) -> list[Turn | None]:
    result: list[Turn | None] = []
    current: Turn | None = None
    for number, (block, kind) in enumerate(zip(blocks, kinds)):
        if kind != "body":
            result.append(None)
            continue
        question, answer = _QUESTION.match(block), _ANSWER.match(block)
        if _END.match(block):
            current = None
            result.append(None)
            continue
        if number in genuine:
            found = labels[number]
            assert found is not None
            surface = block[found[0] : found[1]]
            current = Turn(found[2], surface, (number, found[0], found[1]), not _JOURNALIST.match(surface.strip()))
            if current.voiced:
                answerer = current
            result.append(current if block[found[2] :].strip() else None)
        elif question:
            current = Turn(question.end(), "", None, voiced=False)
            result.append(current)
        elif answer and answerer is not None:
            current = answerer._replace(start=answer.end())
            result.append(current)
        elif answer:
            current = Turn(answer.end(), "", None)
            result.append(current)
        elif _STAGE.match(block):
            result.append(Turn(len(block), "", None, voiced=False))
        else:
            result.append(current._replace(start=0) if current is not None else None)
    return result


def _remarks(blocks: Sequence[str], kinds: Sequence[str], title: str | None, body: Sequence[int]) -> list[Turn | None]:
    nothing: list[Turn | None] = [None] * len(blocks)
    named = _named_in_title(blocks, kinds, title)
    if named is None or not body:
        return nothing
    text = " ".join(blocks[n] for n in body)
    first = len(_FIRST_PERSON.findall(text))
    reported = len(_REPORTED.findall(text)) + len(_QUOTED.findall(text))
    if first * 100 < len(text.split()) or reported * 3 > first:
        return nothing
    return [named if kind == "body" and not _STAGE.match(block) else None for block, kind in zip(blocks, kinds)]


def _named_in_title(blocks: Sequence[str], kinds: Sequence[str], title: str | None) -> Turn | None:
    """Return a turn of whoever the title says speaks: "Remarks by X", "X's answers"."""
    headings = [block for block, kind in zip(blocks[:4], kinds) if kind == "heading"]
    for heading in filter(None, (title, *headings)):
        read = (_REMARKS.search(heading[:300]), _POSSESSIVE.search(heading[:300]))
        found = min((match for match in read if match), key=lambda match: match.start(), default=None)
        if found is not None:
            name = found["name"].strip()
            places = ((n, blocks[n].find(name)) for n in range(min(5, len(blocks))) if kinds[n] == "heading")
            where = next(((n, at, at + len(name)) for n, at in places if at >= 0), None)
            return Turn(0, name, where)
    return None


_TWEET = re.compile(r"\s{0,3}[—–-]{1,3}\s?(?P<name>[^—–()@\n]{2,60}?)\s?\(@\w{1,30}\)[^@]{0,40}$")
_TWEET_FIRST = re.compile(r"(?P<name>[^—–()@\n]{2,60}?)\s?\(@\w{1,30}\)\s{1,4}(?=\S)")
_MINUTES = re.compile(
    r"\b(?:record|memorandum|memo|minutes|notes|summary record|protocol|account) of (?:the |a |an |main content of )*"
    r"(?:conversation|talk|meeting|discussion|negotiation)s?\b|\bmemcon\b",
    re.IGNORECASE,
)


def tweet(block: str) -> tuple[int, int, int, int] | None:
    """Return the text of a block that is a tweet with its signature, and the name: "… — Name (@handle) date"."""
    if "(@" not in block:
        return None
    tail = max(0, len(block) - 200)
    found = _TWEET.search(block, tail)
    if found is not None and found.start() > 10:
        return 0, found.start(), *found.span("name")
    found = _TWEET_FIRST.match(block[:120])
    if found is not None and len(block) - found.end() > 20:
        return found.end(), len(block), *found.span("name")
    return None


def is_minutes(blocks: Sequence[str], title: str | None) -> bool:
    """Tell whether the document is the record of a conversation, in which what follows a report belongs to it."""
    return any(_MINUTES.search(text[:200]) for text in (title or "", *blocks[:3]))


_END_OF_MINUTES = re.compile(
    r"(?:recorded|transcribed|translated|taken down|interpreted|written down) by\b"
    r"|\b(?:attended|took part in|present at)\b[^.]{0,30}\b(?:conversation|meeting|talks)\b|^(?-i:[A-Z]{3,8})\. ",
    re.IGNORECASE,
)


def ends_minutes(block: str) -> bool:
    """Tell whether a block of minutes says who attended or recorded, or where the paper lies: not what was said."""
    return _END_OF_MINUTES.search(block, 0, 160) is not None
