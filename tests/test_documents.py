"""Bytes → text → document row: encodings, titles, dates, languages, identity."""

import codecs
import contextlib
import sys
from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics import frames
from analytics.reading.dates import date_of_line, date_of_name, parse_date
from analytics.reading.documents import (
    Rejected,
    decode,
    document,
    html_document,
    identity,
    markdown_document,
    normalise,
    text_document,
)
from analytics.reading.language import language, name_of

ENGLISH = (
    "The minister said that the talks with his counterpart had been useful, and that both of them would like to meet "
    "again before the end of the year. “We’re ready,” he added."
)


@pytest.mark.parametrize(
    "data",
    [
        ENGLISH.encode(),
        codecs.BOM_UTF8 + ENGLISH.encode(),
        ENGLISH.encode("utf-16"),
        ENGLISH.encode("utf-16-le"),
        ENGLISH.encode("utf-16-be"),
        codecs.BOM_UTF16_BE + ENGLISH.encode("utf-16-be"),
        codecs.BOM_UTF32_LE + ENGLISH.encode("utf-32-le"),
        ENGLISH.encode("cp1252"),
    ],
)
def test_encodings_that_an_english_text_may_have(data):
    assert decode(data) == ENGLISH


def test_a_utf8_text_with_one_bad_byte_stays_utf8():
    assert decode(ENGLISH.encode() * 3 + b"\xe2\x80") == ENGLISH * 3 + "�"


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "empty"),
        (b" \r\n\t\0\0", "empty"),
        (b"%PDF-1.7 and so on", "binary: a PDF, not text"),
        (b"PK\x03\x04 and so on", "binary: a ZIP archive or an Office document, not text"),
        (bytes(range(1, 32)) * 9, "binary: more than one control character in a hundred"),
        ("Переговоры прошли в деловой обстановке".encode("cp1251"), "undecodable"),
        ("会談はワシントンで行われた。".encode("shift-jis"), "undecodable"),
    ],
)
def test_what_is_no_text_is_rejected(data, reason):
    with pytest.raises(Rejected) as caught:
        decode(data)
    assert str(caught.value).startswith(reason)


@given(st.binary(max_size=300))
def test_any_bytes_are_text_or_rejected(data):
    with contextlib.suppress(Rejected):
        normalise(decode(data)).encode()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a\r\nb\rc\nd", "a\nb\nc\nd"),
        ("a\u2028b\u2029c", "a\nb\n\nc"),
        ("a\u00a0b\u2009c", "a b c"),
        ("mini\u00adster\u200b \ufeffsaid\0", "minister said"),
        ("cafe\u0301", "café"),
        ("Â\x08¡Hola!", "¡Hola!"),
        ("A\u0302¡Hola!", "¡Hola!"),
        ("&qu\u200bot;", '"'),
        ("the \x1b[31mminister\x1b[0m \x1b]0;title\x07said", "the minister said"),
        ("tab\tand “quotes” — stay…", "tab\tand “quotes” — stay…"),
    ],
)
def test_normalising(text, expected):
    assert normalise(text) == expected


@given(st.text(max_size=200))
def test_normalising_twice_is_normalising_once(text):
    once = normalise(text)
    assert normalise(once) == once


def test_identity_ignores_white_space_and_nothing_else():
    assert identity("One two.\n\nThree.") == identity(" One  two.\nThree. ")
    assert identity("One two.") != identity("One, two.")
    assert len(identity(ENGLISH)) == 20


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("Ministers meet\n\n" + ENGLISH, "Ministers meet"),
        ("Ministers were pleased. Ministers were pleased How it went\n\n" + ENGLISH, "Ministers were pleased"),
        ("Title: Ministers meet\nDate: 2017-05-10\n\n" + ENGLISH, "Ministers meet"),
        ('---\ntitle: "Ministers meet"\n---\n\n' + ENGLISH, "Ministers meet"),
        ("# Ministers meet\n\n" + ENGLISH, "Ministers meet"),
        (ENGLISH + "\n\n" + ENGLISH, None),
    ],
)
def test_titles(text, title):
    assert document(text, "x")["title"] == title


@pytest.mark.parametrize(
    ("text", "name", "expected"),
    [
        ("Ministers meet\n\nMay 10, 2017\n\n" + ENGLISH, "", datetime(2017, 5, 10)),
        ("Ministers meet\n\nBy A. Writer | 10 May 2017\n\n" + ENGLISH, "2001-01-01.txt", datetime(2017, 5, 10)),
        ("Ministers meet\nDate: 10.05.2017\n\n" + ENGLISH, "", datetime(2017, 10, 5)),
        ("Ministers meet\n\nMOSCOW, May 10, 2017 (Wire) - " + ENGLISH, "", datetime(2017, 5, 10)),
        ("Ministers meet\n\nGENEVA, March 4 - " + ENGLISH, "1987-03-04_wire.txt", datetime(1987, 3, 4)),
        ("Ministers meet\n\nOn May 10, 2017, the treaty that ended the war was 30 years old. " + ENGLISH, "", None),
    ],
)
def test_dates_of_texts(text, name, expected):
    assert document(text, "x", name=name)["published_at"] == expected


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("2018-07-16_wire_talks.txt", datetime(2018, 7, 16)),
        ("20180716.txt", datetime(2018, 7, 16)),
        ("talks_2018_07_16.html", datetime(2018, 7, 16)),
        ("lavrov-trump-meeting-2017-05.txt", datetime(2017, 5, 1)),
        ("2014_wire.txt", None),
        ("2018-02-31.txt", None),
        ("article-1234567890.txt", None),
    ],
)
def test_dates_of_names(name, expected):
    assert date_of_name(name) == expected


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("2018-07-16", datetime(2018, 7, 16)),
        ("2018-07-16T22:30:00-04:00", datetime(2018, 7, 17, 2, 30)),
        ("Mon, 16 Jul 2018 10:00:00 GMT", datetime(2018, 7, 16, 10)),
        ("July 16th, 2018", datetime(2018, 7, 16)),
        ("Published 5:00 PM EDT, Wed 18 July 2018", datetime(2018, 7, 18)),
        ("7/16/2018", datetime(2018, 7, 16)),
        ("16/7/2018", datetime(2018, 7, 16)),
        ("20180716", datetime(2018, 7, 16)),
        ("1531735200", datetime(2018, 7, 16, 10)),
        ("1531735200000", datetime(2018, 7, 16, 10)),
        ("9999-99-99", None),
        ("0001-01-01T00:00:00+14:00", None),
        ("yesterday", None),
        ("", None),
    ],
)
def test_dates_as_written(value, expected):
    assert parse_date(value) == expected


@given(st.text(max_size=60))
def test_any_value_is_a_date_or_none(value):
    for found in (parse_date(value), date_of_line(value), date_of_name(value)):
        assert found is None or found.tzinfo is None


@pytest.mark.parametrize(
    ("text", "code"),
    [
        (ENGLISH, "en"),
        ("Thank you.", "en"),
        ("Lavrov, Tillerson, Kislyak, Kissinger", "en"),
        ("Министр сказал, что переговоры были полезными.", "ru"),
        (
            "Der Minister sagte, dass die Gespräche mit seinem Kollegen nützlich waren und bald weitergehen sollen.",
            "de",
        ),
        ("De minister was in Washington om met de president te praten en zei dat het een goed gesprek was.", "nl"),
        ("El ministro dijo que las conversaciones con su colega fueron útiles y que los dos quieren reunirse.", "es"),
        ("Le ministre a déclaré que les entretiens avec son homologue avaient été utiles et francs.", "fr"),
    ],
)
def test_languages(text, code):
    assert language(text) == code


def test_no_model_is_asked_for_an_english_text_of_many_names(monkeypatch):
    monkeypatch.setitem(sys.modules, "py3langid", None)  # to import it fails
    assert (
        language("Support to Moldova and Serbia: grants for mayors, farms, ports, schools, roads, bus lanes. " * 50)
        == "en"
    )


def test_a_long_text_in_a_language_with_words_like_the_english_ones_is_told():
    danish = (
        "Ministeren sagde at han ikke var enig i beslutningen, og at der stadig er mange spørgsmål for os alle. " * 40
    )
    assert language(danish) == "da"


def test_a_text_in_another_language_is_rejected_by_its_name():
    with pytest.raises(Rejected, match=r"not English: Russian \(ru\)"):
        document("Министр сказал, что переговоры были полезными. " * 5, "x")
    assert name_of("xx") == "xx"


def test_a_row_has_the_columns_of_the_frame():
    row = text_document(("Ministers meet\n\n" + ENGLISH).encode(), "a.txt", name="a.txt")
    assert list(row) == list(frames.DOCUMENTS)
    assert row["characters"] == len(row["text"])


def test_what_is_given_goes_before_what_is_found():
    row = document(
        "Title: A\nDate: 2001-01-01\nOutlet: B\nURL: https://b.example/\n\n" + ENGLISH,
        "x",
        title="Given",
        outlet="Wire",
        published_at="2018-07-16",
        name="1999-01-01.txt",
    )
    assert (row["title"], row["outlet"], row["published_at"]) == ("Given", "Wire", datetime(2018, 7, 16))


def test_outlet_from_the_address():
    assert document(ENGLISH, "x", url="https://www.example.org/a?b")["outlet"] == "example.org"
    assert document(ENGLISH, "x", url="http://[broken")["outlet"] is None


def test_markdown_is_read_as_words():
    row = markdown_document(f"# A *good* meeting\n\n**The minister** [said](http://x.org) so. {ENGLISH}".encode(), "x")
    assert row["title"] == "A good meeting"
    assert "\n\nThe minister said so." in row["text"]


def test_a_page_in_another_charset():
    body = "".join(f"<p>{ENGLISH} Number {number}.</p>" for number in range(4))
    page = f'<html><head><meta charset="windows-1252"><title>Ministers meet</title></head><body>{body}</body></html>'
    row = html_document(page.encode("cp1252"), "x")
    assert "“We’re ready,”" in row["text"]


@pytest.mark.parametrize(
    "text",
    [
        "a " * 1_000_000,
        "[" * 300_000 + "a",
        "**" * 300_000 + "a b",
        '"' * 1_000_000 + "a",
        "date:" * 200_000,
        "é\u0301" * 200_000,
    ],
)
def test_hostile_texts_are_read_or_rejected(text):
    # Anything worse than linear time would hang here; no clock is needed.
    for reader in (text_document, markdown_document):
        with contextlib.suppress(Rejected):
            reader(text.encode(), "x", name="x")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("&quot;We will,&quot; he said.", '"We will," he said.'),
        ("&amp;quot;We will,&amp;quot; he said.", '"We will," he said.'),
        ("&#8220;We&#x2019;ll see,&rdquo;&nbsp;he said.", "“We’ll see,” he said."),
        ("&amp;amp;lt;&#38;#38;gt;", "<>"),
        ("FranÃƒÂ§ois", "François"),
        ("AT&T; R&D; &bogus; &", "AT&T; R&D; &bogus; &"),
        ("â€œWe willâ€\x9d â€“ FranÃ§ois", "“We will” – François"),
        ("Ð¡Ñ‚Ð°Ð»Ð¸Ð½", "Сталин"),
        ("the café“s” Ã", "the café“s” Ã"),
    ],
)
def test_text_is_read_as_it_was_meant(text: str, expected: str) -> None:
    assert normalise(text) == expected


@pytest.mark.parametrize(
    ("text", "outlet"),
    [
        ("A summit\n\nMOSCOW (Reuters) - The talks went well, a diplomat said on Monday.", "Reuters"),
        ("A summit\n\nMOSCOW, May 10. /TASS/. The talks went well, a diplomat said on Monday.", "TASS"),
        ("A summit\n\nHELSINKI, Finland (AP) — The talks went well, a diplomat said.", "Associated Press"),
        ("A summit\n\nJane Doe\n\nUSA TODAY\n\nThe talks went well, a diplomat said on Monday.", "USA Today"),
        ("A summit\n\nAFP\n\nThe talks went well, a diplomat said on Monday.", None),
        ("The New York Times\n\nA summit\n\nThe talks went well, a diplomat said.", "The New York Times"),
        ("Source: The Daily Note\n\nMOSCOW (Reuters) - The talks went well, a diplomat said.", "The Daily Note"),
        ("A summit\n\nThe talks (the first) - and the last - went well, Reuters reported on Monday.", None),
        ("A summit\n\nThe talks went well, a diplomat told CNN and the Guardian on Monday.", None),
    ],
)
def test_outlet_of_a_plain_text(text: str, outlet: str | None) -> None:
    assert text_document(text.encode(), "a.txt")["outlet"] == outlet
