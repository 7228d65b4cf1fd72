"""Measure what the parts of the grammar of stance are worth, and how often each frame is needed.

usage: python -m benchmarks.grammar ablation DATA
       python -m benchmarks.grammar fires CORPUS [--show]

The ablation scores the gold units and the labelled statements of DATA with parts left out. CORPUS is a Parquet file of
documents; `fires` counts in how many of its statements each row of frames.csv stands, and shows the rows that never do.
"""

import argparse
import collections
from pathlib import Path

from analytics.analyse import Engine, analyse
from analytics.knowledge import Knowledge
from analytics.scoring.stance import Frame, Grammar, readings
from analytics.scoring.vocabulary import BOTH, RU, US
from benchmarks.passages import gold_passages, scored, statement_passages
from benchmarks.stance import measures, show
from benchmarks.unseen import is_unseen
from flows.sources import discover, plan, read

PARTS = (
    *("all", "frames without the model", "the model without frames", "all without operators"),
    "all without what is said elsewhere",
)


def without(part: str) -> Grammar:
    """Return the shipped grammar with the part left out that `part`, one of PARTS, names."""
    grammar = Grammar(Knowledge())
    if part == "frames without the model":
        grammar.backstop.weights.clear()
    if part == "all without what is said elsewhere":
        for leaning in ("for", "against"):
            del grammar.backstop.beside[f"elsewhere:{leaning}"]
    for side, anchored in grammar.by_anchor.items():
        grammar.by_anchor[side] = {
            anchor: [
                (pattern, rule)
                for pattern, rule in rules
                if not (part == "the model without frames" and isinstance(rule, Frame))
                and not (part == "all without operators" and not isinstance(rule, Frame))
            ]
            for anchor, rules in anchored.items()
        }
    return grammar


def ablation(data: Path) -> None:
    """Print the measures of each part on the tuned and the unseen gold units and on the labelled statements."""
    for part in PARTS:
        grammar = without(part)
        print(part)
        rows = scored(gold_passages(data, grammar), grammar)
        for name, chosen in (("tuned", False), ("unseen", True)):
            show(f"  gold, {name} part", measures([row for row in rows if is_unseen(row[0]["doc"]) == chosen]))
        rows = scored(statement_passages(data, grammar), grammar)
        show("  statements", measures(rows, actors=False))


def fires(corpus: Path, shown: bool) -> None:
    """Print how many rows of frames.csv stand in no statement of the corpus, in one, in more; and the idle rows."""
    engine = Engine.load()
    grammar = engine.grammar
    counts: collections.Counter[int] = collections.Counter()
    for batch, _ in (each for shard in plan(discover([str(corpus)])) for piece in shard for each in read(piece)):
        analysis = analyse(batch, engine)
        spoken = analysis.statements.join(analysis.actors.select("actor_id", "side"), on="actor_id", how="left")
        for text, side in spoken.select("text", "side").iter_rows():
            counts.update({id(r.frame) for r in readings(grammar.sentences(text), side, US | RU | BOTH, grammar)})
    speaking = [frame for frame in grammar.frames if frame.polarity]
    often = collections.Counter(min(counts[id(frame)], 2) for frame in speaking)
    print(
        f"{len(speaking)} rows of frames: {often[0]} never stand in a statement, {often[1]} in one, {often[2]} in more"
    )
    if shown:
        columns = ("name", "pattern", "roles", "polarity", "weight", "reason", "example")
        for row, frame in zip(Knowledge().table("frames", columns, ("name", "pattern", "roles")), grammar.frames):
            if frame.polarity and not counts[id(frame)]:
                print(f"  frames.csv:{row.line}: {row['name']} {row['pattern']} {row['roles']}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("what", choices=("ablation", "fires"))
    parser.add_argument("path", type=Path)
    parser.add_argument("--show", action="store_true", help="list the rows that never stand")
    options = parser.parse_args()
    if options.what == "ablation":
        ablation(options.path)
    else:
        fires(options.path, options.show)


if __name__ == "__main__":
    main()
