"""After the request is sent: the customer's side, known faults, calendars, phone, escalation."""

import re
from datetime import timedelta

import pytest

from portal.accounts.policy import Role
from portal.demo.cast import CONTOSO
from tests.journeys import preparing
from tests.journeys.academy import Academy
from tests.journeys.test_by_keyboard import tab_to
from tests.journeys.visiting import Visitor, Visits

expect = pytest.importorskip("playwright.sync_api", reason="Playwright is not installed").expect

pytestmark = pytest.mark.browser

BOTH = pytest.mark.parametrize(
    ("lang", "script"), [("en", True), ("fr", False)], ids=["en", "fr-without-scripts"]
)
OWN = {
    "en": {
        "found": "I found the answer",
        "close": "Close my request",
        "closed": "This request is closed: The customer found the answer.",
        "rate": "Send the rating",
        "rated": "You rated it 4 of 5. Thank you.",
        "again": "Reply and open again",
        "ours": "With support",
        "keep": "Keep it to myself",
        "alone": "and support",
    },
    "fr": {
        "found": "J’ai trouvé la réponse",
        "close": "Clore ma demande",
        "closed": "Cette demande est close",
        "rate": "Envoyer l’évaluation",
        "rated": "Vous avez donné 4 sur 5.",
        "again": "Répondre et rouvrir",
        "ours": "À l’assistance",
        "keep": "La garder pour moi",
        "alone": "et l’assistance",
    },
}


@BOTH
def test_a_customer_ends_a_request_rates_it_opens_it_again_and_keeps_it_private(
    visit: Visits, academy: Academy, lang: str, script: bool
) -> None:
    words, somebody = OWN[lang], academy.add(Role.ADMINISTRATOR, lang=lang, name="Noor Haas")
    _, reference = preparing.raise_request(academy, somebody, lang=lang)
    visitor = visit(somebody, lang=lang, script=script)
    page = visitor.open(f"/requests/{reference}")

    page.get_by_text(words["found"], exact=True).click()
    visitor.press(words["close"])
    expect(page.get_by_role("main")).to_contain_text(words["closed"])
    page.locator("#rating").select_option("4")
    visitor.press(words["rate"])
    expect(page.get_by_role("main")).to_contain_text(words["rated"])

    page.locator("#text").fill("…")
    visitor.press(words["again"])
    expect(page.locator("body")).to_contain_text(words["ours"])
    visitor.press(words["keep"])
    expect(page.locator("body")).to_contain_text(
        re.compile(f"(Only|Seulement) Noor Haas {words['alone']}")
    )


def test_a_reply_and_a_rating_are_sent_by_keyboard_alone(visit: Visits, academy: Academy) -> None:
    somebody = academy.add(Role.ADMINISTRATOR)
    _, reference = preparing.raise_request(academy, somebody)
    page = visit(somebody).open("/requests")

    tab_to(page, page.get_by_role("main").locator(f"a[href$='{reference}']"))
    page.keyboard.press("Enter")
    tab_to(page, page.locator("#text"))
    page.keyboard.type("It happens in Leeds only.")
    tab_to(page, page.get_by_role("button", name="Send reply"))
    page.keyboard.press("Enter")
    expect(page.locator("#thread")).to_contain_text("It happens in Leeds only.")

    tab_to(page, page.locator("summary", has_text="I found the answer"))
    page.keyboard.press("Space")
    tab_to(page, page.get_by_role("button", name="Close my request"))
    page.keyboard.press("Enter")
    tab_to(page, page.locator("#rating"))
    page.keyboard.press("5")
    tab_to(page, page.get_by_role("button", name="Send the rating"))
    page.keyboard.press("Enter")
    expect(page.get_by_role("main")).to_contain_text("You rated it 5 of 5.")


ALL_THE_SAME = {
    "en": "I need an answer of my own all the same",
    "fr": "J’ai tout de même besoin d’une réponse",
}
FAULT = {"en": "Exports are late wombat", "fr": "Exports en retard wombat"}


def test_a_known_fault_from_its_opening_to_its_end(visit: Visits, academy: Academy) -> None:
    somebody = academy.add(Role.ADMINISTRATOR, lang="fr", organisation=CONTOSO)
    colleague = academy.add(Role.ADMINISTRATOR, lang="en", organisation=CONTOSO)
    desk = visit(academy.add(Role.AGENT))
    page = _open_a_fault(desk)
    address = page.url.removeprefix(academy.address)
    customer = visit(somebody, lang="fr", script=False)
    for path in ("/", "/help?q=exportation+wombat", "/search?q=wombat", "/status"):
        expect(customer.open(path).get_by_role("main")).to_contain_text(FAULT["fr"])
    customer.press(FAULT["fr"], role="link")
    customer.press("J’ai le même problème")
    academy.postbox.wait_for(somebody, "Vous avez aussi ce problème")
    other = visit(colleague)
    other.open("/incidents")
    other.press(FAULT["en"], role="link", nth=1)
    asked = [_ask_all_the_same(customer, "fr"), _ask_all_the_same(other, "en")]
    desk.open(address)
    for reference in asked:
        desk.press(reference, role="link")
        expect(page.get_by_role("main")).to_contain_text(f"Belongs to the incident: {FAULT['en']}")
        page.get_by_text("Belongs to the incident").get_by_role("link").click()
    expect(page.get_by_label("About this incident")).to_contain_text("Have it too (2)")

    _say(desk, "Half of them arrive.", "La moitié arrive.", "Publish the update")
    academy.postbox.wait_for(somebody, "Du nouveau sur un problème")
    over = "It is over: close it and tell everybody"
    _say(desk, "All arrive again.", "Tout arrive à nouveau.", over)
    mail = academy.postbox.wait_for(somebody, f"votre demande {asked[0]} reste ouverte")
    assert "Tout arrive à nouveau." in mail.get_body(("plain",)).get_content()  # type: ignore[union-attr]
    expect(other.open(f"/requests/{asked[1]}").locator("#thread")).to_contain_text("All arrive")
    expect(customer.open("/").get_by_role("main")).not_to_contain_text(FAULT["fr"])
    expect(customer.open("/incidents").get_by_role("main")).to_contain_text(FAULT["fr"])


def _ask_all_the_same(visitor: Visitor, lang: str) -> str:
    """Pass the gate from the fault's page, without typing its name; return the reference."""
    page = visitor.press(ALL_THE_SAME[lang])
    expect(page.get_by_role("main").get_by_role("searchbox")).to_have_value(FAULT[lang])
    page.locator("#question a").last.click()
    page.locator("input[name=reason]").first.check()
    page.locator("form[action$='/dismissal'] button").click()
    expect(page.locator("#incident_id")).to_be_checked()
    page.locator("input[name=priority]").nth(2).check()
    page.locator("#description").fill("Which of them are lost?")
    page.locator("#title").press("Enter")
    page.locator("form[action$='/ticket'] button").click()
    return str(page.locator(".receipt .reference").inner_text())


def _open_a_fault(desk: Visitor):  # type: ignore[no-untyped-def]
    """Forget the French first; what was typed is kept."""
    page = desk.open("/desk/incidents/new")
    page.locator("#title_en").fill("Exports are late wombat")
    page.locator("#title_fr").fill("Exports en retard wombat")
    page.locator("#text_en").fill("We are looking.")
    page.get_by_label("Slow or partly working").check()
    page.get_by_label(CONTOSO).check()
    desk.press("Open it")
    expect(page.locator("#error-summary")).to_contain_text("Say it in each language")
    page.locator("#text_fr").fill("Nous cherchons.")
    desk.press("Open it")
    expect(page.get_by_role("heading", level=1)).to_have_text("Exports are late wombat")
    return page


def _say(desk: Visitor, english: str, french: str, button: str) -> None:
    desk.page.locator("#text_en").fill(english)
    desk.page.locator("#text_fr").fill(french)
    desk.press(button)
    expect(desk.page.get_by_role("main")).to_contain_text(english)


def test_a_closed_day_is_shown_with_what_it_moves_before_it_counts(
    visit: Visits, academy: Academy
) -> None:
    somebody = academy.add(Role.ADMINISTRATOR, organisation=CONTOSO)
    _, reference = preparing.raise_request(academy, somebody)
    tomorrow = (academy.runtime.now() + timedelta(days=1)).date().isoformat()
    visitor = visit(academy.add(Role.ADMIN))
    page = visitor.open("/admin/calendars")
    page.locator("#day_on").fill(tomorrow)
    page.locator("#reason").fill("Staff day")
    visitor.press("Show what it moves")
    expect(page.get_by_role("row", name=reference)).to_contain_text("25 November 2026")
    visitor.press("Save the change")
    expect(page.locator("#saved")).to_be_visible()
    academy.postbox.wait_for(somebody, f"Another answer time for your request {reference}")

    page.get_by_role("row", name="Staff day").get_by_role("button", name="Remove").click()
    visitor.press("Save the change")
    expect(page.get_by_role("main")).not_to_contain_text("Staff day")


def test_a_call_is_logged_and_its_reference_found_by_ear(visit: Visits, academy: Academy) -> None:
    caller = academy.add(Role.ADMINISTRATOR, name="Cory Call")
    preparing.search(academy, caller)
    visitor = visit(academy.add(Role.AGENT))
    page = visitor.open("/desk/calls/new")
    page.locator("#caller").fill("ory cal")
    visitor.press("Look up")
    visitor.press("Cory Call", role="link")
    expect(page.get_by_role("main")).to_contain_text(preparing.PROBLEM["en"])
    page.locator("#words").fill("simulated mail is missing")
    visitor.press("Search")
    expect(page.locator("#found a").first).to_be_visible()
    page.locator("input[name=reason]").first.check()
    page.locator("#priority").select_option("2")
    page.locator("#title").fill("No mail in Leeds")
    page.locator("#description").fill("Nobody got it.")
    visitor.press("Log the call")

    heard = page.locator("text=/A A dash/").first.inner_text()
    reference = page.url.rpartition("/")[2]
    visitor.open("/desk/calls/new")
    page.locator("#q").fill(heard[heard.index("A A") :].casefold().replace("alpha", "alfa"))
    visitor.press("Find")
    expect(page).to_have_url(re.compile(reference))


def test_who_has_no_phone_support_is_told_so_before_anything_is_typed(
    visit: Visits, academy: Academy
) -> None:
    caller = academy.add(Role.ADMINISTRATOR, organisation=CONTOSO)
    page = visit(academy.add(Role.AGENT)).open(f"/desk/calls/new?caller={caller}")
    expect(page.get_by_role("main")).to_contain_text("part of enhanced support")
    expect(page.locator("#title")).to_have_count(0)
    page = visit(academy.add(Role.MANAGER)).open(f"/desk/calls/new?caller={caller}")
    expect(page.locator("#exception")).to_be_visible()


@BOTH
def test_escalating_tells_at_once_or_says_how_it_works_without_it(
    visit: Visits, academy: Academy, lang: str, script: bool
) -> None:
    escalate = {"en": "Escalate", "fr": "Faire remonter"}[lang]
    for organisation in ("Northwind", CONTOSO):
        somebody = academy.add(Role.ADMINISTRATOR, lang=lang, organisation=organisation)
        _, reference = preparing.raise_request(academy, somebody, lang=lang)
        visitor = visit(somebody, lang=lang, script=script)
        page = visitor.open(f"/requests/{reference}")
        visitor.press(escalate, role="link")
        if organisation == CONTOSO:
            expect(page.locator("#stake")).to_have_count(0)
            expect(page.get_by_role("main")).to_contain_text("12")
            continue
        visitor.press(escalate)
        expect(page.locator("#error-summary")).to_be_visible()
        page.locator("#stake").fill("The audit is tomorrow.")
        visitor.press(escalate)
        expect(page.locator("#escalations")).to_contain_text("The audit is tomorrow.")
        academy.postbox.wait_for("mia@academy.example", f"Escalated: {reference}")
