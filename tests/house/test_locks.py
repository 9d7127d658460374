"""Everything that is installed is pinned by hash, and an audit that skipped something fails."""

from pathlib import Path
from typing import Any

import pytest

from bench.audit import LOCKS, UNREACHABLE, locked, problems

ROOT = Path(__file__).parents[2]
PINNED = {("jinja2", "3.1.6"), ("nh3", "0.3.8")}
JINJA: dict[str, Any] = {"name": "Jinja2", "version": "3.1.6", "vulns": []}
NH3: dict[str, Any] = {"name": "nh3", "version": "0.3.8", "vulns": []}
SKIPPED: dict[str, Any] = {"name": "nh3", "skip_reason": "not found"}


@pytest.mark.parametrize(
    ("dependencies", "told"),
    [
        ([JINJA, NH3], []),
        ([JINJA, {**NH3, "vulns": [{"id": "CVE-1"}]}], ["nh3 0.3.8: CVE-1"]),
        ([JINJA, SKIPPED], ["nh3 0.3.8: not audited"]),
        ([JINJA], ["nh3 0.3.8: not audited"]),
        ([JINJA, {**NH3, "version": "0.3.7"}], ["nh3 0.3.8: not audited"]),
        ([SKIPPED], [UNREACHABLE]),
        ([], [UNREACHABLE]),
    ],
    ids=["clean", "known", "skipped", "left out", "another version", "all skipped", "no report"],
)
def test_an_audit_is_clean_only_when_each_pin_was_asked_about(
    dependencies: list[dict[str, Any]], told: list[str]
) -> None:
    assert list(problems(PINNED, {"dependencies": dependencies})) == told


@pytest.mark.parametrize("name", LOCKS)
def test_every_line_of_a_lock_is_pinned_by_hash_and_names_no_registry(name: str) -> None:
    text = (ROOT / name).read_text(encoding="utf-8")
    pins = [line for line in text.splitlines() if line and not line.startswith((" ", "#"))]

    assert all("==" in pin and pin.endswith("\\") for pin in pins)
    assert text.count("\n    --hash=sha256:") >= len(pins)
    assert "://" not in text
    assert 40 < len(locked(text)) <= len(pins)
