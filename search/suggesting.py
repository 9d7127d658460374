"""As somebody types: the best few titles and moments, the last word still unfinished."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace

from search.analysis import Chunk
from search.answering import Listing
from search.forgiving import joined, read
from search.interface import Document, MatchedMoment, Query, Suggestion
from search.matching import Match, Shelf, match
from search.moments import best_moments
from search.planning import Asked
from search.snippets import mark

SHORTEST_BEGINNING = 2
MOST_ENDINGS = 16
MOST_SUGGESTIONS = 8
MARK = "<mark>"


def suggest(query: Query, shelf: Shelf) -> tuple[Suggestion, ...]:
    found = match(_unfinished(query, shelf), query, shelf)
    if not (found.full.any() or found.some.any()):
        found = read(query, shelf).match
    if not found.asked.chunks:
        return ()
    listing = Listing(query, shelf, _only_full(found))
    most = min(max(0, query.limit), MOST_SUGGESTIONS)
    return tuple(_suggestion(number, listing) for number in listing.first(most))


def _only_full(found: Match) -> Match:
    return found._replace(some=found.some & ~found.full.any())


def _unfinished(query: Query, shelf: Shelf) -> Asked:
    """Let the last word be the beginning of any, though it be too common as it stands."""
    asked = joined(query, shelf)
    if not asked.written or query.text[-1:].isspace():
        return asked
    last = asked.written[-1]
    if len(_beginning(last)) < SHORTEST_BEGINNING:
        return _without(last, asked)
    endings = list(_endings(last, query, shelf))
    if not endings:
        return asked
    chunks = tuple(dict.fromkeys((*asked.chunks, last)))
    start = last.parts[0].start
    return replace(asked, chunks=chunks).with_others((start, (ending,)) for ending in endings)


def _beginning(last: Chunk) -> str:
    return (last.joined or last.parts[0]).text


def _without(last: Chunk, asked: Asked) -> Asked:
    """One letter says nothing yet beside the words before it."""
    return replace(asked, chunks=tuple(chunk for chunk in asked.chunks if chunk != last))


def _endings(last: Chunk, query: Query, shelf: Shelf) -> Iterator[str]:
    """Yield the commonest words of the reader that go on from what is typed."""
    beginning = _beginning(last)
    found: Counter[str] = Counter()
    for _, listed in shelf.vocabulary.lists(query.audiences):
        for word in listed.begun(beginning):
            found[word] += listed.counts[word]
    yield from (word for word, _ in found.most_common(MOST_ENDINGS) if word != beginning)


def _suggestion(number: int, listing: Listing) -> Suggestion:
    document = listing.shelf.document(number)
    wanted = listing.wanted(document.lang)
    title = mark(document.title, wanted, document.lang)
    return Suggestion(
        id=document.id,
        kind=document.kind,
        slug=document.slug,
        lang=document.lang,
        title=document.title,
        title_marked=title,
        moment=_moment(document, wanted, than=title),
    )


def _moment(document: Document, wanted: frozenset[str], *, than: str) -> MatchedMoment | None:
    """Return the second at which a video says more of the words than its title shows."""
    best = best_moments(document.moments, wanted, document.lang)[:1]
    return next((each for each in best if each.marked.count(MARK) > than.count(MARK)), None)
