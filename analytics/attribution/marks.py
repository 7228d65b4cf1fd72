"""Quotation marks → quoted stretches: every style, nested, unclosed, running over paragraphs, wrongly closed.

Double marks of all styles count as one family, because machine translation mixes them; single ones count only where
they stand outside double ones and have a partner, because most of them are apostrophes.
"""

import re
from collections.abc import Sequence
from typing import NamedTuple

DOUBLE = re.compile(r"[\"“”„‟«»″‶＂❝❞〝〞]|''(?!')|(?<!’)’’(?!’)|(?<!‘)‘‘(?!‘)|``|(?<![^\s(\[]),,(?=\w)")
# Where a table has doubled its marks (""so""), two are one.
_DOUBLED = re.compile(r'(?<![^\s(\[])""(?=[^\s"])')
_TWICE = re.compile('""|' + DOUBLE.pattern)
_OPENING, _CLOSING = "„«‘`“‶❝〝,", "”»’‟❞〞"
SINGLE = re.compile(r"['‘’‚‹›`′]")
_OPENS_SINGLE = re.compile(r"(?:^|[\s(\[—–/-])[‘'‚‹`′](?=[^\W_]|[$£€(…]|\.\.)")
_ELISION = re.compile(r"(?:\d0s|em|tis|twas|til|till|cause|bout|round|n)\b", re.IGNORECASE)
SINGLE_REACH = 3000  # characters that a quotation in single marks may be long
LOOKAHEAD = 8  # blocks that a quotation without marks of its own may run over
_SPACE_BEFORE = frozenset("([{—–-/:|…")
_CLOSE_AFTER = frozenset(".,;:!?)]}—–-/…'’")


class Quoted(NamedTuple):
    """One outermost quoted stretch of a block, as offsets: `start`…`end` with its marks, `inner` without."""

    start: int
    end: int
    inner_start: int
    inner_end: int
    opened: bool = True
    closed: bool = True
    continues: bool = False


class _Mark(NamedTuple):
    start: int
    end: int
    role: str  # "open", "close", "either"


def quoted(blocks: Sequence[str]) -> list[list[Quoted]]:
    """Return the outermost quoted stretches of each of `blocks` (the consecutive body paragraphs of a document).

    A quotation that is not closed in its block goes on in the next if that opens with a mark again (the rule of
    print) or has a lone closing one. Linear in the length of the blocks.
    """
    marks = [_marks(text) for text in blocks]
    result: list[list[Quoted]] = []
    running_to = -1  # the block in which a quotation that runs without marks is closed
    running_on = False  # the block before ended inside a quotation
    for number, text in enumerate(blocks):
        if running_to > number:
            result.append([Quoted(0, len(text), 0, len(text), opened=False, closed=False, continues=True)])
            continue
        goes_on = (
            number + 1 < len(blocks) and bool(marks[number + 1]) and _opens(blocks[number + 1], marks[number + 1][0])
        )
        spans = _match(text, marks[number], running_on=running_to == number, goes_on=goes_on)
        if running_on and spans and not text[: spans[0].start].strip():
            spans[0] = spans[0]._replace(continues=True)
        running_on = bool(spans) and not spans[-1].closed
        if running_on:
            running_to = _closed_in(blocks, marks, number)
        spans.extend(_single(text, spans))
        spans.sort()
        result.append(spans)
    return result


def _marks(text: str) -> list[_Mark]:
    pattern = _TWICE if _DOUBLED.search(text) else DOUBLE
    return [_mark(text, found.start(), found.end()) for found in pattern.finditer(text)]


def _mark(text: str, start: int, end: int) -> _Mark:
    """Tell from a mark and the characters around it whether it opens or closes."""
    before = text[start - 1] if start else " "
    after = text[end] if end < len(text) else " "
    spaced_before = before.isspace() or before in _SPACE_BEFORE
    spaced_after = after.isspace() or after in _CLOSE_AFTER
    mark = text[start]
    if mark in _OPENING:
        # German and many translations close with “: believe the spaces when they are plain.
        closes = spaced_after and not before.isspace() and start > 0 and before not in "([{" and mark not in "„,"
        return _Mark(start, end, "close" if closes and not (before in "—–-:" and after.isspace()) else "open")
    if mark in _CLOSING:
        opens = (before.isspace() or start == 0 or before in "([{") and not spaced_after
        return _Mark(start, end, "open" if opens else "close")
    if spaced_before and not after.isspace() and (not spaced_after or before.isspace()):
        return _Mark(start, end, "open")
    if not before.isspace() and spaced_after:
        return _Mark(start, end, "close")
    return _Mark(start, end, "either")


def _opens(text: str, first: _Mark) -> bool:
    return first.role == "open" and not text[: first.start].strip()


def _match(text: str, marks: Sequence[_Mark], *, running_on: bool, goes_on: bool) -> list[Quoted]:
    """Pair the marks of one block; nested pairs belong to the outermost."""
    spans = _nested(text, marks, running_on, goes_on)
    return _flat(text, marks, running_on) if spans is None else spans


def _nested(text: str, marks: Sequence[_Mark], running_on: bool, goes_on: bool) -> list[Quoted] | None:
    """Pair by depth; None where the marks do not balance inside an outer pair."""
    spans: list[Quoted] = []
    opening: _Mark | None = None
    depth, inner = 0, False
    for number, mark in enumerate(marks):
        if opening is None:
            if mark.role == "close":
                if not number and running_on:
                    spans.append(Quoted(0, mark.end, 0, mark.start, opened=False, continues=True))
                    continue
                return None
            opening, depth, inner = mark, 1, False
        elif mark.role == "open":
            depth, inner = depth + 1, True
        else:
            depth -= 1
            if not depth:
                spans.append(Quoted(opening.start, mark.end, opening.end, mark.start))
                opening = None
    if opening is not None:
        if depth > 1 or (inner and not goes_on):
            return None
        spans.append(Quoted(opening.start, len(text), opening.end, len(text), closed=False))
    return spans


def _flat(text: str, marks: Sequence[_Mark], running_on: bool) -> list[Quoted]:
    """Pair without depth: an opening mark inside a quotation shows that the closing one before it was lost."""
    spans: list[Quoted] = []
    opening: _Mark | None = None
    for number, mark in enumerate(marks):
        if opening is None:
            if mark.role == "close":
                last = spans[-1].end if spans else 0
                start = _lost_opening(text, last, mark.start)
                if start is not None and (running_on or not number or last):
                    spans.append(Quoted(start, mark.end, start, mark.start, opened=False, continues=not number))
            else:
                opening = mark
        elif mark.role == "open":
            following = marks[number + 1].role if number + 1 < len(marks) else ""
            if following == "open" or not following:
                spans.append(Quoted(opening.start, mark.end, opening.end, mark.start))
                opening = None
            elif text[opening.end : mark.start].rstrip()[-1:] not in ".!?…":
                continue  # a quotation inside, whose closing mark is lost
            else:
                end = _lost_closing(text, opening.end, mark.start)
                spans.append(Quoted(opening.start, end, opening.end, end))
                opening = mark
        else:
            spans.append(Quoted(opening.start, mark.end, opening.end, mark.start))
            opening = None
    if opening is not None:
        spans.append(Quoted(opening.start, len(text), opening.end, len(text), closed=False))
    return spans


_SENTENCE_END = re.compile(r"[.!?…](?=\s)")


def _lost_opening(text: str, low: int, close: int) -> int | None:
    """Return where a quotation began whose opening mark is lost: with the sentence that its closing mark ends."""
    if close == 0 or text[close - 1] not in ".,!?…":
        return None
    start = low
    for found in _SENTENCE_END.finditer(text, low, max(low, close - 1)):
        start = found.end()
    while start < close and text[start].isspace():
        start += 1
    return start if start < close else None


def _lost_closing(text: str, low: int, high: int) -> int:
    """Return where a quotation ended whose closing mark is lost: with its sentence."""
    found = _SENTENCE_END.search(text, low, high)
    end = found.end() if found else high
    while end > low and text[end - 1].isspace():
        end -= 1
    return end


def _closed_in(blocks: Sequence[str], marks: Sequence[Sequence[_Mark]], number: int) -> int:
    """Return the block in which the quotation left open in block `number` is closed without opening again, or -1."""
    for ahead in range(number + 1, min(number + 1 + LOOKAHEAD, len(blocks))):
        if marks[ahead]:
            first = marks[ahead][0]
            closes = first.role == "close" and first.start > 0
            return ahead if closes and not _balanced(marks[ahead]) else -1
    return -1


def _balanced(marks: Sequence[_Mark]) -> bool:
    return marks[0].role != "close" and len(marks) % 2 == 0


def _single(text: str, outer: Sequence[Quoted]) -> list[Quoted]:
    """Pair single marks outside the double ones; a mark without a partner is an apostrophe."""
    spans: list[Quoted] = []
    openings = [found.end() - 1 for found in _OPENS_SINGLE.finditer(text)]
    if not openings:
        return spans
    doubled = iter(sorted(outer))
    around = next(doubled, None)
    usable = []
    for at in openings:
        while around is not None and around.end <= at:
            around = next(doubled, None)
        if (around is None or at < around.start) and not _ELISION.match(text, at + 1):
            usable.append((at, around.start if around is not None else len(text)))
    last = scanned = 0
    for number, (at, limit) in enumerate(usable):
        if at < last:
            continue
        following = usable[number + 1][0] if number + 1 < len(usable) else len(text)
        reach = min(limit, len(text), at + SINGLE_REACH)
        close = _single_close(text, text[at], max(at + 1, scanned), reach, following)
        if close is None:
            scanned = reach
        else:
            spans.append(Quoted(at, close + 1, at + 1, close))
            last = close + 1
    return spans


def _single_close(text: str, opening: str, low: int, limit: int, following: int) -> int | None:
    """Return the offset of the mark that closes a single quotation, telling it from a plural possessive."""
    possible: int | None = None
    for found in SINGLE.finditer(text, low, limit):
        at = found.start()
        before = text[at - 1]
        after = text[at + 1] if at + 1 < len(text) else " "
        if before.isspace() or after.isalnum():
            continue
        if text[at] in "‘‚‹`" and not (text[at] == opening and opening in "‘`" and before in ".,!?…"):
            continue
        if possible is not None and at > following:
            break
        if before == "s" and after == " " and at + 2 < len(text) and text[at + 2].islower():
            possible = at if possible is None else possible
            continue
        return at
    return possible
