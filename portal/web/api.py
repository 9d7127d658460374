"""Errors of the API as application/problem+json (RFC 9457)."""

from typing import Any

from fastapi.encoders import jsonable_encoder
from fastapi.responses import JSONResponse

from portal.errors import Refusal

API_PREFIX = "/api/"
PROBLEM = "application/problem+json"


class ProblemResponse(JSONResponse):
    media_type = PROBLEM


def problem(refusal: Refusal, *, sentence: str) -> ProblemResponse:
    """Return the refusal as a problem: a stable `type`, a sentence, and its facts."""
    facts: dict[str, Any] = jsonable_encoder(refusal.facts)
    return ProblemResponse(
        {
            **facts,
            "type": f"urn:academy:problem:{refusal.slug}",
            "title": refusal.slug,
            "status": refusal.status,
            "detail": sentence,
        },
        status_code=refusal.status,
    )
