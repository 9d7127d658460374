"""Front matter: the YAML above an article or a video, read strictly and blamed by line."""

import re
from collections.abc import Hashable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Annotated, Any, Literal
from uuid import UUID

import yaml
from frontmatter.default_handlers import YAMLHandler
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

from portal.content.errors import Complaint
from portal.content.policy import LONGEST_SLUG, SLUG, Audience, Kind, State
from portal.web.forms import Line
from portal.web.languages import LANGUAGES

LARGEST = 32 * 1024
DEEPEST = 20
BOUNDARY = YAMLHandler.FM_BOUNDARY
DURATION = re.compile(r"(?:(\d{1,2}):)?(\d{1,2}):([0-5]\d)")
BLANK_LINES = re.compile(r"\s*\n")
NO_FRONT_MATTER = "The file must begin with front matter between two lines of ---."


def read_duration(given: object) -> object:
    """Return seconds for 3:20, 1:02:03 or 200."""
    found = DURATION.fullmatch(given) if isinstance(given, str) else None
    if found is None:
        return given
    hours, minutes, seconds = (int(part or 0) for part in found.groups())
    return hours * 3600 + minutes * 60 + seconds


Slug = Annotated[str, Field(pattern=f"^{SLUG}$", max_length=LONGEST_SLUG)]
Tag = Annotated[Line, Field(min_length=1, max_length=200)]
File = Annotated[str, Field(min_length=1, max_length=300)]
Id = Annotated[UUID, Field(strict=False)]
Seconds = Annotated[int, BeforeValidator(read_duration), Field(ge=1, le=86_400)]


class ArticleMatter(BaseModel):
    """What stands above an article."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)

    title: Line = Field(min_length=1, max_length=200)
    summary: Line = Field(min_length=1, max_length=500)
    lang: Literal[LANGUAGES]  # type: ignore[valid-type]
    topic: Slug
    tags: list[Tag] = Field(default_factory=list, max_length=30)
    audience: Literal[*(each.value for each in Audience)] = "everyone"  # type: ignore[valid-type]
    translation_of: Slug | None = None
    status: Literal[*(each.value for each in State)] = "draft"  # type: ignore[valid-type]
    review_on: date | None = None
    tell_us: Line = Field("", max_length=300)
    id: Id | None = None
    owner: Line | None = Field(None, max_length=254)
    replaced_by: Id | None = None


class VideoMatter(ArticleMatter):
    """What stands above a video: `file` is one of ours, `source` an address elsewhere."""

    source: Annotated[str, Field(pattern=r"^https?://\S+$", max_length=500)] | None = None
    file: File | None = None
    poster: File | None = None
    duration: Seconds | None = None
    captions: File | None = None
    chapters: File | None = None


class _Loader(yaml.SafeLoader):
    """Plain values only: an alias could repeat a value a million times."""

    def compose_node(self, parent: yaml.Node | None, index: int) -> yaml.Node | None:
        if self.check_event(yaml.AliasEvent):
            raise yaml.MarkedYAMLError(
                None,
                None,
                "aliases (*name) are not taken here",
                self.peek_event().start_mark,  # type: ignore[no-untyped-call]
            )
        return super().compose_node(parent, index)


def _quick_loader(text: str) -> yaml.SafeLoader | None:
    """Return the loader in C for a text without aliases and with little depth: it takes both.

    Whatever it stumbles over is left to the strict loader, which says what is wrong.
    """
    loader = getattr(yaml, "CSafeLoader", None)
    depth = 0
    for event in yaml.parse(text, Loader=loader) if loader else ():
        depth += isinstance(event, yaml.CollectionStartEvent)
        depth -= isinstance(event, yaml.CollectionEndEvent)
        if depth > DEEPEST or isinstance(event, yaml.AliasEvent):
            return None
    return loader(text) if loader else None


@dataclass(frozen=True)
class Written:
    """A file taken apart: its front matter, the line of each key, and the text under it."""

    matter: ArticleMatter
    lines: Mapping[str, int]
    body: str
    body_line: int

    def line_of(self, key: str) -> int:
        return self.lines.get(key, 1)

    def line_saying(self, words: str) -> int:
        """Return the line of the body in which these words stand first."""
        before, found, _ = self.body.partition(words)
        return self.body_line + before.count("\n") if found else self.body_line


@dataclass(frozen=True)
class _Yaml:
    values: dict[Hashable, Any] = field(default_factory=dict)
    lines: dict[str, int] = field(default_factory=dict)


class FrontMatterError(Exception):
    """Front matter that cannot be used, and every reason why."""

    def __init__(self, complaints: list[Complaint]) -> None:
        super().__init__(complaints)
        self.complaints = complaints


def read_front_matter(text: str, *, file: str, kind: Kind) -> Written:
    """Return the file taken apart; raise FrontMatterError."""
    text = one_line_end(text)
    opening = BOUNDARY.match(text)
    closing = BOUNDARY.search(text, opening.end()) if opening else None
    if opening is None or closing is None:
        raise FrontMatterError([Complaint(file, 1, NO_FRONT_MATTER)])
    above = text.count("\n", 0, opening.end())
    yaml_text, rest = text[opening.end() : closing.start()], text[closing.end() :]
    found = _read_yaml(yaml_text, file=file, above=above)
    body_line = 1 + text.count("\n", 0, closing.end() + _blank(rest))
    matter = _checked(found, file=file, kind=kind)
    return Written(matter, found.lines, body_of(rest), body_line)


def one_line_end(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n")


def body_of(text: str) -> str:
    """Return a text as a file keeps it: no blank lines above it and none below."""
    text = one_line_end(text)
    return text[_blank(text) :].rstrip()


def _blank(text: str) -> int:
    """Return how many signs of blank lines stand above a text."""
    found = BLANK_LINES.match(text)
    return found.end() if found else 0


def _read_yaml(text: str, *, file: str, above: int) -> _Yaml:
    """`above` is how many lines of the file stand over the YAML."""
    if len(text.encode()) > LARGEST:
        raise FrontMatterError([Complaint(file, 1, "The front matter is larger than 32 kB.")])
    try:
        loader = _loader(text)
        node = loader.get_single_node()
        if not isinstance(node, yaml.MappingNode):
            raise FrontMatterError([Complaint(file, 1, "The front matter is not a list of keys.")])
        lines = dict(_lines(node, file=file, above=above))
        return _Yaml(loader.construct_document(node), lines)
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        raise FrontMatterError([_yaml_complaint(error, file=file, above=above)]) from error


def _loader(text: str) -> yaml.SafeLoader:
    try:
        return _quick_loader(text) or _Loader(text)
    except (yaml.YAMLError, ValueError):
        return _Loader(text)


def _lines(node: yaml.MappingNode, *, file: str, above: int) -> Iterator[tuple[str, int]]:
    seen = set()
    for key, _ in node.value:
        line = above + key.start_mark.line + 1
        if key.value in seen:
            raise FrontMatterError([Complaint(file, line, f"'{key.value}' is there twice.")])
        seen.add(key.value)
        yield str(key.value), line


def _yaml_complaint(error: Exception, *, file: str, above: int) -> Complaint:
    mark = getattr(error, "problem_mark", None)
    line = above + mark.line + 1 if mark else 1
    problem = getattr(error, "problem", None) or "a value cannot be read"
    return Complaint(file, line, f"This is not the YAML we take: {problem}.")


def _checked(found: _Yaml, *, file: str, kind: Kind) -> ArticleMatter:
    model = VideoMatter if kind == Kind.VIDEO else ArticleMatter
    try:
        return model.model_validate(found.values)
    except ValidationError as error:
        complaints = [
            Complaint(file, found.lines.get(str(e["loc"][0]), 1), _sentence(dict(e), model))
            for e in error.errors()
        ]
        raise FrontMatterError(complaints) from error


def _sentence(error: Mapping[str, Any], model: type[ArticleMatter]) -> str:
    key, context = error["loc"][0], error.get("ctx", {})
    sentences = {
        "missing": "is missing.",
        "extra_forbidden": f"is not a key. Known keys: {', '.join(model.model_fields)}.",
        "string_type": "must be text; put it in quotes.",
        "string_too_short": "is empty.",
        "string_too_long": f"is longer than {context.get('max_length')} characters.",
        "string_pattern_mismatch": PATTERNS.get(str(key), "does not look right."),
        "literal_error": f"must be one of: {str(context.get('expected')).replace(' or ', ', ')}.",
        "date_type": "must be a date such as 2027-03-31.",
        "list_type": "must be a list such as [one, two].",
        "too_long": f"has more than {context.get('max_length')} entries.",
    }
    sentence = sentences.get(
        error["type"], PATTERNS.get(str(key), f"does not look right: {error['msg']}.")
    )
    return f"'{key}' {sentence}"


PATTERNS = {
    "duration": "must be a length such as 3:20, 1:02:03 or 200 (seconds), up to a day.",
    "source": "must be a web address that starts with https://.",
    "topic": "must be small letters, digits and hyphens.",
    "id": "must be an id as `content export` writes it.",
    "replaced_by": "must be the id of the item that replaces this one.",
    "translation_of": "must be small letters, digits and hyphens: the file name without .md.",
}
