"""Which unsafe requests come from our own pages, and which views count as seen.

Source: OWASP Cross-Site Request Forgery Prevention, fetch metadata with Origin as fallback.
"""

from collections.abc import Mapping

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})


def comes_from_here(method: str, headers: Mapping[str, str], *, base_origin: str) -> bool:
    """Whether an unsafe request was made by our own page.

    A browser says so in Sec-Fetch-Site or, when old, in Origin. A request that says
    neither is no browser's; programs use the API with a token.
    """
    if method in SAFE_METHODS:
        return True
    site = headers.get("sec-fetch-site")
    if site is not None:
        return site in {"same-origin", "none"}
    origin = headers.get("origin")
    return origin is not None and origin in {base_origin, _host_origin(headers, base_origin)}


def _host_origin(headers: Mapping[str, str], base_origin: str) -> str:
    """The origin by the name the reader used; the host check has already admitted it."""
    return f"{base_origin.partition('://')[0]}://{headers.get('host', '')}"


def was_navigated(method: str, headers: Mapping[str, str]) -> bool:
    """Whether somebody opened the page: no prefetch, no HEAD, no link planted elsewhere."""
    purpose = headers.get("sec-purpose", "") + headers.get("purpose", "")
    return (
        method == "GET"
        and "prefetch" not in purpose
        and "prerender" not in purpose
        and headers.get("sec-fetch-site", "none") in {"same-origin", "none"}
        and headers.get("sec-fetch-dest", "document") in {"document", "empty"}
    )
