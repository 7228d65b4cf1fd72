"""Of whom a statement speaks: people, offices, institutions and countries that its own words name."""

from collections.abc import Sequence
from typing import NamedTuple

from analytics.actors.cast import Cast
from analytics.actors.names import NAME, fold, last_key, tidy
from analytics.actors.registry import Actor


class Mention(NamedTuple):
    """The first words of a statement that name an actor; offsets in the paragraph."""

    actor: Actor
    start: int
    end: int


class Mentions:
    """Finds who is named in one document, whose people `cast` knows."""

    def __init__(self, cast: Cast, speakers: Sequence[Actor]) -> None:
        """Take the registry's actors for named, and of those whom only the text gives the ones who speak in it."""
        self.cast = cast
        self.speaking = {speaker.actor_id: speaker for speaker in speakers}
        self._of: dict[str, Actor | None] = {}

    def __call__(self, block: int, spans: Sequence[tuple[int, int]], speaker: Actor) -> list[Mention]:
        """Return whom the spans of a block name other than the speaker, each once, in text order."""
        found: dict[str, Mention] = {}
        text = self.cast.blocks[block]
        for begin, end in spans:
            for run in NAME.finditer(text, begin, end):
                actor = self._actor(run[0])
                if actor is not None and actor.actor_id not in found and actor.actor_id != speaker.actor_id:
                    found[actor.actor_id] = Mention(actor, *run.span())
        return list(found.values())

    def _actor(self, run: str) -> Actor | None:
        if run not in self._of:
            self._of[run] = self._named(run)
        return self._of[run]

    def _named(self, run: str) -> Actor | None:
        words = run.split(" ")
        while len(words) > 1 and fold(words[0]) in self.cast.words.stop:
            words.pop(0)  # "And Russia", at the beginning of a sentence
        run = " ".join(words)
        known = self.cast.registry.find(run)
        if known is None or known.kind == "person":
            person = self.cast.people.called(run)
            first_name = person and " " not in run and last_key(tidy(run)[0]) != last_key(person.name.last)
            known = person.actor if person and not first_name else None
        if known is None or known.known:
            return known
        return self.speaking.get(known.actor_id)
