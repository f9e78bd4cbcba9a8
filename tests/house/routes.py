"""Every route of the application, in the order in which it is declared."""

from collections.abc import Iterator
from dataclasses import dataclass

from fastapi import FastAPI
from fastapi.routing import APIRoute, iter_route_contexts

from app.core.permission import permissions_of


@dataclass(frozen=True)
class Declared:
    """One method of one route, with the permissions that it names."""

    method: str
    path: str
    permissions: tuple[str, ...]


def declared(app: FastAPI) -> Iterator[Declared]:
    """Every method of every route; static files are no route of ours."""
    for context in iter_route_contexts(app.routes):
        route = context.original_route
        if isinstance(route, APIRoute):
            names = tuple(permissions_of(route.dependant))
            yield from (Declared(method, str(context.path), names) for method in sorted(route.methods or ()))
