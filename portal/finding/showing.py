"""What the pages say about an answer: results, filters as links, the pages before and after."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol
from urllib.parse import urlencode
from uuid import UUID

from fastapi import Request
from markupsafe import Markup

from portal.accounts.policy import Capability
from portal.content.policy import address_of
from portal.finding.finder import Found
from search.interface import Hit


class Asked(Protocol):
    """The search part of an address."""

    @property
    def q(self) -> str: ...
    @property
    def lang(self) -> str: ...
    @property
    def kind(self) -> str: ...
    @property
    def topic(self) -> str: ...
    @property
    def page(self) -> int: ...


class Opened(Protocol):
    """Something the reader opened."""

    @property
    def translation_id(self) -> UUID: ...


class Attempt(Protocol):
    """What the reader opened while looking for an answer."""

    @property
    def readings(self) -> Sequence[Opened]: ...


@dataclass(frozen=True)
class ResultView:
    """A hit as the result macro wants it; `snippet` and the texts of moments are safe HTML."""

    url: str
    kind: str
    lang: str
    title: str
    snippet: Markup
    moments: tuple[tuple[float, Markup], ...]
    minutes: int
    is_opened: bool
    is_pinned: bool


@dataclass(frozen=True)
class KnownProblem:
    """An open incident that the words may be about: it stands above every result."""

    title: str
    lang: str
    href: str
    next_update_at: datetime | None = None


@dataclass(frozen=True)
class FilterLink:
    """A value to narrow by; the current one's link lets go of it. `words` are empty when the
    template has its own for the value."""

    value: str
    words: str
    count: int
    href: str
    is_current: bool


@dataclass(frozen=True)
class FilterGroup:
    """The values of `kind`, `topic` or `lang`; `everything` is the address without a choice."""

    name: str
    links: tuple[FilterLink, ...]
    everything: str

    @property
    def is_chosen(self) -> bool:
        return any(link.is_current for link in self.links)


@dataclass(frozen=True)
class Pages:
    """Which page of how many this is, and the addresses beside it, if there are any."""

    number: int
    last: int
    previous: str
    next: str


@dataclass(frozen=True)
class ResultsView:
    """Everything `finding/_results.html` wants."""

    q: str
    known: tuple[KnownProblem, ...]
    words: tuple[str, ...]
    is_down: bool
    notice: str | None
    total: int
    results: tuple[ResultView, ...]
    filters: tuple[FilterGroup, ...]
    everything: str
    is_narrowed: bool
    suggestion: str
    suggestion_href: str
    pages: Pages
    ask_href: str

    @property
    def is_some_words(self) -> bool:
        return self.notice == "some-words"

    @property
    def is_corrected(self) -> bool:
        return self.notice == "corrected"


@dataclass(frozen=True)
class _Links:
    """Addresses of the same search with something changed."""

    path: str
    values: Mapping[str, str]

    def __call__(self, **changes: str) -> str:
        kept = {name: value for name, value in {**self.values, **changes}.items() if value}
        return f"{self.path}?{urlencode(kept)}"


def results_view(
    request: Request,
    found: Found,
    asked: Asked,
    enquiry: Attempt | None = None,
    known: Sequence[KnownProblem] = (),
) -> ResultsView:
    """Return what the page of this request shows of an answer; its links lead to the same page."""
    links = _links(request, found)
    return ResultsView(
        q=found.terms,
        known=tuple(known),
        words=found.words,
        is_down=found.is_down,
        notice=found.results.notice,
        total=found.total,
        results=tuple(_results(found, enquiry)),
        filters=tuple(_filters(found, links)),
        everything=links(lang="", kind="", topic=""),
        is_narrowed=found.is_narrowed,
        suggestion=(meant := found.results.did_you_mean or ""),
        suggestion_href=links(q=meant),
        pages=_pages(found, links),
        ask_href=_ask_href(request, found),
    )


def _links(request: Request, found: Found) -> _Links:
    narrowed = {name: getattr(found.query, name) or "" for name in ("lang", "kind", "topic")}
    return _Links(request.url.path, {"q": found.terms, **narrowed})


def result_address(found: Found, hit: Hit) -> str:
    return address_for(hit.kind, hit.slug, hit.lang, found.query.prefer_lang)


def address_for(kind: str, slug: str, lang: str, prefer_lang: str) -> str:
    """Return where an item is read; it names the language unless it is the reader's own."""
    address = address_of(kind, slug)
    return address if lang == prefer_lang else f"{address}?lang={lang}"


def _results(found: Found, enquiry: Attempt | None) -> Iterator[ResultView]:
    opened = {str(reading.translation_id) for reading in enquiry.readings} if enquiry else set()
    for hit in found.hits:
        yield ResultView(
            url=result_address(found, hit),
            kind=hit.kind,
            lang=hit.lang,
            title=Markup(hit.title_marked),  # noqa: S704 (escaped by search.snippets)
            snippet=Markup(hit.snippet),  # noqa: S704
            moments=tuple((m.start, Markup(m.marked)) for m in hit.moments),  # noqa: S704
            minutes=found.minutes[hit.id],
            is_opened=hit.id in opened,
            is_pinned=hit.is_pinned,
        )


def _filters(found: Found, links: _Links) -> Iterator[FilterGroup]:
    """Yield the groups that leave a choice."""
    facets = found.results.facets
    for name, counts in (("kind", facets.kind), ("topic", facets.topic), ("lang", facets.lang)):
        chosen = links.values[name]
        if len(counts) > 1 or chosen:
            values = counts if chosen in ("", *counts) else {**counts, chosen: 0}
            choices = tuple(_choices(name, values, chosen, found.topic_titles, links))
            yield FilterGroup(name, choices, everything=links(**{name: ""}))


def _choices(
    name: str, values: Mapping[str, int], chosen: str, titles: Mapping[str, str], links: _Links
) -> Iterator[FilterLink]:
    for value, count in values.items():
        yield FilterLink(
            value=value,
            words=titles.get(value, value) if name == "topic" else "",
            count=count,
            href=links(**{name: "" if value == chosen else value}),
            is_current=value == chosen,
        )


def _pages(found: Found, links: _Links) -> Pages:
    limit = max(1, found.query.limit)
    number, last = found.query.offset // limit + 1, max(1, -(-found.total // limit))
    return Pages(
        number,
        last,
        previous=links(page=str(min(number - 1, last))) if number > 1 else "",
        next=links(page=str(number + 1)) if number < last else "",
    )


def _ask_href(request: Request, found: Found) -> str:
    """Where somebody who may ask goes on with the same words; empty for all others."""
    person = getattr(request.state, "person", None)
    if person is None or not person.may(Capability.ASK_FOR_HELP):
        return ""
    return f"/help?{urlencode({'q': found.terms})}" if found.terms else "/help"
