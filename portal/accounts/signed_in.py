"""The person behind a request, as a value: who, from where, and what their role includes."""

from dataclasses import dataclass
from uuid import UUID

from portal.accounts.models import Membership
from portal.accounts.policy import STAFF, Capability, Role, audiences_of, role_may
from portal.support_policy.tiers import Tier


@dataclass(frozen=True)
class SignedIn:
    """A person in one of their organisations. A value: it belongs to no database session."""

    id: UUID
    membership_id: UUID
    organisation_id: UUID
    name: str
    email: str
    lang: str | None
    role: Role
    organisation_name: str
    tier: Tier
    zone: str = ""

    @classmethod
    def of(cls, membership: Membership, *, tier: Tier) -> "SignedIn":
        person, organisation = membership.person, membership.organisation
        return cls(
            id=person.id,
            membership_id=membership.id,
            organisation_id=organisation.id,
            name=person.name,
            email=person.email,
            lang=person.lang,
            role=Role(membership.role),
            organisation_name=organisation.name,
            tier=tier,
            zone=person.zone,
        )

    @property
    def is_staff(self) -> bool:
        return self.role in STAFF

    @property
    def audiences(self) -> frozenset[str]:
        return audiences_of(self.role)

    def may(self, capability: str) -> bool:
        return role_may(self.role, Capability(capability))
