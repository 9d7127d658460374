"""How the titles, the order and the names of somebody else's pages are told from their files."""

import json
from collections.abc import Iterator, Set
from itertools import chain
from typing import Any

from portal.content.rewording import plain, slug_of

FRONT_PAGES = ("index", "readme", "home", "_index")
MOST_TWINS = 100_000


def navigation(nav: Any, above: str = "") -> Iterator[tuple[str, str]]:
    """Yield title and file of each page of mkdocs.yml, in order."""
    for entry in nav if isinstance(nav, list) else []:
        if isinstance(entry, str):
            yield "", entry
        for title, below in entry.items() if isinstance(entry, dict) else ():
            if isinstance(below, str):
                yield str(title), below
            else:
                yield from navigation(below, str(title))


def label_of(text: str) -> str:
    try:
        found = json.loads(text)
    except ValueError:
        return ""
    return plain(str(found.get("label", ""))) if isinstance(found, dict) else ""


def spoken(path: str) -> str:
    parts = [part for part in path.split("/") if part.lower() not in FRONT_PAGES]
    words = (parts[-1] if parts else path).replace("-", " ").replace("_", " ").strip()
    return words[:1].upper() + words[1:]


def free_name(path: str, taken: Set[str], ending: str = "") -> str:
    """Return the shortest name made of the last parts of a path that is not taken."""
    parts = [slug_of(part) for part in path.split("/") if part.lower() not in FRONT_PAGES]
    parts = [part for part in parts if part] or ["overview"]
    names = ["-".join(parts[-length:])[-100:].strip("-") for length in range(1, len(parts) + 1)]
    more = (f"{names[-1]}-{number}" for number in range(2, MOST_TWINS))
    return next(f"{n}{ending}" for n in chain(names, more) if f"{n}{ending}" not in taken)


def is_outside(to: str) -> bool:
    return to.startswith(("http://", "https://", "mailto:"))
