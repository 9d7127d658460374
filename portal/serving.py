"""Serving: one process on a data folder, limits raised, the worker beside the pages."""

import resource
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from ipaddress import ip_address
from socket import AF_INET, AF_INET6, SO_REUSEADDR, SOCK_STREAM, SOL_SOCKET, socket

import structlog
import uvicorn

from portal.app import create_app
from portal.composing import SERVED_AT, close, open_runtime
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
    try:
        alone = serving_alone(settings.data_dir) if runtime.database.is_sqlite else nullcontext()
        with alone:
            _check_schema(runtime)
            yield runtime
    finally:
        close(runtime)


def serve(runtime: Runtime, *, host: str, port: int) -> None:
    """Answer on that address until told to stop."""
    raise_open_files()
    (runtime.settings.data_dir / SERVED_AT).write_text(runtime.settings.base_url, encoding="utf-8")
    uvicorn.run(
        create_app(runtime, with_worker=True),
        host=host,
        port=port,
        log_level="warning",
        access_log=False,
        server_header=False,
        proxy_headers=False,
        limit_concurrency=1_000,
        timeout_keep_alive=15,
        timeout_graceful_shutdown=10,
    )


def work(runtime: Runtime) -> None:
    """Run the worker alone until interrupted; for hosts that only send mail."""
    worker = Worker(runtime)
    try:
        worker.run()
    except KeyboardInterrupt:
        worker.stopping.set()


def is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


def is_free(host: str, port: int) -> bool:
    """Whether somebody could listen there now."""
    with socket(AF_INET6 if ":" in host else AF_INET, SOCK_STREAM) as trial:
        trial.setsockopt(SOL_SOCKET, SO_REUSEADDR, 1)
        try:
            trial.bind((host, port))
        except OSError:
            return False
    return True


def raise_open_files() -> None:
    """Half-open connections use up descriptors; a small limit would shut everybody out."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = OPEN_FILES if hard == resource.RLIM_INFINITY else min(OPEN_FILES, hard)
    resource.setrlimit(resource.RLIMIT_NOFILE, (max(soft, wanted), hard))


def _check_schema(runtime: Runtime) -> None:
    """SQLite is brought up to date by itself; a PostgreSQL database only by `academy migrate`."""
    if is_at_head(runtime.database):
        return
    if not runtime.database.is_sqlite:
        raise Conflict("The database has another schema. Run `academy migrate` first.")
    migrate(runtime.database)
    log.info("migrated")
