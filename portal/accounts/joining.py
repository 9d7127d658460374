"""Taking in organisations and people, and giving programs a key."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from email_validator import EmailNotValidError, validate_email
from sqlalchemy.orm import Session

from portal.accounts.errors import AddressTaken, NameTaken, VendorTaken
from portal.accounts.models import ApiToken, Membership, Organisation, Person
from portal.accounts.policy import CUSTOMERS, Role
from portal.accounts.queries import (
    find_membership,
    find_organisation,
    find_person,
    find_vendor,
    folded,
)
from portal.activity.recording import record
from portal.errors import Invalid, NotFound
from portal.runtime import Runtime
from portal.web.languages import known_language
from portal.web.sessions import hashed
from portal.words import N_

ONE_VENDOR = N_("This Academy is that of %(name)s. Every other organisation is a customer.")
NO_SUCH_ROLE = N_("The role %(role)s does not exist in %(name)s.")


@dataclass(frozen=True)
class NewPerson:
    """Who joins which organisation, as what."""

    email: str
    name: str
    organisation: str
    role: Role
    lang: str | None = None


@dataclass(frozen=True)
class NewOrganisation:
    """A customer with the span of its enhanced support, or the vendor."""

    name: str
    is_vendor: bool = False
    enhanced_from_on: date | None = None
    enhanced_until_on: date | None = None

    def check(self) -> None:
        if not self.name.strip():
            raise Invalid("An organisation needs a name.")
        begins, ends = self.enhanced_from_on, self.enhanced_until_on
        if begins and ends and ends < begins:
            raise Invalid("Enhanced support cannot end before it begins.")


def set_enhanced_span(
    db: Session,
    runtime: Runtime,
    organisation: Organisation,
    begins: date | None,
    ends: date | None,
    *,
    by: UUID,
) -> None:
    """Store from when until when enhanced support is bought; raise Invalid."""
    NewOrganisation(organisation.name, False, begins, ends).check()
    organisation.enhanced_from_on, organisation.enhanced_until_on = begins, ends
    record(
        db,
        "accounts.tier-set",
        at=runtime.now(),
        actor_id=by,
        organisation_id=organisation.id,
        begins=begins.isoformat() if begins else None,
        ends=ends.isoformat() if ends else None,
    )


def add_organisation(db: Session, runtime: Runtime, new: NewOrganisation) -> Organisation:
    """Add a customer, or the one vendor; raise NameTaken, VendorTaken or Invalid."""
    new.check()
    vendor = find_vendor(db) if new.is_vendor else None
    if vendor is not None:
        raise VendorTaken(ONE_VENDOR, name=vendor.name)
    if find_organisation(db, new.name):
        raise NameTaken("There is an organisation called %(name)s already.", name=new.name)
    organisation = Organisation(
        id=runtime.new_id(),
        name=" ".join(new.name.split()),
        is_vendor=new.is_vendor,
        enhanced_from_on=new.enhanced_from_on,
        enhanced_until_on=new.enhanced_until_on,
        created_at=runtime.now(),
    )
    db.add(organisation)
    db.flush()
    record(db, "accounts.organisation-added", at=runtime.now(), organisation_id=organisation.id)
    return organisation


def add_person(db: Session, runtime: Runtime, new: NewPerson) -> Person:
    """Add a person with their role; raise Invalid, NotFound or AddressTaken."""
    email, now = checked_address(new.email), runtime.now()
    organisation = _organisation_for(db, new)
    if find_person(db, email):
        raise AddressTaken("Somebody with the address %(email)s exists already.", email=email)
    name = " ".join(new.name.split()) or email.partition("@")[0]
    person = Person(id=runtime.new_id(), email=email, name=name, created_at=now)
    person.lang = known_language(new.lang)
    db.add(person)
    db.flush()
    membership = Membership(id=runtime.new_id(), role=new.role, created_at=now)
    membership.person_id, membership.organisation_id = person.id, organisation.id
    db.add(membership)
    _record_joining(db, membership)
    return person


def _record_joining(db: Session, membership: Membership) -> None:
    record(
        db,
        "accounts.person-added",
        at=membership.created_at,
        subject_id=membership.person_id,
        organisation_id=membership.organisation_id,
        role=membership.role,
    )


def checked_address(email: str) -> str:
    """Return the address folded; raise Invalid when it is none."""
    try:
        validate_email(email.strip(), check_deliverability=False, test_environment=True)
    except EmailNotValidError as error:
        raise Invalid("%(email)s is not an e-mail address.", email=email) from error
    return folded(email)


def create_token(db: Session, runtime: Runtime, email: str) -> str:
    """Add an API key for that person and return its secret; raise NotFound or Conflict."""
    person = get_person(db, email)
    person.check_not_suspended()
    membership = find_membership(db, person.id)
    if membership is None:
        raise NotFound("%(email)s belongs to no organisation.", email=email)
    secret = runtime.new_secret()
    db.add(
        ApiToken(
            id=runtime.new_id(),
            secret_hash=hashed(secret),
            membership_id=membership.id,
            created_at=runtime.now(),
        )
    )
    return secret


def get_person(db: Session, email: str) -> Person:
    """Return the person with that address; raise NotFound."""
    person = find_person(db, email)
    if person is None:
        raise NotFound("Nobody here has the address %(email)s.", email=email)
    return person


def _organisation_for(db: Session, new: NewPerson) -> Organisation:
    organisation = find_organisation(db, new.organisation)
    if organisation is None:
        raise NotFound("There is no organisation called %(name)s.", name=new.organisation)
    if organisation.is_vendor == (new.role in CUSTOMERS):
        raise Invalid(NO_SUCH_ROLE, role=new.role.value, name=organisation.name)
    return organisation
