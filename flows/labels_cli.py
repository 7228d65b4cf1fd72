"""The commands of people who label: `sample` draws what to label, `evaluate` compares labels with the database."""

import math
import sys
from collections.abc import Mapping
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from flows import show
from flows.options import DEFAULT, UNUSABLE, Database, Json, fail, trouble

GROUPS = 15  # actors and outlets to print

if TYPE_CHECKING:
    from flows.evaluation import Evaluation


def sample(
    count: Annotated[int, typer.Option("--count", "-n", min=1, help="How many paragraphs.")] = 100,
    *,
    output: Annotated[
        Path | None, typer.Option("--output", "-o", metavar="FILE", help="Where to.  [default: standard output]")
    ] = None,
    seed: Annotated[int, typer.Option(help="Another one draws others; the same draws the same.")] = 1,
    database: Database = DEFAULT,
) -> None:
    """Draw paragraphs to label: a CSV sheet that a person fills in and `detente evaluate` reads.

    As many paragraphs each of statements for, against, neutral and unrelated, and of those without any, spread over
    outlets, years and sides. docs/evaluation.md says how to fill it in.

    \b
    Examples:
      detente sample -n 100 -o sheet.csv
      detente sample -n 20 --seed 2
    """
    with trouble():
        from flows import evaluation, export

        if output is not None and output.suffix.lower() in (".xlsx", ".xls", ".ods"):
            fail(f"{output}: the sheet is CSV, which spreadsheets open; name it {output.with_suffix('.csv')}", UNUSABLE)
        if output is not None and output.is_file():
            fail(f"{output}: is there already, and may be filled in; give another name", UNUSABLE)
        rows = export.for_spreadsheet(evaluation.sheet(database, count, seed))
        content = BytesIO()
        marked = output is not None  # with the mark by which Excel knows that it is UTF-8
        rows.write_csv(content, include_bom=marked, datetime_format=export.MOMENT)
        if output is None:
            sys.stdout.buffer.write(content.getvalue())
            sys.stdout.buffer.flush()
            return
        with export.replaced(output) as file:
            file.write(content.getvalue())
        print(show.clean(f"{rows.height:,} paragraphs to label in {output}; then: detente evaluate {output}"))


def evaluate(
    file: Annotated[Path, typer.Argument(metavar="LABELS", help="Lines of JSON, or a filled-in sheet (.csv).")],
    *,
    partial: Annotated[
        bool, typer.Option("--partial", help="The labels are of the paragraphs that they name, not of whole documents.")
    ] = False,
    most: Annotated[
        int, typer.Option("--disagreements", metavar="N", min=0, help="How many to print; --json has all.")
    ] = 20,
    database: Database = DEFAULT,
    json: Json = False,
) -> None:
    """Compare labels of your own with the database: who speaks where, and for or against what.

    docs/evaluation.md says what labels are, and what the figures mean.

    \b
    Examples:
      detente evaluate labels.jsonl
      detente evaluate sheet.csv --disagreements 50
      detente evaluate labels.jsonl --partial --json
    """
    with trouble():
        from flows import evaluation

        found = evaluation.evaluate(database, file, partial=partial)
        for doc in found.not_stored:
            show.say(f"detente: warning: {database} has no document {doc!r}; its labels are left out", "yellow")
        if found.unfilled:
            show.say(f"detente: warning: {found.unfilled:,} rows without a speaker are left out", "yellow")
        if json:
            show.print_json([_as_json(found)])
        else:
            _print(found, most)


def _as_json(found: "Evaluation") -> dict[str, Any]:
    from analytics.evaluate import LEANINGS

    answers = dict[int | None, str](LEANINGS.items()) | {None: "missed"}
    return {
        "documents": found.documents,
        "paragraphs": found.paragraphs,
        "figures": dict(found.figures),
        "confusion": {
            LEANINGS[label]: {answers[answer]: count for answer, count in row.items()}
            for label, row in found.confusion.items()
        },
        "actors": [group._asdict() for group in found.actors],
        "outlets": [group._asdict() for group in found.outlets],
        "disagreements": list(found.disagreements),
    }


def _print(found: "Evaluation", most: int) -> None:
    from analytics.evaluate import LEANINGS

    figures = found.figures
    of = f"{found.paragraphs:,} paragraphs" if found.paragraphs is not None else "all paragraphs"
    units = f"{figures['gold units']:,} labelled and {figures['predicted units']:,} found units"
    print(f"{units} in {of} of {found.documents:,} documents.")
    print()
    wide = [("who speaks, first-hand", "unit"), ("who speaks, second-hand", "second-hand"), ("words of each", "chars")]
    show.print_rows(
        ("", "precision", "recall", "F1"),
        [
            (name, *(_share(figures[f"{key} {part}"]) for part in ("P", "R", "F1")))
            for name, key in wide
            if f"{key} F1" in figures
        ],
    )
    print()
    names = {
        "relevance F1": "relevant, F1",
        "unrelated F1": "unrelated, F1",
        "stance macro-F1 matched": "stance, macro-F1 where the speaker is right",
        "stance macro-F1 end-to-end": "stance, macro-F1 of all",
        "stance accuracy matched": "stance, share with the right leaning",
        "stance opposite sign": "stance, share with the opposite leaning",
        "stance kappa matched": "stance, weighted kappa",
        "stance r matched": "stance, correlation",
        "actor r": f"means of {figures['actors']:,} actors, correlation",
        "actor mean error": f"means of {figures['actors']:,} actors, mean error",
    }
    show.print_rows(("of the units found", ""), [(name, _share(figures[key])) for key, name in names.items()])
    print()
    order = (1, 0, -1)
    show.print_rows(
        ("labelled", *(f"found {LEANINGS[one]}" for one in order), "missed"),
        [(LEANINGS[label], *(str(found.confusion[label][answer]) for answer in (*order, None))) for label in order],
    )
    for name, groups in (("actor", found.actors), ("outlet", found.outlets)):
        print()
        show.print_rows(
            (
                name,
                "labelled",
                "found",
                "right",
                "precision",
                "recall",
                "F1",
                "same leaning",
                "stance labelled",
                "stance found",
            ),
            [(group.name, *group[1:4], *map(_share, group[4:])) for group in groups[:GROUPS]],
        )
        if len(groups) > GROUPS:
            print(f"The {GROUPS} most labelled of {len(groups):,}; all: --json")
    for row in found.disagreements[:most]:
        print()
        print(show.clean(_line(row)))
        print(show.clean(f"    {row['text']}"))
        if row["why"]:
            print(show.clean(f"    {row['why']}"))
    if len(found.disagreements) > most:
        print()
        print(f"{most} of {len(found.disagreements):,} disagreements; more with --disagreements, all with --json")


def _share(value: float | None) -> str:
    return "–" if value is None or math.isnan(value) else f"{value:.3f}"


def _line(row: Mapping[str, Any]) -> str:
    what = {
        "missed": "missed: {labelled}",
        "added": "added: {found}",
        "speaker": "speaker: {labelled}, found {found}",
        "relevance": "relevance of {labelled}: {relevance_labelled}, found {relevance_found}",
        "stance": "stance of {labelled}: {stance_labelled:+d}, found {stance_found:+.2f}",
    }[row["kind"]].format(**row)
    explained = f"  (detente explain {row['statement_id']})" if row["statement_id"] else ""
    return f"{row['doc']} ¶{row['paragraph']} {what}{explained}"
