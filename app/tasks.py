"""The kinds of background work, each with the function that does it."""

from functools import partial
from typing import Any

from app.accounts.actor import Command
from app.assessments.address import parse_address
from app.assessments.models import Assessment
from app.core.database import Database
from app.core.errors import NotFound
from app.core.jobs import Progress, Task
from app.evidence.passages.again import READ_AGAIN, read_again
from app.evidence.passages.service import READ_FILE, read_revision
from app.importing.loading.jobs import READ, read_import
from app.indicators.intake import jobs as figures
from app.publishing.changes.routes import MAKE as MAKE_CHANGES
from app.publishing.changes.service import make_changes
from app.publishing.documents.routes import MAKE
from app.publishing.documents.service import Press, make_document, order
from app.publishing.packs.round_routes import MAKE as MAKE_REPORT
from app.publishing.packs.routes import MAKE as MAKE_PACK
from app.publishing.packs.service import make_pack, make_report


def tasks(press: Press) -> dict[str, Task]:
    """Every kind of job."""

    def make(database: Database, arguments: dict[str, Any], progress: Progress) -> dict[str, Any]:
        with database.read() as session:
            assessment = session.get(Assessment, arguments["assessment_id"])
            if assessment is None:
                raise NotFound
            address, data_pack = parse_address(arguments["address"]), arguments.get("data_pack", True)
            wanted = order(session, assessment, address, arguments["edition"], data_pack)
        doer = Command(arguments["name"], arguments["person_id"])
        return {"document_id": make_document(database, press, wanted, doer, progress).id}

    return {
        MAKE: make, MAKE_CHANGES: partial(make_changes, press), READ: partial(read_import, press.files),
        figures.READ: partial(figures.read_file, press.files), figures.TAKE: partial(figures.take_over, press.files),
        READ_FILE: partial(read_revision, press.files), READ_AGAIN: partial(read_again, press.files),
        MAKE_PACK: partial(make_pack, press), MAKE_REPORT: partial(make_report, press),
    }
