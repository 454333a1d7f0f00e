"""Who saw which records is written down before it is shown, once, by every process, and told to those it is about."""
from __future__ import annotations

import uuid
from dataclasses import replace
from datetime import timedelta

import eventlet
import psycopg2
import pytest

from kernel import clock
from kernel.call import Actor, Call, CallProvider
from kernel.errors import Missing, Unavailable
from kernel.keyring import read_keys
from kernel.number import check
from kernel.rpc import rpc
from kernel.seal import Sealer
from services.gateway import load
from services.gateway.access import shown, store
from services.gateway.access.keeping import noting_of
from services.gateway.access.look import Look, unmasking
from services.gateway.access.writer import Writer
from services.gateway.retention import drop_months
from services.gateway.routes import ROWS
from tests.integration.gateway.conftest import PAPER, PASSWORD, PEOPLE
from tests.integration.process import until
from tests.integration.race import together

CLERK = load.account_id("clerk1")
FIRST, SECOND, THIRD, FOURTH = (f"0199a3d4-6c1e-7b52-9f0e-3c5d7a1b2e{n:02x}" for n in range(4))
TRACE = "7" * 32
OWN, OTHERS = (f"00-{TRACE}-{span * 16}-01" for span in "ab")  # two requests of one trace
RESIDENT = {"login": "resident1", "name": "Someone", "role": "resident", "unit": "", "area": "", "language": "zh"}
OPERATOR = {"login": "operator1", "name": "Keeper", "role": "operator", "unit": "", "area": "210203", "language": "en", **PAPER}
AFAR = {"login": "operator2", "name": "Other", "role": "operator", "unit": "", "area": "210211", "language": "en", **PAPER}
INCIDENTS = "/api/v1/incidents"
CODE = "ABCD2345"


@pytest.fixture
def admin(admin_url):
    """Run statements as who owns the tables."""
    owner = psycopg2.connect(admin_url)
    owner.autocommit = True
    yield lambda sql: owner.cursor().execute(sql)
    owner.close()


@pytest.fixture
def settings(settings, tmp_path):
    return replace(settings, files=str(tmp_path))


@pytest.fixture
def number():
    stem = "SJ210203-20261122-00001"
    return f"{stem}{check(stem)}"


@pytest.fixture
def db(database_of, people):
    return database_of("gateway")


@pytest.fixture
def people(database_of, seal_keys):
    everybody = (*PEOPLE, RESIDENT, OPERATOR, AFAR)
    load.load(database_of("gateway"), Sealer(read_keys(seal_keys)), everybody, password=PASSWORD)


class Grid:
    """Stands for the grid service: three incidents of one resident, and a fourth."""

    name = "grid"
    call = CallProvider()

    @rpc
    def find(self, command):
        if self.call.actor.role == "resident" and command["incident"] == FOURTH:
            raise Missing("grid.incident_missing")
        return {"id": command["incident"], "version": 2}

    @rpc
    def find_reporter(self, command):
        return {"incident": command["incident"], "name": "", "phone": "", "until": "2026-11-22T02:00:00Z", "unmasked": True}

    @rpc
    def list_incidents(self, command):
        return {"items": [{"id": FIRST}, {"id": SECOND}], "next": None}

    @rpc
    def dispatch(self, command):
        return {"id": command["incident"], "version": 3}

    @rpc
    def progress(self, command):
        return {"id": FIRST, "number": command["number"], "version": 1}

    @rpc
    def name_offices(self, command):
        return {"units": dict.fromkeys(command["units"], "District centre"), "areas": {}}

    @rpc
    def whose(self, command):
        owners = {FIRST: "alias1", SECOND: "alias1", THIRD: None}
        return {"items": [{"id": id, "number": f"SJ-{id[-1]}", "parties": [owners.get(id)]} for id in command["ids"]]}


class Mediation:
    """Stands for the mediation service: one dispute, of a party whose identity one request has opened."""

    name = "mediation"
    call = CallProvider()

    @rpc
    def find(self, command):
        return {"id": command["dispute"], "version": 2}

    @rpc
    def own_openings(self, command):
        assert command == {"dispute": FIRST}
        return {"traces": [OWN]}


class Petition:
    """Stands for the petition service: one intake, of whoever asks."""

    name = "petition"
    call = CallProvider()

    @rpc
    def find_intake(self, command):
        if command["intake"] != FIRST:
            raise Missing("petition.intake_missing")
        return {"id": FIRST, "version": 1}


@pytest.fixture
def grid(run):
    return run(Grid)


def look(*ids, account=CLERK, at=None, purpose="read", **given):
    made = {"role": "dispatcher", "unit": "centre", "area": "210203", "act": "grid.find", "kind": "incident", "trace": None}
    return Look(id=clock.new_id(), at=at or clock.now(), account=account, purpose=purpose, ids=",".join(ids), **{**made, **given})


def kept(db):
    rows = db.all("SELECT purpose, act, array_to_string(ids, ',') FROM look ORDER BY at, id")
    return [(purpose, act, ids.split(",")) for purpose, act, ids in rows]


def seen_by(db, account, **given):
    span = {"since": clock.now() - timedelta(days=1), "until": clock.now() + timedelta(days=1)}
    return store.seen(db, account, **{**span, "limit": 50, "after": None, **given})


def test_gr_397_what_staff_read_and_list_is_written_down_with_their_office(client, grid, db):
    token = client.token("clerk1")
    assert client("GET", f"{INCIDENTS}/{THIRD}", token=token).status == 200
    assert client("GET", INCIDENTS, token=token).status == 200
    assert kept(db) == [("read", "grid.find", [THIRD]), ("list", "grid.list_incidents", [FIRST, SECOND])]
    row = db.one("SELECT account::text, role, unit, area, kind, trace IS NOT NULL FROM look ORDER BY at LIMIT 1")
    assert row == (CLERK, "dispatcher", "centre", "210203", "incident", True)


def test_gr_397_whatever_way_it_is_asked_for_it_is_written_down(client, grid, db):
    token, path = client.token("clerk1"), f"{INCIDENTS}/{THIRD}"
    first = client("GET", path, token=token, Accept_Encoding="gzip")
    assert client("HEAD", path, token=token).status == 200
    assert client("GET", path, token=token, If_None_Match=first.headers["ETag"]).status == 304
    assert client("OPTIONS", path, token=token).body == b""
    assert kept(db) == [("read", "grid.find", [THIRD])] * 3


def test_gr_399_who_was_seen_unmasked_is_told_apart(client, grid, db):
    assert client("GET", f"{INCIDENTS}/{THIRD}/reporter", token=client.token("clerk1")).status == 200
    assert kept(db) == [("unmasked", "grid.find_reporter", [THIRD])]


def test_gr_461_two_looks_within_one_trace_are_told_apart_by_what_the_audit_has_of_each(client, grid, db):
    trace, token = f"00-{TRACE}-{'c' * 16}-01", client.token("clerk1")
    path = f"{INCIDENTS}/{THIRD}/reporter"
    own = {client("GET", path, token=token, traceparent=trace).headers["traceparent"] for _ in range(2)}
    ids = {id for (id,) in db.all("SELECT id::text FROM look")}
    assert len(own) == 2
    assert ids == {unmasking(one, "incident") for one in own}


def test_gr_397_what_residents_read_of_their_own_and_nobody_reads_of_all_is_not_written_down(client, grid, db):
    assert client("GET", f"{INCIDENTS}/{FIRST}", token=client.token("resident1")).status == 200
    assert client("GET", "/api/v1/me", token=client.token("clerk1")).status == 200
    assert client("GET", "/api/v1/openapi.json").status == 200
    assert kept(db) == []


def test_gr_397_an_act_is_written_down_without_being_waited_for(client, grid, db):
    headers = {"Idempotency_Key": str(uuid.uuid4()), "If_Match": '"2"'}
    body = {"unit": "road", "note": "go"}
    assert client("POST", f"{INCIDENTS}/{FIRST}/dispatch", body, token=client.token("clerk1"), **headers).status == 200
    until(lambda: kept(db) == [("act", "grid.dispatch", [FIRST])])


def test_gr_397_what_was_refused_shows_nothing_and_is_not_written_down(client, grid, db):
    assert client("GET", f"{INCIDENTS}/none", token=client.token("clerk1")).status == 422
    assert client("GET", f"{INCIDENTS}/{FIRST}", token=client.token("operator1")).status in (200, 403)
    assert [row for row in kept(db) if row[2] != [FIRST]] == []


def test_gr_398_what_cannot_be_written_down_is_not_shown(client, grid, db, admin):
    token = client.token("clerk1")
    admin("ALTER TABLE gateway.look RENAME TO look_away")
    got = client("GET", f"{INCIDENTS}/{FIRST}", token=token)
    assert (got.status, got.json["code"]) == (503, "gateway.look_unwritten")
    assert client("GET", "/api/v1/me", token=token).status == 200
    admin("ALTER TABLE gateway.look_away RENAME TO look")
    assert client("GET", f"{INCIDENTS}/{FIRST}", token=token).status == 200
    assert kept(db) == [("read", "grid.find", [FIRST])]


def test_gr_398_acts_one_after_another_share_a_statement_and_a_reader_among_them_waits_for_none_of_them():
    written = []
    writer = Writer(lambda looks: written.append(len(looks)))
    for _ in range(30):
        writer.send([look(FIRST)])
        eventlet.sleep(0)
    assert written == []
    writer.keep([look(SECOND)])
    assert written == [31]
    writer.send([look(FIRST)])
    until(lambda: written == [31, 1])


def test_gr_398_what_was_done_just_before_the_end_is_written_down():
    written = []
    writer = Writer(lambda looks: written.append(len(looks)))
    writer.finish()
    writer.send([look(FIRST)])
    writer.finish()
    assert written == [1]


def test_gr_398_the_end_waits_for_what_is_being_written():
    written = []

    def write(looks):
        eventlet.sleep(0.2)
        written.append(len(looks))

    writer = Writer(write)
    eventlet.spawn(writer.keep, [look(FIRST)])
    eventlet.sleep(0.05)
    writer.finish()
    assert written == [1]


def test_gr_398_sixty_four_at_once_share_a_few_statements(db):
    written = []

    def write(looks):
        written.append(len(looks))
        store.add(db, looks)

    writer = Writer(write)
    together(64, lambda number: writer.keep([look(FIRST, SECOND)]))
    assert (sum(written), len(kept(db))) == (64, 64)
    assert len(written) < 32


def test_gr_398_two_replicas_write_side_by_side_and_lose_nothing(db, database_of):
    writers = [Writer(lambda looks, own=database_of("gateway", size=1): store.add(own, looks)) for _ in range(2)]
    together(40, lambda number: writers[number % 2].keep([look(FIRST)]))
    assert len(kept(db)) == 40


def test_gr_398_what_is_sent_twice_is_there_once(db):
    one = look(FIRST)
    store.add(db, [one])
    store.add(db, [one, look(SECOND)])
    assert sorted(ids for _, _, ids in kept(db)) == [[FIRST], [SECOND]]


def test_gr_398_a_connection_that_died_idle_costs_no_look(db, admin):
    writer = Writer(lambda looks: store.add(db, looks))
    writer.keep([look(FIRST)])
    admin("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'linli-gateway'")
    writer.keep([look(SECOND)])
    assert len(kept(db)) == 2


def test_gr_398_half_of_a_batch_is_never_written(db):
    good, bad = look(FIRST), look(SECOND, purpose="nothing")
    with pytest.raises(psycopg2.Error):
        store.add(db, [good, bad])
    assert kept(db) == []


def test_gr_398_everybody_who_waited_for_a_broken_write_is_refused_and_the_next_is_not(db):
    broken = [True]

    def write(looks):
        eventlet.sleep(0)
        if broken[0]:
            raise Unavailable("database.unavailable")
        store.add(db, looks)

    writer = Writer(write)

    def keep(number):
        try:
            writer.keep([look(FIRST)])
        except Unavailable as failure:
            return failure.code
        return None

    assert set(together(8, keep)) == {"gateway.look_unwritten"}
    broken[0] = False
    assert keep(0) is None
    assert len(kept(db)) == 1


def test_gr_398_what_is_written_down_is_only_added(db):
    store.add(db, [look(FIRST)])
    for change in ("UPDATE look SET role = 'leader'", "DELETE FROM look"):
        with pytest.raises(psycopg2.Error, match="only added"):
            db.all(change)


def test_gr_397_an_export_writes_each_page_down_before_it_is_given(db):
    pages = iter(({"items": [{"id": FIRST}], "next": {"n": 1}}, {"items": [{"id": SECOND}], "next": None}))
    noting = noting_of(db)
    ask = noting.exported(lambda service, act, command, call: next(pages), ROWS)
    owner = Call(actor=Actor(id=CLERK, role="dispatcher", unit="centre", area="210203"))
    for ids in ([FIRST], [FIRST, SECOND]):
        ask("grid", "list_incidents", {}, owner)
        assert [one for _, _, found in kept(db) for one in found] == ids
    assert {purpose for purpose, _, _ in kept(db)} == {"export"}


def test_gr_400_a_resident_is_told_which_offices_looked_and_never_who(client, grid, db):
    other = str(uuid.uuid4())
    store.add(db, [look(FIRST), look(FIRST, SECOND, account=other), look(FIRST, purpose="unmasked"), look(FOURTH)])
    store.add(db, [look(FIRST, purpose="act")])
    got = client("GET", f"{INCIDENTS}/{FIRST}/looks", token=client.token("resident1"), Accept_Language="en")
    assert got.status == 200
    told = [(one["unit_name"], one["role"], one["purpose"], one["count"]) for one in got.json["items"]]
    assert told == [("District centre", "dispatcher", "read", 2), ("District centre", "dispatcher", "unmasked", 1)]
    assert CLERK not in got.body.decode()
    assert other not in got.body.decode()


def test_gr_461_a_side_of_a_dispute_is_told_of_looks_at_who_they_are_and_not_at_the_other(client, grid, run, db):
    run(Mediation)
    given = {"kind": "dispute", "act": "mediation.find_party", "purpose": "unmasked"}
    seen = [replace(look(FIRST, **given, trace=TRACE), id=unmasking(one, "dispute")) for one in (OWN, OTHERS)]
    store.add(db, [*seen, look(FIRST, kind="dispute", trace=TRACE)])
    got = client("GET", f"/api/v1/disputes/{FIRST}/looks", token=client.token("resident1"))
    assert {one["purpose"]: one["count"] for one in got.json["items"]} == {"unmasked": 1, "read": 1}


def test_gr_400_what_is_still_at_the_window_is_told_of_too(client, grid, run, db):
    run(Petition)
    store.add(db, [look(FIRST, kind="intake", act="petition.find_intake"), look(FIRST)])
    token = client.token("resident1")
    got = client("GET", f"/api/v1/intakes/{FIRST}/looks", token=token)
    assert (got.status, got.json["kind"], [one["count"] for one in got.json["items"]]) == (200, "intake", [1])
    page = client("GET", f"/own/looks/intake/{FIRST}?language=zh", token=token)
    assert (page.status, page.body.decode().count("<td>1</td>")) == (200, 1)
    assert client("GET", f"/api/v1/intakes/{SECOND}/looks", token=token).status == 404


def test_gr_400_a_stranger_is_told_nothing(client, grid, db):
    assert client("GET", f"{INCIDENTS}/{FOURTH}/looks", token=client.token("resident1")).status == 404
    assert client("GET", f"{INCIDENTS}/{FIRST}/looks", token=client.token("clerk1")).status == 403


@pytest.mark.parametrize(("span", "status"), [
    ("since=0001-01-01&until=9999-12-31", 200), ("since=2026-02-02&until=2026-02-01", 422), ("until=0001-01-01", 200),
])  # fmt: skip
def test_any_span_of_days_is_answered(client, grid, db, span, status):
    assert client("GET", f"{INCIDENTS}/{FIRST}/looks?{span}", token=client.token("resident1")).status == status


def test_gr_400_number_and_code_are_enough(client, grid, db, number):
    store.add(db, [look(FIRST, purpose="list")])
    got = client("POST", "/api/v1/progress/looks", {"number": number, "code": CODE})
    assert (got.status, [one["purpose"] for one in got.json["items"]]) == (200, ["list"])


def test_gr_400_security_is_given_ids_and_numbers_and_is_audited_with_the_reason(client, grid, db):
    store.add(db, [look(FIRST, SECOND, purpose="list"), look(THIRD), look(FOURTH, account=str(uuid.uuid4()))])
    path, token = f"/api/v1/accounts/{CLERK}", client.token("operator1")
    assert client("GET", f"{path}/seen", token=token).status == 422
    got = client("GET", f"{path}/seen?reason=breach", token=token).json
    assert [[record["number"] for record in one["records"]] for one in got["items"]] == [["SJ-0", "SJ-1"], ["SJ-2"]]
    sums = client("GET", f"{path}/seen-sums?reason=breach", token=token).json
    assert sums["kinds"] == [{"kind": "incident", "records": 3, "accounts": 1, "unreached": 1}]
    assert sums["residents"] == 1
    rows = db.all("SELECT body::json->>'act', body::json->'detail'->>'reason' FROM audit WHERE subject = %s", (f"seen/{CLERK}",))
    assert sorted(rows) == [("seen", "breach"), ("seen_sums", "breach")]


@pytest.mark.parametrize(("login", "status"), [("operator2", 404), ("clerk1", 403), ("resident1", 403)])
def test_gr_400_nobody_else_is_told_what_an_account_saw(client, grid, db, login, status):
    assert client("GET", f"/api/v1/accounts/{CLERK}/seen?reason=breach", token=client.token(login)).status == status


def test_gr_400_pages_of_what_was_seen_join_without_a_gap(db):
    store.add(db, [look(FIRST) for _ in range(7)])
    after, found = None, []
    for _ in range(9):
        items, after = seen_by(db, CLERK, limit=3, after=after)
        found += [one["id"] for one in items]
        if after is None:
            break
    assert (len(found), len(set(found))) == (7, 7)


def test_gr_417_months_older_than_half_a_year_go_whole_and_no_younger_one(db, admin):
    now = clock.now()
    for months in (7, 8):
        admin(PAST.format(months=months))
    store.add(db, [look(FIRST, at=now - timedelta(days=228)), look(SECOND)])
    for gone in (1, 0):
        with db.transaction() as tx:
            assert drop_months(tx, Call(), (), now - timedelta(days=184)) == gone
    with db.transaction() as tx:
        drop_months(tx, Call(), (), now + timedelta(days=1))
    assert [ids for _, _, ids in kept(db)] == [[SECOND]]


def test_gr_398_room_for_the_months_to_come_is_made_once(db, database_of):
    made = together(4, lambda number: store.ahead(database_of("gateway", size=1), 4))
    assert sorted(made) == [0, 0, 0, 2]


PAST = """
DO $$ DECLARE month date := date_trunc('month', now() AT TIME ZONE 'Asia/Shanghai') - interval '{months} months'; BEGIN
EXECUTE format('CREATE TABLE gateway.%I PARTITION OF gateway.look FOR VALUES FROM (%L) TO (%L)', gateway.look_month(month),
    month::timestamp AT TIME ZONE 'Asia/Shanghai', (month + interval '1 month')::timestamp AT TIME ZONE 'Asia/Shanghai');
END $$
"""


def test_what_is_no_id_is_not_taken_for_one():
    with pytest.raises(ValueError, match="id is none"):
        shown.of({"id": "1; DROP"}, (("id",),))
