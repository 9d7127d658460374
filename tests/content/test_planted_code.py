"""Code planted in an article's text is text on its page: nothing of it is left alive."""

from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import PurePosixPath
from urllib.parse import urlsplit

import pytest

from portal.content.linking import Following
from portal.content.markdown import Renderer, render
from portal.content.sanitising import ATTRIBUTES, BLOCKS, INLINE
from tests.content.payloads import PAYLOADS

HERE = PurePosixPath("articles/en/sign-in/here.md")
OURS = {"class", "role", "tabindex", "aria-label", "loading", "rel"}


class Alive(HTMLParser):
    """Notes every tag, attribute and address that no text of ours may have."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        known = ATTRIBUTES.get(tag, set()) | OURS
        self.found += [tag] if tag not in BLOCKS | INLINE else []
        self.found += [f"{tag} {name}" for name, _ in attrs if name not in known]
        given = {name: value or "" for name, value in attrs}
        self.found += [given["id"]] if not given.get("id", "h-").startswith("h-") else []
        parts = urlsplit(given.get("href") or "/")
        leads = parts.scheme in {"", "https"} and not (parts.netloc and not parts.scheme)
        self.found += [] if leads and not given.get("src") else [f"{tag} leads out"]


def test_there_are_more_than_a_hundred_payloads() -> None:
    assert len(set(PAYLOADS)) == len(PAYLOADS) > 110


@pytest.fixture(scope="module")
def renderer() -> Iterator[Renderer]:
    renderer = Renderer()
    yield renderer
    renderer.close()


@pytest.mark.parametrize("wrap", ["{}", "# {}", "- a\n\n    {}", "> {}", "|a|\n|--|\n|{}|"])
def test_code_in_a_text_is_text(renderer: Renderer, wrap: str) -> None:
    alive = {}
    for payload in PAYLOADS:
        source = wrap.replace("{}", payload)
        html = render(source, Following(HERE), lang="en", renderer=renderer).html
        watch = Alive()
        watch.feed(html)
        if watch.found:
            alive[payload] = watch.found

    assert alive == {}
