"""The trail of an enquiry as it is frozen into a ticket: plain values, true for ever."""

from collections.abc import Mapping
from typing import Any

from portal.gate.models import Enquiry
from portal.gate.recorded import Reading, Search, Shown


def freeze(enquiry: Enquiry) -> Mapping[str, Any]:
    """Return what was searched, shown, opened and said, with titles and revisions as they were."""
    read = {reading.item_id for reading in enquiry.readings}
    return {
        "started_at": enquiry.started_at.isoformat(),
        "by": enquiry.person.name,
        "unlocked_by": enquiry.unlocked_by,
        "urgent": enquiry.why_urgent,
        "handed_over_at": enquiry.handed_at.isoformat() if enquiry.handed_at else None,
        "searches": [
            {**_search(search), "shown": [_shown(item, read) for item in search.shown]}
            for search in enquiry.searches
        ],
        "readings": [_reading(reading) for reading in enquiry.readings],
        "dismissal": {"reason": enquiry.why_dismissed, "words": enquiry.missing_words}
        if enquiry.why_dismissed
        else None,
    }


def _search(search: Search) -> dict[str, Any]:
    return {
        "at": search.at.isoformat(),
        "terms": search.terms,
        "total": search.total,
        "is_real": search.is_real,
        "is_down": search.is_down,
    }


def _reading(reading: Reading) -> dict[str, Any]:
    return {
        **_item(reading),
        "at": reading.at.isoformat(),
        "watched": [list(stretch) for stretch in reading.watched],
        "tell_us": reading.tell_us,
    }


def _shown(item: Shown, read: set[Any]) -> dict[str, Any]:
    return {**_item(item), "position": item.position, "was_opened": item.item_id in read}


def _item(item: Shown | Reading) -> dict[str, Any]:
    return {
        "kind": item.kind,
        "slug": item.slug,
        "lang": item.lang,
        "title": item.title,
        "item": str(item.item_id),
        "revision": str(item.revision_id),
    }
