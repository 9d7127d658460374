"""Who may do what: the one table of roles and capabilities."""

from enum import StrEnum


class Role(StrEnum):
    """A person's role in one organisation: two of customers, four of the vendor."""

    READER = "reader"
    ADMINISTRATOR = "administrator"
    EDITOR = "editor"
    AGENT = "agent"
    MANAGER = "manager"
    ADMIN = "admin"


STAFF = frozenset({Role.EDITOR, Role.AGENT, Role.MANAGER, Role.ADMIN})
CUSTOMERS = frozenset({Role.READER, Role.ADMINISTRATOR})
EVERYBODY = STAFF | CUSTOMERS


class Capability(StrEnum):
    """What a route may ask for."""

    READ_ACADEMY = "read-academy"
    ASK_FOR_HELP = "ask-for-help"
    RAISE_REQUEST = "raise-request"
    SEE_OWN_REQUESTS = "see-own-requests"
    WORK_TICKETS = "work-tickets"
    READ_DRAFTS = "read-drafts"
    EDIT_CONTENT = "edit-content"
    SEE_INSIGHT = "see-insight"
    SEE_STATEMENTS = "see-statements"
    OWN_ACCOUNT = "own-account"
    ADMINISTER = "administer"
    RUN_INCIDENTS = "run-incidents"


MAY = {
    Capability.READ_ACADEMY: EVERYBODY,
    Capability.ASK_FOR_HELP: CUSTOMERS,
    Capability.RAISE_REQUEST: frozenset({Role.ADMINISTRATOR}),
    Capability.SEE_OWN_REQUESTS: CUSTOMERS,
    Capability.WORK_TICKETS: frozenset({Role.AGENT, Role.MANAGER, Role.ADMIN}),
    Capability.READ_DRAFTS: frozenset({Role.EDITOR, Role.ADMIN}),
    Capability.EDIT_CONTENT: frozenset({Role.EDITOR, Role.ADMIN}),
    Capability.SEE_STATEMENTS: frozenset({Role.ADMINISTRATOR}),
    Capability.SEE_INSIGHT: frozenset({Role.MANAGER, Role.ADMIN}),
    Capability.OWN_ACCOUNT: EVERYBODY,
    Capability.ADMINISTER: frozenset({Role.ADMIN}),
    Capability.RUN_INCIDENTS: frozenset({Role.AGENT, Role.MANAGER, Role.ADMIN}),
}

AUDIENCES = {
    Role.READER: frozenset({"everyone"}),
    Role.ADMINISTRATOR: frozenset({"everyone", "administrators"}),
}
ALL_AUDIENCES = frozenset({"everyone", "administrators", "staff"})


def role_may(role: Role, capability: Capability) -> bool:
    return role in MAY[capability]


def audiences_of(role: Role) -> frozenset[str]:
    """Return the audiences whose articles and videos this role may read."""
    return AUDIENCES.get(role, ALL_AUDIENCES)
