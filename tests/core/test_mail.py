"""Letters leave after their commit, by a real SMTP server, once; what fails is tried again, what is doubtful is not."""

import shutil
import socket
import ssl
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from email import message_from_bytes, policy
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult, Envelope, LoginPassword
from aiosmtpd.smtp import Session as Talk
from fastapi import FastAPI
from sqlmodel import Session, select

from app.config import Settings
from app.core.clock import aware, now
from app.core.database import Database
from app.core.mail import queue
from app.core.mail.carriers import Mailbox, SmtpServer, carrier_of
from app.core.mail.models import Letter
from app.core.mail.postman import Postman
from app.core.mail.rules import SILENT, WAITS, Result, next_try
from app.core.mail.service import SITE, send

SITE_IS = "https://candour.example.org"


class Inbox:
    """What a server took, and how it answers: by `reply` to the text, or to the recipient by `refusal`."""

    def __init__(self) -> None:
        self.taken: list[bytes] = []
        self.reply, self.refusal = "250 OK", ""

    async def handle_RCPT(self, _: Any, __: Any, envelope: Envelope, address: str, ___: Any) -> str:
        if self.refusal:
            return self.refusal
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, _: Any, __: Any, envelope: Envelope) -> str:
        if self.reply.startswith("250"):
            self.taken.append(envelope.content if isinstance(envelope.content, bytes) else b"")
        return self.reply


def _knows(_: Any, __: Talk, ___: Any, ____: str, data: LoginPassword) -> AuthResult:
    return AuthResult(success=data == LoginPassword(b"candour", b"secret"))


@contextmanager
def serving(inbox: Inbox, **more: Any) -> Iterator[int]:
    """A running SMTP server; its port."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
    controller = Controller(inbox, hostname="127.0.0.1", port=port, **more)
    controller.start()
    try:
        yield port
    finally:
        controller.stop()


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> tuple[ssl.SSLContext, Path]:
    """A certificate for this machine alone that no public authority knows, and the file that vouches for it."""
    if shutil.which("openssl") is None:
        pytest.skip("openssl is not on this machine")
    folder = tmp_path_factory.mktemp("certificate")
    own, key = folder / "own.pem", folder / "key.pem"
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days",
         "2", "-subj", "/CN=127.0.0.1", "-addext", "subjectAltName=IP:127.0.0.1", "-keyout", str(key), "-out",
         str(own)], check=True, capture_output=True,
    )
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(own, key)
    return context, own


def _settings(port: int, **more: Any) -> Settings:
    return Settings(smtp_host="127.0.0.1", smtp_port=port, mail_from="candour@example.org", address=SITE_IS,
                    **{"smtp_tls": "none", **more})


def _write(app: FastAPI, **more: Any) -> int:
    with app.state.database.write() as session:
        letter = send(session, "anna@example.org", "Für\nyou", f"Dear Zoë,\n\n.\n{SITE}/reviews\n", **more)
    return letter.id or 0


def _at(database: Database, letter_id: int) -> Letter:
    with database.read() as session:
        return session.get_one(Letter, letter_id)


def _due_again(session: Session) -> None:
    for letter in session.exec(select(Letter)).all():
        letter.next_at = now() - timedelta(seconds=1)


def test_a_letter_leaves_as_it_was_written(app: FastAPI) -> None:
    inbox, letter = Inbox(), _write(app)
    with serving(inbox) as port:
        postman = Postman(app.state.database, SmtpServer(_settings(port)), SITE_IS)
        assert postman.carry_one() and not postman.carry_one()
    message = message_from_bytes(inbox.taken[0], policy=policy.default)
    assert (message["To"], message["From"], message["Subject"]) == (
        "anna@example.org", "candour@example.org", "Für you")
    assert message.get_content().split() == ["Dear", "Zoë,", ".", f"{SITE_IS}/reviews"]
    assert message["Message-ID"] == f"<{_at(app.state.database, letter).key}@example.org>"
    assert _at(app.state.database, letter).state == "sent"
    assert len(inbox.taken) == 1


def test_nothing_leaves_of_an_act_that_failed(app: FastAPI) -> None:
    with pytest.raises(RuntimeError), app.state.database.write() as session:
        send(session, "anna@example.org", "No", "No")
        raise RuntimeError
    assert not Postman(app.state.database, Mailbox(), "").carry_one()


def test_with_a_password_the_connection_is_encrypted_first(
    app: FastAPI, certificate: tuple[ssl.SSLContext, Path]
) -> None:
    context, authority = certificate
    inbox, letter = Inbox(), _write(app)
    own = {"smtp_user": "candour", "smtp_password": "secret", "smtp_ca": str(authority)}
    with serving(inbox, tls_context=context, require_starttls=True, authenticator=_knows, auth_required=True) as port:
        plain = SmtpServer(_settings(port))
        assert Postman(app.state.database, plain, "").carry_one()
        assert _at(app.state.database, letter).state == "failed" and not inbox.taken
        strangers = SmtpServer(_settings(port, smtp_tls="starttls", smtp_user="candour", smtp_password="secret"))
        other = _write(app)
        assert Postman(app.state.database, strangers, "").carry_one()
        assert _at(app.state.database, other).state == "waiting" and "certificate" in _at(
            app.state.database, other).problem.lower()
        with app.state.database.write() as session:
            _due_again(session)
        assert Postman(app.state.database, SmtpServer(_settings(port, smtp_tls="starttls", **own)), "").carry_one()
    assert _at(app.state.database, other).state == "sent" and len(inbox.taken) == 1


@pytest.mark.parametrize(("reply", "refusal", "state"), [
    ("451 busy", "", "waiting"), ("554 no", "", "failed"), ("250 OK", "450 later", "waiting"),
    ("250 OK", "550 nobody here", "failed"),
])
def test_what_the_server_says_is_heeded(app: FastAPI, reply: str, refusal: str, state: str) -> None:
    inbox, letter = Inbox(), _write(app)
    inbox.reply, inbox.refusal = reply, refusal
    with serving(inbox) as port:
        postman = Postman(app.state.database, SmtpServer(_settings(port)), "")
        assert postman.carry_one()
        found = _at(app.state.database, letter)
        assert found.state == state and (refusal or reply) in found.problem
        assert not postman.carry_one()
        if state == "waiting":
            assert timedelta(seconds=50) < aware(found.next_at) - now() < timedelta(seconds=70)
            inbox.reply, inbox.refusal = "250 OK", ""
            with app.state.database.write() as session:
                _due_again(session)
            assert postman.carry_one() and _at(app.state.database, letter).state == "sent"


def test_a_server_that_is_away_is_asked_again(app: FastAPI) -> None:
    letter = _write(app)
    with socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))
        assert Postman(app.state.database, SmtpServer(_settings(nobody.getsockname()[1])), "").carry_one()
    assert _at(app.state.database, letter).state == "waiting"


def test_where_no_answer_comes_after_the_text_it_is_not_sent_again(app: FastAPI) -> None:
    """A server that takes the text and dies: it may have passed it on."""
    letter = _write(app)
    with socket.create_server(("127.0.0.1", 0)) as listening:
        thread = threading.Thread(target=_die_after_the_text, args=(listening,))
        thread.start()
        carrier = SmtpServer(_settings(listening.getsockname()[1]))
        postman = Postman(app.state.database, carrier, "")
        assert postman.carry_one() and not postman.carry_one()
        thread.join()
    assert _at(app.state.database, letter).state == "unclear"


def _die_after_the_text(listening: socket.socket) -> None:
    talk, _ = listening.accept()
    with talk, talk.makefile("rwb", buffering=0) as lines:
        for reply in (b"220 hello\r\n", b"250 yes\r\n", b"250 yes\r\n", b"250 yes\r\n", b"354 go on\r\n"):
            lines.write(reply)
            heard = lines.readline()
        while heard.strip() != b".":
            heard = lines.readline()


def test_two_processes_do_not_send_one_letter_twice(app: FastAPI) -> None:
    letter = _write(app)
    with app.state.database.write() as session:
        assert queue.take(session)
    with app.state.database.write() as session:
        assert queue.take(session) is None
        queue.settle(session, letter, Result("sent"))
    assert not Postman(app.state.database, Mailbox(), "").carry_one()


def test_what_died_in_somebodys_hands_is_told_and_not_sent_again(app: FastAPI) -> None:
    letter = _write(app, secret=True)
    with app.state.database.write() as session:
        taken = queue.take(session)
        assert taken
        taken.claimed_at = now() - SILENT - timedelta(seconds=1)
    assert not Postman(app.state.database, Mailbox(), "").carry_one()
    found = _at(app.state.database, letter)
    assert found.state == "unclear" and found.text == ""


def test_a_letter_that_is_no_longer_worth_it_is_not_sent(app: FastAPI) -> None:
    letter = _write(app, secret=True, until=now() - timedelta(seconds=1))
    assert not Postman(app.state.database, Mailbox(), "").carry_one()
    found = _at(app.state.database, letter)
    assert found.state == "expired" and found.text == ""


def test_a_secret_is_forgotten_once_it_has_left(app: FastAPI) -> None:
    inbox, letter, plain = Inbox(), _write(app, secret=True), _write(app)
    with serving(inbox) as port:
        postman = Postman(app.state.database, SmtpServer(_settings(port)), "")
        assert postman.carry_one() and postman.carry_one()
    assert len(inbox.taken) == 2
    assert _at(app.state.database, letter).text == "" and "Zoë" in _at(app.state.database, plain).text


def test_the_waits_grow_and_end() -> None:
    moment = now()
    tried = [next_try(number, moment, moment + timedelta(days=3)) for number in range(1, 8)]
    assert [one - moment for one in tried if one] == list(WAITS) and tried[-1] is None
    assert next_try(1, moment, moment + timedelta(seconds=30)) is None


def test_who_carries_letters() -> None:
    assert carrier_of(Settings()) is None
    assert isinstance(carrier_of(_settings(25)), SmtpServer)
    for wrong in ({"address": "candour.example.org"}, {"mail_from": "Candour <a@b.c>"}, {"smtp_tls": "perhaps"}):
        with pytest.raises(ValueError):
            Settings(**wrong)  # type: ignore[arg-type]


def test_no_variable_turns_the_demonstration_on(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CANDOUR_DEMONSTRATION", "true")
    assert not Settings().demonstration
