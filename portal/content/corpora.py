"""A collection of texts, one JSON object a line (corpus.jsonl), made a content folder of ours."""

import gzip
import json
import posixpath
import re
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from re import Match
from typing import Any, BinaryIO

from portal.content.errors import Complaint, ContentRefused
from portal.content.folders import FileError, walk
from portal.content.navigation import free_name, is_outside, spoken
from portal.content.policy import LARGEST_CAPTIONS, LARGEST_SOURCE, MOST_ENTRIES, Kind, place_of
from portal.content.rewording import dumped, opening_of, plain, relinked, slug_of
from portal.content.videos import VttError, read_cues
from portal.web.languages import LANGUAGES, SOURCE_LANGUAGE

NAMES = ("corpus.jsonl", "corpus.jsonl.gz")
LONGEST_LINE = 1024 * 1024
TOO_LONG = "This line is longer than a text may be."
_NO_TIME = re.compile(r"(?m)^(?:.+\n)?([\d:.]+) --> \1(?: .*)?\n(?:.+\n)*\n*")
NO_RECORD = "This is no JSON object with an id, a text and a language that is spoken here."


def find_corpus(path: Path) -> Path | None:
    """Return the collection that the path is, or holds at its top."""
    if path.is_file():
        return path if path.name.endswith((".jsonl", ".jsonl.gz")) else None
    return next((path / name for name in NAMES if (path / name).is_file()), None)


def gather_corpus(corpus: Path, target: Path) -> list[str]:
    """Write a content folder; return what was left out. Raise ContentRefused."""
    gathering = _Gathering(target)
    for number, record in _records(corpus):
        gathering.add(record, f"{corpus.name}:{number}")
    gathering.add_captions(corpus.parent)
    gathering.write_topics()
    return gathering.left_out


def _records(corpus: Path) -> Iterator[tuple[int, Mapping[str, Any]]]:
    opened: Any = gzip.open if corpus.suffix == ".gz" else open
    with opened(corpus, "rb") as file:
        for number, line in enumerate(_lines(file, corpus.name), start=1):
            record: dict[str, Any] = {}
            with suppress(ValueError, RecursionError):
                record = json.loads(line)
            if number > MOST_ENTRIES or not _is_record(record):
                raise ContentRefused([Complaint(corpus.name, number, NO_RECORD)])
            yield number, record


def _lines(file: BinaryIO, name: str) -> Iterator[bytes]:
    number = 0
    while line := file.readline(LONGEST_LINE):
        number += 1
        if len(line) == LONGEST_LINE:
            raise ContentRefused([Complaint(name, number, TOO_LONG)])
        yield line


def _is_record(record: Any) -> bool:
    return (
        isinstance(record, dict)
        and isinstance(record.get("text"), str)
        and bool(slug_of(str(record.get("id", ""))))
        and record.get("lang") in LANGUAGES
    )


@dataclass
class _Gathering:
    target: Path
    left_out: list[str] = field(default_factory=list)
    names: dict[tuple[str, str], str] = field(default_factory=dict)  # by kind and key
    taken: dict[str, set[str]] = field(default_factory=dict)
    topics: dict[str, str] = field(default_factory=dict)
    versions: dict[tuple[str, str], str] = field(default_factory=dict)  # the first language

    def add(self, record: Mapping[str, Any], place: str) -> None:
        """Write one text; a video without captions is a draft."""
        kind = Kind.VIDEO if record.get("kind") == Kind.VIDEO else Kind.ARTICLE
        body = relinked(record["text"].replace("\r", ""), _unlinked).strip()
        if len(body.encode()) > LARGEST_SOURCE:
            self.left_out.append(f"{place}: the text is larger than {LARGEST_SOURCE // 1024} kB")
            return
        lang, key = record["lang"], str(record["id"]).removeprefix(f"{record['lang']}/")
        title = plain(str(record.get("title") or "")) or opening_of(body)[:80] or spoken(key)
        matter = {
            "title": title[:200],
            "summary": (opening_of(body) or title)[:500],
            "lang": lang,
            "topic": self._topic(record, key),
            "tags": self._tags(record),
            "status": "draft" if kind == Kind.VIDEO else "published",
            **(_film(record) if kind == Kind.VIDEO else {}),
        }
        self._write(kind, key, matter, body)

    def add_captions(self, folder: Path) -> None:
        """Take WebVTT files beside the collection as videos that wait for their film."""
        found, complaints = walk(folder)
        if complaints:
            raise ContentRefused(complaints)
        for path in sorted(file for file in found.files if file.endswith(".vtt")):
            try:
                text, gone = _lasting(found.read_text(path, largest=LARGEST_CAPTIONS))
                read_cues(text)
            except FileError as error:
                self.left_out.append(f"{path}: {error}")
            except VttError as error:
                self.left_out.append(f"{path}:{error.line}: {error.sentence}")
            else:
                self.left_out += [f"{path}: {gone} cues that last no time"] if gone else []
                self._add_captions(path, text)

    def _add_captions(self, path: str, text: str) -> None:
        key, _, lang = posixpath.splitext(path)[0].rpartition(".")
        if lang not in LANGUAGES:
            key, lang = posixpath.splitext(path)[0], SOURCE_LANGUAGE
        title = spoken(key)[:200]
        matter = {"title": title, "summary": title, "lang": lang, "status": "draft"}
        matter["topic"] = self._topic({}, key)
        place = self._write(Kind.VIDEO, key, {**matter, "captions": "{name}.vtt"}, "")
        (self.target / place.with_suffix(".vtt")).write_text(text, "utf-8")

    def _topic(self, record: Mapping[str, Any], key: str) -> str:
        first, _, rest = key.partition("/")
        name = str(record.get("category") or (first if rest else "general"))
        self.topics.setdefault(slug_of(name) or "general", plain(spoken(name)) or "General")
        return slug_of(name) or "general"

    def _tags(self, record: Mapping[str, Any]) -> list[str]:
        tags = record.get("tags")
        words = [plain(str(tag))[:50] for tag in tags][:30] if isinstance(tags, list) else []
        return [word for word in words if word]

    def _write(self, kind: Kind, key: str, matter: dict[str, Any], body: str) -> PurePosixPath:
        if (kind, key) not in self.names:
            taken = self.taken.setdefault(kind, set())
            self.names[kind, key] = free_name(key, taken)
            taken.add(self.names[kind, key])
        name = self.names[kind, key]
        original = self.versions.setdefault((kind, key), matter["lang"])
        matter |= {"translation_of": name} if original != matter["lang"] else {}
        if "captions" in matter:
            matter["captions"] = f"{name}.vtt"
        place = place_of(kind, matter["lang"], matter["topic"], name)
        path = self.target / place
        path.parent.mkdir(parents=True, exist_ok=True)
        head = dumped(matter)
        path.write_text(f"---\n{head}---\n{body}\n", "utf-8")
        return place

    def write_topics(self) -> None:
        entries = []
        for slug, title in self.topics.items():
            words = json.dumps(title[:200], ensure_ascii=False)
            entries.append(
                f'[[topic]]\nslug = "{slug}"\ntitle = {{ {SOURCE_LANGUAGE} = {words} }}\n'
                f"summary = {{ {SOURCE_LANGUAGE} = {words} }}\n"
            )
        (self.target / "topics.toml").write_text("\n".join(entries), "utf-8")


def _film(record: Mapping[str, Any]) -> dict[str, Any]:
    url, seconds = str(record.get("url") or ""), record.get("duration")
    film: dict[str, Any] = {"source": url} if is_outside(url) else {}
    is_length = isinstance(seconds, int) and 0 < seconds <= 86_400
    return {**film, **({"duration": seconds} if is_length else {})}


def _lasting(captions: str) -> tuple[str, int]:
    """Return captions without cues that end when they start, as transcribers leave them."""
    return _NO_TIME.subn("", captions.replace("\r\n", "\n"))


def _unlinked(found: Match[str]) -> str:
    """Keep links to the outside; of others keep the words."""
    if found["page"]:
        return str(found["label"] or found["page"])
    return found[0] if is_outside(found["to"]) and not found["mark"] else str(found["text"])
