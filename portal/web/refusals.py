"""One place maps refusals to a status and a page, or to a problem for programs."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

import structlog
from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import RedirectResponse
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect

from portal.errors import Invalid, NotFound, Refusal, SignInNeeded
from portal.web.api import API_PREFIX, problem
from portal.web.forms import read_form
from portal.web.languages import translations
from portal.web.pages import language_of, page, wants_part
from portal.words import N_

log = structlog.get_logger()

NO_SUCH_PAGE = N_("There is no such page, or it is not yours to see.")
CANNOT_READ = N_("The Academy could not read this request.")
UNCHECKED_FIELDS = N_("Some fields are missing or do not look right.")
KEPT_FIELDS_HIDDEN = frozenset({"password", "new_password", "back", "key", "next", "whose"})


class WrongMethod(Invalid):
    """The address exists, but not for this method."""

    status = 405
    slug = "wrong-method"


class Unreadable(Invalid):
    """The body or the query cannot be read."""

    status = 400
    slug = "unreadable"


def install(app: FastAPI) -> None:
    """Answer every refusal of the application from here."""
    app.add_exception_handler(Refusal, answer_refusal)
    app.add_exception_handler(RequestValidationError, answer_unchecked)
    app.add_exception_handler(HTTPException, answer_http_error)


async def answer_refusal(request: Request, error: Exception) -> Response:
    """Answer with the refusal's sentence, the text that was typed, and a next step."""
    assert isinstance(error, Refusal)
    await request.app.state.note_refusal(request, error)
    return _answer(request, error, typed=await _typed_text(request))


def answer_unread(request: Request, refusal: Refusal) -> Response:
    """Answer what is refused before, or whatever came of, reading its body."""
    return _answer(request, refusal, typed={})


def _answer(request: Request, error: Refusal, *, typed: Mapping[str, str]) -> Response:
    _log(request, error)
    sentence = in_words(error, language_of(request))
    if request.url.path.startswith(API_PREFIX):
        response: Response = problem(error, sentence=sentence)
        if isinstance(error, SignInNeeded):
            response.headers["WWW-Authenticate"] = "Bearer"  # RFC 9110 §15.5.2
    elif isinstance(error, SignInNeeded) and request.method in {"GET", "HEAD"}:
        return _to_sign_in(request)
    elif error.leads_to and request.method in {"GET", "HEAD"}:
        return RedirectResponse(error.leads_to, status_code=303)
    else:
        response = page(
            request,
            "web/refusal.html",
            status_code=error.status,
            refusal=error,
            sentence=sentence,
            typed=typed,
        )
    if "retry_after" in error.facts:
        response.headers["Retry-After"] = str(error.facts["retry_after"])
    return response


def _to_sign_in(request: Request) -> Response:
    """Lead who only looks; who sends something keeps the page with what they typed."""
    if wants_part(request):
        return Response(status_code=401, headers={"HX-Redirect": "/sign-in"})
    return RedirectResponse(f"/sign-in?next={quote(_here(request))}", status_code=303)


async def answer_unchecked(request: Request, error: Exception) -> Response:
    """A path, query or JSON body that does not fit its types."""
    assert isinstance(error, RequestValidationError)
    places = [{"where": _place(e["loc"]), "problem": e["msg"]} for e in error.errors()]
    is_address = all(e["loc"][0] == "path" for e in error.errors())
    if is_address:
        return await answer_refusal(request, NotFound(NO_SUCH_PAGE))
    return await answer_refusal(request, Invalid(UNCHECKED_FIELDS, errors=places))


async def answer_http_error(request: Request, error: Exception) -> Response:
    """What the framework itself refuses, in our words."""
    assert isinstance(error, HTTPException)
    if not hasattr(request.state, "person"):  # no route matched, so nothing has looked yet
        await run_in_threadpool(request.app.state.recognise, request)
    response = await answer_refusal(request, _as_refusal(error))
    response.headers.update(error.headers or {})  # such as Allow
    return response


def _as_refusal(error: HTTPException) -> Refusal:
    if isinstance(error.__cause__, Refusal):  # FastAPI hides what reading the body raised
        return error.__cause__
    if error.status_code == 404:
        return NotFound(NO_SUCH_PAGE)
    if error.status_code == 405:
        return WrongMethod("This address does not take that method.")
    return Unreadable(CANNOT_READ)


def in_words(refusal: Refusal, lang: str) -> str:
    """Return the refusal's sentence in the reader's language."""
    return translations(lang).gettext(refusal.sentence) % _printable(refusal.facts)


def _printable(facts: Mapping[str, object]) -> dict[str, Any]:
    return dict(facts)


async def _typed_text(request: Request) -> dict[str, str]:
    """Return the text fields of a refused form, so that nothing typed is lost."""
    if request.method != "POST" or request.url.path.startswith(API_PREFIX) or _has_files(request):
        return {}
    try:
        form = await read_form(request)
    except (Refusal, HTTPException, ClientDisconnect):  # what is not readable cannot be kept
        return {}
    return {
        name: value
        for name, value in form.items()
        if isinstance(value, str) and value.strip() and name not in KEPT_FIELDS_HIDDEN
    }


def _has_files(request: Request) -> bool:
    """Whether a form with files came that nobody has read: it is not read for its text alone."""
    is_read = getattr(request.state, "form_is_read", False)
    return not is_read and request.headers.get("content-type", "").startswith("multipart/")


def _place(location: tuple[Any, ...]) -> str:
    return ".".join(str(step) for step in location)


def _here(request: Request) -> str:
    return request.url.path + (f"?{request.url.query}" if request.url.query else "")


def _log(request: Request, refusal: Refusal) -> None:
    """An entry without personal content: the route's pattern, never its filled path."""
    person = getattr(request.state, "person", None)
    route = request.scope.get("route")
    log.info(
        "refused",
        status=refusal.status,
        reason=refusal.slug,
        method=request.method,
        route=getattr(route, "path", None),
        person=str(person.id) if person else None,
        organisation=str(person.organisation_id) if person else None,
        request_id=getattr(request.state, "request_id", None),
    )
