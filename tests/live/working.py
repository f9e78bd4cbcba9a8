"""A process with a runner whose only kind of job writes a line to a file and then waits to be killed."""

import sys
import time
from pathlib import Path
from typing import Any

from app.core.database import Database
from app.core.jobs import Progress, Runner

KIND = "wait"


def wait(database: Database, arguments: dict[str, Any], progress: Progress) -> dict[str, Any]:
    """Say that it began, and never end."""
    progress(1, 2, "Waiting")
    with Path(arguments["file"]).open("a") as file:
        file.write("begun\n")
    time.sleep(3600)
    return {}


if __name__ == "__main__":
    runner = Runner(Database(sys.argv[1]), {KIND: wait})
    runner.start()
    time.sleep(3600)
