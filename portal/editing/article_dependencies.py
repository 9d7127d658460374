"""Fetching an article to look at or to write, and its draft as a page before the turn to write."""

from typing import Annotated
from uuid import UUID

from fastapi import Depends
from sqlalchemy.orm import Session

from portal.accounts.dependencies import CurrentPerson
from portal.content.models import Revision, Translation
from portal.content.policy import Kind
from portal.content.revising import current_revision
from portal.editing.examining import Examiner
from portal.editing.publishing import Ready, get_ready
from portal.errors import NotFound
from portal.finding.dependencies import Finding
from portal.web.dependencies import Db, Now, ReadDb
from portal.web.refusals import NO_SUCH_PAGE


def find_article(db: Session, article_id: UUID) -> Revision | None:
    """Return what readers of this translation get, or would get."""
    translation = db.get(Translation, article_id)
    is_article = translation is not None and translation.kind == Kind.ARTICLE
    return current_revision(db, translation) if translation and is_article else None


def get_article(article_id: UUID, db: ReadDb) -> Revision:
    revision = find_article(db, article_id)
    if revision is None:
        raise NotFound(NO_SUCH_PAGE)
    return revision


def get_article_to_write(article_id: UUID, db: Db) -> Revision:
    return get_article(article_id, db)


Article = Annotated[Revision, Depends(get_article)]
ArticleToWrite = Annotated[Revision, Depends(get_article_to_write, scope="function")]


def get_examiner(db: ReadDb, finder: Finding, person: CurrentPerson, now: Now) -> Examiner:
    return Examiner(db, finder, person, now.date())


CurrentExaminer = Annotated[Examiner, Depends(get_examiner)]


def get_ready_draft(article: Article, db: ReadDb, person: CurrentPerson) -> Ready:
    return get_ready(db, article, person)


ReadyDraft = Annotated[Ready, Depends(get_ready_draft)]
