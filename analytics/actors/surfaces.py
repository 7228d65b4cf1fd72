"""The words that name a speaker, read by themselves: pronoun, article, number; and where they stand."""

import re
from typing import NamedTuple, Protocol

from analytics.actors.names import Lexicon, fold
from analytics.actors.people import Person
from analytics.actors.registry import Actor
from analytics.words import is_plural

ARTICLE = re.compile(r"^(?:the|an?|one|this|that|these|those|his|her|its|their|our|said|says)\s+", re.IGNORECASE)
INDEFINITE = re.compile(
    r"^(?:an?|one|some|many|several|most|few|two|three|four|five|other|another|various|numerous|certain|unnamed|no|any)\s",
    re.IGNORECASE,
)
_HEAD_END = re.compile(r"\s(?:of|in|at|for|from|to|with|on|who|that|close|familiar|briefed)\s")
PREPOSITION = re.compile(r"\s(?:of|for|to|at|from|with|in|on|by)\s")
EDGE = " \t\n\"'“”‘’«»„`,;:.!?()[]–—-"
LOOK = 1500  # characters of a paragraph searched for what a description goes back to
LONG = 300  # characters of a surface beyond which it names nobody

HE = frozenset(("he", "him", "his", "himself"))
SHE = frozenset(("she", "her", "hers", "herself"))
IT = frozenset(("it", "its", "itself", "which", "that"))
THEY = frozenset(("they", "them", "their", "theirs", "themselves"))
SELF = frozenset(("i", "me", "my", "mine", "myself", "we", "us", "our", "ours", "ourselves"))
ONE = frozenset(("i", "me", "my", "mine", "myself"))
WHO = frozenset(("who", "whom", "whose"))
BOTH = re.compile(
    r"^(?:both|the two|two|the parties|the sides|both sides|the leaders|the presidents|the ministers)\b", re.I
)


class Spoken(Protocol):
    """What the cast needs to know of a quotation; `attribution.Quotation` is one."""

    @property
    def paragraph(self) -> int: ...  # noqa: D102
    @property
    def start(self) -> int: ...  # noqa: D102
    @property
    def end(self) -> int: ...  # noqa: D102
    @property
    def surface(self) -> str: ...  # noqa: D102
    @property
    def surface_at(self) -> tuple[int, int, int] | None: ...  # noqa: D102
    @property
    def via(self) -> int | None: ...  # noqa: D102


class Turn(NamedTuple):
    """A resolved quotation: where it starts, who speaks, and whether the words for the speaker mean several."""

    paragraph: int
    start: int
    actor: Actor
    person: Person | None
    first_hand: bool
    role: frozenset[str]
    several: bool


def place_of(quotation: Spoken) -> tuple[int, int, int]:
    """Return where the words that name the speaker stand (paragraph, start, end), else where the quotation begins."""
    return quotation.surface_at or (quotation.paragraph, quotation.start, quotation.start)


def possessive(run: str) -> bool:
    """Tell whether a name stands in the possessive."""
    return run.endswith(("'s", "’s", "s'", "s’"))


def several(surface: str, lexicon: Lexicon) -> bool:
    """Tell whether a description means several: its head noun, before any "of" or "in", is a plural."""
    head = _HEAD_END.split(surface, maxsplit=1)[0]
    return is_plural(fold(head).rsplit(" ", 1)[-1].strip(EDGE), lexicon.members)
