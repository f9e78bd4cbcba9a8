"""Why a change of the evidence library is not made, each as a sentence for the person."""

from app.core.errors import Conflict, Refused
from app.evidence.models import EvidenceItem


class FileRefused(Refused):
    """The file cannot be kept; nothing of it was."""

    title = "That file could not be kept"


class Infected(FileRefused):
    """The virus scanner found something in the file; `found` is its name for it."""

    def __init__(self, found: str) -> None:
        super().__init__(f"The virus scanner found something harmful in the file ({found[:100]}), so it was not kept.")
        self.found = found[:100]


class ItemChanged(Conflict):
    """Somebody saved this item first; carries theirs, so that the person can choose or merge."""

    def __init__(self, theirs: EvidenceItem) -> None:
        super().__init__("Somebody else changed this item while you were editing it. Choose what to keep.")
        self.theirs = theirs
