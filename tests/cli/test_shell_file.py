"""The shell file says what is missing where it may not install it."""

import os
import shutil
import subprocess
import tempfile
from pathlib import Path

import pytest

from app.config import ROOT

TOOLS = ("sh", "dirname", "readlink", "cat", "id")
NOBODY = 65534


def _run(folder: Path, *tools: str) -> "subprocess.CompletedProcess[str]":
    """Run a copy in a bare folder, as an ordinary person, with these programs alone."""
    programs = folder / "bin"
    programs.mkdir(parents=True)
    for tool in (*TOOLS, *tools):
        (programs / tool).symlink_to(shutil.which(tool) or "")
    shutil.copy(ROOT / "candour", folder)
    person = NOBODY if os.getuid() == 0 else None
    return subprocess.run(
        [programs / "sh", folder / "candour", "upgrade"], env={"PATH": str(programs)}, user=person, cwd="/",
        capture_output=True, text=True, check=False, timeout=60,
    )


@pytest.fixture
def open_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder that everybody may read."""
    folder = tmp_path_factory.mktemp("shell")
    common = Path(tempfile.gettempdir())
    for part in (folder, *(one for one in folder.parents if common in one.parents)):
        part.chmod(0o755)
    return folder / "candour"


def test_elsewhere_the_missing_packages_are_named(open_folder: Path) -> None:
    ran = _run(open_folder)
    assert ran.returncode == 1 and ran.stdout == ""
    assert "Debian 12" in ran.stderr and "libpango-1.0-0" in ran.stderr and ran.stderr.count("\n") == 1


@pytest.mark.skipif(shutil.which("apt-get") is None, reason="not Debian")
def test_on_debian_an_ordinary_person_is_told_what_to_have_installed(open_folder: Path) -> None:
    ran = _run(open_folder, "apt-get")
    assert ran.returncode == 1 and ran.stderr.startswith("These Debian packages are missing: python3 python3-venv")
    assert ran.stderr.count("\n") == 1


def test_it_is_a_plain_shell_script() -> None:
    assert (ROOT / "candour").read_text().startswith("#!/bin/sh\n")
    subprocess.run(["sh", "-n", ROOT / "candour"], check=True)
