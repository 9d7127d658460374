"""`academy` as an operator meets it: what it prints where, and how it ends."""

import json
import shutil
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from io import BytesIO, TextIOWrapper
from pathlib import Path
from socket import AF_INET, SOCK_STREAM, socket

import pytest
from typer.main import get_command

from portal import cli
from portal.finding.indexing import follow_content
from portal.paths import PORTAL
from portal.serving import address_of, serving_runtime, temporary_folder
from portal.settings import load_settings

DONE, REFUSED, USAGE = 0, 1, 2
SAMPLE = Path(__file__).with_name("sample")


@dataclass(frozen=True)
class Answer:
    """How a command ended."""

    code: int
    out: str
    err: str


Academy = Callable[..., Answer]


@pytest.fixture
def data(tmp_path: Path) -> Path:
    return tmp_path / "data"


@pytest.fixture
def academy(
    data: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Academy:
    """Runs a command on a data folder of its own; nobody is at the terminal to be asked."""
    monkeypatch.setenv("ACADEMY_DATA_DIR", str(data))
    monkeypatch.setenv("COLUMNS", "200")
    monkeypatch.chdir(data.parent)

    def run(*arguments: object) -> Answer:
        with pytest.raises(SystemExit) as ended:
            cli.run([str(argument) for argument in arguments])
        code = ended.value.code
        return Answer(code if isinstance(code, int) else DONE, *capsys.readouterr())

    return run


@pytest.fixture
def filled(data: Path, sqlite_template: Path) -> None:
    """The demo's cast and the sample content are in the data folder."""
    shutil.copytree(sqlite_template.parent, data)


@pytest.fixture
def taken_port() -> Iterator[int]:
    with socket(AF_INET, SOCK_STREAM) as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        yield listener.getsockname()[1]


def every_command() -> Iterator[tuple[str, ...]]:
    """Return the words of each command and of each group of commands."""
    waiting: list[tuple[tuple[str, ...], object]] = [((), get_command(cli.app))]
    while waiting:
        words, command = waiting.pop()
        yield words
        inner = getattr(command, "commands", {})
        waiting += [((*words, name), sub) for name, sub in inner.items()]


@pytest.mark.parametrize("words", list(every_command()), ids=lambda words: " ".join(words) or "-")
def test_every_command_explains_itself(words: Sequence[str], academy: Academy, data: Path) -> None:
    answer = academy(*words, "--help")

    assert answer.code == DONE
    explanation = [line for line in answer.out.splitlines() if line.strip()][1].strip()
    assert len(explanation) > 10
    assert not data.exists()


@pytest.mark.parametrize("words", [(), ("content",), ("index",), ("person",), ("token",)])
def test_a_group_without_a_command_lists_its_commands(
    words: Sequence[str], academy: Academy
) -> None:
    answer = academy(*words)

    assert answer.code == USAGE
    assert "Commands" in answer.out + answer.err


@pytest.mark.parametrize(
    "words",
    [
        ("search", "phishing"),
        ("sign-in-link", "cleo@northwind.example"),
        ("token", "create", "cleo@northwind.example"),
        ("organisation", "add", "Northwind"),
        ("person", "add", "x@northwind.example", "--organisation", "Northwind"),
        ("index", "status"),
        ("index", "rebuild"),
        ("content", "import", SAMPLE),
        ("content", "export", "exported"),
    ],
    ids=lambda words: " ".join(str(word) for word in words[:2]),
)
def test_without_a_schema_a_command_says_what_to_do(words: Sequence[str], academy: Academy) -> None:
    answer = academy(*words)

    assert (answer.code, answer.out) == (REFUSED, "")
    assert answer.err == "The database has another schema. Run `academy migrate` first.\n"


def test_an_academy_is_set_up_in_one_command(academy: Academy) -> None:
    answer = academy(
        "init", "--vendor", "Fernwood", "--admin-email", "ada@fernwood.example", "--no-content"
    )

    assert answer.code == DONE
    assert answer.out.startswith("http://127.0.0.1:8000/sign-in/links/")
    assert "academy serve" in answer.err
    assert academy("check").code == DONE


def test_an_academy_is_set_up_once(academy: Academy, filled: None) -> None:
    answer = academy("init", "--vendor", "Other", "--admin-email", "o@other.example")

    assert (answer.code, answer.out) == (REFUSED, "")
    assert answer.err == "This Academy is set up already, for Fernwood.\n"


def test_setting_up_leaves_nothing_behind_when_it_is_refused(academy: Academy) -> None:
    refused = academy("init", "--vendor", "Fernwood", "--admin-email", "nonsense", "--no-content")
    again = academy("init", "--vendor", "Fernwood", "--admin-email", "a@f.example", "--no-content")

    assert (refused.code, refused.err) == (REFUSED, "nonsense is not an e-mail address.\n")
    assert again.code == DONE


def test_a_script_that_sets_up_is_told_what_it_left_out(academy: Academy, data: Path) -> None:
    answer = academy("init", "--vendor", "Fernwood")

    assert (answer.code, answer.out) == (USAGE, "")
    assert "--admin-email" in answer.err
    assert not data.exists()


@pytest.mark.parametrize(
    ("organisation", "role", "code"),
    [
        ("Northwind", "reader", DONE),
        ("Northwind", "administrator", DONE),
        ("Fernwood", "editor", DONE),
        ("Fernwood", "agent", DONE),
        ("Fernwood", "manager", DONE),
        ("Fernwood", "admin", DONE),
        ("Fernwood", "reader", REFUSED),
        ("Northwind", "agent", REFUSED),
        ("Nowhere", "reader", REFUSED),
        ("Northwind", "king", USAGE),
    ],
)
def test_people_join_where_their_role_exists(
    organisation: str, role: str, code: int, academy: Academy, filled: None
) -> None:
    answer = academy(
        "person", "add", "new@people.example", "--organisation", organisation, "--role", role
    )

    assert answer.code == code
    assert bool(answer.out) is (code == DONE)
    assert bool(answer.err) is (code != DONE)


@pytest.mark.parametrize(
    ("words", "code", "sentence"),
    [
        (("organisation", "add", "northwind"), REFUSED, "There is an organisation called"),
        (("organisation", "add", ""), REFUSED, "An organisation needs a name."),
        (("organisation", "add", "B", "--vendor"), REFUSED, "This Academy is that of Fernwood."),
        (("organisation", "add", "A", "--enhanced-from", "2026-13-01"), USAGE, "--enhanced-from"),
        (("person", "add", "x@n.example"), USAGE, "--organisation"),
        (("person", "add", "x", "--organisation", "Northwind"), REFUSED, "x is not an e-mail"),
        (
            ("person", "add", "x@n.example", "--organisation", "Northwind", "--lang", "de"),
            USAGE,
            "The languages are en, fr.",
        ),
        (
            ("person", "add", "cleo@northwind.example", "--organisation", "Northwind"),
            REFUSED,
            "Somebody with the address cleo@northwind.example exists already.",
        ),
        (("sign-in-link", "nobody@n.example"), REFUSED, "Nobody here has the address"),
        (("token", "create", "nobody@n.example"), REFUSED, "Nobody here has the address"),
        (("content", "check", "/nowhere/at/all"), USAGE, "does not exist"),
        (("work",), REFUSED, "With SQLite `academy serve` does this work itself."),
        (("demo", "--host", "192.0.2.1"), REFUSED, "--allow-public"),
    ],
)
def test_what_cannot_be_done_is_said_on_standard_error(
    words: Sequence[str], code: int, sentence: str, academy: Academy, filled: None
) -> None:
    answer = academy(*words)

    assert (answer.code, answer.out) == (code, "")
    assert sentence in answer.err


@pytest.mark.parametrize("words", [("sign-in-link",), ("token", "create")])
def test_a_secret_stands_alone_on_the_last_line(
    words: Sequence[str], academy: Academy, filled: None
) -> None:
    answer = academy(*words, "Cleo@Northwind.example")

    assert answer.code == DONE
    assert len(answer.out.splitlines()[-1].rpartition("/")[2]) == 43


@pytest.mark.parametrize("words", [("serve",), ("demo", "--data", "demo")])
def test_a_taken_port_is_refused_before_anything_is_made(
    words: Sequence[str], academy: Academy, taken_port: int, filled: None
) -> None:
    answer = academy(*words, "--port", taken_port)

    assert (answer.code, answer.out) == (REFUSED, "")
    assert f"Cannot listen on 127.0.0.1, port {taken_port}" in answer.err
    assert not Path("demo").exists()


def test_a_folder_is_served_by_one_process(academy: Academy, data: Path, filled: None) -> None:
    with serving_runtime(load_settings({"ACADEMY_DATA_DIR": str(data)})):
        answer = academy("serve")

    assert answer.code == REFUSED
    assert f"Another process already serves from {data}." in answer.err


def test_what_a_command_imports_a_serving_academy_follows(
    academy: Academy, data: Path, filled: None
) -> None:
    with serving_runtime(load_settings({"ACADEMY_DATA_DIR": str(data)})) as serving:
        follow_content(serving)
        exported = academy("content", "export", "exported")
        for file in Path("exported").rglob("*.md"):
            file.write_text(file.read_text("utf-8") + "\nzanzibar\n", encoding="utf-8")
        imported = academy("content", "import", "exported")
        followed = follow_content(serving)
    found = json.loads(academy("search", "zanzibar", "--json").out)

    assert (exported.code, imported.code) == (DONE, DONE)
    assert followed > 0
    assert found["total"] > 0


def test_content_goes_out_and_in_unchanged(academy: Academy, filled: None) -> None:
    exported = json.loads(academy("content", "export", "exported", "--json").out)
    imported = json.loads(academy("content", "import", "exported", "--json").out)

    assert len(imported["unchanged"]) == exported["exported"] > 0
    assert (imported["added"], imported["changed"]) == ([], [])
    assert academy("content", "check", "exported").code == DONE
    assert academy("content", "export", "exported").code == REFUSED


def test_checking_names_every_setting_and_hides_secrets(
    academy: Academy, filled: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ACADEMY_SECRET_KEY", "hunter2-hunter2-hunter2")
    monkeypatch.setenv("ACADEMY_SITE_NAME", "Fernwood Help")

    answer = academy("check")

    assert answer.code == DONE
    assert "ACADEMY_SITE_NAME = Fernwood Help  (environment)" in answer.out
    assert "ACADEMY_SECRET_KEY = ********  (environment)" in answer.out
    assert "ACADEMY_SUPPORT_ZONE = GMT  (default)" in answer.out
    assert "hunter2" not in answer.out + answer.err


@pytest.mark.parametrize(
    ("name", "value", "problem"),
    [
        ("BASE_URL", "http://help.example.com", "ACADEMY_BASE_URL is not https"),
        ("BASE_URL", "https://help.example.com", "ACADEMY_SMTP_URL is not set"),
        ("DATABASE_URL", "postgresql://me:hunter2@127.0.0.1:1/x", "the database does not answer"),
    ],
)
def test_checking_finds_what_would_go_wrong(
    name: str,
    value: str,
    problem: str,
    academy: Academy,
    filled: None,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv(f"ACADEMY_{name}", value)

    answer = academy("check")

    assert answer.code == REFUSED
    assert f"Problem: {problem}" in answer.err
    assert "hunter2" not in answer.out + answer.err


@pytest.mark.parametrize(
    ("name", "value", "sentence"),
    [
        ("NONSENSE", "1", "ACADEMY_NONSENSE: there is no such setting\n"),
        ("SUPPORT_ZONE", "Mars", "ACADEMY_SUPPORT_ZONE: there is no time zone called 'Mars'\n"),
        ("DATABASE_URL", "postgresql://127.0.0.1:1/x", "The database does not answer: "),
    ],
)
def test_a_setting_that_cannot_be_used_stops_every_command(
    name: str, value: str, sentence: str, academy: Academy, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(f"ACADEMY_{name}", value)

    answer = academy("search", "phishing")

    assert (answer.code, answer.out) == (REFUSED, "")
    assert answer.err.startswith(sentence)


def test_a_data_folder_that_cannot_be_one_is_named(academy: Academy, data: Path) -> None:
    data.write_text("a file", encoding="utf-8")

    answer = academy("index", "status")

    assert answer.code == REFUSED
    assert answer.err == f"ACADEMY_DATA_DIR: cannot use {data}: File exists\n"


def test_migrating_twice_changes_nothing(academy: Academy) -> None:
    assert (academy("migrate").code, academy("migrate").code) == (DONE, DONE)


def test_policy_due_needs_no_academy(academy: Academy, data: Path) -> None:
    answer = academy(
        "policy", "due", "--tier", "enhanced", "--priority", 1, "--at", "2026-11-23T09:00:00Z",
        "--json",
    )  # fmt: skip

    assert json.loads(answer.out)["due_at"] == "2026-11-23T11:00:00Z"
    assert not data.exists()


@pytest.mark.parametrize(
    ("host", "address"),
    [
        ("127.0.0.1", "http://127.0.0.1:8001"),
        ("0.0.0.0", "http://127.0.0.1:8001"),
        ("::1", "http://[::1]:8001"),
        ("::", "http://127.0.0.1:8001"),
        ("help.example.com", "http://help.example.com:8001"),
    ],
)
def test_links_lead_to_where_it_is_served(host: str, address: str) -> None:
    assert address_of(host, 8001) == address


def test_uploads_wait_in_the_data_folder_where_nothing_else_may_be_written(data: Path) -> None:
    def nowhere() -> str:
        raise FileNotFoundError

    assert temporary_folder(data, nowhere) == str(data)
    assert temporary_folder(data, lambda: "/elsewhere") == "/elsewhere"


def test_the_readme_names_every_command() -> None:
    readme = (PORTAL.parent / "README.md").read_text(encoding="utf-8")
    rows = "\n".join(line for line in readme.splitlines() if line.startswith("| `"))

    for words in every_command():
        assert words == () or f"`{' '.join(words)}" in rows or words[0] == "content", words


def test_what_is_held_about_somebody_is_printed_or_written_once(
    academy: Academy, filled: None, tmp_path: Path
) -> None:
    cleo, target = "Cleo@Northwind.example", tmp_path / "cleo.zip"
    printed, told = academy("person", "export", cleo, "--json"), academy("person", "export", cleo)
    written, again = (academy("person", "export", cleo, target) for _ in range(2))

    assert json.loads(printed.out)["profile"][0]["name"] == "Cleo Harper"
    assert "name: Cleo Harper" in told.out
    assert (written.code, written.out, again.code) == (DONE, "", REFUSED)
    assert target.stat().st_mode & 0o077 == 0


def test_somebody_is_erased_once_and_only_when_that_is_confirmed(
    academy: Academy, filled: None
) -> None:
    cleo = "cleo@northwind.example"
    unasked = academy("person", "erase", cleo)
    erased = academy("person", "erase", cleo, "--yes", "--json")
    again = academy("person", "erase", cleo, "--yes", "--json")

    assert (unasked.code, unasked.out) == (USAGE, "")
    assert "--yes" in unasked.err
    assert (erased.code, json.loads(erased.out)["erased"]) == (DONE, True)
    assert (again.code, json.loads(again.out)["erased"]) == (DONE, False)
    assert academy("sign-in-link", cleo).code == REFUSED
    assert academy("person", "export", cleo).code == REFUSED
    assert academy("person", "erase", "ada@academy.example", "--yes").code == REFUSED


def test_a_backup_comes_back_elsewhere(
    academy: Academy, filled: None, data: Path, tmp_path: Path
) -> None:
    assert academy("backup", tmp_path / "b.tar").code == 0
    shutil.rmtree(data)

    assert academy("restore", tmp_path / "b.tar").code == 0
    assert academy("content", "export", tmp_path / "out").code == 0
    assert academy("restore", tmp_path / "b.tar").code == 1


def test_a_mail_goes_back_to_nobody_while_the_academy_cannot_take_it(
    academy: Academy, data: Path
) -> None:
    mail = data.parent / "mail.eml"
    mail.write_bytes(b"Subject: Help\n\nIt fails.")
    answer = academy("mail", "take", mail)

    assert (answer.code, answer.out) == (75, "")
    assert answer.err.startswith("Hand the mail over again later.")


@pytest.mark.usefixtures("filled")
def test_a_mail_is_taken_from_a_file_or_from_a_mail_server(
    academy: Academy, data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sent = b"Subject: Help\n\nIt fails."
    (data.parent / "mail.eml").write_bytes(sent)
    monkeypatch.setattr("sys.stdin", TextIOWrapper(BytesIO(sent)))

    assert academy("mail", "take", "-").out == "not-placed\n"
    assert academy("mail", "take", "mail.eml").out == "again\n"
    assert academy("mail", "take", "no-such.eml").code == 2
