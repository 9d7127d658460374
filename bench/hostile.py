"""Hostile queries against a whole Academy: `make bench-hostile`. None may fail, or take long.

Every query goes to the page, the suggestions and the API of a demo, with its index and without;
between them somebody opens other pages.
"""

import argparse
import logging
import random
import tempfile
import time
from statistics import quantiles
from urllib.parse import quote

import structlog
from starlette.testclient import TestClient

from bench.results import write_section
from portal.accounts.joining import get_person
from portal.accounts.queries import find_membership
from portal.accounts.signing_in import start_session
from portal.app import create_app
from portal.composing import close, open_runtime, settings_of
from portal.db.schema import migrate
from portal.demo.cast import ADDRESSES
from portal.demo.commands import fill
from portal.runtime import Runtime
from portal.web.sessions import cookie_name

LONGEST_ADDRESS = 60_000
DOORS = ("/search?q=", "/search/suggestions?q=", "/api/v1/search?q=")
WORDS = ("password", "mot de passe", "sso", "phishing", "é", "ß", "İ", "ﬁ", "שלום", "مرحبا", "漢字")
SIGNS = "*?[]{}()\"'\\/:^~!&|+-<>#%;,.@$=`_\0\x1b\u200b\u202e\u2066\ufeff\ud800\udfff\u0301 "
OPERATORS = ("AND", "OR", "NOT", "TO", "NEAR/3", "title:", "_all:", "*:*", "[a TO zz]", "{1 TO 9}")
ATTACKS = ("' OR 1=1 --", "${jndi:ldap://x}", "{{7*7}}", "<script>x</script>", "../../etc/passwd")


def hostile_queries(count: int, seed: int = 5) -> list[str]:
    """Return that many different queries, the worst kinds first."""
    chance = random.Random(seed)
    makers = (_nested, _marks, _long, _fuzzy, _mixed, _random, _repeated)
    return [makers[number % len(makers)](chance) for number in range(count)]


def _nested(chance: random.Random) -> str:
    depth = chance.choice([3, 100, 10_000])
    opened, closed = chance.choice([("(", ")"), ("[", "]"), ('"', '"'), ("NOT ", ""), ("-", "")])
    return opened * depth + chance.choice(WORDS) + closed * depth


def _marks(chance: random.Random) -> str:
    return chance.choice(WORDS) + chance.choice("\u0301\u0316\u20e3\ufe0f") * chance.choice(
        [9, 5_000]
    )


def _long(chance: random.Random) -> str:
    return (chance.choice(WORDS) + chance.choice(SIGNS)) * chance.choice([40, 2_000])


def _fuzzy(chance: random.Random) -> str:
    word = chance.choice(WORDS)
    number = 10 ** chance.randrange(9)
    return f"{word}~{number} {word[:2]}* *{word} ?{word[1:]} {word}^{number}"


def _mixed(chance: random.Random) -> str:
    parts = chance.choices([*OPERATORS, *ATTACKS, *WORDS], k=chance.randrange(1, 30))
    return chance.choice(SIGNS).join(parts)


def _random(chance: random.Random) -> str:
    return "".join(chr(chance.randrange(0x11_0000)) for _ in range(chance.choice([5, 60, 600])))


def _repeated(chance: random.Random) -> str:
    return chance.choice(SIGNS + "aé漢") * chance.choice([1, 30, 100_000])


def encoded(query: str) -> str:
    """Return a query as it stands in an address, lone surrogates and all, cut where clients do."""
    return quote(query.encode("utf-8", "surrogatepass"))[:LONGEST_ADDRESS]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--queries", type=int, default=2_000)
    asked = parser.parse_args()
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.ERROR))
    with tempfile.TemporaryDirectory() as folder:
        runtime = open_runtime(settings_of({"ACADEMY_DATA_DIR": folder, "ACADEMY_DEMO": "true"}))
        migrate(runtime.database)
        fill(runtime)
        with TestClient(create_app(runtime), base_url=runtime.settings.base_url) as client:
            _sign_in(client, runtime)
            lines = [_row("with its index", client, asked.queries)]
            runtime.engine.close()
            lines.append(_row("without", client, asked.queries // 10))
        close(runtime)
    head = (
        "| | queries | answers | worst status "
        "| CPU p50 / p95 / worst, ms | other pages CPU p95, ms | worst by the clock, ms |"
    )
    print(write_section("Hostile queries", [head, "|--|--|--|--|--|--|--|", *lines]))


def _sign_in(client: TestClient, runtime: Runtime) -> None:
    with runtime.database.writing() as db:
        membership = find_membership(db, get_person(db, ADDRESSES["cleo"]).id)
        assert membership is not None
        secret = start_session(db, runtime, membership.id, membership.person_id)
    client.cookies.set(cookie_name(runtime.settings), secret)


def _row(name: str, client: TestClient, count: int) -> str:
    statuses: set[int] = set()

    def open_page(address: str) -> float:
        begun, worked = time.perf_counter(), time.process_time()
        statuses.add(client.get(address).status_code)
        clock.append(1_000 * (time.perf_counter() - begun))
        return 1_000 * (time.process_time() - worked)

    took, others, clock = [], [], []
    for number, query in enumerate(hostile_queries(count)):
        took += [open_page(door + encoded(query)) for door in DOORS]
        if number % 10 == 0:
            others.append(open_page("/"))
    worst = max(statuses)
    assert worst < 500, statuses
    cuts, rest = quantiles(took, n=20), quantiles(others, n=20)
    figures = (
        f"{cuts[9]:.0f} / {cuts[18]:.0f} / {max(took):.0f} | {rest[18]:.0f} | {max(clock):.0f}"
    )
    return f"| {name} | {count:,} | {len(took):,} | {worst} | {figures} |"


if __name__ == "__main__":
    main()
