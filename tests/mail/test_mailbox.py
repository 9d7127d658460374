"""Reading a mailbox: each mail is handed on once, and no mail and no server holds up the rest."""

import imaplib

import pytest

from bench.mail_servers import Talking, trickling
from portal.errors import Busy
from portal.mail.mailbox import MAILBOX_TROUBLE, READ, READ_AND_FLAGGED, ImapMailbox
from tests.mail.imap_server import ImapServer

FIRST, SECOND = b"Subject: one\r\n\r\nFirst.", b"Subject: two\r\n\r\nSecond.\r\n(UID 7)\r\n"


def test_each_unread_mail_is_handed_on_once_as_it_was_sent() -> None:
    got: list[bytes] = []
    with ImapServer(FIRST, SECOND) as server:
        assert ImapMailbox(server.url).each_unread(got.append) == 2
        assert ImapMailbox(server.url).each_unread(got.append) == 0

    assert got == [FIRST, SECOND]


def test_a_mail_that_cannot_be_taken_is_flagged_and_the_next_one_comes() -> None:
    got: list[bytes] = []

    def take(raw: bytes) -> None:
        if raw == FIRST:
            raise RuntimeError
        got.append(raw)

    with ImapServer(FIRST, SECOND) as server:
        assert ImapMailbox(server.url).each_unread(take) == 1

    assert got == [SECOND]
    assert server.flags == {1: READ_AND_FLAGGED, 2: READ}


def test_on_a_busy_database_what_was_not_taken_stays_unread() -> None:
    def take(raw: bytes) -> None:
        if raw == SECOND:
            raise Busy("Busy.")

    with ImapServer(FIRST, SECOND) as server:
        assert ImapMailbox(server.url).each_unread(take) == 1

    assert list(server.flags) == [1]


def test_of_a_mail_that_is_too_large_more_comes_than_may(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("portal.mail.mailbox.LARGEST_BYTES", len(FIRST) - 2)
    got: list[bytes] = []
    with ImapServer(FIRST) as server:
        ImapMailbox(server.url).each_unread(got.append)

    assert got == [FIRST[:-1]]


@pytest.mark.parametrize("step", ["LOGIN", "SELECT", "SEARCH", "FETCH"])
def test_a_server_that_refuses_is_an_error_and_marks_nothing(step: str) -> None:
    with ImapServer(FIRST, refuses=step) as server, pytest.raises(imaplib.IMAP4.error):
        ImapMailbox(server.url).each_unread(lambda raw: None)

    assert server.flags == {}


def test_a_server_that_trickles_is_hung_up_on() -> None:
    with Talking(trickling(0.05)) as server:
        mailbox = ImapMailbox(f"imap://help:secret@127.0.0.1:{server.port}", longest_s=0.4)

        with pytest.raises(MAILBOX_TROUBLE):
            mailbox.each_unread(lambda raw: None)


@pytest.mark.parametrize(
    "url", ["pop3://help:secret@host", "imaps://host", "imaps://:secret@", "smtp://help@host"]
)
def test_an_address_that_is_none_of_a_mailbox_is_refused(url: str) -> None:
    with pytest.raises(ValueError, match="imaps://USER"):
        ImapMailbox(url)
