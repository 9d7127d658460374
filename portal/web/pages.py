"""Rendering: pages, parts of pages, and mail, all from one strict template environment."""

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import cache, lru_cache, partial
from hashlib import sha256
from typing import Any, cast

from fastapi import Request
from fastapi.responses import HTMLResponse, RedirectResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.routing import NoMatchFound

from portal.paths import STATIC, TEMPLATES
from portal.runtime import Runtime
from portal.web import formats
from portal.web.languages import (
    known_language,
    language_name,
    own_names,
    preferred_language,
    translations,
)
from portal.web.naming_faults import name_faults

ESCAPED = str.maketrans({"%": "%25", "#": "%23", "?": "%3F"})
LANGUAGE_COOKIE = "academy_language"
FILTERS: dict[str, Callable[..., str]] = {
    "date": formats.written_date,
    "percent": formats.written_percent,
    "share": formats.written_share,
    "ratio": formats.written_ratio,
    "short_date": formats.short_date,
    "span": formats.written_span,
    "month": formats.written_month,
    "money": formats.written_money,
    "size": formats.written_size,
    "number": formats.written_number,
    "cell": formats.written_cell,
    "language": language_name,
    "day": formats.written_day,
}


@dataclass(frozen=True)
class Site:
    """What every page knows about the Academy it belongs to."""

    name: str
    demo: bool
    languages: list[tuple[str, str]]
    zone: str


@cache
def environment(lang: str) -> Environment:
    """Return the template environment that speaks one language."""
    env = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=["jinja2.ext.i18n"],
    )
    env.install_gettext_translations(translations(lang), newstyle=True)  # type: ignore[attr-defined]
    env.globals["asset"] = asset
    env.filters["seconds"] = formats.written_seconds
    env.filters["duration"] = formats.written_duration
    for name, write in FILTERS.items():
        env.filters[name] = partial(write, lang=lang)
    env.filters["as_moment"] = datetime.fromisoformat
    return env


@lru_cache(maxsize=256)
def asset(path: str) -> str:
    """Return the address of a static file; it changes with the content, so it caches for ever."""
    digest = sha256((STATIC / path).read_bytes()).hexdigest()[:12]
    return f"/static/{path}?v={digest}"


def runtime_of(request: Request) -> Runtime:
    return cast(Runtime, request.app.state.runtime)


def language_of(request: Request) -> str:
    """Account, else the choice kept in a cookie, else the browser's wish, else the default."""
    person = getattr(request.state, "person", None)
    return (
        (person.lang if person else None)
        or known_language(request.cookies.get(LANGUAGE_COOKIE))
        or preferred_language(request.headers.get("accept-language", ""))
        or runtime_of(request).settings.default_language
    )


def wants_part(request: Request) -> bool:
    """Whether htmx asked for one swap target; a restored history entry needs the whole page."""
    headers = request.headers
    return headers.get("hx-request") == "true" and "hx-history-restore-request" not in headers


def page(
    request: Request,
    template: str,
    *,
    part: str | None = None,
    status_code: int = 200,
    headers: dict[str, str] | None = None,
    **context: Any,
) -> HTMLResponse:
    """Return the page, or only its part when htmx asked for that.

    `errors`, a list of FieldError, reaches the template as sentences, and as `faults` by field.
    """
    name = part if part and wants_part(request) else template
    lang = language_of(request)
    errors = [(e.field_id, e.in_words(translations(lang))) for e in context.pop("errors", [])]
    shared = _shared_context(request)
    faults = defaultdict(str, reversed(errors))
    html = (
        environment(lang)
        .get_template(name)
        .render({**shared, **context, "errors": errors, "faults": faults})
    )
    html = name_faults(html, translations(lang)) if errors else html
    return HTMLResponse(html, status_code, {"Vary": "HX-Request", **(headers or {})})


def see_other(
    request: Request, route: str, *, ending: str = "", **path: object
) -> RedirectResponse:
    """Lead to that page; `ending` is a query or an anchor behind its path."""
    return RedirectResponse(address(request, route, **path) + ending, status_code=303)


def address(request: Request, route: str, **path: object) -> str:
    """Return the path of a named route, never a host; a name in it may hold a %, # or ?."""
    parts = {name: _as_path(value) for name, value in path.items()}
    try:
        return str(request.app.url_path_for(route, **parts))
    except NoMatchFound as error:
        raise LookupError(f"no route {route!r} with {sorted(path)}") from error


def _as_path(part: object) -> object:
    return part.translate(ESCAPED) if isinstance(part, str) else part


def site_of(runtime: Runtime) -> Site:
    settings = runtime.settings
    return Site(settings.site_name, settings.demo, own_names(), settings.support_zone)


def _shared_context(request: Request) -> dict[str, Any]:
    runtime, lang = runtime_of(request), language_of(request)
    zone, person = runtime.settings.support_zone, getattr(request.state, "person", None)
    own = getattr(person, "zone", "")
    return {
        "request_path": request.url.path,
        "person": person,
        "lang": lang,
        "site": site_of(runtime),
        "navigation": _navigation(request, lang),
        "notices": request.app.state.notices(request),
        "now": runtime.now(),
        "url": partial(address, request),
        "moment": partial(formats.written_moment, lang=lang, zone=zone, own=own),
        "own_moment": partial(formats.own_moment, lang=lang, zone=zone, own=own),
        "short_moment": partial(formats.short_moment, lang=lang, zone=zone),
        "in_zone": partial(formats.moment_in, lang=lang),
        "clock_time": partial(formats.clock_time, lang=lang, zone=zone),
    }


def _navigation(request: Request, lang: str) -> list[tuple[str, str]]:
    """The entries the application gives this person; the labels are gettext messages."""
    entries: Callable[[object], list[tuple[str, str]]] = request.app.state.navigation
    say = translations(lang).gettext
    person = getattr(request.state, "person", None)
    return [(href, say(label)) for href, label in entries(person)]
