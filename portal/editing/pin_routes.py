"""The editors' pages of pinned answers: a pin is tried on past searches, and only then kept."""

from typing import Annotated
from urllib.parse import urlencode
from uuid import UUID

from fastapi import APIRouter, Query, Request, Response
from sqlalchemy.orm import Session

from portal.accounts.dependencies import CurrentPerson, needs
from portal.accounts.policy import Capability
from portal.accounts.signed_in import SignedIn
from portal.editing.pointing import NamedItem, named_items
from portal.editing.teaching import PinForm, all_pins, pin_of, refusal_errors, typed_of, with_pin
from portal.editing.trying import REFUSALS, TriedForm, has_tried, trial_facts
from portal.errors import Refusal
from portal.finding.guidance import Guidance, Pin
from portal.finding.guiding import add_pin, change_pin, get_pin, remove_pin
from portal.finding.models import LONGEST_WORDS
from portal.runtime import Runtime as AcademyRuntime
from portal.web.dependencies import Db, ReadDb, Runtime
from portal.web.forms import Filled, Sent
from portal.web.pages import language_of, page, see_other

router = APIRouter(prefix="/content/pins", dependencies=[needs(Capability.EDIT_CONTENT)])

Pinned = Annotated[Filled[PinForm], Sent(PinForm)]
Tried = Annotated[Filled[TriedForm], Sent(TriedForm)]
SAVED = "?saved=true"


@router.get("", name="show_pins")
def show_pins(
    request: Request,
    db: ReadDb,
    words: str = "",
    pin: UUID | None = None,
    saved: bool = False,
) -> Response:
    typed = PinForm(words=words[:LONGEST_WORDS], lang=language_of(request), addresses="")
    if pin is not None:
        typed = typed_of(db, get_pin(db, pin))
    return _pins_page(request, db, typed, pin, saved=saved)


@router.get("/trial", name="show_pin_trial")
def show_pin_trial(
    request: Request,
    person: CurrentPerson,
    db: ReadDb,
    runtime: Runtime,
    asked: Annotated[PinForm, Query()],
    pin: UUID | None = None,
    start: int = 0,
    untried: bool = False,
) -> Response:
    """Show what would be found otherwise; a pin without addresses is one to remove."""
    try:
        wanted, tried = _tried(db, asked, pin)
    except REFUSALS as refusal:
        return _pins_page(request, db, asked, pin, refusal=refusal)
    return page(
        request,
        "editing/pin_trial.html",
        asked=asked,
        items=named_items(db, wanted.items, wanted.lang) if wanted else [],
        pin=get_pin(db, pin) if pin else None,
        untried=untried,
        **trial_facts(db, runtime, tried, person, start),
    )


@router.post("", name="create_pin")
def create_pin(
    request: Request, form: Pinned, person: CurrentPerson, runtime: Runtime, db: Db
) -> Response:
    if not _has_tried(db, runtime, form.value, None, person):
        return _to_trial(request, form.value, None)
    add_pin(db, runtime, pin_of(db, form.value), by=person)
    return see_other(request, "show_pins", ending=SAVED)


@router.post("/{pin_id}", name="update_pin")
def update_pin(
    request: Request, pin_id: UUID, form: Pinned, person: CurrentPerson, runtime: Runtime, db: Db
) -> Response:
    pin = get_pin(db, pin_id)
    if not form.value.addresses or not _has_tried(db, runtime, form.value, pin_id, person):
        return _to_trial(request, form.value, pin_id)
    change_pin(db, runtime, pin, pin_of(db, form.value).items, by=person)
    return see_other(request, "show_pins", ending=SAVED)


@router.post("/{pin_id}/removal", name="delete_pin")
def delete_pin(
    request: Request, pin_id: UUID, form: Tried, person: CurrentPerson, runtime: Runtime, db: Db
) -> Response:
    removed = PinForm(words="", lang="", addresses="", tried=form.value.tried)
    if not _has_tried(db, runtime, removed, pin_id, person):
        return _to_trial(request, removed, pin_id)
    remove_pin(db, runtime, get_pin(db, pin_id), by=person)
    return see_other(request, "show_pins", ending=SAVED)


def _tried(db: Session, asked: PinForm, pin_id: UUID | None) -> tuple[Pin | None, Guidance]:
    """Return the pin that is asked for, none when one is to be removed, and what comes of it."""
    wanted = None if pin_id and not asked.addresses else pin_of(db, asked)
    return wanted, with_pin(db, wanted, pin_id)


def _has_tried(
    db: Session, runtime: AcademyRuntime, form: PinForm, pin_id: UUID | None, by: SignedIn
) -> bool:
    return has_tried(db, runtime, form.tried, lambda: _tried(db, form, pin_id)[1], by=by)


def _to_trial(request: Request, form: PinForm, pin_id: UUID | None) -> Response:
    """Answer what nobody tried with its trial; what makes no sense is refused there."""
    asked = form.model_dump(exclude={"tried"}) | ({"pin": str(pin_id)} if pin_id else {})
    ending = urlencode({**asked, "untried": "true"})
    return see_other(request, "show_pin_trial", ending=f"?{ending}")


def _pins_page(
    request: Request,
    db: Session,
    typed: PinForm,
    pin: UUID | None,
    *,
    saved: bool = False,
    refusal: Refusal | None = None,
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
        errors=refusal_errors("addresses", refusal),
    )
