"""Working on a gap: taking it, putting it back, closing it with what was done, dismissing it."""

from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.accounts.models import Person
from portal.accounts.signed_in import SignedIn
from portal.activity.recording import keep_order, record
from portal.content.models import Item
from portal.errors import Invalid, NotFound
from portal.reporting.gap_cases import write_cases
from portal.reporting.gap_models import LONGEST_SENTENCE, LONGEST_WORDS, Gap, GapState
from portal.reporting.gap_policy import Fix, redacted
from portal.reporting.gap_senses import Words
from portal.reporting.gap_words import note_shared
from portal.reporting.gaps import find_cluster, key_of, organisation_names
from portal.runtime import Runtime
from portal.words import N_

NO_GAP = N_("There is no such gap.")
NO_FAILURES = N_("Nobody has looked for this in vain lately, or it belongs to another gap by now.")


def get_gap(db: Session, gap_id: UUID, *, to_write: bool = False) -> Gap:
    gap = db.get(Gap, gap_id, with_for_update=to_write)
    if gap is None:
        raise NotFound(NO_GAP)
    return gap


def take_new_gap(db: Session, runtime: Runtime, lang: str, key: str, *, by: SignedIn) -> Gap:
    """Take up what failed at these words; raise Conflict when a colleague was first."""
    keep_order(db)  # two who take the same: the second is told of the first
    known = db.scalar(select(Gap).where(Gap.lang == lang, Gap.words == key))
    if known is not None:
        take_gap(db, runtime, known, by=by)
        return known
    words = frozenset(key[:LONGEST_WORDS].split())
    return _start(db, runtime, lang, words, by=by)


def _start(db: Session, runtime: Runtime, lang: str, words: Words, *, by: SignedIn) -> Gap:
    cluster = find_cluster(db, lang, words, runtime.now())
    if cluster is None:
        raise NotFound(NO_FAILURES)
    sentence = redacted(cluster.sentences[0], organisation_names(db).values())
    gap = Gap(id=runtime.new_id(), lang=lang, words=key_of(words), state=GapState.OPEN)
    gap.sentence = sentence[:LONGEST_SENTENCE]
    gap.take(db.get_one(Person, by.id), runtime.now())
    db.add(gap)
    _record(db, runtime, "gap.taken", gap, by)
    write_cases(db, gap.id, cluster)
    db.flush()
    note_shared(db, [gap])
    return gap


def take_gap(db: Session, runtime: Runtime, gap: Gap, *, by: SignedIn) -> None:
    gap.take(db.get_one(Person, by.id), runtime.now())
    _record(db, runtime, "gap.taken", gap, by)


def put_back(db: Session, runtime: Runtime, gap: Gap, *, by: SignedIn) -> None:
    gap.put_back()
    _record(db, runtime, "gap.put-back", gap, by)


def close_gap(
    db: Session,
    runtime: Runtime,
    gap: Gap,
    fix: Fix,
    item_id: UUID | None,
    why: str,
    *,
    by: SignedIn,
) -> None:
    """Write down what was done; from now on what still fails is counted beside it."""
    if item_id is not None and db.get(Item, item_id) is None:
        raise Invalid("This article or video does not exist any more.")
    gap.close(fix, item_id, why, by=by.id, at=runtime.now())
    _record(db, runtime, "gap.closed", gap, by, fix=fix, item=str(item_id) if item_id else None)


def dismiss_gap(db: Session, runtime: Runtime, gap: Gap, why: str, *, by: SignedIn) -> None:
    gap.dismiss(why, by=by.id, at=runtime.now())
    _record(db, runtime, "gap.dismissed", gap, by)


def _record(
    db: Session, runtime: Runtime, kind: str, gap: Gap, by: SignedIn, **facts: object
) -> None:
    db.flush()
    record(
        db,
        kind,
        at=runtime.now(),
        actor_id=by.id,
        organisation_id=by.organisation_id,
        subject_id=gap.id,
        **facts,
    )
