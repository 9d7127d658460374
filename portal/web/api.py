"""The API's description, and its errors as application/problem+json (RFC 9457)."""

from typing import Any

from fastapi import FastAPI
from fastapi.encoders import jsonable_encoder
from fastapi.responses import JSONResponse

from portal.errors import Refusal

API_PREFIX = "/api/"
PROBLEM = "application/problem+json"
PROBLEM_SCHEMA = {
    "type": "object",
    "description": "Why it was refused. `type` is stable; a problem may carry further facts.",
    "required": ["type", "title", "status", "detail"],
    "properties": {
        "type": {"type": "string", "examples": ["urn:academy:problem:search-first"]},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string", "description": "A sentence in the reader's language."},
        "missing": {"type": "array", "items": {"type": "string"}},
        "errors": {"type": "array", "items": {"type": "object"}},
        "retry_after": {"type": "integer", "description": "Seconds, as in Retry-After."},
    },
}


def problem_answer(description: str) -> dict[str, Any]:
    """Return a problem as the description of a call lists it."""
    schema = {"$ref": "#/components/schemas/Problem"}
    return {"description": description, "content": {PROBLEM: {"schema": schema}}}


class DescribedApi(FastAPI):
    """An application whose description names the key to it and its problems."""

    def openapi(self) -> dict[str, Any]:
        if self.openapi_schema is None:
            self.openapi_schema = _with_problems(super().openapi())
        return self.openapi_schema


def _with_problems(description: dict[str, Any]) -> dict[str, Any]:
    components = description["components"]
    components["schemas"]["Problem"] = PROBLEM_SCHEMA
    for unused in ("HTTPValidationError", "ValidationError"):
        components["schemas"].pop(unused, None)
    components["securitySchemes"] = {"token": {"type": "http", "scheme": "bearer"}}
    description["security"] = [{"token": []}]
    for path in description["paths"].values():
        for call in path.values():
            call["responses"].pop("422", None)
            call["responses"]["4XX"] = problem_answer("Refused; `type` says why.")
            call["responses"]["5XX"] = problem_answer("Busy, or a fault of ours.")
    return description


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
