"""Who sees an annotation and who does what with it, read aloud.

| who                        | sees the annotations of                                                          |
|----------------------------|----------------------------------------------------------------------------------|
| its reviewer               | their own, always; once the round is closed beside the text if it was submitted, |
|                            | else on the page of their review (submitting.panel)                              |
| a challenger               | a moderator who has submitted; another challenger who has, once they have too    |
| a moderator                | nobody else                                                                      |
| who works on assessments   | every reviewer who has submitted                                                 |
| in the assessed authority  |                                                                                  |
| everybody else             | nobody                                                                           |

It is the table of rating.permissions, asked there, but that everybody who works on the assessment reads this.

A reviewer makes and changes annotations until they submit; afterwards they reply, settle and open again. Whoever
writes an answer (its author or lead, or a coordinator) answers, makes tasks, places and closes; of a section as a
whole, whoever writes one of its answers. What a reviewer has not submitted is told to nobody, not even how much.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from app.assessments.models import Prompt
from app.assessments.permissions import writes_prompt
from app.reviews.rating.permissions import reads_review
from app.reviews.releases.permissions import OWN, Reading


@dataclass(frozen=True)
class Review:
    """A reviewer of an assessment in a round, and when they submitted what they say; `kind` is as a pair's."""

    reviewer_id: int
    person_id: int
    name: str
    authority: str
    kind: str
    submitted_at: datetime | None
    stands: bool

    @property
    def who(self) -> str:
        """The name with what they are."""
        return f"{self.name}, {'challenger' if self.kind == 'challenge' else 'moderator'}, {self.authority}"


@dataclass(frozen=True)
class Annotating:
    """A released revision before somebody who reviews it."""

    reading: Reading
    review: Review

    @property
    def path(self) -> str:
        """Where the pages of the released revision begin."""
        return self.reading.path


def sees(reading: Reading, mine: Review | None, other: Review) -> bool:
    """Whether whoever reads a released revision, as the reviewer `mine` if they are one, sees what another noted."""
    if reading.why != OWN and mine is None:
        return False
    is_mine = mine is not None and other.reviewer_id == mine.reviewer_id
    submitted = mine is not None and mine.submitted_at is not None
    return reads_review(reading.why, is_mine, other.kind, other.submitted_at is not None, submitted, reading.as_record)


@dataclass(frozen=True)
class Writes:
    """What somebody of the assessed authority writes of an assessment: keys of prompts, and of their sections."""

    prompts: frozenset[str] = frozenset()
    sections: frozenset[str] = frozenset()

    def answers(self, section: str, prompt: str) -> bool:
        """Whether they answer what is noted there; on a section as a whole, whoever writes one of its answers."""
        return prompt in self.prompts if prompt else section in self.sections


def writing_of(reading: Reading, prompts: Iterable[Prompt]) -> Writes:
    """What whoever reads may write of the prompts of the assessment; nothing for its reviewers."""
    mine = [one for one in prompts
            if reading.why == OWN and writes_prompt(reading.actor, reading.place.id, one)]
    return Writes(frozenset(one.key for one in mine), frozenset(one.section_key for one in mine))
