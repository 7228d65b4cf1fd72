import re
from pathlib import Path

import pytest

from analytics.attribution.attribute import attribute
from analytics.attribution.cues import Cues, conjugate, plural
from analytics.attribution.marks import quoted
from analytics.attribution.reports import reports
from analytics.attribution.sentence import Reading
from analytics.knowledge import Knowledge, KnowledgeError
from analytics.words import CLASSES, OTHERS

CUES = Cues.load(Knowledge())
POSSESSIVE = re.compile(r"(?:['’]s|(?<=s)['’])$")
EDGE = ',.!?" '


@pytest.mark.parametrize(("cue", "example"), CUES.examples, ids=[cue for cue, _ in CUES.examples])
def test_every_example_of_the_lexicon_is_read_as_marked(cue: str, example: str) -> None:
    speaker, content = re.search(r"\[(.+?)\]", example), re.search(r"<(.+?)>", example)
    assert speaker
    assert content
    text = re.sub(r"[\[\]<>]", "", example)
    words = CUES.vocabulary.read(text, 0, len(text), quoted([text])[0])
    read = [
        (
            POSSESSIVE.sub("", text[words.start[report.source[0]] : words.end[report.source[1] - 1]]),
            text[words.start[report.content[0]] : words.end[report.content[1] - 1]].strip(EDGE),
        )
        for report in reports(Reading(words, CUES))
        if report.source is not None
    ]
    assert (POSSESSIVE.sub("", speaker[1]), content[1].strip(EDGE)) in read


@pytest.mark.parametrize(
    ("verb", "forms"),
    [
        ("claim", {"claim", "claims", "claimed", "claiming"}),
        ("agree", {"agree", "agrees", "agreed", "agreeing"}),
        ("deny", {"deny", "denies", "denied", "denying"}),
        ("stress", {"stress", "stresses", "stressed", "stressing"}),
        ("point out", {"point out", "points out", "pointed out", "pointing out"}),
    ],
)
def test_morphology_by_rule(verb: str, forms: set[str]) -> None:
    assert set(conjugate(verb)) == forms


@pytest.mark.parametrize(
    ("verb", "irregular", "forms"),
    [
        ("say", "said|said", {"say": "base", "says": "s", "said": "past part", "saying": "ing"}),
        ("beg", "begged|begged|begging", {"beg": "base", "begs": "s", "begged": "past part", "begging": "ing"}),
        (
            "go on",
            "went|gone",
            {"go on": "base", "goes on": "s", "went on": "past", "gone on": "part", "going on": "ing"},
        ),
        (
            "label",
            "labeled/labelled|labeled/labelled|labeling/labelling",
            {
                "label": "base",
                "labels": "s",
                "labeled": "past part",
                "labelled": "past part",
                "labeling": "ing",
                "labelling": "ing",
            },
        ),
    ],
)
def test_irregular_forms_replace_the_rule(verb: str, irregular: str, forms: dict[str, str]) -> None:
    assert conjugate(verb, irregular.split("|")) == {form: set(shapes.split()) for form, shapes in forms.items()}


def test_plural() -> None:
    nouns = {"claim": "claims", "testimony": "testimonies", "speech": "speeches", "echo": "echoes", "coo": "coos"}
    assert {noun: plural(noun) for noun in nouns} == nouns


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ("blurt,verb,,that|nonsense,[He] blurted that <it was over>.", "takes names 'nonsense'"),
        ("blurt,adverb,,that,[He] blurted that <it was over>.", "kind is 'adverb'"),
        ("blurt,verb,,that,He blurted that it was over.", "example must mark"),
        ("blurt,verb,blurted,that,[He] blurted that <it was over>.", "forms must be"),
    ],
)
def test_a_wrong_row_is_refused_with_its_place(tmp_path, row: str, reason: str) -> None:  # type: ignore[no-untyped-def]
    (tmp_path / "cues.csv").write_text(f"cue,kind,forms,takes,example\n{row}\n")
    with pytest.raises(KnowledgeError, match=rf"cues\.csv:2: .*{re.escape(reason)}"):
        Cues.load(Knowledge(tmp_path))


@pytest.mark.parametrize("cue", ["y", "e", "x"])
def test_a_cue_of_one_letter_is_a_cue(tmp_path: Path, cue: str) -> None:
    for kind in ("verb", "noun"):
        (tmp_path / "cues.csv").write_text(
            f"cue,kind,forms,takes,example\n{cue},{kind},,that,[He] {cue} that <it is>.\n"
        )
        assert (cue, f"[He] {cue} that <it is>.") in Cues.load(Knowledge(tmp_path)).examples


def test_a_word_of_no_class_is_named(tmp_path: Path) -> None:
    (tmp_path / "words.csv").write_text("class,words\nadverbb,soon\n")
    with pytest.raises(KnowledgeError, match=r"words\.csv:2: class is 'adverbb', must be one of: 'subject'"):
        Cues.load(Knowledge(tmp_path))


def test_a_class_of_the_users_own_replaces_the_shipped_one(tmp_path: Path) -> None:
    text = "Berg mailed a leaflet saying that the war was over."
    (tmp_path / "words.csv").write_text("class,words\ncarrier,leaflet|parable\n")
    read = [attribute([text], ["body"], None, Cues.load(Knowledge(folder))) for folder in (None, tmp_path)]
    assert [quotation.surface for quotations in read for quotation in quotations] == ["a leaflet", "Berg"]


def test_every_class_of_words_is_read() -> None:
    shipped = {row["class"] for row in Knowledge().table("words", ("class", "words"), ("class",))}
    assert shipped == {*CLASSES, *OTHERS}
