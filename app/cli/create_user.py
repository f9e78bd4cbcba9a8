"""Add a person to an authority; without --password-stdin a link is printed by which they set their own."""

import argparse
import sys

from app.accounts.actor import Command
from app.accounts.queries import authority_by_slug
from app.accounts.roles import MEANINGS, Role
from app.accounts.service import add_person, make_password_link
from app.cli.store import open_store
from app.config import Settings
from app.core.errors import NotFound


def arguments(parser: argparse.ArgumentParser) -> None:
    """Who they are and what they may do."""
    parser.add_argument("email", metavar="EMAIL")
    parser.add_argument("--name", required=True, help="the name that others see")
    parser.add_argument("--authority", required=True, help="such as peterborough")
    parser.add_argument(
        "--role", action="append", required=True, choices=[role.value for role in Role], metavar="ROLE", dest="roles",
        help="may be given several times; " + "; ".join(f"{role}: {meaning}" for role, meaning in MEANINGS.items()),
    )
    parser.add_argument("--password-stdin", action="store_true", help="read the password from standard input")


def run(settings: Settings, asked: argparse.Namespace) -> int:
    """Add the person and say how they sign in."""
    database, doer = open_store(settings), Command("Command line")
    password = sys.stdin.readline().rstrip("\n") if asked.password_stdin else ""
    with database.write() as session:
        authority = authority_by_slug(session, asked.authority)
        if authority is None or authority.id is None:
            raise NotFound(f"There is no authority “{asked.authority}”.")
        roles = [Role(role) for role in asked.roles]
        person = add_person(session, doer, authority, asked.name, asked.email, roles, password)
        assert person.id is not None
        link = "" if password else make_password_link(session, settings, doer, authority.id, person.id)
    print(f"{person.name} can sign in as {person.email}." if password else (
        f"{person.name} is added and sets a password, once, at /set-password/{link} of this service."
    ))
    return 0
