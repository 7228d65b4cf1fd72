"""The overrides file: who speaks, where an analyst knows better than the analysis.

A CSV file with the columns `who,actor,kind,side,document,outlet,since,until,note`, of which two must be filled:
statements of `who` (an actor's identifier or full name, or the words that stand for a speaker in the text) count for
`actor` (an identifier or a full name), within the document, outlet and dates given. The first row that fits decides.
"""

from datetime import date
from pathlib import Path

import polars as pl

from analytics.actors.cast import Actor
from analytics.actors.names import slug
from analytics.actors.registry import Registry
from analytics.frames import ACTOR_KINDS
from analytics.knowledge import Knowledge, Row, read_rows
from analytics.sides import Sides

COLUMNS = ("who", "actor", "kind", "side", "document", "outlet", "since", "until", "note")
OVERRIDES = pl.Schema(
    {
        "line": pl.Int32(),
        "who": pl.String(),
        "who_id": pl.String(),
        "actor_id": pl.String(),
        "document": pl.String(),
        "outlet": pl.String(),
        "since": pl.Date(),
        "until": pl.Date(),
        "note": pl.String(),
        "name": pl.String(),
        "kind": pl.String(),
        "side": pl.String(),
        "description": pl.String(),
        "known": pl.Boolean(),
    }
)
"""Columns of the table `overrides`, less when it was applied."""


def read(path: Path, knowledge: Path | None = None) -> pl.DataFrame:
    """Return the rows of an overrides file, a row each (`OVERRIDES`). Raises KnowledgeError with file, line and reason.

    An actor whom the registry does not know is made a person, unless `kind` says otherwise.
    """
    registry, sides = Registry.load(Knowledge(knowledge)), Sides.load(Knowledge(knowledge))
    rows = []
    for row in read_rows(path, COLUMNS):
        for column in ("who", "actor"):
            if not row[column]:
                raise row.error(f"{column} is empty")
        since, until = _day(row, "since"), _day(row, "until")
        if since and until and until < since:
            raise row.error(f"until {until} comes before since {since}")
        actor = _actor(row, registry, sides)
        conditions = (row["document"] or None, row["outlet"] or None, since, until, row["note"] or None)
        rows.append((row.line, row["who"], slug(row["who"]), actor.actor_id, *conditions, *actor[1:]))
    return pl.DataFrame(rows, schema=OVERRIDES, orient="row")


def _actor(row: Row, registry: Registry, sides: Sides) -> Actor:
    kind, side = row.one_of("kind", (*ACTOR_KINDS, "")), sides.of(row)
    known = registry.actors.get(slug(row["actor"])) or registry.find(row["actor"])
    if known:
        return known
    name = row["actor"] if row["actor"] != slug(row["actor"]) else row["actor"].replace("-", " ").title()
    return Actor(slug(name), name, kind or "person", side, None, False)


def _day(row: Row, column: str) -> date | None:
    if not row[column]:
        return None
    try:
        return date.fromisoformat(row[column])
    except ValueError:
        raise row.error(f"{column} is {row[column]!r}, must be a day, such as 2017-02-01") from None
