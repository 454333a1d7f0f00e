"""Checking passwords costs the same for everybody, and little memory however many come at once."""
from __future__ import annotations

import eventlet
import psutil
import pytest

from kernel.errors import Unavailable
from services.gateway import account
from services.gateway.account import HASHER, Account

MIB = 2**20


def test_a_crowd_at_the_door_does_not_eat_the_memory():
    before = psutil.Process().memory_info().rss
    crowd = eventlet.GreenPool(20)
    for _ in range(40):
        crowd.spawn(account.opens, None, "wrong")
    crowd.waitall()
    assert psutil.Process().memory_info().rss - before < 100 * MIB


def test_who_waits_too_long_is_told_to_come_back(monkeypatch):
    monkeypatch.setattr(account, "WAIT_SECONDS", 0.01)
    held = [account._turns.acquire() for _ in range(account.AT_ONCE)]
    try:
        with pytest.raises(Unavailable, match=r"gateway\.busy"):
            account.opens(None, "wrong")
    finally:
        for _ in held:
            account._turns.release()


def test_an_unknown_login_is_checked_as_hard_as_a_known_one(monkeypatch):
    checked = []
    monkeypatch.setattr(account, "_verify", lambda stored, password: checked.append(stored) or True)
    known = Account("i", "l", HASHER.hash("right"), "leader", None, "", "zh", b"")
    assert (account.opens(None, "x"), account.opens(known, "x")) == (False, True)
    assert [stored.rpartition("p=1$")[0] for stored in checked] == ["$argon2id$v=19$m=19456,t=2,"] * 2
