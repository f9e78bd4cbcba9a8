"""A PDF of what changed: valid, marked in words, made by a job for whoever may read both versions."""

import json
import re
from collections.abc import Callable
from html import unescape
from typing import Any

import page as validation
import pytest
from fastapi import FastAPI
from hypothesis import given, settings
from sqlmodel import Session, select

from app.activity.models import Activity
from app.core.files import FileStore
from app.core.jobs import Job
from app.publishing.cache import PieceCache
from app.publishing.changes.compose import citer
from app.publishing.changes.service import composed, pressed
from app.publishing.documents.service import Press
from app.publishing.make import quietly
from app.publishing.models import PdfFile
from app.publishing.pool import Pool
from app.publishing.prose import prose
from app.richtext.compare import merged
from app.richtext.headings import levelled
from app.richtext.text import plain_text
from app.tasks import tasks
from tests.assessments.factories import LARGE, desk_of, write
from tests.conftest import SignIn
from tests.richtext.strategies import any_docs

from .reading import bookmarks, opened, page_texts, tags

AT = f"{LARGE.path}/prompts/10.1"
OLD = """### What we did

We saw **nine** children [[E1|p. 2]] and a passage that moves from here to there in a while.

- One in ten was good.
- Two were not.

Table: Caseloads
| Year | Rate |
|---|---|
| 2016 | 45% |

The end."""
NEW = """### What we did

We saw **ten** children [[E1|p. 2]].

- One in ten was good.

Table: Caseloads
| Year | Rate | Trend |
|---|---|---|
| 2016 | 44% | down |
| 2017 | 41% | down |

We saw **nine** children [[E1|p. 2]] and a passage that moves from here to there in a while.

The end, with “quotes” & signs."""

Make = Callable[[str, int, int], PdfFile]


@pytest.fixture
def changed(session: Session, pool: Pool, cache: PieceCache) -> Make:
    def made(key: str, old: int, new: int) -> PdfFile:
        return pressed(composed(session, desk_of(session, "lead", key), old, new), pool, cache, quietly)
    return made


def failed(pdf: PdfFile) -> list[str]:
    report = validation.validate_pdf_bytes(pdf.data, profile=validation.ValidationProfile.PDF_UA_1)
    return [f"{failure.rule_id}: {failure.message}" for failure in report.failures]


def kinds(trees: list[Any]) -> set[str]:
    return {name for name, _ in trees} | {one for _, below in trees for one in kinds(list(below))}


class TestFile:
    def test_no_rule_of_pdf_ua_is_failed(self, session: Session, changed: Make) -> None:
        write(session, "author", "10.1", OLD)
        write(session, "lead", "10.1", NEW)
        for old, new in ((1, 2), (0, 2), (2, 1)):
            pdf = changed("10.1", old, new)
            assert failed(pdf) == [] and pdf.warnings == ()

    def test_it_says_whose_it_is_and_which_versions(self, session: Session, changed: Make) -> None:
        write(session, "author", "10.1", OLD)
        write(session, "lead", "10.1", NEW)
        pdf = changed("10.1", 1, 2)
        text = " ".join(page_texts(pdf.data))
        for said in ("Peterborough", "What changed in 10.1", "Version 1; last written by Author", "by Lead,"):
            assert said in text
        file = opened(pdf.data)
        assert str(file.docinfo["/Title"]) == "Peterborough: What changed in 10.1"
        assert [label for _, label, _ in bookmarks(pdf.data)][0] == "What changed in 10.1"
        assert {"Table", "TH", "H1", "Link"} <= kinds(tags(pdf.data))

    def test_marks_are_said_in_words_that_a_reader_hears(self, session: Session, changed: Make) -> None:
        write(session, "author", "10.1", "We saw nine children.")
        write(session, "lead", "10.1", "We saw ten children.")
        text = " ".join(page_texts(changed("10.1", 1, 2).data))
        assert "removed nine" in text and "added ten" in text

    def test_a_register_is_set_row_by_row(self, sign_in: SignIn, session: Session, changed: Make) -> None:
        pdf = changed("A1", 1, 1)
        assert failed(pdf) == [] and "As it was" in " ".join(page_texts(pdf.data))

    def test_the_same_versions_give_the_same_bytes(self, session: Session, changed: Make) -> None:
        write(session, "author", "10.1", OLD)
        assert changed("10.1", 0, 1).data == changed("10.1", 0, 1).data


MARKUP = re.compile(r'<span class="govuk-visually-hidden">[^<]*</span>|<del>.*?</del>|<[^>]+>', re.DOTALL)


@settings(max_examples=60, deadline=None)
@given(any_docs(), any_docs())
def test_any_two_documents_can_be_set(old: dict[str, Any], new: dict[str, Any]) -> None:
    html = prose(merged(levelled(old), levelled(new)), citer({}), 2)
    assert html.count("<ins") == html.count("</ins>") and html.count("<del") == html.count("</del>")
    said = unescape(MARKUP.sub("", html))
    for word in re.sub(r"\[E\d+[^\]]*\]", " ", plain_text(new)).split()[:3]:  # citations are set as links
        assert word in said


def test_it_is_asked_for_made_and_handed_out(
    app: FastAPI, sign_in: SignIn, pool: Pool, cache: PieceCache
) -> None:
    author = sign_in("author")
    author.submit(f"{AT}/plain", {"version": 0, "text": "We saw \u4e8c children."})
    here = author.submit(f"{AT}/changes", {"old": 0, "new": 1}).headers["location"]
    assert "Waiting to start" in author.get(here).text and author.get(f"{here}/file").status_code == 404
    files: FileStore = app.state.files
    with app.state.database.write() as session:
        job = session.exec(select(Job)).one()
        work = tasks(Press(pool, cache, files))[job.kind]
        arguments = json.loads(job.arguments)
    made = work(app.state.database, arguments, quietly)
    with app.state.database.write() as session:
        row = session.get(Job, job.id)
        assert row
        row.state, row.result = "done", json.dumps(made)
    assert "Download the PDF" in author.get(here).text and "Download the PDF" in author.get(f"{here}/progress").text
    assert "□ stands for each: \u4e8c in “What changed in 10.1”." in author.get(here).text
    handed = author.get(f"{here}/file")
    assert handed.content.startswith(b"%PDF") and "changes-0-to-1.pdf" in handed.headers["content-disposition"]
    with app.state.database.read() as session:
        acts = [one.tag for one in session.exec(select(Activity)).all()]
    assert "assessments:response:changes_made" in acts and "assessments:response:changes_downloaded" in acts
    assert sign_in("stranger").get(f"{here}/file").status_code == 404
    assert author.get(f"{here}/file".replace("10.1", "10.2")).status_code == 404
    assert author.submit(f"{AT}/changes", {"old": 0, "new": 9}).status_code == 404
