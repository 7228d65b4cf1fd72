"""A Dask cluster analyses the shards: a scheduler and two workers, each a process of its own."""

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from test_cli import detente
from test_job import ARTICLES, assert_same

from flows import job

pytest.importorskip("prefect_dask", reason="needs the extra: pip install 'detente[dask]'")

DETENTE = [sys.executable, "-c", "from flows.cli import main; main()"]


@pytest.fixture
def cluster(tmp_path: Path, environment: dict[str, str]) -> Iterator[str]:
    """Start a scheduler and two workers, in folders of their own, and return the scheduler's address."""
    with ExitStack() as stack:

        def start(name: str, *arguments: str) -> subprocess.Popen[bytes]:
            (tmp_path / name).mkdir()
            program = [sys.executable, "-m", "distributed.cli.dask_" + arguments[0], *arguments[1:]]
            log = stack.enter_context((tmp_path / name / "log").open("w"))
            process = stack.enter_context(
                subprocess.Popen(program, cwd=tmp_path / name, env=environment, stdout=log, stderr=log)
            )
            stack.callback(process.kill)
            return process

        known = tmp_path / "scheduler.json"
        start("scheduler", "scheduler", "--port", "0", "--no-dashboard", "--scheduler-file", str(known))
        for name in ("one", "two"):
            start(name, "worker", "--scheduler-file", str(known), "--nthreads", "1", "--no-nanny", "--no-dashboard")
        from distributed import Client

        with Client(scheduler_file=str(known), timeout=60) as client:
            client.wait_for_workers(2, timeout=60)
            address = str(client.scheduler.address)
        yield address


def test_a_cluster_gives_what_one_process_gives(cluster: str, environment: dict[str, str], tmp_path: Path) -> None:
    (tmp_path / "here").mkdir()
    (tmp_path / "shared").mkdir()
    with (tmp_path / "here" / "corpus.jsonl").open("w") as file:
        for number in range(1000):
            text = ARTICLES["talks.txt"].replace("Geneva", f"Geneva, round {number}") + f"It was day {number}.\n" * 100
            file.write(json.dumps({"text": text}) + "\n")
    options = ["--runner", "dask", "--dask-address", cluster, "--staging", "../shared"]
    command = [*DETENTE, "run", "corpus.jsonl", "--database", "dask.duckdb", *options]
    done = subprocess.run(
        command, cwd=tmp_path / "here", env=environment, capture_output=True, text=True, check=False, timeout=300
    )
    assert done.returncode == 0, done.stderr
    assert "1,000 documents, 0 rejected, 2,000 statements added." in done.stdout
    assert list((tmp_path / "shared").iterdir()) == []
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(tmp_path / "here")
        outcome = job.run(job.Request(["corpus.jsonl"], tmp_path / "plain.duckdb"))
    assert_same(tmp_path / "here" / "dask.duckdb", outcome.database)


def test_the_cluster_needs_prefect(tmp_path: Path) -> None:
    _, said = detente("run", "seeds", "-d", str(tmp_path / "x.duckdb"), "--direct", "--runner", "dask", code=2)
    assert "leave --direct out" in said
