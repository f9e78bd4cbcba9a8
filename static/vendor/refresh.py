"""Maintainer's command: fetch the pinned third-party files again, or check the committed ones against their lock.

    python static/vendor/refresh.py            fetch with npm, trim, write the files and vendor.lock.json
    python static/vendor/refresh.py --check    compare the committed files with the lock; needs no network

Running Candour needs neither Node nor npm: the files and the lock are part of the repository.
"""

import argparse
import base64
import hashlib
import io
import json
import re
import subprocess
import sys
import tarfile
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TypedDict

ROOT = Path(__file__).resolve().parents[2]
LOCK = ROOT / "static/vendor/vendor.lock.json"


class Entry(TypedDict):
    """What the lock holds of one file: where it came from, and SHA-384 of the bytes as committed."""

    package: str
    version: str
    tarball: str
    sha384: str
    bytes: int


@dataclass(frozen=True)
class Package:
    """One pinned npm package: `files` maps a path inside it to a path in this repository."""

    name: str
    version: str
    files: dict[str, str]


def _font_files() -> dict[str, str]:
    faces = [f"{subset}-{face}" for subset in ("latin", "latin-ext")
             for face in ("400-normal", "400-italic", "600-normal", "600-italic")]
    woff2 = {f"files/source-sans-3-{face}.woff2": f"static/fonts/source-sans-3-{face}.woff2" for face in faces}
    return woff2 | {"LICENSE": "static/fonts/source-sans-3.LICENSE"}


PACKAGES = [
    Package("govuk-frontend", "6.3.0", {
        "dist/govuk/govuk-frontend.min.css": "static/vendor/govuk-frontend.min.css",
        "dist/govuk/govuk-frontend.min.js": "static/vendor/govuk-frontend.min.js",
    }),
    Package("htmx.org", "4.0.1", {
        "dist/htmx.min.js": "static/vendor/htmx.min.js",
        "dist/ext/hx-csp.min.js": "static/vendor/hx-csp.min.js",
        "LICENSE": "static/vendor/htmx.LICENSE",
    }),
    Package("@fontsource/source-sans-3", "5.3.1", _font_files()),
    Package("axe-core", "4.14.1", {
        "axe.min.js": "tests/vendor/axe.min.js",
        "LICENSE": "tests/vendor/axe.LICENSE",
    }),
]


def trim_govuk_css(css: str) -> str:
    """The stylesheet without what only GOV.UK itself may use: its typeface, its crest and its crown."""
    css = re.sub(r"/\*! Copyright \(c\) 2011 by Margaret Calvert.*?\*/", "", css, flags=re.DOTALL)
    css = re.sub(r"@font-face\{[^}]*\}\n?", "", css)
    css = css.replace("GDS Transport,arial,sans-serif", '"Source Sans 3",arial,sans-serif')
    css = re.sub(r"\.govuk-footer__copyright-logo:before\{[^}]*\}", "", css)
    css = re.sub(r"\.govuk-footer__crown\{[^}]*\}", "", css)
    for left in ("GDS Transport", "/assets/", "crown"):
        if left in css:
            raise SystemExit(f"The stylesheet still names {left!r}: look at the new version and trim it too.")
    return css


def drop_source_map(text: str) -> str:
    """The text without the pointer to a source map that is not shipped."""
    return re.sub(r"\n?/[/*][#@] sourceMappingURL=\S+( \*/)?\s*$", "\n", text)


TRIMS: dict[str, Callable[[str], str]] = {
    "static/vendor/govuk-frontend.min.css": lambda css: drop_source_map(trim_govuk_css(css)),
    "static/vendor/govuk-frontend.min.js": drop_source_map,
    "static/vendor/htmx.min.js": drop_source_map,
    "static/vendor/hx-csp.min.js": drop_source_map,
}


def digest(algorithm: str, raw: bytes) -> str:
    """The hash of `raw` in the form of a subresource-integrity attribute."""
    return f"{algorithm}-" + base64.b64encode(hashlib.new(algorithm, raw).digest()).decode()


def read_lock() -> dict[str, Entry]:
    """The lock as committed: repository path to entry; empty before the first refresh."""
    return json.loads(LOCK.read_text()) if LOCK.exists() else {}


def altered_files() -> list[str]:
    """Paths in the lock whose committed bytes are missing or differ."""
    def differs(path: Path, entry: Entry) -> bool:
        return not path.is_file() or digest("sha384", path.read_bytes()) != entry["sha384"]

    return [name for name, entry in read_lock().items() if differs(ROOT / name, entry)]


def fetch(package: Package, locked: dict[str, Entry]) -> tuple[bytes, str]:
    """The package's tarball and its integrity; stops if a version already locked has changed its bytes."""
    wanted = f"{package.name}@{package.version}"
    with tempfile.TemporaryDirectory() as folder:
        command = ["npm", "pack", wanted, "--json", "--pack-destination", folder]
        subprocess.run(command, check=True, capture_output=True)
        raw = next(Path(folder).glob("*.tgz")).read_bytes()
    integrity = digest("sha512", raw)
    known = {e["tarball"] for e in locked.values() if (e["package"], e["version"]) == (package.name, package.version)}
    if known - {integrity}:
        raise SystemExit(f"{wanted} is not the tarball that was locked: nothing written for it.")
    return raw, integrity


def unpack(package: Package, raw: bytes, integrity: str) -> dict[str, Entry]:
    """Writes the package's chosen files, trimmed, and returns their lock entries."""
    entries: dict[str, Entry] = {}
    with tarfile.open(fileobj=io.BytesIO(raw)) as tar:
        for source, target in package.files.items():
            member = tar.extractfile(f"package/{source}")
            if member is None:
                raise SystemExit(f"{package.name} has no file {source}.")
            content = member.read()
            if target in TRIMS:
                content = TRIMS[target](content.decode()).encode()
            (ROOT / target).parent.mkdir(parents=True, exist_ok=True)
            (ROOT / target).write_bytes(content)
            entries[target] = Entry(package=package.name, version=package.version, tarball=integrity,
                                    sha384=digest("sha384", content), bytes=len(content))
    return entries


def refresh() -> None:
    """Fetches every package, writes its files and then the lock."""
    locked = read_lock()
    entries: dict[str, Entry] = {}
    for package in PACKAGES:
        raw, integrity = fetch(package, locked)
        entries |= unpack(package, raw, integrity)
    LOCK.write_text(json.dumps(entries, indent=2, sort_keys=True) + "\n")
    print(f"{len(entries)} files written.")


def main() -> int:
    """Exit 0 when all is as locked, 1 when a committed file differs."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--check", action="store_true", help="compare committed files with the lock")
    if not parser.parse_args().check:
        refresh()
        return 0
    altered = altered_files()
    print(f"Altered: {', '.join(altered)}." if altered else f"{len(read_lock())} files are as locked.")
    return 1 if altered else 0


if __name__ == "__main__":
    sys.exit(main())
