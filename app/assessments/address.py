"""How an assessment is addressed, in URLs and on the command line."""

import re
from dataclasses import dataclass

from app.core.errors import Refused

YEAR = re.compile(r"(20[0-9]{2})(?:-([0-9]{2}))?")
SHAPE = re.compile(r"([a-z0-9-]+)/([a-z0-9-]+)/([0-9]{4}(?:-[0-9]{2})?)")


@dataclass(frozen=True)
class Address:
    """authority/framework/year."""

    authority: str
    framework: str
    year: str

    def __str__(self) -> str:
        return f"{self.authority}/{self.framework}/{self.year}"

    @property
    def path(self) -> str:
        """Where the assessment's pages begin."""
        return f"/assessments/{self}"


def year_typed(text: str) -> str:
    """A year that somebody typed, as addresses have it: 2017, or 2016-17 of which the second follows the first; Refused
    where it is neither."""
    year = text.strip().replace("/", "-")
    match = YEAR.fullmatch(year)
    if match is None:
        raise Refused("Write the year as 2016-17.", "year")
    first, second = match.groups()
    if second and int(second) != (int(first) + 1) % 100:
        raise Refused(f"{text.strip()} is no year: write two that follow one another, such as "
                      f"{first}-{(int(first) + 1) % 100:02}.", "year")
    return year


def parse_address(text: str) -> Address:
    """Read an address such as peterborough/eastern-region-2016-17/2016-17; Refused if it is not one."""
    match = SHAPE.fullmatch(text.strip().strip("/"))
    if match is None:
        raise Refused(f"“{text}” is not an address. Write it as authority/framework/year.")
    return Address(*match.groups())
