"""Staged folders built by hand, for the tests of the store."""

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from types import MappingProxyType
from typing import NamedTuple

import polars as pl

from analytics.scoring.stance import combine
from flows.store import STAGED, Run

ACTORS = {
    "lavrov": ("Sergei Lavrov", "person", "RU", "Foreign Minister", True),
    "trump": ("Donald Trump", "person", "US", None, True),
    "kelly": ("Jane Kelly", "person", None, None, False),
    "somebody": ("senior official", "unknown", None, None, False),
    "nobody": ("he", "unknown", None, None, False),
}


class Said(NamedTuple):
    """A statement; its stance follows from the weight of its one piece of evidence."""

    actor: str
    weight: float = 0.0
    relevance: int = 2
    sentiment: float = 0.0
    via: str | None = None
    text: str = "“Let us” talk 😀 about it"
    surface: str = "he"
    mode: str = "direct"
    of: Mapping[str, str] = MappingProxyType({})
    regard: float = 0.0

    @property
    def stance(self) -> float:
        return combine([self.weight])


class Document(NamedTuple):
    document_id: str
    said: tuple[Said, ...] = ()
    published_at: datetime | None = None
    outlet: str | None = None
    title: str | None = None
    source: str = "a.txt"


def stage(
    folder: Path,
    documents: Iterable[Document],
    rejections: Iterable[tuple[str, str]] = (),
    actors: Iterable[tuple[str, str, str, str | None, str | None, bool]] | None = None,
) -> Path:
    """Write a staged folder, and return it."""
    rows: dict[str, list[tuple[object, ...]]] = {name: [] for name in STAGED}
    rows["rejections"].extend(rejections)
    heard = set()
    for document in documents:
        key = document.document_id
        rows["documents"].append(
            (key, document.source, document.title, document.outlet, document.published_at, "en", 100, "text")
        )
        rows["paragraphs"].append((key, 0, "heading", "Talks", 0.0))
        for number, said in enumerate(document.said, 1):
            statement = f"{key}-{number}"
            paragraph = f"é {said.text}, said {said.surface}."
            start, end = 2, 2 + len(said.text)
            heard |= {said.actor, said.via} - {None}
            rows["paragraphs"].append((key, number, "body", paragraph, said.sentiment))
            rows["quotations"].append(
                (f"{statement}-q", statement, key, number, start, end, said.mode, "said", said.surface, said.text)
            )
            rows["statements"].append(
                (statement, key, number, said.actor, said.via, said.text, said.sentiment, said.stance, said.relevance)
            )
            if said.weight:
                polarity = 1 if said.weight > 0 else -1
                rows["evidence"].append(
                    (statement, start, start + 3, "talk", polarity, said.weight, ["hedge"], said.text[:3])
                )
            for actor, words in said.of.items():
                at = start + said.text.index(words)
                heard.add(actor)
                rows["mentions"].append((statement, actor, at, at + len(words), words, said.regard, words))
    for actor in sorted(heard):
        rows["actors"].append((actor, *ACTORS.get(actor, (actor.title(), "person", None, None, False))))
        rows["actor_aliases"].append((f"Mr {actor.title()}", actor))
    if actors is not None:
        rows["actors"] = list(actors)
    folder.mkdir(parents=True)
    for name, schema in STAGED.items():
        pl.DataFrame(rows[name], schema=schema, orient="row").write_parquet(folder / f"{name}.parquet")
    return folder


def run(run_id: str = "r1", scoring_version: str = "v1") -> Run:
    return Run(run_id, datetime(2026, 1, 1, 12, tzinfo=UTC), "0.1.0", scoring_version, 1)
