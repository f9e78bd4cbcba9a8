"""The committed bundle is the one its lock describes, small and free of eval; the schema as agreed."""

import base64
import gzip
import hashlib
import json

from app.richtext.schema import SCHEMA

from .people import ROOT

JS = ROOT / "static" / "js"
LOCK = json.loads((JS / "editor.lock.json").read_text("utf-8"))
CODE = (JS / "editor.js").read_bytes()


def test_bundle_matches_its_lock() -> None:
    digest = base64.b64encode(hashlib.sha384(CODE).digest()).decode()
    assert LOCK["sha384"] == f"sha384-{digest}"
    assert LOCK["bytes"] == len(CODE)


def test_bundle_is_small() -> None:
    assert len(gzip.compress(CODE, 9)) <= 180_000


def test_bundle_needs_no_eval() -> None:
    assert b"eval(" not in CODE
    assert b"new Function" not in CODE


def test_every_package_is_pinned_and_licensed() -> None:
    packages = json.loads((ROOT / "static" / "editor" / "package-lock.json").read_text("utf-8"))["packages"]
    licences = (JS / "editor.LICENCES.txt").read_text("utf-8")
    for used in LOCK["packages"]:
        assert packages[f"node_modules/{used['name']}"]["version"] == used["version"]
        assert f"{used['name']} {used['version']}" in licences
    hosts = {entry["resolved"].split("/")[2] for entry in packages.values() if "resolved" in entry}
    assert hosts <= {"registry.npmjs.org"}


def test_schema_holds_what_a_response_may_hold() -> None:
    block = {"paragraph", "heading", "bulletList", "orderedList", "listItem", "blockquote", "note", "indicator"}
    table = {"table", "tableRow", "tableHeader", "tableCell"}
    assert set(SCHEMA.nodes) == {"doc", "text", "hardBreak", "citation", "figure"} | block | table
    assert set(SCHEMA.marks) == {"bold", "italic", "link"}
