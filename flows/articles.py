"""The Prefect flow `analyse-articles`: the job of `flows.job` with its shards as mapped tasks, states and artifacts."""

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Annotated, Any, cast

from prefect import Task, flow, task, unmapped
from prefect.artifacts import create_table_artifact
from prefect.cache_policies import NO_CACHE
from prefect.client.schemas.objects import State, TaskRun
from prefect.futures import PrefectFuture
from prefect.logging.configuration import setup_logging
from prefect.settings import temporary_settings
from prefect.states import Completed
from prefect.task_runners import TaskRunner, ThreadPoolTaskRunner
from prefect.utilities.annotations import quote
from pydantic import Field

from flows import job, store
from flows.stage import Order, Staged, Stopped
from flows.workers import Runner, Workers

ARTIFACT = "actor-optimism"
CORES = os.cpu_count() or 1


def _worth_retrying(_task: Task[..., Any], _run: TaskRun, state: State[Any]) -> bool:
    return not isinstance(state.result(raise_on_failure=False), Stopped)


def _threads(count: int) -> TaskRunner[PrefectFuture[Any]]:
    return cast("TaskRunner[PrefectFuture[Any]]", ThreadPoolTaskRunner(max_workers=count))


@task(
    name="analyse-shard",
    retries=2,
    retry_delay_seconds=[1, 10],
    retry_condition_fn=_worth_retrying,
    cache_policy=NO_CACHE,  # a shard that is staged already is known by its folder
    persist_result=False,
)
def analyse_shard(order: Order, workers: Workers) -> Staged:
    """Have one of `workers` analyse one shard."""
    return workers.analyse(order)


def as_tasks(workers: Workers, orders: Sequence[Order]) -> Iterator[Staged]:
    """Hand the orders out as task runs, which Prefect tries again where they fail."""
    try:
        yield from job.as_they_end(analyse_shard.map([quote(order) for order in orders], unmapped(quote(workers))))
    except BaseException:
        workers.stop()
        raise


@flow(
    name="analyse-articles",
    flow_run_name="{database}",
    task_runner=_threads(CORES),
    persist_result=False,
)
def analyse_articles(
    sources: list[str],
    database: Path = Path("detente.duckdb"),
    *,
    columns: dict[str, str] | None = None,
    knowledge: Path | None = None,
    runner: Runner = "process",
    workers: Annotated[int, Field(ge=1)] | None = None,
    rescore: bool = False,
    since: date | None = None,
    until: date | None = None,
) -> State[job.Outcome]:
    """Analyse articles and publish the result as a DuckDB file.

    Args:
        sources: Files, folders and globs of articles.
        database: The DuckDB file to load into; it is made where there is none.
        columns: Names of the columns of corpus files that stand for text, title, … where they differ.
        knowledge: Folder of knowledge files of your own, which go over the shipped ones.
        runner: Whether worker processes or threads of this process analyse the shards.
        workers: How many shards at once; by default one for each core.
        rescore: Also analyse again, without its source, each document that is stored with scores of another version.
        since: First day of the documents that are wanted; documents without a date are left out.
        until: Last day of the documents that are wanted; documents without a date are left out.
    """
    request = job.Request(sources, database, columns or {}, knowledge, runner, workers, rescore, since, until)
    outcome = job.run(request, as_tasks)
    actors = store.actors(database)
    create_table_artifact(
        key=ARTIFACT,
        table=actors.select(job.ACTOR_COLUMNS).to_dicts(),
        description=f"{outcome.summary()} Database: {outcome.database}",
    )
    return Completed(message=outcome.summary(), data=outcome)


def run(request: job.Request, api_url: str) -> job.Outcome:
    """Run the flow against the Prefect API at `api_url`, quietly. Raises as `job.run` does."""
    with quiet(api_url):
        flow_here = analyse_articles.with_options(task_runner=_threads(request.workers or CORES))
        outcome = flow_here(
            list(request.sources),
            request.database,
            columns=dict(request.columns),
            knowledge=request.knowledge,
            runner=request.runner,
            workers=request.workers,
            rescore=request.rescore,
            since=request.since,
            until=request.until,
        )
    return cast("job.Outcome", outcome)  # a flow that returns a state gives what the state holds


@contextmanager
def quiet(api_url: str) -> Iterator[None]:
    """Have Prefect use `api_url` and say nothing on the terminal; what the user set in Prefect's own ways stands."""
    with temporary_settings(updates={"api.url": api_url}, set_defaults={"logging.level": "CRITICAL"}):
        setup_logging()
        yield
