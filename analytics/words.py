"""Sentence → words with their classes: as much grammar as attribution needs, without a parser."""

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from typing import NamedTuple, overload

from analytics.attribution.marks import Quoted
from analytics.knowledge import Knowledge

# One letter a class. A word has the first class that lists it, save that only personal pronouns are subjects here, that
# "he's" is one, and that "that" opens a clause.
CLASSES = {
    "subject": "p",
    "relative": "R",
    "auxiliary": "A",
    "conjunction": "C",
    "determiner": "d",
    "possessive": "s",
    "object": "o",
    "preposition": "P",
    "subordinator": "S",
    "adverb": "a",
    "time": "t",
    "verb": "V",
}
# Read by name, where a rule asks for them; words.csv says what each is for.
OTHERS = (
    *("being", "having", "modal", "linking", "quantifier", "plural", "not_adverb"),
    *("moment", "period", "occasion", "carrier", "making", "starting", "causing", "hearer", "placeholder"),
    *("outlet", "announces", "naming"),
    *("questioner", "opener", "matter", "rank", "remarks"),
    *("stop", "surname", "unlisted", "trade", "newly", "ahead_of_title", "taking_up"),
    *("of_state", "body", "medium", "sending"),
    "idle",
)
PERSONAL = frozenset("i you he she it we they".split())
NAME, NOUN, NUMBER, QUOTE = "N", "n", "#", "Q"
NOMINAL = frozenset("Nn#")
TOKEN = re.compile(r"[\w\u0300-\u036f]+(?:['’\-&./][\w\u0300-\u036f]+)*|--|\.\.\.|[^\w\s]")
_PUNCTUATION = {
    "—": "-",
    "–": "-",
    "--": "-",
    "―": "-",
    "-": "-",
    "[": "(",
    "]": ")",
    "...": "…",
    "…": "…",
    "%": "#",
    "$": "#",
    "£": "#",
    "€": "#",
    "@": "#",
    "#": "#",
}
# Endings that tell an adverb at the beginning of a sentence from a name (Kelly, Reilly, Italy).
_ADVERBS = ("ately", "ously", "ively", "ingly", "edly", "ently", "antly", "fully", "essly", "ably", "ibly", "onally")


class Words(NamedTuple):
    """The words of a sentence, in parallel; a quoted stretch is one word of class `Q`. Offsets are the block's.

    `members` are the words of each class of the vocabulary that has read them.
    """

    low: list[str]
    start: Sequence[int]
    end: Sequence[int]
    tag: str
    quote: dict[int, Quoted]
    members: Mapping[str, frozenset[str]]
    text: str = ""


RUNS_REMEMBERED, LONGEST_REMEMBERED = 100_000, 100  # how many, and of how many characters
LONG = 300  # words; a longer sentence is read in pieces, so that time stays linear


def pieces(words: Words) -> Iterator[Words]:
    """Yield the sentence in pieces of at most `LONG` words: nearly always itself."""
    if len(words.low) <= LONG:
        yield words
        return
    for low in range(0, len(words.low), LONG):
        part = slice(low, low + LONG)
        quotes = {k - low: words.quote[k] for k in range(low, min(low + LONG, len(words.low))) if k in words.quote}
        yield Words(
            words.low[part], words.start[part], words.end[part], words.tag[part], quotes, words.members, words.text
        )


class Lists(NamedTuple):
    """The words of a sentence as far as they are read, as in `Words`."""

    low: list[str]
    start: list[int]
    end: list[int]
    tag: list[str]


class Run(NamedTuple):
    """The words of a stretch without spaces, in the middle of a sentence; `tag` of the first one elsewhere apart."""

    low: tuple[str, ...]
    start: tuple[int, ...]
    end: tuple[int, ...]
    tag: str
    begins: str  # the class of the first word where it begins the sentence
    follows: str  # and where it follows a quotation
    width: int  # characters, with the space behind it


class Offsets(Sequence[int]):
    """Where the words of a sentence begin, or end, told when somebody asks: of nineteen in twenty nobody does."""

    def __init__(self, runs: Sequence[Run], start: int, *, end: bool) -> None:
        """Take a sentence that begins at `start`."""
        self._runs = runs
        self._start = start
        self._end = end

    @cached_property
    def _places(self) -> list[int]:
        found: list[int] = []
        at = self._start
        for run in self._runs:
            found += [at + place for place in (run.end if self._end else run.start)]
            at += run.width
        return found

    @overload
    def __getitem__(self, at: int) -> int: ...
    @overload
    def __getitem__(self, at: slice) -> list[int]: ...
    def __getitem__(self, at: int | slice) -> int | list[int]:
        return self._places[at]

    def __len__(self) -> int:
        return len(self._places)


class Runs(dict[str, Run]):
    """Stretch of text without spaces → its words; filled as they are met. `last`: the text ends there."""

    def __init__(self, vocabulary: "Vocabulary", *, last: bool) -> None:
        """Read with the classes of `vocabulary`."""
        super().__init__()
        self.vocabulary = vocabulary
        self.last = last

    def __missing__(self, text: str) -> Run:
        padded = text if self.last else text + " "
        inside = Lists(["n"], [-1], [-1], [NOUN])
        self.vocabulary.scan(padded, 0, len(padded), inside)
        begins = follows = inside.tag[1] if len(inside.tag) > 1 else ""
        if text[:1].isupper() or not text[:1].isalpha():  # the class of other words is the same wherever they stand
            first, after = Lists([], [], [], []), Lists(['"'], [-1], [-1], [QUOTE])
            for words in (first, after):
                self.vocabulary.scan(padded, 0, len(padded), words)
            begins, follows = "".join(first.tag[:1]), "".join(after.tag[1:2])
        run = Run(
            tuple(inside.low[1:]),
            tuple(inside.start[1:]),
            tuple(inside.end[1:]),
            "".join(inside.tag[1:]),
            begins,
            follows,
            len(text) + 1,
        )
        if len(text) <= LONGEST_REMEMBERED:
            if len(self) >= RUNS_REMEMBERED:
                self.clear()
            self[text] = run
        return run


def classes(knowledge: Knowledge) -> dict[str, frozenset[str]]:
    """Return the words of each class of `words.csv`. Raises KnowledgeError."""
    rows = knowledge.table("words", ("class", "words"), key=("class",))
    return {row.one_of("class", (*CLASSES, *OTHERS)): frozenset(row.list("words")) for row in rows}


def is_plural(noun: str, members: Mapping[str, frozenset[str]]) -> bool:
    """Tell whether a noun in lower case means several: one of the class `plural`, or by its ending."""
    return noun in members["plural"] or (noun.endswith("s") and not noun.endswith(("ss", "us", "is", "'s", "news")))


class Vocabulary:
    """The words of `words.csv`, by class, and how a sentence reads with them."""

    def __init__(self, knowledge: Knowledge) -> None:
        """Read the table. Raises KnowledgeError."""
        self.members = classes(knowledge)
        self.tags: dict[str, str] = {}
        for name, tag in reversed(CLASSES.items()):
            for word in self.members.get(name, ()):
                if name != "subject" or word in PERSONAL:
                    self.tags[word] = tag
            if name == "auxiliary":
                self.tags.update({word: "p" for word in self.members[name] if word.partition("'")[0] in PERSONAL})
        self.tags["that"] = "S"
        self.runs, self.lasts = Runs(self, last=False), Runs(self, last=True)

    def read(self, text: str, start: int, end: int, quotes: Sequence[Quoted]) -> Words:
        """Return the words of the sentence `text[start:end]`, in which `quotes` stand (in text order)."""
        if not quotes:
            low: list[str] = []
            runs = self._runs(text[start:end])
            for run in runs:
                low += run.low
            tag = "".join([run.tag for run in runs])
            if low:
                tag = next(run.begins for run in runs if run.low) + tag[1:]
            begins, ends = Offsets(runs, start, end=False), Offsets(runs, start, end=True)
            return Words(low, begins, ends, tag, {}, self.members, text)
        found, quote_at, at = Lists([], [], [], []), {}, start
        for quote in quotes:
            self._add(text, at, quote.start, found)
            quote_at[len(found.low)] = quote
            found.low.append('"')
            found.start.append(quote.start)
            found.end.append(quote.end)
            found.tag.append(QUOTE)
            at = quote.end
        self._add(text, at, end, found)
        return Words(found.low, found.start, found.end, "".join(found.tag), quote_at, self.members, text)

    def _runs(self, text: str) -> list[Run]:
        stretches = text.split(" ")
        last = self.lasts[stretches.pop()]
        return [*map(self.runs.__getitem__, stretches), last]

    def _add(self, text: str, start: int, end: int, found: Lists) -> None:
        before = len(found.low)
        if before and found.end[-1] == start and text.startswith(".", start):
            self.scan(text, start, end, found)  # the full stop after a quotation
            return
        runs = self._runs(text[start:end])
        for run in runs:
            found.low.extend(run.low)
            found.tag.extend(run.tag)
        found.start.extend(Offsets(runs, start, end=False))
        found.end.extend(Offsets(runs, start, end=True))
        if len(found.low) > before:
            first = next(run for run in runs if run.low)
            found.tag[before] = first.follows if before else first.begins

    def scan(self, text: str, start: int, end: int, words: Lists) -> None:
        """Add the words of `text[start:end]`, one by one."""
        low, starts, ends, tag = words.low, words.start, words.end, words.tag
        tags, not_adverbs = self.tags, self.members["not_adverb"]
        for found in TOKEN.finditer(text, start, end):
            word = found.group()
            first, stop = found.span()
            first_character = word[0]
            if first_character.isalnum():
                lowered = word.lower()
                if "’" in lowered:
                    lowered = lowered.replace("’", "'")
                kind = tags.get(lowered)
                if len(word) == 1 and first_character.isupper() and text.startswith(".", stop):
                    kind = NAME  # an initial: Henry A. Kissinger
                if kind is None:
                    if first_character.isdigit():
                        kind = NUMBER
                    elif first_character.isupper():
                        kind = "a" if not low and lowered.endswith(_ADVERBS) else NAME
                    elif lowered.endswith("ly") and lowered not in not_adverbs:
                        kind = "a"
                    elif lowered.endswith("n't"):
                        kind = "A"
                    else:
                        kind = NOUN
                elif word == "US" or (
                    low
                    and first_character.isupper()
                    and (kind in "AVoSC" or (len(word) > 1 and word.isupper()))
                    and tag[-1] != QUOTE
                ):
                    kind = NAME
            else:
                if word == "." and (ends and ends[-1] == first) and stop < end:
                    ends[-1] = stop  # the full stop of an abbreviation
                    continue
                lowered = word
                kind = _PUNCTUATION.get(word, first_character)
            low.append(lowered)
            starts.append(first)
            ends.append(stop)
            tag.append(kind)
