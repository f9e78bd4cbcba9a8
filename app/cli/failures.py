"""Errors as one sentence on standard error, never a traceback; the rest goes to a log file."""

import logging
import os
import sys
import tempfile
import traceback
from pathlib import Path

from sqlalchemy.exc import DBAPIError

from app.config import Settings
from app.core.clock import now
from app.core.errors import CandourError

FAILED = 1


def tell(error: Exception) -> None:
    """Say what went wrong in one sentence."""
    print(sentence(error), file=sys.stderr)


def sentence(error: Exception) -> str:
    """One sentence for a person; an error that nobody foresaw is written to the log file."""
    if isinstance(error, CandourError):
        return error.sentence
    if isinstance(error, DBAPIError):
        return f"The database refused: {first_line(error.orig)}."
    if isinstance(error, OSError) and error.filename:
        return f"{error.filename}: {error.strerror}."
    return f"Something went wrong that should not have; {_logged(error)}."


def first_line(error: BaseException | None) -> str:
    """The first line of an error's own words, without a full stop."""
    return str(error).strip().partition("\n")[0].rstrip(".") or type(error).__name__


def _logged(error: Exception) -> str:
    text = "".join(traceback.format_exception(error))
    for folder in (_data_dir(), Path(tempfile.gettempdir())):
        try:
            with (folder / "candour.log").open("a", encoding="utf-8") as log:
                log.write(f"{now().isoformat(timespec='seconds')} {text}\n")
        except OSError:
            continue
        return f"the details are in {folder / 'candour.log'}"
    return f"it was {type(error).__name__}"


def _data_dir() -> Path:
    try:
        return Settings().data_dir
    except ValueError:
        return Path(tempfile.gettempdir())


def log_to_file(settings: Settings) -> None:
    """Keep the program's own log in the data folder, away from what a person reads on the screen."""
    logging.basicConfig(
        filename=settings.data_dir / "candour.log", level=logging.WARNING,
        format="%(asctime)s %(name)s %(levelname)s %(message)s",
    )


def reader_gone() -> None:
    """The program that read our output has ended: say no more."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
