"""Which requests come from our own pages, and which views count as seen."""

import pytest

from portal.web.cross_origin import comes_from_here, was_navigated

HERE = "https://help.example.com"


@pytest.mark.parametrize(
    ("headers", "is_ours"),
    [
        pytest.param({"sec-fetch-site": "same-origin"}, True, id="our own form"),
        pytest.param({"sec-fetch-site": "none"}, True, id="typed by the person"),
        pytest.param({"sec-fetch-site": "cross-site"}, False, id="another site"),
        pytest.param({"sec-fetch-site": "same-site"}, False, id="a sister host"),
        pytest.param(
            {"sec-fetch-site": "cross-site", "origin": HERE}, False, id="origin does not outvote"
        ),
        pytest.param({"origin": HERE}, True, id="old browser, our origin"),
        pytest.param({"origin": "https://evil.example"}, False, id="old browser, evil origin"),
        pytest.param({"origin": "null"}, False, id="null origin"),
        pytest.param({}, False, id="neither header"),
    ],
)
def test_an_unsafe_request_must_come_from_our_own_page(
    headers: dict[str, str], is_ours: bool
) -> None:
    sent = {"host": "help.example.com", **headers}
    assert comes_from_here("POST", sent, base_origin=HERE) is is_ours


def test_a_safe_request_may_come_from_anywhere() -> None:
    assert comes_from_here("GET", {"sec-fetch-site": "cross-site"}, base_origin=HERE)


@pytest.mark.parametrize(
    ("method", "headers", "counts"),
    [
        pytest.param("GET", {"sec-fetch-site": "same-origin"}, True, id="followed a link"),
        pytest.param("GET", {}, True, id="old browser"),
        pytest.param("HEAD", {}, False, id="HEAD"),
        pytest.param("GET", {"sec-purpose": "prefetch"}, False, id="prefetch"),
        pytest.param("GET", {"sec-purpose": "prefetch;prerender"}, False, id="prerender"),
        pytest.param("GET", {"purpose": "prefetch"}, False, id="old prefetch"),
        pytest.param("GET", {"sec-fetch-site": "cross-site"}, False, id="planted elsewhere"),
        pytest.param("GET", {"sec-fetch-dest": "image"}, False, id="as an image"),
        pytest.param("GET", {"sec-fetch-dest": "iframe"}, False, id="in a frame"),
    ],
)
def test_only_what_somebody_opened_counts_as_seen(
    method: str, headers: dict[str, str], counts: bool
) -> None:
    assert was_navigated(method, headers) is counts
