"""How an application is served: one process, its event loop and HTTP parser in C."""

import gc
from collections.abc import Callable
from socket import socket
from typing import Any

import uvicorn
from starlette.types import ASGIApp

GRACE_SECONDS = 3  # how long open pages may take to end when the server stops


class Server(uvicorn.Server):
    """Ends what would never end by itself, such as a stream of events, before it waits for open requests."""

    end_streams: Callable[[], None] | None = None

    async def shutdown(self, sockets: list[socket] | None = None) -> None:
        """Stop listening, end the streams, wait for the rest."""
        if self.end_streams:
            self.end_streams()
        await super().shutdown(sockets)


def web_server(app: ASGIApp, **where: Any) -> Server:
    """A server for the application; `where` is its host and port, if it is not given a socket to run on."""
    gc.collect()
    gc.freeze()  # the program itself lives as long as the process, so it need not be looked through again and again
    return Server(uvicorn.Config(
        app, http="httptools", loop="uvloop", access_log=False, log_config=None, server_header=False,
        timeout_graceful_shutdown=GRACE_SECONDS, **where,
    ))
