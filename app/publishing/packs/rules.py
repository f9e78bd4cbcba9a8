"""What the kinds of packs are called, and their files."""

from app.publishing.packs.bundle import LONGEST_NAME, plain
from app.publishing.packs.challenge import TITLES

FEEDBACK, ROUND = "feedback", "round"
NAMES = {**TITLES, FEEDBACK: "Feedback report", ROUND: "Round report"}


def file_name(address: str, kind: str, reader: str, ending: str) -> str:
    """What a file of a pack is called: what it is of, and whose copy it is where it is one person’s."""
    whose = plain(reader)[:LONGEST_NAME] if kind in TITLES else ""
    return f"{plain(f'{address} {NAMES[kind]} {whose}'.lower())}.{ending}"
