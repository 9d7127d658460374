"""How often something may be tried: `limits` with its counters in our own database."""

import hmac
import time
from datetime import UTC, datetime, timedelta

from limits import RateLimitItem, RateLimitItemPerMinute
from limits.storage import Storage
from limits.strategies import FixedWindowRateLimiter
from sqlalchemy import delete
from sqlalchemy.orm import Session

from portal.accounts.errors import TooManyTries
from portal.accounts.models import Throttle
from portal.runtime import Runtime
from portal.settings import Settings

TRIES_PER_ADDRESS = RateLimitItemPerMinute(10, 5)
TRIES_PER_HOST = RateLimitItemPerMinute(50, 5)
LINKS_PER_ADDRESS = RateLimitItemPerMinute(3, 15)


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
        row = self._row(key)
        if row is None:
            self.db.execute(delete(Throttle).where(Throttle.expires_at <= self.now))
            row = Throttle(key=key, count=0, expires_at=self.now + timedelta(seconds=expiry))
            self.db.add(row)
        row.count += amount
        self.db.flush()
        return row.count

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
