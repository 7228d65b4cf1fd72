"""Paragraphs → quotations: what a speaker voices, with cue, source phrase and exact offsets. No parser.

Quotation marks first, then the cues of each sentence, then what goes on from the sentence before: quotations without
a cue of their own, turns of transcripts, indirect speech that runs on.
"""

import re
from collections.abc import Sequence

from analytics.attribution.cues import Cues
from analytics.attribution.dialogue import bare_source, closed_by_cue, dialogue, opens_with_report
from analytics.attribution.marks import Quoted, quoted
from analytics.attribution.minutes import ends_minutes, is_minutes
from analytics.attribution.plausibility import plausible
from analytics.attribution.quotations import Quotation, surface_of, trim
from analytics.attribution.reports import reports
from analytics.attribution.second_hand import is_second_hand, may_be_second_hand
from analytics.attribution.sentence import Reading, Report
from analytics.attribution.turns import Turn, turns
from analytics.attribution.uncued import Memory
from analytics.reading.tweets import tweet
from analytics.sentences import sentence_spans
from analytics.words import QUOTE, Words, pieces

_WOULD = re.compile(r"\bwould\b")
_BETWEEN = 4  # characters between a report that ends its sentence and the next sentence
_CLAUSE = 160  # characters up to which a sentence after a quoted question is taken for its clause


def attribute(blocks: Sequence[str], kinds: Sequence[str], title: str | None, cues: Cues) -> list[Quotation]:
    """Return the quotations of the body paragraphs of a document, in text order. Linear in its length."""
    turns_of = turns(blocks, kinds, title, cues.vocabulary)
    prose = [n for n, kind in enumerate(kinds) if kind == "body" and not turns_of[n]]
    marks = dict(zip(prose, quoted([blocks[n] for n in prose])))
    _mend(blocks, marks, cues)
    reader = _Reader(blocks, kinds, cues, minutes=is_minutes(blocks, title))
    for number, kind in enumerate(kinds):
        if kind != "body":
            continue
        for turn in turns_of[number]:
            reader.turn(number, turn)
        if not turns_of[number]:
            reader.paragraph(number, marks[number])
    return reader.result()


def _mend(blocks: Sequence[str], marks: dict[int, list[Quoted]], cues: Cues) -> None:
    """Set right what marks alone do not tell: speech between dashes, and where a quotation ends that is not closed."""
    numbers = sorted(marks)
    for number, following in zip(numbers, [*numbers[1:], -1]):
        quotes = marks[number]
        if not quotes:
            marks[number] = dialogue(blocks[number], cues)
        elif quotes[-1].opened and not quotes[-1].closed and not _goes_on(marks.get(following)):
            quotes[-1] = closed_by_cue(blocks[number], quotes[-1], cues)


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
        self.memory = Memory(blocks, kinds, cues)
        self.open: list[tuple[Quotation, int | None]] = []  # without a cue yet, and not closed; where in `found`

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
        found = (self.found[k] for k in order)
        return [
            quotation if quotation.via is None else quotation._replace(via=place[quotation.via]) for quotation in found
        ]

    def turn(self, number: int, turn: Turn) -> None:
        block = self.blocks[number]
        if not turn.voiced:
            return
        start, end = trim(block, turn.start, turn.end)
        if start < end:
            self.found.append(
                Quotation(number, start, end, "direct", ":" if turn.label else "", turn.surface, turn.label)
            )
            self._within(number, len(self.found) - 1)

    def paragraph(self, number: int, quotes: Sequence[Quoted]) -> None:
        block = self.blocks[number]
        before = len(self.found)
        if len(block) < 120 and not self.cues.hints(block) and self.memory.signature(number) is not None:
            return
        signed = tweet(block)
        if signed is not None:
            start, end = trim(block, signed[0], signed[1])
            name = block[signed[2] : signed[3]].strip()
            self.found.append(Quotation(number, start, end, "direct", "", name, (number, signed[2], signed[3])))
            return
        if not (quotes and quotes[0].continues):
            self.open.clear()
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
                if not inside:
                    self.memory.announce(number, end, words)
            if not inside:
                self.memory.before = number, start, end
            goes_on = not ends_minutes(block) if self.minutes else not inside and self._is_free(number, start, end)
            if goes_on:
                self._go_on(number, start, end)
        self.memory.end_paragraph(number, spans[-1] if spans else None)

    def _rejoin(self, block: str, spans: Sequence[tuple[int, int]], quotes: Sequence[Quoted]) -> list[tuple[int, int]]:
        """Join the sentences that the end of a quotation parts from its cue: "Why?" Smith asked."""
        ends = {quote.end: (quote.start, block[quote.inner_end - 1 : quote.inner_end]) for quote in quotes}
        joined: list[tuple[int, int]] = []
        for start, end in spans:
            begun, mark = ends.get(joined[-1][1], (0, "")) if joined else (0, "")
            alone = mark != "." or begun == joined[-1][0]  # else the quotation has a clause of its own
            if mark and alone and self._belongs(block, mark, start, end):
                joined[-1] = (joined[-1][0], end)
            else:
                joined.append((start, end))
        return joined

    def _belongs(self, block: str, mark: str, start: int, end: int) -> bool:
        """Tell whether a sentence is the clause of the quotation before it, whose last mark is `mark`."""
        if mark == ".":
            return bare_source(self.cues.vocabulary.read(block, start, end, ()), self.cues) is not None
        if mark not in "?!…-—" or block[start] in "\"“'‘«„":
            return False
        return end - start < _CLAUSE or opens_with_report(block, start, start + _CLAUSE, self.cues)

    def _is_free(self, number: int, start: int, end: int) -> bool:
        """Tell whether the sentence is free indirect speech: what was said would be, and this would be too."""
        block, last = self.blocks[number], self.memory.last
        if last is None or last.paragraph != number or last.mode != "indirect" or self.found[-1] is not last:
            return False
        if not 0 <= start - last.end <= _BETWEEN or not _WOULD.search(block, last.start, last.end):
            return False
        if not _WOULD.search(block, start, min(end, start + _CLAUSE)):
            return False
        words = self.cues.vocabulary.read(block, start, end, ())
        verb = next((k for k, tag in enumerate(words.tag) if tag in "AV"), 0)
        return words.low[verb] in ("would", "wouldn't") and words.low[verb + 1 : verb + 2] != ["like"]

    def _go_on(self, number: int, start: int, end: int) -> None:
        """Let the sentence belong to who spoke last if nothing else claims its beginning."""
        block, last = self.blocks[number], self.memory.last
        if last is None or any(q.paragraph == number and q.end > start for q in self.found[-4:]):
            return
        start, end = trim(block, start, end, indirect=True)
        if last.paragraph == number and self.found[-1] is last and last.mode != "direct":
            self.found[-1] = self.memory.last = last._replace(end=end)
        elif start < end:
            self.memory.last = last._replace(paragraph=number, start=start, end=end, mode="indirect", cue="")
            self.found.append(self.memory.last)

    def _sentence(self, number: int, words: Words, first: int) -> None:
        found = self._plausible(words, reports(Reading(words, self.cues))) if len(words.low) > 1 else {}
        index: dict[int, int] = {}
        used: set[int] = set()
        for k, report in sorted(found.items(), key=lambda item: item[1].outer is not None):
            quotation = self._quotation(number, words, report)
            if quotation is None:
                continue
            if report.outer is not None:
                if report.outer in index and is_second_hand(words, report, found[report.outer], self.cues.voices):
                    self.found.append(quotation._replace(via=index[report.outer]))
                continue
            index[k] = len(self.found)
            self.found.append(quotation)
            if quotation.mode == "direct":
                self._within(number, index[k])
            self.memory.remember(quotation)
            claimed = [k for k in words.quote if report.content[0] <= k < report.content[1]]
            if claimed and quotation.mode == "direct" and words.quote[claimed[0]].continues:
                self._claim(quotation)
            used.update(claimed)
        for k in words.quote:
            if k in used:
                continue
            beside = self.memory.beside(number, words, k, used)
            if beside is not None:
                used.add(k)
                self.found.append(beside)
                continue
            loose = self.memory.loose(number, words, k, spoken=len(self.found) > first)
            if loose is not None:
                self.found.append(loose)
                self._within(number, len(self.found) - 1)
                self.memory.remember(loose)
            if not words.quote[k].closed:
                self._leave_open(number, words.quote[k], loose)

    def _leave_open(self, number: int, quote: Quoted, loose: Quotation | None) -> None:
        """Remember a quotation without a cue that goes on: the cue may come in its last paragraph."""
        start, end = trim(self.blocks[number], quote.inner_start, quote.inner_end)
        if start < end:
            made = loose or Quotation(number, start, end, "direct", "", "", None)
            self.open.append((made, None if loose is None else self.found.index(loose, max(0, len(self.found) - 40))))

    def _claim(self, quotation: Quotation) -> None:
        """Give the paragraphs of a quotation that had no cue to the speaker whom its last one names."""
        for made, at in self.open:
            mine = made._replace(cue=quotation.cue, surface=quotation.surface, surface_at=quotation.surface_at)
            if at is not None:
                self.found[at] = mine
            else:
                self.found.append(mine)
                self._within(mine.paragraph, len(self.found) - 1)
        self.open.clear()

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
            elif report.cuts in kept and kept[report.cuts].content[1] <= report.cue[0]:
                cut = kept[report.cuts]  # what seemed another report goes on in this one
                kept[report.cuts] = cut._replace(content=(cut.content[0], report.content[1]))
        return dict(sorted(kept.items()))

    def _takes_part(self, words: Words, source: tuple[int, int]) -> bool:
        """Tell whether the source is one of those who talk: a person or a name, not "we", "someone" or "both sides"."""
        if words.tag[source[0]] in "po":
            return words.low[source[0]] in ("he", "she")
        return self.cues.voices.read(words, *source) in ("person", "name")

    def _within(self, number: int, outer: int) -> None:
        """Find what a quotation reports of others: their words are heard through its speaker."""
        block, quotation = self.blocks[number], self.found[outer]
        for first, last in sentence_spans(block[quotation.start : quotation.end]):
            start, end = quotation.start + first, quotation.start + last
            if not self.cues.hints_at_saying(block[start:end]):
                continue
            for words in pieces(self.cues.vocabulary.read(block, start, end, ())):
                reading = Reading(words, self.cues)
                for report in reports(reading) if may_be_second_hand(reading) else ():
                    if report.outer is None and is_second_hand(words, report, None, self.cues.voices):
                        inner = self._quotation(number, words, report)
                        if inner is not None:
                            self.found.append(inner._replace(via=outer))

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
        start, end = trim(block, start, end, indirect=mode == "indirect")
        if start >= end or not any(character.isalnum() for character in block[start:end]):
            return None
        cue = block[words.start[report.cue[0]] : words.end[report.cue[1] - 1]]
        if report.source is None:
            return Quotation(number, start, end, mode, cue, "", None)
        return Quotation(number, start, end, mode, cue, *surface_of(block, number, words, report.source))
