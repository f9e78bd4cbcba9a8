"""What the steps and revisions of steady writing take up on disk."""

from app.bench.figures import Findings
from app.bench.stage import Stage
from app.bench.writing.texts import Typing
from app.core.database import Database

OFFICERS, DAYS, SITTINGS = 20, 220, 2  # a year of steady writing: two sittings a day
KEYS = 1000  # in a sitting: some 130 words, a fifth of them put right
A_REQUEST = 2  # keys that travel together at 80 words a minute
SAMPLE = 24  # sittings that are made and measured
SECTIONS = ("1", "2", "3", "5", "8")  # where both may write
HANDS = ("author@peterborough.example", "coordinator@peterborough.example")


def measure_storage(stage: Stage, findings: Findings) -> None:
    """One officer at a time in answers of their usual length; two at once in one; each measured as growth of the file.

    Every sitting begins a revision, as it does where hands change or somebody comes back after a pause.
    """
    keys = [line.key for line in stage.statements(stage.pages) if line.section_key in SECTIONS]
    turns = [(keys[at % len(keys)], HANDS[at // len(keys) % 2 :][:1]) for at in range(SAMPLE)]
    alone, both = _growth(stage, turns), _growth(stage, [(keys[0], HANDS)])
    findings.add("storage of 1,000 keys, one person at a time", [alone], "kB")
    findings.add("storage of 1,000 keys, two people in turn in one text", [both], "kB")
    year = alone * OFFICERS * DAYS * SITTINGS * KEYS / 1000
    findings.add(f"storage of a year: {OFFICERS} officers, {DAYS} days, {SITTINGS} × {KEYS:,} keys a day", [year], "B")


def _growth(stage: Stage, sittings: list[tuple[str, tuple[str, ...]]]) -> float:
    """Bytes for a thousand keys, where in each sitting these people type in turn in this statement."""
    before = size_of(stage.database)
    for key, hands in sittings:
        with stage.database.write() as session:
            typing = Typing(session, stage, key, *hands)
            typing.paragraph()
            for turn in range(KEYS // A_REQUEST):
                typing.type(A_REQUEST, A_REQUEST, turn)
    return (size_of(stage.database) - before) / (KEYS * len(sittings)) * 1000


def size_of(database: Database) -> int:
    """Bytes of the pages in use, once the log is taken into the file."""
    connection = database.engine.raw_connection()
    try:
        cursor = connection.cursor()
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
        pages, free, size = (
            cursor.execute(f"PRAGMA {name}").fetchone()[0]
            for name in ("page_count", "freelist_count", "page_size")
        )
        return int((pages - free) * size)
    finally:
        connection.close()
