"""Search, articles and videos: the pages that show content also record that they did."""

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse

from portal.accounts.dependencies import needs
from portal.accounts.policy import Capability
from portal.content.forwarding import find_replacement
from portal.content.queries import ItemView, find_reading
from portal.errors import NotFound
from portal.finding.showing import results_view
from portal.gate.asked import AskedFor, CurrentVisit, Visit
from portal.web.languages import known_language
from portal.web.pages import page
from portal.web.refusals import NO_SUCH_PAGE

router = APIRouter(dependencies=[needs(Capability.READ_ACADEMY)])


@router.get("/search", name="show_search")
def show_search(request: Request, asked: AskedFor, visit: CurrentVisit) -> Response:
    found, enquiry = visit.search(asked)
    return page(
        request,
        "finding/search.html",
        part="finding/_results.html",
        view=results_view(request, found, asked, enquiry, visit.known(found.terms)),
    )


@router.get("/articles/{slug}", name="show_article")
def show_article(request: Request, slug: str, visit: CurrentVisit, lang: str = "") -> Response:
    return _show_item(request, "article", slug, lang, visit)


@router.get("/videos/{slug}", name="show_video")
def show_video(request: Request, slug: str, visit: CurrentVisit, lang: str = "") -> Response:
    return _show_item(request, "video", slug, lang, visit)


def _show_item(request: Request, kind: str, slug: str, lang: str, visit: Visit) -> Response:
    item = _find_item(visit, kind, slug, known_language(lang))
    if item is None or not item.is_called(slug):
        return RedirectResponse(*_elsewhere(visit, kind, slug, item))
    enquiry = visit.read(item)
    return page(request, f"content/{kind}.html", item=item, enquiry=enquiry)


def _elsewhere(visit: Visit, kind: str, slug: str, item: ItemView | None) -> tuple[str, int]:
    """Return where it is read now: under its new name, or what replaced it; raise NotFound."""
    if item is not None:
        return f"{item.url}?lang={item.lang}", 301
    replacement = find_replacement(
        visit.db, kind, slug, lang=visit.lang, audiences=visit.person.audiences
    )
    if replacement is None:
        raise NotFound(NO_SUCH_PAGE)
    return replacement, 302


def _find_item(visit: Visit, kind: str, slug: str, lang: str | None) -> ItemView | None:
    """Return the item in the language asked for, else the reader's."""
    return find_reading(
        visit.db,
        kind,
        slug,
        lang=lang or visit.lang,
        audiences=visit.person.audiences,
        may_read_drafts=visit.person.may(Capability.READ_DRAFTS),
    )
