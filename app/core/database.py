"""The database: engines, one transaction per request, and what follows a commit."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Annotated, Any, TypeVar

from fastapi import Depends, Request
from fastapi.concurrency import run_in_threadpool
from pysqlite3 import dbapi2 as sqlite
from sqlalchemy import Connection, Engine, ExceptionContext, event
from sqlmodel import Session, create_engine

from app.core.errors import CandourError, NotFound
from app.core.together import Busy, Together

WRITES, AT_ONCE = "candour_writes", "candour_at_once"
CACHE, MAPPED = -65_536, 268_435_456  # kibibytes in memory, and bytes of the file that may be mapped
PATIENCE = 15_000  # milliseconds that a writer waits for its turn
OUT_OF_RANGE = "22003"  # PostgreSQL's code for a number that its column's type does not hold
SAFE_SQLITE = (3, 51, 3)  # older versions can corrupt a WAL database when it is reset


def open_engine(url: str) -> Engine:
    """An engine for `url`; raises CandourError where SQLite is too old to be safe."""
    if not url.startswith("sqlite"):
        engine = create_engine(url.replace("postgresql://", "postgresql+psycopg://"), pool_pre_ping=True)
        event.listen(engine, "handle_error", _beyond_any_number)
        return engine
    if sqlite.sqlite_version_info < SAFE_SQLITE:
        raise CandourError(f"SQLite {sqlite.sqlite_version} is too old; version 3.51.3 or later is needed.")
    # The connection used last comes first: it has the pages at hand that the others would have to read again.
    engine = create_engine(
        url, module=sqlite, connect_args={"check_same_thread": False, "timeout": 15}, pool_use_lifo=True
    )
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    event.listen(engine, "handle_error", _beyond_any_number)
    return engine


def _beyond_any_number(context: ExceptionContext) -> None:
    """Nothing has a number larger than a column holds: asking for one finds nothing; writing one stays an error."""
    error = context.original_exception
    too_large = isinstance(error, OverflowError) or getattr(error, "sqlstate", "") == OUT_OF_RANGE
    if too_large and (context.statement or "").startswith("SELECT"):
        raise NotFound from error


def _prepare_sqlite(connection: Any, _: object) -> None:
    connection.isolation_level = None  # SQLAlchemy's own BEGIN decides, see _begin_sqlite
    for pragma in (
        "journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", f"busy_timeout={PATIENCE}",
        f"cache_size={CACHE}", f"mmap_size={MAPPED}", "temp_store=MEMORY",
        "wal_autocheckpoint=8000",  # pages, some 32 MB: a save writes about ten, and one in hundreds may wait longer
    ):
        connection.execute(f"PRAGMA {pragma}")


def _begin_sqlite(connection: Connection) -> None:
    """Writers take the lock at once: a lock taken half-way can only fail."""
    options = connection.get_execution_options()
    driver: Any = connection.connection.driver_connection  # a statement of SQLAlchemy's costs as much as a query
    if not options.get(WRITES, True):
        driver.execute("BEGIN")
    elif options.get(AT_ONCE):
        _begin_at_once(driver)
    else:
        connection.exec_driver_sql("BEGIN IMMEDIATE")


def _begin_at_once(driver: Any) -> None:
    """Begin to write, or raise Busy without waiting."""
    driver.execute("PRAGMA busy_timeout=0")
    try:
        driver.execute("BEGIN IMMEDIATE")
    except sqlite.OperationalError as error:
        raise Busy from error
    finally:
        driver.execute(f"PRAGMA busy_timeout={PATIENCE}")


Result = TypeVar("Result")


class Database:
    """Sessions over one engine: `read()` never writes, `write()` commits once, at its end."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.engine = open_engine(url)
        sees = {} if self.engine.dialect.name == "sqlite" else {"isolation_level": "REPEATABLE READ"}
        self._reader = self.engine.execution_options(**{WRITES: False}, **sees)  # one moment for a whole session
        self._at_once = self.engine.execution_options(**{AT_ONCE: True})
        self._together = Together(lambda: self.write(at_once=True), self.write)

    def reader(self) -> Session:
        """A session for reading alone; the caller closes it."""
        return Session(self._reader, autoflush=False)

    async def near(self, work: Callable[[Session], Result]) -> Result:
        """A short read from async code: inline on SQLite, where a thread costs more than the query;
        in a thread on PostgreSQL, where the answer may take its time."""
        if self.engine.dialect.name == "sqlite":
            return self._read_with(work)
        return await run_in_threadpool(self._read_with, work)

    async def change(self, work: Callable[[Session], Result]) -> Result:
        """A short change from async code, committed when this returns: see Together for SQLite, where a thread
        costs more than the change; in a thread on PostgreSQL."""
        if self.engine.dialect.name == "sqlite":
            done: Result = await self._together.make(work)
            return done
        return await run_in_threadpool(self._write_with, work)

    def _write_with(self, work: Callable[[Session], Result]) -> Result:
        with self.write() as session:
            return work(session)

    def _read_with(self, work: Callable[[Session], Result]) -> Result:
        with self.reader() as session:
            return work(session)

    @contextmanager
    def read(self) -> Iterator[Session]:
        """A session whose changes are thrown away."""
        with self.reader() as session:
            yield session

    @contextmanager
    def write(self, at_once: bool = False) -> Iterator[Session]:
        """One transaction: committed at the end, rolled back on any error; then what was to follow.

        With `at_once` the lock is taken right here, or Busy raised.
        """
        with Session(self._at_once if at_once else self.engine, expire_on_commit=False) as session:
            if at_once:
                session.connection()
            try:
                yield session
                session.commit()
            except BaseException:
                session.rollback()
                raise
            for follow in session.info.pop("after_commit", ()):
                follow()


@contextmanager
def lean(session: Session) -> Iterator[None]:
    """A statement over very many rows that leaves memory alone: on SQLite with a cache of 8 MB and no mapping."""
    if session.get_bind().dialect.name != "sqlite":
        yield
        return
    driver: Any = session.connection().connection.driver_connection
    driver.execute("PRAGMA cache_size=-8192")
    driver.execute("PRAGMA mmap_size=0")
    try:
        yield
    finally:
        driver.execute(f"PRAGMA cache_size={CACHE}")
        driver.execute(f"PRAGMA mmap_size={MAPPED}")


def after_commit(session: Session, follow: Callable[[], None]) -> None:
    """Queue what may only happen once the change is on disk; dropped on rollback."""
    session.info.setdefault("after_commit", []).append(follow)


def database_of(request: Request) -> Database:
    """The application's database."""
    database: Database = request.app.state.database
    return database


def _reading(request: Request) -> Iterator[Session]:
    with database_of(request).read() as session:
        yield session


def _writing(request: Request) -> Iterator[Session]:
    with database_of(request).write() as session:
        yield session


# The scope makes the commit come before the response leaves.
ReadSession = Annotated[Session, Depends(_reading, scope="function")]
WriteSession = Annotated[Session, Depends(_writing, scope="function")]
