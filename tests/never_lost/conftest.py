"""One demonstration and one Chromium for all scenarios, driven from one event loop."""

import asyncio
from collections.abc import Callable, Iterator

import pytest

from app.bench.lost.accounts import Account
from app.bench.lost.room import room
from app.bench.lost.scenarios import Scenario, play
from app.bench.stage import staged

Play = Callable[[Scenario], Account]


@pytest.fixture(scope="package")
def played() -> Iterator[Play]:
    """Plays a scenario as briefly as tests may."""
    with asyncio.Runner() as runner, staged(None) as stage:
        opened = room(stage)
        there = runner.run(opened.__aenter__())
        yield lambda scenario: runner.run(play(there, scenario, scenario.brief))
        runner.run(opened.__aexit__(None, None, None))
