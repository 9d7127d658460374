"""The files every page needs: styles, scripts, fonts, icons."""

from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp, Scope


class CachedStatics(StaticFiles):
    """Static files; one asked for by its content's hash may be kept for ever."""

    async def get_response(self, path: str, scope: Scope) -> ASGIApp:  # type: ignore[override]
        response = await super().get_response(path, scope)
        is_versioned = scope["query_string"].startswith(b"v=")
        response.headers["Cache-Control"] = (
            "public, max-age=31536000, immutable" if is_versioned else "public, max-age=300"
        )
        return response
