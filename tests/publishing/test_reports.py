"""The feedback report and the round report: valid, whole, and without names where the region so chose."""

from dataclasses import replace
from datetime import date

from app.publishing.cache import PieceCache
from app.publishing.make import set_and_kept
from app.publishing.models import Composition, PdfFile
from app.publishing.packs.challenge import digest_of
from app.publishing.packs.feedback import (
    Action,
    FeedbackReport,
    Noted,
    Point,
    Rated,
    Reviewed,
    Said,
    Unrated,
    compose_feedback,
)
from app.publishing.packs.region import Compared, Covered, Practice, RoundReport, Theme, comparison, compose_round
from app.publishing.pool import Pool

from .test_make import failed_rules

REVIEWS = (Reviewed("Robin Marsh", "Essex", "challenge", date(2017, 6, 1)),
           Reviewed("Alex Field", "Suffolk", "moderation", date(2017, 5, 12)))
FEEDBACK = FeedbackReport(
    "northmere/regional/2016-17", "Northmere", "Self-assessment 2016/17", "2016-17", "Regional round", 2, "ab" * 32,
    date(2017, 6, 12), REVIEWS,
    ("1 Leadership", "2 Early help", "3 Partnership"),
    (Point("", "Strengths", "Plain and honest.", "Robin Marsh", "Thank you.", "Sam Reed"),
     Point("", "Areas to strengthen", "Shorter, please.", "Robin Marsh"),
     Point("2 Early help", "Questions for the event", "Who audits?", "Robin Marsh")),
    (Noted("1 Leadership", 1, "Challenge", "Statement 1.1", "every audit", "By whom?", "Audit 3", "Alex Field, Suffolk",
           "Answered", "Text changed", (Said("Sam Reed", "explains", "By us."),)),
     Noted("2 Early help", 2, "Strength", "The whole section", "", "Plain.", "", "Robin Marsh, Essex", "Settled")),
    (Rated("1 Leadership", "1.1", "Robin Marsh", "Weakly evidenced", "One audit from 2014.", "In part"),
     Rated("1 Leadership", "The section as a whole", "Robin Marsh", "Partly evidenced")),
    ("2 Early help", "3 Partnership"), (Unrated("1 Leadership", ("Statement 1.2", "Statement 1.3")),),
    (Action("Repeat the audit", "Head of quality", date(2017, 9, 30)),))
COMPARED = tuple(Compared(section, authority, level) for section, levels in (
    ("1 Leadership", ("Strongly evidenced", "Weakly evidenced", "Weakly evidenced")),
    ("2 Early help", ("Partly evidenced", "Not rated", "Strongly evidenced")),
    ("3 Partnership", ("Not evidenced", "Not looked at", "Not looked at")),
    ("4 Money", ("Not rated", "Not rated", "Not rated")),
) for authority, level in zip(("Northmere", "Southmere", "Westmere"), levels, strict=True))


def report(named: bool, compared: tuple[Compared, ...] = COMPARED) -> RoundReport:
    return RoundReport(
        "eastern/regional/2016-17", "Eastern Region", "Regional round", "2016-17", date(2017, 6, 30),
        ("Much is honest.", "More is to come."),
        (Covered("Northmere", "Released and signed", "1 of 1", "2 of 2", "5 of 9"),),
        (Theme("Evidence gap", "2 Early help", 4, 3), Theme("Question", "1 Leadership", 1, 1)),
        (Practice("Northmere", "How we listen."), Practice("", "How we count.")), 0, (),
        ("Recruit together",), compared, named)


def pressed(composition: Composition, pool: Pool, cache: PieceCache) -> PdfFile:
    return set_and_kept(composition, digest_of(composition), pool=pool, cache=cache)


def test_no_rule_of_pdf_ua_is_failed(pool: Pool, cache: PieceCache) -> None:
    for composition in (compose_feedback(FEEDBACK), compose_round(report(True)), compose_round(report(False))):
        made = pressed(composition, pool, cache)
        assert (failed_rules(made), made.warnings) == ([], ())


def test_feedback_says_what_nobody_rated_and_what_is_not_answered() -> None:
    html = compose_feedback(FEEDBACK).parts[0].html
    assert "Nobody rated 2 Early help; 3 Partnership." in html
    assert "<strong>1 Leadership.</strong> Statement 1.2; Statement 1.3</p>" in html
    assert html.count("Not answered.") == 2
    assert html.index("The document as a whole") < html.index("Section by section") < html.index("Actions agreed")


def test_feedback_tells_what_was_noted_beside_the_text_of_each_section() -> None:
    html = compose_feedback(FEEDBACK).parts[0].html
    first, second = html.split("Section by section")[1].split("How well evidenced")[0].split("<h3>")[1:]
    assert "1 Challenge.</strong> Statement 1.1, “every audit”: By whom? See Audit 3. <em>Alex Field, Suffolk" in first
    assert "Sam Reed explains.</strong> By us.</p>" in first and "Answered. Text changed since.</p>" in first
    assert second.index("Who audits?") < second.index("2 Strength.</strong> The whole section: Plain.")


def test_without_names_only_numbers_are_compared() -> None:
    [table] = comparison(report(False))
    assert table.heads == ["Strongly evidenced", "Weakly evidenced", "Not rated"]
    assert [(row.section, row.cells) for row in table.rows] == [
        ("1 Leadership", ["1", "2", "0"]), ("4 Money", ["0", "0", "3"])]
    shown = compose_round(report(False)).parts[0].html.split("Comparison by section")[1]
    assert "mere" not in shown


def test_a_round_report_tells_its_year_once() -> None:
    head = compose_round(replace(report(True), title="Regional round 2016/17")).parts[0].html.split("</h1>")[1]
    assert head.split("</p>")[0].strip() == '<p class="lead-in">Regional round 2016/17, as it stood on 30 June 2017'


def test_a_theme_of_two_authorities_is_left_out_without_names() -> None:
    two = replace(report(False), themes=(*report(False).themes, Theme("Strength", "4 Money", 5, 2)))
    themes = compose_round(two).parts[0].html.split("Themes</h2>")[1].split("<h2")[0]
    assert "Evidence gap</th><td>2 Early help" in themes and "4 Money" not in themes and "1 Leadership" not in themes
    assert "fewer than 3 authorities, so that they would tell of whom: 2 lines." in themes
    themes = compose_round(replace(two, named=True)).parts[0].html.split("Themes</h2>")[1].split("<h2")[0]
    assert "4 Money" in themes and "1 Leadership" in themes and "Left out" not in themes


def test_a_section_rated_in_two_authorities_is_left_out_without_names() -> None:
    html = compose_round(report(False)).parts[0].html.split("Comparison by section")[1]
    assert "Left out, since fewer than 3 authorities were rated in them" in html
    assert "whose they are: 2 Early help; 3 Partnership." in html
    for level in ("Partly evidenced", "Not evidenced", "Not looked at"):  # no column that they alone would fill
        assert level not in html
    html = compose_round(report(True)).parts[0].html
    assert "Left out" not in html and "Not evidenced" in html
    assert ">Authorities</th>" not in html and "Of how many authorities</th>" in html  # not those of the list above


def test_two_authorities_are_not_compared_without_names() -> None:
    few = tuple(one for one in COMPARED if one.authority != "Westmere")
    assert comparison(report(False, few)) == []
    assert "would tell who they are" in compose_round(report(False, few)).parts[0].html
    [named] = comparison(report(True, few))
    assert named.heads == ["Northmere", "Southmere"]


def test_many_authorities_are_compared_four_at_a_time_and_every_challenger_counts() -> None:
    many = tuple(Compared("1 Leadership", f"{number}mere", "Partly evidenced") for number in range(9))
    tables = comparison(report(True, (*many, Compared("1 Leadership", "0mere", "Strongly evidenced"))))
    assert [len(table.heads) for table in tables] == [4, 4, 1]
    assert tables[0].rows[0].cells[:2] == ["Strongly evidenced; Partly evidenced", "Partly evidenced"]
