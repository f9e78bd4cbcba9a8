"""Servers of the product that can be killed, each forked from a process that has the program loaded already.

To load the program takes longer than most tests of it. That a command serves when it is started from nothing is what
tests/cli/test_serving.py is about.
"""

import multiprocessing
import os
import socket
import sys
import time
import urllib.request
from multiprocessing.context import ForkServerProcess
from pathlib import Path

from app.config import ROOT

LOADED = multiprocessing.get_context("forkserver")
LOADED.set_forkserver_preload(["tests.loaded"])
PATIENCE = 120  # seconds on a busy machine


def free_port() -> int:
    """A port that nobody listens on now."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port: int = taken.getsockname()[1]
        return port


class Served:
    """`./candour serve` or `demo` over a folder, at one address for as long as the object lives, dead or alive."""

    def __init__(self, folder: Path, command: str = "serve", **settings: str) -> None:
        self.folder, self.command, self.port = folder, command, free_port()
        self.settings = {"CANDOUR_DATA_DIR": str(folder), **settings}
        self.process: ForkServerProcess | None = None

    @property
    def url(self) -> str:
        """Its address."""
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> None:
        """Start it, and wait until it answers."""
        self.begin()
        self.ready()

    def begin(self) -> None:
        """Start it."""
        environment = {name: value for name, value in os.environ.items() if not name.startswith("CANDOUR_")}
        line = [self.command, "--port", str(self.port)]
        self.process = LOADED.Process(
            target=_run, args=(line, {**environment, **self.settings}, self.folder / f"printed-{self.port}.txt"),
            daemon=True,  # whoever forgets it is not kept waiting for it at the end
        )
        self.process.start()

    def ready(self) -> None:
        """Wait until it answers."""
        until = time.monotonic() + PATIENCE
        while not self._answers():
            assert self.lives and time.monotonic() < until, self._printed()
            time.sleep(0.05)

    @property
    def lives(self) -> bool:
        """Whether it runs."""
        return self.process is not None and self.process.is_alive()

    def kill(self) -> None:
        """End it as a power cut would."""
        if self.process:
            self.process.kill()
            self.process.join()

    def end(self) -> None:
        """Ask it to end, as whoever looks after it does."""
        assert self.process
        self.process.terminate()
        self.process.join(PATIENCE)
        assert not self.lives

    def _answers(self) -> bool:
        try:
            urllib.request.urlopen(f"{self.url}/health", timeout=5).close()
        except OSError:
            return False
        return True

    def _printed(self) -> str:
        return (self.folder / f"printed-{self.port}.txt").read_text()


def _run(line: list[str], environment: dict[str, str], printed: Path) -> None:
    """Be a process that was started with a command line."""
    from app.cli.__main__ import main

    os.chdir(ROOT)
    os.environ.clear()
    os.environ.update(environment)
    with printed.open("ab") as file:
        for stream in (1, 2):
            os.dup2(file.fileno(), stream)
    sys.exit(main(line))
