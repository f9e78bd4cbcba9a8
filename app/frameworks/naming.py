"""What something that follows a framework is called in its year."""

import re

YEAR = re.compile(r"\b20\d\d(?:[/–-]\d\d(?:\d\d)?\b|$)")  # one such as 2016/17 anywhere, a single one at the end


def told_year(year: str) -> str:
    """A year as people write it, such as 2016/17."""
    return year.replace("-", "/")


def in_year(title: str, year: str) -> str:
    """A framework’s title with the year that something following it is of, told once: a year in the title is that for
    which the framework was written, and gives way."""
    named, found = YEAR.subn(told_year(year), title)
    return named if found else f"{title}, {told_year(year)}"
