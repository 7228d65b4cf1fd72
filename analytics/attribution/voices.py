"""What kind of voice a phrase names: a person, a group, a body, a document, or nothing that can voice."""

import re
from functools import lru_cache

from analytics.knowledge import Knowledge
from analytics.words import NAME, NOMINAL, NUMBER, Words, is_plural

KINDS = ("person", "group", "body", "document")
BEARER = "bearer"  # shows words that nobody says: a placard, a headline
_YEAR = re.compile(r"(?:19|20)\d\d")
_PEOPLE = ("man", "men", "woman", "women", "person", "people", "ologist", "ician", "maker")


class Voices:
    """The nouns that can voice, with their kinds: those of `voices.csv`, the roles and documents of `titles.csv`."""

    def __init__(self, knowledge: Knowledge) -> None:
        """Read the tables. Raises KnowledgeError."""
        self.nouns: dict[str, str] = {}
        for row in knowledge.table("titles", ("word", "use", "gender", "same_as"), ("word",)):
            if row["use"] in ("role", "document"):
                self.nouns[row["word"]] = "person" if row["use"] == "role" else "document"
        for row in knowledge.table("voices", ("noun", "kind"), ("noun",)):
            self.nouns[row["noun"]] = row.one_of("kind", (*KINDS, BEARER))
        self.kind_of = lru_cache(1 << 14)(self._kind_of)

    def _kind_of(self, noun: str) -> str:
        """Return the kind of a noun in lower case, singular or plural; nothing where it cannot voice."""
        noun = noun.removesuffix("'s").removesuffix("'")
        for form in (noun, *_singulars(noun), noun.rsplit("-", 1)[-1]):
            if kind := self.nouns.get(form):
                return kind
        return "person" if noun.endswith(_PEOPLE) else ""

    def can(self, words: Words, start: int, end: int) -> bool:
        """Tell whether the phrase can voice something, as far as its words tell."""
        return self.read(words, start, end) in (*KINDS, "name", "pronoun")

    def read(self, words: Words, start: int, end: int) -> str:
        """Return the kind of the phrase of the words `start`…`end`.

        One of `KINDS`, or `name`, `pronoun`, `number`; of what cannot voice, `bearer`, `bare` (a noun with nothing
        before it), `others` (a plural), `named other` (with a name before it) or `other`.
        """
        tag, low = words.tag, words.low
        at = head_of(words, start, end)
        kind = tag[at]
        if kind in "po" or (kind in "dsR" and end - start <= 2):
            return "pronoun"
        if kind == NAME:
            return "name"
        if kind == NUMBER:
            return "bare" if _YEAR.fullmatch(low[at]) else "number"
        if found := self.kind_of(low[at]):
            return found
        if any(tag[k] == NAME for k in range(start, at)):
            return "named other"
        if is_plural(low[at], words.members):
            return "others"
        return "bare" if at == start else "other"


def head_of(words: Words, start: int, end: int) -> int:
    """Return the word that heads a phrase: its last nominal before a preposition, a comma or a relative."""
    at: int | None = None
    for k in range(start, end):
        kind = words.tag[k]
        if kind in NOMINAL:
            at = k
        elif kind in "PR,-(C" and at is not None:
            break
    return start if at is None else at


def _singulars(noun: str) -> tuple[str, ...]:
    if noun.endswith("ies"):
        return (noun[:-3] + "y",)
    if noun.endswith("es"):
        return noun[:-1], noun[:-2]
    return (noun[:-1],) if noun.endswith("s") else ()
