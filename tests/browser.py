"""A browser for tests: it signs people in, and checks every page it opens."""

import re
from collections import Counter
from dataclasses import dataclass, field
from functools import cached_property
from html.parser import HTMLParser
from typing import Any
from urllib.parse import urlsplit

from starlette.testclient import TestClient

from portal.accounts.signed_in import SignedIn
from portal.accounts.signing_in import start_session
from portal.runtime import Runtime
from portal.web.sessions import cookie_name

VOID = frozenset(
    {"area", "br", "col", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}
)
LABELLED = frozenset({"input", "select", "textarea"})
UNLABELLED_TYPES = frozenset({"hidden", "submit", "button"})


@dataclass
class Element:
    """One element of a page: its name, attributes, and the text inside it."""

    name: str
    attributes: dict[str, str]
    words: list[str] = field(default_factory=list)

    def get(self, name: str) -> str:
        return self.attributes.get(name, "")

    @property
    def text(self) -> str:
        return re.sub(r"[ \t\r\n\f]+", " ", "".join(self.words)).strip(" ")


class Page(HTMLParser):
    """A page as parsed: its elements in order, and forms with their fields."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.elements: list[Element] = []
        self.open: list[Element] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        element = Element(tag, {name: value or "" for name, value in attrs})
        self.elements.append(element)
        if tag not in VOID:
            self.open.append(element)

    def handle_endtag(self, tag: str) -> None:
        while self.open and self.open.pop().name != tag:
            pass

    def handle_data(self, data: str) -> None:
        for element in self.open:
            element.words.append(data)

    def all(self, name: str) -> list[Element]:
        return [element for element in self.elements if element.name == name]

    @property
    def main(self) -> str:
        """Return what the page says, without its frame."""
        return next((element.text for element in self.all("main")), "")

    @cached_property
    def ids(self) -> list[str]:
        return [element.get("id") for element in self.elements if element.get("id")]

    def problems(self, *, is_part: bool) -> list[str]:
        """Return what no page of ours may have."""
        found = [*self._about_ids(), *self._about_scripts(), *self._about_labels()]
        if not is_part:
            found += self._about_the_whole()
        return found

    def _about_the_whole(self) -> list[str]:
        headings = [element.text for element in self.all("h1")]
        titles = [element.text for element in self.all("title")]
        return [
            *([] if len(headings) == 1 and headings[0] else [f"one h1 wanted: {headings}"]),
            *([] if titles and titles[0] else ["no title"]),
            *([] if self.all("html")[0].get("lang") else ["no language"]),
            *(
                f"swap target {target} is not on the page"
                for target in self._targets()
                if target not in self.ids
            ),
        ]

    def _targets(self) -> list[str]:
        targets = [element.get("hx-target") for element in self.elements]
        return [target.removeprefix("#") for target in targets if target.startswith("#")]

    def _about_ids(self) -> list[str]:
        return [f"id {one} is not unique" for one, times in Counter(self.ids).items() if times > 1]

    def _about_scripts(self) -> list[str]:
        inline = [e for e in self.all("script") if not e.get("src")]
        styled = [e for e in self.elements if "style" in e.attributes or e.name == "style"]
        handlers = [
            (e.name, name) for e in self.elements for name in e.attributes if name.startswith("on")
        ]
        return [f"inline script or style: {found}" for found in (inline, styled, handlers) if found]

    def _about_labels(self) -> list[str]:
        labelled = {label.get("for") for label in self.all("label")}
        return [
            f"no label for {element.attributes}"
            for element in self.elements
            if element.name in LABELLED
            and element.get("type") not in UNLABELLED_TYPES
            and not element.get("aria-label")
            and element.get("id") not in labelled
        ]


class Browser:
    """Opens pages as one person, follows redirects, sends forms as a browser does."""

    def __init__(self, client: TestClient, runtime: Runtime) -> None:
        self.client = client
        self.runtime = runtime
        self.origin = runtime.settings.base_url

    def sign_in(self, person: SignedIn) -> "Browser":
        with self.runtime.database.writing() as db:
            secret = start_session(db, self.runtime, person.membership_id, person.id)
        self.client.cookies.clear()
        self.client.cookies.set(cookie_name(self.runtime.settings), secret)
        return self

    def open(self, path: str, *, status: int = 200, **headers: str) -> Page:
        """Open a page, check it, and return it."""
        sent = {"Sec-Fetch-Site": "same-origin", **headers}
        return self._checked(self.client.get(path, headers=sent), status)

    def send(self, path: str, form: dict[str, Any], *, status: int = 200, **headers: str) -> Page:
        """Send a form, follow where it leads, check the page and return it."""
        sent = {"Sec-Fetch-Site": "same-origin", "Origin": self.origin, **headers}
        return self._checked(self.client.post(path, data=form, headers=sent), status)

    @property
    def path(self) -> str:
        parts = urlsplit(self.address)
        return parts.path + (f"?{parts.query}" if parts.query else "")

    def _checked(self, response: Any, status: int) -> Page:
        self.address, self.html, self.response = str(response.url), response.text, response
        assert response.status_code == status, (response.status_code, Page(response.text).main)
        page = Page(response.text)
        is_html = response.headers.get("content-type", "").startswith("text/html")
        if is_html and response.text:
            is_part = "<html" not in response.text
            assert not page.problems(is_part=is_part), (
                self.address,
                page.problems(is_part=is_part),
            )
        return page
