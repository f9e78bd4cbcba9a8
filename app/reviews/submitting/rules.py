"""The canonical form of a submitted review, whose SHA-256 is printed wherever the review is.

`schema` tells by which rule it was made, and the hash is always that of the whole as it is kept, so that what was
submitted under an earlier rule is checked by that one: 1 held ratings and feedback, 2 holds annotations besides.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from app.reviews.annotations.models import Annotation
from app.reviews.rating.models import FeedbackPoint, Rating
from app.reviews.rating.outline import Outline
from app.reviews.rating.rules import HEADS, Target, points_of

SCHEMA = 2
AS_NOTED = ("about", "version", "start", "end", "quote", "prefix", "suffix", "kind", "words", "reference")
Noted = tuple[Annotation, int, str]  # with the number and the SHA-256 of the frozen revision that it is about


def ratings(rated: Mapping[Target, Rating]) -> list[dict[str, Any]]:
    """The ratings as they stand, by what they are about."""
    return [
        {"scope": scope, "key": key, "level": one.level, "reason": one.reason, "agrees": one.agrees,
         "about_sha256": one.about_sha256, "at": one.at.isoformat()}
        for (scope, key), one in sorted(rated.items()) if one.level
    ]


def feedback(said: Mapping[Target, str]) -> list[dict[str, str]]:
    """What is said under each heading, by section."""
    return [{"section": section, "head": head, "words": words} for (section, head), words in sorted(said.items())
            if words.strip()]


def annotations(noted: Iterable[Noted]) -> list[dict[str, Any]]:
    """What was noted, at which words of which revision, in the order in which it was; `version`, `start` and `end` are
    those of the answer in that revision, wherever its words may stand in later ones."""
    return [
        {"section": one.section_key, "prompt": one.prompt_key, "revision": {"number": number, "sha256": sha256},
         **{name: getattr(one, name) for name in AS_NOTED}}
        for one, number, sha256 in noted
    ]


def points(review_id: int, outline: Outline, said: Mapping[Target, str]) -> Sequence[FeedbackPoint]:
    """The points in the order of the document, those about the whole first."""
    places = [(section, head) for section in ("", *(one.key for one in outline)) for head in HEADS]
    return [
        FeedbackPoint(review_id=review_id, section=section, head=head, number=number, words=words)
        for section, head in places for number, words in enumerate(points_of(said.get((section, head), "")), 1)
    ]
