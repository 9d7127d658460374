"""How well the engines find what was judged right: `make bench-relevance COLLECTIONS=…`."""

import argparse
import random
import tempfile
from collections.abc import Callable, Iterator, Sequence
from math import log2
from pathlib import Path
from statistics import fmean

from bench.engines import ENGINES
from bench.judged import Asked, Collection, collections, mistyped
from bench.results import write_section
from search.interface import Query

DEPTH = 10
Ranked = Sequence[str]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path, help="where the judged collections lie")
    parser.add_argument("--engines", nargs="+", default=list(ENGINES), choices=ENGINES)
    parser.add_argument("--most", type=int, help="queries per collection; else all of them")
    parser.add_argument("--runs", type=Path, help="folder for the rankings, COLLECTION.ENGINE.tsv")
    asked = parser.parse_args()
    rows = [row for each in collections(asked.folder) for row in _rows(each, asked)]
    print(write_section("Relevance", [_HEAD, *rows]))


_HEAD = (
    "| collection | queries | engine | nDCG@10 | MRR@10 | R@10 | typo MRR@10 | typo / clean |\n"
    + ("|--|--|--|--|--|--|--|--|")
)


def _rows(judged: Collection, asked: argparse.Namespace) -> Iterator[str]:
    chance = random.Random(7)
    chosen = chance.sample(
        judged.queries, min(asked.most or len(judged.queries), len(judged.queries))
    )
    typos = [(each, mistyped(each.text, chance)) for each in chosen]
    typed = [(each, each.text) for each in chosen]
    baseline = _figures(judged, typed, lambda each, _: judged.baseline.get(each.id, []))
    yield _line(judged, len(chosen), "plain BM25", baseline, None)
    for name in asked.engines:
        with tempfile.TemporaryDirectory() as folder:
            engine = ENGINES[name](Path(folder))
            engine.rebuild(judged.documents, position=1)
            clean = _figures(judged, typed, _asking(engine))
            if asked.runs:
                _write_run(asked.runs / f"{judged.name}.{name}.tsv", typed, _asking(engine))
            yield _line(judged, len(chosen), name, clean, _figures(judged, typos, _asking(engine)))
            engine.close()


def _write_run(path: Path, typed, rank) -> None:
    """Write query, document and score, best first, as scorers of runs read it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w") as run:
        for asked, text in typed:
            for place, document in enumerate(rank(asked, text)):
                run.write(f"{asked.id}\t{document}\t{DEPTH - place}\n")


def _asking(engine) -> Callable[[Asked, str], Ranked]:
    def ask(asked: Asked, text: str) -> Ranked:
        query = Query(text, prefer_lang=asked.lang, audiences=frozenset({"customers"}))
        return [hit.id for hit in engine.find(query).hits]

    return ask


def _figures(judged: Collection, typed, rank) -> tuple[float, float, float]:
    each = [_quality(rank(asked, text), judged.grades[asked.id]) for asked, text in typed]
    return tuple(fmean(column) for column in zip(*each, strict=True))


def _quality(ranked: Ranked, grades: dict[str, int]) -> tuple[float, float, float]:
    gains = [grades.get(document, 0) for document in ranked[:DEPTH]]
    best = sorted(grades.values(), reverse=True)[:DEPTH]
    relevant = sum(grade > 0 for grade in grades.values())
    first = next((1 / place for place, gain in enumerate(gains, 1) if gain), 0.0)
    return _discounted(gains) / _discounted(best), first, sum(map(bool, gains)) / relevant


def _discounted(gains: Sequence[int]) -> float:
    return sum(gain / log2(place + 1) for place, gain in enumerate(gains, 1))


def _line(judged, count, name, clean, typo) -> str:
    figures = " | ".join(f"{figure:.3f}" for figure in clean)
    mistyped_mrr = f"{typo[1]:.3f} | {typo[1] / clean[1]:.0%}" if typo else "– | –"
    return f"| {judged.name} | {count} | {name} | {figures} | {mistyped_mrr} |"


if __name__ == "__main__":
    main()
