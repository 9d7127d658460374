"""Pointing at an article or a video by its address, as it is copied from the address bar."""

from collections.abc import Collection, Mapping, Sequence
from typing import NamedTuple
from urllib.parse import urlsplit
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.content.models import OldSlug, Translation
from portal.content.policy import Kind
from portal.reporting.items import titles

PATHS = {f"{kind}s": kind for kind in Kind}


def find_item_at(db: Session, address: str) -> UUID | None:
    """Return the item of an address such as /articles/reset-a-password, in any language."""
    try:
        parts = [part for part in urlsplit(address.strip()).path.split("/") if part]
    except ValueError:  # such as https://[
        return None
    if len(parts) < 2 or parts[-2] not in PATHS:
        return None
    kind, slug = PATHS[parts[-2]], parts[-1]
    named = select(Translation.item_id).where(Translation.kind == kind, Translation.slug == slug)
    once = (
        select(Translation.item_id)
        .join(OldSlug, OldSlug.translation_id == Translation.id)
        .where(OldSlug.kind == kind, OldSlug.slug == slug)
    )
    return db.scalar(named.limit(1)) or db.scalar(once.limit(1))


class NamedItem(NamedTuple):
    """An item as editors are shown it."""

    id: UUID
    title: str
    address: str


def named_items(db: Session, item_ids: Collection[UUID], lang: str) -> Sequence[NamedItem]:
    """Return the items that still exist, in the order given."""
    known: Mapping[UUID, str] = titles(db, item_ids, lang)
    wanted = (id_ for id_ in dict.fromkeys(item_ids) if id_ in known)
    return [NamedItem(id_, known[id_], address_in(db, id_, lang)) for id_ in wanted]


def address_in(db: Session, item_id: UUID, lang: str) -> str:
    """Return where the item stands in this language, else in another; blank when it is gone."""
    rows = select(Translation).where(Translation.item_id == item_id).order_by(Translation.lang)
    versions = sorted(db.scalars(rows), key=lambda each: each.lang != lang)
    return f"/{versions[0].kind}s/{versions[0].slug}" if versions else ""
