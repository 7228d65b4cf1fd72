"""Labels against the database: how well it has who speaks, where, and for or against what; and sheets to label."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from difflib import get_close_matches
from pathlib import Path, PurePath
from typing import Any, NamedTuple

import polars as pl

from analytics import evaluate as measures
from analytics import sampling
from analytics.evaluate import Disagreement, Group, Place, Unit
from flows import labels, store
from flows.labels import Label, LabelError


class Evaluation(NamedTuple):
    """How labels and database agree."""

    documents: int
    paragraphs: int | None
    """That the labels are of; None: all of the documents."""
    figures: Mapping[str, float]
    confusion: Mapping[int, Mapping[int | None, int]]
    actors: Sequence[Group]
    outlets: Sequence[Group]
    disagreements: Sequence[Mapping[str, Any]]
    not_stored: Sequence[str]
    """Documents that the labels name and the database has not."""
    unfilled: int
    """Rows of a sheet that nobody filled in."""


class _Stored(NamedTuple):
    """What the database has of the labelled documents."""

    texts: Mapping[Place, tuple[str, str]]
    """Kind and text of each paragraph."""
    units: Sequence[Unit]
    evidence: Mapping[str, Sequence[str]]
    outlets: Mapping[str, str]


def evaluate(database: Path, path: Path, *, partial: bool = False) -> Evaluation:
    """Compare the labels of a file with what `database` has. Raises StoreError, LabelError among them.

    Labels are of whole documents, and whatever else is found in these is wrong, unless they are `partial`, or a sheet:
    then only the paragraphs count that they name.
    """
    partial = partial or path.suffix.lower() == ".csv"
    given = labels.read(path)
    sources = store.sources(database)
    known, not_stored = _known(database, given.labels, sources)
    stored = _stored(database, sources, sorted({doc for doc, _ in known}))
    labelled, weights = _units(known, stored.texts)
    found = [unit for unit in stored.units if not partial or unit.place in weights]
    pairs = measures.pair_up(labelled, found)
    return Evaluation(
        len({doc for doc, _ in known}),
        len(weights) if partial else None,
        measures.score(labelled, found, pairs, weights),
        measures.confusion(labelled, found, pairs),
        measures.by_actor(labelled, found, pairs),
        measures.by_outlet(labelled, found, pairs, stored.outlets),
        _explained(measures.disagreements(labelled, found, pairs), stored, known, labelled, found),
        not_stored,
        given.unfilled,
    )


def _known(database: Path, given: Sequence[Label], sources: pl.DataFrame) -> tuple[list[tuple[str, Label]], list[str]]:
    """Return the labels of stored documents, each with its document_id, and the names of the others."""
    names: dict[str, set[str]] = defaultdict(set)
    for document_id, source in sources.select("document_id", "source").iter_rows():
        for name in (document_id, source, *_short(source)):
            names[name].add(document_id)
    known, unknown = [], {}
    for label in given:
        meant = names.get(label.doc, set())
        if len(meant) > 1:
            raise label.error(f"doc {label.doc!r} may be {' or '.join(sorted(meant)[:3])}; give its document_id")
        for document_id in meant:
            known.append((document_id, label))
        if not meant:
            unknown[label.doc] = label
    if not known:
        near = get_close_matches(given[0].doc, names, 1)
        hint = f"near: {near[0]}" if near else "a doc is the name of its file without ending, its source or document_id"
        raise given[0].error(f"{database} has no document {given[0].doc!r}, nor any other of the labels; {hint}")
    return known, list(unknown)


def _short(source: str) -> tuple[str, str]:
    """Return the name of a file, and the same without its ending; with #record, where there is one."""
    path, sign, record = source.partition("#")
    name = PurePath(path).name
    return name + sign + record, PurePath(name.removesuffix(".gz")).stem + sign + record


def _stored(database: Path, sources: pl.DataFrame, documents: list[str]) -> _Stored:
    found = store.frames_of(database, "labels", documents=documents)
    texts = {(doc, paragraph): (kind, text) for doc, paragraph, kind, text in found["paragraphs"].iter_rows()}
    units = [
        Unit(
            doc, number, actor, via, [(span["char_start"], span["char_end"]) for span in spans], relevance, stance, key
        )
        for key, doc, number, actor, via, spans, relevance, stance in found["statements"].iter_rows()
    ]
    evidence = defaultdict(list)
    for key, frame, weight, operators, text in found["evidence"].iter_rows():
        changed = f" ({', '.join(operators)})" if operators else ""
        evidence[key].append(f"{weight:+.2f} {frame} “{text}”{changed}")
    outlets = sources.with_columns(pl.col("outlet").fill_null("(none)"))
    return _Stored(texts, units, evidence, dict(outlets.select("document_id", "outlet").iter_rows()))


def _units(
    known: Iterable[tuple[str, Label]], texts: Mapping[Place, tuple[str, str]]
) -> tuple[list[Unit], dict[Place, float]]:
    """Return what is labelled, and each place that the labels name with its weight."""
    units, weights = [], dict[Place, float]()
    empty: set[Place] = set()
    for doc, label in known:
        place = doc, label.paragraph
        if place not in texts:
            last = max(number for name, number in texts if name == doc)
            raise label.error(f"{label.doc} has no paragraph {label.paragraph}; its last is {last}")
        spans = labels.place(label, texts[place][1])
        weights[place] = label.weight or weights.get(place, 1.0)
        if label.speaker is None:
            empty.add(place)
        else:
            units.append(Unit(*place, label.speaker, label.via, spans, label.relevance, label.stance / 2, label.where))
    for unit in units:
        if unit.place in empty:
            raise LabelError(
                f"{unit.key}: here {unit.speaker} speaks, and in another line of this paragraph nobody does"
            )
    return units, weights


def _explained(
    differing: Iterable[Disagreement],
    stored: _Stored,
    known: Iterable[tuple[str, Label]],
    labelled: Iterable[Unit],
    found: Iterable[Unit],
) -> list[dict[str, Any]]:
    """Return disagreements as rows, with what explains each."""
    names = {doc: label.doc for doc, label in known}
    labelled_at, found_at = _speakers(labelled), _speakers(found)
    rows = []
    for kind, label, unit in differing:
        one = label or unit
        assert one
        paragraph_kind, text = stored.texts[one.place]
        why = ""
        if kind == "missed":
            others = found_at.get(one.place)
            why = f"found there: {others}" if others else f"nobody is found in this {paragraph_kind} paragraph"
        elif kind == "added":
            others = labelled_at.get(one.place)
            why = f"labelled there: {others}" if others else "nobody is labelled in this paragraph"
        elif kind == "stance" and unit:
            why = "; ".join(stored.evidence.get(unit.key, ())) or "found no words that speak for or against"
        row = {
            "kind": kind,
            "doc": names[one.doc],
            "paragraph": one.paragraph,
            "labelled": _speaker(label) if label else None,
            "found": _speaker(unit) if unit else None,
            "relevance_labelled": label.relevance if label else None,
            "relevance_found": unit.relevance if unit else None,
            "stance_labelled": round(2 * label.stance) if label else None,
            "stance_found": unit.stance if unit else None,
            "text": " … ".join(text[start:end] for start, end in one.spans),
            "why": why,
            "statement_id": unit.key if unit else None,
        }
        rows.append(row)
    return rows


def _speakers(units: Iterable[Unit]) -> dict[Place, str]:
    """Return who speaks at each place."""
    speakers: dict[Place, str] = {}
    for unit in units:
        before = f"{speakers[unit.place]}, " if unit.place in speakers else ""
        speakers[unit.place] = before + _speaker(unit)
    return speakers


def _speaker(unit: Unit) -> str:
    return f"{unit.speaker}, via {unit.via}" if unit.via else unit.speaker


# Sheets


def sheet(database: Path, count: int, seed: int) -> pl.DataFrame:
    """Return paragraphs to label, in order of documents, with empty columns to fill in. Raises StoreError.

    They say nothing of what was found, so that it sways nobody. `weight` is how many paragraphs each stands for.
    """
    drawn = sampling.draw(store.population(database), count, seed)
    if not drawn.height:
        raise store.StoreError(f"{database}: has no paragraphs to draw from; `detente run` adds some")
    documents = drawn["document_id"].unique().to_list()
    paragraphs = store.frames_of(database, "labels", documents=documents)["paragraphs"]
    body = paragraphs.filter(pl.col("kind") == "body").with_columns(
        pl.col("text").shift(1).over("document_id", order_by="paragraph").alias("before")
    )
    empty = [pl.lit(None, pl.String).alias(name) for name in (*labels.TO_FILL, "note")]
    return (
        drawn.select("document_id", "paragraph", "weight")
        .join(body, ["document_id", "paragraph"])
        .join(store.sources(database), "document_id")
        .sort("source", "document_id", "paragraph")
        .select(
            pl.col("document_id").alias("doc"),
            "paragraph",
            *("source", "title", "outlet", "published_at", "before", "text"),
            *empty,
            pl.col("weight").round(3),
        )
    )
