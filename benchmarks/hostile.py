"""How time grows with the length of hostile input: `python benchmarks/hostile.py [--characters N]`.

Each step of the chain reads one paragraph made of one piece again and again, at N and at 4 N characters. Linear work
takes four times as long; the command fails where it takes more than nine times as long.
"""

import argparse
import contextlib
import gc
import itertools
import sys
import time
from collections.abc import Callable
from functools import partial
from typing import NamedTuple

from analytics.actors.cast import Cast
from analytics.actors.registry import Registry
from analytics.attribution.attribute import attribute
from analytics.attribution.cues import Cues
from analytics.attribution.marks import quoted
from analytics.attribution.turns import turns
from analytics.knowledge import Knowledge
from analytics.reading.documents import Rejected, text_document
from analytics.reading.paragraphs import classify, split
from analytics.scoring.passage import Passage
from analytics.scoring.sentiment import compound
from analytics.scoring.stance import Grammar, score

PIECES = [
    *('"', "“", "”", "'", "‘a", "« ", "“a. ", "'' ", '"a" ', "(", "\xa0", "x", "A", "A-’A.", "😀", "\u200d", ". A"),
    *("said ", "he said, ", "“a,” he said, ", "that ", "according to ", ", who ", "and the ", "a: ", "of the "),
    *("Berg, a deputy, ", "saying that ", "his claim that ", "said that he said that ", "to say ", "the minister "),
    *(
        "Mr Lavrov met Mr Putin. ",
        "the paper of the ministry ",
        "John Xa Smith said. ",
        "MR. SMITH: No. ",
        "— Yes, — ",
        "By A. B. ",
    ),
    *("good but bad ", "no NOT very good! ", "but ", "great-", "not ", "sanctions, ", "U.S. and Russia "),
    *(
        "Russia must ",
        "relations with Russia ",
        "if ",
        "until Moscow ",
        "http://a.b/",
        "date:",
        "**",
        "[",
        "@a ",
        "#a ",
        "1,000 ",
        "\t",
    ),
]
NOISE = 0.02  # seconds below which a ratio says nothing


class Said(NamedTuple):
    """A quotation as far as the cast looks at it."""

    paragraph: int
    start: int
    end: int
    surface: str
    surface_at: tuple[int, int, int]
    via: int | None = None
    mode: str = "indirect"


class Speaker(NamedTuple):
    side: str | None


def steps() -> dict[str, Callable[[str], object]]:
    knowledge = Knowledge()
    cues, registry, grammar = Cues.load(knowledge), Registry.load(knowledge), Grammar(knowledge)

    def resolve(text: str) -> object:
        said = [Said(0, i, i + 1, "he", (0, i, i + 1)) for i in range(0, len(text), 400)]
        return Cast([text], ["body"], None, None, registry).resolve(said)

    def read(text: str) -> object:
        with contextlib.suppress(Rejected):
            return text_document(text.encode(), "x", "x")
        return None

    def turn_by_turn(text: str) -> object:
        blocks = ["BERG: yes.", text, *(text[i : i + 60] for i in range(0, len(text), 60)), "BERG: " + text]
        return turns(blocks, ["body"] * len(blocks), None, cues.vocabulary)

    return {
        "documents": read,
        "paragraphs": lambda text: classify(split(text), text[:200]),
        "short blocks": lambda text: classify([text[i : i + 60] for i in range(0, len(text), 60)], text[:200]),
        "marks": lambda text: quoted([text]),
        "turns": turn_by_turn,
        "attribution": lambda text: attribute(["Berg said " + text], ["body"], None, cues),
        "actors": resolve,
        "sentiment": compound,
        "stance": lambda text: score(Passage(text, [(0, len(text))], Speaker("US"), title="Russia"), grammar),
    }


def crowd(people: int) -> Callable[[], object]:
    """Return the work of a transcript in which every turn has another speaker."""
    names = ("".join(chr(ord("A") + number // 26**place % 26) for place in range(4)) for number in range(people))
    blocks = [f"MR. SMITH{name}: Yes." for name in names]
    said = [Said(at, len(block) - 4, len(block), block[:-6], (at, 0, 13)) for at, block in enumerate(blocks)]
    registry = Registry.load(Knowledge())
    return lambda: Cast(blocks, ["body"] * people, None, None, registry).resolve(said)


def seconds(work: Callable[[], object]) -> float:
    """Return the processor time of `work`, the better of two, without garbage collection between."""
    taken = []
    for _ in range(2):
        gc.collect()
        gc.disable()
        began = time.process_time()
        work()
        taken.append(time.process_time() - began)
        gc.enable()
    return min(taken)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--characters", type=int, default=50_000)
    n = parser.parse_args().characters
    grown: dict[str, list[tuple[float, float, str]]] = {}
    for (name, step), piece in itertools.product(steps().items(), PIECES):
        text = piece * (4 * n // len(piece))
        short, long = seconds(partial(step, text[:n])), seconds(partial(step, text))
        grown.setdefault(name, []).append((long / max(short, NOISE), long, piece))
    short, long = seconds(crowd(n // 50)), seconds(crowd(4 * n // 50))
    grown["a crowd"] = [(long / max(short, NOISE), long, f"{4 * n // 50} speakers")]
    print(f"{'step':14}{'growth':>8}  {'by':26}{'slowest':>10}  by")
    for name, rows in grown.items():
        growth, _, by = max(rows)
        slowest, slow = max((long, piece) for _, long, piece in rows)
        print(f"{name:14}{growth:7.1f}×  {by!r:26}{slowest:8.2f} s  {slow!r}")
    return int(any(growth > 9 for rows in grown.values() for growth, _, _ in rows))


if __name__ == "__main__":
    sys.exit(main())
