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
    """A signed-in browser, known by the SHA-256 of its cookie."""

    token_hash: str = Field(primary_key=True)
    person_id: int = Field(foreign_key="person.id", index=True)
    created_at: datetime
    expires_at: datetime


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
