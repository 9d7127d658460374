"""The text that waits: somebody reads it, approves it or gives it back, and it is published."""

from typing import Annotated, Any

from fastapi import APIRouter, Request, Response
from sqlalchemy.orm import Session

from portal.accounts.dependencies import CurrentPerson, needs
from portal.accounts.models import Person
from portal.accounts.policy import Capability
from portal.content.models import Revision
from portal.content.revising import numbered
from portal.editing.article_dependencies import Article, ArticleToWrite
from portal.editing.article_forms import ApprovedForm, ReviewForm
from portal.editing.article_text import ArticleText
from portal.editing.comparing import compare_texts
from portal.editing.publication_routes import moment_of, too_early
from portal.editing.publishing import publish_proposed
from portal.editing.reviewing import approve, ask_for_changes, schedule
from portal.editing.steps import steps_of
from portal.web.dependencies import Db, ReadDb, Runtime, held
from portal.web.forms import FieldError, Filled, Sent
from portal.web.pages import page, runtime_of, see_other
from portal.words import N_

router = APIRouter(prefix="/content/articles", dependencies=[needs(Capability.EDIT_CONTENT)])

NO_COMMENT = N_("Say what should change.")


@router.get("/{article_id}/review", name="show_review")
def show_review(request: Request, article: Article, db: ReadDb) -> Response:
    return _review_page(request, db, article, {"comment": "", "at": ""}, [])


@router.post("/{article_id}/review", name="create_review")
def create_review(
    request: Request,
    form: Annotated[Filled[ReviewForm], Sent(ReviewForm)],
    article: ArticleToWrite,
    person: CurrentPerson,
    runtime: Runtime,
    db: Db,
) -> Response:
    errors = form.errors
    if not errors and form.value.action == "changes" and not form.value.comment:
        errors = [FieldError("comment", NO_COMMENT)]
    if errors:
        return _review_page(request, db, article, {**form.values, "at": ""}, errors)
    act = approve if form.value.action == "approve" else ask_for_changes
    act(db, runtime, article.translation, form.value.comment, by=person)
    ending = "show_review" if form.value.action == "approve" else "show_article_editor"
    return see_other(request, ending, article_id=article.translation_id)


@router.post("/{article_id}/review/publication", name="create_approved_publication")
def create_approved_publication(
    request: Request,
    form: Annotated[Filled[ApprovedForm], Sent(ApprovedForm)],
    article: ArticleToWrite,
    person: CurrentPerson,
    runtime: Runtime,
    db: Db,
) -> Response:
    at = None if form.errors else moment_of(form.value.at, runtime)
    if errors := form.errors or too_early(at, runtime):
        return _review_page(request, db, article, {**form.values, "comment": ""}, errors)
    translation = held(db, article.translation)
    if at is None:
        publish_proposed(db, runtime, translation, by=person.id)
    else:
        schedule(db, runtime, translation, at=at, by=person)
    return see_other(request, "show_article_editor", article_id=article.translation_id)


def _review_page(
    request: Request,
    db: Session,
    article: Revision,
    values: dict[str, Any],
    errors: list[FieldError],
) -> Response:
    translation = article.translation
    proposed = numbered(db, translation, translation.proposed_number or 0)
    changes = compare_texts(ArticleText.of(article), ArticleText.of(proposed)) if proposed else []
    author = proposed.author_id if proposed else None
    return page(
        request,
        "editing/review.html",
        status_code=422 if errors else 200,
        article=article,
        proposed=proposed,
        author=db.get(Person, author) if author else None,
        changes=changes,
        four_eyes=runtime_of(request).settings.four_eyes,
        steps=steps_of(db, translation.id),
        values=values,
        errors=errors,
    )
