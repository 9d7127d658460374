"""How the same was answered before, beside the ticket that asks it again."""

from portal.accounts.signed_in import SignedIn
from portal.runtime import Runtime
from portal.service_desk.models import Outcome, Ticket
from portal.service_desk.precedents import precedents_of
from tests.browser import Browser
from tests.service_desk.test_opening import opened
from tests.service_desk.test_working import finish
from tests.world import Clock

ASKED = "Reports do not reach our managers"


def ended(
    runtime: Runtime, person: SignedIn, ben: SignedIn, title: str, outcome: Outcome, slug: str = ""
) -> str:
    ticket = opened(runtime, person)
    finish(runtime, ticket, outcome, ben)
    with runtime.database.writing() as db:
        kept = db.get_one(Ticket, ticket.id)
        kept.title, kept.answered_with = title, slug
    return ticket.reference


def test_like_tickets_that_ended_are_listed_the_most_alike_first(
    runtime: Runtime, cleo: SignedIn, dai: SignedIn, ben: SignedIn, clock: Clock, browser: Browser
) -> None:
    ended(runtime, dai, ben, "Reports never reach managers", Outcome.SOLVED)
    clock.go(minutes=1)
    named = ended(runtime, dai, ben, "Managers and their report", Outcome.NOT_OURS, "read-reports")
    clock.go(minutes=1)
    alike = ended(runtime, dai, ben, "A manager gets no reports", Outcome.SOLVED)
    clock.go(minutes=1)
    again = ended(runtime, dai, ben, "Reports never reach managers", Outcome.SOLVED)
    for title, outcome in (("Other reports", Outcome.SOLVED), (ASKED, Outcome.DUPLICATE)):
        ended(runtime, dai, ben, title, outcome)
    ticket = opened(runtime, cleo)
    with runtime.database.writing() as db:
        kept = db.get_one(Ticket, ticket.id)
        kept.title = ASKED
        assert [one.reference for one in precedents_of(db, kept)] == [again, named, alike]
        kept.lang = "fr"
        assert not precedents_of(db, kept)
        kept.lang = "en"

    said = browser.sign_in(ben).open(f"/desk/requests/{ticket.reference}").main
    assert "Answered before Reports never reach managers" in said
    assert "with read-reports" in said
