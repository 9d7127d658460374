"""The one way out: a visit to a web address, never to a place inside the operator's network.

A host is resolved once, each of its addresses must be public, and the connection goes to the
address that was looked at. A redirect is a new address and is looked at anew.
"""

import re
import socket
import ssl
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address
from urllib.parse import SplitResult, quote, urljoin, urlsplit

SECONDS = 5.0
LARGEST_ANSWER = 64 * 1024
MOST_REDIRECTS = 3
REDIRECTS = frozenset({301, 302, 303, 307, 308})
PORTS = {"http": 80, "https": 443}
HOST = re.compile(r"[A-Za-z0-9.\-]{1,253}|[0-9A-Fa-f:.]{2,45}")
STATUS_LINE = re.compile(rb"HTTP/1\.[01] ([1-5]\d\d)(?: |\r?\n)")
LOCATION = re.compile(rb"\r?\nlocation:[ \t]*([^\r\n]{1,2000})", re.IGNORECASE)
ASKED = "/?&=%~:@!$'()*+,;-._"
NAT64 = IPv6Network("64:ff9b::/96")
COMPATIBLE = IPv6Network("::/96")

Resolve = Callable[[str, int], Sequence[str]]
Connect = Callable[[str, int, float], socket.socket]


class NotReached(Exception):
    """The visit failed; `why` is one word for it."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


def resolve(host: str, port: int) -> Sequence[str]:
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(entry[4][0]) for entry in found))


def connect(address: str, port: int, seconds: float) -> socket.socket:
    return socket.create_connection((address, port), timeout=seconds)


def is_public(address: str) -> bool:
    """Whether an address belongs to the open internet; one wrapped in another counts as itself."""
    try:
        found = ip_address(address)
    except ValueError:
        return False
    inner = _wrapped(found)
    if inner is not None:
        return is_public(str(inner))
    if isinstance(found, IPv6Address) and (found in COMPATIBLE or found.is_site_local):
        return False
    return found.is_global and not (found.is_multicast or found.is_reserved)


def _wrapped(address: IPv4Address | IPv6Address) -> IPv4Address | None:
    """Return the IPv4 address inside a mapped, 6to4, Teredo or NAT64 address."""
    if isinstance(address, IPv4Address):
        return None
    if address in NAT64:
        return IPv4Address(int(address) & 0xFFFF_FFFF)
    teredo = address.teredo[1] if address.teredo else None
    return address.ipv4_mapped or address.sixtofour or teredo


@dataclass(frozen=True)
class Outgoing:
    """Visits web addresses within `seconds`, reading no more than the head of the answer."""

    resolve: Resolve = resolve
    connect: Connect = connect
    seconds: float = SECONDS
    tls: ssl.SSLContext = field(default_factory=ssl.create_default_context)
    clock: Callable[[], float] = time.monotonic

    def visit(self, url: str) -> int:
        """Return the status of the last answer; raise NotReached."""
        ends_at = self.clock() + self.seconds
        for _ in range(MOST_REDIRECTS + 1):
            status, location = self._ask(url, ends_at)
            if status not in REDIRECTS or not location:
                return status
            url = urljoin(url, location)
        raise NotReached("redirects")

    def _ask(self, url: str, ends_at: float) -> tuple[int, str]:
        parts, port = checked_parts(url)
        host = parts.hostname or ""
        address = self._checked_address(host, port)
        try:
            with self.connect(address, port, self._left(ends_at)) as plain:
                return self._talk(plain, parts, ends_at)
        except TimeoutError as error:
            raise NotReached("timeout") from error
        except ssl.SSLError as error:
            raise NotReached("tls") from error
        except OSError as error:
            raise NotReached("connection") from error

    def _checked_address(self, host: str, port: int) -> str:
        """Return where to connect to; one address inside our network spoils all of a host's."""
        try:
            addresses = self.resolve(host, port)
        except (OSError, UnicodeError) as error:
            raise NotReached("unknown-host") from error
        if not addresses:
            raise NotReached("unknown-host")
        if not all(is_public(address) for address in addresses):
            raise NotReached("private")
        return addresses[0]

    def _talk(self, plain: socket.socket, parts: SplitResult, ends_at: float) -> tuple[int, str]:
        if parts.scheme != "https":
            return self._exchange(plain, parts, ends_at)
        with self.tls.wrap_socket(plain, server_hostname=parts.hostname) as wrapped:
            return self._exchange(wrapped, parts, ends_at)

    def _exchange(self, to: socket.socket, parts: SplitResult, ends_at: float) -> tuple[int, str]:
        to.settimeout(self._left(ends_at))
        to.sendall(_request(parts))
        head = b""
        while b"\r\n\r\n" not in head and len(head) < LARGEST_ANSWER:
            to.settimeout(self._left(ends_at))
            chunk = to.recv(4096)
            if not chunk:
                break
            head += chunk
        found = STATUS_LINE.match(head)
        if found is None:
            raise NotReached("no-answer")
        head = head.partition(b"\r\n\r\n")[0]
        location = LOCATION.search(head)
        return int(found[1]), location[1].decode("latin-1").strip() if location else ""

    def _left(self, ends_at: float) -> float:
        left = ends_at - self.clock()
        if left <= 0:
            raise NotReached("timeout")
        return left


def checked_parts(url: str) -> tuple[SplitResult, int]:
    """Return the parts and the port of a web address; raise NotReached for anything else."""
    try:
        parts = urlsplit(url)
        port = parts.port or PORTS.get(parts.scheme, 0)
    except ValueError as error:
        raise NotReached("address") from error
    is_plain = not any(ord(sign) <= 32 or ord(sign) == 127 for sign in url)
    has_name = parts.username is not None or parts.password is not None
    if parts.scheme not in PORTS or has_name or not is_plain or not port:
        raise NotReached("address")
    if not HOST.fullmatch(parts.hostname or ""):
        raise NotReached("address")
    return parts, port


def _request(parts: SplitResult) -> bytes:
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    lines = (
        f"GET {quote(path, safe=ASKED)} HTTP/1.1",
        f"Host: {parts.netloc}",
        "User-Agent: academy-link-check",
        "Accept: */*",
        "Connection: close",
    )
    return "".join(f"{line}\r\n" for line in (*lines, "")).encode("ascii")
