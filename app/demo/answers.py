"""Writing and settling the demonstration's answers, as its people would."""

from dataclasses import dataclass
from typing import Any

from sqlmodel import Session

from app.accounts.actor import Actor
from app.assessments.address import Address
from app.assessments.guards import open_desk
from app.assessments.permissions import Desk
from app.assessments.queries import Line
from app.assessments.registers.service import add_row
from app.assessments.workflow.service import agree, leave_unanswered
from app.assessments.writing.grouping import group_with_next
from app.assessments.writing.live import Live
from app.assessments.writing.service import commit, open_text, replacement
from app.demo.figures import Shelf
from app.demo.files import DemoAnswer, DemoRegister, DemoSection
from app.richtext.markup import from_markup

FIRST_DRAFT = 4  # an answer of at least so many blocks was begun by the coordinator and finished by its author
CLIENT = "demo"


@dataclass(frozen=True)
class Scene:
    """One assessment with its people at hand by id."""

    session: Session
    live: Live
    address: Address
    actors: dict[int, Actor]
    coordinator: Actor
    lines: dict[str, Line]
    figures: Shelf

    def desk(self, key: str, person_id: int | None) -> Desk:
        """A prompt before one of the people."""
        actor = self.actors[person_id] if person_id else self.coordinator
        return open_desk(self.session, actor, self.address, key)


def write_section(scene: Scene, section: DemoSection) -> None:
    """Everything that one section's file holds."""
    for answer in section.answers:
        if answer.no_answer:
            _leave(scene, answer)
        else:
            _write(scene, answer)
    for register in section.registers:
        _fill(scene, register)


def _leave(scene: Scene, answer: DemoAnswer) -> None:
    for key in answer.prompts:
        leave_unanswered(scene.session, scene.desk(key, scene.lines[key].lead_id), 0, answer.no_answer)


def _write(scene: Scene, answer: DemoAnswer) -> None:
    key, line = answer.prompts[-1], scene.lines[answer.prompts[-1]]
    for _ in answer.prompts[1:]:
        group_with_next(scene.session, scene.live, scene.desk(answer.prompts[0], line.author_id))
    doc = from_markup(scene.figures.put_in(answer.text))
    if len(doc["content"]) >= FIRST_DRAFT:
        _replace(scene, scene.desk(key, None), _first_half(doc))
    version = _replace(scene, scene.desk(key, line.author_id), doc)
    if answer.state == "agreed":
        agree(scene.session, scene.desk(key, line.lead_id), version)


def _first_half(doc: dict[str, Any]) -> dict[str, Any]:
    """The first blocks of a document, not ending with a heading."""
    blocks = doc["content"][: len(doc["content"]) // 2]
    while blocks[-1]["type"] == "heading":
        blocks = blocks[:-1]
    return {**doc, "content": blocks}


def _replace(scene: Scene, desk: Desk, doc: dict[str, Any]) -> int:
    answer = open_text(scene.session, desk)
    commit(scene.session, scene.live, desk, answer, replacement(answer.text, doc), CLIENT)
    return answer.text.version


def _fill(scene: Scene, register: DemoRegister) -> None:
    line = scene.lines[register.key]
    for cells in register.rows:
        add_row(scene.session, scene.desk(register.key, line.author_id), cells)
    if register.rows:
        agree(scene.session, scene.desk(register.key, line.lead_id), len(register.rows))
