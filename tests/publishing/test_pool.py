"""Workers stay warm, are ended when they take too long, and never fetch what is not ours."""

import time
from pathlib import Path

import pytest

from app.publishing.cache import PieceCache
from app.publishing.errors import RenderFailed, RenderTimeout
from app.publishing.pool import Pool
from app.publishing.typeface import files
from app.publishing.typesetter import OwnFilesOnly, Typesetter


def request(folder: Path, html: str) -> dict[str, str]:
    page = f'<html lang="en-GB"><head><title>t</title></head><body>{html}</body></html>'
    return {"task": "render", "key": "ab" * 32, "prefix": "p", "folder": str(folder), "html": page}


class TestPool:
    def test_a_worker_that_takes_too_long_is_ended_and_replaced(self, tmp_path: Path) -> None:
        slow = Pool(1, timeout=60)
        slow.warm()
        worker = next(iter(slow.alive))
        slow.timeout = 0.2
        began = time.monotonic()
        with pytest.raises(RenderTimeout, match="“Leadership” took longer than 0.2 seconds"):
            slow.run(request(tmp_path, "<p>word " * 20_000), "“Leadership”")
        assert time.monotonic() - began < 5
        assert worker.process.poll() is not None
        slow.timeout = 60
        assert slow.run(request(tmp_path, "<p>short"))["pages"] == 1
        slow.close()

    def test_a_failure_is_a_sentence_and_leaves_the_worker_warm(self, pool: Pool) -> None:
        with pytest.raises(RenderFailed, match="The document could not be laid out"):
            pool.run({"task": "join", "folder": "/nowhere", "parts": ["ab"], "furniture": {}, "identity": {}})
        assert pool.run({"task": "usage"})["peak"] > 0

    def test_a_worker_that_dies_is_replaced(self, pool: Pool, tmp_path: Path) -> None:
        mortal = Pool(1, timeout=60)
        mortal.warm()
        next(iter(mortal.alive)).process.kill()
        with pytest.raises(RenderFailed, match="the renderer stopped"):
            mortal.run({"task": "usage"})
        assert mortal.run({"task": "usage"})["peak"] > 0
        mortal.close()

    def test_what_libraries_print_does_not_disturb_the_answers(self, pool: Pool, tmp_path: Path) -> None:
        PieceCache(tmp_path)
        answer = pool.run(request(tmp_path, "<p style='colour:red'>x"))
        assert any("colour" in warning for warning in answer["warnings"])


class TestFetching:
    @pytest.mark.parametrize("url", ["file:///etc/passwd", "https://example.org/a.png", "http://127.0.0.1/", "ftp://a/b",
                                     "data:text/plain,a"])
    def test_no_address_but_our_own_files_is_read(self, url: str) -> None:
        with pytest.raises(ValueError, match="only Candour’s own"):
            OwnFilesOnly().fetch(url)

    def test_our_own_fonts_are_read(self) -> None:
        response = OwnFilesOnly().fetch(files()[0].as_uri())
        assert response.read() == files()[0].read_bytes()

    def test_a_style_sheet_may_not_import_another(self) -> None:
        setter = Typesetter()
        setter.read('@import url("file:///etc/hostname"); p { background: url("https://example.org/a.png") }')
        assert any("Failed to load stylesheet" in remark for remark in setter.remarks.take())
