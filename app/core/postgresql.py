"""A connection to PostgreSQL of one's own, beside those that requests share."""

from typing import Any

import psycopg
from sqlalchemy import Engine

# A server that is gone without a word is noticed within half a minute.
ALIVE: dict[str, Any] = {"keepalives_idle": 10, "keepalives_interval": 5, "keepalives_count": 4, "connect_timeout": 10}
RETRY_SECONDS = 1.0


def own_connection(engine: Engine) -> "psycopg.Connection[Any]":
    """A new connection to the engine's database, each statement its own transaction; the caller closes it."""
    arguments, options = engine.dialect.create_connect_args(engine.url)
    return psycopg.connect(*arguments, **{**ALIVE, **options}, autocommit=True)
