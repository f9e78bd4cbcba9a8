"""The command line: which commands there are, and what each one takes."""

import argparse
from collections.abc import Sequence
from importlib import import_module
from types import ModuleType
from typing import NoReturn

# Name, module and one line of help; a module is loaded only when its command is asked for.
COMMANDS = {
    "demo": ("demo", "show Candour on this machine, with demonstration data"),
    "test": ("test", "run every test"),
    "serve": ("serve", "serve the pages"),
    "import": ("import_file", "take an existing document into an assessment"),
    "figures": ("figures", "bring measures and figures in from CSV or Excel files"),
    "export": ("export", "make the PDF of an assessment"),
    "verify": ("verify", "say whether a PDF was made here and is unaltered"),
    "bench": ("bench", "measure pages, saves and PDFs on this machine"),
    "create-user": ("create_user", "add a person, such as the first administrator"),
    "upgrade": ("upgrade", "bring the database to the shape that this version needs"),
}
WHERE = "CANDOUR_DATABASE_URL and CANDOUR_DATA_DIR say where things are kept (by default in the folder var)."
USAGE_ERROR = 2


class Parser(argparse.ArgumentParser):
    """Says in one sentence what is wrong with a command line."""

    def error(self, message: str) -> NoReturn:
        """Print the sentence and where to read more, and exit with 2."""
        self.exit(USAGE_ERROR, f"{message[:1].upper()}{message[1:]}; see {self.prog} --help.\n")


def read_line(line: Sequence[str]) -> tuple[ModuleType, argparse.Namespace]:
    """The command's module and its arguments; exits by itself for --help and for a wrong line."""
    parser = Parser(
        prog="candour", description="Honest, evidence-linked self-assessments for children’s services.",
        epilog=f"“candour COMMAND --help” tells more. {WHERE}",
    )
    name = next(iter(line), "--help")
    if name not in COMMANDS and not name.startswith("-"):
        parser.error(f"there is no command “{name}”")
    commands = parser.add_subparsers(title="commands", metavar="COMMAND", required=True, parser_class=Parser)
    module = None
    for name, (module_name, summary) in COMMANDS.items():
        own = commands.add_parser(name, help=summary, allow_abbrev=False)
        if name == next(iter(line), None):
            module = import_module(f"app.cli.{module_name}")
            own.description = module.__doc__
            module.arguments(own)
    found, rest = parser.parse_known_args(line or ["--help"])
    assert module is not None  # anything else has ended in an error or in help
    if rest and not getattr(module, "PASSES_ON", False):
        commands.choices[line[0]].error(f"unknown argument {rest[0]}")
    found.rest = rest
    return module, found
