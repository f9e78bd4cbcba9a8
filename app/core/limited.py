"""Work on a file that nobody vouches for, in a child process with little memory and little time."""

import json
import os
import pickle
import resource
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from app.core.errors import CandourError, Refused

HOME = Path(__file__).resolve().parents[2]
HEAVY = "The file asks for more memory or time than can be given to one file."


@dataclass(frozen=True)
class Limits:
    """What the child may use: address space in bytes, time in seconds of processor and of clock."""

    memory: int = 768 * 1024 * 1024
    processor_seconds: int = 20
    seconds: int = 40


class TooHeavy(CandourError):
    """The child ran out of memory or time, or fell over."""

    status = 422
    title = "That file could not be read"


def run_limited(
    work: Callable[..., Any], *arguments: Any, limits: Limits | None = None,
    refusal: type[CandourError] = Refused,
) -> Any:
    """What `work(*arguments)` returns, run in a child process of its own.

    `work` is a function of a module, its arguments can be pickled and its result is plain JSON: a file that
    took the child over can then do nothing here. A CandourError of the child is raised here as `refusal`
    with the same sentence; TooHeavy where a limit was reached.
    """
    limits = limits or Limits()
    asked = pickle.dumps((limits, pickle.dumps((work, arguments))))
    try:
        done = subprocess.run(
            [sys.executable, "-m", "app.core.limited"], input=asked, capture_output=True, check=False,
            timeout=limits.seconds, cwd=HOME,
            env={"PATH": os.defpath, "PYTHONDONTWRITEBYTECODE": "1", "LC_ALL": "C.UTF-8"},
        )
    except subprocess.TimeoutExpired as slow:
        raise TooHeavy(HEAVY) from slow
    answer = _answer(done)
    if "refused" in answer:
        raise refusal(str(answer["refused"]))
    return answer["result"]


def _answer(done: "subprocess.CompletedProcess[bytes]") -> dict[str, Any]:
    try:
        answer = json.loads(done.stdout) if done.returncode == 0 else None
    except ValueError:
        answer = None
    if not isinstance(answer, dict) or not answer.keys() & {"refused", "result"}:
        raise TooHeavy(HEAVY)
    return answer


def _hold(limits: Limits) -> None:
    for kind, most in (
        (resource.RLIMIT_AS, limits.memory), (resource.RLIMIT_CPU, limits.processor_seconds),
        (resource.RLIMIT_FSIZE, 0), (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(kind, (most, most))


def _child() -> None:
    limits, wanted = pickle.load(sys.stdin.buffer)
    _hold(limits)
    work, arguments = pickle.loads(wanted)
    answers = os.dup(sys.stdout.fileno())
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())  # whatever a library prints is no answer
    try:
        answer = {"result": work(*arguments)}
    except CandourError as error:
        answer = {"refused": error.sentence}
    with os.fdopen(answers, "w", encoding="utf-8") as file:
        json.dump(answer, file)


if __name__ == "__main__":
    _child()
