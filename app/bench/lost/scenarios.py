"""Every scenario by name, how long it takes in the tests and in the bench, and a run of one."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from app.bench.lost import conflicts, crashes, together
from app.bench.lost.accounts import Account
from app.bench.lost.room import Room
from app.core.errors import CandourError


@dataclass(frozen=True)
class Scenario:
    """What happens, for so many seconds in the tests and in the bench."""

    name: str
    run: Callable[[Room, float], Awaitable[Account]]
    brief: float = 3
    long: float = 20

    @property
    def told(self) -> str:
        """Its name, and how long it takes in the bench."""
        minutes, seconds = divmod(round(self.long), 60)
        return f"{self.name}, {f'{minutes} min' if minutes and not seconds else f'{self.long:g} s'}"


SCENARIOS = (
    Scenario("two people at one caret", together.same_caret, 4, 60),
    Scenario("four people at 80 words a minute", together.four_at_pace, 8, 120),
    Scenario("eight people flat out", together.eight_flat_out, 6, 120),
    Scenario("server killed while two type", crashes.server_killed, 6, 60),
    Scenario("browser killed with 200 unsent characters", crashes.browser_killed),
    Scenario("offline while somebody else writes", crashes.offline, 20, 600),
    Scenario("paragraph deleted under somebody’s hands", conflicts.deleted_under_hands),
    Scenario("paragraph deleted by somebody who had not seen the words", conflicts.deleted_unseen),
    Scenario("tab closed with unsent text", crashes.tab_closed),
    Scenario("tab closed at the last key", crashes.left_at_once),
    Scenario("two tabs of one person", together.two_tabs, 4, 60),
    Scenario("steps that the server refuses", conflicts.refused, 3, 20),
    Scenario("server killed, and the browser keeps nothing", crashes.no_disk, 6, 60),
    Scenario("75 kB pasted at once", crashes.large_paste),
    Scenario("statement joined with the next under somebody’s hands", conflicts.joined),
    Scenario("right to write taken away from somebody offline", conflicts.taken_away),
    Scenario("plain form against an open editor", together.plain_form, 4, 30),
)


async def play(room: Room, scenario: Scenario, seconds: float) -> Account:
    """The account of one scenario; CandourError where a page's own script failed."""
    try:
        found = await scenario.run(room, seconds)
    finally:
        faults = await room.leave()
    if faults:
        raise CandourError(f"A script failed in the page: {faults[0]}")
    return found
