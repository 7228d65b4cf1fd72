"""Which words name the speaker: the phrase next to a cue, chosen among its neighbours."""

import pytest

from analytics.attribution.attribute import attribute
from analytics.attribution.cues import Cues
from analytics.knowledge import Knowledge

CUES = Cues.load(Knowledge())


@pytest.mark.parametrize(
    ("text", "surfaces"),
    [
        ("Berg came close to saying that troops had fought there, adding that they had left.", ["Berg"]),
        ("Officials were angry that the bureau was reading their mail, saying that it broke the law.", ["Officials"]),
        ("Anna Berg made a pitch to voters saying that the law must go.", ["Anna Berg"]),
        ("Anna Berg, editor of the city's daily, Osmund Post, said that the law must go.", ["Anna Berg"]),
        ("Ole Lund, who in 2010 said that the law must go, has changed his mind.", ["Ole Lund"]),
        ("Lund's allies have in the past said that the law must go.", ["Lund's allies"]),
        ("The law must go, according to a court filing by Anna Berg.", ["Anna Berg"]),
        ("The law must go, his top aide, Ole Lund, told The Riverton Times.", ["Ole Lund"]),
        ("The letter, which answers one of March 3, 2011, says that the law must go.", ["The letter"]),
        ("They keep saying that the law must go.", ["They"]),
    ],
)
def test_the_speaker_is_the_phrase_that_can_voice(text: str, surfaces: list[str]) -> None:
    found = [quotation.surface for quotation in attribute([text], ["body"], None, CUES) if quotation.via is None]
    assert sorted(set(found)) == surfaces
