"""What the gate refuses."""

from portal.errors import Conflict


class SearchFirst(Conflict):
    """The form is still locked; the fact `missing` says what is left to do."""

    slug = "search-first"


class EnquiryOver(Conflict):
    """The enquiry was solved, sent or has lapsed: it takes nothing more."""

    slug = "enquiry-over"
