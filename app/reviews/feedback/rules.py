"""How an authority answers a point, and what an agreed action needs."""

from datetime import date

from app.core.errors import Refused

ANSWERS = {"accepts": "We accept this", "explains": "We explain", "acts": "We act on this"}
SHARES = "shares"  # accepts, and lets the region share the point: the choice that a point of good practice has besides
OF_PRACTICE = {SHARES: "We accept this, and the region may share it", "accepts": "We accept this, but do not share it"}
LONGEST, LONGEST_OWNER = 10_000, 120  # characters


def choices_for(head: str) -> dict[str, str]:
    """How a point under a heading can be answered, in words; good practice is accepted with or without sharing it."""
    return {**OF_PRACTICE, "explains": ANSWERS["explains"], "acts": ANSWERS["acts"]} if head == "practice" else ANSWERS


def told(head: str, kind: str, shares: bool) -> str:
    """How a point was answered, in words."""
    return choices_for(head)[SHARES if shares and head == "practice" and kind == "accepts" else kind]


def answer_of(head: str, chosen: str, words: str) -> tuple[str, bool, str]:
    """An answer as it is kept: its kind, whether it shares, its words; Refused where it says nothing.

    Only acceptance may stand without words.
    """
    kind = "accepts" if chosen == SHARES else chosen
    if chosen not in choices_for(head):
        raise Refused("Choose how you answer: accept, explain or act.", "kind")
    said = words.replace("\r\n", "\n").strip()
    if kind != "accepts" and not said:
        raise Refused("Write your explanation." if kind == "explains" else "Write what you will do about it.", "words")
    if len(said) > LONGEST:
        raise Refused(f"An answer can hold at most {LONGEST:,} characters; this one has {len(said):,}.", "words")
    return kind, chosen == SHARES, said


def told_of(due_on: date, today: date) -> str:
    """That an action is agreed, and what is odd about its date."""
    return "The action is agreed." + (" It was due in the past: if that is not meant, withdraw it and agree it anew."
                                      if due_on < today else "")


def action_of(words: str, owner: str, due_on: str) -> tuple[str, str, date]:
    """An action as it is kept; Refused with what is missing: what, who, until when."""
    what, who = " ".join(words.split()), " ".join(owner.split())
    if not what:
        raise Refused("Write what will be done.", "what")
    if not who:
        raise Refused("Write who sees to it, by their post.", "owner")
    if len(what) > LONGEST or len(who) > LONGEST_OWNER:
        raise Refused("Write the action in fewer words.", "what" if len(what) > LONGEST else "owner")
    try:
        return what, who, date.fromisoformat(due_on.strip())
    except ValueError as error:
        raise Refused("Give a whole date for when it is due, such as 31 March 2017.", "due_on") from error
