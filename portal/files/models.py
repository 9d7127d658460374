"""A file somebody sent, and the thing it hangs on."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import BigInteger, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from portal.db.base import Base
from portal.files.policy import PICTURES


class Holder(StrEnum):
    """What a file hangs on; who may see that may see the file."""

    ENQUIRY = "enquiry"
    TICKET = "ticket"
    REPLY = "reply"
    NOTE = "note"
    DRAFT = "draft"


class StoredFile(Base):
    """One file. Its bytes lie in the data folder under its id, never under its name."""

    __tablename__ = "stored_file"
    __table_args__ = (
        Index("ix_stored_file_holder", "holder", "holder_id"),
        Index("ix_stored_file_owner_id_created_at", "owner_id", "created_at"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    owner_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    organisation_id: Mapped[UUID] = mapped_column(ForeignKey("organisation.id"), index=True)
    holder: Mapped[str] = mapped_column(String(10))
    holder_id: Mapped[UUID]
    name: Mapped[str] = mapped_column(String(200))
    media_type: Mapped[str] = mapped_column(String(100))
    size: Mapped[int] = mapped_column(BigInteger)
    sha256: Mapped[str] = mapped_column(String(64))
    created_at: Mapped[datetime]

    @property
    def has_preview(self) -> bool:
        return self.media_type in PICTURES
