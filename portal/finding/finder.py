"""Answering a search: from the index, checked against the database, or without the index."""

from collections.abc import Container, Mapping
from dataclasses import dataclass, field, replace

import structlog
from sqlalchemy.orm import Session

from portal.accounts.signed_in import SignedIn
from portal.content.queries import topics
from portal.finding.guidance import Guidance, current_guidance, documents_of
from portal.finding.plain_search import plain_search
from portal.finding.queries import minutes_to_read, readable_ids
from search.analysis import clean
from search.interface import Hit, IndexUnavailable, Query, Results, SearchEngine, Suggestion
from search.suggesting import SHORTEST_BEGINNING

MOST_SUGGESTIONS = 6
log = structlog.get_logger()


@dataclass(frozen=True)
class Found:
    """The answer to a search.

    `query.text` is what was typed, `terms` the part of it that was read. `is_down` says that the
    index could not be asked and the database answered instead. `minutes` go by a hit's id.
    """

    query: Query
    terms: str
    results: Results = field(default_factory=Results)
    is_down: bool = False
    minutes: Mapping[str, int] = field(default_factory=dict)
    topic_titles: Mapping[str, str] = field(default_factory=dict)

    @property
    def hits(self) -> tuple[Hit, ...]:
        return self.results.hits

    @property
    def total(self) -> int:
        return self.results.total

    @property
    def words(self) -> tuple[str, ...]:
        return self.results.words

    def without(self, met: Container[str], *, most: int) -> "Found":
        """Return the first hits that are not among those, by id."""
        fresh = tuple(hit for hit in self.hits if hit.id not in met)[:most]
        return replace(self, results=replace(self.results, hits=fresh))

    @property
    def is_narrowed(self) -> bool:
        """Whether a filter may have kept hits away."""
        return any((self.query.lang, self.query.kind, self.query.topic))


@dataclass(frozen=True)
class Finder:
    """Finds what a reader may read."""

    engine: SearchEngine
    db: Session

    def find(
        self,
        text: str,
        *,
        reader: SignedIn,
        prefer_lang: str,
        lang: str | None = None,
        kind: str | None = None,
        topic: str | None = None,
        limit: int = 10,
        offset: int = 0,
    ) -> Found:
        """Return what answers `text`, best first; `prefer_lang` is the language of the reader."""
        return self.answer(
            Query(
                text,
                prefer_lang,
                audiences=reader.audiences,
                lang=lang,
                kind=kind,
                topic=topic,
                limit=limit,
                offset=offset,
            )
        )

    def answer(self, query: Query, guidance: Guidance | None = None) -> Found:
        """Answer a query whose audiences are already decided.

        `guidance` are synonyms and pins to try instead of those that are stored.
        """
        terms = clean(query.text)
        if not terms:
            return Found(query, terms)
        asked = self._guided(replace(query, text=terms), guidance or current_guidance(self.db))
        results, is_down = self._ask(asked)
        minutes = minutes_to_read(self.db, [hit.id for hit in results.hits], query.audiences)
        titles = {topic.slug: topic.title for topic in topics(self.db, query.prefer_lang)}
        return Found(query, terms, _only(results, minutes), is_down, minutes, titles)

    def suggest(self, text: str, *, reader: SignedIn, prefer_lang: str) -> list[Suggestion]:
        """Offer a few titles and moments while somebody types; none while the index is down."""
        if len(clean(text)) < SHORTEST_BEGINNING:
            return []
        asked = Query(text, prefer_lang, audiences=reader.audiences, limit=MOST_SUGGESTIONS)
        try:
            offered = self.engine.suggest(self._guided(asked, current_guidance(self.db)))
        except IndexUnavailable:
            return []
        readable = readable_ids(self.db, [each.id for each in offered], reader.audiences)
        return [each for each in offered if each.id in readable]

    def _guided(self, query: Query, guidance: Guidance) -> Query:
        lang = query.lang or query.prefer_lang
        pins = documents_of(self.db, guidance.items_for(query.text), lang)
        return replace(query, prefer_lang=lang, synonyms=guidance.synonyms, pins=pins)

    def _ask(self, query: Query) -> tuple[Results, bool]:
        try:
            return self.engine.find(query), False
        except IndexUnavailable as problem:
            log.warning("search-without-index", problem=str(problem))
            return plain_search(self.db, query), True


def _only(results: Results, readable: Container[str]) -> Results:
    """Drop what the index still lists but the database no longer shows to this reader."""
    hits = tuple(hit for hit in results.hits if hit.id in readable)
    return replace(results, hits=hits, total=results.total - len(results.hits) + len(hits))
