"""From what somebody typed to what is looked up: one plan for each language in the index."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from search.analysis import Chunk, chunks, clean, exact_term, stop_words, term
from search.interface import Query

MOST_WORDS = 12


@dataclass(frozen=True, slots=True)
class Concept:
    """One word as typed. Each alternative is a set of index terms that must all be there."""

    alternatives: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Plan:
    """The concepts of a query in one language; `exact` terms add to the score, never decide."""

    lang: str
    concepts: tuple[Concept, ...]
    exact: tuple[str, ...] = ()

    def terms(self) -> frozenset[str]:
        return frozenset(
            each
            for concept in self.concepts
            for alternative in concept.alternatives
            for each in alternative
        )


@dataclass(frozen=True, slots=True)
class Asked:
    """The words of a query, before any language has been applied."""

    text: str
    chunks: tuple[Chunk, ...]
    common: frozenset[str]

    @classmethod
    def of(cls, query: Query) -> "Asked":
        text = clean(query.text)
        asked = tuple(_different(chunks(text)))
        common = stop_words(query.prefer_lang)
        real = tuple(chunk for chunk in asked if not _is_common(chunk, common))
        if len(asked) > 1 and _is_all_common(asked):
            real = ()
        return cls(text, real[:MOST_WORDS], common)

    def words(self) -> tuple[str, ...]:
        """Return the real words, as typed but in lower case."""
        return tuple(
            self.text[chunk.parts[0].start : chunk.parts[-1].end].casefold()
            for chunk in self.chunks
        )

    def plan(self, lang: str) -> Plan:
        common = self.common | stop_words(lang)
        real = [chunk for chunk in self.chunks if not _is_common(chunk, common)]
        exact = [exact_term(word.text, lang) for chunk in real for word in chunk.words()]
        return Plan(lang, tuple(_concept(chunk, lang, common) for chunk in real), tuple(exact))

    def plans(self, languages: Iterable[str]) -> list[Plan]:
        return [plan for plan in map(self.plan, sorted(languages)) if plan.concepts]


def _different(asked: Iterable[Chunk]) -> Iterator[Chunk]:
    seen: set[tuple[str, ...]] = set()
    for chunk in asked:
        key = tuple(part.text for part in chunk.parts)
        if key and key not in seen:
            seen.add(key)
            yield chunk


def _is_common(chunk: Chunk, common: frozenset[str]) -> bool:
    return all(part.text in common for part in chunk.parts)


def _is_all_common(asked: tuple[Chunk, ...]) -> bool:
    """A sentence of nothing but stop words of one language asks nothing in any other."""
    return any(all(_is_common(chunk, stop_words(lang)) for chunk in asked) for lang in ("en", "fr"))


def _concept(chunk: Chunk, lang: str, common: frozenset[str]) -> Concept:
    parts = tuple(term(part.text, lang) for part in chunk.parts if part.text not in common)
    if chunk.joined is None:
        return Concept((parts,))
    return Concept(((term(chunk.joined.text, lang),), parts))
