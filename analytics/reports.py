"""Sentence → reports: who voices which words of it, by which cue. One left-to-right pass over the cues."""

from itertools import islice
from typing import NamedTuple

from analytics import clauses, speakers
from analytics.cues import Cues, Hit
from analytics.speakers import Phrase
from analytics.usage import usage as usage_of
from analytics.words import QUOTE, Words

FINAL = frozenset(".?!…,;:")
# Nouns that carry what someone else says in them.
CARRIERS = frozenset(
    "statement statements letter letters tweet tweets message messages post posts speech speeches interview report "
    "reports memo email release article column essay note remarks comments telegram cable communique text".split()
)
_BY = frozenset("by after before in of without while for from when".split())
_STARTS = frozenset("continue continues continued begin begins began start starts started tend tends tended".split())
_CAUSES = frozenset(
    "prompting prompted leading led forcing forced causing caused pushing pushed allowing allowed".split()
)
_TOP_CUTS = frozenset("while whereas but".split())


MOST_CUES = 40  # in one sentence; more are no prose


class Report(NamedTuple):
    """What a cue reports: the content's words, the source's words, the cue, and the report that it stands in."""

    content: Phrase
    source: Phrase | None
    cue: Phrase
    construction: str
    outer: int | None = None
    lemma: str = ""
    attitude: bool = False


def reports(words: Words, cues: Cues) -> list[Report]:
    """Return the reports of a sentence in text order of their cues; a nested one names its outer by index."""
    return _Sentence(words, cues).run()


class _Sentence:
    def __init__(self, words: Words, cues: Cues) -> None:
        self.words = words
        self.high = len(words.low)
        while self.high and words.tag[self.high - 1] in FINAL:
            self.high -= 1
        self.firsts = cues.firsts
        self.members = cues.vocabulary.members
        self.outlets = self.members["outlet"]
        self.hits = list(islice(cues.find(words), MOST_CUES))
        self.found: list[Report] = []
        self.left_end = 0  # words before this belong to a report that stands after its content
        self.open: int | None = None  # the report whose content runs on to the right

    def run(self) -> list[Report]:
        end = self.high
        self.high = min((hit.start for hit in self.hits if self._relays(hit)), default=end)
        self._phrases()
        taken = -1
        for hit in self.hits:
            if hit.start < taken or hit.start >= self.high or hit.form.entry.kind == "phrase":
                continue
            kind = hit.form.entry.kind
            done = self._noun(hit) if kind == "noun" else self._verb(hit)
            if done:
                taken = hit.end
        if self.high < end and not self.found:
            self.high = end
            self._phrases()
        self._drop_relays()
        entries = {(hit.start, hit.end): hit.form.entry for hit in reversed(self.hits)}
        return [
            report._replace(lemma=entry.lemma, attitude="attitude" in entry.takes)
            for report in self.found
            for entry in (entries[report.cue],)
        ]

    def _relays(self, hit: Hit) -> bool:
        """Tell whether the phrase ends the sentence with an outlet: "X said Y, according to Reuters"."""
        if hit.form.entry.kind != "phrase" or hit.start < 5 or self.words.tag[hit.start - 1] != ",":
            return False
        source = speakers.after(self.words, hit.end, self.high)
        return source is not None and self.words.low[source[1] - 1] in self.outlets

    def _drop_relays(self) -> None:
        """Leave out an outlet that only relays what another said: its report's inner ones stand for themselves."""
        for k, report in enumerate(self.found):
            if report.source is None or self.words.low[speakers.head(self.words, report.source)] not in self.outlets:
                continue
            inner = [n for n, other in enumerate(self.found) if other.outer == k]
            if inner and all(self._covers(report, self.found[n]) for n in inner[:1]):
                for n in inner:
                    self.found[n] = self.found[n]._replace(outer=None)
                self.found[k] = report._replace(construction="relay")

    def _covers(self, report: Report, inner: Report) -> bool:
        start, end = inner.content
        if inner.source is not None:
            start, end = min(start, inner.source[0]), max(end, inner.source[1])
        return (end - start) * 2 > report.content[1] - report.content[0]

    # Phrases: according to X, …

    def _phrases(self) -> None:
        words = self.words
        for hit in self.hits:
            if hit.form.entry.kind != "phrase" or hit.start >= self.high:
                continue
            source = speakers.after(words, hit.end, self.high)
            if source is None:
                continue
            after = source[1]
            if (
                hit.start == 0
                or words.tag[hit.start - 1] in "C;"
                or (words.tag[hit.start - 1] == "," and hit.start > 1 and words.tag[hit.start - 2] in "C")
            ):
                comma = next((k for k in range(after, min(self.high, after + 25)) if words.tag[k] == ","), None)
                if comma is not None and comma + 1 < self.high:
                    end = clauses.content_end(words, comma + 1, self.high, "clause")
                    self.found.append(Report((comma + 1, end), source, (hit.start, hit.end), "phrase"))
                    self.open = len(self.found) - 1
                elif after + 2 < self.high and words.tag[after] not in ",;":
                    self.found.append(Report((after, self.high), source, (hit.start, hit.end), "phrase"))
                continue
            end = hit.start - (words.tag[hit.start - 1] in ",-")
            if end - self.left_end >= 2:
                self.found.append(Report((self.left_end, end), source, (hit.start, hit.end), "phrase"))
                self.left_end = hit.end
            elif end > self.left_end and words.tag[end - 1] == QUOTE:
                self.found.append(Report((self.left_end, end), source, (hit.start, hit.end), "phrase"))

    # Verbs

    def _verb(self, hit: Hit) -> bool:
        usage = usage_of(self.words, hit, self.members)
        if usage is None:
            return False
        if usage == "passive":
            return self._passive(hit)
        if usage == "ing":
            return self._participle(hit)
        if usage == "to":
            return self._infinitive(hit)
        return self._after_content(hit) or self._before_content(hit)

    def _after_content(self, hit: Hit) -> bool:
        """Read a cue that follows its content: "…, X said", "…, said X"."""
        words, takes = self.words, hit.form.entry.takes
        tag = words.tag
        if not takes & {"quote", "clause", "that"} or hit.start == 0:
            return False
        previous = tag[hit.start - 1]
        inverted = False
        source: Phrase | None = None
        start = hit.start
        if (
            previous in ",Q-?!"
            and (takes & {"that", "clause"} or previous == QUOTE or tag[hit.start - 2] == QUOTE)
            and hit.start - self.left_end >= 1
            and ("hearer" not in takes or "wh" in takes)
        ):
            source = speakers.after(words, hit.end, self.high)
            inverted = source is not None
        if source is None or previous == ",":
            found = speakers.before(words, hit.start, self.left_end)
            if found is not None and words.low[found.clause - 1] == "as" and found.clause > 1:
                found = found._replace(clause=found.clause - 1)  # "…, as X put it"
            stands = found is not None and found.clause - 1 >= self.left_end and tag[found.clause - 1] in ",Q-?!"
            if found is not None and stands and not (inverted and tag[found.clause - 1] != QUOTE):
                source, start, inverted = found.phrase, found.clause, False
            elif not inverted:
                return False
        if source is None or (inverted and previous == "," and self._leads(hit)):
            return False
        if tag[start] == "R" or (not takes & {"clause", "that"} and QUOTE not in tag[max(0, start - 3) : start]):
            return False
        begin_at = self.left_end
        content_end = start - (tag[start - 1] in ",-?!")
        if content_end <= self.left_end:
            return False
        if tag[content_end - 1] == "," or (content_end - 1 > self.left_end and tag[content_end - 1] in "?!,"):
            content_end -= 1
        if tag[content_end - 1] != QUOTE and not inverted:
            quote = next(
                (k for k in range(content_end - 1, max(begin_at, content_end - 9) - 1, -1) if tag[k] not in "Nnds#,"),
                -1,
            )
            if quote >= begin_at and tag[quote] == QUOTE and self._ends_with_comma(quote):
                source, content_end = (quote + 1 + (tag[quote + 1] == ","), source[1]), quote + 1
        after = source[1] if inverted else hit.end
        rest = self._tail(after, inverted, "hearer" in takes)
        inserted = rest is not None and rest < self.high and not inverted and tag[rest - 1] in ",-"
        if rest is None:
            if tag[content_end - 1] != QUOTE or not self._ends_with_comma(content_end - 1):
                return False
            rest = next((k for k in range(after, self.high) if tag[k] in ",Q"), self.high)
            rest += rest < self.high and tag[rest] == ","
        begin = self.left_end
        if previous != QUOTE and tag[content_end - 1] != QUOTE and not inverted and self._adverbial(begin, content_end):
            started = clauses.start_after(words, hit.end, self.high, hit.form.entry)
            if started is not None:
                return False
        splits = inserted and tag[content_end - 1] != QUOTE
        clausal = inverted or splits or tag[content_end - 1] == QUOTE
        if not clausal and not clauses.has_verb(words, begin - 1, content_end):
            return False
        if tag[content_end - 1] == QUOTE:
            begin = self._quote_start(begin, content_end - 1)
        nested = len(self.found)
        content = (begin, content_end)
        mine = Report(content, source, (hit.start, hit.end), "after")
        # What stands in the content is reported second-hand.
        self.found = [
            report._replace(outer=nested)
            if report.outer is None and begin <= report.cue[0] < content_end and report.construction != "after"
            else report
            for report in self.found
        ]
        self.found = [self._clip(report, content_end) for report in self.found]
        self.found.append(mine)
        self.left_end = rest
        self.open = None
        if rest < self.high:
            if tag[rest] == QUOTE and (tag[rest - 1] in ",;:-" or rest == after or self._words_in(rest) > 5):
                end = rest + 1
                self.found.append(Report((rest, end), source, (hit.start, hit.end), "more"))
                self.left_end = end
            elif not words.low[rest].endswith("ing") and (
                (splits and (tag[hit.end] == "," or not clauses.has_verb(words, begin - 1, content_end)))
                or (
                    not inverted
                    and tag[rest] not in "RSPC"
                    and tag[rest - 1] in ",-"
                    and clauses.has_verb(words, rest - 1, self.high)
                )
            ):
                self.found.append(Report((rest, self.high), source, (hit.start, hit.end), "more"))
                self.open = len(self.found) - 1
        return True

    def _adverbial(self, low: int, high: int) -> bool:
        """Tell whether the words before a source are no clause of their own but open its sentence: "As …, X said"."""
        word = self.words.low[low]
        kind = self.words.tag[low]
        opens = kind in "SP" or (kind == "n" and word.endswith(("ing", "ed")))
        opens = opens or (low == 0 and word.endswith(("ing", "ed")) and len(word) > 4)
        return opens or (kind in "at" and not clauses.has_verb(self.words, low, high))

    def _leads(self, hit: Hit) -> bool:
        """Tell whether the verb after a comma closes an apposition and leads on: "X, a Y, said Z is …"."""
        words, at = self.words, hit.end
        quoted = hit.start > 1 and words.tag[hit.start - 2] == QUOTE
        if quoted and hit.start - 2 == self.left_end:
            return False
        comma = next((k for k in range(at, self.high) if words.tag[k] == ","), self.high)
        return clauses.has_verb(words, at - 1, comma) or words.low[at : at + 1] == ["that"]

    def _clip(self, report: Report, end: int) -> Report:
        start, stop = report.content
        return report._replace(content=(start, end)) if report.outer is not None and start < end < stop else report

    def _quote_start(self, low: int, quote: int) -> int:
        """Return where the content begins that ends with `quote`: with the quotation if it is a sentence."""
        words = self.words
        if quote == low:
            return low
        mark = words.tag[quote - 1]
        if mark in ":":
            return quote
        first = words.quote[quote]
        capital = words.text[first.inner_start : first.inner_start + 1].isupper()
        return quote if capital and first.inner_end - first.inner_start > 8 and mark in ",-:C.Q" else low

    def _words_in(self, quote: int) -> int:
        inner = self.words.quote[quote]
        return self.words.text[inner.inner_start : inner.inner_end].count(" ") + 1

    def _ends_with_comma(self, quote: int) -> bool:
        """Tell whether a quotation goes on in its sentence: a comma ends it, or follows it."""
        inner = self.words.quote[quote]
        return "," in self.words.text[max(inner.inner_start, inner.inner_end - 2) : inner.end + 1]

    def _tail(self, at: int, inverted: bool, hearer: bool) -> int | None:
        """Return the word after a cue that follows its content, past adverbials; None where a clause follows."""
        words = self.words
        tag = words.tag
        for _ in range(8):
            if at >= self.high:
                return self.high
            kind = tag[at]
            if kind in "at":
                at += 1
            elif kind == "P" or (kind == "S" and words.low[at] in ("after", "before", "as", "when", "while")):
                if kind == "S":
                    comma = next((k for k in range(at, self.high) if tag[k] == ","), self.high)
                    at = comma
                else:
                    at = clauses.past_phrase(words, at, self.high)
            elif kind in ",;-" and at + 1 < self.high:
                if inverted and kind == "," and tag[at + 1] != QUOTE:
                    closing = next((k for k in range(at + 1, min(self.high, at + 40)) if tag[k] in ",Q"), None)
                    if closing is None:
                        return self.high
                    return closing if tag[closing] == QUOTE else at + 1
                return at + 1
            elif kind == ":":
                return at + 1
            elif words.low[at] in ("reporters", "journalists"):
                at += 1
            elif kind in "Q(C" or inverted:
                return at
            elif kind in "dNno#s" and hearer and not clauses.is_clause(words, at, self.high):
                at = clauses.past_phrase(words, at - 1, self.high)
            else:
                return None
        return at

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
        if not has_source:
            return "cut" if kind in ",CQ-" else self.open
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

    def _push(
        self, hit: Hit, source: Phrase, content: Phrase, construction: str, clause_start: int, *, own: bool
    ) -> bool:
        if own and self.words.tag[clause_start] == "R":
            content = (content[0], self._relative_end(content))
        outer = self._outer(hit, clause_start, own)
        if outer == "cut":
            assert self.open is not None
            current = self.found[self.open]
            end = clause_start
            while end > current.content[0] and self.words.tag[end - 1] in ",C;-S" and end - 1 > current.content[0]:
                end -= 1
            self.found[self.open] = current._replace(content=(current.content[0], end))
            outer = None
        if isinstance(outer, int):
            limit = self.found[outer].content[1]
            content = (content[0], min(content[1], limit))
        if content[0] >= content[1]:
            return False
        if outer is None and self.open is not None and self.found[self.open].content == content:
            self.found.pop(self.open)  # "went on to say": the verb next to the content stands
        self.found.append(
            Report(content, source, (hit.start, hit.end), construction, outer if isinstance(outer, int) else None)
        )
        if outer is None:
            self.open = len(self.found) - 1
        return True

    def _relative_end(self, content: Phrase) -> int:
        """Return where a content ends that stands in a relative clause: at the comma before the main verb."""
        tag = self.words.tag
        for at in range(content[0] + 1, content[1] - 1):
            if tag[at] == "," and (
                tag[at + 1] in "AV" or (tag[at + 1] == "n" and self.words.low[at + 1] in self.firsts)
            ):
                return at
        return content[1]

    def _content(self, hit: Hit) -> tuple[Phrase, str] | None:
        started = clauses.start_after(self.words, hit.end, self.high, hit.form.entry)
        if started is None:
            return None
        start, construction = started
        words = self.words
        if construction in ("quote", "colon") and start < self.high and words.tag[start] == QUOTE:
            end = start + 1
            if construction == "quote":
                rest = words.tag[end] if end < self.high else ""
                long = words.quote[start].inner_end - words.quote[start].inner_start > 40
                if rest in "AVnPNd#" and rest and not (long and rest in "PN"):
                    end = clauses.content_end(words, start, self.high, "clause")
                elif rest == "C" and end + 1 < self.high and words.tag[end + 1] in "QdsPAnN":
                    follows = words.tag[end + 1]
                    if follows == QUOTE or not long:
                        end = clauses.content_end(words, start, self.high, "object")
            return (start, end), construction
        return (
            start,
            clauses.content_end(words, start, self.high, construction, named="as" in hit.form.entry.takes),
        ), construction

    def _before_content(self, hit: Hit) -> bool:
        """Read a cue that stands before its content: "X said that …", "X accused Y of …"."""
        content = self._content(hit)
        found = speakers.before(self.words, hit.start, self.left_end)
        if content is None and found is not None and found.clause > 0 and hit.end < self.high:
            # "…, which X said was Y": the subject of the content stands before the source.
            outside = self.words.tag[found.clause - 1] in "R" or self.words.low[found.clause - 1] == "that"
            if outside and self.words.tag[hit.end] in "AV" and "clause" in hit.form.entry.takes:
                content = (hit.end, self._relative_end((hit.end, self.high))), "relative"
        if content is None:
            return False
        if found is not None and self.words.tag[found.clause] == "R":
            found = found._replace(phrase=self._named_before(found))
        if found is not None:
            return self._push(hit, found.phrase, content[0], content[1], found.clause, own=True)
        start = hit.start
        tag = self.words.tag
        while start > 0 and (tag[start - 1] in "aAt" or (tag[start - 1] == "P" and tag[start] == "t")):
            start -= 1
        if start > 0 and self.words.tag[start - 1] in "C,":
            source = self._latest(hit.start)
            if source is not None:
                return self._push(hit, source, content[0], content[1], start, own=False)
        return False

    def _named_before(self, found: speakers.Found) -> Phrase:
        """Return the source before an apposition: "said X, a Y from Z, who added …"."""
        latest = self.found[-1].source if self.found else None
        if latest is not None and latest[1] <= found.phrase[0] and self.found[-1].cue[1] <= found.clause:
            between = self.words.tag[latest[1] : found.clause]
            if between[:1] == [","] and not {"A", "V", "Q", ";", "C"} & set(between):
                return latest
        return found.phrase

    def _passive(self, hit: Hit) -> bool:
        """Read "X was accused by Y of …": the agent is the source."""
        words, takes = self.words, hit.form.entry.takes
        if hit.end >= self.high or words.low[hit.end] != "by":
            return False
        source = speakers.after(words, hit.end + 1, self.high)
        if source is None or source[1] + 1 >= self.high:
            return False
        at = source[1]
        if words.low[at] not in takes and not (words.low[at] == "of" and "object" in takes):
            return False
        end = clauses.content_end(words, at + 1, self.high, "object", named=True)
        return self._push(hit, source, (at + 1, end), words.low[at], hit.start, own=True)

    def _latest(self, at: int) -> Phrase | None:
        """Return the source that a verb or participle without one of its own shares: the latest, else the subject."""
        for report in reversed(self.found):
            if report.outer is None and report.source is not None and report.construction != "noun":
                return report.source
        return self._nearest_subject(at) or speakers.subject(self.words, 0, at)

    def _nearest_subject(self, at: int) -> Phrase | None:
        """Return the subject of the nearest plain verb before the word `at`."""
        for verb in range(at - 1, max(self.left_end, at - speakers.REACH) - 1, -1):
            if self.words.tag[verb] in "AV" and (verb == 0 or self.words.tag[verb - 1] not in "AaP"):
                found = speakers.before(self.words, verb, self.left_end)
                return found.phrase if found is not None else None
        return None

    def _participle(self, hit: Hit) -> bool:
        content = self._content(hit)
        if content is None:
            return False
        words, at = self.words, hit.start
        before = at - 1
        while before >= 0 and words.tag[before] == "a":
            before -= 1
        clause = before + 1
        if before < 0:
            comma = next((k for k in range(content[0][0], self.high) if words.tag[k] == ","), None)
            if comma is None:
                return False
            source = speakers.subject(words, comma + 1, self.high)
            if source is None:
                return False
            self.found.append(Report((content[0][0], comma), source, (hit.start, hit.end), content[1]))
            return True
        kind, word = words.tag[before], words.low[before]
        if kind in "nN" and word not in CARRIERS:
            phrase = speakers.phrase_ending(words, before, self.left_end)
            if phrase is None:
                return False
            if not CARRIERS.isdisjoint(words.low[phrase[0] : phrase[1]]):
                source = self._nearest_subject(phrase[0]) or speakers.subject(words, 0, phrase[0])
                phrase = source or phrase
            return self._push(hit, phrase, content[0], content[1], phrase[0], own=True)
        if word == "as":
            return self._quoted_as(hit, before, content)
        if kind in ",-C" or word in _BY or word in CARRIERS or kind == QUOTE:
            source = self._latest(at)
            if source is None:
                return False
            return self._push(hit, source, content[0], content[1], clause, own=False)
        return False

    def _quoted_as(self, hit: Hit, at: int, content: tuple[Phrase, str]) -> bool:
        """Read "Y quoted X as saying", "X was quoted as saying": X is the source."""
        quoting = next((other for other in reversed(self.hits) if other.end <= at and at - other.end < 15), None)
        if quoting is None or quoting.form.entry.lemma not in ("quote", "cite", "report"):
            return False
        source: Phrase | None = None
        if quoting.end == at or self.words.tag[quoting.end] in "P":
            found = speakers.before(self.words, quoting.start, self.left_end)
            source = found.phrase if found is not None else None
        else:
            source = speakers.after(self.words, quoting.end, at)
        if source is None:
            return False
        if self.found and self.found[-1].cue[0] == quoting.start:
            self.found.pop()
            self.open = None
        return self._push(hit, source, content[0], content[1], at, own=True)

    def _infinitive(self, hit: Hit) -> bool:
        content = self._content(hit)
        if content is None:
            return False
        source = self._driven(hit.start - 2) or self._latest(hit.start)
        if source is None:
            return False
        return self._push(hit, source, content[0], content[1], hit.start - 1, own=False)

    def _driven(self, at: int) -> Phrase | None:
        """Return the subject of a passive or perfect verb before an infinitive: "X was prompted to say"."""
        tag, low = self.words.tag, self.words.low
        if at >= 1 and tag[at - 1] in "Nnp" and low[at] in _STARTS:
            found = speakers.before(self.words, at, self.left_end)
            return found.phrase if found is not None else None
        if at >= 1 and tag[at] in "Nn":
            caused = speakers.phrase_ending(self.words, at, self.left_end)
            if caused is not None and caused[0] > self.left_end and low[caused[0] - 1] in _CAUSES:
                return caused
        if at < 1 or not (tag[at] == "n" and low[at].endswith(("ed", "en", "ing"))) or tag[at - 1] not in "Aa":
            return None
        found = speakers.before(self.words, at, self.left_end)
        return found.phrase if found is not None else None

    # Nouns

    def _noun(self, hit: Hit) -> bool:
        words = self.words
        at = hit.end
        source: Phrase | None = None
        if at + 1 < self.high and words.low[at] in ("by", "from"):
            source = speakers.after(words, at + 1, self.high)
            at = source[1] if source is not None else self.high
        if at + 1 >= self.high or words.low[at] not in hit.form.entry.takes:
            return False
        opening = words.low[at]
        if source is None:
            before = hit.start - 1
            while before >= 0 and words.tag[before] in "n#a" and not words.low[before].endswith(("'s", "s'")):
                before -= 1
            if before < 0:
                return False
            if words.low[before] in ("'", "’") and before and words.low[before - 1].endswith("s"):
                source = speakers.phrase_ending(words, before - 1, self.left_end)
            elif words.tag[before] == "s":
                source = (before, before + 1)
            elif words.low[before].endswith("'s"):
                source = speakers.phrase_ending(words, before, self.left_end)
        if source is None:
            return False
        start = at if opening == "to" and words.tag[at + 1] not in "dsN" else at + 1
        end = self._noun_end(start, 2 if opening == "that" else 1)
        construction = "noun" if opening == "that" else f"noun {opening}"
        return self._push(hit, source, (start, end), construction, source[0], own=True)

    def _noun_end(self, start: int, limit: int) -> int:
        """Return the end of a noun's complement: before its `limit`-th plain verb, or at a comma."""
        tag, low = self.words.tag, self.words.low
        verbs = 0
        for at in range(start + 1, self.high):
            kind, previous = tag[at], tag[at - 1]
            if kind in ",;-":
                return at
            plain = kind in "AV" or (kind == "n" and low[at].endswith("ed") and previous in "NnVo")
            if previous == "a":
                previous = tag[at - 2]
            if plain and previous not in "ACRSP" and not (low[at - 1] == "to" or tag[at - 1] == "d"):
                verbs += 1
                if verbs == limit:
                    return at
        return self.high
