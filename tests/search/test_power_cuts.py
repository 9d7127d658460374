"""A crash at any step on disk leaves one whole generation, and the next writer goes on."""

import shutil

import pytest

from search.disk import Disk
from search.whoosh_engine import WhooshEngine

from .shelf import DOCUMENTS, ask, document, ids


class PowerCut(BaseException):
    """Nothing runs after it, not even an `except Exception` or a clean-up."""


class FailingDisk(Disk):
    """Takes a number of steps; the next one is done by half, and no other after it."""

    def __init__(self, steps: int) -> None:
        self.steps = steps

    def _step(self) -> None:
        self.steps -= 1
        if self.steps < 0:
            raise PowerCut

    def write(self, path, content):
        if self.steps == 0:
            path.write_bytes(content[: len(content) // 2])
        self._step()
        super().write(path, content)

    def link(self, original, path):
        self._step()
        return super().link(original, path)

    def move(self, path, destination):
        self._step()
        super().move(path, destination)

    def sync(self, folder):
        self._step()
        super().sync(folder)

    def remove(self, path):
        self._step()
        super().remove(path)


def update(engine):
    engine.update([document("new", "Quota")], ["sso"], position=8)


def rebuild(engine):
    kept = [each for each in DOCUMENTS if each.id != "sso"]
    engine.rebuild([*kept, document("new", "Quota")], position=8)


def is_cut(work, engine) -> bool:
    try:
        work(engine)
    except PowerCut:
        return True
    return False


@pytest.mark.parametrize("work", [update, rebuild], ids=["an update", "a rebuild"])
def test_a_crash_at_any_step_leaves_the_old_generation_or_the_new(whoosh, folder, tmp_path, work):
    states, steps, was_cut = set(), 0, True
    while was_cut:
        copy = shutil.copytree(folder, tmp_path / f"cut-after-{steps}")
        was_cut = is_cut(work, WhooshEngine(copy, disk=FailingDisk(steps)))

        survivor = WhooshEngine(copy)
        states.add((survivor.status().position, *ids(ask(survivor, "quota saml", lang="en"))))
        survivor.update([document("after", "Afterwards")], [], position=9)
        assert ids(ask(WhooshEngine(copy), "afterwards")) == ["after"]
        assert not list(copy.glob("unfinished-*"))
        steps += 1

    assert states == {(7, "sso"), (8, "new")}
    assert steps > 10
