"""A life to count, in a session that is not kept."""

from collections.abc import Iterator

import pytest

from portal.runtime import Runtime
from tests.reporting.life import Life
from tests.world import Clock


@pytest.fixture
def life(runtime: Runtime, clock: Clock) -> Iterator[Life]:
    with runtime.database.write_session() as db:
        yield Life(db, runtime, clock)
