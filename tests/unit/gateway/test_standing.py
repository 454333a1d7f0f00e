"""An account's standing is read once, kept level in the background, and asked of memory by each request."""
from __future__ import annotations

from dataclasses import replace

import pytest

from kernel.call import Actor
from kernel.errors import Unavailable
from services.gateway import standing
from services.gateway.standing import Standing
from services.gateway.token import Bearer
from services.gateway.words.pledge import Pledge

WORKER = Actor(id="a1", role="grid_worker", unit=None, area="210203001")
PLEDGE = Pledge({"zh": "承诺", "en": "Pledge"}, "1" * 16)
NOW = 1_000_000.0


@pytest.fixture
def clock(monkeypatch):
    at = [NOW]
    monkeypatch.setattr(standing.time, "time", lambda: at[0])
    return at


@pytest.fixture
def accounts(monkeypatch):
    """Accounts of a made-up database; `asked` tells which were read, in order."""
    kept, asked, signed = {"a1": WORKER}, [], set()

    def read(db, *, ids, digest):
        asked.append(ids)
        if db == "away":
            raise Unavailable("database.unavailable")
        return {id: (kept[id], id in signed) for id in ids if id in kept}

    monkeypatch.setattr(standing.store, "standing", read)
    kept["asked"], kept["signed"] = asked, signed
    return kept


def bearer(actor=WORKER, issued_at=NOW - 60):
    return Bearer(actor, "zh", "t1", int(issued_at), int(issued_at) + 8 * 3600)


@pytest.mark.parametrize(
    "now",
    [None, replace(WORKER, role="checker"), replace(WORKER, unit="water"), replace(WORKER, area="210203002")],
)
def test_a_changed_account_is_noticed_without_asking_for_each_request(clock, accounts, now):
    held = Standing("db", PLEDGE)
    assert all(held.holds(bearer()) for _ in range(100))
    accounts.pop("a1")
    if now:
        accounts["a1"] = now
    held.refresh()
    clock[0] += 5
    assert not any(held.holds(bearer()) for _ in range(100))
    assert accounts["asked"] == [["a1"], ["a1"]]


def test_who_signs_in_anew_after_a_change_is_let_in_at_once(clock, accounts):
    held = Standing("db", PLEDGE)
    held.holds(bearer())
    accounts["a1"] = changed = replace(WORKER, role="checker")
    assert held.holds(bearer(changed, NOW))
    assert not held.holds(bearer())


def test_without_the_database_the_last_reading_stands_and_the_unknown_is_believed_for_once(clock, accounts):
    held = Standing("db", PLEDGE)
    held.holds(bearer())
    held._db = "away"
    with pytest.raises(Unavailable):
        held.refresh()
    assert held.holds(bearer())
    other = replace(WORKER, id="a2")
    assert held.holds(bearer(other))
    held._db = "db"
    assert not held.holds(bearer(other))


def test_an_account_that_stays_away_is_forgotten(clock, accounts):
    held = Standing("db", PLEDGE)
    held.holds(bearer())
    clock[0] += standing.FORGET_SECONDS + 1
    held.refresh()
    assert held._readings == {}
    assert len(accounts["asked"]) == 1


def test_a_slow_reading_does_not_replace_a_newer_one(clock, accounts, monkeypatch):
    held = Standing("db", PLEDGE)
    held.holds(bearer())
    newer = standing.Reading(None, NOW + 3, NOW)

    def slow(db, *, ids, digest):
        held._readings["a1"] = newer
        return {"a1": (WORKER, False)}

    monkeypatch.setattr(standing.store, "standing", slow)
    held.refresh()
    assert held._readings["a1"] is newer


def test_a_signature_made_elsewhere_is_known_when_its_account_would_be_turned_away(clock, accounts):
    held = Standing("db", PLEDGE)
    held.holds(bearer())
    assert not held.signed("a1")
    accounts["signed"].add("a1")
    assert held.signed("a1")


def test_who_has_signed_costs_no_reading(clock, accounts, monkeypatch):
    accounts["signed"].add("a1")
    held = Standing("db", PLEDGE)
    held.holds(bearer())
    monkeypatch.setattr(standing.store, "standing", None)
    assert all(held.signed("a1") for _ in range(3))


def test_while_the_database_is_away_who_had_not_signed_is_not_believed(clock, accounts, monkeypatch):
    held = Standing("db", PLEDGE)
    held.holds(bearer())

    def away(db, **asked):
        raise Unavailable("database.unavailable")

    monkeypatch.setattr(standing.store, "standing", away)
    assert not held.signed("a1")


def test_a_signature_made_here_counts_at_once_and_a_reading_begun_before_does_not_undo_it(clock, accounts, monkeypatch):
    held = Standing("db", PLEDGE)
    held.holds(bearer())

    def slow(db, *, ids, digest):
        clock[0] += 1
        held.sign("a1")
        return {"a1": (WORKER, False)}

    monkeypatch.setattr(standing.store, "standing", slow)
    held.refresh()
    assert held.signed("a1")
