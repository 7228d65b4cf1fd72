"""One statement explained: its paragraph with speaker, cue and evidence marked, and the arithmetic of its scores."""

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

from rich.padding import Padding
from rich.text import Text

from flows.show import AGAINST, FOR, clean, made_table, output

if TYPE_CHECKING:
    from flows.store import Explanation

SPEAKER, CUE, SPAN = "bold cyan", "magenta", "underline"


class Mark(NamedTuple):
    """A part of a paragraph that explains something; `label` stands in for colour where there is none."""

    start: int
    end: int
    style: str
    label: str


def print_explanation(explanation: "Explanation") -> None:
    """Print the paragraph with what led to the scores marked, and the arithmetic from evidence to optimism."""
    console = output()
    statement, quotations, evidence = explanation
    side = f" ({statement['side']})" if statement["side"] else ""
    via = f", as {statement['via']} reports" if statement["via"] else ""
    console.print(Text.assemble((clean(statement["actor"]), SPEAKER), clean(f"{side}{via}")))
    if statement["found_actor"]:
        console.print(Text(clean(f"by an override; the analysis found {statement['found_actor']}"), "dim"))
    published = f"{statement['published_at']:%Y-%m-%d}" if statement["published_at"] else None
    origin = (statement["title"], statement["outlet"], published, f"{statement['source']} ¶{statement['paragraph']}")
    console.print(Text(clean(" · ".join(filter(None, origin))), "dim"))
    console.print()
    marks = marks_of(explanation)
    console.print(Padding(_marked(statement["paragraph_text"], marks, console.color_system is not None), (0, 2)))
    console.print()

    if evidence.height:
        table = made_table(">", "Evidence", "Frame", "Operators", ">Weight")
        for number, row in enumerate(evidence.iter_rows(named=True), 1):
            table.add_row(
                str(number),
                Text(clean(row["text"]), FOR if row["weight"] > 0 else AGAINST),
                clean(row["frame"]),
                clean(", ".join(row["operators"] or ())),
                f"{row['weight']:+.3f}",
            )
        console.print(table)
        console.print()
    for line in arithmetic(explanation):
        console.print(Text(line))
    for row in quotations.iter_rows(named=True):
        said = f"{row['mode']} speech, cue “{row['cue'] or ''}”, speaker named as “{row['surface'] or ''}”"
        console.print(Text(clean(f"spoken: {said}"), "dim"))


def arithmetic(explanation: "Explanation") -> list[str]:
    """Return the steps from evidence to stance to optimism, as lines to check by hand."""
    from analytics.scoring.stance import ELSEWHERE, HALF, MODEL

    statement, _, evidence = explanation
    stance, tone, relevance = statement["stance"], statement["sentiment"], statement["relevance"]
    if not relevance:
        return ["relevance 0: not about the two sides: stance is 0, and optimism is left out of the means"]
    lines = []
    for frame, operators in evidence.select("frame", "operators").iter_rows():
        if frame == MODEL:
            around = ", and from what the speaker says elsewhere in the document" if ELSEWHERE in operators else ""
            lines.append(f"model    : likely from the words as a whole and from what stands around them{around}")
    if evidence.height:
        total = round(sum(evidence["weight"]), 3)
        terms = " ".join(f"{weight:+.3f}" for weight in evidence["weight"])
        lines += [
            f"sum      = {terms} = {total:+.3f}" if evidence.height > 1 else f"sum      = {total:+.3f}",
            f"stance   = sum / ({HALF} + |sum|) = {total:+.3f} / {HALF + abs(total):.3f} = {stance:+.3f}",
        ]
    else:
        lines.append("stance   = +0.000, no words that speak for or against")
    share = statement["stance_share"]
    counts = "a repeat, not counted" if statement["repeat_of"] else f"counts {statement['weight']:g}"
    return [
        *lines,
        f"optimism = {share:g} × stance + {1 - share:.2g} × tone = "
        f"{share:g} × {stance:+.3f} + {1 - share:.2g} × {tone:+.3f} = {statement['optimism']:+.3f}",
        f"relevance {relevance}: {counts} in the actor's mean; leans {statement['leaning']}",
    ]


def marks_of(explanation: "Explanation") -> list[Mark]:
    """Return what to mark in the paragraph: what is voiced, each piece of evidence, the cue and the speaker's name."""
    statement, quotations, evidence = explanation
    text = statement["paragraph_text"]
    marks = [Mark(row["char_start"], row["char_end"], SPAN, "") for row in quotations.iter_rows(named=True)]
    spans = list(marks)
    for number, row in enumerate(evidence.iter_rows(named=True), 1):
        style = f"bold {FOR if row['weight'] > 0 else AGAINST}"
        marks.append(Mark(row["char_start"], row["char_end"], style, str(number)))
    for row in quotations.iter_rows(named=True):
        for words, style, label in ((row["surface"], SPEAKER, "speaker"), (row["cue"], CUE, "cue")):
            start = nearest(text, words, row["char_start"], row["char_end"], spans)
            if start is not None:
                mark = Mark(start, start + len(words), style, label)
                if mark not in marks:
                    marks.append(mark)
    return sorted(marks)


def nearest(text: str, words: str | None, start: int, end: int, spans: Sequence[Mark]) -> int | None:
    """Return where `words` stand in `text` outside the spans, as near as can be to `start`…`end`."""
    if not words:
        return None
    found = [
        match.start()
        for match in re.finditer(rf"(?<!\w){re.escape(words)}(?!\w)", text)
        if not any(span.start < match.end() and match.start() < span.end for span in spans)
    ]
    return min(found, key=lambda at: min(abs(at - end), abs(start - at - len(words))), default=None)


def _marked(text: str, marks: Sequence[Mark], colour: bool) -> Text:
    """Return the paragraph with its marks in colour, or where there is none as [label: words] and ‹what is voiced›."""
    if colour:
        marked = Text(clean(text))
        for mark in marks:
            marked.stylize(mark.style, mark.start, mark.end)
        return marked
    inserted = []
    for mark in marks:
        before, after = (f"[{mark.label}: ", "]") if mark.label else ("‹", "›")
        size = mark.end - mark.start
        inserted += [(mark.start, 1, -size, before), (mark.end, 0, size, after)]
    parts, last = [], 0
    for at, _, _, insertion in sorted(inserted):
        parts += [clean(text[last:at]), insertion]
        last = at
    return Text("".join([*parts, clean(text[last:])]))
