"""The words that report speech: verbs, nouns and phrases with the constructions they take, from `cues.csv`."""

import re
from collections.abc import Sequence
from itertools import compress
from typing import NamedTuple

from analytics.attribution.voices import Voices
from analytics.attribution.weights import Weights
from analytics.knowledge import Knowledge, Row
from analytics.words import LONGEST_REMEMBERED, NAME, RUNS_REMEMBERED, Vocabulary, Words

QUOTING = frozenset(("quote", "cite", "report"))  # "X quoted Y as saying"
KINDS = ("verb", "noun", "adjective", "phrase")
PREPOSITIONS = ("for", "on", "of", "about", "against", "at", "with", "in", "as", "over")
TAKES = (
    *(
        "that",
        "clause",
        "quote",
        "wh",
        "object",
        "object-as",
        "to",
        "ing",
        "hearer",
        "noun",
        "passive",
        "attitude",
    ),
    *PREPOSITIONS,
)
_VOWELS = frozenset("aeiou")
_EXAMPLE = re.compile(r"^[^<\[]*(\[[^\]]+\][^<]*<[^>]+>|<[^>]+>[^\[]*\[[^\]]+\])[^>\]]*$")
_LETTERS = re.compile(r"[a-z]+")


class Entry(NamedTuple):
    """A cue: its lemma, kind and the constructions it takes."""

    lemma: str
    kind: str
    takes: frozenset[str]


class Form(NamedTuple):
    """A written form of a cue: the words after its first, and which forms of the verb it can be."""

    entry: Entry
    rest: tuple[str, ...]
    shapes: frozenset[str]  # of "base", "s", "past", "part", "ing"; "noun", "phrase"


class Hit(NamedTuple):
    """A cue in a sentence: words `start`…`end` (end exclusive) and the form that matched."""

    start: int
    end: int
    form: Form


class Hinting(dict[str, bool]):
    """Stretch of text without white space → whether a cue may begin in it; filled as they are met."""

    def __init__(self, firsts: frozenset[str]) -> None:
        """Look for the words `firsts`."""
        super().__init__()
        self.firsts = firsts

    def __missing__(self, text: str) -> bool:
        hint = not self.firsts.isdisjoint(_LETTERS.findall(text.lower()))
        if len(text) <= LONGEST_REMEMBERED:
            if len(self) >= RUNS_REMEMBERED:
                self.clear()
            self[text] = hint
        return hint


class Cues:
    """The cue lexicon, compiled."""

    def __init__(
        self,
        rows: Sequence[Row],
        vocabulary: Vocabulary,
        voices: Voices,
        weights: Weights,
        ending_weights: Weights,
    ) -> None:
        """Compile the rows of `cues.csv`. Raises KnowledgeError."""
        self.vocabulary = vocabulary
        self.voices = voices
        self.weights = weights  # whether a report is speech
        self.ending_weights = ending_weights  # where its content ends
        self.examples: list[tuple[str, str]] = []
        self.forms: dict[str, list[Form]] = {}
        for row in rows:
            self._add(row)
        for forms in self.forms.values():
            forms.sort(key=lambda form: -len(form.rest))
        self.firsts = frozenset(self.forms)
        # "In X's view" begins with a word of nearly every sentence.
        self.saying = Hinting(
            frozenset(first for first in self.firsts if first not in vocabulary.tags or not self._only_phrases(first))
        )
        self.hinting = Hinting(
            frozenset(
                first for first, forms in self.forms.items() if any(form.entry.takes != {"noun"} for form in forms)
            )
        )

    @classmethod
    def load(cls, knowledge: Knowledge) -> "Cues":
        """Read and compile the knowledge of cues and function words. Raises KnowledgeError."""
        rows = knowledge.table("cues", ("cue", "kind", "forms", "takes", "example"), key=("cue", "kind"))
        weights = (Weights.load(knowledge, name) for name in ("report_weights", "ending_weights"))
        return cls(rows, Vocabulary(knowledge), Voices(knowledge), *weights)

    def is_noun(self, word: str) -> bool:
        """Tell whether the word names something voiced: "readiness", "the commitment"."""
        return any("noun" in form.shapes and not form.rest for form in self.forms.get(word, ()))

    def _add(self, row: Row) -> None:
        kind = row.one_of("kind", KINDS)
        takes = row.list("takes")
        for take in takes:
            if take not in TAKES:
                raise row.error(f"takes names {take!r}, must be of: {', '.join(TAKES)}")
        if not _EXAMPLE.match(row["example"]):
            raise row.error("example must mark one [speaker] and one <content>")
        self.examples.append((row["cue"], row["example"]))
        entry = Entry(row["cue"], kind, frozenset(takes))
        if kind == "phrase":
            written = {row["cue"]: {"phrase"}}
        elif kind == "adjective":
            written = {row["cue"]: {"adjective"}}
        elif kind == "noun":
            written = {row["cue"]: {"noun"}, plural(row["cue"]): {"noun"}}
        else:
            irregular = row.list("forms")
            if irregular and len(irregular) not in (2, 3):
                raise row.error("forms must be past|participle or past|participle|gerund")
            written = conjugate(row["cue"], irregular)
        for form, shapes in written.items():
            first, *rest = form.split()
            self.forms.setdefault(first, []).append(Form(entry, tuple(rest), frozenset(shapes)))

    def _only_phrases(self, first: str) -> bool:
        return all(form.entry.kind == "phrase" for form in self.forms[first])

    def hints(self, text: str) -> bool:
        """Tell quickly whether `text` has any word that could begin a cue."""
        return any(map(self.hinting.__getitem__, text.split()))

    def hints_at_saying(self, text: str) -> bool:
        """Tell quickly whether `text` has any word that could begin a cue but a phrase such as "in X's view"."""
        return any(map(self.saying.__getitem__, text.split()))

    def find(self, words: Words) -> list[Hit]:
        """Return the cues among `words`, at each place the longest first."""
        found: list[Hit] = []
        low = words.low
        headline = words.tag.count(NAME) * 2 > len(low)
        known = self.forms
        for at in compress(range(len(low)), map(known.__contains__, low)):
            if at and words.tag[at] == NAME and not headline:
                continue
            following = low[at + 1] if at + 1 < len(low) else ""
            for form in known[low[at]]:
                rest = form.rest
                if not rest:
                    found.append(Hit(at, at + 1, form))
                elif rest[0] == following and tuple(low[at + 1 : at + 1 + len(rest)]) == rest:
                    found.append(Hit(at, at + 1 + len(rest), form))
        return found


def plural(noun: str) -> str:
    """Return the plural of a noun, by rule."""
    if noun.endswith("y") and noun[-2:-1] not in _VOWELS:
        return noun[:-1] + "ies"
    hissing = noun.endswith(("s", "sh", "ch", "x")) or (noun.endswith("o") and noun[-2:-1] not in _VOWELS)
    return noun + ("es" if hissing else "s")


def conjugate(verb: str, irregular: Sequence[str] = ()) -> dict[str, set[str]]:
    """Return the written forms of `verb` (of several words, the first is inflected) and what each can be.

    `irregular` gives past and participle, and the gerund if the rule fails there too; a `/` parts two spellings.
    """
    first, _, tail = verb.partition(" ")
    stem = first[:-1] if first.endswith("e") else first
    past = first[:-1] + "ied" if first.endswith("y") and first[-2:-1] not in _VOWELS else stem + "ed"
    gerund = (first if first.endswith("ee") else stem) + "ing"
    inflected = (*irregular, gerund) if len(irregular) == 2 else irregular or (past, past, gerund)
    forms: dict[str, set[str]] = {}
    for shape, written in zip(("base", "s", "past", "part", "ing"), (first, plural(first), *inflected)):
        for form in written.split("/"):
            forms.setdefault(form if " " in form or not tail else f"{form} {tail}", set()).add(shape)
    return forms
