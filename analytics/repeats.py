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

from collections.abc import Iterator
from functools import cache, cached_property

import numpy as np
import numpy.typing as npt
import polars as pl

from analytics.knowledge import Knowledge
from analytics.words import Vocabulary

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
Numbers = npt.NDArray[np.uint64]
PART = 50_000  # statements that are compared at once, or those of one speaker

_MIX = np.array([0x9E3779B97F4A7C15, 0xC2B2AE3D27D4EB4F, 0x165667B19E3779F9], np.uint64)  # odd, with bits all over
_WORD = r"[\p{L}\p{N}]+(?:'\p{L}+)?"


@cache
def _passed_over() -> tuple[pl.Series, pl.Series]:
    """Return the function words of the shipped words.csv, and the stems of the idle ones: half of all talk has them."""
    members = Vocabulary(Knowledge()).members
    function = sorted(frozenset().union(*(members[name] for name in CLASSES)))
    return pl.Series(function), pl.Series(sorted({word[:STEM] for word in members["idle"]}))


def telling(texts: pl.Series) -> pl.DataFrame:
    """Return the telling words of `texts`, in order, a row each: the number `row` of the text, and the `stem`."""
    function, idle = _passed_over()
    word, stem = pl.col("word"), pl.col("stem")
    plain = pl.col("text").str.to_lowercase().str.replace_all("’", "'", literal=True)
    return (
        texts.alias("text")
        .to_frame()
        .lazy()
        .select(word=plain.str.replace_all("-", "", literal=True).str.extract_all(_WORD))
        .with_row_index("row")
        .explode("word")
        .filter(word.is_not_null() & ~word.is_in(function.implode()) & ~word.str.ends_with("n't"))
        .select("row", stem=word.str.strip_suffix("'s").str.head(STEM))
        .filter(~stem.is_in(idle.implode()))
        .collect()
    )


class Said:
    """What a statement says: its telling words as numbers, the pairs of neighbours among them, the runs of three."""

    def __init__(self, words: Numbers, pairs: Numbers, runs: Numbers) -> None:
        """Take what it says, in order."""
        self.words: frozenset[int] = frozenset(words.tolist())
        self._pairs, self._runs = pairs, runs

    @cached_property
    def pairs(self) -> frozenset[int]:
        """Neighbours."""
        return frozenset(self._pairs.tolist())

    @cached_property
    def runs(self) -> frozenset[int]:
        """Three in a row."""
        return frozenset(self._runs.tolist())

    @property
    def size(self) -> int:
        """How many of all three."""
        return len(self.words) + len(self.pairs) + len(self.runs)


class Told:
    """What statements with these `texts` say: a number of 64 bits for each telling word, and each pair and run of them.

    That two of a speaker's differ and have one number is a chance of one in billions.
    """

    def __init__(self, texts: pl.Series) -> None:
        """Read all texts at once."""
        told = telling(texts)
        self._row, words = told["row"].to_numpy(), told["stem"].hash().to_numpy()
        self._pairs = words * _MIX[0] ^ np.roll(words, -1) * _MIX[1]
        self._runs = self._pairs ^ np.roll(words, -2) * _MIX[2]
        self._words = words
        self._starts = np.searchsorted(self._row, np.arange(len(texts) + 1)).tolist()

    def __getitem__(self, row: int) -> Said:
        """Return what one of the statements says."""
        start, end = self._starts[row], self._starts[row + 1]
        # The last pair and the last two runs of a statement reach into the next.
        return Said(self._words[start:end], self._pairs[start:end][:-1], self._runs[start:end][:-2])

    def runs(self) -> pl.DataFrame:
        """Return the distinct runs of each statement: its number `row`, and the `run`."""
        within = self._row[:-2] == self._row[2:]
        return pl.DataFrame({"row": self._row[:-2][within], "run": self._runs[:-2][within]}).unique()


def alike(one: Said, other: Said) -> bool:
    """Tell whether two statements say the same (the formula above)."""
    words = len(one.words & other.words)
    if words < LEAST_WORDS:  # of three pairs that are compared, two end here
        return False
    runs = len(one.runs & other.runs)
    if runs < LEAST_RUNS:
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
        ids, told = part["statement_id"].to_list(), Told(part["text"])
        said = cache(told.__getitem__)
        for one, other in _meetings(part, told.runs()).iter_rows():
            if alike(said(one), said(other)):
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
