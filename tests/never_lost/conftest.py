"""One demonstration and one Chromium for all scenarios, driven from one event loop."""

import asyncio
from collections.abc import Callable, Iterator

import pytest

from app.assessments.address import parse_address
from app.bench.lost.accounts import Account
from app.bench.lost.room import room
from app.bench.lost.scenarios import Scenario, play
from app.bench.lost.served import Served
from app.bench.stage import Stage
from app.core.database import Database
from app.demo import files
from tests import served
from tests.demonstration import copy_of_demonstration

Play = Callable[[Scenario], Account]


class Forked(Served):
    """What the bench starts as a program, started as other servers of tests are."""

    def __init__(self, stage: Stage) -> None:
        super().__init__(stage.folder)
        self._server = served.Served(stage.folder, "demo")
        self.port = self._server.port

    def start(self) -> None:
        """Start it, and return once it answers."""
        self._server.start()

    def kill(self) -> None:
        """End it as a power cut would."""
        self._server.kill()


@pytest.fixture(scope="package")
def played(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Play]:
    """Plays a scenario as briefly as tests may."""
    folder, address = copy_of_demonstration(tmp_path_factory), parse_address(files.assessments()[0].address)
    database = Database(f"sqlite:///{folder / 'candour.sqlite3'}")
    stage = Stage(folder, database, address, address)
    with asyncio.Runner() as runner:
        opened = room(stage, Forked(stage))
        there = runner.run(opened.__aenter__())
        yield lambda scenario: runner.run(play(there, scenario, scenario.brief))
        runner.run(opened.__aexit__(None, None, None))
    database.engine.dispose()
