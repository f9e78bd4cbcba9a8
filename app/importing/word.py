"""Word files: the archive is inspected first, and only then read, by a child process that may not go far."""

import io
import json
import subprocess
import sys
import zipfile
from pathlib import Path

from app.importing.errors import UnreadableSource

MAX_MEMBERS = 2_000
MAX_UNPACKED = 200 * 1024 * 1024
MAX_RATIO = 50
TINY = 64 * 1024
SECONDS = 30
ROOT = Path(__file__).resolve().parents[2]
TOO_LONG = "would unpack to far more than a document holds, so it was not opened"
PROTECTED = "is protected by a password; save a copy without one and offer that"
MACROS = "vbaproject"


def word_lines(name: str, data: bytes) -> list[str]:
    """The document as lines of light markup; raises UnreadableSource."""
    fault = archive_fault(data)
    if fault:
        raise UnreadableSource(f"“{name}” {fault}.")
    try:
        done = subprocess.run(
            [sys.executable, "-m", "app.importing.word_child"],
            input=data,
            capture_output=True,
            timeout=SECONDS,
            cwd=ROOT,
            env={"PYTHONDONTWRITEBYTECODE": "1"},
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise UnreadableSource(f"“{name}” took too long to read; save a fresh copy from Word and try that.") from error
    try:
        lines: list[str] = json.loads(done.stdout)["lines"] if done.returncode == 0 else []
    except (ValueError, KeyError):
        lines = []
    if not lines:
        raise UnreadableSource(f"“{name}” is broken or holds no text; open it in Word and save a fresh copy.")
    return lines


def archive_fault(data: bytes) -> str:
    """What is wrong with the archive by its directory alone, nothing unpacked; empty where nothing is."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            members = archive.infolist()
    except (zipfile.BadZipFile, ValueError, EOFError, OSError, NotImplementedError):
        return "is broken: it seems to be cut short; save a fresh copy and try that"
    faults = {TOO_LONG: _is_bomb(members), PROTECTED: any(member.flag_bits & 1 for member in members)}
    return next((fault for fault, found in faults.items() if found), "") or _content_fault(members)


def _content_fault(members: list[zipfile.ZipInfo]) -> str:
    names = {member.filename.lower() for member in members}
    if any(MACROS in name for name in names):
        return "holds macros; save it as a .docx without them"
    return "" if "word/document.xml" in names else "is an archive but not a Word document"


def _is_bomb(members: list[zipfile.ZipInfo]) -> bool:
    if len(members) > MAX_MEMBERS or sum(member.file_size for member in members) > MAX_UNPACKED:
        return True
    large = [member for member in members if member.file_size > TINY]
    return any(member.file_size > MAX_RATIO * max(member.compress_size, 1) for member in large)
