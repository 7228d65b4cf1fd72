"""Quotations without a cue of their own: whose they are, told by what stands around them."""

import re
from collections.abc import Sequence

from analytics.attribution import clauses, speakers
from analytics.attribution.cues import Cues
from analytics.attribution.dialogue import bare_source
from analytics.attribution.quotations import Quotation, surface_of, trim
from analytics.attribution.voices import BEARER
from analytics.sentences import sentence_spans
from analytics.words import Words

_SIGNATURE = re.compile(
    r"(?P<dash>[—–-]{1,2}\s?)?(?P<name>[A-Z][\w.’'-]{0,20}(?:\s[A-Z][\w.’'-]{0,20}){0,4})(?:,[^.!?\n]{3,90})?[.\"”]{0,3}$"
)
_CLOSING = "\"”“’'»"
SHORT = 4  # a quoted stretch of fewer words without a cue is a term, a title or a scare quote
LONG = 10  # one of so many words is speech


class Memory:
    """Who spoke last in a document, and who is said to speak next."""

    def __init__(self, blocks: Sequence[str], kinds: Sequence[str], cues: Cues) -> None:
        """Begin with the blocks of a document, of which nobody has spoken."""
        self.blocks = blocks
        self.kinds = kinds
        self.cues = cues
        self.last: Quotation | None = None  # the latest first-hand quotation
        self.quoted: Quotation | None = None  # the latest that was quoted in marks
        self.announced: Quotation | None = None  # whose words are to follow: "The minister wrote:", "Berg replied."
        self.about: tuple[int, Quotation | None, bool] | None = None  # of a paragraph, where asked
        self.before: tuple[int, int, int] | None = None  # the latest sentence without quotation
        self.nearest: tuple[tuple[int, int, int], Quotation | None] | None = None  # whom it is about, where asked

    def remember(self, quotation: Quotation) -> None:
        """Take note of a first-hand quotation."""
        self.last, self.announced = quotation, None
        elsewhere = self.quoted is None or self.quoted.paragraph != quotation.paragraph
        ends_quoted = self.blocks[quotation.paragraph][quotation.end - 1] in _CLOSING
        if quotation.mode == "direct" or (quotation.mode == "mixed" and (elsewhere or ends_quoted)):
            self.quoted = quotation

    def announce(self, number: int, end: int, words: Words) -> None:
        """Take note of a sentence that ends at `end` if it only says who speaks."""
        who = bare_source(words, self.cues)
        if who is not None:
            self.announced = self._empty(number, end, words, who)

    def end_paragraph(self, number: int, last: tuple[int, int] | None) -> None:
        """Take note of whom a paragraph's `last` sentence announces with a colon; forget who else was announced."""
        block = self.blocks[number]
        self.announced = self._announced(number, *last) if last and block.rstrip().endswith(":") else None

    def _empty(self, number: int, end: int, words: Words, who: tuple[int, int], cue: str = "") -> Quotation:
        return Quotation(number, end, end, "direct", cue, *surface_of(self.blocks[number], number, words, who))

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
        return self._empty(number, end, words, who, ":") if who else None

    def beside(self, number: int, words: Words, at: int, used: set[int]) -> Quotation | None:
        """Attribute a quoted stretch that only a conjunction parts from one just attributed: "A" and "B"."""
        before = at - 1
        while before >= 0 and words.tag[before] in "C,":
            before -= 1
        if before not in used or before == at - 1 or self.last is None or self.last.mode != "direct":
            return None
        quote = words.quote[at]
        start, end = trim(self.blocks[number], quote.inner_start, quote.inner_end)
        return self.last._replace(start=start, end=end) if start < end and self.last.paragraph == number else None

    def loose(self, number: int, words: Words, at: int, *, spoken: bool) -> Quotation | None:
        """Attribute a quoted stretch that no cue of its sentence claims; `spoken`: its paragraph has quotations."""
        block, quote = self.blocks[number], words.quote[at]
        text = block[quote.inner_start : quote.inner_end]
        length = len(text.split())
        alone = all(kind in "Q.,C-;:()'" for kind in words.tag)
        start, end = trim(block, quote.inner_start, quote.inner_end)
        if start >= end:
            return None
        if alone or quote.continues:
            going_on = self.quoted is not None and self.quoted.paragraph == number
            if length < 2 and not quote.continues and not going_on:
                return None
            speaker = self._speaker(number) or (self._about(number - 1)[0] if length > SHORT else None)
            if speaker is None:
                return None
            return _again(speaker, number, start, end)
        signed = self._signed(number, words, at) if length >= SHORT else None
        if signed is not None:
            return signed._replace(start=start, end=end)
        announced = at > 0 and words.tag[at - 1] == ":"
        if length < (2 if announced else SHORT):
            return None
        if not announced and (_is_title(text) or self._is_name(words, at)):
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
            if who is None and self.last is not None and spoken:
                return _again(self.last, number, start, end)
            if who is not None and any(self.cues.voices.kind_of(words.low[k]) == BEARER for k in range(*who)):
                return None
            if who is not None:
                cue = ":" if announced else ""
                return Quotation(number, start, end, "direct", cue, *surface_of(block, number, words, who))
        if length < LONG:
            return None
        # Words quoted within a sentence: by whom the paragraph quoted last, else by the subject.
        if self.last is not None and spoken:
            return _again(self.last, number, start, end)
        who = speakers.subject(words, 0, at)
        if who is None or not _is_person(words, who):
            return None
        return Quotation(number, start, end, "direct", "", *surface_of(self.blocks[number], number, words, who))

    def _is_name(self, words: Words, at: int) -> bool:
        """Tell whether what stands before a quoted stretch makes it a name or an inscription: "the film “…”"."""
        before = at - 1
        while before >= 0 and words.tag[before] in "ds,":
            before -= 1
        if before < 0:
            return False
        low = words.low[before]
        return low in words.members["naming"] or self.cues.voices.kind_of(low) in ("document", BEARER)

    def _speaker(self, number: int) -> Quotation | None:
        """Return whose quotation goes on in one that stands alone."""
        if self.announced is not None and self.announced.paragraph == number:
            return self.announced
        if self.quoted is not None and self.quoted.paragraph == number:
            return self.quoted
        if self.before is not None and self.before[0] == number:
            if self.nearest is None or self.nearest[0] != self.before:
                self.nearest = self.before, self._subject(*self.before, told=False)[0]
            if self.nearest[1] is not None:
                return self.nearest[1]
        signature = self.signature(number + 1)
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

    def _subject(self, number: int, start: int, end: int, *, told: bool = True) -> tuple[Quotation | None, bool]:
        block = self.blocks[number]
        words = self.cues.vocabulary.read(block, start, min(end, start + 600), ())
        announces = self.cues.vocabulary.members["announces"]
        verb = next((k for k, word in enumerate(words.low) if word in announces), None)
        source = speakers.before(words, verb, 0) if verb is not None else None
        if source is None and told and not self.cues.hints(block[start:end]):
            return None, False
        who = source.phrase if source is not None else speakers.subject(words, 0, len(words.low))
        if who is None or not _is_person(words, who):
            return None, False
        return self._empty(number, end, words, who), source is not None

    def _signed(self, number: int, words: Words, at: int) -> Quotation | None:
        """Return an empty quotation of the name that stands behind a dash: "…" – Anna Berg, minister."""
        rest = words.tag[at + 2 :]
        if at or words.tag[1:2] != "-" or rest[:1] != "N" or any(kind not in "Nn,dPC.#" for kind in rest):
            return None
        who = speakers.after(words, at + 2, len(words.low))
        return self._empty(number, words.end[at], words, who) if who is not None else None

    def signature(self, number: int) -> Quotation | None:
        """Return an empty quotation of whoever signs the one above: a short block with a name and no verb."""
        if number >= len(self.blocks):
            return None
        found = _SIGNATURE.match(self.blocks[number])
        if found is None or (not found["dash"] and (self.kinds[number] != "body" or " " not in found["name"])):
            return None
        start, end = found.span("name")
        words = self.cues.vocabulary.read(self.blocks[number], start, len(self.blocks[number]), ())
        if any(kind in "AVp" for kind in words.tag):
            return None
        return Quotation(number, end, end, "direct", "", found["name"], (number, start, end))


def _again(speaker: Quotation, number: int, start: int, end: int) -> Quotation:
    """Return a quotation of whoever spoke in another."""
    return speaker._replace(paragraph=number, start=start, end=end, mode="direct", via=None)


def _is_person(words: Words, phrase: tuple[int, int]) -> bool:
    return words.tag[speakers.head(words, phrase)] == "N" or words.low[phrase[0]] in ("he", "she", "they")


def _is_title(text: str) -> bool:
    """Tell whether a quoted stretch is written as a title: every longer word capitalised."""
    return all(word[0].isupper() or not word[0].isalpha() for word in text.split() if len(word) > 4)
