"""Where a text stands and how it leaves the shelf; finding items to link to."""

from datetime import date
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Request, Response
from pydantic import BaseModel, Field
from sqlalchemy.orm import Session

from portal.accounts.dependencies import CurrentPerson, needs
from portal.accounts.policy import Capability
from portal.content.front_matter import Slug
from portal.content.models import Revision
from portal.content.policy import LONGEST_SLUG, Audience
from portal.content.queries import topics
from portal.editing.errors import FourEyes, NameTaken
from portal.editing.picking import find_items
from portal.editing.shelving import Place, archive, owners, put, withdraw
from portal.editing.text_dependencies import (
    AnyText,
    AnyTextToWrite,
    TextRouter,
    editor_of,
    which,
)
from portal.web.dependencies import Db, ReadDb, Runtime
from portal.web.forms import FieldError, Filled, Line, Sent
from portal.web.pages import language_of, page, see_other
from portal.words import N_

router = TextRouter()
links = APIRouter(prefix="/content", dependencies=[needs(Capability.EDIT_CONTENT)])

NO_SUCH_TOPIC = N_("Choose one of the topics.")
NO_SUCH_OWNER = N_("Choose one of the editors.")
BAD_SLUG = N_("Use small letters, digits and single hyphens.")


class PlaceForm(BaseModel):
    """Where a text stands."""

    slug: Slug
    topic: Line = Field(max_length=LONGEST_SLUG)
    audience: Audience
    owner: UUID | None = None
    review_on: date | None = None


class ArchiveForm(BaseModel):
    """What takes a text's place."""

    replaced_by: UUID | None = None


@router.get("/place", name="show_place")
def show_place(request: Request, text: AnyText, db: ReadDb) -> Response:
    translation, item = text.translation, text.translation.item
    values = {
        "slug": translation.slug,
        "topic": item.topic.slug,
        "audience": item.audience,
        "owner": item.owner_id or "",
        "review_on": translation.review_on or "",
    }
    return _place_page(request, db, text, values, [])


@router.post("/place", name="update_place")
def update_place(
    request: Request,
    form: Annotated[Filled[PlaceForm], Sent(PlaceForm)],
    text: AnyTextToWrite,
    person: CurrentPerson,
    runtime: Runtime,
    db: Db,
) -> Response:
    if errors := _checked(db, form):
        return _place_page(request, db, text, form.values, errors)
    place = Place(**form.value.model_dump())
    try:
        put(db, runtime, text.translation, place, by=person)
    except (NameTaken, FourEyes) as refused:
        name = "slug" if isinstance(refused, NameTaken) else "audience"
        errors = [FieldError(name, refused.sentence)]
        return _place_page(request, db, text, form.values, errors)
    return see_other(request, editor_of(text.translation), **which(text.translation))


@router.get("/archive", name="show_archive")
def show_archive(request: Request, text: AnyText, db: ReadDb, q: str = "") -> Response:
    found = find_items(db, q, text.translation.lang)
    others = [one for one in found if one.item_id != text.translation.item_id]
    return page(request, "editing/archive.html", text=text, found=others, words=q)


@router.post("/archive", name="create_archive")
def create_archive(
    request: Request,
    form: Annotated[Filled[ArchiveForm], Sent(ArchiveForm)],
    text: AnyTextToWrite,
    person: CurrentPerson,
    runtime: Runtime,
    db: Db,
) -> Response:
    archive(db, runtime, text.translation, by=person, item_id=form.value.replaced_by)
    return see_other(request, editor_of(text.translation), **which(text.translation))


@router.post("/withdrawal", name="create_withdrawal")
def create_withdrawal(
    request: Request, text: AnyTextToWrite, person: CurrentPerson, runtime: Runtime, db: Db
) -> Response:
    withdraw(db, runtime, text.translation, by=person)
    return see_other(request, editor_of(text.translation), **which(text.translation))


@links.get("/links", name="show_links")
def show_links(
    request: Request, db: ReadDb, q: str = "", article: UUID | None = None, lang: str = ""
) -> Response:
    """Items by words of their titles, each with the Markdown that links to it by its id."""
    found = find_items(db, q, lang or language_of(request))
    facts: dict[str, Any] = {"found": found, "words": q, "article_id": article, "text_lang": lang}
    return page(request, "editing/links.html", part="editing/_links.html", **facts)


def _checked(db: Session, form: Filled[PlaceForm]) -> list[FieldError]:
    if form.errors:
        own = {"slug": BAD_SLUG} if form.values["slug"] else {}
        return [
            FieldError(e.field_id, own.get(e.field_id, e.sentence), e.facts) for e in form.errors
        ]
    errors = []
    if form.value.topic not in {shelf.slug for shelf in topics(db, "en")}:
        errors.append(FieldError("topic", NO_SUCH_TOPIC))
    if form.value.owner and form.value.owner not in {one.id for one in owners(db)}:
        errors.append(FieldError("owner", NO_SUCH_OWNER))
    return errors


def _place_page(
    request: Request,
    db: Session,
    text: Revision,
    values: dict[str, Any],
    errors: list[FieldError],
) -> Response:
    return page(
        request,
        "editing/place.html",
        status_code=422 if errors else 200,
        text=text,
        shelves=[(shelf.slug, shelf.title) for shelf in topics(db, language_of(request))],
        owners=[(one.id, one.name) for one in owners(db)],
        values=values,
        errors=errors,
    )
