"""The editors' pages of synonyms and pinned answers: each is tried on past searches, then kept."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Query, Request, Response
from sqlalchemy.orm import Session

from portal.accounts.dependencies import CurrentPerson, needs
from portal.accounts.policy import Capability
from portal.editing.pointing import NamedItem, named_items
from portal.editing.replaying import MOST_QUERIES, replay
from portal.editing.teaching import (
    PhrasesForm,
    PinForm,
    all_groups,
    all_pins,
    pin_of,
    with_group,
    with_pin,
)
from portal.errors import Invalid
from portal.finding.guiding import (
    add_pin,
    add_synonyms,
    change_pin,
    change_synonyms,
    get_pin,
    get_synonyms,
    remove_pin,
    remove_synonyms,
)
from portal.web.dependencies import Db, ReadDb, Runtime
from portal.web.forms import FieldError, Filled, Sent
from portal.web.pages import language_of, page, see_other

router = APIRouter(prefix="/content", dependencies=[needs(Capability.EDIT_CONTENT)])

Phrases = Annotated[Filled[PhrasesForm], Sent(PhrasesForm)]
Pinned = Annotated[Filled[PinForm], Sent(PinForm)]
SAVED = "?saved=true"


@router.get("/synonyms", name="show_synonyms")
def show_synonyms(
    request: Request,
    db: ReadDb,
    q: str = "",
    phrases: str = "",
    group: UUID | None = None,
    saved: bool = False,
) -> Response:
    typed = "\n".join(get_synonyms(db, group).phrases) if group else phrases
    return _synonyms_page(request, db, typed, group, words=q, saved=saved)


@router.get("/synonyms/trial", name="show_synonym_trial")
def show_synonym_trial(
    request: Request,
    db: ReadDb,
    runtime: Runtime,
    asked: Annotated[PhrasesForm, Query()],
    group: UUID | None = None,
    start: int = 0,
) -> Response:
    """Show what would be found otherwise; a stored group without phrases is one to remove."""
    try:
        if not (asked.lines or group):
            with_group(db, [""], None)
        tried = with_group(db, asked.lines, group)
    except Invalid as refusal:
        return _synonyms_page(request, db, asked.phrases, group, refusal=refusal)
    found = replay(db, runtime, tried, start=max(start, 0))
    return page(
        request,
        "editing/synonym_trial.html",
        phrases=asked.lines,
        group=get_synonyms(db, group) if group else None,
        replay=found,
        most=MOST_QUERIES,
    )


@router.post("/synonyms", name="create_synonyms")
def create_synonyms(
    request: Request, form: Phrases, person: CurrentPerson, runtime: Runtime, db: Db
) -> Response:
    add_synonyms(db, runtime, form.value.lines, by=person)
    return see_other(request, "show_synonyms", ending=SAVED)


@router.post("/synonyms/{group_id}", name="update_synonyms")
def update_synonyms(
    request: Request,
    group_id: UUID,
    form: Phrases,
    person: CurrentPerson,
    runtime: Runtime,
    db: Db,
) -> Response:
    change_synonyms(db, runtime, get_synonyms(db, group_id), form.value.lines, by=person)
    return see_other(request, "show_synonyms", ending=SAVED)


@router.post("/synonyms/{group_id}/removal", name="delete_synonyms")
def delete_synonyms(
    request: Request, group_id: UUID, person: CurrentPerson, runtime: Runtime, db: Db
) -> Response:
    remove_synonyms(db, runtime, get_synonyms(db, group_id), by=person)
    return see_other(request, "show_synonyms", ending=SAVED)


@router.get("/pins", name="show_pins")
def show_pins(
    request: Request,
    db: ReadDb,
    words: str = "",
    pin: UUID | None = None,
    saved: bool = False,
) -> Response:
    typed = PinForm(words=words, lang=language_of(request), addresses="")
    if pin is not None:
        known = get_pin(db, pin)
        items = named_items(db, known.item_ids, known.lang)
        addresses = "\n".join(item.address for item in items)
        typed = PinForm(words=known.words, lang=known.lang, addresses=addresses)
    return _pins_page(request, db, typed, pin, saved=saved)


@router.get("/pins/trial", name="show_pin_trial")
def show_pin_trial(
    request: Request,
    db: ReadDb,
    runtime: Runtime,
    asked: Annotated[PinForm, Query()],
    pin: UUID | None = None,
    start: int = 0,
) -> Response:
    """Show what would be found otherwise; a stored pin without addresses is one to remove."""
    try:
        wanted = None if pin and not asked.addresses else pin_of(db, asked)
        tried = with_pin(db, wanted, pin)
    except Invalid as refusal:
        return _pins_page(request, db, asked, pin, refusal=refusal)
    return page(
        request,
        "editing/pin_trial.html",
        asked=asked,
        items=named_items(db, wanted.items, wanted.lang) if wanted else [],
        pin=get_pin(db, pin) if pin else None,
        replay=replay(db, runtime, tried, start=max(start, 0)),
        most=MOST_QUERIES,
    )


@router.post("/pins", name="create_pin")
def create_pin(
    request: Request, form: Pinned, person: CurrentPerson, runtime: Runtime, db: Db
) -> Response:
    add_pin(db, runtime, pin_of(db, form.value), by=person)
    return see_other(request, "show_pins", ending=SAVED)


@router.post("/pins/{pin_id}", name="update_pin")
def update_pin(
    request: Request, pin_id: UUID, form: Pinned, person: CurrentPerson, runtime: Runtime, db: Db
) -> Response:
    wanted = pin_of(db, form.value)
    change_pin(db, runtime, get_pin(db, pin_id), wanted.items, by=person)
    return see_other(request, "show_pins", ending=SAVED)


@router.post("/pins/{pin_id}/removal", name="delete_pin")
def delete_pin(
    request: Request, pin_id: UUID, person: CurrentPerson, runtime: Runtime, db: Db
) -> Response:
    remove_pin(db, runtime, get_pin(db, pin_id), by=person)
    return see_other(request, "show_pins", ending=SAVED)


def _synonyms_page(
    request: Request,
    db: Session,
    typed: str,
    group: UUID | None,
    *,
    words: str = "",
    saved: bool = False,
    refusal: Invalid | None = None,
) -> Response:
    return page(
        request,
        "editing/synonyms.html",
        status_code=422 if refusal else 200,
        groups=all_groups(db, words),
        words=words,
        typed=typed,
        group=group,
        saved=saved,
        errors=_errors("phrases", refusal),
    )


def _pins_page(
    request: Request,
    db: Session,
    typed: PinForm,
    pin: UUID | None,
    *,
    saved: bool = False,
    refusal: Invalid | None = None,
) -> Response:
    pins = all_pins(db)
    ids = [item_id for each in pins for item_id in each.item_ids]
    named: dict[UUID, NamedItem] = {item.id: item for item in named_items(db, ids, typed.lang)}
    return page(
        request,
        "editing/pins.html",
        status_code=422 if refusal else 200,
        pins=pins,
        named=named,
        typed=typed,
        pin=pin,
        saved=saved,
        errors=_errors("addresses", refusal),
    )


def _errors(field_id: str, refusal: Invalid | None) -> list[FieldError]:
    facts: dict[str, Any] = dict(refusal.facts) if refusal else {}
    return [FieldError(field_id, refusal.sentence, facts)] if refusal else []
