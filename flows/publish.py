"""Replace a file whole: work on a copy (of a database, one writer at a time) and put it in place in one rename.

Whoever reads the file goes on with the one that they opened, and whatever stops the writer leaves it as it was.
"""

import fcntl
import os
import shutil
import signal
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import IO
from uuid import uuid4


class Busy(Exception):
    """Another writer holds the file; the text says who."""


@contextmanager
def replacing(path: Path, wait: float) -> Iterator[Path]:
    """Yield where to work on a copy of `path` (which need not exist), and put it in the place of `path` at the end.

    The copy stands in a folder of its own, beside `path`, where the work may leave other files; the folder is removed.
    Waits for another writer for `wait` seconds. Raises Busy, and OSError where the disk is full or read-only.
    """
    with ExitStack() as too_late, _locked(path.with_name(f".{path.name}.lock"), wait):
        folder = path.with_name(f".{path.name}.loading")
        _remove(folder)  # what a writer that was killed left behind
        try:
            folder.mkdir()
            copy = folder / path.name
            if path.exists():
                shutil.copy(path, copy)
            yield copy
            _sync(copy)
            too_late.enter_context(_uninterrupted())  # or who interrupts is told that nothing was published
            os.replace(copy, path)
            _sync(path.parent)  # the rename itself
        finally:
            _remove(folder)


@contextmanager
def rewriting(path: Path) -> Iterator[IO[bytes]]:
    """Lend an empty file that takes the place of `path` at the end; a device or pipe is written to as it is.

    Raises OSError; whatever is raised, what stood at `path` still does.
    """
    if path.exists() and not path.is_file():
        with path.open("wb") as file:
            yield file
        return
    path = path.resolve()  # a link goes on to point to the file
    part = path.with_name(f".{path.name}.{uuid4().hex[:8]}")
    try:
        with part.open("xb") as file:
            yield file
        os.replace(part, path)
    finally:
        part.unlink(missing_ok=True)


@contextmanager
def _uninterrupted() -> Iterator[None]:
    """Let Ctrl-C and the polite kill pass without effect. Only the main thread is ever interrupted."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = {number: signal.signal(number, signal.SIG_IGN) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _sync(path: Path) -> None:
    opened = os.open(path, os.O_RDONLY)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)


def _remove(folder: Path) -> None:
    try:
        shutil.rmtree(folder, ignore_errors=True)
    except KeyboardInterrupt:
        shutil.rmtree(folder, ignore_errors=True)
        raise


@contextmanager
def _locked(lock: Path, wait: float) -> Iterator[None]:
    """Hold the file `lock`, as one at a time may. The system frees it when its holder dies."""
    deadline = time.monotonic() + wait
    while (held := _take(lock)) is None:
        if time.monotonic() > deadline:
            try:
                holder = lock.read_text(encoding="utf-8")
            except OSError:
                holder = ""
            raise Busy(holder or "another run")
        time.sleep(0.05)
    try:
        os.ftruncate(held, 0)
        os.write(held, f"process {os.getpid()} on {socket.gethostname()}".encode())
        yield
    finally:
        lock.unlink(missing_ok=True)
        os.close(held)


def _take(lock: Path) -> int | None:
    """Return the open file of the lock, or None while another process or thread holds it."""
    held = os.open(lock, os.O_RDWR | os.O_CREAT, 0o666)
    try:
        fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
        # The holder before may have removed the file between our opening and locking it.
        if os.fstat(held).st_ino == lock.stat().st_ino:
            return held
    except (BlockingIOError, FileNotFoundError):
        pass
    except BaseException:
        os.close(held)
        raise
    os.close(held)
    return None
