"""What a guest opened and did, in words: what pages do by themselves told once for each hour, what was refused as such.
"""

import re
from dataclasses import dataclass
from functools import cached_property

from app.accounts.guests.queries import Opened
from app.accounts.guests.rules import REFUSED

# By what is asked for: what they opened; or what they did, and what they tried where it was refused. P is where the
# pages of the review begin, N where its annotations do; {} is a name or number in the address, told with the words.
OFTEN = {  # what a page sends as something is typed, or asks every few seconds
    "POST N": ("Wrote annotations", "write annotations"), "POST P/remarks": ("Wrote their view", "write their view"),
    "POST P/ratings": ("Rated", "rate"),
    "GET P/event/list": ("Followed the challenge event", "follow the challenge event"),
    "GET P/packs/jobs/{}": ("Waited for a pack", "wait for a pack"),
}
ACTS = {
    "POST /sign-out": ("Signed out", "sign out"),
    "POST P/review/submit": ("Submitted their review", "submit their review"),
    "POST P/event/write": ("Wrote in the challenge event", "write in the challenge event"),
    "POST P/event/lines": ("Added a line to the challenge event", "add a line to the challenge event"),
    "POST P/event/lines/{}/up": ("Moved a line of the challenge event up", "move a line of the challenge event up"),
    "POST P/event/lines/{}/drop": ("Dropped a line of the challenge event", "drop a line of the challenge event"),
    "POST P/event/actions/{}/withdraw": ("Withdrew an action of the event", "withdraw an action of the event"),
    "POST P/feedback/points/{}/answer": ("Answered a point of the feedback", "answer a point of the feedback"),
    "POST P/feedback/points/{}/actions": ("Agreed an action", "agree an action"),
    "POST P/feedback/actions/{}/withdraw": ("Withdrew an action", "withdraw an action"),
    "POST P/packs": ("Had their pack made", "have a pack made"),
    "POST P/packs/feedback": ("Had the feedback report made", "have the feedback report made"),
    "POST N/{}/change": ("Changed annotation {}", "change annotation {}"),
    "POST N/{}/remove": ("Removed annotation {}", "remove annotation {}"),
    "POST N/{}/put-back": ("Put annotation {} back", "put annotation {} back"),
    "POST N/{}/resolve": ("Settled annotation {}", "settle annotation {}"),
    "POST N/{}/reply": ("Replied on annotation {}", "reply on annotation {}"),
    "POST N/{}/reopen": ("Opened annotation {} again", "open annotation {} again"),
    "POST N/{}/answer": ("Answered annotation {}", "answer annotation {}"),
    "POST N/{}/close": ("Closed annotation {}", "close annotation {}"),
    "POST N/{}/place": ("Placed annotation {}", "place annotation {}"),
    "POST N/{}/task": ("Made a task of annotation {}", "make a task of annotation {}"),
}
PAGES = {
    "GET /reviews": "The list of their review", "GET P": "The assessment, its contents",
    "GET P/sections/{}": "Section {}", "GET P/review": "Their review, and what is missing",
    "GET P/review/{}": "What they wrote of a review that is over",
    "GET P/feedback": "Feedback", "GET P/feedback/ratings": "Feedback, every rating",
    "GET P/feedback/reviews/{}": "A submitted review, as a file",
    "GET P/event": "The challenge event", "GET P/packs": "Packs", "GET P/packs/{}/pdf": "A pack as PDF",
    "GET P/packs/{}/zip": "A pack as zip", "GET N": "The list of annotations", "GET N/{}": "Annotation {}",
    "GET N/prompts/{}": "The annotations on statement {} as it is written on",
}
OPENED = {what: (name, "") for what, name in PAGES.items()}


@dataclass(frozen=True)
class Asked:
    """What the pages of one review are asked for: `path` is where these begin, `noted` where its annotations do."""

    path: str
    noted: str

    @property
    def by_itself(self) -> list[str]:
        """What pages send or ask by themselves, and what of it was refused, as it is kept; what ends in / begins so."""
        return [before + self._at(what).partition("{}")[0] for before in ("", REFUSED) for what in OFTEN]

    def _at(self, what: str) -> str:
        method, _, path = what.partition(" ")
        begins = {"P": self.path, "N": self.noted}
        return f"{method} {begins.get(path[0], path[0])}{path[1:]}"

    @cached_property
    def _told(self) -> list[tuple[re.Pattern[str], tuple[str, str]]]:
        return [(re.compile(re.escape(self._at(what)).replace(r"\{\}", "([^/]+)")), words)
                for what, words in (OFTEN | ACTS | OPENED).items()]

    def told(self, one: Opened) -> str:
        """One line of what they opened or did, or asked for and were refused."""
        what, refused = one.what.removeprefix(REFUSED), one.what.startswith(REFUSED)
        done, tried = self._words(what)
        says = done if not refused else f"Tried to {tried}, refused" if tried else f"Asked for and refused: {done}"
        return says if one.times == 1 else f"{says}, {one.times:,} times"

    def _words(self, what: str) -> tuple[str, str]:
        for asked, (done, tried) in self._told:
            if found := asked.fullmatch(what):
                return done.format(*found.groups()), tried.format(*found.groups())
        return what.removeprefix("GET "), ""
