"""One raw mail made into facts: nothing in it is believed, nothing in it can raise or last."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256

from portal.mail.as_text import html_as_text, unflowed
from portal.mail.parts import Part, decoded, split
from portal.web.forms import many_lines, one_line

LARGEST_BYTES = 25 * 1024 * 1024
MOST_RECIPIENTS = 100
MOST_ATTACHMENTS = 20
LONGEST_TEXT = 200_000
LONGEST_SOURCE = 1_000_000  # bytes of text or HTML that are read
LONGEST_ADDRESS = 254
LONGEST_SUBJECT = 300
LONGEST_NAME = 200

RECIPIENT_FIELDS = ("delivered-to", "x-original-to", "envelope-to", "to", "cc")
QUOTED = re.compile(r'"[^"]*"')
SIGN = r"[\w!#$%&'*+/=?^`{|}~.-]"
ADDRESS = re.compile(rf"(?<!{SIGN})({SIGN}{{1,64}}@[\w.-]{{1,253}})")
ANGLED = re.compile(rf"<\s{{0,9}}({SIGN}{{1,64}}@[\w.-]{{1,253}})\s{{0,9}}>")

BULK = frozenset({"bulk", "junk", "list", "auto_reply"})
MACHINES = frozenset({"mailer-daemon", "postmaster"})


class Unreadable(ValueError):
    """No facts can be had of this mail; says why in English."""


@dataclass(frozen=True)
class Attachment:
    """A file of a mail; `name` is its sender's, on one line, and safe for nothing."""

    name: str
    content: bytes


@dataclass(frozen=True)
class ReceivedMail:
    """What a mail says; of its sender we know only what the sender says."""

    recipients: tuple[str, ...]
    sender: str
    subject: str
    digest: str
    text: str
    attachments: tuple[Attachment, ...]
    is_automatic: bool


def read_mail(raw: bytes) -> ReceivedMail:
    """Return the facts of a mail; raise Unreadable where none can be had."""
    if len(raw) > LARGEST_BYTES:
        raise Unreadable("It is larger than 25 MB.")
    if not raw.strip():
        raise Unreadable("It is empty.")
    mail = split(raw)
    sender = _sender(mail)
    return ReceivedMail(
        recipients=tuple(_recipients(mail)),
        sender=sender,
        subject=_line(decoded(mail.first("subject")), LONGEST_SUBJECT),
        digest=_digest(mail),
        text=_text(mail),
        attachments=tuple(_attachments(mail)),
        is_automatic=_is_automatic(mail, sender),
    )


def _line(text: str, most: int) -> str:
    return str(one_line(text))[:most].strip()


def _recipients(mail: Part) -> list[str]:
    """Return who it was for, first those whom the servers on its way name."""
    values = [value for name in RECIPIENT_FIELDS for value in mail.all(name)]
    found = (each for value in values for each in ADDRESS.findall(QUOTED.sub("", value)))
    addresses = (address.strip("'.").lower() for address in found)
    short = dict.fromkeys(address for address in addresses if len(address) <= LONGEST_ADDRESS)
    return list(short)[:MOST_RECIPIENTS]


def _sender(mail: Part) -> str:
    value = QUOTED.sub("", mail.first("from"))
    found = ANGLED.search(value) or ADDRESS.search(value)
    address = found[1].strip("'.").lower() if found else ""
    return address if len(address) <= LONGEST_ADDRESS else ""


def _digest(mail: Part) -> str:
    """Return what tells this mail from every other: of Message-ID, Date and the bytes of the body.

    What servers on the way add or change is left out: other fields, line ends, blank lines at the
    end. So a mail fetched twice, or by two ways, is one; a forged Message-ID makes no mail another.
    """
    told = "\n".join("".join(mail.first(name).split()) for name in ("message-id", "date"))
    body = mail.body.replace(b"\r\n", b"\n").rstrip()
    return sha256(told.encode("utf-8", "replace") + b"\n" + body).hexdigest()


def _text(mail: Part) -> str:
    texts, left = [], LONGEST_SOURCE
    for part in _word_parts(mail):
        texts.append(_words(part, left))
        left -= min(left, len(part.content))
    text = "\n".join(texts)[: LONGEST_TEXT + 50_000]
    return str(many_lines(text))[:LONGEST_TEXT]


def _word_parts(part: Part) -> list[Part]:
    """Return the parts to read, in their order; of alternatives one that says something."""
    if not part.children:
        return [part] if part.is_words and part.content.strip() else []
    told = [words for child in part.children if (words := _word_parts(child))]
    if part.kind != "multipart/alternative":
        return [each for words in told for each in words]
    return min(told, key=lambda words: any(each.kind == "text/html" for each in words), default=[])


def _words(part: Part, most: int) -> str:
    text = part.text(most)
    if part.kind == "text/html":
        return html_as_text(text)
    if part.parameter("content-type", "format").lower() != "flowed":
        return text
    return unflowed(text, del_sp=part.parameter("content-type", "delsp").lower() == "yes")


def _attachments(mail: Part) -> list[Attachment]:
    files = [part for part, is_version in _leaves(mail) if _is_file(part, is_version=is_version)]
    return [Attachment(_file_name(part), part.content) for part in files[:MOST_ATTACHMENTS]]


def _leaves(part: Part, *, is_version: bool = False) -> Iterator[tuple[Part, bool]]:
    """Return each part that holds no others, and whether it says what another says as well."""
    if not part.children:
        yield part, is_version
    for child in part.children:
        yield from _leaves(child, is_version=part.kind == "multipart/alternative")


def _is_file(part: Part, *, is_version: bool) -> bool:
    """Words are none, whether chosen or not; nor is a nameless version of them."""
    is_other_version = is_version and part.kind.startswith("text/") and not part.name
    return not part.is_words and not is_other_version


def _file_name(part: Part) -> str:
    name = _line(part.name, LONGEST_NAME)
    if part.kind != "message/rfc822":
        return name or "attachment"
    return f"{(name or 'message')[: LONGEST_NAME - 4].removesuffix('.eml')}.eml"


def _is_automatic(mail: Part, sender: str) -> bool:
    """Whether no person wrote it (RFC 3834, and what mail programs do).

    A sender called no-reply may be a customer's own help desk that passes on a person's words:
    such a mail counts as a person's unless it says otherwise.
    """
    submitted, precedence = _word(mail, "auto-submitted"), _word(mail, "precedence")
    suppressed = mail.first("x-auto-response-suppress").lower().replace(",", " ").split()
    return (
        submitted not in {"", "no"}
        or precedence in BULK
        or mail.first("content-type").lower().startswith("multipart/report")
        or "all" in suppressed
        or sender.partition("@")[0] in MACHINES
        or any(value.strip("<> ") == "" for value in mail.all("return-path"))
        or any(mail.all(name) for name in ("list-id", "list-unsubscribe"))
        or any(_word(mail, name) not in {"", "no"} for name in ("x-autoreply", "x-autorespond"))
    )


def _word(mail: Part, name: str) -> str:
    """Return the first word of a field, without what is said about it."""
    return next(iter(re.split(r"[;(\s]", mail.first(name).lower(), maxsplit=1)), "")
