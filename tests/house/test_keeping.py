"""What is typed into a form of peer challenge is kept on the computer until the server has it, whichever form it is."""

import re
from pathlib import Path

import pytest

from app.config import ROOT

HOME = ROOT / "templates"
FORM = re.compile(r"<form\b(?P<head>[^>]*(?:\{\{[^}]*\}\}[^>]*)*)>(?P<body>.*?)</form>", re.DOTALL)
PART = re.compile(r"\{% include '([^']+)'")
TYPED = re.compile(r"\btext_field\(|<textarea\b|<input\b(?![^>]*\btype=\"(?:hidden|radio|checkbox|submit)\")")
KEEPERS = ("data-keeping=", "data-saving=", "data-annotate")  # of keeping.js, saving.js and annotations.js
PAGES = sorted((HOME / "reviews").glob("*.html"))


def _with_parts(text: str) -> str:
    """A piece of a template with what it includes in place."""
    return PART.sub(lambda found: _with_parts((HOME / found[1]).read_text("utf-8")), text)


def _forms(text: str) -> list[tuple[str, str]]:
    """Every form of a template that is posted and typed into: its head and its body."""
    found = [(one["head"], _with_parts(one["body"])) for one in FORM.finditer(text)]
    return [(head, body) for head, body in found if 'method="post"' in head and TYPED.search(body)]


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.stem)
def test_whatever_is_typed_into_a_form_is_kept(path: Path) -> None:
    text = path.read_text("utf-8")
    assert text.count("<form") == len(FORM.findall(text)), "a form that this test cannot read"
    assert [head for head, _ in _forms(text) if not any(one in head for one in KEEPERS)] == []


def test_the_reader_finds_what_is_typed() -> None:
    assert sum(len(_forms(path.read_text("utf-8"))) for path in PAGES) > 25
    plain = '<form action="{{ a }}" method="post">{% include \'reviews/_two.html\' %}</form>'
    assert _forms(plain) and not _forms(plain.replace("post", "get"))
    assert not _forms('<form action="/a" method="post"><input type="hidden" name="a"></form>')


def test_every_page_of_somebody_signed_in_keeps_it_by_the_same_script() -> None:
    assert "js/keeping.js" in (HOME / "base.html").read_text("utf-8")
    assert [path.name for path in HOME.rglob("*.html") if "js/keeping.js" in path.read_text("utf-8")] == ["base.html"]
