"""The last step before HTML is stored: an allow-list, then scroll regions and the outline of it."""

from collections.abc import Callable
from dataclasses import dataclass
from html import escape
from html.parser import HTMLParser
from importlib.metadata import version
from itertools import count
from typing import Any

import nh3
from pygments.token import STANDARD_TYPES

from portal.content.linking import HEADING_PREFIX
from portal.web.languages import SOURCE_LANGUAGE, known_language, translations

SANITISER = f"academy-1/nh3-{version('nh3')}"

HEADINGS = frozenset({"h2", "h3", "h4", "h5", "h6"})
BLOCKS = HEADINGS | {
    "p", "ul", "ol", "li", "blockquote", "pre", "hr", "table", "thead", "tbody", "tr", "td", "th",
    "dl", "dt", "dd", "div", "details", "summary",
}  # fmt: skip
INLINE = frozenset({"a", "abbr", "br", "code", "em", "img", "span", "strong"})
ATTRIBUTES = {
    "a": {"href", "title"},
    "abbr": {"title"},
    "details": {"open"},
    "img": {"src", "alt", "title"},
    "ol": {"start"},
    "td": {"align"},
    "th": {"align"},
    **{heading: {"id"} for heading in HEADINGS},
}
KINDS_OF_NOTE = {"note", "tip", "warning", "danger", "important", "caution", "info"}
CLASSES = {
    "details": KINDS_OF_NOTE,
    "div": {"admonition", "highlight"} | KINDS_OF_NOTE,
    "p": {"admonition-title"},
    "span": {name for name in STANDARD_TYPES.values() if name},
}

Follow = Callable[[str, str, str], str | None]


@dataclass(frozen=True)
class Heading:
    """A heading of the text; `id` is its anchor on the page."""

    id: str
    text: str
    level: int

    def as_json(self) -> dict[str, Any]:
        return {"id": self.id, "text": self.text, "level": self.level}


def clean(html: str, follow: Follow, *, lang: str) -> str:
    """Return only what the allow-list knows, with its tables and code reachable by keyboard."""
    safe = nh3.clean(
        html,
        tags=set(BLOCKS | INLINE),
        clean_content_tags={"script", "style"},
        attributes=ATTRIBUTES,
        attribute_filter=follow,
        allowed_classes=CLASSES,
        set_tag_attribute_values={"img": {"loading": "lazy"}},
        url_schemes={"http", "https", "mailto", "academy"},  # the last is followed, never kept
        link_rel="noopener noreferrer",
        id_prefix=HEADING_PREFIX,
    )
    return _with_scroll_regions(safe, lang)


def _with_scroll_regions(html: str, lang: str) -> str:
    """Wrap tables and code. The allow-list gives neither tag an attribute, and text is escaped,
    so each `<table>` and `<pre>` met here is a real one."""
    name, numbers = _word_for_table(lang), count(1)
    parts = html.split("<table>")
    wrapped = parts[0] + "".join(
        f'<div class="table-scroll" role="region" tabindex="0" '
        f'aria-label="{name} {next(numbers)}"><table>{part}'
        for part in parts[1:]
    )
    return wrapped.replace("</table>", "</table></div>").replace("<pre>", '<pre tabindex="0">')


def _word_for_table(lang: str) -> str:
    """Return it in the language of the text, not of the page."""
    return escape(translations(known_language(lang) or SOURCE_LANGUAGE).gettext("Table"))


def outline(html: str) -> tuple[tuple[Heading, ...], str]:
    """Return the headings and the plain text of sanitised HTML."""
    reader = _Outline()
    reader.feed(html)
    reader.close()
    lines = (" ".join(line.split()) for line in "".join(reader.text).splitlines())
    return tuple(reader.headings), "\n".join(line for line in lines if line)


class _Outline(HTMLParser):
    """Reads headings and text off sanitised HTML."""

    def __init__(self) -> None:
        super().__init__()
        self.headings: list[Heading] = []
        self.text: list[str] = []
        self._id = ""
        self._from = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in BLOCKS or tag == "br":
            self.text.append("\n")
        if tag in HEADINGS:
            self._id = dict(attrs).get("id") or ""
            self._from = len(self.text)
        if tag == "img":
            self.text.append(dict(attrs).get("alt") or "")

    def handle_endtag(self, tag: str) -> None:
        if tag in HEADINGS:
            words = " ".join("".join(self.text[self._from :]).split())
            self.headings.append(Heading(self._id, words, int(tag[1])))
        if tag in BLOCKS:
            self.text.append("\n")

    def handle_data(self, data: str) -> None:
        self.text.append(data)
