"""What can go wrong on the way to a PDF, each with a sentence for a person."""


class PublishingError(Exception):
    """A document could not be made; the text is a sentence that may be shown as it is."""


class RenderTimeout(PublishingError):
    """A piece of work took longer than it may; its worker has been ended."""


class RenderFailed(PublishingError):
    """A worker could not do a piece of work, or ended while doing it."""
