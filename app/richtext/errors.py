"""What is refused in rich text, each with one sentence fit for the person who wrote it."""


class BadDocument(ValueError):
    """A document that breaks the schema or its limits; the message is one plain sentence."""


class StepRefused(ValueError):
    """A change that cannot be applied to the document; the message is one plain sentence."""
