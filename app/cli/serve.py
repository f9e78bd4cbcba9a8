"""Serve the pages. Put a reverse proxy with TLS in front of it: cookies are sent over HTTPS only."""

import argparse
import logging

from app.cli.server import listening, serve_on
from app.cli.store import prepare
from app.config import Settings


def arguments(parser: argparse.ArgumentParser) -> None:
    """Where to listen."""
    parser.add_argument("--host", help="address to listen on (default 127.0.0.1, or CANDOUR_HOST)")
    parser.add_argument("--port", type=int, help="port to listen on (default 8000, or CANDOUR_PORT)")


def run(settings: Settings, asked: argparse.Namespace) -> int:
    """Serve until told to stop."""
    logging.basicConfig(level=logging.WARNING, format="%(asctime)s %(name)s %(levelname)s %(message)s")
    asked_for = settings.model_copy(update={
        "host": asked.host or settings.host, "port": settings.port if asked.port is None else asked.port,
    })
    with listening(asked_for) as taken:
        prepare(asked_for)
        return serve_on(taken, asked_for, lambda place: print(f"Candour listens on {place}.", flush=True))
