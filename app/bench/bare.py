"""The plainest FastAPI pages that a page and a save of Candour are measured against."""

import sys
from collections.abc import Iterator
from typing import Annotated

from fastapi import Depends, FastAPI
from fastapi.responses import HTMLResponse
from jinja2 import DictLoader, Environment
from pydantic import BaseModel
from sqlalchemy import MetaData
from sqlmodel import Field, Session, SQLModel, select

from app.assessments.models import Text
from app.core.database import WRITES, open_engine
from app.core.serving import web_server

PAGE = """<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><title>{{ row.last_author }}</title></head>
<body><h1>{{ row.words }} words</h1><p>Version {{ row.version }}, last written by {{ row.last_author }}.</p></body>
</html>
"""


class BenchRow(SQLModel, table=True):
    """One row of a bare save, in a table that no migration knows."""

    metadata = MetaData()
    id: int | None = Field(default=None, primary_key=True)
    words: str


class Sent(BaseModel):
    """What a bare save takes."""

    words: str


def bare_app(database_url: str) -> FastAPI:
    """Each page once as a plain `def` with its session as a dependency, once as `async def` with it inline."""
    engine = open_engine(database_url)
    reader = engine.execution_options(**{WRITES: False})
    BenchRow.__table__.create(engine, checkfirst=True)  # type: ignore[attr-defined]
    with Session(reader) as session:
        text_id = session.exec(select(Text.id).where(Text.words > 0)).first()
    template = Environment(loader=DictLoader({"page": PAGE}), autoescape=True).get_template("page")
    app = FastAPI()

    def reading() -> Iterator[Session]:
        with Session(reader) as session:
            yield session

    def writing() -> Iterator[Session]:
        with Session(engine) as session:
            yield session

    @app.get("/def")
    def read_plain(session: Annotated[Session, Depends(reading)]) -> HTMLResponse:
        return HTMLResponse(template.render(row=session.get(Text, text_id)))

    @app.get("/async")
    async def read_async() -> HTMLResponse:
        with Session(reader) as session:
            return HTMLResponse(template.render(row=session.get(Text, text_id)))

    @app.post("/def")
    def save_plain(sent: Sent, session: Annotated[Session, Depends(writing)]) -> dict[str, str]:
        session.add(BenchRow(words=sent.words))
        session.commit()
        return {"kept": sent.words}

    @app.post("/async")
    async def save_async(sent: Sent) -> dict[str, str]:
        with Session(engine) as session:
            session.add(BenchRow(words=sent.words))
            session.commit()
        return {"kept": sent.words}

    return app


def main() -> None:
    """Serve the bare pages as Candour is served; the arguments are the port and the database URL."""
    port, url = sys.argv[1:]
    web_server(bare_app(url), host="127.0.0.1", port=int(port)).run()


if __name__ == "__main__":
    main()
