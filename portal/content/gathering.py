"""Any tree of Markdown (MkDocs, Docusaurus, a wiki) rewritten as a content folder of ours."""

import json
import posixpath
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from re import Match
from shutil import copyfileobj
from typing import Any
from urllib.parse import unquote

from portal.content.errors import Complaint, ContentRefused
from portal.content.folders import FileError, Folder, walk
from portal.content.navigation import free_name, is_outside, label_of, navigation, spoken
from portal.content.policy import LARGEST_MEDIA, LARGEST_SOURCE, MEDIA_TYPES
from portal.content.rewording import (
    dumped,
    opening_of,
    parted,
    plain,
    read_yaml,
    relinked,
    slug_of,
    titled,
)
from portal.web.languages import LANGUAGES

SETTINGS = ("mkdocs.yml", "mkdocs.yaml")
NOWHERE = 10_000


@dataclass
class Page:
    """A file of theirs and what becomes of it."""

    file: str
    lang: str
    key: str  # the same for all languages
    matter: Mapping[str, Any]
    title: str
    body: str
    topic: str
    slug: str = ""

    @property
    def place(self) -> str:
        return f"articles/{self.lang}/{self.topic}/{self.slug}.md"


@dataclass
class Gathered:
    """What was made of a tree, and what could not be kept."""

    pages: list[Page] = field(default_factory=list)
    left_out: list[str] = field(default_factory=list)


def is_ours(top: Path) -> bool:
    return any((top / name).exists() for name in ("topics.toml", "articles", "videos"))


def holds_markdown(top: Path) -> bool:
    return any(True for _ in top.rglob("*.md"))


def gather(top: Path, target: Path, *, lang: str = "en") -> Gathered:
    """Write a content folder from a tree of Markdown; raise ContentRefused."""
    folder, complaints = walk(top)
    if complaints:
        raise ContentRefused(complaints)
    return _Gathering(folder, target, lang).run()


@dataclass
class _Gathering:
    folder: Folder
    target: Path
    lang: str
    gathered: Gathered = field(default_factory=Gathered)
    titles: dict[str, str] = field(default_factory=dict)  # by file, as their navigation has it
    places: dict[str, int] = field(default_factory=dict)
    topics: dict[str, dict[str, str]] = field(default_factory=dict)  # slug: lang: title
    pictures: dict[str, str] = field(default_factory=dict)
    names: set[str] = field(default_factory=set)  # of the pictures
    by_file: dict[str, Page] = field(default_factory=dict)
    by_key: dict[tuple[str, str], Page] = field(default_factory=dict)
    by_name: dict[tuple[str, str], Page] = field(default_factory=dict)
    root: str = ""

    def run(self) -> Gathered:
        self._read_navigation()
        inside = f"{self.root}/" if self.root else ""
        files = [file for file in sorted(self.folder.files) if file.startswith(inside)]
        strange = (file for file in files if file.endswith(".mdx"))
        self.gathered.left_out += [f"{file}: MDX is a program, not a text" for file in strange]
        pages = [self._read(file) for file in files if file.endswith((".md", ".markdown"))]
        if not pages:
            raise ContentRefused([Complaint(".", 0, "There is no Markdown file in this folder.")])
        self.gathered.pages = sorted(pages, key=self._order)
        self._name()
        for page in self.gathered.pages:
            self._write(page)
        self._write_topics()
        return self.gathered

    def _read_navigation(self) -> None:
        settings = next((name for name in SETTINGS if name in self.folder.files), None)
        if settings:
            known = read_yaml(self._text(settings))
            self.root = posixpath.normpath(str(known.get("docs_dir", "docs")))
            for title, file in navigation(known.get("nav")):
                path = posixpath.normpath(f"{self.root}/{file}")
                self.titles[path] = title
                self.places.setdefault(path, len(self.places))
        elif any(file.startswith("docusaurus.config.") for file in self.folder.files):
            self.root = "docs"

    def _text(self, file: str) -> str:
        try:
            return self.folder.read_text(file, largest=LARGEST_SOURCE)
        except FileError as error:
            raise ContentRefused([Complaint(file, 0, str(error))]) from error

    def _read(self, file: str) -> Page:
        matter, body = parted(self._text(file))
        lang, key = self._language(posixpath.relpath(file, self.root or "."))
        heading, body = titled(body)
        named = [matter.get("title"), self.titles.get(file), heading, matter.get("sidebar_label")]
        title = next((plain(str(name)) for name in named if name), "") or spoken(key)
        parts = key.split("/")
        topic = self._topic(parts[0] if len(parts) > 1 else "", lang, file)
        return Page(file, lang, key, matter, title[:200], body, topic)

    def _language(self, inside: str) -> tuple[str, str]:
        """Return the language of a file, and its path without language and ending."""
        path = posixpath.splitext(inside)[0]
        first, _, rest = path.partition("/")
        if rest and first in LANGUAGES:
            return first, rest
        stem, _, last = path.rpartition(".")
        return (last, stem) if stem and last in LANGUAGES else (self.lang, path)

    def _topic(self, name: str, lang: str, file: str) -> str:
        slug = slug_of(name) or "general"
        settings = posixpath.join(posixpath.dirname(file), "_category_.json")
        label = label_of(self._text(settings)) if settings in self.folder.files else ""
        titles = self.topics.setdefault(slug, {})
        titles.setdefault(lang, label or spoken(name or "general"))
        return slug

    def _order(self, page: Page) -> tuple[int, int, str]:
        places = self.places
        position = page.matter.get("sidebar_position")
        number = int(position) if isinstance(position, int | float) else NOWHERE
        return places.get(page.file, NOWHERE), number, page.key

    def _name(self) -> None:
        """Give each page a name that no other has; a translation has its original's."""
        names: dict[str, str] = {}
        taken: set[str] = set()
        for page in self.gathered.pages:
            if page.key not in names:
                names[page.key] = free_name(page.key, taken)
                taken.add(names[page.key])
            page.slug = names[page.key]
            self.by_file[page.file] = page
            self.by_key.setdefault((page.key, page.lang), page)
            for name in (page.title, page.key.rpartition("/")[2]):
                self.by_name.setdefault((slug_of(name), page.lang), page)

    def _write(self, page: Page) -> None:
        def change(found: Match[str]) -> str:
            if found["page"]:
                other = self.by_name.get((slug_of(found["page"]), page.lang))
                return self._link(page, found["label"] or found["page"], other, found["page"])
            if found["mark"]:
                return self._picture(page, found)
            if is_outside(found["to"]):
                return found[0]
            other = self._meant(page, unquote(found["to"].partition("#")[0]))
            return self._link(page, found["text"], other, found["to"])

        body = relinked(page.body, change)
        place = self.target / page.place
        place.parent.mkdir(parents=True, exist_ok=True)
        head = dumped(self._matter(page, body))
        place.write_text(f"---\n{head}---\n{body}\n", "utf-8")

    def _meant(self, page: Page, path: str) -> Page | None:
        target = posixpath.normpath(posixpath.join(posixpath.dirname(page.file), path))
        candidates = (target, f"{target}.md", f"{target}/index.md", f"{target}/README.md")
        return next((self.by_file[c] for c in candidates if path and c in self.by_file), None)

    def _matter(self, page: Page, body: str) -> dict[str, Any]:
        said = page.matter.get("description") or page.matter.get("summary")
        tags = page.matter.get("tags")
        words = [plain(str(tag))[:50] for tag in tags][:30] if isinstance(tags, list) else []
        summary = plain(str(said)) if said else opening_of(body)
        matter: dict[str, Any] = {"title": page.title, "summary": (summary or page.title)[:500]}
        matter |= {"lang": page.lang, "topic": page.topic}
        matter["tags"] = [word for word in words if word]
        matter["status"] = "draft" if page.matter.get("draft") is True else "published"
        if page.lang != self.lang and (original := self.by_key.get((page.key, self.lang))):
            matter["translation_of"] = original.slug
        return matter

    def _link(self, page: Page, text: str, other: Page | None, written: str) -> str:
        if other is None:
            self.gathered.left_out.append(f"{page.file}: the link {written}")
            return text
        here = posixpath.dirname(page.place)
        return f"[{text}]({posixpath.relpath(other.place, here)})"

    def _picture(self, page: Page, found: Match[str]) -> str:
        if (name := self._kept(page, unquote(found["to"]))) is None:
            self.gathered.left_out.append(f"{page.file}: the picture {found['to']}")
            return found["text"]
        here = posixpath.dirname(page.place)
        return f"![{found['text']}]({posixpath.relpath(f'media/{name}', here)})"

    def _kept(self, page: Page, to: str) -> str | None:
        """Copy a picture of the tree once; return the name it has with us."""
        near = posixpath.normpath(posixpath.join(posixpath.dirname(page.file), to))
        near_or_far = (near, to.lstrip("/"), f"static{to}", f"{self.root}{to}")
        path = next((c for c in near_or_far if c in self.folder.files), None)
        if path is None or PurePosixPath(path).suffix.lower() not in MEDIA_TYPES:
            return None
        if path not in self.pictures:
            stem, ending = posixpath.splitext(path.lower())
            self.pictures[path] = free_name(stem, self.names, ending)
            copy = self.target / "media" / self.pictures[path]
            copy.parent.mkdir(parents=True, exist_ok=True)
            descriptor = self.folder.descriptor(path, largest=LARGEST_MEDIA)
            with open(descriptor, "rb") as source, copy.open("wb") as to_file:
                copyfileobj(source, to_file)
            self.names.add(self.pictures[path])
        return self.pictures[path]

    def _write_topics(self) -> None:
        used = dict.fromkeys(page.topic for page in self.gathered.pages)
        lines = []
        for slug in used:
            titles = self.topics[slug]
            spoken = {lang: titles.get(lang) or next(iter(titles.values())) for lang in LANGUAGES}
            words = ", ".join(f"{lang} = {json.dumps(title)}" for lang, title in spoken.items())
            entry = f'slug = "{slug}"\ntitle = {{ {words} }}\nsummary = {{ {words} }}\n'
            lines.append(f"[[topic]]\n{entry}")
        (self.target / "topics.toml").write_text("\n".join(lines), "utf-8")
