import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analytics.attribution.attribute import attribute
from analytics.attribution.cues import Cues
from analytics.attribution.quotations import Quotation
from analytics.frames import MODES
from analytics.knowledge import Knowledge
from analytics.sentences import sentence_spans

CUES = Cues.load(Knowledge())
Row = tuple[str, str, str]


def read(*blocks: str, title: str | None = None, kinds: list[str] | None = None) -> list[Quotation]:
    return attribute(blocks, kinds or ["body"] * len(blocks), title, CUES)


def rows(*blocks: str, title: str | None = None) -> list[Row]:
    """Return mode, words and speaker of each first-hand quotation."""
    return [
        (q.mode, blocks[q.paragraph][q.start : q.end], q.surface) for q in read(*blocks, title=title) if q.via is None
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # after, before and in the middle of the content; inverted
        ("“We will talk,” the minister said.", [("direct", "We will talk,", "the minister")]),
        ("“We will talk,” said Anna Berg, a deputy.", [("direct", "We will talk,", "Anna Berg")]),
        ("The minister said: “We will talk.”", [("direct", "We will talk.", "The minister")]),
        (
            "“We will talk,” he said, “but not today.”",
            [("direct", "We will talk,", "he"), ("direct", "but not today.", "he")],
        ),
        (
            "The talks, the envoy said, are going well.",
            [("indirect", "The talks", "the envoy"), ("indirect", "are going well", "the envoy")],
        ),
        (
            "The talks are going well, the envoy said on Monday.",
            [("indirect", "The talks are going well", "the envoy")],
        ),
        # continuation, question marks, adverbials
        (
            "“We will talk,” Berg said. “They know it.”",
            [("direct", "We will talk,", "Berg"), ("direct", "They know it.", "Berg")],
        ),
        ("“Why should we talk?” Berg asked.", [("direct", "Why should we talk?", "Berg")]),
        ("“We will talk,” warned Anna Berg, a deputy.", [("direct", "We will talk,", "Anna Berg")]),
        ("Berg told a daily briefing: “We will talk.”", [("direct", "We will talk.", "Berg")]),
        ("“We will talk.” Berg said.", [("direct", "We will talk.", "Berg")]),
        (
            "According to Anna Berg, a Geneva-based analyst, the move is wrong.",
            [("indirect", "the move is wrong", "Anna Berg")],
        ),
        (
            "The mayor's spokesman, Jack Roe, said the city “remains open” to trade.",
            [("mixed", "the city “remains open” to trade", "Jack Roe")],
        ),
        (
            "Anna Berg said it was early; nobody, she said, was ready.",
            [
                ("indirect", "it was early", "Anna Berg"),
                ("indirect", "nobody", "she"),
                ("indirect", "was ready", "she"),
            ],
        ),
        (
            "Anna Berg went further: any curb on banks, she warned, would be war.",
            [("indirect", "any curb on banks", "she"), ("indirect", "would be war", "she")],
        ),
        (
            "Berg said the talks were “over.” Officials in Oslo asked why.",
            [("mixed", "the talks were “over.”", "Berg"), ("indirect", "why", "Officials in Oslo")],
        ),
        ("“We will talk,” Berg told reporters in Oslo on Monday.", [("direct", "We will talk,", "Berg")]),
        # that-clauses, bare clauses, mixed
        ("Berg said that the talks would go on.", [("indirect", "the talks would go on", "Berg")]),
        ("Berg said the talks would go on.", [("indirect", "the talks would go on", "Berg")]),
        (
            "Berg said the talks were “very useful” for all.",
            [("mixed", "the talks were “very useful” for all", "Berg")],
        ),
        ("Berg said that “the talks were useful.”", [("direct", "the talks were useful.", "Berg")]),
        # subjects with insertions
        ("Anna Berg, who led the talks, said they were useful.", [("indirect", "they were useful", "Anna Berg")]),
        ("Anna Berg, a deputy, said the talks were useful.", [("indirect", "the talks were useful", "Anna Berg")]),
        ("Berg and Lund said the talks were useful.", [("indirect", "the talks were useful", "Berg and Lund")]),
        (
            "The premier and the envoy said the talks were useful.",
            [("indirect", "the talks were useful", "The premier and the envoy")],
        ),
        (
            "“We will talk,” the premier and the envoy said.",
            [("direct", "We will talk,", "the premier and the envoy")],
        ),
        (
            "The ministers of Norway, Chile and Peru said the truce must hold.",
            [("indirect", "the truce must hold", "The ministers of Norway, Chile and Peru")],
        ),
        (
            "The talks are dead, the agency quoted the envoy as saying on Friday.",
            [("indirect", "The talks are dead", "the envoy")],
        ),
        ("“The talks are dead,” Berg was quoted as saying.", [("direct", "The talks are dead,", "Berg")]),
        ("Berg is reported to have said that the talks are dead.", [("indirect", "the talks are dead", "Berg")]),
        (
            "Norway has accused Chile of breaking the treaty, a charge Chile denies.",
            [("indirect", "Chile of breaking the treaty", "Norway")],
        ),
        (
            "A statement issued after the meeting said that the talks were useful.",
            [("indirect", "the talks were useful", "A statement")],
        ),
        (
            "The envoy who arrived on the train said that the talks were useful.",
            [("indirect", "the talks were useful", "The envoy")],
        ),
        ("Berg, asked about the talks, said they were useful.", [("indirect", "they were useful", "Berg")]),
        (
            "According to the envoy, Anna Berg, the talks were useful.",
            [("indirect", "the talks were useful", "Anna Berg")],
        ),
        (
            "Anna Berg, Deputy of Riverton, who led the talks, said they were useful.",
            [("indirect", "they were useful", "Anna Berg")],
        ),
        (
            "Pravda said the visit showed that the talks were useful.",
            [("indirect", "the visit showed that the talks were useful", "Pravda")],
        ),
        ("The talks failed and the envoy said they would go on.", [("indirect", "they would go on", "the envoy")]),
        (
            "“We will talk,” Anna Berg, an envoy at the office in Oslo said.",
            [("direct", "We will talk,", "Anna Berg")],
        ),
        (
            "A ministry press release notes that the talks were useful, adding that they go on.",
            [
                ("indirect", "the talks were useful", "A ministry press release"),
                ("indirect", "they go on", "A ministry press release"),
            ],
        ),
        # according to, participles, coordination
        ("According to the ministry, the talks were useful.", [("indirect", "the talks were useful", "the ministry")]),
        ("The talks were useful, according to the ministry.", [("indirect", "The talks were useful", "the ministry")]),
        (
            "Berg said the talks were useful, adding that they would go on.",
            [("indirect", "the talks were useful", "Berg"), ("indirect", "they would go on", "Berg")],
        ),
        (
            "Berg said the talks were useful and added that they would go on.",
            [("indirect", "the talks were useful", "Berg"), ("indirect", "they would go on", "Berg")],
        ),
        (
            "Berg said that the talks, which had gone on for weeks, were useful.",
            [("indirect", "the talks, which had gone on for weeks, were useful", "Berg")],
        ),
        # complements, passives
        (
            "Berg accused the ministry of lying to parliament.",
            [("indirect", "the ministry of lying to parliament", "Berg")],
        ),
        ("Berg called for an end to the war.", [("indirect", "an end to the war", "Berg")]),
        ("Berg vowed to continue the talks.", [("indirect", "to continue the talks", "Berg")]),
        ("Berg described the plan as “a farce.”", [("mixed", "the plan as “a farce.”", "Berg")]),
        ("Berg was quoted as saying that the plan was dead.", [("indirect", "the plan was dead", "Berg")]),
        # the full stop inside the marks parts the clause that says who spoke
        ("“We have to go.” Berg said.", [("direct", "We have to go.", "Berg")]),
        (
            "“We have to go.” Berg said to cheers. “It is time.”",
            [("direct", "We have to go.", "Berg"), ("direct", "It is time.", "Berg")],
        ),
        (
            "“We have to go.” Berg said the talks were useful.",
            [("indirect", "the talks were useful", "Berg")],
        ),
        # a sentence that only says who speaks
        (
            "Anna Berg, 20, a student from Oslo, replied. “I never thought I would vote.”",
            [("direct", "I never thought I would vote.", "Anna Berg")],
        ),
        (
            "Anna Berg, the spokeswoman for the party said in a statement. “There is nothing to count.”",
            [("direct", "There is nothing to count.", "Anna Berg")],
        ),
        ("“I shall vote for him,” one said.", [("direct", "I shall vote for him,", "one")]),
        # words quoted at length are speech without a cue, of whom the paragraph quoted last, else of a person
        (
            "“We tried,” Berg said. The price was “so high that nobody in this town could ever pay it.”",
            [
                ("direct", "We tried,", "Berg"),
                ("direct", "so high that nobody in this town could ever pay it.", "Berg"),
            ],
        ),
        (
            "For Berg the price was “so high that nobody in this town could ever pay it.”",
            [],
        ),
        (
            "On Monday, Berg found the price “so high that nobody in this town could ever pay it.”",
            [("direct", "so high that nobody in this town could ever pay it.", "Berg")],
        ),
        # whom the sentence before is about; words of one word; a name behind a dash
        ("Berg shook his head. “I will not come to Oslo.”", [("direct", "I will not come to Oslo.", "Berg")]),
        (
            "“We will talk,” said Berg. “Maybe.” “No,” said Lund.",
            [("direct", "We will talk,", "Berg"), ("direct", "Maybe.", "Berg"), ("direct", "No,", "Lund")],
        ),
        ("“We have to talk to them” – Anna Berg, minister", [("direct", "We have to talk to them", "Anna Berg")]),
        (
            "“Why should we talk?” Berg asked, shaking his head no. “They know that we never will.”",
            [("direct", "Why should we talk?", "Berg"), ("direct", "They know that we never will.", "Berg")],
        ),
        # no full stop at the end
        ("In Oslo the talks went on, Berg said", [("indirect", "In Oslo the talks went on", "Berg")]),
        ("In Oslo on Monday, Berg said", []),
        # the closing mark is lost
        ("“We have to talk, the minister said.", [("direct", "We have to talk,", "the minister")]),
        # dashes of a dialogue
        (
            "— We have to talk to them, — said Berg. — It is high time.",
            [("direct", "We have to talk to them", "Berg"), ("direct", "It is high time.", "Berg")],
        ),
        ("– We have to talk to them, – the minister said.", [("direct", "We have to talk to them", "the minister")]),
        ("- The talks will go on, the ministry said.", [("indirect", "The talks will go on", "the ministry")]),
        # a label before the quotation
        ("Anna Berg, a deputy: “We have to talk to them.”", [("direct", "We have to talk to them.", "Anna Berg")]),
        # an outlet that relays
        ("Berg said the talks were useful, reported Reuters.", [("indirect", "the talks were useful", "Berg")]),
        # light verbs with a noun of speech; the noun that an object only brings
        ("Berg gave assurances that the talks would go on.", [("indirect", "the talks would go on", "Berg")]),
        ("The parties came to an agreement that the talks go on.", [("indirect", "the talks go on", "The parties")]),
        ("Berg rejected the claim that the talks had failed.", [("indirect", "the talks had failed", "Berg")]),
        ("Berg expressed hope that the talks would go on.", [("indirect", "the talks would go on", "Berg")]),
        # views
        ("In Berg's view, the treaty is dead.", [("indirect", "the treaty is dead", "Berg")]),
        ("The treaty is dead, in Berg's view.", [("indirect", "The treaty is dead", "Berg")]),
        ("In its own assessment, the bank said rates would fall.", [("indirect", "rates would fall", "the bank")]),
        # quantifiers speak
        ("The two said they had met before.", [("indirect", "they had met before", "The two")]),
        ("All agreed that the plan was too costly.", [("indirect", "the plan was too costly", "All")]),
        # openers and insertions
        (
            "After suggesting that he might resign, Berg left the hall.",
            [("indirect", "he might resign", "Berg")],
        ),
        (
            "While acknowledging that the talks had failed, Berg said he would try again.",
            [("indirect", "the talks had failed", "Berg"), ("indirect", "he would try again", "Berg")],
        ),
        (
            "If the vote fails, the envoy said, the plan will not come back.",
            [
                ("indirect", "If the vote fails", "the envoy"),
                ("indirect", "the plan will not come back", "the envoy"),
            ],
        ),
        (
            "Berg acknowledged for the first time that the talks had failed.",
            [("indirect", "the talks had failed", "Berg")],
        ),
        # where a content ends
        (
            "Berg called for talks on trade, on arms control and on the border.",
            [("indirect", "talks on trade, on arms control and on the border", "Berg")],
        ),
        (
            "Berg said the talks had failed, while Lund said they would go on.",
            [("indirect", "the talks had failed", "Berg"), ("indirect", "they would go on", "Lund")],
        ),
        (
            "Berg rejected the draft treaty in which Lund insisted that the war was lost.",
            [("indirect", "the draft treaty", "Berg"), ("indirect", "the war was lost", "Lund")],
        ),
        # "answering which" opens no report of its own
        (
            "The question was expected, answering which Berg confirmed that he would come.",
            [("indirect", "he would come", "Berg")],
        ),
        # US is a country
        (
            "“We want better relations,” US President Anna Berg said.",
            [("direct", "We want better relations,", "US President Anna Berg")],
        ),
        ("US officials said the talks were useful.", [("indirect", "the talks were useful", "US officials")]),
        # no statement
        ("The so-called “road map” was signed on Monday.", []),
        ("The film “A Long Way Home” opens on Friday.", []),
        ("The soldiers crossed the river at dawn.", []),
        ("The United States and its allies met.", []),
    ],
)
def test_constructions(text: str, expected: list[Row]) -> None:
    assert rows(text) == expected


def test_a_quotation_over_paragraphs_keeps_its_speaker() -> None:
    found = rows("“We will talk,” Berg said. “They know it.", "“They have always known it.”")
    assert [row[2] for row in found] == ["Berg", "Berg", "Berg"]


def test_a_quotation_whose_last_paragraph_names_the_speaker() -> None:
    blocks = ("Lund said the talks were over.", "“We met for three hours.", "“It was a long night,” Berg said.")
    assert rows(*blocks)[1:] == [
        ("direct", "We met for three hours.", "Berg"),
        ("direct", "It was a long night,", "Berg"),
    ]


def test_a_colon_at_the_end_of_a_paragraph_announces_the_next() -> None:
    assert rows("The minister wrote:", "“We have to talk to them.”") == [
        ("direct", "We have to talk to them.", "The minister")
    ]


def test_a_quotation_alone_belongs_to_whom_the_paragraph_before_is_about() -> None:
    assert rows("Berg spoke to reporters in Oslo.", "“It is high time that we did it.”") == [
        ("direct", "It is high time that we did it.", "Berg")
    ]
    assert rows("The town lies on a river.", "“It is high time that we did it.”") == []


def test_a_signature_under_a_quotation_names_its_speaker() -> None:
    assert rows("“We have to talk to them.”", "— Anna Berg, deputy minister") == [
        ("direct", "We have to talk to them.", "Anna Berg")
    ]


def test_a_tweet_belongs_to_its_signature() -> None:
    block = "The talks were a great success! — Anna Berg (@annaberg) July 19, 2018"
    assert rows(block) == [("direct", "The talks were a great success!", "Anna Berg")]


def test_a_transcript_gives_each_turn_to_its_label_and_none_to_unnamed_journalists() -> None:
    blocks = (
        "MS. BERG: Good afternoon.",
        "We had useful talks.",
        "Q  Will they go on?",
        "MS. BERG: They will.",
        "(Laughter.)",
        "END 2:10 P.M.",
    )
    assert [(q.paragraph, blocks[q.paragraph][q.start : q.end], q.surface) for q in read(*blocks)] == [
        (0, "Good afternoon.", "MS. BERG"),
        (1, "We had useful talks.", "MS. BERG"),
        (3, "They will.", "MS. BERG"),
    ]


def test_questions_and_answers_by_letter() -> None:
    blocks = ("Anna Berg: I thank you all for coming.", "Q: Will the talks go on?", "A: They will.")
    assert [(q.paragraph, q.surface) for q in read(*blocks)] == [(0, "Anna Berg"), (2, "Anna Berg")]


def test_remarks_of_one_person_named_in_the_title() -> None:
    title = "Remarks by President Berg on the Talks"
    blocks = (title, "I thank you all for coming.", "We had useful talks, and I will go on with them.")
    found = attribute(blocks, ["heading", "body", "body"], title, CUES)
    assert [(q.paragraph, q.surface, q.surface_at) for q in found] == [
        (1, "President Berg", (0, 11, 25)),
        (2, "President Berg", (0, 11, 25)),
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The President stressed that the border must stay open.", ["the border must stay open"]),
        ("He noted the importance of cleaning the river.", ["the importance of cleaning the river"]),
        ("The sides expressed readiness to reopen the bridge.", ["readiness to reopen the bridge"]),
        ("The leaders reaffirmed their commitment to the river pact.", ["their commitment to the river pact"]),
        (
            "Both sides welcomed the entry into force of the pact and stressed its significance.",
            ["the entry into force of the pact", "its significance"],
        ),
        (
            "The Minister drew attention to the unacceptability of the new tariffs.",
            ["the unacceptability of the new tariffs"],
        ),
        (
            "The Secretary raised concerns about the fate of the fishermen.",
            ["concerns about the fate of the fishermen"],
        ),
        ("The parties stated their intention to share the water.", ["their intention to share the water"]),
        # what they did
        ("The Secretary discussed the floods with the mayor.", []),
        ("The President laid a wreath and met the sailors.", []),
        ("The government raised the price of bread.", []),
    ],
)
def test_a_release_narrates_what_its_leader_said(text: str, expected: list[str]) -> None:
    assert [words for _, words, _ in rows(text)] == expected


@pytest.mark.parametrize(
    "text",
    [
        "The sides will meet in the “2+2” format.",
        "The talks were an “exit strategy” for both.",
        "Tolstoy's “War and Peace” is read in both countries.",
        "The so-called “reset” has failed, and the “deep state” has not.",
        "The film “The Day After the World Ended” shocked viewers.",
        "The article, entitled “Why We Must Talk to Our Neighbours Again”, appeared in May.",
        "The channel ran a programme called “Who Really Rules the World and Why We Obey”.",
        "Under the headline “A New Chill Falls over the Two Capitals”, the paper listed the incidents.",
        "The slogan “Bread and Work for Everyone in the Country” was everywhere.",
        "Thousands marched with signs reading “No More War”.",
        "A banner that read “Friendship to All Nations” hung over the hall.",
        "The marchers carried placards saying “Stop the missiles now, before it is too late”.",
        "The sign on the door said “Closed for lunch until two o'clock”.",
        "What diplomats call “constructive ambiguity” helped both sides.",
        "The term “near abroad” angers the neighbours.",
        "The operation, dubbed “Desert Storm”, began in January.",
    ],
)
def test_titles_terms_and_slogans_have_no_speaker(text: str) -> None:
    assert rows(text) == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "Berg said the road would be built. It would be long. Rain fell.",
            [("indirect", "the road would be built. It would be long", "Berg")],
        ),
        ("As Berg saw it, the pact was dead.", [("indirect", "the pact was dead", "Berg")]),
        # narrated again: another says it, it is no plan, it was done
        (
            "Berg said the road would be built. Critics would like more.",
            [("indirect", "the road would be built", "Berg")],
        ),
        ("Berg said the road would be built. It opened in June.", [("indirect", "the road would be built", "Berg")]),
    ],
)
def test_free_indirect_speech_goes_on_where_its_words_tell(text: str, expected: list[Row]) -> None:
    assert rows(text) == expected


def test_in_minutes_what_follows_a_report_belongs_to_it() -> None:
    block = "N.S. Lund says that he is glad to be here. The treaty is a good one. It must be kept."
    assert rows("Record of conversation between N.S. Lund and A. Berg", block)[-1] == (
        "indirect",
        "he is glad to be here. The treaty is a good one. It must be kept",
        "N.S. Lund",
    )


def test_second_hand_names_the_quotation_it_stands_in() -> None:
    text = "Berg said that President Lund had confirmed that the talks would go on."
    outer, inner = read(text)
    assert (outer.surface, outer.via) == ("Berg", None)
    assert (inner.surface, inner.via, text[inner.start : inner.end]) == ("President Lund", 0, "the talks would go on")


@pytest.mark.parametrize(
    ("text", "speakers"),
    [
        ("Berg said that Lund had agreed to a new round of talks.", ["Lund"]),
        ("Berg said the two countries had agreed to set up a working group.", ["the two countries"]),
        ("Berg told reporters: “President Lund promised that the troops would leave.”", ["President Lund"]),
        # not yet said, or only if
        ("Berg said that Lund may announce that the talks are over.", []),
        ("Berg said that if Lund says that the talks are over he will leave.", []),
        # no words of theirs
        ("Berg said that Lund wants a new treaty.", []),
        ("Berg said that he had told Lund that the treaty was dead.", []),
    ],
)
def test_second_hand_needs_a_word_of_saying_that_was_said(text: str, speakers: list[str]) -> None:
    assert [q.surface for q in read(text) if q.via is not None] == speakers


def test_only_body_paragraphs_speak() -> None:
    assert attribute(["“We will talk,” Berg said."], ["boilerplate"], None, CUES) == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("He met Mr. Berg. She left.", ["He met Mr. Berg.", "She left."]),
        ("N.S. Lund met U.S. officials. They talked.", ["N.S. Lund met U.S. officials.", "They talked."]),
        ("They met in the U.S. The talks failed.", ["They met in the U.S.", "The talks failed."]),
        ("“Go!” he said. “Now.” She went.", ["“Go!” he said.", "“Now.”", "She went."]),
    ],
)
def test_sentences(text: str, expected: list[str]) -> None:
    assert [text[a:b] for a, b in sentence_spans(text)] == expected


WORDS = (
    "Berg|said|that|“|”|\"|'|the|minister|,|.|he|according to|and|told|accused|of|:|—|who|(|)|would|\n|Ünal|İ|\u0301|"
    "😀|MS. BERG:|Q |?|…|claims|saying|to|vowed"
).split("|")


@settings(max_examples=150, deadline=None)
@given(
    st.lists(st.one_of(st.lists(st.sampled_from(WORDS), max_size=30).map(" ".join), st.text(max_size=60)), max_size=5)
)
def test_every_quotation_is_a_valid_slice_under_any_unicode(blocks: list[str]) -> None:
    found = read(*blocks)
    for quotation in found:
        block = blocks[quotation.paragraph]
        assert 0 <= quotation.start < quotation.end <= len(block)
        assert block[quotation.start : quotation.end].strip()
        assert quotation.mode in MODES
        if quotation.surface_at is not None:
            paragraph, start, end = quotation.surface_at
            assert blocks[paragraph][start:end].startswith(quotation.surface[:1])
            assert 0 <= start < end <= len(blocks[paragraph])
        if quotation.via is not None:
            assert found[quotation.via].via is None
            assert found[quotation.via].paragraph == quotation.paragraph
    assert [(q.paragraph, q.start) for q in found] == sorted((q.paragraph, q.start) for q in found)


def test_normal_forms_give_the_same_speakers() -> None:
    text = "“Nous parlerons,” said José Núñez, a deputy."
    forms = [unicodedata.normalize(form, text) for form in ("NFC", "NFD")]
    assert [unicodedata.normalize("NFC", read(form)[0].surface) for form in forms] == ["José Núñez"] * 2


@pytest.mark.parametrize(
    "unit",
    [
        *(
            '"',
            "“",
            "“a ",
            "said ",
            "he said, ",
            "“a,” he said, ",
            "that ",
            "according to ",
            ", who ",
            "(",
            "and the ",
            "a: ",
        ),
        *(
            "Berg, a deputy, ",
            "of the ",
            "saying that ",
            "his claim that ",
            "said that he said that ",
            "\xa0",
            ". A",
            "to say ",
        ),
    ],
)
def test_hostile_input_gives_spans_within_the_text(unit: str) -> None:
    text = "Berg said " + unit * 2000
    for quotation in read(text):
        assert 0 <= quotation.start < quotation.end <= len(text)
