"""From Markdown to a page: rendered in a child process with a deadline, then sanitised here."""

import atexit
import json
import os
import subprocess
import sys
import time
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from selectors import EVENT_READ, DefaultSelector
from threading import Lock
from typing import Self

from portal.content.errors import TooHard
from portal.content.linking import Following
from portal.content.policy import LARGEST_SOURCE
from portal.content.sanitising import SANITISER, Heading, clean, outline
from portal.paths import PORTAL
from portal.words import N_

SECONDS = 2.0  # with a child that is still starting, and sanitising, a save answers within 3 s
SECONDS_TO_START = 30.0
LARGEST_HTML = 4 * 1024 * 1024
TOO_LARGE = N_("The text is larger than %(kilobytes)s kB. Split it into several articles.")
TOO_SLOW = N_(
    "The text takes too long to turn into a page. "
    "Look for very deep lists or long rows of brackets."
)
TOO_DEEP = N_("The text cannot be turned into a page: it is nested too deeply.")


@dataclass(frozen=True)
class Rendered:
    """What is stored beside the source of a revision."""

    html: str
    plain_text: str
    headings: tuple[Heading, ...]
    sanitiser: str = SANITISER


class Child:
    """The child process: starting at first, so that nobody waits for it who does not ask yet."""

    def __init__(self) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "portal.content.markdown_child"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            cwd=PORTAL.parent,
            env={"PYTHONPATH": str(PORTAL.parent), "PYTHONUTF8": "1"},
            start_new_session=True,
        )
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._to, self._from = self._process.stdin, self._process.stdout
        self._is_ready = False

    @property
    def process_id(self) -> int:
        return self._process.pid

    def ask(self, source: str, seconds: float) -> dict[str, str]:
        """Return the child's answer; raise TimeoutError, or EOFError when it ended."""
        if not self._is_ready:
            self._read_line(SECONDS_TO_START)
            self._is_ready = True
        try:
            self._to.write(json.dumps({"source": source}).encode() + b"\n")
            self._to.flush()
        except BrokenPipeError as error:
            raise EOFError from error
        words: dict[str, str] = json.loads(self._read_line(seconds))
        return words

    def kill(self) -> None:
        self._process.kill()
        self._process.wait()
        self._from.close()
        with suppress(BrokenPipeError):
            self._to.close()

    def _read_line(self, seconds: float) -> bytes:
        ends_at = time.monotonic() + seconds
        line = bytearray()
        with DefaultSelector() as selector:
            selector.register(self._from, EVENT_READ)
            while not line.endswith(b"\n"):
                if not selector.select(max(0.0, ends_at - time.monotonic())):
                    raise TimeoutError
                chunk = os.read(self._from.fileno(), 65_536)
                line += chunk
                if not chunk or len(line) > LARGEST_HTML:
                    raise EOFError
        return bytes(line)


class Renderer:
    """One child for all who render; it is started at need and replaced when it had to be killed."""

    def __init__(self, seconds: float = SECONDS) -> None:
        self.seconds = seconds
        self._child: Child | None = None
        self._turn = Lock()

    def to_html(self, source: str) -> str:
        """Return unsanitised HTML; raise TooHard."""
        text = source.encode(errors="replace")  # half a surrogate pair is no letter
        if len(text) > LARGEST_SOURCE:
            raise TooHard(TOO_LARGE, kilobytes=LARGEST_SOURCE // 1024)
        with self._turn:
            words = self._ask(text.decode())
        if "html" not in words:
            raise TooHard(TOO_DEEP)
        return words["html"]

    def _ask(self, source: str) -> dict[str, str]:
        if self._child is None:
            self._child = Child()
        try:
            return self._child.ask(source, self.seconds)
        except TimeoutError as error:
            self._replace()
            raise TooHard(TOO_SLOW) from error
        except EOFError as error:
            self._replace()
            raise TooHard(TOO_DEEP) from error

    def _replace(self) -> None:
        """Let the next child start while this answer is on its way."""
        self._stop()
        self._child = Child()

    def _stop(self) -> None:
        if self._child is not None:
            self._child.kill()
            self._child = None

    @property
    def process_id(self) -> int | None:
        """The child that runs now, for whoever measures it."""
        return self._child.process_id if self._child else None

    def close(self) -> None:
        with self._turn:
            self._stop()


RENDERER = Renderer()
atexit.register(RENDERER.close)


class Ahead:
    """Renders the texts it was told of, in that order, while their reader reads on."""

    def __init__(self, renderer: Renderer = RENDERER) -> None:
        self._renderer = renderer
        self._pool = ThreadPoolExecutor(1)
        self._begun: dict[str, Future[str]] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *failed: object) -> None:
        self._pool.shutdown(cancel_futures=True)

    def begin(self, source: str) -> None:
        self._begun[source] = self._pool.submit(self._renderer.to_html, source)

    def to_html(self, source: str) -> str:
        """Return unsanitised HTML; raise TooHard."""
        begun = self._begun.pop(source, None)
        return begun.result() if begun else self._renderer.to_html(source)


def render(
    source: str, following: Following, *, lang: str, renderer: Renderer | Ahead = RENDERER
) -> Rendered:
    """Return the page of a source whose links are followed from where it stands; raise TooHard."""
    html = clean(renderer.to_html(source), following.follow, lang=lang)
    headings, plain_text = outline(html)
    return Rendered(html, plain_text, headings)
