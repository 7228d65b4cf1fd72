"""Runs that a real Prefect server starts when they are due: `detente serve`, and the deployment of prefect.yaml."""

import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from prefect.client.orchestration import SyncPrefectClient
from prefect.client.schemas.filters import DeploymentFilter, DeploymentFilterName
from prefect.exceptions import PrefectHTTPStatusError
from test_cli import detente
from test_job import ARTICLES

from flows import store

ROOT = Path(__file__).parents[1]
DETENTE = [sys.executable, "-c", "from flows.cli import main; main()"]
PREFECT = [sys.executable, "-m", "prefect"]


@contextmanager
def serving(folder: Path, environment: dict[str, str], *arguments: str, traces: bool = False) -> Iterator[None]:
    """Have `detente serve` run in `folder`, and end it as Ctrl-C does; `traces` where a run is to fail."""
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
    assert ("Traceback" in (folder / "log").read_text()) is traces


def runs(api: str, name: str) -> list[Any]:
    """Return the runs of a deployment that have ended, in the order in which they began."""
    with SyncPrefectClient(api) as client:
        found = client.read_flow_runs(deployment_filter=DeploymentFilter(name=DeploymentFilterName(any_=[name])))
    return sorted((run for run in found if run.state.is_final() and run.start_time), key=lambda run: run.start_time)


def ask(api: str, name: str, **parameters: Any) -> Any:
    """Ask for a run of a deployment now, as the form on Prefect's page does."""
    with SyncPrefectClient(api) as client:
        deployment = client.read_deployment_by_name(f"analyse-articles/{name}")
        return client.create_flow_run_from_deployment(deployment.id, parameters=parameters)


def outcome(api: str, name: str, number: int) -> str:
    """Wait until a deployment has had so many runs, and return what the last of them came to."""
    for _ in range(600):
        if len(found := runs(api, name)) >= number:
            assert found[-1].state.name == "Completed", found[-1].state
            return str(found[-1].state.message)
        time.sleep(0.2)
    pytest.fail(f"{number} runs were to be seen")


def test_what_is_put_into_the_inbox_is_analysed_when_due(api: str, environment: dict[str, str], tmp_path: Path) -> None:
    inbox = tmp_path / "inbox"
    inbox.mkdir()
    options = ["--name", "inbox", "--database", "press.duckdb"]
    environment |= {"PREFECT_FLOWS_DEFAULT_RETRY_DELAY_SECONDS": "2"}
    with serving(tmp_path, environment, "--every", "1h", *options, traces=True):
        assert outcome(api, "inbox", 1).startswith("Nothing to do: ")  # due at once, and then in an hour
        (inbox / "talks.txt").write_text(ARTICLES["talks.txt"])
        ask(api, "inbox")
        assert outcome(api, "inbox", 2) == "1 document, 0 rejected, 2 statements added."
        assert "Traceback" not in (tmp_path / "log").read_text()
        away = inbox.rename(tmp_path / "away")
        (away / "thanks.txt").write_text("“We welcome the talks with Russia,” said Jen Psaki, the spokeswoman.")
        ask(api, "inbox")
        deadline = time.monotonic() + 60
        while "no such file or folder" not in (tmp_path / "log").read_text() and time.monotonic() < deadline:
            time.sleep(0.1)
        away.rename(inbox)  # the run that failed is tried again
        assert outcome(api, "inbox", 3) == "2 documents (1 known), 0 rejected, 1 statement added."
        assert runs(api, "inbox")[-1].empirical_policy.retries == 2
    (inbox / "sanctions.txt").write_text(ARTICLES["sanctions.txt"])
    late = ask(api, "inbox")  # while nobody serves
    restarted = datetime.now(UTC)
    (tmp_path / "log").unlink()
    with serving(tmp_path, environment, "--cron", "0 0 1 1 *", *options):
        assert outcome(api, "inbox", 4) == "3 documents (2 known), 0 rejected, 1 statement added."
    last = runs(api, "inbox")[-1]
    assert last.id == late.id
    assert last.expected_start_time < restarted < last.start_time
    assert store.statements(tmp_path / "press.duckdb", "Antony Blinken").height == 1


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
    api: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, arguments: list[str], message: str
) -> None:
    monkeypatch.setenv("PREFECT_API_URL", api)
    (tmp_path / "inbox").mkdir()
    options = ["--database", str(tmp_path / "x.duckdb"), *arguments]
    _, said = detente("serve", str(tmp_path / "inbox"), *options, code=2)
    assert message in " ".join(said.replace("│", " ").split())


def test_the_deployment_runs_on_a_work_pool(api: str, environment: dict[str, str], tmp_path: Path) -> None:
    here = {**environment, "PYTHONPATH": str(tmp_path)}
    for name in ("analytics", "flows", "sql"):
        shutil.copytree(ROOT / name, tmp_path / name, ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("prefect.yaml", "pyproject.toml"):
        shutil.copy(ROOT / name, tmp_path)
    (tmp_path / "inbox").mkdir()
    (tmp_path / "inbox" / "talks.txt").write_text(ARTICLES["talks.txt"])

    def prefect(command: str) -> None:
        program = [*PREFECT, *command.split()]
        done = subprocess.run(program, cwd=tmp_path, env=here, capture_output=True, text=True, check=False, timeout=120)
        assert done.returncode == 0, done.stdout + done.stderr

    prefect("work-pool create detente --type process")
    prefect("--no-prompt deploy --all")
    for wrong in ({"workers": 0}, {"since": "soon"}, {"runner": "oxen"}, {"sources": "inbox"}):
        with pytest.raises(PrefectHTTPStatusError, match="Validation failed"):
            ask(api, "nightly", **wrong)
    ask(api, "nightly", since="2021-06-01", workers=1)
    prefect("worker start --pool detente --run-once")
    (run,) = runs(api, "nightly")
    assert run.state.message == "1 document, 0 rejected, 2 statements added."
    assert (run.empirical_policy.retries, run.empirical_policy.retry_delay) == (2, 300)
    assert store.statements(tmp_path / "detente.duckdb", "Sergei Lavrov").height == 1
