"""What is past its time goes, batch by batch, once; what is not, or is examined, stays."""
from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from click.testing import CliRunner

from kernel import retention, retention_own
from kernel.audit_seal import seal_batch
from kernel.audit_verify import verify
from kernel.keep import Keep
from kernel.retention import Rows, Rule
from tests.integration.kernel.trail import NOW, write
from tools import retention as command

DAYS_30 = Keep(30, "days")
INBOX = next(rule for rule in retention_own.RULES if rule.name == "kernel.inbox")
AUDIT = next(rule for rule in retention_own.RULES if rule.name == "kernel.audit")
LATER = datetime(2036, 1, 1, tzinfo=UTC)


def fill(admin, count, at):
    admin(f"INSERT INTO inbox SELECT 'h', gen_random_uuid(), '{at.isoformat()}' FROM generate_series(1, {count})")


def left(db, table="inbox"):
    return db.one(f"SELECT count(*) FROM {table}")[0]


def test_what_is_younger_by_a_second_stays(db, admin):
    edge = DAYS_30.before(LATER)
    fill(admin, 1, edge)
    fill(admin, 1, edge + timedelta(seconds=1))
    assert retention.carry_out(db, INBOX, DAYS_30, now=LATER, run="r").gone == 1
    assert db.all("SELECT at FROM inbox") == [(edge + timedelta(seconds=1),)]


def test_a_dry_run_tells_how_many_the_oldest_and_the_next_and_touches_nothing(db, admin):
    fill(admin, 3, NOW)
    fill(admin, 1, LATER - timedelta(days=10))
    found = retention.look(db, INBOX, DAYS_30, LATER)
    assert (found.n, found.oldest, found.next) == (3, NOW, LATER + timedelta(days=20))
    assert left(db) == 4
    assert left(db, "retention_run") == 0


def test_gr_412_stopped_half_way_the_next_run_goes_on_and_the_report_says_both(db, admin):
    fill(admin, 2500, NOW)
    batches = []

    def stop(n):
        batches.append(n)
        if len(batches) == 2:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        retention.carry_out(db, INBOX, DAYS_30, now=LATER, run="r", told=stop)
    assert left(db) == 500
    retention.carry_out(db, INBOX, DAYS_30, now=LATER, run="r")
    again = retention.carry_out(db, INBOX, DAYS_30, now=LATER, run="r")
    assert (left(db), again.gone) == (0, 0)
    assert db.all("SELECT rule, gone FROM retention_run") == [("kernel.inbox", 500)]


def test_gr_412_two_at_once_do_each_row_once(db, admin):
    fill(admin, 3000, NOW)
    small = replace(INBOX, batch=100)
    with ThreadPoolExecutor(2) as pool:
        runs = list(pool.map(lambda n: retention.carry_out(db, small, DAYS_30, now=LATER, run=f"r{n}"), range(2)))
    assert sum(run.gone for run in runs) == 3000
    assert left(db) == 0


def test_what_is_held_stays_and_is_counted(db, admin):
    admin("CREATE TABLE thing (id uuid PRIMARY KEY, at timestamptz NOT NULL); GRANT ALL ON thing TO linli_grid")
    admin("INSERT INTO thing SELECT gen_random_uuid(), '2020-01-01' FROM generate_series(1, 3)")
    held = db.one("SELECT id FROM thing LIMIT 1")[0]
    command.held(db, str(held), "complaint")
    command.held(db, str(held), "review")
    rows = Rows("thing AS t", "t.at", "t.ctid::text", held="EXISTS (SELECT FROM retention_hold AS h WHERE h.subject = t.id)")
    rule = Rule("x.y", ("a", "b"), DAYS_30, DAYS_30, None, "delete", "design", rows, retention.delete("thing"))
    run = retention.carry_out(db, rule, DAYS_30, now=LATER, run="r")
    assert (run.gone, run.held, retention.look(db, rule, DAYS_30, LATER).held) == (2, 1, 1)
    command.released(db, str(held))
    assert retention.carry_out(db, rule, DAYS_30, now=LATER, run="s").gone == 1
    acts = db.all("SELECT body::json->>'act' FROM audit WHERE subject LIKE 'retention/%%' ORDER BY seq")
    assert acts == [("hold",), ("hold",), ("release",)]


def test_each_rule_of_a_service_reads_its_batch_by_an_index(db, admin):
    admin(
        "INSERT INTO inbox SELECT 'h', gen_random_uuid(), now() - n * interval '1 hour' FROM generate_series(1, 10000) AS n;"
        "ANALYZE inbox"
    )
    with db.transaction() as tx:
        plan = "\n".join(line for (line,) in tx.all("EXPLAIN " + INBOX.rows.take, {"before": NOW, "limit": 1000}))
    assert "inbox_at" in plan
    assert "Seq Scan" not in plan


def grow(db):
    """Two records of six acts and one of two, sealed four rows at a time, and one act not yet sealed."""
    for subject in ("a", "b"):
        write(db, subject, 6)
    write(db, "c", 2)
    while db.one("SELECT count(*) FROM audit_pending")[0]:
        with db.transaction() as tx:
            seal_batch(tx, NOW, limit=4)
    write(db, "d", 1)


def cut(db, batches=99):
    gone = 0
    for _ in range(batches):
        n = retention._batch(db, AUDIT, Keep(3, "years").before(LATER), LATER)
        gone += n
        if not n:
            break
    return gone


@pytest.fixture
def old(db, admin):
    """An audit whose seals are all past their time."""
    grow(db)
    admin("UPDATE audit_seal SET at = '2020-01-01'")
    return db


@pytest.mark.parametrize("batches", [1, 2, 99])
def test_a_cut_audit_is_whole_wherever_the_cutting_stopped(old, batches):
    assert cut(old, batches) == min(batches * 4, 12)
    report = verify(old, batch=3)
    assert report.findings == ()
    assert report.rows == 15 - min(batches * 4, 12)


def test_the_newest_seal_stays_and_acts_go_on(old):
    cut(old)
    assert left(old, "audit_seal") == 1
    write(old, "a", 2)
    write(old, "b", 1)
    with old.transaction() as tx:
        seal_batch(tx, NOW)
    assert verify(old, batch=3).findings == ()


def test_what_is_taken_past_the_cut_is_found(old, admin):
    cut(old, 1)
    admin("DELETE FROM audit WHERE subject = 'a' AND seq = 5")
    assert [(one.problem, one.subject, one.seq) for one in verify(old, batch=3).findings] == [("missing", "a", 5)]


def test_a_beginning_that_was_not_logged_is_found(old, admin):
    cut(old, 1)
    no, digest = old.one("SELECT no, digest FROM audit_start")
    assert verify(old, known={no: bytes(digest).hex()}).findings == ()
    assert "seal_changed" in {one.problem for one in verify(old, known={no: "00" * 32}).findings}


def test_nothing_younger_than_six_months_is_cut_whatever_is_asked(db, admin):
    grow(db)
    admin("UPDATE audit_seal SET at = now() - interval '5 months'")
    assert db.one("SELECT audit_cut(now() + interval '10 years')")[0] == 0


@pytest.mark.parametrize("table", ["audit", "audit_seal", "audit_start", "audit_anchor"])
def test_the_service_itself_can_take_nothing_from_its_audit(old, table):
    import psycopg2

    cut(old, 1)
    with pytest.raises(psycopg2.errors.InsufficientPrivilege), old.transaction() as tx:
        tx.run(f"DELETE FROM {table}")


def test_the_command_shows_first_and_lets_go_when_told(db, admin, service_url):
    fill(admin, 5, datetime(2020, 1, 1, tzinfo=UTC))
    given = ["--service", "grid", "--database", service_url("grid")]
    env = {"COLUMNS": "200"}
    told = CliRunner().invoke(command.main, given, env=env)
    assert told.exit_code == 0, told.output
    assert "kernel.inbox" in told.output
    assert left(db) == 5
    done = CliRunner().invoke(command.main, [*given, "run"], env=env)
    assert done.exit_code == 0, done.output
    assert "kernel.inbox: 5 delete" in done.output
    assert left(db) == 0
    wrong = CliRunner().invoke(command.main, [*given, "--keep", "kernel.audit=1 years"], env=env)
    assert wrong.exit_code == 2
