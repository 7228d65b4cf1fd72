"""What several test modules share: a Prefect server of their own, and a folder to work in beside a database."""

import os
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

from flows.server import Api

# A shell's background job ignores Ctrl-C, and so would all that tests start and interrupt.
signal.signal(signal.SIGINT, signal.default_int_handler)

SOON = {
    "PREFECT_SERVER_SERVICES_SCHEDULER_RECENT_DEPLOYMENTS_LOOP_SECONDS": "1",
    "PREFECT_RUNNER_POLL_FREQUENCY": "1",
}
"""Looks for what is due each second, where it would wait for ten: tests should not idle."""


@pytest.fixture(scope="session")
def api(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Start a server that keeps its records in a folder of its own and starts scheduled runs; return its address."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PREFECT_HOME", str(tmp_path_factory.mktemp("prefect")))
        patch.delenv("PREFECT_API_URL", raising=False)
        for name, value in SOON.items():
            patch.setenv(name, value)
        with Api(schedules=True) as server:
            yield server.wait()


@pytest.fixture
def environment(api: str) -> dict[str, str]:
    """Return the environment of a process that uses this server."""
    return {**os.environ, "PREFECT_API_URL": api, "PYTHONPATH": str(Path(__file__).parents[1])}


@pytest.fixture
def here(database: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Work in an empty folder; commands read the `database` of the test module."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("DETENTE_DATABASE", str(database))
    return tmp_path
