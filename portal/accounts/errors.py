"""What accounts refuse."""

from portal.errors import Conflict, NotAllowed, TooMany


class WrongPair(NotAllowed):
    """Address and password do not go together; nothing says which was wrong."""

    status = 422
    slug = "wrong-pair"


class NotTheirPassword(NotAllowed):
    """Who changes a password did not type the one it has now."""

    status = 422
    slug = "not-their-password"


class LinkUsedUp(Conflict):
    """A sign-in link that was used, has expired, or never existed."""

    slug = "link-used-up"


class TooManyTries(TooMany):
    """Signing in was tried too often from here or for this address."""

    slug = "too-many-tries"


class NameTaken(Conflict):
    """An organisation with that name exists already."""

    slug = "name-taken"


class VendorTaken(Conflict):
    """The Academy belongs to a vendor already."""

    slug = "vendor-taken"


class AddressTaken(Conflict):
    """Somebody with that address exists already."""

    slug = "address-taken"


class LastAdmin(Conflict):
    """Nobody would be left to look after the Academy."""

    slug = "last-admin"
