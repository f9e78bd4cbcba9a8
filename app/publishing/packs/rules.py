"""What the kinds of packs are called, and their files."""

from datetime import date

from app.core.templating import NO_BREAK, day
from app.publishing.packs.bundle import LONGEST_NAME, plain
from app.publishing.packs.challenge import TITLES

OVER = ("Reviewers fetch their packs until the round is closed. The coordinator and the director of the reviewed"
        " authority can still fetch yours: ask them for it. If the region opens the round again, you can.")
FEEDBACK, ROUND = "feedback", "round"
NAMES = {**TITLES, FEEDBACK: "Feedback report", ROUND: "Round report"}


def until(response_on: date) -> str:
    """Until when a reviewer fetches a pack, as the end of a sentence."""
    return f"until the region closes the round; responses are due by {day(response_on)}".replace(NO_BREAK, " ")


def file_name(address: str, kind: str, reader: str, ending: str) -> str:
    """What a file of a pack is called: what it is of, and for whom where there may be several."""
    whose = plain(reader)[:LONGEST_NAME] if kind != FEEDBACK else ""
    return f"{plain(f'{address} {NAMES[kind]} {whose}'.lower())}.{ending}"
