"""Statements as long as the longest ones, and with as many steps as years of writing leave behind."""

from typing import Any

from sqlmodel import Session

from app.accounts.queries import actor_by_person, person_by_email
from app.assessments.guards import open_desk
from app.assessments.writing.live import Live
from app.assessments.writing.service import commit, open_text, replacement
from app.bench.stage import Stage
from app.core.errors import CandourError
from app.demo import files as demo
from app.richtext.markup import from_markup
from app.richtext.text import count_words, join

WORDS = 5400
CLIENT = "0123456789abcdef0123456789abcdef"  # as long as a browser's
SENTENCE = "Practice is improving and we know it from audits. "
PARAGRAPH = 400  # letters, after which one is taken away for each that is typed


def long_doc(most: int = WORDS) -> dict[str, Any]:
    """A document of so many words, some 5,400 if not told, made of the demonstration's answers as they are."""
    content = demo.assessments()[0].content
    docs = [from_markup(answer.text) for section in demo.answers(content).values() for answer in section.answers
            if answer.text]
    words, chosen = 0, []
    for doc in docs * 9:
        if words < most:
            chosen.append(doc)
            words += count_words(doc)
    return join(chosen)


class Typing:
    """People who type in one statement, through the verbs of the product and without a server."""

    def __init__(self, session: Session, stage: Stage, key: str, *emails: str) -> None:
        self.session, self.live = session, Live()
        self.desks = [open_desk(session, self._actor(email), stage.pages, key) for email in emails]
        self.place, self.typed = 1, 0

    def _actor(self, email: str) -> Any:
        person = person_by_email(self.session, email)
        actor = actor_by_person(self.session, person.id) if person and person.id else None
        if actor is None:
            raise CandourError(f"There is no person {email} to be measured.")
        return actor

    def begin(self, doc: dict[str, Any]) -> None:
        """Make this the whole text."""
        self.send(replacement(open_text(self.session, self.desks[0]).text, doc))
        self.paragraph()

    def paragraph(self) -> None:
        """A paragraph before everything else, to type in."""
        paragraph = {"type": "paragraph", "content": [{"type": "text", "text": "Now: "}]}
        self.send([{"stepType": "replace", "from": 0, "to": 0, "slice": {"content": [paragraph]}}])

    def type(self, count: int, at_once: int, turn: int = 0) -> None:
        """So many letters, one step each, so many of them in one request, by the person whose turn it is."""
        while count > 0:
            some = min(count, at_once)
            self.send([self._letter() for _ in range(some)], turn)
            count -= some

    def send(self, steps: list[dict[str, Any]], turn: int = 0) -> None:
        """One request's steps."""
        desk = self.desks[turn % len(self.desks)]
        commit(self.session, self.live, desk, open_text(self.session, desk), steps, CLIENT)
        self.session.info.pop("after_commit", None)  # nobody listens

    def _letter(self) -> dict[str, Any]:
        self.typed += 1
        if self.place > PARAGRAPH and self.typed % 2:
            self.place -= 1
            return {"stepType": "replace", "from": self.place, "to": self.place + 1}
        letter = {"type": "text", "text": SENTENCE[self.typed % len(SENTENCE)]}
        self.place += 1
        return {"stepType": "replace", "from": self.place - 1, "to": self.place - 1, "slice": {"content": [letter]}}
