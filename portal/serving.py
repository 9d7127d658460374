"""Serving: one process on a data folder, limits raised, the worker beside the pages."""

import resource
import signal
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from ipaddress import IPv4Address, IPv6Address, ip_address
from pathlib import Path
from socket import AF_INET, AF_INET6, SO_REUSEADDR, SOCK_STREAM, SOL_SOCKET, socket

import structlog
import uvicorn

from portal.app import create_app
from portal.composing import SERVED_AT, check_schema, close, open_runtime
from portal.db.engine import serving_alone
from portal.db.schema import is_at_head, migrate
from portal.errors import Conflict
from portal.runtime import Runtime
from portal.settings import Settings
from portal.worker import Worker

OPEN_FILES = 65_536
log = structlog.get_logger()


@contextmanager
def serving_runtime(settings: Settings) -> Iterator[Runtime]:
    """Open the Academy for serving: alone on its folder with SQLite, at the newest schema."""
    runtime = open_runtime(settings)
    tempfile.tempdir = temporary_folder(settings.data_dir)
    try:
        alone = serving_alone(settings.data_dir) if runtime.database.is_sqlite else nullcontext()
        with alone:
            _check_schema(runtime)
            yield runtime
    finally:
        close(runtime)


def temporary_folder(data_dir: Path, find: Callable[[], str] = tempfile.gettempdir) -> str:
    """Return where large uploads wait: in the data folder, where nothing else may be written."""
    try:
        return find()
    except FileNotFoundError:
        return str(data_dir)


def serve(runtime: Runtime, *, host: str, port: int) -> None:
    """Answer on that address until told to stop; raise Conflict when it is taken."""
    check_free(host, port)
    raise_open_files()
    (runtime.settings.data_dir / SERVED_AT).write_text(runtime.settings.base_url, encoding="utf-8")
    uvicorn.run(
        create_app(runtime, with_worker=True),
        host=host,
        port=port,
        log_config=None,  # as ours are: one JSON object a line
        log_level="warning",
        access_log=False,
        server_header=False,
        http="h11",  # takes 64 kB of headers; httptools would take any amount into memory
        proxy_headers=True,
        forwarded_allow_ips=runtime.settings.trusted_proxies,
        limit_concurrency=1_000,
        timeout_keep_alive=15,
        timeout_graceful_shutdown=10,
    )


def work(runtime: Runtime) -> None:
    """Run the worker alone until told to stop; the task under way is finished first."""
    worker = Worker(runtime)
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: worker.stopping.set())
    worker.start()
    worker.stopping.wait()
    worker.stop()


def is_loopback(host: str) -> bool:
    address = _ip(host)
    return address.is_loopback if address else host == "localhost"


def address_of(host: str, port: int) -> str:
    """Return where a listener is found from its own machine."""
    address = _ip(host)
    if address and address.is_unspecified:
        host = "127.0.0.1"
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


def check_free(host: str, port: int) -> None:
    """Raise Conflict when nobody could listen there now."""
    with socket(AF_INET6 if ":" in host else AF_INET, SOCK_STREAM) as trial:
        trial.setsockopt(SOL_SOCKET, SO_REUSEADDR, 1)
        try:
            trial.bind((host, port))
        except OSError as error:
            raise Conflict(
                "Cannot listen on %(host)s, port %(port)s: %(why)s. Choose another with --port.",
                host=host,
                port=port,
                why=error.strerror,
            ) from error


def raise_open_files() -> None:
    """Half-open connections use up descriptors; a small limit would shut everybody out."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = OPEN_FILES if hard == resource.RLIM_INFINITY else min(OPEN_FILES, hard)
    resource.setrlimit(resource.RLIMIT_NOFILE, (max(soft, wanted), hard))


def _ip(host: str) -> IPv4Address | IPv6Address | None:
    try:
        return ip_address(host)
    except ValueError:
        return None


def _check_schema(runtime: Runtime) -> None:
    """SQLite is brought up to date by itself; a PostgreSQL database only by `academy migrate`."""
    if is_at_head(runtime.database):
        return
    if not runtime.database.is_sqlite:
        check_schema(runtime)
    migrate(runtime.database)
    log.info("migrated")
