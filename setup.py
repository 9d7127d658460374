"""Everything but the files beside the code is in pyproject.toml; those keep their folders here."""

from pathlib import Path

from setuptools import setup

SHARE = Path("share/administrator-academy")
BESIDE_THE_CODE = ("templates", "academy_content")


def folders_with_files() -> dict[Path, list[str]]:
    """Return the files of each folder: a wheel knows no folders of folders."""
    found: dict[Path, list[str]] = {}
    for top in BESIDE_THE_CODE:
        for file in sorted(path for path in Path(top).rglob("*") if path.is_file()):
            found.setdefault(SHARE / file.parent, []).append(str(file))
    return found


setup(data_files=[(str(folder), files) for folder, files in folders_with_files().items()])
