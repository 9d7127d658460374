"""From what is counted to the failures of enquiries, and the cases of gaps somebody took up."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from uuid import UUID

from sqlalchemy import ColumnElement, and_, delete, or_, select
from sqlalchemy.orm import Session

from portal.finding.guidance import current_guidance
from portal.finding.words import as_asked
from portal.gate.policy import WhyDismissed
from portal.gate.recorded import Search, Shown
from portal.reporting.gap_models import Gap, GapCase
from portal.reporting.gap_policy import Cluster, Failure, Known, Way, clustered
from portal.reporting.gap_senses import senses_of
from portal.reporting.gap_words import note_shared
from portal.reporting.models import Counted, FailedSearch, ItemRead, LedgerRow
from portal.reporting.policy import Outcome

MOST_FAILURES = 10_000
NOT_HELPED = (WhyDismissed.TRIED_IT, WhyDismissed.COULD_NOT_FOLLOW, WhyDismissed.OUT_OF_DATE)
Condition = ColumnElement[bool]


def failures(db: Session, *which: "Which") -> list[Failure]:
    """Return the latest failures of such enquiries; a text that was deleted is in none."""
    return [*_failed_searches(db, which), *_read_in_vain(db, which)]


class Which:
    """A condition on enquiries, whichever table counts them."""

    def __init__(self, column: str, values: Collection[object] = (), since: object = None) -> None:
        self.column, self.values, self.since = column, values, since

    def on(self, table: type[Counted]) -> Condition:
        column = getattr(table, self.column)
        condition: Condition = (
            column.in_(self.values) if self.since is None else column >= self.since
        )
        return condition


def _failed_searches(db: Session, which: Iterable[Which]) -> Iterator[Failure]:
    table = FailedSearch
    rows = db.execute(
        select(table.enquiry_id, table.organisation_id, table.lang, table.terms)
        .add_columns(table.found_nothing, table.outcome)
        .where(table.terms != "", *(each.on(table) for each in which))
        .order_by(table.began_on.desc(), table.search_id)
        .limit(MOST_FAILURES)
    )
    for enquiry, organisation, lang, terms, found_nothing, outcome in rows:
        way = Way.FOUND_NOTHING if found_nothing else Way.NOT_OPENED
        yield Failure(enquiry, organisation, lang, terms, way, outcome)


def _read_in_vain(db: Session, which: Iterable[Which]) -> Iterator[Failure]:
    """Yield the searches that led to something which did not help."""
    table = ItemRead
    led_there = and_(Shown.search_id == Search.id, Shown.item_id == table.item_id)
    rows = db.execute(
        select(table.enquiry_id, table.organisation_id, table.lang, Search.terms)
        .add_columns(table.outcome, table.why_dismissed, table.item_id)
        .join(Search, Search.enquiry_id == table.enquiry_id)
        .join(Shown, led_there)
        .where(Search.is_real, Search.terms != "", *(each.on(table) for each in which))
        .where(or_(table.outcome == Outcome.RAISED, table.why_dismissed.in_(NOT_HELPED)))
        .where(table.outcome != Outcome.SOLVED)
        .order_by(table.began_on.desc(), table.enquiry_id, table.item_id)
        .limit(MOST_FAILURES)
    )
    for enquiry, organisation, lang, terms, outcome, why, item in rows:
        for way in _ways(outcome, why):
            yield Failure(enquiry, organisation, lang, as_asked(terms), way, outcome, item)


def _ways(outcome: str, why: str | None) -> Iterator[Way]:
    if outcome == Outcome.RAISED:
        yield Way.RAISED_AFTER_READING
    if why in NOT_HELPED:
        yield Way.NOT_HELPED


def known_gaps(db: Session) -> list[Known]:
    wanted = select(Gap.id, Gap.lang, Gap.words, Gap.sentence).order_by(Gap.taken_at, Gap.id)
    found = db.execute(wanted)
    return [Known(id_, lang, frozenset(words.split()), said) for id_, lang, words, said in found]


def gaps_among(
    db: Session, failures: Iterable[Failure]
) -> tuple[list[Cluster], Mapping[UUID, Cluster]]:
    """Return these failures as gaps, those nobody took up and the others, by all that is taught."""
    return clustered(failures, known_gaps(db), senses_of(current_guidance(db).groups))


def note_cases(db: Session, enquiry_ids: Sequence[UUID]) -> None:
    """Write which of these enquiries failed at a gap that somebody took up.

    What was noted before stays when the text is deleted: a case holds no words.
    """
    if not known_gaps(db):
        return
    _, clusters = gaps_among(db, failures(db, Which("enquiry_id", enquiry_ids)))
    written = {id_ for cluster in clusters.values() for id_ in cluster.enquiries}
    db.execute(delete(GapCase).where(GapCase.enquiry_id.in_(written)))
    for gap_id, cluster in clusters.items():
        write_cases(db, gap_id, cluster)
    db.flush()
    failed = [gap_id for gap_id, cluster in clusters.items() if cluster.failures]
    note_shared(db, db.scalars(select(Gap).where(Gap.id.in_(failed)).order_by(Gap.id)))


def write_cases(db: Session, gap_id: UUID, cluster: Cluster) -> None:
    rows = select(LedgerRow).where(LedgerRow.enquiry_id.in_(cluster.enquiries))
    ways = {(failure.enquiry_id, failure.way) for failure in cluster.failures}
    for row in db.scalars(rows):
        has = {way: (row.enquiry_id, way) in ways for way in Way}
        db.add(
            GapCase(
                gap_id=gap_id,
                enquiry_id=row.enquiry_id,
                person_id=row.person_id,
                organisation_id=row.organisation_id,
                began_on=row.began_on,
                began_at=row.began_at,
                found_nothing=has[Way.FOUND_NOTHING],
                not_opened=has[Way.NOT_OPENED],
                raised_after_reading=has[Way.RAISED_AFTER_READING],
                not_helped=has[Way.NOT_HELPED],
            )
        )
