"""Every route says who may open it."""

from fastapi import FastAPI

from tests.house.routes import declared

PUBLIC = {"/sign-in", "/set-password/{token}", "/health", "/guest/{token}", "/guest/{token}/code", "/mailbox"}


def test_every_route_names_its_permission(app: FastAPI) -> None:
    routes = list(declared(app))
    assert len(routes) > 50
    assert [route for route in routes if not route.permissions] == []


def test_only_the_front_door_is_public(app: FastAPI) -> None:
    assert {route.path for route in declared(app) if route.permissions[0].startswith("public")} == PUBLIC


def test_every_change_is_a_post(app: FastAPI) -> None:
    assert {route.method for route in declared(app)} == {"GET", "POST"}
