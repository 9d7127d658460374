"""Finding incidents: each query starts from whom an incident hits."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import Select, exists, or_, select
from sqlalchemy.orm import Session

from portal.accounts.signed_in import SignedIn
from portal.incidents.models import AffectedOrganisation, ImpactSpell, Incident, IncidentJoin
from portal.support_policy.uptime import Month, Uptime, uptime_of

ANNOUNCED_BEFORE = timedelta(hours=24)
MOST_LISTED = 100


def touching(organisation_id: UUID) -> Select[Incident]:
    """Return the incidents that hit this organisation."""
    named = exists().where(
        AffectedOrganisation.incident_id == Incident.id,
        AffectedOrganisation.organisation_id == organisation_id,
    )
    return select(Incident).where(or_(Incident.hits_everybody, named))


def seen_by(person: SignedIn) -> Select[Incident]:
    """Return what this person may see: staff all, customers what hits their organisation."""
    return select(Incident) if person.is_staff else touching(person.organisation_id)


def find_seen_incident(db: Session, person: SignedIn, incident_id: UUID) -> Incident | None:
    return db.scalar(seen_by(person).where(Incident.id == incident_id))


def open_incidents_for(db: Session, person: SignedIn) -> Sequence[Incident]:
    """Return what is open for this person, the newest first."""
    going_on = seen_by(person).where(Incident.closed_at.is_(None))
    return db.scalars(going_on.order_by(Incident.opened_at.desc())).all()


def incidents_going_on(db: Session, organisation_id: UUID, now: datetime) -> Sequence[Incident]:
    """Return what has begun for this organisation and is not over, the newest first."""
    still_open = touching(organisation_id).where(Incident.closed_at.is_(None))
    found = db.scalars(still_open.order_by(Incident.opened_at.desc(), Incident.id)).all()
    return [one for one in found if one.is_going_on(now)]


def incidents_to_announce(db: Session, person: SignedIn, now: datetime) -> Sequence[Incident]:
    """Return what every page tells of: what has begun, or begins within a day."""
    soon = now + ANNOUNCED_BEFORE
    return [one for one in open_incidents_for(db, person) if one.started_at <= soon]


def incidents_seen_by(db: Session, person: SignedIn, now: datetime) -> Sequence[Incident]:
    """Return all: what goes on, what is announced, what is over; each the newest first."""
    ordered = seen_by(person).order_by(Incident.closed_at.is_not(None), Incident.opened_at.desc())
    found = db.scalars(ordered.limit(MOST_LISTED)).all()
    return sorted(found, key=lambda one: (one.closed_at is not None, not one.is_going_on(now)))


def incidents_of_everybody(db: Session) -> Sequence[Incident]:
    """Return what is open and no secret: it hits every customer."""
    return db.scalars(
        select(Incident).where(Incident.closed_at.is_(None), Incident.hits_everybody)
    ).all()


def find_join(db: Session, incident: Incident, person: SignedIn) -> IncidentJoin | None:
    return db.scalar(select(IncidentJoin).filter_by(incident_id=incident.id, person_id=person.id))


def joins_of(db: Session, incident: Incident) -> Sequence[IncidentJoin]:
    return db.scalars(
        select(IncidentJoin).filter_by(incident_id=incident.id).order_by(IncidentJoin.at)
    ).all()


def spells_of(
    db: Session, organisation_id: UUID, month: Month
) -> Sequence[tuple[Incident, ImpactSpell]]:
    """Return the spells that touch this customer in this month, with their incidents."""
    rows = db.execute(
        touching(organisation_id)
        .add_columns(ImpactSpell)
        .join(ImpactSpell, ImpactSpell.incident_id == Incident.id)
        .where(
            ImpactSpell.starts_at < month.ends_at,
            or_(ImpactSpell.ends_at.is_(None), ImpactSpell.ends_at > month.starts_at),
        )
        .order_by(ImpactSpell.starts_at, Incident.id)
    )
    return [(incident, spell) for incident, spell in rows]


def uptime_for(
    db: Session, organisation_id: UUID, month: Month, *, now: datetime, maintenance_counts: bool
) -> Uptime:
    """Return what was kept of the promise to this customer; an open incident runs to `now`."""
    outages = [spell.as_outage() for _, spell in spells_of(db, organisation_id, month)]
    return uptime_of(month, outages, now=now, maintenance_counts=maintenance_counts)
