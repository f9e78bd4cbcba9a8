"""All the steps of a text folded into who put each unit there, and into sittings of who wrote how much when."""

import json
from array import array
from collections import OrderedDict
from collections.abc import Iterable
from copy import copy
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from app.assessments.texts.service import PAUSE
from app.richtext.blame import NOBODY, Blame, carried, is_passage, is_rewrite, word_starts
from app.richtext.flat import Splice, flat, splices
from app.richtext.models import NodeJson
from app.richtext.schema import EMPTY_DOC

Whose = tuple[int | None, str]
MOST_GONE = 200  # passages taken out that are known again when they come back
LONGEST_GONE = 50_000  # units


class Taken(NamedTuple):
    """One step as it is stored."""

    version: int
    author: str
    author_id: int | None
    at: datetime
    step: str


class Origin(NamedTuple):
    """Who put words there, and in which minute."""

    author: str
    author_id: int | None
    at: datetime


@dataclass
class Sitting:
    """One author's writing without a long pause, all on one day: from which version to which, and how many words."""

    author: str
    author_id: int | None
    began: datetime
    ended: datetime
    first: int
    last: int
    written: int = 0
    removed: int = 0


@dataclass(frozen=True)
class Brought:
    """Text that an act brought from elsewhere rather than somebody's typing; `origins` are those of the source."""

    kind: str
    version: int
    blame: Blame
    origins: list[Origin | None]


class Deed(NamedTuple):
    """An act that brought text from elsewhere: which version it made, and from which."""

    kind: str
    author: str
    at: datetime
    version: int
    source_version: int


class Fold:
    """A text after some of its steps. Not to be shared between threads."""

    def __init__(self) -> None:
        self.version = 0
        self.blame = Blame.of(flat(EMPTY_DOC))
        self.origins: list[Origin | None] = [None]  # by number; 0 is nobody
        self.sittings: list[Sitting] = []
        self.deeds: list[Deed] = []
        self._sitting_of: list[int] = [-1]  # by number of an origin
        self._numbers: dict[Origin, int] = {}
        self._open: dict[Whose, int] = {}
        self._gone: OrderedDict[str, array[int]] = OrderedDict()

    def copy(self) -> "Fold":
        """The same, to be read while this one goes on; its origins only ever grow, so they are shared."""
        other = copy(self)
        other.blame, other.sittings = self.blame.copy(), [copy(one) for one in self.sittings]
        other.deeds = self.deeds[:]
        return other

    def take(self, step: Taken, brought: Brought | None = None) -> None:
        """Add the next step; `brought` where an act, and nobody's typing, made it."""
        made = json.loads(step.step)
        if brought:
            self._tell(Deed(brought.kind, step.author, step.at, step.version, brought.version))
        sitting = -1 if brought else self._sitting(step)
        number = self._number(Origin(step.author, step.author_id, step.at.replace(second=0, microsecond=0)), sitting)
        for splice in splices(made):
            self._splice(splice, number, sitting, brought)
        if brought and brought.blame.units == self.blame.units:  # wholly as it was then
            self.blame = Blame(self.blame.units, self._adopted(brought))
        if made["stepType"] == "attr" and made["pos"] < len(self.blame.origins):
            self.blame.origins[made["pos"]] = number
        self.version = step.version

    def _tell(self, deed: Deed) -> None:
        """Remember an act; the steps that it took one after another are one act, told by its last version."""
        last = self.deeds[-1] if self.deeds else None
        if last and deed._replace(at=last.at, version=last.version) == last and deed.version == last.version + 1:
            self.deeds.pop()
        self.deeds.append(deed)

    def hold_to(self, doc: NodeJson) -> None:
        """Make sure that this is the document as it stands, whatever a step may have held."""
        units = flat(doc)
        if units != self.blame.units:
            self.blame = Blame(units, carried(units, NOBODY, [self.blame]))

    def _sitting(self, step: Taken) -> int:
        """The number of the author's sitting that this step belongs to; a pause or midnight begins another."""
        whose = (step.author_id, step.author)
        at = self._open.get(whose, -1)
        if at >= 0:
            one = self.sittings[at]
            if step.at - one.ended <= PAUSE and step.at.date() == one.began.date():
                one.ended, one.last = max(step.at, one.ended), step.version
                return at
        self.sittings.append(Sitting(step.author, step.author_id, step.at, step.at, step.version, step.version))
        self._open[whose] = len(self.sittings) - 1
        return self._open[whose]

    def _number(self, origin: Origin, sitting: int) -> int:
        number = self._numbers.get(origin)
        if number is None:
            number = self._numbers[origin] = len(self.origins)
            self.origins.append(origin)
            self._sitting_of.append(sitting)
        return number

    def _splice(self, splice: Splice, number: int, sitting: int, brought: Brought | None) -> None:
        gone = self.blame.part(splice.start, splice.end)
        if brought:
            whole = Blame(brought.blame.units, self._adopted(brought))
            origins = carried(splice.units, number, [whole, gone] if brought.kind == "joined" else [whole])
        elif splice.units in self._gone:  # undone, or put down elsewhere: whoever wrote it first still did
            origins = self._gone[splice.units][:]
        elif is_rewrite(gone.units, splice.units):
            origins = carried(splice.units, number, [gone])
        else:
            origins = array("I", [number]) * len(splice.units)
        if sitting >= 0:
            self._count(self.sittings[sitting], sitting, splice, gone, origins)
        self.blame.put(splice, origins)
        self._remember(gone)

    def _remember(self, gone: Blame) -> None:
        """Know a passage again when it comes back, unless it is too short to tell or too long to hold."""
        if not is_passage(gone.units) or len(gone.units) > LONGEST_GONE:
            return
        self._gone[gone.units] = gone.origins
        self._gone.move_to_end(gone.units)
        if len(self._gone) > MOST_GONE:
            self._gone.popitem(last=False)

    def _adopted(self, brought: Brought) -> "array[int]":
        """The origins of a source in our own numbers."""
        ours = [NOBODY if origin is None else self._number(origin, -1) for origin in brought.origins]
        return array("I", [ours[one] for one in brought.blame.origins])

    def _count(self, one: Sitting, sitting: int, splice: Splice, gone: Blame, origins: "array[int]") -> None:
        """Words put in and taken out; what the sitting itself had put in no longer counts as written."""
        before = self.blame.units[splice.start - 1] if splice.start else ""
        for at in word_starts(before, gone.units):
            if self._sitting_of[gone.origins[at]] == sitting:
                one.written -= 1
            else:
                one.removed += 1
        for at in word_starts(before, splice.units):
            if self._sitting_of[origins[at]] == sitting:
                one.written += 1
            else:
                one.removed -= 1  # a word that stood there before and stays


def folded(fold: Fold, steps: Iterable[Taken]) -> Fold:
    """The fold after more steps that are all somebody's typing."""
    for step in steps:
        fold.take(step)
    return fold
