"""What reviewers noted beside a text, as the feedback report prints it."""

from collections.abc import Iterator

from sqlmodel import Session

from app.publishing.packs.feedback import Noted, Said
from app.reviews.annotations.rules import KINDS, PLACES, STATES, TOLD
from app.reviews.annotations.showing import Shown, Whole, whole_list
from app.reviews.releases.frozen import Content
from app.reviews.releases.permissions import Reading

PARTS = {"table": "a table", "answer": "the whole answer", "section": "the whole section"}


def noted_on(session: Session, reading: Reading, content: Content) -> Iterator[Noted]:
    """What the list of annotations shows to the same reader, in its order and with its numbers, each with what was said
    to it; as many queries as the list."""
    listed = whole_list(session, reading, content)
    return (_as_printed(listed, one) for one in listed.every)


def _as_printed(listed: Whole, one: Shown) -> Noted:
    kept, review = one.noted.annotation, one.noted.review
    said = [Said(event.person, TOLD[event.kind], event.words) for event in one.noted.events
            if event.words and event.kind != "placed"]
    return Noted(
        listed.titles.get(kept.section_key, kept.section_key), int(one.number), KINDS[kept.kind], _where(listed, one),
        one.quote, kept.words, kept.reference, f"{review.name}, {review.authority}", STATES[one.state],
        "" if one.place.state == "exact" else PLACES[one.place.state], said,
    )


def _where(listed: Whole, one: Shown) -> str:
    """What it is about, begun as a sentence; the words themselves stand behind it."""
    kept = one.noted.annotation
    name = listed.names.get(kept.prompt_key, kept.prompt_key)
    where = ", ".join(words for words in (name, PARTS.get(kept.about, "")) if words)
    return where[:1].upper() + where[1:]
