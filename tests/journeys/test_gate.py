"""The gate as a person lives it: urgent, handed on, interrupted, with files; and never lost."""

import re
from pathlib import Path

import pytest

from portal.accounts.policy import Role
from portal.demo.cast import CONTOSO
from tests.files.specimens import HTML, picture
from tests.journeys import preparing
from tests.journeys.academy import Academy
from tests.journeys.visiting import Visits

expect = pytest.importorskip("playwright.sync_api", reason="Playwright is not installed").expect

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

BOTH_WAYS = pytest.mark.parametrize(
    ("lang", "script"), [("en", True), ("fr", False)], ids=["en-with-scripts", "fr-without"]
)
TYPED = "Nobody at our site can sign in since this morning."


@BOTH_WAYS
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

    expect(page.locator(".receipt .reference")).to_have_text(re.compile("AA-"))
    expect(page.get_by_role("complementary").or_(page.locator("main"))).to_contain_text(TYPED)


@BOTH_WAYS
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
    expect(colleague.locator(".receipt .reference")).to_have_text(re.compile("AA-"))


def test_a_form_open_in_two_windows_loses_neither_text(visit: Visits, academy: Academy) -> None:
    somebody = academy.add(Role.ADMINISTRATOR)
    path = f"/help/{preparing.unlock(academy, somebody)}/details"
    first, second = visit(somebody), visit(somebody)
    one, two = first.open(path), second.open(path)
    one.locator("#description").fill("Typed at the desk")
    expect(one.locator("#saved")).to_contain_text("Saved 10:")
    two.locator("#description").fill("Typed on the phone")
    expect(two.locator("#saved")).to_contain_text("changed in another window")

    second.press("Continue")
    expect(two.locator("main")).to_contain_text("Typed at the desk")
    expect(two.locator("main")).to_contain_text("Typed on the phone")
    second.press("Keep this one")
    expect(two.locator("main")).to_contain_text("Typed on the phone")


@pytest.mark.parametrize("script", [True, False], ids=["with-javascript", "without-javascript"])
def test_files_are_kept_and_a_bad_one_is_named(
    visit: Visits, academy: Academy, tmp_path: Path, script: bool
) -> None:
    good, bad = tmp_path / "screen.png", tmp_path / "fake.png"
    good.write_bytes(picture())
    bad.write_bytes(HTML)
    somebody = academy.add(Role.ADMINISTRATOR)
    visitor = visit(somebody, script=script)
    page = visitor.open(f"/help/{preparing.unlock(academy, somebody)}/details")

    page.locator("#files").set_input_files([good, bad])
    if not script:
        visitor.press("Continue")
    expect(page.locator("#held-files")).to_contain_text("screen.png")
    expect(page.locator("main")).to_contain_text("fake.png is not what its name says")
    page.locator("#title").press("Enter")
    expect(page.locator("main")).to_contain_text("screen.png")
    visitor.press("Send request")
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


def test_a_known_problem_is_joined_instead_of_asked(visit: Visits, academy: Academy) -> None:
    somebody = academy.add(Role.ADMINISTRATOR, organisation=CONTOSO)
    title = "Quokka feed stands still"
    preparing.trouble(academy, somebody, title=title)
    visitor = visit(somebody)
    page = visitor.open("/help?q=quokka")
    page.locator("[id^=known-]").get_by_role("link", name=title).click()
    visitor.press("I have the same problem")

    expect(page.locator("#joined")).to_contain_text("You have this problem too")
