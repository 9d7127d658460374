"""The text that waits: somebody reads it, approves it or gives it back, and it is published."""

from typing import Annotated, Any

from fastapi import Request, Response
from sqlalchemy.orm import Session

from portal.accounts.dependencies import CurrentPerson
from portal.accounts.models import Person
from portal.content.models import Revision
from portal.content.policy import Kind
from portal.content.revising import numbered
from portal.editing.article_forms import ApprovedForm, ReviewForm
from portal.editing.comparing import compare_texts
from portal.editing.filming import Film, film_of
from portal.editing.item_text import ItemText, names_of
from portal.editing.publication_routes import moment_of, too_early
from portal.editing.publishing import publish_proposed
from portal.editing.reviewing import approve, ask_for_changes, may_approve, schedule
from portal.editing.steps import steps_of
from portal.editing.text_dependencies import (
    AnyText,
    AnyTextToWrite,
    TextRouter,
    editor_of,
    which,
)
from portal.editing.tracks import addresses_of
from portal.web.dependencies import Db, ReadDb, Runtime, held
from portal.web.forms import FieldError, Filled, Sent
from portal.web.pages import page, runtime_of, see_other
from portal.words import N_

router = TextRouter()

NO_COMMENT = N_("Say what should change.")


@router.get("/review", name="show_review")
def show_review(request: Request, text: AnyText, db: ReadDb) -> Response:
    return _review_page(request, db, text, {"comment": "", "at": ""}, [])


@router.post("/review", name="create_review")
def create_review(
    request: Request,
    form: Annotated[Filled[ReviewForm], Sent(ReviewForm)],
    text: AnyTextToWrite,
    person: CurrentPerson,
    runtime: Runtime,
    db: Db,
) -> Response:
    errors = form.errors
    if not errors and form.value.action == "changes" and not form.value.comment:
        errors = [FieldError("comment", NO_COMMENT)]
    if errors:
        return _review_page(request, db, text, {**form.values, "at": ""}, errors)
    act = approve if form.value.action == "approve" else ask_for_changes
    act(db, runtime, text.translation, form.value.comment, by=person)
    is_kept = form.value.action == "approve"
    ending = "show_review" if is_kept else editor_of(text.translation)
    return see_other(request, ending, **which(text.translation))


@router.post("/review/publication", name="create_approved_publication")
def create_approved_publication(
    request: Request,
    form: Annotated[Filled[ApprovedForm], Sent(ApprovedForm)],
    text: AnyTextToWrite,
    person: CurrentPerson,
    runtime: Runtime,
    db: Db,
) -> Response:
    at = None if form.errors else moment_of(form.value.at, runtime)
    if errors := form.errors or too_early(at, runtime):
        return _review_page(request, db, text, {**form.values, "comment": ""}, errors)
    translation = held(db, text.translation)
    if at is None:
        publish_proposed(db, runtime, translation, by=person.id)
    else:
        schedule(db, runtime, translation, at=at, by=person)
    return see_other(request, editor_of(text.translation), **which(text.translation))


def _review_page(
    request: Request,
    db: Session,
    text: Revision,
    values: dict[str, Any],
    errors: list[FieldError],
) -> Response:
    translation = text.translation
    proposed = numbered(db, translation, translation.proposed_number or 0)
    texts = ItemText.of(text), ItemText.of(proposed or text)
    author = proposed.author_id if proposed else None
    return page(
        request,
        "editing/review.html",
        status_code=422 if errors else 200,
        text=text,
        proposed=proposed,
        author=db.get(Person, author) if author else None,
        film=_film(request, db, proposed) if proposed else None,
        changes=compare_texts(*texts, names_of(db, *texts)),
        may_approve=proposed and _may_approve(request, db, proposed),
        steps=steps_of(db, translation.id),
        values=values,
        errors=errors,
    )


def _may_approve(request: Request, db: Session, proposed: Revision) -> bool:
    return may_approve(db, runtime_of(request), proposed, request.state.person)


def _film(request: Request, db: Session, proposed: Revision) -> Film | None:
    if proposed.translation.kind != Kind.VIDEO:
        return None
    tracks = addresses_of(request, proposed)
    return film_of(db, proposed.translation, ItemText.of(proposed), tracks)
