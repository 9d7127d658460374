"""Judged collections on disk: documents, queries, judgements. Their folder is an argument."""

import gzip
import json
import random
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from search.interface import Document

TYPED = "abcdefghijklmnopqrstuvwxyz"
SHORTEST_MISTYPED = 5


@dataclass(frozen=True)
class Asked:
    id: str
    text: str
    lang: str


@dataclass(frozen=True)
class Collection:
    """`grades` are by query, then document; `baseline` is the plain BM25 ranking by query."""

    name: str
    documents: list[Document]
    queries: list[Asked]
    grades: dict[str, dict[str, int]]
    baseline: dict[str, list[str]]


def collections(folder: Path) -> Iterator[Collection]:
    """Yield every judged collection under a folder."""
    for each in sorted(folder.iterdir()):
        if each.is_dir() and (each / "queries.jsonl").stat().st_size:
            yield read_collection(each)


def read_collection(folder: Path) -> Collection:
    grades: dict[str, dict[str, int]] = defaultdict(dict)
    for line in (folder / "qrels.tsv").read_text().splitlines():
        query, document, grade = line.split("\t")[:3]
        if grade.isdigit():
            grades[query][document] = int(grade)
    asked = [Asked(row["id"], row["text"], row["lang"]) for row in _rows(folder / "queries.jsonl")]
    return Collection(
        folder.name,
        read_documents(folder),
        [each for each in asked if grades.get(each.id)],
        grades,
        _run(folder / "run.bm25.tsv.gz"),
    )


def read_documents(folder: Path) -> list[Document]:
    path = next(folder.glob("corpus.jsonl*"))
    return [_document(row, folder.name) for row in _rows(path)]


def _document(row: dict, topic: str) -> Document:
    kind = "video" if row.get("kind") == "video" else "article"
    return Document(
        id=row["id"],
        kind=kind,
        slug=row["id"],
        lang=row["lang"],
        topic=topic,
        audience="customers",
        title=row.get("title") or "",
        body=row.get("text") or "",
    )


def _rows(path: Path) -> Iterator[dict]:
    with gzip.open(path, "rt") if path.suffix == ".gz" else path.open() as lines:
        yield from map(json.loads, lines)


def _run(path: Path) -> dict[str, list[str]]:
    found: dict[str, list[str]] = defaultdict(list)
    with gzip.open(path, "rt") as lines:
        for line in lines:
            query, document, _ = line.split("\t")
            found[query].append(document)
    return found


def mistyped(text: str, chance: random.Random) -> str:
    """Return the text with one edit in one of its longer words."""
    words = text.split()
    longer = [place for place, word in enumerate(words) if len(word) >= SHORTEST_MISTYPED]
    if longer:
        place = chance.choice(longer)
        words[place] = _mistyped(words[place], chance)
    return " ".join(words)


def _mistyped(word: str, chance: random.Random) -> str:
    at, letter = chance.randrange(1, len(word) - 1), chance.choice(TYPED)
    return chance.choice(
        [
            word[:at] + word[at + 1 :],
            word[:at] + letter + word[at:],
            word[:at] + letter + word[at + 1 :],
            word[:at] + word[at + 1] + word[at] + word[at + 2 :],
        ]
    )
