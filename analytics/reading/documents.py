"""Bytes or text in, document row out: decoded, normalised, identified, with title, outlet, date and language."""

import codecs
import hashlib
import html
import re
import unicodedata
from datetime import date, datetime
from typing import Any
from urllib.parse import urlsplit

from analytics.reading.dates import as_datetime, date_of_line, date_of_name, parse_date
from analytics.reading.language import language, name_of
from analytics.reading.outlets import Outlets, outlet_of, shipped
from analytics.reading.paragraphs import classify, split

Row = dict[str, Any]

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_SIGNATURES = (
    (b"%PDF", "a PDF"),
    (b"PK\x03\x04", "a ZIP archive or an Office document"),
    (b"\xd0\xcf\x11\xe0", "an old Office document"),
    (b"{\\rtf", "an RTF document"),
    (b"\x89PNG", "a PNG image"),
    (b"\xff\xd8\xff", "a JPEG image"),
    (b"GIF8", "a GIF image"),
    (b"PAR1", "a Parquet file"),
    (b"\x1f\x8b", "gzip-compressed"),
    (b"BZh", "bzip2-compressed"),
    (b"\xfd7zXZ", "xz-compressed"),
    (b"7z\xbc\xaf", "a 7z archive"),
    (b"SQLite format 3", "an SQLite database"),
    (b"\x7fELF", "a program"),
)
_PROBE = 1 << 16
_CONTROL = bytes(set(range(32)) - set(b"\t\n\v\f\r\x1b")) + b"\x7f"

# To look once for what is seldom there takes a seventh of the time of replacing it, kind by kind.
_SELDOM = re.compile(
    "[\x00-\x08\v-\x1f\x7f-\xa0\xad\u1680\u2000-\u200b\u200e\u200f\u2028-\u202f\u205f-\u2064\u2066-\u2069\u3000\ud800-\udfff\ufeff]"
)
_LINE_ENDS = re.compile("\r\n?|[\x85\u2028\v\f]")
# Control characters, zero-width and direction marks, soft hyphens, lone surrogates: nothing that a reader sees.
_INVISIBLE = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\u00ad\u200b\u200e\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff\ud800-\udfff]"
)
# Sequences that colour or command a terminal, whole.
_TERMINAL = re.compile("\x1b(?:\\[[0-?]{0,40}[ -/]{0,8}[@-~]|\\][^\x07\x1b\n]{0,200}(?:\x07|\x1b\\\\)?)")
_SPACES = re.compile("[\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]")

# Character references that a page left in its text, and UTF-8 that was read as Windows-1252.
_REFERENCE = re.compile(r"&(?:#\d{1,6}|#[xX][0-9a-fA-F]{1,5}|[A-Za-z]{2,8}\d{0,2});")
_AMPERSAND = re.compile(r"&(?:(?:amp|AMP|#0{0,4}38|#[xX]0{0,3}26);)+")
_BYTES_80_BF = "\x80-\xbf€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ"
_MISREAD_FIRST = "âÂÃÄÅÐÑ"
_MISREAD = re.compile(f"â[{_BYTES_80_BF}]{{2}}|[ÂÃÄÅÐÑ][{_BYTES_80_BF}]")

_CHARSET = re.compile(rb"""charset\s{0,4}=\s{0,4}["']?([A-Za-z0-9_-]{2,30})""", re.IGNORECASE)
_FIELD = re.compile(
    r"(?P<name>title|headline|date|published|published[ _-](?:at|on)|publication[ _-]date|outlet|source|publisher"
    r"|publication|url|link)[ \t]{0,9}:[ \t]{0,9}(?P<value>\S[^\n]{0,400})",
    re.IGNORECASE,
)
_FIELD_NAMES = {
    "title": "title",
    "headline": "title",
    "outlet": "outlet",
    "source": "outlet",
    "publisher": "outlet",
    "publication": "outlet",
    "url": "url",
    "link": "url",
}
_HEAD_LINES, _HEAD_CHARACTERS = 12, 4000
LONGEST_TITLE = 300
MOST_TAGS = 100_000
"""Of a page. What finds the article takes four times as long for twice the tags: 10 s for so many."""

_MARKDOWN = (
    (re.compile(r"!\[[^][\n]{0,300}\]\([^()\n]{0,500}\)"), ""),
    (re.compile(r"\[([^][\n]{1,500})\]\([^()\n]{0,500}\)"), r"\1"),
    (re.compile(r"(\*\*|__)(?=\S)([^*_\n]{1,500})(?<=\S)\1"), r"\2"),
    (re.compile(r"(?<![\w*_])([*_])(?=[^\s*_])([^*_\n]{1,500})(?<=[^\s*_])\1(?![\w*_])"), r"\2"),
)


class Rejected(ValueError):
    """Input that is no document of ours; the text says why."""


def decode(data: bytes) -> str:
    """Return the text of `data`: UTF-8, UTF-16 or UTF-32, with or without a byte order mark, else Windows-1252.

    Raises Rejected for what is empty, binary, or in no encoding that an English text would have.
    """
    if not data.strip(b" \t\r\n\0"):
        raise Rejected("empty")
    for signature, what in _SIGNATURES:
        if data.startswith(signature):
            raise Rejected(f"binary: {what}, not text")
    for mark, encoding in _BOMS:
        if data.startswith(mark):
            return data[len(mark) :].decode(encoding, errors="replace")
    probe = data[:_PROBE]
    if wide := _wide_encoding(probe):
        return data.decode(wide, errors="replace")
    if len(probe) - len(probe.translate(None, _CONTROL)) > len(probe) / 100:
        raise Rejected("binary: more than one control character in a hundred")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        pass
    mended = data.decode("utf-8", errors="replace")
    broken = mended.count("�")
    beyond_ascii = len(mended) - len(mended.encode("ascii", errors="ignore"))
    if broken * 2 <= beyond_ascii - broken:
        return mended  # UTF-8 with a bad byte here and there, or cut within a character
    try:
        text = data.decode("cp1252")
    except UnicodeDecodeError as error:
        raise Rejected(f"undecodable: neither UTF-8, UTF-16 nor Windows-1252 (byte {error.start})") from None
    if len(text) - len(text.encode("ascii", errors="ignore")) > len(text) / 4:
        raise Rejected("undecodable: neither UTF-8 nor UTF-16, and no English text in Windows-1252")
    return text


def _wide_encoding(probe: bytes) -> str | None:
    """Name the encoding of UTF-16 without a mark, by where the zero bytes of Latin letters stand."""
    if len(probe) < 4 or b"\0" not in probe:
        return None
    half = len(probe) // 2
    even, odd = probe[: 2 * half : 2].count(0), probe[1 : 2 * half : 2].count(0)
    if odd > 0.6 * half and even < 0.05 * half:
        return "utf-16-le"
    if even > 0.6 * half and odd < 0.05 * half:
        return "utf-16-be"
    return None


def normalise(text: str) -> str:
    """Return `text` with line ends as `\\n`, blanks of every width as spaces, and nothing invisible in it.

    Composed to NFC. Character references (`&quot;`) and UTF-8 read as Windows-1252 (`â€œ`) are what they stand for.
    What a reader sees keeps its place and length, so offsets into ordinary text stay valid.
    """
    once = _normalised(text)
    while once != text:  # what was taken away may leave a reference, or a misread character, whole
        text, once = once, _normalised(once)
    return text


def _normalised(text: str) -> str:
    if "&" in text:
        text = _REFERENCE.sub(_referred, _AMPERSAND.sub("&", text))
    changed = any(first in text for first in _MISREAD_FIRST)
    while changed:  # what was misread n times has 2ⁿ characters for one
        before = len(text)
        text = _MISREAD.sub(_reread, text)
        changed = len(text) < before
    if _SELDOM.search(text):
        text = _LINE_ENDS.sub("\n", text).replace("\u2029", "\n\n")
        text = _SPACES.sub(" ", _INVISIBLE.sub("", _TERMINAL.sub("", text)))
    return text if unicodedata.is_normalized("NFC", text) else unicodedata.normalize("NFC", text)


def _referred(found: re.Match[str]) -> str:
    character = html.unescape(found[0])
    # A letter could complete another reference.
    return found[0] if character.isascii() and (character.isalnum() or character in "#;&") else character


def _reread(found: re.Match[str]) -> str:
    data = b"".join(c.encode("cp1252") if c > "\xff" else c.encode("latin-1") for c in found[0])
    try:
        return data.decode()
    except UnicodeDecodeError:
        return found[0]


def identity(text: str) -> str:
    """Return the identifier of the document with the normalised `text`: 20 hexadecimal digits, white space ignored.

    80 bits: among 10⁸ documents the chance of any two sharing one is 4·10⁻⁹.
    """
    flat = " ".join(filter(None, map(str.strip, text.split("\n"))))
    if "  " in flat or "\t" in flat:  # seldom, and to look is faster than to split
        flat = " ".join(flat.split())
    return hashlib.blake2b(flat.encode(errors="replace"), digest_size=10).hexdigest()


def document(
    text: str,
    source: str,
    *,
    title: str | None = None,
    outlet: str | None = None,
    published_at: date | str | None = None,
    url: str | None = None,
    name: str = "",
    outlets: Outlets | None = None,
) -> Row:
    """Return the row of `frames.DOCUMENTS` for `text`, which came from `source`.

    What is not given is taken from the head of the text (lines such as `Title:`, a headline, a date line, an outlet or
    its dateline), from the file `name` (the date) and from `url` (its host for the outlet); `outlets` are the shipped
    ones, or those of a knowledge folder. Raises Rejected for a text without words and one that is not English.
    """
    text = normalise(text)
    if not any(character.isalpha() for character in text[:_PROBE]):
        raise Rejected("empty" if not text.strip() else "no text: not a letter in it")
    code = language(text)
    if code != "en":
        raise Rejected(f"not English: {name_of(code)}")
    head = [line.strip() for line in text[:_HEAD_CHARACTERS].split("\n") if line.strip()][:_HEAD_LINES]
    fields = _fields(head)
    published = _date(published_at) or _date(fields.get("date")) or _first_date(head) or date_of_name(name)
    return {
        "document_id": identity(text),
        "source": source,
        "title": _one_line(title) or _one_line(fields.get("title")) or _headline(text),
        "outlet": (
            _one_line(outlet)
            or _one_line(fields.get("outlet"))
            or _host(url or fields.get("url"))
            or outlet_of(head, outlets or shipped())
        ),
        "published_at": published,
        "language": code,
        "characters": len(text),
        "text": text,
    }


def text_document(data: bytes, source: str, name: str = "", outlets: Outlets | None = None) -> Row:
    """Return the document row of a text file. Raises Rejected."""
    return document(decode(data), source, name=name, outlets=outlets)


def markdown_document(data: bytes, source: str, name: str = "", outlets: Outlets | None = None) -> Row:
    """Return the document row of a Markdown file, links and emphasis as plain words. Raises Rejected."""
    text = decode(data)
    for mark, plain in _MARKDOWN:
        text = mark.sub(plain, text)
    return document(text, source, name=name, outlets=outlets)


def html_document(data: bytes, source: str, name: str = "", outlets: Outlets | None = None) -> Row:
    """Return the document row of the article in a web page. Raises Rejected."""
    if data.count(b"<") > MOST_TAGS:
        raise Rejected(f"page of more than {MOST_TAGS:,} tags: no single article")
    from trafilatura import bare_extraction  # here, for it takes a third of a second and few runs need it
    from trafilatura.settings import Document

    declared = _CHARSET.search(data[:4096])
    try:
        page = data.decode(declared[1].decode()) if declared else decode(data)
    except (LookupError, UnicodeDecodeError):
        page = decode(data)
    try:
        found = bare_extraction(page, with_metadata=True, include_comments=False, include_tables=False)
    except Exception as error:  # what a page may provoke in a parser is not foreseeable
        raise Rejected(f"page cannot be parsed: {type(error).__name__}") from None
    if not isinstance(found, Document) or not (found.text or "").strip():
        raise Rejected("no article found in the page")
    return document(
        "\n\n".join(line for line in str(found.text).split("\n") if line.strip()),
        source,
        title=found.title,
        outlet=found.sitename,
        published_at=found.date,
        url=found.url,
        name=name,
        outlets=outlets,
    )


READERS = {".txt": text_document, ".md": markdown_document, ".html": html_document}
"""Formats of a document of its own, by file name ending."""


def _fields(head: list[str]) -> dict[str, str]:
    """Return what lines such as `Title: …` and `Date: …` at the head of a text say."""
    fields: dict[str, str] = {}
    for line in head:
        if found := _FIELD.fullmatch(line):
            name = _FIELD_NAMES.get(found["name"].lower(), "date")
            fields.setdefault(name, found["value"].strip().strip("\"'"))
    return fields


def _first_date(head: list[str]) -> datetime | None:
    return next((found for line in head if (found := date_of_line(line))), None)


def _date(value: date | str | None) -> datetime | None:
    if value is None:
        return None
    return parse_date(value) if isinstance(value, str) else as_datetime(value)


def _one_line(value: str | None) -> str | None:
    return " ".join(normalise(value).split())[: 2 * LONGEST_TITLE] or None if value else None


def _host(url: str | None) -> str | None:
    try:
        host = urlsplit(url or "").hostname
    except ValueError:
        return None
    return host.removeprefix("www.") if host else None


def _headline(text: str) -> str | None:
    """Return the headline that `text` begins with, or None where it begins with its story."""
    blocks = split(text[:_HEAD_CHARACTERS])[:4]
    kinds = classify(blocks, None)
    for block, kind in zip(blocks, kinds):
        if kind == "heading":
            line = block.strip().split("\n")[0].lstrip("# ").strip()
            return _once(line)[:LONGEST_TITLE] or None
        if kind == "body":
            return None
    return None


def _once(line: str) -> str:
    """Return a headline that a page gave twice in one line, once: "A meeting. A meeting How …" is "A meeting"."""
    again = line.find(line[:12], 12)
    first = line[:again].rstrip(" .|:–—-")
    return first if again > 0 and line.startswith(first, again) else line
