"""People at a real browser: they open pages, and what goes wrong meanwhile is written down."""

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from portal.web.sessions import cookie_name
from tests.journeys.academy import Academy

if TYPE_CHECKING:
    from playwright.sync_api import BrowserContext, ConsoleMessage, Dialog, Page, Request, Response

LOCALES = {"en": "en-GB", "fr": "fr-FR"}
DESKTOP = {"width": 1280, "height": 900}
NOT_THE_PAGE_ITSELF = "Failed to load resource"


@dataclass
class Visitor:
    """One person with one window open."""

    page: "Page"
    academy: Academy
    troubles: list[str] = field(default_factory=list)
    answer: "Response | None" = None

    @property
    def status(self) -> int:
        """The status of the page last opened."""
        return self.answer.status if self.answer else 0

    @property
    def sent(self) -> str:
        """The page last opened as it was sent, before any script ran."""
        return self.answer.text() if self.answer else ""

    def open(self, path: str) -> "Page":
        """Open a page of the Academy; what it answered is in `status` and in the page."""
        self.page.goto(self.academy.address + path)
        return self.page

    def press(self, name: str, *, role: Any = "button", nth: int = 0) -> "Page":
        """Press the button, or the link, with that name."""
        self.page.get_by_role(role, name=name, exact=True).nth(nth).click()
        return self.page

    def search(self, words: str) -> "Page":
        box = self.page.get_by_role("main").get_by_role("searchbox")
        box.fill(words)
        box.press("Enter")
        return self.page

    @property
    def path(self) -> str:
        return urlsplit(self.page.url).path

    def watch(self) -> "Visitor":
        """Note script errors, refused resources, and anything asked of another host."""
        self.page.on("pageerror", lambda error: self.troubles.append(f"script: {error}"))
        self.page.on("dialog", self._note_dialog)
        self.page.on("console", self._note_console)
        self.page.on("request", self._note_request)
        self.page.on("response", self._note_response)
        return self

    def _note_dialog(self, dialog: "Dialog") -> None:
        self.troubles.append(f"dialog on {self.path}: {dialog.message}")
        dialog.dismiss()

    def _note_console(self, message: "ConsoleMessage") -> None:
        is_status_of_page = message.text.startswith(NOT_THE_PAGE_ITSELF)
        if message.type in {"error", "warning"} and not is_status_of_page:
            self.troubles.append(f"console on {self.path}: {message.text}")

    def _note_request(self, request: "Request") -> None:
        if not request.url.startswith((self.academy.address + "/", "data:", "blob:", "about:")):
            self.troubles.append(f"asked of another host: {request.url}")

    def _note_response(self, response: "Response") -> None:
        is_page = response.request.resource_type == "document"
        if is_page:
            self.answer = response
        elif response.status >= 400:
            self.troubles.append(f"{response.status} for {response.url}")
        if "content-security-policy" not in response.headers:
            self.troubles.append(f"no content policy: {response.url}")


@dataclass
class Visits:
    """Opens a window for somebody; closes them all at the end and tells what went wrong."""

    chromium: Any
    academy: Academy
    visitors: list[Visitor] = field(default_factory=list)

    def __call__(
        self, email: str | None = None, *, lang: str = "en", script: bool = True, **options: Any
    ) -> Visitor:
        """Sit somebody at a browser that speaks `lang`, signed in if an address is given."""
        context = self.chromium.new_context(
            locale=LOCALES[lang], java_script_enabled=script, **{"viewport": DESKTOP, **options}
        )
        context.set_default_timeout(10_000)
        if email:
            sign_in(context, self.academy, email)
        visitor = Visitor(context.new_page(), self.academy).watch()
        self.visitors.append(visitor)
        return visitor

    def close(self) -> None:
        for visitor in self.visitors:
            visitor.page.context.close()

    @property
    def troubles(self) -> list[str]:
        return [trouble for visitor in self.visitors for trouble in visitor.troubles]


def sign_in(context: "BrowserContext", academy: Academy, email: str) -> None:
    """Put the session's cookie into that browser."""
    cookie = {
        "name": cookie_name(academy.runtime.settings),
        "value": academy.session_of(email),
        "url": academy.address,
    }
    context.add_cookies([cookie])
