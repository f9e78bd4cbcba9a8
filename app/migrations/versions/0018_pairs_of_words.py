"""Pairs of neighbouring words in the text search of PostgreSQL, so that a phrase is found by its pairs."""

from itertools import groupby, pairwise
from operator import itemgetter
from zlib import crc32

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = depends_on = None

PAIRS = 2**18
SOME = sa.text(
    "SELECT page.passage_id, word.lexeme FROM "
    "(SELECT passage_id, words FROM evidencewords WHERE passage_id > :after ORDER BY passage_id LIMIT 500) page, "
    "unnest(page.words) AS word(lexeme, places, weights), unnest(word.places) AS place ORDER BY page.passage_id, place"
)
PUT = sa.text(
    "UPDATE evidencewords SET words = words || array_to_tsvector(CAST(:pairs AS text[])) WHERE passage_id = :id"
)


def upgrade() -> None:
    """Add the pairs to what is there; SQLite keeps places in its index and needs none."""
    bind = op.get_bind()
    if bind.dialect.name != "postgresql":
        return
    after = 0
    while rows := bind.execute(SOME, {"after": after}).all():
        bind.execute(PUT, [
            {"id": key, "pairs": _pairs([word for _, word in words])} for key, words in groupby(rows, itemgetter(0))
        ])
        after = rows[-1][0]


def _pairs(words: list[str]) -> list[str]:
    return [f"={crc32(f'{one} {next_}'.encode()) % PAIRS:x}" for one, next_ in pairwise(words)]
