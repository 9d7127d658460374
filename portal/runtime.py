"""What the running Academy stands on, handed to everything that needs it: one frozen value."""

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from email.message import EmailMessage
from typing import Protocol
from uuid import UUID, uuid4

from portal.db.engine import Database
from portal.settings import Settings
from search.interface import SearchEngine


class Mailer(Protocol):
    """Where a finished message goes."""

    def send(self, message: EmailMessage) -> None:
        """Hand the message over; raise OSError or smtplib.SMTPException when that failed."""


def utc_now() -> datetime:
    return datetime.now(UTC)


def new_secret() -> str:
    """Return 256 random bits, safe in an address."""
    return secrets.token_urlsafe(32)


@dataclass(frozen=True)
class Runtime:
    """Settings, database, search engine, mailer, and where times, ids and secrets come from."""

    settings: Settings
    database: Database
    engine: SearchEngine
    mailer: Mailer
    now: Callable[[], datetime] = utc_now
    new_id: Callable[[], UUID] = uuid4
    new_secret: Callable[[], str] = new_secret
    random_below: Callable[[int], int] = secrets.randbelow
