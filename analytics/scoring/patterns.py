"""The pattern language of the knowledge files, compiled into matching that is linear in the text.

A pattern is a row of elements between spaces, each one word with its alternatives: `lift*|eas* ~ sanction* on? RU`.

| element | matches |
| --- | --- |
| `talk` | the word, in any case; a possessive 's and hyphens are not part of words |
| `cooperat*` | every word that begins so |
| `@improve` | every word of that list in terms.csv |
| `US` `RU` `BOTH` `WEST` `THIRD` `FRONT` `SELF` | a participant (participants.csv); the first two: sides.csv |
| `OWN` `OTHER` | the speaker's own side (we, our, its names); the other (either, for a speaker of neither) |
| `THEM` | `OTHER`, or a pronoun of the third person |
| `DYAD` | either side or both |
| `a\\|b` | either |
| `a?` | may be missing |
| `~` `~5` | up to three (five) words in between, within the sentence |
| `!with` | none: the next element must not follow this word (past words that carry no direction) |

Between two elements up to two words that carry no direction ("the", "very", "our") are passed over. At each place the
first reading that fits is taken, without backtracking, so that the work at a place is bounded by the pattern alone.
"""

from collections.abc import Sequence
from typing import NamedTuple

from analytics.knowledge import Row
from analytics.scoring.vocabulary import SLOTS, Sentence, Vocabulary

SIDES: tuple[str | None, ...] = ("US", "RU", None)
GAP_DEFAULT, GAP_MAX, FILLERS_MAX, ELEMENTS_MAX = 3, 9, 2, 12
FREE = -1


class Element(NamedTuple):
    """One place of a pattern: the words (by number) or participants (by bits) it takes, and the gap before it.

    `guard` is the number of the words that it must not follow, or `FREE`.
    """

    number: int
    slots: tuple[str, ...]
    gap: int
    optional: bool
    guard: int


Step = tuple[int, int, int, bool, int]


class Pattern(NamedTuple):
    """A compiled pattern, read outwards from its rarest element; `needed` are the others that it must find."""

    anchor: int
    guard: int
    before: tuple[Step, ...]
    after: tuple[Step, ...]
    needed: frozenset[int]
    size: int


def compile_pattern(text: str, row: Row, vocabulary: Vocabulary) -> dict[str | None, Pattern]:
    """Return the pattern `text` compiled for speakers of each side. Raises KnowledgeError."""
    elements: list[Element] = []
    gap, guard = 0, FREE
    for part in text.split():
        if part.startswith("~"):
            if not (part == "~" or part[1:].isdigit()) or not elements or gap:
                raise row.error(f"{part!r} must be ~ or ~N between two elements")
            gap = int(part[1:] or GAP_DEFAULT)
            if not 1 <= gap <= GAP_MAX:
                raise row.error(f"{part!r} must be within ~1 and ~{GAP_MAX}")
            continue
        if part.startswith("!"):
            if guard != FREE:
                raise row.error(f"{part!r} must stand before an element")
            guard, slots = vocabulary.element(part[1:].split("|"), row)
            if slots:
                raise row.error(f"{part!r} must be words")
            continue
        optional = part.endswith("?") and part != "?"
        number, slots = vocabulary.element((part[:-1] if optional else part).split("|"), row)
        elements.append(Element(number, slots, gap, optional, guard))
        gap, guard = 0, FREE
    if gap or guard != FREE or not 1 <= len(elements) <= ELEMENTS_MAX:
        raise row.error(f"the pattern must have 1 to {ELEMENTS_MAX} elements and end with one")
    firm = [i for i, element in enumerate(elements) if not element.optional and not element.slots]
    if not firm:
        raise row.error("the pattern needs an element of plain words that is not optional")
    at = min(firm, key=lambda i: (vocabulary.common[elements[i].number], i))
    needed = frozenset(elements[i].number for i in firm) - {elements[at].number}
    vocabulary.anchors.add(elements[at].number)
    vocabulary.needed |= needed

    def steps(side: str | None, chosen: list[Element], gaps: list[int]) -> tuple[Step, ...]:
        found = []
        for element, gap in zip(chosen, gaps):
            mask = 0
            for slot in element.slots:
                mask |= SLOTS[slot][side]
            found.append((element.number, mask, gap, element.optional, element.guard))
        return tuple(found)

    after = elements[at + 1 :]
    before = elements[:at][::-1]
    gaps_before = [element.gap for element in elements[1 : at + 1]][::-1]
    return {
        side: Pattern(
            elements[at].number,
            elements[at].guard,
            steps(side, before, gaps_before),
            steps(side, after, [element.gap for element in after]),
            needed,
            len([e for e in elements if not e.optional]),
        )
        for side in SIDES
    }


def match_at(pattern: Pattern, sentence: Sentence, at: int) -> tuple[int, int] | None:
    """Return the first and last word of `pattern` in `sentence` with its anchor at word `at`, or None."""
    if pattern.guard != FREE and follows(pattern.guard, sentence, at):
        return None
    last = walk(pattern.after, sentence, at, 1) if pattern.after else at
    if last is None:
        return None
    first = walk(pattern.before, sentence, at, -1) if pattern.before else at
    return None if first is None else (first, last)


def follows(number: int, sentence: Sentence, at: int) -> bool:
    """Say whether word `at` follows, past words that carry no direction, one that satisfies element `number`."""
    for word in sentence.words[max(0, at - FILLERS_MAX - 1) : at][::-1]:
        if number in word.numbers:
            return True
        if not word.filler:
            return False
    return False


def walk(steps: Sequence[Step], sentence: Sentence, at: int, direction: int) -> int | None:
    """Return the word where `steps` end, going from word `at` in `direction`; None where one is not met."""
    words, bits = sentence.read()
    end = len(words) if direction > 0 else -1
    for number, mask, gap, optional, guard in steps:
        fillers, others = FILLERS_MAX, gap
        for i in range(at + direction, end, direction):
            word = words[i]
            if number in word.numbers or bits[i] & mask:
                at = i
                # A participant of several words is one place.
                while mask and at + direction != end and bits[at + direction] & mask and bits[at] & mask:
                    at += direction
                if guard != FREE and follows(guard, sentence, min(i, at)):
                    return None
                break
            if word.filler and fillers:
                fillers -= 1
            elif others and not word.barrier:
                others -= 1
            elif optional:
                break
            else:
                return None
        else:
            if not optional:
                return None
    return at
