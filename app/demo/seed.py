"""Filling an empty store with the demonstration."""

from datetime import date
from functools import cache, partial

from sqlmodel import Session, select

from app.accounts.actor import Actor, Command
from app.accounts.models import Authority, Person
from app.accounts.passwords import hashed
from app.accounts.queries import actor_by_email, authority_by_slug, region_by_slug
from app.accounts.service import add_person, add_regional_coordinator
from app.assessments.address import Address, parse_address
from app.assessments.budgets.rules import Budgets, shape_of, share
from app.assessments.budgets.service import set_budgets
from app.assessments.freezing.content import content_hash, content_of
from app.assessments.freezing.service import sign_off
from app.assessments.guards import open_whole
from app.assessments.models import Assessment
from app.assessments.queries import Line, any_assessment_at, lines
from app.assessments.service import assign, open_assessment
from app.assessments.writing.live import Live
from app.core.clock import today
from app.core.errors import Conflict
from app.core.files import FileStore
from app.demo import files as demo
from app.demo.annotations import add_annotations, answer_annotations
from app.demo.answers import Scene, write_section
from app.demo.brief import DemoBrief, add_brief
from app.demo.earlier import add_earlier
from app.demo.figures import add_figures, shelf_of
from app.demo.region import DemoRegion, add_shared
from app.demo.reviews import DemoReviews, add_reviews
from app.demo.round import add_round
from app.evidence.rules import Fields
from app.evidence.service import put_item
from app.evidence.uploads import keep_own
from app.frameworks.queries import latest_by_slug
from app.frameworks.service import load_folder
from app.indicators.service import set_neighbours

DOER = Command("Demonstration")
NEIGHBOURS = ["Thurrock", "Southend-on-Sea", "Luton", "Bedford Borough", "Suffolk"]
NEIGHBOURS_AS_AT = date(2016, 9, 30)
COORDINATOR = "coordinator@peterborough.example"  # answers what reviewers note


def seed(session: Session, store: FileStore) -> bool:
    """Load the demonstration once; whether it was loaded now. Conflict where other people use this store.

    An assessment that already stands at the demonstration's address stays as it is.
    """
    if check_ours(session):
        return False
    _add_people(session)
    peterborough = _authority(session, "peterborough")
    assert peterborough.id is not None
    add_figures(session, DOER, peterborough.id)
    load_folder(session, demo.FOLDER)
    set_neighbours(session, DOER, peterborough, NEIGHBOURS_AS_AT, "Made up for the demonstration", NEIGHBOURS)
    for wanted in demo.assessments():
        _add_assessment(session, store, wanted)
    who = cache(partial(actor_of, session))  # nobody’s roles change any more
    add_earlier(session, who, COORDINATOR)
    for brief in demo.read("brief.yaml"):
        add_brief(session, DemoBrief.model_validate(brief), who)
    add_round(session, demo.round_under_way(), who)
    add_annotations(session, demo.annotations(), who)
    reviews = DemoReviews.model_validate(demo.read("reviews.yaml"))
    add_reviews(session, demo.round_under_way(), reviews, who)
    answer_annotations(session, demo.annotations(), who, COORDINATOR)
    add_shared(session, demo.round_under_way(), DemoRegion.model_validate(demo.read("region.yaml")), who)
    return True


def check_ours(session: Session) -> bool:
    """Whether the demonstration is loaded; Conflict where this store has people, but not those."""
    known = set(session.exec(select(Person.email)).all())
    if known and not any(person.email in known for person in demo.people().people):
        raise Conflict(
            "Other people’s work is kept here, so nothing is added to it: set CANDOUR_DATA_DIR to an empty folder."
        )
    return bool(known)


def _authority(session: Session, slug: str) -> Authority:
    authority = authority_by_slug(session, slug)
    if authority is None:
        raise Conflict(f"There is no authority “{slug}”, which the demonstration needs.")
    return authority


def _add_people(session: Session) -> None:
    everybody = demo.people()
    shared = hashed(everybody.password)  # once: hashing is slow on purpose
    for one in everybody.people:
        person = _add_person(session, one)
        person.password_hash = shared


def _add_person(session: Session, one: demo.DemoPerson) -> Person:
    if one.region:
        region = region_by_slug(session, one.region)
        if region is None:
            raise Conflict(f"There is no region “{one.region}”, which the demonstration needs.")
        return add_regional_coordinator(session, DOER, region, one.name, one.email)
    return add_person(session, DOER, _authority(session, one.authority), one.name, one.email, one.roles)


def actor_of(session: Session, email: str) -> Actor:
    """Somebody of the demonstration by their address; Conflict where nobody has it."""
    actor = actor_by_email(session, email)
    if actor is None:
        raise Conflict(f"There is no person {email}, whom the demonstration needs.")
    return actor


def _add_assessment(session: Session, store: FileStore, wanted: demo.DemoAssessment) -> None:
    address = parse_address(wanted.address)
    authority = _authority(session, address.authority)
    _add_evidence(session, store, authority, wanted.content)
    framework = latest_by_slug(session, address.framework)
    if framework is None or any_assessment_at(session, address):
        return
    coordinator = actor_of(session, wanted.coordinator)
    assessment = open_assessment(session, coordinator, authority, framework, address.year)
    actors = _assign(session, coordinator, assessment, address, wanted)
    if wanted.words:
        _limit(session, coordinator, address, wanted.words)
    figures = shelf_of(session, DOER, assessment.authority_id)
    _write(Scene(session, Live(), address, actors, coordinator, _lines(session, assessment), figures), wanted.content)
    if wanted.signed_by:
        _sign(session, actor_of(session, wanted.signed_by), address)


def _sign(session: Session, director: Actor, address: Address) -> None:
    """Sign what is written, all of which is agreed."""
    whole = open_whole(session, director, address)
    session.flush()
    sign_off(session, whole, content_hash(content_of(session, whole.assessment)), demo.people().password, declared=True)


def _add_evidence(session: Session, store: FileStore, authority: Authority, content: str) -> None:
    assert authority.id is not None
    for item in demo.evidence(content):
        fields = Fields(
            item.title, item.kind, item.owner, item.as_at, item.status, item.sensitivity, item.text_alternative,
            _review_day(item.review_by),
        )
        file = keep_own(store, item.file.name, item.file.data) if item.file else None
        put_item(session, DOER, authority.id, item.ref, fields, item.link, file)


def _review_day(wanted: date | int | None) -> date | None:
    """The day itself, or the first of the month that is so many months away."""
    if not isinstance(wanted, int):
        return wanted
    months = today().year * 12 + today().month - 1 + wanted
    return date(months // 12, months % 12 + 1, 1)


def _assign(
    session: Session, coordinator: Actor, assessment: Assessment, address: Address, wanted: demo.DemoAssessment
) -> dict[int, Actor]:
    """Give every section its people; everybody who was given something, by id."""
    actors: dict[int, Actor] = {}
    keys = _keys_by_section(session, assessment)
    for one in wanted.assignments:
        author, lead = actor_of(session, one.author), actor_of(session, one.lead)
        actors |= {author.person_id: author, lead.person_id: lead}
        prompts = [key for section in one.sections for key in keys[section]]
        assign(session, coordinator, assessment, address, prompts, author.person_id, lead.person_id, one.due)
    session.flush()
    return actors


def _limit(session: Session, coordinator: Actor, address: Address, words: int) -> None:
    """Share a word budget out evenly, as the coordinator would."""
    whole = open_whole(session, coordinator, address)
    shape = shape_of(lines(session, whole.id))
    set_budgets(session, whole, Budgets().fingerprint, share(Budgets(words), shape))


def _lines(session: Session, assessment: Assessment) -> dict[str, Line]:
    assert assessment.id is not None
    return {line.key: line for line in lines(session, assessment.id)}


def _keys_by_section(session: Session, assessment: Assessment) -> dict[str, list[str]]:
    keys: dict[str, list[str]] = {}
    for line in _lines(session, assessment).values():
        keys.setdefault(line.section_key, []).append(line.key)
    return keys


def _write(scene: Scene, content: str) -> None:
    written = demo.answers(content)
    for section in dict.fromkeys(line.section_key for line in scene.lines.values()):
        if section in written:
            write_section(scene, written[section])
