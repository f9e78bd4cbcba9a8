"""Background jobs: each runs once, also where several processes look for work in one PostgreSQL."""

import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI
from sqlalchemy import text
from sqlmodel import col, select

from app.config import ROOT
from app.core.claims import Shared
from app.core.database import Database
from app.core.jobs import Job, Progress, Runner, enqueue
from tests.assessments.factories import authority_id, person_id
from tests.live.test_live import until
from tests.live.working import KIND

GRACE = 1.0
NewRunner = Callable[..., Runner]


@pytest.fixture
def runner_on() -> Iterator[NewRunner]:
    """Starts runners, and ends them after the test."""
    runners: list[Runner] = []

    def start(url: str, task: Callable[..., dict[str, Any]]) -> Runner:
        runner = Runner(Database(url), {KIND: task})
        if isinstance(runner.claims, Shared):
            runner.claims = Shared(runner.database.engine, GRACE)
        runner.start()
        runners.append(runner)
        return runner

    yield start
    for runner in runners:
        runner.stop()
        runner.database.engine.dispose()


def ask(database: Database, **arguments: Any) -> int:
    """Ask for a job."""
    with database.write() as session:
        job = enqueue(session, KIND, arguments, person_id(session, "author"), authority_id(session))
    assert job.id is not None
    return job.id


def states(database: Database, jobs: list[int]) -> list[str]:
    """How jobs stand."""
    with database.read() as session:
        return list(session.exec(select(Job.state).where(col(Job.id).in_(jobs)).order_by(col(Job.id))).all())


def test_a_job_runs_and_its_result_is_kept(anywhere: FastAPI, runner_on: NewRunner) -> None:
    database = anywhere.state.database
    job = ask(database, number=7)
    runner_on(database.url, lambda _, arguments, __: {"twice": 2 * arguments["number"]})
    until(lambda: states(database, [job]) == ["done"])
    with database.read() as session:
        assert session.get_one(Job, job).result == '{"twice": 14}'


def test_what_a_single_process_left_running_starts_again(anywhere: FastAPI, runner_on: NewRunner) -> None:
    database = anywhere.state.database
    job = ask(database)
    with database.write() as session:
        session.get_one(Job, job).state = "running"
    runner_on(database.url, lambda *_: {})
    until(lambda: states(database, [job]) == ["done"])


def test_a_runner_that_ends_leaves_its_job_to_the_next(anywhere: FastAPI, runner_on: NewRunner) -> None:
    database, begun, go_on = anywhere.state.database, threading.Event(), threading.Event()

    def task(_: Database, __: dict[str, Any], progress: Progress) -> dict[str, Any]:
        progress(1, 2, "At it")
        begun.set()
        assert go_on.wait(60)
        progress(2, 2, "Done")
        return {}

    job = ask(database)
    first = runner_on(database.url, task)
    assert begun.wait(60)
    ending = threading.Thread(target=first.stop)
    ending.start()
    until(first._stop.is_set)
    go_on.set()
    ending.join()
    assert states(database, [job]) == ["waiting"]
    runner_on(database.url, lambda *_: {})
    until(lambda: states(database, [job]) == ["done"])


def test_two_processes_share_the_work_and_do_nothing_twice(postgresql: str, runner_on: NewRunner) -> None:
    database, done = Database(postgresql), []

    def task(_: Database, arguments: dict[str, Any], progress: Progress) -> dict[str, Any]:
        progress(1, 1, "At it")
        done.append((threading.current_thread(), arguments["number"]))
        return {}

    jobs = [ask(database, number=number) for number in range(40)]
    for _ in range(2):
        runner_on(postgresql, task)
    until(lambda: set(states(database, jobs)) == {"done"})
    assert sorted(number for _, number in done) == list(range(40))
    assert len({thread for thread, _ in done}) == 2
    database.engine.dispose()


@pytest.mark.parametrize("cut", [False, True], ids=["", "though its connection is lost"])
def test_a_living_process_keeps_its_job(postgresql: str, runner_on: NewRunner, cut: bool) -> None:
    """Another one that looks for much longer than a dead one's job would stay free does not take it."""
    database, begun, go_on = Database(postgresql), [], threading.Event()

    def task(*_: object) -> dict[str, Any]:
        begun.append(1)
        assert go_on.wait(60)
        return {}

    job = ask(database)
    runner_on(postgresql, task)
    until(lambda: begun)
    if cut:
        _end_holders(database)
    other = Shared(database.engine, GRACE)
    looks = []

    def looked_long_enough() -> bool:
        looks.append(other.orphans([job]))
        threading.Event().wait(0.1)
        return len(looks) > 50 * GRACE

    runner_on(postgresql, task)
    until(looked_long_enough)
    assert not any(looks) and begun == [1]
    go_on.set()
    until(lambda: states(database, [job]) == ["done"])
    assert begun == [1]
    other.close()
    database.engine.dispose()


def _end_holders(database: Database) -> None:
    with database.write() as session:
        ended = session.execute(text(
            "SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory' AND granted"
        )).all()
    assert len(ended) == 1


def test_a_killed_process_leaves_its_job_to_another(postgresql: str, runner_on: NewRunner, tmp_path: Path) -> None:
    database, file = Database(postgresql), tmp_path / "begun"
    job = ask(database, file=str(file))
    command = [sys.executable, "-m", "tests.live.working", postgresql]
    with subprocess.Popen(command, cwd=ROOT) as process:
        until(file.exists)
        process.kill()
    assert states(database, [job]) == ["running"]

    def again(_: Database, arguments: dict[str, Any], __: Progress) -> dict[str, Any]:
        with Path(arguments["file"]).open("a") as lines:
            lines.write("again\n")
        return {}

    runner_on(postgresql, again)
    until(lambda: states(database, [job]) == ["done"])
    assert file.read_text() == "begun\nagain\n"
    database.engine.dispose()
