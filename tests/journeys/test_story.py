"""The whole main job at a real browser: from the first word typed to the reply to the answer."""

import re
from dataclasses import dataclass
from email.message import EmailMessage

import pytest

from portal.accounts.policy import Role
from tests.journeys.academy import Academy
from tests.journeys.visiting import Visitor, Visits

expect = pytest.importorskip("playwright.sync_api", reason="Playwright is not installed").expect

pytestmark = pytest.mark.browser

REFERENCE = re.compile(r"AA-[0-9A-HJKMNP-TV-Z]{4}-[0-9A-HJKMNP-TV-Z]{4}")
BEN = "ben@academy.example"


@dataclass(frozen=True)
class Words:
    """What the story types and reads, in one language."""

    lang: str
    problem: str
    article: str
    video: str
    get_help: str
    none_solved: str
    tried_it: str
    missing: str
    missing_words: str
    next_step: str
    severity: str
    happened: str
    happened_words: str
    steps: str
    answer_by: str
    why: str
    counted: str
    send: str
    received: str
    your_request: str
    reply: str
    send_reply: str
    receipt: str
    answered: str


ENGLISH = Words(
    lang="en",
    problem="users do not receive simulated phishing mail",
    article="Users do not receive simulated phishing mail",
    video="Allow simulated phishing mail",
    get_help="No, get help",
    none_solved="No, none of these solved it",
    tried_it="I did what they say, and the problem is still there",
    missing="What was missing?",
    missing_words="Nothing about a second mail gateway.",
    next_step="Continue",
    severity="An essential task is blocked.",
    happened="What happened?",
    happened_words="Nobody in Leeds got Monday’s test. London did.",
    steps="Steps to make it happen again",
    answer_by="If you send it now, we will answer by Monday 23 November 2026, ",
    why="Why this time?",
    counted="P2, enhanced support: 4 working hours.",
    send="Send request",
    received="We have your request",
    your_request="See your request",
    reply="Your reply",
    send_reply="Send reply",
    receipt="We have your request",
    answered="Answer to your request",
)
FRENCH = Words(
    lang="fr",
    problem="les utilisateurs ne reçoivent pas les courriels d’hameçonnage simulé",
    article="Les utilisateurs ne reçoivent pas les courriels d’hameçonnage simulé",
    video="Autoriser l’hameçonnage simulé",
    get_help="Non, obtenir de l’aide",
    none_solved="Non, rien de tout cela ne l’a résolu",
    tried_it="J’ai fait ce qu’ils disent et le problème persiste",
    missing="Que manquait-il\u202f?",
    missing_words="Rien sur une deuxième passerelle de messagerie.",
    next_step="Continuer",
    severity="Une tâche essentielle est bloquée.",
    happened="Que s’est-il passé\u202f?",
    happened_words="À Lyon, personne n’a reçu l’essai de lundi. À Paris, si.",
    steps="Étapes pour reproduire le problème",
    answer_by="Si vous l’envoyez maintenant, nous répondrons au plus tard le lundi 23 novembre ",
    why="Pourquoi cette échéance\u202f?",
    counted="4 heures ouvrées.",
    send="Envoyer la demande",
    received="Nous avons reçu votre demande",
    your_request="Voir la demande",
    reply="Votre réponse",
    send_reply="Envoyer la réponse",
    receipt="Nous avons reçu votre demande",
    answered="Réponse à votre demande",
)


def test_an_administrator_searches_asks_and_is_answered_in_english_with_javascript(
    visit: Visits, academy: Academy
) -> None:
    cleo = visit()
    cleo.open(academy.sign_in_link("cleo@northwind.example"))
    expect(cleo.page.get_by_role("link", name="Cleo Harper")).to_be_visible()

    find_and_open_an_article(cleo, ENGLISH)
    open_a_video_at_a_chapter(cleo, ENGLISH)
    expect(cleo.page.locator("video")).to_have_js_property("readyState", 4)
    assert cleo.page.locator("video").evaluate("video => video.currentTime") >= 42

    live_through_the_rest(cleo, visit(BEN), academy, ENGLISH, "cleo@northwind.example")


def test_an_administrator_searches_asks_and_is_answered_in_french_without_javascript(
    visit: Visits, academy: Academy
) -> None:
    email = academy.add(Role.ADMINISTRATOR, name="Chloé Béranger")
    chloe = visit(lang="fr", script=False)
    chloe.open(academy.sign_in_link(email))

    find_and_open_an_article(chloe, FRENCH)
    open_a_video_at_a_chapter(chloe, FRENCH)
    target = chloe.page.url.partition("#")[2]
    expect(chloe.page.locator(f"[id='{target}']")).to_be_in_viewport()

    live_through_the_rest(chloe, visit(BEN, script=False), academy, FRENCH, email)


def live_through_the_rest(
    customer: Visitor, agent: Visitor, academy: Academy, words: Words, email: str
) -> None:
    """The gate, the request, the answer, the reply, and the mails between them."""
    say_that_none_solved_it(customer, words)
    describe_the_problem(customer, words)
    reference = send_the_request(customer, words)
    receipt = academy.postbox.wait_for(email, reference)
    assert words.receipt in receipt["Subject"]
    notice = academy.postbox.wait_for(BEN, f"P2 {reference}: {words.problem}"[:60])
    assert f"Searched: {words.problem}" in text_of(notice)

    read_the_trail_at_the_desk(agent, words, reference)
    answer_at_the_desk(agent, "Add the second gateway to the allow list.")
    answer = academy.postbox.wait_for(email, words.answered)
    assert reference in answer["Subject"]
    assert "Add the second gateway" in text_of(answer)

    read_the_answer_and_reply(customer, words)
    told = academy.postbox.wait_for(BEN, f"Reply on {reference}")
    assert words.missing_words in text_of(told)
    agent.page.reload()
    answer_at_the_desk(agent, "Thank you, we have added it to the article.")


def text_of(mail: EmailMessage) -> str:
    plain = mail.get_body(("plain",))
    assert plain is not None
    return str(plain.get_content())


def find_and_open_an_article(customer: Visitor, words: Words) -> None:
    page = customer.search(words.problem)
    results = page.locator("#results")
    expect(results.get_by_role("link", name=words.article, exact=True)).to_be_visible()
    expect(results.get_by_role("link", name=words.video, exact=True)).to_be_visible()
    expect(results.locator("mark").first).to_be_visible()
    results.get_by_role("link", name=words.article, exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(words.article)
    page.go_back()


def open_a_video_at_a_chapter(customer: Visitor, words: Words) -> None:
    page = customer.press(words.video, role="link")
    expect(page.get_by_role("heading", level=1)).to_have_text(words.video)
    page.locator(".chapters a").nth(2).click()
    assert "#t=" in page.url


def say_that_none_solved_it(customer: Visitor, words: Words) -> None:
    customer.press(words.get_help, role="link")
    page = customer.press(words.none_solved, role="link")
    tried = page.locator("#tried-items li").filter(has=page.locator("use[href$='#check']"))
    expect(tried).to_contain_text([words.article, words.video])
    page.get_by_label(words.tried_it).check()
    page.get_by_label(words.missing).fill(words.missing_words)
    customer.press(words.next_step)


def describe_the_problem(customer: Visitor, words: Words) -> None:
    page = customer.page
    expect(page.locator("#title")).to_have_value(words.problem)
    page.get_by_label(words.severity).check()
    page.get_by_label(words.happened).fill(words.happened_words)
    page.get_by_label(words.steps).fill("1. …\n2. …")
    customer.press(words.next_step)


def send_the_request(customer: Visitor, words: Words) -> str:
    """See by when the answer comes and why, send, and return the reference."""
    page = customer.page
    expect(page.locator("#answer-time")).to_contain_text(words.answer_by)
    page.get_by_text(words.why).click()
    expect(page.get_by_text(words.counted)).to_be_visible()
    expect(page.locator("#answer-time li").first).to_be_visible()
    customer.press(words.send)
    expect(page.get_by_role("heading", level=1)).to_have_text(words.received)
    reference = page.locator(".receipt .reference").inner_text()
    assert REFERENCE.fullmatch(reference)
    return reference


def read_the_trail_at_the_desk(agent: Visitor, words: Words, reference: str) -> None:
    page = agent.open("/desk")
    row = page.locator("tr[data-item]").filter(has_text=reference)
    expect(row).to_contain_text("left")
    row.get_by_role("link").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(words.problem)
    expect(page.get_by_text("Opened articles or videos, and they did not help")).to_be_visible()
    trail = page.locator("#trail")
    expect(trail).to_contain_text(f"Searched for “{words.problem}”:")
    opened = trail.locator("li li").filter(has_text="opened")
    expect(opened).to_contain_text([words.article, words.video])
    expect(trail).to_contain_text(words.missing_words)
    assert trail.locator("li li").count() > opened.count()


def answer_at_the_desk(agent: Visitor, text: str) -> None:
    agent.page.get_by_label("Answer to the customer").fill(text)
    page = agent.press("Send answer")
    expect(page.locator(".thread-support").last).to_contain_text(text)


def read_the_answer_and_reply(customer: Visitor, words: Words) -> None:
    page = customer.press(words.your_request, role="link")
    expect(page.locator(".thread-support")).to_contain_text("Add the second gateway")
    page.get_by_label(words.reply).fill(words.missing_words)
    customer.press(words.send_reply)
    expect(page.locator(".thread-customer").last).to_contain_text(words.missing_words)
