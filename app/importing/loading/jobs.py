"""Reading an uploaded file in the background, for the preview in the browser."""

from typing import Any

from app.accounts.queries import authority_by_slug
from app.core.database import Database
from app.core.errors import NotFound
from app.core.files import FileStore
from app.core.jobs import Progress
from app.importing.loading.service import plan, read_documents
from app.importing.report import build_report
from app.importing.source import read_bytes

READ = "read_import"


def read_import(
    files: FileStore, database: Database, arguments: dict[str, Any], progress: Progress
) -> dict[str, Any]:
    """The report on a file and what importing it would change; nothing is written."""
    progress(0, 3, "Reading the file")
    source = read_bytes(arguments["file"], files.get(arguments["sha256"]) or b"")
    progress(1, 3, "Finding its sections and statements")
    with database.read() as session:
        authority = authority_by_slug(session, arguments["authority"])
        if authority is None:
            raise NotFound
        parsed, readings = read_documents(session, source, arguments["framework"])
        progress(2, 3, "Comparing it with what stands")
        plans = plan(session, parsed, readings, authority, arguments["framework"], arguments["year"])
    return {
        "report": build_report(parsed, arguments["framework"]),
        "plans": [
            {
                "address": str(one.address), "title": one.reading.framework.title, "is_new": one.is_new,
                "overwrites": one.overwrites, "changes": [[change.key, change.sentence] for change in one.changes],
            }
            for one in plans
        ],
    }
