"""The queue of letters: one is taken, tried, and put where it belongs; nothing is ever tried twice unawares."""

from sqlalchemy import update
from sqlmodel import Session, col, select

from app.core.clock import aware, now
from app.core.mail.models import Letter
from app.core.mail.rules import SILENT, Result, next_try


def take(session: Session) -> Letter | None:
    """The next letter that is due, now in the caller's hands; commit before it is tried."""
    moment = now()
    _tidy(session)
    letter = session.exec(
        select(Letter).where(Letter.state == "waiting", Letter.next_at <= moment)
        .order_by(col(Letter.next_at), col(Letter.id)).limit(1).with_for_update(skip_locked=True)
    ).first()
    if letter:
        letter.state, letter.claimed_at, letter.attempts = "sending", moment, letter.attempts + 1
    return letter


def any_due(session: Session) -> bool:
    """Whether there is anything to do, asked without taking the database's lock."""
    moment = now()
    due = select(Letter.id).where(
        ((col(Letter.state) == "waiting") & (col(Letter.next_at) <= moment))
        | ((col(Letter.state) == "sending") & (col(Letter.claimed_at) < moment - SILENT))
    )
    return session.exec(due.limit(1)).first() is not None


def _tidy(session: Session) -> None:
    """Give up letters that came to nothing: too late, or held by a carrier that died in the middle."""
    moment = now()
    session.execute(
        update(Letter).where(col(Letter.state) == "waiting", col(Letter.until) <= moment)
        .values(state="expired", ended_at=moment)
    )
    session.execute(
        update(Letter).where(col(Letter.state) == "sending", col(Letter.claimed_at) < moment - SILENT)
        .values(state="unclear", ended_at=moment, problem="The program ended while it was being sent.")
    )
    forgotten = col(Letter.state).in_(["expired", "unclear"]) & col(Letter.secret).is_(True) & (col(Letter.text) != "")
    session.execute(update(Letter).where(forgotten).values(text=""))


def settle(session: Session, letter_id: int, result: Result, keeps: bool = False) -> None:
    """Write down what came of a try; a secret text is forgotten unless the carrier `keeps` what it carries."""
    letter, moment = session.get_one(Letter, letter_id, with_for_update=True), now()
    if letter.state != "sending":
        return
    again = next_try(letter.attempts, moment, aware(letter.until)) if result.outcome == "later" else None
    letter.problem = result.problem[:500]
    if again:
        letter.state, letter.next_at, letter.claimed_at = "waiting", again, None
        return
    letter.state = "failed" if result.outcome == "later" else result.outcome
    letter.ended_at = moment
    if letter.secret and not keeps:
        letter.text = ""
