"""Who analyses the shards: this process, threads of it, processes of its own, or whoever a Dask cluster has.

Whatever the kind, `Workers.analyse` takes an order, waits and gives what was staged, and may be called from many
threads at once. So the plain job and the Prefect flow hand out shards in the same way.
"""

import os
import signal
import threading
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from multiprocessing import get_context
from multiprocessing.connection import Connection
from types import TracebackType
from typing import Literal, Self

from flows.stage import Order, Staged, Stopped, stage

Runner = Literal["process", "thread", "dask"]


class WorkerDied(RuntimeError):
    """A worker process ended while it had a shard: killed, most often for want of memory."""


class Workers:
    """`count` workers of one kind, for the length of a `with` block; leaving it stops them at once."""

    def __init__(self, runner: Runner, count: int) -> None:
        """Plan `count` workers; processes start with the first shard. One process is this one."""
        self.count = count
        self._processes = runner == "process" and count > 1
        self._stopped = threading.Event()
        self._lock = threading.Lock()
        self._pool: ProcessPoolExecutor | None = None
        # A worker ends when the other end of its pipe does: with `stop`, and with this process however that dies.
        self._theirs, self._ours = get_context("spawn").Pipe(duplex=False)

    def __reduce__(self) -> tuple[type[Self], tuple[Runner, int]]:
        """Become, in the process of a cluster that they are sent to, the one worker that it is."""
        return type(self), ("thread", 1)

    def __enter__(self) -> Self:
        """Return the workers themselves."""
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        """Stop the workers."""
        self.stop()

    def analyse(self, order: Order) -> Staged:
        """Have one worker analyse a shard, and wait for it. Raises WorkerDied, Stopped and what `stage` raises."""
        if not self._processes:
            return stage(order, self._stopped.is_set)
        pool, future = self._submit(order)
        try:
            return future.result()
        except BrokenProcessPool:
            if self._stopped.is_set():
                raise Stopped from None
            with self._lock:
                if self._pool is pool:
                    self._pool = None  # a broken pool takes no more shards; whoever tries again gets a fresh one
            raise WorkerDied("a worker process died; with less memory to spare, use fewer --workers") from None

    def stop(self) -> None:
        """Stop all workers: processes at once, threads after the batch at hand."""
        self._stopped.set()
        with self._lock:
            self._ours.close()
            self._theirs.close()
            if self._pool is not None:
                self._pool.shutdown(wait=True, cancel_futures=True)
                self._pool = None

    def _submit(self, order: Order) -> tuple[ProcessPoolExecutor, "Future[Staged]"]:
        with self._lock:
            if self._stopped.is_set():
                raise Stopped
            if self._pool is None:
                # Not fork: polars keeps threads, and a fork with threads can hang.
                self._pool = ProcessPoolExecutor(
                    self.count, mp_context=get_context("spawn"), initializer=_begin, initargs=(self._theirs,)
                )
            # Processes start here: until they can ignore Ctrl-C themselves (_begin), it must not reach them.
            before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
            try:
                return self._pool, self._pool.submit(stage, order)
            finally:
                signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _begin(life: Connection) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C reaches the whole group; the parent decides
    threading.Thread(target=_end_with, args=(life,), daemon=True).start()


def _end_with(life: Connection) -> None:
    try:
        life.recv()
    except (EOFError, OSError):
        os._exit(1)
