"""Who may open what, for every route: one table, held against the running application.

Under each role: “.” opens it, 3 is refused (403), 4 is not told that it exists (404). The last column is somebody
who holds every role in another authority. Author and lead are those of statement 1.1; readers and administrators
work on no assessment, and make documents only of what is signed. No round is open here: tests/reviews/test_leaks.py
says who opens what at each stage of one, and tests/reviews/test_guest_leaks.py what guests open of all this.
"""

import re

import pytest
from fastapi import FastAPI
from starlette.responses import Response

from app.core.security import csrf_for
from tests.assessments.factories import FOREIGN, LARGE, token_of
from tests.browser import Browser
from tests.house.routes import declared

WHO = ("author", "lead", "coordinator", "director", "reader", "administrator", FOREIGN)
TABLE = """
GET  /sign-in                                   . . . . . . .
POST /sign-in                                   . . . . . . .
POST /sign-out                                  . . . . . . .
GET  /set-password/{token}                      4 4 4 4 4 4 4
POST /set-password/{token}                      4 4 4 4 4 4 4
GET  /health                                    . . . . . . .
GET  /                                          . . . . . . .
GET  /assessments                               . . . . . . .
GET  /frameworks                                . . . . . . .
GET  /frameworks/{slug}                         . . . . . . .
GET  /recovered                                 . . . . . . .
POST /recovered/{recovered_id}/restore          4 4 4 4 4 4 4
GET  SETTINGS/people                            3 3 3 3 3 . 4
POST SETTINGS/people                            3 3 3 3 3 . 4
GET  SETTINGS/people/{person_id}                3 3 3 3 3 . 4
POST SETTINGS/people/{person_id}/link           3 3 3 3 3 . 4
POST SETTINGS/people/{person_id}/roles          3 3 3 3 3 . 4
POST SETTINGS/people/{person_id}/disable        3 3 3 3 3 . 4
POST SETTINGS/people/{person_id}/enable         3 3 3 3 3 . 4
GET  SETTINGS/files                             3 3 3 3 3 . 4
POST SETTINGS/files                             3 3 3 3 3 . 4
GET  SETTINGS/activity                          3 3 . . 3 . 4
GET  LIBRARY                                    . . . . 3 3 4
GET  LIBRARY/search                             . . . . 3 3 4
GET  LIBRARY/claims                             . . . . 3 3 4
GET  LIBRARY/owners                             . . . . 3 3 4
GET  LIBRARY/{ref}                              . . . . 3 3 4
GET  LIBRARY/new                                . . . 3 3 3 4
POST LIBRARY/new                                . . . 3 3 3 4
POST LIBRARY/pictures                           . . . 3 3 3 4
GET  LIBRARY/{ref}/edit                         . . . 3 3 3 4
POST LIBRARY/{ref}/edit                         . . . 3 3 3 4
GET  LIBRARY/{ref}/revisions                    . . . 3 3 3 4
POST LIBRARY/{ref}/revisions                    . . . 3 3 3 4
GET  LIBRARY/{ref}/revisions/{number}           . . . . 3 3 4
GET  LIBRARY/{ref}/revisions/{number}/file      4 4 4 4 3 3 4
POST LIBRARY/uploads                            . . . 3 3 3 4
GET  LIBRARY/uploads/{upload}                   4 4 4 3 3 3 4
POST LIBRARY/uploads/{upload}                   4 4 4 3 3 3 4
POST LIBRARY/uploads/{upload}/check             4 4 4 3 3 3 4
POST LIBRARY/uploads/{upload}/cancel            4 4 4 3 3 3 4
GET  FIGURES                                    . . . . 3 . 4
GET  FIGURES/pack                               . . . . 3 . 4
GET  FIGURES/pack/{year}                        . . . . 3 . 4
GET  FIGURES/pack/{year}/csv                    . . . . 3 . 4
GET  FIGURES/pack/{year}/excel                  . . . . 3 . 4
GET  FIGURES/neighbours                         . . . . 3 . 4
POST FIGURES/neighbours                         3 3 . 3 3 3 4
POST FIGURES/neighbours/{list_id}/withdraw      3 3 4 3 3 3 4
GET  FIGURES/measures/{measure}                 . . . . 3 . 4
GET  FIGURES/measures/{measure}/charts/{kind}   . . . . 3 . 4
GET  FIGURES/measures/{measure}/csv             . . . . 3 . 4
GET  FIGURES/measures/{measure}/excel           . . . . 3 . 4
POST FIGURES/measures/{measure}/years           3 3 . 3 3 . 4
GET  FIGURES/answers                            . . . . 3 3 4
GET  FIGURES/extracts/measures                  . . . . 3 . 4
GET  FIGURES/extracts/preview                   . . . . 3 . 4
POST FIGURES/extracts                           . . . . 3 . 4
GET  FIGURES/extracts/{name}                    4 4 4 4 3 4 4
POST FIGURES/extracts/{name}/newer              4 4 4 4 3 4 4
GET  FIGURES/import                             3 3 . 3 3 . 4
POST FIGURES/import                             3 3 . 3 3 . 4
GET  FIGURES/import/{import_id}                 3 3 4 3 3 4 4
GET  FIGURES/import/{import_id}/columns         3 3 4 3 3 4 4
POST FIGURES/import/{import_id}/columns         3 3 4 3 3 4 4
POST FIGURES/import/{import_id}/years           3 3 4 3 3 4 4
POST FIGURES/import/{import_id}/apply           3 3 4 3 3 4 4
GET  ASSESSMENTS/open                           3 3 . 3 3 3 4
POST ASSESSMENTS/open                           3 3 . 3 3 3 4
GET  ASSESSMENTS/import                         3 3 . 3 3 3 4
POST ASSESSMENTS/import                         3 3 . 3 3 3 4
GET  ASSESSMENTS/import/{job_id}                3 3 4 3 3 3 4
POST ASSESSMENTS/import/{job_id}/apply          3 3 4 3 3 3 4
GET  WHOLE                                      . . . . 4 4 4
GET  WHOLE/sections/{section}                   . . . . 4 4 4
POST WHOLE/sections/{section}/agree             3 . 3 3 4 4 4
GET  WHOLE/people                               3 3 . 3 4 4 4
POST WHOLE/people                               3 3 . 3 4 4 4
GET  WHOLE/budgets                              3 3 . 3 4 4 4
POST WHOLE/budgets                              3 3 . 3 4 4 4
GET  WHOLE/find                                 . . . . 4 4 4
POST WHOLE/find                                 . . . 3 4 4 4
POST WHOLE/find/{replacement_id}/undo           4 4 4 3 4 4 4
GET  WHOLE/citations/{ref}                      . . . 3 4 4 4
POST WHOLE/citations/{ref}                      . . . 3 4 4 4
POST WHOLE/citations/{ref}/{replacement_id}/undo 4 4 4 3 4 4 4
POST WHOLE/figures/newer                        . . . 3 4 4 4
POST WHOLE/figures/newer/{replacement_id}/undo  4 4 4 3 4 4 4
GET  WHOLE/coverage                             . . . . 4 4 4
GET  WHOLE/sign-off                             . . . . 4 4 4
POST WHOLE/sign-off                             3 3 3 . 4 4 4
POST WHOLE/freeze                               3 3 . 3 4 4 4
GET  WHOLE/word                                 . . . . 4 4 4
POST WHOLE/word                                 . . . . 4 4 4
GET  WHOLE/word/file                            . . . . 4 4 4
GET  WHOLE/sections/{section}/word/file         . . . . 4 4 4
GET  PROMPT/word/file                           . . . . 4 4 4
GET  WHOLE/documents                            . . . . . . 4
POST WHOLE/documents                            . . . . 4 4 4
GET  WHOLE/documents/jobs/{job_id}              4 4 4 4 4 4 4
GET  WHOLE/documents/{document_id}/file         4 4 4 4 4 4 4
POST WHOLE/documents/verify                     . . . . . . 4
GET  PROMPT                                     . . . . 4 4 4
GET  PROMPT/edit                                . . . 3 4 4 4
GET  PROMPT/checks                              . . . . 4 4 4
GET  PROMPT/figures                             . . . 3 4 4 4
POST PROMPT/figures                             . . . 3 4 4 4
POST PROMPT/plain                               . . . 3 4 4 4
GET  PROMPT/history                             . . . . 4 4 4
GET  PROMPT/compare                             . . . . 4 4 4
GET  PROMPT/versions/{version}                  . . . . 4 4 4
POST PROMPT/versions/{version}/restore          . . . 3 4 4 4
GET  PROMPT/who                                 . . . . 4 4 4
GET  PROMPT/attribution                         . . . . 4 4 4
GET  PROMPT/since                               . . . . 4 4 4
POST PROMPT/keep                                . . . 3 4 4 4
POST PROMPT/changes                             . . . . 4 4 4
GET  PROMPT/changes/{job_id}                    4 4 4 4 4 4 4
GET  PROMPT/changes/{job_id}/progress           4 4 4 4 4 4 4
GET  PROMPT/changes/{job_id}/file               4 4 4 4 4 4 4
POST PROMPT/group                               . . . 3 4 4 4
POST PROMPT/ungroup                             . . . 3 4 4 4
GET  PROMPT/doc                                 . . . . 4 4 4
GET  PROMPT/steps                               . . . . 4 4 4
POST PROMPT/steps                               . . . 3 4 4 4
POST PROMPT/recovered                           . . . . 4 4 4
GET  PROMPT/events                              . . . . 4 4 4
POST PROMPT/presence                            . . . . 4 4 4
POST PROMPT/agree                               3 . 3 3 4 4 4
POST PROMPT/return                              3 . 3 3 4 4 4
POST PROMPT/no-answer                           3 . 3 3 4 4 4
POST PROMPT/reopen                              . . . 3 4 4 4
GET  PROMPT/comments                            . . . . 4 4 4
POST PROMPT/comments                            . . . . 4 4 4
POST PROMPT/comments/{thread_id}/reply          . . . . 4 4 4
POST PROMPT/comments/{thread_id}/resolve        . . . 3 4 4 4
POST PROMPT/comments/{thread_id}/reopen         . . . 3 4 4 4
POST PROMPT/comments/{thread_id}/assign         . . . 3 4 4 4
POST PROMPT/said/{comment_id}/edit              . 3 3 3 4 4 4
POST PROMPT/said/{comment_id}/delete            . 3 3 3 4 4 4
POST PROMPT/said/{comment_id}/done              4 4 4 4 4 4 4
GET  PROMPT/suggest                             . . . . 4 4 4
POST PROMPT/suggest                             . . . . 4 4 4
POST PROMPT/suggest/plain                       . . . . 4 4 4
POST PROMPT/suggest/send                        4 4 4 4 4 4 4
POST PROMPT/suggest/discard                     4 4 4 4 4 4 4
GET  PROMPT/suggest/{draft}/doc                 4 4 4 4 4 4 4
GET  PROMPT/suggest/{draft}/steps               4 4 4 4 4 4 4
POST PROMPT/suggest/{draft}/steps               . . . . 4 4 4
POST PROMPT/suggest/{draft}/recovered           . . . . 4 4 4
GET  PROMPT/suggest/{draft}/events              . . . . 4 4 4
GET  PROMPT/suggestions                         . . . . 4 4 4
GET  PROMPT/suggestions/places                  . . . . 4 4 4
POST PROMPT/suggestions/accept                  . . . 3 4 4 4
POST PROMPT/suggestions/reject                  . . . 3 4 4 4
POST PROMPT/suggestions/withdraw                . . . . 4 4 4
POST PROMPT/suggestions/undo                    . . . 3 4 4 4
GET  PROMPT/rows/new                            . . . 3 4 4 4
POST PROMPT/rows/new                            . . . 3 4 4 4
GET  PROMPT/rows/{row_id}                       . . . 3 4 4 4
POST PROMPT/rows/{row_id}                       . . . 3 4 4 4
POST PROMPT/rows/{row_id}/remove                . . . 3 4 4 4
POST PROMPT/rows/{row_id}/restore               . . . 3 4 4 4
POST PROMPT/rows/{row_id}/move                  . . . 3 4 4 4
GET  PROMPT/register/state                      . . . . 4 4 4
GET  PROMPT/register/events                     . . . . 4 4 4
POST PROMPT/register/cell                       . . . 3 4 4 4
POST PROMPT/register/rows                       . . . 3 4 4 4
POST PROMPT/register/rows/{row_id}              . . . 3 4 4 4
POST PROMPT/register/here                       . . . 3 4 4 4
GET  REGION                                     4 4 4 4 4 4 4
GET  REGION/open                                4 4 4 4 4 4 4
POST REGION/open                                4 4 4 4 4 4 4
GET  REGION/leadership                          4 4 4 4 4 4 4
POST REGION/leadership                          4 4 4 4 4 4 4
POST REGION/leadership/{leadership_id}/end      4 4 4 4 4 4 4
GET  RUN                                        4 4 4 4 4 4 4
GET  RUN/settings                               4 4 4 4 4 4 4
POST RUN/dates                                  4 4 4 4 4 4 4
POST RUN/invite                                 4 4 4 4 4 4 4
GET  RUN/invited/{authority_id}/remove          4 4 4 4 4 4 4
POST RUN/invited/{authority_id}/remove          4 4 4 4 4 4 4
POST RUN/conflicts                              4 4 4 4 4 4 4
POST RUN/conflicts/{conflict_id}/lift           4 4 4 4 4 4 4
GET  RUN/cancel                                 4 4 4 4 4 4 4
POST RUN/cancel                                 4 4 4 4 4 4 4
GET  RUN/close                                  4 4 4 4 4 4 4
POST RUN/close                                  4 4 4 4 4 4 4
POST RUN/reopen                                 4 4 4 4 4 4 4
GET  RUN/allocation                             4 4 4 4 4 4 4
POST RUN/allocation                             4 4 4 4 4 4 4
POST RUN/pairs/{pair_id}/lock                   4 4 4 4 4 4 4
POST RUN/pairs/{pair_id}/unlock                 4 4 4 4 4 4 4
GET  RUN/pairs/{pair_id}                        4 4 4 4 4 4 4
POST RUN/pairs/{pair_id}                        4 4 4 4 4 4 4
POST RUN/pairs/{pair_id}/keep                   4 4 4 4 4 4 4
POST RUN/pairs                                  4 4 4 4 4 4 4
POST RUN/publish                                4 4 4 4 4 4 4
POST RUN/withdraw                               4 4 4 4 4 4 4
GET  /reviews                                   . . . . . . .
GET  PART                                       4 4 4 4 3 3 4
POST PART/answer                                3 3 4 4 3 3 4
POST PART/conflicts                             3 3 4 4 3 3 4
POST PART/conflicts/{conflict_id}/lift          3 3 4 4 3 3 4
POST PART/release                               3 3 4 4 3 3 4
POST PART/reviewers                             3 3 4 4 3 3 4
GET  PART/reviewers/{reviewer_id}/remove        3 3 4 4 3 3 4
POST PART/reviewers/{reviewer_id}/remove        3 3 4 4 3 3 4
GET  PART/guests/invite                         3 3 4 4 3 3 4
POST PART/guests/invite                         3 3 4 4 3 3 4
GET  PART/guests/{reviewer_id}                  3 3 4 4 3 3 4
POST PART/guests/{reviewer_id}/again            3 3 4 4 3 3 4
GET  /reviews/practice                          . . . . . . .
GET  PART/practice                              3 3 4 4 3 3 4
POST PART/practice                              3 3 4 4 3 3 4
POST PART/practice/{practice_id}/withdraw       3 3 4 4 3 3 4
POST PART/practice/asks                         3 3 4 4 3 3 4
POST PART/practice/asks/{ask_id}/withdraw       3 3 4 4 3 3 4
GET  REGION/themes                              4 4 4 4 4 4 4
GET  REGION/activity                            4 4 4 4 4 4 4
GET  REGION/coordinators                        4 4 4 4 4 4 4
POST REGION/coordinators                        4 4 4 4 4 4 4
POST REGION/coordinators/{person_id}/link       4 4 4 4 4 4 4
POST REGION/coordinators/{person_id}/remove     4 4 4 4 4 4 4
GET  REGION/practice                            4 4 4 4 4 4 4
POST REGION/practice/{practice_id}/accept       4 4 4 4 4 4 4
POST REGION/practice/{practice_id}/decline      4 4 4 4 4 4 4
GET  RUN/reminders                              4 4 4 4 4 4 4
POST RUN/reminders                              4 4 4 4 4 4 4
GET  /guest/{token}                             4 4 4 4 4 4 4
POST /guest/{token}                             4 4 4 4 4 4 4
GET  /guest/{token}/code                        4 4 4 4 4 4 4
POST /guest/{token}/code                        4 4 4 4 4 4 4
GET  /mailbox                                   4 4 4 4 4 4 4
GET  RELEASED                                   4 4 4 4 4 4 4
GET  RELEASED/sections/{section}                4 4 4 4 4 4 4
GET  RELEASED/packs                             4 4 4 4 4 4 4
POST RELEASED/packs                             4 4 4 4 4 4 4
POST RELEASED/packs/feedback                    4 4 4 4 4 4 4
GET  RELEASED/packs/jobs/{job_id}               4 4 4 4 4 4 4
GET  RELEASED/packs/{pack_id}/{kind}            4 4 4 4 4 4 4
GET  NOTED                                      4 4 4 4 4 4 4
POST NOTED                                      4 4 4 4 4 4 4
GET  NOTED/prompts/{prompt}                     . . . . 4 4 4
GET  NOTED/{annotation_id}                      4 4 4 4 4 4 4
POST NOTED/{annotation_id}/answer               4 4 4 4 4 4 4
POST NOTED/{annotation_id}/change               4 4 4 4 4 4 4
POST NOTED/{annotation_id}/close                4 4 4 4 4 4 4
POST NOTED/{annotation_id}/place                4 4 4 4 4 4 4
POST NOTED/{annotation_id}/put-back             4 4 4 4 4 4 4
POST NOTED/{annotation_id}/remove               4 4 4 4 4 4 4
POST NOTED/{annotation_id}/reopen               4 4 4 4 4 4 4
POST NOTED/{annotation_id}/reply                4 4 4 4 4 4 4
POST NOTED/{annotation_id}/resolve              4 4 4 4 4 4 4
POST NOTED/{annotation_id}/task                 4 4 4 4 4 4 4
GET  RELEASED/review                            4 4 4 4 4 4 4
GET  RELEASED/review/{reviewer_id}              4 4 4 4 4 4 4
POST RELEASED/review/submit                     4 4 4 4 4 4 4
POST RELEASED/ratings                           4 4 4 4 4 4 4
POST RELEASED/remarks                           4 4 4 4 4 4 4
GET  RELEASED/feedback                          4 4 4 4 4 4 4
GET  RELEASED/feedback/ratings                  4 4 4 4 4 4 4
GET  RELEASED/feedback/reviews/{review_id}      4 4 4 4 4 4 4
POST RELEASED/feedback/points/{point_id}/answer 4 4 4 4 4 4 4
POST RELEASED/feedback/points/{point_id}/actions 4 4 4 4 4 4 4
POST RELEASED/feedback/actions/{action_id}/withdraw 4 4 4 4 4 4 4
GET  RELEASED/event                             4 4 4 4 4 4 4
GET  RELEASED/event/list                        4 4 4 4 4 4 4
POST RELEASED/event/lines                       4 4 4 4 4 4 4
POST RELEASED/event/lines/{enquiry_id}/up       4 4 4 4 4 4 4
POST RELEASED/event/lines/{enquiry_id}/drop     4 4 4 4 4 4 4
POST RELEASED/event/actions/{action_id}/withdraw 4 4 4 4 4 4 4
POST RELEASED/event/write                       4 4 4 4 4 4 4
GET  RUN/summary                                4 4 4 4 4 4 4
POST RUN/summary                                4 4 4 4 4 4 4
GET  RUN/report                                 4 4 4 4 4 4 4
POST RUN/report                                 4 4 4 4 4 4 4
GET  RUN/report/jobs/{job_id}                   4 4 4 4 4 4 4
GET  RUN/report/{pack_id}/{kind}                4 4 4 4 4 4 4
GET  PART/summary                               4 4 4 4 3 3 4
"""
SHORT = {
    "PROMPT": "WHOLE/prompts/{prompt}", "WHOLE": "ASSESSMENTS/{framework}/{year}",
    "ASSESSMENTS": "/assessments/{authority}", "LIBRARY": "/evidence/{authority}",
    "RUN": "REGION/rounds/{framework}/{year}", "REGION": "/region/{region}",
    "PART": "/reviews/{authority}/{framework}/{year}", "RELEASED": "/reviews/released/{authority}/{framework}/{year}",
    "NOTED": "/reviews/annotations/{authority}/{framework}/{year}",
    "FIGURES": "/figures/{authority}", "SETTINGS": "/settings/{authority}",
}
VALUES = {
    "authority": "peterborough", "framework": LARGE.framework, "year": LARGE.year, "section": "1", "prompt": "1.1",
    "ref": "E1", "number": "1", "version": "0", "row_id": "1", "person_id": "3", "thread_id": "1",
    "comment_id": "1", "slug": LARGE.framework, "measure": "children-looked-after", "kind": "line",
}
QUERIES = {
    "compare": "?old=0&new=1", "events": "?since=refused-before-it-streams", "search": "?q=audit",
    "find": "?q=audit", "since": "?at=2017-03-31T12:00:00Z", "attribution": "?version=0&from=0&to=1",
}


def _written_out(path: str) -> str:
    for word, meaning in SHORT.items():
        path = path.replace(word, meaning)
    return path


LINES = [line.split() for line in TABLE.strip().splitlines()]
ROUTES = {(method, _written_out(path)): dict(zip(WHO, marks, strict=True)) for method, path, *marks in LINES}


def address_of(path: str) -> str:
    """The path with things that exist; where nothing of a kind does, with one that does not."""
    values = {**VALUES, "prompt": "A1"} if re.search("/(rows|register)", path) else VALUES
    filled = re.sub(r"\{(\w+)\}", lambda found: values.get(found[1], "999"), path)
    return filled + QUERIES.get(path.rsplit("/", 1)[-1], "")


def _ask(browser: Browser, method: str, path: str) -> Response:
    headers = {"x-csrf-token": csrf_for(browser.token)}
    answer: Response = browser.request(method, address_of(path), headers=headers)
    return answer


def _mark(status: int) -> str:
    return {403: "3", 404: "4"}.get(status, ".")


def test_the_table_lists_every_route(app: FastAPI) -> None:
    assert {(route.method, route.path) for route in declared(app)} == set(ROUTES)


@pytest.mark.parametrize(("method", "path"), ROUTES)
def test_nobody_opens_more_than_the_table_says(app: FastAPI, method: str, path: str) -> None:
    found = {}
    for name in WHO:
        answer = _ask(Browser(app, token_of(name)), method, path)
        found[name] = _mark(answer.status_code)
        assert answer.status_code < 500
    assert found == ROUTES[method, path]


@pytest.mark.parametrize(("method", "path"), [key for key in ROUTES if key[1] not in ("/sign-in", "/health")])
def test_nobody_opens_anything_without_signing_in(client: Browser, method: str, path: str) -> None:
    public = path.startswith(("/set-password", "/guest/", "/mailbox"))
    expected = {404} if public else {303} if method == "GET" else {401}
    answer = _ask(client, method, path)
    assert answer.status_code in expected
    assert answer.status_code != 303 or answer.headers["location"].startswith("/sign-in")
