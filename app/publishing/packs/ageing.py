"""How old evidence was on a day, in words."""

from datetime import date

from app.core import templating


def age(as_at: str, on: date) -> str:
    """The age of what is true of an ISO date, such as “14 months old”; empty where there is no date."""
    try:
        return templating.age(date.fromisoformat(as_at), on)
    except ValueError:
        return ""
