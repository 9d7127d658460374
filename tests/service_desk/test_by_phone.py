"""Calls: whose are logged, what is on the caller's record, and references said aloud."""

from urllib.parse import urlencode

import pytest
from sqlalchemy import select, update

from portal.accounts.joining import NewPerson, add_person
from portal.accounts.models import Person
from portal.accounts.policy import Role
from portal.accounts.signed_in import SignedIn
from portal.activity.models import Event
from portal.content.models import Item
from portal.gate.models import Enquiry
from portal.gate.policy import State
from portal.runtime import Runtime
from portal.service_desk.by_phone import callers_like, find_exact_caller
from portal.service_desk.models import PhoneCall, Ticket
from portal.service_desk.reference import heard, read_reference
from tests.browser import Browser
from tests.gate.steps import FINDS
from tests.service_desk.test_opening import opened
from tests.world import Cast

CALL = {
    "words": FINDS,
    "reason": "tried-it",
    "priority": "2",
    "title": "No simulated mail in Lyon",
    "description": "Cleo says that nobody in Lyon gets any.",
}


def call_of(person: SignedIn, **more: str) -> dict[str, str]:
    return {**CALL, "caller": person.email, **more}


def tickets(runtime: Runtime) -> list[Ticket]:
    with runtime.database.reading() as db:
        return list(db.scalars(select(Ticket)))


def test_a_call_becomes_a_ticket_of_the_caller_with_its_own_searched_enquiry(
    browser: Browser, runtime: Runtime, cleo: SignedIn, ben: SignedIn
) -> None:
    page = browser.sign_in(ben).send("/desk/calls", call_of(cleo))

    assert "Logged by Ben Okafor" in page.main
    [ticket] = tickets(runtime)
    assert (ticket.requester_id, ticket.tier) == (cleo.id, "enhanced")
    assert [search["terms"] for search in ticket.trail["searches"]] == [FINDS]
    with runtime.database.reading() as db:
        enquiry = db.get_one(Enquiry, ticket.enquiry_id)
        assert (enquiry.person_id, enquiry.state) == (cleo.id, State.RAISED)
        assert db.get_one(PhoneCall, ticket.id).taken_by_id == ben.id
        noted = db.scalars(select(Event).where(Event.kind == "ticket.logged-by-phone")).one()
    assert (noted.actor_id, noted.organisation_id) == (ben.id, cleo.organisation_id)


FITS: dict[str, set[str]] = {
    "harp": {"cleo"},
    "@CONTOSO": {"dai"},
    "cleo north": {"cleo"},
    "o": {"cleo", "dai"},
    "él": {"cleo"},
    "cleo contoso": set(),
    "finn": set(),
    "okafor": set(),
    "gone": set(),
    "%": set(),
}


def test_only_customers_active_administrators_are_found_by_part_of_what_is_said(
    runtime: Runtime, people: Cast
) -> None:
    names = {getattr(people, name).email: name for name in ("cleo", "dai", "finn", "ben")}
    with runtime.database.writing() as db:
        gone = NewPerson("gone@contoso.example", "Dana Gone", "Contoso", Role.ADMINISTRATOR)
        add_person(db, runtime, gone).disabled_at = runtime.now()
        db.get_one(Person, people.cleo.id).name = "Cleo Harper-Élan"
        db.flush()
        found = {
            said: {names[one.email] for one in callers_like(db, runtime, said)} for said in FITS
        }
        assert find_exact_caller(db, runtime, "gone@contoso.example") is None

    assert found == FITS


def test_who_is_not_found_leads_on(browser: Browser, ben: SignedIn, cleo: SignedIn) -> None:
    page = browser.sign_in(ben).open("/desk/calls/new?caller=nobody@else.example")
    assert "No administrator of a customer fits “nobody@else.example”." in page.main

    page = browser.open("/desk/calls/new?caller=northwind")
    theirs = f"/desk?{urlencode({'q': cleo.email})}"
    assert any(str(one.get("href")).endswith(theirs) for one in page.all("a"))
    [found] = [one for one in page.all("a") if one.text == cleo.name]
    page = browser.open(found.get("href"))
    assert "What the caller tried so far" in page.main


def test_what_the_caller_tried_before_is_shown_and_goes_with_the_ticket(
    browser: Browser, runtime: Runtime, cleo: SignedIn, ben: SignedIn
) -> None:
    browser.sign_in(cleo).open("/search?q=forgotten+password")
    browser.sign_in(ben)
    assert "forgotten password" in browser.open(f"/desk/calls/new?caller={cleo.email}").main

    browser.send("/desk/calls", call_of(cleo))
    [ticket] = tickets(runtime)
    assert [s["terms"] for s in ticket.trail["searches"]] == ["forgotten password", FINDS]


def test_a_search_during_the_call_is_shown_and_opens_nothing(
    browser: Browser, runtime: Runtime, cleo: SignedIn, ben: SignedIn
) -> None:
    browser.sign_in(ben)
    page = browser.send("/desk/calls/searches", {"caller": cleo.email, "words": FINDS})

    assert "#found" in ["#" + one for one in page.ids]
    assert FINDS in page.main
    assert tickets(runtime) == []

    with runtime.database.writing() as db:
        db.execute(update(Item).values(audience="staff"))
    browser.send("/desk/calls/searches", {"caller": cleo.email, "words": "password"})
    with runtime.database.reading() as db:  # the record is the caller's: what they may read
        [enquiry] = db.scalars(select(Enquiry))
        assert [len(one.shown) > 0 for one in enquiry.searches] == [True, False]


@pytest.mark.parametrize(
    ("who", "by", "exception", "status"),
    [
        pytest.param("dai", "ben", "", 403, id="standard is refused"),
        pytest.param("dai", "ben", "He insists.", 403, id="an agent cannot except"),
        pytest.param("dai", "mia", "", 403, id="a manager must say why"),
        pytest.param("dai", "mia", "Our mail was down.", 200, id="a manager may"),
        pytest.param("finn", "mia", "He insists.", 403, id="a reader never"),
        pytest.param("ben", "mia", "He insists.", 404, id="staff are no callers"),
    ],
)
def test_whose_calls_are_logged(
    browser: Browser,
    runtime: Runtime,
    request: pytest.FixtureRequest,
    who: str,
    by: str,
    exception: str,
    status: int,
) -> None:
    caller, taker = request.getfixturevalue(who), request.getfixturevalue(by)
    browser.sign_in(taker)

    browser.send("/desk/calls", call_of(caller, exception=exception), status=status)
    assert len(tickets(runtime)) == (status == 200)
    with runtime.database.reading() as db:
        logged = db.scalars(select(PhoneCall.exception)).all()
    assert logged == ([exception] if status == 200 else [])


def test_words_that_are_no_search_open_no_ticket(
    browser: Browser, runtime: Runtime, cleo: SignedIn, ben: SignedIn
) -> None:
    browser.sign_in(ben).send("/desk/calls", call_of(cleo, words="? !"), status=409)

    assert tickets(runtime) == []


@pytest.mark.parametrize(
    "said",
    [
        "AA-7K3Q-94T{c}",
        "a a dash seven Kilo three Quebec dash nine four Tango {n}",
        "A A sept Kilo trois Quebec neuf quatre Tango {n}",
    ],
)
def test_a_reference_is_read_as_it_is_said(said: str) -> None:
    sign = "Q"
    words = said.format(c=sign, n="Quebec")

    assert read_reference(heard(words), "AA") == f"AA-7K3Q-94T{sign}"


def test_the_ticket_shows_how_to_say_its_reference_and_that_finds_it(
    browser: Browser, runtime: Runtime, cleo: SignedIn, ben: SignedIn
) -> None:
    ticket = opened(runtime, cleo)
    page = browser.sign_in(ben).open(f"/desk/requests/{ticket.reference}")
    said = page.main.partition("To read aloud")[2].partition("Service desk")[0].strip()
    assert said.startswith("A A dash ")

    browser.open(f"/desk/find?q={said}")
    assert browser.path == f"/desk/requests/{ticket.reference}"
    browser.open("/desk/find?q=AA-0000-0001", status=404)
