"""Writes which second of which video answers each query: `python -m bench.moments FOLDER RUN`.

The folder has `corpus.jsonl` {id, title, vtt, lang, …}, the caption files it names, and
`queries.jsonl`; a line of RUN is query, video, second and score, best first.
"""

import argparse
import json
import re
import tempfile
from collections.abc import Iterator
from pathlib import Path

from bench.engines import ENGINES
from search.interface import Document, Hit, Moment, Query

TIME = r"(?:(\d+):)?(\d{2}):(\d{2})[.,](\d{3})"
CUE = re.compile(rf"{TIME}\s*-->[^\n]*\n(.*?)(?=\n\s*\n|\Z)", re.DOTALL)
PUBLIC = frozenset({"customers"})


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("run", type=Path)
    parser.add_argument("--engine", default="whoosh", choices=ENGINES)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder, asked.run.open("w") as run:
        engine = ENGINES[asked.engine](Path(folder))
        engine.rebuild(_videos(asked.folder), position=1)
        for line in (asked.folder / "queries.jsonl").open():
            query = json.loads(line)
            found = engine.find(Query(query["text"], query.get("lang", "en"), PUBLIC))
            for rank, (video, second) in enumerate(_answers(found.hits)):
                run.write(f"{query['id']}\t{video}\t{second:.3f}\t{1 / (1 + rank):.4f}\n")


def _answers(hits: tuple[Hit, ...]) -> Iterator[tuple[str, float]]:
    """Yield the best moment of each video in turn, then the second best ones."""
    most = max((len(hit.moments) for hit in hits), default=0)
    for place in range(most):
        yield from ((hit.id, hit.moments[place].start) for hit in hits if place < len(hit.moments))


def _videos(folder: Path) -> Iterator[Document]:
    for line in (folder / "corpus.jsonl").open():
        video = json.loads(line)
        yield Document(
            id=video["id"],
            kind="video",
            slug=video["id"],
            lang=video.get("lang", "en"),
            topic="videos",
            audience="customers",
            title=video["title"],
            body=video.get("text") or "",
            moments=tuple(_cues((folder / video["vtt"]).read_text())) if "vtt" in video else (),
        )


def _cues(text: str) -> Iterator[Moment]:
    for hours, minutes, seconds, thousandths, words in CUE.findall(text):
        start = int(hours or 0) * 3600 + int(minutes) * 60 + int(seconds) + int(thousandths) / 1000
        yield Moment(start, re.sub(r"<[^>]+>", "", words).strip(), "cue")


if __name__ == "__main__":
    main()
