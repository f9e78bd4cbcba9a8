"""Recording acts."""

import json
from string import Formatter
from typing import Protocol

from sqlmodel import Session

from app.activity.models import Activity
from app.activity.tags import Tag
from app.core.clock import now


class Doer(Protocol):
    """Whoever does something: a person, or a command that names itself."""

    @property
    def person_id(self) -> int | None:
        """Their id, None for a command."""

    @property
    def name(self) -> str:
        """What the trail calls them."""


def record(
    session: Session, tag: Tag, doer: Doer, authority_id: int | None, subject: str = "", **detail: str | int
) -> Activity:
    """Write one act in the transaction of the act itself; its details must be those that the tag declares."""
    declared = {name for _, name, _, _ in Formatter().parse(tag.sentence) if name}
    if declared != set(detail):
        raise TypeError(f"{tag.code} needs {sorted(declared)}, got {sorted(detail)}")
    act = Activity(
        at=now(), tag=tag.code, person_id=doer.person_id, person_name=doer.name,
        authority_id=authority_id, subject=subject, detail=json.dumps(detail, ensure_ascii=False),
    )
    session.add(act)
    return act
