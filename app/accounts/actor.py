"""Whoever is acting: who they are and what they may do where."""

from collections.abc import Mapping
from dataclasses import dataclass

from app.accounts.roles import Role


@dataclass(frozen=True)
class Place:
    """An authority, or a region, as an actor sees it."""

    id: int
    slug: str
    name: str


@dataclass(frozen=True)
class Visit:
    """What a guest was let in for: the invitation, and where what they may open begins."""

    guest_id: int
    path: str


@dataclass(frozen=True)
class Actor:
    """A signed-in person with their roles by authority id; `region` is the one whose rounds they run, if any.

    With a `visit` they came in as a guest, and then hold nothing else, whoever they are otherwise.
    """

    person_id: int
    name: str
    email: str
    places: tuple[Place, ...]
    roles: Mapping[int, frozenset[Role]]
    region: Place | None = None
    visit: Visit | None = None

    def has(self, authority_id: int, *roles: Role) -> bool:
        """Whether they hold one of these roles there; with no role named, any role at all."""
        held = self.roles.get(authority_id, frozenset())
        return bool(held & set(roles)) if roles else bool(held)

    @property
    def initials(self) -> str:
        """Two letters for the header."""
        words = [word for word in self.name.split() if word[0].isalpha()] or ["?"]
        return (words[0][:1] + (words[-1][:1] if len(words) > 1 else "")).upper()


@dataclass(frozen=True)
class Command:
    """A command that acts by itself, such as an import; nobody's draft."""

    name: str
    person_id: int | None = None
