"""Which paragraphs to label, so that few of them tell of all.

Each stratum gets as many, so that what is rare is seen; within it, paragraphs are drawn at even steps from a list in
order of what should be spread, which spreads it (systematic sampling, Cochran, Sampling Techniques, 1977, ch. 8). A
paragraph drawn stands for `weight` of its stratum.
"""

from collections.abc import Sequence
from random import Random

import polars as pl

SPREAD = ("outlet", "year", "side")


def draw(population: pl.DataFrame, count: int, seed: int) -> pl.DataFrame:
    """Return `count` rows of `population`, or all if it has no more, with their `weight`, in the order of `population`.

    It needs a column `stratum` and those of SPREAD. The same seed draws the same of the same rows.
    """
    random = Random(seed)
    chance = pl.Series("chance", [random.random() for _ in range(population.height)], dtype=pl.Float64)
    listed = population.with_row_index("row").with_columns(chance).sort("stratum", *SPREAD, "chance")
    strata = listed.partition_by("stratum", maintain_order=True)
    drawn = []
    for stratum, share in zip(strata, shares([stratum.height for stratum in strata], count)):
        if share:
            step = stratum.height / share
            start = random.random() * step
            rows = [min(int(start + step * number), stratum.height - 1) for number in range(share)]
            drawn.append(stratum[rows].with_columns(pl.lit(step).alias("weight")))
    if not drawn:
        return population.with_columns(pl.lit(1.0).alias("weight")).clear()
    return pl.concat(drawn).sort("row").drop("row", "chance")


def shares(sizes: Sequence[int], count: int) -> list[int]:
    """Return how many to draw of strata of these sizes: as many of each, and what a small one lacks of the others."""
    taken = [0] * len(sizes)
    left = min(count, sum(sizes))
    while left:
        open_ = [index for index, size in enumerate(sizes) if taken[index] < size]
        each = max(left // len(open_), 1)
        for index in open_[:left]:
            more = min(each, sizes[index] - taken[index])
            taken[index] += more
            left -= more
    return taken
