"""What the gate refuses."""

from portal.errors import Conflict
from portal.words import N_

SEARCH_FIRST = N_("Before you write to us, please search once. We keep what you type.")
CHANGED_ELSEWHERE = N_("This request changed in another window or on another device.")


class SearchFirst(Conflict):
    """The form is still locked; the fact `missing` says what is left to do."""

    slug = "search-first"
    leads_to = "/help?notice=search-first"


class EnquiryOver(Conflict):
    """The enquiry was solved, sent or has lapsed: it takes nothing more."""

    slug = "enquiry-over"


class DraftChanged(Conflict):
    """The draft was changed elsewhere since this copy of the form was opened."""

    slug = "draft-changed"


class NoUrgentPath(Conflict):
    """The organisation's gate rules have no urgent path."""

    slug = "no-urgent-path"
