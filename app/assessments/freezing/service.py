"""Freezing the whole, and signing it: two acts."""

from sqlmodel import Session

from app.accounts.service import confirm_password
from app.activity.service import record
from app.activity.tags import Tag
from app.assessments.freezing import queries
from app.assessments.freezing.content import canonical, content_hash, content_of
from app.assessments.freezing.models import FrozenRevision, SignOff
from app.assessments.freezing.rules import DECLARATION, obstacles
from app.assessments.permissions import Whole
from app.assessments.queries import lines
from app.core.clock import now
from app.core.errors import Conflict, Refused


def freeze(session: Session, whole: Whole) -> FrozenRevision:
    """Freeze the assessment as it stands, whatever its state; it stays as it is for ever.

    Conflict where the newest frozen revision holds this very content.
    """
    content = content_of(session, whole.assessment)
    text, digest = canonical(content), content_hash(content)
    newest = _newest(session, whole)
    if newest is not None and newest.frozen.sha256 == digest:
        raise Conflict(f"Nothing has changed since revision {newest.frozen.number} was frozen.")
    frozen = FrozenRevision(
        assessment_id=whole.id, number=newest.frozen.number + 1 if newest else 1, content=text, sha256=digest,
        frozen_at=now(), frozen_by=whole.actor.name, frozen_by_id=whole.actor.person_id,
    )
    session.add(frozen)
    session.flush()
    record(
        session, Tag.ASSESSMENT_FROZEN, whole.actor, whole.place.id, whole.address.path,
        number=frozen.number, sha256=digest[:12],
    )
    return frozen


def frozen_as_it_stands(session: Session, whole: Whole) -> FrozenRevision:
    """The newest frozen revision if it holds the assessment as it stands, signed or not, else a new one."""
    newest = _newest(session, whole)
    if newest is not None and newest.frozen.sha256 == content_hash(content_of(session, whole.assessment)):
        return newest.frozen
    return freeze(session, whole)


def sign_off(session: Session, whole: Whole, seen_sha256: str, password: str, declared: bool) -> SignOff:
    """The director signs exactly the content that they read: it is frozen, then signed.

    Refused where something is unsettled, the director drafted any of it, the declaration is not made or the
    password is wrong; Conflict where the content is no longer what they read, or is signed already.
    """
    _check_signer(session, whole, password, declared)
    if left := obstacles(lines(session, whole.id)):
        raise Conflict(f"{left[0].key} {left[0].what}. Everything must be settled before you sign.")
    if content_hash(content_of(session, whole.assessment)) != seen_sha256:
        raise Conflict("The assessment has changed since you opened this page. Read it again, then sign.")
    frozen = _frozen_once(session, whole, seen_sha256)
    assert frozen.id is not None
    signature = SignOff(
        frozen_id=frozen.id, person_id=whole.actor.person_id, name=whole.actor.name,
        role="Director of Children’s Services", declaration=DECLARATION, signed_at=now(),
    )
    session.add(signature)
    record(
        session, Tag.ASSESSMENT_SIGNED, whole.actor, whole.place.id, whole.address.path,
        number=frozen.number, sha256=frozen.sha256[:12],
    )
    return signature


def _newest(session: Session, whole: Whole) -> queries.Signed | None:
    return next(iter(queries.frozen_of(session, whole.id)), None)


def _frozen_once(session: Session, whole: Whole, sha256: str) -> FrozenRevision:
    """The newest frozen revision if it holds this very content, else a new one; Conflict where it is signed."""
    newest = _newest(session, whole)
    if newest is not None and newest.frozen.sha256 == sha256 and newest.sign_off is not None:
        raise Conflict("This content is signed already.")
    return frozen_as_it_stands(session, whole)


def _check_signer(session: Session, whole: Whole, password: str, declared: bool) -> None:
    if drafted := queries.drafted_by(session, whole.id, whole.actor.person_id):
        told = ", ".join(drafted[:6]) + (" and more" if len(drafted) > 6 else "")
        raise Refused(f"You wrote in {told}, so another director must sign: nobody signs what they drafted.")
    if not declared:
        raise Refused("Read the declaration and tick the box to make it yours.")
    if not confirm_password(session, whole.actor.person_id, password):
        raise Refused("The password is not right. Type the one that you sign in with.")
