"""Names in addresses: unique, made of titles, and never forgotten once somebody may know them."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, and_, delete, or_, select
from sqlalchemy.orm import Session

from portal.content.models import OldSlug, Translation
from portal.content.rewording import slug_of


def free_slug(db: Session, kind: str, lang: str, title: str, new_id: UUID) -> str:
    """Return a name made of the title; with a part of the id when another has or had that name."""
    slug = slug_of(title) or kind
    return f"{slug}-{new_id.hex[-6:]}" if is_taken(db, kind, lang, slug) else slug


def is_taken(db: Session, kind: str, lang: str, slug: str, *, but: UUID | None = None) -> bool:
    """Whether another translation has that name, or had it: its old address still leads there."""
    name = {"kind": kind, "lang": lang, "slug": slug}
    holders = db.scalars(
        select(Translation.id)
        .filter_by(**name)
        .union_all(select(OldSlug.translation_id).filter_by(**name))
    )
    return any(holder != but for holder in holders)


def rename(db: Session, translation: Translation, slug: str, *, at: datetime) -> bool:
    """Give it a name that is free and remember the present one; return whether it is another."""
    if slug == translation.slug:
        return False
    remember(db, translation, at=at)
    db.execute(delete(OldSlug).filter_by(kind=translation.kind, lang=translation.lang, slug=slug))
    translation.slug = slug
    return True


def remember(db: Session, translation: Translation, *, at: datetime) -> None:
    """Let the present name lead to this translation for ever."""
    name = {"kind": translation.kind, "lang": translation.lang, "slug": translation.slug}
    db.execute(delete(OldSlug).filter_by(**name))
    db.add(OldSlug(**name, translation_id=translation.id, until_at=at))


def is_called(kind: str, slug: str) -> ColumnElement[bool]:
    """Select translations that have this name, or had it."""
    once = select(OldSlug.translation_id).where(OldSlug.kind == kind, OldSlug.slug == slug)
    by_name = or_(Translation.slug == slug, Translation.id.in_(once))
    return and_(Translation.kind == kind, by_name)
