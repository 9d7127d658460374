"""What the reports count from: a row for each enquiry that is over, kept from the events."""

from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from sqlalchemy import Index, Numeric, SmallInteger, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from portal.content.policy import LONGEST_SLUG
from portal.db.base import Base
from portal.reporting.gap_models import Gap, GapCase, GapNotice

__all__ = ["AnswerRun", "Costs", "Counted", "FailedDay", "FailedSearch", "Gap", "GapCase"]
__all__ += ["GapNotice", "ItemRead", "LedgerMatter", "LedgerRow", "LedgerState", "StatementSent"]


class Counted:
    """By what every report can be filtered. Ids are plain: a row outlives what it counted."""

    began_on: Mapped[date]
    week_on: Mapped[date]
    organisation_id: Mapped[UUID]
    tier: Mapped[str] = mapped_column(String(10))
    topic: Mapped[str] = mapped_column(String(LONGEST_SLUG))
    lang: Mapped[str] = mapped_column(String(10))
    outcome: Mapped[str] = mapped_column(String(10))


FILTERED_BY = ("tier", "topic", "lang")
ONLY_RAISED = text("outcome = 'raised'")


def indexes(table: str, *counted: str) -> tuple[Index, Index]:
    """Return an index that holds all a report counts, so that it need not touch the rows."""
    return (
        Index(f"ix_{table}_began", "began_on", *counted, *FILTERED_BY),
        Index(f"ix_{table}_organisation", "organisation_id", "began_on"),
    )


class LedgerRow(Counted, Base):
    """One enquiry that is over, in exactly one class; two rows of one matter name each other."""

    __tablename__ = "ledger_row"
    __table_args__ = (
        Index(
            "ix_ledger_row_began",
            *("began_on", "outcome", "readings", "hour", "was_open", "self_solved"),
            *("searches", "junk", *FILTERED_BY),
        ),
        Index("ix_ledger_row_organisation", "organisation_id", "began_on", "outcome", *FILTERED_BY),
        Index(
            "ix_ledger_row_raised",
            *("began_on", "unlocked_by", "diagnosis", "is_urgent", "was_lowered"),
            *("search_s", "read_s", "write_s", *FILTERED_BY),
            sqlite_where=ONLY_RAISED,
            postgresql_where=ONLY_RAISED,
        ),
        Index("ix_ledger_row_matter", "organisation_id", "outcome", "ended_at"),
    )

    enquiry_id: Mapped[UUID] = mapped_column(primary_key=True)
    person_id: Mapped[UUID] = mapped_column(index=True)
    began_at: Mapped[datetime]
    ended_at: Mapped[datetime]
    hour: Mapped[int] = mapped_column(SmallInteger)
    was_open: Mapped[bool]

    ticket_id: Mapped[UUID | None] = mapped_column(index=True)
    priority: Mapped[int | None] = mapped_column(SmallInteger)
    diagnosis: Mapped[str | None] = mapped_column(String(30))
    unlocked_by: Mapped[str | None] = mapped_column(String(20))
    why_dismissed: Mapped[str | None] = mapped_column(String(20))
    is_urgent: Mapped[bool]
    was_lowered: Mapped[bool] = mapped_column(default=False)
    self_solved: Mapped[bool] = mapped_column(default=False)

    searches: Mapped[int]
    junk: Mapped[int]
    readings: Mapped[int]
    search_s: Mapped[int | None]
    read_s: Mapped[int | None]
    write_s: Mapped[int | None]

    reversed_by_id: Mapped[UUID | None] = mapped_column(index=True)
    reversed_why: Mapped[str | None] = mapped_column(String(20))


class LedgerMatter(Base):
    """What a solved or raised enquiry was about, kept to tell whether the matter came back."""

    __tablename__ = "ledger_matter"

    enquiry_id: Mapped[UUID] = mapped_column(primary_key=True)
    words: Mapped[str] = mapped_column(Text)
    items: Mapped[str] = mapped_column(Text)


class FailedSearch(Counted, Base):
    """One search that found nothing, or of whose answers none was opened."""

    __tablename__ = "failed_search"
    __table_args__ = (
        *indexes("failed_search", "found_nothing", "outcome"),
        Index(
            "ix_failed_search_terms", "terms", "began_on", *FILTERED_BY, "found_nothing", "outcome"
        ),
    )

    search_id: Mapped[UUID] = mapped_column(primary_key=True)
    enquiry_id: Mapped[UUID] = mapped_column(index=True)
    terms: Mapped[str] = mapped_column(String(400))
    found_nothing: Mapped[bool]


class FailedDay(Base):
    """How many searches of a day failed in one way, whoever's they were; never out of step."""

    __tablename__ = "failed_day"

    began_on: Mapped[date] = mapped_column(primary_key=True)
    tier: Mapped[str] = mapped_column(String(10), primary_key=True)
    topic: Mapped[str] = mapped_column(String(LONGEST_SLUG), primary_key=True)
    lang: Mapped[str] = mapped_column(String(10), primary_key=True)
    found_nothing: Mapped[bool] = mapped_column(primary_key=True)
    outcome: Mapped[str] = mapped_column(String(10), primary_key=True)
    searches: Mapped[int]


class ItemRead(Counted, Base):
    """One article or video opened in an enquiry that is over."""

    __tablename__ = "item_read"
    __table_args__ = indexes("item_read", "item_id", "outcome", "solved", "why_dismissed")

    enquiry_id: Mapped[UUID] = mapped_column(primary_key=True)
    item_id: Mapped[UUID] = mapped_column(primary_key=True)
    why_dismissed: Mapped[str | None] = mapped_column(String(20))
    solved: Mapped[bool]


class AnswerRun(Counted, Base):
    """One run of a ticket's clock: from when it was our turn until our answer."""

    __tablename__ = "answer_run"
    __table_args__ = indexes("answer_run", "priority", "outcome", "due_at")

    ticket_id: Mapped[UUID] = mapped_column(primary_key=True)
    number: Mapped[int] = mapped_column(SmallInteger, primary_key=True)
    priority: Mapped[int] = mapped_column(SmallInteger)
    started_at: Mapped[datetime]
    due_at: Mapped[datetime | None]
    stopped_at: Mapped[datetime | None]


class LedgerState(Base):
    """How far the ledger has followed the events, and the rule its reversals were judged by."""

    __tablename__ = "ledger_state"

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int]
    reversed_within_days: Mapped[int]


class Costs(Base):
    """What one ticket and one reading cost the vendor, as a manager set it."""

    __tablename__ = "costs"

    id: Mapped[int] = mapped_column(primary_key=True)
    currency: Mapped[str] = mapped_column(String(3))
    per_ticket: Mapped[Decimal] = mapped_column(Numeric(12, 2))
    per_reading: Mapped[Decimal] = mapped_column(Numeric(12, 2))
    changed_at: Mapped[datetime]
    changed_by_id: Mapped[UUID]


class StatementSent(Base):
    """A month's service statement that was mailed to an organisation's administrators."""

    __tablename__ = "statement_sent"

    organisation_id: Mapped[UUID] = mapped_column(primary_key=True)
    month: Mapped[str] = mapped_column(String(7), primary_key=True)
    sent_at: Mapped[datetime]
