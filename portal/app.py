"""The composition root: every router of the Academy is included here, by name."""

from collections.abc import AsyncIterator, Iterable, Iterator
from contextlib import asynccontextmanager
from urllib.parse import urlsplit

import anyio
from fastapi import FastAPI, Request
from fastapi.routing import APIRoute
from starlette.concurrency import run_in_threadpool
from starlette.middleware import Middleware
from starlette.types import ASGIApp

from portal import admin, home, metrics, navigation
from portal.accounts import admin_routes as success_managers
from portal.accounts import people_routes as people
from portal.accounts import routes as accounts
from portal.accounts.dependencies import Needs, recognise
from portal.content import api as content_api
from portal.content import routes as content
from portal.editing import article_routes as articles
from portal.editing import cue_routes as cues
from portal.editing import gap_routes as gaps
from portal.editing import history_routes as histories
from portal.editing import item_routes as item_pages
from portal.editing import media_routes as media
from portal.editing import overview_routes as overview
from portal.editing import pin_routes as pins
from portal.editing import preview_routes as preview
from portal.editing import publication_routes as publication
from portal.editing import review_routes as review
from portal.editing import several_routes as several
from portal.editing import shelf_routes as shelf
from portal.editing import synonym_routes as synonyms
from portal.editing import topic_routes as shelving_topics
from portal.editing import translation_routes as translations
from portal.editing import video_routes as videos
from portal.errors import NotAllowed, Refusal
from portal.files.policy import MOST_AT_ONCE
from portal.finding import api as finding_api
from portal.finding import routes as finding
from portal.gate import admin_routes as gate_admin
from portal.gate import api as gate_api
from portal.gate import handing_api
from portal.gate import handing_routes as handing
from portal.gate import routes as gate
from portal.gate import self_help_routes as self_help
from portal.gate.refusing import note_refusal
from portal.incidents import routes as incidents
from portal.paths import STATIC
from portal.privacy import routes as privacy
from portal.reporting import customer_routes as reported_customers
from portal.reporting import routes as reporting
from portal.reporting import statement_routes as statements
from portal.runtime import Runtime
from portal.service_desk import api as desk_api
from portal.service_desk import asking_api
from portal.service_desk import asking_routes as asking
from portal.service_desk import calendar_routes as calendars
from portal.service_desk import desk_routes as desk
from portal.service_desk import drafting_routes as drafting
from portal.service_desk import ended_routes as ended
from portal.service_desk import escalation_routes as escalations
from portal.service_desk import file_routes as files
from portal.service_desk import incident_routes as faults
from portal.service_desk import meanwhile_routes as meanwhile
from portal.service_desk import outbox_routes as outbox
from portal.service_desk import phone_routes as phone
from portal.service_desk import routes as requests
from portal.service_desk import tier_routes as tiers
from portal.service_desk import tried_routes as tried
from portal.service_desk import urgent_routes as urgent
from portal.service_desk import working_routes as working
from portal.web import refusals
from portal.web.api import API_PREFIX, DescribedApi
from portal.web.edge import Edge
from portal.web.measuring import Meter
from portal.web.statics import CachedStatics
from portal.worker import Worker

PUBLIC = frozenset(
    {
        "show_sign_in",
        "create_session",
        "create_sign_in_link",
        "show_link_sent",
        "show_sign_in_link",
        "update_sign_in_link",
        "delete_session",
        "update_language",
        "show_status",
        "show_health",
        "show_readiness",
        "show_metrics",
    }
)
ROUTERS = (
    home.public,
    metrics.router,
    home.router,
    accounts.router,
    people.router,
    privacy.router,
    accounts.own,
    self_help.router,
    finding.router,
    content.router,
    gate.router,
    tried.router,
    files.router,
    files.serving,
    overview.router,
    several.router,
    incidents.router,
    incidents.joining,
    incidents.desk,
    faults.asking,
    faults.desk,
    faults.working,
    handing.router,
    gate_admin.router,
    admin.router,
    calendars.router,
    success_managers.router,
    escalations.router,
    phone.router,
    ended.router,
    tiers.router,
    outbox.router,
    urgent.router,
    asking.router,
    meanwhile.router,
    requests.requests,
    desk.desk,
    working.router,
    drafting.router,
    gaps.router,
    pins.router,
    synonyms.router,
    shelving_topics.router,
    media.router,
    articles.router,
    publication.router,
    review.router,
    histories.router,
    preview.router,
    shelf.router,
    shelf.links,
    translations.router,
    item_pages.router,
    item_pages.readers,
    videos.router,
    cues.router,
    reporting.router,
    reported_customers.router,
    statements.own,
    statements.any_customer,
    finding_api.router,
    content_api.router,
    gate_api.router,
    handing_api.router,
    desk_api.opening,
    asking_api.router,
    desk_api.own,
)


class UndeclaredRoute(Exception):
    """A route names no capability and is not on the public list."""


def create_app(runtime: Runtime, *, with_worker: bool = False) -> FastAPI:
    """Return the Academy as an ASGI application; `with_worker` runs its worker in a thread."""
    app = DescribedApi(
        title=runtime.settings.site_name,
        version="1",
        openapi_url="/api/v1/openapi.json",
        docs_url=None,
        redoc_url=None,
        lifespan=_lifespan(Worker(runtime) if with_worker else None),
        middleware=[_edge(runtime, meter := Meter())],
    )
    app.state.runtime, app.state.meter = runtime, meter
    app.state.navigation = navigation.entries_for
    app.state.recognise, app.state.note_refusal = recognise, note_refusal
    app.state.notices = navigation.notices_for
    app.state.own_past = navigation.own_past
    app.state.writer_turns = anyio.CapacityLimiter(runtime.database.writer_turns)
    for router in ROUTERS:
        app.include_router(router, include_in_schema=router.prefix.startswith(API_PREFIX))
    app.mount("/static", CachedStatics(directory=STATIC), name="static")
    refusals.install(app)
    check_capabilities(declared_routes())
    return app


def declared_routes() -> Iterator[APIRoute]:
    """Yield every route of every router; an application nests them out of sight."""
    for router in ROUTERS:
        yield from (route for route in router.routes if isinstance(route, APIRoute))


def capability_of(route: APIRoute) -> str | None:
    """Return the capability a route names, None when it names none."""
    for dependency in route.dependencies:
        if isinstance(dependency.dependency, Needs):
            return dependency.dependency.capability
    return None


def check_capabilities(routes: Iterable[APIRoute]) -> None:
    """Refuse to start with a route that nobody thought about."""
    for route in routes:
        if not capability_of(route) and route.name not in PUBLIC:
            raise UndeclaredRoute(f"{route.path} names no capability")


def _lifespan(worker: Worker | None):  # type: ignore[no-untyped-def]
    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        if worker is None:
            yield
            return
        worker.start()
        yield
        await run_in_threadpool(worker.stop)

    return lifespan


def _edge(runtime: Runtime, meter: Meter) -> Middleware:
    settings = runtime.settings
    named = [host.strip() for host in settings.allowed_hosts.split(",") if host.strip()]
    own = urlsplit(settings.base_url)

    async def answer(request: Request, refusal: Refusal) -> ASGIApp:
        if isinstance(refusal, NotAllowed):  # the log names whose browser was misused
            await run_in_threadpool(recognise, request)
        return refusals.answer_unread(request, refusal)

    return Middleware(
        Edge,
        hosts=frozenset({own.hostname or "", "127.0.0.1", "localhost", "::1", *named}),
        origin=f"{own.scheme}://{own.netloc}",
        body_bytes=settings.max_body_kb * 1024,
        upload_bytes=(MOST_AT_ONCE * settings.max_file_mb + 2) * 1024 * 1024,
        media_bytes=(settings.max_video_mb + 1) * 1024 * 1024,
        answer=answer,
        meter=meter,
    )
