"""A store of its own for one run: the demonstration, and a real document beside it where one is given."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from app.assessments.address import Address, parse_address
from app.assessments.queries import Line, any_assessment_at, lines
from app.bench.processes import run
from app.core.database import Database
from app.core.errors import NotFound
from app.core.files import FileStore
from app.demo import files as demo
from app.demo.seed import seed
from app.publishing.compose import compose
from app.publishing.documents.service import order
from app.publishing.models import Composition

COORDINATOR = "coordinator@peterborough.example"
PACK_YEAR = "2015-16"  # the demonstration holds the year of the published document


@dataclass(frozen=True)
class Stage:
    """A store in a folder: the assessment whose pages are measured, and the one whose document is."""

    folder: Path
    database: Database
    pages: Address
    document: Address

    @property
    def people(self) -> tuple[str, str]:
        """The address and password of the demonstration's coordinator."""
        return COORDINATOR, demo.people().password

    def statements(self, address: Address) -> list[Line]:
        """The answered statements of an assessment, each answer once, in order."""
        with self.database.read() as session:
            assessment = any_assessment_at(session, address)
            if assessment is None or assessment.id is None:
                raise NotFound(f"There is no assessment {address} to be measured.")
            answered = [line for line in lines(session, assessment.id) if line.kind == "statement" and line.words]
        return list({line.response_id: line for line in answered}.values())

    def composition(self) -> Composition:
        """The document as it stands, as HTML."""
        with self.database.read() as session:
            assessment = any_assessment_at(session, self.document)
            if assessment is None:
                raise NotFound
            wanted = order(session, assessment, self.document, "draft")
        return compose(wanted.content, wanted.edition)


@contextmanager
def staged(pack: Path | None) -> Iterator[Stage]:
    """A filled store, thrown away afterwards; with `pack`, its document is the one to be made."""
    with TemporaryDirectory(prefix="candour-bench-") as name:
        folder = Path(name)
        run(["app.cli", "upgrade"], folder)
        database = Database(f"sqlite:///{folder / 'candour.sqlite3'}")
        with database.write() as session:
            seed(session, FileStore(folder / "files"))
        pages = parse_address(demo.assessments()[0].address)
        document = _imported(folder, pages, pack) if pack else pages
        yield Stage(folder, database, pages, document)
        database.engine.dispose()


def _imported(folder: Path, like: Address, pack: Path) -> Address:
    address = Address(like.authority, like.framework, PACK_YEAR)
    run(["app.cli", "import", str(pack.absolute()), "--authority", address.authority,
         "--framework", address.framework, "--year", address.year], folder)
    return address
