"""Editors who never rest, and the Academy they work in, served by a process of its own."""

import http.client
import multiprocessing
import re
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from html import unescape
from urllib.parse import urlencode

import uvicorn

from portal.accounts.joining import get_person
from portal.accounts.queries import find_membership
from portal.accounts.signing_in import start_session
from portal.app import create_app
from portal.composing import close, open_runtime, settings_of
from portal.content.importing import import_folder
from portal.db.schema import migrate
from portal.demo.cast import ADDRESSES, add_cast
from portal.finding.indexing import rebuild_index
from portal.paths import ACADEMY_CONTENT
from portal.web.sessions import cookie_name

HIDDEN = re.compile(r'name="(version|number|based_on)" value="([^"]*)"')


@dataclass
class Editor:
    """Somebody at a keyboard that never rests."""

    port: int
    cookie: str
    path: str = ""
    saved: list[str] = field(default_factory=list)
    late: int = 0

    def ask(self, method: str, path: str, form: dict[str, str] | None = None, **headers: str):
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        given = {"Cookie": self.cookie, "Sec-Fetch-Site": "same-origin", **headers}
        if form is not None:
            given["Content-Type"] = "application/x-www-form-urlencoded"
            given["Origin"] = f"http://127.0.0.1:{self.port}"
        connection.request(method, path, urlencode(form or {}) if form else None, given)
        answer = connection.getresponse()
        body = answer.read().decode()
        connection.close()
        return answer, body

    def begin(self, title: str) -> str:
        new = {"title": title, "summary": "About it.", "lang": "en", "topic": "support"}
        answer, _ = self.ask("POST", "/content/articles", {**new, "audience": "everyone"})
        self.path = answer.getheader("Location")
        return self.path

    def state(self) -> dict[str, str]:
        return dict(HIDDEN.findall(self.ask("GET", self.path)[1]))

    def save(self, text: str) -> None:
        """Type it and publish it; when somebody was faster, keep it and publish it again."""
        state = self.state()
        while True:
            form = {**state, "title": "Raced", "summary": "About it.", "source": text}
            answer, body = self.ask("POST", f"{self.path}/draft", form, **{"HX-Request": "true"})
            assert answer.status == 200, (answer.status, body[:500])
            version = dict(HIDDEN.findall(body))["version"]
            terms = {"version": version, "significance": "content", "action": "publish"}
            answer, body = self.ask("POST", f"{self.path}/publication", terms)
            if answer.status == 303:
                self.saved.append(text)
                return
            assert answer.status == 409, (answer.status, body[:500])
            words = unescape(body)
            assert text in words, "what was typed is not on the page"
            assert "What was saved since" in words, "the other text is not on the page"
            self.late += 1
            state = dict(HIDDEN.findall(body))


@contextmanager
def served(environment: dict[str, str]) -> Iterator[tuple[int, dict[str, str]]]:
    """Serve a filled Academy from a process of its own; yield its port and who is signed in."""
    listener = socket.create_server(("127.0.0.1", 0))
    port = listener.getsockname()[1]
    environment["ACADEMY_BASE_URL"] = f"http://127.0.0.1:{port}"
    cookies = _filled(environment)
    context = multiprocessing.get_context("spawn")
    server = context.Process(target=_serve, args=(environment, listener))
    server.start()
    try:
        _wait(port)
        yield port, cookies
    finally:
        server.terminate()
        server.join()


def _filled(environment: dict[str, str]) -> dict[str, str]:
    """Fill the Academy; return the cookies of those who are signed in."""
    runtime = open_runtime(settings_of(environment))
    migrate(runtime.database)
    import_folder(runtime, ACADEMY_CONTENT)
    with runtime.database.writing() as db:
        add_cast(db, runtime, today=runtime.now().date())
    rebuild_index(runtime)
    cookies = {}
    with runtime.database.writing() as db:
        for who in ("eva", "ada"):
            membership = find_membership(db, get_person(db, ADDRESSES[who]).id)
            secret = start_session(db, runtime, membership.id, membership.person_id)
            cookies[who] = f"{cookie_name(runtime.settings)}={secret}"
    close(runtime)
    return cookies


def _serve(environment: dict[str, str], listener: socket.socket) -> None:
    runtime = open_runtime(settings_of(environment))
    config = uvicorn.Config(
        create_app(runtime, with_worker=True), log_level="critical", access_log=False
    )
    uvicorn.Server(config).run([listener])


def _wait(port: int) -> None:
    for _ in range(300):
        try:
            if Editor(port, "").ask("GET", "/readyz")[0].status == 200:
                return
        except OSError:
            pass
        time.sleep(0.1)
