"""Server processes that the bench starts, and the memory that they have held."""

import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from app.config import ROOT
from app.core.errors import CandourError

START_SECONDS = 60


def free_port() -> int:
    """A port that nobody listens on at this moment."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port: int = taken.getsockname()[1]
        return port


@contextmanager
def serving(command: list[str], port: int, data_dir: Path) -> Iterator[int]:
    """A server of ours over a store: its process id once it listens; ended afterwards."""
    with program(command, data_dir) as process:
        until = time.monotonic() + START_SECONDS
        while not _listens(port):
            if process.poll() is not None or time.monotonic() > until:
                raise CandourError(f"The server to be measured did not start ({' '.join(command)}).")
            time.sleep(0.05)
        yield process.pid


@contextmanager
def program(command: list[str], data_dir: Path, **options: Any) -> "Iterator[subprocess.Popen[str]]":
    """A Python module of ours at work on a store, ended afterwards with all that it started."""
    process = subprocess.Popen(
        [sys.executable, "-m", *command], cwd=ROOT, env=environment(data_dir), text=True, stdout=subprocess.PIPE,
        **options,
    )
    try:
        yield process
    finally:
        process.terminate()
        try:
            process.wait(timeout=30)
        except subprocess.TimeoutExpired:
            process.kill()


def run(command: list[str], data_dir: Path) -> str:
    """Run a module of ours to its end and give what it printed; CandourError if it fails."""
    done = subprocess.run(
        [sys.executable, "-m", *command], cwd=ROOT, env=environment(data_dir), text=True, capture_output=True,
        check=False,
    )
    if done.returncode:
        said = (done.stderr or done.stdout).strip().splitlines()
        raise CandourError(said[-1] if said else f"{' '.join(command)} failed.")
    return done.stdout


def environment(data_dir: Path) -> dict[str, str]:
    """This process's environment with the store replaced by a temporary one."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("CANDOUR_")}
    return {**kept, "CANDOUR_DATA_DIR": str(data_dir)}


def _listens(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def peak_memory(pid: int) -> int:
    """The most memory that a process and all below it have held, each at its own peak, in bytes."""
    return sum(_own_peak(one) for one in [pid, *_below(pid)])


def _own_peak(pid: int) -> int:
    try:
        status = Path(f"/proc/{pid}/status").read_text()
    except OSError:
        return 0
    line = next((line for line in status.splitlines() if line.startswith("VmHWM:")), "VmHWM: 0 kB")
    return int(line.split()[1]) * 1024


def _below(pid: int) -> list[int]:
    try:
        tasks = list(Path(f"/proc/{pid}/task").iterdir())
        children = [int(one) for task in tasks for one in (task / "children").read_text().split()]
    except OSError:
        return []
    return [*children, *(lower for child in children for lower in _below(child))]


def processor_time(pid: int) -> float:
    """The seconds of processor time that a process has taken, its threads together, as Linux counts them."""
    return time.clock_gettime((~pid << 3) | 2)  # as clock_getcpuclockid(3) names the clock of another process


class Loader:
    """The process that loads servers, kept for a whole run."""

    def __init__(self, process: "subprocess.Popen[str]") -> None:
        self.process = process

    def load(self, port: int, lanes: list[dict[str, Any]], seconds: float) -> dict[str, Any]:
        """Figures of one load; CandourError where an answer was not 200."""
        assert self.process.stdin and self.process.stdout
        plan = {"host": "127.0.0.1", "port": port, "lanes": lanes, "seconds": seconds}
        self.process.stdin.write(json.dumps(plan) + "\n")
        self.process.stdin.flush()
        line = self.process.stdout.readline()
        if not line:
            raise CandourError("The process that loads the server ended; a connection was closed.")
        figures: dict[str, Any] = json.loads(line)
        if set(figures["statuses"]) != {"200"}:
            raise CandourError(f"A measured request was answered with {figures['statuses']}.")
        return figures
