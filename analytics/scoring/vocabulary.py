"""The words of a sentence as the patterns see them: which elements each satisfies and which participants it names.

A stretch of text between white space is analysed once and remembered. Of most sentences no more is asked than what
they name; a glance at their stretches tells that, and their words are read only where a pattern may fit.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from itertools import chain, compress
from operator import attrgetter
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
WORDS_REMEMBERED = 100_000
LONGEST_REMEMBERED = 100  # characters
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


class Word(NamedTuple):
    """What the patterns ask of one token: elements it satisfies, participants it names, whether it may be passed."""

    text: str
    numbers: frozenset[int]
    bits: int
    filler: bool
    barrier: bool
    phrases: tuple[tuple[list[str], int], ...]


_NUMBERS, _BITS, _PHRASES = attrgetter("numbers"), attrgetter("bits"), attrgetter("phrases")


class Glance(NamedTuple):
    """What a stretch without white space tells before its sentence is read: participants, watched elements, phrases."""

    bits: int
    numbers: frozenset[int]
    opens: frozenset[int]
    follows: frozenset[int]


class Sentence:
    """The tokens of one sentence with the participants marked; offsets count in the text it was cut from.

    `named` are the participants it names, `watched` those of the vocabulary's watched elements that it has; the words
    are read when they are asked for, which most sentences never are.
    """

    __slots__ = ("_places", "_present", "_read", "_vocabulary", "named", "offset", "text", "watched")

    def __init__(self, text: str, offset: int, vocabulary: "Vocabulary") -> None:
        """Glance at `text`, which begins at `offset`; where a phrase or a pair may stand in it, read it."""
        self.text = text
        self.offset = offset
        self._vocabulary = vocabulary
        self._read: tuple[list[Word], list[int]] | None = None
        self._places: list[re.Match[str]] | None = None
        self._present: frozenset[int] | None = None
        named, watched, sure = vocabulary.glance(text)
        if not sure:
            named = 0
            for bit in set(self.bits):
                named |= bit
            watched = self.present & vocabulary.watched
        self.named = named
        self.watched = watched

    @property
    def words(self) -> list[Word]:
        """The words and marks of punctuation."""
        if self._read is None:
            self._read = self._vocabulary.marked(self.text)
        return self._read[0]

    @property
    def bits(self) -> list[int]:
        """The participants that each word names."""
        if self._read is None:
            self._read = self._vocabulary.marked(self.text)
        return self._read[1]

    @property
    def present(self) -> frozenset[int]:
        """The elements that some word satisfies."""
        if self._present is None:
            self._present = NONE.union(*map(_NUMBERS, self.words))
        return self._present

    def place(self, first: int, last: int) -> tuple[int, int]:
        """Return where words `first` … `last` stand."""
        if self._places is None:
            self._places = list(TOKEN.finditer(self.text))
        return self.offset + self._places[first].start(), self.offset + self._places[last].end()


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


class Vocabulary(dict[str, tuple[Word, ...]]):
    """Stretch of text without white space → its words, and what the patterns ask of each; filled as they are met."""

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
        # A phrase can stand only where a word that opens it and one that follows in it do.
        self.opens: dict[str, frozenset[int]] = {}
        self.follows: dict[str, frozenset[int]] = {}
        for number, (phrase, bits) in enumerate(sorted(participants.items(), key=lambda item: -len(item[0]))):
            first, *rest = phrase.split()
            if rest:
                self.phrases.setdefault(first, []).append((rest, bits))
                self.opens[first] = self.opens.get(first, NONE) | {number}
                self.follows[rest[0]] = self.follows.get(rest[0], NONE) | {number}
        self.tokens: dict[str, Word] = {}
        self.watched = NONE
        self.glances = Glances(self)

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

    def watch(self, numbers: frozenset[int]) -> None:
        """Let every sentence tell which of these elements it has."""
        self.watched = numbers
        self.glances.clear()

    def clear(self) -> None:
        """Forget the words met so far."""
        super().clear()
        self.tokens.clear()
        self.glances.clear()

    def word(self, token: str) -> Word:
        """Return what the patterns ask of one token."""
        word = self.tokens.get(token)
        if word is not None:
            return word
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
        if len(self.tokens) >= WORDS_REMEMBERED:
            self.tokens.clear()
        self.tokens[token] = word
        return word

    def __missing__(self, run: str) -> tuple[Word, ...]:
        words = tuple(map(self.word, TOKEN.findall(run)))
        if len(run) <= LONGEST_REMEMBERED:
            if len(self) >= WORDS_REMEMBERED:
                super().clear()
            self[run] = words
        return words

    def read(self, text: str, offset: int = 0) -> Sentence:
        """Return the sentence `text`, which begins at `offset`, with its participants marked."""
        return Sentence(text, offset, self)

    def glance(self, text: str) -> tuple[int, frozenset[int], bool]:
        """Return the participants and watched elements of `text` word by word, and whether no phrase or pair may stand.

        Then they are the same for the whole and for its sentences together.
        """
        named = 0
        watched = opens = follows = NONE
        for glance in set(map(self.glances.__getitem__, text.split())):
            if glance is not None:
                named |= glance.bits
                watched |= glance.numbers
                opens |= glance.opens
                follows |= glance.follows
        return named, watched, not (named & US and named & RU) and opens.isdisjoint(follows)

    def marked(self, text: str) -> tuple[list[Word], list[int]]:
        """Return the words of a sentence, and the participants that each names."""
        # No token holds white space.
        words = list(chain.from_iterable(map(self.__getitem__, text.split())))
        bits = list(map(_BITS, words))
        end = 0
        for i in list(compress(range(len(words) - 1), map(_PHRASES, words))):
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
        kinds = set(bits)
        if any(bit & US for bit in kinds) and any(bit & RU for bit in kinds):
            mark_pairs(words, bits)
        return words, bits


class Glances(dict[str, Glance | None]):
    """Stretch of text without white space → its glance, None where it tells nothing; filled as they are met."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        """Glance with the words of `vocabulary`."""
        super().__init__()
        self.vocabulary = vocabulary

    def __missing__(self, run: str) -> Glance | None:
        bits = 0
        numbers = opens = follows = NONE
        vocabulary = self.vocabulary
        for word in vocabulary[run]:
            bits |= word.bits
            numbers |= word.numbers & vocabulary.watched
            opens |= vocabulary.opens.get(word.text, NONE)
            follows |= vocabulary.follows.get(word.text, NONE)
        glance = Glance(bits, numbers, opens, follows) if bits or numbers or opens or follows else None
        if len(run) <= LONGEST_REMEMBERED:
            if len(self) >= WORDS_REMEMBERED:
                self.clear()
            self[run] = glance
        return glance


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
