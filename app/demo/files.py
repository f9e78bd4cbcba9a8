"""The demonstration's files as typed values."""

from datetime import date
from pathlib import Path

import yaml
from pydantic import BaseModel, ConfigDict

from app.accounts.roles import Role
from app.config import ROOT

FOLDER = ROOT / "seed_data" / "demo"
MADE = frozenset({".pdf", ".docx", ".xlsx", ".png"})


class Entry(BaseModel):
    """One value of a file; what it does not know is an error."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class DemoPerson(Entry):
    """Somebody who stands for a role in an authority, or runs the rounds of a region."""

    authority: str = ""
    region: str = ""
    name: str
    email: str
    roles: list[Role] = []


class People(Entry):
    """Everybody, with the password that they share."""

    password: str
    people: list[DemoPerson]


class Assignment(Entry):
    """Who writes and who agrees some sections, and by when."""

    sections: list[str]
    author: str
    lead: str
    due: date


class DemoAssessment(Entry):
    """One assessment to open; `content` names the folder of its evidence and answers, `words` is its word budget.

    Where it is `signed_by` somebody, all of it is agreed.
    """

    address: str
    coordinator: str
    content: str
    words: int | None = None
    signed_by: str = ""
    assignments: list[Assignment]


class OwnFile(Entry):
    """A file that stands in an item: its text, or for a PDF, Word, Excel or PNG what it was made from.

    Those are made by `seed_data/demo/make_files.py` and lie beside it. `about` is what a paper is about, within a
    sentence; `pages` how many it has; `chapters` the kind of evidence that it is written like, if not its own.
    """

    name: str
    text: str
    about: str = ""
    pages: int = 1
    chapters: str = ""

    @property
    def data(self) -> bytes:
        """The file itself."""
        made = FOLDER / "files" / self.name
        return made.read_bytes() if made.suffix in MADE else self.text.encode()


class DemoItem(Entry):
    """One item of evidence: a link or a file; `review_by` is a day, or so many months after it is loaded."""

    ref: str
    title: str
    kind: str
    owner: str
    as_at: date
    status: str
    sensitivity: str
    review_by: date | int | None = None
    text_alternative: str = ""
    link: str = ""
    file: OwnFile | None = None


class DemoAnswer(Entry):
    """The answer to consecutive prompts: light markup, or the reason why there is none."""

    prompts: list[str]
    state: str = ""
    text: str = ""
    no_answer: str = ""


class DemoRegister(Entry):
    """The rows of a register."""

    key: str
    rows: list[dict[str, str]]


class DemoSection(Entry):
    """The answers of one section."""

    section: str
    answers: list[DemoAnswer] = []
    registers: list[DemoRegister] = []


class Apart(Entry):
    """Two authorities that share leadership."""

    one: str
    other: str
    why: str


class AgreedPair(Entry):
    """A pair that was agreed beforehand, with the person who reviews and who named them, if they are named yet."""

    kind: str
    reviewer: str
    reviewed: str
    why: str
    named_by: str = ""
    person: str = ""


class DemoRelease(Entry):
    """What somebody releases for review."""

    by: str
    name: str


class DemoRound(Entry):
    """A round, with all that led there; without `invited` every authority of the region is."""

    region: str
    coordinator: str
    framework: str
    year: str
    dates: dict[str, date]
    seed: int
    reason: str
    leadership: list[Apart] = []
    invited: list[str] = []
    taking_part: list[str]
    agreed: list[AgreedPair]
    releases: list[DemoRelease]


class AnswerToNoted(Entry):
    """What the authority answers to an annotation, what its reviewer said to that, and whether they settled it."""

    kind: str
    words: str
    reply: str = ""
    settled: bool = False


class DemoAnnotation(Entry):
    """What a reviewer notes on words of an answer, on a table in it, on the whole of it, or on a section."""

    by: str
    section: str
    prompt: str = ""
    kind: str
    quote: str = ""
    table: int | None = None
    words: str
    reference: str = ""
    answer: AnswerToNoted | None = None


class DemoAnnotations(Entry):
    """Everything that is noted on one released assessment."""

    address: str
    annotations: list[DemoAnnotation]


def people() -> People:
    """Everybody in the demonstration."""
    return People.model_validate(_read(FOLDER / "people.yaml"))


def assessments() -> list[DemoAssessment]:
    """The assessments to open."""
    return [DemoAssessment.model_validate(entry) for entry in _read(FOLDER / "assessments.yaml")]


def annotations() -> DemoAnnotations:
    """What reviewers note in the round under way."""
    return DemoAnnotations.model_validate(_read(FOLDER / "annotations.yaml"))


def annotations_before() -> DemoAnnotations:
    """What reviewers noted in the finished round."""
    return DemoAnnotations.model_validate(_read(FOLDER / "earlier" / "annotations.yaml"))


def round_under_way() -> DemoRound:
    """The round of peer challenge."""
    return DemoRound.model_validate(_read(FOLDER / "round.yaml"))


def round_before() -> DemoRound:
    """The finished round of the year before."""
    return DemoRound.model_validate(_read(FOLDER / "earlier" / "round.yaml"))


def evidence(content: str) -> list[DemoItem]:
    """The library of one authority, in the order of its references."""
    entries = [entry for path in sorted((FOLDER / content).glob("evidence-*.yaml")) for entry in _read(path)]
    return sorted(map(DemoItem.model_validate, entries), key=lambda item: int(item.ref[1:]))


def answers(content: str) -> dict[str, DemoSection]:
    """The answers of one assessment by section."""
    sections = [DemoSection.model_validate(_read(path)) for path in (FOLDER / content / "answers").glob("*.yaml")]
    return {section.section: section for section in sections}


def read(name: str) -> list[dict[str, object]] | dict[str, object]:
    """One file of the demonstration, as plain values."""
    return _read(FOLDER / name)


def _read(path: Path) -> list[dict[str, object]] | dict[str, object]:
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    read: list[dict[str, object]] | dict[str, object] = yaml.load(path.read_text("utf-8"), Loader=loader)
    return read
