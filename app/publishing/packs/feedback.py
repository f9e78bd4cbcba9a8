"""Compose the feedback report of an authority: what its submitted reviews say, what it answers, what was agreed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from app.frameworks.naming import told_year
from app.publishing.compose import TEMPLATES, gathered
from app.publishing.models import Composition, Furniture, Identity, PartSource
from app.publishing.widths import column_group


@dataclass(frozen=True)
class Reviewed:
    """One submitted review: by whom of which authority, as challenge or moderation, and when."""

    name: str
    authority: str
    kind: str
    submitted_on: date


@dataclass(frozen=True)
class Point:
    """One point of feedback with the answer to it; `section` is empty for what is said of the whole."""

    section: str
    head: str
    words: str
    by: str
    answer: str = ""
    answered_by: str = ""


@dataclass(frozen=True)
class Said:
    """What somebody said to a note: who, what they did by it in words such as “explains”, and their words."""

    by: str
    told: str
    words: str


@dataclass(frozen=True)
class Noted:
    """What a reviewer noted beside the text: what kind of thing, `where` in words, and the words quoted there if any.

    `place` says what became of those words since, empty where they stand as they were; `state` how the note stands.
    """

    section: str
    number: int
    title: str
    where: str
    quote: str
    words: str
    reference: str
    by: str
    state: str
    place: str = ""
    said: Sequence[Said] = ()


@dataclass(frozen=True)
class Rated:
    """How well evidenced one answer or section was found by one reviewer, in words, with the reason."""

    section: str
    what: str
    by: str
    level: str
    reason: str = ""
    agrees: str = ""


@dataclass(frozen=True)
class Unrated:
    """The answers of a section that nobody rated, by what stands above each."""

    section: str
    answers: Sequence[str]


@dataclass(frozen=True)
class Action:
    """What was agreed, who does it and by when."""

    words: str
    owner: str
    due_on: date


@dataclass(frozen=True)
class FeedbackReport:
    """Everything that goes into the report, points, notes and ratings in the document’s order. Unrated sections are
    named, and so are unrated answers.

    `sections` are the titles of all there are, in order. `on` is the day of which all this is true.
    """

    address: str
    authority: str
    title: str
    year: str
    round: str
    revision: int
    content_sha256: str
    on: date
    reviews: Sequence[Reviewed]
    sections: Sequence[str]
    points: Sequence[Point]
    notes: Sequence[Noted]
    ratings: Sequence[Rated]
    unrated: Sequence[str]
    answers_unrated: Sequence[Unrated]
    actions: Sequence[Action]


@dataclass(frozen=True)
class Under:
    """What stands under one heading."""

    title: str
    lines: list[Point]


RATED_WIDTHS = (22.0, 16.0, 20.0, 14.0, 28.0)  # per cent: what, by whom, level, agreement, reason
ACTION_WIDTHS = (56.0, 24.0, 20.0)


def compose_feedback(report: FeedbackReport) -> Composition:
    """The report in reading order: what it is, the whole, each section, ratings, actions."""
    whole = [one for one in report.points if not one.section]
    html = TEMPLATES.get_template("feedback.html").render(
        report=report, whole=under(whole, "head"), chapters=chapters(report),
        rated=[(title, list(lines)) for title, lines in groupby(report.ratings, key=lambda one: one.section)],
        columns=column_group(RATED_WIDTHS), action_columns=column_group(ACTION_WIDTHS),
    )
    head = " · ".join([report.authority, "Feedback report", told_year(report.year)])
    foot = f"{report.content_sha256[:12]} · feedback on revision {report.revision}"
    title = f"{report.authority}: feedback report, {report.title}"
    who = Identity(report.address, "feedback-pack", report.revision, report.content_sha256, title, report.authority)
    return gathered([PartSource("feedback", "Feedback report", html)], Furniture(head, foot), who)


@dataclass(frozen=True)
class Chapter:
    """What reviews say of one section: in points, and beside the text."""

    title: str
    points: list[Point]
    notes: list[Noted]


def chapters(report: FeedbackReport) -> list[Chapter]:
    """The sections of which something is said, in the document’s order; any that it no longer has come last."""
    said_of = [*(one.section for one in report.points if one.section), *(one.section for one in report.notes)]
    return [Chapter(title, [one for one in report.points if one.section == title],
                    [one for one in report.notes if one.section == title])
            for title in dict.fromkeys([*report.sections, *said_of]) if title in said_of]


def under(points: Sequence[Point], name: str) -> list[Under]:
    """Points under the headings that they name, each heading once, in the order of its first point."""
    found: dict[str, list[Point]] = {}
    for one in points:
        found.setdefault(getattr(one, name), []).append(one)
    return [Under(title, lines) for title, lines in found.items()]
