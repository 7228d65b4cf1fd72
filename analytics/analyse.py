"""The whole analysis as one pure function: a frame of documents in, the frames of `Analysis` out."""

import hashlib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import polars as pl

from analytics import frames
from analytics.actors.cast import Actor, Cast
from analytics.actors.mentions import Mentions
from analytics.actors.registry import Registry
from analytics.attribution.attribute import attribute
from analytics.attribution.cues import Cues
from analytics.attribution.quotations import Quotation
from analytics.knowledge import Knowledge
from analytics.reading.outlets import Outlets, known_outlets
from analytics.reading.paragraphs import Boilerplate, classify, split
from analytics.scoring.passage import Passage, lead_of, places_of
from analytics.scoring.sentiment import sentiment
from analytics.scoring.stance import Grammar, score_all
from analytics.sides import Sides

SEPARATOR = " … "
Rows = list[tuple[Any, ...]]


class Engine(NamedTuple):
    """All that the analysis knows, compiled once and used for any number of documents."""

    outlets: Outlets
    boilerplate: Boilerplate
    cues: Cues
    registry: Registry
    grammar: Grammar
    sides: Sides
    scoring_version: str

    @classmethod
    def load(cls, folder: Path | None = None) -> "Engine":
        """Compile the shipped knowledge files, with those of the user's `folder` over them.

        Raises KnowledgeError, with file, line and reason, for a file that cannot be used.
        """
        knowledge = Knowledge(folder)
        return cls(
            known_outlets(knowledge),
            Boilerplate.load(knowledge),
            Cues.load(knowledge),
            Registry.load(knowledge),
            Grammar(knowledge),
            Sides.load(knowledge),
            scoring_version(knowledge),
        )


def scoring_version(knowledge: Knowledge) -> str:
    """Name what decides a score: a hash of the analysis code and of the knowledge files, twelve hexadecimal digits."""
    content = hashlib.sha256(knowledge.digest.encode())
    for module in sorted(Path(__file__).parent.rglob("*.py")):
        content.update(module.read_bytes())
    return content.hexdigest()[:12]


def identify(*parts: object) -> str:
    """Return a stable identifier of `parts`: twenty hexadecimal digits, the same on every machine and in every run."""
    return hashlib.blake2b("\x1f".join(map(str, parts)).encode(errors="surrogatepass"), digest_size=10).hexdigest()


def analyse(documents: pl.DataFrame, engine: Engine) -> frames.Analysis:
    """Analyse `documents` (columns of `frames.DOCUMENTS`), a row a document, in any order.

    A column `blocks` (lists of strings), where there is one, holds paragraphs that were split before, and stands for
    `text`.

    Each document is analysed by itself: the same document gives the same rows whatever stands beside it.
    """
    tables: dict[str, Rows] = {name: [] for name in frames.ANALYSIS}
    for document in documents.iter_rows(named=True):
        _analyse_document(document, engine, tables)
    found = {name: _frame(tables[name], schema) for name, schema in frames.ANALYSIS.items()}
    found["actors"] = _merge_actors(found["actors"])
    found["actor_aliases"] = found["actor_aliases"].unique().sort("actor_id", "alias")
    return frames.Analysis(**found)


def _merge_actors(actors: pl.DataFrame) -> pl.DataFrame:
    return (
        actors.group_by("actor_id")
        .agg(
            pl.col("name").min(),
            pl.col("kind").min(),
            pl.col("side").min(),
            pl.col("description").min(),
            pl.col("known").any(),
        )
        .sort("actor_id")
    )


def _analyse_document(document: Mapping[str, Any], engine: Engine, tables: Mapping[str, Rows]) -> None:
    document_id, title, published_at = document["document_id"], document["title"], document["published_at"]
    blocks = document["blocks"] if "blocks" in document else split(document["text"])
    kinds = classify(blocks, title, engine.boilerplate)
    for number, (block, kind) in enumerate(zip(blocks, kinds)):
        tone = None if kind == "boilerplate" else sentiment(block)
        tables["paragraphs"].append((document_id, number, kind, block, tone))

    quotations = attribute(blocks, kinds, title, engine.cues)
    if not quotations:
        return
    cast = Cast(blocks, kinds, title, published_at, engine.registry)
    speakers = cast.resolve(quotations)
    mentions = Mentions(cast, speakers)

    before, heading = _context(blocks, kinds)
    heard: dict[Actor, None] = {}
    lead = lead_of([block for block, kind in zip(blocks, kinds) if kind == "body"])
    statements = _statements(quotations, speakers)
    passages = [
        Passage(
            text=blocks[number],
            spans=[(part.start, part.end) for part in parts],
            actor=actor,
            via=via.side if via else None,
            title=title,
            heading=heading[number],
            before=before[number],
            published_at=published_at,
            lead=lead,
        )
        for (number, actor, via), parts in statements.items()
    ]
    scores = score_all(passages, engine.grammar)
    for ((number, actor, via), parts), passage, scored in zip(statements.items(), passages, scores):
        block = blocks[number]
        if via is not None and not scored.relevance:
            continue  # a second-hand position counts only where it bears on the target
        actor_id, via_id = _id(actor, document_id), _id(via, document_id) if via else None
        statement_id = identify(document_id, number, actor_id, via_id or "")
        text = SEPARATOR.join(block[part.start : part.end] for part in parts)
        said = (text, scored.sentiment, scored.stance, scored.relevance)
        tables["statements"].append((statement_id, document_id, number, actor_id, via_id, *said))
        for part in parts:
            start, end = part.start, part.end
            found = (start, end, part.mode, part.cue, part.surface, block[start:end])
            tables["quotations"].append((identify(statement_id, start, end), statement_id, document_id, number, *found))
        for proof in scored.evidence:
            words = block[proof.start : proof.end]
            tables["evidence"].append((statement_id, *proof, words))
        heard.update(dict.fromkeys((actor, *((via,) if via else ()))))
        if not scored.relevance:
            continue  # whom it names counts nowhere
        named = mentions(number, passage.spans, actor)
        places = [(start, end) for _, start, end in named]
        sentences = engine.grammar.sentences(block, places_of(passage)) if named else []
        for (who, start, end), told in zip(named, engine.grammar.regard(sentences, places)):
            shown = (round(told.regard, 3), block[told.start : told.end])
            tables["mentions"].append((statement_id, _id(who, document_id), start, end, block[start:end], *shown))
        heard.update(dict.fromkeys(mention.actor for mention in named))
    for who in heard:
        who_id = _id(who, document_id)
        tables["actors"].append((who_id, who.name, who.kind, who.side, who.description, who.known))
        for alias in cast.aliases(who):
            tables["actor_aliases"].append((alias, who_id))


def _id(actor: Actor, document_id: str) -> str:
    """Return the identifier of an actor for all documents: of whom only a last name is known, for this one alone."""
    if actor.kind == "person" and not actor.known and " " not in actor.name:
        return f"{actor.actor_id}-{document_id[:6]}"
    return actor.actor_id


def _statements(
    quotations: Sequence[Quotation], speakers: Sequence[Actor]
) -> dict[tuple[int, Actor, Actor | None], list[Quotation]]:
    """Gather the quotations of one speaker in one paragraph, in text order, none within or across another."""
    gathered: dict[tuple[int, str, str | None], list[Quotation]] = {}
    who: dict[str, Actor] = {}
    for quotation, actor in zip(quotations, speakers):
        via = speakers[quotation.via] if quotation.via is not None else None
        if via is not None and via.actor_id == actor.actor_id:
            continue  # nobody is their own messenger
        who.setdefault(actor.actor_id, actor)
        gathered.setdefault((quotation.paragraph, actor.actor_id, via.actor_id if via else None), []).append(quotation)
    statements = {}
    for (number, actor_id, via_id), parts in gathered.items():
        kept: list[Quotation] = []
        for part in sorted(parts, key=lambda part: (part.start, -part.end)):
            start = max(part.start, kept[-1].end) if kept else part.start
            if start < part.end:
                kept.append(part if start == part.start else part._replace(start=start))
        statements[number, who[actor_id], who[via_id] if via_id else None] = kept
    return statements


def _context(blocks: Sequence[str], kinds: Sequence[str]) -> tuple[list[str], list[str | None]]:
    """Return for each block the body block before it and the heading above it."""
    before: list[str] = []
    headings: list[str | None] = []
    last, heading = "", None
    for block, kind in zip(blocks, kinds):
        before.append(last)
        headings.append(heading)
        if kind == "body":
            last = block
        elif kind == "heading":
            last, heading = "", block
    return before, headings


def _frame(rows: Rows, schema: pl.Schema) -> pl.DataFrame:
    columns = zip(*rows, strict=True) if rows else ((),) * len(schema)
    return pl.DataFrame(dict(zip(schema, columns, strict=True)), schema=schema)
