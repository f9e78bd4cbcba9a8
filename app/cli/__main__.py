"""Where `./candour COMMAND` arrives: reads the line, runs the command, tells errors in one sentence."""

import sys
from collections.abc import Sequence

from pydantic import ValidationError

from app.cli import failures
from app.cli.arguments import read_line
from app.config import Settings
from app.core.errors import CandourError


def main(line: Sequence[str] | None = None) -> int:
    """Run one command line; the exit code: 0 for success, or what the command's own help says."""
    failed = failures.FAILED
    try:
        command, arguments = read_line(sys.argv[1:] if line is None else line)
        failed = getattr(command, "FAILED", failed)
        return int(command.run(_settings(), arguments))
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:
        failures.reader_gone()
    except Exception as error:
        failures.tell(error)
    return failed


def _settings() -> Settings:
    try:
        settings = Settings()
        settings.data_dir = settings.data_dir.absolute()  # processes that we start stand in another folder
        return settings
    except ValidationError as error:
        fault = error.errors()[0]
        name = f"CANDOUR_{'_'.join(str(part) for part in fault['loc'])}".upper()
        raise CandourError(f"The setting {name} cannot be used: {fault['msg']}.") from error


if __name__ == "__main__":
    sys.exit(main())
