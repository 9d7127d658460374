"""The person at the vendor who looks after one customer: their point of escalation."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.accounts.models import Membership, Organisation, Person, SuccessManager
from portal.accounts.policy import MAY, Capability
from portal.accounts.queries import find_vendor
from portal.activity.recording import record
from portal.errors import Invalid
from portal.runtime import Runtime
from portal.words import N_

NO_CANDIDATE = N_("A customer success manager is one of your managers or admins.")


def success_manager_of(db: Session, organisation_id: UUID) -> Person | None:
    """Return who was named, unless they were suspended or do other work by now."""
    named = select(SuccessManager.person_id).filter_by(organisation_id=organisation_id)
    person_id = db.scalar(named)
    return next((one for one in candidates(db) if one.id == person_id), None)


def success_managers(db: Session) -> dict[UUID, UUID]:
    """Return who looks after which organisation."""
    named = select(SuccessManager.organisation_id, SuccessManager.person_id)
    rows = db.execute(named).all()
    return dict(rows)


def candidates(db: Session) -> Sequence[Person]:
    """Return the vendor's active people who may see a customer's scorecard, by name."""
    vendor = find_vendor(db)
    if vendor is None:
        return ()
    staff = select(Person).join(Membership, Membership.person_id == Person.id)
    staff = staff.where(Membership.organisation_id == vendor.id, Person.disabled_at.is_(None))
    may_see = Membership.role.in_(MAY[Capability.SEE_INSIGHT])
    return db.scalars(staff.where(may_see).order_by(Person.name)).all()


def name_success_manager(
    db: Session, runtime: Runtime, organisation: Organisation, person: Person | None
) -> None:
    """Let this person look after the organisation, or nobody.

    Raise Invalid for who could not see the organisation's scorecard.
    """
    if person is not None and person.id not in {one.id for one in candidates(db)}:
        raise Invalid(NO_CANDIDATE)
    named = db.get(SuccessManager, organisation.id)
    if named is not None:
        db.delete(named)
        db.flush()
    at = runtime.now()
    if person is not None:
        row = SuccessManager(organisation_id=organisation.id, person_id=person.id, set_at=at)
        db.add(row)
    subject_id = person.id if person else None
    kind = "accounts.success-manager-named"
    record(db, kind, at=at, organisation_id=organisation.id, subject_id=subject_id)
