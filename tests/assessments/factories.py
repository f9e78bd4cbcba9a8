"""Two authorities at work: people for each role, assessments opened from the real frameworks, some texts."""

from datetime import timedelta

from sqlmodel import Session, select

from app.accounts.actor import Actor, Command
from app.accounts.models import Authority, Membership, Person, SignIn
from app.accounts.passwords import hashed
from app.accounts.queries import actor_by_person, person_by_email
from app.accounts.roles import Role
from app.assessments import service
from app.assessments.address import Address
from app.assessments.comments.service import Typed, Where, begin
from app.assessments.guards import open_desk, open_whole
from app.assessments.permissions import Desk, Whole
from app.assessments.registers.service import add_row
from app.assessments.workflow import service as workflow
from app.assessments.writing.live import Live
from app.assessments.writing.service import commit, open_text, replacement
from app.config import ROOT
from app.core.clock import now, today
from app.core.security import digest
from app.demo.figures import add_figures
from app.evidence.models import EvidenceItem, EvidenceRevision
from app.frameworks.queries import latest_by_slug
from app.frameworks.service import load_folder
from app.indicators.service import load_areas
from app.richtext.markup import from_markup

PASSWORD = "correct horse battery staple"
LARGE = Address("peterborough", "eastern-region-2016-17", "2016-17")
SMALL = Address("peterborough", "ofsted-three-questions", "2016-17")
FOREIGN = "stranger"  # coordinates, writes, leads and directs in Cambridgeshire
PEOPLE = (*Role, "author-2", "lead-2")
SECTIONS_LED = ("1", "2", "4", "10", "A1", "B1.1")


def token_of(name: str) -> str:
    """The cookie of a person who is signed in from the start."""
    return f"cookie-of-{name}"


def email_of(name: str) -> str:
    """A person's address."""
    return f"{name}@example.org"


def populate(session: Session) -> None:
    """Fill an empty database."""
    load_folder(session, ROOT / "seed_data")
    home = Authority(slug="peterborough", name="Peterborough")
    other = Authority(slug="cambridgeshire", name="Cambridgeshire")
    session.add_all([home, other])
    session.flush()
    load_areas(session, ROOT / "seed_data" / "areas.yaml")
    assert home.id
    add_figures(session, Command("Set-up"), home.id)
    secret = hashed(PASSWORD)
    for name in PEOPLE:
        _person(session, home, name, [Role(name.split("-")[0])], secret)
    _person(session, other, FOREIGN, list(Role), secret)
    for authority, address in ((home, LARGE), (home, SMALL), (other, LARGE)):
        reading = latest_by_slug(session, address.framework)
        assert reading
        service.open_assessment(session, Command("Set-up"), authority, reading, address.year)
    _evidence(session, home)
    _work(session)


def _person(session: Session, authority: Authority, name: str, roles: list[Role], secret: str) -> None:
    shown = name.replace("-", " ").capitalize()
    person = Person(email=email_of(name), name=shown, password_hash=secret, created_at=now())
    session.add(person)
    session.flush()
    assert person.id and authority.id
    session.add_all(Membership(person_id=person.id, authority_id=authority.id, role=role) for role in roles)
    expires = now() + timedelta(hours=1)
    session.add(SignIn(token_hash=digest(token_of(name)), person_id=person.id, created_at=now(), expires_at=expires))
    session.flush()


def _evidence(session: Session, authority: Authority) -> None:
    assert authority.id
    item = EvidenceItem(
        authority_id=authority.id, ref="E1", title="Audit summary", kind="audit", owner="Head of quality",
        as_at=today(), status="published", sensitivity="open", added_at=now(),
    )
    session.add(item)
    session.flush()
    assert item.id
    link = "https://example.org/audit"
    session.add(EvidenceRevision(item_id=item.id, number=1, link=link, added_at=now(), added_by="Set-up"))
    session.flush()


def _work(session: Session) -> None:
    whole = whole_of(session, "coordinator")
    keys = [prompt.key for key in SECTIONS_LED for prompt in whole.reading.sections[key].prompts]
    author, lead, due = person_id(session, "author"), person_id(session, "lead"), today() + timedelta(days=9)
    service.assign(session, whole.actor, whole.assessment, whole.address, keys, author, lead, due)
    write(session, "author", "1.1", "Leaders see **every** audit each month [[E1|p. 2]].\n\n- One in ten was good.")
    write(session, "author", "2.1", "In March 2017, 84% of plans were reviewed in time.")
    write(session, "coordinator", "1", "We know our practice from audit [[E1]].", SMALL)
    begin(session, desk_of(session, "author", "1.1"), Where(), Typed("Is there more on this?"))
    add_row(session, desk_of(session, "author", "A1"), {"job_title": "Director", "start_date": "May 2015"})


def person_id(session: Session, name: str) -> int:
    """A person's id."""
    person = person_by_email(session, email_of(name))
    assert person and person.id
    return person.id


def actor_of(session: Session, name: str) -> Actor:
    """A person as they act."""
    actor = actor_by_person(session, person_id(session, name))
    assert actor
    return actor


def whole_of(session: Session, name: str, address: Address = LARGE) -> Whole:
    """An assessment before somebody."""
    return open_whole(session, actor_of(session, name), address)


def desk_of(session: Session, name: str, key: str, address: Address = LARGE) -> Desk:
    """A prompt before somebody."""
    return open_desk(session, actor_of(session, name), address, key)


def write(session: Session, name: str, key: str, markup: str, address: Address = LARGE) -> None:
    """Replace an answer's text, as somebody."""
    desk = desk_of(session, name, key, address)
    answer = open_text(session, desk)
    commit(session, Live(), desk, answer, replacement(answer.text, from_markup(markup)), "factory")


def settle(session: Session, address: Address = LARGE) -> None:
    """Give the lead everything, agree what is written and settle the rest without an answer."""
    whole = whole_of(session, "coordinator", address)
    keys, lead = list(whole.reading.prompts), person_id(session, "lead")
    service.assign(session, whole.actor, whole.assessment, whole.address, keys, lead_id=lead)
    for key in keys:
        desk = desk_of(session, "lead", key, address)
        response = workflow.response_of(session, desk)
        version = workflow.version_of(session, response)
        if response.state == "not_started":
            workflow.leave_unanswered(session, desk, version, "Nothing to report this year.")
        elif response.state in ("draft", "reopened"):
            workflow.agree(session, desk, version)


def authority_id(session: Session, slug: str = "peterborough") -> int:
    """An authority's id."""
    found = session.exec(select(Authority.id).where(Authority.slug == slug)).one()
    assert found
    return found
