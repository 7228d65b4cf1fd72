"""Layouts of transcripts, in words of our own: which words each speaker has, and what is nobody's."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.attribution.turns import turns
from analytics.knowledge import Knowledge
from analytics.reading.paragraphs import classify, split
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

President Berg. The papers are on your chairs.

We met for two hours.

President Lund. Three hours, Mr. President.

[At this point, a question was asked in Norwegian.]

Q. Mr. President, who chose the fish?

President Berg. Dr. Roe did. He always does.

Q. And the wine, President Lund?

The President. That was my choice."""

HEARING = """POLICY TOWARD RUSSIA

The Chairman. We begin with the fisheries. I have read the papers.

Senator Lund. So have I, Mr. Chairman.

Ms. Berg. Mr. Chairman, the cod has gone north.

The Chairman. How far north?

Ms. Berg. Past the cape.

Senator Lund. Mr. O'Hara, what does your ministry say?

Mr. O'Hara. We have sent a ship."""

BROADCAST = """Berg Meets Lund. Aired 2-2:30p ET

JANE DOE, HOST: Good evening from Oslo.

[14:00:05]

(BEGIN VIDEO CLIP)

ANNA BERG, PRESIDENT OF NORWAY (through translator): Nobody has shown me a better paper than this one.

(END VIDEO CLIP)

JOHN ROE, SENIOR CORRESPONDENT (voice-over): Snow fell on the harbour as they arrived.

SEN. OLE LUND (R-NE): I would send an envoy tonight.

UNIDENTIFIED MALE: Louder, please.

DOE: So much for Oslo. ROE: And now the weather."""

RADIO = """A MARTIN, HOST:

The harvest was poor this year.

PRESIDENT ANNA BERG: (Through interpreter) Bread will cost more in May.

MARTIN: Farmers have heard that before.

OLE LUND, BYLINE: Thank you."""

MINISTRY = """Foreign Minister Ole Lund's answers to media questions, Sochi

Question: Will the ferry run again?

Ole Lund: We shall see in June.

* * *

Question (retranslated): And what of Oslo?

O.Lund: Nothing."""

UNLABELLED = """Ole Lund: “We have to talk to them”

Ole, the bridge is nearly done. Will it open in time?

Ole Lund: In spring, I hope.

The steel has come at last.

And who will pay for it?

Ole Lund: Nothing."""

BRIEFING = """2:18 p.m. EDT

MR BERG: Good afternoon.

QUESTION: What about the ferry?

MR BERG: The ferry comes first. As for the fare: no change.

Turning to Bergen: the bridge is open.

MODERATOR: Next question.

Q    On the “red line”: what is it?

MR BERG: “Red line” is an old term.

(Laughter.)

MR BERG: Thank you."""

INSIDE = """Question: Who owns the ferry?

Ole Lund: The town does. Question: When do you go? Ole Lund: At six in the morning.

Question: Has Turkey bought a boat?

Ole Lund: Not yet."""

LETTERS = """Q: Mr. President, will you go?

A: I will.

Q: When? A: On Monday."""

ONE_SPEAKER = """Presidential Address to Parliament

The address was delivered in the Great Hall.

President of Norway Anna Berg: Members of Parliament, we meet in hard times.

I want to speak of our tasks first."""

ALONE = """On the price of fish

Judy Doe:

The fleet came home today.

Anna Berg, Minister of Fisheries:

I saw forty boats.

Ole Lund:

So did I."""

DASHES = """On the price of fish

Judy Doe – The fleet came home. Were you there?

Ole Lund – I was.

Judy Doe – Forty boats?

Ole Lund – Forty-one."""

TIMES = """[00:12] Judy Doe: The fleet came home today.

[00:15] Ole Lund: I was there.

00:20 Judy Doe: Forty boats?"""

COUNCIL = """The Secretary-General: The fleet came home.

Mr. Lund (Norway): We saw it.

Mrs. Berg (Russian Federation) (spoke in Russian): So did we.

The meeting rose at 6 p.m."""

RELEASE = """Chairman Berg Opening Statement at Hearing on Russia

Chairman Berg gave the following opening statement:

“The fish has gone, and the boats lie idle.

“Somebody must pay the crews.”"""

REACTIONS = """Leaders Back the Treaty

NATO: “Tonight we saw the treaty signed.”

Union of Norwegian Teachers: “We welcome it.”

“It is a start.”"""

ASKED = """Off the Coast

The Review spoke with Anna Berg, who once ran the ferry.

Q: Was it a mistake?

A: It was. We lost the boat.

Q: Will it come back?

A: In spring."""

APPLAUSE = """Teachers and Nurses Applaud the Speech

Anna Berg, head of the fund: “Thank you for the schools.”

Nurses of Bergen: We ask for better pay.

We ask for more of us, too.

Union of Teachers: “We shall hold them to it.” [Statement]

Nurses of Bergen: We liked what we heard.

Ole Lund: “It was long.”"""


@pytest.mark.parametrize(
    ("text", "title", "expected"),
    [
        (
            PAPERS,
            None,
            [
                "President Berg: The papers are on your chairs.",
                "President Berg: We met for two hours.",
                "President Lund: Three hours, Mr. President.",
                "President Berg: Dr. Roe did. He always does.",
                "The President: That was my choice.",
            ],
        ),
        (
            HEARING,
            None,
            [
                "The Chairman: We begin with the fisheries. I have read the papers.",
                "Senator Lund: So have I, Mr. Chairman.",
                "Ms. Berg: Mr. Chairman, the cod has gone north.",
                "The Chairman: How far north?",
                "Ms. Berg: Past the cape.",
                "Senator Lund: Mr. O'Hara, what does your ministry say?",
                "Mr. O'Hara: We have sent a ship.",
            ],
        ),
        (
            BROADCAST,
            None,
            [
                "JANE DOE, HOST: Good evening from Oslo.",
                "ANNA BERG, PRESIDENT OF NORWAY: Nobody has shown me a better paper than this one.",
                "JOHN ROE, SENIOR CORRESPONDENT: Snow fell on the harbour as they arrived.",
                "SEN. OLE LUND: I would send an envoy tonight.",
                "DOE: So much for Oslo.",
                "ROE: And now the weather.",
            ],
        ),
        (
            RADIO,
            None,
            [
                "A MARTIN, HOST: The harvest was poor this year.",
                "PRESIDENT ANNA BERG: Bread will cost more in May.",
                "MARTIN: Farmers have heard that before.",
                "OLE LUND, BYLINE: Thank you.",
            ],
        ),
        (MINISTRY, None, ["Ole Lund: We shall see in June.", "O.Lund: Nothing."]),
        (
            UNLABELLED,
            None,
            ["Ole Lund: In spring, I hope.", "Ole Lund: The steel has come at last.", "Ole Lund: Nothing."],
        ),
        (
            BRIEFING,
            None,
            [
                "MR BERG: Good afternoon.",
                "MR BERG: The ferry comes first. As for the fare: no change.",
                "MR BERG: Turning to Bergen: the bridge is open.",
                "MR BERG: “Red line” is an old term.",
                "MR BERG: Thank you.",
            ],
        ),
        (INSIDE, None, ["Ole Lund: The town does.", "Ole Lund: At six in the morning.", "Ole Lund: Not yet."]),
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
        (
            ALONE,
            None,
            [
                "Judy Doe: The fleet came home today.",
                "Anna Berg, Minister of Fisheries: I saw forty boats.",
                "Ole Lund: So did I.",
            ],
        ),
        (
            DASHES,
            None,
            [
                "Judy Doe: The fleet came home. Were you there?",
                "Ole Lund: I was.",
                "Judy Doe: Forty boats?",
                "Ole Lund: Forty-one.",
            ],
        ),
        (
            TIMES,
            None,
            ["Judy Doe: The fleet came home today.", "Ole Lund: I was there.", "Judy Doe: Forty boats?"],
        ),
        (
            COUNCIL,
            None,
            ["The Secretary-General: The fleet came home.", "Mr. Lund: We saw it.", "Mrs. Berg: So did we."],
        ),
        # read as quotations, not as turns
        (RELEASE, None, []),
        (REACTIONS, None, []),
        (ASKED, None, ["Anna Berg: It was. We lost the boat.", "Anna Berg: In spring."]),
        (
            APPLAUSE,
            None,
            [
                "Nurses of Bergen: We ask for better pay.",
                "Nurses of Bergen: We ask for more of us, too.",
                "Nurses of Bergen: We liked what we heard.",
            ],
        ),
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
    ("title", "name"),
    [
        ("Remarks by President Berg and President Lund in Oslo", "President Berg"),
        ("REMARKS BY PRESIDENT BERG AT THE SUMMIT", "PRESIDENT BERG"),
        ("Statement by the President", "the President"),
        ("Statement from President Berg on the Death of Ole Lund", "President Berg"),
        ("Comment by the Information and Press Department on the ferry", "the Information and Press Department"),
        ("President Berg’s New Year Address to the Nation", "President Berg"),
        ("Full text: Anna Berg's speech on Norway", "Anna Berg"),
        ("Read the full transcript of Berg’s speech", "Berg"),
        ("Secretary of State Anna Berg Remarks at the Oslo Conference", "Secretary of State Anna Berg"),
        ("Weekly Address: President Berg on Norway", "President Berg"),
        ("Joint Statement by the Presidents of Norway and Sweden", "the Presidents of Norway and Sweden"),
        ("Anna Berg's address after a joint statement by Norway and Sweden", "Anna Berg"),
        ("G7 Leaders’ Statement on the ferry", "G7 Leaders"),
        ("A Plea for Caution From Norway", None),
        ("Statement: Norway must pay", None),
    ],
)
def test_remarks_of_whom_the_title_names(title: str, name: str | None) -> None:
    blocks = [title, "I thank you all for coming, and I will be brief.", "We have agreed to go on with our talks."]
    found = turns(blocks, ["heading", "body", "body"], title, VOCABULARY)
    assert [turn.surface for here in found for turn in here] == ([] if name is None else [name, name])


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
