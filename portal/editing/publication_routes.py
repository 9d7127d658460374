"""From a draft to its readers: publish it now or at a time, or send it to review."""

from datetime import datetime
from typing import Annotated
from zoneinfo import ZoneInfo

from fastapi import Request, Response
from sqlalchemy.orm import Session

from portal.accounts.dependencies import CurrentPerson
from portal.accounts.signed_in import SignedIn
from portal.content.errors import ChangedMeanwhile
from portal.content.models import Revision
from portal.content.policy import Significance
from portal.editing.article_forms import PublicationForm
from portal.editing.comparing import compare_texts
from portal.editing.conflicts import both_texts_page
from portal.editing.drafting import Seen, discard
from portal.editing.errors import WrittenOver
from portal.editing.item_text import ItemText, names_of
from portal.editing.publishing import MEANWHILE, Ready, Terms, publish
from portal.editing.reviewing import schedule_draft, send_to_review
from portal.editing.text_dependencies import (
    AnyText,
    AnyTextToWrite,
    ReadyDraft,
    TextRouter,
    editor_of,
    which,
)
from portal.runtime import Runtime as AcademyRuntime
from portal.web.dependencies import Db, ReadDb, Runtime
from portal.web.forms import FieldError, Filled, Sent
from portal.web.languages import translations
from portal.web.pages import language_of, page, runtime_of, see_other
from portal.words import N_

router = TextRouter()

HOW_MUCH = N_("Say how much the text changed.")
PAST = N_("Choose a moment that is still to come, or leave it empty to publish now.")
RESTORES = N_("Restores revision %(number)s")
USUAL = {"significance": Significance.CONTENT, "why": "", "at": ""}


@router.get("/publication", name="show_publication")
def show_publication(
    request: Request, text: AnyText, ready: ReadyDraft, db: ReadDb, restores: int = 0
) -> Response:
    why = translations(language_of(request)).gettext(RESTORES) % {"number": restores}
    usual = {**USUAL, "why": why if restores else ""}
    return _publication_page(request, db, text, ready, usual, [])


@router.post("/publication", name="create_publication")
def create_publication(
    request: Request,
    ready: ReadyDraft,
    form: Annotated[Filled[PublicationForm], Sent(PublicationForm)],
    text: AnyTextToWrite,
    person: CurrentPerson,
    runtime: Runtime,
    db: Db,
) -> Response:
    errors = form.errors or _faults(text, ready, form.value, runtime)
    if errors:
        return _publication_page(request, db, text, ready, form.values, errors)
    try:
        _act(db, runtime, text, ready, form.value, person)
    except WrittenOver:
        return both_texts_page(request, db, text, ready.text, seen=_seen(ready), by=person)
    return see_other(request, editor_of(text.translation), **which(text.translation))


@router.post("/draft/removal", name="delete_draft")
def delete_draft(request: Request, text: AnyTextToWrite, person: CurrentPerson, db: Db) -> Response:
    discard(db, text.translation, by=person)
    return see_other(request, editor_of(text.translation), **which(text.translation))


def _act(
    db: Session,
    runtime: AcademyRuntime,
    text: Revision,
    ready: Ready,
    wanted: PublicationForm,
    person: SignedIn,
) -> None:
    """Do what was chosen; raise when the draft or what readers get is another by now."""
    if wanted.version != ready.version:
        raise ChangedMeanwhile(MEANWHILE)
    terms = Terms(wanted.significance or Significance.CONTENT, wanted.why)
    translation = text.translation
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


def _faults(
    text: Revision, ready: Ready, wanted: PublicationForm, runtime: AcademyRuntime
) -> list[FieldError]:
    faults = [FieldError("missing", sentence) for _, sentence in _missing(text, ready)]
    if wanted.significance is None and _asks_how_much(text):
        faults.append(FieldError("significance", HOW_MUCH))
    return faults + too_early(moment_of(wanted.at, runtime), runtime)


def _asks_how_much(text: Revision) -> bool:
    """Whether readers had an original before: only its changes leave translations behind."""
    translation = text.translation
    is_original = translation.lang == translation.item.original_lang
    return is_original and translation.published_at is not None


def _seen(ready: Ready) -> Seen:
    return Seen(ready.version, ready.over_number, ready.based_on)


def _missing(text: Revision, ready: Ready) -> list[tuple[str, str]]:
    """Return which fields lack something, and what to do about it."""
    return list(ready.text.missing(text.translation.kind))


def _publication_page(
    request: Request,
    db: Session,
    text: Revision,
    ready: Ready,
    values: dict[str, str],
    errors: list[FieldError],
) -> Response:
    texts = ItemText.of(text), ready.text
    return page(
        request,
        "editing/publication.html",
        status_code=422 if errors else 200,
        text=text,
        ready=ready,
        changes=compare_texts(*texts, names_of(db, *texts)),
        missing=_missing(text, ready),
        asks_how_much=_asks_how_much(text),
        four_eyes=runtime_of(request).settings.four_eyes,
        values=values,
        errors=errors,
    )
