"""Every page keeps the house's rules for HTML, whatever the browser's role."""

import re
from pathlib import Path

import pytest

from tests.assessments.factories import LARGE, SMALL
from tests.browser import Browser
from tests.conftest import SignIn
from tests.house.reading import faults_of

ROOT = Path(__file__).resolve().parents[2]
AT = LARGE.path
SETTINGS = "/settings/peterborough"
FIGURES = "/figures/peterborough"
PAGES = {
    "author": (
        "/", "/assessments", "/recovered", "/frameworks", AT, f"{AT}?detail=all", f"{AT}/sections/1",
        f"{AT}/sections/A1", f"{AT}/prompts/1.1", f"{AT}/prompts/1.1/edit", f"{AT}/prompts/1.1/history",
        f"{AT}/prompts/1.1/compare?old=0&new=1", f"{AT}/prompts/1.1/versions/1", f"{AT}/prompts/1.1/who",
        f"{AT}/prompts/10.1/who", f"{AT}/prompts/1.1/history?page=2", f"{AT}/prompts/A1/history",
        f"{AT}/find", f"{AT}/find?q=audit", f"{AT}/find?q=director&case=true&section=A1", f"{AT}/find?q=no-such-words",
        f"{AT}/prompts/A1", f"{AT}/prompts/A1/compare?old=1&new=1", f"{AT}/prompts/A1/rows/new",
        f"{AT}/prompts/A1/rows/1", f"{AT}/sign-off", SMALL.path, f"{AT}/prompts/1.1?beside=comments",
        f"{AT}/prompts/1.1/edit?beside=comments", f"{AT}/prompts/A1?beside=comments", f"{AT}/prompts/1.1/suggest",
        f"{AT}/prompts/1.1?beside=suggestions", f"{AT}/word",
        "/evidence/peterborough", "/evidence/peterborough/E1", "/evidence/peterborough/E1/revisions/1?place=p. 1",
        "/evidence/peterborough/new", "/evidence/peterborough/E1/revisions", "/evidence/peterborough/claims",
        FIGURES, f"{FIGURES}?show=outliers&topic=Workforce", f"{FIGURES}?q=no-such-words", f"{FIGURES}/neighbours",
        f"{FIGURES}/pack/2016-17", f"{FIGURES}/pack/2015-16", f"{FIGURES}/pack/1999-00",
        f"{FIGURES}/measures/children-looked-after", f"{FIGURES}/measures/rate-of-children-looked-after",
        "/reviews", f"/reviews/annotations/{LARGE}/prompts/1.1", f"/reviews/annotations/{LARGE}/prompts/A1",
    ),
    "lead": (
        "/", f"{AT}/sections/1", f"{AT}/sections/2", f"{AT}/prompts/2.1?beside=checks",
        f"{AT}/prompts/2.1?beside=history",
    ),
    "coordinator": (
        "/", f"{AT}/people", f"{AT}/budgets", f"{AT}/sign-off", "/assessments/peterborough/open",
        f"{SETTINGS}/activity", FIGURES, f"{FIGURES}/neighbours", f"{FIGURES}/import",
        "/frameworks/eastern-region-2016-17", "/frameworks/neglect-2017", "/frameworks/ofsted-three-questions",
    ),
    "director": ("/", f"{AT}/sign-off", AT, f"{AT}/find?q=e"),
    "reader": ("/", "/assessments"),
    "administrator": (
        "/", f"{SETTINGS}/people", f"{SETTINGS}/people/1", f"{SETTINGS}/files", f"{SETTINGS}/activity",
        f"{FIGURES}/import",
    ),
}


@pytest.mark.parametrize(("name", "path"), [(name, path) for name, paths in PAGES.items() for path in paths])
def test_a_page_is_sound(sign_in: SignIn, name: str, path: str) -> None:
    response = sign_in(name).get(path)
    assert response.status_code == 200, response.text
    assert "<h1" in response.text


def test_the_reader_finds_faults() -> None:
    page = """<html><head><title>Other</title></head><body><h1>One</h1><p id="a">It's<div id="a"></div></p>
    <form method="post"></form><script>x</script><label for="gone">L</label></body></html>"""
    found = " ".join(faults_of(page))
    for fault in ("straight quote", "inside <p>", "id a twice", "without an action", "no csrf", "without a nonce",
                  "does not begin with the h1", "nothing has the id gone"):
        assert fault in found


def test_pages_for_nobody_are_sound(client: Browser) -> None:
    assert client.get("/sign-in").status_code == 200
    for path, status in (("/nowhere", 404), ("/set-password/used-up", 404), ("/", 303)):
        assert client.get(path).status_code == status


def test_no_rule_shows_what_is_hidden() -> None:
    """One rule hides it against every other: none but that says how something is laid out as firmly."""
    sheets = {path.name: path.read_text() for path in (ROOT / "static/css").glob("*.css")}
    assert "\n[hidden] { display: none !important; }" in sheets["candour.css"]
    firm = {(name, *found) for name, text in sheets.items()
            for found in re.findall(r"([^{}\n]+)\{[^{}]*\bdisplay:\s*([\w-]+)\s*!important", text)}
    assert {(name, of.strip()) for name, of, display in firm if display != "none"} == {
        ("editor.css", ".ProseMirror-separator")}  # which is never hidden
    assert not [path for path in (ROOT / "templates").rglob("*.html") if "govuk-!-display-" in path.read_text()]
