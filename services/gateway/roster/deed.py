"""What is done to an account, by one operator or, where it is an operator's, by two."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any

from kernel import clock
from kernel.db import Tx
from kernel.errors import Conflict
from services.gateway.credential import proof
from services.gateway.credential import store as credentials
from services.gateway.credential.store import Link
from services.gateway.roster.store import Entry

LINK_HOURS = 24
PAGE = "/sign-in#link="  # behind the sign that no browser sends on: the secret reaches no log
CHANGES = {"reset_second_factor": "reset", "make_link": "link"}  # of which the holder is told
End = Callable[[Tx, str], object]  # ends the sessions of an account


def fresh_link(holder: str) -> tuple[str, Link]:
    """Make a one-time link: the address that is shown once, and what is kept."""
    shown, digest = proof.fresh_link()
    return PAGE + shown, Link(clock.new_id(), digest, holder, clock.now() + timedelta(hours=LINK_HOURS))


def change(tx: Tx, entry: Entry, given: Mapping[str, Any], end: End) -> Entry:
    """Change what an account is; its sessions end."""
    end(tx, entry.id)
    return replace(entry, **given)


def make_operator(tx: Tx, entry: Entry, made: Link, hashed: str) -> None:
    """Let somebody who becomes an operator begin anew, by a link: others may know what proved the account until now.

    Else one operator alone opens an account for somebody who is not there, keeps its password or a link of it, and asks a
    second one no more than to believe in the name. made: opens it, unless it is disabled. hashed: of a password nobody has.

    Rule GR-465.
    """
    credentials.shut(tx, entry.id, hashed)
    tx.flush()
    if not entry.disabled:
        credentials.add_link(tx, made)


def enable(entry: Entry) -> Entry:
    """Let the holder in again.

    :raises Conflict: gateway.account_enabled
    """
    if not entry.disabled:
        raise Conflict("gateway.account_enabled")
    return replace(entry, disabled=False)


def reset(tx: Tx, entry: Entry, end: End) -> Entry:
    """Take the second factor away; all sessions end."""
    end(tx, entry.id)
    credentials.drop_factor(tx, entry.id)
    tx.flush()
    return entry


def link(tx: Tx, entry: Entry, made: Link) -> Entry:
    """Let a link open the account once.

    :raises Conflict: gateway.account_disabled
    """
    if entry.disabled:
        raise Conflict("gateway.account_disabled")
    credentials.add_link(tx, made)
    return entry
