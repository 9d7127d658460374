"""Answers per second of the search page beside an empty page: `make bench-page COLLECTIONS=…`.

One process serves 2,000 articles to eight connections, as it would to people. Each kind of page
is asked for in turn, round after round; what counts is the processor time of the server for an
answer, which other work on the machine changes least. The empty page is the search page of the
same person without a search; the bare answer is `/healthz`, which neither knows who asks nor
renders anything.
"""

import argparse
import asyncio
import multiprocessing
import random
import socket
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from urllib.parse import quote
from uuid import uuid4

import uvicorn

from bench.judged import collections
from bench.results import write_section
from bench.speed import generated
from portal.accounts.joining import NewPerson, add_person, get_person
from portal.accounts.policy import Role
from portal.accounts.queries import find_membership
from portal.accounts.signing_in import start_session
from portal.app import create_app
from portal.composing import close, open_runtime, settings_of
from portal.content.models import Item, Revision, Topic, Translation
from portal.db.schema import migrate
from portal.demo.cast import ADDRESSES, NORTHWIND, add_cast
from portal.finding.indexing import rebuild_index
from portal.runtime import Runtime
from portal.web.sessions import cookie_name
from search.interface import Document

ARTICLES = 2_000
QUERIES = 200
CONNECTIONS = 8
READERS = 200
ROUNDS = 5
SECONDS = 1.5


@dataclass(frozen=True)
class Kind:
    """A kind of page: who ask in turn, and for which addresses in turn."""

    name: str
    cookies: list[str]
    paths: list[str]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path, help="where the judged collections lie")
    asked = parser.parse_args()
    sources = [each for found in collections(asked.folder) for each in found.documents]
    documents = generated(sources, ARTICLES)
    lines = [
        "| engine | page | answers/s | CPU, ms | of the empty page | of a bare answer |",
        "|--|--|--|--|--|--|",
    ]
    for engine in ("whoosh", "tantivy"):
        with tempfile.TemporaryDirectory() as folder:
            lines += _rows(
                engine, {"ACADEMY_DATA_DIR": folder, "ACADEMY_SEARCH_ENGINE": engine}, documents
            )
    print(write_section("The search page over 2,000 articles", lines))


def _rows(engine: str, environment: dict[str, str], documents: list[Document]) -> Iterator[str]:
    runtime = open_runtime(settings_of(environment))
    migrate(runtime.database)
    _fill(runtime, documents)
    rebuild_index(runtime)
    kinds = _kinds(runtime, documents)
    close(runtime)
    listener = socket.create_server(("127.0.0.1", 0))
    server = multiprocessing.get_context("fork").Process(
        target=_serve, args=(environment, listener)
    )
    server.start()
    try:
        figures = _measured(server.pid or 0, listener.getsockname()[1], kinds)
    finally:
        server.terminate()
        server.join()
    bare, empty = (figures[kind.name][1] for kind in kinds[:2])
    for name, (rate, cost) in figures.items():
        shares = f"{empty / cost:.0%} | {bare / cost:.0%}"
        yield f"| {engine} | {name} | {rate:,.0f} | {1_000 * cost:.2f} | {shares} |"


def _fill(runtime: Runtime, documents: list[Document]) -> None:
    with runtime.database.writing() as db:
        add_cast(db, runtime, today=runtime.now().date())
        topics = {name: Topic(id=uuid4(), slug=name, position=1, title={}, summary={})
                  for name in sorted({each.topic for each in documents})}  # fmt: skip
        db.add_all(topics.values())
        for each in documents:
            db.flush()
            item = Item(id=uuid4(), kind="article", topic=topics[each.topic], audience="everyone",
                        original_lang=each.lang, created_at=runtime.now())  # fmt: skip
            text = Translation(id=uuid4(), item=item, kind="article", lang=each.lang,
                               slug=each.slug, state="published", revision_number=1)  # fmt: skip
            db.add(Revision(id=uuid4(), translation=text, number=1, title=each.title[:200],
                            summary=each.summary[:500], tags=[], source=each.body, html="",
                            plain_text=each.body, headings=[], sanitiser="bench",
                            significance="content", created_at=runtime.now()))  # fmt: skip


def _kinds(runtime: Runtime, documents: list[Document]) -> list[Kind]:
    chance = random.Random(3)
    titles = [each.title.split() for each in chance.sample(documents, QUERIES)]
    words = [quote(" ".join(title[: chance.randrange(1, 5)])) for title in titles]
    searches = [f"/search?q={each}" for each in words]
    staff = _cookie(runtime, ADDRESSES["ben"])
    return [
        Kind("bare answer (/healthz)", [""], ["/healthz"]),
        Kind("empty page", [staff], ["/search"]),
        Kind("search, staff", [staff], searches),
        Kind("search, recorded", _readers(runtime), searches),
        Kind("suggestions", [staff], [f"/search/suggestions?q={w}" for w in words]),
    ]


def _readers(runtime: Runtime) -> list[str]:
    """Sign in as many people as would come: what each looked for is on their own record."""
    emails = [f"reader{number}@northwind.example" for number in range(READERS)]
    with runtime.database.writing() as db:
        for email in emails:
            add_person(db, runtime, NewPerson(email, "Reader", NORTHWIND, Role.READER, "en"))
    return [_cookie(runtime, email) for email in emails]


def _cookie(runtime: Runtime, email: str) -> str:
    with runtime.database.writing() as db:
        membership = find_membership(db, get_person(db, email).id)
        assert membership is not None
        secret = start_session(db, runtime, membership.id, membership.person_id)
    return f"{cookie_name(runtime.settings)}={secret}"


def _serve(environment: dict[str, str], listener: socket.socket) -> None:
    runtime = open_runtime(settings_of(environment))
    config = uvicorn.Config(create_app(runtime), log_level="critical", access_log=False)
    uvicorn.Server(config).run([listener])


def _measured(pid: int, port: int, kinds: list[Kind]) -> dict[str, tuple[float, float]]:
    """Return answers a second and seconds of the processor an answer, the median of the rounds."""
    found: dict[str, list[tuple[float, float]]] = {kind.name: [] for kind in kinds}
    for number in range(ROUNDS + 1):
        for kind in kinds:
            begun, worked = time.perf_counter(), _worked(pid)
            answers = asyncio.run(_load(port, kind))
            seconds = time.perf_counter() - begun
            if number:
                found[kind.name].append((answers / seconds, (_worked(pid) - worked) / answers))
    return {name: tuple(map(median, zip(*rows, strict=True))) for name, rows in found.items()}


def _worked(pid: int) -> float:
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / 100


async def _load(port: int, kind: Kind) -> int:
    until = time.perf_counter() + SECONDS
    counts = await asyncio.gather(*(_ask(port, kind, n, until) for n in range(CONNECTIONS)))
    return sum(counts)


async def _ask(port: int, kind: Kind, number: int, until: float) -> int:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    count = 0
    while time.perf_counter() < until:
        turn = number * 25 + count
        path = kind.paths[turn % len(kind.paths)]
        cookie = kind.cookies[turn % len(kind.cookies)]
        request = f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nCookie: {cookie}\r\n\r\n"
        writer.write(request.encode())
        head = await reader.readuntil(b"\r\n\r\n")
        assert head.startswith(b"HTTP/1.1 200"), (path, head[:200])
        length = next(
            each for each in head.lower().split(b"\r\n") if each.startswith(b"content-length")
        )
        await reader.readexactly(int(length.partition(b":")[2]))
        count += 1
    writer.close()
    return count


if __name__ == "__main__":
    main()
