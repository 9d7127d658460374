"""Addresses to write to a request by mail: each names one request, one person, and a last day.

Who holds such an address was sent it by us. That is all that says who writes: the sender a mail
claims to have is never believed.
"""

import hmac
from base64 import b32decode, b32encode
from binascii import Error as NotBase32
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Self
from uuid import UUID

from portal.service_desk.reference import SIGNS, read_reference
from portal.settings import Settings

VALID_FOR = timedelta(days=90)
FIRST_DAY = date(1970, 1, 1)
MAC_BYTES = 8
TOKEN_BYTES = 16 + 2 + MAC_BYTES  # person, day, proof
PURPOSE = b"reply-address"


@dataclass(frozen=True)
class ReplyAddress:
    """What an address names, as `help+<reference><person, last day and proof>@host` says it.

    Signs are base32: mail programs may change the case of an address, so case means nothing.
    """

    reference: str
    person_id: UUID
    last_day: date

    @classmethod
    def for_days(cls, reference: str, person_id: UUID, now: datetime) -> Self:
        """Return the address of a mail that is written now."""
        return cls(reference, person_id, (now + VALID_FOR).date())

    def written(self, settings: Settings) -> str:
        """Return it as a mail address, at most 64 signs before the @; empty while it is off."""
        name, _, host = settings.reply_address.partition("@")
        if not host or settings.secret_key is None:
            return ""
        token = b32encode(self._facts() + self._proof(settings)).decode().rstrip("=")
        signs = self.reference.removeprefix(settings.reference_prefix).replace("-", "")
        return f"{name}+{(signs + token).lower()}@{host}"

    @classmethod
    def read(cls, address: str, settings: Settings) -> Self | None:
        """Return what an address of ours names; None for any other, and for a forged one."""
        signs = address.rpartition("@")[0].rpartition("+")[2]
        prefix = settings.reference_prefix
        reference = read_reference(prefix + signs[:SIGNS], prefix)
        facts = _decoded(signs[SIGNS:])
        if reference is None or len(facts) != TOKEN_BYTES or settings.secret_key is None:
            return None
        last_day = FIRST_DAY + timedelta(days=int.from_bytes(facts[16:18]))
        read = cls(reference, UUID(bytes=facts[:16]), last_day)
        return read if hmac.compare_digest(read._proof(settings), facts[18:]) else None

    def _facts(self) -> bytes:
        return self.person_id.bytes + (self.last_day - FIRST_DAY).days.to_bytes(2)

    def _proof(self, settings: Settings) -> bytes:
        if settings.secret_key is None:
            raise ValueError("without a key nothing can be proved")
        named = b"\0".join((PURPOSE, self.reference.encode(), self._facts()))
        key = settings.secret_key.get_secret_value().encode()
        return hmac.digest(key, named, "sha256")[:MAC_BYTES]


def _decoded(token: str) -> bytes:
    try:
        return b32decode(token.upper() + "=" * (-len(token) % 8))
    except (NotBase32, ValueError):
        return b""
