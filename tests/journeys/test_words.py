"""Editors listen: topics in order, words taught, gaps closed, to-dos done, texts looked over."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import select

from portal.accounts.policy import Role
from portal.content.models import Translation
from portal.editing.reviews import remind_of_reviews
from portal.reporting.gap_models import Gap
from tests.journeys import preparing
from tests.journeys.academy import Academy
from tests.journeys.catching_up import catch_up
from tests.journeys.test_articles import begin, enter, go_to, leave
from tests.journeys.visiting import Visitor, Visits

expect = pytest.importorskip("playwright.sync_api", reason="Playwright is not installed").expect

pytestmark = pytest.mark.browser


def order(visitor: Visitor) -> list[str]:
    return visitor.page.locator("#topics tbody th a").all_inner_texts()


def test_a_topic_is_moved_by_buttons_and_the_focus_stays_on_them(
    visit: Visits, academy: Academy
) -> None:
    visitor = visit(academy.add(Role.EDITOR))
    page = visitor.open("/content/topics")
    before = order(visitor)

    enter(visitor, f"Down: {before[0]}")

    expect(page.locator("#announce")).to_have_text(f"{before[0]} is number 2 of {len(before)} now.")
    assert order(visitor) == [before[1], before[0], *before[2:]]
    expect(page.get_by_role("button", name=re.compile(f"Down ?: {before[0]}"))).to_be_focused()
    go_to(visitor, f"Down: {before[0]}")
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Enter")
    expect(page.locator("#announce")).to_have_text(f"{before[0]} is number 1 of {len(before)} now.")
    assert order(visitor) == before


def test_des_rubriques_se_rangent_et_s_ajoutent_sans_javascript(
    visit: Visits, academy: Academy
) -> None:
    visitor = visit(academy.add(Role.EDITOR, lang="fr"), lang="fr", script=False)
    page = visitor.open("/content/topics")
    for label, words in (
        ("Titre (English)", "Wallabies"),
        ("Description (English)", "About them."),
        ("Titre (Français)", "Les wallabys"),
        ("Description (Français)", "À leur sujet."),
    ):
        page.get_by_label(label).fill(words)
    leave(visitor, "Ajouter")
    before = order(visitor)
    assert before[-1] == "Les wallabys"

    leave(visitor, "Monter: Les wallabys")

    assert order(visitor) == [*before[:-2], before[-1], before[-2]]
    leave(visitor, "Les wallabys")
    leave(visitor, "Le retirer")
    assert "Les wallabys" not in order(visitor)


def test_a_synonym_is_tried_then_saved_and_found_by_keyboard(
    visit: Visits, academy: Academy
) -> None:
    editor = academy.add(Role.EDITOR)
    begin(academy, editor, "Feed the bandicoot", source="At night.")
    reader = visit(academy.add(Role.READER))
    catch_up(academy)
    preparing.search(academy, academy.add(Role.ADMINISTRATOR), terms="bilbyish")
    visitor = visit(editor)
    page = visitor.open("/content/synonyms")
    go_to(visitor, "Words that mean the same")
    page.keyboard.type("bilbyish\nbandicoot")
    leave(visitor, "Try it")
    expect(page.get_by_role("row", name="bilbyish")).to_contain_text("Feed the bandicoot")

    leave(visitor, "Save")

    expect(page.get_by_role("main")).to_contain_text("It counts from the next search on.")
    reader.open("/search?q=bilbyish")
    expect(reader.page.get_by_role("link", name="Feed the bandicoot")).to_be_visible()


def test_une_reponse_est_essayee_puis_epinglee_sans_javascript(
    visit: Visits, academy: Academy
) -> None:
    editor = academy.add(Role.EDITOR, lang="fr")
    for title in ("Le dingo un", "Le dingo deux"):
        begin(academy, editor, title, lang="fr", source="Un dingo.")
    reader = visit(academy.add(Role.READER, lang="fr"), lang="fr", script=False)
    catch_up(academy)
    reader.open("/search?q=dingo")
    first, second = reader.page.locator("main h2 a").all_inner_texts()[:2]
    address = reader.page.get_by_role("link", name=second).get_attribute("href") or ""
    preparing.search(academy, academy.add(Role.ADMINISTRATOR, lang="fr"), terms="dingo")
    visitor = visit(editor, lang="fr", script=False)
    page = visitor.open("/content/pins?words=dingo")
    go_to(visitor, "Adresses des réponses")
    page.keyboard.type(address)
    leave(visitor, "Essayer")
    expect(page.get_by_role("row", name="dingo")).to_contain_text(second)

    leave(visitor, "Enregistrer")

    reader.open("/search?q=dingo")
    assert reader.page.locator("main h2 a").all_inner_texts()[:2] == [second, first]


def test_a_gap_is_taken_written_for_closed_and_told_by_keyboard(
    visit: Visits, academy: Academy
) -> None:
    seeker = academy.add(Role.ADMINISTRATOR)
    preparing.give_up(academy, seeker, "harness the wombat")
    visitor = visit(academy.add(Role.EDITOR))
    catch_up(academy)
    visitor.open("/content/gaps?way=found-nothing")
    page = visitor.page

    leave(visitor, "Take it: harness the wombat")
    gap = visitor.path
    go_to(visitor, "Title")
    page.keyboard.press("Control+a")
    page.keyboard.type("Put a harness on a wombat")
    go_to(visitor, "Summary")
    page.keyboard.type("Gently.")
    leave(visitor, "Start article")
    text = page.get_by_label("Text (Markdown)")
    assert "> - harness the wombat" in text.input_value()
    go_to(visitor, "Text (Markdown)")
    page.keyboard.press("Control+a")
    page.keyboard.type("From behind.")
    leave(visitor, "Continue to publish")
    leave(visitor, "Publish")
    visitor.open(gap)
    expect(page.get_by_label("What answers it now")).to_contain_text("Put a harness on a wombat")
    leave(visitor, "Close the gap")
    leave(visitor, "Tell 1 person")

    expect(page.get_by_role("main")).to_contain_text("1 person is told by mail.")
    mail = academy.postbox.wait_for(seeker, "harness")
    assert "/articles/put-a-harness-on-a-wombat" in mail.as_string().replace("=\n", "")
    with academy.runtime.database.writing() as db:  # two days go by
        closed = db.scalars(select(Gap).where(Gap.sentence == "harness the wombat")).one()
        closed.closed_at = academy.runtime.now() - timedelta(days=1, hours=12)
    page = visitor.open("/content/gaps?state=closed")
    row = page.get_by_role("row", name="harness the wombat")
    expect(row).to_contain_text("1 in the 1 day before, 0 since")


def test_ce_qui_n_a_pas_aide_devient_une_tache_puis_est_fait_sans_javascript(
    visit: Visits, academy: Academy
) -> None:
    editor = academy.add(Role.EDITOR, lang="fr")
    begin(academy, editor, "Peigner le quoll", lang="fr", source="Avec un peigne.")
    reader = visit(academy.add(Role.ADMINISTRATOR, lang="fr"), lang="fr", script=False)
    catch_up(academy)
    reader.open("/search?q=quoll")
    leave(reader, "Peigner le quoll")
    leave(reader, "Cela n’a pas aidé")
    reader.page.get_by_label("Cela ne correspond pas").check()
    reader.page.get_by_label("Que manquait-il").fill("Le peigne est bleu.")
    leave(reader, "Le dire aux rédacteurs")
    expect(reader.page.get_by_role("main")).to_contain_text("Merci")
    told = academy.postbox.wait_for(editor, "Peigner le quoll")
    assert "/content/items/" in told.as_string()

    visitor = visit(editor, lang="fr", script=False)
    page = visitor.open("/content?work=to-do&q=quoll")
    leave(visitor, "1 chose à faire")
    expect(page.get_by_role("main")).to_contain_text("Le peigne est bleu.")
    leave(visitor, "Marquer comme fait")

    expect(page.get_by_role("main")).to_contain_text("Fait")
    assert page.get_by_role("button", name="Marquer comme fait").count() == 0


def test_a_review_date_is_set_by_keyboard_and_its_owner_is_reminded(
    visit: Visits, academy: Academy
) -> None:
    editor = academy.add(Role.EDITOR)
    article = begin(academy, editor, "Brush the potoroo")
    visitor = visit(editor)
    page = visitor.open(f"/content/articles/{article}/place")
    page.get_by_label("Review on").fill(academy.runtime.now().date().isoformat())
    leave(visitor, "Save")

    remind_of_reviews(academy.runtime)

    assert academy.postbox.wait_for(editor, "Brush the potoroo")
    with academy.runtime.database.reading() as db:
        item = db.get_one(Translation, article).item_id
    visitor.open(f"/content/items/{item}")
    expect(page.get_by_role("main")).to_contain_text("Review due")
