"""All scenarios at length, as one table."""

import asyncio
import sys

from app.bench.figures import Findings, Table
from app.bench.lost.accounts import Account
from app.bench.lost.served import Served
from app.bench.stage import Stage
from app.publishing.chromium import Chromium

HEADINGS = ("letters", "typed", "in the text", "on recovered pages", "lost", "doubled")
WANTING = "Chromium and playwright are not both installed, so that nothing is measured in a browser."


def measure_lost(stage: Stage, _: int, findings: Findings) -> None:
    """Play every scenario for as long as the bench has it, on a store of its own."""
    if not Chromium.installed():
        findings.remarks.append(WANTING)
        return
    played = asyncio.run(_play_all(stage))
    rows = [
        (name, *(f"{count:,}" for count in (one.typed, one.final, one.recovered, one.lost, one.twice)))
        for name, one in played.items()
    ]
    findings.tables.append(Table(HEADINGS, tuple(rows)))
    findings.add("letters lost without trace", [sum(one.lost for one in played.values())], "letters")


async def _play_all(stage: Stage) -> dict[str, Account]:
    from app.bench.lost.room import room  # needs what drives a browser, which is not there in production
    from app.bench.lost.scenarios import SCENARIOS, play

    played = {}
    async with room(stage, Served(stage.folder)) as there:
        for scenario in SCENARIOS:
            print(f"{scenario.told}: ", end="", file=sys.stderr, flush=True)
            played[scenario.told] = await play(there, scenario, scenario.long)
            print(f"{played[scenario.told].lost} letters lost", file=sys.stderr, flush=True)
    return played
