"""Whatever is sent to whichever form or call, the answer is a page or a problem, never a fault."""

import json
from itertools import cycle
from urllib.parse import quote

import pytest
from fastapi.routing import APIRoute
from pydantic import BaseModel

from portal.accounts.policy import MAY, Capability
from portal.accounts.signed_in import SignedIn
from portal.app import capability_of, declared_routes
from portal.runtime import Runtime
from tests.browser import Browser
from tests.gate.steps import unlocked_enquiry
from tests.incidents.test_incidents import opened as opened_incident
from tests.program import Program
from tests.service_desk.test_isolation import NOTHING, Nothing
from tests.service_desk.test_opening import opened
from tests.world import Cast

NASTY = (
    "\0",
    "a\ud800b",
    "9" * 30,
    "-1",
    "2026-13-45T99:99",
    "[" * 2_000,
    "1e400",
    "\u202e<script>'\"",
    "x" * 3_000,
    "٣",
)
FITS = {"priority": "3", "reason": "tried-it", "why": "tried-it", "rating": "3", "action": "save"}
LEFT_OUT = {"delete_session", "update_account"}


def all_fields(kind: type[BaseModel] = BaseModel) -> set[str]:
    ours = {one for one in kind.__subclasses__() if one.__module__.startswith("portal.")}
    return {name for one in ours for name in (*one.model_fields, *all_fields(one))}


def routes_for(person: SignedIn) -> list[APIRoute]:
    unsafe = [one for one in declared_routes() if one.methods == {"POST"}]
    may = [(one, capability_of(one)) for one in unsafe if one.name not in LEFT_OUT]
    return [one for one, what in may if what and person.role in MAY[Capability(what)]]


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)  # it takes no NUL
def test_no_form_and_no_call_turns_hostile_text_into_a_fault(
    browser: Browser, runtime: Runtime, people: Cast
) -> None:
    incident, ticket = opened_incident(runtime, people.ben), opened(runtime, people.cleo)
    with runtime.database.writing() as db:
        enquiry = str(unlocked_enquiry(db, runtime, people.cleo).id)
    known = {"reference": ticket.reference, "incident_id": incident.id, "enquiry_id": enquiry}
    values, fields = cycle(NASTY), sorted(all_fields())
    for person in (people.cleo, people.ada):
        key = Program(browser.client, runtime, person).secret
        browser.sign_in(person)
        for route in routes_for(person):
            path = route.path.format_map(Nothing(NOTHING | known | {"slug": "x"}))
            sent = {name: FITS.get(name) or next(values) for name in fields}
            headers = {"Origin": browser.origin, "Content-Type": "application/json"}
            content = json.dumps({**sent, "enquiry": enquiry, "priority": 3})
            if route.path.startswith("/api/"):
                headers["Authorization"] = f"Bearer {key}"
            else:
                headers["Content-Type"] = "application/x-www-form-urlencoded"
                quoted = {
                    name: quote(one.encode(errors="surrogatepass")) for name, one in sent.items()
                }
                content = "&".join(f"{name}={one}" for name, one in quoted.items())
            answer = browser.client.post(
                path, content=content, headers=headers, follow_redirects=False
            )
            assert answer.status_code < 500, (route.path, answer.status_code)
