"""Add a person to an authority, or to a region whose rounds they run.

Without --password-stdin a link is printed by which they set their own password.
"""

import argparse
import sys

from sqlmodel import Session

from app.accounts.actor import Command
from app.accounts.models import Person
from app.accounts.queries import authority_by_slug, region_by_slug
from app.accounts.roles import MEANINGS, Role
from app.accounts.service import add_person, add_regional_coordinator, link_for
from app.cli.store import open_store
from app.config import Settings
from app.core.errors import NotFound, Refused


def arguments(parser: argparse.ArgumentParser) -> None:
    """Who they are and what they may do."""
    parser.add_argument("email", metavar="EMAIL")
    parser.add_argument("--name", required=True, help="the name that others see")
    where = parser.add_mutually_exclusive_group(required=True)
    where.add_argument("--authority", help="such as peterborough")
    where.add_argument("--region", help="such as eastern: they run its rounds of peer challenge, without a role")
    parser.add_argument(
        "--role", action="append", default=[], choices=[role.value for role in Role], metavar="ROLE", dest="roles",
        help="may be given several times; " + "; ".join(f"{role}: {meaning}" for role, meaning in MEANINGS.items()),
    )
    parser.add_argument("--password-stdin", action="store_true", help="read the password from standard input")


def run(settings: Settings, asked: argparse.Namespace) -> int:
    """Add the person and say how they sign in."""
    database, doer = open_store(settings), Command("Command line")
    password = sys.stdin.readline().rstrip("\n") if asked.password_stdin else ""
    with database.write() as session:
        person, authority_id = _added(session, doer, asked, password)
        link = "" if password else link_for(session, settings, doer, person, authority_id)
    print(f"{person.name} can sign in as {person.email}." if password else (
        f"{person.name} is added and sets a password, once, at /set-password/{link} of this service."
    ))
    return 0


def _added(
    session: Session, doer: Command, asked: argparse.Namespace, password: str
) -> tuple[Person, int | None]:
    """The person, and their authority if they belong to one."""
    if asked.region:
        if asked.roles:
            raise Refused("Leave --role out with --region: who runs a region’s rounds has no role in an authority.")
        region = region_by_slug(session, asked.region)
        if region is None:
            raise NotFound(f"There is no region “{asked.region}”.")
        return add_regional_coordinator(session, doer, region, asked.name, asked.email, password), None
    authority = authority_by_slug(session, asked.authority)
    if authority is None:
        raise NotFound(f"There is no authority “{asked.authority}”.")
    roles = [Role(role) for role in asked.roles]
    return add_person(session, doer, authority, asked.name, asked.email, roles, password), authority.id
