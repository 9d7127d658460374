"""The one way out: hostile addresses reach nothing; what is public is asked within limits."""

import itertools
import socket
import threading
from collections.abc import Callable, Iterator, Sequence

import pytest

from portal.web.outgoing import LARGEST_ANSWER, NotReached, Outgoing, is_public, resolve

PUBLIC = "93.184.216.34"
Answer = Callable[[socket.socket], None]


class Canary:
    """A listener on this machine; it counts who comes, and answers as it is told."""

    def __init__(self, answer: bytes | Answer = b"HTTP/1.1 200 OK\r\n\r\n") -> None:
        self.answer, self.visits, self.asked = answer, 0, b""
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port: int = self.listener.getsockname()[1]
        self.thread = threading.Thread(target=self._serve, daemon=True)
        self.thread.start()

    def _serve(self) -> None:
        while True:
            try:
                visitor, _ = self.listener.accept()
            except OSError:
                return
            self.visits += 1
            with visitor:
                self._receive(visitor)

    def _receive(self, visitor: socket.socket) -> None:
        try:
            self.asked = visitor.recv(65_536)
            if callable(self.answer):
                self.answer(visitor)
            else:
                visitor.sendall(self.answer)
        except OSError:
            return

    def close(self) -> None:
        self.listener.close()


@pytest.fixture
def canary() -> Iterator[Canary]:
    one = Canary()
    yield one
    one.close()


def names(**known: Sequence[str]) -> Callable[[str, int], Sequence[str]]:
    """Resolve these names so, and numbers as the system does; nobody else exists."""

    def look(host: str, port: int) -> Sequence[str]:
        if host in known:
            return known[host]
        if any(sign.isdigit() or sign == ":" for sign in host) or host == "localhost":
            return resolve(host, port)
        raise OSError(f"no such host: {host}")

    return look


HOSTILE = [
    "http://127.0.0.1:{port}/",
    "http://127.1:{port}/",
    "http://127.0.1:{port}/",
    "http://127.255.255.254:{port}/",
    "http://0:{port}/",
    "http://0.0.0.0:{port}/",
    "http://2130706433:{port}/",
    "http://0x7f000001:{port}/",
    "http://0x7f.0.0.1:{port}/",
    "http://0177.0.0.1:{port}/",
    "http://017700000001:{port}/",
    "http://localhost:{port}/",
    "http://LOCALHOST:{port}/",
    "http://localhost.:{port}/",
    "http://[::1]:{port}/",
    "http://[::]:{port}/",
    "http://[0:0:0:0:0:0:0:1]:{port}/",
    "http://[::ffff:127.0.0.1]:{port}/",
    "http://[::ffff:7f00:1]:{port}/",
    "http://[::127.0.0.1]:{port}/",
    "http://[64:ff9b::127.0.0.1]:{port}/",
    "http://[64:ff9b::7f00:1]:{port}/",
    "http://[64:ff9b:1::7f00:1]:{port}/",
    "http://[2002:7f00:1::]:{port}/",
    "http://[2002:a00:1::1]:{port}/",
    "http://[2001:0:7f00:1::80ff:fffe]:{port}/",
    "http://[fe80::1]:{port}/",
    "http://[fe80::1%25lo]:{port}/",
    "http://[fc00::1]:{port}/",
    "http://[fec0::1]:{port}/",
    "http://[ff02::1]:{port}/",
    "http://[2001:db8::1]:{port}/",
    "http://10.0.0.1:{port}/",
    "http://172.16.0.1:{port}/",
    "http://192.168.0.1:{port}/",
    "http://169.254.169.254/latest/meta-data/",
    "http://100.64.0.1:{port}/",
    "http://198.18.0.1:{port}/",
    "http://192.0.2.1:{port}/",
    "http://224.0.0.1:{port}/",
    "http://240.0.0.1:{port}/",
    "http://255.255.255.255:{port}/",
    "http://user:pass@127.0.0.1:{port}/",
    "http://93.184.216.34@127.0.0.1:{port}/",
    "http://inside:{port}/",
    "http://both:{port}/",
    "http://mapped:{port}/",
    "http://empty:{port}/",
    "https://127.0.0.1:{port}/",
    "file:///etc/passwd",
    "gopher://127.0.0.1:{port}/_GET",
    "ftp://127.0.0.1:{port}/",
    "http://127.0.0.1:{port}\r\nHost: evil/",
    "http://127。0。0。1:{port}/",
    "http://①②⑦.⓪.⓪.①:{port}/",
    "http://127.0.0.1:99999/",
    "http:///127.0.0.1:{port}/",
    "//127.0.0.1:{port}/",
    "http://[::1/",
    "",
]


@pytest.mark.parametrize("target", HOSTILE)
def test_a_hostile_address_reaches_nothing(canary: Canary, target: str) -> None:
    known = names(
        inside=["10.1.2.3"], both=[PUBLIC, "127.0.0.1"], mapped=["::ffff:10.0.0.1"], empty=[]
    )
    with pytest.raises(NotReached) as refused:
        Outgoing(resolve=known, seconds=0.5).visit(target.format(port=canary.port))

    assert refused.value.why in {"private", "address", "unknown-host"}
    assert canary.visits == 0


def to(canary: Canary) -> Callable[[str, int, float], socket.socket]:
    """Connect to the canary in place of the public address, and nowhere else."""

    def connect(address: str, port: int, seconds: float) -> socket.socket:
        assert address == PUBLIC, address
        return socket.create_connection(("127.0.0.1", canary.port), timeout=seconds)

    return connect


def ask(answer: bytes | Answer, url: str = "http://site/page", seconds: float = 0.5) -> int:
    canary = Canary(answer)
    try:
        return Outgoing(names(site=[PUBLIC]), to(canary), seconds).visit(url)
    finally:
        canary.close()


@pytest.mark.parametrize(
    "location",
    ["http://127.0.0.1/", "http://[::ffff:127.0.0.1]/", "//169.254.169.254/", "http://inside/"],
)
def test_a_redirect_into_the_network_is_not_followed(location: str) -> None:
    with pytest.raises(NotReached) as refused:
        ask(f"HTTP/1.1 302 Found\r\nLocation: {location}\r\n\r\n".encode())

    assert refused.value.why in {"private", "unknown-host"}


def test_a_name_that_changes_its_address_is_asked_for_once(canary: Canary) -> None:
    answers = iter([[PUBLIC], ["127.0.0.1"], ["127.0.0.1"]])
    outgoing = Outgoing(lambda host, port: next(answers), to(canary))

    assert outgoing.visit("http://rebinding/") == 200
    assert next(answers) == ["127.0.0.1"]


def test_what_is_public_is_asked_by_its_own_name(canary: Canary) -> None:
    Outgoing(names(site=[PUBLIC]), to(canary)).visit("http://site/a b?c=é#part".replace(" ", "%20"))

    assert canary.asked.startswith(b"GET /a%20b?c=%C3%A9 HTTP/1.1\r\nHost: site\r\n")


@pytest.mark.parametrize("status", [200, 204, 404, 410, 503])
def test_the_status_of_an_answer_is_returned(status: int) -> None:
    assert ask(f"HTTP/1.1 {status} So\r\n\r\n".encode()) == status


def test_redirects_in_a_circle_end() -> None:
    with pytest.raises(NotReached, match="redirects"):
        ask(b"HTTP/1.1 301 Moved\r\nLocation: /page\r\n\r\n")


@pytest.mark.parametrize("answer", [b"", b"SSH-2.0-OpenSSH\r\n\r\n", b"HTTP/1.1 abc\r\n\r\n"])
def test_what_does_not_speak_http_has_not_answered(answer: bytes) -> None:
    with pytest.raises(NotReached, match=r"no-answer|connection"):
        ask(answer)


def test_no_more_than_64_kb_are_read() -> None:
    sent = 0

    def pour(visitor: socket.socket) -> None:
        nonlocal sent
        visitor.sendall(b"HTTP/1.1 200 OK\r\n")
        visitor.settimeout(1)
        while sent < 100 * LARGEST_ANSWER:
            sent += visitor.send(b"X: " + b"y" * 8189)

    assert ask(pour, seconds=5) == 200
    assert sent < 100 * LARGEST_ANSWER


def test_an_answer_that_trickles_ends_at_the_deadline() -> None:
    def trickle(visitor: socket.socket) -> None:
        while visitor.send(b"H"):
            pass

    canary, ticks = Canary(trickle), itertools.count()
    outgoing = Outgoing(names(site=[PUBLIC]), to(canary), clock=lambda: next(ticks) / 10)
    with pytest.raises(NotReached, match="timeout"):
        outgoing.visit("http://site/")
    canary.close()

    assert next(ticks) < 60


@pytest.mark.parametrize(
    "address", [PUBLIC, "2606:4700::1111", "64:ff9b::5db8:d822", "::ffff:93.184.216.34"]
)
def test_a_public_address_is_public_however_it_is_wrapped(address: str) -> None:
    assert is_public(address)
