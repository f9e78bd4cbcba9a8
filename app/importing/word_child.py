"""Run alone, with limits set on itself: reads a .docx on standard input and writes its lines as JSON."""

import json
import resource
import sys

from app.importing.word_reader import Reader

MEMORY_BYTES = 1024 * 1024 * 1024
CPU_SECONDS = 20
MAX_CHARACTERS = 30_000_000


def main() -> None:
    """Any error ends the process with a status other than 0; it writes no file and starts no process."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    lines: list[str] = []
    size = 0
    for line in Reader(sys.stdin.buffer.read()).lines():
        size += len(line)
        if size > MAX_CHARACTERS:
            sys.exit(2)
        lines.append(line)
    json.dump({"lines": lines}, sys.stdout)


if __name__ == "__main__":
    main()
