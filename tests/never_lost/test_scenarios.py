"""Nothing that was typed is lost without trace, whatever fails; and most of it is where it was typed."""

import pytest

from app.bench.lost.scenarios import SCENARIOS, Scenario
from tests.never_lost.conftest import Play

# In these, words cannot stay where they were typed: they are on their author's recovered page.
ASIDE = {"deleted_under_hands", "refused", "joined", "taken_away"}


def name_of(scenario: Scenario) -> str:
    """What the scenario's function is called."""
    return scenario.run.__name__


@pytest.mark.parametrize("scenario", SCENARIOS, ids=name_of)
def test_no_letter_is_lost(played: Play, scenario: Scenario) -> None:
    """Every letter is in the text or on the recovered page, once, and in the order in which it was typed."""
    found = played(scenario)
    assert found.typed > 0
    assert (found.lost, found.twice, found.jumbled) == (0, 0, 0), found
    assert (found.recovered > 0) == (name_of(scenario) in ASIDE), found
    if name_of(scenario) == "deleted_under_hands":
        assert found.restored == found.recovered
