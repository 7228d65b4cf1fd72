"""The registry: people, offices and institutions, and who held which office when.

It is four knowledge files: `actors.csv`, `offices.csv`, `tenures.csv` and, for states as actors, `countries.csv`.
"""

import calendar
import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from functools import lru_cache
from typing import NamedTuple

from analytics.actors.names import Lexicon, Name, fold, last_key, slug, split_name
from analytics.frames import ACTOR_KINDS
from analytics.knowledge import Knowledge, Row
from analytics.sides import Sides

_INITIALS = re.compile(r"(?<![\w.])(?:[a-z]\.){1,4}[a-z]\.?(?![\w])")
# How long before and after their years in office people are still who a bare last name means.
BEFORE, AFTER = 2, 6


class Actor(NamedTuple):
    """Who speaks. `side` is the code of one of the two sides, or None; `known` tells whether the registry has them."""

    actor_id: str
    name: str
    kind: str
    side: str | None
    description: str | None
    known: bool


class Tenure(NamedTuple):
    """An office held by an actor from `start` to `end`, both included; no end: still held."""

    office: str
    actor_id: str
    start: date
    end: date | None

    def covers(self, day: date) -> bool:
        """Tell whether the office was held on `day`."""
        return self.start <= day and (self.end is None or day <= self.end)


class Office(NamedTuple):
    """An office; `by_date` tells whether its phrases alone mean who held it on the document's date.

    `phrase` is the first of its phrases, as the press names a holder whom it does not name.
    """

    name: str
    side: str | None
    by_date: bool
    phrase: str


class Registry:
    """Whom the analysis knows before it reads a text."""

    def __init__(self, words: Lexicon) -> None:
        """Make an empty registry with the lexicon `words`; `Registry.load` fills one."""
        self.words = words
        self.actors: dict[str, Actor] = {}
        self.gender: dict[str, str] = {}
        self.aliases: dict[str, tuple[str, ...]] = {}
        self.offices: dict[str, Office] = {}
        self._names: dict[str, list[Name]] = defaultdict(list)
        self._exact: dict[str, str] = {}
        self._by_last: dict[str, list[str]] = defaultdict(list)
        self._phrases: dict[frozenset[str], list[str]] = defaultdict(list)
        self._office_words: dict[str, frozenset[str]] = {}
        self._office_heads: dict[str, frozenset[str]] = {}
        self._holders: dict[str, list[Tenure]] = defaultdict(list)
        self._held: dict[str, list[Tenure]] = defaultdict(list)
        self._years: dict[str, tuple[int, int]] = {}
        self._renamed: dict[str, Row] = {}  # names that the user's own rows take for theirs
        self._described: dict[str, frozenset[str]] = {}  # the role words of the description that the registry gives

    @classmethod
    def load(cls, knowledge: Knowledge) -> "Registry":
        """Read the registry's knowledge files. Raises KnowledgeError with file, line and reason."""
        registry, sides = cls(Lexicon(knowledge)), Sides.load(knowledge)
        for row in knowledge.table("countries", ("country", "side", "adjectives", "metonyms"), ("country",)):
            actor = Actor(slug(row["country"]), row["country"], "institution", sides.of(row), None, True)
            registry._add(row, actor, "", (row["country"], *row.list("metonyms")), "")
        columns = ("name", "kind", "side", "gender", "aliases", "active", "description")
        rows = knowledge.table("actors", columns, ("name",))
        registry._renamed = {
            plain(alias): row
            for row in rows
            if not row.shipped
            for alias in row.list("aliases")
            if last_key(alias) == last_key(row["name"])
        }
        shipped = {plain(row["name"]): row.list("aliases") for row in rows if row.shipped}
        for row in rows:
            if row.shipped and plain(row["name"]) in registry._renamed:
                continue  # the user's own row has the name as an alias
            kind = row.one_of("kind", ACTOR_KINDS)
            actor = Actor(slug(row["name"]), row["name"], kind, sides.of(row), row["description"] or None, True)
            own = row.list("aliases")
            others = [] if row.shipped else [other for alias in own for other in shipped.get(plain(alias), ())]
            gender = row.one_of("gender", ("m", "f", ""))
            registry._add(row, actor, gender, (row["name"], *own, *others), row["active"])
        for row in knowledge.table("offices", ("office", "side", "holder", "phrases"), ("office",)):
            by_date = row.one_of("holder", ("date", "named")) == "date"
            first = next(iter(row.list("phrases")), row["office"])
            registry.offices[row["office"]] = Office(row["office"], sides.of(row), by_date, first)
            for phrase in (row["office"], *row.list("phrases")):
                words = registry.words.role(phrase)
                if row["office"] not in registry._phrases[words]:
                    registry._phrases[words].append(row["office"])
            phrases = (row["office"], *row.list("phrases"))
            registry._office_words[row["office"]] = frozenset().union(*map(registry.words.role, phrases))
            registry._office_heads[row["office"]] = frozenset(map(registry.words.head, phrases))
        for row in knowledge.table("tenures", ("office", "holder", "start", "end"), ("office", "holder", "start")):
            registry._appoint(row)
        registry._describe()
        return registry

    def _add(self, row: Row, actor: Actor, gender: str, aliases: Iterable[str], active: str) -> None:
        if actor.kind == "person" and actor.description:
            self._described[actor.actor_id] = self.words.role(actor.description)
        if actor.actor_id in self.actors:
            raise row.error(f"{actor.name!r} has the identifier of {self.actors[actor.actor_id].name!r}")
        self.actors[actor.actor_id] = actor
        self.gender[actor.actor_id] = gender
        self.aliases[actor.actor_id] = tuple(dict.fromkeys(aliases))
        for alias in self.aliases[actor.actor_id]:
            if actor.kind != "person" or " " in alias or not alias.isalpha():
                other = self._exact.setdefault(plain(alias), actor.actor_id)
                if other != actor.actor_id:
                    raise row.error(f"{alias!r} stands for {self.actors[other].name!r} already")
            if actor.kind == "person":
                name = split_name(alias.split(" "))
                self._names[actor.actor_id].append(name)
                if actor.actor_id not in self._by_last[last_key(name.last)]:
                    self._by_last[last_key(name.last)].append(actor.actor_id)
        if active:
            first, _, last = active.partition("-")
            try:
                self._years[actor.actor_id] = (int(first), int(last or (first if "-" not in active else 9999)))
            except ValueError:
                raise row.error(f"active is {active!r}, must be years: 1985-1991, 2015- or 1987") from None

    def _appoint(self, row: Row) -> None:
        if row["office"] not in self.offices:
            raise row.error(f"office {row['office']!r} does not stand in offices.csv")
        renamed = self._renamed.get(plain(row["holder"]))
        actor_id = slug(renamed["name"] if renamed else row["holder"])
        if actor_id not in self.actors:
            raise row.error(f"holder {row['holder']!r} does not stand in actors.csv")
        start, end = _day(row, "start", last=False), _day(row, "end", last=True) if row["end"] else None
        if end and end < start:
            raise row.error(f"the end {row['end']} comes before the start {row['start']}")
        tenure = Tenure(row["office"], actor_id, start, end)
        self._holders[tenure.office].append(tenure)
        self._held[actor_id].append(tenure)
        years = (start.year, end.year if end else 9999)
        before = self._years.get(actor_id, years)
        self._years[actor_id] = (min(before[0], years[0]), max(before[1], years[1]))

    def _describe(self) -> None:
        for actor_id, held in self._held.items():
            actor = self.actors[actor_id]
            terms: dict[str, list[str]] = {}
            for tenure in sorted(held, key=lambda tenure: tenure.start):
                until = str(tenure.end.year) if tenure.end else ""
                terms.setdefault(tenure.office, []).append(f"{tenure.start.year}–{until}")
            text = "; ".join(f"{office} {', '.join(years)}" for office, years in terms.items())
            own = f"{actor.description}; " if actor.description else ""
            self.actors[actor_id] = actor._replace(description=own + text)

    def find(self, text: str) -> Actor | None:
        """Return the actor that has exactly the alias `text` (articles, case, accents and possessive aside), if any."""
        actor_id = self._exact.get(plain(text))
        return self.actors[actor_id] if actor_id else None

    def as_written(self, name: str, kind: str, side: str | None = None, *, apart: str = "") -> Actor:
        """Return the actor of a name that only the text gives; one whose identifier is known is that one.

        `apart` is a word that tells a namesake of someone known by the identifier.
        """
        actor_id = slug(name)
        if apart and actor_id in self.actors:
            actor_id = slug(f"{name} {apart}")
        return self.actors.get(actor_id) or Actor(actor_id, name, kind, side, None, False)

    def together(self, parts: Iterable[str], name: str, side: str | None = None) -> Actor:
        """Return the group called `name`, one and the same whichever of its `parts` is named first."""
        return Actor(slug(" and ".join(sorted(parts))), name, "group", side, None, False)

    def people(self, name: Name, day: date | None) -> list[str]:
        """Return the identifiers of the people whom `name` may mean: those active around `day`, if any are."""
        found = [
            actor_id
            for actor_id in self._by_last.get(last_key(name.last), ())
            if any(
                (known.first or not name.first) and self.words.compatible(name, known)
                for known in self._names[actor_id]
            )
        ]
        if not found and name.first and name.suffix:
            return self.people(name._replace(suffix=""), day)  # Alexander M. Haig Jr., who has no father here
        if day is not None and (len(found) > 1 or not name.first):
            found = [actor_id for actor_id in found if self.active(actor_id, day, 0 if name.first else BEFORE)] or (
                found if name.first else []
            )
        return found

    def active(self, actor_id: str, day: date, before: int = BEFORE, after: int = AFTER) -> bool:
        """Tell whether the person was in public life around `day`."""
        years = self._years.get(actor_id)
        return years is not None and years[0] - before <= day.year <= years[1] + after

    def offices_of(self, role: frozenset[str]) -> list[Office]:
        """Return the offices for which a phrase with the words `role` stands."""
        return [self.offices[name] for name in self._phrases.get(role, ())]

    def abroad(self, office: str, own: str, other: str) -> list[Office]:
        """Return the offices of the country `other` for which a phrase stands as for `office` of the country `own`."""
        mine, theirs = self.words.role(own), self.words.role(other)
        phrases = [words for words, names in self._phrases.items() if office in names and mine <= words]
        found = [name for words in phrases for name in self._phrases.get(words - mine | theirs, ())]
        return [self.offices[name] for name in dict.fromkeys(found)]

    def holder(self, office: str, day: date) -> Actor | None:
        """Return who held `office` on `day`: the last appointed, where two did."""
        held = [tenure for tenure in self._holders[office] if tenure.covers(day)]
        return self.actors[max(held, key=lambda tenure: tenure.start).actor_id] if held else None

    def held(self, actor_id: str) -> Sequence[Tenure]:
        """Return the offices that the person has held."""
        return self._held.get(actor_id, ())

    def roles(self, actor_id: str, day: date | None) -> frozenset[str]:
        """Return the role words of the offices that the person held on `day` (None: of all)."""
        found = set(self._described.get(actor_id, ()))
        for tenure in self.held(actor_id):
            if day is None or tenure.covers(day):
                found |= self._office_words[tenure.office]
        return frozenset(found)

    def heads(self, actor_id: str, day: date | None) -> frozenset[str]:
        """Return the head nouns of the offices that the person held on `day` (None: of all)."""
        held = (tenure for tenure in self.held(actor_id) if day is None or tenure.covers(day))
        described = self.actors[actor_id].description if actor_id in self._described else None
        own = {self.words.head(described.split(";")[0])} if described else set()
        return frozenset(own).union(*(self._office_heads[tenure.office] for tenure in held))

    def rank(self, actor_id: str, day: date | None) -> int:
        """Return how prominent the person is on `day`: 3 a leader, 2 in an office known by date, 1 in another."""
        held = [tenure.office for tenure in self.held(actor_id) if day is None or tenure.covers(day)]
        return max(
            (
                3 if "leader" in self._office_words[office] else 2 if self.offices[office].by_date else 1
                for office in held
            ),
            default=0,
        )


@lru_cache(1 << 16)
def plain(text: str) -> str:
    """Return the key under which an alias is looked up."""
    key = _INITIALS.sub(lambda found: found[0].replace(".", ""), fold(text))
    key = key.replace("american ", "us ").replace("united states ", "us ").replace("russia's", "russian")
    key = key.replace("defence", "defense").replace("organisation", "organization").replace("centre", "center")
    key = key.strip(" .,;:")
    for article in ("the ", "a ", "an "):
        key = key.removeprefix(article)
    return key.removesuffix("'s").removesuffix("'")


def day_of(moment: datetime | None) -> date | None:
    """Return the date of a moment."""
    return moment.date() if moment else None


def _day(row: Row, column: str, *, last: bool) -> date:
    parts = row[column].split("-")
    try:
        numbers = [int(part) for part in parts]
        year, month = numbers[0], numbers[1] if len(numbers) > 1 else (12 if last else 1)
        day = numbers[2] if len(numbers) > 2 else (calendar.monthrange(year, month)[1] if last else 1)
        return date(year, month, day)
    except (ValueError, IndexError):
        raise row.error(f"{column} is {row[column]!r}, must be a date: 2017-02-01, 2017-02 or 2017") from None
