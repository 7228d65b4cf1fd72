"""Who a pronoun or a bare title means: the people near it, weighed by place, grammar and who spoke last."""

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from analytics.actors.people import People, Person
from analytics.actors.surfaces import place_of
from analytics.sentences import sentence_spans

# Weights of a candidate, set by hand and checked against labelled pronouns.
SPOKE_HERE = 3.0
SPOKE_BEFORE = 2.2
SPOKE_OUTSIDE = 0.4
PER_PARAGRAPH_SPOKE = 1.6
SUBJECT = 1.6
SAME_PARAGRAPH = 1.7
PER_SENTENCE = 0.45
PER_PARAGRAPH = 1.0
GENDER_UNKNOWN = -0.7
REACH = 4  # paragraphs back
WINDOW = 4000  # characters of a paragraph that are looked at
# What stands before a name that is no subject.
_OBLIQUE = frozenset(
    "of to with by from for against about on at after before between and over toward towards like under".split()
)


class Salience:
    """Ranks the people of a document as antecedents."""

    def __init__(self, people: People, blocks: Sequence[str], kinds: Sequence[str], quotations: Sequence[Any]) -> None:
        """Prepare for the quotations of a document; nothing is scanned until it is asked for."""
        self.people, self.blocks, self.kinds = people, blocks, kinds
        self._quoted: dict[int, list[tuple[int, int]]] = defaultdict(list)
        self._reported: dict[int, list[tuple[int, int]]] = defaultdict(list)
        for quotation in quotations:
            spans = self._quoted if getattr(quotation, "mode", "direct") == "direct" else self._reported
            spans[quotation.paragraph].append((quotation.start, quotation.end))
        self._found: dict[tuple[int, bool], list[tuple[int, int, Person, bool]]] = {}
        self._sentences: dict[int, list[tuple[int, int]]] = {}

    def _mentions(self, block: int, inside: bool = False) -> list[tuple[int, int, Person, bool]]:
        """Return `(start, sentence, person, subject)` of the people named in a block.

        Those named within quoted speech are left out, unless the pronoun stands `inside` it too.
        """
        if (block, inside) not in self._found:
            text = self.blocks[block][:WINDOW]
            spans = sentence_spans(text)
            quoted = [] if inside else sorted(self._quoted.get(block, ()))
            reported = [] if inside else sorted(self._reported.get(block, ()))
            found: list[tuple[int, int, Person, bool]] = []
            at = heard = sentence = 0
            seen = -1
            for start, end, person in self.people.mentions(block, 0, len(text)):
                while at < len(quoted) and quoted[at][1] <= start:
                    at += 1
                if at < len(quoted) and quoted[at][0] <= start:
                    continue
                while sentence + 1 < len(spans) and spans[sentence + 1][0] <= start:
                    sentence += 1
                begin = spans[sentence][0] if spans else 0
                lead = text[begin:start].strip(" “”\"'").lower()
                possessive = text[start:end].endswith(("'s", "’s", "s'", "s’"))
                preceding = self._before_title(lead, text[start:end])
                subject = sentence != seen and not possessive and preceding not in _OBLIQUE
                while heard < len(reported) and reported[heard][1] <= start:
                    heard += 1
                if heard < len(reported) and reported[heard][0] <= start:
                    subject = False  # named in what someone says
                if subject:
                    seen = sentence
                found.append((start, sentence, person, subject))
            self._found[block, inside] = found
            self._sentences[block] = spans
        return self._found[block, inside]

    def _before_title(self, lead: str, name: str) -> str:
        """Return the last word before a name with its title; of "former Secretary of" before "State Doe", nothing."""
        words, use = lead.split(" "), self.people.words.use
        if words[-1] == "of" and len(words) > 1 and use.get(words[-2]) == "role" and self.people.words.read(name).title:
            del words[-2:]
            while words and (words[-1] == "the" or use.get(words[-1]) in ("role", "modifier")):
                words.pop()
        return words[-1] if words else ""

    def _sentence_at(self, block: int, at: int) -> int:
        self._mentions(block)
        spans = self._sentences[block]
        number = 0
        for index, (start, _) in enumerate(spans):
            if start <= at:
                number = index
        return number

    def person(
        self,
        quotation: Any,
        turns: Sequence[tuple[int, int, Person | None, bool]],
        gender: str,
        not_id: str | None,
    ) -> Person | None:
        """Return the likeliest person of `gender` for the pronoun of `quotation`, or None where nobody fits.

        `turns` are the earlier quotations: paragraph, start, speaker, and whether first-hand.
        """
        block, at, _ = place_of(quotation)
        if not 0 <= block < len(self.blocks):
            return None
        inside = quotation.via is not None
        scores: dict[int, float] = {}
        people: dict[int, Person] = {}

        def add(person: Person | None, score: float) -> None:
            if person is None or person.actor.actor_id == not_id or (gender and person.gender not in (gender, "")):
                return
            if gender and not person.gender:
                score += GENDER_UNKNOWN
            people[id(person)] = person
            scores[id(person)] = max(scores.get(id(person), -9.0), score)

        def within(start: int) -> bool:  # the speaker is not sought in what he says
            return bool(block == quotation.paragraph and quotation.start <= start < quotation.end)

        named_here = any(
            start < at
            and subject
            and not within(start)
            and (not gender or person.gender in (gender, ""))
            and person.actor.actor_id != not_id
            for start, _, person, subject in self._mentions(block, inside)
        )
        bonus: dict[int, float] = {}
        here = [turn for turn in turns if turn[0] == block and turn[1] < at and turn[3]]
        if here:
            bonus_person, weight = here[-1][2], SPOKE_HERE
        else:
            earlier = [turn for turn in turns if turn[0] < block and block - turn[0] <= 3 and turn[3] and turn[2]]
            bonus_person, weight = None, 0.0
            if earlier:
                away = block - earlier[-1][0] - 1
                bonus_person = earlier[-1][2]
                weight = SPOKE_OUTSIDE if named_here else SPOKE_BEFORE - PER_PARAGRAPH_SPOKE * away
        if bonus_person is not None:
            add(bonus_person, 0.0)
            bonus[id(bonus_person)] = weight
        sentence = self._sentence_at(block, at)
        for start, number, person, subject in self._mentions(block, inside):
            if start < at and not within(start):
                back = sentence - number
                score = SAME_PARAGRAPH + 1.5 - PER_SENTENCE * back + (SUBJECT if subject else 0) + start * 1e-4
                add(person, score)
        distance, block_back = 0, block - 1
        while block_back >= 0 and distance < REACH:
            if self.kinds[block_back] != "boilerplate" and self.blocks[block_back]:
                distance += 1
                mentions = self._mentions(block_back, inside)
                last = len(self._sentences[block_back]) - 1
                for start, number, person, subject in mentions:
                    score = (
                        1.5
                        - PER_PARAGRAPH * distance
                        + (SUBJECT if subject else 0)
                        - PER_SENTENCE * min(last - number, 3)
                    )
                    add(person, score + start * 1e-5)
            block_back -= 1
        for key, weight in bonus.items():
            if key in scores:
                scores[key] += weight
        return people[max(scores, key=lambda key: scores[key])] if scores else None

    def named_since(self, quotation: Any, start: int, gender: str) -> bool:
        """Tell whether the paragraph names someone of `gender` as a subject between `start` and the pronoun."""
        block, at, _ = place_of(quotation)
        return any(
            start < place < at and subject and (not gender or person.gender in (gender, ""))
            for place, _, person, subject in self._mentions(block, quotation.via is not None)
        )

    def nearest(self, fitting: Sequence[Person], quotation: Any) -> Person | None:
        """Return which of the people `fitting` is named last before the quotation's surface, if near."""
        block, at, _ = place_of(quotation)
        for back in range(min(block, len(self.blocks) - 1), max(-1, block - 8), -1):
            found = [p for start, _, p, _ in self._mentions(back) if p in fitting and (back < block or start < at)]
            if found:
                return found[-1]
        return None
