"""Counting what is answered: by route, status and time, in memory, and as Prometheus reads it."""

import time
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from threading import Lock

from starlette.types import Message, Scope, Send

from portal.web.api import API_PREFIX

BUCKETS_S = (0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0)
UNMATCHED = "none"
METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
Labels = Mapping[str, object]


@dataclass(frozen=True)
class Metric:
    """One measured thing: its name, what it means, and its values by labels."""

    name: str
    meaning: str
    kind: str
    values: Iterable[tuple[str, Labels, float]]

    @classmethod
    def gauge(cls, name: str, meaning: str, *values: tuple[Labels, float]) -> "Metric":
        return cls(name, meaning, "gauge", [("", labels, value) for labels, value in values])

    def lines(self) -> Iterator[str]:
        """Yield the text format of Prometheus, version 0.0.4."""
        yield f"# HELP {self.name} {self.meaning}"
        yield f"# TYPE {self.name} {self.kind}"
        for ending, labels, value in self.values:
            named = ",".join(f'{key}="{_escaped(str(one))}"' for key, one in labels.items())
            yield f"{self.name}{ending}{f'{{{named}}}' if named else ''} {value:.17g}"


class Meter:
    """Counts the answers of one process. A label is a route's pattern, never a filled address."""

    def __init__(self) -> None:
        self.lock = Lock()
        self.answers: Counter[tuple[str, str, int]] = Counter()
        self.seconds: dict[str, float] = defaultdict(float)
        self.buckets: dict[str, list[int]] = {}

    def watch(self, scope: Scope, send: Send) -> Send:
        """Return a `send` that notes the status, and the time until the answer begins."""
        started = time.perf_counter()

        async def noting(message: Message) -> None:
            if message["type"] == "http.response.start":
                self.note(scope, message["status"], time.perf_counter() - started)
            await send(message)

        return noting

    def note(self, scope: Scope, status: int, seconds: float) -> None:
        route, kind = route_of(scope), kind_of(scope["path"])
        method = scope["method"] if scope["method"] in METHODS else "other"
        with self.lock:
            self.answers[method, route, status] += 1
            self.seconds[kind] += seconds
            counts = self.buckets.setdefault(kind, [0] * (len(BUCKETS_S) + 1))
            counts[bisect_left(BUCKETS_S, seconds)] += 1

    def metrics(self) -> list[Metric]:
        with self.lock:
            answers = sorted(self.answers.items())
            times = [(kind, self.seconds[kind], list(n)) for kind, n in self.buckets.items()]
        counted = [
            ("", {"method": method, "route": route, "status": status}, count)
            for (method, route, status), count in answers
        ]
        timed = [line for kind, total, counts in times for line in _histogram(kind, total, counts)]
        return [
            Metric("academy_http_requests_total", "Answers of this process.", "counter", counted),
            Metric(
                "academy_http_request_duration_seconds",
                "Time until an answer begins.",
                "histogram",
                timed,
            ),
        ]


def route_of(scope: Scope) -> str:
    """Return the pattern of the route that answered."""
    if scope["path"].startswith("/static/"):
        return "/static"
    return getattr(scope.get("route"), "path", UNMATCHED)


def kind_of(path: str) -> str:
    if path in {"/healthz", "/readyz", "/metrics"}:
        return "probe"
    if path.startswith("/static/"):
        return "static"
    return "api" if path.startswith(API_PREFIX) else "page"


def _histogram(kind: str, total: float, counts: list[int]) -> Iterator[tuple[str, Labels, float]]:
    so_far = 0
    for limit, count in zip([*BUCKETS_S, "+Inf"], counts, strict=True):
        so_far += count
        yield "_bucket", {"kind": kind, "le": limit}, so_far
    yield "_sum", {"kind": kind}, total
    yield "_count", {"kind": kind}, so_far


def _escaped(text: str) -> str:
    return text.replace("\\", r"\\").replace('"', r"\"").replace("\n", r"\n")
