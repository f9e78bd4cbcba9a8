"""What the region writes of a round, and how few authorities would be told apart although nobody names them."""

from app.core.errors import Refused

LONGEST = 20_000  # characters
MOST_PRIORITIES, LONGEST_PRIORITY = 20, 300  # how many, and characters of each
FEWEST_UNNAMED = 3  # authorities: where a line rests on fewer, it tells whose it is although it names nobody


def summary_of(words: str) -> str:
    """A summary as it is kept; Refused where it says nothing."""
    said = words.replace("\r\n", "\n").strip()
    if not said:
        raise Refused("Write what the round came to.", "words")
    if len(said) > LONGEST:
        raise Refused(f"A summary can hold at most {LONGEST:,} characters; this one has {len(said):,}.", "words")
    return said


def priorities_of(typed: str) -> str:
    """Proposed priorities as they are kept, one to a line; Refused where they are no list to be taken in at once."""
    found = [" ".join(line.split()) for line in typed.splitlines() if line.strip()]
    if len(found) > MOST_PRIORITIES:
        raise Refused(f"Propose at most {MOST_PRIORITIES} priorities, one on each line; these are {len(found)}.",
                      "priorities")
    if longest := next((line for line in found if len(line) > LONGEST_PRIORITY), ""):
        raise Refused(f"Write each priority in at most {LONGEST_PRIORITY} characters; one has {len(longest)}.",
                      "priorities")
    return "\n".join(found)


def shares(closed: bool, named: bool, authorities: int) -> bool:
    """Whether authorities read what a round came to: once it is closed, with names, or where so many authorities were
    challenged that they do not tell whose it is."""
    return closed and (named or authorities >= FEWEST_UNNAMED)


def tells_whose(rated: int, looked: int) -> bool:
    """Whether a line of a comparison without names tells whose it is: from how many authorities’ sections were rated,
    and from how many of them somebody looked at it. One that nobody rated tells nothing of anybody."""
    return any(0 < number < FEWEST_UNNAMED for number in (rated, looked))
