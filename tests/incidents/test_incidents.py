"""A known fault from its opening to its end: who sees it, who has it too, what is told."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import func, select

from portal.accounts.models import Person
from portal.accounts.signed_in import SignedIn
from portal.incidents.errors import IncidentOver
from portal.incidents.forms import ClosingForm, IncidentForm, UpdateForm
from portal.incidents.models import Impact, ImpactSpell, Incident, IncidentJoin
from portal.incidents.queries import uptime_for
from portal.incidents.running import Reach, add_update, close_incident, join_incident, open_incident
from portal.mail.models import OutgoingMail
from portal.runtime import Runtime
from portal.support_policy.uptime import Month
from tests.browser import Browser
from tests.world import MONDAY_TEN, Clock

SAID = {"text_en": "We are looking.", "text_fr": "Nous cherchons."}
FAULT = {**SAID, "title_en": "Password mail is late", "title_fr": "Courriels en retard"}
OVER = ClosingForm(text_en="It is over.", text_fr="C\u2019est fini.")


def form(**more: Any) -> IncidentForm:
    return IncidentForm.model_validate({**FAULT, "impact": "unavailable", **more})


def opened(runtime: Runtime, by: SignedIn, *hit: SignedIn, **more: Any) -> Incident:
    with runtime.database.writing() as db:
        return open_incident(
            db, runtime, form(**more), Reach((), [one.organisation_id for one in hit]), by=by
        )


def joins(runtime: Runtime) -> int:
    with runtime.database.reading() as db:
        return db.scalar(select(func.count()).select_from(IncidentJoin)) or 0


def test_those_it_hits_see_it_everywhere_and_others_nowhere(
    browser: Browser, runtime: Runtime, ben: SignedIn, cleo: SignedIn, dai: SignedIn
) -> None:
    incident = opened(runtime, ben, cleo)
    browser.sign_in(cleo)
    for path in ("/", "/status", "/incidents", "/search?q=password", "/help/urgent"):
        assert FAULT["title_en"] in browser.open(path).main, path
    assert "Everything works but for a known problem." in browser.open("/status").main
    assert "We already know about a problem" in browser.open("/help?q=password").main
    assert "We already know about a problem" not in browser.open("/help?q=simulated").main

    browser.sign_in(dai)
    for path in ("/", "/status", "/incidents", "/search?q=password"):
        assert FAULT["title_en"] not in browser.open(path).main, path
    browser.open(f"/incidents/{incident.id}", status=404)
    browser.send(f"/incidents/{incident.id}/joins", {}, status=404)
    browser.client.cookies.clear()
    assert FAULT["title_en"] not in browser.open("/status").main
    assert "The service is working." in browser.open("/status").main


@pytest.mark.parametrize(
    ("lang", "subjects", "words"),
    [
        (
            "en",
            ["You have this problem too", "News of a problem you have too", "Solved"],
            ["We are looking.", "Better.", "It is over."],
        ),
        (
            "fr",
            ["Vous avez aussi ce problème", "Du nouveau sur un problème", "Résolu"],
            ["Nous cherchons.", "Mieux.", "C’est fini."],
        ),
    ],
)
def test_who_has_it_too_is_told_each_update_and_the_end(
    browser: Browser,
    runtime: Runtime,
    clock: Clock,
    ben: SignedIn,
    cleo: SignedIn,
    lang: str,
    subjects: list[str],
    words: list[str],
) -> None:
    with runtime.database.writing() as db:
        db.get_one(Person, cleo.id).lang = lang
    incident = opened(runtime, ben)
    browser.sign_in(cleo).send(f"/incidents/{incident.id}/joins", {})
    browser.send(f"/incidents/{incident.id}/joins", {})
    assert joins(runtime) == 1

    browser.sign_in(ben)
    update = {"text_en": "Better.", "text_fr": "Mieux.", "impact": "degraded"}
    for path, said in (("updates", update), ("closing", OVER.model_dump())):
        clock.go(minutes=1)
        browser.send(f"/desk/incidents/{incident.id}/{path}", said)
    with runtime.database.reading() as db:
        mails = db.scalars(select(OutgoingMail).order_by(OutgoingMail.created_at)).all()
    assert {mail.to_address for mail in mails} == {cleo.email}
    assert [one.subject[: len(begin)] for one, begin in zip(mails, subjects, strict=True)] == (
        subjects
    )
    assert [word in mail.text for mail, word in zip(mails, words, strict=True)] == [True] * 3
    first, second, third = mails
    assert (first.thread_id, second.thread_id) == (None, first.message_id)
    assert third.thread_id == f"{first.message_id} {second.message_id}"
    assert FAULT["title_en"] not in browser.sign_in(cleo).open("/").main


def test_a_closed_incident_takes_nothing_more(
    runtime: Runtime, ben: SignedIn, cleo: SignedIn
) -> None:
    incident_id = opened(runtime, ben).id
    with runtime.database.writing() as db:
        incident = db.get_one(Incident, incident_id)
        close_incident(db, runtime, incident, OVER, by=ben)
        for act in (
            lambda: join_incident(db, runtime, incident, by=cleo),
            lambda: close_incident(db, runtime, incident, OVER, by=ben),
        ):
            with pytest.raises(IncidentOver):
                act()


def test_only_staff_of_the_desk_run_incidents(
    browser: Browser, runtime: Runtime, eva: SignedIn, cleo: SignedIn
) -> None:
    for person in (eva, cleo):
        browser.sign_in(person).send("/desk/incidents", {**FAULT, "impact": "degraded"}, status=403)


def test_a_page_opens_one_and_keeps_what_was_typed(
    browser: Browser, runtime: Runtime, ben: SignedIn, dai: SignedIn
) -> None:
    browser.sign_in(ben)
    half = {**FAULT, "text_fr": "", "impact": "degraded", "organisations": str(dai.organisation_id)}
    browser.send("/desk/incidents", half, status=422)
    assert FAULT["title_fr"] in browser.html
    page = browser.send("/desk/incidents", {**half, **SAID})
    assert "Contoso" in page.main


def test_uptime_follows_the_spells_that_were_unavailable(
    runtime: Runtime, clock: Clock, ben: SignedIn, cleo: SignedIn, dai: SignedIn
) -> None:
    incident_id = opened(runtime, ben, cleo).id
    with runtime.database.writing() as db:
        incident = db.get_one(Incident, incident_id)
        clock.go(minutes=3)
        easier = UpdateForm(**SAID, impact=Impact.DEGRADED)
        add_update(db, runtime, incident, easier, by=ben)
        clock.go(hours=2)
        close_incident(db, runtime, incident, OVER, by=ben)
    opened(runtime, ben, cleo, starts_at=clock() - timedelta(minutes=1))
    month = Month(2026, 11)

    with runtime.database.reading() as db:
        hit = uptime_for(db, cleo.organisation_id, month, now=clock(), maintenance_counts=True)
        spared = uptime_for(db, dai.organisation_id, month, now=clock(), maintenance_counts=True)
    assert (str(hit.percent), hit.is_met) == ("99.9907", True)
    assert spared.percent == 100


@pytest.mark.parametrize(
    ("starts", "ends", "ended"),
    [(-3, None, 0), (-3, 2, 0), (-3, -1, -1), (1, 3, 1)],
    ids=["open", "sooner than said", "over as said", "before it began"],
)
def test_an_end_cuts_what_was_announced_for_later(
    starts: int, ends: int | None, ended: int
) -> None:
    hours = [None if one is None else MONDAY_TEN + timedelta(hours=one) for one in (starts, ends)]
    spell = ImpactSpell(impact=Impact.MAINTENANCE, starts_at=hours[0], ends_at=hours[1])
    incident = Incident(spells=[spell])

    incident.close(MONDAY_TEN)

    assert spell.ends_at == MONDAY_TEN + timedelta(hours=ended)
    assert incident.announced_until is None


@pytest.mark.parametrize(("counts", "met"), [(True, False), (False, True)])
def test_maintenance_counts_unless_a_setting_says_otherwise(
    runtime: Runtime, clock: Clock, ben: SignedIn, cleo: SignedIn, counts: bool, met: bool
) -> None:
    opened(runtime, ben, impact="maintenance", starts_at=clock() - timedelta(minutes=5))

    with runtime.database.reading() as db:
        found = uptime_for(
            db, cleo.organisation_id, Month(2026, 11), now=clock(), maintenance_counts=counts
        )
    assert found.is_met is met
