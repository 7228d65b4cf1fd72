"""The frames that the analysis takes and gives: their columns, types and meaning.

These are the columns of the tables of the same names in DuckDB, less the ones that only the store knows (run, time).
"""

from typing import NamedTuple

import polars as pl

KINDS = ("body", "heading", "boilerplate")
MODES = ("direct", "indirect", "mixed")
ACTOR_KINDS = ("person", "office", "institution", "group", "unknown")

DOCUMENTS = pl.Schema(
    {
        "document_id": pl.String(),
        "source": pl.String(),
        "title": pl.String(),
        "outlet": pl.String(),
        "published_at": pl.Datetime("us"),
        "language": pl.String(),
        "characters": pl.Int64(),
        "text": pl.String(),
    }
)
PARAGRAPHS = pl.Schema(
    {
        "document_id": pl.String(),
        "paragraph": pl.Int32(),
        "kind": pl.String(),
        "text": pl.String(),
        "sentiment": pl.Float64(),
    }
)
QUOTATIONS = pl.Schema(
    {
        "quotation_id": pl.String(),
        "statement_id": pl.String(),
        "document_id": pl.String(),
        "paragraph": pl.Int32(),
        "char_start": pl.Int32(),
        "char_end": pl.Int32(),
        "mode": pl.String(),
        "cue": pl.String(),
        "surface": pl.String(),
        "text": pl.String(),
    }
)
STATEMENTS = pl.Schema(
    {
        "statement_id": pl.String(),
        "document_id": pl.String(),
        "paragraph": pl.Int32(),
        "actor_id": pl.String(),
        "via_actor_id": pl.String(),
        "text": pl.String(),
        "sentiment": pl.Float64(),
        "stance": pl.Float64(),
        "relevance": pl.Int8(),
    }
)
EVIDENCE = pl.Schema(
    {
        "statement_id": pl.String(),
        "char_start": pl.Int32(),
        "char_end": pl.Int32(),
        "frame": pl.String(),
        "polarity": pl.Int8(),
        "weight": pl.Float64(),
        "operators": pl.List(pl.String),
        "text": pl.String(),
    }
)
MENTIONS = pl.Schema(
    {
        "statement_id": pl.String(),
        "actor_id": pl.String(),
        "char_start": pl.Int32(),
        "char_end": pl.Int32(),
        "text": pl.String(),
        "regard": pl.Float64(),
        "regard_text": pl.String(),
    }
)
ACTORS = pl.Schema(
    {
        "actor_id": pl.String(),
        "name": pl.String(),
        "kind": pl.String(),
        "side": pl.String(),
        "description": pl.String(),
        "known": pl.Boolean(),
    }
)
ACTOR_ALIASES = pl.Schema({"alias": pl.String(), "actor_id": pl.String()})
REJECTIONS = pl.Schema({"source": pl.String(), "reason": pl.String()})


ANALYSIS = {
    "paragraphs": PARAGRAPHS,
    "quotations": QUOTATIONS,
    "statements": STATEMENTS,
    "evidence": EVIDENCE,
    "mentions": MENTIONS,
    "actors": ACTORS,
    "actor_aliases": ACTOR_ALIASES,
}


class Analysis(NamedTuple):
    """What the analysis of a frame of documents gives, a frame a table."""

    paragraphs: pl.DataFrame
    quotations: pl.DataFrame
    statements: pl.DataFrame
    evidence: pl.DataFrame
    mentions: pl.DataFrame
    actors: pl.DataFrame
    actor_aliases: pl.DataFrame
