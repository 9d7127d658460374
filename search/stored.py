"""Documents as bytes, as an index keeps them to show them again."""

import json
from dataclasses import asdict

from search.interface import Document, Moment

DOCUMENTS_KEPT = 2_000  # ready to be shown again


def content_of(document: Document) -> bytes:
    return json.dumps(asdict(document)).encode()


def document_from(content: bytes) -> Document:
    fields = json.loads(content)
    fields["headings"] = tuple(fields["headings"])
    fields["tags"] = tuple(fields["tags"])
    fields["moments"] = tuple(Moment(**moment) for moment in fields["moments"])
    return Document(**fields)
