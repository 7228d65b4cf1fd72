"""The report page: what a database holds, as one HTML file that needs nothing else.

Pure: frames in, text out. `page.html` is the frame of the page, a Jinja2 template that escapes what it is given; the
scripts build the rest in the browser from the data, as text and never as HTML, so that the reader can filter and sort.
A policy in the page (CSP) lets no other script run and lets nothing be fetched.
"""

import json
import zlib
from base64 import b64encode
from collections.abc import Mapping, Sequence
from contextlib import suppress
from datetime import date
from functools import cache
from hashlib import sha256
from importlib.resources import files
from pathlib import PurePath
from typing import Any, NamedTuple
from urllib.parse import urlsplit

import polars as pl
from jinja2 import Environment, FunctionLoader, StrictUndefined
from markupsafe import Markup

from analytics.scoring.stance import HALF
from analytics.sides import Side, Sides
from flows.explained import Mark, nearest
from flows.show import clean

LIMIT = 1_990_000  # bytes of a page; 2 MB is what people mail
PLAIN = 300_000  # characters of data that are left as they are; more are packed
LONGEST = 4000  # characters of a paragraph: of longer ones, the part around the statement
SCRIPTS = (
    *("vendor/d3.min.js", "vendor/plot.umd.min.js"),
    *("figures.js", "charts.js", "statements.js", "selection.js", "sections.js", "page.js"),
)
CONSTANTS = (
    *("stance_share", "weights", "neutral_within", "prior_statements", "prior_spread", "spread_statements", "likeness"),
)
"""What the page takes over from `sql/macros/optimism.sql`."""
MODES = ("direct", "indirect", "mixed")
ID = 12  # characters of an identifier that tell statements of a page apart; `detente explain` takes as many


class Found(NamedTuple):
    """What the queries of `sql/report/` find, the sums by so many months (`grain`: 1, 3 or 12)."""

    grain: int
    about: pl.DataFrame
    actors: pl.DataFrame
    sides: pl.DataFrame
    sums: pl.DataFrame
    statements: pl.DataFrame


def build(found: Found, sides: Sides, name: str, limit: int = LIMIT) -> str:
    """Return the page of the database called `name`, with as many of its strongest statements as `limit` bytes hold."""
    about = found.about.row(0, named=True)
    template = _environment().get_template("page.html")
    scripts = [Markup(_asset(script)) for script in SCRIPTS]
    data = _Data(found)
    edition = _edition(about)
    shared = {
        "constants": {constant: about[constant] for constant in CONSTANTS} | {"half": HALF},
        "grain": found.grain,
        "pair": [[side.side, side.adjective] for side in sides],
        "edition": edition,
    }

    def page(statements: int) -> str:
        embedded, packed = _embedded(data.first(statements) | shared)
        return template.render(
            name=clean(name),
            about=about,
            edition=edition,
            actors=[_cleaned(row) for row in found.actors.to_dicts()],
            pair=sides,
            countries=[_country(side) for side in sides],
            sides={row["side"]: row for row in found.sides.to_dicts()},
            scripts=scripts,
            hashes=[b64encode(sha256(script.encode()).digest()).decode() for script in scripts],
            style=Markup(_asset("page.css")),
            data=Markup(embedded),
            packed=packed,
        )

    kept, least = found.statements.height, 0
    while (size := len((text := page(kept)).encode())) > limit and kept:
        least = least or len(page(0).encode())
        kept = max(0, min(int(kept * (limit - least) / (size - least) * 0.98), kept - 1))
    return text


# The data that the scripts work on: lists whose entries stand for places in each other, to be short


class _Places(dict[Any, int]):
    """The places of values in a list without repetitions, which grows as it is asked."""

    def __missing__(self, value: Any) -> int:
        self[value] = place = len(self)
        return place

    def of(self, value: str | None) -> int:
        """Return the place of `value`, and -1 for None."""
        return -1 if value is None else self[value]


class _Data:
    """What the page shows, in the order of the statements, so that the first of them need the first of all lists."""

    def __init__(self, found: Found) -> None:
        """Read the frames."""
        self._outlets, self._documents, self._paragraphs = _Places(), _Places(), _Places()
        self._frames, self._operators = _Places(), _Places()
        actors = found.actors.to_dicts()
        self._actors = {row["actor_id"]: place for place, row in enumerate(actors)}
        self._whole = {
            "actors": [_actor(row) for row in actors],
            "sums": [self._sums(row) for row in found.sums.to_dicts()],
        }
        self._statements = []
        self._lengths = [self._grown()]
        for row in found.statements.to_dicts():
            self._statements.append(self._statement(row))
            self._lengths.append(self._grown())

    def _grown(self) -> dict[str, int]:
        return {name: len(places) for name, places in self._lists().items()}

    def _lists(self) -> dict[str, _Places]:
        return {
            "outlets": self._outlets,
            "documents": self._documents,
            "paragraphs": self._paragraphs,
            "frames": self._frames,
            "operators": self._operators,
        }

    def first(self, statements: int) -> dict[str, Any]:
        """Return the data with the first so many statements."""
        lengths = self._lengths[statements]
        lists = {name: list(places)[: lengths[name]] for name, places in self._lists().items()}
        return {**self._whole, **lists, "statements": self._statements[:statements]}

    def _sums(self, row: Mapping[str, Any]) -> list[Any]:
        return [
            row["side"] or self._actors[row["actor_id"]],
            self._outlets.of(row["outlet"] and clean(row["outlet"])),
            None if row["month"] is None else row["month"].year * 12 + row["month"].month - 1,
            *(row[name] for name in ("statements", "statements_squares", "documents")),
            *(_rounded(row[name]) for name in ("weight", "optimism_sum", "optimism_squares")),
            *(row[name] for name in ("statements_for", "statements_against")),
        ]

    def _statement(self, row: Mapping[str, Any]) -> list[Any]:
        whole = len(row["text"])
        shift, end = _window(whole, row["quotations"][0]["start"])
        text = clean(row["text"][shift:end])
        document = (
            clean(row["title"] or ""),
            self._outlets.of(row["outlet"] and clean(row["outlet"])),
            "" if row["day"] is None else row["day"].isoformat(),
            *_origin(row["source"]),
        )
        paragraph = (self._documents[document], row["paragraph"], shift > 0, end < whole, text)
        spans = [_within(one, shift, text, MODES.index(one["mode"])) for one in row["quotations"]]
        evidence = [
            _within(
                one,
                shift,
                text,
                self._frames[one["frame"]],
                round(one["weight"], 3),
                self._operators[", ".join(one["operators"] or ())],
            )
            for one in row["evidence"]
        ]
        return [
            row["statement_id"][:ID],
            self._actors[row["actor_id"]],
            clean(row["via"] or ""),
            self._paragraphs[paragraph],
            round(row["stance"], 3),
            round(row["sentiment"], 3),
            row["relevance"],
            int(row["repeat_of"] is not None),
            spans,
            _speakers_and_cues(text, row["quotations"], spans),
            evidence,
        ]


def _edition(about: Mapping[str, Any]) -> str:
    """Return what made the numbers of the page, and when: who cites one names it, as the next run may make another."""
    versions = sorted(about["scoring_versions"] or ())
    parts = [
        f"Détente {about['code_version']}" if about["code_version"] else "Détente",
        f"scoring {versions[0]}" if len(versions) == 1 else None,
        f"as of {_in_words(about['updated_at'])}" if about["updated_at"] else None,
    ]
    return clean(", ".join(filter(None, parts)))


def _country(side: Side) -> str:
    """Return the name of a country as a headline has it: US, Russia, China."""
    return side.adjective if side.adjective.isupper() else side.name.removeprefix("the ")


def _actor(row: Mapping[str, Any]) -> list[Any]:
    return [
        row["actor_id"],
        clean(row["actor"]),
        row["side"] or "",
        row["kind"],
        clean(row["description"] or ""),
        _rounded(row["optimism_reported"]),
        row["statements_reported"],
        row["stored"],
    ]


def _rounded(number: float | None) -> float | None:
    return None if number is None else round(number, 5)


def _window(length: int, start: int) -> tuple[int, int]:
    """Return which part of a paragraph to show: all of it, or where it is long what stands around `start`."""
    if length <= LONGEST:
        return 0, length
    begin = max(0, start - LONGEST // 4) // 1000 * 1000  # in steps, so that neighbours share their text
    return begin, min(length, begin + LONGEST)


def _within(part: Mapping[str, Any], shift: int, text: str, *more: Any) -> list[Any]:
    """Return a part of a paragraph as [start, end, …] in the `text` that is shown of it."""
    start, end = (min(max(part[name] - shift, 0), len(text)) for name in ("start", "end"))
    return [start, end, *more]


def _speakers_and_cues(text: str, quotations: Sequence[Mapping[str, Any]], spans: Sequence[Sequence[Any]]) -> list[Any]:
    """Return where the words that name the speaker stand, and the cues: [start, end, 1 for a cue]."""
    voiced = [Mark(start, end, "", "") for start, end, _ in spans]
    marks = set()
    for one, (start, end, _) in zip(quotations, spans):
        for name in ("surface", "cue"):
            at = nearest(text, one[name], start, end, voiced)
            if at is not None:
                marks.add((at, at + len(one[name]), int(name == "cue")))
    return sorted(marks)


def _origin(source: str) -> tuple[str, str]:
    """Return how to name where a document came from, and its address, or "" where it has none that is safe to open.

    Of a path from the root only the end is named: the page may be published, and where somebody's files are may not.
    """
    with suppress(ValueError):
        address = urlsplit(source)
        if address.scheme in ("http", "https") and address.netloc:
            return clean(address.netloc), clean(source)
    path = source.replace("\\", "/")
    return clean(PurePath(path).name if path.startswith(("/", "~")) or path[1:3] == ":/" else path), ""


# The template


def _embedded(data: Mapping[str, Any]) -> tuple[str, bool]:
    """Return `data` as what may stand in a script element, and whether it is packed: deflated, in base 64.

    A small page keeps it as JSON, for other programs to read; there no `<` can end the element or begin a comment.
    """
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    if len(text) < PLAIN:
        return text.replace("<", "\\u003c"), False
    return b64encode(zlib.compress(text.encode())).decode(), True


def _cleaned(row: Mapping[str, Any]) -> dict[str, Any]:
    return {name: clean(value) if isinstance(value, str) else value for name, value in row.items()}


@cache
def _asset(name: str) -> str:
    return files(__name__).joinpath(name).read_text(encoding="utf-8")


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=FunctionLoader(_asset), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    environment.filters |= {"signed": _signed, "day": _in_words, "number": "{:,}".format, "share": "{:.0%}".format}
    return environment


def _signed(value: float) -> str:
    """Write +0.24 or −0.24, with a minus sign that a screen reader says; 0 has no sign."""
    text = f"{value:+.2f}"
    return "0.00" if text in ("+0.00", "-0.00") else text.replace("-", "\N{MINUS SIGN}")


def _in_words(day: date) -> str:
    return f"{day.day} {day:%B %Y}"
