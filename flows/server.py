"""A Prefect server of our own for the length of one command, where the user has none.

Prefect would start one too, but late, in the foreground, and with its whole server imported here as well. This one
boots while everything else gets ready, which saves three of eight seconds; it leaves Ctrl-C to us, and it goes when
this process goes, however that ends.
"""

import os
import socket
import subprocess
import sys
import time
from types import TracebackType
from typing import Self
from urllib.request import ProxyHandler, build_opener

BOOT = """
import os, signal, sys, threading, time

def end_with_parent():
    sys.stdin.buffer.read()
    os.kill(os.getpid(), signal.SIGTERM)
    time.sleep(3)
    os._exit(1)

threading.Thread(target=end_with_parent, daemon=True).start()
import uvicorn
uvicorn.run("prefect.server.api.server:create_app", factory=True, host="127.0.0.1", port=int(sys.argv[1]),
            log_level="critical", lifespan="on")
"""


BOOT_SECONDS = 120
"""How long it may take, on a machine that is busy or runs it for the first time; where it is quiet it takes 3."""
QUIET = {
    "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
    "PREFECT_SERVER_LOGGING_LEVEL": "CRITICAL",
    "PREFECT__SERVER_FINAL": "1",
}
FOR_ONE_RUN = {"PREFECT_SERVER_UI_ENABLED": "false", "PREFECT__SERVER_EPHEMERAL": "1"}
"""Without the page, and without the services that start runs on a schedule."""


class ServerError(RuntimeError):
    """The server did not start; the text says why and what to do."""


class TemporaryServer:
    """A Prefect server on a free port of the loopback interface."""

    def __init__(self, *, schedules: bool = False) -> None:
        """Start it, without waiting for it; with its page and what starts scheduled runs where `schedules` is set."""
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        self.url = f"http://127.0.0.1:{port}/api"
        self._process = subprocess.Popen(
            [sys.executable, "-c", BOOT, str(port)],
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            env={**os.environ, **QUIET, **({} if schedules else FOR_ONE_RUN)},
            start_new_session=True,  # Ctrl-C is for us: the run that it ends has its state to record yet
        )

    def wait(self, seconds: float) -> None:
        """Wait until it answers. Raises ServerError where it ended or has not answered in time."""
        opener = build_opener(ProxyHandler({}))
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            if self._process.poll() is not None:
                raise ServerError("Prefect's server ended while starting: try again, or run with --direct")
            try:
                with opener.open(f"{self.url}/health", timeout=5):
                    return
            except OSError:
                time.sleep(0.05)
        raise ServerError(f"Prefect's server did not answer within {seconds:.0f} s: try again, or run with --direct")

    def stop(self, *, at_once: bool = False) -> None:
        """End it, unless `at_once` with what it still has to write."""
        assert self._process.stdin is not None
        if at_once:
            self._process.kill()
        self._process.stdin.close()
        try:
            self._process.wait(5)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()


class Api:
    """The Prefect API for one command: the user's, where Prefect's settings name one, else a temporary server."""

    def __init__(self, *, schedules: bool = False) -> None:
        """Start a temporary server, on the likely chance that it will be needed."""
        # Environment only: Prefect reads it while it is imported.
        os.environ.setdefault("DO_NOT_TRACK", "1")
        self._own = None if os.environ.get("PREFECT_API_URL") else TemporaryServer(schedules=schedules)
        self._answered = False

    def wait(self) -> str:
        """Wait until the API answers, and return its address. Raises ServerError."""
        from prefect.client.orchestration import get_client
        from prefect.settings import get_current_settings

        settings = get_current_settings()
        if settings.api.url:
            with get_client(sync_client=True) as client:
                if client.api_healthcheck() is not None:
                    raise ServerError(
                        f"no Prefect server answers at {settings.api.url}, as Prefect's settings have it: "
                        "start it, or run with --direct"
                    )
            return settings.api.url
        assert self._own is not None
        ephemeral = settings.server.ephemeral
        chosen = "startup_timeout_seconds" in ephemeral.model_fields_set
        self._own.wait(ephemeral.startup_timeout_seconds if chosen else BOOT_SECONDS)
        self._answered = True
        return self._own.url

    def __enter__(self) -> Self:
        """Return the API itself."""
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        """End the temporary server."""
        if self._own is not None:
            self._own.stop(at_once=not self._answered)
