"""The Prefect flow, against a real server of its own: states, retries, artifacts, and the same tables as without."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from test_job import ARTICLES, assert_same

from flows import job, stage, workers
from flows.server import ServerError, TemporaryServer

PROGRAM = [sys.executable, "-c", "from flows.cli import main; main()"]


@pytest.fixture
def request_(tmp_path: Path) -> job.Request:
    folder = tmp_path / "articles"
    folder.mkdir()
    for name, text in ARTICLES.items():
        (folder / name).write_text(text)
    return job.Request([str(folder)], tmp_path / "press.duckdb")


def last_run(api: str) -> Any:
    from prefect.client.orchestration import SyncPrefectClient
    from prefect.client.schemas.sorting import FlowRunSort

    with SyncPrefectClient(api) as client:
        (run,) = client.read_flow_runs(sort=FlowRunSort.START_TIME_DESC, limit=1)
        return run


def task_states(api: str, run: Any) -> list[str]:
    """Return the states of the task runs; they reach the server by and by."""
    from prefect.client.orchestration import SyncPrefectClient
    from prefect.client.schemas.filters import FlowRunFilter, FlowRunFilterId

    with SyncPrefectClient(api) as client:
        for _ in range(50):
            tasks = client.read_task_runs(flow_run_filter=FlowRunFilter(id=FlowRunFilterId(any_=[run.id])))
            if tasks and all(task.state and task.state.is_final() for task in tasks):
                break
            time.sleep(0.1)
    return [task.state.name for task in tasks if task.state]


def test_the_flow_gives_what_the_job_gives(api: str, request_: job.Request, tmp_path: Path) -> None:
    from prefect.client.orchestration import SyncPrefectClient

    from flows import articles

    request_ = replace(request_, report=tmp_path / "report.html")
    outcome = articles.run(request_, api)
    direct = job.run(job.Request(request_.sources, tmp_path / "direct.duckdb"))
    assert outcome.summary() == direct.summary()
    assert_same(outcome.database, direct.database)

    run = last_run(api)
    assert run.state.name == "Completed"
    assert run.state.message == outcome.summary()
    assert task_states(api, run) == ["Completed"]
    with SyncPrefectClient(api) as client:
        its = {"artifacts": {"flow_run_id": {"any_": [str(run.id)]}}}
        shown = {item["key"]: item for item in client.request("POST", "/artifacts/filter", json=its).json()}
    assert set(shown) == {articles.ACTORS, articles.CHANGES, articles.REJECTIONS, articles.PROGRESS, articles.REPORT}
    assert "Sergei Lavrov" in shown[articles.ACTORS]["data"]
    assert "optimism_before" in shown[articles.CHANGES]["data"]
    assert "empty.txt" in shown[articles.REJECTIONS]["data"]
    assert shown[articles.PROGRESS]["data"] == 100
    assert (tmp_path / "report.html").as_uri() in shown[articles.REPORT]["data"]
    assert "Sergei Lavrov" in (tmp_path / "report.html").read_text()
    assert str(outcome.database) in shown[articles.ACTORS]["description"]


def test_a_shard_that_fails_once_is_tried_again(
    api: str, request_: job.Request, monkeypatch: pytest.MonkeyPatch
) -> None:
    from flows import articles

    sound, tries = stage.stage, []

    def flaky(*arguments: Any) -> stage.Staged:
        tries.append(1)
        if len(tries) == 1:
            raise workers.WorkerDied("a worker process died")
        return sound(*arguments)

    monkeypatch.setattr(workers, "stage", flaky)
    assert articles.run(request_, api).documents_added == 2
    assert len(tries) == 2
    assert last_run(api).state.name == "Completed"


def test_a_shard_that_fails_fails_the_flow(
    api: str, request_: job.Request, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    from flows import articles

    def full(*_: Any) -> stage.Staged:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(workers, "stage", full)
    monkeypatch.setattr(articles.analyse_shard, "retry_delay_seconds", [0, 0])
    with pytest.raises(job.JobError, match=r"nothing is published: OSError: .*No space left"):
        articles.run(request_, api)
    run = last_run(api)
    assert run.state.name == "Failed"
    assert "No space left" in run.state.message
    assert task_states(api, run) == ["Failed"]
    assert {path.name for path in tmp_path.iterdir()} == {"articles"}
    assert capfd.readouterr() == ("", "")


def test_the_parameters_are_typed() -> None:
    from flows import articles

    schema = articles.analyse_articles.parameters.model_dump()
    assert schema["required"] == ["sources"]
    assert list(schema["properties"]) == [
        *("sources", "database", "columns", "knowledge", "runner", "dask_address", "staging"),
        *("workers", "rescore", "since", "until", "report"),
    ]
    since = schema["properties"]["since"]["anyOf"][0]
    assert (since["type"], since["format"], since["pattern"]) == ("string", "date", "^[0-9]{4}-[0-9]{2}-[0-9]{2}$")
    assert schema["properties"]["runner"]["enum"] == ["process", "thread", "dask"]
    assert all(schema["properties"][name].get("description") for name in schema["properties"])


def test_the_command_line_runs_the_flow_quietly(environment: dict[str, str], request_: job.Request) -> None:
    arguments = ["run", *request_.sources, "--database", str(request_.database)]
    done = subprocess.run([*PROGRAM, *arguments], env=environment, capture_output=True, text=True, check=True)
    assert "2 documents, 1 rejected, 3 statements added." in done.stdout
    steps = ["Starting Prefect", "Reading the sources", "Analysing: 0 of 1 shards", "Publishing"]
    assert done.stderr.splitlines()[:-2] == steps
    assert done.stderr.splitlines()[-2].startswith("detente: warning: ")
    assert done.stderr.splitlines()[-1].startswith("detente: warning: 1 source could not be used")


def test_an_interrupted_flow_leaves_no_trace(
    api: str, environment: dict[str, str], request_: job.Request, tmp_path: Path
) -> None:
    with (tmp_path / "corpus.jsonl").open("w") as file:
        for number in range(12000):
            text = f"“Relations with Moscow will improve,” Joe Biden said on day {number}.\n" * 40
            file.write(json.dumps({"text": text}) + "\n")
    files = sorted(tmp_path.iterdir())
    arguments = ["run", str(tmp_path / "corpus.jsonl"), "--database", str(request_.database), "--workers", "2"]
    with subprocess.Popen(
        [*PROGRAM, *arguments], env=environment, stderr=subprocess.PIPE, text=True, start_new_session=True
    ) as process:
        assert process.stderr is not None
        while not process.stderr.readline().startswith("Analysing"):
            pass
        time.sleep(1.5)
        os.killpg(process.pid, signal.SIGINT)
        messages = process.stderr.read()
        code = process.wait(30)
    assert code == 130
    assert messages.splitlines()[-1] == "detente: interrupted; nothing is half-written"
    assert "Traceback" not in messages
    assert sorted(tmp_path.iterdir()) == files
    assert last_run(api).state.name == "Crashed"


def test_a_server_that_does_not_answer_is_said_so(request_: job.Request) -> None:
    arguments = ["run", *request_.sources, "--database", str(request_.database), "--quiet"]
    nobody = {**os.environ, "PREFECT_API_URL": "http://127.0.0.1:9/api", "PREFECT_CLIENT_MAX_RETRIES": "0"}
    done = subprocess.run([*PROGRAM, *arguments], env=nobody, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert done.stderr.startswith("detente: no Prefect server answers at http://127.0.0.1:9/api")
    assert len(done.stderr.splitlines()) == 1
    assert not request_.database.exists()


@pytest.mark.usefixtures("api")  # for its records: new ones take a while to set up
def test_a_server_that_is_lost_in_mid_run_is_said_so(
    request_: job.Request, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    from prefect.settings import PREFECT_CLIENT_MAX_RETRIES, temporary_settings

    from flows import articles

    server = TemporaryServer()
    server.wait(120)
    sound = stage.stage

    def lost(*arguments: Any) -> stage.Staged:
        server.stop(at_once=True)
        return sound(*arguments)

    monkeypatch.setattr(workers, "stage", lost)
    with (
        temporary_settings({PREFECT_CLIENT_MAX_RETRIES: 0}),
        pytest.raises(ServerError, match=r"was lost during the run \(.*\), nothing is published: start it"),
    ):
        articles.run(request_, server.url)
    assert {path.name for path in tmp_path.iterdir()} == {"articles"}
    assert "Traceback" not in "".join(capfd.readouterr())


def test_a_server_that_cannot_start_is_said_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("flows.server.BOOT", "raise SystemExit(3)")
    server = TemporaryServer()
    with pytest.raises(ServerError, match="run with --direct"):
        server.wait(30)
    server.stop()


@pytest.mark.usefixtures("api")  # for its records: new ones take a while to set up
def test_the_server_goes_when_its_run_is_killed() -> None:
    program = """
import time
from flows.server import TemporaryServer
server = TemporaryServer()
server.wait(120)
print(server.url, flush=True)
time.sleep(120)
"""
    with subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        url = process.stdout.readline().strip()
        process.kill()
    port = int(url.removesuffix("/api").rpartition(":")[2])
    for _ in range(100):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)):
                return
        time.sleep(0.1)
    pytest.fail("the server is still there")
