"""From a gap to an article: it begins with what customers typed."""

import re
from collections.abc import Sequence
from dataclasses import replace

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portal.accounts.signed_in import SignedIn
from portal.content.models import Translation
from portal.content.policy import Kind
from portal.content.revising import Saved
from portal.editing.drafting import Seen, save_draft
from portal.editing.item_text import ItemText, revise_text
from portal.editing.starting import NewItem, start_item
from portal.editing.typesetting import typeset
from portal.reporting.gap_models import Gap, GapCase
from portal.reporting.models import LedgerRow
from portal.runtime import Runtime
from portal.web.languages import translations
from portal.words import N_

CUSTOMERS_SAY = N_("Customers put it like this (gone from drafts after 30 days):")
MOST_QUOTED = 10
_MARKS = str.maketrans({sign: f"\\{sign}" for sign in "\\`*_[]<>#|&"})


def start_article(
    db: Session,
    runtime: Runtime,
    gap: Gap,
    new: NewItem,
    sentences: Sequence[str],
    *,
    by: SignedIn,
) -> Translation:
    """Begin a draft that quotes the customers, and remember that it is to close the gap.

    Their words stand in the writer's draft alone: no revision keeps them unless somebody saves it.
    """
    gap.check_at_work()
    translation = start_item(db, runtime, Kind.ARTICLE, new, by=by)
    text = ItemText(new.title, new.summary, [], "", "")
    revise_text(db, runtime, translation, text, typeset(db, translation, ""), Saved(by.id))
    db.flush()
    draft = replace(text, source=quoted(sentences, new.lang))
    seen = Seen(version=0, over_number=translation.revision_number)
    save_draft(db, runtime, translation, draft, seen=seen, by=by)
    gap.item_id = translation.item_id
    return translation


def quoted(sentences: Sequence[str], lang: str) -> str:
    """Return what customers typed as a block of Markdown that its writer works from."""
    lines = [f"> - {sentence.translate(_MARKS)}" for sentence in sentences[:MOST_QUOTED]]
    return "\n".join([head_of_quotes(lang), ">", *lines]) + "\n"


def head_of_quotes(lang: str) -> str:
    return f"> {translations(lang).gettext(CUSTOMERS_SAY)}"


def without_quotes(source: str, lang: str) -> str:
    """Return a draft without the block of quotes that it began with."""
    return re.sub(rf"{re.escape(head_of_quotes(lang))}(?:\n>.*)*\n*", "", source)


def usual_topic(db: Session, gap: Gap) -> str:
    """Return the shelf that most of its cases were about, blank when none was."""
    by_topic = (
        select(LedgerRow.topic)
        .join(GapCase, GapCase.enquiry_id == LedgerRow.enquiry_id)
        .where(GapCase.gap_id == gap.id, LedgerRow.topic != "")
        .group_by(LedgerRow.topic)
        .order_by(func.count().desc(), LedgerRow.topic)
    )
    return db.scalar(by_topic.limit(1)) or ""
