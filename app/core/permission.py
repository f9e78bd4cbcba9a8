"""Every route names its permission, or the program does not start."""

from collections.abc import Callable, Iterator
from typing import Any

from fastapi.dependencies.models import Dependant
from fastapi.routing import APIRoute


class Public:
    """A route that anybody may open, with the reason why."""

    def __init__(self, reason: str) -> None:
        self.permission = f"public: {reason}"

    def __call__(self) -> None:
        """Nothing to check."""


def permissions_of(dependant: Dependant) -> Iterator[str]:
    """The permissions named anywhere in a route's dependencies."""
    name = getattr(dependant.call, "permission", None)
    if isinstance(name, str):
        yield name
    for inner in dependant.dependencies:
        yield from permissions_of(inner)


class GuardedRoute(APIRoute):
    """Refuses to be declared without a permission."""

    def __init__(self, path: str, endpoint: Callable[..., Any], **options: Any) -> None:
        super().__init__(path, endpoint, **options)
        if not any(permissions_of(self.dependant)):
            raise RuntimeError(f"{path} names no permission")
