"""Following the links of a text from where it stands in a content folder."""

import posixpath
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from urllib.parse import quote, unquote
from uuid import UUID

from portal.content.policy import SLUG, address_by_id, address_of

HEADING_PREFIX = "h-"
BY_ID = "academy:"
OUTSIDE = re.compile(r"(?:https?:|mailto:)", re.IGNORECASE)
OTHER_SCHEME = re.compile(r"[a-z][a-z0-9+.-]*:", re.IGNORECASE)
ITEM_FILE = re.compile(rf"(?:(article)s/[a-z]+/{SLUG}|(video)s/[a-z]+)/({SLUG})\.md")


@dataclass(frozen=True)
class Link:
    """A link to a file of the same folder: as written, the file it means, the heading in it.

    A link by id, which no renaming breaks, has `academy:` and the id for its target.
    """

    written: str
    target: str
    heading: str = ""
    is_picture: bool = False


def no_picture(target: str) -> str | None:
    """There is no folder to take pictures from."""
    return None


@dataclass
class Following:
    """Turns links between files into addresses of the site, and notes each it met."""

    place: PurePosixPath
    picture: Callable[[str], str | None] = no_picture
    links: list[Link] = field(default_factory=list)

    def follow(self, tag: str, attribute: str, value: str) -> str | None:
        """Return the attribute's value for the page, or None to leave the attribute out."""
        if (tag, attribute) == ("a", "href"):
            return self._link(value)
        if (tag, attribute) == ("img", "src"):
            return self._picture(value)
        return value

    def _link(self, href: str) -> str | None:
        if OUTSIDE.match(href):
            return href
        if href.startswith(BY_ID):
            return self._by_id(href)
        if OTHER_SCHEME.match(href) or href.startswith("//") or "\\" in href:
            return None
        if href.startswith("/"):
            return href
        path, _, heading = href.partition("#")
        target = self._target(path)
        self.links.append(Link(href, target, heading))
        anchor = f"#{HEADING_PREFIX}{heading}" if heading else ""
        return anchor if not path else self._address(target, anchor)

    def _by_id(self, href: str) -> str | None:
        target, _, heading = href.partition("#")
        try:
            item_id = UUID(target.removeprefix(BY_ID))
        except ValueError:
            return None
        self.links.append(Link(href, f"{BY_ID}{item_id}", heading))
        return address_by_id(item_id) + (f"#{HEADING_PREFIX}{quote(heading)}" if heading else "")

    def _address(self, target: str, anchor: str) -> str | None:
        found = ITEM_FILE.fullmatch(target)
        if found is None:
            return None
        return address_of(found[1] or found[2], found[3]) + anchor

    def _picture(self, src: str) -> str | None:
        target = "" if OTHER_SCHEME.match(src) or src.startswith("/") else self._target(src)
        self.links.append(Link(src, target, is_picture=True))
        return self.picture(target)

    def _target(self, path: str) -> str:
        """Return the file meant, seen from the top of the folder; `..` first when outside it."""
        if not path:
            return str(self.place)
        return posixpath.normpath(posixpath.join(self.place.parent, unquote(path)))
