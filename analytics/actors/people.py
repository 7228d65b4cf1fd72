"""The people of one document: whom its text names, how, where, and in which roles."""

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date

from analytics.actors.names import (
    ABBREVIATED,
    NAME,
    Mention,
    Name,
    fold,
    last_key,
    one_slip,
    spelling,
    split_name,
)
from analytics.actors.registry import Actor, Registry

# How many characters before and after a name may describe its bearer.
BEFORE, AFTER = 80, 160
# Bounds that keep a document of nothing but names linear: its people, and those compared with a name.
MOST, NAMESAKES = 1000, 50
_APPOSITIVE = re.compile(
    r"\s?(?:\([^()]{1,40}\)\s?)?,\s((?:an?|the|who (?:is|was)|then|former|deputy|senior|chief|president|director|"
    r"professor|head|chairman|editor|author|[a-z’'-]{4,20})\s[^,;.“”\"]{3,120})"
)


@dataclass
class Person:
    """Someone whom the document names."""

    name: Name
    actor: Actor
    gender: str
    block: int
    at: int
    end: int
    count: int = 0
    titles: set[str] = field(default_factory=set)
    roles: frozenset[str] | None = None
    heads: frozenset[str] | None = None


class People:
    """Finds the people of a document, in one scan, and knows them again by a shorter name."""

    def __init__(self, texts: Sequence[str], day: date | None, registry: Registry) -> None:
        """Meet the people whom `texts` (the title, then the blocks) name in full."""
        self.texts, self.day, self.registry, self.words = texts, day, registry, registry.words
        self.by_last: dict[str, list[Person]] = defaultdict(list)
        self.all: list[Person] = []
        self.institutions: dict[str, Actor] = {}
        self._by_id: dict[str, Person] = {}
        self._by_first: dict[str, list[Person]] = defaultdict(list)
        self._titled: dict[str, set[str]] = defaultdict(set)
        self._known: dict[str, Person | None] = {}
        self.met = 0  # how often a name has been read that names somebody: what else names whom may have changed
        runs: dict[str, list[int]] = {}
        titled: list[str] = []  # "Prime Minister Doe"
        for block, text in enumerate(texts):
            for found in NAME.finditer(text):
                run = found[0]
                if run in runs:
                    runs[run][3] += 1
                else:
                    runs[run] = [block, found.start(), found.end(), 1]
        for run, (block, start, end, count) in runs.items():
            if " " not in run:
                continue
            if (known := self.registry.find(run)) and known.kind != "person":
                self.institutions.setdefault(known.actor_id, known)
                continue
            read = self.words.read(run)
            if len(read.tokens) > 1:
                self._meet(read, block, start, end, count)
            elif read.tokens:
                titled.append(run)
                self._titled[last_key(read.tokens[0])].update(read.title)
        for last, people in self.by_last.items():
            if len(people) == 1 and not people[0].actor.known:
                people[0].titles |= self._titled[last]
        for run in titled[:MOST]:
            self.called(run)

    def _meet(
        self, read: Mention, block: int, start: int, end: int, count: int, *, sure: bool = False
    ) -> Person | None:
        if len(read.tokens) > 6:
            return None
        name = split_name(list(read.tokens))
        person = self._again(name)
        if person is None:
            found = self._pick(self.registry.people(name, self.day), name)
            words = " ".join((*read.title, *self._around(block, start, end, name)))
            other = found is not None and self._namesake(found, name, words)
            found = None if other else found
            titled = any(self.words.use.get(word) in ("honorific", "role") for word in read.title)
            first = spelling(name.first)
            if found is None and not (sure or titled or first in self.words.gender or self._introduced(block, end)):
                return None
            gender = self.registry.gender[found] if found else self.gender_of(name, read.title)
            if found:
                actor = self.registry.actors[found]
            else:
                actor = self.registry.as_written(str(name), "person", apart=self.words.head(words) if other else "")
            person = self._by_id.get(actor.actor_id)
            if person is None:
                if len(self.all) >= MOST:
                    return None
                person = Person(name, actor, gender, block, start, end)
                self._join(person)
            if person not in self.by_last[last_key(name.last)]:
                self.by_last[last_key(name.last)].append(person)
        person.count += count
        person.titles.update(read.title)
        return person

    def _namesake(self, actor_id: str, name: Name, words: str) -> bool:
        """Tell whether the text means a namesake of someone known: by a short first name, the date, and `words`."""
        known, head = self.registry.actors[actor_id], self.words.head(words)
        roles = self.registry.roles(actor_id, None) | self.words.role(known.description or "")
        stranger = self.words.use.get(head.rsplit(" ", 1)[-1]) == "role" and not self.words.role(words) & roles
        short = all(spelling(alias.split(" ")[0]) != spelling(name.first) for alias in self.registry.aliases[actor_id])
        away = self.day is not None and not self.registry.active(actor_id, self.day)
        # Who has held office may be introduced as a professor later, hardly as a farmer.
        return (short and (away or stranger)) or (away and head in self.words.members["trade"])

    def _introduced(self, block: int, end: int) -> bool:
        return (
            re.match(
                r",? (?:\([^()]{1,30}\),? )?(?:, )?(?:an?|the|who|said|says|told)\b", self.texts[block][end : end + 60]
            )
            is not None
        )

    def gender_of(self, name: Name, title: Sequence[str]) -> str:
        """Return the gender that titles or the first name tell, if any; Russian last names tell it too."""
        for word in title:
            if gender := self.words.title_gender.get(word):
                return gender
        if gender := self.words.gender_of(name.first):
            return gender
        return "f" if fold(name.last).endswith(("ova", "eva", "ina", "skaya", "aya")) and name.first else ""

    def _again(self, name: Name) -> Person | None:
        same = [
            person
            for person in self.by_last.get(last_key(name.last), ())[:NAMESAKES]
            if self.words.compatible(name, person.name)
        ]
        return max(same, key=lambda person: person.count) if same else None

    def _pick(self, ids: list[str], name: Name, title: Sequence[str] = ()) -> str | None:
        """Choose among people of one name whom the registry knows: by title, prominence; None if that leaves two."""
        gender = next((g for word in title if (g := self.words.title_gender.get(word))), "")
        ids = [who for who in ids if not gender or self.registry.gender[who] in (gender, "")]
        unlisted = self.words.members["unlisted"]
        if not name.first and any(self.words.use.get(word) == "role" and word in unlisted for word in title):
            return None  # "Judge Sullivan" is no ambassador
        if len(ids) > 1 and title:
            role = self.words.role(" ".join(title))
            if fitting := [who for who in ids if role and role & self.registry.roles(who, self.day)]:
                ids = fitting
        if len(ids) > 1 and name.first:
            exact = [
                who for who in ids if spelling(self.registry.actors[who].name.split(" ")[0]) == spelling(name.first)
            ]
            ids = exact or ids
        if len(ids) > 1:
            best = max(self.registry.rank(who, self.day) for who in ids)
            ids = [who for who in ids if self.registry.rank(who, self.day) == best]
        return ids[0] if len(ids) == 1 else None

    def called(self, run: str, *, sure: bool = False) -> Person | None:
        """Return whom the capitalised words `run` name; with `sure`, also anyone of a likely name, met only now."""
        if (person := self._known.get(run)) is not None:
            return person
        if run not in self._known:
            person = self._call(run, sure=False)
        if person is None and sure:
            person = self._call(run, sure=True)
        self._known[run] = person
        return person

    def _call(self, run: str, *, sure: bool) -> Person | None:
        person = self._find(run, sure=sure)
        self.met += person is not None
        return person

    def _find(self, run: str, *, sure: bool) -> Person | None:
        read = self.words.read(run)
        if not read.tokens or len(read.tokens) > 6 or self._no_person(run):
            return None
        name = split_name(list(read.tokens))
        if name.first:
            if person := self._again(name):
                return person
            near = [
                person
                for person in self.all[:NAMESAKES]
                if len(person.name.last) > 3
                and one_slip(last_key(person.name.last), last_key(name.last))
                and person.name.first[:1] == name.first[:1]
                and (name.first.endswith(".") or spelling(name.first) == spelling(person.name.first))
            ]
            if near:
                return near[0]
            found = self._pick(self.registry.people(name, self.day), name, read.title)
            if found or sure:
                return self._meet(read, 0, 0, 0, 0, sure=sure)
            return None
        return self._by_last_name(name, read, sure=sure)

    def _join(self, person: Person) -> None:
        self.all.append(person)
        self._by_id[person.actor.actor_id] = person
        self._by_first[spelling(person.name.first)].append(person)

    def _no_person(self, run: str) -> bool:
        known = self.registry.find(run)
        return known is not None and known.kind != "person"

    def _by_last_name(self, name: Name, read: Mention, *, sure: bool) -> Person | None:
        last = last_key(name.last)
        people = self.by_last.get(last, [])[:NAMESAKES]
        if people and all(bool(person.name.suffix) != bool(name.suffix) for person in people):
            # "Trump", where only Donald Trump Jr. is named in full, is another if the registry knows one.
            others = self._pick(self.registry.people(name, self.day), name, read.title)
            if others and not name.suffix:
                return self._by_id.get(others) or self._known_person(others, read.title)
        people = [person for person in people if bool(person.name.suffix) == bool(name.suffix)] or people
        role = self.words.role(" ".join(word for word in read.title if self.words.use.get(word) == "role"))
        if len(people) > 1:
            gender = next((g for word in read.title if (g := self.words.title_gender.get(word))), "")
            people = [person for person in people if not gender or person.gender in (gender, "")] or people
            people = [person for person in people if role and role <= self.roles(person)] or people
        if people and role and not any(role <= self.roles(person) for person in people):
            # "President Biden", where only Jill Biden is named in full.
            fitting = [
                who for who in self.registry.people(name, self.day) if role <= self.registry.roles(who, self.day)
            ]
            if len(fitting) == 1 and fitting[0] not in {person.actor.actor_id for person in people}:
                return self._by_id.get(fitting[0]) or self._known_person(fitting[0], read.title)
        if people:
            return max(people, key=lambda person: (self.registry.rank(person.actor.actor_id, self.day), person.count))
        ids = self.registry.people(name, self.day)
        titled = any(self.words.use.get(word) in ("honorific", "role") for word in read.title)
        found = self._pick(ids, name, read.title)
        if found is None:
            first = self._by_first.get(spelling(name.last), [])
            if len(first) == 1 and not titled:
                return first[0]
            if titled and sure:
                actor = self.registry.as_written(name.last, "person")
                person = Person(name, actor, self.gender_of(name, read.title), 0, 0, 0, 0, set(read.title))
                self._join(person)
                self.by_last[last].append(person)
                return person
            return None
        person = self._by_id.get(found) or self._known_person(found, read.title)
        self.by_last[last].append(person)
        return person

    def _known_person(self, actor_id: str, title: Sequence[str]) -> Person:
        actor = self.registry.actors[actor_id]
        name = split_name(actor.name.split(" "))
        person = Person(name, actor, self.registry.gender[actor_id], 0, 0, 0, 0, set(title))
        self._join(person)
        return person

    def mentions(self, block: int, begin: int = 0, end: int | None = None) -> Iterator[tuple[int, int, Person]]:
        """Yield `(start, end, person)` for the people whom the block names within `begin`…`end`, in text order."""
        for found in NAME.finditer(self.texts[block], begin, len(self.texts[block]) if end is None else end):
            if person := self.called(found[0]):
                yield found.start(), found.end(), person

    def roles(self, person: Person) -> frozenset[str]:
        """Return the words of the roles in which the text and the registry know the person."""
        if person.roles is None:
            after, before = self._apposition(person), self._bearing(person)
            held = self.registry.roles(person.actor.actor_id, self.day)
            person.roles = self.words.role(" ".join((*person.titles, after, before))) | held
        return person.roles

    def fits(self, person: Person, role: frozenset[str], head: str) -> bool:
        """Tell whether a description with the words `role` and the head noun `head` may mean the person."""
        roles = self.roles(person)
        if not role <= roles and (roles & self.words.states or not role - self.words.states <= roles):
            return False  # "the Ukrainian minister" may be one whose country nobody told
        return head in self.words.countries or head in self._heads(person)

    def _heads(self, person: Person) -> frozenset[str]:
        """Return the head nouns of the roles in which the text and the registry know the person."""
        if person.heads is None:
            lesser = next((f"{word} " for word in ("vice", "deputy", "assistant") if word in person.titles), "")
            titles = [word for word in person.titles if self.words.use.get(word) == "role"]
            heads = {lesser + self.words.same.get(word, word) for word in titles}
            texts = (self._apposition(person).split(",", 1)[0], self._bearing(person))
            held = self.registry.heads(person.actor.actor_id, self.day)
            person.heads = frozenset(heads | set(map(self.words.head, texts)) | held)
        return person.heads

    def describe(self, person: Person) -> str | None:
        """Return how the text introduces the person: what stands after the name in apposition, else before it."""
        return self._apposition(person) or self._bearing(person) or None

    def _around(self, block: int, start: int, end: int, name: Name) -> tuple[str, str]:
        """Return what describes the bearer of a name at a place: before it and after it."""
        return self._before(block, start, end, name), self._after(block, end)

    def _apposition(self, person: Person) -> str:
        return self._after(person.block, person.end)

    def _after(self, block: int, end: int) -> str:
        found = _APPOSITIVE.match(self.texts[block][end : end + AFTER]) if end else None
        if not found:
            return ""
        text = re.sub(r"^(?:an?|the|who (?:is|was)) ", "", found[1]).strip(" :-–—")
        bare = text == found[1].strip(" :-–—")
        return "" if bare and self.words.use.get(self.words.head(text).rsplit(" ", 1)[-1]) != "role" else text

    def _bearing(self, person: Person) -> str:
        """Return the description before the name: "former CIA officer", from its article or its first title word on."""
        return self._before(person.block, person.at, person.end, person.name)

    def _before(self, block: int, start: int, end: int, name: Name) -> str:
        text = self.texts[block]
        run = text[start:end]
        inner = run.rfind(name.first) if name.first else -1
        words = (text[max(0, start - BEFORE) : start] + (run[:inner] if inner > 0 else "")).split(" ")
        if words and words[-1] == "":
            words.pop()
        kept: list[str] = []
        for word in reversed(words):
            plain_word = fold(word)
            bare = plain_word.removesuffix("'s")
            if (bare in self.words.stop and bare not in ("of", "for", "the")) or (
                word[-1:] in ',;:.”"' and bare.strip(".") not in ABBREVIATED
            ):
                break
            if bare == "the":
                break
            if not (
                bare in self.words.use
                or bare in self.words.countries
                or bare in ("of", "for")
                or (kept and word[:1].isupper())
            ):
                if kept and bare.endswith(("al", "ic", "an", "ive", "ist", "er", "or", "ed", "ing")):
                    kept.append(word)
                    continue
                break
            kept.append(word)
        while kept and fold(kept[-1]) in ("of", "for"):
            kept.pop()
        return " ".join(reversed(kept))

    def side(self, person: Person) -> str | None:
        """Return the side that the text's words about the person tell, or None."""
        text = self.describe(person) or ""
        words = " ".join((*person.titles, text))
        country = self.words.country_of(words)
        for name in [country] if country else NAME.findall(text):
            actor = self.registry.find(name)
            if actor and actor.kind != "person" and actor.side:
                return actor.side
        return None
