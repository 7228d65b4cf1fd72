"""Text → blocks → kinds: tables of made-up pages, the gold labels where they are at hand, hostile input."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics import frames
from analytics.knowledge import Knowledge, KnowledgeError
from analytics.reading.documents import normalise
from analytics.reading.paragraphs import Boilerplate, classify, split

SHARED = Path(__file__).parents[2] / "shared"
ROOT = Path(__file__).parents[1]
PROSE = (
    "The two foreign ministers met in Vienna on Monday and agreed to keep talking about the treaty.",
    "“The work will go on in the autumn,” said the spokesman, who added that both sides wished to finish it.",
    "Observers were not so sure that the talks would lead to a result before the end of the year.",
)
LETTER = {"body": "b", "heading": "h", "boilerplate": "x"}


def kinds(blocks, title=None):
    return "".join(LETTER[kind] for kind in classify(blocks, title))


@pytest.mark.parametrize(
    ("text", "blocks"),
    [
        ("", []),
        (" \n\n \n", []),
        ("One.", ["One."]),
        ("One.\n\nTwo.\n", ["One.", "Two."]),
        ("One.\n \t\n\n\nTwo.", ["One.", "Two."]),
        ("\n\nOne.\n\n", ["One."]),
        ("One.\nTwo.\n\n", ["One.", "Two."]),  # no blank line between blocks
        ("Title\n\nOne.\nTwo.", ["Title", "One.\nTwo."]),
        ("Title\n\n    Indented.", ["Title", "    Indented."]),
        (
            "Title\n\nA line that is wrapped by a mail program at some\nplace. And so on.",
            ["Title", "A line that is wrapped by a mail program at some place. And so on."],
        ),
    ],
)
def test_splitting(text, blocks):
    assert split(text) == blocks


@given(st.text(alphabet="ab. \n\t", max_size=200))
def test_blocks_are_the_text_without_its_blank_lines(text):
    blocks = split(text)
    assert "".join("".join(blocks).split()) == "".join(text.split())
    assert all(block.strip() and "\n\n" not in block for block in blocks)
    at = 0
    for block in blocks:  # every block has the length and place of its characters in the text
        found = text.replace("\n", " ").find(block.replace("\n", " "), at)
        assert found >= at
        at = found + len(block)


@given(st.lists(st.text(max_size=60), max_size=12), st.none() | st.text(max_size=20))
def test_every_block_has_one_kind(blocks, title):
    found = classify(blocks, title)
    assert len(found) == len(blocks)
    assert set(found) <= set(frames.KINDS)


@pytest.mark.parametrize(
    "label",
    [
        "Advertisement",
        "ADVERTISEMENT",
        "Story continues below",
        "Read more: How the treaty came about",
        "SEE ALSO: Ministers quarrel over the treaty",
        "More:What to expect from the meeting",
        "Ministers quarrel over the treaty Read more",
        "Image copyright Somebody Image caption The ministers in Vienna",
        "Media playback is unsupported on your device",
        "Enlarge this image toggle caption A. Name/AP A. Name/AP",
        "The ministers at the palace on Monday. | Getty Images",
        "FILE PHOTO: The ministers shake hands in Vienna, Austria, March 3, 2014. REUTERS/A. Name",
        "Facebook Twitter Pinterest The ministers. Photograph: A. Name/EPA",
        "___",
        "* * *",
        "190712081713100",
        "Updated at 3:58 p.m.",
        "Updated 3:58 p.m. ET, July 16, 2018",
        "4:56 P.M. EDT",
        "July 16, 2018",
        "Published 5:00 PM EDT, Wed July 18, 2018",
        "This article is more than 1 year old",
        "The Associated Press contributed to this report.",
        "A. Writer in Moscow and B. Author in Paris contributed to this report.",
        "Jane Doe reported from Washington.",
        "Reporting by Jane Doe; Editing by John Roe",
        "Follow Jane Doe on Twitter: @janedoe",
        "Sign up for our daily newsletter",
        "Get the stories that matter delivered to your inbox. By signing up, you agree to our Privacy Policy",
        "Copyright © 2019 The Daily, LLC. Click here for reprint permission.",
        "© 2015 The Daily. All rights reserved.",
        "[Ministers quarrel over the treaty]",
        "— With assistance by Jane Doe, and John Roe",
        "jh/rc (AFP, AP)",
        "READ MORE ON THE TREATY TALKS",
    ],
)
def test_page_matter_amid_prose(label):
    assert kinds(["Ministers meet in Vienna", *PROSE, label, *PROSE]) == "hbbbxbbb"


@pytest.mark.parametrize(
    "line",
    [
        "He said no.",
        "“We agree.”",
        "“I did what I had to,” she said.",
        "By Tuesday the talks had failed.",
        "More than that was not to be had.",
        "Published figures show that trade fell.",
        "The Daily reports:",
        "A Reuters/Ipsos poll found that most people were against the treaty.",
        "No casualties were reported from the border.",
        "“Will you come?” she asked.",
        "Context matters, the minister said.",
        "See also the fate of the last treaty, the minister warned, which nobody had the will to keep.",
        "Follow the money, the senator said.",
        "Berg said the ministry had never meddled in the vote",
        "Get out of there, he told them.",
    ],
)
def test_short_prose_stays_prose(line):
    assert kinds(["Ministers meet in Vienna", *PROSE, line, *PROSE]) == "hbbbbbbb"


@pytest.mark.parametrize(
    "heading",
    [
        "De-escalation in the south",
        "'Bloody crime'",
        "What has US reaction been?",
        "...And again about the elections",
        "Unprecedented reception, but continued sanctions conditions",
        "1. Trade",
        "## What next",
    ],
)
def test_section_headings(heading):
    assert kinds(["Ministers meet in Vienna", *PROSE, heading, *PROSE]) == "hbbbhbbb"


@pytest.mark.parametrize(
    ("blocks", "title", "expected"),
    [
        (["Ministers meet in Vienna", "Talks over the treaty to go on in the autumn", *PROSE], None, "hhbbb"),
        (["Ministers meet in Vienna", "Jane Doe and John Roe", "THE DAILY", *PROSE], None, "hxxbbb"),
        (["Ministers meet in Vienna", "By Jane Doe", "Vienna, Austria", *PROSE], None, "hxxbbb"),
        (["The ministers met.", *PROSE], "The ministers met", "hbbb"),
        ([*PROSE], "Ministers meet in Vienna", "bbb"),
        (["Title: Ministers meet\nDate: 2017-05-10", *PROSE], None, "xbbb"),
        (
            ["Ministers meet", *PROSE, "See also:", "  • Trade talks fail", "    The two sides went home.", "Gas"],
            None,
            "hbbbxxxx",
        ),
        (["Ministers meet", *PROSE, "Related materials", *PROSE], None, "hbbbxbbb"),
        (
            ["Ministers meet", *PROSE, "Who is the minister?", "The last of his kind", "Born in 1951", PROSE[0]],
            None,
            "hbbbhbbb",
        ),
        (["Ministers meet", *PROSE, "Jane Doe is a staff writer at The Daily."], None, "hbbbx"),
        (["Ministers meet", *PROSE, "This article tagged under: Treaties", "Vienna"], None, "hbbbxx"),
        (["Ministers meet", "The ministers arrive at the palace. Ministers meet", *PROSE], None, "hxbbb"),
    ],
)
def test_pages(blocks, title, expected):
    assert kinds(blocks, title) == expected


def test_a_transcript_is_spoken_but_for_its_frame():
    blocks = [
        "Remarks by the President",
        "Press Briefing Room",
        "4:56 P.M. EDT",
        "THE PRESIDENT: Good morning, everyone. Have a seat.",
        "Thank you.",
        "Q Mr. President —",
        "Q Will you meet him",
        "THE PRESIDENT: Yes",
        "What else?",
        "Thank you very much",
        "5:03 P.M. EDT",
    ]
    assert kinds(blocks, blocks[0]) == "hxxbbbbbbbx"


def test_where_nothing_ends_with_a_full_stop_form_says_nothing():
    lines = [
        f"the ministers met again for talks number {number} on the treaty and did not agree" for number in range(6)
    ]
    assert kinds(["Ministers meet", *lines, "they went home", *lines]) == "h" + 13 * "b"


def test_the_seed():
    blocks = split(normalise((ROOT / "seeds/lavrov-trump-meeting-2017-05.txt").read_text()))
    found = classify(blocks)
    assert len(blocks) == 156
    assert found[0] == "heading"
    assert found[-64:] == ["boilerplate"] * 64
    headings = [block for block, kind in zip(blocks, found) if kind == "heading"]
    assert "De-escalation in Syria" in headings
    assert "Sanctions and bilateral issues" in headings


@pytest.mark.skipif(not SHARED.exists(), reason="the gold labels are not at hand")
def test_the_gold_labels():
    gold = json.loads((SHARED / "data/gold/articles.kinds.json").read_text())
    right = total = 0
    for name, labels in gold.items():
        blocks = split(normalise((SHARED / f"data/articles/{name}.txt").read_text()))
        assert len(blocks) == len(labels)
        found = classify(blocks)
        right += sum(labels[str(at)] == kind for at, kind in enumerate(found))
        total += len(labels)
    assert right / total > 0.98


@pytest.mark.skipif(not SHARED.exists(), reason="the gold labels are not at hand")
def test_gold_spans_fall_on_words():
    blocks: dict[str, list[str]] = {}
    for line in (SHARED / "data/gold/articles.units.jsonl").read_text().splitlines():
        unit = json.loads(line)
        if unit["doc"] not in blocks:
            blocks[unit["doc"]] = split(normalise((SHARED / f"data/articles/{unit['doc']}.txt").read_text()))
        block = blocks[unit["doc"]][unit["paragraph"]]
        for start, end in unit["spans"]:
            assert block[start:end] == block[start:end].strip() != ""


def test_a_users_phrases_count_and_broken_ones_are_named(tmp_path):
    file = tmp_path / "boilerplate.csv"
    file.write_text("place,phrase,words,flags\nend,the daily brings you *,20,\n")
    block = "More of this tomorrow; The Daily brings you the news."
    page = ["Ministers meet", *PROSE, block]
    assert kinds(page) == "hbbbb"
    assert classify(page, None, Boilerplate.load(Knowledge(tmp_path)))[-1] == "boilerplate"
    file.write_text("place,phrase,words,flags\nwithin,*,20,\n")
    with pytest.raises(KnowledgeError, match=r"boilerplate.csv:2: .*must have a word"):
        Boilerplate.load(Knowledge(tmp_path))


@pytest.mark.parametrize(
    "text",
    [
        '"' * 1_000_000,
        "word " * 1_000_000,
        "A " * 500_000,
        "A.B " * 250_000,
        "\n".join(["A"] * 100_000),
        "\n\n".join(["Ministers meet"] * 50_000),
        "\n \n" * 300_000,
        "by " * 300_000,
    ],
)
def test_each_block_of_a_hostile_text_has_a_kind(text):
    # Anything worse than linear time would hang here; no clock is needed.
    blocks = split(text)
    assert len(classify(blocks, text)) == len(blocks)


def test_a_byline_in_capitals_is_read_at_once():
    # Exponential time would hang here.
    names = ", ".join(["A" * 20] * 5) + "!"
    assert (
        classify(["Talks in Geneva", names, "The ministers met on Friday, and they agreed to meet again."])[0]
        == "heading"
    )


STORY = [
    "The minister met his colleague in Oslo on Monday and said the talks had been useful for both sides of the table.",
    "“We shall meet again in June,” he said after the talks, which went on for three hours in the castle above.",
    "His colleague told reporters that she did not expect much from the next round of talks in the summer.",
    "Neither side would say what had been on the table during the long hours of the night between Monday and Tuesday.",
]


@pytest.mark.parametrize(
    "line",
    [
        "Skip to content",
        "Accessibility links",
        "Home | World | Europe",
        "Share on Facebook Share on Twitter",
        "Click to share on Twitter (Opens in new window)",
        "Print this page",
        "4 min read",
        "Comments (34)",
        "34 Comments",
        "REUTERS/Anna Berg",
        "The minister (left) shakes hands with his colleague in Oslo, June 3, 2014.",
        "The minister waves as he leaves the castle in Oslo. Photo: Reuters",
        "This video file cannot be played.",
        "Your email address will not be published. Required fields are marked *",
        "This site uses Akismet to reduce spam. Learn how your comment data is processed.",
        "Already a subscriber? Sign in",
        "What do you think? Tell us below.",
        "The BBC is not responsible for the content of external sites.",
        "1 of 5",
    ],
)
def test_lines_of_pages(line: str) -> None:
    kinds = classify(["Ministers meet in Oslo", *STORY[:2], line, *STORY[2:]], "Ministers meet in Oslo")
    assert kinds == ["heading", "body", "body", "boilerplate", "body", "body"]


@pytest.mark.parametrize("line", ["Anna Berg in Moscow", "WASHINGTON (Reuters)", "By Anna Berg, CNN"])
def test_lines_under_the_headline(line: str) -> None:
    assert classify(["Ministers meet in Oslo", line, *STORY], "Ministers meet in Oslo")[1] == "boilerplate"


def test_a_tweet_is_text_though_it_holds_a_link() -> None:
    tweet = "A great success! pic.twitter.com/abc123 — Anna Berg (@annaberg) July 19, 2018"
    assert classify(["Ministers meet in Oslo", *STORY, tweet, *STORY], None)[5] == "body"


def test_the_first_question_of_a_transcript_is_no_headline() -> None:
    blocks = ["Q: Who owns the ferry?", "A: The town does.", "Q: And the bridge?", "A: The county."]
    assert classify(blocks, None) == ["body"] * 4
