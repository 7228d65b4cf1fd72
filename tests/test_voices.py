"""What kind of voice a phrase names, by its head noun."""

import pytest

from analytics.attribution.voices import Voices
from analytics.knowledge import Knowledge
from analytics.words import Vocabulary

VOCABULARY, VOICES = Vocabulary(Knowledge()), Voices(Knowledge())


@pytest.mark.parametrize(
    ("phrase", "kind"),
    [
        ("the tired diplomat from Omsk", "person"),
        ("two of the supporters", "person"),
        ("Russian fishermen", "person"),
        ("a majority of voters", "group"),
        ("the campaign", "body"),
        ("airlines", "body"),
        ("a letter from the envoy", "document"),
        ("the new studies", "document"),
        ("the envoy Jane Roe", "name"),
        ("Jane Roe, a historian", "name"),
        ("they", "pronoun"),
        ("The flow of arms to Syria", "other"),
        ("the refugee crisis", "other"),
        ("keep", "bare"),
        ("2023", "bare"),
        ("12", "number"),
        ("central rates", "others"),
    ],
)
def test_a_phrase_is_of_the_kind_of_its_head(phrase: str, kind: str) -> None:
    words = VOCABULARY.read(f"And {phrase}", 0, len(phrase) + 4, ())
    assert VOICES.read(words, 1, len(words.low)) == kind
    assert VOICES.can(words, 1, len(words.low)) == (kind in ("person", "group", "body", "document", "name", "pronoun"))
