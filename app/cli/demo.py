"""Show Candour on this machine with demonstration data; what you write stays until --fresh."""

import argparse
import shutil

from app.cli.failures import log_to_file
from app.cli.server import listening, serve_on
from app.cli.store import open_store
from app.config import Demonstration, Settings
from app.core.buckets import open_files
from app.core.errors import Conflict
from app.demo.files import DemoPerson, people
from app.demo.packs import ask_for_packs
from app.demo.seed import check_ours, seed

OWN = ("candour.sqlite3", "candour.sqlite3-wal", "candour.sqlite3-shm", "files", "parts", "arriving", "candour.log")


def arguments(parser: argparse.ArgumentParser) -> None:
    """Whether to start over, and where to listen."""
    parser.add_argument("--fresh", action="store_true", help="forget what was written and start over")
    parser.add_argument("--port", type=int, default=8000, help="port to listen on (default 8000)")


def run(settings: Settings, asked: argparse.Namespace) -> int:
    """Fill the store if it is empty, then serve until told to stop."""
    local = Demonstration(**settings.model_dump() | {
        "host": "127.0.0.1", "port": asked.port, "secure_cookies": False, "address": f"http://127.0.0.1:{asked.port}",
    })
    with listening(local) as taken:  # before --fresh, so that a demonstration that runs is left alone
        if asked.fresh:
            _forget(local)
        _fill(local)
        log_to_file(local)
        return serve_on(taken, local, lambda place: print(_welcome(place), flush=True))


def _fill(settings: Settings) -> None:
    database = open_store(settings)
    with database.write() as session:
        loaded = not check_ours(session)
        if loaded:
            print("Loading the demonstration data, once; this can take half a minute.", flush=True)
            seed(session, open_files(settings.files, settings.data_dir / "files"))
            ask_for_packs(session)
    database.engine.dispose()
    if loaded:
        print("It is loaded. Packs and reports are made while you look at it, within some minutes.", flush=True)


def _forget(settings: Settings) -> None:
    """Delete a demonstration store; Conflict where it is not one."""
    if settings.database_url:
        raise Conflict("--fresh empties the built-in database alone; empty the one of CANDOUR_DATABASE_URL yourself.")
    if (settings.data_dir / "candour.sqlite3").exists():
        database = open_store(settings)
        with database.read() as session:
            check_ours(session)
        database.engine.dispose()
    for name in OWN:
        path = settings.data_dir / name
        shutil.rmtree(path) if path.is_dir() else path.unlink(missing_ok=True)


def _welcome(place: str) -> str:
    everybody = people()
    width = max(len(one.email) for one in everybody.people)
    return "\n".join([
        f"Open http://{place}/ and sign in with the password  {everybody.password}", "",
        *(f"  {one.email:<{width}}  {_told(one)}" for one in everybody.people), "",
        f"Letters are not sent: http://{place}/mailbox shows them.", "Ctrl+C stops it.",
    ])


def _told(one: DemoPerson) -> str:
    name = one.name.removesuffix(" (demo)")
    where = "" if " in " in name or not one.authority else f", {one.authority.capitalize()}"  # some say it themselves
    return f"{name}{where}{': ' if one.roles else ''}{', '.join(one.roles)}"
