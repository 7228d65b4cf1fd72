"""What has been read of a sentence: the reports found so far, and how a new one stands to them."""

from typing import NamedTuple

from analytics.attribution import speakers
from analytics.attribution.cues import Cues, Entry, Hit
from analytics.attribution.speakers import Phrase
from analytics.words import Words

# Constructions whose content is in the narrator's own words, not in those of the speaker.
NARRATED = frozenset(("object", "for", "on", "of", "about", "against", "at", "with", "in", "as", "over", "ing"))
FINAL = ".?!…,;:"
MOST_CUES = 40  # in one sentence; more are no prose
_TOP_CUTS = frozenset("while whereas but".split())


class Report(NamedTuple):
    """What a cue reports: the content's words, the source's words, the cue, and the report that it stands in."""

    content: Phrase
    source: Phrase | None
    cue: Phrase
    construction: str
    entry: Entry
    outer: int | None = None
    cuts: int | None = None  # the report of the same speaker that ends where this one begins

    @property
    def attitude(self) -> bool:
        """Whether it is thought rather than said."""
        return "attitude" in self.entry.takes


class Content(NamedTuple):
    """What a cue reports: its words and its construction, with the noun that makes a light verb a cue."""

    phrase: Phrase
    construction: str
    noun: Hit | None = None


class Reading:
    """A sentence while its cues are read from left to right."""

    def __init__(self, words: Words, cues: Cues) -> None:
        """Find the cues; nothing is read yet."""
        self.words = words
        self.high = len(words.tag.rstrip(FINAL))
        self.cues = cues
        self.firsts = cues.firsts
        self.voices = cues.voices
        self.hits = cues.find(words)[:MOST_CUES]
        self.found: list[Report] = []
        self.left_end = 0  # words before this belong to a report that stands after its content
        self.open: int | None = None  # the report whose content runs on to the right

    def add(
        self, hit: Hit, source: Phrase, content: Content, outer: int | None = None, cuts: int | None = None
    ) -> None:
        """Add a report."""
        named = content.noun or hit
        cue = (hit.start, named.end)
        self.found.append(Report(content.phrase, source, cue, content.construction, named.form.entry, outer, cuts))

    def push(self, hit: Hit, source: Phrase, content: Content, clause_start: int, *, own: bool) -> bool:
        """Add a report, inside the open one or after cutting that; `own`: the cue has a subject of its own."""
        start, end = content.phrase
        if own and self.words.tag[clause_start] == "R":
            end = self.relative_end(content.phrase)
        outer = self._outer(hit, clause_start, own)
        cuts = None
        if outer == "cut":
            assert self.open is not None
            current = self.found[self.open]
            cuts = None if own else self.open
            stop = clause_start
            while stop - 1 > current.content[0] and self.words.tag[stop - 1] in ",C;-SR":
                stop -= 1
            if self.words.tag[stop] == "R" and stop - 1 > current.content[0] and self.words.tag[stop - 1] == "P":
                stop -= 1
            self.found[self.open] = current._replace(content=(current.content[0], stop))
            outer = None
        if isinstance(outer, int):
            end = min(end, self.found[outer].content[1])
        if start >= end:
            return False
        if outer is None and self.open is not None and self.found[self.open].content == (start, end):
            self.found.pop(self.open)  # "went on to say": the verb next to the content stands
        within = outer if isinstance(outer, int) else None
        self.add(hit, source, Content((start, end), content.construction, content.noun), within, cuts)
        if outer is None:
            self.open = len(self.found) - 1
        return True

    def _outer(self, hit: Hit, clause_start: int, has_source: bool) -> int | str | None:
        """Tell how a cue stands to the open report: nested in it (its index), its sibling ("cut"), or free."""
        if self.open is None:
            return None
        current = self.found[self.open]
        if not current.content[0] <= hit.start < current.content[1]:
            return None
        words = self.words
        mark = clause_start - 1
        if mark < current.content[0]:
            return self.open
        kind, word = words.tag[mark], words.low[mark]
        if kind == "R" and has_source and current.construction in NARRATED:
            return "cut"  # "criticised a speech in which X said …": the narrator tells who X is
        if not has_source:
            return "cut" if kind in ",CQ-" and not self._closes(hit.end, current) else self.open
        if kind == ";" or (
            (kind == "C" or word in _TOP_CUTS) and mark - 1 > current.content[0] and words.tag[mark - 1] in ",;-"
        ):
            return "cut"
        clause = current.source[0] - 1 if current.source is not None else -1
        subordinate = clause >= 0 and words.tag[clause] == "S" and words.low[clause] != "that"
        if (
            word in _TOP_CUTS
            or (kind == "," and subordinate)
            or (kind == "," and current.construction not in ("that", "clause", "phrase"))
        ):
            return "cut"
        return self.open

    def _closes(self, at: int, current: Report) -> bool:
        """Tell whether a comma closes an insertion that the word `at` stands in: "X, considering Y, would …"."""
        tag = self.words.tag
        comma = next((k for k in range(at, min(current.content[1], at + speakers.REACH)) if tag[k] == ","), None)
        return comma is not None and comma + 1 < self.high and tag[comma + 1] in "AV"

    def relative_end(self, content: Phrase) -> int:
        """Return where a content ends that stands in a relative clause: at the comma before the main verb."""
        tag = self.words.tag
        for at in range(content[0] + 1, content[1] - 1):
            if tag[at] == "," and (
                tag[at + 1] in "AV" or (tag[at + 1] == "n" and self.words.low[at + 1] in self.firsts)
            ):
                return at
        return content[1]

    def latest(self, at: int) -> Phrase | None:
        """Return the source that a verb or participle without one of its own shares: the latest, else the subject."""
        for report in reversed(self.found):
            if report.outer is None and report.source is not None and report.construction != "noun":
                return report.source
        return self.nearest_subject(at) or speakers.subject(self.words, 0, at)

    def nearest_subject(self, at: int) -> Phrase | None:
        """Return the subject of the nearest plain verb before the word `at` whose clause is not a subordinate one."""
        inner: Phrase | None = None
        for verb in range(at - 1, max(self.left_end, at - speakers.REACH) - 1, -1):
            if self.words.tag[verb] in "AV" and (verb == 0 or self.words.tag[verb - 1] not in "AaP"):
                found = speakers.before(self.words, verb, self.left_end)
                if found is None:
                    return inner
                within = self.words.tag[found.clause] == "R" or (
                    found.clause > self.left_end and self.words.tag[found.clause - 1] in "SR"
                )
                if not within:
                    return found.phrase
                inner = inner or found.phrase
        main = speakers.subject(self.words, self.left_end, at) if inner is not None else None
        return main or inner
