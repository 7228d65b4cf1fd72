"""Layouts of transcripts, in words of our own: which words each speaker has, and what is nobody's."""

from functools import partial

import pytest
from growth import seconds
from hypothesis import given
from hypothesis import strategies as st

from analytics.knowledge import Knowledge
from analytics.paragraphs import classify, split
from analytics.turns import turns
from analytics.words import Vocabulary

VOCABULARY = Vocabulary(Knowledge())


def spoken(text: str, title: str | None = None) -> list[str]:
    """Return "speaker: words" of each voiced turn that has words."""
    blocks = split(text)
    found = turns(blocks, classify(blocks, title), title, VOCABULARY)
    return [
        f"{turn.surface}: {block[turn.start : turn.end].strip()}"
        for block, here in zip(blocks, found)
        for turn in here
        if turn.voiced and turn.start < turn.end
    ]


PAPERS = """The President's News Conference With President Lund

September 28, 1994

President Berg. We will begin with opening statements.

We have done good work.

President Lund. Thank you, Mr. President. I agree.

[At this point, a question was asked in Norwegian.]

Q. Mr. President, will you lift the embargo?

President Berg. Dr. Roe has asked me that. We have no such plan.

Q. And you, President Lund?

The President. He has answered it."""

HEARING = """POLICY TOWARD RUSSIA

The Chairman. The committee will come to order. I will be brief.

Senator Lund. Thank you, Mr. Chairman. I join in those remarks.

Ms. Berg. Mr. Chairman, thank you for inviting me.

The Chairman. Do you think the treaty will be kept?

Ms. Berg. I do not.

Senator Lund. Mr. O'Hara, my question is for you.

Mr. O'Hara. We shall find an answer."""

BROADCAST = """Berg Meets Lund. Aired 2-2:30p ET

JANE DOE, HOST: Berg is expected later this hour.

[14:00:05]

(BEGIN VIDEO CLIP)

ANNA BERG, PRESIDENT OF NORWAY (through translator): We have to stay within the treaty.

(END VIDEO CLIP)

JOHN ROE, SENIOR CORRESPONDENT (voice-over): At the palace, a walk down the corridor.

SEN. OLE LUND (R-NE): It is time to talk.

UNIDENTIFIED MALE: Do it well.

DOE: We will be right back. ROE: And I will be here."""

RADIO = """A MARTIN, HOST:

We got a glimpse of the world as it looks to her.

PRESIDENT ANNA BERG: (Through interpreter) Their main job is to deter us.

MARTIN: The leader also spoke of solutions.

OLE LUND, BYLINE: Thank you."""

MINISTRY = """Foreign Minister Ole Lund's answers to media questions, Sochi

Question: Does Norway expect it?

Ole Lund: Nothing of the kind.

* * *

Question (retranslated): And what of Oslo?

O.Lund: Nothing."""

UNLABELLED = """Ole Lund: “We have to talk to them”

Ole, you are in London next week. Are relations improving?

Ole Lund: I would say so.

We have seen it.

What do you expect of the new government there?

Ole Lund: Nothing."""

BRIEFING = """2:18 p.m. EDT

MR BERG: Good afternoon.

QUESTION: Not about that.

MR BERG: Before we begin, a few things. First, on trade: nothing.

Moving to Ukraine: we condemn it.

MODERATOR: Next question.

Q    On the “red line”: what is it?

MR BERG: “Red line” is an old term.

(Laughter.)

MR BERG: Thank you."""

INSIDE = """Question: Can you comment on it?

Ole Lund: We cooperate closely. Question: When do you go? Ole Lund: It is all written.

Question: Has Turkey approached you?

Ole Lund: It has not."""

LETTERS = """Q: Mr. President, will you go?

A: I will.

Q: When? A: On Monday."""

ONE_SPEAKER = """Presidential Address to Parliament

The address was delivered in the Great Hall.

President of Norway Anna Berg: Members of Parliament, we meet in hard times.

I want to speak of our tasks first."""

RELEASE = """Chairman Berg Opening Statement at Hearing on Russia

Chairman Berg gave the following opening statement:

“Good morning to you all, and thanks to our witnesses.

“We need them, and they need us.”"""

REACTIONS = """Leaders Back the Treaty

NATO: “Tonight we saw the treaty signed.”

Union of Norwegian Teachers: “We welcome it.”

“It is a start.”"""


@pytest.mark.parametrize(
    ("text", "title", "expected"),
    [
        (
            PAPERS,
            None,
            [
                "President Berg: We will begin with opening statements.",
                "President Berg: We have done good work.",
                "President Lund: Thank you, Mr. President. I agree.",
                "President Berg: Dr. Roe has asked me that. We have no such plan.",
                "The President: He has answered it.",
            ],
        ),
        (
            HEARING,
            None,
            [
                "The Chairman: The committee will come to order. I will be brief.",
                "Senator Lund: Thank you, Mr. Chairman. I join in those remarks.",
                "Ms. Berg: Mr. Chairman, thank you for inviting me.",
                "The Chairman: Do you think the treaty will be kept?",
                "Ms. Berg: I do not.",
                "Senator Lund: Mr. O'Hara, my question is for you.",
                "Mr. O'Hara: We shall find an answer.",
            ],
        ),
        (
            BROADCAST,
            None,
            [
                "JANE DOE, HOST: Berg is expected later this hour.",
                "ANNA BERG, PRESIDENT OF NORWAY: We have to stay within the treaty.",
                "JOHN ROE, SENIOR CORRESPONDENT: At the palace, a walk down the corridor.",
                "SEN. OLE LUND: It is time to talk.",
                "DOE: We will be right back.",
                "ROE: And I will be here.",
            ],
        ),
        (
            RADIO,
            None,
            [
                "A MARTIN, HOST: We got a glimpse of the world as it looks to her.",
                "PRESIDENT ANNA BERG: Their main job is to deter us.",
                "MARTIN: The leader also spoke of solutions.",
                "OLE LUND, BYLINE: Thank you.",
            ],
        ),
        (MINISTRY, None, ["Ole Lund: Nothing of the kind.", "O.Lund: Nothing."]),
        (UNLABELLED, None, ["Ole Lund: I would say so.", "Ole Lund: We have seen it.", "Ole Lund: Nothing."]),
        (
            BRIEFING,
            None,
            [
                "MR BERG: Good afternoon.",
                "MR BERG: Before we begin, a few things. First, on trade: nothing.",
                "MR BERG: Moving to Ukraine: we condemn it.",
                "MR BERG: “Red line” is an old term.",
                "MR BERG: Thank you.",
            ],
        ),
        (INSIDE, None, ["Ole Lund: We cooperate closely.", "Ole Lund: It is all written.", "Ole Lund: It has not."]),
        (
            LETTERS,
            "President Berg's interview with Norwegian radio",
            ["President Berg: I will.", "President Berg: On Monday."],
        ),
        (
            ONE_SPEAKER,
            None,
            [
                "President of Norway Anna Berg: Members of Parliament, we meet in hard times.",
                "President of Norway Anna Berg: I want to speak of our tasks first.",
            ],
        ),
        # read as quotations, not as turns
        (RELEASE, None, []),
        (REACTIONS, None, []),
    ],
)
def test_layouts(text: str, title: str | None, expected: list[str]) -> None:
    assert spoken(text, title) == expected


def test_an_article_that_goes_on_after_a_dialogue_is_prose_again() -> None:
    text = (
        "A panel dismissed the plan\n\nBerg: He says he is going to pay for it.\n\nLund: She is right on that.\n\n"
        "Berg: It is bad.\n\nLund: We know.\n\n"
    ) + "\n\n".join(["The plan would fall on smaller investors as well, according to a report."] * 5)
    assert spoken(text)[-1] == "Lund: We know."
    assert len(spoken(text)) == 4


@pytest.mark.parametrize(
    "text",
    [
        "The talks failed.\n\nMoscow: a city of twelve million.\n\nThe result: nothing was signed.",
        "They met.\n\nWhat we know: the plan is dead.\n\nRelated: How the plan died",
        "Dr. Berg left.\n\nMr. Lund stayed.\n\nSen. Roe said nothing.",
    ],
)
def test_prose_has_no_turns(text: str) -> None:
    assert spoken(text) == []


PIECES = st.sampled_from(
    ["Q: ", "A: ", "Berg: ", "MR. BERG: ", "Berg. ", "The President. ", "(Laughter.)", "yes. ", "\n", "?"]
)


@given(st.lists(st.lists(PIECES, max_size=6).map("".join), max_size=8))
def test_turns_are_in_order_and_within_the_block(blocks: list[str]) -> None:
    for block, here in zip(blocks, turns(blocks, ["body"] * len(blocks), None, VOCABULARY)):
        last = 0
        for turn in here:
            assert last <= turn.start <= turn.end <= len(block)
            last = turn.end


@pytest.mark.parametrize("unit", ["BERG: a. ", "A: ", ": ", "(", "Q\n", "Berg. "])
def test_linear_in_the_length_of_a_block(unit: str) -> None:
    def read(count: int) -> None:
        blocks = ["BERG: yes.", unit * count, "BERG: no.", "LUND: " + unit * count]
        turns(blocks, ["body"] * 4, None, VOCABULARY)

    small, large = (seconds(partial(read, count)) for count in (10_000, 50_000))
    assert large < 20 * max(small, 0.02)


def test_linear_in_the_number_of_blocks() -> None:
    def read(count: int) -> None:
        blocks = ["BERG: yes.", "and so on"] * count
        turns(blocks, ["body"] * len(blocks), None, VOCABULARY)

    small, large = (seconds(partial(read, count)) for count in (2_000, 10_000))
    assert large < 20 * max(small, 0.02)
