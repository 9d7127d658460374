"""Several texts of the list at once: chosen, looked at together, then changed or archived."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Annotated, Any, Literal
from urllib.parse import urlencode
from uuid import UUID

from fastapi import APIRouter, Depends, Query, Request, Response
from pydantic import BaseModel, Field
from sqlalchemy.orm import Session

from portal.accounts.dependencies import CurrentPerson, needs
from portal.accounts.policy import Capability
from portal.content.models import Translation
from portal.editing.overview import NOBODY, Entry, entries
from portal.editing.several import (
    Care,
    archive_several,
    find_texts,
    look_after,
    why_not_archived,
)
from portal.editing.shelving import owners
from portal.web.dependencies import Db, ReadDb, Runtime
from portal.web.forms import FieldError, Filled, Line, fill, read_form
from portal.web.pages import page, see_other
from portal.words import N_

router = APIRouter(prefix="/content/several", dependencies=[needs(Capability.EDIT_CONTENT)])

MOST = 100
NONE_CHOSEN = N_("Choose at least one text.")
NOTHING_SAID = N_("Choose an owner or a date.")
NO_SUCH_OWNER = N_("Choose one of the editors.")
LIST = r"^(\?[^#\s]*)?$"
BLANK = {"owner": "", "review_on": ""}


class SeveralForm(BaseModel):
    """What the chosen texts get; `back` is the choice of the list they were chosen from."""

    owner: Line = ""
    review_on: date | None = None
    back: Line = Field("", max_length=500, pattern=LIST)


class Chosen(BaseModel):
    """Texts by their ids, as an address says them; `done` is what happened to them."""

    text: list[UUID] = Field([], max_length=MOST)
    back: str = Field("", max_length=500, pattern=LIST)
    done: Literal["", "saved", "archived"] = ""

    def address(self, done: str) -> str:
        return f"?{urlencode({'text': self.text, 'back': self.back, 'done': done}, doseq=True)}"


Named = Annotated[Chosen, Query()]


async def get_sent(request: Request) -> tuple[Filled[SeveralForm], Chosen]:
    form = await read_form(request, most_fields=MOST + 10)
    typed = {name: text for name, text in form.items() if isinstance(text, str)}
    filled = fill(SeveralForm, typed)
    is_of_back = any(error.field_id == "back" for error in filled.errors)
    back = "" if is_of_back else filled.values["back"]
    return filled, Chosen(text=[_id(str(one)) for one in form.getlist("text")][:MOST], back=back)


Sent = Annotated[tuple[Filled[SeveralForm], Chosen], Depends(get_sent)]


@router.get("", name="show_several")
def show_several(request: Request, chosen: Named, db: ReadDb) -> Response:
    return _several_page(request, db, chosen, BLANK, [])


@router.post("", name="update_several")
def update_several(request: Request, sent: Sent, db: Db) -> Response:
    form, chosen = sent
    texts = find_texts(db, chosen.text)
    if errors := form.errors or _faults(db, form.value, texts):
        return _several_page(request, db, chosen, form.values, errors)
    care = Care(form.value.owner, form.value.review_on)
    look_after(db, texts, care)
    return see_other(request, "show_several", ending=chosen.address("saved"))


@router.get("/archive", name="show_several_archive")
def show_several_archive(request: Request, chosen: Named, db: ReadDb) -> Response:
    if not chosen.text:
        return _several_page(request, db, chosen, BLANK, [_none()])
    refused = {one.id: why for one in find_texts(db, chosen.text) if (why := why_not_archived(one))}
    return _archive_page(request, db, chosen, refused=refused)


@router.post("/archive", name="create_several_archive")
def create_several_archive(
    request: Request, sent: Sent, person: CurrentPerson, runtime: Runtime, db: Db
) -> Response:
    _, chosen = sent
    refused = archive_several(db, runtime, find_texts(db, chosen.text), by=person)
    if refused:
        return _archive_page(request, db, chosen, refused=refused, is_done=True)
    return see_other(request, "show_several", ending=chosen.address("archived"))


def _entries_of(db: Session, chosen: Chosen) -> Sequence[Entry]:
    return [entry for entry in entries(db) if entry.translation_id in chosen.text]


def _none() -> FieldError:
    return FieldError("", NONE_CHOSEN)


def _faults(db: Session, form: SeveralForm, texts: Sequence[Translation]) -> list[FieldError]:
    known = {NOBODY, *(str(one.id) for one in owners(db))}
    if not texts:
        return [_none()]
    if not form.owner and form.review_on is None:
        return [FieldError("owner", NOTHING_SAID)]
    return [FieldError("owner", NO_SUCH_OWNER)] if form.owner and form.owner not in known else []


def _several_page(
    request: Request,
    db: Session,
    chosen: Chosen,
    values: Mapping[str, Any],
    errors: list[FieldError],
) -> Response:
    return page(
        request,
        "editing/several.html",
        status_code=422 if errors else 200,
        found=_entries_of(db, chosen),
        owners=[(str(one.id), one.name) for one in owners(db)],
        chosen=chosen,
        values=values,
        errors=errors,
    )


def _archive_page(
    request: Request,
    db: Session,
    chosen: Chosen,
    *,
    refused: Mapping[UUID, str],
    is_done: bool = False,
) -> Response:
    """Ask before, and say afterwards, which are archived and which stay, each with its reason."""
    db.flush()
    found = _entries_of(db, chosen)
    return page(
        request,
        "editing/several_archive.html",
        status_code=409 if is_done else 200,
        going=[entry for entry in found if entry.translation_id not in refused],
        staying=[
            (entry, refused[entry.translation_id])
            for entry in found
            if entry.translation_id in refused
        ],
        chosen=chosen,
        is_done=is_done,
    )


def _id(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        return UUID(int=0)  # of no text
