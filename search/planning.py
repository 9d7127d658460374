"""From what somebody typed to what is looked up: one plan for each language in the index."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from itertools import pairwise

from search.analysis import Chunk, chunks, clean, exact_term, stop_words, term
from search.interface import Query
from search.synonyms import Phrase, Synonyms

MOST_WORDS = 12
MOST_WORDS_OF_SHORT = 3
LONGEST_JOINED = 24
TOO_SHORT_ALONE = 4

Terms = tuple[str, ...]
Others = Mapping[int, tuple[Phrase, ...]]


@dataclass(frozen=True, slots=True)
class Concept:
    """One word: as typed, and what else would do. Each is a set of terms that must all be there."""

    typed: tuple[Terms, ...]
    others: tuple[Terms, ...] = ()

    @property
    def alternatives(self) -> tuple[Terms, ...]:
        return self.typed + self.others


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
    """The words of a query, before any language has been applied.

    `written` is everything typed, `chunks` what is searched. `others` are further ways to say a
    chunk, by where it starts.
    """

    text: str
    written: tuple[Chunk, ...]
    chunks: tuple[Chunk, ...]
    common: frozenset[str]
    others: Others = field(default_factory=dict)

    @classmethod
    def of(cls, query: Query) -> "Asked":
        text = clean(query.text)
        written = tuple(chunk for chunk in chunks(text) if chunk.parts)
        asked = tuple(_different(written))
        common = stop_words(query.prefer_lang)
        real = tuple(chunk for chunk in asked if not _is_common(chunk, common))
        if len(asked) > 1 and _is_all_common(asked):
            real = ()
        found = cls(text, written, real[:MOST_WORDS], common)
        return found.with_others(_meanings(written, query.synonyms))

    @property
    def is_short(self) -> bool:
        """In a few words each one counts; a longer text describes, and no page need say it all."""
        return len(self.chunks) <= MOST_WORDS_OF_SHORT

    def words(self) -> tuple[str, ...]:
        """Return the real words, as typed but in lower case."""
        return tuple(self.text[slice(*span(chunk))].casefold() for chunk in self.chunks)

    def with_others(self, found: Iterable[tuple[int, Phrase]]) -> "Asked":
        """Return the same words with further ways to say the chunks that start there."""
        others = dict(self.others)
        searched = {span(chunk)[0] for chunk in self.chunks}
        for start, phrase in found:
            if start in searched and phrase not in others.get(start, ()):
                others[start] = (*others.get(start, ()), phrase)
        return replace(self, others=others) if others else self

    def with_joined(self, is_word: Callable[[str], bool]) -> "Asked":
        """Let `white list` find `whitelist`, and `log in` find `login`."""
        return self.with_others(
            (each.parts[0].start, (joined,))
            for left, right, joined in _neighbours(self.written)
            if {left, right}.intersection(self.chunks) and is_word(joined)
            for each in (left, right)
        )

    def corrected(self, words: Mapping[int, str]) -> str:
        """Return the text with the chunks that start there replaced."""
        text, done = "", 0
        for chunk in self.written:
            start, end = span(chunk)
            if start in words:
                text += self.text[done:start] + words[start]
                done = end
        return text + self.text[done:]

    def plan(self, lang: str) -> Plan:
        common = self.common | stop_words(lang)
        real = [chunk for chunk in self.chunks if self._is_real(chunk, common)]
        exact = [exact_term(word.text, lang) for chunk in real for word in chunk.words()]
        concepts = (self._concept(chunk, lang, common) for chunk in real)
        return Plan(lang, tuple(each for each in concepts if each.alternatives), tuple(exact))

    def _is_real(self, chunk: Chunk, common: frozenset[str]) -> bool:
        return span(chunk)[0] in self.others or not _is_common(chunk, common)

    def plans(self, languages: Iterable[str]) -> list[Plan]:
        return [plan for plan in map(self.plan, sorted(languages)) if plan.concepts]

    def _concept(self, chunk: Chunk, lang: str, common: frozenset[str]) -> Concept:
        said = [tuple(part.text for part in chunk.parts)]
        if chunk.joined is not None:
            said.insert(0, (chunk.joined.text,))
        others = self.others.get(span(chunk)[0], ())
        return Concept(_all_terms(said, lang, common), _all_terms(others, lang, common))


def gist(text: str, lang: str) -> str:
    """Return the same for queries of the same real words, in any order and inflection."""
    plan = Asked.of(Query(text, lang, frozenset())).plan(lang)
    return " ".join(sorted({each for concept in plan.concepts for each in concept.typed[0]}))


def span(chunk: Chunk) -> tuple[int, int]:
    return chunk.parts[0].start, chunk.parts[-1].end


def _all_terms(phrases: Iterable[Phrase], lang: str, common: frozenset[str]) -> tuple[Terms, ...]:
    found = (_terms(phrase, lang, common) for phrase in phrases)
    return tuple(dict.fromkeys(terms for terms in found if terms))


def _terms(phrase: Phrase, lang: str, common: frozenset[str]) -> Terms:
    """Return what must be there for a phrase; `log` alone would not say `log in`."""
    real = [word for word in phrase if word not in common]
    if len(real) == 1 < len(phrase) and len(real[0]) <= TOO_SHORT_ALONE:
        real = ["".join(phrase)]
    return tuple(term(word, lang) for word in real)


def _different(asked: Iterable[Chunk]) -> Iterator[Chunk]:
    seen: set[Phrase] = set()
    for chunk in asked:
        key = tuple(part.text for part in chunk.parts)
        if key not in seen:
            seen.add(key)
            yield chunk


def _is_common(chunk: Chunk, common: frozenset[str]) -> bool:
    return all(part.text in common for part in chunk.parts)


def _is_all_common(asked: tuple[Chunk, ...]) -> bool:
    """A sentence of nothing but stop words of one language asks nothing in any other."""
    return any(all(_is_common(chunk, stop_words(lang)) for chunk in asked) for lang in ("en", "fr"))


def _meanings(written: tuple[Chunk, ...], synonyms: Synonyms) -> Iterator[tuple[int, Phrase]]:
    """Yield each synonym with where the chunks it may stand for start."""
    parts = [(part, chunk) for chunk in written for part in chunk.parts]
    for start, end, others in synonyms.meanings([part.text for part, _ in parts]):
        for _, chunk in parts[start:end]:
            yield from ((chunk.parts[0].start, phrase) for phrase in others)


def _neighbours(written: tuple[Chunk, ...]) -> Iterator[tuple[Chunk, Chunk, str]]:
    """Yield chunks of one word that follow each other, and what they make when joined."""
    for left, right in pairwise(written):
        if len(left.parts) == len(right.parts) == 1:
            joined = left.parts[0].text + right.parts[0].text
            if len(joined) <= LONGEST_JOINED:
                yield left, right, joined
