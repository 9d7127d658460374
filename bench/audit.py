"""Asks for known vulnerabilities of every pinned dependency: `make audit` (RELIABILITY I1).

A dependency that could not be asked about counts as a failure, not as a clean one.
"""

import json
import re
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from shutil import which
from typing import Any

from packaging.markers import Marker

AUDITOR = "pip-audit@2.10.1"
LOCKS = ("requirements.lock", "requirements-test.lock")
PINNED = re.compile(r"^([A-Za-z0-9._-]+)==([^\s;\\]+)(?: *; *([^\\]+?))? *\\?$", re.MULTILINE)
UNREACHABLE = (
    "The database of vulnerabilities cannot be reached from here, so nothing was audited."
    " Run this where pypi.org (or, with --osv, api.osv.dev) answers."
)
NO_UVX = "There is no uvx here, which runs pip-audit: install uv, or run pip-audit on the locks."

Report = Mapping[str, list[dict[str, Any]]]


def locked(text: str) -> set[tuple[str, str]]:
    """Return what a lock pins for this machine: names and versions."""
    return {
        (re.sub(r"[-_.]+", "-", name).lower(), version)
        for name, version, marker in PINNED.findall(text)
        if not marker or Marker(marker).evaluate()
    }


def problems(pinned: set[tuple[str, str]], report: Report) -> Iterator[str]:
    """Tell what keeps a lock from being clean: a vulnerability, or one nobody was asked about."""
    audited = set()
    for each in report["dependencies"]:
        if "skip_reason" in each:
            continue
        audited.add((each["name"].lower(), each["version"]))
        for found in each["vulns"]:
            yield f"{each['name']} {each['version']}: {found['id']}"
    if pinned and not audited:
        yield UNREACHABLE
        return
    for name, version in sorted(pinned - audited):
        yield f"{name} {version}: not audited"


def report_of(lock: Path, *more: str) -> Report:
    """Let pip-audit ask; no report at all is one in which everything was skipped."""
    asked = ["uvx", AUDITOR, "--require-hashes", "--disable-pip", "--progress-spinner", "off"]
    ran = subprocess.run(
        [*asked, "-f", "json", "-r", str(lock), *more], capture_output=True, text=True, check=False
    )
    try:
        told: Report = json.loads(ran.stdout)
    except json.JSONDecodeError:
        return {"dependencies": []}
    return told


def main() -> None:
    if which("uvx") is None:
        sys.exit(NO_UVX)
    more = ("-s", "osv") if "--osv" in sys.argv[1:] else ()
    is_clean = True
    for name in LOCKS:
        pinned = locked(Path(name).read_text(encoding="utf-8"))
        found = list(problems(pinned, report_of(Path(name), *more)))
        print(
            f"{name}: {len(pinned)} pinned here",
            *(found or ["all audited, none known"]),
            sep="\n  ",
        )
        is_clean = is_clean and not found
    sys.exit(not is_clean)


if __name__ == "__main__":
    main()
