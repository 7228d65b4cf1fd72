"""The command line: a command for each thing that people do with articles and with the database.

Each imports what it needs when it is called, so that help is instant and only `run` and `serve` wait for Prefect.
"""

import sys
from pathlib import Path
from typing import Annotated, Any

import typer

from flows import export_cli, labels_cli, run_cli, show
from flows.options import DEFAULT, FAULTY, INTERRUPTED, UNUSABLE, Database, Folder, Json, fail, readable, trouble

ROWS = 200  # of a query, on a terminal

app = typer.Typer(
    name="detente",
    help="Who, in what the press prints, is optimistic about normalising US–Russia relations, and how much.",
    no_args_is_help=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def main() -> None:
    """Run the command line."""
    try:
        app()
    except KeyboardInterrupt:
        sys.exit(INTERRUPTED)


def _version(wanted: bool) -> None:
    if wanted:
        from importlib.metadata import version

        print(f"detente {version('detente')}")
        raise typer.Exit


@app.callback()
def _options(
    version: Annotated[bool, typer.Option("--version", callback=_version, is_eager=True, help="Print it.")] = False,
) -> None:
    pass


for reading in (run_cli.run, run_cli.serve, run_cli.analyse):
    app.command()(reading)


@app.command()
def actors(database: Database = DEFAULT, json: Json = False) -> None:
    """Print the per-actor table: who is optimistic, how much, and on how much evidence.

    \b
    Examples:
      detente actors
      detente actors --database press.duckdb --json
    """
    with trouble():
        from flows import store

        found = store.actors(database)
        if json:
            show.print_json(found.to_dicts())
        else:
            show.print_actors(found)


@app.command()
def statements(
    actor: Annotated[
        str,
        typer.Option("--actor", "-a", metavar="NAME", help="Name, part of it, or identifier.", callback=readable),
    ],
    database: Database = DEFAULT,
    json: Json = False,
) -> None:
    """Print the statements of one actor, in order of time.

    \b
    Examples:
      detente statements --actor Lavrov
      detente statements --actor sergei-lavrov --json
    """
    with trouble():
        from flows import store

        found = store.statements(database, actor)
        if json:
            show.print_json(found.to_dicts())
        else:
            show.print_statements(found)


@app.command()
def explain(
    statement_id: Annotated[
        str,
        typer.Argument(
            metavar="STATEMENT_ID", help="As `detente statements` prints it, or how it begins.", callback=readable
        ),
    ],
    database: Database = DEFAULT,
    json: Json = False,
) -> None:
    """Show one statement in its paragraph, with speaker, cue and evidence marked, and how its scores come about.

    \b
    Examples:
      detente explain 0123456789abcdef0123
      detente explain 0123456789ab --json
    """
    with trouble():
        from flows import explained, store

        found = store.explain(database, statement_id)
        if json:
            parts: dict[str, Any] = {
                "quotations": found.quotations.to_dicts(),
                "evidence": found.evidence.to_dicts(),
                "arithmetic": explained.arithmetic(found),
            }
            show.print_json([{**found.statement, **parts}])
        else:
            explained.print_explanation(found)


@app.command()
def query(
    sql: Annotated[
        str, typer.Argument(metavar="SQL", help="The query; - reads it from standard input.", callback=readable)
    ],
    database: Database = DEFAULT,
    json: Json = False,
) -> None:
    """Query the database, which is only read; the query can reach no other file.

    \b
    Examples:
      detente query "FROM actor_timeline"
      detente query "SELECT actor, text FROM scored_statements ORDER BY optimism DESC LIMIT 5"
      detente query "CREATE TEMP MACRO stance_share() AS 1.0; FROM actor_optimism" --json
      detente query "SHOW ALL TABLES"
    """
    with trouble():
        import duckdb

        from flows import store

        with store.sandboxed(database) as connection:
            try:
                answer = connection.execute(sys.stdin.read() if sql == "-" else sql)
                if answer is None or not answer.description:  # nothing asked, or a statement that gives no rows
                    return
                names = [name for name, *_ in answer.description]
                rows = answer.fetchall() if json else answer.fetchmany(ROWS + 1)
            except duckdb.Error as error:
                fail(" ".join(str(error).split("\n\nLINE")[0].split()), UNUSABLE)
        if json:
            show.print_json([dict(zip(names, row)) for row in rows])
            return
        show.print_rows(names, rows[:ROWS])
        if len(rows) > ROWS:
            show.say(f"Only the first {ROWS} rows: narrow it down with LIMIT, or take all with --json.")


@app.command()
def report(
    output: Annotated[
        Path, typer.Option("--output", "-o", metavar="FILE", help="The page to write.", show_default=True)
    ] = Path("report.html"),
    database: Database = DEFAULT,
) -> None:
    """Write the report: one HTML file, with all that a reader needs to check a claim, that works without a network.

    \b
    Examples:
      detente report
      detente report --database press.duckdb -o press.html
    """
    with trouble():
        from flows import report as page

        size = page.write(database, output)
        print(f"{output}: {size / 1e6:.2f} MB; open it in any browser")


@app.command()
def override(
    file: Annotated[Path | None, typer.Argument(metavar="FILE", help="CSV: who,actor,kind,side,document,…")] = None,
    *,
    clear: Annotated[bool, typer.Option("--clear", help="Take all overrides back.")] = False,
    database: Database = DEFAULT,
    knowledge: Folder = None,
) -> None:
    """Say who speaks where you know better: merge and split actors, in what is stored and what later runs add.

    The rows of FILE take the place of those in force; nothing is analysed again. docs/overrides.md says how.

    \b
    Examples:
      detente override overrides.csv
      detente override --clear
    """
    if (file is None) != clear:
        raise typer.BadParameter("give a file, or --clear", param_hint="FILE")
    with trouble():
        from flows import overrides, store

        rows = overrides.OVERRIDES.to_frame() if file is None else overrides.read(file, knowledge)
        done = store.override(database, rows)
        for line, who in done.unused:
            show.say(f"detente: warning: {file}:{line}: no stored statement is of {who!r} there", "yellow")
        count = f"{done.statements:,} statement{'' if done.statements == 1 else 's'}"
        print(f"{count} of {store.counts(database).statements:,} now count for another actor than the analysis found.")


@app.command()
def check(
    file: Annotated[Path | None, typer.Argument(metavar="[FILE]", help="The same as --database.")] = None,
    database: Database = DEFAULT,
) -> None:
    """Check a database for faults: texts, offsets, sums, references, repeats, identifiers; print each in a line.

    \b
    Examples:
      detente check
      detente check press.duckdb
    """
    file = file or database
    with trouble():
        from flows import store

        found = store.faults(file)
        for name, rows in found.items():
            show.print_faults(name, rows.head(store.FAULTS), more=rows.height > store.FAULTS)
        if found:
            raise typer.Exit(FAULTY)
        counts = store.counts(file)
        print("No fault. Checked: " + ", ".join(f"{name} {count:,}" for name, count in counts._asdict().items()) + ".")


for command in (export_cli.export, export_cli.dictionary, labels_cli.sample, labels_cli.evaluate):
    app.command()(command)
