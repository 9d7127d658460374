"""What a new Academy still lacks, as its admin is told."""

from dataclasses import replace
from typing import Any

import pytest
from pydantic import SecretStr
from sqlalchemy import Update, update

from portal.accounts.models import Membership, Organisation
from portal.accounts.policy import Role
from portal.accounts.signed_in import SignedIn
from portal.content.models import Topic, Translation
from portal.first_steps import first_steps, steps_left
from portal.opening_hours.keeping import confirm_year
from portal.runtime import Runtime
from tests.browser import Browser
from tests.world import MONDAY_TEN

READY: dict[str, Any] = {
    "base_url": "https://help.example.com",
    "smtp_url": SecretStr("smtp://mail.example.com"),
    "mail_from": "Help <help@example.com>",
}
HOLIDAYS = "Compare this year's bank holidays"


def become_reader(role: Role) -> Update:
    return update(Membership).where(Membership.role == role).values(role=Role.READER)


def with_settings(runtime: Runtime, **changed: Any) -> Runtime:
    return replace(runtime, settings=runtime.settings.model_copy(update={**READY, **changed}))


@pytest.mark.parametrize(
    ("undo", "changed", "missing"),
    [
        pytest.param(None, {}, HOLIDAYS, id="bank holidays"),
        pytest.param(None, {"bank_holidays": "none"}, "", id="no bank holidays to compare"),
        pytest.param(
            None, {"base_url": "http://10.0.0.1"}, "Set the address of the Academy", id="address"
        ),
        pytest.param(None, {"smtp_url": None}, "Set the mail server and the sender", id="mail"),
        pytest.param(
            update(Topic).values(archived_at=MONDAY_TEN), {}, "Add a topic", id="topics put away"
        ),
        pytest.param(
            update(Translation).values(state="draft"),
            {},
            "Publish an article of your own",
            id="drafts",
        ),
        pytest.param(become_reader(Role.AGENT), {}, "Invite an agent", id="agent"),
        pytest.param(
            update(Organisation).values(is_vendor=True),
            {},
            "Add a customer's organisation",
            id="customers",
        ),
        pytest.param(
            become_reader(Role.ADMINISTRATOR),
            {},
            "Invite an administrator of a customer",
            id="asker",
        ),
    ],
)
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_each_step_is_open_until_what_it_asks_for_is_there(
    runtime: Runtime, undo: Update | None, changed: dict[str, Any], missing: str
) -> None:
    ready = with_settings(runtime, **changed)
    with runtime.database.writing() as db:
        if missing != HOLIDAYS:
            confirm_year(db, "england-and-wales", MONDAY_TEN.year, by="Ada", at=MONDAY_TEN)
        if undo is not None:
            db.execute(undo)
        left = [step.what for step in first_steps(db, ready) if not step.is_done]

    assert left == [missing] * bool(missing)
    assert steps_left(db, ready) == len(left)


def test_admins_alone_are_told_on_their_start_page(
    browser: Browser, ada: SignedIn, eva: SignedIn
) -> None:
    assert "steps are left" in browser.sign_in(ada).open("/").main
    assert "5 of 8 are done" in browser.open("/admin").main
    assert "steps are left" not in browser.sign_in(eva).open("/").main
