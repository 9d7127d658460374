"""What somebody typed is never lost, and what they sent is never sent twice."""

import pytest

from portal.accounts.policy import Role
from tests.journeys import preparing
from tests.journeys.academy import Academy
from tests.journeys.visiting import Visits

expect = pytest.importorskip("playwright.sync_api", reason="Playwright is not installed").expect

pytestmark = pytest.mark.browser

TYPED = "Since Monday nobody gets it.\nLeeds only."


@pytest.mark.parametrize("script", [True, False], ids=["with-javascript", "without-javascript"])
def test_what_was_typed_is_still_there_after_an_error(
    visit: Visits, academy: Academy, script: bool
) -> None:
    somebody = academy.add(Role.ADMINISTRATOR)
    enquiry = preparing.unlock(academy, somebody, draft=None)
    visitor = visit(somebody, script=script)
    page = visitor.open(f"/help/{enquiry}/details")

    page.get_by_label("What happened?").fill(TYPED)
    page.get_by_label("Sometimes").check()
    visitor.press("Continue")

    assert visitor.status == 422
    expect(page.locator("#error-summary")).to_contain_text("Choose how it affects your work.")
    expect(page.get_by_label("What happened?")).to_have_value(TYPED)
    expect(page.get_by_label("Sometimes")).to_be_checked()


def test_a_draft_is_saved_while_typing_and_survives_a_reload(
    visit: Visits, academy: Academy
) -> None:
    somebody = academy.add(Role.ADMINISTRATOR)
    enquiry = preparing.unlock(academy, somebody, draft=None)
    page = visit(somebody).open(f"/help/{enquiry}/details")

    page.get_by_label("What happened?").fill(TYPED)
    expect(page.locator("#saved")).to_contain_text("Saved 10:")
    page.reload()

    expect(page.get_by_label("What happened?")).to_have_value(TYPED)


def test_without_javascript_a_draft_is_saved_by_a_button_and_offered_at_home(
    visit: Visits, academy: Academy
) -> None:
    somebody = academy.add(Role.ADMINISTRATOR)
    enquiry = preparing.unlock(academy, somebody, draft=None)
    visitor = visit(somebody, script=False)
    page = visitor.open(f"/help/{enquiry}/details")

    page.get_by_label("What happened?").fill(TYPED)
    visitor.press("Save and come back later")
    page.locator("#unsent").get_by_role("link").click()

    expect(page.get_by_label("What happened?")).to_have_value(TYPED)


def test_pressing_send_twice_shows_one_reference(visit: Visits, academy: Academy) -> None:
    somebody = academy.add(Role.ADMINISTRATOR)
    enquiry = preparing.unlock(academy, somebody)
    first, second = visit(somebody), visit(somebody)
    references = []
    for visitor in (first, second):
        visitor.open(f"/help/{enquiry}/check")
    for visitor in (first, second):
        page = visitor.press("Send request")
        references.append(page.locator(".receipt .reference").inner_text())

    assert references[0] == references[1]
    first.open("/requests")
    expect(first.page.get_by_text(references[0])).to_have_count(1)


def test_a_double_click_on_send_shows_one_reference(visit: Visits, academy: Academy) -> None:
    somebody = academy.add(Role.ADMINISTRATOR)
    enquiry = preparing.unlock(academy, somebody)
    visitor = visit(somebody)
    page = visitor.open(f"/help/{enquiry}/check")

    page.get_by_role("button", name="Send request").dblclick()
    expect(page.get_by_role("heading", level=1)).to_have_text("We have your request")
    reference = page.locator(".receipt .reference").inner_text()

    visitor.open("/requests")
    expect(page.get_by_text(reference)).to_have_count(1)
    assert len(academy.postbox.to(somebody)) <= 1
