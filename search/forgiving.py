"""Reading a query kindly: joined words, and a correction where the words as typed find little."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property

from search.analysis import Chunk
from search.interface import Query
from search.matching import ENOUGH_HITS, Match, Shelf, has_any, match
from search.planning import Asked, span
from search.spelling import Candidate, candidates, parts

CLEARLY_MORE = 5
COMMON_ENOUGH = 10
SHORTEST_ALONE = 6  # letters; many a shorter word is right and just not in the index


@dataclass(frozen=True)
class Reading:
    """The match that is shown; `meant` is the query in other words, searched if `is_corrected`."""

    match: Match
    meant: str | None = None
    is_corrected: bool = False


def read(query: Query, shelf: Shelf) -> Reading:
    typed = _Typed(query, shelf)
    found = typed.match
    if not typed.asked.chunks or found.complete >= ENOUGH_HITS:
        return Reading(found)
    return typed.reading()


@dataclass(frozen=True)
class _Typed:
    query: Query
    shelf: Shelf

    @cached_property
    def asked(self) -> Asked:
        return joined(self.query, self.shelf)

    @cached_property
    def match(self) -> Match:
        return match(self.asked, self.query, self.shelf)

    def reading(self) -> Reading:
        is_unknown = bool(self.unknown)
        text = self._corrected(self.unknown or tuple(self._single()), is_unknown=is_unknown)
        if text is None:
            return Reading(self.match)
        better = match(self._asked(text), self.query, self.shelf)
        if is_unknown and (better.full.any() or better.some.any()):
            return Reading(better, text, is_corrected=True)
        if not is_unknown and self._is_clearly_more(better):
            return Reading(self.match, text)
        return Reading(self.match)

    @cached_property
    def unknown(self) -> tuple[Chunk, ...]:
        """The words of which this reader sees nothing, in any language."""
        if self.match.full.any():
            return ()
        return tuple(chunk for chunk in self._single() if not self._is_known(chunk))

    def _single(self) -> Iterator[Chunk]:
        return (chunk for chunk in self.asked.chunks if len(chunk.parts) == 1)

    def _is_known(self, chunk: Chunk) -> bool:
        return has_any(replace(self.asked, chunks=(chunk,)), self.query, self.shelf)

    def _is_clearly_more(self, better: Match) -> bool:
        return better.complete >= max(ENOUGH_HITS, CLEARLY_MORE * self.match.complete)

    def _corrected(self, doubted: tuple[Chunk, ...], *, is_unknown: bool) -> str | None:
        """Return the text with each doubted word read as what goes with the others."""
        options = {span(chunk)[0]: self._options(chunk, is_unknown) for chunk in doubted}
        chosen = {start: found[0].word for start, found in options.items() if found}
        for start in tuple(chosen):
            chosen[start] = self._best(start, options[start], chosen)
        chosen = {start: word for start, word in chosen.items() if word}
        return self.asked.corrected(chosen) if chosen else None

    def _options(self, chunk: Chunk, is_unknown: bool) -> list[Candidate]:
        word, query = chunk.parts[0].text, self.query
        words, audiences = self.shelf.vocabulary, query.audiences
        found = candidates(word, words, audiences, query.prefer_lang)
        if is_unknown:
            split = parts(word, words, audiences)
            return sorted([*found, *split], key=lambda each: each.edits)
        seen = words.count(word, audiences)
        return [each for each in found if each.documents >= COMMON_ENOUGH * max(seen, 1)]

    def _best(self, start: int, options: list[Candidate], chosen: dict[int, str]) -> str:
        for option in options:
            text = self.asked.corrected({**chosen, start: option.word})
            if match(self._asked(text), self.query, self.shelf).full.any():
                return option.word
        is_sure = len(self.asked.chunks) == 1 or len(options[0].word) >= SHORTEST_ALONE
        return options[0].word if is_sure else ""

    def _asked(self, text: str) -> Asked:
        return joined(replace(self.query, text=text), self.shelf)


def joined(query: Query, shelf: Shelf) -> Asked:
    """Return what is asked, words that the reader also knows as one with both spellings."""
    words, audiences = shelf.vocabulary, query.audiences
    return Asked.of(query).with_joined(lambda word: words.count(word, audiences) > 0)
