"""What a report is about: a period, and perhaps one tier, organisation, topic or language."""

from dataclasses import dataclass
from datetime import date, timedelta
from urllib.parse import urlencode
from uuid import UUID

from pydantic import BaseModel
from sqlalchemy import ColumnElement

from portal.reporting.models import Counted, FailedDay
from portal.support_policy.tiers import Tier
from portal.web.languages import known_language

USUAL_WEEKS = 13
EARLIEST, LATEST = date(1972, 1, 1), date(2100, 12, 31)


@dataclass(frozen=True)
class Filters:
    """Both days belong to the period; None and "" narrow nothing."""

    from_on: date
    to_on: date
    tier: Tier | None = None
    organisation_id: UUID | None = None
    topic: str = ""
    lang: str = ""

    def on(self, table: type[Counted] | type[FailedDay]) -> list[ColumnElement[bool]]:
        """Return the conditions on one of the tables that reports count from."""
        period = table.began_on >= self.from_on, table.began_on <= self.to_on
        return [*period, *self.narrowing(table)]

    def narrowing(self, table: type[Counted] | type[FailedDay]) -> list[ColumnElement[bool]]:
        """Return the conditions besides the period."""
        names = ("tier", "organisation_id", "topic", "lang")
        wanted = [(name, getattr(self, name)) for name in names]
        return [getattr(table, name) == value for name, value in wanted if value]

    def query(self) -> str:
        """Return the query of an address that asks for the same."""
        wanted = {
            "from": self.from_on.isoformat(),
            "to": self.to_on.isoformat(),
            "tier": self.tier,
            "organisation": self.organisation_id,
            "topic": self.topic,
            "lang": self.lang,
        }
        return urlencode({name: str(value) for name, value in wanted.items() if value})


class AskedFilters(BaseModel):
    """The filters as an address gives them; what cannot be read narrows nothing."""

    organisation: str = ""
    tier: str = ""
    topic: str = ""
    lang: str = ""

    def filters(self, from_on: str, to_on: str, today: date) -> Filters:
        last = _day(to_on) or today
        first = _day(from_on) or _usual_start(last)
        return Filters(
            from_on=min(first, last),
            to_on=last,
            tier=Tier(self.tier) if self.tier in set(Tier) else None,
            organisation_id=_id(self.organisation),
            topic=self.topic,
            lang=known_language(self.lang) or "",
        )


def _usual_start(last: date) -> date:
    """Return the Monday with which thirteen weeks begin that end with this day's."""
    return last - timedelta(days=last.weekday(), weeks=USUAL_WEEKS - 1)


def _day(text: str) -> date | None:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day if EARLIEST <= day <= LATEST else None


def _id(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
