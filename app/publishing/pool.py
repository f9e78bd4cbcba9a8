"""Warm worker processes that lay out and join parts, ended when they take too long."""

import json
import os
import queue
import selectors
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from app.config import ROOT
from app.publishing.errors import RenderFailed, RenderTimeout

CHUNK = 1 << 16


class Worker:
    """One child process with the renderer loaded; used by one thread at a time."""

    def __init__(self) -> None:
        environment = {**os.environ, "PYTHONHASHSEED": "0"}
        self.process = subprocess.Popen([sys.executable, "-m", "app.publishing.worker"], cwd=ROOT, env=environment,
                                        stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        self.left = b""

    def ask(self, request: dict[str, Any], seconds: float) -> dict[str, Any]:
        """Send one request and wait for its answer; raises TimeoutError or EOFError."""
        assert self.process.stdin
        try:
            self.process.stdin.write(json.dumps(request).encode() + b"\n")
            self.process.stdin.flush()
        except BrokenPipeError as gone:
            raise EOFError from gone
        answer: dict[str, Any] = json.loads(self.line(time.monotonic() + seconds))
        return answer

    def line(self, until: float) -> bytes:
        """The next line that the process writes before the moment `until`."""
        assert self.process.stdout
        with selectors.DefaultSelector() as ready:
            ready.register(self.process.stdout, selectors.EVENT_READ)
            while b"\n" not in self.left:
                if not ready.select(max(0.0, until - time.monotonic())):
                    raise TimeoutError
                chunk = os.read(self.process.stdout.fileno(), CHUNK)
                if not chunk:
                    raise EOFError
                self.left += chunk
        line, self.left = self.left.split(b"\n", 1)
        return line

    def end(self) -> None:
        """Stop the process at once."""
        self.process.kill()
        self.process.wait()
        for pipe in (self.process.stdin, self.process.stdout):
            if pipe:
                pipe.close()


def explained(failure: BaseException, label: str, seconds: float) -> BaseException:
    """What went wrong with a worker, as an error with a sentence where there is one to say."""
    if isinstance(failure, TimeoutError):
        return RenderTimeout(f"{label} took longer than {seconds:g} seconds to lay out. "
                             "Make its tables smaller, or divide it.")
    if isinstance(failure, EOFError):
        return RenderFailed(f"{label} could not be laid out: the renderer stopped.")
    return failure


class Pool:
    """So many workers, shared by all threads; each is started when first needed and replaced when it fails."""

    def __init__(self, workers: int = 2, timeout: float = 120.0) -> None:
        self.size, self.timeout = workers, timeout
        self.idle: queue.LifoQueue[Worker | None] = queue.LifoQueue()
        for _ in range(workers):
            self.idle.put(None)
        self.guard = threading.Lock()
        self.alive: set[Worker] = set()

    def run(self, request: dict[str, Any], label: str = "") -> Any:
        """Have a worker do `request` and return its result.

        Raises RenderTimeout after `timeout` seconds, RenderFailed when the worker fails; the next request
        finds a fresh worker.
        """
        with self.worker() as worker:
            try:
                answer = worker.ask(request, self.timeout)
            except BaseException as failure:  # a worker that still owes an answer must never be asked again
                self.drop(worker)
                raise explained(failure, label or "The document", self.timeout) from None
        if "error" in answer:
            raise RenderFailed(f"{label or 'The document'} could not be laid out ({answer['error']}).")
        return answer["result"]

    @contextmanager
    def worker(self) -> Iterator[Worker]:
        """A worker for this thread alone."""
        mine = self.idle.get()
        try:
            mine = mine or self.start()
            yield mine
        finally:
            with self.guard:
                self.idle.put(mine if mine in self.alive else None)

    def start(self) -> Worker:
        """A new worker."""
        fresh = Worker()
        with self.guard:
            self.alive.add(fresh)
        return fresh

    def drop(self, worker: Worker) -> None:
        """End a worker for good."""
        with self.guard:
            self.alive.discard(worker)
        worker.end()

    def warm(self) -> None:
        """Start every worker and wait until each has loaded the renderer."""
        threads = [threading.Thread(target=self.run, args=({"task": "usage"},)) for _ in range(self.size)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

    def usage(self) -> tuple[int, float]:
        """What the workers have used so far, all idle now: the sum of their peak memory in kilobytes, and of
        their processor time in seconds.
        """
        with self.guard:
            workers = list(self.alive)
        used = [worker.ask({"task": "usage"}, self.timeout)["result"] for worker in workers]
        return sum(one["peak"] for one in used), sum(one["seconds"] for one in used)

    def close(self) -> None:
        """End all workers."""
        for worker in list(self.alive):
            self.drop(worker)
