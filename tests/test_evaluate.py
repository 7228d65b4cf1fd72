"""Figures of agreement: worked by hand, weighted, and the same as those of the scorer of the labelled articles."""

import importlib.util
import math
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analytics.evaluate import (
    Unit,
    by_actor,
    by_outlet,
    confusion,
    correlation,
    disagreements,
    kappa,
    macro_f1,
    pair_up,
    same,
    score,
    step,
)

SCORER = Path(__file__).parents[2] / "shared" / "tools" / "score_units.py"


def unit(
    place: str = "a0",
    speaker: str = "Ann Lee",
    *,
    stance: float = 0.0,
    relevance: int = 2,
    via: str | None = None,
    spans: tuple[tuple[int, int], ...] = ((0, 10),),
) -> Unit:
    return Unit(place[0], int(place[1:]), speaker, via, spans, relevance, stance)


# Two documents; the second unit has another speaker, the third another stance, the fourth is missed.
LABELLED = [
    unit("a0", stance=1.0),
    unit("a1", "Bob Ray", stance=-0.5, spans=((0, 4), (6, 10))),
    unit("a2", "Lee", stance=-1.0),
    unit("b0", "the Kremlin", relevance=0),
    unit("b1", "Ann Lee", via="Bob Ray"),
]
FOUND = [
    unit("a0", stance=0.7),
    unit("a1", "Cy Orr", stance=-0.5, spans=((0, 5),)),
    unit("a2", "Ann Lee", stance=0.2, spans=((5, 15),)),
    unit("b1", "Ann Lee", via="Bob Ray", relevance=0),
    unit("b2", "Ann Lee"),
]
PAIRS = {0: 0, 2: 2, 4: 3}


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("Sergei Lavrov", "Sergey Lavrov", True),
        ("Lavrov", "Sergei Lavrov", True),
        ("President Vladimir Putin", "Vladimir Putin", True),
        ("US State Department", "State Department", True),
        ("the State", "State Department", False),
        ("Sergei Lavrov", "Sergei Ryabkov", False),
        ("Émile Zola", "Emile Zola", True),
        ("White House", "US", False),
        ("Лавров", "Лавров", True),
        ("", "Lavrov", False),
        (None, None, True),
        (None, "Lavrov", False),
    ],
)
def test_same(one: str | None, other: str | None, expected: bool) -> None:
    assert same(one, other) is same(other, one) is expected


def test_figures_worked_by_hand() -> None:
    assert pair_up(LABELLED, FOUND) == PAIRS
    figures = score(LABELLED, FOUND, PAIRS)
    assert figures["unit P"] == 2 / 4
    assert figures["unit R"] == 2 / 4
    assert figures["second-hand F1"] == 1.0
    # a0: all 10 characters; a1: another's; a2: the labels have two names there, so it is another's too.
    assert (figures["chars P"], figures["chars R"]) == (10 / 35, 10 / 38)
    assert figures["relevance F1"] == pytest.approx(2 * 1 * (2 / 3) / (1 + 2 / 3))
    assert figures["unrelated F1"] == 0.0
    # for: found 1 of 1, said twice; against: 0 of 1; neutral: 1 of 1.
    assert figures["stance macro-F1 matched"] == pytest.approx((2 / 3 + 0 + 1) / 3)
    assert figures["stance accuracy matched"] == pytest.approx(2 / 3)
    assert figures["stance opposite sign"] == pytest.approx(1 / 3)
    # steps 2/2, -2/1 and 0/0: seen 9 squared steps over 3 units, by chance 39 over 9.
    assert figures["stance kappa matched"] == pytest.approx(1 - (9 / 3) / (39 / 9))
    assert figures["actors"] == 0
    assert math.isnan(figures["actor r"])


def test_a_paragraph_counts_by_its_weight() -> None:
    twice = [*LABELLED, *(one._replace(doc=f"{one.doc}'") for one in LABELLED if one.place == ("a", 1))]
    also = [*FOUND, *(one._replace(doc=f"{one.doc}'") for one in FOUND if one.place == ("a", 1))]
    weighted = score(LABELLED, FOUND, PAIRS, {("a", 1): 2.0})
    doubled = score(twice, also, pair_up(twice, also))
    for name, value in weighted.items():
        if not name.endswith("units"):
            assert value == pytest.approx(doubled[name], nan_ok=True), name


def test_characters_need_spans() -> None:
    labelled = [unit(), unit("a1", spans=())]
    assert "chars F1" not in score(labelled, FOUND, pair_up(labelled, FOUND))


def test_nothing_labelled_or_found() -> None:
    for labelled, found in (([], []), (LABELLED, []), ([], FOUND)):
        figures = score(labelled, found, pair_up(labelled, found))
        assert figures["unit F1"] == 0.0
        assert math.isnan(figures["stance macro-F1 matched"])


@pytest.mark.parametrize(
    ("pairs", "expected"),
    [
        ([(1, 1), (-1, -1), (2, 2)], 1.0),
        ([(1, -1), (-1, 1)], -1.0),
        ([(2, 0), (0, 0)], 0.0),
        ([(0, 0)], None),
        ([], None),
    ],
)
def test_kappa(pairs: list[tuple[int, int]], expected: float | None) -> None:
    found = kappa([(*pair, 1.0) for pair in pairs])
    assert math.isnan(found) if expected is None else found == pytest.approx(expected)


def test_classes_that_nobody_labels_do_not_count() -> None:
    assert macro_f1([(1, 1, 1.0), (1, 0, 1.0)]) == pytest.approx(2 / 3)


def test_correlation_needs_three_points_that_differ() -> None:
    assert correlation([(0, 1, 1), (1, 2, 1), (2, 3, 5)]) == pytest.approx(1.0)
    assert math.isnan(correlation([(0, 1, 1), (1, 2, 1)]))
    assert math.isnan(correlation([(0, 1, 1), (0, 2, 1), (0, 3, 1)]))


@pytest.mark.parametrize(("stance", "expected"), [(0.15, 0), (0.16, 1), (0.61, 2), (-0.6, -1), (-1.0, -2), (0.0, 0)])
def test_steps(stance: float, expected: int) -> None:
    assert step(stance) == expected


def test_confusion() -> None:
    assert confusion(LABELLED, FOUND, PAIRS) == {
        1: {1: 1, 0: 0, -1: 0, None: 0},
        0: {1: 0, 0: 1, -1: 0, None: 1},
        -1: {1: 1, 0: 0, -1: 0, None: 1},
    }


def test_actors_and_outlets() -> None:
    actors = {group.name: group for group in by_actor(LABELLED, FOUND, PAIRS)}
    assert list(actors) == ["Ann Lee", "Lee", "Bob Ray", "the Kremlin", "Cy Orr"]
    assert actors["Ann Lee"][1:7] == (2, 3, 2, 2 / 3, 1.0, pytest.approx(0.8))
    assert actors["Ann Lee"].stance_labelled == 1.0
    assert actors["Lee"].same_leaning == 0.0
    assert actors["Cy Orr"].same_leaning is None
    outlets = by_outlet(LABELLED, FOUND, PAIRS, {"a": "TASS"})
    assert [(group.name, group.labelled, group.found, group.right) for group in outlets] == [
        ("TASS", 3, 3, 2),
        ("", 2, 2, 1),
    ]


def test_disagreements_say_what_kind() -> None:
    differing = disagreements(LABELLED, FOUND, PAIRS)
    assert [(one.kind, one.labelled, one.found) for one in differing] == [
        ("speaker", LABELLED[1], FOUND[1]),
        ("stance", LABELLED[2], FOUND[2]),
        ("missed", LABELLED[3], None),
        ("relevance", LABELLED[4], FOUND[3]),
        ("added", None, FOUND[4]),
    ]


NAMES = ("Ann Lee", "Anna Lee", "Lee", "Bob Ray", "US State Department", "State", "President Ray")
UNITS = st.builds(
    Unit,
    st.sampled_from("ab"),
    st.integers(0, 2),
    st.sampled_from(NAMES),
    st.none() | st.sampled_from(NAMES[:4]),
    st.lists(st.tuples(st.integers(0, 9), st.integers(10, 20)), min_size=1, max_size=2),
    st.integers(0, 2),
    st.sampled_from((-1.0, -0.5, 0.0, 0.5, 1.0)),
)


@pytest.fixture(scope="module")
def scorer() -> Any:
    if not SCORER.exists():
        pytest.skip("the scorer of the labelled articles is not part of the project")
    spec = importlib.util.spec_from_file_location("score_units", SCORER)
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def rows(units: list[Unit], scale: int) -> list[dict[str, object]]:
    return [{**one._asdict(), "stance": one.stance * scale} for one in units]


@settings(deadline=None, max_examples=200)
@given(st.lists(UNITS, min_size=1, max_size=12), st.lists(UNITS, max_size=12))
def test_figures_are_those_of_the_scorer(scorer: Any, labelled: list[Unit], found: list[Unit]) -> None:
    theirs, paired, kept = scorer.score(rows(labelled, 2), rows(found, 1))
    docs = {one.doc for one in labelled}
    found = [one for one in found if one.doc in docs]
    assert len(kept) == len(found)
    pairs = pair_up(labelled, found)
    assert pairs == paired
    ours = score(labelled, found, pairs)
    for name, value in theirs.items():
        if name != "documents":
            assert ours[name] == pytest.approx(value, abs=1e-12, nan_ok=True), name
