"""The editors' pages of synonyms: a group is tried on past searches, and only then kept."""

from typing import Annotated
from urllib.parse import urlencode
from uuid import UUID

from fastapi import APIRouter, Query, Request, Response
from sqlalchemy.orm import Session

from portal.accounts.dependencies import CurrentPerson, needs
from portal.accounts.policy import Capability
from portal.accounts.signed_in import SignedIn
from portal.editing.teaching import PhrasesForm, all_groups, refusal_errors, with_group
from portal.editing.trying import REFUSALS, TriedForm, has_tried, trial_facts
from portal.errors import Refusal
from portal.finding.guiding import add_synonyms, change_synonyms, get_synonyms, remove_synonyms
from portal.runtime import Runtime as AcademyRuntime
from portal.web.dependencies import Db, ReadDb, Runtime
from portal.web.forms import Filled, Sent
from portal.web.pages import page, see_other

router = APIRouter(prefix="/content/synonyms", dependencies=[needs(Capability.EDIT_CONTENT)])

Phrases = Annotated[Filled[PhrasesForm], Sent(PhrasesForm)]
Tried = Annotated[Filled[TriedForm], Sent(TriedForm)]
SAVED = "?saved=true"


@router.get("", name="show_synonyms")
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


@router.get("/trial", name="show_synonym_trial")
def show_synonym_trial(
    request: Request,
    person: CurrentPerson,
    db: ReadDb,
    runtime: Runtime,
    asked: Annotated[PhrasesForm, Query()],
    group: UUID | None = None,
    start: int = 0,
    untried: bool = False,
) -> Response:
    """Show what would be found otherwise; a stored group without phrases is one to remove."""
    try:
        tried = with_group(db, asked.lines or ([] if group else [""]), group)
    except REFUSALS as refusal:
        return _synonyms_page(request, db, asked.phrases, group, refusal=refusal)
    return page(
        request,
        "editing/synonym_trial.html",
        phrases=asked.lines,
        group=get_synonyms(db, group) if group else None,
        untried=untried,
        **trial_facts(db, runtime, tried, person, start),
    )


@router.post("", name="create_synonyms")
def create_synonyms(
    request: Request, form: Phrases, person: CurrentPerson, runtime: Runtime, db: Db
) -> Response:
    if not _has_tried(db, runtime, form.value, None, person):
        return _to_trial(request, phrases=form.value.phrases)
    add_synonyms(db, runtime, form.value.lines, by=person)
    return see_other(request, "show_synonyms", ending=SAVED)


@router.post("/{group_id}", name="update_synonyms")
def update_synonyms(
    request: Request,
    group_id: UUID,
    form: Phrases,
    person: CurrentPerson,
    runtime: Runtime,
    db: Db,
) -> Response:
    if not _has_tried(db, runtime, form.value, group_id, person):
        return _to_trial(request, phrases=form.value.phrases, group=str(group_id))
    change_synonyms(db, runtime, get_synonyms(db, group_id), form.value.lines, by=person)
    return see_other(request, "show_synonyms", ending=SAVED)


@router.post("/{group_id}/removal", name="delete_synonyms")
def delete_synonyms(
    request: Request,
    group_id: UUID,
    form: Tried,
    person: CurrentPerson,
    runtime: Runtime,
    db: Db,
) -> Response:
    if not _has_tried(
        db, runtime, PhrasesForm(phrases="", tried=form.value.tried), group_id, person
    ):
        return _to_trial(request, group=str(group_id))
    remove_synonyms(db, runtime, get_synonyms(db, group_id), by=person)
    return see_other(request, "show_synonyms", ending=SAVED)


def _has_tried(
    db: Session, runtime: AcademyRuntime, form: PhrasesForm, group: UUID | None, by: SignedIn
) -> bool:
    return has_tried(db, runtime, form.tried, lambda: with_group(db, form.lines, group), by=by)


def _to_trial(request: Request, **asked: str) -> Response:
    """Answer what nobody tried with its trial; what makes no sense is refused there."""
    ending = urlencode({**asked, "untried": "true"})
    return see_other(request, "show_synonym_trial", ending=f"?{ending}")


def _synonyms_page(
    request: Request,
    db: Session,
    typed: str,
    group: UUID | None,
    *,
    words: str = "",
    saved: bool = False,
    refusal: Refusal | None = None,
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
        errors=refusal_errors("phrases", refusal),
    )
