"""What staff say when they weigh, pause, note or close a ticket, and customers when they end it."""

from uuid import UUID

from pydantic import BaseModel, Field

from portal.service_desk.forms import LONGEST_TEXT, ReplyForm
from portal.service_desk.models import Outcome
from portal.web.forms import Line, Text
from portal.words import N_

WHY = N_("Say why, in a sentence.")


class SeverityForm(BaseModel):
    """A new severity; the customer reads the reason."""

    priority: int = Field(ge=1, le=5)
    why: Line = Field(min_length=1, max_length=500, description=WHY)


class OwnerForm(BaseModel):
    """Who is to own the ticket; the reason stays among staff."""

    colleague: UUID = Field(description=N_("Choose a colleague."))
    owner_why: Line = Field(min_length=1, max_length=500, description=WHY)


class AreaForm(BaseModel):
    """Another product area; the customer reads the reason."""

    area: Line = Field(max_length=100)
    area_why: Line = Field(min_length=1, max_length=500, description=WHY)


class LinkForm(BaseModel):
    """The known fault it belongs to, or none any more; the customer reads the reason."""

    incident_id: UUID | None = None
    incident_why: Line = Field(min_length=1, max_length=500, description=WHY)


class AnswerForm(ReplyForm):
    """An answer, what of the Academy was put into it, and after how many messages it was begun.

    With `solves`, the request is over with it.
    """

    answered_with: Line = Field("", max_length=200)
    seen: int | None = Field(None, ge=0)
    solves: Line = Field("", max_length=5)


class PickForm(BaseModel):
    """What to look for in the Academy while an answer is being written, and what to put in."""

    text: Text = Field("", max_length=LONGEST_TEXT)
    find: Line = Field("", max_length=200)
    insert: Line = Field("", max_length=300)
    answered_with: Line = Field("", max_length=200)
    key: Line = Field("", max_length=100)


class KeptForm(BaseModel):
    """What was typed beside a file that is taken away again."""

    text: Text = Field("", max_length=LONGEST_TEXT)
    note: Text = Field("", max_length=LONGEST_TEXT)
    answered_with: Line = Field("", max_length=200)
    key: Line = Field("", max_length=100)


class WaitingForm(BaseModel):
    """What it is the customer's turn to do; the customer reads it."""

    waiting_for: Line = Field(min_length=1, max_length=500, description=WHY)


class NoteForm(BaseModel):
    """An internal note; `sure` when it may quote the customer's address."""

    note: Text = Field(min_length=1, max_length=LONGEST_TEXT, description=N_("Type your note."))
    sure: Line = Field(default="", max_length=5)
    key: Line | None = Field(default=None, max_length=100)


class ClosingForm(BaseModel):
    """How it ended, and what the customer is told besides."""

    outcome: Outcome
    words: Text = Field("", max_length=LONGEST_TEXT)
    article: Line = Field("", max_length=200)
    duplicate_of: Line = Field("", max_length=20)


class OwnSolutionForm(BaseModel):
    """Which item held the answer, if one did."""

    slug: Line = Field("", max_length=200)


class RatingForm(BaseModel):
    """How well it went, from 1 to 5, with a sentence if one likes."""

    rating: int = Field(ge=1, le=5, description=N_("Choose one of the answers."))
    rating_words: Line = Field("", max_length=500)
