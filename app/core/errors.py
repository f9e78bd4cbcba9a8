"""Errors that carry an HTTP status and a sentence for a person."""


from dataclasses import dataclass


@dataclass(frozen=True)
class Held:
    """Whose words a browser may still hold that the server takes no more of, and where the pages began in which they
    were typed, if that is known."""

    person_id: int
    path: str = ""


class CandourError(Exception):
    """Something the person can understand and act on; shown as a page or printed as one sentence."""

    status = 400
    title = "Something was not right"
    field = ""
    way: tuple[str, str] | None = None  # the address and the words of a link to where one goes on, if not to one’s work
    held: Held | None = None

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence


class Refused(CandourError):
    """The input cannot be used as it is; `field` names what is to be put right, where that is one thing."""

    status = 422
    title = "That could not be saved"

    def __init__(self, sentence: str, field: str = "") -> None:
        super().__init__(sentence)
        self.field = field


class NotFound(CandourError):
    """There is no such thing, or the person may not know that there is."""

    status = 404
    title = "Page not found"

    def __init__(self, sentence: str = "Check the address, or go back to your work.") -> None:
        super().__init__(sentence)


class Forbidden(CandourError):
    """The person may see this but not do it."""

    status = 403
    title = "You cannot do this"


class Conflict(CandourError):
    """Somebody changed it first, or it is no longer in the state that this act needs."""

    status = 409
    title = "Something changed in the meantime"


class SignInNeeded(CandourError):
    """Nobody is signed in."""

    status = 401
    title = "Sign in"

    def __init__(self) -> None:
        super().__init__("Sign in to go on.")


class TooManyAttempts(CandourError):
    """The same thing was tried too often."""

    status = 429
    title = "Too many attempts"


@dataclass(frozen=True)
class Wrong:
    """What a page says that is sent back, and the id on it of what is to be put right, if anything on it is."""

    sentence: str = ""
    status: int = 200
    field: str = ""

    @property
    def href(self) -> str | None:
        """The address within the page of what is to be put right."""
        return f"#{self.field}" if self.field else None

    def at(self, field: str) -> str | None:
        """What to say at a field: nothing, unless it is the one."""
        return self.sentence if self.field == field else None

    def __bool__(self) -> bool:
        return bool(self.sentence)


NOTHING_WRONG = Wrong()


def wrong_of(error: CandourError, **ids: str) -> Wrong:
    """What a page says of a refusal; `ids` are those of fields that are called otherwise on it, by their names."""
    return Wrong(error.sentence, error.status, ids.get(error.field, error.field))
