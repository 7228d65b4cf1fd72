"""Which statements say the same, and which of them said it first."""

import random
from datetime import date, timedelta
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analytics import repeats
from flows import job, store

SEEDS = Path(__file__).parents[1] / "seeds"

SAID = "The ceasefire along the northern river is holding, and both delegations will meet in Vienna to extend it."
# (one, other, whether they say the same)
PAIRS = [
    (SAID, SAID, True),
    (SAID, SAID.upper(), True),
    (SAID, "The truce along the northern river is holding; the delegations meet in Vienna, and prolong it.", True),
    (SAID, "… both delegations will meet in Vienna to extend the ceasefire along the northern river …", True),
    (
        SAID,
        f"Let me begin with the weather. {SAID} About grain shipments and vaccines I have nothing to add tonight.",
        True,
    ),
    (SAID, "Freed from the ideology of their predecessors, talks on missile inspections proceed", False),
    (SAID, "The ceasefire is holding.", False),  # too little to tell
    ("I would refer you to the Department of Justice.", "Again, I refer you to the Department of Justice.", False),
    (SAID, "Both delegations will meet in Vienna to discuss vaccines, tariffs, and student exchanges.", False),
    ("", SAID, False),
    ("?!", "?!", False),
]


@pytest.mark.parametrize(("one", "other", "same"), PAIRS)
def test_alike(one: str, other: str, same: bool) -> None:
    told = repeats.Told(pl.Series([one, other]))
    first, second = told[0], told[1]
    assert repeats.alike(first, second) is same
    assert repeats.alike(second, first) is same


def said(*rows: tuple[str, str, str | None, int | None, str]) -> pl.DataFrame:
    start = date(2020, 1, 1)
    dated = [(i, a, v, None if d is None else start + timedelta(d), t) for i, a, v, d, t in rows]
    return pl.DataFrame(dated, schema=repeats.STATEMENTS, orient="row")


def test_links_are_of_one_speaker_and_messenger_within_days() -> None:
    statements = said(
        ("a", "ann", None, 0, SAID),
        ("b", "ann", None, 10, SAID),
        ("c", "ann", None, 21, SAID),
        ("d", "bob", None, 0, SAID),
        ("e", "ann", "bob", 0, SAID),
        ("f", "ann", None, None, SAID),
    )
    linked = [("a", "b"), ("a", "f"), ("b", "f"), ("c", "f")]
    assert repeats.links(statements, statements.clear()).rows() == linked
    assert repeats.links(statements[:1], statements).rows() == [("a", "b"), ("a", "f")]
    assert repeats.links(statements.clear(), statements).rows() == []


SENTENCES = [
    *(
        "ceasefire river delegations Vienna Friday extend inspectors",
        "tariffs steel exchanges students autumn vaccines",
    ),
    "grain shipments elections harbour insurance corridor mines",
]
STATEMENT = st.tuples(
    st.sampled_from(["ann", "bob"]),
    st.sampled_from([None, "bob"]),
    st.none() | st.integers(0, 40),
    st.lists(st.sampled_from(SENTENCES), min_size=1, max_size=2).map(". ".join),
)


@settings(max_examples=40, deadline=None)
@given(st.lists(STATEMENT, max_size=14), st.integers(0, 14), st.randoms(use_true_random=False))
def test_links_do_not_hang_on_order_or_batches(
    rows: list[tuple[str, str | None, int | None, str]], cut: int, draw: random.Random
) -> None:
    statements = said(*((str(n), *row) for n, row in enumerate(rows)))
    whole = repeats.links(statements, statements.clear())
    told, row = repeats.Told(statements["text"]), {str(n): n for n in range(len(rows))}
    assert all(repeats.alike(told[row[one]], told[row[other]]) for one, other in whole.iter_rows())
    order = list(range(len(rows)))
    draw.shuffle(order)
    first, second = statements[order[:cut]], statements[order[cut:]]
    parts = pl.concat([repeats.links(first, first.clear()), repeats.links(second, first)])
    assert parts.sort(parts.columns).equals(whole)


def test_parts_of_the_work_come_to_the_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    statements = said(*((f"{who}{n}", who, None, n, SAID) for n in range(4) for who in ("ann", "bob", "cyd")))
    whole = repeats.links(statements, statements.clear())
    assert whole.height == 18
    monkeypatch.setattr(repeats, "PART", 1)
    assert repeats.links(statements, statements.clear()).equals(whole)


# (days of the statements in order, links as places, printed ones, what each repeats)
FIRST = [
    ([0, 1, 2], [(0, 1), (1, 2)], [], {1: 0, 2: 0}),  # a repeat of a repeat
    ([0, 8, 16], [(0, 1), (1, 2)], [], {1: 0}),  # said again weeks later
    ([0, 300], [], [(0, 1)], {1: 0}),  # printed again
    ([0, 1, 2], [(0, 2), (1, 2)], [], {2: 0}),  # what it repeats may be two things: the earlier counts
    ([0, None, None], [(0, 1), (1, 2)], [], {1: 0, 2: 0}),
    ([0, 1], [], [], {}),
]


@pytest.mark.parametrize(("days", "links", "printed", "expected"), FIRST)
def test_first_said(
    days: list[int | None], links: list[tuple[int, int]], printed: list[tuple[int, int]], expected: dict[int, int]
) -> None:
    dates = [None if day is None else date(2020, 1, 1) + timedelta(day) for day in days]
    names = [str(place) for place in range(len(days))]
    ordered = pl.DataFrame({"statement_id": names, "day": dates}, schema_overrides={"day": pl.Date})
    alike = pl.DataFrame(
        [(str(b), str(a), kind) for kind, some in ((False, links), (True, printed)) for a, b in some],
        schema={"statement_id": pl.String, "other_id": pl.String, "printed": pl.Boolean},
        orient="row",
    )
    found = repeats.first_said(ordered, alike)
    assert dict(found.iter_rows()) == {str(again): str(first) for again, first in expected.items()}


def test_what_the_seed_article_has_three_times_counts_once(tmp_path: Path) -> None:
    job.run(job.Request([str(SEEDS)], tmp_path / "x.duckdb", runner="thread", workers=1))
    with store.read(tmp_path / "x.duckdb") as connection:
        for words in ("in one sitting", "free from the ideolog", "confirmed his interest"):
            ((said, counted),) = connection.execute(
                "SELECT count(*), count(*) FILTER (repeat_of IS NULL) FROM scored_statements"
                " WHERE actor_id = 'sergei-lavrov' AND contains(text, $1)",
                [words],
            ).fetchall()
            assert said >= 3
            assert counted == 1, words
