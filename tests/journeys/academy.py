"""A real Academy on a free port: shipped content, demo cast, its worker, and a postbox."""

import fcntl
import shutil
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from itertools import count
from pathlib import Path
from threading import Condition, Thread

import uvicorn

from portal.accounts.joining import NewPerson, add_person, get_person
from portal.accounts.models import LinkOrigin
from portal.accounts.policy import Role
from portal.accounts.queries import find_membership, signed_in_as
from portal.accounts.signed_in import SignedIn
from portal.accounts.signing_in import make_link, start_session
from portal.app import create_app
from portal.db.engine import Database
from portal.db.schema import migrate
from portal.demo.cast import NORTHWIND, VENDOR
from portal.demo.commands import fill
from portal.finding.indexing import open_engine
from portal.runtime import Runtime
from portal.settings import Settings
from tests.world import MONDAY_TEN, Mailbox

MAIL_TAKES_AT_MOST_S = 20
FILLING_TAKES_AT_MOST = timedelta(minutes=10)


class Postbox(Mailbox):
    """A mailbox that another thread fills and a test waits for."""

    def __init__(self) -> None:
        super().__init__()
        self.arrival = Condition()

    def send(self, message: EmailMessage) -> None:
        with self.arrival:
            super().send(message)
            self.arrival.notify_all()

    def wait_for(self, address: str, words: str) -> EmailMessage:
        """Return the first mail to that address with these words in its subject."""

        def found() -> EmailMessage | None:
            return next((mail for mail in self.to(address) if words in str(mail["Subject"])), None)

        with self.arrival:
            mail = self.arrival.wait_for(found, MAIL_TAKES_AT_MOST_S)
        assert mail, (words, [mail["Subject"] for mail in self.to(address)])
        return mail


class MondayClock:
    """It is Monday morning whenever the tests run, and time passes as usual."""

    def __init__(self, starts_at: datetime = MONDAY_TEN) -> None:
        self.ahead = starts_at - datetime.now(UTC)

    def __call__(self) -> datetime:
        return datetime.now(UTC) + self.ahead


@dataclass(frozen=True)
class Academy:
    """What the browser tests know of the Academy they open."""

    runtime: Runtime
    newcomers: Iterator[int] = field(default_factory=lambda: count(1))

    @property
    def postbox(self) -> Postbox:
        assert isinstance(self.runtime.mailer, Postbox)
        return self.runtime.mailer

    @property
    def address(self) -> str:
        return self.runtime.settings.base_url

    def add(
        self, role: Role, *, organisation: str = NORTHWIND, lang: str | None = None, name: str = ""
    ) -> str:
        """Add a person whom no other test knows; return the address."""
        number = next(self.newcomers)
        at = organisation if role in {Role.READER, Role.ADMINISTRATOR} else VENDOR
        new = NewPerson(
            f"{role}-{number}@{at.lower()}.example", name or "Noor Haas", at, role, lang
        )
        with self.runtime.database.writing() as db:
            add_person(db, self.runtime, new)
        return new.email

    def person(self, email: str) -> SignedIn:
        with self.runtime.database.reading() as db:
            membership = find_membership(db, get_person(db, email).id)
            assert membership is not None
            return signed_in_as(membership, self.runtime.now())

    def session_of(self, email: str) -> str:
        """Sign the person in and return the secret for the cookie."""
        person = self.person(email)
        with self.runtime.database.writing() as db:
            return start_session(db, self.runtime, person.membership_id, person.id)

    def sign_in_link(self, email: str) -> str:
        """Return the path that `academy sign-in-link` would print."""
        with self.runtime.database.writing() as db:
            secret = make_link(db, self.runtime, get_person(db, email), LinkOrigin.TERMINAL)
        return f"/sign-in/links/{secret}"


def filled_once(shared: Path) -> Path:
    """Return the data folder of a filled Academy; whichever worker asks first fills it."""
    folder = shared / "filled"
    with (shared / "filling.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not folder.exists():
            _fill(shared / "filling")
            (shared / "filling").rename(folder)
    return folder


def _fill(folder: Path) -> None:
    """Fill an Academy with the demo's people and past, ending a while before the journeys."""
    folder.mkdir()
    runtime = _runtime(folder, MondayClock(MONDAY_TEN - FILLING_TAKES_AT_MOST))
    migrate(runtime.database)
    fill(runtime)
    _end(runtime)


@contextmanager
def open_academy(filled: Path, folder: Path) -> Iterator[Academy]:
    """Serve a copy of a filled Academy from a thread until the tests are done."""
    shutil.copytree(filled, folder, dirs_exist_ok=True)
    with socket.create_server(("127.0.0.1", 0)) as listening:
        runtime = _runtime(folder, MondayClock(), port=listening.getsockname()[1])
        server = uvicorn.Server(_configuration(runtime))
        thread = Thread(target=server.run, kwargs={"sockets": [listening]}, daemon=True)
        thread.start()
        try:
            yield Academy(runtime)
        finally:
            server.should_exit = True
            thread.join(timeout=30)
            _end(runtime)


def _runtime(folder: Path, clock: MondayClock, *, port: int = 1) -> Runtime:
    given = {"data_dir": folder, "base_url": f"http://127.0.0.1:{port}", "demo": True}
    given |= {"reply_address": "help@academy.example", "secret_key": "known to these tests"}
    settings = Settings.model_validate(given)
    return Runtime(
        settings=settings,
        database=Database(f"sqlite:///{folder / 'academy.db'}"),
        engine=open_engine(settings),
        mailer=Postbox(),
        now=clock,
    )


def _end(runtime: Runtime) -> None:
    runtime.engine.close()
    runtime.database.close()


def _configuration(runtime: Runtime) -> uvicorn.Config:
    return uvicorn.Config(
        create_app(runtime, with_worker=True),
        log_config=None,
        log_level="warning",
        access_log=False,
        server_header=False,
        ws="none",
        timeout_graceful_shutdown=5,
    )
