"""The list of gaps: those nobody has taken up as they are found, the others as they were noted."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import ColumnElement, case, func, select
from sqlalchemy.orm import InstrumentedAttribute, Session, joinedload

from portal.accounts.models import Organisation
from portal.reporting.gap_cases import Which, failures, gaps_among
from portal.reporting.gap_models import Gap, GapCase, GapState
from portal.reporting.gap_policy import Cluster, Fix, Way, redacted, suggested
from portal.reporting.gap_senses import Words

MOST_LISTED = 50
MOST_EXAMPLES = 2
LONGEST_EFFECT = timedelta(days=90)
A_DAY = timedelta(days=1)
AT_WORK = (GapState.OPEN, GapState.TAKEN)
BY_WAY = {
    Way.FOUND_NOTHING: GapCase.found_nothing,
    Way.NOT_OPENED: GapCase.not_opened,
    Way.RAISED_AFTER_READING: GapCase.raised_after_reading,
    Way.NOT_HELPED: GapCase.not_helped,
}


@dataclass(frozen=True)
class Wanted:
    """How the list is narrowed; a blank narrows nothing."""

    days: int = 90
    state: str = ""
    lang: str = ""
    way: str = ""


@dataclass(frozen=True)
class Effect:
    """How many enquiries failed in the days before a gap was closed, and in as many since."""

    days: int
    before: int
    since: int


@dataclass(frozen=True)
class GapRow:
    """One gap as the list shows it; without `gap` nobody has taken it up."""

    lang: str
    words: Words
    sentence: str
    cases: int
    ways: Mapping[Way, int]
    organisations: Collection[UUID]
    fix: Fix | str
    gap: Gap | None = None
    effect: Effect | None = None
    examples: Sequence[str] = ()  # how else customers put it

    @property
    def key(self) -> str:
        return key_of(self.words)


@dataclass(frozen=True)
class GapList:
    """The most frequent gaps that were wanted, how many there are in all, and whose they are."""

    rows: Sequence[GapRow]
    total: int
    names: Mapping[UUID, str]

    def names_of(self, row: GapRow) -> Sequence[str]:
        return named(row.organisations, self.names)


@dataclass(frozen=True)
class GapPage:
    """One gap somebody took up, with what customers typed as far as it is kept."""

    row: GapRow
    sentences: Sequence[str]
    read: Sequence[UUID]
    names: Mapping[UUID, str]

    @property
    def names_of_all(self) -> Sequence[str]:
        return named(self.row.organisations, self.names)


def named(organisations: Collection[UUID], names: Mapping[UUID, str]) -> Sequence[str]:
    return sorted(names[id_] for id_ in organisations if id_ in names)


def key_of(words: Words) -> str:
    return " ".join(sorted(words))


def find_gaps(db: Session, wanted: Wanted, now: datetime) -> GapList:
    """Return the gaps that fit, most frequent first."""
    names = organisation_names(db)
    since = now - wanted.days * A_DAY
    fresh, taken = gaps_among(db, failures(db, Which("began_on", since=since.date())))
    rows = [_stored(db, gap, taken.get(gap.id), since, now) for gap in _gaps(db, wanted)]
    if not wanted.state:
        rows += [_fresh(cluster, names.values()) for cluster in fresh]
    fitting = [row for row in rows if _fits(row, wanted)]
    fitting.sort(key=lambda row: (row.gap is None, -row.cases, row.sentence))
    listed = [_with_examples(row, names.values()) for row in fitting[:MOST_LISTED]]
    return GapList(listed, len(fitting), names)


def gap_page(db: Session, gap: Gap, now: datetime) -> GapPage:
    """Return a gap with its cases of the last ninety days."""
    names, since = organisation_names(db), now - LONGEST_EFFECT
    _, taken = gaps_among(db, failures(db, Which("began_on", since=since.date())))
    words = frozenset(gap.words.split())
    cluster = taken.get(gap.id) or Cluster(gap.lang, words, words)
    sentences = dict.fromkeys(redacted(terms, names.values()) for terms in cluster.sentences)
    return GapPage(_stored(db, gap, cluster, since, now), list(sentences), cluster.read, names)


def find_cluster(db: Session, lang: str, words: Words, now: datetime) -> Cluster | None:
    """Return what failed at these words lately and belongs to no gap somebody took up."""
    since = (now - LONGEST_EFFECT).date()
    fresh, _ = gaps_among(db, failures(db, Which("began_on", since=since)))
    named = (cluster for cluster in fresh if (cluster.lang, cluster.words) == (lang, words))
    return next(named, None)


def organisation_names(db: Session) -> Mapping[UUID, str]:
    named = select(Organisation.id, Organisation.name).where(~Organisation.is_vendor)
    return dict(db.execute(named).all())


def effect_of(db: Session, gap: Gap, now: datetime) -> Effect | None:
    """Compare as many whole days on both sides of closing; None until the first has passed."""
    if gap.state != GapState.CLOSED or gap.closed_at is None:
        return None
    days = min(now - gap.closed_at, LONGEST_EFFECT) // A_DAY
    span = days * A_DAY
    if not days:
        return None
    near = GapCase.began_at >= gap.closed_at - span, GapCase.began_at < gap.closed_at + span
    counted = select(_count(GapCase.began_at < gap.closed_at), func.count()).where(
        GapCase.gap_id == gap.id, *near
    )
    earlier, both = (int(number or 0) for number in db.execute(counted).one())
    return Effect(days, earlier, both - earlier)


def _gaps(db: Session, wanted: Wanted) -> Sequence[Gap]:
    states = [wanted.state] if wanted.state else list(AT_WORK)
    found = select(Gap).where(Gap.state.in_(states)).options(joinedload(Gap.owner))
    return db.scalars(found.order_by(Gap.taken_at.desc(), Gap.id)).all()


def _stored(
    db: Session, gap: Gap, cluster: Cluster | None, since: datetime, now: datetime
) -> GapRow:
    mine = GapCase.gap_id == gap.id, GapCase.began_at >= since
    counted = select(func.count(), *(_count(column) for column in BY_WAY.values())).where(*mine)
    cases, *each = (int(number or 0) for number in db.execute(counted).one())
    ways = dict(zip(BY_WAY, each, strict=True))
    return GapRow(
        lang=gap.lang,
        words=frozenset(gap.words.split()),
        sentence=gap.sentence,
        cases=cases,
        ways=ways,
        organisations=set(db.scalars(select(GapCase.organisation_id).where(*mine))),
        fix=gap.fix or (cluster.fix if cluster and cluster.failures else suggested(ways)),
        gap=gap,
        effect=effect_of(db, gap, now),
        examples=cluster.sentences if cluster else (),
    )


def _count(column: ColumnElement[bool] | InstrumentedAttribute[bool]) -> ColumnElement[int]:
    return func.sum(case((column, 1), else_=0))


def _fresh(cluster: Cluster, names: Collection[str]) -> GapRow:
    return GapRow(
        lang=cluster.lang,
        words=cluster.words,
        sentence=redacted(cluster.sentences[0], names),
        cases=cluster.cases,
        ways=cluster.ways,
        organisations=cluster.organisations,
        fix=cluster.fix,
        examples=cluster.sentences,
    )


def _with_examples(row: GapRow, names: Collection[str]) -> GapRow:
    """Return the row with a few more sentences, as they may be shown."""
    others = (redacted(terms, names) for terms in row.examples[: MOST_EXAMPLES + 1])
    different = [terms for terms in dict.fromkeys(others) if terms != row.sentence]
    return replace(row, examples=different[:MOST_EXAMPLES])


def _fits(row: GapRow, wanted: Wanted) -> bool:
    by_lang = not wanted.lang or row.lang == wanted.lang
    return by_lang and (not wanted.way or bool(row.ways.get(Way(wanted.way))))
