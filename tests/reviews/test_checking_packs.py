"""Files of packs held against those that were made, and against their own manifests."""

import hashlib
import io
import json
import re
import zipfile
from typing import Any

import pytest
from fastapi import FastAPI
from sqlmodel import Session

from app.assessments.address import Address
from app.core.security import csrf_for
from app.publishing.packs.verify import verify_pack, verify_zip
from tests.assessments.factories import FOREIGN, LARGE, token_of
from tests.browser import Browser
from tests.reviews import factories
from tests.reviews.conftest import Stage
from tests.reviews.packing import PACKS, ask, work


def _made(app: FastAPI, called: dict[str, str]) -> dict[str, bytes]:
    """The challenger’s pack, made and fetched, as PDF and as zip."""
    pack = work(app, ask(app, called["challenge"], called["challenge"]))
    browser = Browser(app, token_of(called["challenge"]))
    return {kind: browser.get(f"{PACKS}/{pack}/{kind}").content for kind in ("pdf", "zip")}


@pytest.mark.parametrize("kind", ["pdf", "zip"])
def test_a_pack_is_recognised_within_its_authority(
    app: FastAPI, region: Stage, called: dict[str, str], kind: str
) -> None:
    data = _made(app, called)[kind]

    def verdicts(session: Session) -> list[Any]:
        home = factories.authority_at(session, "peterborough").id or 0
        found = [verify_pack(session, data), verify_pack(session, data, [home]),
                 verify_pack(session, data, [home + 1])]
        return [one and one.code for one in found]

    assert region.see(verdicts) == [0, 0, {"pdf": None, "zip": 2}[kind]]


def _with_another(data: bytes, manifest: bool) -> bytes:
    """The zip with another file of evidence, which its manifest vouches for or does not."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w") as new:
        held = {name: old.read(name) for name in old.namelist()} | {"evidence/E2-1-audit.txt": b"What we would rather"}
        if manifest:
            told = json.loads(held["manifest.json"])
            for one in told["files"]:
                one |= {"sha256": hashlib.sha256(held[one["path"]]).hexdigest(), "size": len(held[one["path"]])}
            held["manifest.json"] = json.dumps(told).encode()
        for name, content in held.items():
            new.writestr(name, content)
    return out.getvalue()


def _checked(app: FastAPI, who: str, data: bytes, authority: str = "peterborough") -> str:
    """What the page of documents says of a file."""
    browser, at = Browser(app, token_of(who)), Address(authority, LARGE.framework, LARGE.year)
    answer = browser.post(f"{at.path}/documents/verify", data={"csrf": csrf_for(browser.token)},
                          files={"file": ("a-file", data)})
    return str(re.sub(r"<[^>]+>", "", answer.text[answer.text.index("cd-message__text"):]))


def test_the_page_of_documents_knows_packs_as_pdf_and_zip(app: FastAPI, called: dict[str, str]) -> None:
    for data in _made(app, called).values():
        told = _checked(app, "author", data)
        assert "Unaltered: this is the challenge pack of" in told


@pytest.mark.parametrize(("manifest", "told"), [
    (False, "Altered: evidence/E2-1-audit.txt was changed."), (True, "Altered: it claims to be the challenge pack of"),
])
def test_the_page_of_documents_tells_an_altered_zip(
    app: FastAPI, called: dict[str, str], manifest: bool, told: str
) -> None:
    forged = _with_another(_made(app, called)["zip"], manifest)
    assert told in _checked(app, "coordinator", forged)
    assert verify_zip(forged).code == (0 if manifest else 1)


def test_the_page_of_documents_does_not_know_the_packs_of_another_authority(
    app: FastAPI, called: dict[str, str]
) -> None:
    for kind, told in (("zip", "no such pack was made here"), ("pdf", "no such file was made here")):
        assert told in _checked(app, FOREIGN, _made(app, called)[kind], "cambridgeshire")
