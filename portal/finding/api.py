"""Search for programs."""

from collections.abc import Mapping
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from pydantic import AfterValidator, BaseModel, Field, WithJsonSchema, model_validator

from portal.accounts.dependencies import CurrentPerson, needs
from portal.accounts.policy import Capability
from portal.content.policy import LONGEST_SLUG, SLUG, Kind
from portal.finding.dependencies import Finding
from portal.finding.finder import Found
from portal.finding.showing import result_address
from portal.web.api import API_PREFIX
from portal.web.languages import LANGUAGES, preferred_language
from portal.web.pages import language_of
from search.interface import Hit

router = APIRouter(
    prefix=f"{API_PREFIX}v1", tags=["search"], dependencies=[needs(Capability.READ_ACADEMY)]
)

LONGEST_QUERY = 10_000
LANGUAGE_SCHEMA = {"type": "string", "enum": ["", *LANGUAGES]}


def _known(lang: str) -> str:
    """Return the language of the Academy that is meant: fr for FR and fr-CA."""
    known = preferred_language(lang)
    if known is None:
        raise ValueError(f"the languages are {', '.join(LANGUAGES)}")
    return known


class SearchParameters(BaseModel):
    """What to search for; `lang`, `kind` and `topic` narrow it. A blank one is not there."""

    q: str = Field("", max_length=LONGEST_QUERY)
    lang: Annotated[str, AfterValidator(_known), WithJsonSchema(LANGUAGE_SCHEMA)] | None = None
    kind: Kind | None = None
    topic: str | None = Field(None, max_length=LONGEST_SLUG, pattern=f"^({SLUG})?$")
    limit: int = Field(10, ge=1, le=50)
    offset: int = Field(0, ge=0, le=1_000)

    @model_validator(mode="before")
    @classmethod
    def _without_blanks(cls, given: Any) -> Any:
        if not isinstance(given, Mapping):
            return given
        return {name: value for name, value in given.items() if value != "" or name == "q"}


class MomentAnswer(BaseModel):
    """A second of a video at which the words are said or shown."""

    start: float
    text: str


class HitAnswer(BaseModel):
    """One language version of an article or video; `snippet` is escaped HTML with `<mark>`."""

    id: str
    slug: str
    kind: str
    title: str
    lang: str
    topic: str
    summary: str
    snippet: str
    url: str
    score: float
    moments: list[MomentAnswer]


class FacetsAnswer(BaseModel):
    """How many hits each value would give."""

    kind: dict[str, int]
    topic: dict[str, int]
    lang: dict[str, int]


class SearchAnswer(BaseModel):
    """Hits best first, their number without `limit`, and what narrows them.

    `notice` is "some-words" when too few had all of them, "corrected" when `did_you_mean` was
    searched instead; `is_down` says the index was not asked.
    """

    hits: list[HitAnswer]
    total: int
    facets: FacetsAnswer
    did_you_mean: str | None
    notice: str | None
    is_down: bool


@router.get("/search", name="api_show_search")
def show_search(
    request: Request,
    asked: Annotated[SearchParameters, Query()],
    person: CurrentPerson,
    finder: Finding,
) -> SearchAnswer:
    """Search what this person may read. Nothing is recorded."""
    terms = asked.model_dump(exclude={"q"})
    return search_answer(
        finder.find(asked.q, reader=person, prefer_lang=language_of(request), **terms)
    )


def search_answer(found: Found) -> SearchAnswer:
    facets = found.results.facets
    return SearchAnswer(
        hits=[_hit(found, hit) for hit in found.hits],
        total=found.total,
        facets=FacetsAnswer(
            kind=dict(facets.kind), topic=dict(facets.topic), lang=dict(facets.lang)
        ),
        did_you_mean=found.results.did_you_mean,
        notice=found.results.notice,
        is_down=found.is_down,
    )


def _hit(found: Found, hit: Hit) -> HitAnswer:
    return HitAnswer(
        id=hit.id,
        slug=hit.slug,
        kind=hit.kind,
        title=hit.title,
        lang=hit.lang,
        topic=hit.topic,
        summary=hit.summary,
        snippet=hit.snippet,
        url=result_address(found, hit),
        score=hit.score,
        moments=[MomentAnswer(start=m.start, text=m.text) for m in hit.moments],
    )
