"""Putting an article, or a moment of a video, into an answer: only what its reader may read."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.accounts.policy import Role, audiences_of
from portal.accounts.queries import find_membership
from portal.content.models import Item, Translation
from portal.content.policy import State
from portal.finding.excerpts import Excerpt, excerpts, full_address
from portal.finding.finder import Finder
from portal.service_desk.models import Ticket

MOST_OFFERED = 6


def picks(finder: Finder, ticket: Ticket, words: str) -> list[Excerpt]:
    """Return what fits these words, in the customer's language first."""
    readable = readable_by_requester(finder.db, ticket)
    lang = ticket.requester.lang or ticket.lang
    return excerpts(finder, words, audiences=readable, prefer_lang=lang, limit=MOST_OFFERED)


def with_picked(
    text: str, offered: Sequence[Excerpt], wanted: str, *, base_url: str
) -> tuple[str, str]:
    """Return the text with what was chosen at its end, and which item that was.

    `wanted` is the way and the address of a pick: "excerpt /articles/reset-a-password?lang=en".
    """
    way, _, address = wanted.partition(" ")
    chosen = next((one for one in offered if one.address == address), None)
    if chosen is None:
        return text, ""
    parts = [text.rstrip(), f"{chosen.title}\n{base_url}{chosen.address}"]
    if way == "excerpt" and chosen.words:
        parts.append(f"> {chosen.words}")
    return "\n\n".join(filter(None, parts)) + "\n\n", chosen.slug


def address_for_requester(db: Session, ticket: Ticket, slug: str, base_url: str) -> str | None:
    """Return where the customer reads the item of that slug; None where they may not."""
    wanted = (
        select(Translation)
        .join(Item, Item.id == Translation.item_id)
        .where(Translation.slug == slug, Translation.state == State.PUBLISHED)
        .where(Item.audience.in_(readable_by_requester(db, ticket)))
        .order_by(Translation.lang != (ticket.requester.lang or ticket.lang), Translation.id)
    )
    item = db.scalar(wanted.limit(1))
    return f"{base_url}{full_address(item.kind, item.slug, item.lang)}" if item else None


def readable_by_requester(db: Session, ticket: Ticket) -> frozenset[str]:
    membership = find_membership(db, ticket.requester_id)
    return audiences_of(Role(membership.role) if membership else Role.READER)
