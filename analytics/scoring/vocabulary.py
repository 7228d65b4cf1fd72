"""The words of a sentence as the patterns see them: which elements each satisfies and which participants it names.

A stretch of text between white space is analysed once and remembered. Of most sentences no more is asked than what
they name; a glance at their stretches tells that, and their words are read only where a pattern may fit.
"""

import collections
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import reduce
from itertools import chain, compress, islice
from operator import attrgetter, or_
from sys import intern
from typing import Generic, NamedTuple, TypeVar

from analytics.knowledge import Knowledge, KnowledgeError, Row

US, RU, BOTH, WEST, THIRD, SELF, THEY, FRONT = (1 << n for n in range(8))
PARTICIPANTS = 0xFF
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
LONGEST_STEM = 24  # characters
T = TypeVar("T")
NONE: frozenset[int] = frozenset()
ARTICLES = frozenset({"the", "a", "an"})
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
    """What the patterns ask of one token: elements it satisfies, participants it names, whether it may be passed.

    `present` are those of the elements that some pattern needs beside its anchor, `anchors` those that some pattern is
    looked for by, and `told` is what the word tells of its sentence before that is read (see `Run`).
    """

    text: str
    numbers: frozenset[int]
    present: frozenset[int]
    anchors: tuple[int, ...]
    told: int
    bits: int
    filler: bool
    barrier: bool
    phrases: tuple[tuple[list[str], int], ...]


class Run(NamedTuple):
    """A stretch of text without white space: its words, and what they tell before its sentence is read.

    `told` are bits: participants, then the phrases that a word opens, those that a word follows in, and the elements
    that are asked of every sentence (`Vocabulary.ask`). `plain` are the texts of the words but articles.
    """

    words: tuple[Word, ...]
    told: int
    plain: tuple[str, ...]


_WORDS, _TOLD, _PLAIN = attrgetter("words"), attrgetter("told"), attrgetter("plain")
_BITS, _PHRASES = attrgetter("bits"), attrgetter("phrases")
_PRESENT = attrgetter("present")


class Sentence:
    """The tokens of one sentence with the participants marked; offsets count in the text it was cut from.

    `named` are the participants it names, `asked` those of the elements asked of every sentence that some word of it
    satisfies, as bits; the words are read when they are asked for, which most sentences never are.
    """

    __slots__ = ("_read", "_runs", "_sure", "asked", "named", "offset", "text")

    def __init__(self, text: str, offset: int, vocabulary: "Vocabulary") -> None:
        """Glance at `text`, which begins at `offset`; where a phrase or a pair may stand in it, read it."""
        self.text = text
        self.offset = offset
        # No token holds white space.
        self._runs = list(map(vocabulary.__getitem__, text.split()))
        self._read: tuple[list[Word], list[int]] | None = None
        told = reduce(or_, filter(None, map(_TOLD, self._runs)), 0)
        self._sure = vocabulary.sure(told)
        if self._sure:
            self.named = told & PARTICIPANTS
            self.asked = told >> vocabulary.glance
        else:
            self.named = reduce(or_, self.bits, 0)
            self.asked = reduce(or_, map(_TOLD, self.words), 0) >> vocabulary.glance

    @property
    def words(self) -> list[Word]:
        """The words and marks of punctuation."""
        return self.read()[0]

    @property
    def bits(self) -> list[int]:
        """The participants that each word names."""
        return self.read()[1]

    @property
    def plain(self) -> Iterator[str]:
        """The texts of the words, marks of punctuation included and articles not."""
        return chain.from_iterable(map(_PLAIN, self._runs))

    @property
    def present(self) -> set[int]:
        """The elements that some word satisfies, of those that patterns need beside their anchor."""
        return set().union(*map(_PRESENT, self.words))

    def read(self) -> tuple[list[Word], list[int]]:
        """Return the words, and the participants that each names."""
        if self._read is None:
            words = list(chain.from_iterable(map(_WORDS, self._runs)))
            self._read = (words, list(map(_BITS, words))) if self._sure else marked(words)
        return self._read

    def place(self, first: int, last: int) -> tuple[int, int]:
        """Return where words `first` … `last` stand."""
        tokens = list(islice(TOKEN.finditer(self.text), first, last + 1))
        return self.offset + tokens[0].start(), self.offset + tokens[-1].end()


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


class Atoms(Generic[T]):
    """Words, and stems (every word that begins so, written with *), with what each of them belongs to."""

    def __init__(self) -> None:
        """Hold none yet."""
        self._exact: dict[str, set[T]] = {}
        self._stems: dict[str, set[T]] = {}

    def add(self, atom: str, owner: T) -> None:
        """Have a word or a stem belong to `owner`, beside others."""
        (self._stems if atom.endswith("*") else self._exact).setdefault(atom.rstrip("*"), set()).add(owner)

    def of(self, word: str) -> set[T]:
        """Return what a word in normal form belongs to, itself and by its stems."""
        found = set(self._exact.get(word, ()))
        for length in range(1, min(len(word), LONGEST_STEM) + 1):
            found.update(self._stems.get(word[:length], ()))
        return found


class Vocabulary(dict[str, Run]):
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
        self.elements = Atoms[int]()
        self.singles = {phrase: bits for phrase, bits in participants.items() if " " not in phrase}
        self.phrases: dict[str, list[tuple[list[str], int]]] = {}
        # A phrase can stand only where a word that opens it and one that follows in it do.
        self.told: collections.defaultdict[str, int] = collections.defaultdict(int, self.singles)
        phrases = sorted((phrase for phrase in participants if " " in phrase), key=len, reverse=True)
        self.count = len(phrases)
        for number, phrase in enumerate(phrases, PARTICIPANTS.bit_length()):
            first, *rest = phrase.split()
            self.phrases.setdefault(first, []).append((rest, participants[phrase]))
            self.told[first] |= 1 << number
            self.told[rest[0]] |= 1 << number + self.count
        self.phrased = (1 << self.count) - 1
        self.glance = PARTICIPANTS.bit_length() + 2 * self.count
        # All of these are to be known before the first word is read.
        self.asked: dict[int, int] = {}
        self.anchors: set[int] = set()
        self.needed: set[int] = set()
        self.tokens: dict[str, Word] = {}

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
                self.elements.add(word, number)
        return self.numbers[key]

    def ask(self, atoms: Iterable[str], row: Row) -> int:
        """Return the bit that `Sentence.asked` has where any of these words and stems stands. Raises KnowledgeError."""
        number = self._numbered([self._checked(atom, row) for atom in atoms], [])
        return self.asked.setdefault(number, 1 << len(self.asked))

    def clear(self) -> None:
        """Forget the words met so far."""
        super().clear()
        self.tokens.clear()

    def word(self, token: str) -> Word:
        """Return what the patterns ask of one token."""
        word = self.tokens.get(token)
        if word is not None:
            return word
        text = intern(normal(token))
        numbers = self.elements.of(text)
        filler = text in self.fillers or (text.endswith("ly") and len(text) > 4 and not numbers)
        asked = sum([self.asked.get(number, 0) for number in numbers])
        word = Word(
            text,
            frozenset(numbers),
            frozenset(numbers & self.needed),
            tuple(sorted(numbers & self.anchors)),
            self.told.get(text, 0) | asked << self.glance,
            self.singles.get(text, 0),
            filler,
            text in BARRIERS,
            tuple(self.phrases.get(text, ())),
        )
        if len(self.tokens) >= WORDS_REMEMBERED:
            self.tokens.clear()
        self.tokens[token] = word
        return word

    def __missing__(self, text: str) -> Run:
        words = tuple(map(self.word, TOKEN.findall(text)))
        plain = tuple([word.text for word in words if word.text not in ARTICLES])
        run = Run(words, reduce(or_, map(_TOLD, words), 0), plain)
        if len(text) <= LONGEST_REMEMBERED:
            if len(self) >= WORDS_REMEMBERED:
                super().clear()
            self[text] = run
        return run

    def sure(self, told: int) -> bool:
        """Say whether no phrase or pair may stand in a sentence whose runs tell this.

        Then what its words name and satisfy one by one is what the sentence does.
        """
        phrases = told >> PARTICIPANTS.bit_length()
        return not (told & US and told & RU) and not phrases & phrases >> self.count & self.phrased

    def read(self, text: str, offset: int = 0) -> Sentence:
        """Return the sentence `text`, which begins at `offset`, with its participants marked."""
        return Sentence(text, offset, self)


def marked(words: list[Word]) -> tuple[list[Word], list[int]]:
    """Return the words of a sentence with its phrases and pairs marked, and the participants that each names."""
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
                words[i:end] = [
                    word._replace(numbers=NONE, present=NONE, anchors=(), told=0, filler=False, phrases=())
                    for word in words[i:end]
                ]
                break
    named = reduce(or_, bits, 0)
    if named & US and named & RU:
        mark_pairs(words, bits)
    return words, bits


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
