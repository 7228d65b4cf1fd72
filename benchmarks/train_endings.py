"""Train the weights of `analytics/attribution/endings.py`: `python -m benchmarks.train_endings [--write]`.

Where a label begins with the content of a cue, every place up to the label's end is an example: the label ends there
or it goes on. Reads the tuned part only. Prints the cross-validated accuracy; `--write` writes
`analytics/knowledge/ending_weights.csv`.
"""

import sys
from typing import Any

from analytics.attribution import attribute as attribution
from analytics.attribution import endings, leading_cues, phrase_cues
from analytics.attribution.cues import Cues
from benchmarks.labelled import Document
from benchmarks.logistic import Example, learn

NEAR = 3  # characters between a place and a label's end that are marks only
RIDGE = 4.0
COMMENT = "Weights of the model in analytics/attribution/endings.py; written by benchmarks/train_endings.py."


def examples(document: Document, cues: Cues) -> list[Example]:
    """Return the places in the contents that a label of the document begins with."""
    seen: dict[tuple[int, int], Example] = {}
    place = {id(block): number for number, block in enumerate(document.blocks)}

    def record(reading: Any, cue: int, start: int, construction: str) -> int:
        words = reading.words
        number = place[id(words.text)]
        begins = words.start[start]
        if words.low[start] == '"':
            begins = words.quote[start].inner_start
        spans = document.spans.get(number, ())
        span = next((s for s in spans if abs(s.start - begins) <= NEAR + 5 * (words.low[start - 1] == "that")), None)
        if span is not None and not span.ignore:
            for at in endings.places(words, start, reading.high):
                stops = words.end[at - 1]
                if span.end < stops - NEAR:
                    break
                names = list(endings.features(reading, cue, start, at, construction))
                seen[number, words.start[at]] = Example(names, float(span.end <= stops + NEAR), document.weight)
        return endings.end_after(reading, cue, start, construction)

    modules = (leading_cues, phrase_cues)
    for module in modules:
        module.end_after = record  # type: ignore[attr-defined]
    try:
        attribution.attribute(document.blocks, document.kinds, None, cues)
    finally:
        for module in modules:
            module.end_after = endings.end_after  # type: ignore[attr-defined]
    return list(seen.values())


if __name__ == "__main__":
    sys.exit(learn("ending_weights.csv", examples, doc=__doc__, comment=COMMENT, ridge=RIDGE, tried=(2.0, 4.0, 8.0)))
