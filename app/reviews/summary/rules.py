"""What the region writes of a round, and how few authorities would be told apart although nobody names them."""

from app.core.errors import Refused

LONGEST = 20_000  # characters
FEWEST = 3  # authorities: below that, an unnamed comparison names them all the same


def summary_of(words: str) -> str:
    """A summary as it is kept; Refused where it says nothing."""
    said = words.replace("\r\n", "\n").strip()
    if not said:
        raise Refused("Write what the round came to.")
    if len(said) > LONGEST:
        raise Refused(f"A summary can hold at most {LONGEST:,} characters; this one has {len(said):,}.")
    return said
