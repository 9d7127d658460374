"""A deadline for a whole talk with a mail server: one that trickles keeps every shorter one."""

import socket
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Timer
from typing import Protocol


class Talking(Protocol):
    """A client of `smtplib` or `imaplib`; it has no socket before it is connected."""

    @property
    def sock(self) -> socket.socket | None: ...


@contextmanager
def hanging_up(client: Talking, after_s: float) -> Iterator[None]:
    """Close the client's connection after so many seconds; what waits for it gets an OSError."""
    timer = Timer(after_s, _hang_up, [client])
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()


def _hang_up(client: Talking) -> None:
    sock = getattr(client, "sock", None)
    if sock is None:
        return
    try:
        sock.shutdown(socket.SHUT_RDWR)
    except OSError:  # it was gone already
        return
