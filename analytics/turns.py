"""Transcripts: which stretches of which blocks are turns of a speaker whose label stands before them, or the remarks of
one person.

A label is a name with a colon ("MS. BERG:", "Berg (via interpreter):") or, in the papers of presidents and committees,
with a full stop ("The President."). Questions of journalists without a name are turns that are not voiced.
"""

import re
from collections import Counter
from collections.abc import Sequence
from functools import cache
from typing import NamedTuple

from analytics.sentences import ABBREVIATIONS
from analytics.words import Vocabulary

_COLON = re.compile(
    r"(?:[\[(]?\d{1,2}:\d\d(?::\d\d)?[\])]?\s{1,3})?[*_#>\s]{0,6}([^\W\d_][^:\n]{0,110}?)[*_]{0,3}\s?:[*_]{0,3}(?:\s{1,8}|$|(?=[\"“«(\[]))"
)
_STOP = re.compile(
    r"[*_\s]{0,6}((?:[DM][a-z]{1,2}|Sen|Rep|Gov|Gen|Amb)\. [A-Z][\w'’-]{1,30}|[A-Z][^:.\n()]{1,40}?)"
    r"\.[*_]{0,3}\s{1,4}(?=[A-Z(\"“\[])"
)
_DASHED = re.compile(r"[*_\s]{0,6}([A-Z][^:.\n()–—-]{1,40}?)[*_]{0,3}\s[–—-]{1,2}\s{1,4}(?=[A-Z(\"“\[])")
_CLOSED_BY = {":": _COLON, ".": _STOP, "-": _DASHED}
_ASKS = re.compile(r"(?:Q(?:\.:?|:)?|QUESTION[.:]?|Question[.:])[ \t\xa0]{1,8}(?=\S)|Q:")
_ANSWERS = re.compile(r"(?:A|ANSWER|Answer)[.:][ \t\xa0]{0,8}(?=\S)")
_STAGE = re.compile(r"[(\[<][^()\[\]<>]{1,120}[)\]>][.,]?$")
_END = re.compile(r"(?:END|###|\* \* \*|\*\*\*|-30-|<…>)\s?(?:\d|$)")
_INTERPRETED = re.compile(
    r"[(\[](?:through|via|speaking|speaks|re-?translated|translated|interpreted|on camera|voice[ -]?over)\b"
    r"[^()\[\]]{0,40}[)\]][.:]?\s{0,3}",
    re.IGNORECASE,
)
_BRACKETS = re.compile(r"\([^()]{0,80}\)?|\[[^][]{0,80}\]?")
_WORD = re.compile(r"[^\W_]+(?:['’.\-][^\W_]+)*\.?")
_SMALL = frozenset("of the to for de von van der al and in at on a an la le du bin via with by from & ,".split())
_NAMES_TOO = ("will", "may")
_LONGEST = 12  # words of a label
_TELLING = 4  # blocks after the last label in which the absence of "I" and "we" tells a narrator
_INNER_REACH = 70  # characters that a label inside a block may be long
_AFTER_SENTENCE = re.compile(r"(?<=[.!?…)\]”\"’—-])\s{1,3}(?=[A-Z])")
_ANSWER_NAMES = ("A", "Answer", "ANSWER")
_INNER_NAMES = ("Q", "Question", "QUESTION", *_ANSWER_NAMES)
_FIRST_PERSON = re.compile(r"\b(?:I|I['’][a-z]+|we|We|my|My|our|Our|us|you|You|your)\b")
_REPORTED = re.compile(r"\b(?:he|she|[A-Z][a-z]{2,20}) (?:said|says|noted|added|stressed|told|emphasi[sz]ed|stated)\b")
_TOLD = re.compile(r"\b(?:said|says|according to)\b|[,.!?][\"”]\s")
_QUOTED = re.compile(r"[,.!?][\"”]\s")
_OPENING_MARK = re.compile(r"\s{0,3}[\"“«„]")


class Turn(NamedTuple):
    """A stretch `start`…`end` of a block that one speaker voices, and where the label stands (block, start, end)."""

    start: int
    end: int
    surface: str
    label: tuple[int, int, int] | None
    voiced: bool = True  # False: an unnamed journalist asks, or a stage direction


class Label(NamedTuple):
    """The label that opens a turn, as offsets: its name, and where its text begins."""

    start: int
    end: int
    text: int
    close: str = ":"  # what stands after the name


class _Grammar:
    """What labels are made of, from the words of `words.csv`."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        members = vocabulary.members
        self.tags = vocabulary.tags
        self.unnamed = members["questioner"]
        self.openers = members["opener"]
        self.ranks = members["rank"]
        kinds = "|".join(map(re.escape, sorted(members["remarks"], key=len, reverse=True)))
        matter = "|".join(map(re.escape, sorted(members["matter"], key=len, reverse=True)))
        self.matter = re.compile(rf"(?:{matter})\b", re.IGNORECASE)
        remarks = rf"(?i:{kinds})s?"
        self.remarks_by = re.compile(
            rf"\b{remarks}\b[^,:;]{{0,40}}?\b(?:by|of|from|with)\s(?P<name>(?:[Tt]he )?[A-Z][^,:;(–—]{{2,70}}?)"
            r"(?=\s(?:on|at|in|to|before|after|during|following|regarding|about|with|and|as|for the|ahead"
            r"|upon|prior|[a-z]+ing)\b|\s?$|\s?[,:;(–—])"
        )
        self.remarks_whose = re.compile(
            r"(?:(?i:full |the )?(?i:text|transcript|excerpts?|highlights) (?:of|from) )?"
            rf"(?P<name>[A-Z][^,:;(]{{2,60}}?)(?:['’]s?\s(?:[a-z]{{2,12}}\s){{0,2}}"
            rf"|\s(?=(?:Opening|Closing|Floor|Prepared)\s)|:\s)(?:(?i:opening|closing|floor|prepared|full)\s)?{remarks}\b"
        )

    def is_name(self, text: str, *, ranked: bool) -> bool:
        """Tell whether the words before a mark can be the label of a turn; `ranked`: they must hold a rank."""
        words = _WORD.findall(text)
        if not words or len(words) > _LONGEST or self.matter.match(text):
            return False
        outside = _BRACKETS.sub("", text)
        low = [word.rstrip(".").lower() for word in words]
        if ranked and (self.ranks.isdisjoint(low) or low[-1] in ABBREVIATIONS):
            return False
        if not outside.isupper() and not self._nominal(words[0], outside):
            return False
        name, _, _ = outside.partition(",")  # after the comma stands what the person is
        names = _WORD.findall(name)
        capital = [word[0].isupper() for word in names]
        return any(capital) and all(is_capital or word.lower() in _SMALL for word, is_capital in zip(names, capital))

    def _nominal(self, first: str, text: str) -> bool:
        opening = first.lower().partition("'")[0].partition("’")[0]
        if opening in self.openers:
            return False
        acronym = first.isupper() and len(first) > 1  # "US Secretary of State"
        if not acronym and opening not in _NAMES_TOO and self.tags.get(opening, "N") in "pPCSaRAVos":
            return False
        if opening.endswith("ing") and text[len(first) + 1 : len(first) + 2].islower():
            return False
        return all(self.tags.get(word, "N") not in "pASsoVR" for word in text.split() if word.islower())

    def is_unnamed(self, text: str) -> bool:
        """Tell whether a label names nobody: a journalist, a voice, the audience."""
        words = [word.rstrip(".").lower() for word in _WORD.findall(_BRACKETS.sub("", text).partition(",")[0])]
        if not words:
            return True
        known = [word in self.unnamed or word.rstrip("s") in self.unnamed for word in words]
        if known[0] and (len(words) == 1 or words[1] == "from" or all(known)):
            return True
        return known[-1] and len(words) <= 4 and not text.isupper()


@cache
def _grammar(vocabulary: Vocabulary) -> _Grammar:
    return _Grammar(vocabulary)


def turns(blocks: Sequence[str], kinds: Sequence[str], title: str | None, vocabulary: Vocabulary) -> list[list[Turn]]:
    """Return for each block its turns, or none where it is the narrator's prose.

    A document is a transcript where labels repeat, where several are in capitals or name people, or where it asks and
    answers; its blocks without a label belong to the last one. The remarks of one person named in the title are a turn.
    """
    grammar = _grammar(vocabulary)
    labels = [_label(block, grammar) if kind == "body" else None for block, kind in zip(blocks, kinds)]
    body = [number for number, kind in enumerate(kinds) if kind == "body"]
    transcript = _Transcript(blocks, body, labels, grammar)
    named = _named_in_title(blocks, kinds, title, grammar)
    if not body or not transcript.is_one():
        return _remarks(blocks, kinds, named, body)
    return transcript.walk(kinds, named)


def _label(block: str, grammar: _Grammar) -> Label | None:
    if _ASKS.match(block):
        return None  # a question may hold a colon of its own
    for close, pattern in _CLOSED_BY.items():
        found = pattern.match(block)
        if found is None:
            continue
        start, end = found.span(1)
        text = block[start:end].rstrip()
        if grammar.is_name(text, ranked=close == "."):
            # What stands in brackets, such as (retranslated), is no part of the name.
            return Label(start, start + len(text.partition(" (")[0].rstrip()), found.end(), close)
    return None


def _key(text: str) -> str:
    return text.partition(",")[0].strip(" .*").casefold()


def _capitals(text: str) -> bool:
    letters = [character for character in text.partition(",")[0] if character.isalpha()]
    return len(letters) > 2 and all(character.isupper() for character in letters)


def _is_long(name: str) -> bool:
    """Tell whether a name has two parts: "Anna Berg", "A.Berg"."""
    return sum(1 for part in re.split(r"[\s.]+", _BRACKETS.sub("", name)) if part[:1].isupper()) >= 2


class _Transcript:
    """The labels of a document, and whether they make it a transcript."""

    def __init__(
        self, blocks: Sequence[str], body: Sequence[int], labels: Sequence[Label | None], grammar: _Grammar
    ) -> None:
        self.blocks, self.body, self.grammar = blocks, body, grammar
        names = {n: blocks[n][found.start : found.end] for n, found in enumerate(labels) if found}
        counts = Counter(_key(name) for name in names.values())
        self.asked = sum(1 for n in body if _ASKS.match(blocks[n]))
        self.answered = sum(1 for n in body if _ANSWERS.match(blocks[n]))
        colons = [names[n] for n, found in enumerate(labels) if found and found.close == ":"]
        in_capitals = sum(map(_capitals, colons))
        only_capitals = in_capitals >= 3 and in_capitals * 10 >= len(colons) * 8
        repeated = {key for key, count in counts.items() if count > 1}
        # Names before a full stop or a dash are labels only where two are repeated, or one that is asked.
        weak = {
            close: {_key(names[n]) for n, found in enumerate(labels) if found and found.close == close} & repeated
            for close in (".", "-")
        }
        if not repeated.isdisjoint(map(_key, colons)):
            weak["-"] = set()
        self.genuine: dict[int, Label] = {}
        self.strong = 0
        for n, found in enumerate(labels):
            if found is None:
                continue
            name = names[n]
            again = _key(name) in repeated and len(name.split()) <= 8
            after = blocks[n][found.text : found.text + 1]
            if found.close != ":":
                known = weak[found.close]
                genuine = (len(known) > 1 or bool(self.asked and known)) and (again or found.close == ".")
            elif after and after in "\"“«'‘" and not (only_capitals and _capitals(name)):
                genuine = False  # a quotation: read as one
            elif only_capitals and not again:
                genuine = _capitals(name) or _capitals(name.rpartition(" ")[2]) or grammar.is_unnamed(name)
            else:
                lone = found.text >= len(blocks[n]) and not self._speaks_below(n, labels)
                genuine = _capitals(name) or again or grammar.is_unnamed(name) or (_is_long(name) and not lone)
            if genuine:
                self.genuine[n] = found
                self.strong += _capitals(name) or again
        self.known = {_key(names[n]) for n in self.genuine if _capitals(names[n]) or counts[_key(names[n])] > 1}
        self.shouted = only_capitals
        self.questions = self._questions(names)

    def _speaks_below(self, number: int, labels: Sequence[Label | None]) -> bool:
        """Tell whether the block below a label that stands alone may be its speech: no label, and no quotation."""
        below = self.blocks[number + 1 : number + 2]
        return bool(below) and labels[number + 1] is None and not _OPENING_MARK.match(below[0])

    def is_one(self) -> bool:
        """Tell whether the document is a transcript."""
        if self.strong >= 2 or (self.asked and (self.answered or self.genuine)):
            return True
        first = min(self.genuine, default=None)
        return first is not None and _is_speech(self.blocks, [n for n in self.body if n >= first])

    def walk(self, kinds: Sequence[str], answerer: Turn | None) -> list[list[Turn]]:
        """Return the turns of each block."""
        result: list[list[Turn]] = []
        current: Turn | None = None
        prose = self._prose()
        for number, (block, kind) in enumerate(zip(self.blocks, kinds)):
            if number in self.questions:
                current = Turn(len(block), len(block), "", None, voiced=False)
                result.append([current])
                continue
            if kind != "body" or _END.match(block) or number in prose:
                current = current if kind != "body" else None
                result.append([])
                continue
            asks, answers = _ASKS.match(block), _ANSWERS.match(block)
            found = self.genuine.get(number)
            if found is not None:
                current = self._turn(number, found)
            elif asks:
                current = Turn(asks.end(), len(block), "", None, voiced=False)
            elif answers:
                current = (answerer or Turn(0, 0, "", None))._replace(start=answers.end(), end=len(block))
            elif _STAGE.match(block):
                result.append([Turn(len(block), len(block), "", None, voiced=False)])
                continue
            elif current is not None:
                current = current._replace(start=0, end=len(block))
            else:
                result.append([])
                continue
            parts = [current]
            for inner in self._inside(block, current.start):
                parts[-1] = current._replace(end=inner.start)
                if block[inner.start : inner.end] in _ANSWER_NAMES:
                    current = (answerer or Turn(0, 0, "", None))._replace(start=inner.text, end=len(block))
                else:
                    current = self._turn(number, inner)
                parts.append(current)
            named = [part for part in parts if part.voiced and part.label is not None]
            answerer = named[-1] if named else answerer
            result.append(parts)
        return result

    def _questions(self, names: dict[int, str]) -> frozenset[int]:
        """Return the blocks that must be questions without a label: after each the same person is named again."""
        if self.asked or len({_key(names[n]) for n in self.genuine}) > 1:
            return frozenset()
        before = (last for last, number in zip(self.body, self.body[1:]) if number in self.genuine)
        return frozenset(n for n in before if n not in self.genuine and "?" in self.blocks[n][-300:])

    def _turn(self, number: int, found: Label) -> Turn:
        block = self.blocks[number]
        surface = block[found.start : found.end]
        aside = _INTERPRETED.match(block, found.text)
        return Turn(
            aside.end() if aside else found.text,
            len(block),
            surface,
            (number, found.start, found.end),
            not self.grammar.is_unnamed(surface),
        )

    def _inside(self, block: str, low: int) -> list[Label]:
        """Return the labels that stand inside a block, after the end of a sentence: known ones, or in capitals."""
        found: list[Label] = []
        colon = block.find(": ", low)
        while colon >= 0:
            window = max(low, colon - _INNER_REACH)
            for begin in _AFTER_SENTENCE.finditer(block, window, colon):
                at = begin.end()
                name = block[at:colon]
                if block[max(low, at - 8) : at].rstrip(" .").rpartition(" ")[2].lower() in ABBREVIATIONS:
                    continue  # "MR. KIRBY"
                known = "," not in name and _key(name) in self.known
                if self.shouted:
                    known = _capitals(name) and self.grammar.is_name(name, ranked=False)
                elif self.asked:
                    known = known or name in _INNER_NAMES
                if known:
                    found.append(Label(at, at + len(name.partition(" (")[0].rstrip()), colon + 2))
                    low = colon + 2
                    break
            colon = block.find(": ", colon + 2)
        return found

    def _prose(self) -> frozenset[int]:
        """Return the blocks after the last label if they tell of the speakers, as an article does: nobody says "I"."""
        tail: list[int] = []
        for number in self.body:
            marked = number in self.genuine or _ASKS.match(self.blocks[number]) or _ANSWERS.match(self.blocks[number])
            if marked:
                tail.clear()
            else:
                tail.append(number)
        text = " ".join(self.blocks[n] for n in tail)
        words = len(text.split())
        tells = len(tail) >= _TELLING and len(_FIRST_PERSON.findall(text)) * 150 < words and _TOLD.search(text)
        return frozenset(tail if tells else ())


def _is_speech(blocks: Sequence[str], numbers: Sequence[int]) -> bool:
    """Tell whether blocks are in the first person, and report nobody."""
    text = " ".join(blocks[n] for n in numbers)
    first = len(_FIRST_PERSON.findall(text))
    reported = len(_REPORTED.findall(text)) + len(_QUOTED.findall(text))
    return first * 40 > len(text.split()) and reported * 3 <= first


def _remarks(blocks: Sequence[str], kinds: Sequence[str], named: Turn | None, body: Sequence[int]) -> list[list[Turn]]:
    nothing: list[list[Turn]] = [[] for _ in blocks]
    if named is None or not body:
        return nothing
    text = " ".join(blocks[n] for n in body)
    first = len(_FIRST_PERSON.findall(text))
    reported = len(_REPORTED.findall(text)) + len(_QUOTED.findall(text))
    opened = sum(1 for n in body if _OPENING_MARK.match(blocks[n]))
    if first * 100 < len(text.split()) or reported * 3 > first or opened * 2 > len(body):
        return nothing
    return [
        [named._replace(end=len(block))] if kind == "body" and not _STAGE.match(block) else []
        for block, kind in zip(blocks, kinds)
    ]


def _named_in_title(blocks: Sequence[str], kinds: Sequence[str], title: str | None, grammar: _Grammar) -> Turn | None:
    """Return a turn of whoever the title says speaks: "Remarks by X", "X's answers"."""
    headings = [block for block, kind in zip(blocks[:4], kinds) if kind == "heading"]
    for heading in filter(None, (title, *headings)):
        read = (grammar.remarks_by.search(heading[:300]), grammar.remarks_whose.search(heading[:300]))
        found = min((match for match in read if match), key=lambda match: match.start(), default=None)
        if found is not None:
            name = found["name"].strip()
            places = ((n, blocks[n].find(name)) for n in range(min(5, len(blocks))) if kinds[n] == "heading")
            where = next(((n, at, at + len(name)) for n, at in places if at >= 0), None)
            return Turn(0, 0, name, where)
    return None


_TWEET = re.compile(r"\s{0,3}[—–-]{1,3}\s?(?P<name>[^—–()@\n]{2,60}?)\s?\(@\w{1,30}\)[^@]{0,40}$")
_TWEET_FIRST = re.compile(r"(?P<name>[^—–()@\n]{2,60}?)\s?\(@\w{1,30}\):?\s{1,4}(?=[A-Z0-9\"“‘#@.…])")
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
