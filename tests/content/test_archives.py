"""Archives with a content folder in them: taken whole, or refused with nothing left anywhere."""

import io
import json
import stat
import subprocess
import sys
import tarfile
import tempfile
import time
import zipfile
import zlib

import pytest

from portal.content.archives import folder_of
from portal.content.errors import ContentRefused
from portal.content.importing import How, import_folder
from tests.content.test_importing import counts, read

MB = 1024 * 1024


def zipped(path, entries):
    """Write a zip of (name or ZipInfo, bytes)."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in entries:
            archive.writestr(name, content)
    return path


def tarred(path, entries, mode="w:gz"):
    """Write a tar of (name or TarInfo, bytes)."""
    with tarfile.open(path, mode) as archive:
        for name, content in entries:
            entry = name if isinstance(name, tarfile.TarInfo) else tarfile.TarInfo(name)
            entry.size = len(content)
            archive.addfile(entry, io.BytesIO(content))
    return path


def zip_link():
    entry = zipfile.ZipInfo("media/link.png")
    entry.external_attr = (stat.S_IFLNK | 0o777) << 16
    return entry


def tar_entry(name, kind, linkname=""):
    entry = tarfile.TarInfo(name)
    entry.type, entry.linkname = kind, linkname
    return entry


def long_header(path):
    """Write a tar.gz whose first name claims 12 MB and has them."""
    entry = tarfile.TarInfo("x" * 12 * MB)
    return tarred(path, [(entry, b"")])


def bomb(path):
    """Write 64 MB of nothing in 64 kB."""
    return zipped(path, [("articles/en/a.md", bytes(64 * MB))])


def poured(path):
    path.write_bytes(zlib.compress(b"", wbits=31) + zlib.compress(bytes(64 * MB), wbits=31))
    return path


HOSTILE = {
    "up.zip": lambda path: zipped(path, [("../up.md", b"x")]),
    "deep-up.zip": lambda path: zipped(path, [("articles/../../up.md", b"x")]),
    "absolute.zip": lambda path: zipped(path, [("/tmp/up.md", b"x")]),
    "drive.zip": lambda path: zipped(path, [("C:/up.md", b"x")]),
    "backslash.zip": lambda path: zipped(path, [("..\\up.md", b"x")]),
    "case.zip": lambda path: zipped(path, [("media/A.png", b"x"), ("media/a.png", b"y")]),
    "folder-case.zip": lambda path: zipped(path, [("Media/a.png", b"x"), ("media/b.png", b"y")]),
    "file-as-folder.zip": lambda path: zipped(path, [("media", b"x"), ("media/b.png", b"y")]),
    "folder-as-file.zip": lambda path: zipped(path, [("media/b.png", b"x"), ("media", b"y")]),
    "symlink.zip": lambda path: zipped(path, [(zip_link(), b"/etc/passwd")]),
    "many.zip": lambda path: zipped(path, ((f"{n}.md", b"") for n in range(20_001))),
    "bomb.zip": bomb,
    "no.zip": lambda path: path.write_bytes(b"PK nothing of the kind") and path,
    "up.tar.gz": lambda path: tarred(path, [("../up.md", b"x")]),
    "absolute.tgz": lambda path: tarred(path, [("/tmp/up.md", b"x")]),
    "symlink.tar": lambda path: tarred(path, [(tar_entry("a", tarfile.SYMTYPE, "/"), b"")], "w"),
    "hardlink.tar": lambda path: tarred(path, [(tar_entry("a", tarfile.LNKTYPE, "b"), b"")], "w"),
    "pipe.tar": lambda path: tarred(path, [(tar_entry("a", tarfile.FIFOTYPE), b"")], "w"),
    "many.tgz": lambda path: tarred(path, ((f"{n}.md", b"") for n in range(20_001))),
    "long.tar.gz": long_header,
    "bomb.tgz": poured,
    "no.tar.gz": lambda path: path.write_bytes(b"nothing of the kind") and path,
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_archive_is_refused_whole(name, tmp_path, monkeypatch):
    place = tmp_path / "unpacked" / "here"
    place.mkdir(parents=True)
    monkeypatch.setattr(tempfile, "tempdir", str(place))
    path = HOSTILE[name](tmp_path / name)
    began = time.monotonic()

    with pytest.raises(ContentRefused) as refusal, folder_of(path):
        pytest.fail("it was taken")

    assert refusal.value.complaints[0].file == name
    assert time.monotonic() - began <= 10
    assert {entry.name for entry in tmp_path.rglob("*")} == {"unpacked", "here", name}


MEASURE = """
import json, re, sys
from pathlib import Path
from portal.content.archives import folder_of
from portal.content.errors import ContentRefused

def peak():
    return int(re.search(r"VmHWM:\\s+(\\d+)", Path("/proc/self/status").read_text())[1])

grown = {}
for path in map(Path, sys.argv[1:]):
    Path("/proc/self/clear_refs").write_text("5")  # the peak starts anew
    before = peak()
    try:
        with folder_of(path):
            pass
    except ContentRefused:
        grown[path.name] = peak() - before
print(json.dumps(grown))
"""


@pytest.mark.skipif(sys.platform != "linux", reason="the peak of a process is asked of Linux")
def test_a_hostile_archive_takes_no_memory(tmp_path):
    paths = [HOSTILE[name](tmp_path / name) for name in HOSTILE]

    done = subprocess.run(
        [sys.executable, "-c", MEASURE, *map(str, paths)],
        capture_output=True,
        text=True,
        check=True,
    )

    grown = json.loads(done.stdout)
    assert grown.keys() == HOSTILE.keys()
    assert {name: kb for name, kb in grown.items() if kb > 128 * 1024} == {}


@pytest.mark.parametrize("above", ["", "docs-main/"], ids=["at the top", "in one folder"])
@pytest.mark.parametrize("name", ["academy.zip", "academy.tar", "academy.tgz"])
def test_an_archive_is_imported_as_its_folder_would_be(runtime, desk, tmp_path, name, above):
    desk.topics()
    desk.article("from-an-archive")
    paths = [path for path in desk.top.rglob("*") if path.is_file()]
    entries = [(f"{above}{path.relative_to(desk.top)}", path.read_bytes()) for path in paths]
    write = zipped if name.endswith("zip") else tarred
    mode = {"mode": "w"} if name.endswith(".tar") else {}

    with folder_of(write(tmp_path / name, entries, **mode)) as folder:
        report = import_folder(runtime, folder)

    assert len(report.added) == 1
    assert read(runtime, "from-an-archive") is not None


def test_a_dry_run_lists_what_would_happen_and_stores_nothing(runtime, desk):
    desk.topics()
    desk.article("from-an-archive")
    before = counts(runtime)

    report = import_folder(runtime, desk.top, how=How(dry_run=True))

    assert len(report.added) == 1
    assert counts(runtime) == before
    assert import_folder(runtime, desk.top) == report
