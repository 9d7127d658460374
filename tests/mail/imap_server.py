"""A small IMAP server for tests: one folder, one client at a time, and what it is told to do."""

import re
import socket
import threading
from collections.abc import Callable
from contextlib import suppress
from typing import Self

PARTIAL = re.compile(rb"BODY\.PEEK\[\]<0\.(\d+)>")


class ImapServer:
    """Holds `mails`; `flags` are those set since, by the mail's number, which counts from 1."""

    def __init__(self, *mails: bytes, refuses: str = "") -> None:
        self.mails, self.refuses = list(mails), refuses
        self.flags: dict[int, str] = {}
        self.listening = socket.create_server(("127.0.0.1", 0))
        self.thread = threading.Thread(target=self._accept, daemon=True)

    @property
    def url(self) -> str:
        return (
            f"imap://help%40academy.example:se%2Fcret@127.0.0.1:{self.listening.getsockname()[1]}"
        )

    def __enter__(self) -> Self:
        self.thread.start()
        return self

    def __exit__(self, *error: object) -> None:
        self.listening.shutdown(socket.SHUT_RDWR)
        self.thread.join(timeout=5)
        self.listening.close()

    def _accept(self) -> None:
        with suppress(OSError):  # closed: the end
            while True:
                connection, _ = self.listening.accept()
                with connection, suppress(OSError), connection.makefile("rwb") as lines:
                    lines.write(b"* OK ready\r\n")
                    lines.flush()
                    for line in lines:
                        tag, _, command = line.strip().partition(b" ")
                        lines.write(self._answer(tag, command))
                        lines.flush()

    def _answer(self, tag: bytes, command: bytes) -> bytes:
        name = command.split(b" ")[0] if command[:3] != b"UID" else command.split(b" ")[1]
        if name.decode() == self.refuses:
            return tag + b" NO not today\r\n"
        answers: dict[bytes, Callable[[bytes], bytes]] = {
            b"CAPABILITY": lambda _: b"* CAPABILITY IMAP4rev1\r\n",
            b"SELECT": lambda _: b"* %d EXISTS\r\n" % len(self.mails),
            b"SEARCH": self._search,
            b"FETCH": self._fetch,
            b"STORE": self._store,
            b"LOGOUT": lambda _: b"* BYE\r\n",
        }
        return answers.get(name, lambda _: b"")(command) + tag + b" OK done\r\n"

    def _search(self, command: bytes) -> bytes:
        unread = [n for n in range(1, len(self.mails) + 1) if "Seen" not in self.flags.get(n, "")]
        return b"* SEARCH " + b" ".join(b"%d" % n for n in unread) + b"\r\n"

    def _fetch(self, command: bytes) -> bytes:
        number, most = int(command.split(b" ")[2]), PARTIAL.search(command)
        mail = self.mails[number - 1][: int(most[1]) if most else None]
        return b"* %d FETCH (UID %d BODY[]<0> {%d}\r\n%b)\r\n" % (number, number, len(mail), mail)

    def _store(self, command: bytes) -> bytes:
        number = int(command.split(b" ")[2])
        self.flags[number] = command.split(b"+FLAGS ")[1].decode()
        return b""
