"""Repeats: statements that say again, in much the same words, what the same speaker has said within days.

The same words come again in another outlet, in another translation, cut to another length, or twice in one file. So two
statements of one speaker (and through one messenger) are compared by the telling words that they share: all but
function words, each cut to `STEM` letters, so that "ideology" and "ideologization" agree. With the sets of telling
words, of pairs of neighbours among them and of runs of three,

    likeness = shared words, pairs and runs together / those of the shorter statement

which is 1 where the one holds the other. Statements are alike from `ALIKE` on, where at least `LEAST_WORDS` words and
`LEAST_RUNS` runs are shared: fewer are a stock phrase ("I would refer you to the White House"). What the two
texts are decides alone, not what else is stored, so that links can be kept and added to in any order.
"""

import re
from collections.abc import Iterator, Sequence
from functools import cache
from itertools import chain, pairwise
from typing import NamedTuple

import numpy as np
import polars as pl

from analytics.knowledge import Knowledge
from analytics.words import LONGEST_REMEMBERED, RUNS_REMEMBERED, Vocabulary

STEM = 6
WITHIN_DAYS = 10
ALIKE, LEAST_WORDS, LEAST_RUNS = 0.42, 6, 1
CLASSES = (
    *("determiner", "possessive", "subject", "object", "preposition", "conjunction", "subordinator", "relative"),
    *("auxiliary", "being", "having", "modal", "adverb"),
)
STATEMENTS = pl.Schema(
    {
        "statement_id": pl.String(),
        "actor_id": pl.String(),
        "via_actor_id": pl.String(),
        "day": pl.Date(),
        "text": pl.String(),
    }
)
LINKS = pl.Schema({"statement_id": pl.String(), "other_id": pl.String()})
REPEATS = pl.Schema({"statement_id": pl.String(), "repeat_of": pl.String()})
PART = 50_000  # statements that are compared at once, or those of one speaker

_WORD = re.compile(r"[^\W_]+(?:'[^\W\d_]+)?")


class Telling(dict[str, tuple[str, ...]]):
    """Stretch of text (lower case) without white space → its telling words, cut to their stems; filled as met."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        """Leave out function words, and words of the stem of an idle one: half of all talk has them."""
        super().__init__()
        self.function = frozenset().union(*(vocabulary.members[name] for name in CLASSES))
        self.idle = frozenset(word[:STEM] for word in vocabulary.members["idle"])

    def __missing__(self, text: str) -> tuple[str, ...]:
        words = _WORD.findall(text.replace("’", "'").replace("-", ""))
        stems = (w.removesuffix("'s")[:STEM] for w in words if w not in self.function and not w.endswith("n't"))
        found = tuple(stem for stem in stems if stem not in self.idle)
        if len(text) <= LONGEST_REMEMBERED:
            if len(self) >= RUNS_REMEMBERED:
                self.clear()
            self[text] = found
        return found


@cache
def telling() -> Telling:
    """Return what knows the telling words by the shipped words.csv."""
    return Telling(Vocabulary(Knowledge()))


class Said(NamedTuple):
    """The telling words of a statement, the pairs of neighbours among them, and the runs of three."""

    words: frozenset[str]
    pairs: frozenset[tuple[str, str]]
    runs: frozenset[tuple[str, str, str]]

    @property
    def size(self) -> int:
        """How many of all three."""
        return len(self.words) + len(self.pairs) + len(self.runs)


def said(text: str) -> Said:
    """Return what a statement with this text says."""
    words = _words(text)
    return Said(frozenset(words), frozenset(pairwise(words)), frozenset(zip(words, words[1:], words[2:])))


def _words(text: str) -> list[str]:
    return list(chain.from_iterable(map(telling().__getitem__, text.lower().split())))


def alike(one: Said, other: Said) -> bool:
    """Tell whether two statements say the same (the formula above)."""
    words, runs = len(one.words & other.words), len(one.runs & other.runs)
    if words < LEAST_WORDS or runs < LEAST_RUNS:
        return False
    return words + len(one.pairs & other.pairs) + runs >= ALIKE * min(one.size, other.size)


def links(new: pl.DataFrame, stored: pl.DataFrame) -> pl.DataFrame:
    """Return the links (columns of `LINKS`) between two statements that say the same, at least one of them `new`.

    Both frames have the columns of `STATEMENTS`; `day` is null where it is not known, and then near to every other.
    Each link stands once, the lesser identifier first. Time grows with the statements, and with how often a speaker
    uses the same three telling words within days.
    """
    new = new.select(*STATEMENTS)
    old = stored.select(*STATEMENTS).join(new, on="statement_id", how="anti").join(new, on="actor_id", how="semi")
    both = pl.concat([new.with_columns(new=True), old.with_columns(new=False)]).with_columns(
        speaker=pl.struct("actor_id", "via_actor_id").rank("dense"), day=pl.col("day").cast(pl.Int32)
    )
    found: list[tuple[str, str]] = []
    for part in _parts(both.sort("speaker")):
        ids, texts = part["statement_id"].to_list(), part["text"].to_list()
        said_at = cache(lambda at, texts=texts: said(texts[at]))
        for one, other in _meetings(part, _runs(texts)).iter_rows():
            if alike(said_at(one), said_at(other)):
                found.append((min(ids[one], ids[other]), max(ids[one], ids[other])))
    return pl.DataFrame(found, schema=LINKS, orient="row").sort("statement_id", "other_id")


def _parts(statements: pl.DataFrame) -> Iterator[pl.DataFrame]:
    """Cut `statements`, in order of their speakers, so that memory holds a part of them; no speaker is cut."""
    counts = statements.group_by("speaker", maintain_order=True).len()
    part = counts.with_columns(part=(pl.col("len").cum_sum() - 1) // PART)
    start = 0
    for length in part.group_by("part", maintain_order=True).agg(pl.col("len").sum())["len"]:
        yield statements.slice(start, length)
        start += length


def _meetings(part: pl.DataFrame, runs: pl.DataFrame) -> pl.DataFrame:
    """Return the rows of two statements, each pair once, that share `runs`, said within days of each other."""
    runs = runs.join(part.select("speaker", "day", "new").with_row_index("row"), on="row")
    told = runs.group_by("speaker", "run").agg(pl.len(), pl.col("new").any())
    # Only runs that come again tell anything, and of them those of new statements.
    runs = runs.join(told.filter((pl.col("len") > 1) & pl.col("new")), on=["speaker", "run"], how="semi")
    ours = runs.filter("new")
    at = pl.col("day") // WITHIN_DAYS
    dated, undated = ours.filter(pl.col("day").is_not_null()), ours.filter(pl.col("day").is_null())
    # Who is within ten days is in the same ten, the ten before or the ten after.
    around = dated.with_columns(at=pl.concat_list(at - 1, at, at + 1)).explode("at")
    near = around.join(runs.with_columns(at=at), on=["speaker", "run", "at"], suffix="_of")
    met = [
        near.filter((pl.col("day") - pl.col("day_of")).abs() <= WITHIN_DAYS),
        dated.join(runs.filter(pl.col("day").is_null()), on=["speaker", "run"], suffix="_of"),
        undated.join(runs, on=["speaker", "run"], suffix="_of"),
    ]
    pairs = pl.concat([found.select("row", "row_of", "run", "new_of") for found in met])
    # Two new statements meet from both sides: once is enough.
    pairs = pairs.filter((pl.col("row") < pl.col("row_of")) | ~pl.col("new_of"))
    shared = pairs.group_by("row", "row_of").len().filter(pl.col("len") >= LEAST_RUNS)
    return shared.select("row", "row_of").sort("row", "row_of")


def _runs(texts: Sequence[str]) -> pl.DataFrame:
    """Return the distinct runs of three telling words of each text: its number `row`, and the `run` as a number."""
    numbers: dict[str, int] = {}
    words: list[int] = []
    ends = np.zeros(len(texts) + 1, np.int64)
    for row, text in enumerate(texts):
        words.extend([numbers.setdefault(word, len(numbers)) for word in _words(text)])
        ends[row + 1] = len(words)
    flat = np.array(words, np.uint64)
    row_of = np.repeat(np.arange(len(texts), dtype=np.uint32), np.diff(ends))
    if len(flat) < 3:
        return pl.DataFrame(schema={"row": pl.UInt32, "run": pl.UInt64})
    # A number of 64 bits for each run; where two runs had the same, the texts themselves would still be compared.
    first, second, third = np.uint64(0x9E3779B97F4A7C15), np.uint64(0xC2B2AE3D27D4EB4F), np.uint64(0x165667B19E3779F9)
    run = (flat[:-2] + np.uint64(1)) * first ^ (flat[1:-1] + np.uint64(1)) * second ^ (flat[2:] + np.uint64(1)) * third
    within = row_of[:-2] == row_of[2:]
    return pl.DataFrame({"row": row_of[:-2][within], "run": run[within]}).unique()


def first_said(statements: pl.DataFrame, alike: pl.DataFrame) -> pl.DataFrame:
    """Return, as columns of `REPEATS`, for what is said again, the statement that said it first.

    `statements` (`statement_id`, `day`) stand in order of time; `alike` (`statement_id`, `other_id`, `printed`) says
    which of them say the same, `printed` where in the very same words. What repeats a repeat repeats its first; but
    after `WITHIN_DAYS` a like statement is one of its own, unless the words are the same: who says a thing every week
    says it again.
    """
    place = {statement: at for at, statement in enumerate(statements["statement_id"])}
    days = statements["day"].cast(pl.Int32).to_list()
    earlier: dict[int, list[tuple[int, bool]]] = {}
    for statement, other, printed in alike.select("statement_id", "other_id", "printed").iter_rows():
        one, two = sorted((place[statement], place[other]))
        earlier.setdefault(two, []).append((one, printed))
    first: dict[int, int] = {}
    for at in sorted(earlier):
        roots = {
            root
            for one, printed in earlier[at]
            for root in (first.get(one, one),)
            if printed or days[at] is None or days[root] is None or days[at] - days[root] <= WITHIN_DAYS
        }
        if roots:
            first[at] = min(roots)
    ids = statements["statement_id"].to_list()
    rows = [(ids[again], ids[root]) for again, root in first.items()]
    return pl.DataFrame(rows, schema=REPEATS, orient="row")
