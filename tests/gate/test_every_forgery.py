"""Twenty-six ways round the gate by five callers: each is refused, and each is written down."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portal.accounts.signed_in import SignedIn
from portal.activity.models import Event
from portal.content.models import Item
from portal.gate.enquiring import start_enquiry
from portal.gate.looking import dismiss, solve
from portal.gate.models import Enquiry
from portal.gate.policy import GateRules, WhyDismissed
from portal.gate.refusing import REFUSED
from portal.gate.ruling import set_rules
from portal.runtime import Runtime
from portal.service_desk.models import Ticket
from portal.support_policy.tiers import Tier
from tests.browser import Browser
from tests.gate.steps import FINDS, read, search, unlocked_enquiry
from tests.program import REQUEST, Program
from tests.world import Cast

DETAILS = {"priority": "2", "title": "No simulated mail", "description": "Nobody gets any."}


@dataclass(frozen=True)
class Forger:
    """Prepares what somebody would try to open a ticket with."""

    db: Session
    runtime: Runtime
    people: Cast
    me: SignedIn

    def started(self, person: SignedIn | None = None) -> Enquiry:
        return start_enquiry(self.db, self.runtime, person or self.me)

    def searched(self, terms: str = FINDS) -> Enquiry:
        enquiry = self.started()
        search(self.db, self.runtime, enquiry, self.me, terms)
        return enquiry

    def unlocked(self, person: SignedIn | None = None) -> Enquiry:
        return unlocked_enquiry(self.db, self.runtime, person or self.me)

    def aged(self, enquiry: Enquiry, age: timedelta) -> Enquiry:
        enquiry.touched_at = self.runtime.now() - age
        return enquiry


Forgery = Callable[[Forger], UUID]


def _another_organisations(f: Forger) -> UUID:
    is_dai = f.me.id == f.people.dai.id
    return f.unlocked(f.people.cleo if is_dai else f.people.dai).id


def _a_colleagues(f: Forger) -> UUID:
    is_reader = f.me.id == f.people.finn.id
    return f.unlocked(f.people.cleo if is_reader else f.people.finn).id


def _solved(f: Forger) -> UUID:
    enquiry = f.unlocked()
    solve(f.db, enquiry, None, at=f.runtime.now())
    return enquiry.id


def _added(f: Forger) -> UUID:
    enquiry = f.unlocked()
    enquiry.add_to("AA-7K3Q-94TX", f.runtime.now())
    return enquiry.id


def _ended(f: Forger) -> UUID:
    enquiry = f.unlocked()
    enquiry.lapse(f.runtime.now())
    return enquiry.id


def _read_unseen(f: Forger) -> UUID:
    enquiry = f.searched("password")
    read(f.db, f.runtime, enquiry, f.me, "simulated-mail-missing")
    return enquiry.id


def _read_without_search(f: Forger) -> UUID:
    enquiry = f.started()
    read(f.db, f.runtime, enquiry, f.me)
    return enquiry.id


def _dismissed_without_search(f: Forger) -> UUID:
    enquiry = f.started()
    dismiss(f.db, enquiry, WhyDismissed.TRIED_IT, "", at=f.runtime.now())
    return enquiry.id


def _asked_only(f: Forger) -> UUID:
    enquiry = f.started()
    enquiry.ask(f.runtime.now())
    return enquiry.id


def _drafted_only(f: Forger) -> UUID:
    enquiry = f.searched()
    enquiry.keep_draft(DETAILS, f.runtime.now())
    return enquiry.id


def _stricter_rules(f: Forger) -> UUID:
    for tier in Tier:
        set_rules(f.db, f.runtime, tier, "", GateRules(searches=5), by=f.people.ada)
    enquiry = f.searched()
    dismiss(f.db, enquiry, WhyDismissed.TRIED_IT, "", at=f.runtime.now())
    return enquiry.id


def _about_another_area(f: Forger) -> UUID:
    enquiry = f.searched()
    enquiry.is_about("mail", rules=GateRules(is_exempt=True), at=f.runtime.now())
    return enquiry.id


def _narrowed(f: Forger) -> UUID:
    enquiry = f.searched()
    enquiry.searches[0].is_narrowed, enquiry.searches[0].total = True, 0
    return enquiry.id


def _kept_for_a_colleague(f: Forger) -> UUID:
    enquiry = f.searched()
    enquiry.hand_to(f.me.id, f.runtime.now())
    return f.aged(enquiry, timedelta(days=15)).id


def _by_an_article_id(f: Forger) -> UUID:
    return f.db.scalars(select(Item.id)).first() or uuid4()


FORGERIES: dict[str, Forgery] = {
    "no trail": lambda f: f.started().id,
    "no such enquiry": lambda f: uuid4(),
    "the null id": lambda f: UUID(int=0),
    "an article's id": _by_an_article_id,
    "the person's id": lambda f: f.me.id,
    "the organisation's id": lambda f: f.me.organisation_id,
    "another organisation's": _another_organisations,
    "a colleague's": _a_colleagues,
    "solved": _solved,
    "added to a request": _added,
    "ended": _ended,
    "a day old": lambda f: f.aged(f.unlocked(), timedelta(hours=24)).id,
    "a year old": lambda f: f.aged(f.unlocked(), timedelta(days=365)).id,
    "stop words": lambda f: f.searched("the of and").id,
    "signs": lambda f: f.searched("!!! ???").id,
    "blanks": lambda f: f.searched("   ").id,
    "found, nothing said": lambda f: f.searched().id,
    "read what was not shown": _read_unseen,
    "read without a search": _read_without_search,
    "dismissed without a search": _dismissed_without_search,
    "asked only": _asked_only,
    "a draft only": _drafted_only,
    "exempt for another area": _about_another_area,
    "filtered until nothing was left": _narrowed,
    "handed over too long ago": _kept_for_a_colleague,
    "rules changed before it was earned": _stricter_rules,
}


def _by_page(browser: Browser, program: Program, enquiry: UUID) -> int:
    return _post(browser, f"/help/{enquiry}/ticket", DETAILS)


def _by_htmx(browser: Browser, program: Program, enquiry: UUID) -> int:
    forged = {**DETAILS, "state": "unlocked", "unlocked_by": "reading", "_method": "PATCH"}
    return _post(browser, f"/help/{enquiry}/details", forged, **{"HX-Request": "true"})


def _by_api(browser: Browser, program: Program, enquiry: UUID) -> int:
    forged = {**REQUEST, "enquiry": str(enquiry), "state": "unlocked", "trail": {"searches": [1]}}
    headers = {"Authorization": f"Bearer {program.secret}"}
    answer: Any = browser.client.post("/api/v1/tickets", json=forged, headers=headers)
    return int(answer.status_code)


def _post(browser: Browser, path: str, form: dict[str, str], **more: str) -> int:
    headers = {"Sec-Fetch-Site": "same-origin", "Origin": browser.origin, **more}
    answer: Any = browser.client.post(path, data=form, headers=headers, follow_redirects=False)
    return int(answer.status_code)


CALLERS = {
    "page": ("cleo", _by_page),
    "htmx": ("cleo", _by_htmx),
    "program": ("cleo", _by_api),
    "another organisation": ("dai", _by_page),
    "reader": ("finn", _by_api),
}


@pytest.mark.parametrize("caller", CALLERS)
def test_every_forgery_is_refused_and_written_down(
    browser: Browser, runtime: Runtime, people: Cast, caller: str
) -> None:
    name, attempt = CALLERS[caller]
    me: SignedIn = getattr(people, name)
    program = Program(browser.client, runtime, me)
    browser.sign_in(me)
    for forgery, prepare in FORGERIES.items():
        with runtime.database.writing() as db:
            enquiry = prepare(Forger(db, runtime, people, me))
        assert attempt(browser, program, enquiry) in {403, 404, 409}, forgery

    with runtime.database.reading() as db:
        assert db.scalar(select(func.count()).select_from(Ticket)) == 0
        noted = db.scalars(select(Event).where(Event.kind == REFUSED)).all()
    assert len(noted) == len(FORGERIES)
    assert {(event.actor_id, event.organisation_id) for event in noted} == {
        (me.id, me.organisation_id)
    }
    assert all(event.facts["reason"] for event in noted)
