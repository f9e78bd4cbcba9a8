"""Verbs about guests: invite, send a code, let in, note what they open, withdraw."""

from datetime import timedelta

from sqlalchemy import delete
from sqlmodel import Session, col

from app.accounts.actor import Actor, Command, Place
from app.accounts.guests import queries, rules
from app.accounts.models import Authority, Guest, GuestAccess, GuestCode, Person, SignIn
from app.accounts.queries import person_by_email
from app.activity.service import record
from app.activity.tags import Tag
from app.config import Settings
from app.core.clock import aware, now
from app.core.errors import Held, NotFound, Refused, TooManyAttempts
from app.core.mail.service import SITE, send
from app.core.security import digest, new_token
from app.core.templating import counted

LOOK_FOR_IT = "A code was sent a moment ago. Look for it in your e-mail, also among unwanted mail."
CHECK_IT = "Check it, or ask for another one."


class LinkOver(NotFound):
    """A guest’s link that lets nobody in any more; whoever came in by it before is shown what their computer holds."""

    title = "This link no longer works"

    def __init__(self, person_id: int | None) -> None:
        super().__init__("It has expired or was withdrawn, or a newer one was sent. Ask whoever invited you.")
        self.held = Held(person_id) if person_id is not None else None


def invite(
    session: Session, settings: Settings, doer: Actor, place: Place, name: str, email: str, path: str, what: str
) -> Guest:
    """Let one person in for what is at `path`, told as `what`; their link goes to them alone, by e-mail.

    The name is taken where nobody with this address is known yet, or through this authority’s invitations alone.
    """
    person = person_by_email(session, email) or Person(email=email, name=name, created_at=now())
    session.add(person)
    session.flush()
    _call(session, person, place, name)
    if person.disabled_at:
        raise Refused(f"{email} was disabled by their authority, so they cannot be invited.")
    assert person.id is not None
    guest = Guest(
        authority_id=place.id, person_id=person.id, email=email, path=path, token_hash="", invited_by=doer.name,
        invited_at=now(), expires_at=now(),
    )
    _send_link(session, settings, guest, person.name, place.name, what)
    record(session, Tag.GUEST_INVITED, doer, place.id, path, name=person.name, email=email, what=what)
    return guest


def _call(session: Session, person: Person, place: Place, name: str) -> None:
    """Call a guest by another name; who is known otherwise too keeps the name by which others know them."""
    if person.id and name != person.name and queries.known_to_them_alone(session, person, place.id):
        person.name = name
        session.add(person)


def invite_again(
    session: Session, settings: Settings, doer: Actor, place: Place, guest: Guest, what: str, name: str = ""
) -> None:
    """Send a new link; the old one and every session that came of it end, and so does a withdrawal.

    A `name` is taken as where somebody is invited.
    """
    person = session.get_one(Person, guest.person_id)
    _call(session, person, place, name or person.name)
    _close(session, guest)
    guest.invited_by, guest.invited_at = doer.name, now()
    guest.withdrawn_by, guest.withdrawn_at = "", None
    _send_link(session, settings, guest, person.name, place.name, what)
    record(session, Tag.GUEST_INVITED, doer, place.id, guest.path, name=person.name, email=guest.email, what=what)


def _send_link(session: Session, settings: Settings, guest: Guest, name: str, authority: str, what: str) -> None:
    token = new_token()
    guest.token_hash = digest(token)
    guest.expires_at = now() + timedelta(days=settings.guest_link_days)
    days = counted(settings.guest_link_days, "day")
    text = (
        f"Dear {name},\n\n{guest.invited_by} of {authority} asks you to take part in {what}.\n\n"
        f"Open this link; it is for you alone and works for {days}:\n\n"
        f"{SITE}/guest/{token}\n\nA code is then sent to this address, so please do not forward this message.\n"
    )
    letter = send(session, guest.email, f"{authority} invites you to {what}", text, secret=True)
    guest.letter_id = letter.id
    session.add(guest)
    session.flush()


def send_code(session: Session, token: str) -> Guest:
    """Send a code to the guest of this link; TooManyAttempts where that is asked too often, LinkOver otherwise."""
    moment = now()
    guest = _held(session, token)
    assert guest.id is not None
    recent = queries.codes_since(session, guest.id, moment - rules.IN)
    if len(recent) >= rules.CODES:
        raise TooManyAttempts(rules.when_another(recent, moment))
    if recent and aware(recent[0].made_at) > moment - rules.PAUSE:
        told = rules.why_over(recent[0], moment) or LOOK_FOR_IT
        raise TooManyAttempts(f"{told} {rules.when_another(recent, moment)}")
    code, until = rules.new_code(), moment + rules.CODE_LIVES
    session.add(GuestCode(
        guest_id=guest.id, code_hash=rules.kept(token, code), made_at=moment, expires_at=until))
    text = f"Your code is {code}. It works once, for ten minutes.\n\nIf you did not ask for it, you need do nothing.\n"
    send(session, guest.email, "Your code for Candour", text, secret=True, until=until)
    return guest


def let_in(session: Session, settings: Settings, token: str, code: str) -> tuple[str, Guest] | str:
    """A new cookie for the guest of this link, and where it leads; why not where the code is wrong, which is counted.

    LinkOver where the link no longer works.
    """
    moment = now()
    guest = _held(session, token)
    recent = queries.codes_since(session, guest.id, moment - rules.IN)
    sent = next(iter(recent), None)
    over = rules.why_over(sent, moment)
    if sent is None or over:
        return f"{over} {rules.when_another(recent, moment)}"
    sent.tries += 1
    session.add(sent)
    if not rules.same(token, "".join(code.split()), sent.code_hash):
        over = rules.why_over(sent, moment)
        return f"That is not the code. {f'{over} {rules.when_another(recent, moment)}' if over else CHECK_IT}"
    sent.used_at = moment
    return _opened(session, settings, guest), guest


def _held(session: Session, token: str) -> Guest:
    guest = queries.open_invitation(session, digest(token), now(), held=True)
    if guest is None:
        raise LinkOver(queries.invited_by_link(session, digest(token)))
    return guest


def _opened(session: Session, settings: Settings, guest: Guest) -> str:
    cookie, moment = new_token(), now()
    assert guest.id is not None
    expires = min(moment + timedelta(seconds=settings.session_seconds), aware(guest.expires_at))
    session.add(SignIn(
        token_hash=digest(cookie), person_id=guest.person_id, created_at=moment, expires_at=expires,
        guest_id=guest.id,
    ))
    note(session, guest.id, "Came in by link and code")
    name = session.get_one(Person, guest.person_id).name
    record(session, Tag.GUEST_CAME_IN, Command(name, guest.person_id), guest.authority_id, guest.path)
    return cookie


def note(session: Session, guest_id: int, what: str) -> None:
    """Write down what a guest opened, or after rules.REFUSED what they asked for in vain."""
    session.add(GuestAccess(guest_id=guest_id, what=what, at=now()))


def withdraw(session: Session, doer: Actor, guest_id: int) -> None:
    """End a guest’s access at once, wherever they are signed in; what has ended already stays as it ended."""
    guest = session.get_one(Guest, guest_id, with_for_update=True)
    if rules.ended_at(guest, now()):
        return
    guest.withdrawn_by, guest.withdrawn_at = doer.name, now()
    session.add(guest)
    _close(session, guest)
    name = session.get_one(Person, guest.person_id).name
    record(session, Tag.GUEST_WITHDRAWN, doer, guest.authority_id, guest.path, name=name)


def _close(session: Session, guest: Guest) -> None:
    session.execute(delete(SignIn).where(col(SignIn.guest_id) == guest.id))


def inviter_of(session: Session, guest: Guest) -> str:
    """The authority that invited a guest."""
    return session.get_one(Authority, guest.authority_id).name
