"""Whom a description means: "the minister", "Trump's national security adviser", "his Russian counterpart"."""

import re
from collections.abc import Callable, Sequence

from analytics.actors.names import fold
from analytics.actors.people import People, Person
from analytics.actors.registry import Actor
from analytics.actors.salience import Salience
from analytics.actors.surfaces import ARTICLE, INDEFINITE, Spoken, Turn, several

_PARTY = frozenset(("republican", "democrat"))
_CONGRESS = frozenset(("sen", "senator", "rep", "congressman"))
_LAWMAKERS = ("US Senator", "US Representative")
_OWNED = re.compile(r"^(?:(?:the|then|former) )?(?P<owner>[^,]{2,60}?)(?:['’]s|(?<=s)['’]) (?P<rest>[^,]{3,80})$")
_SPOKESMAN = re.compile(
    r"^(?:(?:an?|one|another|the|top|chief) )*(?:spokes\w{3,6}|press secretary) (?:for|of) (?P<leader>.{3,80})$",
    re.IGNORECASE,
)
_BODY_OF = re.compile(r"(?P<whose>his|her) (?P<body>campaign|administration|government|office|party)$", re.IGNORECASE)
_COUNTERPART = re.compile(r"(?P<whose>.*?)\b(?P<words>(?:[\w.-]+ ){0,2})(?:counterpart|opposite number)$")
_AGE = re.compile(r"\d\d-year-old$")


class Descriptions:
    """Resolves the descriptions of one document's people."""

    def __init__(self, people: People, salience: Salience, named: Callable[[str], Person | None]) -> None:
        """Look among `people`; `named` gives the person whom words name."""
        self.people, self.salience, self._named = people, salience, named
        self.registry, self.words, self.day = people.registry, people.words, people.day

    def person(self, surface: str, quotation: Spoken, before: Sequence[Turn]) -> Person | None:
        """Return whom a title means: "the minister", "the head of the White House", "the former CIA officer"."""
        if INDEFINITE.match(surface) or (several(surface, self.words) and not surface.isupper()):
            return None
        surface = self.words.newly.sub("", surface)
        if fold(surface).endswith(("counterpart", "opposite number")):
            return self._counterpart(surface, before)
        role = self.words.role(ARTICLE.sub("", surface))
        if not role:
            return None
        offices = self.registry.offices_of(role) or self.registry.offices_of(self._of_owner(surface))
        if surface.isupper() and "president" in role and len(role) == 1 and self.day:
            offices = self.registry.offices_of(self.words.role("US president"))
        if (holder := self._holder([office.name for office in offices if office.by_date])) is not None:
            return holder
        past = self._former(role) if "former" in role else []
        names = {office.name for office in offices}
        if not (ARTICLE.match(surface) or offices or surface.isupper()):
            return None
        fitting = [
            person
            for person in self.people.all
            if any(
                t.office in names and (self.day is None or t.covers(self.day))
                for t in self.registry.held(person.actor.actor_id)
            )
        ]
        fitting = fitting or past
        if not fitting:
            head = self.words.head(surface)
            fitting = [person for person in self.people.all if self.people.fits(person, role, head)]
        if not fitting and self.words.head(surface) in _PARTY and len(role) <= 3 and before:
            # "The California Republican": the member of Congress who was heard last.
            fitting = [who for who in (before[-1].person,) if who and self._may_be(who, role)]
        if not fitting:
            if role == {"president"} and self.day and (holder := self._holder(["US President"])):
                return holder
            return None
        for turn in reversed(before):
            if turn.person in fitting and turn.person is not None:
                return turn.person
        if all(quotation.paragraph < person.block < len(self.salience.blocks) for person in fitting) and (
            heard := self.last_heard(surface, quotation, before)
        ):
            return heard  # who fits is named later only
        if len(fitting) == 1:
            return fitting[0]
        return self.salience.nearest(fitting, quotation) or max(fitting, key=lambda person: person.count)

    def spokesman(self, surface: str) -> Actor | None:
        """Return who speaks for a leader: "a spokesman for President Putin" is the Kremlin's, by name if known."""
        read = _SPOKESMAN.match(surface)
        leader = self._named(read["leader"]) if read else None
        country = self._country(leader) if leader and self.registry.rank(leader.actor.actor_id, self.day) == 3 else None
        if country is None:
            return None
        for office in self.registry.offices_of(self.words.role(f"{self.words.adjective(country)} president spokesman")):
            for person in self.people.all:
                terms = [term for term in self.registry.held(person.actor.actor_id) if term.office == office.name]
                if any(self.day is None or term.covers(self.day) for term in terms):
                    return person.actor
            return self.registry.as_written(office.phrase, "unknown", office.side)
        return None

    def last_heard(self, surface: str, quotation: Spoken, before: Sequence[Turn]) -> Person | None:
        """Return whom "the analyst", "the Russian diplomat" takes up, where nobody bears the title: who spoke last."""
        if not before or surface[:4].lower() != "the " or surface.count(" ") > 2:
            return None
        turn, words = before[-1], fold(surface.replace("former ", "")).split(" ")[1:]
        if _AGE.match(words[-1]):
            turns = [(turn.paragraph, turn.start, turn.person, turn.first_hand) for turn in before]
            return self.salience.person(quotation, turns, "", None)
        person = turn.person
        if person is None or quotation.paragraph - turn.paragraph > 2:
            return None
        if words[-1] not in self.words.members["taking_up"]:
            return None
        if self.registry.rank(person.actor.actor_id, self.day) == 3:
            return None
        country = self.registry.find(self.words.country_of(words[0]) or "") if len(words) > 1 else None
        if len(words) > 1 and (country is None or country.side != person.actor.side):
            return None
        return person

    def _former(self, role: frozenset[str]) -> list[Person]:
        """Return the people of the document who held the office once: "the former secretary of state"."""
        names = {office.name for office in self.registry.offices_of(role - {"former"})}
        return [
            person
            for person in self.people.all
            if any(
                term.office in names and term.end is not None and (self.day is None or term.end < self.day)
                for term in self.registry.held(person.actor.actor_id)
            )
        ]

    def body(self, surface: str, before: Sequence[Turn]) -> Actor | None:
        """Return the body of whoever spoke last: "her campaign"."""
        read = _BODY_OF.match(surface)
        owner = before[-1].person if read and before else None
        if read is None or owner is None or owner.gender != ("m" if read["whose"].lower() == "his" else "f"):
            return None
        name = f"{owner.name.last} {read['body']}"
        return self.registry.find(name) or self.registry.as_written(name, "institution", owner.actor.side)

    def _holder(self, offices: Sequence[str]) -> Person | None:
        """Return who held the first of `offices` that anyone held on the document's date."""
        if self.day is not None:
            for office in offices:
                if holder := self.registry.holder(office, self.day):
                    return self.people.called(holder.name, sure=True)
        return None

    def _of_owner(self, surface: str) -> frozenset[str]:
        """Return the role of a leader's own official: Trump's national security adviser is the American one."""
        owned = _OWNED.match(surface)
        owner = self._named(owned["owner"]) if owned else None
        if owned is None or owner is None or self.registry.rank(owner.actor.actor_id, self.day) < 3:
            return frozenset()
        country = self._country(owner)
        return self.words.role(f"{self.words.adjective(country)} {owned['rest']}") if country else frozenset()

    def _country(self, person: Person) -> str | None:
        """Return the country in whose office the person is."""
        for term in self.registry.held(person.actor.actor_id):
            if (self.day is None or term.covers(self.day)) and (country := self.words.country_of(term.office)):
                return country
        return None

    def _counterpart(self, surface: str, before: Sequence[Turn]) -> Person | None:
        """Return who holds the same office in the other country: "his Russian counterpart"."""
        read = _COUNTERPART.match(surface)
        whose = ARTICLE.sub("", read["whose"]).strip() if read else ""
        owner = self._named(re.sub(r"['’]s?$", "", whose)) if whose else None
        if owner is None and re.match(r"(?:his|her|the) ", surface, re.IGNORECASE):
            owner = next((turn.person for turn in reversed(before) if turn.person), None)
        own = self._country(owner) if owner else None
        if read is None or owner is None or own is None:
            return None
        country = self.words.country_of(read["words"])
        if country is None and own in ("United States", "Russia", "Soviet Union"):
            country = "United States" if own != "United States" else "Russia"
        if country is None or country == own:
            return None
        for term in self.registry.held(owner.actor.actor_id):
            if self.day is None or term.covers(self.day):
                offices = [office.name for office in self.registry.abroad(term.office, own, country)]
                if holder := self._holder(offices):
                    return holder
                for person in self.people.all:
                    if any(held.office in offices for held in self.registry.held(person.actor.actor_id)):
                        return person
        return None

    def _may_be(self, person: Person, role: frozenset[str]) -> bool:
        """Tell whether a member of Congress may be of the party and the state that `role` names."""
        terms = [term for term in self.registry.held(person.actor.actor_id) if term.office in _LAWMAKERS]
        now = self.day is not None and any(term.covers(self.day) for term in terms)
        if not now and not _CONGRESS & person.titles:
            return False
        known = self.people.roles(person)
        return not _PARTY & known or role <= known
