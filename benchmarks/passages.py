"""The labelled statements of stance and relevance, and those written for training, as passages to score."""

import gzip
import json
import re
from collections.abc import Callable, Sequence
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from analytics.actors.registry import Registry
from analytics.knowledge import Knowledge, read_rows
from analytics.scoring.passage import Passage, lead_of
from analytics.scoring.stance import SIDES, Grammar, Scored, score_all
from analytics.scoring.vocabulary import RU, US

Row = dict[str, Any]
WRITTEN = Path(__file__).with_name("statements.csv")


class Speaker(NamedTuple):
    side: str | None
    name: str = ""


def read(path: Path) -> list[Row]:
    content = path.read_bytes()
    text = (gzip.decompress(content) if path.suffix == ".gz" else content).decode()
    return [json.loads(line) for line in text.split("\n") if line.strip()]


AMERICANS = re.compile(
    r"\b(?:MR\.|MS\.|MRS\.|SENIOR ADMINISTRATION|THE PRESIDENT|Senator|Sen\.|Rep\.|Republican|Democrat|administration|"
    r"Pentagon|Treasury|Pence|Pelosi|Schumer|Graham|McConnell|Ryan|Comey|Mueller|Coats|Haley|Spicer|Sanders|Nauert|"
    r"Toner|Kirby|Earnest|Carney|Jean-Pierre|Carter|Dempsey|Dunford|Rhodes|Corker|Cardin|Collins|Flynn|Steinberg|"
    r"Stavridis|Warner|Schiff|Menendez|Brennan|Clapper|Daalder|Pifer|Redman|Matlock|Fried)\b"
)
RUSSIANS = re.compile(
    r"\b(?:Vladimir|Sergei|Sergey|Dmitry|Dmitri|Konstantin|Alexei|Aleksei|Igor|Yuri|Mikhail|Nikita|Leonid|Andrei|"
    r"Alexander|Aleksandr|Vyacheslav|Valentina|Anatoly|Fyodor|Oleg|Nikolai|Viktor)\b"
)


@cache
def registered() -> dict[str, str | None]:
    """Return the names of the registry, in lower case, with their sides."""
    registry = Registry.load(Knowledge())
    return {
        alias.lower(): registry.actors[actor].side for actor, aliases in registry.aliases.items() for alias in aliases
    }


def side_of(name: str, grammar: Grammar, source: str = "") -> str | None:
    """Return the side of a speaker: the registry's, else a guess by the words of `name`; labels have no more."""
    if name.lower() in registered():
        return registered()[name.lower()]
    bits = 0
    for bit in grammar.vocabulary.read(name).bits:
        bits |= bit
    if bits & RU:
        return None if bits & US and "Donald" not in name else "RU"
    if bits & US or AMERICANS.search(name):
        return "US"
    if RUSSIANS.search(name):
        return "RU"
    return {"White House": "US"}.get(source)


def parties(row: Row) -> list[tuple[int, int]]:
    """Return the places of the two parties of a directed sentence."""
    return [(row[f"{party}_from"], row[f"{party}_from"] + len(row[party])) for party in "pq"]


def gold_passages(data: Path, grammar: Grammar) -> list[tuple[Row, Passage]]:
    """Return the gold units with their passages."""
    found = []
    for units, folder in (("articles", data / "articles"), ("seed.part1", data.parent / "seeds")):
        kinds = json.loads((data / "gold" / f"{units}.kinds.json").read_text(encoding="utf-8"))
        blocks: dict[str, list[str]] = {}
        for unit in read(data / "gold" / f"{units}.units.jsonl"):
            name = unit["doc"]
            if name not in blocks:
                path = folder / f"{name}.txt"
                path = path if path.exists() else next(folder.glob("lavrov*.txt"))
                text = path.read_text(encoding="utf-8")
                blocks[name] = [b for b in re.split(r"\n[ \t]*\n", text.replace("\r\n", "\n")) if b.strip()]
            at = unit["paragraph"]
            kind = kinds.get(name, kinds)
            before = next((blocks[name][i] for i in range(at - 1, -1, -1) if kind.get(str(i)) == "body"), "")
            heading = next((blocks[name][i] for i in range(at - 1, -1, -1) if kind.get(str(i)) == "heading"), None)
            title = next((blocks[name][i] for i in range(at) if kind.get(str(i)) == "heading"), None)
            speaker = Speaker(side_of(unit["speaker"], grammar), unit["speaker"])
            spans = [tuple(span) for span in unit["spans"]]
            lead = lead_of([block for i, block in enumerate(blocks[name]) if kind.get(str(i)) == "body"])
            passage = Passage(blocks[name][at], spans, speaker, unit["via"], title, heading, before, lead=lead)
            found.append((unit, passage))
    return found


def statement_passages(data: Path, grammar: Grammar) -> list[tuple[Row, Passage]]:
    """Return the labelled statements with their passages."""
    found = []
    for row in read(data / "stance" / "statements.jsonl.gz"):
        text = row["context"] or row["statement"]
        at = text.find(row["statement"])
        if at < 0:
            text, at = row["statement"], 0
        speaker = Speaker(side_of(row["speaker"], grammar, row["source"]), row["speaker"])
        found.append((row, Passage(text, [(at, at + len(row["statement"]))], speaker, None, row["title"])))
    return found


def written_passages() -> list[tuple[Row, Passage]]:
    """Return the statements in our own words; they stand alone, in no paragraph. Raises KnowledgeError."""
    found = []
    for row in read_rows(WRITTEN, ("text", "side", "stance", "relevance", "year")):
        text, side = row["text"], SIDES[row.one_of("side", tuple(SIDES))]
        labels = {"stance": int(row.number("stance", -2, 2)), "relevance": int(row.number("relevance", 0, 2))}
        if labels["stance"] and not labels["relevance"]:
            raise row.error("a statement that is unrelated has no stance")
        found.append(({"text": text, **labels}, Passage(text, [(0, len(text))], Speaker(side))))
    return found


def documents(rows: Sequence[Row]) -> list[list[int]]:
    """Return the places of the rows that are of one document, for each; a row that names none is one by itself."""
    found: dict[str | int, list[int]] = {}
    for at, row in enumerate(rows):
        found.setdefault(row.get("doc") or row.get("doc_id") or at, []).append(at)
    return list(found.values())


def scored(rows: Sequence[tuple[Row, Passage]], grammar: Grammar) -> list[tuple[Row, Scored]]:
    """Return labelled rows with their scores, each document scored as one."""
    scores: dict[int, Scored] = {}
    for places in documents([row for row, _ in rows]):
        scores.update(zip(places, score_all([rows[at][1] for at in places], grammar)))
    return [(row, scores[at]) for at, (row, _) in enumerate(rows)]


def in_gold(data: Path) -> Callable[[str], bool]:
    """Return a test whether a text stands in an article with gold labels."""
    articles = "\n".join(
        plain(path.read_text(encoding="utf-8"))
        for folder in (data / "articles", data.parent / "seeds")
        for path in sorted(folder.glob("*.txt"))
    )
    return lambda text: plain(text) in articles


def plain(text: str) -> str:
    """Return the words of a text in lower case, without what outlets print differently."""
    return " ".join(re.findall(r"\w+", text.lower()))


def labelled_passages(
    data: Path, grammar: Grammar, held_out: Callable[[str], bool], gold: float, statement: float
) -> list[tuple[Row, Passage, float]]:
    """Return the labelled units with their passages and weights, without those of documents held out.

    Statements that stand in a gold article are left out too, whether it is held out or not.
    """
    known = in_gold(data)
    found = [(u, p, gold) for u, p in gold_passages(data, grammar) if not held_out(u["doc"])]
    return found + [(u, p, statement) for u, p in statement_passages(data, grammar) if not known(u["statement"])]
