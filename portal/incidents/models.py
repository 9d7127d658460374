"""An incident, the spells of its impact, whom it hits, what was said, and who has it too."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.accounts.models import Organisation, Person
from portal.db.base import Base
from portal.incidents.errors import IncidentOver, NotBegun
from portal.support_policy.uptime import Impact as Counted
from portal.support_policy.uptime import Outage


class Impact(StrEnum):
    """How the service is hit; maintenance is announced before."""

    UNAVAILABLE = "unavailable"
    DEGRADED = "degraded"
    MAINTENANCE = "maintenance"


class Incident(Base):
    """A known fault of the vendor's service, from its first moment to its end."""

    __tablename__ = "incident"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    title: Mapped[Mapping[str, Any]]
    components: Mapped[Sequence[str]]
    hits_everybody: Mapped[bool]
    opened_at: Mapped[datetime]
    closed_at: Mapped[datetime | None] = mapped_column(index=True)
    next_update_at: Mapped[datetime | None]
    created_by_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))

    spells: Mapped[list["ImpactSpell"]] = relationship(
        order_by="ImpactSpell.starts_at", lazy="selectin", cascade="all"
    )
    updates: Mapped[list["IncidentUpdate"]] = relationship(
        order_by="IncidentUpdate.at", lazy="selectin", cascade="all"
    )
    hits: Mapped[list["AffectedOrganisation"]] = relationship(lazy="selectin", cascade="all")

    @property
    def impact(self) -> Impact:
        return Impact(self.spells[-1].impact)

    @property
    def started_at(self) -> datetime:
        return self.spells[0].starts_at

    @property
    def announced_until(self) -> datetime | None:
        """Until when it was said to last; once it is closed, that is no more of interest."""
        return None if self.closed_at else self.spells[-1].ends_at

    def is_going_on(self, at: datetime) -> bool:
        """Whether it has begun and is not over: only then does anybody have it too."""
        return self.closed_at is None and self.started_at <= at

    def words(self, lang: str) -> str:
        return str(self.title.get(lang) or next(iter(self.title.values())))

    def tell(self, text: Mapping[str, str], *, by: UUID, at: datetime) -> None:
        """Add what is known now, in every language."""
        self.check_open()
        self.updates.append(IncidentUpdate(at=at, author_id=by, text=dict(text)))

    def change_impact(self, impact: Impact, at: datetime) -> None:
        """Let another impact begin; the spell before ends there."""
        self.check_open()
        if impact == self.impact:
            return
        self._end_spell(at)
        self.spells.append(ImpactSpell(impact=impact, starts_at=at))

    def close(self, at: datetime) -> None:
        """End it; what was announced for later does not happen."""
        self.check_open()
        self.closed_at, self.next_update_at = at, None
        self._end_spell(at)

    def outages(self) -> list[Outage]:
        return [spell.as_outage() for spell in self.spells]

    def _end_spell(self, at: datetime) -> None:
        last = self.spells[-1]
        if last.ends_at is None or last.ends_at > at:
            last.ends_at = max(at, last.starts_at)

    def check_open(self) -> None:
        if self.closed_at is not None:
            raise IncidentOver("This incident is closed. Open another one.")

    def check_going_on(self, at: datetime) -> None:
        self.check_open()
        if not self.is_going_on(at):
            raise NotBegun("This is announced and has not begun: nobody can have it yet.")


class ImpactSpell(Base):
    """From when to when an incident had one impact; without an end it goes on."""

    __tablename__ = "impact_spell"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    incident_id: Mapped[UUID] = mapped_column(ForeignKey("incident.id"), index=True)
    impact: Mapped[str] = mapped_column(String(12))
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime | None]

    def as_outage(self) -> Outage:
        is_planned = self.impact == Impact.MAINTENANCE
        impact = Counted.DEGRADED if self.impact == Impact.DEGRADED else Counted.UNAVAILABLE
        return Outage(self.starts_at, self.ends_at, impact, is_planned)


class IncidentUpdate(Base):
    """What was said of an incident, in every language."""

    __tablename__ = "incident_update"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    incident_id: Mapped[UUID] = mapped_column(ForeignKey("incident.id"), index=True)
    at: Mapped[datetime]
    author_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    text: Mapped[Mapping[str, Any]]

    def words(self, lang: str) -> str:
        return str(self.text.get(lang) or next(iter(self.text.values())))


class AffectedOrganisation(Base):
    """An organisation that an incident hits, when it does not hit everybody."""

    __tablename__ = "affected_organisation"

    incident_id: Mapped[UUID] = mapped_column(ForeignKey("incident.id"), primary_key=True)
    organisation_id: Mapped[UUID] = mapped_column(
        ForeignKey("organisation.id"), primary_key=True, index=True
    )

    organisation: Mapped[Organisation] = relationship(lazy="joined")


class IncidentJoin(Base):
    """Somebody who has the problem too, and is told what becomes of it."""

    __tablename__ = "incident_join"
    __table_args__ = (UniqueConstraint("incident_id", "person_id"),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    incident_id: Mapped[UUID] = mapped_column(ForeignKey("incident.id"))
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"), index=True)
    organisation_id: Mapped[UUID] = mapped_column(ForeignKey("organisation.id"), index=True)
    at: Mapped[datetime] = mapped_column(index=True)

    person: Mapped[Person] = relationship(lazy="joined")
    organisation: Mapped[Organisation] = relationship(lazy="joined")
