"""The page of an item with its to-dos, and what readers say when it did not help."""

from typing import Annotated, Literal
from uuid import UUID

from fastapi import APIRouter, Depends, Request, Response
from pydantic import BaseModel, Field

from portal.accounts.dependencies import CurrentPerson, needs
from portal.accounts.policy import Capability
from portal.content.models import Revision
from portal.editing.feedback import give_feedback, readable_version
from portal.editing.item_pages import ItemPage, find_item_page
from portal.editing.models import Todo, TodoState
from portal.errors import NotFound
from portal.gate.policy import WhyDismissed
from portal.web.dependencies import Db, Now, ReadDb, Runtime
from portal.web.forms import FieldError, Filled, Sent, Text
from portal.web.pages import language_of, page, see_other
from portal.web.refusals import NO_SUCH_PAGE
from portal.words import N_

router = APIRouter(prefix="/content", dependencies=[needs(Capability.EDIT_CONTENT)])
readers = APIRouter(dependencies=[needs(Capability.ASK_FOR_HELP)])


class FeedbackForm(BaseModel):
    """Why a text did not help."""

    why: Literal["tried-it", "could-not-follow", "out-of-date"] = Field(
        description=N_("Choose why it did not help.")
    )
    words: Text = Field("", max_length=500)


class EndingForm(BaseModel):
    """What becomes of a to-do."""

    how: Literal["done", "dismissed"]


def get_item_page(request: Request, item_id: UUID, db: ReadDb, now: Now) -> ItemPage:
    found = find_item_page(db, item_id, lang=language_of(request), today=now.date())
    if found is None:
        raise NotFound(NO_SUCH_PAGE)
    return found


def get_todo(todo_id: UUID, db: Db) -> Todo:
    todo = db.get(Todo, todo_id)
    if todo is None:
        raise NotFound(NO_SUCH_PAGE)
    return todo


def get_read_version(item_id: UUID, lang: str, person: CurrentPerson, db: ReadDb) -> Revision:
    version = readable_version(db, item_id, lang, person)
    if version is None:
        raise NotFound(NO_SUCH_PAGE)
    return version


WantedItem = Annotated[ItemPage, Depends(get_item_page)]
ReadVersion = Annotated[Revision, Depends(get_read_version)]


@router.get("/items/{item_id}", name="show_item_page")
def show_item_page(
    request: Request, found: Annotated[ItemPage, Depends(get_item_page)]
) -> Response:
    return page(request, "editing/item.html", found=found)


@router.post("/todos/{todo_id}/ending", name="create_todo_ending")
def create_todo_ending(
    request: Request,
    todo: Annotated[Todo, Depends(get_todo, scope="function")],
    form: Annotated[Filled[EndingForm], Sent(EndingForm)],
    person: CurrentPerson,
    now: Now,
) -> Response:
    todo.end(TodoState(form.value.how), by=person.id, at=now)
    return see_other(request, "show_item_page", item_id=todo.item_id, ending="#todos")


@readers.get("/items/{item_id}/feedback/{lang}", name="show_feedback")
def show_feedback(request: Request, version: ReadVersion, told: bool = False) -> Response:
    return _feedback_page(request, version, {"why": "", "words": ""}, [], told=told)


@readers.post("/items/{item_id}/feedback/{lang}", name="create_feedback")
def create_feedback(
    request: Request,
    version: ReadVersion,
    form: Annotated[Filled[FeedbackForm], Sent(FeedbackForm)],
    person: CurrentPerson,
    runtime: Runtime,
    db: Db,
) -> Response:
    if form.errors:
        return _feedback_page(request, version, form.values, form.errors)
    which = (version.translation.item_id, version.translation.lang)
    why, words = WhyDismissed(form.value.why), form.value.words
    give_feedback(db, runtime, which, why, words=words, by=person.id)
    return see_other(request, "show_feedback", item_id=which[0], lang=which[1], ending="?told=true")


def _feedback_page(
    request: Request,
    version: Revision,
    values: dict[str, str],
    errors: list[FieldError],
    *,
    told: bool = False,
) -> Response:
    return page(
        request,
        "editing/feedback.html",
        status_code=422 if errors else 200,
        version=version,
        values=values,
        errors=errors,
        told=told,
    )
