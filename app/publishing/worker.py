"""A warm process that renders and joins: one JSON request a line on standard input, one answer a line back."""

import gc
import json
import os
import resource
import sys
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import Any

from app.publishing.assemble import assemble
from app.publishing.cache import PieceCache
from app.publishing.models import Furniture, Identity
from app.publishing.typesetter import Typesetter

Request = dict[str, Any]


def render(setter: Typesetter, request: Request) -> Any:
    """Render one part into the cache; answers with its anatomy."""
    pdf, anatomy = setter.part(request["html"], request["prefix"])
    PieceCache(Path(request["folder"])).keep_part(request["key"], pdf, anatomy)
    return asdict(anatomy)


def join(setter: Typesetter, request: Request) -> Any:
    """Join rendered parts into a finished document in the cache; answers with its length in pages."""
    cache = PieceCache(Path(request["folder"]))
    data, pages = assemble(cache, request["parts"], Furniture(**request["furniture"]), Identity(**request["identity"]))
    cache.write(request["key"], "pdf", data)
    return pages


def whole(setter: Typesetter, request: Request) -> Any:
    """Render a whole document in one go into the file `out`; answers with the renderer’s warnings."""
    pdf, warnings = setter.whole(request["html"], request["css"])
    Path(request["out"]).write_bytes(pdf)
    return warnings


def usage(setter: Typesetter, request: Request) -> Any:
    """What this process has used so far: peak memory in kilobytes, and seconds of processor time."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    return {"peak": used.ru_maxrss, "seconds": used.ru_utime + used.ru_stime}


TASKS: dict[str, Callable[[Typesetter, Request], Any]] = {"render": render, "join": join, "whole": whole,
                                                          "usage": usage}


def answer(setter: Typesetter, request: Request) -> dict[str, Any]:
    """Do one piece of work; a failure becomes an answer, so that the process stays warm."""
    try:
        return {"result": TASKS[request["task"]](setter, request)}
    except Exception as failure:  # any failure must reach the person who waits
        return {"error": f"{type(failure).__name__}: {failure}"}


def main() -> None:
    """Serve until the input ends, as it does when the parent process does."""
    replies = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)  # whatever a library prints must not mix with the answers
    setter = Typesetter()
    gc.collect()
    gc.freeze()  # what lives as long as the process need not be looked through after every part
    for line in sys.stdin:
        replies.write(json.dumps(answer(setter, json.loads(line))) + "\n")
        replies.flush()


if __name__ == "__main__":
    main()
