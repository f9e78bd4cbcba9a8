"""The page that a form leads to is told that the form has arrived."""

import pytest

from app.core.repeats import telling


@pytest.mark.parametrize(("address", "told"), [
    ("/region/eastern", "/region/eastern?sent=a+b"), ("/reviews?line=3#write", "/reviews?line=3&sent=a+b#write"),
])
def test_an_address_tells_which_form_arrived(address: str, told: str) -> None:
    assert telling(address, "a b") == told
    assert telling(address, "") == address
