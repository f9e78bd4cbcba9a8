"""Sentences that may be passive are found, and others mostly are not."""

import pytest

from app.richtext.hints.passive import passive
from app.richtext.hints.sentences import sentences


def found(text: str) -> bool:
    return bool(passive(list(sentences(text))))


@pytest.mark.parametrize("text", [
    "Training was delivered to all staff.", "A strategy has been developed.", "Plans are not always reviewed in time.",
    "The audit was carefully and independently checked.", "Children were seen alone.", "It is being redesigned.",
    "The offer will be withdrawn.", "Findings were fed back.", "The plan was written by the team.",
    "Cases weren’t closed too soon.", "Two homes were built.", "The thresholds were made clear.",
    "Reviews had been held late.", "It must be put right.", "The work was only begun in May.",
    "They were led by a nurse.",
    "Visits are carried out weekly.", "The policy was then agreed.",
])
def test_passive(text: str) -> None:
    assert found(text)


@pytest.mark.parametrize("text", [
    "We delivered training to all staff.", "The board has developed a strategy.", "Managers review plans in time.",
    "Staff are committed to this.", "We are pleased with the result.", "Leaders were concerned about delay.",
    "The team is experienced and skilled.", "There are limited places in the city.", "There were increased numbers.",
    "Children are in need.", "There is indeed a plan.", "The rate was 45 in a hundred.", "We had decided to act.",
    "It is the agreed plan.", "They are the looked-after children whom we met.", "Demand was high and rose.",
    "Social workers are proud of it.", "The area is mixed.", "We need to be clear.", "Our aim is to succeed.",
    "Wellbeing improved.", "It has begun.", "Is it good?", "Numbers were ten or more, and we listed them.",
])
def test_not_passive(text: str) -> None:
    assert not found(text)
