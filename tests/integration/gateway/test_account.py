"""Checking passwords costs the same for everybody, and little memory however many come at once."""
from __future__ import annotations

import socket

import eventlet
import psutil
import pytest
from eventlet.patcher import original

from kernel import heap, names
from kernel.errors import Unavailable
from services.gateway import account
from services.gateway.account import HASHER, Account

MIB = 2**20


def test_a_crowd_at_the_door_does_not_eat_the_memory():
    heap.settle()  # as each service does when it starts
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


def test_gr_468_a_crowd_that_weighs_passwords_keeps_nobody_from_signing_in(monkeypatch):
    monkeypatch.setattr(account, "WEIGH_SECONDS", 0.01)
    let = original("threading").Event()
    slow = eventlet.spawn(account.weighed, let.wait, 30)
    eventlet.sleep(0)
    try:
        with pytest.raises(Unavailable, match=r"gateway\.busy"):
            account.weighed(len, "next")
        assert account.opens(None, "wrong") is False
    finally:
        let.set()
    assert slow.wait() is True


def test_names_that_nobody_answers_keep_nobody_from_signing_in(monkeypatch):
    let, known = original("threading").Event(), names.system

    def silent(host, port, *given):
        return known(host, port, *given) if given[-1] & socket.AI_NUMERICHOST else let.wait(30)

    monkeypatch.setattr(names, "system", silent)
    lost = [eventlet.spawn(names.find, "lost.example", 80) for _ in range(names.AT_ONCE)]
    eventlet.sleep(0)
    try:
        with eventlet.Timeout(20):
            assert account.opens(None, "wrong") is False
    finally:
        let.set()
    assert all(one.wait() for one in lost)


def test_an_unknown_login_is_checked_as_hard_as_a_known_one(monkeypatch):
    checked = []
    monkeypatch.setattr(account, "_verify", lambda stored, password: checked.append(stored) or True)
    known = Account("i", "l", HASHER.hash("right"), "leader", None, "", "zh", b"")
    assert (account.opens(None, "x"), account.opens(known, "x")) == (False, True)
    assert [stored.rpartition("p=1$")[0] for stored in checked] == ["$argon2id$v=19$m=19456,t=2,"] * 2
