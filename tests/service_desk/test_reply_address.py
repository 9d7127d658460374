"""An address to reply to proves who it was given to, for which request, and until when."""

from datetime import date
from uuid import UUID

import pytest
from pydantic import ValidationError

from portal.service_desk.reference import new_reference
from portal.service_desk.reply_address import ReplyAddress
from portal.settings import Settings
from tests.world import MONDAY_TEN

CLEO = UUID("12345678-9abc-4def-8123-456789abcdef")
REFERENCE = new_reference("AA", lambda n: 10)  # of signs that look like the prefix


def settings(key: str = "a key that nobody can guess", at: str = "help@desk.example") -> Settings:
    return Settings.model_validate({"secret_key": key, "reply_address": at})


GIVEN = ReplyAddress.for_days(REFERENCE, CLEO, MONDAY_TEN)
WRITTEN = GIVEN.written(settings())


def test_what_was_written_is_read_again_whatever_the_case_and_the_host() -> None:
    assert ReplyAddress(REFERENCE, CLEO, date(2027, 2, 21)) == GIVEN
    for address in (WRITTEN, WRITTEN.upper(), WRITTEN.replace("desk.example", "inner.example")):
        assert ReplyAddress.read(address, settings()) == GIVEN


def test_an_address_is_one_that_mail_servers_take() -> None:
    longest = GIVEN.written(settings(at="thirteensigns@desk.example"))

    assert longest.partition("@")[0] == WRITTEN.replace("help", "thirteensigns").partition("@")[0]
    assert len(longest.partition("@")[0]) == 64


def test_no_sign_of_an_address_can_be_changed() -> None:
    name, at, host = WRITTEN.partition("@")
    forged = 0
    for place in range(len("help+"), len(name)):
        other = "b" if name[place] != "b" else "c"
        changed = ReplyAddress.read(
            name[:place] + other + name[place + 1 :] + at + host, settings()
        )
        forged += changed is None or changed == GIVEN  # the last sign has bits that say nothing
    assert forged == len(name) - len("help+")


@pytest.mark.parametrize(
    "address",
    [
        "help@desk.example",
        "help+@desk.example",
        f"help+{'a' * 50}@desk.example",
        WRITTEN.replace("@", "a@"),
        WRITTEN.replace("help+", "help+help+a"),
        "help+é" + WRITTEN[6:],
        "",
        "+" * 70_000,
    ],
)
def test_any_other_address_names_nobody(address: str) -> None:
    assert ReplyAddress.read(address, settings()) is None


def test_an_address_of_another_academy_names_nobody() -> None:
    assert ReplyAddress.read(WRITTEN, settings(key="another key nobody can guess")) is None


def test_while_it_is_off_there_is_no_address() -> None:
    assert GIVEN.written(settings(at="")) == ""


@pytest.mark.parametrize("at", ["help", "a-name-that-is-too-long@desk.example", "a b@c", "a+b@c.d"])
def test_a_setting_that_no_address_can_be_made_of_is_refused(at: str) -> None:
    with pytest.raises(ValidationError, match="NAME@HOST"):
        settings(at=at)
