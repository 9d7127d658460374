"""Every table, imported in one place, so that migrations and tests see the whole schema."""

import portal.accounts.models
import portal.activity.models
import portal.content.models
import portal.editing.models
import portal.files.models
import portal.finding.models
import portal.gate.models
import portal.incidents.models
import portal.mail.models
import portal.opening_hours.models
import portal.reporting.models
import portal.service_desk.models  # noqa: F401
from portal.db.base import Base

METADATA = Base.metadata
