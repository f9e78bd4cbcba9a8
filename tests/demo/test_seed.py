"""The demonstration is a whole year's work, done by people who stand for roles."""

import json
from pathlib import Path

import pytest
from sqlmodel import Session, select

from app.accounts.models import Membership, Person
from app.accounts.roles import Role
from app.activity.models import Activity
from app.assessments.address import parse_address
from app.assessments.freezing.queries import drafted_by
from app.assessments.freezing.rules import obstacles
from app.assessments.models import Assessment, Prompt, Text
from app.assessments.queries import Line, any_assessment_at, lines
from app.assessments.texts.models import CitationUse, Revision
from app.core.clock import today
from app.core.database import Database
from app.core.errors import Conflict
from app.core.files import FileStore
from app.demo.seed import check_ours, seed
from app.evidence.models import EvidenceItem, EvidenceRevision
from app.evidence.rules import KINDS
from app.richtext.walk import children

PETERBOROUGH = "peterborough/eastern-region-2016-17/2016-17"
CAMBRIDGESHIRE = "cambridgeshire/eastern-region-2016-17/2016-17"


def _assessment(session: Session, address: str) -> Assessment:
    found = any_assessment_at(session, parse_address(address))
    assert found is not None
    return found


def _lines(session: Session, address: str) -> list[Line]:
    return lines(session, _assessment(session, address).id or 0)


class TestPeterborough:
    """A year that is written, agreed, and almost ready to be signed."""

    def test_most_statements_are_answered(self, look: Session) -> None:
        answered = [line for line in _lines(look, PETERBOROUGH) if line.kind == "statement" and line.words]
        assert len(answered) >= 40

    def test_some_answers_stand_under_several_statements(self, look: Session) -> None:
        by_key = {line.key: line for line in _lines(look, PETERBOROUGH)}
        together = {by_key[key].response_id for key in ("10.1", "10.2", "10.3", "10.4")}
        assert together == {by_key["10.4"].own_response_id}

    def test_everything_is_settled_but_one_statement(self, look: Session) -> None:
        assert [obstacle.key for obstacle in obstacles(_lines(look, PETERBOROUGH))] == ["2.1"]

    def test_what_has_no_answer_has_a_reason(self, look: Session) -> None:
        without = [line for line in _lines(look, PETERBOROUGH) if line.state == "no_answer"]
        assert without and all(line.reason for line in without)

    def test_every_register_of_part_b_has_rows(self, look: Session) -> None:
        registers = [line for line in _lines(look, PETERBOROUGH) if line.kind == "register" and line.key[0] == "B"]
        assert len(registers) >= 8 and all(line.version for line in registers)

    def test_the_evidence_is_there_and_cited(self, look: Session) -> None:
        assessment = _assessment(look, PETERBOROUGH)
        items = look.exec(select(EvidenceItem).where(EvidenceItem.authority_id == assessment.authority_id)).all()
        times = look.exec(select(CitationUse.times)).all()
        assert len(items) >= 58 and sum(times) >= 200

    def test_every_file_of_the_library_is_kept(self, look: Session, folder: Path) -> None:
        files = look.exec(select(EvidenceRevision).where(EvidenceRevision.file_sha256 != "")).all()
        assert files and all(FileStore(folder / "files").get(one.file_sha256) for one in files)

    def test_the_library_holds_sixty_files_of_every_sort_and_every_kind_of_evidence(self, look: Session) -> None:
        home = _assessment(look, PETERBOROUGH).authority_id
        items = look.exec(select(EvidenceItem).where(EvidenceItem.authority_id == home)).all()
        names = look.exec(
            select(EvidenceRevision.file_name).join(EvidenceItem)
            .where(EvidenceItem.authority_id == home, EvidenceRevision.file_sha256 != "")
        ).all()
        assert len(names) >= 60
        assert {name.rpartition(".")[2] for name in names} == {"pdf", "docx", "xlsx", "csv", "png"}
        assert {item.kind for item in items} == set(KINDS)
        days = [item.review_by for item in items if item.review_by]
        assert sum(day < today() for day in days) >= 8 and sum(day > today() for day in days) >= 8
        assert all(item.text_alternative for item in items if item.ref in ("E72", "E73"))

    def test_tables_stand_in_the_answers(self, look: Session) -> None:
        docs = [json.loads(doc) for doc in look.exec(select(Text.doc)).all()]
        assert sum(block["type"] == "table" for doc in docs for block in children(doc)) >= 14

    def test_answers_have_a_history(self, look: Session) -> None:
        kinds = look.exec(select(Revision.kind)).all()
        assert kinds.count("agreed") >= 40 and kinds.count("written") >= 20

    def test_the_director_has_drafted_nothing(self, look: Session) -> None:
        director = look.exec(select(Person).where(Person.email == "director@peterborough.example")).one()
        assert drafted_by(look, _assessment(look, PETERBOROUGH).id or 0, director.id or 0) == []

    def test_every_act_is_on_the_trail(self, look: Session) -> None:
        tags = set(look.exec(select(Activity.tag)).all())
        assert {
            "accounts:person:added", "assessments:assessment:opened", "assessments:prompt:assigned",
            "assessments:prompt:grouped", "assessments:response:written", "assessments:response:agreed",
            "assessments:response:unanswered", "assessments:register:row_saved", "evidence:item:added",
        } <= tags


class TestCambridgeshire:
    """A second authority that has just begun."""

    def test_one_answer_is_drafted_and_some_are_assigned(self, look: Session) -> None:
        found = _lines(look, CAMBRIDGESHIRE)
        assert [line.key for line in found if line.state != "not_started"] == ["introduction"]
        assert 5 <= sum(line.author_id is not None for line in found) < len(found) / 2

    def test_its_people_belong_to_it_alone(self, look: Session) -> None:
        rows = look.exec(select(Membership.person_id, Membership.authority_id).distinct()).all()
        assert len({person for person, _ in rows}) == len(rows)


class TestPeople:
    """Names are roles, and every role can be tried."""

    def test_nobody_is_a_real_person(self, look: Session) -> None:
        people = look.exec(select(Person)).all()
        assert all(person.name.endswith("(demo)") and person.email.endswith(".example") for person in people)

    def test_every_role_is_held(self, look: Session) -> None:
        assert set(look.exec(select(Membership.role)).all()) == {role.value for role in Role}


class TestASecondTime:
    """What people wrote is kept."""

    def test_nothing_is_loaded_again(self, look: Session, folder: Path) -> None:
        before = len(look.exec(select(Prompt.id)).all())
        assert not seed(look, FileStore(folder / "files"))
        assert len(look.exec(select(Prompt.id)).all()) == before

    def test_a_store_of_other_people_is_left_alone(self, store: Database) -> None:
        with store.read() as session:
            for person in session.exec(select(Person)).all():
                person.email = f"someone{person.id}@council.example"
            session.flush()
            with pytest.raises(Conflict, match="CANDOUR_DATA_DIR"):
                check_ours(session)
