"""Bring the database to the shape that this version of Candour needs, and load the frameworks."""

import argparse

from app.cli.store import prepare
from app.config import Settings


def arguments(parser: argparse.ArgumentParser) -> None:
    """Takes none."""


def run(settings: Settings, _: argparse.Namespace) -> int:
    """Upgrade and say what was done."""
    before, after = prepare(settings)
    if before == after:
        print(f"The database is up to date (change {after}).")
    else:
        print(f"The database had {f'change {before}' if before else 'nothing'} and now has change {after}.")
    return 0
