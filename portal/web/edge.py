"""The ASGI edge: host, origin, size and time are checked before anything reads a body."""

import re
import time
from collections.abc import Awaitable, Callable
from uuid import uuid4

import anyio
import structlog
from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from portal.errors import Invalid, NotAllowed, NotFound, Refusal
from portal.web.api import API_PREFIX
from portal.web.cross_origin import comes_from_here
from portal.web.measuring import Meter
from portal.web.refusals import NO_SUCH_PAGE
from portal.web.response_headers import with_headers
from portal.words import N_

log = structlog.get_logger()

BODY_SECONDS = 30
UPLOAD_SECONDS = 600
TAKES_FILES = re.compile(
    r"/help/[0-9a-f-]{36}/(details|draft|files)|(/desk)?/requests/[^/]{1,40}/(replies|notes)"
    r"|/api/v1/enquiries/[0-9a-f-]{36}/files"
)
TAKES_MEDIA = re.compile(r"/content/media")
LONGEST_ADDRESS = 8_192
LONGEST_HEADERS = 32 * 1024
TOO_MUCH = N_("That is too much at once: %(kilobytes)s kB is the limit.")
HOST = re.compile(r"([A-Za-z0-9.-]+|\[[0-9A-Fa-f:.]+\])(?::[0-9]{1,5})?")

Answer = Callable[[Request, Refusal], Awaitable[ASGIApp]]


class TooLarge(Invalid):
    """The body or the address is longer than the Academy takes."""

    status = 413
    slug = "too-large"


class AddressTooLong(TooLarge):
    """The address is longer than any page of ours needs."""

    status = 414
    slug = "address-too-long"


class HeadersTooLarge(TooLarge):
    """The headers are larger than any browser of ours sends."""

    status = 431
    slug = "headers-too-large"


class TooSlow(Invalid):
    """The body did not arrive in time."""

    status = 408
    slug = "too-slow"


class WrongHost(Invalid):
    """The request names a host that is not ours."""

    status = 400
    slug = "wrong-host"


class Fault(Refusal):
    """A fault of ours; the log has it under the request's id."""

    status = 500
    slug = "fault"


class FromElsewhere(NotAllowed):
    """Another site sent this form, or nobody can tell that ours did."""

    slug = "from-elsewhere"


class Edge:
    """Refuse early what no page needs; add to every answer the headers every page needs."""

    def __init__(
        self,
        app: ASGIApp,
        *,
        hosts: frozenset[str],
        origin: str,
        body_bytes: int,
        upload_bytes: int,
        media_bytes: int,
        answer: Answer,
        meter: Meter,
    ) -> None:
        self.app = app
        self.upload_bytes = upload_bytes
        self.media_bytes = media_bytes
        self.hosts = hosts
        self.origin = origin
        self.body_bytes = body_bytes
        self.answer = answer
        self.meter = meter

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        scope.setdefault("state", {})["request_id"] = uuid4().hex
        measured = self.meter.watch(scope, send)
        guarded = with_headers(measured, https=self.origin.startswith("https:"))
        refusal = self._refuse(scope)
        if refusal is None:
            refusal = await self._pass_on(scope, receive, guarded)
        if refusal is not None:
            answer = await self.answer(Request(scope, receive), refusal)
            await answer(scope, receive, guarded)

    async def _pass_on(self, scope: Scope, receive: Receive, send: Send) -> Refusal | None:
        """Let the Academy answer; a fault of ours becomes a page too, with a reference."""
        started = False
        limit, seconds = self._limits(scope)

        async def note_start(message: Message) -> None:
            nonlocal started
            started = True
            await send(message)

        try:
            await self.app(scope, CountedBody(receive, limit=limit, seconds=seconds), note_start)
        except Exception:
            log.exception("fault", request_id=scope["state"]["request_id"])
            if started:
                raise
            return Fault(
                "Something went wrong on our side. Please try again; if it stays, tell us "
                "this code: %(request_id)s.",
                request_id=scope["state"]["request_id"][:8],
            )
        return None

    def _limits(self, scope: Scope) -> tuple[int, float]:
        """Return the bytes a body may have, and the seconds: a form with files has more."""
        kind = Headers(scope=scope).get("content-type", "")
        if kind.startswith("multipart/form-data") and TAKES_FILES.fullmatch(scope["path"]):
            return self.upload_bytes, UPLOAD_SECONDS
        if kind.startswith("multipart/form-data") and TAKES_MEDIA.fullmatch(scope["path"]):
            return self.media_bytes, UPLOAD_SECONDS
        return self.body_bytes, BODY_SECONDS

    def _refuse(self, scope: Scope) -> Refusal | None:
        headers = Headers(scope=scope)
        if _host_name(headers.get("host", "")) not in self.hosts:
            return WrongHost("This Academy does not answer to that host name.")
        if len(scope.get("raw_path", b"")) + len(scope["query_string"]) > LONGEST_ADDRESS:
            return AddressTooLong("The address is too long. Use fewer words.")
        if _length_of_headers(scope) > LONGEST_HEADERS:
            return HeadersTooLarge(TOO_MUCH, kilobytes=LONGEST_HEADERS // 1024)
        if "\0" in scope["path"]:  # no name of ours has one, and PostgreSQL cannot look for it
            return NotFound(NO_SUCH_PAGE)
        if _declared_length(headers) > (limit := self._limits(scope)[0]):
            return too_large(limit)
        if _could_be_forged(scope["path"], headers) and not comes_from_here(
            scope["method"], headers, base_origin=self.origin
        ):
            return FromElsewhere(
                "This form was not sent from a page of the Academy. "
                "Open the page here and send it again."
            )
        return None


class CountedBody:
    """`receive` with a byte limit and one deadline for the whole body."""

    def __init__(self, receive: Receive, *, limit: int, seconds: float = BODY_SECONDS) -> None:
        self.receive = receive
        self.left = limit
        self.limit = limit
        self.ends_at = time.monotonic() + seconds
        self.is_complete = False

    async def __call__(self) -> Message:
        if self.is_complete:
            return await self.receive()
        self._check()
        try:
            with anyio.fail_after(max(0.0, self.ends_at - time.monotonic())):
                message = await self.receive()
        except TimeoutError as error:
            raise TooSlow("The form did not arrive in time. Send it again.") from error
        self.left -= len(message.get("body", b""))
        self._check()
        self.is_complete = not message.get("more_body", False)
        return message

    def _check(self) -> None:
        if self.left < 0:
            raise too_large(self.limit)


def too_large(limit: int) -> TooLarge:
    return TooLarge(TOO_MUCH, kilobytes=limit // 1024)


def _host_name(header: str) -> str | None:
    """Return the name of a Host header without its port; None when it cannot be read."""
    named = HOST.fullmatch(header)
    return named[1].strip("[]").lower() if named else None


def _could_be_forged(path: str, headers: Headers) -> bool:
    """A bearer token is never sent by a browser on its own; without a cookie the API does nothing.

    A page does: it signs in, and must not sign anybody in as somebody else. It takes no key.
    """
    has_key = headers.get("authorization", "").lower().startswith("bearer ")
    return not path.startswith(API_PREFIX) or ("cookie" in headers and not has_key)


def _length_of_headers(scope: Scope) -> int:
    return sum(len(name) + len(value) for name, value in scope["headers"])


def _declared_length(headers: Headers) -> int:
    text = headers.get("content-length", "0")
    return int(text) if text.isdigit() and len(text) < 16 else 0
