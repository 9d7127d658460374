"""What fits some words, as plain text to quote: articles, videos and moments of them."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from html import unescape

from portal.content.policy import address_of
from portal.finding.finder import Finder
from search.interface import Hit, Query

TAG = re.compile(r"<[^>]+>")


@dataclass(frozen=True)
class Excerpt:
    """An item, or a moment of a video, with its address and the words that fit."""

    slug: str
    kind: str
    lang: str
    title: str
    address: str
    words: str


def excerpts(
    finder: Finder, text: str, *, audiences: frozenset[str], prefer_lang: str, limit: int
) -> list[Excerpt]:
    """Return what these audiences may read, best first; nothing is recorded."""
    found = finder.answer(Query(text, prefer_lang, audiences=audiences, limit=limit))
    return [one for hit in found.hits for one in _of(hit)]


def full_address(kind: str, slug: str, lang: str) -> str:
    """Return the address of an item in one language, whoever opens it, without its host."""
    return f"{address_of(kind, slug)}?lang={lang}"


def _of(hit: Hit) -> Iterator[Excerpt]:
    address = full_address(hit.kind, hit.slug, hit.lang)
    words = hit.summary if hit.kind == "video" else _plain(hit.snippet)
    yield Excerpt(hit.slug, hit.kind, hit.lang, hit.title, address, words)
    for moment in hit.moments[:1]:
        at = f"{address}#t={int(moment.start)}"
        yield Excerpt(hit.slug, hit.kind, hit.lang, hit.title, at, _plain(moment.marked))


def _plain(marked: str) -> str:
    return " ".join(unescape(TAG.sub("", marked)).split())
