"""Notes to colleagues: seen by whoever reads drafts, kept in agreed text, and in nothing that is signed or printed."""

import re
from pathlib import Path

import pytest
from fastapi import FastAPI
from sqlmodel import Session, col, select

from app.assessments.freezing.content import canonical, content_hash, content_of
from app.assessments.freezing.models import FrozenRevision
from app.assessments.freezing.service import freeze
from app.assessments.texts.models import Revision
from app.core.errors import Refused
from app.publishing.cache import PieceCache
from app.publishing.make import make_pdf
from app.publishing.models import Edition
from app.publishing.pool import Pool
from tests.assessments.factories import SMALL, settle, whole_of, write
from tests.conftest import SignIn
from tests.publishing.reading import page_texts

NOTED = "We know our practice from audit [[E1]].\n\n!! Zebra: ask the lead [[E1|p. 9]]\n\n> [child] “They ring back.”"
TABLE = "\n\n| Year | Share |\n|---|---|\n| 2016 | 45% |\nSource: Annual return"


@pytest.fixture
def noted(app: FastAPI) -> None:
    """The small assessment is settled, with a note in its first answer."""
    with app.state.database.write() as session:
        write(session, "coordinator", "1", NOTED + TABLE, SMALL)
        settle(session, SMALL)


def frozen(session: Session) -> FrozenRevision:
    return freeze(session, whole_of(session, "coordinator", SMALL))


@pytest.mark.usefixtures("noted")
class TestNotes:
    def test_agreed_text_keeps_them_and_what_is_frozen_has_none(self, app: FastAPI) -> None:
        with app.state.database.write() as session:
            agreed = session.exec(select(Revision).where(col(Revision.kind) == "agreed")).all()
            assert any("Zebra" in one.doc for one in agreed)
            content = frozen(session).content
        assert "Zebra" not in content and '"note"' not in content and "They ring back" in content

    def test_a_note_more_or_less_changes_no_hash(self, app: FastAPI) -> None:
        with app.state.database.write() as session:
            whole = whole_of(session, "coordinator", SMALL)
            with_note = content_of(session, whole.assessment)
        without = NOTED.replace("!! Zebra: ask the lead [[E1|p. 9]]\n\n", "") + TABLE
        with app.state.database.write() as session:
            write(session, "coordinator", "1", without, SMALL)
            settle(session, SMALL)
            content = content_of(session, whole_of(session, "coordinator", SMALL).assessment)
        versions = re.compile(r'"version":\d+')
        assert versions.sub("", canonical(content)) == versions.sub("", canonical(with_note))

    def test_working_pages_show_them(self, sign_in: SignIn) -> None:
        browser = sign_in("coordinator")
        for page in ("/prompts/1", "/sections/quality"):
            assert "Zebra" in browser.get(SMALL.path + page).text
        assert "!! Zebra" in browser.get(f"{SMALL.path}/prompts/1/edit").text

    def test_no_pdf_holds_them(self, app: FastAPI, tmp_path: Path) -> None:
        with app.state.database.write() as session:
            content = content_of(session, whole_of(session, "coordinator", SMALL).assessment)
        edition, pool = Edition("draft", 0, content_hash(content)), Pool(1, timeout=60)
        try:
            made = make_pdf(content, edition, pool=pool, cache=PieceCache(tmp_path))
        finally:
            pool.close()
        said = " ".join(page_texts(made.data))
        assert "Zebra" not in said and "p. 9" not in said and "Note to colleagues" not in said
        assert "Voice of the child or family" in said and "Source: Annual return" in said


class TestAlone:
    def test_an_answer_of_notes_alone_is_seen_but_cannot_be_agreed(self, app: FastAPI, sign_in: SignIn) -> None:
        with app.state.database.write() as session:
            write(session, "coordinator", "1", "!! Zebra: begin here", SMALL)
        assert "Zebra" in sign_in("coordinator").get(f"{SMALL.path}/prompts/1").text
        with app.state.database.write() as session, pytest.raises(Refused):
            settle(session, SMALL)
