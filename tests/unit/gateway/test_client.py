"""API clients: what they may, when their keys open, and how their calls are counted."""
from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from kernel.errors import Conflict, Denied, Invalid, Unavailable
from services.gateway.client import key, known, quota, record
from services.gateway.client.known import Clients
from services.gateway.client.quota import Quota
from services.gateway.client.record import SCOPES
from services.gateway.http.route import CLIENT
from services.gateway.routes import ROWS

AT = datetime(2026, 11, 22, 9, tzinfo=UTC)
ID = "00000000-0000-7000-8000-0000000000c1"
HERE = "192.0.2.1"
GIVEN = {"label": "heat", "scopes": list(SCOPES) * 2, "per_minute": 20, "area": "210203000000", "expires_at": None}


def opened(**given):
    return record.opened({**GIVEN, **given}, id=ID, at=AT)


def test_gr_188_the_scopes_are_the_acts_of_the_rows_that_let_clients_in():
    named = {row.scope or row.act for row in ROWS if CLIENT in (row.roles or ())}
    assert named <= set(SCOPES) <= {row.scope or row.act for row in ROWS}


def test_a_scope_given_twice_is_held_once():
    assert opened().scopes == SCOPES


def test_what_is_not_changed_stays():
    after = record.changed(opened(), {"per_minute": 5}, at=AT)
    assert (after.per_minute, after.label, after.version) == (5, "heat", 2)


@pytest.mark.parametrize("act", [lambda one: record.changed(one, {}, at=AT), lambda one: record.rekeyed(one, at=AT),
                                 lambda one: record.closed(one, at=AT)])  # fmt: skip
def test_a_closed_client_stays_closed(act):
    with pytest.raises(Conflict, match=r"gateway.client_closed"):
        act(record.closed(opened(), at=AT))


def test_an_end_lies_ahead():
    with pytest.raises(Invalid, match=r"gateway.client_end_passed"):
        opened(expires_at=AT)
    with pytest.raises(Invalid, match=r"gateway.client_end_passed"):
        record.changed(opened(), {"expires_at": AT - timedelta(days=1)}, at=AT)


def pair(**given):
    shown, made = key.made(ID, at=AT, days=10)
    return key.split(shown)[1], made, opened(**given)


def test_gr_186_a_key_opens_until_it_ends():
    secret, made, client = pair()
    assert key.opens(made, client, secret, now=AT) == client
    for now in (AT + timedelta(days=10), AT + timedelta(days=11)):
        with pytest.raises(Denied, match=r"gateway.client_key_refused"):
            key.opens(made, client, secret, now=now)


@pytest.mark.parametrize("secret", ["", "x" * 43])
def test_gr_186_another_secret_opens_nothing(secret):
    _, made, client = pair()
    with pytest.raises(Denied, match=r"gateway.client_key_refused"):
        key.opens(made, client, secret, now=AT)


def test_gr_186_the_end_of_the_client_is_the_end_of_its_keys():
    secret, made, client = pair(expires_at=AT + timedelta(days=1))
    assert key.opens(made, client, secret, now=AT)
    for now, one in ((AT + timedelta(days=1), client), (AT, record.closed(client, at=AT))):
        with pytest.raises(Denied, match=r"gateway.client_key_refused"):
            key.opens(made, one, secret, now=now)


@pytest.mark.parametrize(("left", "days"), [
    (timedelta(days=14, seconds=1), None), (timedelta(days=14), 14), (timedelta(days=3, seconds=1), 14),
    (timedelta(days=3), 3), (timedelta(seconds=1), 3), (timedelta(), None), (timedelta(days=-1), None),
])  # fmt: skip
def test_gr_210_an_end_is_told_of_fourteen_and_three_days_before(left, days):
    _, made = key.made(ID, at=AT, days=365)
    told = key.warned(made, opened(), now=made.expires_at - left)
    assert (told and told.days) == days
    if told:
        data = {"area": "210203000000", "kind": "key", "key": made.prefix, "days": days, "ends_on": "2027-11-22"}
        assert (told.event.name, told.event.subject, told.event.data) == ("gateway.client_warned", ID, data)


def test_gr_210_the_end_of_the_client_is_told_of_as_such_and_no_later_end_of_its_key():
    _, made = key.made(ID, at=AT, days=365)
    told = key.warned(made, opened(expires_at=AT + timedelta(days=100)), now=AT + timedelta(days=97))
    assert (told.kind, told.days, told.ends_at) == ("client", 3, AT + timedelta(days=100))
    late = key.warned(made, opened(expires_at=AT + timedelta(days=400)), now=AT + timedelta(days=362))
    assert (late.kind, late.ends_at) == ("key", made.expires_at)


def test_gr_210_who_set_a_short_end_knows_and_of_a_closed_client_nobody_is_told():
    _, short = key.made(ID, at=AT, days=2)
    _, week = key.made(ID, at=AT, days=7)
    assert key.warned(short, opened(), now=AT + timedelta(days=1)) is None
    assert [key.warned(week, opened(), now=AT + timedelta(days=at)) for at in (0, 3)] == [None, None]
    assert key.warned(week, opened(), now=AT + timedelta(days=4)).days == 3
    assert key.warned(week, record.closed(opened(), at=AT), now=AT + timedelta(days=4)) is None


def test_gr_187_former_keys_end_after_the_overlap_and_none_is_prolonged():
    _, long = key.made(ID, at=AT, days=10)
    _, short = key.made(ID, at=AT - timedelta(days=9, hours=20), days=10)
    assert key.overlap((long, short), now=AT) == {long.prefix: AT + timedelta(hours=24)}
    assert key.overlap((long,), now=AT, hours=0) == {long.prefix: AT}


@pytest.mark.parametrize(
    "shown", ["llk_", "llk_0123456789ab_short", "llk_0123456789AB_" + "x" * 43, "llk_0123456789ab_" + "x" * 44]
)
def test_what_has_not_the_shape_of_a_key_is_refused_unread(shown):
    with pytest.raises(Denied, match=r"gateway.client_key_refused"):
        key.split(shown)


@pytest.fixture
def window(monkeypatch):
    """One row of a made-up database and the clock: `taken`, `asked`, `at`."""
    state = {"taken": 0, "asked": 0, "at": 1000.0, "left": 30.0}

    def take(db, client, want):
        if db == "away":
            raise Unavailable("database.unavailable")
        state["asked"] += 1
        state["taken"] += want
        return state["taken"], state["left"]

    monkeypatch.setattr(quota.store, "take", take)
    monkeypatch.setattr(quota.time, "monotonic", lambda: state["at"])
    return state


def calls(counts, number, most=60):
    """Call so often; give how many were let through and the last headers."""
    through, refused, headers = 0, [], {}
    for _ in range(number):
        headers = []
        try:
            counts.take(ID, most, headers)
            through += 1
        except Invalid as refusal:
            refused.append((refusal.code, refusal.facts))
    assert all(one == ("gateway.too_many_requests", {"retry_after_seconds": 30}) for one in refused)
    return through, dict(headers)


def test_gr_189_a_quota_is_kept_over_replicas_with_few_questions(window):
    replicas = [Quota("db"), Quota("db"), Quota("db")]
    assert sum(calls(one, 7)[0] for _ in range(20) for one in replicas) == 60
    assert window["asked"] <= 13


@pytest.mark.parametrize("most", [1, 5, 9, 60, 61, 6000])
def test_gr_189_one_replica_lets_exactly_the_quota_through(window, most):
    assert calls(Quota("db"), most + 50, most)[0] == most


def test_the_answer_tells_what_is_left(window):
    counts = Quota("db")
    _, headers = calls(counts, 1)
    assert headers == {"RateLimit-Policy": '"client";q=60;w=60', "RateLimit": '"client";r=59;t=30'}
    assert calls(counts, 60)[1]["RateLimit"] == '"client";r=0;t=30'


def test_the_next_minute_begins_anew_and_what_was_left_is_not_carried_over(window):
    counts = Quota("db")
    calls(counts, 1)
    window["at"] += 31
    window["taken"] = 0
    assert calls(counts, 100)[0] == 60


def test_without_the_database_that_counts_nothing_is_let_through(window):
    with pytest.raises(Unavailable, match=r"database.unavailable"):
        Quota("away").take(ID, 60, [])


@pytest.fixture
def keys(monkeypatch):
    """Keys of a made-up database; `asked` tells which were read, `used` which had come."""
    held = {"asked": [], "used": [], "away": False, "kept": {}}

    def prove(db, prefixes):
        if held["away"]:
            raise Unavailable("database.unavailable")
        held["asked"].append(prefixes)
        return {prefix: held["kept"][prefix] for prefix in prefixes if prefix in held["kept"]}

    monkeypatch.setattr(known.store, "prove", prove)
    monkeypatch.setattr(known.store, "use", lambda db, prefixes: held["used"].append(prefixes))
    monkeypatch.setattr(known.clock, "now", lambda: AT)
    return held


def lent(held, **given):
    shown, made = key.made(ID, at=AT, days=10)
    held["kept"][made.prefix] = (made, opened(**given))
    return shown, made


def test_a_key_is_read_once_and_then_with_all_others(keys):
    shown, made = lent(keys)
    clients = Clients("db")
    assert [clients.bearer(shown, address=HERE).actor.id for _ in range(100)] == [ID] * 100
    assert keys["asked"] == [[made.prefix]]
    clients.refresh()
    clients.refresh()
    assert keys["used"] == [[made.prefix]], "said once, since it came once more between"


@pytest.mark.parametrize("how", ["closed", "gone"])
def test_a_change_counts_with_the_next_reading(keys, how):
    shown, made = lent(keys)
    clients = Clients("db")
    clients.bearer(shown, address=HERE)
    keys["kept"] = {made.prefix: (made, record.closed(opened(), at=AT))} if how == "closed" else {}
    clients.refresh()
    with pytest.raises(Denied, match=r"gateway.client_key_refused"):
        clients.bearer(shown, address=HERE)


@pytest.mark.parametrize("reading", ["all", "one"])
def test_gr_186_what_was_read_before_a_change_is_not_kept_after_it(keys, monkeypatch, reading):
    shown, made = lent(keys)
    clients, real = Clients("db"), known.store.prove
    if reading == "all":
        clients.bearer(shown, address=HERE)

    def overtaken(db, prefixes):
        before = real(db, prefixes)
        keys["kept"] = {made.prefix: (made, record.closed(opened(), at=AT))}
        clients._drop(ID)
        return before

    monkeypatch.setattr(known.store, "prove", overtaken)
    clients.refresh() if reading == "all" else clients.bearer(shown, address=HERE)
    monkeypatch.setattr(known.store, "prove", real)
    with pytest.raises(Denied, match=r"gateway.client_key_refused"):
        clients.bearer(shown, address=HERE)


def test_while_the_database_is_away_the_last_reading_stands(keys):
    shown, _ = lent(keys)
    clients = Clients("db")
    clients.bearer(shown, address=HERE)
    keys["away"] = True
    with pytest.raises(Unavailable):
        clients.refresh()
    assert clients.bearer(shown, address=HERE).actor.role == "client"


def test_who_tries_keys_out_asks_the_database_seldom_and_keeps_nobody_elsewhere_out(keys, monkeypatch):
    monkeypatch.setattr(known.time, "monotonic", lambda: 7.0)
    clients, (shown, _) = Clients("db"), lent(keys)
    for _ in range(100):
        with pytest.raises((Denied, Unavailable)):
            clients.bearer(key.made(ID, at=AT)[0], address="192.0.2.66")
    assert len(keys["asked"]) == known.LOOKUPS
    with pytest.raises(Unavailable, match=r"gateway.busy"):  # not 401: its key may be a good one
        clients.bearer(shown, address="192.0.2.66")
    assert clients.bearer(shown, address=HERE).actor.id == ID
    monkeypatch.setattr(known.time, "monotonic", lambda: 8.0)
    clients._readings.clear()
    assert clients.bearer(shown, address="192.0.2.66").actor.id == ID


def test_many_who_try_keys_out_together_do_not_ask_without_end_either(keys, monkeypatch):
    monkeypatch.setattr(known.time, "monotonic", lambda: 7.0)
    clients = Clients("db")
    for number in range(known.LOOKUPS_IN_ALL + 50):
        with pytest.raises((Denied, Unavailable)):
            clients.bearer(key.made(ID, at=AT)[0], address=f"192.0.2.{number}")
    assert len(keys["asked"]) == known.LOOKUPS_IN_ALL
