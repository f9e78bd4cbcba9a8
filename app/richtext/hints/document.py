"""All hints about one document."""

from dataclasses import dataclass

from app.richtext.hints.activity import activity_only
from app.richtext.hints.ease import Ease, ease_of
from app.richtext.hints.passive import passive
from app.richtext.hints.sentences import Sentence, passages
from app.richtext.models import NodeJson


@dataclass(frozen=True)
class Hints:
    """What could be looked at again; nothing here keeps an answer from being agreed."""

    ease: Ease | None
    passive: list[Sentence]
    activity: list[Sentence]


def hints_of(doc: NodeJson) -> Hints:
    """How a document reads, in time that grows with its length alone."""
    found = passages(doc)
    every = [sentence for passage in found for sentence in passage.sentences]
    return Hints(ease_of(every), passive(every), activity_only(found))
