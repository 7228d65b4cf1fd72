"""Runs that a real Prefect server starts when they are due: `detente serve`, and the deployment of prefect.yaml."""

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from test_job import ARTICLES

from flows import store
from flows.server import TemporaryServer

ROOT = Path(__file__).parents[1]
DETENTE = [sys.executable, "-c", "from flows.cli import main; main()"]
PREFECT = [sys.executable, "-m", "prefect"]


@pytest.fixture(scope="module")
def environment(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, str]]:
    """Start a server that keeps its records in a folder of its own and starts scheduled runs; yield what names it."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PREFECT_HOME", str(tmp_path_factory.mktemp("prefect")))
        patch.setenv("DO_NOT_TRACK", "1")
        patch.delenv("PREFECT_API_URL", raising=False)
        server = TemporaryServer(schedules=True)
        server.wait(120)
        yield {**os.environ, "PREFECT_API_URL": server.url, "PYTHONPATH": str(ROOT)}
        server.stop()


@pytest.fixture(scope="module")
def api(environment: dict[str, str]) -> str:
    """Return the address of the server."""
    return environment["PREFECT_API_URL"]


@contextmanager
def serving(folder: Path, environment: dict[str, str], *arguments: str) -> Iterator[None]:
    """Have `detente serve` run in `folder`, and end it as Ctrl-C does."""
    program = [*DETENTE, "serve", "inbox", *arguments]
    with (
        (folder / "log").open("a") as log,
        subprocess.Popen(program, cwd=folder, env=environment, stderr=log) as process,
    ):
        try:
            yield
        finally:
            process.send_signal(signal.SIGINT)
            process.wait(60)
    assert process.returncode == 0
    assert "Traceback" not in (folder / "log").read_text()


def runs(api: str, name: str) -> list[Any]:
    """Return the runs of a deployment that have ended, in the order in which they began."""
    from prefect.client.orchestration import SyncPrefectClient
    from prefect.client.schemas.filters import DeploymentFilter, DeploymentFilterName

    with SyncPrefectClient(api) as client:
        found = client.read_flow_runs(deployment_filter=DeploymentFilter(name=DeploymentFilterName(any_=[name])))
    return sorted((run for run in found if run.state.is_final() and run.start_time), key=lambda run: run.start_time)


def until(seen: Callable[[], Any]) -> Any:
    """Wait for what `seen` returns, once it is anything."""
    for _ in range(600):
        if found := seen():
            return found
        time.sleep(0.2)
    pytest.fail("nothing was to be seen")


def test_what_is_put_into_the_inbox_is_analysed_when_due(api: str, environment: dict[str, str], tmp_path: Path) -> None:
    (tmp_path / "inbox").mkdir()
    every = ["--every", "5s", "--name", "inbox", "--database", "press.duckdb"]
    with serving(tmp_path, environment, *every):
        first, *_ = until(lambda: runs(api, "inbox"))
        assert first.state.name == "Completed"
        assert first.state.message.startswith("Nothing to do: ")
        (tmp_path / "inbox" / "talks.txt").write_text(ARTICLES["talks.txt"])
        until((tmp_path / "press.duckdb").exists)
        (tmp_path / "inbox" / "sanctions.txt").write_text(ARTICLES["sanctions.txt"])
        until(lambda: "2 documents (1 known)" in str([run.state.message for run in runs(api, "inbox")]))
    # A run that is due while another is under way is cancelled.
    assert {run.state.name for run in runs(api, "inbox")} <= {"Completed", "Cancelled"}
    assert store.statements(tmp_path / "press.duckdb", "Antony Blinken").height == 1

    time.sleep(6)  # a run is due while nobody serves
    restarted = datetime.now(UTC)
    with serving(tmp_path, environment, *every):
        late, *_ = until(
            lambda: [run for run in runs(api, "inbox") if run.expected_start_time < restarted < run.start_time]
        )
    assert late.state.name in ("Completed", "Cancelled")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ([], "say when"),
        (["--every", "1h", "--cron", "0 5 * * *"], "say when"),
        (["--every", "soon"], "'soon' is not a time such as 90s, 15m, 6h, 1d"),
        (["--every", "0h"], "'0h' is not a time"),
        (["--cron", "five"], "'five' in 'UTC' is no time"),
        (["--cron", "0 5 * * *", "--timezone", "Moon/Sea"], "in 'Moon/Sea' is no time"),
    ],
)
def test_a_schedule_that_is_none_is_said_so(
    environment: dict[str, str], tmp_path: Path, arguments: list[str], message: str
) -> None:
    (tmp_path / "inbox").mkdir()
    program = [*DETENTE, "serve", str(tmp_path / "inbox"), "--database", str(tmp_path / "x.duckdb"), *arguments]
    done = subprocess.run(program, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert message in " ".join(done.stderr.replace("│", " ").split())


def test_the_deployment_runs_on_a_work_pool(api: str, environment: dict[str, str], tmp_path: Path) -> None:
    here = {**environment, "PYTHONPATH": str(tmp_path)}
    for name in ("analytics", "flows", "sql"):
        shutil.copytree(ROOT / name, tmp_path / name, ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("prefect.yaml", "pyproject.toml"):
        shutil.copy(ROOT / name, tmp_path)
    (tmp_path / "inbox").mkdir()
    (tmp_path / "inbox" / "talks.txt").write_text(ARTICLES["talks.txt"])
    for command in (
        "work-pool create detente --type process",
        "--no-prompt deploy --all",
        "deployment run analyse-articles/nightly",
        "worker start --pool detente --run-once",
    ):
        done = subprocess.run(
            [*PREFECT, *command.split()],
            cwd=tmp_path,
            env=here,
            capture_output=True,
            text=True,
            check=False,
            timeout=120,
        )
        assert done.returncode == 0, done.stdout + done.stderr
    (run,) = runs(api, "nightly")
    assert run.state.message == "1 document, 0 rejected, 2 statements added."
    assert store.statements(tmp_path / "detente.duckdb", "Sergei Lavrov").height == 1
