"""Stance: does a statement speak for or against better relations between the two sides, and which words say so?

The frames of frames.csv are matched sentence by sentence; operators (negation, condition, contrast …) scale what each
says; a linear model (scoring/backstop.py) weighs what they say together with the words as a whole, the setting, and
what the frames say in the speaker's other statements of the document, and has the last word: the stance is `MOST`
times the difference of the chances of for and against; where neither is the likeliest, or the difference is less than
`MARGIN`, it is held to `UNDECIDED`. The evidence of the frames is scaled down to this stance or filled up by that of
the model, so that with the signed weights w of the evidence, rounded to 3 digits, and S their sum,

    stance = S / (0.6 + |S|)

"""

import collections
import re
from collections.abc import Iterable, Sequence
from functools import lru_cache, partial
from operator import attrgetter
from typing import NamedTuple

from analytics.knowledge import Knowledge, Row
from analytics.scoring import operators
from analytics.scoring.backstop import Backstop
from analytics.scoring.ngrams import masked
from analytics.scoring.participants import participants
from analytics.scoring.passage import Actor, Passage, near, places_of
from analytics.scoring.patterns import Pattern, compile_pattern, match_at
from analytics.scoring.regard import Regard
from analytics.scoring.relevance import NOTHING, Mentions, Places, Relevance
from analytics.scoring.sentiment import sentiment
from analytics.scoring.vocabulary import BOTH, FRONT, RU, SLOTS, THIRD, TOKEN, US, WEST, Sentence, Vocabulary
from analytics.sentences import sentence_spans
from analytics.sides import Sides

SIDES = {"US": "US", "RU": "RU", "none": None}
OTHERS = {"US": RU | BOTH | THIRD | FRONT, "RU": US | WEST | BOTH | THIRD | FRONT, None: US | RU | BOTH | THIRD | FRONT}
CONTRASTS = frozenset({"but", "however", "yet", "nevertheless", "nonetheless"})
CONTRASTED = 0.4
CONTEXTS_REMEMBERED = 64
# Frames and operators of a sentence are compared with each other, which in hostile text must not grow without bound.
LONGEST_SENTENCE = 1000
_ANCHORS = attrgetter("anchors")
GOVERNING = "governing"  # the list of terms.csv of verbs that may have a span as their object
GOVERNED = 60  # characters before a span within which such a verb is looked for
MODEL = "model"  # the frame of the backstop's evidence
ELSEWHERE = "elsewhere"  # its operator where the speaker's other statements weigh in it
MOST = 0.7  # the stance where the model is sure
MARGIN = 0.12  # the difference of the chances of for and against below which a statement says both, or neither
UNDECIDED = 0.14  # the most that a statement leans for which neither is likeliest, or the difference is below MARGIN
LEAST = 0.01  # the least weight that the model's evidence can have
HALF = 0.6  # the sum of weights at which stance is half of what it can be


class Evidence(NamedTuple):
    """Words that moved the stance: offsets in the paragraph, frame, its sign, and what it adds after operators."""

    start: int
    end: int
    frame: str
    polarity: int
    weight: float
    operators: list[str]


class Scored(NamedTuple):
    """What a statement is given: tone −1…1, relevance 0–2, stance −1…1 and its evidence in text order."""

    sentiment: float
    relevance: int
    stance: float
    evidence: list[Evidence]


class Frame(NamedTuple):
    """One row of frames.csv, compiled; `own` are its elements by number: their words are no operators in its gaps."""

    name: str
    patterns: dict[str | None, Pattern]
    sides: frozenset[str | None]
    present: tuple[str, ...]
    absent: tuple[str, ...]
    polarity: int
    weight: float
    own: frozenset[int]


Candidate = tuple[Pattern, Frame | operators.Operator]


class Grammar:
    """The knowledge that stance rests on, compiled once; holds a memory of words and so belongs to one thread."""

    def __init__(self, knowledge: Knowledge) -> None:
        """Read and check the files. Raises KnowledgeError with file, line and reason."""
        sides = Sides.load(knowledge)
        self.slots = sides.slots
        self.vocabulary = Vocabulary(knowledge, participants(knowledge, sides))
        columns = ("name", "pattern", "roles", "polarity", "weight", "reason", "example")
        self.frames = [self._frame(row) for row in knowledge.table("frames", columns, ("name", "pattern", "roles"))]
        self.operators = operators.operators(knowledge, self.vocabulary)
        self.relevance = Relevance(knowledge, self.vocabulary)
        self.backstop = Backstop(knowledge)
        self.regard = Regard(knowledge, self.vocabulary)
        verbs = "|".join(re.escape(verb).replace(r"\*", "[a-z]*") for verb in self.vocabulary.terms[GOVERNING])
        self.governing = re.compile(rf"\b(?:{verbs})(?: [a-z]+){{0,2}}[ \"“‘']*$")
        self.read_before: dict[str, Mentions] = {}
        self.by_anchor: dict[str | None, dict[int, list[Candidate]]] = {}
        rules: list[Frame | operators.Operator] = [*self.frames, *self.operators]
        for side in SIDES.values():
            anchored = self.by_anchor[side] = {}
            for rule in rules:
                if isinstance(rule, operators.Operator) or side in rule.sides:
                    pattern = rule.patterns[side]
                    anchored.setdefault(pattern.anchor, []).append((pattern, rule))
        # The same for all the anchors that one word is, filled as words are met.
        self.candidates: dict[str | None, dict[tuple[int, ...], list[Candidate]]]
        self.candidates = {side: {} for side in self.by_anchor}
        self.vocabulary.clear()

    def _frame(self, row: Row) -> Frame:
        patterns = compile_pattern(row["pattern"], row, self.vocabulary)
        sides: set[str | None] = set()
        present: list[str] = []
        absent: list[str] = []
        for role in row["roles"].split():
            kind, _, value = role.partition(":")
            values = value.split("|")
            allowed = SIDES if kind == "by" else SLOTS
            if kind not in ("by", "with", "without") or not set(values) <= set(allowed):
                raise row.error(f"role {role!r} must be by:US|RU|none, or with: or without: one of {', '.join(SLOTS)}")
            if kind == "by":
                sides.update(SIDES[v] for v in values)
            else:
                (present if kind == "with" else absent).extend(values)
        if row["name"] == MODEL:
            raise row.error(f"the name {MODEL!r} is that of the backstop's evidence")
        polarity = int(row.one_of("polarity", ("1", "-1", "0")))
        pattern = patterns[None]
        return Frame(
            row["name"],
            patterns,
            frozenset(sides or SIDES.values()),
            tuple(present),
            tuple(absent),
            polarity,
            row.number("weight", 0, 1),
            frozenset((pattern.anchor, *(step[0] for step in (*pattern.before, *pattern.after)))),
        )

    def sentences(self, text: str, places: Iterable[tuple[int, int]] | None = None) -> list[Sentence]:
        """Return the sentences of `text`, by default all; what is too long for one comes in pieces."""
        found = []
        for begin, end in sentence_spans(text) if places is None else places:
            start = begin
            while end - start > LONGEST_SENTENCE:
                space = text.rfind(" ", start + 1, start + LONGEST_SENTENCE)
                cut = space if space > 0 else start + LONGEST_SENTENCE
                found.append(self.vocabulary.read(text[start:cut], start))
                start = cut
            found.append(self.vocabulary.read(text[start:end], start))
        return found

    def statement(self, passage: Passage, places: Sequence[tuple[int, int]] | None = None) -> list[Sentence]:
        """Return the sentences of a statement; a verb that has a span as its object is read with it.

        `places` are those that `places_of` gives, where the caller has them already.
        """
        text = passage.text
        found = list(places_of(passage) if places is None else places)
        for start, end in passage.spans:
            begin = max(0, start - GOVERNED)
            if start and (verb := self.governing.search(text[begin:start])):
                first = next((i for i, place in enumerate(found) if start <= place[0] < end), None)
                if first is not None:
                    found[first] = (begin + verb.start(), found[first][1])
        return self.sentences(text, found)

    def mentions(self, text: str) -> Mentions:
        """Return what `text` names; texts that stand around several statements are read once."""
        found = self.read_before.get(text)
        if found is None:
            if len(self.read_before) >= CONTEXTS_REMEMBERED:
                self.read_before.clear()
            found = self.read_before[text] = self.relevance.mentions([self.vocabulary.read(text)]) if text else NOTHING
        return found

    def matches(
        self, sentence: Sentence, side: str | None, context: int
    ) -> tuple[list[tuple[Frame, int, int, int]], list[operators.Found]]:
        """Return the frames (with size, first and last word) and operators that fit in `sentence`."""
        frames: list[tuple[Frame, int, int, int]] = []
        found: list[operators.Found] = []
        candidates = self.candidates[side]
        present = sentence.present
        for at, anchors in enumerate(map(_ANCHORS, sentence.words)):
            if not anchors:
                continue
            if anchors not in candidates:
                candidates[anchors] = [each for anchor in anchors for each in self.by_anchor[side].get(anchor, ())]
            for pattern, rule in candidates[anchors]:
                if not pattern.needed <= present:
                    continue
                if isinstance(rule, Frame):
                    if fits(rule, side, sentence.named, context) and (span := match_at(pattern, sentence, at)):
                        frames.append((rule, pattern.size, *span))
                elif span := match_at(pattern, sentence, at):
                    found.append(operators.Found(rule, *span))
        return frames, found


def fits(frame: Frame, side: str | None, here: int, context: int) -> bool:
    """Say whether the roles of `frame` hold with participants `here` in the sentence and `context` around it.

    A sentence that names nobody but the speaker's own side speaks of whom its context names.
    """
    return _fit(frame.present, frame.absent, side, here, context)


@lru_cache(10_000)
def _fit(present: tuple[str, ...], absent: tuple[str, ...], side: str | None, here: int, context: int) -> bool:
    around = here if here & OTHERS[side] else here | context
    if around & US and around & RU:
        around |= BOTH
    return all(around & SLOTS[slot][side] for slot in present) and not any(here & SLOTS[slot][side] for slot in absent)


def without_overlap(frames: list[tuple[Frame, int, int, int]]) -> list[tuple[Frame, int, int, int]]:
    """Return the frames that stand: of two that share a word, the one with more elements, then more words."""
    kept: list[tuple[Frame, int, int, int]] = []
    taken: set[int] = set()
    for match in sorted(frames, key=lambda m: (-m[1], m[2] - m[3], -m[0].weight, m[2], m[0].name)):
        words = range(match[2], match[3] + 1)
        if taken.isdisjoint(words):
            taken.update(words)
            kept.append(match)
    return sorted((m for m in kept if m[0].polarity), key=lambda m: m[2])


def combine(weights: Sequence[float]) -> float:
    """Return the stance that evidence of these signed weights makes (the formula above)."""
    total = round(sum(weights), 3)
    return total / (HALF + abs(total))


def stance_of(evidence: Iterable[Evidence]) -> float:
    """Return the stance that pieces of evidence make, 0 for none."""
    return combine([row.weight for row in evidence])


class Reading(NamedTuple):
    """A frame that stands in a statement: its words as offsets, and what the operators around it make of it."""

    start: int
    end: int
    frame: Frame
    factor: float
    operators: list[str]


def readings(sentences: Sequence[Sentence], side: str | None, context: int, grammar: Grammar) -> list[Reading]:
    """Return the frames that stand in the sentences of a statement, in text order."""
    found: list[Reading] = []
    contrasted = [sentence.words[0].text in CONTRASTS if sentence.words else False for sentence in sentences[1:]]
    for sentence, turned in zip(sentences, [*contrasted, False]):
        frames, around = grammar.matches(sentence, side, context)
        if not frames:
            continue
        around = operators.longest(around)
        for frame, _, first, last in without_overlap(frames):
            factor, names = operators.apply(around, sentence, (first, last), own=frame.own, polarity=frame.polarity)
            if turned and "contrast" not in names:
                factor *= CONTRASTED
                names.append("contrast")
            found.append(Reading(*sentence.place(first, last), frame, factor, names))
    return found


def evidence_of(sentences: Sequence[Sentence], side: str | None, context: int, grammar: Grammar) -> list[Evidence]:
    """Return the evidence of the frames in the sentences of a statement, in text order."""
    rows = [
        Evidence(
            reading.start,
            reading.end,
            reading.frame.name,
            reading.frame.polarity,
            round(reading.frame.polarity * reading.frame.weight * reading.factor, 3),
            reading.operators,
        )
        for reading in readings(sentences, side, context, grammar)
    ]
    return [row for row in rows if row.weight]


def judged(
    rows: list[Evidence],
    chances: tuple[float, float],
    sentences: Sequence[Sentence],
    side: str | None,
    backstop: Backstop,
) -> list[Evidence]:
    """Return the evidence that makes the stance which these chances of for and against tell.

    Frames that speak for the other side are outweighed, those that say more scaled down; what they lack is the model's.
    Beside frames the operators of the model's evidence say whether it `agrees` with their sum or `disputes` it.
    """
    favour, against = chances
    said = sum(row.weight for row in rows)
    lean = favour - against
    stance = MOST * lean
    if abs(lean) < MARGIN or max(favour, against) <= 1 - favour - against:
        stance = max(-UNDECIDED, min(UNDECIDED, stance))
    held = HALF * stance / (1 - abs(stance))
    if said * held > 0 and abs(said) > abs(held):
        rows = [row._replace(weight=round(row.weight * held / said, 3)) for row in rows]
        rows = [row for row in rows if row.weight]
    weight = round(held - sum(row.weight for row in rows), 3)
    if abs(weight) < LEAST:
        return rows
    sign = 1 if weight > 0 else -1
    number, first, last = backstop.loudest(sentences, side, sign)
    relation = []
    if rows:
        relation = ["agrees" if sign * said >= 0 else "disputes"]
    model = Evidence(*sentences[number].place(first, last), MODEL, sign, weight, relation)
    return sorted([*rows, model], key=lambda row: row.start)


def clipped(row: Evidence, passage: Passage) -> Evidence:
    """Return the evidence without what stands before the span; of a verb alone, with the span's first word instead."""
    start, end = next(span for span in passage.spans if row.start < span[1])
    if row.start >= start:
        return row
    if row.end > start:
        return row._replace(start=start)
    word = TOKEN.search(passage.text, start, end)
    return row._replace(start=word.start() if word else start, end=word.end() if word else end)


def surroundings(passage: Passage, grammar: Grammar) -> tuple[Mentions, Mentions, Mentions]:
    """Return what the paragraph names near the statement, what title and heading, and what the lead."""
    rest = near(passage)
    return (
        grammar.relevance.mentions([grammar.vocabulary.read(rest)]) if rest else NOTHING,
        grammar.mentions(f"{passage.title or ''} . {passage.heading or ''}"),
        grammar.mentions(passage.lead),
    )


class Statement(NamedTuple):
    """A passage, read: where its sentences stand, what is named in and around it, its masked words, its relevance."""

    passage: Passage
    side: str | None
    places: Sequence[tuple[int, int]]
    sentences: Sequence[Sentence]
    named: Places
    words: Sequence[str]
    relevance: int


def read_all(passages: Sequence[Passage], grammar: Grammar) -> list[Statement]:
    """Return passages, read; step by step for all of them, which is faster than one by one."""
    sides = [grammar.slots.get(passage.actor.side or "") if passage.actor else None for passage in passages]
    places = [places_of(passage) for passage in passages]
    sentences = [grammar.statement(passage, spans) for passage, spans in zip(passages, places)]
    named = [(grammar.relevance.mentions(own), *surroundings(p, grammar)) for p, own in zip(passages, sentences)]
    words = [masked(own, side) for own, side in zip(sentences, sides)]
    relevance = [
        grammar.relevance(side, names, said, partial(grammar.mentions, passage.before))
        for passage, side, names, said in zip(passages, sides, named, words)
    ]
    return list(map(Statement, passages, sides, places, sentences, named, words, relevance))


def told(statement: Statement, grammar: Grammar) -> list[Evidence]:
    """Return what the frames say in a statement."""
    own, around, *_ = statement.named
    return evidence_of(statement.sentences, statement.side, own.bits | around.bits, grammar)


def elsewhere(statements: Sequence[Statement], evidence: Sequence[Sequence[Evidence]]) -> list[float]:
    """Return what the speaker of each statement of a document says in the others: a stance, 0 where nothing is known.

    It is the sum of what the frames alone (`evidence`) make of the n others that are relevant, over n + 1.
    """
    stances = [stance_of(rows) if each.relevance else 0.0 for each, rows in zip(statements, evidence)]
    sums: collections.defaultdict[Actor | None, float] = collections.defaultdict(float)
    counts: collections.Counter[Actor | None] = collections.Counter()
    for each, stance in zip(statements, stances):
        sums[each.passage.actor] += stance
        counts[each.passage.actor] += bool(each.relevance)
    found = []
    for each, stance in zip(statements, stances):
        actor = each.passage.actor
        found.append(round((sums[actor] - stance) / counts[actor], 6) if actor and each.relevance else 0.0)
    return found


def score(passage: Passage, grammar: Grammar) -> Scored:
    """Return sentiment, relevance and stance of a statement that stands alone, with the evidence for the stance."""
    return score_all([passage], grammar)[0]


def score_all(passages: Sequence[Passage], grammar: Grammar) -> list[Scored]:
    """Score the statements of a document, each by itself and by what its speaker says in the others (`elsewhere`)."""
    statements = read_all(passages, grammar)
    frames = [told(each, grammar) if each.relevance else [] for each in statements]
    around = elsewhere(statements, frames)
    evidence = [
        weighed(each, rows, other, grammar) if each.relevance else []
        for each, rows, other in zip(statements, frames, around)
    ]
    return [
        Scored(sentiment(each.passage.text, each.places), each.relevance, stance_of(rows), rows)
        for each, rows in zip(statements, evidence)
    ]


def weighed(statement: Statement, rows: list[Evidence], around: float, grammar: Grammar) -> list[Evidence]:
    """Return the evidence for the stance of a relevant statement: that of its frames (`rows`), and of the model."""
    passage, side, _, sentences, named, words, _ = statement
    if grammar.backstop.weights:
        frames = stance_of(rows) if rows else None
        chances = grammar.backstop.chances(words, frames, around, grammar.relevance.setting(side, named))
        rows = judged(rows, chances, sentences, side, grammar.backstop)
        if around:
            rows = [r._replace(operators=[*r.operators, ELSEWHERE]) if r.frame == MODEL else r for r in rows]
    return [clipped(row, passage) for row in rows]
