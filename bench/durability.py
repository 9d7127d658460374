"""What is on disk before an answer leaves, read off the system calls: `make bench-durability`
(RELIABILITY A3).

Each submission sends a file and then the ticket it belongs to, one request after the other.
"""

import argparse
import json
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.client import HTTPConnection
from multiprocessing import active_children
from pathlib import Path

from bench.results import write_section
from bench.serving import served
from bench.tickets import REQUEST, Program, programs

SUBMISSIONS = 500
CALLS = "pwrite64,fsync,fdatasync,rename,renameat,renameat2,sendto,write,writev,recvfrom,read"
NO_STRACE = "There is no strace here, so nothing was measured: install it (apt-get install strace)."
NOT_ALLOWED = "strace may not look into a process here, so nothing was measured."
BOUNDARY = "a-line-between"
LINE = re.compile(r"^(?P<thread>\d+) +(?P<said>.*)$")
RESUMED = re.compile(r"^<\.\.\. (?P<call>\w+) resumed>")


@dataclass
class Request:
    """One request as the kernel saw it: what was synced when its answer began to leave."""

    path: str
    unsynced: set[str] = field(default_factory=set)
    synced: set[str] = field(default_factory=set)
    renamed: bool = False
    wrote_to_log: bool = False

    def is_safe(self) -> bool:
        """Whether all that was written is synced; for files also the folders of the new name."""
        log_is_safe = self.wrote_to_log and not self.unsynced
        if not self.path.endswith("/files"):
            return log_is_safe
        return log_is_safe and self.renamed and {"file", "folder", "files"} <= self.synced


def kind_of(call: str) -> str:
    """Return what a call is about: the log, a file being written, a folder of files."""
    names = re.findall(r"<(/[^>]*)>", call.partition(",")[0])
    path = names[0] if names else ""
    if path.endswith("academy.db-wal"):
        return "log"
    if path.endswith(".part"):
        return "file"
    if path.endswith("/files"):
        return "files"
    return "folder" if re.search(r"/files/[0-9a-f]{2}$", path) else ""


class Reader:
    """Reads the trace line by line. A sync counts when it has returned, a send when it begins."""

    def __init__(self) -> None:
        self.now = Request("")
        self.done: list[Request] = []
        self.begun: dict[str, str] = {}

    def read(self, line: str) -> None:
        found = LINE.match(line)
        if found is None:
            return
        thread, said = found["thread"], found["said"]
        if RESUMED.match(said):
            call = self.begun.pop(thread, "")
            self._end(call, said)
            return
        self._begin(said)
        if said.endswith("<unfinished ...>"):
            self.begun[thread] = said
        else:
            self._end(said, said)

    def _begin(self, said: str) -> None:
        if said.startswith("pwrite64(") and kind_of(said) == "log":
            self.now.unsynced.add("log")
            self.now.wrote_to_log = True
        if said.startswith(("sendto(", "write(", "writev(")) and '"HTTP/1.1 2' in said:
            self.done.append(self.now)
            self.now = Request("")

    def _end(self, said: str, end: str) -> None:
        asked = re.search(r'"POST (/api/v1/[\w/-]+) HTTP', said + end)
        if asked and (said + end).lstrip("<. ").startswith(("recvfrom", "read")):
            self.now = Request(asked[1])
        if said.startswith("rename") and ".part" in said:
            self.now.renamed = "file" in self.now.synced
        if said.startswith(("fsync(", "fdatasync(")) and end.endswith("= 0"):
            self._synced(kind_of(said))

    def _synced(self, kind: str) -> None:
        self.now.unsynced.discard(kind)
        if kind not in {"folder", "files"} or self.now.renamed:
            self.now.synced.add(kind)


@contextmanager
def traced(process: int, trace: Path) -> Iterator[None]:
    """Write down the system calls of a process and its threads until the end of the block."""
    asked = ["strace", "-f", "-y", "-s", "160", "-e", f"trace={CALLS}", "-o", str(trace)]
    tracer = subprocess.Popen([*asked, "-p", str(process)], stderr=subprocess.PIPE, text=True)
    assert tracer.stderr is not None
    if "attached" not in tracer.stderr.readline():
        raise SystemExit(NOT_ALLOWED)
    try:
        yield
    finally:
        tracer.terminate()
        tracer.wait()


def send_file(program: Program, enquiry: str, number: int) -> None:
    head = f'Content-Disposition: form-data; name="files"; filename="log-{number}.txt"'
    body = f"--{BOUNDARY}\r\n{head}\r\nContent-Type: text/plain\r\n\r\nline {number}\r\n"
    connection = HTTPConnection("127.0.0.1", program.port, timeout=120)
    headers = {
        "Authorization": f"Bearer {program.secret}",
        "Content-Type": f"multipart/form-data; boundary={BOUNDARY}",
    }
    path = f"/api/v1/enquiries/{enquiry}/files"
    connection.request("POST", path, f"{body}--{BOUNDARY}--\r\n", headers)
    answer = connection.getresponse()
    held = json.loads(answer.read())
    connection.close()
    assert len(held["files"]) == 1, held


def submit(program: Program, number: int) -> None:
    enquiry = program.unlock()
    send_file(program, enquiry, number)
    answer = program.post("/tickets", {"enquiry": enquiry, **REQUEST}, f"durable-{number}")
    assert answer.status == 201, answer


def run(folder: Path, submissions: int) -> list[Request]:
    """Submit one after the other, and return what was on disk as each answer left."""
    data, trace = folder / "data", folder / "trace"
    environment = {"ACADEMY_DATA_DIR": str(data), "ACADEMY_SMTP_URL": "smtp://127.0.0.1:9"}
    with served(environment, who=(), with_worker=False) as (port, _):
        cleo, _ = programs(environment, port)
        with traced(active_children()[0].pid or 0, trace):
            for number in range(submissions):
                submit(cleo, number)
            time.sleep(1)
    reader = Reader()
    with trace.open(encoding="utf-8", errors="replace") as lines:
        for line in lines:
            reader.read(line.rstrip("\n"))
    return reader.done


def figures(requests: list[Request], submissions: int) -> list[str]:
    lines = []
    wanted = {
        "the ticket's answer": "/tickets",
        "the file's answer": "/files",
        "the search's answer": "/searches",
    }
    for name, ending in wanted.items():
        asked = [one for one in requests if one.path.endswith(ending)]
        safe = sum(one.is_safe() for one in asked)
        lines.append(f"| {name} | {safe} of {submissions} |")
    return lines


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--submissions", type=int, default=SUBMISSIONS)
    chosen = options.parse_args()
    if shutil.which("strace") is None:
        sys.exit(NO_STRACE)
    with tempfile.TemporaryDirectory() as folder:
        requests = run(Path(folder), chosen.submissions)
    lines = [
        "Every answer leaves after `fdatasync` of the write-ahead log; a file's also after `fsync`",
        "of the file, and, once it has its name, of both folders above it.",
        "",
        "| left with all on disk | |",
        "|--|--|",
        *figures(requests, chosen.submissions),
    ]
    print(write_section("On disk before the answer", lines))


if __name__ == "__main__":
    main()
