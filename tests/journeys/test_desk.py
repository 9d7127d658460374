"""An agent's day at the desk: the queue by keyboard, answers, reasons, deadlines, endings."""

import re
from dataclasses import replace
from datetime import UTC, datetime
from email.message import EmailMessage
from email.policy import SMTP
from typing import TYPE_CHECKING

import pytest

from portal.accounts.joining import NewOrganisation, add_organisation
from portal.accounts.policy import Role
from portal.mail.models import MailOutcome
from portal.service_desk.by_mail import take_mail
from tests.journeys import preparing
from tests.journeys.academy import Academy
from tests.journeys.test_by_keyboard import tab_to
from tests.journeys.visiting import Visits

if TYPE_CHECKING:
    from playwright.sync_api import Page

expect = pytest.importorskip("playwright.sync_api", reason="Playwright is not installed").expect

pytestmark = pytest.mark.browser

LATER_THAN_NEWS_MS = 31_000
LOG = {"name": "gateway.log", "mimeType": "text/plain", "buffer": b"10:00 refused\n"}


def customers_mail(academy: Academy, reference: str, email: str, words: str) -> None:
    """Answer the receipt as a mail program does: above the whole of it, quoted."""
    receipt = academy.postbox.wait_for(email, reference)
    body = receipt.get_body(("plain",))
    assert body is not None
    quoted = "".join(f"> {line}\n" for line in body.get_content().splitlines())
    answer = EmailMessage(policy=SMTP)
    answer["From"], answer["To"] = email, receipt["Reply-To"]
    answer["Subject"], answer["Message-ID"] = f"Re: {receipt['Subject']}", f"<{reference}@home>"
    answer.set_content(f"{words}\n\nOn 23/11/2026 10:00, Academy <help@home> wrote:\n{quoted}")
    assert take_mail(academy.runtime, answer.as_bytes()) is MailOutcome.ON_REQUEST


def rows(page: "Page") -> list[str]:
    return page.locator("tr[data-item] a.reference").all_inner_texts()


def test_the_queue_is_filtered_searched_and_taken_from_by_keyboard(
    visit: Visits, academy: Academy
) -> None:
    customer, agent = academy.add(Role.ADMINISTRATOR), academy.add(Role.AGENT, name="Kim Osei")
    _, urgent = preparing.raise_request(academy, customer, priority=1, title="Quagga down")
    _, calm = preparing.raise_request(academy, customer, priority=2, title="Quagga slow")
    page = visit(agent).open("/desk")

    tab_to(page, page.get_by_role("link", name=re.compile("Today")))
    page.keyboard.press("Enter")
    page.wait_for_url("**/desk?group=today")
    expect(page.get_by_role("link", name=re.compile("Today"))).to_have_attribute(
        "aria-current", "page"
    )
    tab_to(page, page.get_by_label("Reference, name or words"))
    page.keyboard.type("quagga")
    page.keyboard.press("Enter")
    page.wait_for_url("**/desk?group=today&q=quagga&owner=")
    assert rows(page) == [urgent, calm]

    tab_to(page, page.get_by_role("link", name=urgent))
    page.keyboard.press("j")
    expect(page.get_by_role("link", name=calm)).to_be_focused()
    page.keyboard.press("ArrowUp")
    page.keyboard.press("j")
    page.keyboard.press("t")
    page.wait_for_url(f"**/desk/requests/{calm}")
    expect(page.get_by_text("Owner: Kim Osei")).to_be_visible()

    page = visit(agent).open("/desk")
    tab_to(page, page.get_by_role("button", name="Take next"))
    page.keyboard.press("Enter")
    page.wait_for_url("**/desk/requests/*")
    expect(page.get_by_text("Owner: Kim Osei")).to_be_visible()


def test_what_is_new_is_announced_and_no_row_moves_until_asked(
    visit: Visits, academy: Academy
) -> None:
    customer = academy.add(Role.ADMINISTRATOR)
    page = visit(academy.add(Role.AGENT), lang="fr").page
    page.clock.install()
    page.goto(f"{academy.address}/desk?group=today")
    before = rows(page)
    for _ in range(3):
        preparing.raise_request(academy, customer, priority=1)

    page.clock.run_for(LATER_THAN_NEWS_MS)
    news = page.locator("#news")
    expect(news).to_contain_text("3 nouveau")
    assert rows(page) == before
    tab_to(page, news.get_by_role("link"))
    page.keyboard.press("Enter")

    page.wait_for_url("**/desk?group=today")
    expect(page.locator("tr[data-item]")).to_have_count(len(before) + 3)


def test_an_answer_by_mail_that_comes_while_one_types_is_announced_and_the_text_is_kept(
    visit: Visits, academy: Academy
) -> None:
    customer = academy.add(Role.ADMINISTRATOR)
    _, reference = preparing.raise_request(academy, customer)
    page = visit(academy.add(Role.AGENT)).page
    page.clock.install()
    page.goto(f"{academy.address}/desk/requests/{reference}")
    box = page.get_by_label("Answer to the customer")
    tab_to(page, box)
    page.keyboard.type("Have you tried the gateway?")
    customers_mail(academy, reference, customer, "It was the gateway.")

    page.clock.run_for(LATER_THAN_NEWS_MS)
    expect(page.locator("#news")).to_contain_text("A message came while you were here.")
    expect(box).to_have_value("Have you tried the gateway?")
    page.keyboard.press("Control+Enter")
    expect(page.locator("#error-summary")).to_be_focused()
    message = page.locator("#thread .thread-customer").last
    expect(message).to_contain_text("by e-mail")
    expect(message.locator(".plain-text")).to_have_text("It was the gateway.")
    expect(box).to_have_value("Have you tried the gateway?")

    tab_to(page, box)
    page.keyboard.press("Control+A")
    page.keyboard.type("Glad to hear it.")
    page.keyboard.press("Control+Enter")
    expect(page.locator(".thread-support")).to_have_count(1)
    expect(page.locator(".thread-support")).to_contain_text("Glad to hear it.")


@pytest.mark.parametrize("script", [True, False], ids=["script", "no script"])
def test_of_two_who_take_a_ticket_one_wins_and_the_other_is_told(
    visit: Visits, academy: Academy, script: bool
) -> None:
    _, reference = preparing.raise_request(academy, academy.add(Role.ADMINISTRATOR))
    first, second = (
        visit(academy.add(Role.AGENT, name=name), script=script) for name in ("Ana Lima", "Bo Ek")
    )
    for one in (first, second):
        one.open(f"/desk/requests/{reference}")

    first.press("Take this ticket")
    expect(first.page.get_by_text("Owner: Ana Lima")).to_be_visible()
    second.press("Take this ticket")

    assert second.status == 409
    expect(second.page.get_by_role("main")).to_contain_text("Ana Lima has taken this ticket")


def test_a_note_asks_before_it_quotes_an_address_and_an_answer_quotes_an_article(
    visit: Visits, academy: Academy
) -> None:
    """In French, without JavaScript: a chosen file is kept while an article is looked for."""
    customer = academy.add(Role.ADMINISTRATOR, lang="fr")
    _, reference = preparing.raise_request(academy, customer, lang="fr")
    agent = visit(academy.add(Role.AGENT, lang="fr"), lang="fr", script=False)
    page = agent.open(f"/desk/requests/{reference}")

    page.get_by_text("Note interne", exact=True).click()
    page.locator("#note").fill(f"Rappelé {customer}.")
    agent.press("Enregistrer la note")
    assert agent.status == 422
    page.get_by_label("C’est une note interne, pas une réponse.").check()
    agent.press("Enregistrer la note")
    note = page.locator(".thread .thread-note")
    expect(note).to_contain_text("Note interne. Le client ne la voit pas.")
    expect(note).to_contain_text(customer)

    page.locator("#text").fill("Bonjour,")
    page.locator("#files").set_input_files([LOG])
    page.get_by_text("Insérer un article ou un passage de vidéo").click()
    page.locator("#find").fill("hameçonnage simulé")
    page.locator("#picker").get_by_role("button", name="Rechercher").click()
    page.get_by_role("button", name="Insérer le lien et l’extrait").first.click()
    expect(page.locator("#text")).to_have_value(
        re.compile("Bonjour,\n\n.+/(articles|videos)/.+\n\n> ", re.S)
    )
    agent.press("Envoyer la réponse")
    expect(page.locator(".thread-support")).to_contain_text("gateway.log")
    expect(page.get_by_text("Répondu avec")).to_be_visible()

    theirs = visit(customer, lang="fr", script=False).open(f"/requests/{reference}")
    expect(theirs.locator(".thread-support")).to_contain_text(academy.address)
    expect(
        theirs.locator(".thread-support").get_by_role("link", name="gateway.log")
    ).to_be_visible()
    expect(theirs.locator("main")).not_to_contain_text("Rappelé")


def test_what_staff_change_is_told_with_its_reason_and_a_closed_request_opens_again(
    visit: Visits, academy: Academy
) -> None:
    customer = academy.add(Role.ADMINISTRATOR)
    _, reference = preparing.raise_request(academy, customer, title="First of two")
    _, again = preparing.raise_request(academy, customer, title="Second of two")
    agent, theirs = visit(academy.add(Role.AGENT, name="Kim Osei")), visit(customer)
    page = agent.open(f"/desk/requests/{reference}")

    change_severity_by_keyboard(page)
    page.get_by_text("Wait for the customer").click()
    page.get_by_label("What do we wait for?").fill("The log.")
    agent.press("Pause the clock")
    expect(page.get_by_text("paused, waiting for the customer")).to_be_visible()
    seen = theirs.open(f"/requests/{reference}").locator("main")
    expect(seen).to_contain_text("changed the severity from P5 to P2: Many people wait.")

    page = agent.open(f"/desk/requests/{again}")
    close(page, "duplicate")
    page.get_by_label("Reference of the other request").fill(reference)
    agent.press("Close the request")
    expect(page.get_by_role("link", name=reference)).to_be_visible()
    seen = theirs.open(f"/requests/{again}").locator("main")
    expect(seen).to_contain_text(f"We answer this together with your request {reference}.")

    theirs.page.get_by_label("Your reply").fill("No, it is another one.")
    theirs.press("Reply and open again")
    page = agent.open(f"/desk/requests/{again}")
    expect(page.locator("#thread")).to_contain_text("opened the request again.")
    expect(page.get_by_label("Answer to the customer")).to_be_visible()


def change_severity_by_keyboard(page: "Page") -> None:
    """Without a reason it is asked for; the choice is kept."""
    fold = page.get_by_text("Change the severity").first
    tab_to(page, fold)
    page.keyboard.press("Enter")
    tab_to(page, page.get_by_label("Severity"))
    page.keyboard.type("P2")
    tab_to(page, page.get_by_role("button", name="Change the severity"))
    page.keyboard.press("Enter")
    expect(page.locator("#error-summary")).to_be_focused()
    tab_to(page, page.locator("#error-summary a"))
    page.keyboard.press("Enter")
    page.keyboard.type("Many people wait.")
    page.keyboard.press("Enter")
    expect(page.locator("#thread")).to_contain_text("Many people wait.")


def close(page: "Page", outcome: str) -> None:
    page.locator("summary").last.click()
    page.locator("#outcome").select_option(outcome)


def test_why_this_time_names_the_holiday_and_another_tier_counts_anew(
    visit: Visits, academy: Academy
) -> None:
    christmas = datetime(2026, 12, 24, 15, 30, tzinfo=UTC)
    then = replace(academy, runtime=replace(academy.runtime, now=lambda: christmas))
    with academy.runtime.database.writing() as db:
        add_organisation(db, academy.runtime, NewOrganisation("Snowfall"))
    _, reference = preparing.raise_request(
        then, academy.add(Role.ADMINISTRATOR, organisation="Snowfall"), priority=2
    )
    agent = visit(academy.add(Role.AGENT))
    page = agent.open(f"/desk/requests/{reference}")

    why = page.locator("details.why")
    tab_to(page, why.locator("summary"))
    page.keyboard.press("Enter")
    expect(why).to_contain_text("standard support: 12 working hours.")
    expect(why).to_contain_text("bank holiday (Christmas Day)")
    expect(page.locator(".due")).to_contain_text("Wed 30 Dec, 11:30 GMT")

    admin = visit(academy.add(Role.ADMIN))
    give_enhanced(admin.open("/admin/tiers"), "Snowfall")
    page = agent.open(f"/desk/requests/{reference}")
    expect(page.locator(".due")).to_contain_text("Thu 24 Dec, 19:30 GMT")
    expect(page.locator("details.why")).to_contain_text("enhanced support: 4 working hours.")
    expect(page.locator("#thread")).to_contain_text("They bought it.")


def give_enhanced(page: "Page", name: str) -> None:
    fold = page.locator("details").filter(has_text=name)
    fold.locator("summary").click()
    fold.get_by_label("Enhanced support from").fill("2026-11-01")
    fold.get_by_label("Reason").fill("They bought it.")
    fold.get_by_role("button", name="Save").click()
    expect(page.locator("#saved")).to_contain_text("1 open request has another tier")


SCOPE = {
    "en": ("Support covers our own software", "Support covers problems that can be made to happen"),
    "fr": ("L’assistance couvre notre propre logiciel", "L’assistance couvre les problèmes"),
}


@pytest.mark.parametrize("lang", SCOPE)
def test_what_is_out_of_scope_is_told_in_the_policys_words_and_counted(
    visit: Visits, academy: Academy, lang: str
) -> None:
    customer = academy.add(Role.ADMINISTRATOR, lang=lang)
    agent, theirs = visit(academy.add(Role.AGENT)), visit(customer, lang=lang)
    before = counted(agent.open("/desk/endings"))

    for outcome, sentence in zip(("not-ours", "not-reproduced"), SCOPE[lang], strict=True):
        _, reference = preparing.raise_request(academy, customer, lang=lang)
        page = agent.open(f"/desk/requests/{reference}")
        close(page, outcome)
        agent.press("Close the request")
        expect(page.get_by_text("This request is closed.")).to_be_visible()
        seen = theirs.open(f"/requests/{reference}").locator(".thread-support")
        expect(seen).to_contain_text(sentence)

    after = counted(agent.open("/desk/endings"))
    assert after == tuple(many + 1 for many in before)


def counted(page: "Page") -> tuple[int, ...]:
    """Return how many requests were not ours, and how many could not be reproduced."""
    words = ("Not our software", "Cannot be reproduced")
    cells = [page.locator("tbody tr").filter(has_text=one).locator("td").first for one in words]
    return tuple(int(one.inner_text()) if one.count() else 0 for one in cells)
