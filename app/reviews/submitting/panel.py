"""What somebody wrote of a review that was not submitted when its round was closed, for its writer alone."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain

from sqlmodel import Session

from app.reviews.annotations.rules import KINDS
from app.reviews.rating.outline import Outline
from app.reviews.rating.permissions import Reviewing
from app.reviews.rating.rules import AGREED, HEADS, LEVELS, NOT_RATED
from app.reviews.rating.service import Standing, standing
from app.reviews.submitting.queries import noted_by


@dataclass(frozen=True)
class Said:
    """One thing that was written: a rating in words, a heading or a kind; what it is about; and the words.

    Not the passage of which somebody noted something: that is the authority’s.
    """

    what: str
    about: str
    words: str


Found = Iterator[tuple[str, Said]]  # with the key of the section; none for the whole


def left_of(session: Session, reviewing: Reviewing) -> dict[str, list[Said]]:
    """What was written, by title: the whole first, then section by section, and last what a later release dropped."""
    there = standing(session, reviewing)
    found: dict[str, list[Said]] = defaultdict(list)
    for key, one in chain(_rated(there), _remarked(there), _noted(session, reviewing, there.outline)):
        found[key].append(one)
    titles = {"": "The whole", **{one.key: one.title for one in there.outline}}
    return {titles.get(key, key): found[key] for key in [*titles, *(one for one in found if one not in titles)]
            if key in found}


def _rated(there: Standing) -> Found:
    places = {at: (one.key, title) for one in there.outline for at, title, _ in one.targets}
    for at, one in there.rated.items():
        agrees = f"{AGREED[one.agrees].capitalize()}." if one.agrees else ""
        section, about = places.get(at, (at[1], at[1]))
        if one.level or one.reason or agrees:
            yield section, Said(LEVELS.get(one.level, NOT_RATED), about, f"{one.reason}\n{agrees}".strip())


def _remarked(there: Standing) -> Found:
    for (section, head), words in there.said.items():
        if words.strip():
            yield section, Said(HEADS[head], "", words)


def _noted(session: Session, reviewing: Reviewing, outline: Outline) -> Found:
    titles = {"": "The section as a whole", **{one.key: one.title for section in outline for one in section.answers}}
    for one, *_ in noted_by(session, reviewing.reviewer_id):
        reference = f"\nReference: {one.reference}" if one.reference else ""
        about = titles.get(one.prompt_key, one.prompt_key)
        yield one.section_key, Said(KINDS[one.kind], about, one.words + reference)
