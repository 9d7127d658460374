"""What mail servers do to the Academy: `make bench-mail`.

First the server is down while customers send 500 requests, and comes back; then the process that
sends is killed 50 times in the midst of a mail; then servers answer as badly as servers can.
Requests and pages are timed as a customer waits for them, beside the same with a server that works.
"""

import argparse
import json
import random
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from http.client import HTTPConnection
from pathlib import Path
from socket import create_server, socket
from statistics import quantiles

from sqlalchemy import select

from bench.mail_servers import FINAL, HOSTILE, Sink, Talk, Talking, taking, trickling
from bench.results import write_section
from bench.serving import filled, kill, serving
from portal.composing import close, open_runtime, settings_of
from portal.db.engine import visiting
from portal.mail.models import MailState, OutgoingMail

TICKETS, KILLS = 500, 50
PAGES, PAGES_A_REQUEST, TURNS = 600, 15, 10
PATHS = ("/", "/requests", "/search?q=simulated+mail")
LONGEST_WAIT_S = 600.0
TALKS = {"1 byte/s": trickling(1.0), **HOSTILE}
REQUEST = {"priority": 3, "title": "No test mail", "description": "Nobody in Leeds got it."}


@dataclass
class Academy:
    """An Academy in a folder, the port of its mail server, and who looks at it."""

    environment: dict[str, str]
    listener: socket
    mail_port: int
    cookies: dict[str, str] = field(default_factory=dict)

    def ask(self, who: str, method: str, path: str, body: object = None) -> tuple[float, str]:
        """Return how long the answer took, in seconds, and its text."""
        headers = {"Cookie": self.cookies[who], "Sec-Fetch-Site": "same-origin"}
        sent = json.dumps(body or {}) if method == "POST" else None
        began = time.perf_counter()
        connection = HTTPConnection("127.0.0.1", self.listener.getsockname()[1], timeout=60)
        connection.request(method, path, sent, {**headers, "Content-Type": "application/json"})
        answer = connection.getresponse()
        text = answer.read().decode()
        spent = time.perf_counter() - began
        connection.close()
        assert answer.status in (200, 201), (path, answer.status, text[:300])
        return spent, text

    def submit(self) -> float:
        """Go the whole way to a request; return how long the last step took."""
        enquiry = json.loads(self.ask("cleo", "POST", "/api/v1/enquiries")[1])["id"]
        at = f"/api/v1/enquiries/{enquiry}"
        self.ask("cleo", "POST", f"{at}/searches", {"q": "no simulated mail arrives"})
        self.ask("cleo", "POST", f"{at}/dismissal", {"reason": "not-my-problem"})
        return self.ask("cleo", "POST", "/api/v1/tickets", {"enquiry": enquiry, **REQUEST})[0]

    def outbox(self) -> Sequence[OutgoingMail]:
        runtime = open_runtime(settings_of(self.environment))
        with visiting(runtime.settings.data_dir), runtime.database.reading() as db:
            mails = db.scalars(select(OutgoingMail)).all()
        close(runtime)
        return mails

    def wait_until_left(self) -> float:
        """Return how many seconds it took until no mail waited."""
        began = time.monotonic()
        while any(mail.state == MailState.WAITING for mail in self.outbox()):
            assert time.monotonic() - began < LONGEST_WAIT_S, "mail still waits after ten minutes"
            time.sleep(2)
        return time.monotonic() - began


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--tickets", type=int, default=TICKETS)
    parser.add_argument("--kills", type=int, default=KILLS)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        lines = list(_told(_measured(folder, asked.tickets, asked.kills)))
    write_section("Mail", lines)


def _told(rows: Iterator[str]) -> Iterator[str]:
    """Print each row when it is known: the whole takes minutes."""
    for row in rows:
        print(row, flush=True)
        yield row


def _measured(folder: str, tickets: int, kills: int) -> Iterator[str]:
    for part in (_outage, _killed, _hostile):
        with create_server(("127.0.0.1", 0)) as listener, create_server(("127.0.0.1", 0)) as free:
            mail_port = free.getsockname()[1]
            free.close()
            environment = {
                "ACADEMY_DATA_DIR": str(Path(folder) / part.__name__),
                "ACADEMY_BASE_URL": f"http://127.0.0.1:{listener.getsockname()[1]}",
                "ACADEMY_SMTP_URL": f"smtp://127.0.0.1:{mail_port}",
            }
            academy = Academy(environment, listener, mail_port)
            academy.cookies = filled(environment, ("cleo", "ben"))
            yield from part(academy, tickets, kills)


def _outage(academy: Academy, tickets: int, kills: int) -> Iterator[str]:
    """Send requests with a server, then without one; then it comes back."""
    sink = Sink()
    with serving(academy.environment, academy.listener):
        with taking(academy.mail_port, sink):
            _timed(academy.submit, tickets // 10 + 1)  # until everything was used once
            normal = _timed(academy.submit, tickets)
            academy.wait_until_left()
        down = _timed(academy.submit, tickets)
        with taking(academy.mail_port, sink):
            spent = academy.wait_until_left()
    written = {mail.message_id for mail in academy.outbox()}
    yield f"{tickets} requests sent while the server works, {tickets} while it is down:"
    yield from ("", "| | works | down | p95, ratio |", "|--|--|--|--|")
    figures = f"{_percentiles(normal)} | {_percentiles(down)} | {_ratio(down, normal)}"
    yield f"| submit p50 / p95, ms | {figures} |"
    yield ""
    yield f"{len(written):,} mails, all gone {spent:.0f} s after the server was back; lost:"
    yield f"{len(written - set(sink.got))}, more often than once: {sink.twice}."
    yield ""


def _killed(academy: Academy, tickets: int, kills: int) -> Iterator[str]:
    """Kill who sends while the server has the mail and has not said so."""
    sink, chance = Sink(), random.Random(3)
    with serving(academy.environment, academy.listener):
        for _ in range(tickets):
            academy.submit()
    with taking(academy.mail_port, sink):
        sink.hold_s = 0.05
        for _ in range(kills):
            _kill_in_the_midst(academy, sink, chance.randrange(1, 5))
        sink.hold_s = 0.0
        with serving(academy.environment, academy.listener):
            spent = academy.wait_until_left()
    written = {mail.message_id for mail in academy.outbox()}
    yield f"Killed {kills} times in the midst of a mail, {len(written):,} mails in the outbox: all"
    yield f"gone {spent:.0f} s after the last start; lost: {len(written - set(sink.got))}, twice:"
    yield f"{sink.twice}, with another Message-ID: {len(set(sink.got) - written)}."
    yield ""


def _kill_in_the_midst(academy: Academy, sink: Sink, after: int) -> None:
    with serving(academy.environment, academy.listener) as server:
        for _ in range(after):
            sink.has_mail.clear()
            assert sink.has_mail.wait(150), "no mail came"
        kill(server)


def _hostile(academy: Academy, tickets: int, kills: int) -> Iterator[str]:
    """Look at pages and send requests beside servers at their worst; then one works again."""
    sink = Sink()
    yield "Pages p50 / p95, ms, in turns beside a server that works and a hostile one:"
    yield from ("", "| server | works | hostile | p95, ratio | visits | given up | most tries |")
    yield "|--|--|--|--|--|--|--|"
    with serving(academy.environment, academy.listener):
        with taking(academy.mail_port, sink):
            _looked(academy, PAGES)  # until everything was used once
        for name, talk in TALKS.items():
            normal, spent, visits = _in_turns(academy, sink, talk)
            figures = f"{_percentiles(normal)} | {_percentiles(spent)} | {_ratio(spent, normal)}"
            yield f"| {name} | {figures} | {visits} | {_tries(academy)} |"
        with taking(academy.mail_port, sink):
            academy.wait_until_left()
        page = academy.ask("ben", "GET", "/desk/mail")[1]
    yield from _accounted_for(academy, sink, page)


def _in_turns(academy: Academy, sink: Sink, talk: Talk) -> tuple[list[float], list[float], int]:
    """Look beside a server that works and a hostile one in turns: requests grow more meanwhile."""
    normal, spent, visits = [], [], 0
    for _ in range(TURNS):
        with taking(academy.mail_port, sink):
            normal += _looked(academy, PAGES // TURNS)
        with Talking(talk, academy.mail_port) as server:
            spent += _looked(academy, PAGES // TURNS)
            _until_talked_to(server)
            visits += server.visits
    return normal, spent, visits


def _looked(academy: Academy, pages: int) -> list[float]:
    """Open pages, and between them send requests, whose mail is due at once."""
    spent = []
    for number in range(pages):
        if number % PAGES_A_REQUEST == 0:
            academy.submit()
        spent.append(academy.ask("cleo", "GET", PATHS[number % len(PATHS)])[0])
    return spent


def _until_talked_to(server: Talking) -> None:
    began = time.monotonic()
    while not server.visits:
        assert time.monotonic() - began < LONGEST_WAIT_S, "nobody brought mail"
        time.sleep(0.1)


def _tries(academy: Academy) -> str:
    mails = academy.outbox()
    given_up = sum(mail.state == MailState.FAILED for mail in mails)
    return f"{given_up} | {max(mail.attempts for mail in mails)}"


def _accounted_for(academy: Academy, sink: Sink, page: str) -> Iterator[str]:
    mails = academy.outbox()
    failed = {mail.message_id: mail.problem for mail in mails if mail.state == MailState.FAILED}
    silent = {mail.message_id for mail in mails} - set(failed) - set(sink.got)
    refused = sum("550" in (problem or "") for problem in failed.values())
    yield ""
    yield f"Of {len(mails)} mails {len(failed)} were given up, {refused} of them after {FINAL};"
    yield f"staff see {page.count('/tries')} of them. The others came, {sink.twice} twice."
    yield f"Dropped in silence: {len(silent)}."


def _timed(step: Callable[[], float], times: int) -> list[float]:
    return [step() for _ in range(times)]


def _percentiles(seconds: list[float]) -> str:
    cut = quantiles(seconds, n=20)
    return f"{cut[9] * 1_000:.0f} / {cut[18] * 1_000:.0f}"


def _ratio(seconds: list[float], normal: list[float]) -> str:
    return f"{quantiles(seconds, n=20)[18] / quantiles(normal, n=20)[18]:.2f}"


if __name__ == "__main__":
    main()
