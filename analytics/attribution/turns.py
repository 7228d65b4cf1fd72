"""Transcripts: which stretches of which blocks are turns of a speaker whose label stands before them, or the remarks of
one person. Questions of journalists without a name are turns that are not voiced.
"""

import re
from collections import Counter
from collections.abc import Sequence
from functools import cache
from typing import NamedTuple

from analytics.attribution.labels import ASKS, Label, Labels, in_capitals, is_long, key
from analytics.sentences import ABBREVIATIONS
from analytics.words import Vocabulary

_ANSWERS = re.compile(r"(?:A|ANSWER|Answer)[.:][ \t\xa0]{0,8}(?=\S)")
_STAGE = re.compile(r"[(\[<][^()\[\]<>]{1,120}[)\]>][.,]?$")
_END = re.compile(r"(?:END|###|\* \* \*|\*\*\*|-30-|<…>)\s?(?:\d|$)")
_INTERPRETED = re.compile(
    r"[(\[](?:through|via|speaking|speaks|re-?translated|translated|interpreted|on camera|voice[ -]?over)\b"
    r"[^()\[\]]{0,40}[)\]][.:]?\s{0,3}",
    re.IGNORECASE,
)
_NAME_WORD = r"[A-Z][\w.’'-]{0,30}?"
_TELLING = 4  # blocks after the last label in which the absence of "I" and "we" tells a narrator
_INNER_REACH = 70  # characters that a label inside a block may be long
_AFTER_SENTENCE = re.compile(r"(?<=[.!?…)\]”\"’—-])\s{1,3}(?=[A-Z])")
_INTRODUCING, _LEAD = 6, 1500  # blocks, and characters of each, that may introduce who is asked
_ASKED = re.compile(
    r"\b(?:(?:spoke|spoken|speaks|talked|talks|sat down|chatted) (?:with|to)|interviewed|interviews"
    r"|(?:interview|conversation) with) (?P<name>[A-Z][\w.’'-]{0,20}(?: [A-Z][\w.’'-]{0,20}){1,3})"
)
_ANSWER_NAMES = ("A", "Answer", "ANSWER")
_INNER_NAMES = ("Q", "Question", "QUESTION", *_ANSWER_NAMES)
_FIRST_PERSON = re.compile(r"\b(?:I|I['’][a-z]+|we|We|my|My|our|Our|us|you|You|your)\b")
_REPORTED = re.compile(r"\b(?:he|she|[A-Z][a-z]{2,20}) (?:said|says|noted|added|stressed|told|emphasi[sz]ed|stated)\b")
_QUOTED = re.compile(r"[,.!?][\"”]\s")
_TOLD = re.compile(rf"\b(?:said|says|according to)\b|{_QUOTED.pattern}")
_OPENING_MARK = re.compile(r"\s{0,3}[\"“«„]")


class Turn(NamedTuple):
    """A stretch `start`…`end` of a block that one speaker voices, and where the label stands (block, start, end)."""

    start: int
    end: int
    surface: str
    label: tuple[int, int, int] | None
    voiced: bool = True  # False: an unnamed journalist asks, or a stage direction


_labels = cache(Labels)


@cache
def _remarks_of(vocabulary: Vocabulary) -> tuple[re.Pattern[str], ...]:
    """Return what finds the name in "Joint statement by X and Y", "Remarks by X", "X's remarks"."""
    kinds = "|".join(map(re.escape, sorted(vocabulary.members["remarks"], key=len, reverse=True)))
    remarks = rf"(?i:{kinds})s?"
    words = rf"(?:[Tt]he\s)?{_NAME_WORD}(?:\s(?:{_NAME_WORD}|of|the|and|for))"
    name, names = rf"(?P<name>{words}{{0,9}}?)", rf"(?P<name>{words}{{1,9}}?)"
    ends = (
        r"\s(?i:on|at|in|to|before|after|during|following|regarding|about|with|by|as|for the|ahead|upon|prior"
        r"|[a-z]+ing)\b"
        r"|['’]s?\s|\s?$|\s?[,:;(–—]"
    )
    by = r"\b[^,:;]{0,40}?(?:\b(?i:by|of|from|with)|:)\s"
    return (
        re.compile(rf"\b(?i:joint) {remarks}{by}{name}(?={ends})"),
        re.compile(rf"\b{remarks}{by}{names}(?=\sand\b|{ends})"),
        re.compile(rf"\b{remarks}{by}{name}(?={ends})"),
        re.compile(
            rf"{name}(?:['’]s?\s(?:[A-Za-z]{{2,12}}\s){{0,4}}?|:\s|\s(?=(?:Opening|Closing|Floor|Prepared)\s"
            rf"|Remarks\s(?:at|on|to|in|with)\s))(?:(?i:opening|closing|floor|prepared|full)\s)?{remarks}\b"
        ),
    )


def turns(blocks: Sequence[str], kinds: Sequence[str], title: str | None, vocabulary: Vocabulary) -> list[list[Turn]]:
    """Return for each block its turns, or none where it is the narrator's prose.

    A document is a transcript where labels repeat, where several are in capitals or name people, or where it asks and
    answers; its blocks without a label belong to the last one. The remarks of one person named in the title are a turn.
    """
    grammar = _labels(vocabulary)
    labels = [grammar.find(block) if kind == "body" else None for block, kind in zip(blocks, kinds)]
    body = [number for number, kind in enumerate(kinds) if kind == "body"]
    transcript = _Transcript(blocks, body, labels, grammar)
    named = _named_in_title(blocks, kinds, title, vocabulary)
    if not body or not transcript.is_one():
        return _remarks(blocks, kinds, named, body)
    return transcript.walk(kinds, named or _interviewed(blocks, body))


class _Transcript:
    """The labels of a document, and whether they make it a transcript."""

    def __init__(
        self, blocks: Sequence[str], body: Sequence[int], labels: Sequence[Label | None], grammar: Labels
    ) -> None:
        self.blocks, self.body, self.grammar = blocks, body, grammar
        names = {n: blocks[n][found.start : found.end] for n, found in enumerate(labels) if found}
        counts = Counter(key(name) for name in names.values())
        self.asked = sum(1 for n in body if ASKS.match(blocks[n]))
        self.answered = sum(1 for n in body if _ANSWERS.match(blocks[n]))
        colons = [names[n] for n, found in enumerate(labels) if found and found.close == ":"]
        shouted = sum(map(in_capitals, colons))
        only_capitals = shouted >= 3 and shouted * 10 >= len(colons) * 8
        repeated = {name for name, count in counts.items() if count > 1}
        # Names before a full stop or a dash are labels only where two are repeated, or one that is asked.
        weak = {
            close: {key(names[n]) for n, found in enumerate(labels) if found and found.close == close} & repeated
            for close in (".", "-")
        }
        if not repeated.isdisjoint(map(key, colons)):
            weak["-"] = set()
        self.genuine: dict[int, Label] = {}
        self.quoting: set[int] = set()  # blocks that quote somebody else: Anna Berg, of the union: “…”
        self.strong = 0
        for n, found in enumerate(labels):
            if found is None or names[n] in _ANSWER_NAMES:  # who answers is named elsewhere
                continue
            name = names[n]
            again = key(name) in repeated and len(name.split()) <= 8
            after = blocks[n][found.text : found.text + 1]
            if found.close != ":":
                known = weak[found.close]
                genuine = (len(known) > 1 or bool(self.asked and known)) and (again or found.close == ".")
            elif after and after in "\"“«'‘" and not (only_capitals and in_capitals(name)):
                genuine = False  # a quotation: read as one
                if is_long(name) or again:
                    self.quoting.add(n)
            elif only_capitals and not again:
                genuine = in_capitals(name) or in_capitals(name.rpartition(" ")[2]) or grammar.is_unnamed(name)
            else:
                lone = found.text >= len(blocks[n]) and not self._speaks_below(n, labels)
                genuine = in_capitals(name) or again or grammar.is_unnamed(name) or (is_long(name) and not lone)
            if genuine:
                self.genuine[n] = found
                self.strong += in_capitals(name) or again
        self.known = {key(names[n]) for n in self.genuine if in_capitals(names[n]) or counts[key(names[n])] > 1}
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
            if kind != "body" or _END.match(block) or number in prose or number in self.quoting:
                current = current if kind != "body" else None
                result.append([])
                continue
            asks, answers = ASKS.match(block), _ANSWERS.match(block)
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
        if self.asked or len({key(names[n]) for n in self.genuine}) > 1:
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
                known = "," not in name and key(name) in self.known
                if self.shouted:
                    known = in_capitals(name) and self.grammar.is_name(name, ranked=False)
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
            marked = number in self.genuine or ASKS.match(self.blocks[number]) or _ANSWERS.match(self.blocks[number])
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
    words, first, reported = _persons(blocks, numbers)
    return first * 40 > words and reported * 3 <= first


def _persons(blocks: Sequence[str], numbers: Sequence[int]) -> tuple[int, int, int]:
    """Return how many words blocks have, how many in the first person, and how often they report or quote someone."""
    text = " ".join(blocks[n] for n in numbers)
    reported = len(_REPORTED.findall(text)) + len(_QUOTED.findall(text))
    return len(text.split()), len(_FIRST_PERSON.findall(text)), reported


def _remarks(blocks: Sequence[str], kinds: Sequence[str], named: Turn | None, body: Sequence[int]) -> list[list[Turn]]:
    nothing: list[list[Turn]] = [[] for _ in blocks]
    if named is None or not body:
        return nothing
    words, first, reported = _persons(blocks, body)
    opened = sum(1 for n in body if _OPENING_MARK.match(blocks[n]))
    if first * 100 < words or reported * 3 > first or opened * 2 > len(body):
        return nothing
    return [
        [named._replace(end=len(block))] if kind == "body" and not _STAGE.match(block) else []
        for block, kind in zip(blocks, kinds)
    ]


def _interviewed(blocks: Sequence[str], body: Sequence[int]) -> Turn | None:
    """Return a turn of whoever the words before the first question say was asked: "We spoke with Jane Doe"."""
    for number in body[:_INTRODUCING]:
        if ASKS.match(blocks[number]):
            break
        if found := _ASKED.search(blocks[number][:_LEAD]):
            return Turn(0, 0, found["name"], (number, *found.span("name")))
    return None


def _named_in_title(
    blocks: Sequence[str], kinds: Sequence[str], title: str | None, vocabulary: Vocabulary
) -> Turn | None:
    """Return a turn of whoever the title says speaks: "Remarks by X", "X's answers"."""
    headings = [block for block, kind in zip(blocks[:4], kinds) if kind == "heading"]
    for heading in filter(None, (title, *headings)):
        read = (pattern.search(heading[:300]) for pattern in _remarks_of(vocabulary))
        found = min((match for match in read if match), key=lambda match: match.start(), default=None)
        if found is not None:
            name = found["name"]
            places = ((n, blocks[n].find(name)) for n in range(min(5, len(blocks))) if kinds[n] == "heading")
            where = next(((n, at, at + len(name)) for n, at in places if at >= 0), None)
            return Turn(0, 0, name, where)
    return None
