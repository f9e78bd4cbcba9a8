"""Short assessments of the demonstration, written by one person each."""

from collections.abc import Callable

from sqlmodel import Session

from app.accounts.actor import Actor
from app.accounts.queries import authority_by_slug
from app.assessments.address import Address, parse_address
from app.assessments.guards import open_desk
from app.assessments.service import open_assessment
from app.assessments.writing.live import Live
from app.assessments.writing.service import commit, open_text, replacement
from app.core.errors import Conflict
from app.demo.files import Entry
from app.frameworks.queries import latest_by_slug
from app.richtext.markup import from_markup

CLIENT = "demo"


class DemoBrief(Entry):
    """An assessment with the answers to some of its statements, and who writes them as its coordinator."""

    address: str
    by: str
    answers: dict[str, str]


def add_brief(session: Session, wanted: DemoBrief, who: Callable[[str], Actor]) -> None:
    """Open and write it."""
    write_brief(session, parse_address(wanted.address), who(wanted.by), wanted.answers)


def write_brief(session: Session, address: Address, actor: Actor, answers: dict[str, str]) -> None:
    """The same from its parts."""
    framework, authority = latest_by_slug(session, address.framework), authority_by_slug(session, address.authority)
    if framework is None or authority is None:
        raise Conflict(f"The demonstration needs the framework and the authority of {address}.")
    open_assessment(session, actor, authority, framework, address.year)
    for key, text in answers.items():
        desk = open_desk(session, actor, address, key)
        answer = open_text(session, desk)
        commit(session, Live(), desk, answer, replacement(answer.text, from_markup(text)), CLIENT)
