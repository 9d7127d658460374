"""Documents as bytes, as an index keeps them to show them again."""

import json
from dataclasses import asdict

from search.interface import Document, Moment

BYTES_KEPT = 20_000_000  # of documents ready to be shown again


def content_of(document: Document) -> bytes:
    return json.dumps(asdict(document)).encode()


def document_from(content: bytes) -> Document:
    fields = json.loads(content)
    fields["headings"] = tuple(fields["headings"])
    fields["tags"] = tuple(fields["tags"])
    fields["moments"] = tuple(Moment(**moment) for moment in fields["moments"])
    return Document(**fields)
