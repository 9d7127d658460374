"""From an enquiry that is over, and the ticket it became, to the rows the reports count from."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from portal.finding.words import as_asked, real_words
from portal.gate.models import Enquiry
from portal.gate.policy import State, UnlockedBy
from portal.gate.recorded import Search
from portal.reporting.answer_runs import severity_sent
from portal.reporting.models import FailedSearch, ItemRead, LedgerMatter, LedgerRow
from portal.reporting.policy import Outcome
from portal.service_desk.models import Outcome as Ending
from portal.service_desk.models import Ticket
from portal.support_policy.tiers import Tier

OUTCOMES = {State.SOLVED: Outcome.SOLVED, State.RAISED: Outcome.RAISED}
WITH_MATTER = frozenset({Outcome.SOLVED, Outcome.RAISED})


@dataclass(frozen=True)
class Ended:
    """An enquiry that is over, with what else is known of it."""

    enquiry: Enquiry
    ticket: Ticket | None
    tier: Tier
    lang: str
    topics: Mapping[UUID, str]
    dismissed_at: datetime | None
    was_open: bool
    joins: Sequence[datetime]
    zone: ZoneInfo

    @property
    def outcome(self) -> Outcome:
        if self.enquiry.asked_at is None and self.enquiry.state != State.RAISED:
            return Outcome.LOOKED
        left = Outcome.JOINED if self._has_joined else Outcome.UNKNOWN
        return OUTCOMES.get(State(self.enquiry.state), left)

    @property
    def _has_joined(self) -> bool:
        """Whether the person said of a known fault "I have the same problem" meanwhile."""
        return any(self.began_at <= at <= self.ended_at for at in self.joins)

    @property
    def began_at(self) -> datetime:
        return self.enquiry.asked_at or self.enquiry.started_at

    @property
    def ended_at(self) -> datetime:
        return self.enquiry.ended_at or self.enquiry.touched_at

    @property
    def topic(self) -> str:
        """Return the shelf: the ticket's area, else that of what solved it, was read, was shown."""
        if self.ticket is not None and self.ticket.area in self.topics.values():
            return self.ticket.area
        met = [read.item_id for read in self.enquiry.readings[::-1]]
        if self.enquiry.solved_by_id:
            met.insert(0, self.enquiry.solved_by_id)
        met += [item.item_id for item in self.enquiry.shown()]
        return next((self.topics[id_] for id_ in met if id_ in self.topics), "")

    @property
    def real_searches(self) -> Sequence[Search]:
        return [search for search in self.enquiry.searches if search.is_real]

    @property
    def read_items(self) -> frozenset[UUID]:
        return frozenset(reading.item_id for reading in self.enquiry.readings)


def counted(ended: Ended) -> dict[str, object]:
    """Return what every row about this enquiry can be filtered by."""
    began_on = ended.began_at.astimezone(ended.zone).date()
    return {
        "enquiry_id": ended.enquiry.id,
        "began_on": began_on,
        "week_on": began_on - timedelta(days=began_on.weekday()),
        "organisation_id": ended.enquiry.organisation_id,
        "tier": ended.tier,
        "topic": ended.topic,
        "lang": ended.lang,
        "outcome": ended.outcome,
    }


def ledger_row(ended: Ended) -> LedgerRow:
    enquiry, ticket = ended.enquiry, ended.ticket
    local = ended.began_at.astimezone(ended.zone)
    search_s, read_s, write_s = _steps(ended)
    return LedgerRow(
        **counted(ended),
        person_id=enquiry.person_id,
        began_at=ended.began_at,
        ended_at=ended.ended_at,
        hour=local.weekday() * 24 + local.hour,
        was_open=ended.was_open,
        ticket_id=ticket.id if ticket else None,
        priority=ticket.priority if ticket else None,
        diagnosis=ticket.diagnosis if ticket else None,
        unlocked_by=enquiry.unlocked_by,
        why_dismissed=enquiry.why_dismissed,
        is_urgent=enquiry.urgent_at is not None,
        searches=len(enquiry.searches),
        junk=len(enquiry.searches) - len(ended.real_searches),
        readings=len(ended.read_items),
        search_s=search_s,
        read_s=read_s,
        write_s=write_s,
    )


def note_ticket(row: LedgerRow, ticket: Ticket) -> None:
    """Write down what became of the ticket since it was sent; its class stays."""
    row.priority = ticket.priority
    row.was_lowered = ticket.priority > severity_sent(ticket)
    row.self_solved = ticket.outcome == Ending.SELF_SOLVED


def _steps(ended: Ended) -> tuple[int | None, int | None, int | None]:
    """Return the seconds until the first search, from there to "none solved it", and to sending."""
    searched = next((search.at for search in ended.real_searches), None)
    sent = ended.ticket.opened_at if ended.ticket else None
    return (
        _seconds(ended.began_at, searched),
        _seconds(searched, ended.dismissed_at or sent),
        _seconds(ended.dismissed_at or searched, sent),
    )


def _seconds(start: datetime | None, end: datetime | None) -> int | None:
    return max(0, int((end - start).total_seconds())) if start and end else None


def ledger_matter(ended: Ended) -> Iterable[LedgerMatter]:
    """Yield what it was about; only what was solved or raised can be one matter with another."""
    if ended.outcome not in WITH_MATTER:
        return
    texts = [search.terms for search in ended.real_searches]
    texts += [ended.ticket.title] if ended.ticket else []
    found = real_words(" ".join(texts), ended.lang)
    answer = {ended.enquiry.solved_by_id} - {None} or ended.read_items
    yield LedgerMatter(
        enquiry_id=ended.enquiry.id,
        words=" ".join(sorted(found)),
        items=" ".join(sorted(str(id_) for id_ in answer)),
    )


def failed_searches(ended: Ended) -> Iterable[FailedSearch]:
    """Yield the searches that found nothing, or of whose answers none was opened."""
    by = counted(ended)
    for search in ended.real_searches:
        was_opened = any(item.item_id in ended.read_items for item in search.shown)
        has_failed = search.found_nothing or (search.total and not was_opened)
        if search.terms and has_failed:  # a text that was deleted is kept nowhere
            yield FailedSearch(
                **by,
                search_id=search.id,
                terms=as_asked(search.terms)[:400],
                found_nothing=search.found_nothing,
            )


def items_read(ended: Ended) -> Iterable[ItemRead]:
    by = counted(ended)
    for item_id in ended.read_items:
        yield ItemRead(
            **by,
            item_id=item_id,
            why_dismissed=ended.enquiry.why_dismissed,
            solved=item_id == ended.enquiry.solved_by_id,
        )


def opened_by_itself(unlocked_by: str | None) -> bool:
    """Whether the gate opened without the person having to read or to say anything."""
    return unlocked_by in {UnlockedBy.NOTHING_FOUND, UnlockedBy.SEARCH_DOWN}
