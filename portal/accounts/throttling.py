"""How often something may be tried: `limits` with its counters in our own database."""

import hmac
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

from limits import RateLimitItem, RateLimitItemPerMinute
from limits.storage import Storage
from limits.strategies import FixedWindowRateLimiter
from sqlalchemy import case, delete, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from portal.accounts.errors import TooManyTries
from portal.accounts.models import Throttle
from portal.runtime import Runtime
from portal.settings import Settings

TRIES_PER_ADDRESS = RateLimitItemPerMinute(10, 5)
TRIES_PER_HOST = RateLimitItemPerMinute(50, 5)
LINKS_PER_ADDRESS = RateLimitItemPerMinute(3, 15)
INSERTS: dict[str, Callable[[Any], Any]] = {
    "postgresql": postgresql.insert,
    "sqlite": sqlite.insert,
}


class DatabaseStorage(Storage):
    """Counters of `limits` as rows; each belongs to the transaction of the session given."""

    def __init__(self, db: Session, now: datetime) -> None:
        super().__init__()
        self.db = db
        self.now = now

    @property
    def base_exceptions(self) -> type[Exception]:
        return Exception

    def incr(self, key: str, expiry: int, amount: int = 1) -> int:
        """Count in one statement, so that of many tries at once none goes uncounted."""
        is_over, ends_at = Throttle.expires_at <= self.now, self.now + timedelta(seconds=expiry)
        insert = INSERTS[self.db.get_bind().dialect.name]
        first = insert(Throttle).values(key=key, count=amount, expires_at=ends_at)
        counted = first.on_conflict_do_update(
            index_elements=[Throttle.key],
            set_={
                "count": case((is_over, amount), else_=Throttle.count + amount),
                "expires_at": case((is_over, ends_at), else_=Throttle.expires_at),
            },
        )
        count: int = self.db.scalars(counted.returning(Throttle.count)).one()
        if count == amount:
            self._forget()
        return count

    def _forget(self) -> None:
        """Drop what is over, but for what somebody else is counting up just now."""
        over = select(Throttle.key).where(Throttle.expires_at <= self.now)
        self.db.execute(
            delete(Throttle).where(Throttle.key.in_(over.with_for_update(skip_locked=True)))
        )

    def get(self, key: str) -> int:
        row = self._row(key)
        return row.count if row else 0

    def get_expiry(self, key: str) -> float:
        row = self._row(key)
        return row.expires_at.timestamp() if row else time.time()

    def check(self) -> bool:
        return True

    def reset(self) -> int | None:
        self.db.execute(delete(Throttle))
        return None

    def clear(self, key: str) -> None:
        self.db.execute(delete(Throttle).where(Throttle.key == key))

    def _row(self, key: str) -> Throttle | None:
        row = self.db.get(Throttle, key)
        return row if row and row.expires_at > self.now else None


def count_try(db: Session, runtime: Runtime, limit: RateLimitItem, who: str) -> None:
    """Count one try of `who`; raise TooManyTries when the window's tries are used up."""
    now, pseudonym = runtime.now(), pseudonym_of(who, runtime.settings)
    storage = DatabaseStorage(db, now)
    if FixedWindowRateLimiter(storage).hit(limit, pseudonym):
        return
    ends_at = datetime.fromtimestamp(storage.get_expiry(limit.key_for(pseudonym)), UTC)
    raise TooManyTries(
        "Too many tries. Wait %(minutes)s minutes, or ask for a sign-in link.",
        retry_after=max(1, int((ends_at - now).total_seconds())),
        minutes=max(1, -(-int((ends_at - now).total_seconds()) // 60)),
    )


def pseudonym_of(who: str, settings: Settings) -> str:
    """Return a name for an address or host that nobody without the secret key can guess back."""
    key = settings.secret_key.get_secret_value() if settings.secret_key else ""
    return hmac.new(key.encode(), who.encode(), "sha256").hexdigest()[:32]
