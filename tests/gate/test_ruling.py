"""The rules that admins set, by tier and product area."""

import pytest
from sqlalchemy import select

from portal.accounts.signed_in import SignedIn
from portal.activity.models import Event
from portal.gate.enquiring import start_enquiry
from portal.gate.errors import SearchFirst
from portal.gate.policy import GateRules, Missing, State, UnlockedBy
from portal.gate.ruling import (
    exempt_areas,
    remove_rules,
    rules_for,
    rules_of,
    set_rules,
    what_is_left,
)
from portal.runtime import Runtime
from portal.service_desk.forms import RequestForm
from portal.service_desk.opening import Opening, open_ticket
from portal.support_policy.tiers import Tier
from tests.browser import Browser
from tests.gate.steps import FINDS, search, unlocked_enquiry

STRICT = GateRules(searches=3)
EXEMPT = GateRules(is_exempt=True)


@pytest.mark.parametrize(
    ("tier", "area", "counts"),
    [
        pytest.param(Tier.STANDARD, "people", GateRules(), id="nothing set"),
        pytest.param(Tier.ENHANCED, "people", STRICT, id="the tier's own"),
        pytest.param(Tier.ENHANCED, "mail", EXEMPT, id="the area's own"),
        pytest.param(Tier.STANDARD, "mail", GateRules(), id="another tier's area"),
    ],
)
def test_the_nearest_rules_count(
    runtime: Runtime, ada: SignedIn, tier: Tier, area: str, counts: GateRules
) -> None:
    with runtime.database.writing() as db:
        set_rules(db, runtime, Tier.ENHANCED, "", STRICT, by=ada)
        set_rules(db, runtime, Tier.ENHANCED, "mail", EXEMPT, by=ada)

        assert rules_for(db, tier, area) == counts


def test_stricter_rules_leave_an_open_form_open(
    runtime: Runtime, ada: SignedIn, cleo: SignedIn
) -> None:
    with runtime.database.writing() as db:
        earned = unlocked_enquiry(db, runtime, cleo)
        begun = start_enquiry(db, runtime, cleo)
        search(db, runtime, begun, cleo, FINDS)
        set_rules(db, runtime, Tier.ENHANCED, "", STRICT, by=ada)

        assert what_is_left(db, earned, runtime.now()) == ()
        assert what_is_left(db, begun, runtime.now()) == (Missing.SEARCH,)


def test_an_exemption_opens_the_form_for_its_own_area_only(
    runtime: Runtime, ada: SignedIn, cleo: SignedIn
) -> None:
    with runtime.database.writing() as db:
        set_rules(db, runtime, Tier.ENHANCED, "mail", EXEMPT, by=ada)
        enquiry = start_enquiry(db, runtime, cleo)
        search(db, runtime, enquiry, cleo, FINDS)
        now = runtime.now()
        enquiry.is_about("mail", rules=rules_of(db, enquiry, now, "mail"), at=now)

        assert (enquiry.state, enquiry.unlocked_by) == (State.UNLOCKED, UnlockedBy.EXEMPT_AREA)
        assert what_is_left(db, enquiry, now, "mail") == ()
        assert what_is_left(db, enquiry, now, "people") == (Missing.READING_OR_DISMISSAL,)
        form = RequestForm(priority=3, title="Wrong", description="Else", area="people")
        with pytest.raises(SearchFirst):
            open_ticket(db, runtime, Opening(cleo, enquiry, form, "en"))


def test_a_change_is_an_event_and_can_be_taken_back(runtime: Runtime, ada: SignedIn) -> None:
    with runtime.database.writing() as db:
        set_rules(db, runtime, Tier.STANDARD, "mail", EXEMPT, by=ada)
        assert exempt_areas(db, Tier.STANDARD) == ["mail"]
        assert exempt_areas(db, Tier.ENHANCED) == []
        remove_rules(db, runtime, Tier.STANDARD, "mail", by=ada)

        assert exempt_areas(db, Tier.STANDARD) == []
        events = db.scalars(select(Event).where(Event.kind == "gate.rules-changed")).all()
    assert [event.actor_id for event in events] == [ada.id, ada.id]
    assert events[0].facts["after"]["is_exempt"] is True


def test_admins_set_rules_on_a_page_and_others_may_not(
    browser: Browser, ada: SignedIn, mia: SignedIn, cleo: SignedIn
) -> None:
    form = {"tier": "enhanced", "area": "mail", "searches": "1", "is_exempt": "1"}
    browser.sign_in(mia).send("/admin/gate", form, status=403)
    browser.sign_in(ada).send("/admin/gate", {**form, "searches": "0"}, status=422)
    page = browser.send("/admin/gate", form)
    assert "one search is enough" in page.main

    offered = browser.sign_in(cleo).open(f"/help?q={FINDS.replace(' ', '+')}")
    assert "You can write to us after one search" in offered.main
    chosen = browser.open(f"/help?q={FINDS.replace(' ', '+')}&area=mail")
    assert "One search is enough in this area" in chosen.main
