"""How plausible a report is as speech: a logistic model with readable weights.

`benchmarks/train_reports.py` trains it.
"""

from collections.abc import Iterator

from analytics.attribution import speakers
from analytics.attribution.cues import Cues
from analytics.attribution.sentence import Report
from analytics.attribution.voices import BEARER, head_of
from analytics.words import Words

_NAMED = ("document", "body", "other", "named other")
_TRAITS = frozenset(("that", "clause", "quote", "object", "to", "attitude"))


def plausible(cues: Cues, words: Words, report: Report) -> bool:
    """Tell whether the report is one of speech: of what can speak, no mere name, its features weigh 0 or more."""
    voice = voice_of(cues, words, report)
    if voice in ("bare", BEARER) or _is_naming(words, report, voice):
        return False
    return cues.weights.odds(features(cues, words, report, voice)) >= 0


def voice_of(cues: Cues, words: Words, report: Report) -> str:
    """Return what kind of voice the source of the report is (`Voices.read`), nothing where it names none."""
    return "" if report.source is None else cues.voices.read(words, *report.source)


def _is_naming(words: Words, report: Report, voice: str) -> bool:
    """Tell whether the cue only gives a name: "a film called “Red Dawn”", "what diplomats call “ambiguity”"."""
    if report.source is None or "object-as" not in report.entry.takes:
        return False
    if report.construction == "quote" and report.source[1] == report.cue[0] and voice in _NAMED:
        return True
    before = report.source[0] - 1
    return before >= 0 and words.low[before] == "what" and words.low[report.cue[0]] == report.entry.lemma


def features(cues: Cues, words: Words, report: Report, voice: str) -> Iterator[str]:
    """Yield what the model looks at: cue, construction, source and its `voice`, content and what stands around them."""
    tag, low = words.tag, words.low
    start, end = report.content
    construction, lemma = report.construction, report.entry.lemma
    yield f"construction={construction}"
    yield f"cue={lemma}"
    yield f"cue={lemma},{construction}"
    traits = " ".join(sorted(report.entry.takes & _TRAITS))
    yield f"takes={traits}"
    yield f"takes={traits},{construction}"
    form = low[report.cue[0]]
    ending = next((ending for ending in ("ing", "ed", "s") if form.endswith(ending)), "")
    yield f"form={ending},{construction}"
    quotes = [k for k in range(start, end) if tag[k] == "Q"]
    length = words.end[end - 1] - words.start[start]
    size = next(name for limit, name in ((25, "1"), (50, "2"), (100, "3"), (1 << 30, "4")) if length < limit)
    yield f"length={size},{'quote' if quotes else construction}"
    yield f"content begins={tag[start]},{construction}"
    if tag[start] in "dsSPR":
        yield f"content word={low[start]}"
    if not quotes and construction not in ("that", "after", "more", "phrase"):
        finite = any(tag[k] in "AV" for k in range(start, end))
        yield f"finite={finite},{construction}"
    if construction == "object" and not quotes:
        voiced = cues.is_noun(low[head_of(words, start, end)])
        yield f"object of speech={voiced}"
        yield f"object of speech={voiced},{lemma}"
    if quotes:
        yield f"quote,{construction}"
        inner = words.quote[quotes[0]]
        yield f"quote begins={'upper' if words.text[inner.inner_start : inner.inner_start + 1].isupper() else 'lower'}"
    if report.source is not None:
        last = speakers.head(words, report.source)
        head, kind = low[last], tag[last]
        yield f"source={kind},{construction}"
        yield f"voice={voice}"
        yield f"source head={head}" if kind != "N" else "source name"
        if report.source[1] == report.cue[0]:
            yield "source next to cue"
        yield f"source distance={min(5, abs(report.cue[0] - report.source[1]) // 2)}"
    before = report.cue[0] - 1
    if before >= 0:
        yield f"before={tag[before]},{construction}"
        if tag[before] in "aAP":
            yield f"before word={low[before]}"
    helper = next((k for k in range(before, max(-1, before - 4), -1) if tag[k] in "A"), None)
    if helper is not None:
        yield f"auxiliary={low[helper]}"
    if any(low[k] in ("not", "never", "no") or low[k].endswith("n't") for k in range(max(0, before - 3), before + 1)):
        yield "negated"
    after = report.cue[1]
    if after < len(low):
        yield f"after={tag[after]},{construction}"
    yield f"content ends={tag[end] if end < len(tag) else '.'},{construction}"
    first = low[0]
    if tag[0] in "SPR":
        yield f"sentence begins={first}"
