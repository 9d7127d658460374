"""The seconds at which a video says what was asked: chapters, and stretches of its transcript."""

from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate
from math import log

from search.interface import MatchedMoment, Moment
from search.snippets import mark, placed

MOST_MOMENTS = 3
STRETCH_S = 30.0  # what is said so soon afterwards belongs to the same answer
APART_S = 10.0  # nearer than this is the same moment
CHAPTER = 2.0  # an author named it: worth more than hearing the words
AFTERWARDS = 0.5


def best_moments(
    moments: Sequence[Moment], wanted: frozenset[str], lang: str
) -> tuple[MatchedMoment, ...]:
    """Return the moments where most of the wanted words are said, rare ones counting more."""
    said = _Said(moments, _terms_said(moments, wanted, lang))
    return tuple(
        MatchedMoment(moment.start, moment.text, mark(moment.text, wanted, lang))
        for moment in said.best()
    )


@dataclass(frozen=True)
class _Said:
    """The wanted terms of each moment that has any, by its place in the list."""

    moments: Sequence[Moment]
    terms: Mapping[int, frozenset[str]]

    def best(self) -> list[Moment]:
        found: list[Moment] = []
        for place in sorted(self.terms, key=lambda each: (-self._merit(each), each)):
            moment = self.moments[place]
            if all(abs(moment.start - other.start) >= APART_S for other in found):
                found.append(moment)
            if len(found) == MOST_MOMENTS:
                break
        return found

    @cached_property
    def _rarity(self) -> Mapping[str, float]:
        counts = Counter(term for terms in self.terms.values() for term in terms)
        return {term: log(1 + len(self.moments) / count) for term, count in counts.items()}

    def _merit(self, place: int) -> float:
        own = self._worth(self.terms[place])
        if self.moments[place].kind == "chapter":
            return CHAPTER * own
        afterwards = frozenset[str]().union(*self._afterwards(place)) - self.terms[place]
        return own + AFTERWARDS * self._worth(afterwards)

    def _worth(self, terms: frozenset[str]) -> float:
        return sum(self._rarity[term] for term in terms)

    def _afterwards(self, place: int) -> Iterator[frozenset[str]]:
        end = self.moments[place].start + STRETCH_S
        for later in range(place + 1, len(self.moments)):
            if self.moments[later].start >= end:
                return
            yield self.terms.get(later, frozenset())


def _terms_said(
    moments: Sequence[Moment], wanted: frozenset[str], lang: str
) -> Mapping[int, frozenset[str]]:
    """Read all moments as one text: reading each by itself costs several times as much."""
    ends = list(accumulate(len(moment.text) + 1 for moment in moments))
    spoken = "\n".join(moment.text for moment in moments)
    terms: defaultdict[int, set[str]] = defaultdict(set)
    for match in placed(spoken, lang).matches(wanted):
        terms[bisect_right(ends, match.start)].add(match.term)
    return {place: frozenset(found) for place, found in terms.items()}
