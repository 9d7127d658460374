"""What readers typed goes from to-dos and drafts when it would go from their searches.

How many said so, why and when stays. What an editor saved as a text is the editor's.
"""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import or_, select
from sqlalchemy.orm import Session, joinedload

from portal.content.models import Translation
from portal.editing.gap_articles import head_of_quotes, without_quotes
from portal.editing.models import Draft, Voice
from portal.gate.policy import FORGOTTEN_AFTER
from portal.reporting.gap_models import Gap
from portal.runtime import Runtime
from portal.web.languages import LANGUAGES

AT_ONCE = 200


def forget_readers_words(runtime: Runtime) -> int:
    """Delete what is old enough; return from how many places."""
    before = runtime.now() - FORGOTTEN_AFTER
    with runtime.database.reading() as db:
        if not (_voices(db, before, 1) or _drafts(db, before, 1)):
            return 0
    with runtime.database.writing() as db:
        voices, drafts = _voices(db, before, AT_ONCE), _drafts(db, before, AT_ONCE)
        for voice in voices:
            voice.words = ""
        for draft in drafts:
            draft.source = without_quotes(draft.source, draft.translation.lang)
        return len(voices) + len(drafts)


def _voices(db: Session, before: datetime, limit: int) -> Sequence[Voice]:
    old = select(Voice).where(Voice.at <= before, Voice.words != "")
    return db.scalars(old.order_by(Voice.at, Voice.id).limit(limit)).all()


def _drafts(db: Session, before: datetime, limit: int) -> Sequence[Draft]:
    """Return drafts that were begun from a gap and quote its customers still."""
    heads = [head_of_quotes(lang) for lang in LANGUAGES]
    old = (
        select(Draft)
        .join(Translation, Translation.id == Draft.translation_id)
        .where(Draft.started_at <= before, Translation.item_id.in_(select(Gap.item_id)))
        .where(or_(*(Draft.source.contains(head, autoescape=True) for head in heads)))
        .options(joinedload(Draft.translation))
    )
    return db.scalars(old.order_by(Draft.started_at, Draft.id).limit(limit)).all()
