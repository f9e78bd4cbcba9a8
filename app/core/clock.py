"""The one place that reads the time, so that tests can hold it still."""

from datetime import UTC, date, datetime


def now() -> datetime:
    """The present moment in UTC, to the microsecond."""
    return datetime.now(UTC)


def today() -> date:
    """Today's date in UTC."""
    return now().date()


def aware(moment: datetime) -> datetime:
    """The same moment with its zone: SQLite hands back UTC times without one."""
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
