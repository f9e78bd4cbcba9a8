"""Figures in answers: only those that were taken, counted, told when newer, and kept by what was agreed and frozen."""

import json
from typing import Any

import pytest
from fastapi import FastAPI
from sqlmodel import Session, select

from app.accounts.actor import Command
from app.assessments.figured.queries import shown_at, told_in
from app.assessments.freezing.content import content_of
from app.assessments.models import Response, Text
from app.assessments.texts.models import FigureUse
from app.assessments.workflow import service as workflow
from app.core.errors import Refused
from app.indicators.extracts.rules import Choice
from app.indicators.extracts.service import take
from app.indicators.models import Measure
from app.publishing.compose import compose
from app.publishing.documents.service import order
from app.publishing.models import Edition
from app.richtext.markup import from_markup, to_markup
from app.richtext.replacing import renewed
from app.richtext.steps import apply_steps
from tests.assessments.factories import LARGE, authority_id, desk_of, whole_of, write
from tests.conftest import SignIn
from tests.indicators.test_extracts import RATE, publish

AT = f"{LARGE.path}/figures/newer"
DOER = Command("Tests")


def figures(session: Session) -> tuple[str, str]:
    """Names of a single figure, 73, and of a chart's figures."""
    home = authority_id(session)
    one = take(session, DOER, home, RATE, Choice(("own",), "2017", "2017"))
    return one.name, take(session, DOER, home, RATE, Choice(("own", "england"))).name


def put(session: Session, key: str = "2.1", name: str = "author") -> tuple[str, str]:
    """Write an answer that shows both."""
    one, chart = figures(session)
    write(session, name, key, f"The rate is {{{{figure {one}: 73}}}} now.\n\n{{{{line {chart}, Our rate}}}}")
    return one, chart


def publish_74(app: FastAPI) -> None:
    with app.state.database.write() as session:
        publish(session, "LAC", "2017", "74")


def written(app: FastAPI, key: str = "2.1") -> str:
    with app.state.database.read() as session:
        response = session.get_one(Response, desk_of(session, "coordinator", key).prompt.response_id)
        return to_markup(json.loads(session.get_one(Text, response.text_id).doc))


def state(app: FastAPI, key: str = "2.1") -> str:
    with app.state.database.read() as session:
        return str(session.get_one(Response, desk_of(session, "coordinator", key).prompt.response_id).state)


class TestWriting:
    def test_what_a_text_shows_is_counted(self, session: Session) -> None:
        one, chart = put(session)
        assert {row.extract: row.times for row in session.exec(select(FigureUse)).all()} == {one: 1, chart: 1}
        write(session, "author", "2.1", f"{{{{figure {one}: 73}}}} and again {{{{figure {one}: 73}}}}")
        assert {row.extract: row.times for row in session.exec(select(FigureUse)).all()} == {one: 2}
        write(session, "author", "2.1", "Nothing more.")
        assert session.exec(select(FigureUse)).all() == []

    def test_figures_that_nobody_took_are_refused(self, session: Session) -> None:
        with pytest.raises(Refused, match="were not taken for this authority"):
            write(session, "author", "2.1", "{{figure 0123456789abcdef: 73}}")
        with pytest.raises(Refused, match="were not taken"):
            write(session, "author", "2.1", "{{table 0123456789abcdef, The rate}}")

    def test_a_figure_cannot_be_another_than_was_taken(self, session: Session) -> None:
        one, _ = figures(session)
        with pytest.raises(Refused, match="not the one that was taken"):
            write(session, "author", "2.1", f"{{{{figure {one}: 37}}}}")

    def test_a_figure_is_a_word_and_rests_on_its_source(self, session: Session) -> None:
        put(session)
        response = session.get_one(Response, desk_of(session, "author", "2.1").prompt.response_id)
        text = session.get_one(Text, response.text_id)
        assert (text.words, text.uncited) == (7, 0)  # five in the sentence, two of the caption

    def test_the_plain_form_keeps_them(self, app: FastAPI, sign_in: SignIn) -> None:
        with app.state.database.write() as session:
            put(session)
        before, author = written(app), sign_in("author")
        with app.state.database.read() as session:
            response = session.get_one(Response, desk_of(session, "author", "2.1").prompt.response_id)
            version = session.get_one(Text, response.text_id).version
        answer = author.submit(f"{LARGE.path}/prompts/2.1/plain", {"version": version, "text": f"{before}\n\nMore."})
        assert answer.status_code == 303 and written(app) == f"{before}\n\nMore."


class TestShown:
    def test_page_section_and_history_show_chart_and_figure(self, app: FastAPI, sign_in: SignIn) -> None:
        with app.state.database.write() as session:
            put(session)
        author = sign_in("author")
        for path in ("prompts/2.1", "sections/2", "prompts/2.1/versions/2"):
            html = author.get(f"{LARGE.path}/{path}").text
            assert '<svg' in html and "The figures as a table" in html, path
            assert f'<a href="/figures/peterborough/measures/{RATE}" class="figure"' in html
        compared = author.get(f"{LARGE.path}/prompts/2.1/compare?old=1&new=2").text
        assert "<ins>" in compared and "Our rate" in compared

    def test_the_paper_numbers_a_figure_among_the_evidence(self, session: Session) -> None:
        put(session)
        content = content_of(session, whole_of(session, "coordinator").assessment)
        composition = compose(content, Edition("draft", 0, "0" * 64))
        html = "".join(part.html for part in composition.parts)
        assert 'src="data:image/svg+xml;base64,' in html and "Our rate" in html
        assert "Rate of children looked after: Peterborough, 2017" in html
        assert "10,000 children under 18 · published · Local Authority Interactive Tool" in html

    def test_a_draft_says_what_was_published_since_and_what_is_frozen_does_not(self, session: Session) -> None:
        put(session)
        whole = whole_of(session, "coordinator")
        before = order(session, whole.assessment, whole.address, "draft", data_pack=False)
        publish(session, "LAC", "2017", "74")
        now = order(session, whole.assessment, whole.address, "draft", data_pack=False)
        assert now.key != before.key and now.edition.content_sha256 == before.edition.content_sha256
        told = "Peterborough, 2017: the published figure 73 is now 74."
        html = "".join(part.html for part in compose(now.content, now.edition).parts)
        assert f"Newer figures exist: {told}</p>" in html and f"<strong>Newer figures exist.</strong> {told}" in html
        frozen = Edition("review", 1, now.edition.content_sha256)
        assert "Newer figures" not in "".join(part.html for part in compose(now.content, frozen).parts)

    def test_content_without_figures_has_none(self, session: Session) -> None:
        assert "figures" not in content_of(session, whole_of(session, "coordinator").assessment)


class TestNewer:
    def test_it_is_told_where_it_stands_and_taken_over_and_put_back(self, app: FastAPI, sign_in: SignIn) -> None:
        with app.state.database.write() as session:
            put(session)
        before = written(app)
        author = sign_in("author")
        assert "Newer figures exist" not in author.get(f"{LARGE.path}/prompts/2.1?beside=checks").text
        publish_74(app)
        page = author.get(f"{LARGE.path}/prompts/2.1?beside=checks").text
        assert "the published figure 73 is now 74." in page and "Take the newer figures over" in page
        assert "Where newer figures exist (1)" in author.get("/figures/peterborough/answers").text
        answer = author.submit(AT, {"keys": "2.1", "back": "2.1"})
        assert answer.headers["location"] == f"{LARGE.path}/prompts/2.1"
        assert ": 74}}" in written(app) and ": 73}}" not in written(app)
        assert "Newer figures exist" not in author.get(f"{LARGE.path}/prompts/2.1?beside=checks").text
        assert author.submit(f"{AT}/1/undo").status_code == 303
        assert written(app) == before

    def test_a_caption_that_the_figures_have_left_behind_is_told_of(self, app: FastAPI, sign_in: SignIn) -> None:
        with app.state.database.write() as session:
            chart = take(session, DOER, authority_id(session), RATE, Choice(("own", "england")))
            blocks = f"{{{{bars {chart.name}, {chart.caption('bars')}}}}}\n\n{{{{bars {chart.name}, Ours, 2017}}}}"
            write(session, "author", "2.1", blocks)
            publish(session, "LAC", "2018", "71")
        before, author = written(app), sign_in("author")
        author.submit(AT, {"keys": "2.1", "back": "2.1"})
        first, second = written(app).split("\n\n")
        assert first.endswith(", 2018}}") and second.endswith(", Ours, 2017}}")
        page = author.get(f"{LARGE.path}/prompts/2.1").text
        assert "2.1: The caption “Ours, 2017” names 2017, which the newer figures do not show" in page
        author.submit(f"{AT}/1/undo")
        assert written(app) == before

    def test_an_agreed_answer_keeps_its_figures_until_somebody_takes_newer_ones(
        self, app: FastAPI, sign_in: SignIn
    ) -> None:
        with app.state.database.write() as session:
            put(session)
            desk = desk_of(session, "lead", "2.1")
            workflow.agree(session, desk, workflow.version_of(session, workflow.response_of(session, desk)))
            before = content_of(session, whole_of(session, "coordinator").assessment)
        publish_74(app)
        assert ": 73}}" in written(app) and state(app) == "agreed"
        with app.state.database.read() as session:
            content = content_of(session, whole_of(session, "coordinator").assessment)
            assert (content["parts"], content["figures"]) == (before["parts"], before["figures"])
            assert content["data_pack"] != before["data_pack"]
        sign_in("author").submit(AT, {"keys": "2.1"})
        assert ": 74}}" in written(app) and state(app) == "reopened"

    def test_several_are_taken_over_at_once_and_only_ones_own(self, app: FastAPI, sign_in: SignIn) -> None:
        with app.state.database.write() as session:
            put(session)
            put(session, "5.1", "coordinator")
        publish_74(app)
        assert "in all 2 answers above" in sign_in("coordinator").get("/figures/peterborough/answers").text
        assert sign_in("author").submit(AT, {"keys": ["2.1", "5.1"]}).status_code == 403
        assert ": 73}}" in written(app)
        assert sign_in("author").submit(AT, {}).status_code == 422
        assert sign_in("coordinator").submit(AT, {"keys": ["2.1", "5.1"]}).status_code == 303
        assert all(": 74}}" in written(app, key) for key in ("2.1", "5.1"))

    def test_what_changed_since_stays_when_it_is_put_back(self, app: FastAPI, sign_in: SignIn) -> None:
        with app.state.database.write() as session:
            put(session)
        publish_74(app)
        author = sign_in("author")
        author.submit(AT, {"keys": "2.1"})
        with app.state.database.write() as session:
            write(session, "author", "2.1", "All of it is gone.")
        author.submit(f"{AT}/1/undo")
        assert written(app) == "All of it is gone."

    def test_the_list_teaches_while_it_is_empty(self, sign_in: SignIn) -> None:
        page = sign_in("author").get("/figures/peterborough/answers").text
        assert "No answer shows figures of a measure yet." in page


def test_steps_change_the_extract_and_nothing_else() -> None:
    told = "A **{{{{figure {0}: {1}}}}}** b {{{{figure fedcba9876543210: 5}}}}\n\n{{{{bars {0}, C}}}}"
    doc = from_markup(told.format("0123456789abcdef", 73))

    def now(attrs: dict[str, Any]) -> dict[str, Any]:
        then = {"extract": "a" * 16, **({"text": "74"} if "text" in attrs else {"caption": "D"})}
        return then if attrs["extract"] == "0123456789abcdef" else {}

    steps, done = renewed(doc, now)
    assert len(steps) == len(done) == 2
    assert to_markup(apply_steps(doc, steps)) == told.format("a" * 16, 74).replace("C", "D")


def test_answers_are_found_by_the_measure_they_tell_of(session: Session) -> None:
    put(session)
    place = whole_of(session, "author").place
    assert {slug: [spot.label for spot in spots] for slug, spots in told_in(session, place).items()} == {RATE: ["2.1"]}
    assert [one.how for one in shown_at(session, place)[0].shown] == ["In a sentence", "Chart over time"]


def test_measures_and_outliers_name_the_answers_that_tell_of_them(app: FastAPI, sign_in: SignIn) -> None:
    with app.state.database.write() as session:
        code = session.exec(select(Measure).where(Measure.code == "ReReferral")).one()
        extract = take(session, DOER, authority_id(session), code.slug, Choice(("own", "region")))
        slug = code.slug
        write(session, "author", "2.1", f"{{{{bars {extract.name}, Referrals again}}}}")
    profile = sign_in("author").get("/figures/peterborough?show=outliers").text
    row = profile[profile.index("Referrals within a year"):]
    assert f'told of in <a class="govuk-link" href="{LARGE.path}/prompts/2.1">2.1</a>' in row[:row.index("</th>")]
    assert "say why in the assessment" in profile
    assert "say why" not in sign_in("author").get(f"/figures/peterborough/measures/{slug}").text
    assert "/prompts/2.1" not in sign_in("administrator").get("/figures/peterborough").text


class TestWithoutScript:
    """Figures are chosen by plain forms and stand at the end of the saved answer."""

    AT = f"{LARGE.path}/prompts/2.1/figures"
    CHOICE = {"measure": RATE, "areas": ["own", "england"], "form": "line", "last": "2017"}

    def test_a_chart_and_a_single_figure_are_put_in(self, app: FastAPI, sign_in: SignIn, session: Session) -> None:
        write(session, "author", "2.1", "What we do.")
        session.commit()
        author = sign_in("author")
        assert f"{self.AT}?q=rate&amp;measure={RATE}" in author.get(f"{self.AT}?q=rate").text
        seen = author.get(f"{self.AT}?measure={RATE}&areas=own&areas=england&form=line&last=2017").text
        assert "<svg" in seen and "Put them at the end of the answer" in seen
        done = author.submit(self.AT, {**self.CHOICE, "caption": "Our rate"})
        assert done.status_code == 303 and done.headers["location"].endswith("/prompts/2.1/edit")
        single = {"measure": RATE, "areas": "own", "form": "figure", "last": "2017"}
        assert author.submit(self.AT, single).status_code == 303
        text = written(app)
        assert text.startswith("What we do.") and ", Our rate}}" in text and text.rstrip().endswith(": 73}}")

    def test_no_area_is_told_of_and_ticked_by_nobody(self, sign_in: SignIn) -> None:
        answer = sign_in("author").get(f"{self.AT}?measure={RATE}&chosen=1&form=line&last=2017")
        assert answer.status_code == 422 and "Choose at least one area." in answer.text
        assert 'name="chosen" value="1"' in answer.text and " checked" not in answer.text

    def test_a_register_has_no_place_for_them(self, sign_in: SignIn) -> None:
        assert sign_in("coordinator").get(self.AT.replace("2.1", "B4b")).status_code == 404

    @pytest.mark.parametrize(("more", "sentence"), [
        ({"areas": ["own"], "form": "bars"}, "cannot be shown so"), ({"caption": "{x}"}, "no braces"),
        ({"areas": ["nowhere"]}, "is not an area"), ({"form": "cake"}, "cannot be shown so"),
    ])
    def test_what_cannot_be_put_in_is_told(
        self, app: FastAPI, sign_in: SignIn, more: dict[str, object], sentence: str
    ) -> None:
        answer = sign_in("author").submit(self.AT, {**self.CHOICE, **more})
        assert answer.status_code == 422 and sentence in answer.text and "}}" not in written(app)
