"""Fetching a text to look at or to write, and its draft as a page before the turn to write.

An article and a video have most of their pages in common: `TextRouter` opens each for both.
"""

from collections.abc import Callable
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Depends, Request
from sqlalchemy.orm import Session

from portal.accounts.dependencies import CurrentPerson, needs
from portal.accounts.policy import Capability
from portal.content.models import Revision, Translation
from portal.content.policy import Kind
from portal.content.revising import current_revision
from portal.editing.examining import Examiner
from portal.editing.publishing import Ready, get_ready
from portal.errors import NotFound
from portal.finding.dependencies import Finding
from portal.web.dependencies import Db, ReadDb, Runtime
from portal.web.refusals import NO_SUCH_PAGE


class TextRouter(APIRouter):
    """Registers each page twice under one name: `article_id` or `video_id` says which is meant."""

    def __init__(self) -> None:
        super().__init__(dependencies=[needs(Capability.EDIT_CONTENT)])

    def add_api_route(self, path: str, endpoint: Callable[..., Any], **how: Any) -> None:
        for kind in Kind:
            address = f"/content/{kind}s/{{{kind}_id}}{path}"
            super().add_api_route(address, endpoint, **how)


def which(translation: Translation) -> dict[str, Any]:
    """Return what names this text in the address of its pages."""
    return {f"{translation.kind}_id": translation.id}


def editor_of(translation: Translation) -> str:
    """Return the name of the page on which it is written."""
    return f"show_{translation.kind}_editor"


def find_text(db: Session, kind: Kind, translation_id: UUID) -> Revision | None:
    """Return what readers of this translation get, or would get."""
    translation = db.get(Translation, translation_id)
    is_such = translation is not None and translation.kind == kind
    return current_revision(db, translation) if translation and is_such else None


def get_text(request: Request, db: ReadDb) -> Revision:
    """Return the article or the video that the address names."""
    for kind in Kind:
        if named := request.path_params.get(f"{kind}_id"):
            id_ = _uuid(str(named))
            if id_ and (revision := find_text(db, kind, id_)):
                return revision
    raise NotFound(NO_SUCH_PAGE)


def get_text_to_write(request: Request, db: Db) -> Revision:
    return get_text(request, db)


AnyText = Annotated[Revision, Depends(get_text)]
AnyTextToWrite = Annotated[Revision, Depends(get_text_to_write, scope="function")]


def get_examiner(db: ReadDb, finder: Finding, person: CurrentPerson, runtime: Runtime) -> Examiner:
    return Examiner(db, finder, person, runtime.now().date(), runtime.settings.data_dir)


CurrentExaminer = Annotated[Examiner, Depends(get_examiner)]


def get_ready_draft(text: AnyText, db: ReadDb, person: CurrentPerson) -> Ready:
    return get_ready(db, text, person)


ReadyDraft = Annotated[Ready, Depends(get_ready_draft)]


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
