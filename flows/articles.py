"""The Prefect flow `analyse-articles`: the job of `flows.job` with its shards as mapped tasks, states and artifacts.

`run` runs it once, `serve` whenever it is due.
"""

import asyncio
import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import UTC, date, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, cast

import httpx
import polars as pl
from prefect import Task, flow, task
from prefect.artifacts import (
    create_link_artifact,
    create_progress_artifact,
    create_table_artifact,
    update_progress_artifact,
)
from prefect.cache_policies import NO_CACHE
from prefect.client.orchestration import get_client
from prefect.client.schemas.objects import ConcurrencyLimitConfig, ConcurrencyLimitStrategy, State, TaskRun
from prefect.client.schemas.schedules import CronSchedule, IntervalSchedule
from prefect.exceptions import PrefectHTTPStatusError, TerminationSignal
from prefect.futures import PrefectFuture
from prefect.logging.configuration import setup_logging
from prefect.runner import Runner as Service
from prefect.settings import get_current_settings, temporary_settings
from prefect.states import Completed
from prefect.task_runners import TaskRunner, ThreadPoolTaskRunner
from prefect.types.entrypoint import EntrypointType
from pydantic import Field

from flows import job, store
from flows import sources as sources_
from flows.server import ServerError
from flows.stage import Order, Staged, Stopped
from flows.workers import Runner, Workers

if TYPE_CHECKING:
    from uuid import UUID

ACTORS, CHANGES, REJECTIONS, PROGRESS = "actor-optimism", "actor-changes", "rejections", "shards-analysed"
REPORT = "report"
"""Keys of the artifacts."""
CORES = os.cpu_count() or 1
RETRY_SECONDS = 300
RETRIES: dict[str, Any] = {"flows.default_retries": 2, "flows.default_retry_delay_seconds": RETRY_SECONDS}
"""How a scheduled run is tried again, as settings of Prefect; a run that somebody waits for is not."""

Day = Annotated[date, Field(json_schema_extra={"pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}$"})]
"""Prefect's server holds a parameter against its pattern before a run is made; "format: date" is but for its form."""


def _worth_retrying(_task: Task[..., Any], _run: TaskRun, state: State[Any]) -> bool:
    return not isinstance(state.result(raise_on_failure=False), Stopped)


def _task_runner(request: job.Request) -> TaskRunner[PrefectFuture[Any]]:
    """Return what hands out the task runs: threads, each of which waits for a worker, or the cluster."""
    if request.runner != "dask":
        return cast("TaskRunner[PrefectFuture[Any]]", ThreadPoolTaskRunner(max_workers=request.workers or CORES))
    try:
        from prefect_dask.task_runners import DaskTaskRunner
    except ImportError:
        raise job.JobError("the runner dask needs the extra: pip install 'detente[dask]'") from None
    own = {"n_workers": request.workers or CORES, "threads_per_worker": 1}
    where: dict[str, Any] = {"address": request.dask_address} if request.dask_address else {"cluster_kwargs": own}
    return cast("TaskRunner[PrefectFuture[Any]]", DaskTaskRunner(**where))


@task(
    name="analyse-shard",
    retries=2,
    retry_delay_seconds=[1, 10],
    retry_condition_fn=_worth_retrying,
    cache_policy=NO_CACHE,  # a shard that is staged already is known by its folder
    persist_result=False,
)
def analyse_shard(analyse: Callable[[], Staged]) -> Staged:
    """Have one worker analyse one shard."""
    return analyse()


def tasks_of(runner: TaskRunner[PrefectFuture[Any]]) -> job.Mapper:
    """Return what hands out orders as task runs of `runner`, tried again where they fail, and shows how many ended."""

    def as_tasks(workers: Workers, orders: Sequence[Order]) -> Iterator[Staged]:
        shown = create_progress_artifact(0 if orders else 100, key=PROGRESS, description=f"{len(orders)} shards")
        with runner:
            try:
                asked = [partial(workers.analyse, order) for order in orders]
                futures = [runner.submit(analyse_shard, {"analyse": one}) for one in asked]
                for done, staged in enumerate(job.as_they_end(futures), 1):
                    yield staged
                    update_progress_artifact(cast("UUID", shown), 100 * done / len(orders))
            except BaseException:
                workers.stop()
                raise

    return as_tasks


@flow(
    name="analyse-articles",
    flow_run_name="{database}",
    persist_result=False,
)
def analyse_articles(
    sources: list[str],
    database: Path = Path("detente.duckdb"),
    *,
    columns: dict[str, str] | None = None,
    knowledge: Path | None = None,
    runner: Runner = "process",
    dask_address: str | None = None,
    staging: Path | None = None,
    workers: Annotated[int, Field(ge=1)] | None = None,
    rescore: bool = False,
    since: Day | None = None,
    until: Day | None = None,
    report: Path | None = None,
) -> State[job.Outcome | None]:
    """Analyse articles and publish the result as a DuckDB file.

    Args:
        sources: Files, folders and globs of articles.
        database: The DuckDB file to load into; it is made where there is none.
        columns: Names of the columns of corpus files that stand for text, title, … where they differ.
        knowledge: Folder of knowledge files of your own, which go over the shipped ones.
        runner: Whether worker processes or threads of this process analyse the shards, or a Dask cluster.
        dask_address: Of the scheduler of the cluster; without, a cluster of this machine is made for this run.
        staging: Folder for staged files, which all workers must see; by default that of the database.
        workers: How many shards at once; by default one for each core.
        rescore: Also analyse again, without its source, each document that is stored with scores of another version.
        since: First day of the documents that are wanted; documents without a date are left out.
        until: Last day of the documents that are wanted; documents without a date are left out.
        report: The report page to keep up to date, an HTML file; none where it is left out.
    """
    request = job.Request(
        sources,
        database,
        columns or {},
        knowledge,
        runner=runner,
        dask_address=dask_address,
        staging=staging,
        workers=workers,
        rescore=rescore,
        since=since,
        until=until,
        report=report,
    )
    before = store.actors(database) if database.exists() else None
    try:
        outcome = job.run(request, tasks_of(_task_runner(request)))
    except sources_.NothingToRead as error:  # an inbox may be empty
        return cast("State[job.Outcome | None]", Completed(message=f"Nothing to do: {error}"))
    actors = store.actors(database)
    said = f"{outcome.summary()} Database: {outcome.database}"
    _show(ACTORS, actors.select(job.ACTOR_COLUMNS), said)
    _show(CHANGES, job.changes(before, actors), f"What this run changed. {said}")
    _show(REJECTIONS, store.rejections(database, outcome.run_id), f"What this run could not use. {said}")
    if report is not None:
        link = report.absolute()
        create_link_artifact(key=REPORT, link=link.as_uri(), link_text=report.name, description=f"{link}: {said}")
    return Completed(message=outcome.summary(), data=outcome)


def _show(key: str, table: pl.DataFrame, description: str) -> None:
    create_table_artifact(key=key, table=table.to_dicts(), description=description)


def run(request: job.Request, api_url: str) -> job.Outcome:
    """Run the flow against the Prefect API at `api_url`, quietly. Raises as `job.run` does.

    Where the API answers no more, and after Prefect's own attempts to reach it still does not, raises ServerError.
    """
    before = _published(request.database)
    try:
        with using(api_url, "CRITICAL"):
            outcome = analyse_articles(**parameters(request))
    except (httpx.TransportError, PrefectHTTPStatusError) as error:
        came_of_it = "nothing is published" if _published(request.database) == before else "the database is published"
        raise ServerError(
            f"Prefect's server at {api_url} was lost during the run ({error or type(error).__name__}), "
            f"{came_of_it}: start it and run again, or run with --direct"
        ) from error
    if outcome is None:
        raise sources_.SourceError(f"{', '.join(request.sources)}: nothing to read any more")
    return cast("job.Outcome", outcome)  # a flow that returns a state gives what the state holds


def _published(database: Path) -> int | None:
    """Return what tells one publication of a file from another; None where there is none."""
    try:
        return database.stat().st_ino
    except OSError:
        return None


def serve(request: job.Request, name: str, schedule: CronSchedule | IntervalSchedule, api_url: str) -> None:
    """Start the flow whenever `schedule` says so, each run in a process of its own, until interrupted.

    With an interval, the first run begins at once. The schedule is kept by the Prefect API at `api_url` as the
    deployment `analyse-articles/NAME`. One run at a time: where the one before has not ended, a run is cancelled. A
    run that fails is tried again after `RETRY_SECONDS`.
    """
    with using(api_url, "INFO", **RETRIES):
        again = get_current_settings().flows  # the flow was made with those of before
        service = Service(name=name, limit=1, pause_on_shutdown=False)
        deployment = service.add_flow(
            analyse_articles.with_options(
                retries=again.default_retries,
                retry_delay_seconds=cast("float", again.default_retry_delay_seconds),
            ),
            name=name,
            schedules=[schedule],
            parameters=parameters(request),
            concurrency_limit=ConcurrencyLimitConfig(limit=1, collision_strategy=ConcurrencyLimitStrategy.CANCEL_NEW),
            entrypoint_type=EntrypointType.MODULE_PATH,
        )
        if isinstance(schedule, IntervalSchedule):  # of its own accord it would begin when the first interval is over
            with get_client(sync_client=True) as client:
                client.create_flow_run_from_deployment(cast("UUID", deployment))
        with suppress(KeyboardInterrupt, TerminationSignal):
            asyncio.run(service.start())


def at(cron: str, timezone: str) -> CronSchedule:
    """Return the schedule of a line of cron. Raises ValueError where it is none, or there is no such time zone."""
    return CronSchedule(cron=cron, timezone=timezone)


def every(seconds: int) -> IntervalSchedule:
    """Return the schedule of a run every so many seconds from now on."""
    return IntervalSchedule(interval=timedelta(seconds=seconds), anchor_date=datetime.now(UTC))


def parameters(request: job.Request) -> dict[str, Any]:
    """Return the parameters of the flow that ask for `request`."""
    return {**vars(request), "sources": list(request.sources), "columns": dict(request.columns)}


@contextmanager
def using(api_url: str, level: str, **more: Any) -> Iterator[None]:
    """Have Prefect use `api_url`, log from `level` on, and `more` settings; what the user set in its ways stands."""
    with temporary_settings(updates={"api.url": api_url}, set_defaults={"logging.level": level, **more}):
        setup_logging()
        yield
