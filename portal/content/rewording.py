"""The text of somebody else's Markdown file made ours: its title, its summary, its links."""

import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping
from typing import Any

import yaml

FRONT = re.compile(r"\A---[ \t]*\n(.*?)\n---[ \t]*(?:\n|\Z)", re.DOTALL)
FENCE = re.compile(r"^\s{0,3}(`{3,}|~{3,})")
TITLE = re.compile(r"^#\s+(.+?)\s*#*\s*$")
# What could go on to the end of a long line is bounded, or each of its signs would try to.
LINK = re.compile(
    r"(?P<code>`+[^`]*`+)"
    r"|(?P<mark>!?)\[(?P<text>[^\]]{0,300})\]"
    r"\(\s*<?(?P<to>[^)\s>]{1,999})>?(?:\s+[\"'][^)]{0,300})?\)"
    r"|\[\[(?P<page>[^\]|]{1,300})(?:\|(?P<label>[^\]]{1,300}))?\]\]"
)
MARKUP = re.compile(r"[*_`#>]+|!?\[([^\]]{0,300})\]\([^)]{0,300}\)|<[^>]{1,300}>|\{[^}]{0,300}\}")
LARGEST_FRONT = 8 * 1024


class Unread(yaml.SafeLoader):
    """Plain values; what only a program of theirs understands is left out."""

    def compose_node(self, parent: yaml.Node | None, index: int) -> yaml.Node | None:
        if self.check_event(yaml.AliasEvent):
            raise yaml.YAMLError("aliases are not taken here")
        return super().compose_node(parent, index)


Unread.add_multi_constructor("", lambda loader, suffix, node: None)


def read_yaml(text: str) -> dict[str, Any]:
    """Return the keys of a small YAML text, or none when it is not one."""
    if len(text) > LARGEST_FRONT * 8:
        return {}
    try:
        found = yaml.load(text, Loader=Unread)  # noqa: S506  a SafeLoader
    except (yaml.YAMLError, ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}


def dumped(matter: Mapping[str, Any]) -> str:
    """Return front matter as YAML, by the writer in C where there is one."""
    writer = getattr(yaml, "CSafeDumper", yaml.SafeDumper)
    return str(yaml.dump(dict(matter), Dumper=writer, allow_unicode=True, sort_keys=False))


def parted(text: str) -> tuple[dict[str, Any], str]:
    """Return the front matter, if there is one, and the text under it."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    found = FRONT.match(text)
    if found is None or len(found[1]) > LARGEST_FRONT:
        return {}, text
    return read_yaml(found[1]), text[found.end() :]


def titled(body: str) -> tuple[str, str]:
    """Return the first heading of the highest level, and the text without it."""
    lines = body.split("\n")
    for number, (line, is_code) in enumerate(lines_of(body)):
        if not is_code and (found := TITLE.match(line)):
            return plain(found[1]), "\n".join(lines[:number] + lines[number + 1 :]).strip()
    return "", body.strip()


def opening_of(body: str) -> str:
    """Return the first sentences of the first paragraph."""
    for part in re.split(r"\n\s*\n", body):
        words = plain(part)
        if words and not re.match(r"\s*(#|```|~~~|\||!\[|:::|!!!|<|[-*+] |\d+\. )", part):
            return words[:300].rsplit(" ", 1)[0] if len(words) > 300 else words
    return ""


def relinked(body: str, change: Callable[[re.Match[str]], str]) -> str:
    """Return the text with its links and pictures changed, but not what is code."""
    return "\n".join(
        line if is_code else LINK.sub(lambda m: m[0] if m["code"] else change(m), line)
        for line, is_code in lines_of(body)
    )


def plain(text: str) -> str:
    return " ".join(MARKUP.sub(r"\1", text).split())


def slug_of(text: str) -> str:
    """Return a name for an address: small letters, digits and hyphens."""
    flat = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", flat).strip("-")[:100].strip("-")


def lines_of(body: str) -> Iterator[tuple[str, bool]]:
    """Yield each line, and whether it stands in a block of code."""
    fence = ""
    for line in body.split("\n"):
        found = FENCE.match(line)
        is_code = bool(fence or found)
        if found and not fence:
            fence = found[1]
        elif found and found[1].startswith(fence):
            fence = ""
        yield line, is_code
