"""The gate as a person lives it: urgent, handed on, interrupted, with files; and never lost."""

import re
from pathlib import Path

import pytest

from portal.accounts.policy import Role
from portal.demo.cast import CONTOSO
from tests.files.specimens import HTML, picture
from tests.journeys import preparing
from tests.journeys.academy import Academy
from tests.journeys.stops import SLUGS
from tests.journeys.visiting import Visits

expect = pytest.importorskip("playwright.sync_api", reason="Playwright is not installed").expect

pytestmark = pytest.mark.browser

EVERY_WAY = pytest.mark.parametrize(
    ("lang", "script"),
    [("en", True), ("en", False), ("fr", True), ("fr", False)],
    ids=["en-with-scripts", "en-without", "fr-with-scripts", "fr-without"],
)
REFERENCE = re.compile("AA-")
FAKE = {
    "en": "fake.png is not what its name says",
    "fr": "fake.png n’est pas ce que son nom indique",
}
PRIVACY = {"en": "are kept with your request", "fr": "sont joints à votre demande"}
SUBJECTS = {
    ("en", True): "Wombat",
    ("en", False): "Numbat",
    ("fr", True): "Quoll",
    ("fr", False): "Bilby",
}
SOLVED = {"en": "Nothing was sent to support.", "fr": "Rien n’a été envoyé"}
TYPED = "Nobody at our site can sign in since this morning."


@EVERY_WAY
def test_an_emergency_is_one_sentence(
    visit: Visits, academy: Academy, lang: str, script: bool
) -> None:
    somebody = academy.add(Role.ADMINISTRATOR, lang=lang, organisation=CONTOSO)
    visitor = visit(somebody, lang=lang, script=script)
    page = visitor.open("/help")
    link = {"en": "Urgent? Nobody can work", "fr": "Urgent\u202f? Personne ne peut travailler"}
    send = {"en": "Send now", "fr": "Envoyer maintenant"}
    page.get_by_role("link", name=link[lang]).click()
    page.locator("#sentence").fill(TYPED)
    page.locator("input[name=why]").first.check()
    visitor.press(send[lang])

    expect(page.locator(".receipt .reference")).to_have_text(REFERENCE)
    expect(page.get_by_role("complementary").or_(page.locator("main"))).to_contain_text(TYPED)


@EVERY_WAY
def test_a_reader_hands_it_to_an_administrator_who_sends_it_in_one_step(
    visit: Visits, academy: Academy, lang: str, script: bool
) -> None:
    reader = academy.add(Role.READER, lang=lang, name="Rosa Reader")
    administrator = academy.add(Role.ADMINISTRATOR, lang=lang, name=f"Ari {lang} {script}")
    visitor = visit(reader, lang=lang, script=script)
    page = visitor.open("/help")
    visitor.search(preparing.PROBLEM[lang])
    page.locator("#administrators a.button").click()
    page.get_by_label(f"Ari {lang} {script}").check()
    page.locator("input[name=reason]").first.check()
    page.locator("#description").fill(TYPED)
    page.locator("input[name=priority]").nth(2).check()
    page.locator("main form[novalidate] button").last.click()
    expect(page.locator("main")).to_contain_text(f"Ari {lang} {script}")

    colleague = visit(administrator, lang=lang, script=script).open("/")
    colleague.locator("[id^=handed-]").get_by_role("link").click()
    expect(colleague.locator("main")).to_contain_text(TYPED)
    colleague.locator("main form button").last.click()
    expect(colleague.locator(".receipt .reference")).to_have_text(REFERENCE)


def test_a_form_open_on_two_devices_says_so_while_typing(visit: Visits, academy: Academy) -> None:
    somebody = academy.add(Role.ADMINISTRATOR)
    path = f"/help/{preparing.unlock(academy, somebody)}/details"
    one, two = visit(somebody).open(path), visit(somebody).open(path)
    one.locator("#description").fill("Typed at the desk")
    expect(one.locator("#saved")).to_contain_text("Saved 10:")
    two.locator("#description").fill("Typed on the phone")
    expect(two.locator("#saved")).to_contain_text("changed in another window")


@EVERY_WAY
def test_a_form_open_in_two_windows_loses_neither_text(
    visit: Visits, academy: Academy, lang: str, script: bool
) -> None:
    somebody = academy.add(Role.ADMINISTRATOR, lang=lang)
    path = f"/help/{preparing.unlock(academy, somebody, lang=lang)}/details"
    one = visit(somebody, lang=lang, script=script).open(path)
    two = visit(somebody, lang=lang, script=script).open(path)
    for page, typed in ((one, "Typed at the desk"), (two, "Typed on the phone")):
        page.locator("#description").fill(typed)
        page.locator("#title").press("Enter")

    expect(two.locator("main")).to_contain_text("Typed at the desk")
    expect(two.locator("main")).to_contain_text("Typed on the phone")
    two.locator("main form button").click()
    expect(two.locator("main")).to_contain_text("Typed on the phone")
    expect(one.locator("main")).to_contain_text("Typed at the desk")


@EVERY_WAY
def test_files_are_kept_and_a_bad_one_is_named(
    visit: Visits, academy: Academy, tmp_path: Path, lang: str, script: bool
) -> None:
    good, bad = tmp_path / "screen.png", tmp_path / "fake.png"
    good.write_bytes(picture())
    bad.write_bytes(HTML)
    somebody = academy.add(Role.ADMINISTRATOR, lang=lang)
    enquiry = preparing.unlock(academy, somebody, lang=lang)
    page = visit(somebody, lang=lang, script=script).open(f"/help/{enquiry}/details")

    page.locator("#files").set_input_files([good, bad])
    if not script:
        page.locator("#title").press("Enter")
    expect(page.locator("#held-files")).to_contain_text("screen.png")
    expect(page.locator("main")).to_contain_text(FAKE[lang])
    page.locator("#title").press("Enter")
    expect(page.locator("main")).to_contain_text("screen.png")
    page.locator("form[action$='/ticket'] button").click()
    expect(page.locator(".receipt .reference")).to_have_text(REFERENCE)
    expect(page.locator("main")).to_contain_text("screen.png")


def test_answers_appear_while_writing_and_opening_one_loses_nothing(
    visit: Visits, academy: Academy
) -> None:
    somebody = academy.add(Role.ADMINISTRATOR)
    enquiry = preparing.unlock(academy, somebody, draft=None)
    page = visit(somebody).open(f"/help/{enquiry}/details")
    page.locator("#description").fill("Single sign-on certificate has expired")
    page.locator("#fresh").get_by_role("link").first.click()
    expect(page).to_have_url(re.compile("/articles/|/videos/"))

    page.go_back()
    expect(page.locator("#description")).to_have_value("Single sign-on certificate has expired")


@EVERY_WAY
def test_a_known_problem_is_joined_instead_of_asked(
    visit: Visits, academy: Academy, lang: str, script: bool
) -> None:
    somebody = academy.add(Role.ADMINISTRATOR, organisation=CONTOSO, lang=lang)
    title = f"Quokka feed stands still, {lang} {script}"
    preparing.trouble(academy, somebody, title=title)
    page = visit(somebody, lang=lang, script=script).open("/help?q=quokka")
    page.locator("[id^=known-]").get_by_role("link", name=title).click()
    page.locator("form[action$='/joins'] button").click()

    expect(page.locator("#joined")).to_be_visible()


@EVERY_WAY
def test_what_was_searched_and_opened_before_is_carried_into_the_request(
    visit: Visits, academy: Academy, lang: str, script: bool
) -> None:
    somebody = academy.add(Role.ADMINISTRATOR, lang=lang)
    visitor = visit(somebody, lang=lang, script=script)
    page = visitor.open("/search")
    visitor.search(preparing.PROBLEM[lang])
    page.locator(f"main a[href*='{SLUGS[lang][0]}']").first.click()
    page.locator("#feedback").wait_for()
    article = page.locator("h1").inner_text()
    visitor.open("/help")
    expect(page.locator("#carried-in")).to_contain_text(preparing.PROBLEM[lang])
    expect(page.locator("#carried-in")).to_contain_text(article)
    expect(page.locator("main")).to_contain_text(PRIVACY[lang])

    page.locator("#question a").click()
    page.locator("input[name=reason][value=tried-it]").check()
    page.locator("#words").fill("Nothing about gateways.")
    page.locator("form[action$='/dismissal'] button").click()
    expect(page.locator("#title")).to_have_value(preparing.PROBLEM[lang])
    expect(page.locator("#told-hint")).to_contain_text(article)
    page.locator("#told").fill("ada@northwind.example, nothing in the log")
    page.locator("input[name=priority]").nth(1).check()
    page.locator("input[name=affected]").first.check()
    page.locator("input[name=reproducible]").first.check()
    page.locator("#description").fill(TYPED)
    page.locator("#title").press("Enter")
    expect(page.locator("main")).to_contain_text("nothing in the log")
    page.locator("form[action$='/ticket'] button").click()
    reference = page.locator(".receipt .reference").inner_text()
    visitor.open(visitor.path)
    expect(page.locator(".receipt .reference")).to_have_text(reference)
    visitor.open("/account/enquiries")
    expect(page.locator("#enquiries")).to_contain_text(preparing.PROBLEM[lang])


@EVERY_WAY
def test_an_open_request_on_the_same_subject_is_added_to(
    visit: Visits, academy: Academy, lang: str, script: bool
) -> None:
    somebody = academy.add(Role.ADMINISTRATOR, lang=lang)
    words = f"{SUBJECTS[lang, script]} counter shows stale numbers twice daily"
    _, reference = preparing.raise_request(academy, somebody, lang=lang, title=words)
    visitor = visit(somebody, lang=lang, script=script)
    page = visitor.open("/help")
    visitor.search(f"{words} {preparing.PROBLEM[lang]}")
    page.locator("#question a").click()
    page.locator("#alike").get_by_role("link", name=re.compile(f"{reference}$")).last.click()
    page.locator("#text").fill(TYPED)
    page.locator("form[action*='/additions/'] button").click()

    expect(page.locator("main")).to_contain_text(TYPED)
    assert visitor.path == f"/requests/{reference}"


@EVERY_WAY
def test_it_can_be_solved_at_every_step(
    visit: Visits, academy: Academy, lang: str, script: bool
) -> None:
    somebody = academy.add(Role.ADMINISTRATOR, lang=lang)
    visitor = visit(somebody, lang=lang, script=script)
    page = visitor.open("/search")
    visitor.search(preparing.PROBLEM[lang])
    page.locator(f"main a[href*='{SLUGS[lang][0]}']").first.click()
    page.locator("#feedback form button").click()
    expect(page.locator("main")).to_contain_text(SOLVED[lang])

    visitor.open("/help")
    visitor.search(preparing.PROBLEM[lang])
    page.locator("#question form button").click()
    expect(page.locator("main")).to_contain_text(SOLVED[lang])

    enquiry = preparing.unlock(academy, somebody, lang=lang)
    visitor.open(f"/help/{enquiry}/details")
    page.locator("details:has(#item) summary").click()
    page.locator("#item").select_option(index=1)
    page.locator("form[action$='/solution'] button").click()
    expect(page.locator("main")).to_contain_text(SOLVED[lang])

    _, reference = preparing.raise_request(academy, somebody, lang=lang)
    visitor.open(f"/requests/{reference}")
    page.locator("details:has(#slug) summary").click()
    page.locator("form[action$='/solution'] button").click()
    expect(page.locator("details:has(#slug)")).to_have_count(0)


@EVERY_WAY
def test_what_was_begun_is_found_again_on_another_device(
    visit: Visits, academy: Academy, lang: str, script: bool
) -> None:
    somebody = academy.add(Role.ADMINISTRATOR, lang=lang)
    enquiry = preparing.unlock(academy, somebody, lang=lang, draft=None)
    desk = visit(somebody, lang=lang, script=script).open(f"/help/{enquiry}/details")
    desk.locator("#description").fill(TYPED)
    desk.locator("button[formaction]").last.click()
    phone = visit(somebody, lang=lang, script=script).open("/")
    phone.locator("#unsent").get_by_role("link").click()

    expect(phone.locator("#description")).to_have_value(TYPED)
