"""Reading who runs a region’s rounds."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select as columns
from sqlmodel import Session, col

from app.accounts.models import Person, RegionalCoordinator


@dataclass(frozen=True)
class Coordinator:
    """Somebody who runs a region’s rounds; without a password they have not come in yet."""

    id: int
    name: str
    email: str
    disabled_at: datetime | None
    has_password: bool

    @property
    def may_sign_in(self) -> bool:
        """Whether they can do it today."""
        return self.has_password and self.disabled_at is None


def coordinators(session: Session, region_id: int) -> list[Coordinator]:
    """Everybody who runs the rounds of a region, by name."""
    rows = session.execute(
        columns(Person.id, Person.name, Person.email, Person.disabled_at, Person.password_hash)
        .join(RegionalCoordinator, col(RegionalCoordinator.person_id) == Person.id)
        .where(RegionalCoordinator.region_id == region_id).order_by(Person.name, col(Person.id))
    ).all()
    return [Coordinator(*row[:4], has_password=bool(row[4])) for row in rows]
