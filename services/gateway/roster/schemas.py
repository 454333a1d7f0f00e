"""What is said of accounts by operators."""

from __future__ import annotations

from kernel.wire import (
    INTEGER_MAX,
    Choice,
    Exact,
    Flag,
    Id,
    Instant,
    Integer,
    Listing,
    Pattern,
    Rows,
    Schema,
    Text,
    Version,
)
from services.gateway.http.route import ROLES

AREA, LOGIN = r"[1-9][0-9]{5,11}", r"[A-Za-z0-9._@-]{3,64}"
# residents come by themselves, at another door
STAFF = tuple(role for role in ROLES if role != "resident")


class OpenAccount(Schema):
    """Open an account of staff. area: root of what it reaches, the operator's own when it is not said."""

    login = Pattern(LOGIN, required=True)
    name = Text(most=64, required=True)
    role = Choice(*STAFF, required=True)
    unit = Exact(most=64, load_default=None, allow_none=True)
    area = Pattern(AREA, load_default=None, allow_none=True)
    language = Choice("zh", "en", load_default="zh")


class FindAccount(Schema):
    """Read one account."""

    account = Id(required=True)


class ListAccounts(Listing):
    """Page through the accounts of staff on the own ground, the oldest first."""

    role = Choice(*STAFF, load_default=None, allow_none=True)
    unit = Exact(most=64, load_default=None, allow_none=True)
    login = Exact(most=64, load_default=None, allow_none=True)
    disabled = Flag(load_default=None, allow_none=True)


class ChangeAccount(FindAccount):
    """Change what an account is; what is not said stays. Its holder signs in anew."""

    version = Version()
    name = Text(most=64)
    role = Choice(*STAFF)
    unit = Exact(most=64, allow_none=True)
    area = Pattern(AREA)
    language = Choice("zh", "en")


class ActOnAccount(FindAccount):
    """Act on an account that was read."""

    version = Version()


class AccountEntry(Schema):
    """One account. name: masked. second_factor: it has one. awaits: request about it that waits for a second operator."""

    id = Id()
    version = Integer(1, INTEGER_MAX)
    login = Text(most=64)
    name = Text(most=64)
    role = Choice(*ROLES)
    unit = Text(most=64, allow_none=True)
    area = Text(most=12, least=0)
    language = Choice("zh", "en")
    disabled = Flag()
    second_factor = Flag()
    created_at = Instant()
    awaits = Id(allow_none=True)


class AccountPage(Schema):
    """One page of a list; next: what to send as `cursor`, or null at the end."""

    items = Rows(AccountEntry)
    next = Text(most=2000, allow_none=True)


class LinkView(AccountEntry):
    """An account with a one-time link, shown this once; null when the command is sent again, or awaits a second operator."""

    link = Text(most=200, allow_none=True)
    link_expires_at = Instant(allow_none=True)
