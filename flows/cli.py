"""The command line: a command for each thing that people do with articles and with the database.

Each imports what it needs when it is called, so that help is instant and only `run` and `serve` wait for Prefect.
"""

import shlex
import signal
import sys
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, cast

import typer

from flows import export_cli, labels_cli, show
from flows.options import (
    DEFAULT,
    FAULTY,
    INTERRUPTED,
    NOTHING_READ,
    UNUSABLE,
    Address,
    Columns,
    Count,
    Database,
    Folder,
    Json,
    Kind,
    Report,
    Shared,
    Since,
    Until,
    fail,
    readable,
    trouble,
)

if TYPE_CHECKING:
    from flows.job import Outcome, Request
    from flows.workers import Runner

ROWS = 200  # of a query, on a terminal
REASONS = 3  # why sources could not be used, before the rest is left to a query

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


def _columns(pairs: list[str]) -> dict[str, str]:
    named = {}
    for pair in pairs:
        field, sign, column = pair.partition("=")
        if not (field and sign and column):
            raise typer.BadParameter(f"{pair!r} is not FIELD=COLUMN, such as text=body", param_hint="--column")
        named[field] = column
    return named


@app.command()
def run(
    sources: Annotated[
        list[str] | None, typer.Argument(metavar="SOURCE...", help="Files, folders, globs; - is standard input.")
    ] = None,
    *,
    database: Database = DEFAULT,
    rescore: Annotated[
        bool,
        typer.Option("--rescore", help="Analyse stored documents again that have scores of another version."),
    ] = False,
    since: Since = None,
    until: Until = None,
    direct: Annotated[bool, typer.Option("--direct", help="Run the job without Prefect.")] = False,
    runner: Kind = "process",
    dask_address: Address = None,
    staging: Shared = None,
    workers: Count = None,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Say what would be read and done, and do nothing.")
    ] = False,
    report: Report = None,
    column: Columns = None,
    knowledge: Folder = None,
    json: Json = False,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="Print nothing but trouble.")] = False,
) -> None:
    """Read articles, analyse them, publish the database and print the per-actor table.

    Documents that are stored with the scores of this version are not analysed again. With --rescore those of other
    versions are, from their stored paragraphs: no source is needed, and identifiers stay.

    \b
    Examples:
      detente run seeds/
      detente run 'archive/**/*.txt' corpus.jsonl.gz --database press.duckdb
      detente run articles.csv --column text=body --column published_at=day
      zcat corpus.jsonl.gz | detente run -
      detente run seeds/ --direct --quiet
      detente run seeds/ --dry-run
      detente run seeds/ --since 2017-05-01 --until 2017-05-31
      detente run --rescore
      detente run seeds/ --report report.html
    """
    from flows.show import Watch

    watch = Watch(quiet)
    with trouble():
        signal.signal(signal.SIGTERM, lambda *_: sys.exit(128 + signal.SIGTERM))
        with watch.watching():
            from flows import job, store

            request = job.Request(
                sources or [],
                database,
                _columns(column or []),
                knowledge,
                runner=cast("Runner", runner),
                dask_address=dask_address,
                staging=staging.absolute() if staging else None,
                workers=workers,
                rescore=rescore,
                since=since.date() if since else None,
                until=until.date() if until else None,
                report=report,
            )
            if dry_run:
                plan = job.prepare(request)
            else:
                outcome = _run(request, watch, direct)
                actors, reasons = store.actors(database), store.rejections(database, outcome.run_id)
        if dry_run:
            if json:
                show.print_json([{"file": str(file)} for file in plan.files])
            else:
                show.print_plan(plan, database)
            return
        if json:
            show.print_json(actors.to_dicts())
        elif not quiet:
            show.print_outcome(outcome, actors)
        if outcome.documents_rejected:
            rejected = f"{outcome.documents_rejected:,} source{'s' * (outcome.documents_rejected > 1)}"
            elsewhere = "" if database == DEFAULT else f" --database {shlex.quote(str(database))}"
            for source, reason in reasons.head(REASONS).iter_rows():
                show.say(f"detente: warning: {source}: {reason}", "yellow")
            show.say(
                f"detente: warning: {rejected} could not be used; "
                f"""detente query "FROM rejections WHERE run_id = '{outcome.run_id}'"{elsewhere} says why""",
                "yellow",
            )
        if not outcome.documents_seen and not outcome.documents_outside and not rescore:
            fail("nothing could be read", NOTHING_READ)


@app.command()
def serve(
    sources: Annotated[list[str], typer.Argument(metavar="SOURCE...", help="Folders, files, globs.")],
    *,
    cron: Annotated[str | None, typer.Option(metavar="'M H D M W'", help="When to run, as cron has it.")] = None,
    every: Annotated[str | None, typer.Option(metavar="TIME", help="How often to run: 90s, 15m, 6h, 1d.")] = None,
    timezone: Annotated[str, typer.Option(metavar="ZONE", help="Time zone of --cron, such as Europe/Vienna.")] = "UTC",
    name: Annotated[str, typer.Option(help="Name of the deployment, for several side by side.")] = "scheduled",
    database: Database = DEFAULT,
    runner: Kind = "process",
    dask_address: Address = None,
    staging: Shared = None,
    workers: Count = None,
    report: Report = None,
    column: Columns = None,
    knowledge: Folder = None,
) -> None:
    """Run on a schedule until interrupted: each time, what is new in the sources is analysed and published.

    Needs nothing set up: where Prefect's settings name no server, one runs along, and its page shows the runs.

    \b
    Examples:
      detente serve inbox/ --cron "30 5 * * *" --timezone Europe/Vienna
      detente serve inbox/ 'wire/*.jsonl.gz' --every 1h --database press.duckdb --report press.html
    """
    if (cron is None) == (every is None):
        raise typer.BadParameter("say when: either --cron '30 5 * * *' or --every 1h", param_hint="--cron, --every")
    seconds = _seconds(every) if every else 0
    with trouble():
        from flows.server import Api

        with Api(schedules=True) as api:
            from flows import job
            from flows import sources as found

            request = job.Request(
                [str(Path(source).absolute()) for source in sources],
                database.absolute(),
                _columns(column or []),
                knowledge.absolute() if knowledge else None,
                runner=cast("Runner", runner),
                dask_address=dask_address,
                staging=staging.absolute() if staging else None,
                workers=workers,
                report=report.absolute() if report else None,
            )
            with suppress(found.NothingToRead):  # there may be some tomorrow
                job.check(request)
            show.say("Starting Prefect")
            from flows import articles

            try:
                schedule = articles.at(cron, timezone) if cron else articles.every(seconds)
            except ValueError:
                wrong = f"{cron!r} in {timezone!r} is no time, such as '30 5 * * *' in 'Europe/Vienna'"
                raise typer.BadParameter(wrong, param_hint="--cron, --timezone") from None
            url = api.wait()
            when = f"at {cron!r}, {timezone}" if cron else f"every {every}"
            show.say(f"Serving analyse-articles/{name} {when}; {url.removesuffix('/api')} shows its runs. Ctrl-C ends.")
            articles.serve(request, name, schedule, url)


def _seconds(text: str) -> int:
    units = {"s": 1, "m": 60, "h": 3600, "d": 86400}
    number, unit = text[:-1], text[-1:]
    if not (number.isascii() and number.isdigit() and int(number) and unit in units):
        raise typer.BadParameter(f"{text!r} is not a time such as 90s, 15m, 6h, 1d", param_hint="--every")
    return int(number) * units[unit]


def _run(request: "Request", watch: show.Watch, direct: bool) -> "Outcome":
    from flows import job

    if direct:
        if request.runner == "dask":
            raise typer.BadParameter("dask needs Prefect: leave --direct out", param_hint="--runner")
        job.watcher.set(watch)
        job.check(request)
        return job.run(request)

    from flows.server import Api

    with Api() as api:  # boots while we check and import
        job.check(request)
        watch.begin("Starting Prefect")
        from flows import articles

        url = api.wait()
        job.watcher.set(watch)
        return articles.run(request, url)


@app.command()
def analyse(
    source: Annotated[str, typer.Argument(metavar="FILE", help="An article; - is standard input.")],
    knowledge: Folder = None,
    json: Json = False,
) -> None:
    """Analyse one article here and now, and print its statements; no database, no Prefect.

    \b
    Examples:
      detente analyse seeds/lavrov-trump-meeting-2017-05.txt
      detente analyse article.html --json
      curl -s https://example.org/article.html | detente analyse -
    """
    with trouble():
        from flows import job

        statements, rejections = job.analyse_here(source, knowledge)
        for row in rejections.iter_rows(named=True):
            show.say(f"detente: warning: {row['source']}: {row['reason']}", "yellow")
        if json:
            show.print_json(statements.to_dicts())
        else:
            show.print_statements(statements, speakers=True)
        if not statements.height and rejections.height:
            raise typer.Exit(NOTHING_READ)


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
        from flows import store

        found = store.explain(database, statement_id)
        if json:
            parts: dict[str, Any] = {
                "quotations": found.quotations.to_dicts(),
                "evidence": found.evidence.to_dicts(),
                "arithmetic": show.arithmetic(found),
            }
            show.print_json([{**found.statement, **parts}])
        else:
            show.print_explanation(found)


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
