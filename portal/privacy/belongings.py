"""Which rows of which table are about a person: the one list that export and erasure follow."""

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import ColumnElement, Select, Table, select

from portal.db.every_model import METADATA

SECRETS = frozenset({"secret_hash", "password_hash", "body_hash"})


@dataclass(frozen=True)
class Belongs:
    """How a table's rows belong to a person: by `column`, or through rows of another table.

    `only` names the columns that are handed out where the others tell of somebody else.
    """

    section: str
    column: str = "person_id"
    through: str = ""
    only: tuple[str, ...] = ()
    without: frozenset[str] = frozenset()


BELONGS: Mapping[str, Belongs] = {
    "person": Belongs("profile", "id"),
    "membership": Belongs("memberships"),
    "success_manager": Belongs("success_manager_of"),
    "signed_in_session": Belongs("sessions", "membership_id", "membership"),
    "sign_in_link": Belongs("sign_in_links"),
    "api_token": Belongs("api_keys", "membership_id", "membership"),
    "enquiry": Belongs("enquiries"),
    "search": Belongs("searches", "enquiry_id", "enquiry"),
    "shown": Belongs("results_shown", "search_id", "search"),
    "reading": Belongs("readings", "enquiry_id", "enquiry"),
    "ticket": Belongs("requests", "requester_id", without=frozenset({"trail", "owner_id"})),
    "opening_key": Belongs("request_keys"),
    "reply": Belongs("replies", "author_id", without=frozenset({"trail"})),
    "escalation": Belongs("escalations", "by_id"),
    "stored_file": Belongs("files", "owner_id"),
    "incident_join": Belongs("incidents_joined"),
    "voice": Belongs("feedback"),
    "ticket_note": Belongs("notes", "author_id"),
    "ticket_change": Belongs("changes", "by_id", only=("ticket_id", "what", "why", "at")),
    "phone_call": Belongs("calls_taken", "taken_by_id"),
    "draft": Belongs("drafts"),
    "incoming_mail": Belongs("mails_not_placed"),
    "step": Belongs("steps"),
    "revision": Belongs("revisions", "author_id", only=("id", "title", "why", "created_at")),
    "media": Belongs("media_added", "added_by_id", only=("id", "filename", "created_at")),
    "item": Belongs("items_owned", "owner_id", only=("id",)),
    "todo": Belongs("todos_ended", "ended_by_id", only=("id", "ended_at")),
    "incident": Belongs("incidents_opened", "created_by_id", only=("id", "title", "opened_at")),
    "incident_update": Belongs("incident_updates", "author_id"),
    "gap": Belongs("gaps_taken", "owner_id", only=("id", "taken_at")),
    "gap_case": Belongs("gap_cases"),
    "gap_notice": Belongs("gap_notices"),
    "gate_rule": Belongs("gate_rules_set", "changed_by_id"),
    "calendar_day": Belongs("calendar_days_set", "set_by_id"),
    "costs": Belongs("costs_set", "changed_by_id"),
    "synonym_group": Belongs("synonyms_set", "author_id"),
    "pinned_answer": Belongs("pins_set", "author_id"),
    "ledger_row": Belongs("ledger"),
    "ledger_matter": Belongs("ledger_matters", "enquiry_id", "enquiry"),
    "failed_search": Belongs("failed_searches", "enquiry_id", "enquiry"),
    "item_read": Belongs("items_read", "enquiry_id", "enquiry"),
    "event": Belongs("events", "actor_id", only=("id", "kind", "at", "subject_id")),
}

# Their rows are about texts, customers, clocks or counts; mail is found by its address, and
# counted tries are kept under a keyed hash and for minutes.
OF_NOBODY = frozenset((
    "affected_organisation", "answer_clock", "answer_run", "clock_warning", "confirmed_year",
    "failed_day", "file_print", "impact_spell", "ledger_state", "mailbox_trouble",
    "old_slug", "organisation",
    "outgoing_mail", "outside_link", "picture", "pinned_item", "review_reminder", "shown_zone",
    "statement_sent", "throttle", "topic", "translation",
))  # fmt: skip


def table_of(name: str) -> Table:
    return METADATA.tables[name]


def is_theirs(name: str, person_id: UUID) -> ColumnElement[bool]:
    """Return the condition under which a row of that table belongs to the person."""
    belongs = BELONGS[name]
    column = table_of(name).c[belongs.column]
    if not belongs.through:
        return column == person_id
    return column.in_(ids_of(belongs.through, person_id))


def ids_of(name: str, person_id: UUID) -> Select[UUID]:
    """Return the ids of the person's rows in that table, as a query."""
    return select(table_of(name).c.id).where(is_theirs(name, person_id))
