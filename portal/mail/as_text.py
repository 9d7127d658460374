"""Text of what is no plain text: HTML, and paragraphs sent in pieces (`format=flowed`)."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from html import unescape

LONGEST = 250_000
DEEPEST_QUOTE = 9
RULE = "_" * 20

TAG = re.compile(r"<(/?[a-zA-Z][^\s/<>]{0,40})")
SPACES = re.compile(r"[ \t\r\n\f]+")
HUGE_NUMBER = re.compile(r"&#[0-9]{9,};?")
HREF = re.compile(r"""\bhref\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))""", re.IGNORECASE)
SHOWN_SCHEMES = ("http://", "https://", "mailto:", "tel:")

UNREAD = frozenset({"script", "style", "title", "template", "textarea", "xml"})
LINES = frozenset(
    {"address", "article", "aside", "body", "center", "dd", "div", "dt", "fieldset", "figure"}
    | {"footer", "form", "header", "html", "li", "main", "nav", "option", "section", "tr"}
)
PARAGRAPHS = frozenset(
    {"blockquote", "dl", "h1", "h2", "h3", "h4", "h5", "h6", "ol", "p", "pre", "table", "ul"}
)


@dataclass
class _Sheet:
    """What is written so far of a page: its lines, the line being written, where we are."""

    lines: list[str] = field(default_factory=list)
    line: list[str] = field(default_factory=list)
    link: tuple[str, list[str]] | None = None
    gap: int | None = None  # a blank line is due, quoted so often
    quotes: int = 0
    preformatted: int = 0
    is_tight: bool = False
    size: int = 0

    def write(self, words: str) -> None:
        words = unescape(HUGE_NUMBER.sub("", words))  # such a number is refused, not read
        if self.preformatted:
            *lines, words = words.split("\n")
            for line in lines:
                self.line.append(line)
                self.break_line()
        else:
            words = SPACES.sub(" ", words)
            words = words if self.line else words.lstrip(" ")
        if words:
            self.line.append(words)
        if self.link:
            self.link[1].append(words)

    def break_line(self) -> None:
        if self.gap is not None and self.lines:
            self._put("", min(self.gap, self.quotes))
        self.gap = None
        line = "".join(self.line)
        self._put(line if self.preformatted else re.sub(" {2,}", " ", line), self.quotes)
        self.line.clear()

    def _put(self, line: str, quotes: int) -> None:
        self.lines.append(("> " * min(quotes, DEEPEST_QUOTE) + line).rstrip())
        self.size += len(self.lines[-1]) + 1

    def end_line(self) -> None:
        if self.line:
            self.break_line()

    def end_paragraph(self) -> None:
        self.end_line()
        self.gap = self.quotes if self.gap is None else min(self.gap, self.quotes)

    def start_link(self, address: str) -> None:
        self.link = (address, []) if address.lower().startswith(SHOWN_SCHEMES) else None

    def end_link(self) -> None:
        """Say where the link leads unless its words say so."""
        address, words = self.link or ("", [])
        said = _bare("".join(words))
        if said and said != _bare(address):
            self.line.append(f" ({address})")
        self.link = None


def html_as_text(html: str) -> str:
    """Return the words of a page line by line, quotes marked by "> "; linear in its length.

    The library's parser is not, and one that builds the tree a browser would may build a huge one.
    """
    sheet = _Sheet()
    for tag, rest in _tokens(html):
        if sheet.size > LONGEST:
            break
        if tag:
            _obey(sheet, tag, rest)
        else:
            sheet.write(rest)
    sheet.end_line()
    return re.sub(r"\n{3,}", "\n\n", "\n".join(sheet.lines)).strip("\n")


def _tokens(html: str) -> Iterator[tuple[str, str]]:
    """Return each tag (`p`, `/p`) with what stands in it, and each text with no tag."""
    place = 0
    while (start := html.find("<", place)) >= 0:
        if start > place:
            yield "", html[place:start]
        tag = TAG.match(html, start)
        if tag:
            place = _end_of_tag(html, tag.end())
            name, rest = tag[1].lower(), html[tag.end() : place - 1]
            yield name, rest
            if name in UNREAD and not rest.endswith("/"):
                found = re.compile(f"</{name}", re.IGNORECASE).search(html, place)
                place = found.start() if found else len(html)
        elif html.startswith(("<!", "<?", "</"), start):
            place = _end_of_comment(html, start)
        else:
            yield "", "<"
            place = start + 1
    yield "", html[place:]


def _end_of_tag(html: str, start: int) -> int:
    """Return where the tag is over; a ">" in double quotes does not end it."""
    end = html.find(">", start)
    if end >= 0 and html.count('"', start, end) % 2:
        closed = html.find('"', end)
        end = html.find(">", closed) if closed >= 0 else end
    return end + 1 if end >= 0 else len(html)


def _end_of_comment(html: str, start: int) -> int:
    mark = "-->" if html.startswith("<!--", start) else ">"
    end = html.find(mark, start + 2)
    return end + len(mark) if end >= 0 else len(html)


def _obey(sheet: _Sheet, tag: str, rest: str) -> None:
    name = tag.removeprefix("/")
    if name in PARAGRAPHS:
        _part_paragraphs(sheet, tag, rest)
    elif name in LINES:
        sheet.end_line()
    if name in {"blockquote", "pre"}:
        _enter(sheet, name, 1 if name == tag else -1)
    elif name == "a":
        sheet.end_link()
        sheet.start_link(_address(rest) if tag == "a" else "")
    elif name == "br" or tag == "hr":
        _draw(sheet, tag)
    elif tag in {"li", "/td", "/th"}:
        sheet.line.append("- " if tag == "li" else " ")


def _part_paragraphs(sheet: _Sheet, tag: str, rest: str) -> None:
    """Leave a blank line, but for Outlook's paragraphs, which are lines to who writes them."""
    if tag == "p":
        sheet.is_tight = "MsoNormal" in rest
    if tag in {"p", "/p"} and sheet.is_tight:
        sheet.end_line()
    else:
        sheet.end_paragraph()


def _enter(sheet: _Sheet, name: str, step: int) -> None:
    if name == "pre":
        sheet.preformatted = max(0, sheet.preformatted + step)
    else:
        sheet.quotes = max(0, sheet.quotes + step)


def _draw(sheet: _Sheet, tag: str) -> None:
    if tag == "hr":
        sheet.end_line()
        sheet.line.append(RULE)
    sheet.break_line()


def _address(attributes: str) -> str:
    found = HREF.search(attributes[:4_000])
    address = next((value for value in found.groups() if value), "") if found else ""
    return unescape(HUGE_NUMBER.sub("", address)).strip()


def _bare(address: str) -> str:
    for scheme in SHOWN_SCHEMES:
        address = address.strip().removeprefix(scheme)
    return address.rstrip("/").lower()


def unflowed(text: str, *, del_sp: bool) -> str:
    """Return the text with its paragraphs in one line each again (RFC 3676)."""
    told: list[tuple[int, list[str]]] = []  # quoted how often, the pieces of a paragraph
    goes_on = False
    for line in text.replace("\r\n", "\n").split("\n"):
        words = line.lstrip(">")
        depth = len(line) - len(words)
        words = words.removeprefix(" ")
        if not (goes_on and told[-1][0] == depth and words != "-- "):
            told.append((depth, []))
        goes_on = words.endswith(" ") and words != "-- "
        told[-1][1].append(words[:-1] if goes_on and del_sp else words)
    return "\n".join(">" * depth + " " * bool(depth) + "".join(said) for depth, said in told)
