"""The web server that `serve` and `demo` run."""

import os
import socket
from collections.abc import Callable

from app.config import Settings
from app.core.errors import CandourError
from app.core.serving import web_server

BACKLOG = 2048


def listening(settings: Settings) -> socket.socket:
    """A socket on the host and port of the settings, port 0 being any; CandourError where it cannot be had."""
    host, port = settings.host, settings.port
    try:
        family = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0][0]
        return socket.create_server((host, port), backlog=BACKLOG, family=family)
    except OverflowError as error:
        raise CandourError(f"{port} is not a port; choose one from 1 to 65535.") from error
    except OSError as error:
        raise CandourError(
            f"Nothing can be served on {host}:{port} ({_reason(error)}); choose another port with --port."
        ) from error


def _reason(error: OSError) -> str:
    return os.strerror(error.errno) if error.errno and error.errno > 0 else str(error.strerror)


def serve_on(taken: socket.socket, settings: Settings, ready: Callable[[str], None]) -> int:
    """Serve on a socket until told to stop; `ready` gets host:port just before the first request is taken."""
    from app.main import create_app  # slow to load, so not before it is needed

    application = create_app(settings)
    server = web_server(application)
    server.end_streams = application.state.live.close
    ready(f"{settings.host}:{taken.getsockname()[1]}")
    server.run(sockets=[taken])
    return 0
