"""Render the parts of a composition: those that changed, in parallel, and the page numbers last."""

from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from threading import Lock

from markupsafe import Markup

from app.publishing.cache import PieceCache, anatomy_from, key_of
from app.publishing.compose import TEMPLATES
from app.publishing.errors import PublishingError
from app.publishing.models import Anatomy, Composition, PartSource
from app.publishing.pagination import likely_pages, needs_page_numbers, pages_of_anchors, with_page_numbers
from app.publishing.pool import Pool

ROUNDS = 5


@dataclass(frozen=True)
class RenderedPart:
    """A part whose PDF is in the cache under `key`."""

    key: str
    anatomy: Anatomy


def page_html(title: str, body: str) -> str:
    """Fragments as a whole HTML document."""
    return TEMPLATES.get_template("document.html").render(title=title, body=Markup(body))


class PartRun:
    """One document’s rendering: which parts are done, and whom to tell."""

    def __init__(self, composition: Composition, pool: Pool, cache: PieceCache,
                 on_done: Callable[[int, str], None]) -> None:
        self.composition, self.pool, self.cache, self.on_done = composition, pool, cache, on_done
        self.counting, self.done = Lock(), set[str]()

    def rendered(self) -> list[RenderedPart]:
        """Every part in reading order: text first, biggest first; then what prints page numbers."""
        waiting = [part for part in self.composition.parts if needs_page_numbers(part.html)]
        text = [part for part in self.composition.parts if part not in waiting]
        ready = self.all_of({part.key: part.html for part in text})
        ready |= self.settled(waiting, ready)
        return [ready[part.key] for part in self.composition.parts]

    def all_of(self, pieces: dict[str, str]) -> dict[str, RenderedPart]:
        """Render pieces (HTML by part key) on all workers."""
        order = sorted(pieces, key=lambda key: len(pieces[key]), reverse=True)
        with ThreadPoolExecutor(self.pool.size) as threads:
            return dict(zip(order, threads.map(lambda key: self.one(key, pieces[key]), order), strict=True))

    def one(self, name: str, html: str) -> RenderedPart:
        """Render one piece, or find it rendered."""
        title = next(part.title for part in self.composition.parts if part.key == name)
        key = key_of(name, html)
        anatomy = self.cache.anatomy(key)
        if anatomy is None:
            anatomy = anatomy_from(self.pool.run(
                {"task": "render", "key": key, "prefix": name, "folder": str(self.cache.folder),
                 "html": page_html(title, html)}, f"“{title}”"))
        with self.counting:
            self.done.add(name)
            self.on_done(len(self.done), title)
        return RenderedPart(key, anatomy)

    def settled(self, waiting: list[PartSource], ready: dict[str, RenderedPart]) -> dict[str, RenderedPart]:
        """Render the parts that print page numbers, until the numbers agree with where things are.

        Their own lengths are remembered from last time, or guessed, so one round is nearly always enough.
        """
        assumed = {part.key: self.expected(part) for part in waiting}
        for _ in range(ROUNDS):
            pages = self.page_numbers(ready, assumed)
            found = self.all_of({part.key: with_page_numbers(part.html, pages) for part in waiting})
            if all(found[key].anatomy.pages == anatomy.pages for key, anatomy in assumed.items()):
                self.remember(waiting, found)
                return found
            assumed = {key: part.anatomy for key, part in found.items()}
        raise PublishingError("The page numbers of the contents list could not be settled.")

    def page_numbers(self, ready: dict[str, RenderedPart], assumed: dict[str, Anatomy]) -> dict[str, int]:
        """The page of each anchor that some part prints the number of."""
        known = assumed | {key: part.anatomy for key, part in ready.items()}
        return pages_of_anchors((known[part.key].pages, known[part.key]) for part in self.composition.parts)

    def expected(self, part: PartSource) -> Anatomy:
        """What is thought of a part that waits for its page numbers: remembered, else guessed."""
        kept = self.cache.read(key_of("shape", part.html), "txt")
        pages = int(kept) if kept else likely_pages(part.html)
        return Anatomy(pages, {f"part-{part.key}": (0, 0.0, 0.0)}, ())

    def remember(self, waiting: Iterable[PartSource], found: dict[str, RenderedPart]) -> None:
        """Keep the lengths for next time, under the HTML without its page numbers."""
        for part in waiting:
            self.cache.write(key_of("shape", part.html), "txt", str(found[part.key].anatomy.pages).encode())
