"""Exports run as jobs: once, under the own scope, taken up again after a crash, for their owner and for a day."""
from __future__ import annotations

import csv
import os
import time
import uuid
from dataclasses import replace
from datetime import timedelta

import eventlet
import pytest

from kernel import clock
from kernel.call import Actor, Call
from kernel.errors import Conflict, Denied, Missing, Unavailable
from kernel.keyring import read_keys
from kernel.rpc import rpc
from kernel.seal import Sealer
from kernel.settings import Settings
from services.gateway import load
from services.gateway.attachment.folder import Folder
from services.gateway.export import life, runner, source, store
from services.gateway.export.desk import Exporting, roles_of
from services.gateway.export.keeper import Keeper
from services.gateway.export.record import AT_ONCE, LEASE, TRIES, Export
from services.gateway.export.runner import Runner
from services.gateway.export.running import export_shelf
from services.gateway.routes import ROWS
from tests import bucket
from tests.integration.gateway.conftest import PAPER, PASSWORD, PEOPLE
from tests.integration.process import until
from tests.integration.race import together
from tests.make import refused

CLERK = load.account_id("clerk1")
OTHER = {"login": "clerk2", "name": "Other", "role": "dispatcher", "unit": "centre", "area": "210203", "language": "zh", **PAPER}
EXPORTS = "/api/v1/exports"
PLAIN = Settings(amqp_url="", database_url="", district="210203", seal_keys="")


@pytest.fixture
def db(database_of, people):
    return database_of("gateway")


@pytest.fixture
def people(database_of, seal_keys):
    load.load(database_of("gateway"), Sealer(read_keys(seal_keys)), (*PEOPLE, OTHER), password=PASSWORD)


@pytest.fixture
def files(tmp_path):
    return Folder(tmp_path / "exports")


class List:
    """Stands for the service that keeps a list: `count` rows in pages. asked: the calls, as actor and command."""

    def __init__(self, count=5, size=2, *, before=None):
        self.count, self.size, self.before, self.asked = count, size, before, []

    def __call__(self, service, act, command, call):
        if act == "overview":
            return {"by_state": [{"key": "filed", "state": "filed", "count": self.count}], "by_outcome": [], "by_unit": []}
        assert (service, act) == ("grid", "list_incidents")
        self.asked.append((call.actor, command))
        start = (command.get("after") or {"n": 0})["n"]
        if self.before:
            self.before(start)
        rows = [self.row(number) for number in range(start, min(start + self.size, self.count))]
        following = start + self.size
        return {"items": rows, "next": {"n": following} if following < self.count else None}

    @staticmethod
    def row(number):
        return {"number": f"SJ-{number}", "description": f"=1+{number}", "created_at": "2026-11-22T02:00:00+00:00"}


def asked(db, **given):
    made = Export(
        **{"id": clock.new_id(), "list": "incidents", "filters": {"queue": "all"}, "format": "csv", "language": "en",
           "columns": ("number", "description", "created_at"), "owner": CLERK, "role": "dispatcher", "unit": "centre",
           "area": "210203", "created_at": clock.now(), **given},
    )  # fmt: skip
    with db.transaction() as tx:
        store.add(tx, made)
    return made


def running(db, files, remote, *, leaving=lambda: False):
    return Runner(db, files, remote, roles=roles_of(ROWS), leaving=leaving)


def now_of(db, made):
    return store.get(db, made.id, owner=made.owner)


def lines(files, export):
    with files.open(export.file) as file:
        return list(csv.reader(file.read().decode("utf-8-sig").splitlines()))


def audited(db, made):
    rows = db.all("SELECT body::json->>'act' FROM audit WHERE subject = %s ORDER BY seq", (made.id,))
    return [act for (act,) in rows]


def test_gr_386_a_list_is_written_page_by_page_as_its_owner_would_read_it(db, files):
    made, listed = asked(db), List(5)
    assert running(db, files, listed).round()
    done = now_of(db, made)
    assert (done.state, done.rows, done.percent) == ("ready", 5, 100)
    written = lines(files, done)
    assert written[0] == ["Number", "Description", "Reported"]
    assert written[5] == ["SJ-4", "'=1+4", "2026-11-22 10:00:00"]
    assert {actor for actor, _ in listed.asked} == {Actor(id=CLERK, role="dispatcher", unit="centre", area="210203")}
    assert [command.get("after") for _, command in listed.asked] == [None, {"n": 2}, {"n": 4}]
    assert {command["queue"] for _, command in listed.asked} == {"all"}
    assert audited(db, made) == ["finish_export"]


@pytest.mark.parametrize("end", ["ready", "failed", "cancelled"])
def test_gr_384_what_was_searched_for_is_not_kept_once_the_job_has_ended(db, files, end):
    made = asked(db, filters={"queue": "all", "text": "林一"})

    def ending(start):
        if end == "failed":
            raise Missing("grid.area_missing")
        if end == "cancelled":
            with db.transaction() as tx:
                found = store.lock(tx, made.id)
                store.save(tx, found, life.cancel(found, now=clock.now()))

    listed = List(3, before=ending)
    running(db, files, listed).round()
    assert {command["text"] for _, command in listed.asked} == {"林一"}
    assert (now_of(db, made).state, now_of(db, made).filters) == (end, {})
    tables = ("export", "audit", "outbox", "once")
    assert not [row for table in tables for row in db.all(f"SELECT * FROM {table}") if "林一" in str(row)]


def test_nothing_to_do_is_told(db, files):
    assert not running(db, files, List()).round()


def test_progress_is_written_down_with_each_page(db, files):
    made, seen = asked(db), []
    listed = List(10, before=lambda start: seen.append(now_of(db, made)))
    running(db, files, listed).round()
    assert [one.rows for one in seen] == [0, 2, 4, 6, 8]
    assert [one.percent for one in seen] == [None, 20, 40, 60, 80]


def test_gr_382_of_two_processes_one_runs_a_job(db, files, database_of):
    made = asked(db)
    lists = [List(4, before=lambda start: eventlet.sleep(0.02)) for _ in range(4)]
    done = together(4, lambda number: running(database_of("gateway", size=2), files, lists[number]).round())
    assert sorted(done) == [False, False, False, True]
    assert (now_of(db, made).state, audited(db, made)) == ("ready", ["finish_export"])


def test_gr_382_the_job_of_a_killed_process_is_taken_up_again_from_its_beginning(db, files):
    made = asked(db)
    with db.transaction() as tx:
        store.save(tx, made, replace(life.begin(made, now=clock.now() - LEASE * 2), rows=3))
    assert running(db, files, List(5)).round()
    done = now_of(db, made)
    assert (done.state, done.rows, done.tries) == ("ready", 5, 2)
    assert len(lines(files, done)) == 6


def test_gr_477_progress_never_goes_back_when_another_process_begins_anew(db, files):
    made, seen = asked(db), []
    with db.transaction() as tx:
        store.save(tx, made, replace(life.begin(made, now=clock.now() - LEASE * 2), rows=5, about=8))
    listed = List(10, before=lambda start: seen.append(now_of(db, made)))
    running(db, files, listed).round()
    assert [one.rows for one in seen] == [5, 5, 5, 6, 8]
    assert [one.percent for one in seen] == [62, 62, 62, 75, 99]
    assert (now_of(db, made).rows, now_of(db, made).percent) == (10, 100)


def test_gr_476_with_a_bucket_a_process_gives_what_another_wrote_on_its_own_disk(db, tmp_path, monkeypatch):
    for name, value in bucket.KEYS.items():
        monkeypatch.setenv(name, value)
    with bucket.served() as endpoint:
        bucket.client(endpoint).make_bucket("linli")
        place = f"s3://linli/one?endpoint=http://{endpoint}"
        one, other = (
            export_shelf(replace(PLAIN, files=str(tmp_path / name), attachments=place)) for name in ("one", "other")
        )
        made = asked(db)
        assert running(db, one, List(3)).round()
        assert len(lines(other, now_of(db, made))) == 4
        visit = Asked("k")
        visit.environ = {}
        answer = Exporting(db=db, files=other, rows=ROWS).file(visit, {"export": made.id})
        with answer.file:
            assert answer.file.read().startswith("\ufeff".encode())
        names = [found.object_name for found in bucket.client(endpoint).list_objects("linli", recursive=True)]
        assert names == [f"one/exports/{now_of(db, made).file[:2]}/{now_of(db, made).file}"]
        assert Keeper(db, other).round(clock.now() + timedelta(hours=25), 0) == 1
        assert not list(bucket.client(endpoint).list_objects("linli", recursive=True))


class Away:
    """A shelf that cannot be reached: nothing is put on it. left: how often still."""

    def __init__(self, files, left):
        self.files, self.left = files, left

    def __getattr__(self, name):
        return getattr(self.files, name)

    def put(self, digest, ready):
        if self.left:
            self.left -= 1
            raise Unavailable("gateway.attachments_away")
        self.files.put(digest, ready)


def over(db, made):
    db.all("UPDATE export SET leased_until = now() - interval '1 s' WHERE id = %s RETURNING 1", (made.id,))


def test_gr_382_while_the_bucket_is_away_nothing_is_half_there_and_the_job_is_begun_anew(db, files):
    made, shelf = asked(db), Away(files, left=1)
    with refused(Unavailable, "gateway.attachments_away"):
        running(db, shelf, List()).round()
    waits = now_of(db, made)
    assert (waits.state, waits.file, waits.problem, waits.percent) == ("running", None, None, 99)
    assert (list(kept(files)), list(files.incoming.iterdir())) == ([], [])
    assert not running(db, shelf, List()).round(), "not before its lease is over"
    over(db, made)
    assert running(db, shelf, List()).round()
    done = now_of(db, made)
    assert (done.state, done.tries, len(list(kept(files)))) == ("ready", 2, 1)


def test_gr_382_what_stays_away_ends_the_job_with_its_reason(db, files):
    made, shelf = asked(db), Away(files, left=TRIES)
    for _ in range(TRIES - 1):
        with refused(Unavailable, "gateway.attachments_away"):
            running(db, shelf, List()).round()
        over(db, made)
    assert running(db, shelf, List()).round()
    assert (now_of(db, made).state, now_of(db, made).problem) == ("failed", "gateway.attachments_away")


def test_gr_384_what_was_written_before_there_was_a_bucket_goes_after_a_day(db, files, tmp_path):
    before = Folder(tmp_path / "before")
    for name, age in (("a" * 64, 25), ("b" * 64, 23)):
        ready = before.fresh()
        ready.write_text("left")
        os.utime(ready, (time.time() - age * 3600,) * 2)
        before.put(name, ready)
    assert Keeper(db, files, before.root).round(clock.now(), 0) == 1
    assert [file.name for file in kept(before)] == ["b" * 64]


def test_gr_382_a_living_process_keeps_its_job(db, files):
    made = asked(db)
    with db.transaction() as tx:
        store.save(tx, made, life.begin(made, now=clock.now()))
    assert not running(db, files, List()).round()


def test_gr_382_who_was_taken_for_dead_lets_go_when_it_wakes(db, files):
    """The first process stands still so long that another takes its job up and ends it: one file, told once."""
    made, other = asked(db), List(4)

    def overslept(start):
        if start == 2 and now_of(db, made).tries == 1:
            db.all("UPDATE export SET leased_until = now() - interval '1 s' WHERE id = %s RETURNING 1", (made.id,))
            assert running(db, files, other).round()

    assert running(db, files, List(4, before=overslept)).round()
    done = now_of(db, made)
    assert (done.state, done.tries, audited(db, made)) == ("ready", 2, ["finish_export"])
    assert len(list(kept(files))) == 1
    assert not list(files.incoming.iterdir())


def test_gr_382_what_ends_each_process_is_given_up(db, files):
    made = asked(db, tries=TRIES, state="running", leased_until=clock.now() - LEASE)
    running(db, files, List()).round()
    assert (now_of(db, made).state, now_of(db, made).problem) == ("failed", "gateway.export_given_up")


def test_gr_382_a_process_that_leaves_gives_its_job_back(db, files):
    made = asked(db)
    running(db, files, List(), leaving=lambda: True).round()
    assert (now_of(db, made).state, now_of(db, made).tries) == ("waiting", 0)
    assert running(db, files, List()).round()
    assert now_of(db, made).state == "ready"


def test_gr_382_a_cancelled_job_stops_with_its_next_page_and_leaves_nothing(db, files):
    made = asked(db)

    def cancelling(start):
        if start == 2:
            with db.transaction() as tx:
                found = store.lock(tx, made.id)
                store.save(tx, found, life.cancel(found, now=clock.now()))

    listed = List(10, before=cancelling)
    running(db, files, listed).round()
    assert (now_of(db, made).state, len(listed.asked)) == ("cancelled", 2)
    assert not list(kept(files))
    assert not list(files.incoming.iterdir())


@pytest.mark.parametrize("change", ["role = 'officer'", "unit = 'other'", "area = '210204'", "disabled = true"])
def test_gr_383_who_loses_role_unit_or_area_gets_nothing(db, files, change):
    made = asked(db)

    def losing(start):
        if start == 2:
            db.all(f"UPDATE account SET {change} WHERE id = %s RETURNING 1", (CLERK,))

    running(db, files, List(10, before=losing)).round()
    done = now_of(db, made)
    assert (done.state, done.problem, done.file) == ("failed", "gateway.export_role_lost", None)
    assert not list(kept(files))


@pytest.mark.parametrize("failure", [Denied("grid.role_not_allowed"), Missing("grid.area_missing")])
def test_what_the_list_refuses_ends_the_job_with_its_reason(db, files, failure):
    made = asked(db)

    def refusing(start):
        raise failure

    running(db, files, List(before=refusing)).round()
    assert (now_of(db, made).state, now_of(db, made).problem) == ("failed", failure.code)


def test_a_service_that_is_away_for_a_while_is_asked_again(db, files, monkeypatch):
    monkeypatch.setattr(source, "WAITS", (0.0, 0.0))
    made, left = asked(db), iter((1, 1))

    def away(start):
        if start == 2 and next(left, None):
            raise Unavailable("rpc.timeout")

    running(db, files, List(before=away)).round()
    assert (now_of(db, made).state, now_of(db, made).rows) == ("ready", 5)


def test_too_many_rows_end_the_job(db, files, monkeypatch):
    monkeypatch.setattr(runner, "ROWS_MOST", 3)
    made = asked(db)
    running(db, files, List(5)).round()
    assert now_of(db, made).problem == "gateway.export_too_large"


def test_a_defect_ends_the_job_and_not_the_process(db, files):
    made = asked(db)

    def broken(start):
        raise ZeroDivisionError

    assert running(db, files, List(before=broken)).round()
    assert now_of(db, made).problem == "gateway.defect"


def kept(files):
    return (file for part in files.root.iterdir() if part.name != "incoming" for file in part.iterdir())


def test_gr_384_a_file_goes_after_a_day_and_its_row_after_a_month(db, files):
    made = asked(db)
    running(db, files, List()).round()
    keeper, now = Keeper(db, files), clock.now()
    keeper.round(now + timedelta(hours=23), 0)
    assert now_of(db, made).state == "ready"
    assert keeper.round(now + timedelta(hours=25), 0) == 1
    assert (now_of(db, made).state, list(kept(files))) == ("gone", [])
    assert audited(db, made) == ["finish_export", "expire_export"]
    assert keeper.round(now + timedelta(days=31), 0) == 1
    with refused(Missing, "gateway.export_missing"):
        now_of(db, made)


def test_gr_384_a_file_that_no_row_names_goes_and_one_that_is_named_stays(db, files, tmp_path):
    made = asked(db)
    running(db, files, List()).round()
    for name in ("a" * 64, now_of(db, made).file):
        ready = files.fresh()
        ready.write_text("left")
        files.put(name, ready)
    for file in kept(files):
        os.utime(file, (1, 1))
    assert sum(Keeper(db, files).strays(shard) for shard in range(256)) == 1
    assert [file.name for file in kept(files)] == [now_of(db, made).file]


class Grid:
    """Stands for the grid service over the broker."""

    name = "grid"

    @rpc
    def list_incidents(self, command):
        return {"items": [List.row(1)], "next": None}


class Running:
    """Somebody who asks for exports."""

    def __init__(self, client, login):
        self.client, self.token = client, client.token(login)

    def start(self, *, key="", **given):
        body = {"list": "incidents", **given}
        key = key or str(uuid.uuid4())
        return self.client("POST", EXPORTS, body, token=self.token, Idempotency_Key=key)

    def get(self, path, **headers):
        return self.client("GET", f"{EXPORTS}/{path}", token=self.token, **headers)

    def cancel(self, seen):
        return self.client(
            "POST", f"{EXPORTS}/{seen['id']}/cancel", {}, token=self.token, Idempotency_Key=str(uuid.uuid4()),
            If_Match=f'"{seen["version"]}"',
        )  # fmt: skip


class TestOverHttp:
    @pytest.fixture
    def settings(self, settings, tmp_path, monkeypatch):
        monkeypatch.setenv("LINLI_FILES", str(tmp_path / "files"))
        return Settings.read()

    @pytest.fixture
    def clerk(self, client, run):
        run(Grid)
        return Running(client, "clerk1")

    def test_an_export_is_asked_for_followed_fetched_and_seen_by_its_owner_alone(self, clerk, client, db):
        asked = clerk.start(format="xlsx", filters={"queue": "all", "state": "filed"})
        assert (asked.status, asked.json["state"], asked.headers["Location"]) == (
            202, "waiting", f"{EXPORTS}/{asked.json['id']}",
        )  # fmt: skip
        id = asked.json["id"]
        done = until(lambda: (got := clerk.get(id).json)["state"] == "ready" and got)
        assert (done["rows"], done["percent"], done["acts"]) == (1, 100, [])
        got = clerk.get(f"{id}/file")
        assert (got.status, got.body[:2]) == (200, b"PK")
        assert got.headers["Content-Disposition"] == f'attachment; filename="incidents-{id}.xlsx"'
        assert got.headers["Cache-Control"] == "private, no-store"
        assert clerk.get(f"{id}/file", If_None_Match=got.headers["ETag"]).status == 304
        other = Running(client, "clerk2")
        assert [other.get(path).status for path in (id, f"{id}/file")] == [404, 404]
        assert (other.get("").status, other.cancel(done).status) == (404, 404)
        mine = client("GET", EXPORTS, token=clerk.token).json["items"]
        assert [one["id"] for one in mine] == [id]
        assert client("GET", EXPORTS, token=other.token).json["items"] == []
        rows = db.all("SELECT body::json->>'act', body::json->>'actor' FROM audit WHERE subject = %s ORDER BY seq", (id,))
        assert [act for act, _ in rows] == ["start_export", "finish_export", "export_file"]
        assert rows[2][1] == CLERK

    def test_what_the_list_would_refuse_is_refused_at_once(self, clerk):
        assert clerk.start(filters={"state": "nonsense"}).json["pointer"] == "/filters/state"
        assert clerk.start(filters={"limit": 5}).json["pointer"] == "/filters/limit"
        assert clerk.start(columns=["number", "phone"]).json["pointer"] == "/columns/1"
        assert clerk.start(list="evaluation").json["pointer"] == "/filters/until"
        assert clerk.start(list="accounts").status == 422

    def test_gr_386_who_may_not_read_a_list_may_not_export_it(self, clerk, client):
        worker = Running(client, "worker1")
        given = {"filters": {"from": "2026-11-01", "until": "2026-11-08"}}
        got = worker.start(list="evaluation", **given)
        assert (got.status, got.json["code"]) == (403, "gateway.role_refused")


class Asked:
    """A visit without HTTP."""

    def __init__(self, key):
        self.key, self.language, self.route = key, "en", None
        self.actor = Actor(id=CLERK, role="dispatcher", unit="centre", area="210203")
        self.bearer = self

    scopes = None

    def call(self, key):
        return Call(actor=self.actor, key=key)


def test_gr_386_of_many_asked_for_at_once_a_person_has_two(db, files, database_of):
    desks = [Exporting(db=database_of("gateway", size=1), files=files, rows=ROWS) for _ in range(5)]
    answers = together(5, lambda number: desks[number].start(Asked(f"k{number}"), {"list": "incidents"}))
    lost = [one for one in answers if isinstance(one, Conflict)]
    assert (len(lost), {one.code for one in lost}) == (5 - AT_ONCE, {"gateway.exports_too_many"})
    running(db, files, List()).round()
    assert desks[0].start(Asked("again"), {"list": "incidents"})["state"] == "waiting"


def test_the_same_key_asks_for_one_export(db, files, database_of):
    desks = [Exporting(db=database_of("gateway", size=1), files=files, rows=ROWS) for _ in range(2)]
    answers = together(2, lambda number: desks[number].start(Asked("one"), {"list": "incidents"}))
    assert answers[0]["id"] == answers[1]["id"]
    assert db.one("SELECT count(*) FROM export") == (1,)


def test_gr_384_a_file_is_refused_to_an_owner_who_is_another_by_now(db, files):
    made = asked(db)
    running(db, files, List()).round()
    desk, visit = Exporting(db=db, files=files, rows=ROWS), Asked("k")
    visit.actor = replace(visit.actor, unit="other")
    with refused(Denied, "gateway.export_role_lost"):
        desk.file(visit, {"export": made.id})


def test_without_a_folder_exports_are_off(db):
    with refused(Unavailable, "gateway.exports_off"):
        Exporting(db=db, files=None, rows=ROWS).start(Asked("k"), {"list": "incidents"})


def test_states_of_the_table_are_those_of_the_moves(db):
    assert {state for (state,) in db.all("SELECT state FROM export_state")} == set(life.LIFE.states)
