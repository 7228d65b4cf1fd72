"""Measure the finding of repeats on labelled pairs, and its time: `python -m benchmarks.repeats DATA [STATEMENTS]`.

DATA holds `articles/` and `bulk/us_russia.parquet`, and `../seeds/`. The pairs of repeats.csv were judged by reading:
from the seed, the articles of the tuned part and the bulk corpus, candidates by loose likeness (about as many of each
degree) and links that a first rule found; pairs of which two readers may think differently are left out. The words and
the thresholds of analytics/repeats.py were chosen on them. MinHash (rensa), where it is installed, is measured beside
it, on the same words and pairs and at the threshold that serves it best: one so low, because a quotation and what it is
cut from have little in common as sets, that its index by bands would compare nearly everything.

Pairs so chosen flatter or blame a rule. Those of repeats_drawn.csv were drawn at random, by stratum of likeness, from
all pairs of relevant statements that one speaker made within ten days, once the rule stood; one reader judged them, and
each counts for as many as it was drawn from. "Does the one say again what the other says?" was judged without the
rule's answer: nearly all links do (.99; .94 if every unclear pair is none), but a spokesman comes back to a point in
ever other words: of that the rule finds a fifth (.19; .09 to .22 by how unclear pairs are taken). "Is it the same
utterance, printed again?" was judged later, knowing some answers: of 84 clear pairs apart none was, which leaves room
for some among 10,845, and half of the links are (.50); the others are a point made again in much the same words, which
counts once as well. Most of these pairs are of transcripts of one outlet; few newspapers carry the same words here.

The time is that for paragraphs of the bulk corpus as statements, each series of pages a speaker, over again for other
speakers until there are STATEMENTS (by default a million); then that of adding a hundred.
"""

import argparse
import hashlib
import resource
import time
from collections import Counter
from functools import cache
from pathlib import Path

import polars as pl

from analytics import repeats
from analytics.analyse import SEPARATOR
from analytics.knowledge import Row, read_rows
from analytics.reading.documents import document, text_document
from analytics.reading.paragraphs import split

PLACE = ("document", "paragraph", "spans", "hash")
COLUMNS = (*PLACE, *(f"other_{column}" for column in PLACE), "same")
DRAWN = ("stratum", "of", *COLUMNS, "carried")
Pair = tuple[str, str, bool]


def bulk(data: Path) -> pl.DataFrame:
    return pl.read_parquet(data / "bulk" / "us_russia.parquet", columns=["doc_id", "published_at", "text"])


class Texts:
    """The statements of the labelled documents, by their places."""

    def __init__(self, data: Path) -> None:
        self._documents: dict[str, str | bytes] = dict(bulk(data).select("doc_id", "text").iter_rows())
        for path in (*(data / "articles").glob("*.txt"), *(data.parent / "seeds").glob("*.txt")):
            self._documents[path.name] = path.read_bytes()
        self._blocks = cache(self._split)

    def _split(self, name: str) -> list[str]:
        found = self._documents[name]
        return split(str((document(found, name) if isinstance(found, str) else text_document(found, name))["text"]))

    def pair(self, row: Row) -> tuple[str, str]:
        """Return the two texts of a labelled pair."""
        return self._at(*(row[column] for column in PLACE)), self._at(*(row[f"other_{column}"] for column in PLACE))

    def _at(self, name: str, paragraph: str, spans: str, digits: str) -> str:
        block = self._blocks(name)[int(paragraph)]
        places = (map(int, span.split("-")) for span in spans.split("|"))
        text = SEPARATOR.join(block[start:end] for start, end in places)
        if not hashlib.sha256(text.encode()).hexdigest().startswith(digits):
            raise SystemExit(f"{name}: paragraph {paragraph} is not what was labelled")
        return text


def labelled(texts: Texts) -> list[Pair]:
    """Return the pairs of repeats.csv: their texts, and whether they say the same."""
    rows = read_rows(Path(__file__).with_name("repeats.csv"), COLUMNS)
    return [(*texts.pair(row), row["same"] == "1") for row in rows]


def show_drawn(texts: Texts) -> None:
    """Print precision and recall on the pairs of repeats_drawn.csv, each counting for as many as it was drawn from."""
    rows = list(read_rows(Path(__file__).with_name("repeats_drawn.csv"), DRAWN))
    linked = [alike(*texts.pair(row)) for row in rows]
    for label, meaning in (("same", "drawn: says it again"), ("carried", "drawn: the same utterance")):
        clear = [(row, link) for row, link in zip(rows, linked, strict=True) if row[label] != "?"]
        drawn = Counter(row["stratum"] for row, _ in clear)
        weighed = [(int(row["of"]) / drawn[row["stratum"]], row[label] == "1", link) for row, link in clear]
        both = sum(weight for weight, same, link in weighed if same and link)
        precision = both / sum(weight for weight, _, link in weighed if link)
        recall = both / sum(weight for weight, same, _ in weighed if same)
        print(f"{meaning:34}pairs {len(clear)}  precision {precision:.3f}  recall {recall:.3f}")


def alike(one: str, other: str) -> bool:
    """Tell whether two texts say the same."""
    told = repeats.Told(pl.Series([one, other]))
    return repeats.alike(told[0], told[1])


def show(title: str, answers: list[tuple[bool, bool]]) -> None:
    """Print precision and recall of answers beside their labels."""
    right = sum(same and said for same, said in answers)
    said = sum(said for _, said in answers)
    same = sum(same for same, _ in answers)
    print(f"{title:34}pairs {len(answers)}  precision {right / max(1, said):.3f}  recall {right / max(1, same):.3f}")


def by_minhash(pairs: list[Pair]) -> None:
    """Print the same of MinHash over the telling words and pairs, at the threshold that serves it best."""
    try:
        from rensa import RMinHash
    except ImportError:
        print("MinHash: rensa is not installed")
        return

    def signature(text: str) -> "RMinHash":
        said = repeats.Told(pl.Series([text]))[0]
        found = RMinHash(num_perm=128, seed=1)
        found.update([*map(str, said.words), *map(str, said.pairs)])
        return found

    near = [(same, signature(one).jaccard(signature(other))) for one, other, same in pairs]

    def score(threshold: float) -> float:
        right = sum(same and value >= threshold for same, value in near)
        return 2 * right / (sum(value >= threshold for _, value in near) + sum(same for same, _ in near))

    best = max((n / 100 for n in range(5, 95)), key=score)
    show(f"MinHash of 128, Jaccard {best:.2f}", [(same, value >= best) for same, value in near])


def statements(data: Path, count: int) -> pl.DataFrame:
    """Return `count` statements with the columns of `repeats.STATEMENTS`."""
    rows = [
        (f"{doc}#{n}", doc.rpartition("/")[0] or "kremlin", None, day, block)
        for doc, day, text in bulk(data).with_columns(pl.col("published_at").dt.date()).iter_rows()
        for n, block in enumerate(split(text))
        if len(block) > 20
    ]
    once = pl.DataFrame(rows, schema=repeats.STATEMENTS, orient="row")
    copies = [
        once.with_columns(pl.col("statement_id", "actor_id") + f" {copy}") for copy in range(count // once.height + 1)
    ]
    return pl.concat(copies).head(count)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", type=Path)
    parser.add_argument("statements", type=int, nargs="?", default=1_000_000)
    options = parser.parse_args()
    texts = Texts(options.data)
    pairs = labelled(texts)
    show("repeats", [(same, alike(one, other)) for one, other, same in pairs])
    show("the same words", [(same, one.lower() == other.lower()) for one, other, same in pairs])
    by_minhash(pairs)
    show_drawn(texts)
    said = statements(options.data, options.statements)
    for title, new, stored in (("all new", said, said.clear()), ("a hundred new", said.head(100), said)):
        clock, work = time.perf_counter(), time.process_time()
        found = repeats.links(new, stored)
        took, worked = time.perf_counter() - clock, time.process_time() - work
        print(f"{title:34}statements {said.height:,}  links {found.height:,}  {took:.1f} s, of work {worked:.1f} s")
    print(f"{'memory at most':34}{resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6:.1f} GB")


if __name__ == "__main__":
    main()
