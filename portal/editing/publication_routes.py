"""From a draft to its readers: publish it now or at a time, or send it to review."""

from datetime import datetime
from typing import Annotated
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Request, Response
from sqlalchemy.orm import Session

from portal.accounts.dependencies import CurrentPerson, needs
from portal.accounts.policy import Capability
from portal.accounts.signed_in import SignedIn
from portal.content.errors import ChangedMeanwhile
from portal.content.models import Revision
from portal.content.policy import Significance
from portal.editing.article_dependencies import Article, ArticleToWrite, ReadyDraft
from portal.editing.article_forms import ArticleForm, PublicationForm
from portal.editing.article_text import ArticleText
from portal.editing.comparing import compare_texts
from portal.editing.conflicts import both_texts_page
from portal.editing.errors import WrittenOver
from portal.editing.publishing import MEANWHILE, Ready, Terms, publish
from portal.editing.reviewing import schedule_draft, send_to_review
from portal.runtime import Runtime as AcademyRuntime
from portal.web.dependencies import Db, Runtime
from portal.web.forms import FieldError, Filled, Sent
from portal.web.languages import translations
from portal.web.pages import language_of, page, runtime_of, see_other
from portal.words import N_

router = APIRouter(prefix="/content/articles", dependencies=[needs(Capability.EDIT_CONTENT)])

PAST = N_("Choose a moment that is still to come, or leave it empty to publish now.")
RESTORES = N_("Restores revision %(number)s")
USUAL = {"significance": Significance.CONTENT, "why": "", "at": ""}


@router.get("/{article_id}/publication", name="show_publication")
def show_publication(
    request: Request, article: Article, ready: ReadyDraft, restores: int = 0
) -> Response:
    why = translations(language_of(request)).gettext(RESTORES) % {"number": restores}
    usual = {**USUAL, "why": why if restores else ""}
    return _publication_page(request, article, ready, usual, [])


@router.post("/{article_id}/publication", name="create_publication")
def create_publication(
    request: Request,
    ready: ReadyDraft,
    form: Annotated[Filled[PublicationForm], Sent(PublicationForm)],
    article: ArticleToWrite,
    person: CurrentPerson,
    runtime: Runtime,
    db: Db,
) -> Response:
    errors = form.errors or _faults(ready, moment_of(form.value.at, runtime), runtime)
    if errors:
        return _publication_page(request, article, ready, form.values, errors)
    try:
        _act(db, runtime, article, ready, form.value, person)
    except WrittenOver:
        return both_texts_page(request, db, article, _typed(ready), by=person)
    return see_other(request, "show_article_editor", article_id=article.translation_id)


def _act(
    db: Session,
    runtime: AcademyRuntime,
    article: Revision,
    ready: Ready,
    wanted: PublicationForm,
    person: SignedIn,
) -> None:
    """Do what was chosen; raise when the draft or what readers get is another by now."""
    if wanted.version != ready.version:
        raise ChangedMeanwhile(MEANWHILE)
    terms, translation = Terms(wanted.significance, wanted.why), article.translation
    at = moment_of(wanted.at, runtime)
    if wanted.action == "review":
        send_to_review(db, runtime, translation, ready, terms, person)
    elif at is not None:
        schedule_draft(db, runtime, translation, ready, terms, person, at=at)
    else:
        publish(db, runtime, translation, ready, terms, person)


def moment_of(at: datetime | None, runtime: AcademyRuntime) -> datetime | None:
    """Return a moment typed without a zone as one in the zone of the pages."""
    return at and (at if at.tzinfo else at.replace(tzinfo=ZoneInfo(runtime.settings.support_zone)))


def too_early(at: datetime | None, runtime: AcademyRuntime) -> list[FieldError]:
    return [FieldError("at", PAST)] if at is not None and at <= runtime.now() else []


def _faults(ready: Ready, at: datetime | None, runtime: AcademyRuntime) -> list[FieldError]:
    missing = [FieldError("missing", sentence) for _, sentence in ready.text.missing()]
    return missing + too_early(at, runtime)


def _typed(ready: Ready) -> ArticleForm:
    text = {**ready.text.columns, "based_on": ready.based_on}
    return ArticleForm.model_construct(version=ready.version, number=ready.over_number, **text)


def _publication_page(
    request: Request,
    article: Revision,
    ready: Ready,
    values: dict[str, str],
    errors: list[FieldError],
) -> Response:
    missing = [sentence for _, sentence in ready.text.missing()]
    return page(
        request,
        "editing/publication.html",
        status_code=422 if errors else 200,
        article=article,
        ready=ready,
        changes=compare_texts(ArticleText.of(article), ready.text),
        missing=missing,
        four_eyes=runtime_of(request).settings.four_eyes,
        values=values,
        errors=errors,
    )
