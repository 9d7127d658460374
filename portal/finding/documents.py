"""From published content to the documents of the search index."""

from collections.abc import Collection, Iterable, Iterator
from typing import cast
from uuid import UUID

from sqlalchemy.orm import Session

from portal.content.queries import PublishedDocument, published_documents
from portal.content.videos import Cue
from search.interface import Document, DocumentKind, Moment, MomentKind


def documents(db: Session, ids: Collection[UUID] | None = None) -> Iterator[Document]:
    """Yield a document for each published translation, of all or of those with these ids."""
    return map(as_document, published_documents(db, ids))


def as_document(published: PublishedDocument) -> Document:
    return Document(
        id=str(published.translation_id),
        kind=cast(DocumentKind, str(published.kind)),
        slug=published.slug,
        lang=published.lang,
        topic=published.topic,
        audience=published.audience,
        title=published.title,
        summary=published.summary,
        headings=published.headings,
        tags=published.tags,
        body=published.plain_text,
        moments=(*_moments(published.chapters, "chapter"), *_moments(published.cues, "cue")),
    )


def _moments(cues: Iterable[Cue], kind: MomentKind) -> Iterator[Moment]:
    return (Moment(cue.start, cue.text, kind) for cue in cues)
