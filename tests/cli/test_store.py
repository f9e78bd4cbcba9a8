"""Any command makes the store that it needs, and a second time leaves it as it is."""

from datetime import date
from pathlib import Path

import pytest
from sqlmodel import select

from app.accounts.actor import Command
from app.accounts.models import Authority, Person
from app.accounts.queries import actor_by_person, person_by_email
from app.accounts.service import confirm_password
from app.cli.store import SEED_DATA, load_authorities
from app.core.database import Database
from app.core.jobs import Job
from app.evidence.formats import WORD
from app.evidence.passages.again import READ_AGAIN
from app.evidence.passages.models import EvidenceReading
from app.evidence.rules import Fields
from app.evidence.service import put_item
from app.evidence.uploads import StoredFile
from app.frameworks.models import FrameworkVersion, ScaleVersion
from tests.cli.conftest import Run

PERSON = ("create-user", "first@council.example", "--name", "First Person", "--authority", "norfolk")


def _database(folder: Path) -> Database:
    return Database(f"sqlite:///{folder / 'candour.sqlite3'}")


class TestUpgrade:
    """The store is made, then left alone."""

    def test_makes_database_frameworks_and_authorities(self, run: Run, folder: Path) -> None:
        assert "had nothing" in run("upgrade").out
        with _database(folder).read() as session:
            assert len(session.exec(select(Authority)).all()) == 11
            assert len(session.exec(select(FrameworkVersion)).all()) == 3
            assert len(session.exec(select(ScaleVersion)).all()) == 4

    def test_has_nothing_to_do_the_second_time(self, run: Run, folder: Path) -> None:
        run("upgrade")
        assert "up to date" in run("upgrade").out
        with _database(folder).read() as session:
            assert len(session.exec(select(FrameworkVersion)).all()) == 3

    def test_has_files_read_again_that_were_read_by_earlier_rules(self, run: Run, folder: Path) -> None:
        run("upgrade")
        with _database(folder).write() as session:
            luton = session.exec(select(Authority).where(Authority.slug == "luton")).one()
            file = StoredFile("plan.docx", "0" * 64, 1, WORD)
            fields = Fields("Plan", "document", "Owner", date(2017, 3, 31), "published", "open")
            put_item(session, Command("Test"), luton.id or 0, "E1", fields, "", file)
            reading = session.exec(select(EvidenceReading)).one()
            reading.state, reading.rules = "read", 1
        run("upgrade")
        with _database(folder).read() as session:
            assert session.exec(select(Job).where(Job.kind == READ_AGAIN)).one().state == "waiting"

    def test_takes_over_a_corrected_name(self, run: Run, folder: Path) -> None:
        run("upgrade")
        with _database(folder).write() as session:
            luton = session.exec(select(Authority).where(Authority.slug == "luton")).one()
            luton.name = "Lutton"
            load_authorities(session, SEED_DATA / "authorities.yaml")
            assert luton.name == "Luton"


class TestCreateUser:
    """The first people of a new installation."""

    def test_gives_a_link_that_sets_the_password(self, run: Run, folder: Path) -> None:
        ran = run(*PERSON, "--role", "administrator", "--role", "coordinator")
        assert ran.code == 0 and "/set-password/" in ran.out
        with _database(folder).read() as session:
            person = person_by_email(session, "first@council.example")
            assert person is not None and person.id is not None and not person.password_hash
            actor = actor_by_person(session, person.id)
            assert actor is not None and {len(roles) for roles in actor.roles.values()} == {2}

    def test_takes_a_password_from_standard_input(
        self, run: Run, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        (tmp_path / "password").write_text("four words of mine\n")
        monkeypatch.setattr("sys.stdin", (tmp_path / "password").open())
        assert run(*PERSON, "--role", "author", "--password-stdin").code == 0
        with _database(folder).read() as session:
            person = session.exec(select(Person)).one()
            assert confirm_password(session, person.id or 0, "four words of mine")

    def test_refuses_a_second_account_for_an_address(self, run: Run) -> None:
        run(*PERSON, "--role", "author")
        ran = run(*PERSON, "--role", "lead")
        assert ran.code == 1 and "already has an account" in ran.err

    def test_adds_who_runs_the_rounds_of_a_region(self, run: Run, folder: Path) -> None:
        line = ("create-user", "rounds@region.example", "--name", "Rounds", "--region", "eastern")
        assert "/set-password/" in run(*line).out
        with _database(folder).read() as session:
            person = person_by_email(session, "rounds@region.example")
            actor = actor_by_person(session, person.id or 0) if person else None
            assert actor and actor.region and actor.region.name == "Eastern Region" and actor.places == ()
