"""The pattern language of the knowledge files, compiled into matching that is linear in the text.

A pattern is a row of elements between spaces, each one word with its alternatives: `lift*|eas* ~ sanction* on? RU`.

| element | matches |
| --- | --- |
| `talk` | the word, in any case; a possessive 's and hyphens are not part of words |
| `cooperat*` | every word that begins so |
| `@improve` | every word of that list in terms.csv |
| `US` `RU` `BOTH` `WEST` `THIRD` `FRONT` `SELF` | a participant (participants.csv) |
| `OWN` `OTHER` | the speaker's own side (we, our, its names); the other (either, for a speaker of neither) |
| `THEM` | `OTHER`, or a pronoun of the third person |
| `DYAD` | either side or both |
| `a\\|b` | either |
| `a?` | may be missing |
| `~` `~5` | up to three (five) words in between, within the sentence |

Between two elements up to two words that carry no direction ("the", "very", "our") are passed over. At each place the
first reading that fits is taken, without backtracking, so that the work at a place is bounded by the pattern alone.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from analytics.knowledge import Knowledge, KnowledgeError, Row

US, RU, BOTH, WEST, THIRD, SELF, THEY, FRONT = (1 << n for n in range(8))
SLOTS: dict[str, dict[str | None, int]] = {
    "US": dict.fromkeys(("US", "RU", None), US),
    "RU": dict.fromkeys(("US", "RU", None), RU),
    "BOTH": dict.fromkeys(("US", "RU", None), BOTH),
    "WEST": dict.fromkeys(("US", "RU", None), WEST),
    "THIRD": dict.fromkeys(("US", "RU", None), THIRD | FRONT),
    "FRONT": dict.fromkeys(("US", "RU", None), FRONT),
    "SELF": dict.fromkeys(("US", "RU", None), SELF),
    "DYAD": dict.fromkeys(("US", "RU", None), US | RU | BOTH),
    "OWN": {"US": SELF | US | WEST, "RU": SELF | RU, None: SELF | WEST},
    "OTHER": {"US": RU, "RU": US | WEST, None: US | RU},
    "THEM": {"US": RU | THEY, "RU": US | WEST | THEY, None: US | RU | THEY},
}
SIDES: tuple[str | None, ...] = ("US", "RU", None)
GAP_DEFAULT, GAP_MAX, FILLERS_MAX, ELEMENTS_MAX = 3, 9, 2, 12
WORDS_REMEMBERED = 100_000
NONE: frozenset[int] = frozenset()
# Lists of terms.csv that matching itself uses: words passed over, and words too common to look for first.
FILLER, COMMON = "filler", "common"
BARRIERS = frozenset(".;:!?…—–")
_LETTERS = "A-Za-zÀ-ɏЀ-ӿ"
# A word with its apostrophe, an abbreviation (U.S.), a prefix with its hyphen (de-escalate), G8; punctuation.
TOKEN = re.compile(
    rf"[{_LETTERS}]+(?:['’][{_LETTERS}]+|(?<=\b[A-Za-z])\.(?:[A-Za-z]\.)+"
    rf"|(?:(?<=\b[DdCc][eo])|(?<=\b[Nn]on)|(?<=\b[Cc]ounter))-[{_LETTERS}]+|\d+)?|[.,;:!?…—–]|\d+"
)
_ATOM = re.compile(r"@?[\w.']+\*?|[?]")


class Element(NamedTuple):
    """One place of a pattern: the words (by number) or participants (by bits) it takes, and the gap before it."""

    number: int
    slots: tuple[str, ...]
    gap: int
    optional: bool


class Pattern(NamedTuple):
    """A compiled pattern, read outwards from its rarest element; `needed` are the elements it cannot do without."""

    anchor: int
    before: tuple[tuple[int, int, int, bool], ...]
    after: tuple[tuple[int, int, int, bool], ...]
    needed: frozenset[int]
    size: int


class Word(NamedTuple):
    """What the patterns ask of one token: elements it satisfies, participants it names, whether it may be passed."""

    text: str
    numbers: frozenset[int]
    bits: int
    filler: bool
    barrier: bool
    phrases: tuple[tuple[list[str], int], ...]


class Sentence:
    """The tokens of one sentence with the participants marked; offsets count in the text it was cut from."""

    __slots__ = ("_spans", "bits", "named", "offset", "present", "text", "words")

    def __init__(self, text: str, offset: int, words: list[Word], bits: list[int], named: int) -> None:
        """Keep `text`, which begins at `offset`, with its words and their participants."""
        self.text = text
        self.offset = offset
        self.words = words
        self.bits = bits
        self.named = named
        self._spans: list[tuple[int, int]] | None = None
        self.present: frozenset[int] = NONE.union(*[word.numbers for word in words if word.numbers])

    def spans(self) -> list[tuple[int, int]]:
        """Return the offsets of the words."""
        if self._spans is None:
            offset = self.offset
            self._spans = [(offset + found.start(), offset + found.end()) for found in TOKEN.finditer(self.text)]
        return self._spans


def normal(token: str) -> str:
    """Return the form of `token` that patterns see: lower case, U.S. apart from us, no possessive."""
    if token in ("US", "USA"):
        return "u.s."
    word = token.lower().replace("’", "'").replace("-", "")
    if word.endswith("'s") and word not in ("let's", "it's", "that's", "there's", "he's", "she's", "what's", "who's"):
        word = word[:-2]
    if word in ("u.s.a.", "u.s"):
        return "u.s."
    return word


class Vocabulary(dict[str, Word]):
    """Token as it stands in the text → what the patterns ask of it; filled as tokens are met."""

    def __init__(self, knowledge: Knowledge, participants: Mapping[str, int]) -> None:
        """Read terms.csv; `participants` are phrases in normal form with the bits of who they name."""
        super().__init__()
        self.terms: dict[str, list[str]] = {}
        for row in knowledge.table("terms", ("name", "words"), ("name",)):
            self.terms[row["name"]] = [self._checked(atom, row) for atom in row["words"].split()]
        for needed in (FILLER, COMMON):
            if needed not in self.terms:
                raise KnowledgeError(f"terms.csv: lacks the list {needed!r}")
        self.fillers = frozenset(self.terms[FILLER])
        self.commonest = frozenset(self.terms[COMMON])
        self.numbers: dict[tuple[str, ...], int] = {}
        self.common: list[bool] = []
        self.exact: dict[str, set[int]] = {}
        self.stems: dict[str, set[int]] = {}
        self.singles = {phrase: bits for phrase, bits in participants.items() if " " not in phrase}
        self.phrases: dict[str, list[tuple[list[str], int]]] = {}
        for phrase, bits in sorted(participants.items(), key=lambda item: -len(item[0])):
            first, *rest = phrase.split()
            if rest:
                self.phrases.setdefault(first, []).append((rest, bits))

    @staticmethod
    def _checked(atom: str, row: Row) -> str:
        if not _ATOM.fullmatch(atom):
            raise row.error(f"{atom!r} is not a word, a stem with * or a participant")
        return atom

    def element(self, atoms: Iterable[str], row: Row) -> tuple[int, tuple[str, ...]]:
        """Return the number and slots of an element with these alternatives. Raises KnowledgeError."""
        words: list[str] = []
        slots: list[str] = []
        for atom in atoms:
            self._checked(atom, row)
            if atom.startswith("@"):
                if atom[1:] not in self.terms:
                    raise row.error(f"{atom} is no list of terms.csv")
                words.extend(self.terms[atom[1:]])
            elif atom.isupper():
                if atom not in SLOTS:
                    raise row.error(f"{atom} is no participant; must be one of {', '.join(SLOTS)}")
                slots.append(atom)
            else:
                words.append(atom)
        return self._numbered(words, slots), tuple(slots)

    def _numbered(self, words: Sequence[str], slots: Sequence[str]) -> int:
        key = (*sorted(set(words)), *sorted(slots))
        if key not in self.numbers:
            number = self.numbers[key] = len(self.numbers)
            self.common.append(bool(slots) or not self.commonest.isdisjoint(words))
            for word in words:
                (self.stems if word.endswith("*") else self.exact).setdefault(word.rstrip("*"), set()).add(number)
        return self.numbers[key]

    def words(self, atoms: Iterable[str], row: Row) -> int:
        """Return the number of an element that takes any of these words and stems. Raises KnowledgeError."""
        return self._numbered([self._checked(atom, row) for atom in atoms], [])

    def __missing__(self, token: str) -> Word:
        if len(self) >= WORDS_REMEMBERED:
            self.clear()
        text = normal(token)
        numbers = set(self.exact.get(text, ()))
        for length in range(1, min(len(text), 24) + 1):
            numbers |= self.stems.get(text[:length], set())
        filler = text in self.fillers or (text.endswith("ly") and len(text) > 4 and not numbers)
        word = Word(
            text,
            frozenset(numbers),
            self.singles.get(text, 0),
            filler,
            text in BARRIERS,
            tuple(self.phrases.get(text, ())),
        )
        self[token] = word
        return word

    def read(self, text: str, offset: int = 0) -> Sentence:
        """Return the sentence `text`, which begins at `offset`, with its participants marked."""
        words = list(map(self.__getitem__, TOKEN.findall(text)))
        bits = [word.bits for word in words]
        end = 0
        for i in [i for i, word in enumerate(words[:-1]) if word.phrases]:
            if i < end:
                continue
            following = words[i + 1].text
            for rest, named in words[i].phrases:
                if rest[0] == following and [word.text for word in words[i + 2 : i + 1 + len(rest)]] == rest[1:]:
                    end = i + 1 + len(rest)
                    bits[i:end] = [named] * (end - i)
                    # Words of a name ("United States") are not words of the language.
                    words[i:end] = [word._replace(numbers=NONE, filler=False, phrases=()) for word in words[i:end]]
                    break
        named = 0
        for bit in set(bits):
            named |= bit
        if named & US and named & RU:
            mark_pairs(words, bits)
            named |= BOTH & -any(bit & BOTH for bit in bits)
        return Sentence(text, offset, words, bits, named)


def mark_pairs(words: Sequence[Word], bits: list[int]) -> None:
    """Mark the two sides named as a pair ("Russia and the United States", "US-Russian") as both."""
    at = -9
    for i, bit in enumerate(bits):
        if bit & (US | RU):
            if at >= 0 and (bit | bits[at]) & (US | RU) == US | RU:
                between = [word.text for word in words[at + 1 : i]]
                if not between or (len(between) <= 2 and between[0] == "and" and between[-1] in ("and", "the", "mr")):
                    bits[at : i + 1] = [b | BOTH for b in bits[at : i + 1]]
            at = i


def compile_pattern(text: str, row: Row, vocabulary: Vocabulary) -> dict[str | None, Pattern]:
    """Return the pattern `text` compiled for speakers of each side. Raises KnowledgeError."""
    elements: list[Element] = []
    gap = 0
    for part in text.split():
        if part.startswith("~"):
            if not (part == "~" or part[1:].isdigit()) or not elements or gap:
                raise row.error(f"{part!r} must be ~ or ~N between two elements")
            gap = int(part[1:] or GAP_DEFAULT)
            if not 1 <= gap <= GAP_MAX:
                raise row.error(f"{part!r} must be within ~1 and ~{GAP_MAX}")
            continue
        optional = part.endswith("?") and part != "?"
        number, slots = vocabulary.element((part[:-1] if optional else part).split("|"), row)
        elements.append(Element(number, slots, gap, optional))
        gap = 0
    if gap or not 1 <= len(elements) <= ELEMENTS_MAX:
        raise row.error(f"the pattern must have 1 to {ELEMENTS_MAX} elements and end with one")
    firm = [i for i, element in enumerate(elements) if not element.optional and not element.slots]
    if not firm:
        raise row.error("the pattern needs an element of plain words that is not optional")
    at = min(firm, key=lambda i: (vocabulary.common[elements[i].number], i))
    needed = frozenset(elements[i].number for i in firm)

    def steps(side: str | None, chosen: list[Element], gaps: list[int]) -> tuple[tuple[int, int, int, bool], ...]:
        found = []
        for element, gap in zip(chosen, gaps):
            mask = 0
            for slot in element.slots:
                mask |= SLOTS[slot][side]
            found.append((element.number, mask, gap, element.optional))
        return tuple(found)

    after = elements[at + 1 :]
    before = elements[:at][::-1]
    gaps_before = [element.gap for element in elements[1 : at + 1]][::-1]
    return {
        side: Pattern(
            elements[at].number,
            steps(side, before, gaps_before),
            steps(side, after, [element.gap for element in after]),
            needed,
            len([e for e in elements if not e.optional]),
        )
        for side in SIDES
    }


def match_at(pattern: Pattern, sentence: Sentence, at: int) -> tuple[int, int] | None:
    """Return the first and last word of `pattern` in `sentence` with its anchor at word `at`, or None."""
    last = walk(pattern.after, sentence, at, 1) if pattern.after else at
    if last is None:
        return None
    first = walk(pattern.before, sentence, at, -1) if pattern.before else at
    return None if first is None else (first, last)


def walk(steps: Sequence[tuple[int, int, int, bool]], sentence: Sentence, at: int, direction: int) -> int | None:
    """Return the word where `steps` end, going from word `at` in `direction`; None where one is not met."""
    words, bits = sentence.words, sentence.bits
    count = len(words)
    for number, mask, gap, optional in steps:
        i, skipped, fillers = at + direction, 0, 0
        while 0 <= i < count:
            word = words[i]
            if number in word.numbers or bits[i] & mask:
                at = i
                # A participant of several words is one place.
                while mask and 0 <= at + direction < count and bits[at + direction] & mask and bits[at] & mask:
                    at += direction
                break
            if word.barrier:
                i = -1
                break
            if word.filler and fillers < FILLERS_MAX:
                fillers += 1
            elif skipped < gap:
                skipped += 1
            else:
                i = -1
                break
            i += direction
        if not 0 <= i < count and not optional:
            return None
    return at
