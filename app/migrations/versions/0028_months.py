"""A month has one name: what was kept as 2019-03 is kept as March 2019.

Where a figure stood under both names, the one that came later stays. Figures that wait to be taken over are let go
of, to be read again. Of 2011-12 nobody can tell any more whether it was a month: it was read as a year and stays one.
"""

import sqlalchemy as sa
from alembic import op

revision = "0028"
down_revision = "0027"
branch_labels = depends_on = None

MONTHS = ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
          "December")
NUMBERED = "period LIKE '____-__' AND period_order % 10000 > 0"  # a year has nothing behind its four digits


def upgrade() -> None:
    """Rename months; those names were never those of a year."""
    run = op.get_bind()
    run.execute(sa.text(
        "UPDATE figureimport SET state = 'sent', result = '{}', job_id = NULL "
        f"WHERE id IN (SELECT import_id FROM stagedfigure WHERE {NUMBERED})"))
    run.execute(sa.text(
        f"DELETE FROM stagedfigure WHERE import_id IN (SELECT import_id FROM stagedfigure WHERE {NUMBERED})"))
    for period in run.execute(sa.text(f"SELECT DISTINCT period FROM observation WHERE {NUMBERED}")).scalars().all():
        names = {"old": period, "new": f"{MONTHS[int(period[5:]) - 1]} {period[:4]}"}
        for stays, goes in (("new", "old"), ("old", "new")):
            run.execute(sa.text(
                f"DELETE FROM observation WHERE period = :{goes} AND EXISTS (SELECT 1 FROM observation AS other "
                "WHERE other.measure_id = observation.measure_id AND other.area_id = observation.area_id AND "
                f"other.status = observation.status AND other.period = :{stays} AND other.id > observation.id)"), names)
        run.execute(sa.text(f"UPDATE observation SET period = :new WHERE period = :old AND {NUMBERED}"), names)
