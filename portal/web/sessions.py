"""The session cookie: its name, its flags, and the hash under which the server knows it."""

from datetime import timedelta
from hashlib import sha256

from fastapi import Request, Response

from portal.settings import Settings


def hashed(secret: str) -> str:
    """Return what is stored of a 256-bit random secret; a dump of it signs nobody in."""
    return sha256(secret.encode()).hexdigest()


def cookie_name(settings: Settings) -> str:
    """Return the cookie's name; browsers take the `__Host-` prefix over https only."""
    return "__Host-academy" if settings.base_url.startswith("https:") else "academy"


def session_secret(request: Request, settings: Settings) -> str | None:
    return request.cookies.get(cookie_name(settings))


def set_session_cookie(response: Response, secret: str, settings: Settings) -> None:
    response.set_cookie(
        cookie_name(settings),
        secret,
        max_age=int(timedelta(days=settings.session_days).total_seconds()),
        secure=settings.base_url.startswith("https:"),
        httponly=True,
        samesite="lax",
        path="/",
    )


def drop_session_cookie(response: Response, settings: Settings) -> None:
    response.delete_cookie(
        cookie_name(settings),
        secure=settings.base_url.startswith("https:"),
        httponly=True,
        samesite="lax",
        path="/",
    )
    response.headers["Clear-Site-Data"] = '"cache"'
