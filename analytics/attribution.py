"""Paragraphs → quotations: what a speaker voices, with cue, source phrase and exact offsets. No parser.

Quotation marks first, then the cues of each sentence, then what goes on from the sentence before: quotations without
a cue of their own, turns of transcripts, indirect speech that runs on.
"""

import re
from collections.abc import Sequence
from typing import NamedTuple

from analytics import clauses, speakers
from analytics.cues import Cues
from analytics.dialogue import bare_source, closed_by_cue, dialogue
from analytics.marks import Quoted, quoted
from analytics.plausibility import plausible
from analytics.reading import Report
from analytics.reports import reports
from analytics.sentences import sentence_spans
from analytics.turns import Turn, ends_minutes, is_minutes, turns, tweet
from analytics.voices import Voices
from analytics.words import QUOTE, Words, pieces

At = tuple[int, int, int]
_SIGNATURE = re.compile(
    r"(?P<dash>[—–-]{1,2}\s?)?(?P<name>[A-Z][\w.’'-]{0,20}(?:\s[A-Z][\w.’'-]{0,20}){1,4})(?:,[^.!?\n]{3,90})?[.\"”]{0,3}$"
)
SHORT = 4  # a quoted stretch of fewer words without a cue is a term, a title or a scare quote
LONG = 10  # one of so many words is speech
_EDGE = " \t\n\r\xa0,;:—–-"


class Quotation(NamedTuple):
    """One contiguous stretch `start`…`end` of a paragraph that a speaker voices.

    `surface` are the words that name the speaker and `surface_at` where they stand (paragraph, start, end), None where
    no words do. `via`: the index of the quotation (in the same list) whose speaker reports this one second-hand.
    """

    paragraph: int
    start: int
    end: int
    mode: str
    cue: str
    surface: str
    surface_at: At | None
    via: int | None = None


def attribute(blocks: Sequence[str], kinds: Sequence[str], title: str | None, lexicon: Cues) -> list[Quotation]:
    """Return the quotations of the body paragraphs of a document, in text order. Linear in its length."""
    turns_of = turns(blocks, kinds, title, lexicon.vocabulary)
    prose = [n for n, kind in enumerate(kinds) if kind == "body" and not turns_of[n]]
    marks = dict(zip(prose, quoted([blocks[n] for n in prose])))
    _mend(blocks, marks, lexicon)
    reader = _Reader(blocks, kinds, lexicon, minutes=is_minutes(blocks, title))
    for number, kind in enumerate(kinds):
        if kind != "body":
            continue
        for turn in turns_of[number]:
            reader.turn(number, turn)
        if not turns_of[number]:
            reader.paragraph(number, marks[number])
    return reader.result()


def _mend(blocks: Sequence[str], marks: dict[int, list[Quoted]], lexicon: Cues) -> None:
    """Set right what marks alone do not tell: speech between dashes, and where a quotation ends that is not closed."""
    numbers = sorted(marks)
    for number, following in zip(numbers, [*numbers[1:], -1]):
        quotes = marks[number]
        if not quotes:
            marks[number] = dialogue(blocks[number], lexicon)
        elif quotes[-1].opened and not quotes[-1].closed and not _goes_on(marks.get(following)):
            quotes[-1] = closed_by_cue(blocks[number], quotes[-1], lexicon)


def _goes_on(quotes: Sequence[Quoted] | None) -> bool:
    return quotes is not None and len(quotes) > 0 and quotes[0].continues


class _Reader:
    """Walks over the paragraphs and remembers who spoke last."""

    def __init__(self, blocks: Sequence[str], kinds: Sequence[str], cues: Cues, *, minutes: bool) -> None:
        self.blocks = blocks
        self.kinds = kinds
        self.minutes = minutes
        self.cues = cues
        self.found: list[Quotation] = []
        self.last: Quotation | None = None  # the latest first-hand quotation
        self.quoted: Quotation | None = None  # the latest that was quoted in marks
        self.about: tuple[int, Quotation | None, bool] | None = None  # of a paragraph, where asked
        self.announced: Quotation | None = None  # the source that the paragraph before announces with its last colon

    def result(self) -> list[Quotation]:
        order = sorted(
            range(len(self.found)),
            key=lambda k: (
                self.found[k].paragraph,
                self.found[k].start,
                -self.found[k].end,
                self.found[k].via is not None,
            ),
        )
        place = {old: new for new, old in enumerate(order)}
        return [
            self.found[k]._replace(via=place[via] if (via := self.found[k].via) is not None else None) for k in order
        ]

    def turn(self, number: int, turn: Turn) -> None:
        block = self.blocks[number]
        if not turn.voiced:
            return
        start, end = _trim(block, turn.start, turn.end)
        if start < end:
            self.found.append(
                Quotation(number, start, end, "direct", ":" if turn.label else "", turn.surface, turn.label)
            )
            self._within(number, len(self.found) - 1)

    def paragraph(self, number: int, quotes: Sequence[Quoted]) -> None:
        block = self.blocks[number]
        before = len(self.found)
        if len(block) < 120 and not self.cues.hints(block) and self._signature(number) is not None:
            return
        signed = tweet(block)
        if signed is not None:
            start, end = _trim(block, signed[0], signed[1])
            name = block[signed[2] : signed[3]].strip()
            self.found.append(Quotation(number, start, end, "direct", "", name, (number, signed[2], signed[3])))
            return
        whole = [(quote.start, quote.end) for quote in quotes]
        spans = self._rejoin(block, sentence_spans(block, whole), quotes)
        position = 0
        for start, end in spans:
            inside = []
            while position < len(quotes) and quotes[position].start < end:
                inside.append(quotes[position])
                position += 1
            if inside or self.cues.hints(block[start:end]):
                words = self.cues.vocabulary.read(block, start, end, inside)
                for part in pieces(words):
                    self._sentence(number, part, before)
                if not inside and (who := bare_source(words, self.cues)):
                    self.announced = Quotation(number, end, end, "direct", "", *_surface(block, number, words, who))
            if self.minutes and not ends_minutes(block):
                self._go_on(number, start, end)
        self.announced = self._announced(number, *spans[-1]) if spans and block.rstrip().endswith(":") else None

    def _rejoin(self, block: str, spans: Sequence[tuple[int, int]], quotes: Sequence[Quoted]) -> list[tuple[int, int]]:
        """Join the sentences that the end of a quotation parts from its cue: "Why?" Smith asked."""
        asked = {quote.end: block[quote.inner_end - 1 : quote.inner_end] for quote in quotes}
        joined: list[tuple[int, int]] = []
        for start, end in spans:
            mark = asked.get(joined[-1][1], "") if joined and end - start < 160 else ""
            if (mark and mark in "?!…-—" and block[start] not in "\"“'‘«„") or (
                mark == "." and bare_source(self.cues.vocabulary.read(block, start, end, ()), self.cues)
            ):
                joined[-1] = (joined[-1][0], end)
            else:
                joined.append((start, end))
        return joined

    def _announced(self, number: int, start: int, end: int) -> Quotation | None:
        """Return an empty quotation of whoever the sentence announces: "The minister wrote:"."""
        block = self.blocks[number]
        words = self.cues.vocabulary.read(block, start, end, ())
        who = None
        for hit in self.cues.find(words):
            if hit.form.entry.kind == "verb" and "quote" in hit.form.entry.takes:
                source = speakers.before(words, hit.start, 0)
                who = source.phrase if source is not None else who
        who = who or speakers.subject(words, 0, len(words.low))
        return Quotation(number, end, end, "direct", ":", *_surface(block, number, words, who)) if who else None

    def _go_on(self, number: int, start: int, end: int) -> None:
        """In minutes, let the sentence belong to who spoke last if nothing else claims its beginning."""
        block, last = self.blocks[number], self.last
        if last is None or any(q.paragraph == number and q.end > start for q in self.found[-4:]):
            return
        start, end = _trim(block, start, end, indirect=True)
        if last.paragraph == number and self.found[-1] is last and last.mode != "direct":
            self.found[-1] = self.last = last._replace(end=end)
        elif start < end:
            self.last = last._replace(paragraph=number, start=start, end=end, mode="indirect", cue="")
            self.found.append(self.last)

    def _sentence(self, number: int, words: Words, first: int) -> None:
        found = self._plausible(words, reports(words, self.cues)) if len(words.low) > 1 else {}
        index: dict[int, int] = {}
        used: set[int] = set()
        for k, report in sorted(found.items(), key=lambda item: item[1].outer is not None):
            quotation = self._quotation(number, words, report)
            if quotation is None:
                continue
            if report.outer is not None:
                if report.outer in index and _is_second_hand(words, report, found[report.outer], self.cues.voices):
                    self.found.append(quotation._replace(via=index[report.outer]))
                continue
            index[k] = len(self.found)
            self.found.append(quotation)
            if quotation.mode == "direct":
                self._within(number, index[k])
            self._remember(quotation)
            used.update(k for k in words.quote if report.content[0] <= k < report.content[1])
        for k in words.quote:
            if k in used:
                continue
            beside = self._beside(number, words, k, used)
            if beside is not None:
                used.add(k)
                self.found.append(beside)
                continue
            loose = self._loose(number, words, k, first)
            if loose is not None:
                self.found.append(loose)
                self._within(number, len(self.found) - 1)
                self._remember(loose)

    def _plausible(self, words: Words, read: list[Report]) -> dict[int, Report]:
        """Return the reports of speech by their index; one inside a report that is none stands for itself."""
        kept: dict[int, Report] = {}
        for k, report in sorted(enumerate(read), key=lambda item: item[1].outer is not None):
            if self.minutes and report.source is not None and not self._takes_part(words, report.source):
                continue
            if report.outer is not None and report.outer not in kept:
                report = report._replace(outer=None)  # noqa: PLW2901
            if report.construction != "relay" and (report.outer is not None or plausible(self.cues, words, report)):
                kept[k] = report
        return dict(sorted(kept.items()))

    def _takes_part(self, words: Words, source: tuple[int, int]) -> bool:
        """Tell whether the source is one of those who talk: a person or a name, not "we", "someone" or "both sides"."""
        if words.tag[source[0]] in "po":
            return words.low[source[0]] in ("he", "she")
        return self.cues.voices.read(words, *source) in ("person", "name")

    def _remember(self, quotation: Quotation) -> None:
        self.last, self.announced = quotation, None
        if quotation.mode != "indirect":
            self.quoted = quotation

    def _within(self, number: int, outer: int) -> None:
        """Find what a quotation reports of others: their words are heard through its speaker."""
        block, quotation = self.blocks[number], self.found[outer]
        for first, last in sentence_spans(block[quotation.start : quotation.end]):
            start, end = quotation.start + first, quotation.start + last
            if not self.cues.hints(block[start:end]):
                continue
            for words in pieces(self.cues.vocabulary.read(block, start, end, ())):
                for report in reports(words, self.cues):
                    if report.outer is None and _is_second_hand(words, report, None, self.cues.voices):
                        inner = self._quotation(number, words, report)
                        if inner is not None:
                            self.found.append(inner._replace(via=outer))

    def _beside(self, number: int, words: Words, at: int, used: set[int]) -> Quotation | None:
        """Attribute a quoted stretch that only a conjunction parts from one just attributed: "A" and "B"."""
        before = at - 1
        while before >= 0 and words.tag[before] in "C,":
            before -= 1
        if before not in used or before == at - 1 or self.last is None or self.last.mode != "direct":
            return None
        quote = words.quote[at]
        start, end = _trim(self.blocks[number], quote.inner_start, quote.inner_end)
        return self.last._replace(start=start, end=end) if start < end and self.last.paragraph == number else None

    def _loose(self, number: int, words: Words, at: int, first: int) -> Quotation | None:
        """Attribute a quoted stretch that no cue of its sentence claims; `first`: the paragraph's first in `found`."""
        block, quote = self.blocks[number], words.quote[at]
        text = block[quote.inner_start : quote.inner_end]
        length = len(text.split())
        alone = all(kind in "Q.,C-;:()'" for kind in words.tag)
        start, end = _trim(block, quote.inner_start, quote.inner_end)
        if start >= end:
            return None
        if alone or quote.continues:
            if length < 2 and not quote.continues:
                return None
            speaker = self._speaker(number) or (self._about(number - 1)[0] if length > SHORT else None)
            if speaker is None:
                return None
            return Quotation(number, start, end, "direct", speaker.cue, speaker.surface, speaker.surface_at)
        announced = at > 0 and words.tag[at - 1] == ":"
        if length < (2 if announced else SHORT):
            return None
        if not announced and _is_title(text):
            return None
        sentence = text[:1].isupper() and text.rstrip()[-1:] in ".,!?…"
        if announced or (sentence and length >= 5):
            who = speakers.subject(words, 0, at)
            dash = next((k for k in range(at - 2, max(0, at - 12), -1) if words.tag[k] == "-"), None)
            if announced and dash is not None and not clauses.has_verb(words, dash, at - 1):
                who = speakers.phrase_ending(words, at - 2, 0)
            if announced and at > 1 and words.tag[at - 2] == "n" and words.low[at - 2].endswith(("ed", "s")):
                source = speakers.before(words, at - 2, 0)
                who = source.phrase if source is not None else who
            if who is None and self.last is not None and len(self.found) > first:
                return Quotation(number, start, end, "direct", self.last.cue, self.last.surface, self.last.surface_at)
            if who is not None:
                cue = ":" if announced else ""
                return Quotation(number, start, end, "direct", cue, *_surface(block, number, words, who))
        return self._fragment(number, words, at, first) if length >= LONG else None

    def _fragment(self, number: int, words: Words, at: int, first: int) -> Quotation | None:
        """Attribute words quoted within a sentence: to whom the paragraph quoted last, else to its subject."""
        quote = words.quote[at]
        start, end = _trim(self.blocks[number], quote.inner_start, quote.inner_end)
        if self.last is not None and len(self.found) > first:
            return self.last._replace(paragraph=number, start=start, end=end, mode="direct", via=None)
        who = speakers.subject(words, 0, at)
        if who is None or not _is_person(words, who):
            return None
        return Quotation(number, start, end, "direct", "", *_surface(self.blocks[number], number, words, who))

    def _speaker(self, number: int) -> Quotation | None:
        """Return whose quotation goes on in one that stands alone."""
        if self.announced is not None and self.announced.paragraph == number:
            return self.announced
        if self.quoted is not None and self.quoted.paragraph == number:
            return self.quoted
        signature = self._signature(number + 1)
        if signature is not None:
            return signature
        if self.announced is not None and self.announced.paragraph >= number - 2:
            return self.announced
        about, spoke = self._about(number - 1)
        if spoke:
            return about
        if self.last is not None and number - self.last.paragraph <= 1:
            return self.last
        return None

    def _about(self, number: int) -> tuple[Quotation | None, bool]:
        """Return an empty quotation of whom the end of a paragraph is about, and whether it tells that they spoke."""
        if self.about is None or self.about[0] != number:
            spans = sentence_spans(self.blocks[number]) if number >= 0 and self.kinds[number] == "body" else []
            self.about = number, *(self._subject(number, *spans[-1]) if spans else (None, False))
        return self.about[1:]

    def _subject(self, number: int, start: int, end: int) -> tuple[Quotation | None, bool]:
        block = self.blocks[number]
        words = self.cues.vocabulary.read(block, start, min(end, start + 600), ())
        announces = self.cues.vocabulary.members["announces"]
        verb = next((k for k, word in enumerate(words.low) if word in announces), None)
        source = speakers.before(words, verb, 0) if verb is not None else None
        if source is None and not self.cues.hints(block[start:end].lower()):
            return None, False
        who = source.phrase if source is not None else speakers.subject(words, 0, len(words.low))
        if who is None:
            return None, False
        if not _is_person(words, who):
            return None, False
        return Quotation(number, end, end, "direct", "", *_surface(block, number, words, who)), source is not None

    def _signature(self, number: int) -> Quotation | None:
        """Return an empty quotation of whoever signs the one above: a short block with a name and no verb."""
        if number >= len(self.blocks):
            return None
        found = _SIGNATURE.match(self.blocks[number])
        if found is None or (self.kinds[number] != "body" and not found["dash"]):
            return None
        start, end = found.span("name")
        words = self.cues.vocabulary.read(self.blocks[number], start, len(self.blocks[number]), ())
        if any(kind in "AVp" for kind in words.tag):
            return None
        return Quotation(number, end, end, "direct", "", found["name"], (number, start, end))

    def _quotation(self, number: int, words: Words, report: Report) -> Quotation | None:
        block = self.blocks[number]
        low, high = report.content
        if low >= high:
            return None
        while low < high and words.tag[low] in ",;:-":
            low += 1
        while high > low and words.tag[high - 1] in ",;:-":
            high -= 1
        if low >= high:
            return None
        start, end = words.start[low], words.end[high - 1]
        only = [k for k in range(low, high) if words.tag[k] not in ".,;:!?-"]
        mode = "indirect"
        if only and all(words.tag[k] == QUOTE for k in only):
            mode = "direct"
            if len(only) == 1:
                quote = words.quote[only[0]]
                start, end = quote.inner_start, quote.inner_end
        elif any(words.tag[k] == QUOTE for k in only):
            mode = "mixed"
        start, end = _trim(block, start, end, indirect=mode == "indirect")
        if start >= end or not any(character.isalnum() for character in block[start:end]):
            return None
        cue = block[words.start[report.cue[0]] : words.end[report.cue[1] - 1]]
        if report.source is None:
            return Quotation(number, start, end, mode, cue, "", None)
        return Quotation(number, start, end, mode, cue, *_surface(block, number, words, report.source))


def _is_second_hand(words: Words, report: Report, outer: Report | None, voices: Voices) -> bool:
    """Tell whether a report inside another gives the position of someone else: named, by a word of saying."""
    if report.source is None or report.attitude or report.construction in ("object", "more", "relay", "to", "colon"):
        return False
    first, last = report.source[0], speakers.head(words, report.source)
    if words.tag[last] not in "Nn" or words.tag[first] == "p" or words.low[last] in _PLACEHOLDERS:
        return False
    if not voices.can(words, first, report.source[1]):
        return False
    return outer is None or outer.source is None or words.low[last] != words.low[speakers.head(words, outer.source)]


_PLACEHOLDERS = frozenset("people person question something things thing way time fact reports report".split())


def _is_person(words: Words, phrase: tuple[int, int]) -> bool:
    return words.tag[speakers.head(words, phrase)] == "N" or words.low[phrase[0]] in ("he", "she", "they")


def _is_title(text: str) -> bool:
    """Tell whether a quoted stretch is written as a title: every longer word capitalised."""
    return all(word[0].isupper() or not word[0].isalpha() for word in text.split() if len(word) > 4)


def _surface(block: str, number: int, words: Words, phrase: tuple[int, int]) -> tuple[str, At]:
    start, end = words.start[phrase[0]], words.end[phrase[1] - 1]
    text = block[start : words.end[speakers.head(words, phrase)]]
    for ending in ("'s", "’s"):
        if text.endswith(ending):
            text = text[:-2]
            end = start + len(text)
    return text, (number, start, end)


def _trim(block: str, start: int, end: int, *, indirect: bool = False) -> tuple[int, int]:
    """Leave out white space at the edges, and the marks that end an indirect clause."""
    while start < end and (block[start].isspace() or (indirect and block[start] in _EDGE)):
        start += 1
    while start < end and (block[end - 1].isspace() or (indirect and block[end - 1] in ",;:—–-.")):
        end -= 1
    return start, end
