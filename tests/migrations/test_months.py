"""Months that were kept by number get their names, and of two for one figure the later one stays."""

from importlib import import_module

from alembic.migration import MigrationContext
from alembic.operations import Operations
from sqlalchemy import Engine, text

KEPT = [
    ("2019-03", 20190300, "1", 1), ("March 2019", 20190300, "2", 1), ("April 2019", 20190400, "3", 1),
    ("2019-04", 20190400, "4", 1), ("2019-05", 20190500, "5", 1), ("2018-19", 20190000, "6", 1),
    ("2011-12", 20120000, "7", 1), ("2019-03", 20190300, "8", 2),
]
ADD = text("INSERT INTO observation (measure_id, area_id, period, period_order, value, mark, status) "
           "VALUES (1, :area, :period, :order, :value, '', 'published')")


def test_months_get_their_names(engine: Engine) -> None:
    with engine.connect() as run:
        for statement in (
            "INSERT INTO measure VALUES (1, 'c', 's', 't', '', '', '', '', 0, 'none', '', '', '')",
            "INSERT INTO area (id, slug, name, kind, number) VALUES (1, 'a', 'A', 'authority', ''), "
            "(2, 'b', 'B', 'authority', '')",
        ):
            run.execute(text(statement))
        for period, order, value, area in KEPT:
            run.execute(ADD, {"period": period, "order": order, "value": value, "area": area})
        with Operations.context(MigrationContext.configure(run)):
            import_module("app.migrations.versions.0028_months").upgrade()
        found = run.execute(text("SELECT area_id, period, value FROM observation")).all()
        run.rollback()
    assert {tuple(row) for row in found} == {
        (1, "March 2019", "2"), (1, "April 2019", "4"), (1, "May 2019", "5"), (1, "2018-19", "6"),
        (1, "2011-12", "7"), (2, "March 2019", "8"),
    }
