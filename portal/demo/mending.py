"""What many of the demo's crowd look for in vain, until Eva writes it and closes the gap."""

import tomllib
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

from sqlalchemy.orm import Session

from portal.accounts.signed_in import SignedIn
from portal.content.models import Translation
from portal.content.policy import Significance
from portal.content.revising import current_revision
from portal.editing.drafting import Seen, find_draft, save_draft
from portal.editing.gap_articles import start_article
from portal.editing.gap_telling import tell_people, to_tell
from portal.editing.gap_work import close_gap, take_new_gap
from portal.editing.item_text import ItemText
from portal.editing.publishing import Terms, get_ready, publish
from portal.editing.starting import NewItem
from portal.reporting.gap_models import Gap
from portal.reporting.gap_policy import Fix
from portal.reporting.gaps import Wanted, find_gaps
from portal.runtime import Runtime

WRITTEN: dict[str, Any] = tomllib.loads(
    Path(__file__).with_name("mending.toml").read_text(encoding="utf-8")
)
NEW = ("title", "summary", "lang", "topic")
MENDED_AGO = timedelta(days=45)


def mend(db: Session, past: Runtime, *, by: SignedIn) -> None:
    """Take the gap up, write the article, close the gap, and tell whoever had failed at it."""
    gap = _take(db, past, by)
    if gap is None:
        return
    new = NewItem(**{name: WRITTEN[name] for name in NEW}, audience="everyone")
    translation = start_article(db, past, gap, new, (), by=by)
    _publish(db, past, translation, by)
    close_gap(db, past, gap, Fix.ARTICLE, translation.item_id, WRITTEN["remark"], by=by)
    if to_tell(db, past, gap):
        tell_people(db, past, gap, by=by)


def _take(db: Session, past: Runtime, by: SignedIn) -> Gap | None:
    """Take the most frequent gap of that word, if anybody made it one."""
    found = find_gaps(db, Wanted(lang=WRITTEN["lang"]), past.now()).rows
    row = next((row for row in found if WRITTEN["looked_for"] in row.words), None)
    return take_new_gap(db, past, row.lang, row.key, by=by) if row else None


def _publish(db: Session, past: Runtime, translation: Translation, by: SignedIn) -> None:
    current, draft = current_revision(db, translation), find_draft(db, translation.id, by.id)
    assert current is not None
    assert draft is not None
    text = replace(ItemText.of(draft), source=WRITTEN["source"].strip())
    seen = Seen(draft.version, current.number)
    save_draft(db, past, translation, text, seen=seen, by=by)
    alone = replace(past, settings=past.settings.model_copy(update={"four_eyes": False}))
    terms = Terms(Significance.CONTENT, WRITTEN["remark"])
    publish(db, alone, translation, get_ready(db, current, by), terms, by)
