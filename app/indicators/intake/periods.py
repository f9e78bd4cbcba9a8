"""The periods of one file, read together: 2011-12 is a year, unless others show that it is a month."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import cached_property

from app.core.errors import Refused
from app.indicators.rules import Period, read_period, ways_of

EITHER = (
    "“{}” may be the year {} or {}, and the file has both years and months. Write the month with its name, or the year "
    "with four digits twice, such as 2011-2012."
)
AS_YEARS = "Periods such as “{}” are read as years: no other period of the file is a month."
AS_MONTHS = "Periods such as “{}” are read as months, here {}: other periods of the file can be nothing else."
RENAMED = "Months are kept with their names: “{}” as “{}”."


@dataclass
class Periods:
    """Reads periods; `all_of_them` gives every cell with one, and is asked only where a cell may be two things."""

    all_of_them: Callable[[], Iterable[str]]
    notes: dict[str, str] = field(default_factory=dict)

    def read(self, cell: str) -> Period:
        """The period that a cell names; Refused for none, and for what may be two."""
        ways = ways_of(cell)
        if not any(ways):
            return read_period(cell)
        if all(ways):
            return self._either(cell)
        period = read_period(cell)
        if ways[1] and cell.split() != period.text.split():
            self.notes.setdefault(RENAMED, RENAMED.format(cell[:40], period.text))
        return period

    def _either(self, cell: str) -> Period:
        years, months = self._known
        year, month = read_period(cell), read_period(cell, True)
        if years and months:
            raise Refused(EITHER.format(cell[:40], year.text, month.text))
        words = AS_MONTHS if months else AS_YEARS
        self.notes.setdefault(words, words.format(cell[:40], month.text))
        return month if months else year

    @cached_property
    def _known(self) -> tuple[bool, bool]:
        """Whether any cell can only be a year such as 2016-17, and whether any can only be a month."""
        found = {ways_of(cell) for cell in set(self.all_of_them())}
        return (True, False) in found, (False, True) in found
