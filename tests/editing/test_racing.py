"""Two editors save one article at the same moment, again and again: nothing is lost."""

from threading import Barrier, Thread
from typing import Any

from portal.accounts.signed_in import SignedIn
from portal.content.models import Revision, Translation
from portal.content.policy import Significance
from portal.content.revising import current_revision
from portal.editing.drafting import Seen, find_draft, save_draft
from portal.editing.errors import WrittenOver
from portal.editing.item_text import ItemText
from portal.editing.publishing import Terms, get_ready, publish
from portal.runtime import Runtime
from tests.browser import Browser
from tests.editing.articles import revisions, start

EACH = 8


def test_every_save_of_two_editors_is_in_the_history_and_a_late_one_is_told(
    browser: Browser, runtime: Runtime, eva: SignedIn, ada: SignedIn
) -> None:
    path = start(browser.sign_in(eva))
    together, told = Barrier(2), []

    def write(by: SignedIn) -> None:
        for number in range(EACH):
            seen = current(runtime, path)
            together.wait(30)
            while not save(runtime, path, f"{by.name} {number}", seen, by):
                told.append(by.name)
                seen = current(runtime, path)

    threads = [Thread(target=write, args=(by,)) for by in (eva, ada)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)

    saved = [revision.source for revision in revisions(runtime, path)[1:]]
    assert sorted(saved) == sorted(f"{by.name} {n}" for by in (eva, ada) for n in range(EACH))
    assert [r.number for r in revisions(runtime, path)] == list(range(1, 2 * EACH + 2))
    assert len(told) >= EACH  # of each two that begin together, one is late


def current(runtime: Runtime, path: str) -> Revision:
    with runtime.database.reading() as db:
        return found(db, path)


def found(db: Any, path: str) -> Revision:
    article = next(t for t in db.query(Translation) if str(t.id) == path.rpartition("/")[2])
    revision = current_revision(db, article)
    assert revision is not None
    return revision


def save(runtime: Runtime, path: str, words: str, seen: Revision, by: SignedIn) -> bool:
    """Save it as a draft over what was seen and publish it; False when another was faster."""
    text = ItemText("Raced", "About it.", [], words, "")
    with runtime.database.writing() as db:
        article = found(db, path).translation
        draft = find_draft(db, article.id, by.id)
        version = draft.version if draft else 0
        save_draft(db, runtime, article, text, seen=Seen(version, seen.number), by=by)
    with runtime.database.reading() as db:
        ready = get_ready(db, found(db, path), by)
    try:
        with runtime.database.writing() as db:
            article = found(db, path).translation
            publish(db, runtime, article, ready, Terms(Significance.CONTENT), by)
    except WrittenOver:
        return False
    return True
