"""As somebody types: a few titles and moments under the search box. Nothing is recorded here."""

from fastapi import APIRouter, Request, Response

from portal.accounts.dependencies import CurrentPerson, needs
from portal.accounts.policy import Capability
from portal.finding.dependencies import Finding
from portal.finding.offering import offers
from portal.web.pages import language_of, page

router = APIRouter(dependencies=[needs(Capability.READ_ACADEMY)])


@router.get("/search/suggestions", name="show_suggestions")
def show_suggestions(
    request: Request, person: CurrentPerson, finder: Finding, q: str = ""
) -> Response:
    lang = language_of(request)
    return page(
        request,
        "finding/suggestions.html",
        part="finding/_suggestions.html",
        q=q,
        offered=offers(finder.suggest(q, reader=person, prefer_lang=lang), lang),
    )
