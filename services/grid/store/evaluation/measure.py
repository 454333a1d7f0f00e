"""Keeps what evaluation counts, in the transaction of whatever changes it."""

from __future__ import annotations

from kernel.db import Tx

FOLLOW = "SELECT follow_measures(%s::uuid[])"


def follow(tx: Tx, *incidents: str) -> None:
    """Queue that the measures of incidents follow them as this transaction leaves them; call it after all other writes.

    A due date that moves leaves its old day and enters the new one; who is made responsible takes the matter along. Safe to
    repeat: what is in line already changes nothing.
    """
    if incidents:
        tx.later(FOLLOW, (list(incidents),))
