"""The dependency that puts a challenge event before both of its sides."""

from fastapi import Request
from sqlmodel import Session

from app.accounts.actor import Actor
from app.accounts.guards import near_guest
from app.assessments.guards import address_in
from app.core.errors import Forbidden, NotFound
from app.reviews.rating.permissions import MODERATION
from app.reviews.releases.permissions import OWN, Reading
from app.reviews.releases.queries import reading_at


class OnEvent:
    """A route about a challenge event.

    | who                                                        | takes part                             |
    |------------------------------------------------------------|----------------------------------------|
    | coordinator and director of the assessed authority         | yes                                    |
    | its authors and leads                                      | no (403)                               |
    | a challenger                                               | once their own review is submitted     |
    |                                                            | (403 before: lines tell of the others) |
    | a moderator, and everybody else                            | it does not exist (404)                |

    A challenger who was invited as a guest is one like any other; what they open is written down.
    """

    permission = "takes_part_in_event"

    async def __call__(self, request: Request) -> Reading:
        """The released revision at the request's path."""
        address = address_in(request)

        def opened(session: Session, actor: Actor) -> Reading:
            reading = reading_at(session, actor, address)
            _check(reading)
            return reading

        return await near_guest(request, opened)


def _check(reading: Reading) -> None:
    if reading.why == MODERATION:
        raise NotFound
    if reading.why == OWN and not reading.decides:
        raise Forbidden("The coordinator and the director hold the event. Ask them for what concerns you.")
    if reading.why != OWN and not reading.submitted:
        raise Forbidden("Submit your own review first. Lines of enquiry draw on what every challenger wrote.")
