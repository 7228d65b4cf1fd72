"""Train the weights of `analytics/attribution/plausibility.py`: `python -m benchmarks.train_reports [--write]`.

Every report that the rules find in the tuned part of the labelled texts is an example: speech where it matches a label.
Prints the cross-validated accuracy; `--write` writes `analytics/knowledge/report_weights.csv`.
"""

import math
import sys
from typing import Any

from analytics.attribution import attribute as attribution
from analytics.attribution.cues import Cues
from analytics.attribution.plausibility import features, voice_of
from benchmarks.labelled import Document
from benchmarks.logistic import Example, learn

RIDGE = 2.0
BEGIN = 6  # characters between a label and a report that begin alike
THRESHOLD = 0.55  # F1 is flat around it; above, precision gains what recall loses
COMMENT = "Weights of the model in analytics/attribution/plausibility.py; written by benchmarks/train_reports.py."


def examples(document: Document, cues: Cues) -> list[Example]:
    """Return an example a report of the document that is clearly speech, or clearly none."""
    place = {id(block): number for number, block in enumerate(document.blocks)}
    seen: list[Example] = []

    def record(_: Any, words: Any, report: Any) -> bool:
        number, (low, high) = place[id(words.text)], report.content
        label = _label(document, number, words.start[low], words.end[high - 1])
        if label is not None:
            seen.append(
                Example(list(features(cues, words, report, voice_of(cues, words, report))), label, document.weight)
            )
        return True

    original = attribution.plausible
    attribution.plausible = record  # type: ignore[assignment]
    try:
        attribution.attribute(document.blocks, document.kinds, None, cues)
    finally:
        attribution.plausible = original  # type: ignore[assignment]
    return seen


def _label(document: Document, number: int, start: int, end: int) -> float | None:
    """Tell whether the stretch is labelled as speech (1) or not (0), None where that is neither clear nor asked."""
    block, spans = document.blocks[number], document.spans.get(number, [])
    while start < end and not block[start].isalnum():
        start += 1
    while start < end and not block[end - 1].isalnum():
        end -= 1
    shared = [max(0, min(span.end, end) - max(span.start, start)) for span in spans]
    if not document.strict:
        share = sum(shared) / max(1, end - start)
        return 1.0 if share > 0.6 else 0.0 if share < 0.3 else None
    union = [max(span.end, end) - min(span.start, start) for span in spans]
    best = max(range(len(spans)), key=lambda k: shared[k] / union[k], default=-1)
    if best < 0 or shared[best] < 0.5 * union[best]:
        optional = any(span.ignore and both >= 0.5 * (end - start) for span, both in zip(spans, shared))
        misread = any(abs(span.start - start) <= BEGIN for span in spans)  # speech, whose end is wrong
        return None if optional or misread else 0.0
    return None if spans[best].ignore or not spans[best].speech else 1.0


if __name__ == "__main__":
    how = {"ridge": RIDGE, "tried": (1.0, 3.0, 6.0), "threshold": math.log(THRESHOLD / (1 - THRESHOLD))}
    sys.exit(learn("report_weights.csv", examples, doc=__doc__, comment=COMMENT, **how))
