"""Incidents of the demo: one day in the past, and maintenance that is announced."""

from dataclasses import replace
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from portal.accounts.joining import get_person
from portal.accounts.queries import find_membership, signed_in_as
from portal.accounts.signed_in import SignedIn
from portal.demo.asking import ask
from portal.incidents.forms import ClosingForm, IncidentForm, UpdateForm
from portal.incidents.models import Impact, Incident
from portal.incidents.running import Reach, add_update, join_incident, open_incident
from portal.runtime import Runtime
from portal.service_desk.desk_forms import LinkForm
from portal.service_desk.forms import Affected, Reproducible, RequestForm
from portal.service_desk.linking import change_incident, end_incident

OUTAGE = IncidentForm(
    title_en="Reports could not be opened",
    title_fr="Les rapports ne s’ouvraient pas",
    text_en="Opening a report ends in an error. We are looking for the cause.",
    text_fr="L’ouverture d’un rapport se termine par une erreur. Nous cherchons la cause.",
    impact=Impact.UNAVAILABLE,
)
EASIER = UpdateForm(
    text_en="Reports open again, but slowly.",
    text_fr="Les rapports s’ouvrent de nouveau, mais lentement.",
    impact=Impact.DEGRADED,
)
OVER = ClosingForm(
    text_en="Reports are as fast as before. A full disk was the cause; it is watched now.",
    text_fr="Les rapports sont aussi rapides qu’avant. Un disque était plein ; il est surveillé.",
)
OF_CLEO = RequestForm.model_validate(
    {
        "priority": 3,
        "title": "Reports open after a minute or not at all",
        "description": "Since ten this morning every report takes a minute, or ends in an error. "
        "Our training day is today, and I show these reports at two.",
        "reproducible": Reproducible.SOMETIMES,
        "affected": Affected.TEAM,
        "area": "reports-and-delivery",
    }
)
MAINTENANCE = IncidentForm(
    title_en="Maintenance of the course player",
    title_fr="Maintenance du lecteur de cours",
    text_en="Courses cannot be played during the maintenance. Progress is kept.",
    text_fr="Les cours ne peuvent pas être lus pendant la maintenance. La progression est gardée.",
    impact=Impact.MAINTENANCE,
)


def have_troubles(runtime: Runtime) -> None:
    """Write a short outage of ten days ago and a maintenance in five days' time."""
    now = runtime.now()
    begun = (now - timedelta(days=10)).replace(hour=10, minute=0, second=0, microsecond=0)
    with runtime.database.writing() as db:
        ben = _person(runtime, "ben@academy.example")
        dai = _person(runtime, "dai@contoso.example")
        at = _clock(runtime, begun)
        outage = open_incident(db, at, OUTAGE, Reach(["reports-and-delivery"]), by=ben)
        join_incident(db, _clock(runtime, begun + timedelta(minutes=2)), outage, by=dai)
        add_update(db, _clock(runtime, begun + timedelta(minutes=3)), outage, EASIER, by=ben)
        _ask(db, runtime, begun, outage, by=ben)
        end_incident(db, _clock(runtime, begun + timedelta(minutes=50)), outage, OVER, by=ben)
        later = begun + timedelta(days=15, hours=10)
        spell = {"starts_at": later, "ends_at": later + timedelta(minutes=2)}
        planned = MAINTENANCE.model_copy(update=spell)
        open_incident(db, runtime, planned, Reach(["courses-and-policies"]), by=ben)


def _ask(db: Session, runtime: Runtime, begun: datetime, outage: Incident, *, by: SignedIn) -> None:
    """Cleo does not know of it and asks; Ben sees why, and its end answers her."""
    cleo, then = _person(runtime, "cleo@northwind.example"), timedelta(minutes=6)
    asked = _clock(runtime, begun + then)
    ticket = ask(db, asked, cleo, OF_CLEO, searches=["report error cannot open"], lang="en")
    link = LinkForm(incident_id=outage.id, incident_why="This fault keeps every report from you.")
    change_incident(db, _clock(runtime, begun + 2 * then), ticket, link, by=by)


def _clock(runtime: Runtime, at: datetime) -> Runtime:
    return replace(runtime, now=lambda: at)


def _person(runtime: Runtime, email: str) -> SignedIn:
    with runtime.database.reading() as db:
        membership = find_membership(db, get_person(db, email).id)
    assert membership is not None
    return signed_in_as(membership, runtime.now())
