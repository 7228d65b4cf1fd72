"""The commands that hand data on: `export` and `dictionary`."""

import sys
from io import BytesIO
from pathlib import Path
from typing import Annotated

import typer

from flows import show
from flows.options import DEFAULT, UNUSABLE, Database, Json, Since, Until, fail, readable, trouble

View = Annotated[str, typer.Argument(metavar="VIEW", help="A table or view, such as scored_statements.")]


def _text(value: str | None) -> str | None:
    return None if value is None else readable(value)


def export(
    view: View,
    *,
    form: Annotated[
        str | None,
        typer.Option("--format", "-f", metavar="csv|parquet|json|xlsx", help="[default: as FILE ends, else csv]"),
    ] = None,
    output: Annotated[
        Path | None, typer.Option("--output", "-o", metavar="FILE", help="Where to.  [default: standard output]")
    ] = None,
    columns: Annotated[
        str | None, typer.Option(metavar="NAME,NAME", help="Columns to take, in this order.  [default: all]")
    ] = None,
    actor: Annotated[
        str | None, typer.Option("--actor", "-a", metavar="NAME", help="Only of this actor.", callback=_text)
    ] = None,
    side: Annotated[str | None, typer.Option(metavar="US|RU", help="Only of this side.", callback=_text)] = None,
    outlet: Annotated[str | None, typer.Option(metavar="NAME", help="Only of this outlet.", callback=_text)] = None,
    since: Since = None,
    until: Until = None,
    where: Annotated[
        str | None, typer.Option(metavar="SQL", help="Only where this holds: relevance > 0.", callback=_text)
    ] = None,
    database: Database = DEFAULT,
) -> None:
    """Write a table or view for other programs, and what its columns mean to FILE.dictionary.csv beside it.

    CSV and XLSX are for spreadsheets: lists are joined, and no text can run as a formula (in CSV, a ' stands before
    it). Parquet and JSON hold the values as they are. docs/exports.md says more.

    \b
    Examples:
      detente export scored_statements -o statements.xlsx
      detente export actor_summary --format csv
      detente export scored_statements --actor Lavrov --since 2016-01-01 -o lavrov.parquet
      detente export scored_statements --side RU --where "relevance = 2 AND via IS NULL" --format json
      detente export documents --columns source,title,published_at -o documents.csv
    """
    with trouble():
        from flows import export as exports

        form = form or (output.suffix[1:].lower() if output and output.suffix else "csv")
        if form not in exports.FORMATS:
            fail(f"{form!r} is not one of: {', '.join(exports.FORMATS)}; say which with --format", UNUSABLE)
        if output is None and form in exports.BINARY and sys.stdout.isatty():
            fail(f"{form} is nothing for a terminal: give -o FILE, or pipe it on", UNUSABLE)
        if output is not None and output.exists() and database.exists() and output.samefile(database):
            fail(f"{output}: is the database itself; give another file", UNUSABLE)
        filters = exports.Filters(
            [name.strip() for name in columns.split(",")] if columns else (),
            actor,
            side,
            outlet,
            since.date() if since else None,
            until.date() if until else None,
            where,
        )
        found = exports.export(database, view, filters)
        if not found.rows.height:
            show.say(f"detente: warning: no row of {view} fits", "yellow")
        if output is not None:
            beside = exports.save(found, form, output)
            meanings = f"; {beside} says what the columns mean" if beside else ""
            rows = f"{found.rows.height:,} row{'' if found.rows.height == 1 else 's'}"
            print(show.clean(f"{rows} of {view} in {output}{meanings}."))
            return
        content = BytesIO()
        exports.write(found, form, content)
        if sys.stdout.isatty():
            for line in content.getvalue().decode().splitlines():
                print(show.clean(line))
        else:
            sys.stdout.buffer.write(content.getvalue())
            sys.stdout.buffer.flush()


def dictionary(json: Json = False) -> None:
    """Print what every table, view, column and macro means, as Markdown: docs/dictionary.md.

    \b
    Examples:
      detente dictionary
      detente dictionary --json
    """
    with trouble():
        from flows import dictionary as meanings

        rows = meanings.current()
        if json:
            show.print_json(rows.to_dicts())
        else:
            sys.stdout.write(meanings.markdown(rows))
