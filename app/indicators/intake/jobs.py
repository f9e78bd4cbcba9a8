"""Reading and taking over in the background, for the browser."""

from typing import Any

from app.accounts.actor import Command
from app.core.database import Database
from app.core.errors import NotFound
from app.core.files import FileStore
from app.core.jobs import Progress
from app.indicators.intake import service
from app.indicators.models import FigureImport

READ, TAKE = "read_figures", "take_figures"


def read_file(files: FileStore, database: Database, arguments: dict[str, Any], progress: Progress) -> dict[str, Any]:
    """Read a file that was sent; the preview is kept with the import."""
    sha256 = _sha256(database, arguments["import_id"])
    with files.on_disk(sha256) as path:
        service.read(database, path, arguments["import_id"], progress)
    return {}


def take_over(files: FileStore, database: Database, arguments: dict[str, Any], progress: Progress) -> dict[str, Any]:
    """Take over what the preview showed, in the name of whoever said yes."""
    sha256 = _sha256(database, arguments["import_id"])
    progress(0, 0, "Taking it over")
    doer = Command(arguments["name"], arguments["person_id"])
    with files.on_disk(sha256) as path:
        service.take_over(database, path, arguments["import_id"], doer)
    return {}


def _sha256(database: Database, import_id: int) -> str:
    with database.read() as session:
        one = session.get(FigureImport, import_id)
        if one is None:
            raise NotFound
        return one.file_sha256
