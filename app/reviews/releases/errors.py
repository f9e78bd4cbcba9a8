"""What somebody is told who reviews no more, or not now; to anybody else there never was anything."""

from typing import Self

from app.core.errors import Held, NotFound
from app.reviews.pairing.models import Pair
from app.reviews.releases.models import Reviewer
from app.reviews.rounds.models import Round

CLOSED = ("Nobody writes there any more. What you wrote of your review, if anything, is kept and stands under Reviews; "
          "you alone read what you had not submitted. You can go on with it if the region opens the round again.")
FINAL = ("This is read and written while the round is under way. Your review is submitted and final: it stands under "
         "Reviews, with what the authority answered.")
KEPT = "Whatever you had saved of your review is kept, and stands under Reviews, where you alone read it."
CHANGING = "The region is changing who reviews whom."
WAITS = ("Until it has published that again, no reviewer reads what was released or writes of it. Whatever you had "
         "saved of your review is kept, and stands under Reviews.")


class Over(NotFound):
    """What somebody reviewed and does not review now: `why`, as a sentence. `hope` says, above their own words, what
    becomes of these."""

    way = "/reviews", "Go to Reviews"
    hope = ""

    def __init__(self, why: str, sentence: str) -> None:
        super().__init__(sentence)
        self.why = why

    def of(self, person_id: int, path: str) -> Self:
        """The same, told to that person: the page shows what their computer still holds of the review at `path`."""
        self.held = Held(person_id, path)
        return self

    def without_words(self) -> "Over":
        """The same where nothing was saved."""
        return type(self)(self.why, f"{self.why} Nothing of your review had been saved.")


class RoundClosed(Over):
    """The round of their review is closed."""

    title = "The round is closed"
    hope = "What you wrote is kept, and you alone read it. If the region opens the round again, you go on with it."

    def __init__(self, why: str = "The round was closed before you submitted this.", sentence: str = CLOSED) -> None:
        super().__init__(why, sentence)

    def without_words(self) -> Over:
        """The same where nothing was saved."""
        return RoundClosed(sentence="Nothing of your review had been saved when it was closed. If the region opens it "
                                    "again, you can write it.")


class TakenOff(Over):
    """They were taken off, or their pair was changed."""

    title = "You no longer review this"
    hope = ("What you wrote is kept, and you alone read it. If you are to review it again after all, you go on with "
            "it.")

    def __init__(self, why: str, sentence: str = "") -> None:
        super().__init__(why, sentence or f"{why} {KEPT}")


class Changing(Over):
    """The allocation is withdrawn; who reviews what is told when it is published again, and not before."""

    title = "Who reviews whom is being changed"
    hope = ("What you wrote is kept as it stands. If the region goes on asking you to review this, you go on with it "
            "once it has published who reviews whom.")

    def __init__(self, why: str = CHANGING, sentence: str = "") -> None:
        super().__init__(why, sentence or f"{why} {WAITS}")


def why_over(reviewer: Reviewer, pair: Pair, one: Round, reviewed: str, submitted: bool) -> Over:
    """Why somebody does not review now what they were named for, or read on what they `submitted` a review of;
    `reviewed` is the authority’s name.

    Of an allocation that is not published it says nothing: not even whether the pair stands in it.
    """
    if reviewer.removed_at is not None:
        by = reviewer.removed_by
        off = f"{by} took you off the review of {reviewed}." if by else f"You were taken off the review of {reviewed}."
        return TakenOff(reviewer.removed_why or off)
    if one.state == "preparing":
        return Changing()
    if pair.removed_at is not None:
        return TakenOff(f"The region changed who reviews {reviewed}, and no longer asks you to.")
    return RoundClosed("The round is closed.", FINAL) if submitted else RoundClosed()
