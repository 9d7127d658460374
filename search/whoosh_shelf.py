"""One generation of the Whoosh index, open for questions."""

from collections import Counter
from collections.abc import Iterator, Mapping
from threading import Lock
from typing import Any

from whoosh.query import And, AndMaybe, Or, Term
from whoosh.scoring import BaseScorer, WeightingModel
from whoosh.searching import Searcher

from search.answering import Card
from search.interface import Document
from search.planning import Concept, Plan
from search.weighing import EXACT, rarity, worth
from search.whoosh_index import card_from, document_from, open_index


class Worth(WeightingModel):  # type: ignore[misc]
    """Scores a term of one language by its rarity among the documents of that language."""

    def __init__(self, documents: int) -> None:
        self._documents = documents
        self._rarities: dict[bytes, float] = {}

    def scorer(self, searcher: Searcher, fieldname: str, text: bytes, qf: int = 1) -> "TermWorth":
        if text not in self._rarities:
            found = searcher.get_parent().doc_frequency(fieldname, text)
            self._rarities[text] = rarity(min(found, self._documents), self._documents)
        return TermWorth(self._rarities[text])


class TermWorth(BaseScorer):  # type: ignore[misc]
    def __init__(self, rare: float) -> None:
        self._rare = rare

    def score(self, matcher: Any) -> float:
        return worth(matcher.weight(), self._rare)


class WhooshShelf:
    """Whoosh's readers share a file position, so one thread at a time asks them."""

    def __init__(self, files: Mapping[str, bytes]) -> None:
        reader = open_index(files).reader()
        self._searcher = Searcher(reader)
        self._columns = [
            (offset, leaf.column_reader("document"))
            for leaf, offset in reader.leaf_readers()
            if leaf.doc_count_all()
        ]
        self._cards = dict(_cards(reader))
        self._counts = Counter(card.lang for card in self._cards.values())
        self._asking = Lock()
        self.numbers = {card.id: number for number, card in self._cards.items()}
        self.fragments = len(self._columns)

    @property
    def languages(self) -> frozenset[str]:
        return frozenset(self._counts)

    def card(self, number: int) -> Card:
        return self._cards[number]

    def document(self, number: int) -> Document:
        offset, column = next(each for each in reversed(self._columns) if each[0] <= number)
        with self._asking:
            content = column[number - offset]
        return document_from(content)

    def scores(self, plan: Plan, *, every_word: bool) -> Mapping[int, float]:
        question = _question(plan, every_word=every_word)
        context = self._searcher.context(
            needs_current=True, weighting=Worth(self._counts[plan.lang])
        )
        with self._asking:
            return {
                offset + number: score
                for leaf, offset in self._searcher.leaf_searchers()
                for number, score in _matches(question.matcher(leaf, context))
            }


def _matches(matcher: Any) -> Iterator[tuple[int, float]]:
    while matcher.is_active():
        yield matcher.id(), matcher.score()
        matcher.next()


def _cards(reader: Any) -> Iterator[tuple[int, Card]]:
    for leaf, offset in reader.leaf_readers():
        if leaf.doc_count_all():
            column = leaf.column_reader("card")
            for number in leaf.all_doc_ids():
                yield offset + number, card_from(column[number])


def _question(plan: Plan, *, every_word: bool) -> Any:
    concepts = [_concept(concept) for concept in plan.concepts]
    needed = And(concepts) if every_word else _any(concepts)
    return AndMaybe(needed, _any([Term("terms", term, boost=EXACT) for term in plan.exact]))


def _concept(concept: Concept) -> Any:
    return _any([And([Term("terms", term) for term in terms]) for terms in concept.alternatives])


def _any(questions: list[Any]) -> Any:
    """Whoosh would score ahead for small indexes, which is slower than a tree of unions."""
    union = Or(questions)
    union.matcher_type = Or.DEFAULT_MATCHER
    return union
