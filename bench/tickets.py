"""Many keys, each sent many times at once: `make bench-tickets` (RELIABILITY A4).

Every key must give one ticket and the same answer each time; under the same key another body is
refused, and another person's key never leads to the first one's ticket.
"""

import argparse
import json
import tempfile
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path

from bench.insight import postgresql
from bench.results import write_section
from bench.serving import served
from portal.accounts.joining import create_token
from portal.composing import close, open_runtime, settings_of
from portal.demo.cast import ADDRESSES

KEYS, TIMES = 200, 50
BUSY = 503
WORDS = "users do not receive simulated phishing mail"
REQUEST = {"priority": 3, "title": "No test mail", "description": "Nobody got it.", "steps": "1."}


@dataclass(frozen=True)
class Answered:
    """What came back, as it came back."""

    status: int
    body: bytes


@dataclass(frozen=True)
class Program:
    """Speaks to the API with one person's key."""

    port: int
    secret: str

    def post(self, path: str, body: object, key: str = "") -> Answered:
        """Send, and send again while the Academy is busy, as it asks for."""
        headers = {"Authorization": f"Bearer {self.secret}", "Content-Type": "application/json"}
        if key:
            headers["Idempotency-Key"] = key
        while True:
            connection = HTTPConnection("127.0.0.1", self.port, timeout=120)
            connection.request("POST", f"/api/v1{path}", json.dumps(body), headers)
            answer = connection.getresponse()
            answered = Answered(answer.status, answer.read())
            connection.close()
            if answered.status != BUSY:
                return answered

    def unlock(self) -> str:
        """Search, and say that nothing helped; return the enquiry's id."""
        enquiry = str(json.loads(self.post("/enquiries", {}).body)["id"])
        self.post(f"/enquiries/{enquiry}/searches", {"q": WORDS})
        self.post(f"/enquiries/{enquiry}/dismissal", {"reason": "tried-it"})
        return enquiry

    def ask(self, enquiry: str, key: str, **changed: object) -> Answered:
        return self.post("/tickets", {"enquiry": enquiry, **REQUEST, **changed}, key)


@dataclass
class Bad:
    """How often something was not as promised."""

    not_one_ticket: int = 0
    other_answers: int = 0
    other_body_taken: int = 0
    strangers_got_it: int = 0


def try_key(number: int, times: int, cleo: Program, dai: Program, bad: Bad) -> str:
    """Send one key many times at once; return the reference."""
    enquiry, key = cleo.unlock(), f"key-{number}"
    with ThreadPoolExecutor(times) as pool:
        answers = list(pool.map(lambda _: cleo.ask(enquiry, key), range(times)))
    tickets = [json.loads(one.body).get("reference") for one in answers]
    bad.not_one_ticket += len(set(tickets)) != 1 or tickets[0] is None
    bad.other_answers += len({(one.status, one.body) for one in answers}) - 1
    bad.other_body_taken += cleo.ask(enquiry, key, title="Another matter").status != 422
    other = json.loads(dai.ask(dai.unlock(), key).body).get("reference")
    foreign = dai.ask(enquiry, key).status
    bad.strangers_got_it += other in {None, tickets[0]} or foreign != 404
    return str(tickets[0])


def both(keys: int, times: int) -> Iterator[str]:
    """Try it on either database."""
    nowhere = "smtp://127.0.0.1:9"  # mail waits in the outbox, and nothing is printed
    yield from ("| | tickets | not as promised |", "|--|--|--|")
    with tempfile.TemporaryDirectory() as one, tempfile.TemporaryDirectory() as two:
        environment = {"ACADEMY_DATA_DIR": one, "ACADEMY_SMTP_URL": nowhere}
        yield f"| SQLite | {run(environment, keys, times)} |"
        with postgresql(Path(two)) as url:
            environment |= {"ACADEMY_DATA_DIR": two, "ACADEMY_DATABASE_URL": url}
            yield f"| PostgreSQL | {run(environment, keys, times)} |"


def run(environment: dict[str, str], keys: int, times: int) -> str:
    with served(environment, who=()) as (port, _):
        cleo, dai = programs(environment, port)
        bad = Bad()
        references = {try_key(number, times, cleo, dai, bad) for number in range(keys)}
    distinct = len(references)
    bad.not_one_ticket += keys - distinct
    figures = ", ".join(f"{name} {count}" for name, count in vars(bad).items())
    return f"{distinct} | {figures}"


def programs(environment: dict[str, str], port: int) -> Sequence[Program]:
    runtime = open_runtime(settings_of(environment))
    with runtime.database.writing() as db:
        keys = [create_token(db, runtime, ADDRESSES[name]) for name in ("cleo", "dai")]
    close(runtime)
    return [Program(port, key) for key in keys]


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--keys", type=int, default=KEYS)
    options.add_argument("--times", type=int, default=TIMES)
    chosen = options.parse_args()
    lines = [f"{chosen.keys} keys, each sent {chosen.times} times at once:", ""]
    lines += both(chosen.keys, chosen.times)
    print(write_section("One ticket per key", lines))


if __name__ == "__main__":
    main()
