"""A connection to PostgreSQL of one's own, beside those that requests share."""

import json
from typing import Any

import psycopg
from sqlalchemy import Engine

# Whichever end is gone without a word, the other one notices within half a minute.
KEEPALIVES = {"keepalives_idle": 10, "keepalives_interval": 5, "keepalives_count": 4}
SAME_OF_SERVER = "SELECT set_config('tcp_' || key, value, false) FROM json_each_text(%s)"
RETRY_SECONDS = 1.0


def own_connection(engine: Engine) -> "psycopg.Connection[Any]":
    """A new connection to the engine's database, each statement its own transaction; the caller closes it."""
    arguments, options = engine.dialect.create_connect_args(engine.url)
    connection = psycopg.connect(*arguments, **{"connect_timeout": 10, **KEEPALIVES, **options}, autocommit=True)
    connection.execute(SAME_OF_SERVER, (json.dumps(KEEPALIVES),))
    return connection
