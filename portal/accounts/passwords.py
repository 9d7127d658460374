"""Password hashing with argon2id; at most two at a time, so that sign-in never starves the rest."""

from threading import BoundedSemaphore

from argon2 import PasswordHasher, Type
from argon2.exceptions import Argon2Error, InvalidHashError

MEMORY_KIB = 19_456  # OWASP Password Storage: argon2id with 19 MiB, 2 passes, 1 lane
SHORTEST = 12
LONGEST = 200

_hasher = PasswordHasher(time_cost=2, memory_cost=MEMORY_KIB, parallelism=1, type=Type.ID)
_turns = BoundedSemaphore(2)
_hash_of_nobody = _hasher.hash("no person has this password")


def hash_password(password: str) -> str:
    with _turns:
        return _hasher.hash(password)


def is_right_password(password: str, password_hash: str | None) -> bool:
    """Whether they go together; somebody without a password takes just as long to refuse."""
    with _turns:
        try:
            fits = _hasher.verify(password_hash or _hash_of_nobody, password)
        except (Argon2Error, InvalidHashError):
            return False
    return fits and password_hash is not None
