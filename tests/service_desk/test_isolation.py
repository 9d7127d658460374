"""What belongs to somebody else looks as if it did not exist, whichever way one asks."""

import re
from dataclasses import dataclass
from typing import Any

import pytest
from fastapi.routing import APIRoute
from sqlalchemy import select, update

from portal.accounts.models import ApiToken, LinkOrigin, Person
from portal.accounts.policy import MAY, Capability, Role
from portal.accounts.signed_in import SignedIn
from portal.accounts.signing_in import make_link
from portal.app import capability_of, declared_routes
from portal.content.media import path_of
from portal.content.models import Item, Media, Revision, Translation
from portal.runtime import Runtime
from tests.browser import Browser
from tests.program import SHOWN, Program
from tests.world import Cast

CANARY = "the turquoise marmot of Lyon"
RARE = "zirconium"
FORM = {
    "priority": "2",
    "title": "Mine",
    "description": "Mine.",
    "text": "Hello?",
    "reason": "tried-it",
}
NOBODYS = {"enquiry_id": "00000000-0000-4000-8000-00000000beef", "reference": "AA-0000-0000"}


class Nothing(dict[str, str]):
    """What stands in an address for whatever never was."""

    def __missing__(self, name: str) -> str:
        return NOBODYS["enquiry_id"] if name.endswith("_id") else "1"


NOTHING = {"name": "a.txt", "track": "captions", "month": "2026-11"}
STAFFED = ("/desk", "/admin", "/content", "/insight", "/incidents")
NAMES = ("ada", "ben", "eva", "mia", "cleo", "finn", "dai")
PERSONAL = re.compile(r"[0-9a-f]{8}-[0-9a-f-]{27}|AA-[0-9A-Z]{4}-[0-9A-Z]{4}")
ROUTES = tuple(declared_routes())
OWNED = [route for route in ROUTES if "{enquiry_id}" in route.path or "{reference}" in route.path]


@dataclass(frozen=True)
class Visitor:
    """Somebody who asks at both doors: with a cookie for pages, with a key for the API."""

    browser: Browser
    key: str

    def ask(self, route: APIRoute, **ids: str) -> tuple[int, str]:
        """Use the route as it is meant to be used; return status and words, ids masked."""
        [method] = route.methods
        path, is_api = route.path.format_map(Nothing(NOTHING | ids)), route.path.startswith("/api/")
        body: dict[str, Any] = {"json": {"q": "mail", "slug": SHOWN, **FORM}} if is_api else {}
        headers = {"Origin": self.browser.origin}
        if is_api:
            headers["Authorization"] = f"Bearer {self.key}"
        sent = (body or {"data": FORM}) if method == "POST" else {}
        answer = self.browser.client.request(
            method, path, headers=headers, follow_redirects=False, **sent
        )
        assert CANARY not in answer.text, path
        return answer.status_code, PERSONAL.sub("…", answer.text)


def visitor(browser: Browser, person: SignedIn) -> Visitor:
    key = Program(browser.client, browser.runtime, person).secret
    return Visitor(browser.sign_in(person), key)


@pytest.fixture
def theirs(browser: Browser, runtime: Runtime, cleo: SignedIn) -> list[dict[str, str]]:
    """What Cleo of Northwind has: an enquiry under way, and one that became a ticket."""
    program = Program(browser.client, runtime, cleo)
    used, open_one = program.unlock(), program.start()
    reference = program.ask(used, title=CANARY, description=CANARY)["reference"]
    program.post(f"/tickets/{reference}/replies", {"text": CANARY})
    program.search(open_one, CANARY)
    return [{"enquiry_id": one, "reference": reference} for one in (used, open_one)]


def test_there_are_routes_to_try() -> None:
    assert len(OWNED) >= 18


def test_another_organisation_cannot_tell_ours_from_what_never_was(
    browser: Browser, theirs: list[dict[str, str]], dai: SignedIn
) -> None:
    stranger = visitor(browser, dai)
    for route in OWNED:
        if route.path.startswith("/desk"):
            continue
        never_was = stranger.ask(route, **NOBODYS)
        assert never_was[0] == 404, route.path
        for ids in theirs:
            assert stranger.ask(route, **ids) == never_was, route.path


def test_lists_searches_and_tickets_of_another_organisation_name_nothing_of_ours(
    browser: Browser, theirs: list[dict[str, str]], dai: SignedIn, runtime: Runtime
) -> None:
    program = Program(browser.client, runtime, dai)
    reference = theirs[0]["reference"]

    assert program.get("/tickets") == {"tickets": [], "total": 0}
    assert program.get("/search?q=turquoise+marmot")["did_you_mean"] is None
    for ids in theirs:
        program.ask(ids["enquiry_id"], status=404)
    browser.sign_in(dai)
    for path in ("/", "/requests", "/help", "/search?q=turquoise+marmot", "/account"):
        browser.open(path)
        assert CANARY not in browser.html
        assert reference not in browser.html


def test_a_reader_sees_only_what_is_their_own(
    browser: Browser, theirs: list[dict[str, str]], finn: SignedIn, runtime: Runtime
) -> None:
    reader = visitor(browser, finn)
    for route in OWNED:
        never_was = reader.ask(route, **NOBODYS)
        assert never_was[0] in {403, 404}, route.path
        for ids in theirs:
            assert reader.ask(route, **ids) == never_was, route.path
    assert Program(browser.client, runtime, finn).get("/tickets") == {"tickets": [], "total": 0}


def test_nobody_is_led_to_the_sign_in_page_or_told_to_sign_in(
    browser: Browser, theirs: list[dict[str, str]]
) -> None:
    nobody = Visitor(browser, key="made-up")
    browser.client.cookies.clear()
    ids = {**theirs[0], "slug": SHOWN, "media_id": NOBODYS["enquiry_id"], "filename": "a.mp4"}
    ids["revision_id"] = NOBODYS["enquiry_id"]
    for route in ROUTES:
        if capability_of(route) is None:
            continue
        is_page = route.methods == {"GET"} and not route.path.startswith("/api/")
        status, words = nobody.ask(route, **ids)
        assert status == (303 if is_page else 401), route.path
        assert bool(words) is not is_page


@pytest.mark.parametrize("name", NAMES)
def test_a_role_gets_past_exactly_the_doors_of_its_table_on_the_customers_side(
    browser: Browser, people: Cast, name: str
) -> None:
    person: SignedIn = getattr(people, name)
    somebody = visitor(browser, person)
    ids = {**NOBODYS, "slug": "no-such", "media_id": NOBODYS["enquiry_id"], "filename": "a"}
    ids["revision_id"] = NOBODYS["enquiry_id"]
    for route in (one for one in ROUTES if not one.path.startswith(STAFFED)):
        capability = capability_of(route)
        if capability is None or route.name == "update_account":
            continue
        status, _ = somebody.ask(route, **ids)
        is_let_in = person.role in MAY[Capability(capability)]
        assert (status != 403) is is_let_in, (route.path, status)


def test_a_key_dies_with_its_person_or_when_it_is_revoked(
    browser: Browser, cleo: SignedIn, dai: SignedIn, runtime: Runtime
) -> None:
    disabled, revoked = (Program(browser.client, runtime, one) for one in (cleo, dai))
    with runtime.database.writing() as db:
        db.get_one(Person, cleo.id).disabled_at = runtime.now()
        of_dai = ApiToken.membership_id == dai.membership_id
        db.execute(update(ApiToken).where(of_dai).values(revoked_at=runtime.now()))

    for program in (disabled, revoked):
        program.get("/tickets", status=401)
        program.post("/enquiries", status=401)


def test_a_new_password_signs_out_every_other_browser_and_ends_every_link(
    browser: Browser, cleo: SignedIn
) -> None:
    with browser.runtime.database.writing() as db:
        person = db.get_one(Person, cleo.id)
        link = make_link(db, browser.runtime, person, LinkOrigin.MAIL)
    elsewhere = browser.sign_in(cleo).client.cookies["academy"]
    here = browser.sign_in(cleo).client.cookies["academy"]
    form = {"name": "Cleo Harper", "new_password": "a long enough password"}
    browser.send("/account", form)

    for secret, path in ((here, "/requests"), (elsewhere, "/sign-in?next=/requests")):
        browser.client.cookies.set("academy", secret)
        browser.open("/requests")
        assert browser.path == path
    browser.send(f"/sign-in/links/{link}", {}, status=409)


def test_what_is_for_administrators_does_not_show_in_a_readers_search(
    browser: Browser, finn: SignedIn, cleo: SignedIn, runtime: Runtime
) -> None:
    reader, administrator = (Program(browser.client, runtime, one) for one in (finn, cleo))
    nothing = reader.get("/search?q=wxyzwxyz")

    assert administrator.get(f"/search?q={RARE}")["total"] == 1
    assert reader.get(f"/search?q={RARE}") == nothing
    assert reader.get("/search?q=zirconum")["did_you_mean"] is None
    everything = reader.get("/search?q=rotate+signing+key+password")
    assert sum(everything["facets"]["kind"].values()) == everything["total"]
    assert "rotate-the-signing-key" not in browser.client.get("/").text
    for program, status in ((reader, 404), (administrator, 200)):
        program.get("/articles/rotate-the-signing-key", status=status)
        body = {"slug": "rotate-the-signing-key"}
        program.post(f"/enquiries/{program.start()}/readings", body, status=status)


def test_pages_of_a_reader_name_nothing_for_administrators(
    browser: Browser, finn: SignedIn
) -> None:
    browser.sign_in(finn)
    for path in ("/", "/topics/people", f"/search?q={RARE}", "/search?q=signing", "/help"):
        browser.open(path)
        assert "rotate-the-signing-key" not in browser.html
    browser.open("/articles/rotate-the-signing-key", status=404)
    missing = PERSONAL.sub("", browser.html).replace("rotate-the-signing-key", "…")
    browser.open("/articles/no-such-article", status=404)
    assert missing == PERSONAL.sub("", browser.html).replace("no-such-article", "…")


def test_pictures_films_and_captions_follow_their_text(
    browser: Browser, finn: SignedIn, cleo: SignedIn, runtime: Runtime
) -> None:
    with runtime.database.writing() as db:
        revision = db.scalars(
            select(Revision).join(Translation).where(Translation.kind == "video")
        ).one()
        db.execute(update(Item).where(Item.kind == "video").values(audience="administrators"))
        for media in db.scalars(select(Media)):
            path = path_of(runtime.settings.data_dir, media.sha256)
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(b"film")
        captions = [f"/media/{kind}/{revision.id}.vtt" for kind in ("captions", "chapters")]
    video = Program(browser.client, runtime, cleo).get("/videos/allow-our-sender")
    files = [one for one in (video["media_url"], video["poster_url"]) if one]

    for person, status in ((cleo, 200), (finn, 404)):
        browser.sign_in(person)
        for path in (*captions, *files):
            assert browser.client.get(path).status_code == status, path
    for path in files:
        assert browser.client.get(path, headers={"Range": "bytes=0-9"}).status_code == 404
        assert browser.sign_in(cleo).client.get(f"{path}x").status_code == 404


def test_no_role_of_the_vendor_belongs_to_a_customer() -> None:
    customers = {Role.READER, Role.ADMINISTRATOR}

    assert not MAY[Capability.WORK_TICKETS] & customers
    assert not MAY[Capability.READ_DRAFTS] & customers
