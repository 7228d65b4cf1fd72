"""Tone of words: VADER's compound, exact, and linear in the length of the text.

Lexicon and constants are those of the package vaderSentiment 3.3.2; the rules are C. J. Hutto's and E. Gilbert's
(VADER: A Parsimonious Rule-based Model for Sentiment Analysis of Social Media Text, ICWSM 2014), its quirks included,
so that the numbers compare with those of everyone who uses the package. What differs is the work done: a token is
analysed once and remembered, and only words of the lexicon are visited.
"""

import heapq
import math
import re
import string
from collections.abc import Sequence
from functools import cache, lru_cache
from itertools import compress
from pathlib import Path
from typing import NamedTuple

from vaderSentiment import vaderSentiment as vader

from analytics.sentences import sentence_spans

TOKENS_REMEMBERED = 200_000
SENTENCE_REMEMBERED = 1000  # characters
FUNCTION_WORDS = frozenset({"no", "or", "nor", "so", "this", "doubt", "never", "without", "least", "at", "very", "but"})
IDIOMS = vader.SPECIAL_CASES
BIGRAM_BOOSTERS = {words: value for words, value in vader.BOOSTER_DICT.items() if " " in words}
# An idiom can only stand where its longest word does.
IDIOM_WORDS = frozenset(max(words.split(), key=len) for words in (*IDIOMS, *BIGRAM_BOOSTERS))
NEGATIONS = frozenset(vader.NEGATE)


_SYMBOLS = "\u2100"  # where nearly all emoji stand, behind letters and punctuation


class Word(NamedTuple):
    """What VADER's rules ask of one token."""

    lower: str
    valence: float | None
    boost: float
    upper: bool
    negates: bool
    idiom: bool


PLAIN = Word("", None, 0.0, False, False, False)


class Lexicon(dict[str, Word | None]):
    """Token as it stands in the text → what the rules ask of it, None for nothing; filled as tokens are met."""

    def __init__(self) -> None:
        """Read lexicon and emoji of the package."""
        super().__init__()
        folder = Path(vader.__file__).parent
        self.valences: dict[str, float] = {}
        for line in (folder / "vader_lexicon.txt").read_text(encoding="utf-8").rstrip("\n").split("\n"):
            if line:
                word, measure = line.strip().split("\t")[:2]
                self.valences[word] = float(measure)
        lines = (folder / "emoji_utf8_lexicon.txt").read_text(encoding="utf-8").rstrip("\n").split("\n")
        pairs = (line.strip().split("\t")[:2] for line in lines)
        # The package looks up single characters, so that an emoji of several never matches.
        self.emoji = {emoji: description for emoji, description in pairs if len(emoji) == 1}
        low = "".join(emoji for emoji in self.emoji if emoji < _SYMBOLS)
        # One range and few letters: a class of each emoji would be compared one by one.
        self.maybe_emoji = re.compile(f"[{re.escape(low)}{_SYMBOLS}-\U0010ffff]")

    def __missing__(self, token: str) -> Word | None:
        if len(self) >= TOKENS_REMEMBERED:
            self.clear()
        stripped = strip_punctuation(token)
        lower = stripped.lower()
        valence = self.valences.get(lower)
        boost = vader.BOOSTER_DICT.get(lower, 0.0)
        negates = lower in NEGATIONS or "n't" in lower
        idiom = lower in IDIOM_WORDS
        word = None
        if valence is not None or boost or negates or idiom or lower in FUNCTION_WORDS:
            word = Word(lower, valence, boost, stripped.isupper(), negates, idiom)
        self[token] = word
        return word

    def spell_emoji(self, text: str) -> str:
        """Return `text` with each emoji replaced by its description."""
        if text.isascii() or not self.maybe_emoji.search(text):
            return text
        parts, spaced = [], True
        for character in text:
            description = self.emoji.get(character)
            if description is None:
                parts.append(character)
                spaced = character == " "
            else:
                parts.append(description if spaced else " " + description)
                spaced = False
        return "".join(parts)


@cache
def lexicon() -> Lexicon:
    """Return the package's lexicon, read once."""
    return Lexicon()


def strip_punctuation(token: str) -> str:
    """Return `token` without the punctuation around it, unless little would be left (an emoticon)."""
    stripped = token.strip(string.punctuation)
    return token if len(stripped) <= 2 else stripped


def sentiment(text: str, sentences: Sequence[tuple[int, int]] | None = None) -> float:
    """Return the tone of `text`, −1…1: the mean of its sentences' compounds, rounded to 4 digits; 0 for no sentence.

    `sentences` are their offsets, where the caller has them already.
    """
    spans = sentence_spans(text) if sentences is None else sentences
    if not spans:
        return 0.0
    return round(sum(compound(text[start:end]) for start, end in spans) / len(spans), 4)


def compound(sentence: str) -> float:
    """Return VADER's compound of one sentence, −1…1, equal to that of `SentimentIntensityAnalyzer.polarity_scores`."""
    # A sentence is met first in its paragraph, then in what somebody says there.
    return _remembered(sentence) if len(sentence) <= SENTENCE_REMEMBERED else _compound(sentence)


@lru_cache(4096)
def _remembered(sentence: str) -> float:
    return _compound(sentence)


def forget() -> None:
    """Forget the sentences met so far, so that the rounds of a benchmark do not help each other."""
    _remembered.cache_clear()


def _compound(sentence: str) -> float:
    known = lexicon()
    text = known.spell_emoji(sentence)
    tokens = text.split()
    words = list(map(known.__getitem__, tokens))
    hits: list[int] = []
    caps = idioms = False
    but = -1
    for i, word in zip(compress(range(len(words)), words), filter(None, words)):
        caps = caps or word.upper
        idioms = idioms or word.idiom
        if word.boost:
            continue
        if word.valence is not None:
            if not (word.lower == "kind" and i + 1 < len(tokens) and strip_punctuation(tokens[i + 1]).lower() == "of"):
                hits.append(i)
        elif but < 0 and word.lower == "but":
            but = i
    if not hits:
        return 0.0
    if caps:
        caps = 0 < sum(map(str.isupper, tokens)) < len(tokens)
    valences = [valence_at(words, i, caps) if not idioms else valence_at(words, i, caps, tokens) for i in hits]
    if but >= 0:
        valences = contrast(valences, hits, but)
    total = float(sum(valences))
    if total:
        emphasis = min(text.count("!"), 4) * 0.292
        questions = text.count("?")
        if questions > 1:
            emphasis += questions * 0.18 if questions <= 3 else 0.96
        total += emphasis if total > 0 else -emphasis
    return round(total / math.sqrt(total * total + 15), 4)


def valence_at(words: Sequence[Word | None], i: int, caps: bool, tokens: Sequence[str] | None = None) -> float:
    """Return the valence of the lexicon's word `i` after what stands before it; `tokens` where idioms are possible."""
    word = words[i] or PLAIN
    base = valence = word.valence or 0.0
    before = (words[i - 1] if i > 0 else None) or PLAIN
    second = (words[i - 2] if i > 1 else None) or PLAIN
    third = (words[i - 3] if i > 2 else None) or PLAIN
    if word.lower == "no" and i + 1 < len(words) and (words[i + 1] or PLAIN).valence is not None:
        valence = 0.0
    if before.lower == "no" or second.lower == "no" or (third.lower == "no" and before.lower in ("or", "nor")):
        valence = base * vader.N_SCALAR
    if caps and word.upper:
        valence += vader.C_INCR if valence > 0 else -vader.C_INCR
    if before is not PLAIN and before.valence is None:
        if before.boost:
            valence += boost(before, valence, caps)
        if before.negates:
            valence *= vader.N_SCALAR
    if second is not PLAIN and second.valence is None:
        if second.boost:
            valence += boost(second, valence, caps) * 0.95
        if second.lower == "never" and before.lower in ("so", "this"):
            valence *= 1.25
        elif second.negates and not (second.lower == "without" and before.lower == "doubt"):
            valence *= vader.N_SCALAR
    if i > 2 and third.valence is None:
        if third.boost:
            valence += boost(third, valence, caps) * 0.9
        # The package's operator precedence: "so" or "this" right before the word needs no "never".
        if (third.lower == "never" and second.lower in ("so", "this")) or before.lower in ("so", "this"):
            valence *= 1.25
        elif third.negates and not (third.lower == "without" and "doubt" in (second.lower, before.lower)):
            valence *= vader.N_SCALAR
        if tokens is not None:
            valence = idiom_at(tokens, i, valence)
    if before.lower == "least" and before.valence is None and second.lower not in ("at", "very"):
        valence *= vader.N_SCALAR
    return valence


def boost(word: Word, valence: float, caps: bool) -> float:
    """Return what a booster or dampener adds to `valence`."""
    scalar: float = word.boost if valence >= 0 else -word.boost
    if caps and word.upper:
        scalar += vader.C_INCR if valence > 0 else -vader.C_INCR
    return scalar


def idiom_at(tokens: Sequence[str], i: int, valence: float) -> float:
    """Return the valence of word `i` where an idiom stands around it, else `valence`."""
    w = [strip_punctuation(token).lower() for token in tokens[i - 3 : i + 3]]
    for phrase in (f"{w[2]} {w[3]}", " ".join(w[1:4]), f"{w[1]} {w[2]}", " ".join(w[:3]), f"{w[0]} {w[1]}"):
        if phrase in IDIOMS:
            valence = IDIOMS[phrase]
            break
    for length in (2, 3):
        phrase = " ".join(w[3 : 3 + length])
        if len(w) >= 3 + length and phrase in IDIOMS:
            valence = IDIOMS[phrase]
    for phrase in (" ".join(w[:3]), f"{w[0]} {w[1]}", f"{w[1]} {w[2]}"):
        valence += BIGRAM_BOOSTERS.get(phrase, 0.0)
    return valence


def contrast(valences: list[float], positions: Sequence[int], but: int) -> list[float]:
    """Return `valences` halved before "but" and raised by half after it.

    The package finds each value's place by its first occurrence; so does this, in n log n.
    """
    values = list(valences)
    places: dict[float, list[int]] = {}
    for k, value in enumerate(values):
        places.setdefault(value, []).append(k)
    for k in range(len(values)):
        value = values[k]
        if value:
            first = heapq.heappop(places[value])
            values[first] = value * (0.5 if positions[first] < but else 1.5)
            heapq.heappush(places.setdefault(values[first], []), first)
    return values
