"""The parts of a raw mail, split here: the library raises, or takes long, on hostile ones."""

import binascii
import codecs
import re
from collections.abc import Iterator
from dataclasses import dataclass
from email.message import Message
from email.utils import collapse_rfc2231_value
from functools import cached_property

MOST_PARTS = 200
DEEPEST = 10
MOST_FIELDS = 1_000
LONGEST_FIELD = 65_536
LONGEST_DECODED = 4_000
MOST_PARAMETERS = 60

Fields = tuple[tuple[str, str], ...]

FIELD_ENDS = re.compile(rb"\n(?![ \t])")
FIELD = re.compile(rb"[!-9;-~]+[ \t]*:")
ENCODED_WORD = re.compile(r"=\?([^?\s]{1,60})\?([QqBb])\?([^?]*)\?=")
BETWEEN_ENCODED_WORDS = re.compile(r"(?<=\?=)[ \t]+(?==\?)")
NOT_BASE64 = re.compile(rb"[^A-Za-z0-9+/]")

NO_CHARSETS = {"idna", "punycode", "unicode-escape", "raw-unicode-escape", "undefined"}
DOUBTFUL_CHARSETS = {"ascii", "iso8859-1"}  # said by many who write something else


@dataclass(frozen=True)
class Part:
    """One part of a mail, or the mail: its fields, what they stand above, and the parts in it."""

    fields: Fields
    kind: str
    body: bytes
    children: tuple["Part", ...] = ()

    def all(self, name: str) -> list[str]:
        return [value for field, value in self.fields if field == name]

    def first(self, name: str) -> str:
        return next(iter(self.all(name)), "")

    def parameter(self, field: str, name: str) -> str:
        """Return `name` of a field such as `text/plain; charset=utf-8`, or ""."""
        return _parameter(self.first(field), name)

    @cached_property
    def name(self) -> str:
        """Return the name of the file this part is, "" for none."""
        return self.parameter("content-disposition", "filename") or self.parameter(
            "content-type", "name"
        )

    @cached_property
    def is_words(self) -> bool:
        """Whether somebody's words are here to be read, not as a file."""
        told = self.first("content-disposition").partition(";")[0].strip().lower()
        is_text = self.kind in {"text/plain", "text/html"}
        return is_text and told != "attachment" and not self.name

    @cached_property
    def content(self) -> bytes:
        """Return the bytes that were sent, as far as they came."""
        coding = self.first("content-transfer-encoding").strip().lower()
        if coding == "quoted-printable":
            return binascii.a2b_qp(self.body)
        return _from_base64(self.body) if coding == "base64" else self.body

    def text(self, most: int) -> str:
        """Return the first `most` bytes as text."""
        return as_text(self.content[:most], self.parameter("content-type", "charset"))


def split(raw: bytes) -> Part:
    """Return the mail and its parts, at most 200, at most 10 deep; a mail inside stays closed."""
    return _part(b"\n" + raw.lstrip(b"\r\n"), iter(range(MOST_PARTS)), 0)


def _part(raw: bytes, budget: Iterator[int], depth: int, kind: str = "text/plain") -> Part:
    """Return the part that begins after the first line end of `raw`."""
    fields, body = _fields_and_body(raw)
    told = next((value for name, value in fields if name == "content-type"), "")
    named = told.partition(";")[0].strip().lower()
    kind = named if named.count("/") == 1 else kind
    if not kind.startswith("multipart/") or depth == DEEPEST:
        return Part(fields, kind, body)
    pieces = _pieces(body, _parameter(told, "boundary"))
    within = "message/rfc822" if kind == "multipart/digest" else "text/plain"
    piece = next(pieces, None)
    if piece is None:
        return Part(fields, "text/plain", body)
    children = []
    while piece is not None and next(budget, None) is not None:
        children.append(_part(piece, budget, depth + 1, within))
        piece = next(pieces, None)
    return Part(fields, kind, body, tuple(children))


def _pieces(body: bytes, boundary: str) -> Iterator[bytes]:
    if not boundary:
        return
    body = b"\n" + body
    start = None
    limit = b"\n--" + re.escape(boundary.encode("utf-8", "replace"))
    for found in re.finditer(limit + rb"(--)?[ \t]*\r?(?=\n|\Z)", body):
        if start is not None:
            yield body[start : found.start()].removesuffix(b"\r")
        if found[1]:
            return
        start = found.end()
    if start is not None:
        yield body[start:]


def _fields_and_body(raw: bytes) -> tuple[Fields, bytes]:
    """Return the fields, unfolded, their names in small letters, and what follows them."""
    if raw.startswith((b"\nFrom ", b"\n>From ")):  # the envelope of a mailbox file
        raw = raw[raw.find(b"\n", 1) :] if b"\n" in raw[1:] else b""
    ends = [(at, mark) for mark in (b"\n\n", b"\n\r\n") if (at := raw.find(mark)) >= 0]
    at, mark = min(ends, default=(len(raw), b""))
    if at and not FIELD.match(raw, 1):
        return (), raw[1:]
    lines = FIELD_ENDS.split(raw[1:at] if at else b"", MOST_FIELDS)[:MOST_FIELDS]
    fields = tuple(_field(line) for line in lines if FIELD.match(line))
    if mark:
        return fields, raw[at + len(mark) :]
    after = next((n for n, line in enumerate(lines) if not FIELD.match(line)), len(lines))
    return fields, b"\n".join(lines[after:])  # nothing parts the fields from the words


def _field(line: bytes) -> tuple[str, str]:
    name, _, value = line[:LONGEST_FIELD].partition(b":")
    text = as_text(value.replace(b"\r", b"").replace(b"\n", b""), "")
    return name.decode("ascii", "replace").strip().lower(), text.strip()


def _parameter(value: str, name: str) -> str:
    message = Message()
    message["X"] = ";".join(value[:LONGEST_DECODED].split(";")[:MOST_PARAMETERS])
    try:
        found = message.get_param(name, "", header="X")
        return decoded(collapse_rfc2231_value(found).strip())
    except (ValueError, TypeError, LookupError):  # RFC 2231 with numbers, charsets of no sense
        return ""


def decoded(value: str) -> str:
    """Return a field with its encoded words decoded (RFC 2047), only its first 4,000 signs."""
    value = BETWEEN_ENCODED_WORDS.sub("", value[:LONGEST_DECODED])
    told, end = [("", b"")], 0  # charset and bytes; two words may share the bytes of one letter
    for word in ENCODED_WORD.finditer(value):
        charset = word[1].partition("*")[0].lower()
        if word.start() > end:
            told.append(("utf-8", value[end : word.start()].encode("utf-8", "replace")))
        if word.start() > end or told[-1][0] != charset:
            told.append((charset, b""))
        told[-1] = charset, told[-1][1] + _word(word[2], word[3])
        end = word.end()
    return "".join(as_text(sent, charset) for charset, sent in told) + value[end:]


def _word(coding: str, sent: str) -> bytes:
    as_bytes = sent.encode("utf-8", "replace")
    return _from_base64(as_bytes) if coding in "Bb" else binascii.a2b_qp(as_bytes, header=True)


def _from_base64(sent: bytes) -> bytes:
    try:
        return binascii.a2b_base64(sent)
    except binascii.Error:  # cut off
        kept = NOT_BASE64.sub(b"", sent)
        return binascii.a2b_base64(kept[: len(kept) - (len(kept) % 4 == 1)] + b"==")


def as_text(sent: bytes, charset: str) -> str:
    """Return the text; in UTF-8, else in the Western charset, where the named one is no help."""
    try:
        named = codecs.lookup(charset or "ascii").name
        if named not in NO_CHARSETS | DOUBTFUL_CHARSETS:
            return sent.decode(named, "replace")
    except (LookupError, ValueError):
        pass
    try:
        return sent.decode("utf-8")
    except UnicodeDecodeError:
        return sent.decode("cp1252", "replace")
