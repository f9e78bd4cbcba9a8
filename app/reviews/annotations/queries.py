"""Reading annotations: who reviews an assessment, what of it somebody may see, and what happened to it."""

from collections import defaultdict
from collections.abc import Container, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, Select, String, Table, and_, bindparam, case, func, or_, true
from sqlalchemy import select as columns
from sqlmodel import Session, SQLModel, col, select

from app.accounts.models import Authority, Person
from app.assessments.anchors.models import Anchor
from app.assessments.freezing.models import FrozenRevision
from app.assessments.models import Prompt, Response, Text
from app.core.errors import NotFound
from app.core.prepared import Prepared
from app.reviews.annotations.facts import DECIDED_BY, DECIDING, Facts
from app.reviews.annotations.models import Annotation, AnnotationEvent
from app.reviews.annotations.permissions import Review, sees
from app.reviews.annotations.starts import Anchored, Start
from app.reviews.pairing.models import Pair
from app.reviews.releases.models import ReleasedRevision, Reviewer
from app.reviews.releases.models import Review as Written
from app.reviews.releases.permissions import OWN, Reading
from app.reviews.releases.rules import RECORD, UNDER_WAY
from app.reviews.rounds.models import Round


def submitted_at(session: Session, round_id: int, authority_id: int) -> dict[int, datetime]:
    """When each reviewer of an authority submitted, by reviewer; those who have not are left out."""
    rows = session.execute(
        columns(Written.reviewer_id, Written.submitted_at)
        .join(Reviewer, col(Reviewer.id) == Written.reviewer_id).join(Pair, col(Pair.id) == Reviewer.pair_id)
        .where(Pair.round_id == round_id, Pair.reviewed_id == authority_id, col(Written.submitted_at).is_not(None))
    ).all()
    return {reviewer_id: moment for reviewer_id, moment in rows}


def reviews_of(session: Session, round_id: int, authority_id: int) -> list[Review]:
    """Everybody who reviews an authority in a round, or did, in the order in which they were named."""
    rows = session.execute(
        columns(Reviewer.id, Reviewer.person_id, Person.name, Authority.name, Pair.kind,
                case((or_(UNDER_WAY, RECORD), True), else_=False))
        .join(Pair, col(Pair.id) == Reviewer.pair_id).join(Round, col(Round.id) == Pair.round_id)
        .join(Person, col(Person.id) == Reviewer.person_id).join(Authority, col(Authority.id) == Pair.reviewer_id)
        .where(Pair.round_id == round_id, Pair.reviewed_id == authority_id).order_by(col(Reviewer.id))
    ).all()
    known = submitted_at(session, round_id, authority_id)
    return [Review(row[0], row[1], row[2], row[3], row[4], known.get(row[0]), bool(row[5])) for row in rows]


def own_review(reading: Reading, reviews: Sequence[Review]) -> Review | None:
    """The review of whoever reads, if they are assigned one that is under way, or stands."""
    if reading.why == OWN:
        return None
    return next((one for one in reviews if one.reviewer_id == reading.reviewer_id and one.stands), None)


@dataclass(frozen=True)
class Seen:
    """What somebody who reads a released revision may see of its reviews: theirs, if any, and whose annotations."""

    mine: Review | None
    reviews: dict[int, Review]


def seen_by(session: Session, reading: Reading) -> Seen:
    """The one place that decides whose annotations somebody sees; everything else reads through it."""
    assert reading.round.id is not None
    every = reviews_of(session, reading.round.id, reading.place.id)
    mine = own_review(reading, every)
    return Seen(mine, {one.reviewer_id: one for one in every if sees(reading, mine, one)})


@dataclass(frozen=True)
class Noted:
    """An annotation with who made it, its place in the text as it is now, and all that happened to it.

    It is about the revision of that number and hash. `starts` is from where it is followed: as it was made, then each
    time that somebody placed it by hand; empty for what is about no words.
    """

    annotation: Annotation
    review: Review
    anchor: Anchored | None
    revision: int
    sha256: str
    events: list[AnnotationEvent] = field(default_factory=list)
    starts: list[Start] = field(default_factory=list)

    @property
    def id(self) -> int:
        """The annotation's id."""
        assert self.annotation.id is not None
        return self.annotation.id

    @property
    def by_hand(self) -> int:
        """How often somebody placed it by hand."""
        return sum(event.kind == "placed" for event in self.events)

    @property
    def held_of(self) -> list[str]:
        """Of what is about a whole answer, what that said each time that somebody found that this still holds, by the
        names of `whole.says`."""
        return [event.words for event in self.events if event.kind == "placed" and self.annotation.start is None]


# What an annotation is about never changes, so that its id and the moment in which it was made stand for it.
FOREVER = frozenset(("section_key", "about", "version", "quote", "prefix", "suffix", "sent_as"))
UNSEEN = FOREVER | {"written_in"}

Where = Sequence[Any]  # a text, a version of it, and from where to where; the text is None where there is no anchor


def _plain(model: type[SQLModel], first: Sequence[str], but: Container[str] = ()) -> Any:
    """The columns of a model, some `first`."""
    table: Table = model.__table__  # type: ignore[attr-defined]
    return columns(*[table.c[name] for name in first], *[one for one in table.c if one.name not in (*first, *but)])


def _placed(of_annotations: Any) -> Select[Any]:
    """With the number of the revision that each annotation is about, and where its anchor is."""
    query: Select[Any] = (
        of_annotations
        .add_columns(FrozenRevision.number, FrozenRevision.sha256, Anchor.text_id, Anchor.version, Anchor.start,
                     Anchor.end, Anchor.state, Anchor.made_version, Anchor.made_start, Anchor.made_end)
        .join(FrozenRevision, col(FrozenRevision.id) == Annotation.frozen_id)
        .outerjoin(Anchor, col(Anchor.id) == Annotation.anchor_id)
    )
    return query


def _happened(of_events: Select[Any]) -> Select[Any]:
    return of_events.join(Annotation, col(Annotation.id) == AnnotationEvent.annotation_id)


# Annotations and their events, as objects and as they are compared.
PLACED_ANEW = (  # with the place that an annotation had before it was placed by hand
    columns(AnnotationEvent, Anchor.text_id, Anchor.made_version, Anchor.made_start, Anchor.made_end)
    .outerjoin(Anchor, col(Anchor.id) == AnnotationEvent.anchor_id)
)
NOTED = _placed(columns(Annotation)), _happened(PLACED_ANEW)
COMPARED = (_placed(_plain(Annotation, DECIDING, (*UNSEEN, "is_removed"))),
            _happened(_plain(AnnotationEvent, DECIDED_BY, ("sent_as",))))


def _both(
    both: tuple[Select[Any], Select[Any]], reviewers: Any, wanted: ColumnElement[bool]
) -> tuple[Select[Any], Select[Any]]:
    """Of those wanted annotations that these reviewers made and did not take back."""
    theirs = and_(col(Annotation.reviewer_id).in_(reviewers), col(Annotation.is_removed).is_(False), wanted)
    noted_, happened = (query.where(theirs) for query in both)
    return noted_.order_by(col(Annotation.id)), happened.order_by(col(AnnotationEvent.id))


def of_section(key: Any) -> ColumnElement[bool]:
    """What is noted on a section and its answers."""
    return col(Annotation.section_key) == key


def among(ids: Sequence[int]) -> ColumnElement[bool]:
    """These annotations."""
    return col(Annotation.id).in_(ids)


def of_prompts(keys: Sequence[Any]) -> ColumnElement[bool]:
    """What is noted on the answer to these prompts."""
    return col(Annotation.prompt_key).in_(keys)


def noted(session: Session, seen: Seen, wanted: ColumnElement[bool] = true()) -> list[Noted]:
    """The annotations that somebody may see, all of them or those wanted; two queries."""
    rows, happened = (session.execute(query).all() for query in _both(NOTED, seen.reviews, wanted))
    events: dict[int, list[AnnotationEvent]] = defaultdict(list)
    were: dict[int, list[Where]] = defaultdict(list)
    for event, *was in happened:
        events[event.annotation_id].append(event)
        if event.kind == "placed":
            were[event.annotation_id].append(was)
    found = []
    for one, number, sha256, *at in rows:
        starts = _starts(one, events[one.id], [*were[one.id], [at[0], *at[5:]]]) if one.start is not None else []
        anchor = Anchored(*at) if at[0] is not None else None
        found.append(Noted(one, seen.reviews[one.reviewer_id], anchor, number, sha256, events[one.id], starts))
    return found


def _starts(one: Annotation, events: Sequence[AnnotationEvent], anchors: Sequence[Where]) -> list[Start]:
    """From where an annotation is followed; of its anchors, oldest first, the first is as it was made."""
    assert one.start is not None and one.end is not None
    placed = [event for event in events if event.kind == "placed"]
    return [
        Start(anchors[0][0], one.version, one.start, one.end),
        *(Start(at[0], at[1], at[2], at[3], event.at, event.words)
          for event, at in zip(placed, anchors[1:], strict=True)),
    ]


def facts(session: Session, seen: Seen, section: str, prompts: Sequence[str] = ()) -> Facts:
    """What is to be compared of the annotations that somebody may see, on a section or on some prompts; two queries."""
    if not seen.reviews:
        return Facts(seen.mine, (), (), ())
    values = {"section": section} if not prompts else {f"prompt_{at}": key for at, key in enumerate(prompts)}
    values |= {f"reviewer_{at}": key for at, key in enumerate(seen.reviews)}
    rows, happened = (query.rows(session, **values) for query in _compared(len(seen.reviews), len(prompts)))
    return Facts(seen.mine, tuple(seen.reviews.values()), tuple(rows), tuple(happened))


@cache
def _compared(reviewers: int, prompts: int) -> tuple[Prepared, Prepared]:
    """To be compared: what so many reviewers noted on so many prompts, or where there are none on a section."""
    wanted = of_prompts(_some("prompt", prompts)) if prompts else of_section(bindparam("section", type_=String()))
    one, other = _both(COMPARED, _some("reviewer", reviewers), wanted)
    return Prepared(one), Prepared(other)


def _some(name: str, many: int) -> list[Any]:
    return [bindparam(f"{name}_{at}") for at in range(many)]


def noted_at(session: Session, seen: Seen, annotation_id: int) -> Noted:
    """One annotation that somebody may see; NotFound for any other."""
    found = noted(session, seen, col(Annotation.id) == annotation_id)
    if not found:
        raise NotFound
    return found[0]


def own_at(session: Session, review: Review, annotation_id: int) -> Annotation:
    """A reviewer's own annotation, one that they removed among them; NotFound for any other."""
    found = session.get(Annotation, annotation_id)
    if found is None or found.reviewer_id != review.reviewer_id:
        raise NotFound
    return found


def sent_before(session: Session, sent_as: str) -> Annotation | None:
    """The annotation that came in under this name already, held until the transaction ends."""
    return session.exec(select(Annotation).where(Annotation.sent_as == sent_as).with_for_update()).first()


def event_sent_before(session: Session, sent_as: str) -> AnnotationEvent | None:
    """The event that came in under this name already."""
    return session.exec(select(AnnotationEvent).where(AnnotationEvent.sent_as == sent_as)).first()


def released_number(session: Session, reading: Reading, number: int) -> FrozenRevision | None:
    """A revision of the assessment that was released in this round, by its number, with its content."""
    return session.exec(
        select(FrozenRevision).join(ReleasedRevision, col(ReleasedRevision.frozen_id) == FrozenRevision.id)
        .where(ReleasedRevision.assessment_id == reading.release.assessment_id, FrozenRevision.number == number,
               ReleasedRevision.round_id == reading.round.id)
    ).first()


@dataclass(frozen=True)
class Standing:
    """A prompt of the assessment as it is now, with the text that answers it."""

    prompt: Prompt
    text_id: int | None


def standing(session: Session, assessment_id: int) -> dict[str, Standing]:
    """The prompts of an assessment by key; one query."""
    rows = session.execute(
        columns(Prompt, Response.text_id).join(Response, col(Response.id) == Prompt.response_id)
        .where(Prompt.assessment_id == assessment_id).order_by(col(Prompt.position))
    ).all()
    return {prompt.key: Standing(prompt, text_id) for prompt, text_id in rows}


def noted_before(session: Session, seen: Seen, section: str, prompts: Sequence[str]) -> int:
    """How many of the annotations that somebody may see are about a section as a whole, or some prompts of it."""
    return session.exec(
        select(func.count(col(Annotation.id))).where(
            col(Annotation.reviewer_id).in_(list(seen.reviews)), Annotation.section_key == section,
            col(Annotation.prompt_key).in_(["", *prompts]), ~col(Annotation.is_removed))
    ).one()


def docs_of(session: Session, text_ids: Sequence[int]) -> dict[int, str]:
    """Texts as they stand, by id."""
    rows = session.execute(columns(Text.id, Text.doc).where(col(Text.id).in_(text_ids))).all()
    return {row[0]: row[1] for row in rows}


def version_of(session: Session, one: Standing | None) -> int:
    """The version of the text that answers a prompt now; 0 where none does."""
    if one is None or one.text_id is None:
        return 0
    return session.exec(select(Text.version).where(Text.id == one.text_id)).first() or 0
