"""The edge: whatever is thrown at it, the answer is a sentence, and nothing else stands still."""

import json
from collections.abc import AsyncIterator, Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from io import StringIO
from typing import Any

import anyio
import pytest
import structlog
from fastapi import FastAPI
from sqlalchemy import text
from starlette.testclient import TestClient

from portal.accounts.errors import TooManyTries
from portal.accounts.signed_in import SignedIn
from portal.accounts.signing_in import sign_in_by_password, start_session
from portal.app import PUBLIC, capability_of, declared_routes
from portal.runtime import Runtime
from portal.web.edge import CountedBody, TooLarge, TooSlow
from portal.web.response_headers import SECURITY_HEADERS
from tests.browser import Browser, Page
from tests.program import Program

FORM = "application/x-www-form-urlencoded"
PARTS = "multipart/form-data; boundary=x"
NOBODYS = "00000000-0000-4000-8000-00000000beef"
LIMIT = 1024 * 1024
PIECE = 64 * 1024
HOSTILE = ("%00", "%ff", "%ED%A0%80", "%0d%0aSet-Cookie:%20a=b", "..%2f..%2fetc", "%27%22%3E%3C")


def part(value: bytes, *, name: str = "name", more: str = "") -> bytes:
    head = f'--x\r\nContent-Disposition: form-data; name="{name}"{more}\r\n\r\n'
    return head.encode() + value + b"\r\n"


class Sender:
    """Sends a body piece by piece, for as long as somebody takes it, and keeps the answer."""

    def __init__(self, app: FastAPI, *, cookie: str = "", content_type: str = FORM) -> None:
        self.app = app
        headers = {"host": "127.0.0.1:8000", "sec-fetch-site": "same-origin"}
        headers |= {"cookie": cookie, "content-type": content_type}
        self.headers = [(name.encode(), value.encode()) for name, value in headers.items()]
        self.taken = 0
        self.status = 0

    async def post(self, path: str, pieces: AsyncIterator[bytes]) -> None:
        async def receive() -> dict[str, Any]:
            try:
                body = await anext(pieces)
            except StopAsyncIteration:
                return {"type": "http.request", "body": b"", "more_body": False}
            self.taken += len(body)
            return {"type": "http.request", "body": body, "more_body": True}

        async def send(message: Any) -> None:
            self.status = message.get("status", self.status)

        path_scope = {"path": path, "raw_path": path.encode(), "root_path": "", "scheme": "http"}
        scope = {"type": "http", "method": "POST", "query_string": b"", "http_version": "1.1"}
        await self.app({**scope, **path_scope, "headers": self.headers}, receive, send)


async def endless() -> AsyncIterator[bytes]:
    while True:
        yield b"a" * PIECE


@pytest.fixture
def cookie(runtime: Runtime, cleo: SignedIn) -> str:
    with runtime.database.writing() as db:
        return f"academy={start_session(db, runtime, cleo.membership_id, cleo.id)}"


@pytest.fixture
def logged() -> Iterator[Callable[[], list[dict[str, Any]]]]:
    """Returns what was logged, as machines read it."""
    before, written = structlog.get_config(), StringIO()
    structlog.configure(logger_factory=structlog.PrintLoggerFactory(written))  # type: ignore[arg-type]
    yield lambda: [json.loads(line) for line in written.getvalue().splitlines()]
    structlog.configure(**before)


def refused_in_words(browser: Browser, *statuses: int) -> None:
    """The page in view is a refusal with a sentence, in the frame of every page."""
    assert browser.response.status_code in statuses
    assert len(Page(browser.html).main) > 40
    assert "Traceback" not in browser.html


def test_every_route_names_its_capability_or_is_one_of_few_for_everybody() -> None:
    routes = list(declared_routes())
    assert len(PUBLIC) <= 12
    assert {route.name for route in routes if capability_of(route) is None} == PUBLIC


def test_what_does_not_exist_is_not_found(browser: Browser, cleo: SignedIn) -> None:
    for sign_in in (lambda: None, lambda: browser.sign_in(cleo)):
        sign_in()
        for path in ("/nope", "/static/nope.css", "/static/%00", "/static/..%2f..%2fapp.py"):
            browser.open(path, status=404)
            refused_in_words(browser, 404)
        answer = browser.client.get("/api/v1/nope")
        assert answer.status_code == 404
        assert answer.headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize("content_type", [FORM, PARTS, "application/json"])
def test_an_endless_body_is_cut_off_before_it_is_kept(
    app: FastAPI, cookie: str, content_type: str
) -> None:
    for path in ("/sign-in", "/account", f"/help/{NOBODYS}/draft", "/api/v1/tickets"):
        for signed_in in ("", cookie):
            sender = Sender(app, cookie=signed_in, content_type=content_type)
            anyio.run(sender.post, path, endless())
            assert 400 <= sender.status < 500, path
            assert sender.taken <= LIMIT + PIECE, path


def test_a_body_declared_too_long_is_not_read(browser: Browser) -> None:
    browser.client.headers["Content-Length"] = str(100 * LIMIT)

    page = browser.send("/sign-in", {}, status=413)

    assert "1024 kB is the limit" in page.main


def test_a_body_that_stays_away_is_given_up() -> None:
    async def wait_for(seconds: float, limit: int) -> None:
        async def never() -> Any:
            await anyio.sleep(0 if seconds else 60)
            return {"type": "http.request", "body": b"abc", "more_body": True}

        await CountedBody(never, limit=limit, seconds=seconds)()

    with pytest.raises(TooSlow):
        anyio.run(wait_for, 0.0, 10)
    with pytest.raises(TooLarge):
        anyio.run(wait_for, 10.0, 2)


def test_somebody_who_sends_slowly_keeps_nobody_from_writing(
    app: FastAPI, runtime: Runtime, cookie: str, cleo: SignedIn
) -> None:
    slow, quick = Sender(app, cookie=cookie), Sender(app, cookie=cookie)

    async def visit() -> None:
        others_are_done = anyio.Event()

        async def waits() -> AsyncIterator[bytes]:
            yield b"lang=fr&"
            await others_are_done.wait()
            yield b"back=/"

        async def at_once() -> AsyncIterator[bytes]:
            yield b"lang=en&back=/"

        async with anyio.create_task_group() as everybody:
            everybody.start_soon(slow.post, "/language", waits())
            await anyio.wait_all_tasks_blocked()
            with anyio.fail_after(runtime.settings.writer_wait_s):
                await quick.post("/language", at_once())
            others_are_done.set()

    anyio.run(visit)

    assert (quick.status, slow.status) == (303, 303)


def test_a_body_that_is_no_form_is_refused_in_words(browser: Browser, cleo: SignedIn) -> None:
    browser.sign_in(cleo)
    many = "&".join(f"f{n}=1" for n in range(10_000)).encode()
    for content_type, body in (
        (FORM, many),
        (PARTS, b"".join(part(b"1", name=f"f{n}") for n in range(10_000)) + b"--x--\r\n"),
        (PARTS, part(b"1", more='; filename="a.txt"') + b"--x--\r\n"),
        (PARTS, b"no parts at all"),
        (PARTS, part(b"never ends")),
        ("multipart/form-data", b"no boundary"),
        ("text/plain", b"name=a"),
        ("application/json", b'{"name": "a"}'),
        ("\xff", b"name=a"),
        *((f"{PARTS}; charset={codec}", part(b"\\ud800") + b"--x--\r\n") for codec in CODECS),
    ):
        headers = {"Content-Type": content_type.encode("latin-1"), "Origin": browser.origin}
        browser.response = browser.client.post("/account", content=body, headers=headers)  # type: ignore[arg-type]
        browser.html = browser.response.text
        refused_in_words(browser, 400, 422)
    assert "Cleo Harper" in browser.open("/account").all("header")[0].text


CODECS = (
    "unicode_escape",
    "raw_unicode_escape",
    "punycode",
    "undefined",
    "idna",
    "utf-16",
    "utf-7",
)


def test_hostile_letters_in_an_address_are_only_letters(
    browser: Browser, cleo: SignedIn, runtime: Runtime
) -> None:
    program = Program(browser.client, runtime, cleo)
    browser.sign_in(cleo)
    for letters in HOSTILE:
        for path in ("articles", "videos", "topics", "requests", "help", "media", "sign-in/links"):
            answer = browser.client.get(f"/{path}/{letters}")
            assert answer.status_code in {200, 404}, (path, letters)
            assert "set-cookie" not in answer.headers
        for path in ("/search?q=", "/search?q=mail&topic=", "/help?notice=", "/search?q=a&kind="):
            browser.open(path + letters)
        for path in ("articles", "videos", "tickets", "enquiries"):
            answer = program.client.get(
                f"/api/v1/{path}/{letters}", headers={"Authorization": f"Bearer {program.secret}"}
            )
            assert answer.status_code == 404, (path, letters)


def test_an_address_too_long_is_refused_in_words(browser: Browser) -> None:
    browser.open("/search?q=" + "a" * 9_000, status=414)

    refused_in_words(browser, 414)


def test_headers_too_large_are_refused_in_words(browser: Browser) -> None:
    browser.open("/sign-in", status=431, **{"X-Long": "a" * 33_000})

    refused_in_words(browser, 431)


@pytest.mark.parametrize(
    "host",
    [
        *("evil.example", "127.0.0.1.evil.example", "evil.example:8000", "", "127.0.0.1:"),
        *("user@127.0.0.1", "evil.example\\@127.0.0.1", "127.0.0.1/../evil", "[::1", "127.0.0.1 x"),
    ],
)
def test_another_host_is_not_answered_for(app: FastAPI, host: str) -> None:
    client = TestClient(app, base_url="http://127.0.0.1:8000")

    answer = client.get("/sign-in", headers={"Host": host})

    assert answer.status_code == 400
    assert "does not answer to that host name" in answer.text


def test_forwarded_and_identity_headers_from_anybody_mean_nothing(browser: Browser) -> None:
    headers = {
        "X-Forwarded-Host": "evil.example",
        "X-Forwarded-Proto": "https",
        "Forwarded": "host=evil.example",
        "X-Remote-User": "ada@academy.example",
        "Remote-User": "ada@academy.example",
        "X-Original-URL": "/desk",
    }
    browser.open("/desk", **headers)

    assert browser.path == "/sign-in?next=/desk"
    assert "evil" not in browser.html


def test_a_forwarded_address_does_not_get_round_the_limit_of_tries(browser: Browser) -> None:
    pair = {"email": "cleo@northwind.example", "password": "not the password"}
    for n in range(10):
        browser.send("/sign-in", pair, status=422, **{"X-Forwarded-For": f"192.0.2.{n}"})

    browser.send("/sign-in", pair, status=429, **{"X-Forwarded-For": "192.0.2.99"})

    assert 0 < int(browser.response.headers["Retry-After"]) <= 300
    assert "not the password" not in browser.html


def test_a_program_without_a_key_is_told_to_sign_in_and_a_page_elsewhere_is_not_heard(
    browser: Browser, cleo: SignedIn
) -> None:
    elsewhere = {"Sec-Fetch-Site": "cross-site", "Origin": "https://evil.example"}
    ask = browser.client.post
    assert ask("/api/v1/enquiries", json={}).status_code == 401
    assert ask("/api/v1/enquiries", json={}, headers=elsewhere).status_code == 401
    browser.sign_in(cleo)
    for headers in (elsewhere, {"Origin": "null"}, {"Sec-Fetch-Site": "same-site"}, {}):
        assert ask("/api/v1/enquiries", json={}, headers=headers).status_code == 403


def test_a_method_that_is_not_taken_names_those_that_are(browser: Browser) -> None:
    for path in ("/sign-in", "/api/v1/tickets/AA-0000-0000"):
        headers = {"Origin": browser.origin}
        answer = browser.client.request("TRACE", path, headers=headers)
        assert (answer.status_code, "GET" in answer.headers["Allow"]) == (405, True)


def test_of_many_tries_at_once_only_ten_are_looked_at(runtime: Runtime) -> None:
    def try_to_sign_in(n: int) -> bool:
        try:
            sign_in_by_password(runtime, "nobody@example.org", "wrong", host=f"192.0.2.{n}")
        except TooManyTries:
            return False
        return True

    with ThreadPoolExecutor(4) as pool:
        looked_at = list(pool.map(try_to_sign_in, range(24)))

    assert looked_at.count(True) == 10


def test_no_form_takes_a_key_and_beside_one_no_cookie_counts(
    browser: Browser, runtime: Runtime, cleo: SignedIn, dai: SignedIn
) -> None:
    program = Program(browser.client, runtime, dai)
    browser.sign_in(cleo)
    elsewhere = {"Sec-Fetch-Site": "cross-site", "Origin": "https://evil.example"}

    for key in ("made-up", program.secret):
        bearer = {"Authorization": f"Bearer {key}"}
        browser.send("/account", {"name": "Mallory"}, status=401, **bearer)
        browser.send("/account", {"name": "Mallory"}, status=403, **bearer, **elsewhere)
    program.get("/tickets", **elsewhere)

    assert "Cleo Harper" in browser.open("/account").all("header")[0].text
    assert "Dai" in browser.sign_in(dai).open("/account").all("header")[0].text


@pytest.mark.parametrize(
    "path", ["/sign-in", "/nope", "/healthz", "/static/nope", "/api/v1/search"]
)
def test_every_answer_carries_the_headers_of_a_closed_house(app: FastAPI, path: str) -> None:
    answer = TestClient(app, base_url="http://127.0.0.1:8000").get(path)

    assert {name: answer.headers[name] for name in SECURITY_HEADERS} == SECURITY_HEADERS
    assert "access-control-allow-origin" not in answer.headers
    assert "server" not in answer.headers


def test_a_fault_of_ours_says_a_code_and_logs_no_words(
    browser: Browser,
    runtime: Runtime,
    cleo: SignedIn,
    logged: Callable[[], list[dict[str, Any]]],
) -> None:
    browser.sign_in(cleo)
    with runtime.database.writing() as db:
        db.execute(text("ALTER TABLE search RENAME TO gone"))

    page = browser.open("/help?q=a+very+private+trouble", status=500)

    lines = logged()
    fault = next(line for line in lines if line["event"] == "fault")
    assert fault["request_id"][:8] in page.main
    assert "private" not in json.dumps(lines)
    assert cleo.email not in json.dumps(lines)
