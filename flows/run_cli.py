"""The commands that read articles: `run`, once; `serve`, on a schedule; `analyse`, one article and nothing stored."""

import shlex
import signal
import sys
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, cast

import typer

from flows import show
from flows.options import (
    DEFAULT,
    NOTHING_READ,
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
    trouble,
)
from flows.watch import Watch, print_outcome, print_plan

if TYPE_CHECKING:
    from flows.job import Outcome, Request
    from flows.workers import Runner

REASONS = 3  # why sources could not be used, before the rest is left to a query


def _columns(pairs: list[str]) -> dict[str, str]:
    named = {}
    for pair in pairs:
        field, sign, column = pair.partition("=")
        if not (field and sign and column):
            raise typer.BadParameter(f"{pair!r} is not FIELD=COLUMN, such as text=body", param_hint="--column")
        named[field] = column
    return named


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
                print_plan(plan, database)
            return
        if json:
            show.print_json(actors.to_dicts())
        elif not quiet:
            print_outcome(outcome, actors)
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


def _run(request: "Request", watch: Watch, direct: bool) -> "Outcome":
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
        from flows import articles, stage

        with stage.lent_engine(request.knowledge):
            pass  # compiled meanwhile, for the run to come
        url = api.wait()
        job.watcher.set(watch)
        return articles.run(request, url)


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
