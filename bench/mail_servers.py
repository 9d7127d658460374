"""Mail servers: one that takes everything, and ones nobody should have to talk to."""

import asyncio
import socket
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from email import message_from_bytes
from typing import Any, Self

from aiosmtpd.controller import Controller

Talk = Callable[[socket.socket], None]
GREETING = b"220 hostile ESMTP\r\n"
OK = b"250 fine\r\n"


class Sink:
    """Takes every mail and remembers it by Message-ID; `hold_s` is how long it thinks first."""

    def __init__(self) -> None:
        self.got: list[str] = []
        self.has_mail = threading.Event()
        self.hold_s = 0.0

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802
        self.got.append(str(message_from_bytes(envelope.content)["Message-ID"]))
        self.has_mail.set()
        if self.hold_s:
            await asyncio.sleep(self.hold_s)
        return "250 taken"

    @property
    def twice(self) -> int:
        """How many mails came more often than once."""
        return sum(times - 1 for times in Counter(self.got).values())


@contextmanager
def taking(port: int, sink: Sink) -> Iterator[Sink]:
    controller = Controller(sink, hostname="127.0.0.1", port=port)
    controller.start()
    try:
        yield sink
    finally:
        controller.stop()


class Talking:
    """Serves every connection with `talk`, one after the other; counts them."""

    def __init__(self, talk: Talk, port: int = 0) -> None:
        self.listening = socket.create_server(("127.0.0.1", port))
        self.port = self.listening.getsockname()[1]
        self.talk, self.visits = talk, 0
        self.current: socket.socket | None = None
        self.thread = threading.Thread(target=self._accept, daemon=True)

    def __enter__(self) -> Self:
        self.thread.start()
        return self

    def __exit__(self, *error: object) -> None:
        self.listening.shutdown(socket.SHUT_RDWR)
        with suppress(OSError, AttributeError):  # nobody is talked to, or was just hung up on
            self.current.shutdown(socket.SHUT_RDWR)
        self.thread.join(timeout=5)
        self.listening.close()

    def _accept(self) -> None:
        with suppress(OSError):  # closed: the end
            while True:
                self.current, _ = self.listening.accept()
                self.visits += 1
                with self.current, suppress(OSError):
                    self.talk(self.current)


def answering(*answers: bytes) -> Talk:
    """Talk SMTP with these answers, one to each line, then hang up."""

    def talk(connection: socket.socket) -> None:
        connection.sendall(answers[0])
        for answer in answers[1:]:
            connection.recv(65_536)
            connection.sendall(answer)

    return talk


def trickling(pause_s: float) -> Talk:
    """Send a greeting that never ends, a byte at a time."""

    def talk(connection: socket.socket) -> None:
        stop = threading.Event()
        while not stop.wait(pause_s):
            connection.sendall(b"2")

    return talk


HOSTILE: dict[str, Talk] = {
    "421 at once": answering(b"421 too busy\r\n"),
    "4xx": answering(GREETING, OK, b"451 later\r\n", OK),
    "5xx": answering(GREETING, OK, b"550 never\r\n", OK),
    "drop after DATA": answering(GREETING, OK, OK, OK, b"354 go on\r\n"),
    "bad TLS": answering(GREETING, b"250-hi\r\n250 STARTTLS\r\n", b"220 go\r\n", b"no TLS at all"),
}
FINAL = "5xx"
