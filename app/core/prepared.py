"""Statements that nearly every request or save makes, compiled once and handed to the driver as they are."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Dialect, Executable
from sqlmodel import Session


@dataclass(frozen=True)
class Compiled:
    """A statement in one dialect: its parameters in order, those that never change, and how values are converted
    on their way in and out."""

    sql: str
    names: list[str]
    fixed: Mapping[str, Any]
    converters: Mapping[str, Callable[[Any], Any] | None]
    positional: bool
    readers: Sequence[Callable[[Any], Any] | None]

    def bound(self, values: Mapping[str, Any]) -> Any:
        """The parameters as the driver takes them."""
        given = dict(self.fixed)
        for name, value in values.items():
            convert = self.converters[name]
            given[name] = convert(value) if convert else value
        return [given[name] for name in self.names] if self.positional else given


class Prepared:
    """A statement with bound parameters; SQLAlchemy's own way to run it takes five times as long as the query.

    `rows` come as the driver gives them, so that dates may be text: for what needs no conversion, or is only compared.
    """

    def __init__(self, statement: Executable) -> None:
        self.statement = statement
        self._compiled: dict[str, Compiled] = {}

    def rows(self, session: Session, **values: Any) -> list[tuple[Any, ...]]:
        """The rows for these values of the parameters, in the session's transaction."""
        found: list[tuple[Any, ...]] = self.run(session, **values).fetchall()
        return found

    def first(self, session: Session, **values: Any) -> tuple[Any, ...] | None:
        """The first row, if there is any, its values converted as the models have them.

        It is read after whatever the session has still to write.
        """
        session.flush()
        row = self.run(session, **values).fetchone()
        if row is None:
            return None
        readers = self._compiled[session.connection().dialect.name].readers
        return tuple(read(value) if read else value for read, value in zip(readers, row, strict=True))

    def run(self, session: Session, **values: Any) -> Any:
        """Carry the statement out in the session's transaction; the driver's cursor."""
        connection = session.connection()
        compiled = self._compiled.get(connection.dialect.name) or self._compile(connection.dialect)
        driver: Any = connection.connection.driver_connection
        return driver.execute(compiled.sql, compiled.bound(values))

    def _compile(self, dialect: Dialect) -> Compiled:
        statement: Any = self.statement
        done: Any = statement.compile(dialect=dialect)
        types = {name: bind.type.dialect_impl(dialect) for name, bind in done.binds.items()}
        converters = {name: kind.bind_processor(dialect) for name, kind in types.items()}
        names = list(done.positiontup or ())
        columns = getattr(statement, "selected_columns", ())
        readers = [column.type.dialect_impl(dialect).result_processor(dialect, None) for column in columns]
        made = Compiled(str(done), names, dict(done.params), converters, done.positional, readers)
        self._compiled[dialect.name] = made
        return made
