"""Who gets through which door of the vendor's side, worked out from the routes themselves.

A route that is added is tried by itself: at every door each cell is what the capability table says.
"""

from collections.abc import Iterator
from typing import Any

import pytest
from fastapi.dependencies.models import Dependant
from fastapi.routing import APIRoute
from pydantic import BaseModel
from sqlalchemy import select

from portal.accounts.models import Person
from portal.accounts.policy import MAY, Capability
from portal.accounts.signed_in import SignedIn
from portal.app import capability_of, declared_routes
from portal.content.models import Item, Media, Topic, Translation
from portal.mail.models import OutgoingMail
from portal.runtime import Runtime
from portal.service_desk.models import Ticket
from tests.browser import Browser
from tests.service_desk.test_foreign_ids import EXTRA, FORGED, IDS, USUAL, masked, stored
from tests.service_desk.test_isolation import NOBODYS, STAFFED, Nothing
from tests.service_desk.test_opening import opened
from tests.world import Cast

ROUTES = [route for route in declared_routes() if route.path.startswith(STAFFED)]
WRITING = [route for route in ROUTES if route.methods == {"POST"}]
WITH_IDS = [
    route
    for route in ROUTES
    if "reference" in route.path or "_id}" in route.path or "{slug}" in route.path
]
VISITORS = ("nobody", "disabled", "finn", "cleo", "ben", "eva", "mia", "ada")
GIVEN = {
    "track": "captions",
    "month": "2026-11",
    "kind": "reply",
    "lang": "fr",
    "name": "searches",
    "slug": "no-such",
}
INCIDENT = {f"{name}_{lang}": "Slow reports" for name in ("title", "text") for lang in ("en", "fr")}
FORM = {
    **USUAL,
    **INCIDENT,
    "impact": "degraded",
    "why": "So it was agreed.",
    "note": "Seen.",
    "outcome": "solved",
    "area": "other",
    "area_why": "So it was agreed.",
    "waiting_for": "The log.",
    "number": "1",
}
ONE_DATABASE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def ask(browser: Browser, route: APIRoute, ids: dict[str, str], **more: Any) -> Any:
    """Use the route as a browser would, with these ids in its path."""
    [method] = route.methods
    path = route.path.format_map(Nothing(GIVEN | ids))
    headers = {"Origin": browser.origin, "Sec-Fetch-Site": "same-origin", **more.pop("headers", {})}
    return browser.client.request(method, path, headers=headers, follow_redirects=False, **more)


def sit_down(browser: Browser, people: Cast, name: str) -> None:
    """Let that visitor be at the browser; whoever is disabled was signed in before."""
    if name == "nobody":
        browser.client.cookies.clear()
        return
    person: SignedIn = getattr(people, "dai" if name == "disabled" else name)
    browser.sign_in(person)
    if name == "disabled":
        with browser.runtime.database.writing() as db:
            db.get_one(Person, person.id).disabled_at = browser.runtime.now()


def answer_of(status: int, where: str) -> str:
    """Return what an answer means for who asked."""
    if status == 303 and where.startswith("/sign-in"):
        return "sign in"
    return {401: "sign in", 403: "not allowed"}.get(status, "broken" if status >= 500 else "let in")


def promised(route: APIRoute, people: Cast, name: str) -> str:
    """Return what the capability table says of this cell."""
    if name in {"nobody", "disabled"}:
        return "sign in"
    person: SignedIn = getattr(people, name)
    allowed = MAY[Capability(str(capability_of(route)))]
    return "let in" if person.role in allowed else "not allowed"


@ONE_DATABASE
def test_every_cell_of_the_permission_table_is_what_was_declared(
    browser: Browser, people: Cast
) -> None:
    assert len(ROUTES) > 100
    wrong = []
    for name in VISITORS:
        sit_down(browser, people, name)
        for route in ROUTES:
            answer = ask(browser, route, NOBODYS, data={} if route in WRITING else None)
            got = answer_of(answer.status_code, answer.headers.get("location", ""))
            if got != promised(route, people, name):
                wrong.append((name, route.name, got, answer.status_code))
    assert not wrong


@pytest.fixture
def there(browser: Browser, runtime: Runtime, cleo: SignedIn, ada: SignedIn) -> dict[str, str]:
    """What there is, by the names that paths have for it."""
    ticket = opened(runtime, cleo)
    browser.sign_in(ada).send("/desk/incidents", FORM)
    with runtime.database.reading() as db:
        texts = {one.kind: str(one.id) for one in db.scalars(select(Translation))}
        found = {
            "reference": ticket.reference,
            "organisation_id": str(cleo.organisation_id),
            "incident_id": browser.path.rpartition("/")[2],
            "article_id": texts["article"],
            "video_id": texts["video"],
            "item_id": str(db.scalars(select(Item.id)).first()),
            "media_id": str(db.scalars(select(Media.id)).first()),
            "mail_id": str(db.scalars(select(OutgoingMail.id)).first()),
        }
        return {**found, "slug": str(db.scalars(select(Topic.slug)).first())}


def of_another_kind(there: dict[str, str], ada: SignedIn) -> dict[str, str]:
    """Return ids that are real, each where something else is asked for."""
    named = dict.fromkeys(IDS, there["item_id"]) | {"reference": NOBODYS["reference"]}
    ids = {name for route in WITH_IDS for name in route.param_convertors if name.endswith("_id")}
    wrong = dict.fromkeys(ids, str(ada.id)) | {"organisation_id": str(ada.organisation_id)}
    wrong |= {"person_id": there["item_id"]}
    return named | wrong | {"slug": "simulated-mail-missing"}


def test_an_id_of_something_else_is_answered_like_one_that_never_was(
    browser: Browser, there: dict[str, str], ada: SignedIn, people: Cast
) -> None:
    assert len(WITH_IDS) > 50
    wrong, browser = [], browser.sign_in(ada)
    elsewhere = of_another_kind(there, ada)
    for route in (one for one in WITH_IDS if promised(one, people, "ada") == "let in"):
        sent = {"data": FORM} if route in WRITING else {}
        for headers in ({}, {"HX-Request": "true"}):
            never = ask(browser, route, NOBODYS, headers=headers, **sent)
            other = ask(browser, route, elsewhere, headers=headers, **sent)
            if never.status_code != 404 or same(never) != same(other):
                wrong.append((route.name, never.status_code, other.status_code))
    assert not wrong


def same(answer: Any) -> tuple[int, str]:
    """Return what an answer says, whatever was asked for in its path."""
    status, words = masked(answer)
    return status, words.replace("simulated-mail-missing", "…").replace("no-such", "…")


@ONE_DATABASE
def test_an_id_in_query_or_form_that_nobody_asked_for_changes_no_page(
    browser: Browser, there: dict[str, str], ada: SignedIn
) -> None:
    wrong, browser = [], browser.sign_in(ada)
    elsewhere = {name: value for name, value in of_another_kind(there, ada).items() if name in IDS}
    never = dict.fromkeys(elsewhere, NOBODYS["enquiry_id"]) | {"reference": NOBODYS["reference"]}
    for route in ROUTES:
        if route.methods == {"GET"} and not fields_of(route) & set(elsewhere):
            with_other, with_none = (
                ask(browser, route, there, params=ids) for ids in (elsewhere, never)
            )
            if with_other.status_code >= 500 or same(with_other) != same(with_none):
                wrong.append(route.name)
    assert not wrong


@ONE_DATABASE
def test_no_field_beyond_a_form_of_staff_is_ever_stored(
    browser: Browser, runtime: Runtime, there: dict[str, str], ada: SignedIn
) -> None:
    taken, browser = [], browser.sign_in(ada)
    for route in WRITING:
        own = fields_of(route)
        extra = {name: value for name, value in EXTRA.items() if name not in own}
        assert len(extra) >= 25, route.name
        answer = ask(browser, route, there, data=FORM | extra)
        assert answer.status_code < 500, route.name
        taken += [route.name] if answer.status_code in {200, 303} else []

    assert len(taken) >= 15, taken
    kept = [where for where, value in stored(runtime) if FORGED in value or "1999-01-01" in value]
    assert not kept
    with runtime.database.reading() as db:
        [ticket] = db.scalars(select(Ticket)).all()
        assert ticket.reference == there["reference"]


def fields_of(route: APIRoute) -> set[str]:
    """Return the names that a route reads from query or form, by its own declaration."""
    return set(_fields(route.dependant))


def _fields(dependant: Dependant) -> Iterator[str]:
    yield from (one.alias for one in (*dependant.query_params, *dependant.body_params))
    for cell in getattr(dependant.call, "__closure__", None) or ():
        model = cell.cell_contents
        if isinstance(model, type) and issubclass(model, BaseModel):
            yield from model.model_fields
    for inner in dependant.dependencies:
        yield from _fields(inner)


DECLARED = (
    ("/desk/incidents", {Capability.RUN_INCIDENTS}),
    ("/desk", {Capability.WORK_TICKETS}),
    ("/admin", {Capability.ADMINISTER}),
    ("/content", {Capability.EDIT_CONTENT}),
    ("/insight", {Capability.SEE_INSIGHT}),
    ("/incidents", {Capability.READ_ACADEMY, Capability.ASK_FOR_HELP}),
)


@pytest.mark.parametrize("route", ROUTES, ids=[route.name for route in ROUTES])
def test_each_part_of_the_vendors_side_asks_for_its_own_capability(route: APIRoute) -> None:
    asked = next(its for start, its in DECLARED if route.path.startswith(start))

    assert capability_of(route) in asked
