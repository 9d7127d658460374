"""Every route says who may use it."""

import pytest
from fastapi import APIRouter
from fastapi.routing import APIRoute

from portal.accounts.policy import MAY, Capability, Role
from portal.app import (
    PUBLIC,
    UndeclaredRoute,
    capability_of,
    check_capabilities,
    declared_routes,
)


def test_a_route_that_names_no_capability_stops_the_start() -> None:
    router = APIRouter()
    router.add_api_route("/forgotten", lambda: None, name="show_forgotten")

    routes = [route for route in router.routes if isinstance(route, APIRoute)]

    with pytest.raises(UndeclaredRoute, match="/forgotten"):
        check_capabilities(routes)


def test_at_most_twelve_routes_are_public() -> None:
    routes = list(declared_routes())
    public = {route.name for route in routes if capability_of(route) is None}

    assert len(routes) > 30
    assert public == PUBLIC
    assert len(PUBLIC) <= 12


def test_every_capability_belongs_to_somebody_and_is_asked_for() -> None:
    named = {capability_of(route) for route in declared_routes()} - {None}

    assert set(MAY) == set(Capability)
    assert all(MAY[capability] and MAY[capability] <= set(Role) for capability in MAY)
    assert named == set(Capability) - {Capability.READ_DRAFTS}


def test_route_names_are_verbs_of_the_house() -> None:
    names = [route.name for route in declared_routes()]

    assert [
        name
        for name in names
        if not name.removeprefix("api_").startswith(("show_", "create_", "update_", "delete_"))
    ] == []
