"""How often something may be tried: windows counted in our own database, so all hosts agree."""

import hmac
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import case, delete, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from portal.accounts.errors import TooManyTries
from portal.accounts.models import Throttle
from portal.runtime import Runtime
from portal.settings import Settings
from portal.words import N_


@dataclass(frozen=True)
class Limit:
    """So many tries within a window that begins with the first of them."""

    name: str
    tries: int
    window: timedelta
    sentence: str = N_("Too many tries. Wait %(minutes)s minutes, or ask for a sign-in link.")


WAIT = N_("That was a lot in a short time. Wait %(minutes)s minutes, then send this again.")
TRIES_PER_ADDRESS = Limit("sign-in", 10, timedelta(minutes=5))
TRIES_PER_HOST = Limit("host", 50, timedelta(minutes=5))
LINKS_PER_ADDRESS = Limit("link", 3, timedelta(minutes=15))
LINKS_PER_HOST = Limit("link-host", 30, timedelta(minutes=15))
CURRENT_PASSWORDS = Limit("current-password", 5, timedelta(minutes=15), WAIT)
INSERTS: dict[str, Callable[[Any], Any]] = {
    "postgresql": postgresql.insert,
    "sqlite": sqlite.insert,
}


def count_try(db: Session, runtime: Runtime, limit: Limit, who: str) -> None:
    """Count one try of `who`; raise TooManyTries when the window's tries are used up."""
    now = runtime.now()
    key = f"{limit.name}:{pseudonym_of(who, runtime.settings)}"
    count, ends_at = _count(db, key, now, ends_at=now + limit.window)
    if count == 1:
        _forget(db, now)
    if count <= limit.tries:
        return
    left = max(1, int((ends_at - now).total_seconds()))
    raise TooManyTries(limit.sentence, retry_after=left, minutes=-(-left // 60))


def _count(db: Session, key: str, now: datetime, *, ends_at: datetime) -> tuple[int, datetime]:
    """Count in one statement, so that of many tries at once none goes uncounted.

    Returns the tries of the window so far, and when it ends.
    """
    is_over = Throttle.expires_at <= now
    insert = INSERTS[db.get_bind().dialect.name]
    first = insert(Throttle).values(key=key, count=1, expires_at=ends_at)
    counted = first.on_conflict_do_update(
        index_elements=[Throttle.key],
        set_={
            "count": case((is_over, 1), else_=Throttle.count + 1),
            "expires_at": case((is_over, ends_at), else_=Throttle.expires_at),
        },
    )
    count, ends = db.execute(counted.returning(Throttle.count, Throttle.expires_at)).one()
    return count, ends


def _forget(db: Session, now: datetime) -> None:
    """Drop what is over, but for what somebody else is counting up just now."""
    over = select(Throttle.key).where(Throttle.expires_at <= now)
    db.execute(delete(Throttle).where(Throttle.key.in_(over.with_for_update(skip_locked=True))))


def pseudonym_of(who: str, settings: Settings) -> str:
    """Return a name for an address or host that nobody without the secret key can guess back."""
    key = settings.secret_key.get_secret_value() if settings.secret_key else ""
    return hmac.new(key.encode(), who.encode(), "sha256").hexdigest()[:32]
