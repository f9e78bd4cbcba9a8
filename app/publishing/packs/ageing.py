"""How old evidence was on a day, in words."""

from datetime import date


def age(as_at: str, on: date) -> str:
    """The age of what is true of an ISO date, such as “14 months old”; empty where there is no date."""
    try:
        day = date.fromisoformat(as_at)
    except ValueError:
        return ""
    months = (on.year - day.year) * 12 + on.month - day.month - (on.day < day.day)
    if day > on:
        return "of a later day"
    if months < 1:
        return "less than a month old"
    if months < 24:
        return f"{months} month{'s' if months > 1 else ''} old"
    return f"{months // 12} years old"
