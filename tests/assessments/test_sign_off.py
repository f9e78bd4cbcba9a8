"""Sign-off: who may sign what, exactly what they read, and that it stays as it was."""

import hashlib
import json
import re
from typing import Any

import pytest
from fastapi import FastAPI
from sqlalchemy import text
from sqlalchemy.exc import DatabaseError
from sqlmodel import Session, col, select, update

from app.accounts.models import Membership
from app.accounts.roles import Role
from app.assessments import service
from app.assessments.freezing.models import FrozenRevision, SignOff
from app.assessments.workflow import service as workflow
from app.indicators.models import Observation
from tests.assessments.factories import PASSWORD, SMALL, authority_id, desk_of, person_id, settle, whole_of, write
from tests.browser import Browser
from tests.conftest import SignIn

AT = f"{SMALL.path}/sign-off"


def read(browser: Browser) -> str:
    """Open the page and give the hash of what it shows."""
    found = re.search(r'name="sha256" value="([0-9a-f]{64})"', browser.get(AT).text)
    return found[1] if found else ""


def sign(browser: Browser, sha256: str, **changes: Any) -> Any:
    """Sign with everything right but what `changes` says."""
    return browser.submit(AT, {"sha256": sha256, "password": PASSWORD, "declared": "true", **changes})


@pytest.fixture
def settled(app: FastAPI) -> None:
    """Everything in the small assessment is settled."""
    with app.state.database.write() as session:
        settle(session, SMALL)


def kept(app: FastAPI) -> list[FrozenRevision]:
    """Every frozen revision."""
    with app.state.database.read() as session:
        return list(session.exec(select(FrozenRevision).order_by("number")).all())


def signatures(app: FastAPI) -> int:
    """How many signatures there are."""
    with app.state.database.read() as session:
        return len(session.exec(select(SignOff)).all())


@pytest.mark.usefixtures("settled")
class TestSign:
    def test_freezes_what_was_read_under_its_hash(self, app: FastAPI, sign_in: SignIn) -> None:
        director = sign_in("director")
        sha256 = read(director)
        assert sign(director, sha256).headers["location"] == f"{SMALL.path}/documents"
        frozen = kept(app)[0]
        assert frozen.sha256 == sha256 == hashlib.sha256(frozen.content.encode()).hexdigest()
        assert signatures(app) == 1
        html = director.get(AT).text
        assert "Nothing has changed since" in html and sha256 in html and 'name="password"' not in html

    @pytest.mark.parametrize(("changes", "sentence"), [
        ({"password": "not my password at all"}, "The password is not right"),
        ({"declared": "false"}, "Read the declaration"),
    ])
    def test_needs_password_and_declaration(
        self, app: FastAPI, sign_in: SignIn, changes: dict[str, str], sentence: str
    ) -> None:
        director = sign_in("director")
        answer = sign(director, read(director), **changes)
        assert answer.status_code == 422 and sentence in answer.text
        assert kept(app) == []

    def test_content_that_changed_since_is_not_signed(self, app: FastAPI, sign_in: SignIn) -> None:
        director = sign_in("director")
        sha256 = read(director)
        with app.state.database.write() as session:
            write(session, "coordinator", "2", "New facts arrived.", SMALL)
            desk = desk_of(session, "lead", "2", SMALL)
            workflow.agree(session, desk, workflow.version_of(session, workflow.response_of(session, desk)))
        answer = sign(director, sha256)
        assert answer.status_code == 409 and "changed since you opened this page" in answer.text
        assert kept(app) == []

    def test_a_director_who_drafted_any_of_it_is_refused(self, app: FastAPI, sign_in: SignIn) -> None:
        with app.state.database.write() as session:
            _let_the_director_write(session)
        director = sign_in("director")
        html = director.get(AT).text
        assert "Nobody signs what they drafted" in html and 'name="password"' not in html
        answer = sign(director, "0" * 64)
        assert answer.status_code == 422 and "You wrote in 1" in answer.text
        assert kept(app) == []

    def test_figures_that_move_afterwards_leave_the_text_as_it_was_signed(self, app: FastAPI, sign_in: SignIn) -> None:
        director = sign_in("director")
        sign(director, read(director))
        with app.state.database.write() as session:
            session.execute(update(Observation).where(col(Observation.period) == "2017").values(value="1", mark=""))
        html = director.get(AT).text
        assert "figures of the data pack have changed since" in html and "needs a new signature" not in html
        assert sign(director, read(director)).status_code == 303
        assert signatures(app) == len(kept(app)) == 2
        with app.state.database.write() as session:
            write(session, "coordinator", "2", "New facts arrived.", SMALL)
            desk = desk_of(session, "lead", "2", SMALL)
            workflow.agree(session, desk, workflow.version_of(session, workflow.response_of(session, desk)))
        assert "needs a new signature" in director.get(AT).text

    def test_is_done_once(self, app: FastAPI, sign_in: SignIn) -> None:
        director = sign_in("director")
        sha256 = read(director)
        assert [sign(director, sha256).status_code for _ in range(2)] == [303, 409]
        assert signatures(app) == len(kept(app)) == 1

    def test_takes_up_a_frozen_revision_of_the_same_content(self, app: FastAPI, sign_in: SignIn) -> None:
        sign_in("coordinator").submit(f"{SMALL.path}/freeze")
        director = sign_in("director")
        sign(director, read(director))
        assert [one.number for one in kept(app)] == [1] and signatures(app) == 1

    def test_a_later_change_begins_a_new_draft(self, app: FastAPI, sign_in: SignIn) -> None:
        director = sign_in("director")
        sha256 = read(director)
        sign(director, sha256)
        with app.state.database.write() as session:
            write(session, "coordinator", "1", "Reopened.", SMALL)
        html = director.get(AT).text
        assert "What stands in the way" in html and "was changed after it was agreed" in html and sha256 in html
        assert "Reopened." not in kept(app)[0].content


def _let_the_director_write(session: Session) -> None:
    me = person_id(session, "director")
    session.add(Membership(person_id=me, authority_id=authority_id(session), role=Role.AUTHOR))
    session.flush()
    whole = whole_of(session, "coordinator", SMALL)
    service.assign(session, whole.actor, whole.assessment, whole.address, ["1"], author_id=me)
    write(session, "director", "1", "I wrote this myself.", SMALL)
    settle(session, SMALL)


class TestUnsettled:
    def test_nothing_is_signed_and_the_page_lists_what_is_left(self, app: FastAPI, sign_in: SignIn) -> None:
        director = sign_in("director")
        html = director.get(AT).text
        assert "has not been started" in html and "is a draft that no lead has agreed" in html
        assert f'href="{SMALL.path}/prompts/1"' in html and 'name="password"' not in html
        assert sign(director, "0" * 64).status_code == 409
        assert kept(app) == []

    def test_it_can_be_frozen_without_a_signature(self, app: FastAPI, sign_in: SignIn) -> None:
        assert sign_in("coordinator").submit(f"{SMALL.path}/freeze").status_code == 303
        content = json.loads(kept(app)[0].content)
        assert content["assessment"]["address"] == str(SMALL) and signatures(app) == 0
        assert [item["ref"] for item in content["evidence"]] == ["E1"]
        assert "Frozen" in sign_in("coordinator").get(AT).text

    def test_the_same_content_is_frozen_once(self, app: FastAPI, sign_in: SignIn) -> None:
        coordinator = sign_in("coordinator")
        coordinator.submit(f"{SMALL.path}/freeze")
        again = coordinator.submit(f"{SMALL.path}/freeze")
        assert again.status_code == 409 and "Nothing has changed since revision 1 was frozen." in again.text
        assert "What stands in the way" in again.text and len(kept(app)) == 1
        with app.state.database.write() as session:
            write(session, "coordinator", "2", "New facts arrived.", SMALL)
        assert coordinator.submit(f"{SMALL.path}/freeze").status_code == 303
        assert [one.number for one in kept(app)] == [1, 2]


@pytest.mark.usefixtures("settled")
@pytest.mark.parametrize("change", [
    "UPDATE frozenrevision SET content = '{}'", "DELETE FROM frozenrevision", "UPDATE signoff SET name = 'Another'",
    "DELETE FROM signoff", "UPDATE workflowevent SET reason = ''", "DELETE FROM step",
    "UPDATE activity SET detail = '{}'",
])
def test_the_database_refuses_to_change_what_is_kept(app: FastAPI, sign_in: SignIn, change: str) -> None:
    director = sign_in("director")
    sign(director, read(director))
    with pytest.raises(DatabaseError), app.state.database.write() as session:
        session.execute(text(change))
