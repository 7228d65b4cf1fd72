"""Institutions and documents that a text means without naming them: "the ministry", "the Times", "the document"."""

import re
from collections.abc import Callable, Sequence
from datetime import date

from analytics.actors.names import NAME, Name, fold
from analytics.actors.people import People, Person
from analytics.actors.registry import Actor, plain
from analytics.actors.surfaces import ARTICLE, EDGE, INDEFINITE, LOOK, Spoken, Turn, place_of

_MINISTRIES = ("foreign ministry", "defense ministry", "ministry", "ministry of defense", "finance ministry")
_SEVERAL = re.compile(
    r"(?<!\w)(?:(?:[A-Z][\w.’'-]{1,20}|some|senior|top|former|military|several|many) ){1,4}(?P<head>[a-z]{3,20})s\b"
)
_NAMES = re.compile(rf"{NAME.pattern}(?: & {NAME.pattern})?")  # Standard & Poor's
_WORD = re.compile(r"\w+")
_GREETED = re.compile(r"\b(?:congratulat|condolences|greetings|gratitude)")
_MINISTRY = re.compile(
    r"\b(foreign|defen[cs]e|finance|interior|justice|economy|energy|trade|health) ministry", re.IGNORECASE
)
_MAKERS = re.compile(r"^(?:the )?(?P<who>[a-z]{3,20})s of (?P<what>(?:the|this) .{3,80})$", re.IGNORECASE)
_LINK = re.compile(r"\b(?:of|for|to|at|from|with|in|on|by|and|or|against)\b")
_OF_STATE = re.compile(r"\b(?:Ministry|Department|House|Kremlin|Council|Office|Embassy|administration|Pentagon)\b")
_NO_AUTHOR = ("the", "a", "an", "press", "joint", "official", "written", "subsequent", "this")


class Institutions:
    """Knows the institutions of one document."""

    def __init__(
        self,
        people: People,
        blocks: Sequence[str],
        kinds: Sequence[str],
        day: date | None,
        named: Callable[[str], Person | None],
    ) -> None:
        """Look in the `blocks`, of these `kinds`, of a document of `day`; `named` gives the person whom words name."""
        self.people, self.blocks, self.kinds, self.day, self._named = people, blocks, kinds, day, named
        self.registry, self.words = people.registry, people.words
        self._ministries: dict[tuple[str, int], str | None] = {}
        self._countries = frozenset(self.words.countries.values())

    def named(self, surface: str, quotation: Spoken) -> Actor | None:
        """Return the institution that the surface names, by itself or with the document's help."""
        found = self.registry.find(surface)
        if surface[:4].lower() == "the " and surface[4:5].isupper() and " " not in surface[4:]:
            # "the Times": the one whose full name the document gives.
            ending = f" {plain(surface)}"
            full = [actor for actor in self.people.institutions.values() if plain(actor.name).endswith(ending)]
            if len(full) == 1 and (found is None or found.name not in self._countries):
                return full[0]
        if found is None and ", " in surface:
            found = self.registry.find(surface.split(", ", 1)[0])  # "Xinhua, the Chinese news agency"
            found = None if found and (found.name in self._countries or " and " in surface) else found
        if found and found.kind != "person":
            return found
        if ended := self._ending(surface):
            return ended
        if surface.endswith(" side") and (state := self.words.countries.get(fold(ARTICLE.sub("", surface))[:-5])):
            return self.registry.find(state)
        words = fold(ARTICLE.sub("", surface))
        if words in ("administration", "us administration") and self.day and ARTICLE.match(surface):
            president = self.registry.holder("US President", self.day)
            return self.registry.find(f"{president.name.split(' ')[-1]} administration") if president else None
        if words.replace("defence", "defense") in _MINISTRIES:
            return self._ministry(words.replace("defence", "defense"), quotation)
        return None

    def _ending(self, surface: str) -> Actor | None:
        """Return the institution whose name ends the surface: "the state news agency TASS", "the Trump White House"."""
        indefinite = INDEFINITE.match(surface)
        surface = self.words.medium.sub("", ARTICLE.sub("", surface))
        runs = list(NAME.finditer(surface))
        if not runs or runs[-1].end() < len(surface) or indefinite:
            return None
        before, tokens = surface[: runs[-1].start()], runs[-1][0].split(" ")
        if _LINK.search(before):
            return None
        for at in range(len(tokens)):
            found = self.registry.find(" ".join(tokens[at:]))
            if found is not None and found.kind == "institution" and found.name not in self._countries:
                country = self.registry.find(self.words.country_of(" ".join((before, *tokens[:at]))) or "")
                other = country is not None and found.side is not None and country.side != found.side
                return found if not other and all(map(self._qualifies, tokens[:at])) else None
        return None

    def _qualifies(self, word: str) -> bool:
        """Tell whether a word may stand before a name and be no part of it: Russia's, Moscow-based, Trump."""
        bare = fold(re.sub(r"['’]s?$", "", word))
        named = bare in self.words.countries or bare in self.words.use or "-" in bare
        return named or bool(self.registry.people(Name("", (), bare, ""), None))

    def of_kind(self, surface: str, quotation: Spoken) -> Actor | None:
        """Return the institution named last that is such a one: "the agency", "the newspaper"."""
        role = self.words.role(surface)
        if not role or not ARTICLE.match(surface) or INDEFINITE.match(surface):
            return None
        place = place_of(quotation)
        for block in range(min(place[0], len(self.blocks) - 1), max(-1, place[0] - 4), -1):
            text = self._text_before(block, place)
            for actor in reversed(self._all_in(text)):
                if role <= self.words.role(f"{actor.name} {actor.description or ''}"):
                    return actor
        return None

    def last_heard(self, surface: str, quotation: Spoken, before: Sequence[Turn]) -> Actor | None:
        """Return the body heard last, which "the firm", "the newspaper" takes up where none is known as one."""
        words = fold(surface).split(" ")
        if not before or words[0] != "the" or len(words) > 6 or words[-1] not in self.words.members["body"]:
            return None
        turn = before[-1]
        near = quotation.paragraph - turn.paragraph <= 2 and turn.actor.kind == "institution"
        state = turn.actor.name in self._countries or _OF_STATE.search(turn.actor.name)
        return turn.actor if near and not state else None

    def several(self, quotation: Spoken) -> Actor | None:
        """Return the people of one office whom "they" means: "White House officials agreed, they said"."""
        place = place_of(quotation)
        for found in reversed(list(_SEVERAL.finditer(self._text_before(place[0], place)))):
            if self.words.use.get(found["head"]) == "role":
                return self.registry.as_written(found[0].strip(), "group")
        return None

    def nearest(self, quotation: Spoken) -> Actor | None:
        """Return the institution or state that "it" means: the first named in its paragraph, else the last before."""
        place = place_of(quotation)
        for block in (place[0], place[0] - 1):
            if 0 <= block < len(self.blocks):
                named = (self.registry.find(run[0]) for run in NAME.finditer(self._text_before(block, place)))
                if found := [actor for actor in named if actor and actor.kind == "institution"]:
                    return found[0 if block == place[0] else -1]
        return None

    def _text_before(self, block: int, place: tuple[int, int, int]) -> str:
        """Return what stands before `place` in its own block, or the end of an earlier block."""
        end = place[1] if block == place[0] else len(self.blocks[block])
        return self.blocks[block][max(0, end - LOOK) : end]

    def _ministry(self, words: str, quotation: Spoken) -> Actor | None:
        """Return which country's ministry is meant: the last that the text names in full, else by the last country."""
        kind = words.replace("ministry of defense", "defense ministry")
        if kind == "ministry":
            kind = self._last_ministry(quotation)
        minister = self.words.role(kind.replace("ministry", "minister"))
        at = (kind, quotation.paragraph)
        if at not in self._ministries:
            self._ministries[at] = self._country_before(kind, quotation)
        country = self._ministries[at]
        if country is None:
            ministers = [person for person in self.people.all if minister <= self.people.roles(person)]
            country = next(
                (
                    found
                    for person in sorted(ministers, key=lambda person: -person.count)
                    for tenure in self.registry.held(person.actor.actor_id)
                    if minister <= self.words.role(tenure.office) and (found := self.words.country_of(tenure.office))
                ),
                None,
            ) or self.words.country_of(self.people.texts[-1])
        adjective = self.words.adjective(country or "Russia")
        name = f"{adjective} {kind.title()}"
        return self.registry.find(name) or self.registry.as_written(name, "institution")

    def _last_ministry(self, quotation: Spoken) -> str:
        """Return which ministry "the ministry" is: the one named last; the foreign one where none is."""
        place = place_of(quotation)
        for block in range(min(place[0], len(self.blocks) - 1), max(-1, place[0] - 4), -1):
            if found := _MINISTRY.findall(self._text_before(block, place)):
                return fold(found[-1]).replace("defence", "defense") + " ministry"
        return "foreign ministry"

    def _country_before(self, kind: str, quotation: Spoken) -> str | None:
        """Return whose ministry of this kind the text named last."""
        pattern = re.compile(
            rf"([A-Z][\w.]{{1,20}}(?: [A-Z]\w{{1,15}})?)(?:’s|'s)? {kind.replace('defense', 'defen[cs]e')}",
            re.IGNORECASE,
        )
        for block in range(min(quotation.paragraph, len(self.blocks) - 1), max(-1, quotation.paragraph - 30), -1):
            for found in reversed(list(pattern.finditer(self.blocks[block][:LOOK]))):
                if country := self.words.country_of(found[1]):
                    return country
        return None

    def issuer(self, surface: str, quotation: Spoken, before: list[Turn]) -> Actor | None:
        """Return who issued "the document", "a Kremlin statement" or "the communique of …"."""
        surface = surface.partition(" to ")[0]  # whom it is for
        head = re.split(r"\s(?:of|by|from|on|in|that|released|issued|published)\s", surface, maxsplit=1)
        words = fold(head[0]).split(" ")
        makers = _MAKERS.match(surface)
        if makers and self.words.use.get(fold(makers["who"])) == "role":
            return self.issuer(makers["what"], quotation, before)  # "the authors of this report"
        if not words or self.words.use.get(words[-1]) != "document":
            return None
        if len(head) > 1 and (author := self._any(head[1].strip(EDGE), quotation)):
            return author
        rest = ARTICLE.sub("", " ".join(head[0].split(" ")[:-1]) + " ").strip()
        rest = re.sub(r"\b(?:press|joint|final|written|news|new|latest|subsequent|official|draft)$", "", rest).strip()
        if rest and rest.lower() not in _NO_AUTHOR and (known := self._any(re.sub(r"['’]s?$", "", rest), quotation)):
            return known
        if INDEFINITE.match(surface) or len(head) > 1:
            return self._sender(self._sentence_of(quotation))  # "Jane Doe sent John Roe a message of greetings:"
        for turn in reversed(before):
            if turn.actor.kind == "unknown" and words[-1] in turn.role:
                return turn.actor  # "A new report …", then "the report"
        place = place_of(quotation)
        fallback: Actor | None = None
        for block in range(place[0], max(-1, place[0] - 6), -1):
            if block >= len(self.blocks) or self.kinds[block] == "boilerplate":
                continue
            text = self._text_before(block, place)
            for sentence in reversed(re.split(r"(?<=[.!?”])\s", text)):
                found = self._all_in(sentence)
                issued = any(self.words.use.get(w) == "document" for w in re.findall(r"[a-z-]+", sentence.lower()))
                if found and issued:
                    return found[0]
                if (issued or _GREETED.search(sentence)) and (sender := self._sender(sentence)):
                    return sender
                fallback = fallback or (found[-1] if found else None)
        for turn in reversed(before):
            if turn.actor.kind == "institution" and turn.first_hand:
                return turn.actor
        return fallback or self._sender(self.people.texts[-1])  # the title

    def _sentence_of(self, quotation: Spoken) -> str:
        """Return the sentence in which the words for the speaker stand, as far as they."""
        place = place_of(quotation)
        text = self._text_before(place[0], place) if place[0] < len(self.blocks) else ""
        return re.split(r"(?<=[.!?”])\s", text)[-1]

    def _sender(self, sentence: str) -> Actor | None:
        """Return the person whom a sentence about a document names first: "Jane Doe sent a message to …"."""
        sending = self.words.members["sending"]
        verb = next((found.start() for found in _WORD.finditer(sentence) if found[0] in sending), 0)
        for run in NAME.finditer(sentence[:verb]):
            if person := self.people.called(run[0]):
                return person.actor
        return None

    def _any(self, text: str, quotation: Spoken) -> Actor | None:
        person = self._named(text)
        return person.actor if person else self.named(text, quotation)

    def _all_in(self, text: str) -> list[Actor]:
        found = []
        for run in _NAMES.finditer(text):
            actor = self.registry.find(run[0])
            if actor and actor.kind == "institution" and actor.name not in self._countries:
                found.append(actor)
        return found
