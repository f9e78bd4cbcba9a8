"""Third-party files are the ones that were pinned, and carry nothing that only GOV.UK may use."""

import importlib.util
import json
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def refresh() -> ModuleType:
    spec = importlib.util.spec_from_file_location("refresh", ROOT / "static/vendor/refresh.py")
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


class TestLock:
    def test_every_committed_file_is_as_locked(self, refresh: ModuleType) -> None:
        assert refresh.altered_files() == []

    def test_the_pins_and_the_lock_name_the_same_files_and_versions(self, refresh: ModuleType) -> None:
        pinned = {target: (p.name, p.version) for p in refresh.PACKAGES for target in p.files.values()}
        assert {name: (e["package"], e["version"]) for name, e in refresh.read_lock().items()} == pinned

    def test_no_font_or_script_stands_beside_the_lock_unlisted(self, refresh: ModuleType) -> None:
        shipped = {*ROOT.glob("static/vendor/*.js"), *ROOT.glob("static/vendor/*.css"), *ROOT.glob("static/fonts/*.*"),
                   *ROOT.glob("tests/vendor/*.js")}
        assert {str(path.relative_to(ROOT)) for path in shipped} <= set(refresh.read_lock())

    def test_the_lock_names_no_registry(self) -> None:
        text = (ROOT / "static/vendor/vendor.lock.json").read_text()
        assert "://" not in text
        assert all(entry["tarball"].startswith("sha512-") for entry in json.loads(text).values())

    def test_an_altered_file_is_noticed(self, refresh: ModuleType, tmp_path: Path,
                                        monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(refresh, "ROOT", tmp_path)
        assert set(refresh.altered_files()) == set(refresh.read_lock())


class TestGovukFrontend:
    @pytest.mark.parametrize("absent", ["GDS Transport", "crest", "crown", "@font-face", "/assets/"])
    def test_the_stylesheet_is_without_what_only_govuk_may_use(self, absent: str) -> None:
        assert absent not in (ROOT / "static/vendor/govuk-frontend.min.css").read_text()

    def test_a_new_trace_of_the_crown_stops_the_refresh(self, refresh: ModuleType) -> None:
        with pytest.raises(SystemExit, match="crown"):
            refresh.trim_govuk_css(".govuk-header__crown-new{fill:red}")
