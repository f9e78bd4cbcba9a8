"""What was done is told from what it changed."""

import pytest

from app.richtext.hints.activity import activity_only
from app.richtext.hints.sentences import passages
from app.richtext.markup import from_markup


def found(markup: str) -> list[str]:
    return [one.text for one in activity_only(passages(from_markup(markup)))]


@pytest.mark.parametrize("text", [
    "We held six workshops.", "Training was delivered to 120 staff.", "A strategy has been developed.",
    "The board has introduced a new protocol.", "We have now launched a helpline.",
    "Our team ran two drop-in sessions.",
    "A conference took place in March.", "Three audits were carried out.", "Managers visited every school.",
    "The council commissioned a survey in 2016.", "New guidance was recently issued.",
    "We also set up a working group.",
    "The framework is reviewed each year.", "Early help meetings take place weekly.", "We rolled out the tool in 2016.",
])
def test_activity_alone_is_found(text: str) -> None:
    assert found(text) == [text]


@pytest.mark.parametrize("text", [
    "Children feel safer at home.", "Assessments improved.", "We know our children well.",
    "We held six workshops, and fewer children came back into care.",
    "Training was delivered to 120 staff. As a result plans are clearer.",
    "We launched a helpline. Waiting fell from 40 to 12 days.", "The new protocol led to quicker decisions.",
    "We ran a course. Parents told us what it had done for them.", "Plans arrive on time because managers review them.",
    "We plan to develop a strategy.", "We have not developed a strategy.", "The service is small.",
    "Timeliness moved from 61% to 84% after we introduced a tracker.", "The strategy sets out five aims.",
])
def test_a_difference_or_no_act_is_not(text: str) -> None:
    assert found(text) == []


def test_each_paragraph_and_item_answers_for_itself() -> None:
    doc = "We held a day. It reduced delay.\n\nWe held another day. It rained."
    doc += "\n\n- We published a guide.\n- Delay fell."
    assert found(doc) == ["We held another day.", "We published a guide."]


def test_others_words_are_left_alone() -> None:
    assert found("> We held a party.\n\n### We held a meeting\n\n| We held a fair. |\n|---|") == []
