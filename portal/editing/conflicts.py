"""Two texts where one was expected: both are shown, and nothing is lost."""

from fastapi import Request, Response
from sqlalchemy.orm import Session

from portal.accounts.models import Person
from portal.accounts.signed_in import SignedIn
from portal.content.models import Revision
from portal.content.revising import current_revision
from portal.editing.comparing import compare_texts
from portal.editing.drafting import Seen, drafts_of_others, find_draft
from portal.editing.item_text import ItemText, names_of
from portal.editing.models import Draft
from portal.web.pages import page


def both_texts_page(
    request: Request, db: Session, text: Revision, mine: ItemText, *, seen: Seen, by: SignedIn
) -> Response:
    """Show what was typed beside what was saved since: one's draft elsewhere, or another's text.

    Keeping what was typed saves it over both.
    """
    text = current_revision(db, text.translation) or text
    draft = find_draft(db, text.translation_id, by.id)
    own = draft if draft is not None and draft.version != seen.version else None
    theirs = ItemText.of(own or text)
    return page(
        request,
        "editing/both_texts.html",
        status_code=409,
        text=text,
        mine=mine,
        theirs=theirs,
        changes=compare_texts(theirs, mine, names_of(db, theirs, mine)),
        based_on=seen.based_on,
        version=draft.version if draft else 0,
        is_own=own is not None,
        since=own.saved_at if own else text.live_at,
        who=None if own else _writer(db, text),
    )


def _writer(db: Session, text: Revision) -> Person | None:
    return db.get(Person, text.author_id) if text.author_id else None


def saved_part(
    request: Request,
    db: Session,
    text: Revision,
    seen: Seen,
    draft: Draft | None,
    *,
    by: SignedIn,
) -> Response:
    """Tell the page on which it is typed that a draft was kept, or that it was not."""
    return page(
        request,
        "editing/_draft_saved.html",
        status_code=409 if draft is None else 200,
        text=text,
        draft=draft,
        is_kept=draft is not None,
        version=draft.version if draft else seen.version,
        others=drafts_of_others(db, text.translation_id, by.id),
    )
