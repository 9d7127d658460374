"""A mailbox that is read over IMAP: what nobody read yet is handed on, then marked as read.

`imaplib` talks IMAP (RFC 9051 is what servers speak); every server's answer is data here.
"""

import imaplib
import socket
import ssl
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from urllib.parse import unquote, urlsplit

import structlog

from portal.errors import Busy
from portal.mail.hanging_up import hanging_up
from portal.mail.reading import LARGEST_BYTES

TIMEOUT_S = 20.0
LONGEST_S = 300.0
AT_ONCE = 50
HERE = frozenset({"127.0.0.1", "::1", "localhost"})
READ, READ_AND_FLAGGED = r"(\Seen)", r"(\Seen \Flagged)"
MAILBOX_TROUBLE = (OSError, imaplib.IMAP4.error)
log = structlog.get_logger()


class ImapMailbox:
    """The folder of `imaps://user:password@host/FOLDER`; `imap://` asks for STARTTLS.

    Without TLS it only talks to this machine: the password would be read on the way.
    """

    def __init__(self, url: str, *, longest_s: float = LONGEST_S) -> None:
        parts = urlsplit(url)
        if parts.scheme not in {"imap", "imaps"} or not (parts.hostname and parts.username):
            raise ValueError("give imaps://USER:PASSWORD@HOST/FOLDER")
        self.host, self.is_tls = parts.hostname, parts.scheme == "imaps"
        self.port = parts.port or (993 if self.is_tls else 143)
        self.user, self.password = unquote(parts.username), unquote(parts.password or "")
        self.folder = unquote(parts.path.strip("/")) or "INBOX"
        self.longest_s = longest_s

    def each_unread(self, take: Callable[[bytes], object]) -> int:
        """Hand on each unread mail, oldest first, at most 50; return how many were taken.

        A mail is marked once it was taken. When the database is busy the rest stays unread; a
        mail on which `take` fails is flagged besides, so that it holds up no other and is found.
        Raise OSError or imaplib's error when the server does not serve.
        """
        taken = 0
        with self._opened() as server:
            for uid in _said(server.uid("SEARCH", "UNSEEN"))[0].split()[:AT_ONCE]:
                number = uid.decode("ascii", "replace")
                most = LARGEST_BYTES + 1  # so that a larger mail is seen to be one
                raw = _mail(server.uid("FETCH", number, f"(BODY.PEEK[]<0.{most}>)"))
                try:
                    if raw:  # else somebody deleted it meanwhile
                        take(raw)
                except Busy:
                    return taken
                except Exception:
                    log.exception("mail-not-taken", uid=number, mailbox=self.folder)
                    server.uid("STORE", number, "+FLAGS", READ_AND_FLAGGED)
                    continue
                server.uid("STORE", number, "+FLAGS", READ)
                taken += 1
        return taken

    @contextmanager
    def _opened(self) -> Iterator[imaplib.IMAP4]:
        line = _Line()
        with hanging_up(line, self.longest_s), line, self._connected(line) as server:
            if not self.is_tls and "STARTTLS" in server.capabilities:
                server.starttls(ssl.create_default_context())
            elif not self.is_tls and self.host not in HERE:
                raise OSError(f"{self.host} offers no TLS")
            server.login(self.user, self.password)
            _said(server.select(_quoted(self.folder)))
            yield server

    def _connected(self, line: "_Line") -> imaplib.IMAP4:
        tls = ssl.create_default_context() if self.is_tls else None
        timeout = min(TIMEOUT_S, self.longest_s)
        return _Server(self.host, self.port, timeout=timeout, tls=tls, line=line)


@dataclass
class _Line:
    """A second handle on a connection: speaking TLS takes the first one away."""

    sock: socket.socket | None = None

    def __enter__(self) -> None: ...

    def __exit__(self, *error: object) -> None:
        if self.sock is not None:
            self.sock.close()


class _Server(imaplib.IMAP4):
    """A server whose line is known before it says its first word, which may never end."""

    def __init__(
        self, host: str, port: int, *, timeout: float, tls: ssl.SSLContext | None, line: _Line
    ) -> None:
        self.tls, self.line = tls, line
        super().__init__(host, port, timeout=timeout)

    def _create_socket(self, timeout: float | None) -> socket.socket:
        """Connect; imaplib asks for it here, and its own class for TLS does the same."""
        connection = socket.create_connection((self.host, self.port), timeout)
        self.line.sock = connection.dup()
        return (
            self.tls.wrap_socket(connection, server_hostname=self.host) if self.tls else connection
        )


def _said(answer: tuple[str, list[bytes | None]]) -> list[bytes]:
    """Return what the server said; raise imaplib's error when it said no."""
    status, data = answer
    if status != "OK":
        raise imaplib.IMAP4.error(f"the mailbox says {status}: {data!r:.200}")
    return [each or b"" for each in data] or [b""]


def _mail(answer: tuple[str, list[object]]) -> bytes:
    """Return the mail of a FETCH; nothing when somebody deleted it meanwhile."""
    status, data = answer
    if status != "OK":
        raise imaplib.IMAP4.error(f"the mailbox says {status}")
    parts = [part[1] for part in data if isinstance(part, tuple)]
    return parts[0] if parts and isinstance(parts[0], bytes) else b""


def _quoted(folder: str) -> str:
    return '"' + folder.replace("\\", r"\\").replace('"', r"\"") + '"'
