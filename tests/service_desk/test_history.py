"""Whatever happens to a ticket stands in its history; customers see what concerns them."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

import pytest
from sqlalchemy import select

from portal.accounts.models import Organisation
from portal.accounts.signed_in import SignedIn
from portal.opening_hours.keeping import DayChange
from portal.opening_hours.models import DayKind
from portal.runtime import Runtime
from portal.service_desk.changes import Change, TicketChange
from portal.service_desk.escalating import escalate
from portal.service_desk.models import PhoneCall, Ticket
from portal.service_desk.rescheduling import change_calendar
from portal.service_desk.retiering import TierForm, change_tier
from portal.service_desk.warning import warn_of_late_answers
from tests.browser import Browser
from tests.incidents.test_incidents import opened as begun
from tests.service_desk.test_opening import opened
from tests.service_desk.test_replying import say
from tests.world import Cast, Clock

WHY = "So it was agreed."


@dataclass
class Life:
    """One ticket and everybody who does something with it."""

    browser: Browser
    runtime: Runtime
    people: Cast
    ticket: Ticket

    def post(self, path: str, *, who: str = "ben", **form: str) -> None:
        """Let somebody send a form of the ticket's page."""
        own = "/requests" if who == "cleo" else "/desk/requests"
        self.browser.sign_in(getattr(self.people, who))
        self.browser.send(f"{own}/{self.ticket.reference}/{path}", form)

    def write(self, act: Callable[..., object], who: str, *more: object) -> None:
        """Let somebody use a verb on the ticket."""
        with self.runtime.database.writing() as db:
            act(db, self.runtime, db.get_one(Ticket, self.ticket.id), *more, by=self.person(who))

    def person(self, name: str) -> SignedIn:
        found: SignedIn = getattr(self.people, name)
        return found

    def call(self) -> None:
        with self.runtime.database.writing() as db:
            ben, at = self.person("ben"), self.runtime.now()
            db.add(PhoneCall(ticket_id=self.ticket.id, taken_by_id=ben.id, at=at))

    def link(self) -> None:
        fault = begun(self.runtime, self.person("ben"))
        self.post("incident", incident_id=str(fault.id), incident_why=WHY)

    def close_a_day(self) -> None:
        day = DayChange(date(2026, 11, 24), DayKind.CLOSED, reason="Stocktaking")
        with self.runtime.database.writing() as db:
            change_calendar(db, self.runtime, day, by=self.person("ada"))

    def end_enhanced(self) -> None:
        with self.runtime.database.writing() as db:
            customer = db.get_one(Organisation, self.ticket.organisation_id)
            change_tier(db, self.runtime, customer, TierForm(why=WHY), by=self.person("ada"))


Act = Callable[[Life], object]
BOTH, STAFF = True, False
STORY: tuple[tuple[str, bool, Act], ...] = (
    ("Ben Okafor logged the request from a call.", BOTH, Life.call),
    ("Ben Okafor took the ticket.", STAFF, lambda it: it.post("take")),
    ("Ben Okafor gave the ticket back to everybody.", STAFF, lambda it: it.post("release")),
    (
        f"Ben Okafor gave the ticket to Mia Tanaka: {WHY}",
        STAFF,
        lambda it: it.post("owner", colleague=str(it.person("mia").id), owner_why=WHY),
    ),
    (
        f"Ben Okafor changed the severity from P2 to P3: {WHY}",
        BOTH,
        lambda it: it.post("severity", priority="3", why=WHY),
    ),
    (
        "Ben Okafor changed the product area",
        BOTH,
        lambda it: it.post("area", area="other", area_why=WHY),
    ),
    (
        f"Ben Okafor linked the request to the known problem “Password mail is late”: {WHY}",
        BOTH,
        Life.link,
    ),
    (
        f"Ben Okafor took the request away from the known problem “Password mail is late”: {WHY}",
        BOTH,
        lambda it: it.post("incident", incident_why=WHY),
    ),
    ("Only for us.", STAFF, lambda it: it.post("notes", note="Only for us.")),
    (
        "Cleo Harper keeps the request to themselves.",
        BOTH,
        lambda it: it.post("privacy", who="cleo", is_private="true"),
    ),
    (
        "Cleo Harper shows the request to the administrators",
        BOTH,
        lambda it: it.post("privacy", who="cleo"),
    ),
    (
        "Cleo Harper escalated the request.",
        BOTH,
        lambda it: it.write(escalate, "cleo", "The auditors come."),
    ),
    (
        f"Ada Lindqvist changed the tier from Enhanced support to Standard support: {WHY}",
        BOTH,
        Life.end_enhanced,
    ),
    ("The calendar changed: answer due", BOTH, Life.close_a_day),
    ("Three quarters of the answer time were used up.", STAFF, lambda it: it),
    ("The answer is late.", STAFF, lambda it: it),
    (
        f"Ben Okafor paused the clock until an answer to this comes: {WHY}",
        BOTH,
        lambda it: it.post("waiting", waiting_for=WHY),
    ),
    ("Here it is.", BOTH, lambda it: it.post("replies", who="cleo", text="Here it is.")),
    ("Try this.", BOTH, lambda it: it.post("replies", text="Try this.")),
    (
        "Ben Okafor closed the request: Solved.",
        BOTH,
        lambda it: it.post("closing", outcome="solved"),
    ),
    (
        "Cleo Harper rated the help 4 of 5. Quick.",
        STAFF,
        lambda it: it.post("rating", who="cleo", rating="4", rating_words="Quick."),
    ),
    ("Once more.", BOTH, lambda it: it.post("replies", who="cleo", text="Once more.")),
    ("Cleo Harper opened the request again.", BOTH, lambda it: it),
)


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_every_act_stands_in_the_history_and_customers_read_what_concerns_them(
    browser: Browser, runtime: Runtime, people: Cast, cleo: SignedIn, ben: SignedIn, clock: Clock
) -> None:
    life = Life(browser, runtime, people, opened(runtime, cleo))
    for _, _, act in STORY:
        clock.go(minutes=1)
        act(life)
        if act is Life.close_a_day:
            clock.go(hours=72)
            warn_of_late_answers(runtime)

    for_staff = browser.sign_in(ben).open(f"/desk/requests/{life.ticket.reference}").main
    for_customer = browser.sign_in(cleo).open(f"/requests/{life.ticket.reference}").main

    missing = [words for words, _, _ in STORY if words not in for_staff]
    assert not missing
    wrong = [words for words, concerns, _ in STORY if (words in for_customer) is not concerns]
    assert not wrong
    with runtime.database.reading() as db:
        assert set(db.scalars(select(TicketChange.what))) == set(Change)


def test_history_is_ordered_by_time(
    runtime: Runtime, cleo: SignedIn, ben: SignedIn, browser: Browser, clock: Clock
) -> None:
    ticket = opened(runtime, cleo)
    for number, who in enumerate((ben, cleo, ben)):
        clock.go(minutes=1)
        say(runtime, ticket, who, f"Message {number}.")

    shown = browser.sign_in(ben).open(f"/desk/requests/{ticket.reference}").main

    places = [shown.index(f"Message {number}.") for number in range(3)]
    assert places == sorted(places)
