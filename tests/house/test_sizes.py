"""Code stays small enough to read: functions of at most 25 lines, files of at most 300, each file saying what it is."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.config import ROOT

LONGEST_FUNCTION, LONGEST_FILE = 25, 300
FILES = sorted((ROOT / "app").rglob("*.py"))
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
ALLOWED: dict[str, str] = {}  # function or file: why it may be longer
MIGRATIONS = ROOT / "app" / "migrations" / "versions"


def name_of(path: Path) -> str:
    """The path within the project."""
    return path.relative_to(ROOT).as_posix()


def functions(tree: ast.AST) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    """Every function and method."""
    return (node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef))


def length(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """Its lines of code: signature and docstring tell, and functions inside it count for themselves."""
    body = function.body[1:] if ast.get_docstring(function) else function.body
    inner = sum((one.end_lineno or 0) - one.lineno + 1 for node in body for one in functions(node))
    return (function.end_lineno or 0) - body[0].lineno + 1 - inner if body else 0


@pytest.mark.parametrize("path", FILES, ids=name_of)
class TestPython:
    def test_a_file_says_what_it_is_and_is_short(self, path: Path) -> None:
        text = path.read_text("utf-8")
        docstring = ast.get_docstring(ast.parse(text)) or ""
        assert docstring.endswith("."), "no sentence at the top of the file"
        assert len(text.splitlines()) <= LONGEST_FILE or name_of(path) in ALLOWED

    def test_its_functions_are_short(self, path: Path) -> None:
        found = [
            f"{one.name}: {length(one)} lines" for one in functions(ast.parse(path.read_text("utf-8")))
            if length(one) > LONGEST_FUNCTION and f"{name_of(path)}:{one.name}" not in ALLOWED
        ]
        assert path.is_relative_to(MIGRATIONS) or found == []


@pytest.mark.parametrize("path", TEMPLATES, ids=name_of)
def test_a_template_says_what_it_is(path: Path) -> None:
    text = path.read_text("utf-8")
    assert len(text.splitlines()) <= LONGEST_FILE
    assert text.startswith("{#") or len(text.splitlines()) <= 3


def test_nothing_is_allowed_that_is_short_by_now() -> None:
    assert all((ROOT / key.split(":")[0]).exists() for key in ALLOWED)
