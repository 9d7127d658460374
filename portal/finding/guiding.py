"""Editors teach the search: words that mean the same, and answers pinned to a query."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portal.accounts.signed_in import SignedIn
from portal.activity.recording import record
from portal.content.models import Item
from portal.errors import Conflict, Invalid, NotFound
from portal.finding import guidance
from portal.finding.models import LONGEST_WORDS, PinnedAnswer, SynonymGroup
from portal.runtime import Runtime
from portal.words import N_
from search.analysis import clean
from search.planning import gist
from search.synonyms import MOST_OTHERS, phrase_of

LONGEST_PHRASE = 60
MOST_PHRASES = MOST_OTHERS + 1
MOST_GROUPS = 2_000
MOST_PINNED = 5
NO_GROUP = N_("There is no such group of words.")
NO_PIN = N_("There is no such pinned answer.")
PINNED_ALREADY = N_("These words have pinned answers already. Change those.")
HOW_MANY = N_("Pin from one to %(most)s answers.")


def add_synonyms(
    db: Session, runtime: Runtime, phrases: Sequence[str], *, by: SignedIn
) -> SynonymGroup:
    """Let these words and phrases find the same from the next search on."""
    if (db.scalar(select(func.count(SynonymGroup.id))) or 0) >= MOST_GROUPS:
        raise Conflict("There are %(most)s groups of words already.", most=MOST_GROUPS)
    group = SynonymGroup(id=runtime.new_id())
    group.change(checked_phrases(phrases), by=by.id, at=runtime.now())
    db.add(group)
    _record(db, runtime, guidance.SYNONYMS_ADDED, group, by, phrases=list(group.phrases))
    return group


def change_synonyms(
    db: Session, runtime: Runtime, group: SynonymGroup, phrases: Sequence[str], *, by: SignedIn
) -> None:
    before = list(group.phrases)
    group.change(checked_phrases(phrases), by=by.id, at=runtime.now())
    facts = {"phrases": list(group.phrases), "before": before}
    _record(db, runtime, guidance.SYNONYMS_CHANGED, group, by, **facts)


def remove_synonyms(db: Session, runtime: Runtime, group: SynonymGroup, *, by: SignedIn) -> None:
    db.delete(group)
    _record(db, runtime, guidance.SYNONYMS_REMOVED, group, by, phrases=list(group.phrases))


def add_pin(db: Session, runtime: Runtime, pin: guidance.Pin, *, by: SignedIn) -> PinnedAnswer:
    """List these items first for these words, in any order and inflection."""
    check_unpinned(db, pin)
    words, key = checked_words(pin.words, pin.lang)
    pinned = PinnedAnswer(id=runtime.new_id(), words=words, lang=pin.lang, key=key)
    pinned.change(checked_items(db, pin.items), by=by.id, at=runtime.now())
    db.add(pinned)
    _record_pin(db, runtime, guidance.PIN_ADDED, pinned, by)
    return pinned


def change_pin(
    db: Session, runtime: Runtime, pinned: PinnedAnswer, items: Sequence[UUID], *, by: SignedIn
) -> None:
    pinned.change(checked_items(db, items), by=by.id, at=runtime.now())
    _record_pin(db, runtime, guidance.PIN_CHANGED, pinned, by)


def remove_pin(db: Session, runtime: Runtime, pinned: PinnedAnswer, *, by: SignedIn) -> None:
    db.delete(pinned)
    _record_pin(db, runtime, guidance.PIN_REMOVED, pinned, by)


def get_synonyms(db: Session, group_id: UUID) -> SynonymGroup:
    group = db.get(SynonymGroup, group_id)
    if group is None:
        raise NotFound(NO_GROUP)
    return group


def get_pin(db: Session, pin_id: UUID) -> PinnedAnswer:
    pinned = db.get(PinnedAnswer, pin_id)
    if pinned is None:
        raise NotFound(NO_PIN)
    return pinned


def checked_phrases(phrases: Sequence[str]) -> list[str]:
    """Return the different phrases without blanks; raise Invalid unless they can be searched."""
    different = {phrase_of(phrase): phrase for phrase in map(clean, phrases) if phrase}
    if () in different or any(len(phrase) > LONGEST_PHRASE for phrase in different.values()):
        raise Invalid("Each phrase needs a word, and at most %(most)s signs.", most=LONGEST_PHRASE)
    if not 2 <= len(different) <= MOST_PHRASES:
        raise Invalid("A group has from two to %(most)s different phrases.", most=MOST_PHRASES)
    return list(different.values())


def checked_words(words: str, lang: str) -> tuple[str, str]:
    """Return the words of a query as they are searched, and their key; raise Invalid for none."""
    read = clean(words)[:LONGEST_WORDS]
    key = gist(read, lang)
    if not key:
        raise Invalid("These words stand in every text. Add a word that names the problem.")
    return read, key


def check_unpinned(db: Session, pin: guidance.Pin) -> None:
    """Raise Conflict when these words have answers already."""
    _, key = checked_words(pin.words, pin.lang)
    if db.scalar(select(PinnedAnswer.id).where(PinnedAnswer.key == key)):
        raise Conflict(PINNED_ALREADY)


def checked_items(db: Session, items: Sequence[UUID]) -> list[UUID]:
    different = list(dict.fromkeys(items))
    if not 1 <= len(different) <= MOST_PINNED:
        raise Invalid(HOW_MANY, most=MOST_PINNED)
    known = set(db.scalars(select(Item.id).where(Item.id.in_(different))))
    if known != set(different):
        raise Invalid("One of these answers does not exist any more.")
    return different


def _record_pin(
    db: Session, runtime: Runtime, kind: str, pinned: PinnedAnswer, by: SignedIn
) -> None:
    items = [str(item) for item in pinned.item_ids]
    _record(db, runtime, kind, pinned, by, words=pinned.words, lang=pinned.lang, items=items)


def _record(
    db: Session,
    runtime: Runtime,
    kind: str,
    subject: SynonymGroup | PinnedAnswer,
    by: SignedIn,
    **facts: object,
) -> None:
    record(
        db,
        kind,
        at=runtime.now(),
        actor_id=by.id,
        organisation_id=by.organisation_id,
        subject_id=subject.id,
        **facts,
    )
