"""What a guest opened, in words: pages by their names, and what pages do by themselves told once for each hour."""

from dataclasses import dataclass, replace

from app.accounts.guests.queries import Opened
from app.accounts.guests.rules import REFUSED


@dataclass(frozen=True)
class Asked:
    """What the pages of one review are asked for: `path` is where these begin, `noted` where its annotations do."""

    path: str
    noted: str

    @property
    def often(self) -> dict[str, str]:
        """What a page sends as something is typed, or asks every few seconds, in words."""
        return {
            f"POST {self.noted}": "Wrote annotations", f"POST {self.path}/remarks": "Wrote their view",
            f"POST {self.path}/ratings": "Rated", f"GET {self.path}/event/list": "Followed the challenge event",
            f"GET {self.path}/packs/jobs/": "Waited for a pack",
        }

    @property
    def by_itself(self) -> list[str]:
        """The same, and what of it was refused, as it is kept."""
        return [before + one for before in ("", REFUSED) for one in self.often]

    @property
    def _pages(self) -> dict[str, str]:
        return {
            "/reviews": "The list of their review", "POST /sign-out": "Signed out",
            self.path: "The assessment, its contents",
            f"{self.path}/review": "Their review, and what is missing", f"{self.path}/feedback": "Feedback",
            f"{self.path}/feedback/ratings": "Feedback, every rating", f"{self.path}/event": "The challenge event",
            f"{self.path}/packs": "Packs", self.noted: "The list of annotations",
            f"POST {self.path}/review/submit": "Submitted their review",
            f"POST {self.path}/event/write": "Wrote in the challenge event",
            f"POST {self.path}/event/lines": "Added a line to the challenge event",
        }

    def told(self, one: Opened) -> str:
        """One line of what they opened, or asked for and were refused."""
        if one.what.startswith(REFUSED):
            return f"Asked for and refused: {self.told(replace(one, what=one.what.removeprefix(REFUSED)))}"
        begun = next((says for what, says in self.often.items() if _is(one.what, what)), None)
        if begun:
            return begun if one.times == 1 else f"{begun}, {one.times:,} times"
        path, section, noted = one.what.removeprefix("GET "), f"{self.path}/sections/", f"{self.noted}/"
        if path.startswith(section):
            return f"Section {path.removeprefix(section)}"
        if path.startswith(noted) and path.removeprefix(noted).isdigit():
            return f"Annotation {path.removeprefix(noted)}"
        return self._pages.get(path, path)


def _is(what: str, often: str) -> bool:
    return what.startswith(often) if often.endswith("/") else what == often
