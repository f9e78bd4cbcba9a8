"""A statement’s page that is shown again without being rendered is the page as it would be rendered now."""

import re

import pytest
from fastapi import FastAPI
from sqlmodel import Session, select

from app.accounts.models import Membership, Person
from app.accounts.roles import Role
from app.assessments import service
from app.assessments.budgets import service as budgets
from app.assessments.budgets.rules import Budgets
from app.assessments.comments.service import Typed, Where, begin, resolve
from app.assessments.proposals.service import Whose
from app.assessments.suggesting import service as suggesting
from app.assessments.workflow import service as workflow
from app.assessments.writing.live import Live
from app.assessments.writing.service import open_text
from app.core.clock import now
from app.core.database import Database
from app.evidence.models import EvidenceItem, EvidenceRevision
from app.richtext.markup import from_markup
from tests.assessments.factories import LARGE, desk_of, person_id, whole_of, write
from tests.conftest import SignIn

PAGE = f"{LARGE.path}/prompts/1.1"


def retitle(session: Session) -> None:
    """Somebody edits the cited item."""
    item = session.exec(select(EvidenceItem).where(EvidenceItem.ref == "E1")).one()
    item.title, item.version = "Audit summary, corrected", item.version + 1


def revise(session: Session) -> None:
    """The cited item gets a newer revision."""
    item = session.exec(select(EvidenceItem).where(EvidenceItem.ref == "E1")).one()
    session.add(EvidenceRevision(item_id=item.id, number=2, link="https://example.org/2", added_at=now(), added_by="X"))


def rewrite(session: Session) -> None:
    """The author writes."""
    write(session, "author", "1.1", "Written anew.")


def give_back(session: Session) -> None:
    """The lead returns the answer."""
    desk = desk_of(session, "lead", "1.1")
    response = workflow.response_of(session, desk)
    workflow.give_back(session, desk, workflow.version_of(session, response), "Say why.")


def take_away(session: Session) -> None:
    """The statement goes to another author."""
    whole = whole_of(session, "coordinator")
    service.assign(session, whole.actor, whole.assessment, whole.address, ["1.1"], person_id(session, "author-2"))


def suggest(session: Session) -> None:
    """The director suggests a change."""
    desk = desk_of(session, "director", "1.1")
    answer = open_text(session, desk)
    whose = Whose(suggesting.hand_of(desk), suggesting.hand_of(desk), "suggested")
    proposed = from_markup("Leaders see every audit.")
    suggesting.propose(session, Live(), desk, answer, answer.text.version, proposed, whose)


def rename(session: Session) -> None:
    """The reader’s own name changes."""
    person = session.get(Person, person_id(session, "author"))
    assert person
    person.name = "Somebody Else"


def promote(session: Session) -> None:
    """The reader administers the authority as well."""
    held = session.exec(select(Membership).where(Membership.person_id == person_id(session, "author"))).one()
    session.add(Membership(person_id=held.person_id, authority_id=held.authority_id, role=Role.ADMINISTRATOR))


def limit(session: Session) -> None:
    """The coordinator gives the statement a word budget."""
    whole = whole_of(session, "coordinator")
    budgets.set_budgets(session, whole, Budgets().fingerprint, Budgets(None, {}, {"1.1": 500}))


def comment(session: Session) -> None:
    """Somebody comments."""
    begin(session, desk_of(session, "lead", "1.1"), Where(), Typed("And the others?"))


def settle(session: Session) -> None:
    """A comment is resolved."""
    resolve(session, desk_of(session, "author", "1.1"), 1)


def plain(html: str) -> str:
    """A page without what differs by response."""
    return re.sub(r'nonce="[^"]+"', "", html)


CHANGES = [retitle, revise, rewrite, give_back, take_away, rename, promote, limit, comment, settle, suggest]


class TestKeptPage:
    @pytest.mark.parametrize("change", CHANGES)
    def test_whatever_it_shows_shows_at_once(self, app: FastAPI, sign_in: SignIn, change: object) -> None:
        author = sign_in("author")
        before = plain(author.get(PAGE).text)
        assert plain(author.get(PAGE).text) == before
        database: Database = app.state.database
        with database.write() as session:
            change(session)  # type: ignore[operator]
        assert plain(author.get(PAGE).text) != before

    def test_every_response_has_its_own_nonce_and_everybody_their_own_token(self, sign_in: SignIn) -> None:
        author, lead = sign_in("author"), sign_in("lead")
        shown = [browser.get(PAGE) for browser in (author, author, lead)]
        nonces = [set(re.findall(r'nonce="([^"]+)"', page.text)) for page in shown]
        assert all(len(found) == 1 for found in nonces) and len(set.union(*nonces)) == 3
        assert all(nonces[at].pop() in page.headers["content-security-policy"] for at, page in enumerate(shown))
        tokens = [re.findall(r'csrf-token" content="([^"]+)"', page.text)[0] for page in shown]
        assert tokens[0] == tokens[1] != tokens[2]
