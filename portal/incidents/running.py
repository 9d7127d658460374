"""Running an incident: open it, tell what is known, close it; and having it too."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.accounts.asking_for_links import recipient
from portal.accounts.models import Organisation
from portal.accounts.signed_in import SignedIn
from portal.activity.recording import record
from portal.errors import Invalid
from portal.incidents.forms import ClosingForm, IncidentForm, UpdateForm
from portal.incidents.models import AffectedOrganisation, ImpactSpell, Incident, IncidentJoin
from portal.incidents.queries import find_join, joins_of
from portal.mail.writing import Letter, post
from portal.runtime import Runtime


@dataclass(frozen=True)
class Reach:
    """Which parts of the service are hit, and for whom; without organisations for everybody."""

    components: Sequence[str] = ()
    organisations: Sequence[UUID] = ()


def open_incident(
    db: Session, runtime: Runtime, form: IncidentForm, reach: Reach, *, by: SignedIn
) -> Incident:
    """Open an incident; raise Invalid when it would end before it starts."""
    now, spell = runtime.now(), _first_spell(form, runtime.now())
    incident = Incident(
        id=runtime.new_id(),
        title=form.title,
        components=list(reach.components),
        hits_everybody=not reach.organisations,
        opened_at=now,
        next_update_at=form.next_update_at,
        created_by_id=by.id,
        spells=[spell],
        hits=_hit(db, reach.organisations),
    )
    incident.tell(form.text, by=by.id, at=now)
    db.add(incident)
    db.flush()
    _record(db, runtime, "incident.opened", incident, by, impact=form.impact)
    return incident


def add_update(
    db: Session, runtime: Runtime, incident: Incident, form: UpdateForm, *, by: SignedIn
) -> None:
    """Tell what is known now to everybody who has it too; raise IncidentOver."""
    now = runtime.now()
    incident.tell(form.text, by=by.id, at=now)
    incident.change_impact(form.impact, now)
    incident.next_update_at = form.next_update_at
    db.flush()
    _record(db, runtime, "incident.updated", incident, by, impact=form.impact)
    _tell_joined(db, runtime, incident, "incident_update")


def close_incident(
    db: Session,
    runtime: Runtime,
    incident: Incident,
    form: ClosingForm,
    *,
    by: SignedIn,
    answered: Collection[UUID] = (),
) -> None:
    """End it, and answer everybody who has it too and is not `answered` otherwise.

    Raise IncidentOver.
    """
    now = runtime.now()
    incident.tell(form.text, by=by.id, at=now)
    incident.close(now)
    db.flush()
    _record(db, runtime, "incident.closed", incident, by)
    _tell_joined(db, runtime, incident, "incident_closed", but=answered)


def join_incident(
    db: Session, runtime: Runtime, incident: Incident, *, by: SignedIn
) -> IncidentJoin:
    """Note that this person has it too, once, and write what is known.

    Raise IncidentOver, or NotBegun for what is only announced.
    """
    before = find_join(db, incident, by)
    if before is not None:
        return before
    incident.check_going_on(runtime.now())
    join = IncidentJoin(
        id=runtime.new_id(),
        incident_id=incident.id,
        person_id=by.id,
        organisation_id=by.organisation_id,
        at=runtime.now(),
    )
    db.add(join)
    db.flush()
    db.refresh(join)
    _record(db, runtime, "incident.joined", incident, by)
    _tell(db, runtime, incident, join, "incident_joined")
    return join


def leave_incident(
    db: Session, runtime: Runtime, incident: Incident, person: SignedIn, *, since: datetime
) -> None:
    """Tell this person no more, unless they said before `since` that they have it too."""
    join = find_join(db, incident, person)
    if join is not None and join.at >= since:
        db.delete(join)
        db.flush()
        _record(db, runtime, "incident.left", incident, person)


def _first_spell(form: IncidentForm, now: datetime) -> ImpactSpell:
    starts_at = form.starts_at or now
    if form.ends_at is not None and form.ends_at < starts_at:
        raise Invalid("An incident cannot end before it starts.")
    return ImpactSpell(impact=form.impact, starts_at=starts_at, ends_at=form.ends_at)


def _hit(db: Session, organisations: Sequence[UUID]) -> list[AffectedOrganisation]:
    found = select(Organisation.id).where(Organisation.id.in_(organisations))
    known = db.scalars(found.order_by(Organisation.name))
    return [AffectedOrganisation(organisation_id=id_) for id_ in known]


def _tell_joined(
    db: Session,
    runtime: Runtime,
    incident: Incident,
    template: str,
    but: Collection[UUID] = (),
) -> None:
    for join in joins_of(db, incident):
        if join.person.disabled_at is None and join.person_id not in but:
            _tell(db, runtime, incident, join, template)


def _tell(
    db: Session, runtime: Runtime, incident: Incident, join: IncidentJoin, template: str
) -> None:
    to = recipient(join.person, runtime)
    facts = {"incident": incident, "update": incident.updates[-1], "lang": to.lang}
    thread = f"incident-{incident.id.hex}"
    post(db, runtime, to, Letter(template, facts, incident.id, thread))


def _record(
    db: Session, runtime: Runtime, kind: str, incident: Incident, by: SignedIn, **facts: str
) -> None:
    record(
        db,
        kind,
        at=runtime.now(),
        actor_id=by.id,
        organisation_id=by.organisation_id,
        subject_id=incident.id,
        **facts,
    )
