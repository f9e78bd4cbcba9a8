"""Why figures or measures are not taken over, each as a sentence for the person."""

from app.core.errors import Refused


class FileUnreadable(Refused):
    """The file holds no table that can be read; nothing of it was taken over."""

    title = "That file could not be read"
