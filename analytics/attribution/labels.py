"""Labels: the names before the turns of a transcript, told from the openings of prose by their words.

A label is a name with a colon ("MS. BERG:", "Berg (via interpreter):") or, in the papers of presidents and committees,
with a full stop ("The President."), and in some interviews with a dash.
"""

import re
from typing import NamedTuple

from analytics.sentences import ABBREVIATIONS
from analytics.words import Vocabulary

_COLON = re.compile(
    r"(?:[\[(]?\d{1,2}:\d\d(?::\d\d)?[\])]?\s{1,3})?[*_#>\s]{0,6}"
    r"([^\W\d_][^:\n]{0,110}?)[*_]{0,3}\s?:[*_]{0,3}(?:\s{1,8}|$|(?=[\"“«(\[]))"
)
_STOP = re.compile(
    r"[*_\s]{0,6}((?:[DM][a-z]{1,2}|Sen|Rep|Gov|Gen|Amb)\. [A-Z][\w'’-]{1,30}|[A-Z][^:.\n()]{1,40}?)"
    r"\.[*_]{0,3}\s{1,4}(?=[A-Z(\"“\[])"
)
_DASHED = re.compile(r"[*_\s]{0,6}([A-Z][^:.\n()–—-]{1,40}?)[*_]{0,3}\s[–—-]{1,2}\s{1,4}(?=[A-Z(\"“\[])")
_CLOSED_BY = {":": _COLON, ".": _STOP, "–—-": _DASHED}  # by the marks of which one must stand behind the name
_REACH = 150  # characters that a label may be long with all that stands around it
ASKS = re.compile(r"(?:Q(?:\.:?|:)?|QUESTION[.:]?|Question[.:])[ \t\xa0]{1,8}(?=\S)|Q:")
_BRACKETS = re.compile(r"\([^()]{0,80}\)?|\[[^][]{0,80}\]?")
_WORD = re.compile(r"[^\W_]+(?:['’.\-][^\W_]+)*\.?")
_SMALL = frozenset("of the to for de von van der al and in at on a an la le du bin via with by from & ,".split())
_NAMES_TOO = ("will", "may")
_LONGEST = 12  # words of a label


class Label(NamedTuple):
    """The label that opens a turn, as offsets: its name, and where its text begins."""

    start: int
    end: int
    text: int
    close: str = ":"  # what stands after the name


class Labels:
    """What labels are made of, from the words of `words.csv`."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        """Take the classes of `vocabulary` that tell labels."""
        members = vocabulary.members
        self.tags = vocabulary.tags
        self.unnamed = members["questioner"]
        self.openers = members["opener"]
        self.ranks = members["rank"]
        matter = "|".join(map(re.escape, sorted(members["matter"], key=len, reverse=True)))
        self.matter = re.compile(rf"(?:{matter})\b", re.IGNORECASE)

    def is_name(self, text: str, *, ranked: bool) -> bool:
        """Tell whether the words before a mark can be the label of a turn; `ranked`: they must hold a rank."""
        words = _WORD.findall(text)
        if not words or len(words) > _LONGEST or self.matter.match(text):
            return False
        if ranked:
            low = [word.rstrip(".").lower() for word in words]
            if self.ranks.isdisjoint(low) or low[-1] in ABBREVIATIONS:
                return False
        outside = _BRACKETS.sub("", text)
        if not outside.isupper() and not self._nominal(words[0], outside):
            return False
        name, _, _ = outside.partition(",")  # after the comma stands what the person is
        names = _WORD.findall(name)
        capital = [word[0].isupper() for word in names]
        return any(capital) and all(is_capital or word.lower() in _SMALL for word, is_capital in zip(names, capital))

    def _nominal(self, first: str, text: str) -> bool:
        opening = first.lower().partition("'")[0].partition("’")[0]
        if opening in self.openers:
            return False
        acronym = first.isupper() and len(first) > 1  # "US Secretary of State"
        if not acronym and opening not in _NAMES_TOO and self.tags.get(opening, "N") in "pPCSaRAVos":
            return False
        if opening.endswith("ing") and text[len(first) + 1 : len(first) + 2].islower():
            return False
        return all(self.tags.get(word, "N") not in "pASsoVR" for word in text.split() if word.islower())

    def is_unnamed(self, text: str) -> bool:
        """Tell whether a label names nobody: a journalist, a voice, the audience."""
        words = [word.rstrip(".").lower() for word in _WORD.findall(_BRACKETS.sub("", text).partition(",")[0])]
        if not words:
            return True
        known = [word in self.unnamed or word.rstrip("s") in self.unnamed for word in words]
        if known[0] and (len(words) == 1 or words[1] == "from" or all(known)):
            return True
        return known[-1] and len(words) <= 4 and not text.isupper()

    def find(self, block: str) -> Label | None:
        """Return the label that opens `block`, or None."""
        if ASKS.match(block):
            return None  # a question may hold a colon of its own
        head = block[:_REACH]
        for marks, pattern in _CLOSED_BY.items():
            found = pattern.match(block) if any(mark in head for mark in marks) else None
            if found is None:
                continue
            close = marks[-1]
            start, end = found.span(1)
            text = block[start:end].rstrip()
            if self.is_name(text, ranked=close == "."):
                # What stands in brackets, such as (retranslated), is no part of the name.
                return Label(start, start + len(text.partition(" (")[0].rstrip()), found.end(), close)
        return None


def key(text: str) -> str:
    """Return a label's name in the form in which names are compared."""
    return text.partition(",")[0].strip(" .*").casefold()


def in_capitals(text: str) -> bool:
    """Tell whether a label's name is in capitals."""
    name = text.partition(",")[0]
    if not name.isupper():
        return False
    letters = [character for character in name if character.isalpha()]
    return len(letters) > 2 and all(character.isupper() for character in letters)


def is_long(name: str) -> bool:
    """Tell whether a name has two parts: "Anna Berg", "A.Berg"."""
    return sum(1 for part in re.split(r"[\s.]+", _BRACKETS.sub("", name)) if part[:1].isupper()) >= 2
