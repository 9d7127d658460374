"""A translation beside its original: what changed there since the text that it follows."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.accounts.signed_in import SignedIn
from portal.activity.recording import keep_order
from portal.content.models import Item, Revision, Translation
from portal.content.naming import free_slug
from portal.content.outdating import Outdated, outdated
from portal.content.policy import State
from portal.content.revising import Saved, current_revision, numbered
from portal.editing.comparing import Piece, compare_texts
from portal.editing.item_text import ItemText, names_of, revise_text
from portal.editing.models import Draft
from portal.editing.typesetting import typeset
from portal.errors import NotFound
from portal.runtime import Runtime
from portal.web.refusals import NO_SUCH_PAGE

FILM = ("media_id", "poster_id", "source_url", "duration_s")  # a translation may say it itself


@dataclass(frozen=True)
class Pair:
    """The original as readers get it now, and its version in the language wanted, if any."""

    original: Revision
    lang: str
    translation: Revision | None
    outdated: Outdated | None
    changes: Sequence[tuple[str, list[Piece]]]


def get_pair(db: Session, article: Revision, lang: str) -> Pair:
    """Return both sides; raise NotFound for the original's own language."""
    item = article.translation.item
    original = _version(db, item, item.original_lang)
    if original is None or lang == item.original_lang:
        raise NotFound(NO_SUCH_PAGE)
    mine = _version(db, item, lang)
    left_behind = outdated(db, mine.translation_id).get(mine.translation_id) if mine else None
    return Pair(original, lang, mine, left_behind, _changes(db, original, mine))


def start_translation(db: Session, runtime: Runtime, pair: Pair, *, by: SignedIn) -> Translation:
    """Add a draft in that language, or return what somebody else began meanwhile."""
    keep_order(db)
    item = pair.original.translation.item
    if there := _version(db, item, pair.lang):
        return there.translation
    film = {name: getattr(pair.original, name) for name in FILM}
    text = ItemText(pair.original.title, "", [], "", "", **film)
    new = Translation(id=runtime.new_id(), item_id=item.id, kind=item.kind, lang=pair.lang)
    new.slug = free_slug(db, item.kind, pair.lang, text.title, new.id)
    new.state, new.revision_number = State.DRAFT, 0
    db.add(new)
    db.flush()
    saved = Saved(by.id, based_on=pair.original.number)
    revise_text(db, runtime, new, text, typeset(db, new, ""), saved)
    return new


def find_original(db: Session, translation: Translation) -> Revision | None:
    """Return the original as readers get it; None for the original itself."""
    item = translation.item
    return (
        None if translation.lang == item.original_lang else _version(db, item, item.original_lang)
    )


def plays_the_same(original: Revision, text: ItemText | Draft | Revision) -> bool:
    """Whether a translation plays the original's film: then the times of both are the same."""
    films = ((each.media_id, each.source_url) for each in (original, text))
    return len(set(films)) == 1


def _version(db: Session, item: Item, lang: str) -> Revision | None:
    found = db.scalar(select(Translation).filter_by(item_id=item.id, lang=lang))
    return current_revision(db, found) if found else None


def _changes(
    db: Session, original: Revision, mine: Revision | None
) -> Sequence[tuple[str, list[Piece]]]:
    """Return what the original says otherwise than in the text that the translation follows."""
    followed = mine.based_on if mine else None
    before = numbered(db, original.translation, followed) if followed else None
    if before is None or before.number == original.number:
        return ()
    texts = ItemText.of(before), ItemText.of(original)
    return compare_texts(*texts, names_of(db, *texts))
