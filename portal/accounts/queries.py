"""Finding people, memberships and what signs them in."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portal.accounts.models import (
    ApiToken,
    Membership,
    Organisation,
    Person,
    SignedInSession,
    SignInLink,
)
from portal.accounts.policy import Role
from portal.accounts.signed_in import SignedIn
from portal.web.sessions import hashed


def folded(email: str) -> str:
    """Return the address as it is stored and compared."""
    return email.strip().casefold()


def find_person(db: Session, email: str) -> Person | None:
    return db.scalar(select(Person).where(Person.email == folded(email)))


def find_membership(db: Session, person_id: UUID) -> Membership | None:
    """Return the person's first membership: the organisation they sign in to."""
    return db.scalar(
        select(Membership)
        .where(Membership.person_id == person_id)
        .order_by(Membership.created_at, Membership.id)
        .limit(1)
    )


def find_active_member(
    db: Session, person_id: UUID, organisation_id: UUID, now: datetime
) -> SignedIn | None:
    """Return the person as one of that organisation; None for who is suspended, or of another."""
    theirs = Membership.person_id == person_id, Membership.organisation_id == organisation_id
    wanted = select(Membership).join(Person).where(*theirs, Person.disabled_at.is_(None))
    membership = db.scalar(wanted)
    return signed_in_as(membership, now) if membership else None


def find_session(db: Session, secret: str) -> SignedInSession | None:
    return db.scalar(select(SignedInSession).where(SignedInSession.secret_hash == hashed(secret)))


def find_link(db: Session, secret: str) -> SignInLink | None:
    return db.scalar(select(SignInLink).where(SignInLink.secret_hash == hashed(secret)))


def find_token(db: Session, secret: str) -> ApiToken | None:
    return db.scalar(
        select(ApiToken).where(
            ApiToken.secret_hash == hashed(secret), ApiToken.revoked_at.is_(None)
        )
    )


def find_organisation(db: Session, name: str) -> Organisation | None:
    return db.scalar(
        select(Organisation).where(func.lower(Organisation.name) == name.strip().lower())
    )


def customers(db: Session) -> Sequence[Organisation]:
    """Return every customer organisation, by name."""
    found = select(Organisation).where(~Organisation.is_vendor).order_by(Organisation.name)
    return db.scalars(found).all()


def find_customer(db: Session, organisation_id: UUID) -> Organisation | None:
    """Return the customer; the vendor is none."""
    wanted = Organisation.id == organisation_id, ~Organisation.is_vendor
    return db.scalar(select(Organisation).where(*wanted))


def find_vendor(db: Session) -> Organisation | None:
    return db.scalar(select(Organisation).where(Organisation.is_vendor))


def people_with(db: Session, role: Role, organisation_id: UUID) -> Sequence[Person]:
    """Return the organisation's active people with that role, by name."""
    return db.scalars(
        select(Person)
        .join(Membership, Membership.person_id == Person.id)
        .where(
            Membership.organisation_id == organisation_id,
            Membership.role == role,
            Person.disabled_at.is_(None),
        )
        .order_by(Person.name)
    ).all()


def vendor_people_with(db: Session, role: Role) -> Sequence[Person]:
    """Return the vendor's active people with that role, by name."""
    vendor = find_vendor(db)
    return people_with(db, role, vendor.id) if vendor else ()


def signed_in_as(membership: Membership, now: datetime) -> SignedIn:
    return SignedIn.of(membership, tier=membership.organisation.tier_on(now.date()))
