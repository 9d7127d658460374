"""Synonyms and pins as editors type them: read, listed, and as the guidance there would be."""

from collections.abc import Sequence
from dataclasses import replace
from uuid import UUID

from pydantic import Field
from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from portal.editing.pointing import find_item_at, named_items
from portal.editing.trying import TriedForm
from portal.errors import Invalid, Refusal
from portal.finding.guidance import Guidance, Pin, current_guidance
from portal.finding.guiding import (
    check_unpinned,
    checked_items,
    checked_phrases,
    checked_words,
    get_pin,
    get_synonyms,
)
from portal.finding.models import LONGEST_WORDS, PinnedAnswer, SynonymGroup
from portal.web.forms import FieldError, Line, Text
from portal.web.languages import known_language


class PhrasesForm(TriedForm):
    """The words of a group, each on a line of its own."""

    phrases: Text = Field("", max_length=1_000)

    @property
    def lines(self) -> list[str]:
        return lines_of(self.phrases)


class PinForm(TriedForm):
    """The words of a search, and the addresses of its answers, each on a line of its own."""

    words: Line = Field("", max_length=LONGEST_WORDS)
    lang: Line = Field("", max_length=10)
    addresses: Text = Field("", max_length=3_000)


def lines_of(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]


def pin_of(db: Session, form: PinForm) -> Pin:
    """Return what the form says; raise Invalid when a line leads nowhere."""
    lang = known_language(form.lang)
    if lang is None:
        raise Invalid("Choose one of the languages.")
    checked_words(form.words, lang)
    items: list[UUID] = []
    for line in lines_of(form.addresses):
        item_id = find_item_at(db, line)
        if item_id is None:
            raise Invalid("There is no article or video at %(address)s.", address=line)
        items.append(item_id)
    if not items:
        raise Invalid("Give at least one address.")
    return Pin(form.words, lang, tuple(dict.fromkeys(items)))


def typed_of(db: Session, pin: PinnedAnswer) -> PinForm:
    """Return a stored pin as its form shows it."""
    items = named_items(db, pin.item_ids, pin.lang)
    addresses = "\n".join(item.address for item in items)
    return PinForm(words=pin.words, lang=pin.lang, addresses=addresses)


def all_groups(db: Session, words: str = "") -> Sequence[SynonymGroup]:
    """Return the groups in the order of their first words; all that contain the words."""
    found = sorted(db.scalars(select(SynonymGroup)), key=lambda group: list(group.phrases))
    wanted = words.casefold()
    return [g for g in found if any(wanted in phrase.casefold() for phrase in g.phrases)]


def all_pins(db: Session) -> Sequence[PinnedAnswer]:
    wanted = select(PinnedAnswer).options(selectinload(PinnedAnswer.places))
    return db.scalars(wanted.order_by(PinnedAnswer.words, PinnedAnswer.id)).all()


def with_group(db: Session, phrases: Sequence[str], group_id: UUID | None) -> Guidance:
    """Return the guidance there would be with this group; without phrases, without the group."""
    stored = current_guidance(db)
    groups = list(stored.groups)
    if group_id is not None:
        groups.remove(tuple(get_synonyms(db, group_id).phrases))
    if phrases:
        groups.append(tuple(checked_phrases(phrases)))
    return replace(stored, groups=tuple(groups))


def with_pin(db: Session, pin: Pin | None, pin_id: UUID | None) -> Guidance:
    """Return the guidance there would be with this pin; without one, without the stored pin."""
    stored = current_guidance(db)
    pins = list(stored.pins)
    if pin is not None:
        checked_items(db, pin.items)
    if pin is not None and pin_id is None:
        check_unpinned(db, pin)
    if pin_id is not None:
        known = get_pin(db, pin_id)
        pins.remove(Pin(known.words, known.lang, known.item_ids))
    return replace(stored, pins=(*pins, *([pin] if pin else [])))


def refusal_errors(field_id: str, refusal: Refusal | None) -> list[FieldError]:
    return [FieldError(field_id, refusal.sentence, dict(refusal.facts))] if refusal else []
