"""How quick the engines are: `make bench-search COLLECTIONS=…`. One thread, its CPU time.

A build and an update are timed by the wall clock, for they wait for the disk. Memory is what a
fresh process takes more once it has opened the index and answered every query here.
"""

import argparse
import multiprocessing
import random
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from statistics import median, quantiles

from bench.engines import ENGINES
from bench.judged import collections, mistyped
from bench.results import write_section
from search.interface import Document, Query, SearchEngine

QUERIES = 300
UPDATES = 15
PUBLIC = frozenset({"customers"})
HEAD = (
    "| documents | engine | build, s (CPU) | size, MB | memory, MB "
    "| update visible p50 / max, ms (CPU) | first use p50 / p95, ms | only counted p50 / p95 "
    "| page p50 / p95 | filtered p50 / p95 "
    "| typo p50 / p95 | as-you-type p50 / p95 | repeated p50 / p95 |\n|"
) + "--|" * 13


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path, help="where the judged collections lie")
    parser.add_argument("--engines", nargs="+", default=list(ENGINES), choices=ENGINES)
    parser.add_argument("--documents", nargs="+", type=int, default=[1_000, 5_000, 50_000])
    asked = parser.parse_args()
    sources = [each for found in collections(asked.folder) for each in found.documents]
    lines = [HEAD]
    for count in asked.documents:
        for name in asked.engines:
            lines.append(_row(name, generated(sources, count)))
            print(lines[-1], flush=True)
    write_section("Speed", lines)


def generated(sources: list[Document], count: int) -> list[Document]:
    """Return articles of several paragraphs of one language, titled by the first."""
    chance = random.Random(count)
    by_lang = {lang: [each for each in sources if each.lang == lang] for lang in ("en", "fr")}
    return [_generated(by_lang, number, chance) for number in range(count)]


def _generated(by_lang: dict[str, list[Document]], number: int, chance: random.Random) -> Document:
    lang = chance.choice(["en", "en", "fr"])
    parts = chance.choices(by_lang[lang], k=3)
    body = " ".join(part.body[:1_000] for part in parts)
    words = body.split()
    at = chance.randrange(max(1, len(words) - 8))
    return replace(
        parts[0],
        id=f"d{number:05}",
        slug=f"d{number:05}",
        topic=f"topic-{number % 12}",
        title=parts[0].title or " ".join(words[:6]),
        summary=" ".join(words[at : at + 12]),
        body=body,
    )


def _row(name: str, documents: list[Document]) -> str:
    with tempfile.TemporaryDirectory() as folder:
        engine = ENGINES[name](Path(folder))
        begun, worked = time.perf_counter(), time.process_time()
        engine.rebuild(documents, position=1)
        built, worked = time.perf_counter() - begun, time.process_time() - worked
        engine.close()
        size = sum(path.stat().st_size for path in Path(folder).rglob("*") if path.is_file())
        cells = [f"{built:.0f} ({worked:.0f})", f"{size / 1e6:.0f}"]
        chance = random.Random(3)
        few = chance.sample(documents, QUERIES)
        with multiprocessing.get_context("spawn").Pool(1) as fresh:
            cells += fresh.apply(_cells, (name, folder, few))
    return f"| {len(documents):,} | {name} | {' | '.join(cells)} |"


def _cells(name: str, folder: str, documents: list[Document]) -> list[str]:
    """Return what a fresh process measures."""
    before = _memory()
    engine = ENGINES[name](Path(folder))
    engine.status()
    queries = list(_queries(engine, documents))
    memory = f"{(_memory() - before) / 1e6:.0f}"
    return [memory, _updates(engine, documents), *queries]


def _memory() -> int:
    return int(Path("/proc/self/statm").read_text().split()[1]) * 4096


def _updates(engine: SearchEngine, documents: list[Document]) -> str:
    """Change one article and ask until its new word is found."""
    took, worked = [], []
    for number in range(UPDATES):
        word = f"novelty{number}x"
        changed = replace(documents[number], title=f"{documents[number].title} {word}")
        begun, at_work = time.perf_counter(), time.process_time()
        engine.update([changed], [], position=2 + number)
        assert engine.find(_query(word)).hits[0].id == changed.id
        took.append(1_000 * (time.perf_counter() - begun))
        worked.append(1_000 * (time.process_time() - at_work))
    return f"{median(took):.0f} / {max(took):.0f} ({median(worked):.0f} / {max(worked):.0f})"


def _queries(engine: SearchEngine, documents: list[Document]) -> Iterator[str]:
    chance = random.Random(3)
    texts = [_asked(each, chance) for each in documents]
    typos = [mistyped(text, chance) for text in texts]
    begun = [f"{text} {chance.choice(documents).title[:4]}" for text in texts]
    yield _timed(engine.find, [replace(_query(text), limit=9) for text in texts])
    yield _timed(engine.find, [replace(_query(text), limit=0) for text in texts])
    yield _timed(engine.find, list(map(_query, texts)))
    yield _timed(engine.find, [replace(_query(text), kind="article", lang="en") for text in texts])
    yield _timed(engine.find, list(map(_query, typos)))
    yield _timed(engine.suggest, list(map(_query, begun)))
    yield _timed(engine.find, list(map(_query, texts)))


def _asked(document: Document, chance: random.Random) -> str:
    words = (document.title if chance.random() < 0.5 else document.summary).split()
    return " ".join(words[: chance.randrange(1, 5)])


def _query(text: str) -> Query:
    return Query(text, prefer_lang="en", audiences=PUBLIC)


def _timed(ask: Callable[[Query], object], queries: list[Query]) -> str:
    took = []
    for query in queries:
        begun = time.thread_time()
        ask(query)
        took.append(1_000 * (time.thread_time() - begun))
    found = quantiles(took, n=20)
    return f"{found[9]:.2f} / {found[18]:.2f}"


if __name__ == "__main__":
    main()
