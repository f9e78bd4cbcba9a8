"""Opening the store: every command first brings the database, frameworks and authorities up to date."""

from pathlib import Path

import yaml
from sqlalchemy.exc import OperationalError
from sqlmodel import Session, select

from app.accounts.models import Authority, Region
from app.cli.failures import first_line
from app.config import ROOT, Settings
from app.core.database import Database
from app.core.errors import CandourError
from app.evidence.passages.again import ask_to_read_again
from app.frameworks.service import load_folder
from app.indicators.service import load_areas
from app.migrations.upgrade import take_turns, upgrade

SEED_DATA = ROOT / "seed_data"


def open_store(settings: Settings) -> Database:
    """The database, made or upgraded where needed; CandourError where it cannot be reached or made."""
    prepare(settings)
    return Database(settings.database)


def prepare(settings: Settings) -> tuple[str | None, str]:
    """Bring the store up to date; the numbers of its last change before and after."""
    _make_folder(settings.data_dir)
    database = Database(settings.database)
    try:
        numbers = upgrade(database.engine)
        with database.write() as session:
            take_turns(session.connection())
            load_folder(session, SEED_DATA)
            load_regions(session, SEED_DATA / "regions.yaml")
            load_authorities(session, SEED_DATA / "authorities.yaml")
            session.flush()
            load_areas(session, SEED_DATA / "areas.yaml")
            ask_to_read_again(session)
    except OperationalError as error:
        raise CandourError(f"The database cannot be opened: {first_line(error.orig)}.") from error
    finally:
        database.engine.dispose()
    return numbers


def _make_folder(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
        (folder / ".try").touch()
        (folder / ".try").unlink()
    except OSError as error:
        raise CandourError(
            f"Nothing can be kept in {folder} ({error.strerror}): set CANDOUR_DATA_DIR to a folder that you may write."
        ) from error


def load_regions(session: Session, path: Path) -> None:
    """Add the regions that are not there yet, and take over names that were corrected."""
    known = {region.slug: region for region in session.exec(select(Region)).all()}
    for entry in yaml.safe_load(path.read_text("utf-8")):
        region = known.get(entry["slug"]) or Region(slug=entry["slug"], name="")
        region.name = entry["name"]
        session.add(region)
    session.flush()


def load_authorities(session: Session, path: Path) -> None:
    """Add the authorities that are not there yet, and take over names that were corrected."""
    known = {authority.slug: authority for authority in session.exec(select(Authority)).all()}
    regions = {region.slug: region.id for region in session.exec(select(Region)).all()}
    for entry in yaml.safe_load(path.read_text("utf-8")):
        authority = known.get(entry["slug"]) or Authority(slug=entry["slug"], name="")
        authority.name, authority.region_id = entry["name"], regions[entry["region"]]
        session.add(authority)
