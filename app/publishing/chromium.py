"""Print the same HTML with Chromium, kept open, to measure against."""

import importlib.util
import shutil
import tempfile
import threading
from collections.abc import Iterator
from pathlib import Path
from types import TracebackType

from app.publishing.models import Composition
from app.publishing.reference import numbered_css, whole_html
from app.publishing.typesetter import STYLE

PROGRAMS = ("chromium", "chromium-browser", "google-chrome")
SAMPLE_SECONDS = 0.05


class Chromium:
    """A warm browser; `peak` is the most memory that its processes have held together, in kilobytes."""

    def __init__(self) -> None:
        self.peak = 0
        self.stop = threading.Event()

    @staticmethod
    def installed() -> bool:
        """Whether both the browser and what drives it are here."""
        return bool(program()) and importlib.util.find_spec("playwright") is not None

    def __enter__(self) -> "Chromium":
        from playwright.sync_api import sync_playwright

        self.driver = sync_playwright().start()
        self.browser = self.driver.chromium.launch(executable_path=program(), args=["--no-sandbox"])
        self.watcher = threading.Thread(target=self.watch, daemon=True)
        self.watcher.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None,
                 trace: TracebackType | None) -> None:
        self.stop.set()
        self.watcher.join()
        self.browser.close()
        self.driver.stop()

    def print(self, composition: Composition) -> bytes:
        """A tagged PDF of the whole document."""
        css = STYLE.read_text().replace("../fonts", (STYLE.parent.parent / "fonts").as_uri())
        css += numbered_css(composition.furniture)
        with tempfile.TemporaryDirectory() as folder:
            source = Path(folder) / "whole.html"
            source.write_text(whole_html(composition).replace("</head>", f"<style>{css}</style></head>"))
            page = self.browser.new_page()
            page.goto(source.as_uri())
            data: bytes = page.pdf(prefer_css_page_size=True, tagged=True, outline=True)
            page.close()
        return data

    def watch(self) -> None:
        """Sample the memory of the browser’s processes until told to stop."""
        while not self.stop.wait(SAMPLE_SECONDS):
            self.peak = max(self.peak, sum(memory_of_browsers()))


def program() -> str:
    """Where Chromium is, or an empty text."""
    return next((found for name in PROGRAMS if (found := shutil.which(name))), "")


def memory_of_browsers() -> Iterator[int]:
    """The proportional memory of each browser process that this process started, in kilobytes."""
    for pid in descendants():
        try:
            if b"chrom" in Path(f"/proc/{pid}/cmdline").read_bytes():
                lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
                yield next(int(line.split()[1]) for line in lines if line.startswith("Pss:"))
        except (OSError, StopIteration):
            continue


def descendants() -> Iterator[int]:
    """The processes below this one."""
    waiting = [str(pid) for pid in Path("/proc/self").resolve().parts[-1:]]
    while waiting:
        pid = waiting.pop()
        for children in Path(f"/proc/{pid}/task").glob("*/children"):
            try:
                found = children.read_text().split()
            except OSError:
                continue
            waiting += found
            yield from map(int, found)
