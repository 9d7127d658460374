"""Search without the index: short texts are read here, long ones by the database.

Slower than an engine and blind to how often a word stands in a text, but with the same words,
order, filters, counts and excerpts.
"""

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from functools import lru_cache
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, func, or_, select
from sqlalchemy.orm import Session

from portal.content.listing import IS_CURRENT
from portal.content.models import Item, Revision, Topic, Translation
from portal.finding.documents import documents
from portal.finding.queries import published_ids
from search.analysis import fold
from search.answering import answer
from search.interface import Document, Query, Results
from search.memory_engine import Entry, MemoryShelf
from search.planning import Asked
from search.weighing import Weighed, weigh

IN_LONG_TEXT = 1.0
SHORT = 2  # letters; as the beginning of a word they would stand everywhere
LONG_TEXT = (
    Revision.plain_text
    + " "
    + func.coalesce(Revision.chapters_vtt, "")
    + " "
    + func.coalesce(Revision.captions_vtt, "")
)


def plain_search(db: Session, query: Query) -> Results:
    """Answer from the database alone."""
    asked = Asked.of(query)
    if not asked.chunks:
        return Results()
    shelf = list(_short_documents(db, query.audiences))
    weights = _weights(shelf)
    for plan in asked.plans({document.lang for document in shelf}):
        terms = sorted(plan.terms())
        for id_, term in _terms_in_long_texts(db, query.audiences, plan.lang, terms):
            weights[id_][term] += IN_LONG_TEXT
    entries = [Entry(each, weights[each.id], _weighed(each).length) for each in shelf]
    return answer(query, _Shelf(db, entries))


class _Shelf(MemoryShelf):
    """Fetches the long text of a document when it is shown."""

    def __init__(self, db: Session, entries: list[Entry]) -> None:
        super().__init__(entries)
        self._db = db

    def document(self, number: int) -> Document:
        short = super().document(number)
        return next(iter([*documents(self._db, [UUID(short.id)]), short]))


def _short_documents(db: Session, audiences: Collection[str]) -> Iterator[Document]:
    """Yield every readable document without its long text."""
    wanted = (
        select(Translation.id, Translation.kind, Translation.slug, Translation.lang)
        .add_columns(Topic.slug, Item.audience, Revision.title, Revision.summary)
        .add_columns(Revision.headings, Revision.tags)
        .join(Item, Item.id == Translation.item_id)
        .join(Topic, Topic.id == Item.topic_id)
        .join(Revision, IS_CURRENT)
        .where(Translation.id.in_(published_ids(audiences)))
    )
    for id_, *short, headings, tags in db.execute(wanted):
        texts = tuple(str(heading["text"]) for heading in headings)
        yield Document(*(str(id_), *short, texts, tuple(tags)))


def _weights(shelf: Iterable[Document]) -> Mapping[str, defaultdict[str, float]]:
    return {each.id: defaultdict(float, _weighed(each).terms) for each in shelf}


@lru_cache(maxsize=5_000)
def _weighed(short: Document) -> Weighed:
    return weigh(short)


def _terms_in_long_texts(
    db: Session, audiences: Collection[str], lang: str, terms: list[str]
) -> Iterator[tuple[str, str]]:
    """Yield document and term for each index term that stands in a text of that language."""
    stems = [term.removeprefix(f"{lang}:") for term in terms]
    stands = [
        and_(LONG_TEXT.ilike(outline(stem)), LONG_TEXT.regexp_match(pattern(stem)))
        for stem in stems
    ]
    for id_, *flags in db.execute(_long_texts(audiences, lang, stands)):
        yield from ((str(id_), term) for term, flag in zip(terms, flags, strict=True) if flag)


def _long_texts(
    audiences: Collection[str], lang: str, stands: list[ColumnElement[bool]]
) -> Select[*tuple[Any, ...]]:
    return (
        select(Translation.id, *stands)
        .join(Revision, IS_CURRENT)
        .where(Translation.id.in_(published_ids(audiences)), Translation.lang == lang, or_(*stands))
    )


def _variants(signs: str) -> Mapping[str, str]:
    """Return each letter or pair with the signs that fold to it: `e` with é, `oe` with œ."""
    found: defaultdict[str, str] = defaultdict(str)
    for sign in signs:
        found[fold(sign)] += sign
    return found


VARIANTS = _variants("àáâãäåæçèéêëìíîïñòóôõöøùúûüýÿœßÀÁÂÃÄÅÆÇÈÉÊËÌÍÎÏÑÒÓÔÕÖØÙÚÛÜÝŸŒ")
PIECE = re.compile("|".join([*(pair for pair in VARIANTS if len(pair) == 2), "."]), re.DOTALL)


def outline(stem: str) -> str:
    """Return the LIKE pattern of all that `pattern` matches and more: it spares most of that."""
    return f"%{''.join(map(_outline, PIECE.findall(stem)))}%"


def _outline(piece: str) -> str:
    if len(piece) == 2:
        return "%"
    return piece if piece.isascii() and piece not in VARIANTS and piece != "i" else "_"


def pattern(stem: str) -> str:
    """Return the regular expression of words that begin with a stem, accents and case aside.

    It means the same to Python, which SQLite asks, and to PostgreSQL in any locale.
    """
    if len(stem) <= SHORT:
        return rf"(?:^|\W|_){''.join(map(_any_of, PIECE.findall(stem)))}(?:$|\W|_)"
    ending = "[iIyY]" if stem.endswith("i") else ""  # English files "policy" under "polici"
    pieces = PIECE.findall(stem.removesuffix("i"))
    return rf"(?:^|\W|_){''.join(map(_any_of, pieces))}{ending}"


def _any_of(piece: str) -> str:
    if len(piece) == 1:
        return f"[{_signs(piece)}]"
    return f"(?:{''.join(map(_any_of, piece))}|[{VARIANTS[piece]}])"


def _signs(letter: str) -> str:
    return re.escape(letter) + re.escape(letter.upper()) + VARIANTS.get(letter, "")
