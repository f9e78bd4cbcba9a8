"""Regions, authorities, people, what each may do where, and their sign-ins."""

from datetime import datetime

from sqlmodel import Field, SQLModel


class Region(SQLModel, table=True):
    """Authorities that challenge one another; `slug` is its name in addresses."""

    id: int | None = Field(default=None, primary_key=True)
    slug: str = Field(unique=True)
    name: str


class Authority(SQLModel, table=True):
    """A children's services authority; `slug` is its name in addresses."""

    id: int | None = Field(default=None, primary_key=True)
    slug: str = Field(unique=True)
    name: str
    region_id: int | None = Field(default=None, foreign_key="region.id", index=True)


class Person(SQLModel, table=True):
    """Somebody who signs in with an e-mail address; `disabled_at` set means no more."""

    id: int | None = Field(default=None, primary_key=True)
    email: str = Field(unique=True)
    name: str
    password_hash: str = ""
    created_at: datetime
    disabled_at: datetime | None = None


class Membership(SQLModel, table=True):
    """One role of one person in one authority."""

    person_id: int = Field(foreign_key="person.id", primary_key=True)
    authority_id: int = Field(foreign_key="authority.id", primary_key=True)
    role: str = Field(primary_key=True)


class RegionalCoordinator(SQLModel, table=True):
    """Somebody who runs a region's rounds; they belong to it and to no authority."""

    person_id: int = Field(foreign_key="person.id", primary_key=True)
    region_id: int = Field(foreign_key="region.id", index=True)


class SignIn(SQLModel, table=True):
    """A signed-in browser, known by the SHA-256 of its cookie; with `guest_id`, for what that guest may open alone."""

    token_hash: str = Field(primary_key=True)
    person_id: int = Field(foreign_key="person.id", index=True)
    created_at: datetime
    expires_at: datetime
    guest_id: int | None = Field(default=None, foreign_key="guest.id", index=True)


class SignInFailure(SQLModel, table=True):
    """A refused sign-in, counted to slow guessing down."""

    id: int | None = Field(default=None, primary_key=True)
    at: datetime = Field(index=True)
    email: str = Field(index=True)
    address: str


class PasswordLink(SQLModel, table=True):
    """A link by which one person sets a password once."""

    token_hash: str = Field(primary_key=True)
    person_id: int = Field(foreign_key="person.id", index=True)
    expires_at: datetime
    used_at: datetime | None = None


class Guest(SQLModel, table=True):
    """One person let in by an authority for one thing at `path`, by a link and a code, until it expires.

    The link’s token is kept as its SHA-256; a new link takes the place of the old one.
    """

    id: int | None = Field(default=None, primary_key=True)
    authority_id: int = Field(foreign_key="authority.id", index=True)
    person_id: int = Field(foreign_key="person.id", index=True)
    email: str
    path: str
    token_hash: str = Field(unique=True)
    letter_id: int | None = Field(default=None, foreign_key="letter.id")
    invited_by: str
    invited_at: datetime
    expires_at: datetime
    withdrawn_by: str = ""
    withdrawn_at: datetime | None = None


class GuestCode(SQLModel, table=True):
    """A code sent to a guest; `code_hash` is keyed with the token of their link, which is kept nowhere."""

    id: int | None = Field(default=None, primary_key=True)
    guest_id: int = Field(foreign_key="guest.id", index=True)
    code_hash: str
    made_at: datetime
    expires_at: datetime
    tries: int = 0
    used_at: datetime | None = None


class GuestAccess(SQLModel, table=True):
    """A page that a guest opened or was refused, or that they came in; never changed."""

    id: int | None = Field(default=None, primary_key=True)
    guest_id: int = Field(foreign_key="guest.id", index=True)
    what: str
    at: datetime
