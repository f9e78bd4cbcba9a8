"""A round in which every hand writes a word that no other uses, so that a page tells whose words stand in it."""

from functools import partial

from sqlmodel import Session, select

from app.assessments.address import Address
from app.assessments.comments import service as comments
from app.core.clock import now, today
from app.evidence.models import EvidenceItem, EvidenceRevision
from app.reviews.annotations import answering
from app.reviews.annotations import service as annotations
from app.reviews.annotations.guards import annotating
from app.reviews.annotations.happening import Said
from app.reviews.annotations.models import Annotation
from app.reviews.annotations.placing import Chosen
from app.reviews.arranging import service as pairing
from app.reviews.event import service as event
from app.reviews.practice import service as practice
from app.reviews.releases.queries import reading_at
from app.reviews.rounds import service as rounds
from app.reviews.summary.service import sum_up
from tests.assessments.factories import FOREIGN, LARGE, actor_of, authority_id, desk_of, write
from tests.reviews import factories
from tests.reviews.conftest import Stage

WORDS = {
    "M": "Moorhen",  # the moderator’s review
    "A": "Avocet",  # the first challenger’s
    "B": "Bittern",  # the second challenger’s
    "D": "Dunlin",  # the draft, since it was released
    "N": "Nightjar",  # a comment on the draft
    "E": "Egret",  # title of a restricted item that the released text cites
    "F": "Fulmar",  # the draft of another authority
    "V": "Vireo",  # a line of the challenge event
    "G": "Grebe",  # what the authority answers the moderator
    "L": "Lapwing",  # why the authority declared a conflict
    "W": "Whimbrel",  # who sits on two authorities
    "P": "Plover",  # practice offered, on which the region has not decided
    "Q": "Pipit",  # practice asked for
    "S": "Siskin",  # the region’s summary, before the close
}
WRITERS = {"M": "moderator", "A": "challenger", "B": "second"}
QUOTED = "Leaders see every audit each month"


def plant(region: Stage, submitted: str = "") -> dict[str, str]:
    """Everybody has written, and reviews named by letter are submitted. What each person is called."""
    region.make(_opened)
    called = region.make(factories.named_for_review)
    region.make(factories.guest)
    for letter, who in WRITERS.items():
        region.make(partial(_review, name=called[who], word=WORDS[letter]))
    for letter in submitted:
        region.make(partial(factories.submit_review, name=called[WRITERS[letter]]))
    region.make(_since_released)
    reviewers = {own.reviewer.lower() for own in region.see(factories.standing) if own.reviewed == "Peterborough"}
    outsider = next(one for one in factories.ADDED if one not in reviewers)
    return {**called, "outsider": f"{outsider}-director"}


def found_in(text: str) -> str:
    """The letters of those whose words stand in a text."""
    return "".join(letter for letter, word in WORDS.items() if word in text) or "-"


def answer_moderator(session: Session) -> None:
    """The authority answers what the moderator noted."""
    reading = reading_at(session, actor_of(session, "coordinator"), LARGE)
    noted = session.exec(select(Annotation.id).where(Annotation.sent_as == f"of-{WORDS['M']}")).one()
    before = answering.before(session, reading, noted or 0)
    answering.answer(session, before, "explained", Said(f"{WORDS['G']} says so"))


def _opened(session: Session) -> None:
    item = EvidenceItem(
        authority_id=authority_id(session), ref="E7", title=f"{WORDS['E']} tables", kind="audit", owner="Quality",
        as_at=today(), status="published", sensitivity="restricted", added_at=now())
    session.add(item)
    session.flush()
    session.add(EvidenceRevision(
        item_id=item.id or 0, number=1, link="https://example.org/tables", added_at=now(), added_by="Somebody"))
    write(session, "author", "1.1", f"{QUOTED} [[E1|p. 2]], and more of it [[E7]].")
    factories.open_round(session)
    part, run = factories.part_of(session, "coordinator"), factories.run_of(session)
    rounds.declare_conflict(session, part, "peterborough", "thurrock", f"{WORDS['L']} is why")
    rounds.share_leadership(session, run.actor, run.region, "essex", "luton", f"{WORDS['W']} sits on both")
    factories.allocate(session)
    pairing.publish(session, factories.run_of(session))
    factories.release(session)


def _review(session: Session, name: str, word: str) -> None:
    on = annotating(session, reading_at(session, actor_of(session, name), LARGE))
    where = annotations.Where(on.reading.frozen.number, "1", "1.1", Chosen(quote="every audit"))
    annotations.save(session, on, where, annotations.Typed("challenge", f"{word} asks", f"{word} again", f"of-{word}"))
    factories.write_review(session, name, word)


def _since_released(session: Session) -> None:
    write(session, "author", "1.1", f"{QUOTED} [[E1|p. 2]]. {WORDS['D']} is new.")
    comments.begin(session, desk_of(session, "author", "1.1"), comments.Where(), comments.Typed(f"{WORDS['N']}?"))
    elsewhere = Address("cambridgeshire", LARGE.framework, LARGE.year)
    write(session, FOREIGN, "1.1", f"{WORDS['F']} is a draft.", elsewhere)
    event.add(session, reading_at(session, actor_of(session, "coordinator"), LARGE), f"{WORDS['V']} comes first")
    part = factories.part_of(session, "coordinator")
    practice.offer(session, part, f"{WORDS['P']} counts", QUOTED, "")
    practice.ask(session, part, f"Who counts the {WORDS['Q']}?")
    sum_up(session, factories.run_of(session), f"{WORDS['S']} in short", False, f"{WORDS['S']} next year")
