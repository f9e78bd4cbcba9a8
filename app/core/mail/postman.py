"""A thread in each server process that carries letters one after the other, apart from slower work."""

import logging
import threading

import psycopg
from sqlalchemy.exc import SQLAlchemyError

from app.core.database import Database
from app.core.mail import queue
from app.core.mail.carriers import Carrier, Written
from app.core.mail.rules import Result
from app.core.mail.service import SITE

log = logging.getLogger("candour.mail")
LOOK_SECONDS = 2


class Postman:
    """Looks for letters that are due; several processes may each have one over the same database."""

    def __init__(self, database: Database, carrier: Carrier | None, site: str) -> None:
        self.database, self.carrier, self.site = database, carrier, site
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, name="mail", daemon=True)

    def start(self) -> None:
        """Begin, where mail is set up."""
        if self.carrier:
            self._thread.start()

    def stop(self) -> None:
        """Finish the letter in hand and end."""
        self._stop.set()
        if self._thread.is_alive():
            self._thread.join(timeout=30)

    def _run(self) -> None:
        while not self._stop.is_set():
            if not self._tried():
                self._stop.wait(timeout=LOOK_SECONDS)

    def _tried(self) -> bool:
        try:
            return self.carry_one()
        except (SQLAlchemyError, psycopg.Error) as error:
            log.warning("the letters cannot be looked at, trying again: %s", error)
            return False

    def carry_one(self) -> bool:
        """Try the next letter; whether there was one. It is known to be in hand before anybody is spoken to."""
        with self.database.read() as session:
            if not queue.any_due(session):
                return False
        with self.database.write() as session:
            letter = queue.take(session)
        if letter is None or letter.id is None or self.carrier is None:
            return False
        result = self._carried(self.carrier, letter.key, letter.recipient, letter.subject, letter.text)
        with self.database.write() as session:
            queue.settle(session, letter.id, result, self.carrier.keeps)
        return True

    def _carried(self, carrier: Carrier, key: str, recipient: str, subject: str, text: str) -> Result:
        try:
            result = carrier.carry(Written(key, recipient, subject, text.replace(SITE, self.site)))
        except Exception:
            log.exception("letter %s failed", key)
            return Result("unclear", "Something went wrong on our side.")
        if result.outcome != "sent":
            log.warning("letter %s: %s %s", key, result.outcome, result.problem)
        return result
