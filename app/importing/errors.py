"""Why a file cannot be imported, each as a sentence for the person who offered it."""

from app.core.errors import Refused


class ImportRefused(Refused):
    """The file cannot be imported; nothing was written."""

    title = "That file could not be imported"


class UnreadableSource(ImportRefused):
    """The file is too large, protected, broken or of a kind that is not read."""


class NoSuchDocument(ImportRefused):
    """The file can be read, but the document asked for is not in it."""
