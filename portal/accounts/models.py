"""Customers and staff: organisations with their tier, people, memberships, ways to sign in."""

from datetime import date, datetime, timedelta
from enum import StrEnum
from uuid import UUID

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.accounts.policy import STAFF, Role
from portal.db.base import Base
from portal.errors import Conflict
from portal.support_policy.tiers import Tier
from portal.words import N_

SUSPENDED = N_("%(name)s is suspended. Reinstate them first.")


class Organisation(Base):
    """A customer, or the vendor itself. Enhanced support is bought for a span of dates."""

    __tablename__ = "organisation"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(200), unique=True)
    is_vendor: Mapped[bool] = mapped_column(default=False)
    enhanced_from_on: Mapped[date | None]
    enhanced_until_on: Mapped[date | None]
    created_at: Mapped[datetime]

    def tier_on(self, day: date) -> Tier:
        """Return the tier on that day; both end dates belong to the span."""
        begun = self.enhanced_from_on is not None and self.enhanced_from_on <= day
        ended = self.enhanced_until_on is not None and self.enhanced_until_on < day
        return Tier.ENHANCED if begun and not ended else Tier.STANDARD


class Person(Base):
    """Who signs in. The address is stored folded, so that it is one person's only."""

    __tablename__ = "person"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    email: Mapped[str] = mapped_column(String(254), unique=True)
    name: Mapped[str] = mapped_column(String(200))
    lang: Mapped[str | None] = mapped_column(String(10))
    zone: Mapped[str] = mapped_column(String(50), default="")
    password_hash: Mapped[str | None] = mapped_column(String(200))
    disabled_at: Mapped[datetime | None]
    created_at: Mapped[datetime]

    def check_not_suspended(self) -> None:
        """Raise Conflict: who is suspended gets no new way in."""
        if self.disabled_at is not None:
            raise Conflict(SUSPENDED, name=self.name)


class Membership(Base):
    """A person's role in one organisation."""

    __tablename__ = "membership"
    __table_args__ = (UniqueConstraint("person_id", "organisation_id"),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"), index=True)
    organisation_id: Mapped[UUID] = mapped_column(ForeignKey("organisation.id"), index=True)
    role: Mapped[str] = mapped_column(String(20))
    created_at: Mapped[datetime]

    person: Mapped[Person] = relationship(lazy="joined")
    organisation: Mapped[Organisation] = relationship(lazy="joined")

    @property
    def is_staff(self) -> bool:
        return Role(self.role) in STAFF


class SuccessManager(Base):
    """Who of the vendor's staff looks after an organisation with enhanced support."""

    __tablename__ = "success_manager"

    organisation_id: Mapped[UUID] = mapped_column(ForeignKey("organisation.id"), primary_key=True)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"), index=True)
    set_at: Mapped[datetime]


class SignedInSession(Base):
    """One signed-in browser, known by the hash of its cookie."""

    __tablename__ = "signed_in_session"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    secret_hash: Mapped[str] = mapped_column(String(64), unique=True)
    membership_id: Mapped[UUID] = mapped_column(ForeignKey("membership.id"), index=True)
    created_at: Mapped[datetime]
    used_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    by_link: Mapped[bool] = mapped_column(default=False)

    membership: Mapped[Membership] = relationship(lazy="joined")

    def is_alive(self, now: datetime, *, idle: timedelta, longest: timedelta) -> bool:
        return (
            self.ended_at is None
            and now - self.used_at < idle
            and now - self.created_at < longest
            and self.membership.person.disabled_at is None
        )


class LinkOrigin(StrEnum):
    """How a sign-in link reaches its person."""

    TERMINAL = "terminal"
    MAIL = "mail"
    INVITATION = "invitation"


class SignInLink(Base):
    """A link that signs somebody in once."""

    __tablename__ = "sign_in_link"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    secret_hash: Mapped[str] = mapped_column(String(64), unique=True)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"), index=True)
    origin: Mapped[str] = mapped_column(String(20))
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]

    person: Mapped[Person] = relationship(lazy="joined")

    def works(self, now: datetime) -> bool:
        return self.used_at is None and now < self.expires_at and self.person.disabled_at is None


class ApiToken(Base):
    """A program's key to the API; it may what its person may."""

    __tablename__ = "api_token"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    secret_hash: Mapped[str] = mapped_column(String(64), unique=True)
    membership_id: Mapped[UUID] = mapped_column(ForeignKey("membership.id"), index=True)
    created_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]

    membership: Mapped[Membership] = relationship(lazy="joined")


class Throttle(Base):
    """How often something was tried in a window of time; kept here so that all hosts agree."""

    __tablename__ = "throttle"

    key: Mapped[str] = mapped_column(String(200), primary_key=True)
    count: Mapped[int]
    expires_at: Mapped[datetime] = mapped_column(index=True)
