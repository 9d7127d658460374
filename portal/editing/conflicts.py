"""Two texts where one was expected: both are shown, and nothing is lost."""

from fastapi import Request, Response
from sqlalchemy.orm import Session

from portal.accounts.models import Person
from portal.accounts.signed_in import SignedIn
from portal.content.models import Revision
from portal.content.revising import current_revision
from portal.editing.article_forms import ArticleForm
from portal.editing.article_text import ArticleText
from portal.editing.comparing import compare_texts
from portal.editing.drafting import find_draft
from portal.web.pages import page


def both_texts_page(
    request: Request, db: Session, article: Revision, typed: ArticleForm, *, by: SignedIn
) -> Response:
    """Show what was typed beside what was saved since: one's draft elsewhere, or another's text.

    Keeping what was typed saves it over both.
    """
    article = current_revision(db, article.translation) or article
    draft = find_draft(db, article.translation_id, by.id)
    own = draft if draft is not None and draft.version != typed.version else None
    theirs = ArticleText.of(own or article)
    return page(
        request,
        "editing/both_texts.html",
        status_code=409,
        article=article,
        mine=typed.text,
        theirs=theirs,
        changes=compare_texts(theirs, typed.text),
        based_on=typed.based_on,
        version=draft.version if draft else 0,
        is_own=own is not None,
        since=own.saved_at if own else article.live_at,
        who=None if own else _writer(db, article),
    )


def _writer(db: Session, article: Revision) -> Person | None:
    return db.get(Person, article.author_id) if article.author_id else None
