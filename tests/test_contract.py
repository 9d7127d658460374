"""What other programs rely on: commands, pages, calls and fields, problems, settings, cast."""

from collections.abc import Mapping
from typing import Any

import pytest
from typer.main import get_command

from portal import cli
from portal.app import declared_routes
from portal.demo.cast import PEOPLE
from portal.errors import Refusal
from portal.runtime import Runtime
from portal.settings import PREFIX, Settings
from tests.browser import Browser
from tests.program import Program
from tests.world import Cast

ONLY_SQLITE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
COMMANDS = {
    "demo": "--data --port",
    "init": "",
    "serve": "--host --port",
    "work": "",
    "migrate": "",
    "check": "--json",
    "seed": "",
    "content import": "--json --dry-run",
    "content export": "--json",
    "content check": "--json",
    "search": "--lang --json",
    "index rebuild": "--json",
    "index status": "--json",
    "policy due": "--tier --priority --at --json",
    "uptime": "--month --json",
    "organisation add": "",
    "person add": "",
    "sign-in-link": "",
    "token create": "",
    "backup": "",
    "restore": "",
    "person export": "--json",
    "person erase": "--json --yes",
}
PAGES = [
    ("", "/sign-in"),
    ("", "/status"),
    ("", "/healthz"),
    ("", "/readyz"),
    ("cleo", "/"),
    ("cleo", "/search?q=mail&lang=en&kind=article&topic=mail"),
    ("cleo", "/topics/mail"),
    ("cleo", "/articles/simulated-mail-missing"),
    ("cleo", "/videos/allow-our-sender"),
    ("cleo", "/help"),
    ("cleo", "/requests"),
    ("cleo", "/requests/{reference}"),
    ("cleo", "/account"),
    ("cleo", "/incidents"),
    ("eva", "/content"),
    ("ben", "/desk"),
    ("mia", "/insight"),
    ("ada", "/admin"),
]
CALLS = {
    "GET /search": "hits total facets did_you_mean",
    "GET /articles/{slug}": "slug lang title html source",
    "GET /videos/{slug}": "slug lang title html source",
    "POST /enquiries": "id state missing trail",
    "GET /enquiries/{enquiry_id}": "id state missing trail",
    "POST /enquiries/{enquiry_id}/searches": "hits total facets did_you_mean",
    "POST /enquiries/{enquiry_id}/readings": "slug lang title html source",
    "POST /enquiries/{enquiry_id}/dismissal": "state missing",
    "POST /enquiries/{enquiry_id}/solution": "state missing",
    "POST /tickets": "reference due_at due_explained",
    "GET /tickets": "tickets",
    "GET /tickets/{reference}": "reference due_at due_explained trail replies",
    "POST /tickets/{reference}/replies": "id at author text",
}
HIT = "id slug kind title lang summary snippet url score moments"
TICKET = "enquiry priority title description reproducible steps"
PROBLEMS = {
    "not-found": 404,
    "not-allowed": 403,
    "conflict": 409,
    "invalid": 422,
    "sign-in-needed": 401,
    "too-many": 429,
    "busy": 503,
    "search-first": 409,
    "enquiry-over": 409,
    "idempotency-key-used": 422,
    "too-large": 413,
    "too-slow": 408,
    "wrong-host": 400,
    "from-elsewhere": 403,
}
SETTINGS = "DATABASE_URL DATA_DIR SECRET_KEY BASE_URL SUPPORT_ZONE BANK_HOLIDAYS SMTP_URL"
DEFAULTS = {"support_zone": "GMT", "bank_holidays": "england-and-wales", "database_url": None}
CAST = {
    "ada@academy.example": "admin",
    "ben@academy.example": "agent",
    "eva@academy.example": "editor",
    "mia@academy.example": "manager",
    "cleo@northwind.example": "administrator",
    "finn@northwind.example": "reader",
    "dai@contoso.example": "administrator",
}


def options_of(words: str) -> set[str]:
    command: Any = get_command(cli.app)
    for word in words.split():
        command = command.commands[word]
    return {name for parameter in command.params for name in parameter.opts}


@pytest.mark.parametrize("words", COMMANDS)
def test_a_command_takes_what_is_promised(words: str) -> None:
    assert set(COMMANDS[words].split()) <= options_of(words)


@ONLY_SQLITE
def test_every_page_is_where_it_was_promised(
    browser: Browser, runtime: Runtime, people: Cast
) -> None:
    program = Program(browser.client, runtime, people.cleo)
    reference = program.ask(program.unlock())["reference"]
    for who, path in PAGES:
        browser.client.cookies.clear()
        if who:
            browser.sign_in(getattr(people, who))
        browser.open(path.format(reference=reference))
        assert browser.path == path.format(reference=reference)
    assert "/metrics" in {route.path for route in declared_routes()}


def fields_of(description: Mapping[str, Any], schema: Mapping[str, Any]) -> set[str]:
    name = schema["$ref"].rpartition("/")[2]
    return set(description["components"]["schemas"][name]["properties"])


@ONLY_SQLITE
def test_every_call_answers_with_the_fields_that_were_promised(browser: Browser) -> None:
    described = browser.client.get("/api/v1/openapi.json").json()

    for call, fields in CALLS.items():
        method, path = call.split()
        answers = described["paths"][f"/api/v1{path}"][method.lower()]["responses"]
        answer = answers.get("201") or answers["200"]
        schema = answer["content"]["application/json"]["schema"]
        assert set(fields.split()) <= fields_of(described, schema), call
    schemas = described["components"]["schemas"]
    assert set(HIT.split()) <= set(schemas["HitAnswer"]["properties"])
    assert set(schemas["MomentAnswer"]["properties"]) == {"start", "text"}
    assert set(TICKET.split()) <= set(schemas["TicketBody"]["properties"])
    headers = described["paths"]["/api/v1/tickets"]["post"]["parameters"]
    assert "idempotency-key" in {one["name"].lower() for one in headers}


def all_refusals(kind: type[Refusal] = Refusal) -> dict[str, int]:
    found = {one.slug: one.status for one in kind.__subclasses__() if hasattr(one, "slug")}
    return {
        **found,
        **{s: n for one in kind.__subclasses__() for s, n in all_refusals(one).items()},
    }


@pytest.mark.parametrize("slug", PROBLEMS)
def test_a_problem_keeps_its_type_and_status(slug: str) -> None:
    assert all_refusals()[slug] == PROBLEMS[slug]


def test_settings_keep_their_names_and_defaults() -> None:
    fields = {PREFIX + name.upper(): field for name, field in Settings.model_fields.items()}

    assert {f"ACADEMY_{name}" for name in SETTINGS.split()} <= set(fields)
    assert {name: getattr(Settings(), name) for name in DEFAULTS} == DEFAULTS


def test_the_cast_keeps_its_addresses_and_roles() -> None:
    assert {person.email: person.role for person in PEOPLE} == CAST
