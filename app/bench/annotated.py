"""What pages cost the server with many annotations: seen before, and for the first time after each kind of change."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace

from sqlmodel import col, text, update

from app.accounts.queries import actor_by_email
from app.bench.browser import Browser
from app.bench.figures import Findings
from app.bench.keystrokes import Desk
from app.bench.processes import free_port, processor_time, serving
from app.bench.stage import COORDINATOR, Stage
from app.core.errors import NotFound
from app.demo import files as demo
from app.reviews.annotations import service
from app.reviews.annotations.guards import annotating
from app.reviews.annotations.models import Annotation
from app.reviews.annotations.placing import Chosen
from app.reviews.annotations.service import Typed, Where
from app.reviews.releases.frozen import answers_in, content_of
from app.reviews.releases.queries import reading_at
from app.richtext.walk import inline_nodes

REVIEWER, DIRECTOR = "director@essex.example", "director@peterborough.example"
SECTION, PROMPT = "1", "1.2"
MANY, PAGES = 200, 20
LENGTH, STRIDE = 12, 997  # letters that are noted, and from one to the next: all over the text
MOST = 1.5
OURS = "bench-"  # what our annotations are sent as
HELD = ("one in other words", "one more")  # what is to be within MOST


def measure_annotated(stage: Stage, rounds: int, findings: Findings) -> None:
    """Pages with many annotations and, in turn, the same pages while these are taken back."""
    port = free_port()
    _let_note(stage)
    with serving(["app.cli", "serve", "--port", str(port)], port, stage.folder) as pid:
        author = _signed_in(port, COORDINATOR)
        released = f"/reviews/released/{stage.pages}/sections/{SECTION}"
        now = f"/reviews/annotations/{stage.pages}/prompts/{PROMPT}"
        sides = [
            _Side("released section, for its reviewer", pid, released, _signed_in(port, REVIEWER), author),
            _Side("review of a statement, for its authority", pid, now, author, _signed_in(port, DIRECTOR)),
        ]
        _annotate(stage, range(MANY))
        typing = Desk(author, f"{stage.pages.path}/prompts/{PROMPT}")
        for number in range(rounds):
            _round(stage, sides, number, typing)
    for side in sides:
        side.told(findings)


def _round(stage: Stage, sides: Iterable["_Side"], number: int, typing: Desk) -> None:
    changes: dict[str, Callable[[], None]] = {
        "one in other words": lambda: _reword(stage, f"{OURS}{number}"),
        "one more": lambda: _annotate(stage, [MANY + number]),
        "a letter written in the text": typing.write,
        "all in other words": lambda: _reword(stage, f"{OURS}%"),
    }
    for name in ("bare", "many"):
        _take_back(stage, name == "bare")
        for side in sides:
            side.took(name, side.once_again(PAGES))
    for name, change in changes.items():
        change()
        for side in sides:
            side.took(name, side.asked(1))
    for side in sides:
        side.took("a second reader after that", side.asked(1, side.other))
    _take_back(stage, True)
    for side in sides:
        side.asked(1)
    typing.write()
    for side in sides:
        side.took("bare, a letter written", side.asked(1))


@dataclass
class _Side:
    """A page as two people open it, and the seconds of processor time that it took the server."""

    name: str
    pid: int
    path: str
    browser: Browser
    other: Browser
    seconds: dict[str, list[float]] = field(default_factory=dict)

    def took(self, name: str, seconds: float) -> None:
        """Keep what something took."""
        self.seconds.setdefault(name, []).append(seconds)

    def asked(self, times: int, browser: Browser | None = None) -> float:
        """What one of so many requests took."""
        began = processor_time(self.pid)
        for _ in range(times):
            (browser or self.browser).page(self.path)
        return (processor_time(self.pid) - began) / times

    def once_again(self, times: int) -> float:
        """The same once the page has been shown."""
        self.browser.page(self.path)
        return self.asked(times)

    def told(self, findings: Findings) -> None:
        """The figures of this page, and each against the bare one."""
        seconds = dict(self.seconds)
        bare = findings.add(f"{self.name}, as the demonstration has it", seconds.pop("bare"), "ms")
        findings.add("… the same, first view after a letter written in the text", seconds.pop("bare, a letter written"),
                     "ms")
        many = findings.add(f"… with {MANY} annotations more on one answer, seen before", seconds.pop("many"), "ms")
        findings.aim(f"{self.name} with {MANY} annotations / without", many, bare, MOST)
        for name, took in seconds.items():
            first = findings.add(f"… first view after: {name}", took, "ms")
            if name in HELD:
                findings.aim(f"… first view after: {name} / without", first, bare, MOST)


def _signed_in(port: int, email: str) -> Browser:
    browser = Browser(port)
    browser.sign_in(email, demo.people().password)
    return browser


def _let_note(stage: Stage) -> None:
    """Let the submitted reviews of this store, which is thrown away, note more and take it back, as before."""
    with stage.database.write() as session:
        for act in ("insert", "update"):
            session.execute(text(f"DROP TRIGGER annotation_refuses_{act}"))


def _annotate(stage: Stage, numbers: Iterable[int]) -> None:
    """Annotations of one reviewer on one answer, as they were made before the review was submitted."""
    with stage.database.write() as session:
        actor = actor_by_email(session, REVIEWER)
        if actor is None:
            raise NotFound
        on = annotating(session, reading_at(session, actor, stage.pages))
        on = replace(on, review=replace(on.review, submitted_at=None))
        doc = answers_in(content_of(session, on.reading))[PROMPT]["doc"]
        letters = sum(len(part.get("text", "")) for part in inline_nodes(doc))
        for number in numbers:
            start = number * STRIDE % (letters - LENGTH)
            where = Where(on.reading.frozen.number, SECTION, PROMPT, Chosen(start, start + LENGTH))
            said = Typed("question", f"Question {number}: how do you know that?", sent_as=f"{OURS}{number}")
            service.save(session, on, where, said)


def _reword(stage: Stage, sent_as: str) -> None:
    """Say what was sent under this name, or under all names like it, in other words."""
    with stage.database.write() as session:
        words = col(Annotation.words) + " And since when?"
        session.execute(update(Annotation).where(col(Annotation.sent_as).like(sent_as)).values(words=words))


def _take_back(stage: Stage, is_removed: bool) -> None:
    """Take our annotations back, or put them back."""
    with stage.database.write() as session:
        session.execute(
            update(Annotation).where(col(Annotation.sent_as).startswith(OURS)).values(is_removed=is_removed))
