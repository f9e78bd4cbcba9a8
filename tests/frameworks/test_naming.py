"""One year, told once and one way."""

import pytest

from app.frameworks.naming import in_year


@pytest.mark.parametrize(("title", "year", "told"), [
    ("Eastern Region self-assessment 2016/17", "2016-17", "Eastern Region self-assessment 2016/17"),
    ("Eastern Region self-assessment 2016/17", "2017-18", "Eastern Region self-assessment 2017/18"),
    ("Eastern Region self-assessment 2015/16 (abridged)", "2016-17",
     "Eastern Region self-assessment 2016/17 (abridged)"),
    ("Children living with neglect, addendum 2017", "2018", "Children living with neglect, addendum 2018"),
    ("Self-evaluation of social work practice", "2017-18", "Self-evaluation of social work practice, 2017/18"),
])
def test_the_year_is_told_once_in_place_of_the_frameworks_own(title: str, year: str, told: str) -> None:
    assert in_year(title, year) == told == in_year(told, year)
