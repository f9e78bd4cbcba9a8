"""Verbs about rows: add, save, remove, put back, move; each is a change of the register, told and kept."""

import json
from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any, NoReturn

from sqlmodel import Session

from app.activity.service import record
from app.activity.tags import Tag
from app.assessments.models import Response
from app.assessments.permissions import Desk
from app.assessments.registers.models import RegisterChange, RegisterRow
from app.assessments.registers.queries import last_change, row_called, rows_of
from app.assessments.registers.revisions import keep_state
from app.assessments.registers.rules import clean_cells
from app.assessments.texts.service import Hand
from app.assessments.workflow.service import response_of, wrote
from app.assessments.writing.live import Live
from app.core.clock import aware, now
from app.core.errors import Conflict, NotFound, Refused
from app.richtext.merge import splice

ROWS = "rows"
PAUSE = timedelta(minutes=15)  # after this long, the same hand begins a new state


class RowChanged(Conflict):
    """Somebody saved this row first; carries both, so that the person can choose or merge."""

    def __init__(self, theirs: RegisterRow | None, mine: Mapping[str, str]) -> None:
        super().__init__("Somebody else changed this row while you were editing it. Choose what to keep.")
        self.theirs, self.mine = theirs, dict(mine)


def add_row(session: Session, desk: Desk, typed: Mapping[str, str]) -> RegisterRow:
    """Add a row at the end; Refused where the register is full."""
    response = register_of(session, desk)
    row = _added(session, desk, response, typed, "")
    _act(session, desk, response, Tag.ROW_SAVED)
    return row


def begin_row(session: Session, desk: Desk, typed: Mapping[str, str], client_id: str) -> RegisterRow:
    """Add a row that somebody has begun to type; asked for again under the same name, the row that there is."""
    response = register_of(session, desk)
    assert response.id is not None
    there = row_called(session, response.id, client_id)
    if there is not None:
        return there
    row = _added(session, desk, response, typed, client_id)
    _record(session, desk, Tag.ROW_SAVED)
    return row


def _added(
    session: Session, desk: Desk, response: Response, typed: Mapping[str, str], client_id: str
) -> RegisterRow:
    cells = clean_cells(desk.reading.prompts[desk.prompt.key].columns, typed)
    standing = _room(session, desk, response, "Change or remove one of them.")
    _begin(session, response, hand_of(desk))
    assert response.id is not None
    row = RegisterRow(
        response_id=response.id, position=max((one.position for one in standing), default=0) + 1,
        cells=json.dumps(cells, ensure_ascii=False), changed_by=desk.actor.name, changed_at=now(),
    )
    session.add(row)
    session.flush()
    change(session, response, hand_of(desk), kind="added", row_id=row.id, put=row.cells, client_id=client_id)
    return row


def _room(session: Session, desk: Desk, response: Response, advice: str) -> Sequence[RegisterRow]:
    """The rows that stand; Refused where there is no room for one more."""
    most = desk.reading.prompts[desk.prompt.key].max_rows
    assert response.id is not None
    standing = rows_of(session, response.id)
    if most is not None and len(standing) >= most:
        raise Refused(f"This register holds at most {most} {'row' if most == 1 else 'rows'}. {advice}")
    return standing


def save_row(session: Session, desk: Desk, row_id: int, version: int, typed: Mapping[str, str]) -> RegisterRow:
    """Save a row that the person saw at `version`; RowChanged where it is newer or gone."""
    response = register_of(session, desk)
    row = row_of(session, response, row_id)
    if row.removed_at is not None or row.version != version:
        raise RowChanged(None if row.removed_at else row, typed)
    cells, held = clean_cells(desk.reading.prompts[desk.prompt.key].columns, typed), json.loads(row.cells)
    changed = {key: text for key, text in cells.items() if text != held.get(key, "").strip()}
    if changed:
        keep_state(session, response)
        for key, text in changed.items():
            write_cell(session, response, row, key, text, hand_of(desk))
        row.version = version + 1
        _act(session, desk, response, Tag.ROW_SAVED)
    return row


def write_cell(
    session: Session, response: Response, row: RegisterRow, key: str, text: str, hand: Hand, client_id: str = ""
) -> bool:
    """Set one cell as this hand's next change of the register; whether it began a new state."""
    cells, versions = json.loads(row.cells), json.loads(row.versions)
    made = splice(cells.get(key, ""), text)
    cells[key], versions[key] = text, versions.get(key, 0) + 1
    begins = change(
        session, response, hand, kind="cell", row_id=row.id, cell=key, cell_version=versions[key],
        start=made.start, cut=made.cut, put=made.put, client_id=client_id,
    )
    row.cells, row.versions = json.dumps(cells, ensure_ascii=False), json.dumps(versions)
    row.version, row.changed_by, row.changed_at = row.version + 1, hand.name, now()
    return begins


def ask_again(session: Session, desk: Desk, row_id: int, typed: Mapping[str, str]) -> NoReturn:
    """Raise RowChanged with the row as it is now: the person has seen both and not said which should stand."""
    row = row_of(session, register_of(session, desk), row_id)
    raise RowChanged(None if row.removed_at else row, typed)


def remove_row(session: Session, desk: Desk, row_id: int, version: int | None = None) -> RegisterRow:
    """Take a row out, whatever stands in it or only as the person saw it; it can be put back."""
    response = register_of(session, desk)
    row = row_of(session, response, row_id)
    if version is not None and (row.removed_at is not None or row.version != version):
        raise RowChanged(None if row.removed_at else row, json.loads(row.cells))
    if row.removed_at is None:
        keep_state(session, response)
        row.removed_at, row.version, row.changed_by, row.changed_at = now(), row.version + 1, desk.actor.name, now()
        change(session, response, hand_of(desk), kind="removed", row_id=row.id, cut=row.cells)
        _act(session, desk, response, Tag.ROW_REMOVED)
    return row


def put_back_row(session: Session, desk: Desk, row_id: int) -> RegisterRow:
    """Put a removed row back where it stood."""
    response = register_of(session, desk)
    row = row_of(session, response, row_id)
    if row.removed_at is not None:
        _room(session, desk, response, "Remove one before putting this back.")
        keep_state(session, response)
        row.removed_at, row.version, row.changed_by, row.changed_at = None, row.version + 1, desk.actor.name, now()
        change(session, response, hand_of(desk), kind="restored", row_id=row.id, put=row.cells)
        _act(session, desk, response, Tag.ROW_RESTORED)
    return row


def move_row(session: Session, desk: Desk, row_id: int, down: bool) -> RegisterRow:
    """Change places with the row before or after; at the end of the register nothing happens."""
    response = register_of(session, desk)
    row = row_of(session, response, row_id)
    assert response.id is not None
    order = list(rows_of(session, response.id))
    if row not in order:
        raise RowChanged(None, json.loads(row.cells))
    at = order.index(row)
    other = at + (1 if down else -1)
    if 0 <= other < len(order):
        keep_state(session, response)
        order[at], order[other] = order[other], order[at]
        for position, one in enumerate(order, 1):
            one.position = position
        change(session, response, hand_of(desk), kind="moved", row_id=row.id, put="down" if down else "up")
        _act(session, desk, response, Tag.ROW_MOVED)
    return row


def replace_rows(session: Session, response: Response, rows: Sequence[Mapping[str, str]], hand: Hand) -> None:
    """Set a register's rows as a whole, as an import or a first filling does."""
    assert response.id is not None
    keep_state(session, response)
    for old in rows_of(session, response.id):
        old.removed_at, old.version = now(), old.version + 1
    session.add_all(
        RegisterRow(response_id=response.id, position=position, cells=json.dumps(dict(cells), ensure_ascii=False),
                    changed_by=hand.name, changed_at=now())
        for position, cells in enumerate(rows, 1)
    )
    change(session, response, hand, kind="replaced")
    keep_state(session, response)


def change(session: Session, response: Response, hand: Hand, **what: Any) -> bool:
    """Write one change down as the register's next version, and tell the workflow; whether it began a new state.

    A new hand begins one, and so does the same hand after a pause: then the state before is kept.
    """
    assert response.id is not None
    begins = _begin(session, response, hand)
    response.rows_version += 1
    session.add(RegisterChange(
        response_id=response.id, number=response.rows_version, author=hand.name, author_id=hand.person_id, at=now(),
        **what,
    ))
    return wrote(session, response, response.rows_version, hand) is not None or begins


def _begin(session: Session, response: Response, hand: Hand) -> bool:
    """Whether this hand begins a new state; then the one before is kept."""
    assert response.id is not None
    last = last_change(session, response.id)
    goes_on = last is not None and (last.author_id, last.author) == (hand.person_id, hand.name)
    if goes_on and last is not None and now() - aware(last.at) <= PAUSE:
        return False
    keep_state(session, response)
    return True


def topic(response_id: int) -> str:
    """The register among what is followed."""
    return f"rows:{response_id}"


def tell(session: Session, live: Live, response_id: int) -> None:
    """Wake everybody who looks at a register, once its change is on disk; they read what is new themselves."""
    live.tell(session, topic(response_id), {}, ROWS)


def hand_of(desk: Desk) -> Hand:
    """The actor as the hand that writes."""
    return Hand(desk.actor.name, desk.actor.person_id)


def register_of(session: Session, desk: Desk) -> Response:
    """The response before the actor, held until the transaction ends; NotFound for a text."""
    response = response_of(session, desk)
    if response.kind != "register":
        raise NotFound
    return response


def row_of(session: Session, response: Response, row_id: int) -> RegisterRow:
    """One of the register's rows, standing or removed, held until the transaction ends."""
    row = session.get(RegisterRow, row_id, with_for_update=True, populate_existing=True)
    if row is None or row.response_id != response.id:
        raise NotFound
    return row


def _act(session: Session, desk: Desk, response: Response, tag: Tag) -> None:
    """What somebody asked for by a button: the state is kept and the act told."""
    keep_state(session, response)
    _record(session, desk, tag)


def _record(session: Session, desk: Desk, tag: Tag) -> None:
    record(session, tag, desk.actor, desk.place.id, desk.path, prompts=desk.reading.prompts[desk.prompt.key].name)
