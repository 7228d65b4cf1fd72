"""Speakers' surfaces → actors: names, titles, offices, documents, pronouns and groups, over one whole document."""

import re
from collections.abc import Sequence
from datetime import datetime

from analytics.actors.descriptions import Descriptions
from analytics.actors.institutions import Institutions
from analytics.actors.names import NAME, fold
from analytics.actors.people import People, Person
from analytics.actors.registry import Actor, Registry, day_of
from analytics.actors.salience import Salience
from analytics.actors.surfaces import (
    ARTICLE,
    BOTH,
    EDGE,
    HE,
    INDEFINITE,
    IT,
    LONG,
    LOOK,
    ONE,
    PREPOSITION,
    SELF,
    SHE,
    THEY,
    WHO,
    Spoken,
    Turn,
    place_of,
    possessive,
    several,
)

__all__ = ["Actor", "Cast", "Spoken"]


_LAST_NAME = re.compile(r"[A-Z][a-zà-ÿ]+(?:[A-Z-][A-Za-zà-ÿ]+)*")  # "McFaul"
_TWO = re.compile(r"(?:both )?the [^,]{1,60} and the ", re.IGNORECASE)  # of one body, the article stands once
_INNER = re.compile(r"['’]s ")
# A description that begins a sentence, as far as six words.
_SUBJECT = re.compile(r"(?:^|(?<=[.!?] )|(?<=[.!?]. ))(?P<article>The|His|Her) (?P<words>[\w.’'-]+(?: [\w.’'-]+){0,5})")


class Cast:
    """All who may speak in one document."""

    def __init__(
        self,
        blocks: Sequence[str],
        kinds: Sequence[str],
        title: str | None,
        published_at: datetime | None,
        registry: Registry,
    ) -> None:
        """Meet the people of the document: `blocks` with their `kinds`, its `title` and the moment it was published."""
        self.blocks, self.kinds, self.registry, self.words = blocks, kinds, registry, registry.words
        self.day = day_of(published_at)
        self.people = People([*blocks, title or ""], self.day, registry)
        self._aliases: dict[str, dict[str, None]] = {}
        self._turns: list[Turn] = []
        self._by_surface: dict[str, tuple[int, Person]] = {}
        self._institutions = Institutions(self.people, blocks, kinds, self.day, self._named)

    def resolve(self, quotations: Sequence[Spoken]) -> list[Actor]:
        """Return the actor of each quotation, in order.

        A surface that names nobody for certain gives an actor of kind `unknown` (or `group`) with that surface as name.
        """
        for quotation in quotations:
            for run in NAME.findall(quotation.surface[:LONG]):
                if " " in run:
                    self.people.called(run, sure=self._person_like(run))
        self._salience = Salience(self.people, self.blocks, self.kinds, quotations)
        self._descriptions = Descriptions(self.people, self._salience, self._named)
        self._turns = []
        actors: list[Actor | None] = [None] * len(quotations)
        # An outer speaker is known before those whom they report.
        for index in sorted(range(len(quotations)), key=lambda at: (quotations[at].via is not None, at)):
            quotation = quotations[index]
            via = actors[quotation.via] if quotation.via is not None and quotation.via < len(actors) else None
            actor, person = self._named_before(quotation.surface) or self._speaker(quotation, via)
            actors[index] = actor
            role = frozenset() if person else self.words.role(quotation.surface[:LONG])
            many = person is None and several(quotation.surface, self.words)
            turn = Turn(quotation.paragraph, quotation.start, actor, person, quotation.via is None, role, many)
            self._turns.append(turn)
        return [actor for actor in actors if actor is not None]

    def aliases(self, actor: Actor) -> list[str]:
        """Return the names under which `actor` was met in this document or is known."""
        return list(
            {**dict.fromkeys(self.registry.aliases.get(actor.actor_id, ())), **self._aliases.get(actor.actor_id, {})}
        )

    def _named_before(self, surface: str) -> tuple[Actor, Person] | None:
        """Return whom the surface named before, unless another person has been met since."""
        met, person = self._by_surface.get(surface, (-1, None))
        return (person.actor, person) if person and met == self.people.met else None

    def _speaker(self, quotation: Spoken, via: Actor | None) -> tuple[Actor, Person | None]:
        before = [turn for turn in self._turns[-40:] if turn.paragraph <= quotation.paragraph]
        surface = " ".join(quotation.surface[:LONG].split()).strip(EDGE)
        surface = surface.removesuffix("'s").removesuffix("’s").strip(EDGE)
        word = fold(surface)
        if not surface:
            return self.registry.as_written("unknown", "unknown"), None
        acronym = len(surface) > 1 and surface.isupper() and word in (WHO | IT | SELF)  # WHO, US, IT
        if not acronym and (word in HE or word in SHE or word in IT or word in THEY or word in SELF or word in WHO):
            return self._pronoun(word, quotation, before, via)
        exact, met = self.registry.find(surface), self.people.met
        if (exact is None or exact.kind == "person") and (person := self._named(surface)):
            self._by_surface[quotation.surface] = met, person
            return self._met(person, surface)
        if exact is None and _TWO.match(surface) and (joint := self._joint(surface)):
            return joint, None
        if known := self._institutions.named(surface, quotation):
            self._aliases.setdefault(known.actor_id, {})[ARTICLE.sub("", surface)] = None
            return known, None
        if joint := self._joint(surface):
            return joint, None
        if issuer := self._institutions.issuer(surface, quotation, before):
            return issuer, None
        if other := self._descriptions.spokesman(surface) or self._descriptions.body(surface, before):
            return other, None
        if person := self._descriptions.person(surface, quotation, before):
            return self._met(person, "")
        if known := self._institutions.of_kind(surface, quotation):
            return known, None
        for turn in reversed(before):
            # "The former official" goes back to "a former US official".
            if (
                turn.role
                and not INDEFINITE.match(surface)
                and (content := self.words.role(surface))
                and content <= turn.role
                and turn.actor.kind in ("group", "unknown")
                and several(surface, self.words) == several(turn.actor.name, self.words)
            ):
                return turn.actor, None
        if person := self._descriptions.last_heard(surface, quotation, before):
            return self._met(person, "")
        if body := self._institutions.last_heard(surface, quotation, before):
            return body, None
        return self._unknown(surface), None

    def _met(self, person: Person, surface: str) -> tuple[Actor, Person]:
        if not person.actor.known and person.actor.description is None:
            description, side = self.people.describe(person), self.people.side(person)
            person.actor = person.actor._replace(description=description, side=side)
        aliases = self._aliases.setdefault(person.actor.actor_id, {person.actor.name: None})
        if surface and len(surface) <= 60:
            for run in NAME.findall(surface):
                if self.people.called(run) is person and (tokens := self.words.read(run).tokens):
                    aliases[" ".join(tokens)] = None
        return person.actor, person

    def _person_like(self, run: str) -> bool:
        read = self.words.read(run)
        return 2 <= len(read.tokens) <= 4 and self.registry.find(run) is None and not run.startswith("The ")

    def _named(self, surface: str) -> Person | None:
        """Return the person whom the surface names as its head: not one inside "an aide to …" or "…'s office"."""
        exact = self.registry.find(surface)
        if exact and exact.kind == "person":
            return self.people.called(exact.name, sure=True)
        surface = re.sub(r"\s*\([^()]{0,60}(?:\)|$)", "", surface)
        segments = [segment.strip(EDGE) for segment in surface.split(", ")]
        apposed = len(segments) > 1 and segments[1][:1].islower() and not segments[1].startswith("and ")
        if apposed and " and " not in segments[0] and (person := self._head(segments[0], first=True)):
            return person
        if " and " in surface and (parts := self._joint_parts(surface)):
            named = [person for person in (self._head(part, first=True) for part in parts) if person]
            if (
                len(named) == 1
                and named[0] is self._head(parts[-1], first=True)
                and self.words.use.get(self.words.head(parts[0]))
            ):
                return named[0]  # "President and Chairman of the Board Andrei Kostin"
            return None
        for number, segment in enumerate(segments):
            if person := self._head(segment, first=number == 0):
                return person
        return None

    def _head(self, segment: str, *, first: bool) -> Person | None:
        runs = list(NAME.finditer(segment))
        if not runs:
            return None
        one, last = runs[0], runs[-1]
        lead = segment[: one.start()].lower().strip()
        opens = not lead or (lead == "the" and _INNER.search(one[0]) is not None)  # "the BBC's Jane Doe in Moscow"
        opens = opens and not possessive(one[0]) and not self._of_title(segment, one.end())
        if opens and (person := self.people.called(one[0], sure=first and " " in one[0])):
            return person
        if last.end() < len(segment.rstrip(EDGE)) or possessive(last[0]):
            return None
        person = self.people.called(last[0])
        if person is None:
            return None
        before = segment[: last.start()]
        cut = PREPOSITION.search(" " + before)
        if cut is None or not before.strip():
            return person
        head, rest = (
            before[: max(cut.start() - 1, 0)],
            before[cut.end() - 1 :] + " ".join(self.words.read(last[0]).title),
        )
        if self._entitles(head) and fold(rest) != "the" and " " in " ".join(self.words.read(last[0]).tokens):
            return person  # "Mayor of Volgograd Jane Doe", "Assistant to the President Jane Doe"
        if self._owns(rest):
            return None
        wanted = self.words.role(head.split(" ")[-1] if head else "")
        roles = self.registry.roles(person.actor.actor_id, self.day)
        if wanted and wanted <= roles and not INDEFINITE.match(segment):
            return person
        personal = [
            word for word in re.findall(r"[\w-]+", fold(rest)) if self.words.use.get(word) in ("role", "honorific")
        ]
        return None if personal or INDEFINITE.match(segment) or not rest.strip() else person

    def _entitles(self, head: str) -> bool:
        """Tell whether a phrase opens with a title, written as such: "Chairman of …", not "the chairman of …"."""
        first, last = fold(head).split(" ")[0], self.words.head(head)
        return (
            head[:1].isupper()
            and self.words.use.get(first) in ("role", "modifier")
            and self.words.use.get(last) == "role"
            and last != "spokesman"
        )

    def _owns(self, rest: str) -> bool:
        """Tell whether the name is the owner of what precedes: "the chief of staff of acting President Doe"."""
        words = re.findall(r"[\w-]+", fold(PREPOSITION.split(f" {rest} ")[-1]))
        titled = [self.words.use.get(word) in ("role", "honorific") for word in words]
        ahead, countries = self.words.members["ahead_of_title"], self.words.countries
        known = all(title or word == "the" or word in ahead or word in countries for title, word in zip(titled, words))
        return bool(words) and known and titled[-1]

    def _of_title(self, segment: str, end: int) -> bool:
        # "President of Russia Vladimir Putin": the run before "of" is a title.
        return False if end >= len(segment) else not self.words.read(segment[:end].strip()).tokens

    def _joint_parts(self, surface: str) -> list[str]:
        if "," not in surface and not re.search(r"\s(?:and|&)\s", surface):
            return []
        text = re.sub(r"^both\s", "", surface, flags=re.IGNORECASE)
        parts = [part.strip() for part in re.split(r",\s(?:and\s)?|\sand\s", text) if part.strip()]
        return parts if len(parts) > 1 else []

    def _joint(self, surface: str) -> Actor | None:
        parts = self._joint_parts(surface) if re.search(r"\sand\s", surface) else []
        if not parts:
            if BOTH.match(surface):
                name = surface[0].lower() + surface[1:] if surface[:3] == "The" else surface
                return self.registry.as_written(name, "group")
            return None
        people = [self._head(part, first=True) for part in parts]
        if all(people):
            names = [person.actor.name for person in people if person]
            sides = {person.actor.side for person in people if person}
            name = ", ".join(names[:-1]) + " and " + names[-1]
            return self.registry.together(names, name, sides.pop() if len(sides) == 1 else None)
        name = surface if surface[:4] == "the " else ARTICLE.sub("", surface)
        if all(
            self.registry.find(part) or person or ARTICLE.sub("", part)[:1].isupper()
            for part, person in zip(parts, people)
        ):
            return self.registry.together([ARTICLE.sub("", part) for part in parts], name)
        return self.registry.as_written(name, "group") if several(surface, self.words) else None

    def _pronoun(
        self, word: str, quotation: Spoken, before: list[Turn], via: Actor | None
    ) -> tuple[Actor, Person | None]:
        if word in HE or word in SHE or word in WHO:
            gender = "m" if word in HE else "f" if word in SHE else ""
            unnamed = self._unnamed(quotation, before)
            if unnamed and not self._salience.named_since(quotation, unnamed.start, gender):
                return unnamed.actor, None
            if described := self._described(quotation, before, gender, via):
                return self._met(described, "")
            turns = [(turn.paragraph, turn.start, turn.person, turn.first_hand) for turn in before]
            person = self._salience.person(quotation, turns, gender, via.actor_id if via else None)
            if person:
                return self._met(person, "")
            if unnamed:
                return unnamed.actor, None
        elif word in SELF:
            near = [turn for turn in before if turn.first_hand and quotation.paragraph - turn.paragraph <= 3]
            near = [turn for turn in near if turn.actor.kind not in ("unknown", "group") or self._can_voice(turn.actor)]
            for turn in [*reversed([turn for turn in near if turn.person or word not in ONE]), *reversed(near)]:
                return turn.actor, turn.person
        else:
            kind = "group" if word in THEY else "institution"
            for turn in reversed(before):
                if quotation.paragraph - turn.paragraph > 2:
                    break
                heard = self._can_voice(turn.actor) and (turn.actor.kind == kind or turn.several)
                if (turn.actor.kind == kind and kind != "group") or (heard and word in THEY and turn.person is None):
                    return turn.actor, None
            if word in THEY and (actor := self._institutions.several(quotation)):
                return actor, None
            if word in IT and (actor := self._institutions.nearest(quotation)):
                return actor, None
        return self.registry.as_written(word, "unknown"), None

    def _can_voice(self, actor: Actor) -> bool:
        """Tell whether the words for an actor are known to mean people: "two officials", "France and Spain"."""
        joint = " and " in actor.name or BOTH.match(actor.name) is not None
        return actor.known or joint or self.words.can_voice(actor.name)

    def _described(self, quotation: Spoken, before: list[Turn], gender: str, via: Actor | None) -> Person | None:
        """Return whom the subject of a sentence before the pronoun describes: "The envoy smiled. …, he said"."""
        block, at, _ = place_of(quotation)
        if not 0 <= block < len(self.blocks):
            return None
        for found in reversed(list(_SUBJECT.finditer(self.blocks[block], 0, min(at, LOOK)))):
            words = found["words"].split(" ")
            heads = (k for k, word in enumerate(words) if self.words.use.get(word) == "role" or word == "counterpart")
            end = next(heads, None)
            if end is None or any(turn.paragraph == block and turn.start >= found.start() for turn in before):
                return None
            surface = f"{found['article']} {' '.join(words[: end + 1])}"
            person = self._descriptions.person(surface, quotation, before)
            fits = person and person.gender in (gender, "") and (via is None or person.actor.actor_id != via.actor_id)
            return person if fits and not self._salience.named_since(quotation, found.end(), gender) else None
        return None

    def _unnamed(self, quotation: Spoken, before: list[Turn]) -> Turn | None:
        """Return the turn of whoever spoke last and is unknown: "A senior official … he", "Doe … he"."""
        turn = before[-1] if before else None
        if turn is None or turn.actor.kind != "unknown" or turn.several:
            return None
        if _LAST_NAME.fullmatch(turn.actor.name):
            return turn if quotation.paragraph - turn.paragraph <= 1 else None
        if turn.paragraph != quotation.paragraph:
            return None
        return turn if self.words.use.get(self.words.head(turn.actor.name).rsplit(" ", 1)[-1]) == "role" else None

    def _unknown(self, surface: str) -> Actor:
        """Name as written whoever cannot be told: a group, an institution by its form, else `unknown`."""
        name = ARTICLE.sub("", surface) or surface
        if name.isupper() and " " in name:
            name = name.lower()  # the label of a turn: SENIOR ADMINISTRATION OFFICIAL
        side = self._side(name)
        if several(surface, self.words):
            kind = "group"
        elif (" " in name and name.istitle() and not ARTICLE.match(surface)) or self.words.is_body(name):
            kind = "institution"
        else:
            kind = "unknown"
        return self.registry.as_written(name, kind, side)

    def _side(self, name: str) -> str | None:
        """Return the side whose people a description means: by its country, else by the body that it names."""
        country = self.registry.find(self.words.country_of(name) or "")
        if country:
            return country.side
        words = name.split(" ")[:12]
        if words[-2:-1] == ["administration"] and words[-3:-2] != ["presidential"]:
            words.insert(0, "US administration")  # the press has no other government's "senior administration official"
        for start, end in ((a, b) for a in range(len(words)) for b in range(len(words), a, -1)):
            body = self.registry.find(" ".join(words[start:end]))
            if body and body.kind == "institution":
                return body.side
        return None
