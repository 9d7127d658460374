"""A foreign id in any parameter is one that never was; no field beyond a form is ever stored."""

import re
from collections.abc import Iterator
from typing import Any, get_args
from uuid import UUID

import pytest
from fastapi.routing import APIRoute
from pydantic import BaseModel
from sqlalchemy import select

from portal.accounts.policy import MAY, Capability
from portal.accounts.signed_in import SignedIn
from portal.app import capability_of, declared_routes
from portal.db.base import Base
from portal.mail.models import OutgoingMail
from portal.runtime import Runtime
from portal.service_desk.desk_forms import NoteForm
from portal.service_desk.models import Reply, Ticket
from portal.service_desk.working_on import add_note
from tests.browser import Browser
from tests.program import SHOWN, Program
from tests.service_desk.test_isolation import NOBODYS, NOTHING, PERSONAL, Nothing
from tests.service_desk.test_replying import say

CANARY = "the turquoise marmot of Lyon"
INTERNAL = "the ultramarine ocelot of staff"
FORGED = "forged-by-hand"
LONG_AGO = "1999-01-01T00:00:00+00:00"
NAMES_OF_IDS = """
id ticket ticket_id enquiry enquiry_id person person_id owner owner_id organisation organisation_id
requester requester_id colleague handed_to handed_to_id author_id file_id incident_id
reference duplicate_of added_to administrator item item_id media media_id revision_id film poster
pin replaced_by added article video items topic_ids without whose
"""
IDS = NAMES_OF_IDS.split()
TICKED_BY_EDITORS = {"text"}  # elsewhere a field of that name holds words
NAMES_OF_WORDS = """
tenant_id organisation_id person_id requester_id owner_id author_id by_id role status state internal
note notes reference tier diagnosis outcome answered_with duplicate_of trail due_working unlocked_by
why_dismissed added_to email password_hash problem is_admin is_vendor
"""
NAMES_OF_TIMES = """
created_at opened_at due_at closed_at first_answered_at escalated_at ended_at clock_started_at
disabled_at
"""
EXTRA: dict[str, str] = {
    **dict.fromkeys(NAMES_OF_WORDS.split(), FORGED),
    **dict.fromkeys(NAMES_OF_TIMES.split(), LONG_AGO),
    "is_from_staff": "1",
}
USUAL = {
    "priority": "2",
    "title": "Mine",
    "description": "Mine.",
    "text": "Hello?",
    "reason": "tried-it",
    "q": "mail",
    "slug": SHOWN,
    "rating": "4",
    "stake": "Much.",
    "sentence": "Nobody can work",
    "why": "nobody-can-work",
    "name": "Myself",
}
ROUTES = [
    route
    for route in declared_routes()
    if capability_of(route)
    and MAY[Capability(str(capability_of(route)))] & {"reader", "administrator"}
]
ONE_DATABASE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


class Door:
    """Asks every route as one person, at its own things, with something more in it."""

    def __init__(self, browser: Browser, person: SignedIn) -> None:
        program = Program(browser.client, browser.runtime, person)
        self.client, self.key = browser.client, program.secret
        used, self.enquiry = program.unlock(), program.unlock()
        self.reference = str(program.ask(used)["reference"])
        self.browser = browser.sign_in(person)

    def ask(self, route: APIRoute, more: dict[str, str], *, path_ids: bool = True) -> Any:
        own = {"enquiry_id": self.enquiry, "reference": self.reference} if path_ids else {}
        path = route.path.format_map(Nothing(NOTHING | NOBODYS | own | {"slug": SHOWN}))
        [method] = route.methods
        sent: dict[str, Any] = {"params": more}
        headers = {"Origin": self.browser.origin, "Sec-Fetch-Site": "same-origin"}
        if path.startswith("/api/"):
            headers["Authorization"] = f"Bearer {self.key}"
            sent |= {"json": USUAL | more} if method == "POST" else {}
        elif method == "POST":
            sent["data"] = USUAL | more
        return self.client.request(method, path, headers=headers, follow_redirects=False, **sent)


def stored(runtime: Runtime) -> Iterator[tuple[str, str]]:
    """Return every value of every row, as text, with table and column."""
    with runtime.database.reading() as db:
        for table in Base.metadata.sorted_tables:
            for row in db.execute(select(table)).mappings():
                for column, value in row.items():
                    yield f"{table.name}.{column}", str(value)


def rows_of(runtime: Runtime, person: SignedIn) -> list[str]:
    """Return what belongs to that person's requests, to see that nothing of it moved."""
    with runtime.database.reading() as db:
        tickets = db.scalars(select(Ticket).filter_by(requester_id=person.id)).all()
        names = [column.name for column in Ticket.__table__.columns]
        words = [str({name: getattr(one, name) for name in names}) for one in tickets]
        return words + [reply.text for one in tickets for reply in one.replies]


def masked(answer: Any) -> tuple[int, str]:
    words = PERSONAL.sub("…", answer.text)
    return answer.status_code, re.sub(r'(name="key" value=")[0-9a-f]{32}', r"\1…", words)


def test_every_id_that_a_form_takes_is_among_those_tried() -> None:
    taken = {
        name
        for form in all_forms(BaseModel)
        for name, field in form.model_fields.items()
        if UUID in (field.annotation, *get_args(field.annotation))
    }

    assert {"enquiry", "administrator"} <= taken - TICKED_BY_EDITORS <= set(IDS)


def all_forms(kind: type[BaseModel]) -> Iterator[type[BaseModel]]:
    for one in kind.__subclasses__():
        yield from (one, *all_forms(one)) if one.__module__.startswith("portal.") else ()


@ONE_DATABASE
def test_a_foreign_id_in_query_form_or_json_changes_no_answer_and_touches_nothing(
    browser: Browser, runtime: Runtime, cleo: SignedIn, dai: SignedIn, ben: SignedIn
) -> None:
    theirs = Program(browser.client, runtime, cleo)
    used, waiting = theirs.unlock(), theirs.unlock()
    reference = theirs.ask(used, title=CANARY, description=CANARY)["reference"]
    foreign = dict.fromkeys(IDS, waiting) | dict.fromkeys(
        ("reference", "ticket", "duplicate_of", "added_to"), reference
    )
    people = ("person", "owner", "requester", "colleague", "handed_to", "author", "administrator")
    foreign |= {name: str(cleo.id) for name in IDS if name.startswith(people)}
    foreign |= {name: str(cleo.organisation_id) for name in IDS if "organisation" in name}
    never = dict.fromkeys(IDS, NOBODYS["enquiry_id"]) | dict.fromkeys(
        ("reference", "ticket", "duplicate_of", "added_to"), NOBODYS["reference"]
    )
    door, before = Door(browser, dai), rows_of(runtime, cleo)

    for route in ROUTES:
        with_foreign, with_none = door.ask(route, foreign), door.ask(route, never)
        assert CANARY not in with_foreign.text, route.path
        assert with_foreign.status_code < 500, route.path
        if route.methods == {"GET"}:
            assert masked(with_foreign) == masked(with_none), route.path

    assert rows_of(runtime, cleo) == before


@ONE_DATABASE
def test_no_field_beyond_a_form_is_ever_stored(
    browser: Browser, runtime: Runtime, cleo: SignedIn
) -> None:
    door = Door(browser, cleo)
    assert len(EXTRA) >= 30

    for route in ROUTES:
        if route.methods != {"GET"} and route.name not in {"create_feedback"}:
            assert door.ask(route, EXTRA).status_code < 500, route.path

    kept = [where for where, value in stored(runtime) if FORGED in value or "1999-01-01" in value]
    assert not kept
    with runtime.database.reading() as db:
        assert {one.requester_id for one in db.scalars(select(Ticket))} == {cleo.id}
        assert not any(reply.is_from_staff for reply in db.scalars(select(Reply)))


@ONE_DATABASE
def test_no_byte_that_customers_get_holds_what_is_internal(
    browser: Browser, runtime: Runtime, cleo: SignedIn, ben: SignedIn
) -> None:
    door = Door(browser, cleo)
    with runtime.database.writing() as db:
        ticket = db.scalars(select(Ticket).filter_by(reference=door.reference)).one()
        add_note(db, runtime, ticket, NoteForm(note=INTERNAL), by=ben)
    say(runtime, ticket, ben, "Try this.")
    secrets = (INTERNAL, "ben@academy.example")

    for route in ROUTES:
        words = door.ask(route, {}).text
        assert not [one for one in secrets if one in words], route.path
    with runtime.database.reading() as db:
        mails = db.scalars(select(OutgoingMail).filter_by(to_address=cleo.email)).all()
    assert len(mails) >= 2
    for mail in mails:
        words = mail.subject + mail.text + mail.html
        assert not [one for one in secrets if one in words], mail.subject
