"""What can go wrong on the way to a PDF, each with a sentence for a person."""

from app.core.errors import CandourError


class PublishingError(CandourError):
    """A document could not be made; the sentence may be shown as it is."""

    status = 500
    title = "The document could not be made"


class RenderTimeout(PublishingError):
    """A piece of work took longer than it may; its worker has been ended."""


class RenderFailed(PublishingError):
    """A worker could not do a piece of work, or ended while doing it."""
