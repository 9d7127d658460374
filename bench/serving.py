"""A filled Academy, served by a process of its own that may be killed and started again."""

import logging
import multiprocessing
import os
import signal
import socket
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from http.client import HTTPConnection
from multiprocessing.process import BaseProcess

import structlog
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


def filled(environment: dict[str, str], who: Sequence[str]) -> dict[str, str]:
    """Fill the Academy with its cast and content; return the cookies of those signed in."""
    runtime = open_runtime(settings_of(environment))
    migrate(runtime.database)
    import_folder(runtime, ACADEMY_CONTENT)
    with runtime.database.writing() as db:
        add_cast(db, runtime, today=runtime.now().date())
    rebuild_index(runtime)
    cookies = {}
    with runtime.database.writing() as db:
        for name in who:
            membership = find_membership(db, get_person(db, ADDRESSES[name]).id)
            secret = start_session(db, runtime, membership.id, membership.person_id)
            cookies[name] = f"{cookie_name(runtime.settings)}={secret}"
    close(runtime)
    return cookies


@contextmanager
def served(
    environment: dict[str, str], who: Sequence[str] = ("eva", "ada"), *, with_worker: bool = True
) -> Iterator[tuple[int, dict[str, str]]]:
    """Fill an Academy and serve it; yield its port and who is signed in."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
        environment["ACADEMY_BASE_URL"] = f"http://127.0.0.1:{port}"
        cookies = filled(environment, who)
        with serving(environment, listener, with_worker=with_worker):
            yield port, cookies


@contextmanager
def serving(
    environment: dict[str, str], listener: socket.socket, *, with_worker: bool = True
) -> Iterator[BaseProcess]:
    """Serve until the end of the block, or until it is killed."""
    context = multiprocessing.get_context("spawn")
    server = context.Process(target=_serve, args=(environment, listener, with_worker))
    server.start()
    try:
        _wait(listener.getsockname()[1])
        yield server
    finally:
        server.terminate()
        server.join()


def kill(server: BaseProcess) -> None:
    os.kill(server.pid or 0, signal.SIGKILL)
    server.join()


def _serve(environment: dict[str, str], listener: socket.socket, with_worker: bool) -> None:
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.ERROR))
    runtime = open_runtime(settings_of(environment))
    config = uvicorn.Config(
        create_app(runtime, with_worker=with_worker), log_level="critical", access_log=False
    )
    uvicorn.Server(config).run([listener])


def _wait(port: int) -> None:
    for _ in range(300):
        try:
            connection = HTTPConnection("127.0.0.1", port, timeout=5)
            connection.request("GET", "/readyz")
            if connection.getresponse().status == 200:
                return
        except OSError:
            pass
        time.sleep(0.1)
