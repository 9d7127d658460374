"""What is found about a text, the text itself, and where in its source something stands."""

import re
from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property
from html import unescape
from typing import Any

from portal.content.linking import Link
from portal.content.sanitising import Heading

# As sanitised HTML is written: every value in double quotes, every < of the text escaped.
TAG = re.compile(r'<(img|a)((?:\s+[\w:-]+(?:="[^"]*")?)*)\s*/?>')
ATTRIBUTE = re.compile(r'([\w:-]+)="([^"]*)"')
FENCE = re.compile(r"\s*(?:```|~~~)")


class About(StrEnum):
    """Which line of the checklist a finding belongs to."""

    HEADINGS = "headings"
    PICTURES = "pictures"
    LINKS = "links"
    SUMMARY = "summary"
    LEVEL = "level"
    FILM = "film"
    CAPTIONS = "captions"
    CHAPTERS = "chapters"


@dataclass(frozen=True)
class Finding:
    """Something to mend: the sentence says how, the line where."""

    about: About
    sentence: str
    facts: Mapping[str, Any] = field(default_factory=dict)
    line: int | None = None


@dataclass(frozen=True)
class Written:
    """A text as it stands in the editor, and what became of it as a page.

    `anchor_only` is the target of links to headings of the text itself.
    """

    title: str
    summary: str
    source: str
    lang: str
    html: str = ""
    plain_text: str = ""
    headings: Sequence[Heading] = ()
    links: Sequence[Link] = ()
    anchor_only: str = ""

    @cached_property
    def parts(self) -> "PageParts":
        return PageParts(self.html)


@dataclass(frozen=True)
class Surroundings:
    """What is known around a text: states by link target, addresses of decorative pictures,
    and outside addresses that did not answer, each with its problem."""

    states: Mapping[str, str] = field(default_factory=dict)
    decorative: Set[str] = frozenset()
    dead: Mapping[str, str] = field(default_factory=dict)


class PageParts:
    """The pictures and addresses of a sanitised page, in their order."""

    def __init__(self, html: str) -> None:
        self.pictures: list[tuple[str, str]] = []
        self.addresses: list[str] = []
        for name, written in TAG.findall(html):
            given = {key: unescape(value) for key, value in ATTRIBUTE.findall(written)}
            if name == "img":
                self.pictures.append((given.get("src", ""), given.get("alt", "").strip()))
            elif given.get("href"):
                self.addresses.append(given["href"])


def prose(source: str) -> Iterator[tuple[int, str]]:
    """Yield number and words of each line outside fenced code."""
    is_code = False
    for number, line in enumerate(source.splitlines(), start=1):
        if FENCE.match(line):
            is_code = not is_code
        elif not is_code:
            yield number, line


def line_of(source: str, words: str) -> int | None:
    """Return the first line outside code that has these words."""
    return next((number for number, line in prose(source) if words in line), None)
