import csv

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analytics.knowledge import SHIPPED, Knowledge
from analytics.scoring.regard import between
from analytics.scoring.stance import Grammar

GRAMMAR = Grammar(Knowledge())


def place(text, name):
    start = text.index(name)
    return start, start + len(name)


def shown(text, actor, other):
    return GRAMMAR.regard.told(GRAMMAR.vocabulary.read(text), place(text, other), place(text, actor))


def toward(text, target):
    (told,) = GRAMMAR.regard(GRAMMAR.sentences(text), [place(text, target)])
    return told


@pytest.mark.parametrize(
    ("text", "actor", "other", "expected"),
    [
        # Active and passive, and whoever does not do it shows nothing.
        ("Moscow accused Washington of breaking the treaty.", "Moscow", "Washington", -1),
        ("Moscow accused Washington of breaking the treaty.", "Washington", "Moscow", 0),
        ("Washington was accused by Moscow of breaking the treaty.", "Moscow", "Washington", -1),
        ("Washington was accused by Moscow of breaking the treaty.", "Washington", "Moscow", 0),
        ("Larsen praised Okoye for her courage.", "Larsen", "Okoye", 1),
        ("Larsen praised Okoye for her courage.", "Okoye", "Larsen", 0),
        ("Okoye praised Larsen for his courage.", "Okoye", "Larsen", 1),
        ("Okoye praised Larsen for his courage.", "Larsen", "Okoye", 0),
        ("Okoye was praised by Larsen for her courage.", "Larsen", "Okoye", 1),
        ("Okoye was praised by Larsen for her courage.", "Okoye", "Larsen", 0),
        ("Okoye's record was condemned by Larsen as a disgrace.", "Larsen", "Okoye", -1),
        ("Larsen, who has long supported Okoye, was there.", "Larsen", "Okoye", 1),
        ("Larsen attacked Okoye as a liar.", "Larsen", "Okoye", -1),
        ("Larsen thanked Okoye for her help.", "Larsen", "Okoye", 1),
        # Sanctions imposed and lifted.
        ("Brussels imposed sanctions against Minsk for its crackdown.", "Brussels", "Minsk", -1),
        ("Brussels lifted the sanctions imposed on Minsk.", "Brussels", "Minsk", 0),
        # Nothing between the two, or only third parties.
        ("Larsen arrived in Lisbon on Tuesday.", "Larsen", "Lisbon", 0),
        ("Larsen met Okoye in the capital on Tuesday.", "Larsen", "Okoye", 0),
        ("The union criticised the minister, Larsen told Okoye.", "Larsen", "Okoye", 0),
    ],
)
def test_what_one_party_shows_toward_another(text, actor, other, expected):
    assert shown(text, actor, other).sign == expected


@pytest.mark.parametrize(
    ("text", "target", "expected", "word"),
    [
        ("I think Okoye is a great leader and I admire her.", "Okoye", 1, "great"),
        ("Okoye is a liar and a thief who betrayed us.", "Okoye", -1, "liar"),
        ("We are grateful to Okoye for her help.", "Okoye", 1, "grateful"),
        ("Okoye has violated the agreement and must be punished.", "Okoye", -1, "violated"),
        ("Okoye is not our friend.", "Okoye", -1, "not"),
        ("I will meet Okoye on Tuesday.", "Okoye", 0, None),
        # The sentence that names the target decides, and not its neighbour.
        ("It is a great honour, and we admire her. I will meet Okoye on Tuesday.", "Okoye", 0, None),
        ("I will be there. Okoye is a liar and a thief who betrayed us.", "Okoye", -1, "liar"),
    ],
)
def test_what_a_speaker_shows_toward_whom_he_names(text, target, expected, word):
    told = toward(text, target)
    assert told.sign == expected
    assert word in (None, text[told.start : told.end])


@pytest.mark.parametrize(
    ("verb", "sign"), [("condemn", -1), ("attack", -1), ("praise", 1), ("support", 1), ("thank", 1)]
)
def test_negation_turns_or_weakens(verb, sign):
    plain, *negated = [
        shown(f"Larsen {did} {verb} Okoye.", "Larsen", "Okoye") for did in ("did", "did not", "refused to")
    ]
    assert plain.sign == sign
    assert all(sign * (plain.regard - each.regard) > 0.2 for each in negated)


def test_between_two_parties_whichever_holds_it():
    text = "Moscow accused Washington of breaking the treaty."
    sentence = GRAMMAR.vocabulary.read(text)
    one, other = place(text, "Moscow"), place(text, "Washington")
    assert between(sentence, one, other, GRAMMAR.regard) == between(sentence, other, one, GRAMMAR.regard) == -1


@pytest.mark.parametrize("actor", ["Larsen", "Okoye"])
def test_names_do_not_matter(actor):
    text = "{} attacked the {} as liars."
    told = [shown(text.format(actor, other), actor, other) for other in ("Senate", "Kremlin", "Zzyzx")]
    assert len({round(each.regard, 9) for each in told}) == 1


@settings(max_examples=60, deadline=None)
@given(st.text(alphabet="aeTB .,'’éд!\n", max_size=60), st.integers(0, 60), st.integers(0, 60), st.booleans())
def test_any_text_and_place(text, at, size, held):
    sentence = GRAMMAR.vocabulary.read(text, 5)
    told = GRAMMAR.regard.told(sentence, (at, at + size), (at + size, at + size + 3) if held else None)
    assert min(told.favour, told.against) >= 0
    assert told.favour + told.against <= 1
    assert (told.start, told.end) == (at, at + size) or 5 <= told.start < told.end <= 5 + len(text)


def test_the_shipped_weights_name_no_one():
    with (SHIPPED / "regard.csv").open(encoding="utf-8") as table:
        features = {row["feature"] for row in csv.DictReader(line for line in table if not line.startswith("#"))}
    assert {"praised TARGET", "accuse … TARGET"} <= features
    words = {word for feature in features for word in feature.split()}
    assert not words & {"trump", "clinton", "putin", "obama", "russia", "moscow"}
