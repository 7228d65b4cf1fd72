import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.attribution.marks import quoted


def inner(*blocks: str) -> list[list[str]]:
    return [[block[q.inner_start : q.inner_end] for q in found] for block, found in zip(blocks, quoted(blocks))]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("“We will talk,” he said.", ["We will talk,"]),
        ('"We will talk," he said.', ["We will talk,"]),
        ("''We will talk,'' he said.", ["We will talk,"]),
        ("``We will talk,'' he said.", ["We will talk,"]),
        ("«We will talk», he said.", ["We will talk"]),
        ("„We will talk“, he said.", ["We will talk"]),
        ("‘We will talk,’ he said.", ["We will talk,"]),
        ("'We will talk,' he said.", ["We will talk,"]),
        ("He didn't say; it's the ministers' fault.", []),
        ("'It's the ministers' fault,' he said.", ["It's the ministers' fault,"]),
        ("Rock 'n' roll in the '90s", []),
        ("“He told me ‘never’ again,” she said.", ["He told me ‘never’ again,"]),
        ("“He said “never” to me,” she said.", ["He said “never” to me,"]),
        ("“One,” he said. “Two,” she said.", ["One,", "Two,"]),
        ("“One, he said. “Two.”", ["One, he said.", "Two."]),
        ("“One“, he said, “two“.", ["One", "two"]),
        ("”One”, he said.", ["One"]),
        ("“When did they say, “Maybe it is us?” he asked.", ["When did they say, “Maybe it is us?"]),
        ('The tube is 12" wide.', []),
        ("“It never ends", ["It never ends"]),
        ("‹We will talk›, he said.", ["We will talk"]),
        ("« We will talk », he said.", [" We will talk "]),
        ('" We will talk, " he said.', [" We will talk, "]),
        ("″We will talk,″ he said.", ["We will talk,"]),
        ("＂We will talk,＂ he said.", ["We will talk,"]),
        ("❝We will talk,❞ he said.", ["We will talk,"]),
        ('""We will talk,"" he said.', ["We will talk,"]),
        ('He said ""never"" and ""no"".', ["never", "no"]),
        ("`We will talk,' he said.", ["We will talk,"]),
        ("`We will talk,` he said.", ["We will talk,"]),
        ("‘We will talk,‘ he said.", ["We will talk,"]),
        ("′We will talk,′ he said.", ["We will talk,"]),
        ("That`s what they`ve said.", []),
        (",,We will talk,'' he said.", ["We will talk,"]),
        ("It is 5′ 11″ tall.", []),
        ("“We will talk,'' he said.", ["We will talk,"]),
        ("»We will talk«, he said.", ["We will talk"]),
        ("\"It is 'outreach,' \" he said.", ["It is 'outreach,' "]),
        ("", []),
    ],
)
def test_marks_of_every_style(text: str, expected: list[str]) -> None:
    assert inner(text) == [expected]


@pytest.mark.parametrize(
    ("blocks", "expected"),
    [
        (["“One.", "“Two,” he said."], [["One."], ["Two,"]]),
        (["“One.", "Two.", "Three,” he said."], [["One."], ["Two."], ["Three,"]]),
        (["“One.", "He left town."], [["One."], []]),
        (["No marks.", "“One,” he said."], [[], ["One,"]]),
    ],
)
def test_quotations_over_paragraphs(blocks: list[str], expected: list[list[str]]) -> None:
    assert inner(*blocks) == expected


@given(st.lists(st.text(alphabet="ab ,.?\"'“”‘’«»„`″′＂❝\n—", max_size=40), max_size=6))
def test_spans_are_in_order_and_within_the_block(blocks: list[str]) -> None:
    for block, found in zip(blocks, quoted(blocks)):
        last = 0
        for quote in found:
            assert last <= quote.start <= quote.inner_start <= quote.inner_end <= quote.end <= len(block)
            last = quote.end
