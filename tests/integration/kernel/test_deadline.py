"""Clocks as rows: what the sweep tells, once each, with replicas, crashes and changes of the calendar."""
from __future__ import annotations

import signal
import subprocess
import sys
import threading
from collections import Counter
from contextlib import ExitStack
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import orjson
import psycopg2
import pytest

from kernel import calendar, clock, deadline, deadline_sweep, outbox, shape
from kernel.calendar import Entry
from kernel.errors import Unavailable
from kernel.obligation import Fact, Limit
from kernel.workdays import Calendar
from tests.integration.messaging.peer import until

START = datetime(2026, 9, 16, 2, 0, tzinfo=UTC)  # 10:00 in Shanghai, a Wednesday
HOUR = timedelta(hours=1)
FIVE_HOURS = Limit(5, "H")
BARE = Calendar()


def opened(db, limit=FIVE_HOURS, *, stage="handle", subject=None, at=START, days=BARE):
    """Open one clock and give it."""
    with db.transaction() as tx:
        return deadline.open(
            tx, days, limit, subject=subject or clock.new_id(), kind="incident", stage=stage, rule="SJ-03",
            owner="unit-1", area="210203001001", at=at, number="SJ-1",
        )  # fmt: skip


def applied(db, obligation, *facts, days=BARE):
    """Apply facts one by one, each in its own act, and give the clock after them."""
    for fact in facts:
        with db.transaction() as tx:
            moved = deadline.apply(tx, days, deadline.lock(tx, obligation.subject)[obligation.stage], fact)
    return moved


def told(db):
    """Give the events told so far, in order."""
    return [orjson.loads(body) for (body,) in db.all("SELECT body FROM outbox ORDER BY created_at, id")]


def names(db):
    return [event["name"].partition(".")[2] for event in told(db)]


def stored(db, obligation):
    [found] = [one for one in deadline.of(db, obligation.subject) if one.id == obligation.id]
    return found


def test_a_clock_is_read_back_as_it_was_opened(db):
    clock_ = opened(db, Limit(15, "D"), stage="notify")
    assert stored(db, clock_) == clock_
    assert clock_.due_on == date(2026, 10, 1)
    assert clock_.view()["due_on"] == "2026-10-01"


def test_a_clock_is_told_in_words_with_the_working_that_leads_to_its_last_day(db):
    clock_ = opened(db, Limit(15, "D"))
    told_ = clock_.told_in("en", lambda rule, on, language: f"{rule} {on} {language}", BARE)
    assert set(told_) == set(shape.Clock().fields)
    assert (told_["words"], told_["due_on"]) == ("SJ-03 2026-10-01 en", "2026-10-01")
    assert told_["working"] == list(clock_.reckon(BARE).working)
    assert (told_["state"], told_["late"]) == ("running", False)


def test_opening_and_stopping_send_nothing_before_the_commit(db):
    with db.transaction() as tx:
        one = deadline.open(
            tx, BARE, FIVE_HOURS, subject="s", kind="incident", stage="file", rule="SJ-01", owner="", area="", at=START
        )
        deadline.stop(tx, "s", at=START + HOUR)
        assert tx._conn is None
    assert stored(db, one).state == "stopped"


def test_a_stage_has_one_open_clock_and_may_have_another_once_it_is_stopped(db):
    first = opened(db)
    with pytest.raises(psycopg2.errors.UniqueViolation):
        opened(db, subject=first.subject)
    with db.transaction() as tx:
        deadline.stop(tx, first.subject, "handle", at=START + HOUR)
    opened(db, subject=first.subject, at=START + HOUR)
    assert [one.state for one in deadline.of(db, first.subject)] == ["stopped", "running"]


def test_near_and_missed_are_told_once_each_with_ids_only(db):
    one = opened(db)
    assert deadline_sweep.sweep(db, START + 3 * HOUR) == 0
    assert [deadline_sweep.sweep(db, START + 4 * HOUR) for _ in range(3)] == [1, 0, 0]
    assert [deadline_sweep.sweep(db, START + 5 * HOUR) for _ in range(3)] == [1, 0, 0]
    assert [event["name"] for event in told(db)] == [f"{db.schema}.deadline_near", f"{db.schema}.deadline_missed"]
    event = told(db)[0]
    assert (event["subject"], event["round"], event["version"]) == (one.subject, 1, 1)
    assert event["data"] == {
        "obligation": one.id,
        "kind": "incident",
        "number": "SJ-1",
        "stage": "handle",
        "rule": "SJ-03",
        "owner": "unit-1",
        "area": "210203001001",
        "due_at": "2026-09-16T07:00:00+00:00",
        "due_on": "2026-09-16",
        "provisional": False,
    }


def test_what_is_found_missed_is_told_as_missed_only(db):
    opened(db)
    deadline_sweep.sweep(db, START + 24 * HOUR)
    assert names(db) == ["deadline_missed"]


def test_four_replicas_racing_tell_each_threshold_once(db, replicas):
    with db.transaction() as tx:
        for number in range(1000):
            deadline.open(
                tx, BARE, FIVE_HOURS, subject=f"s{number}", kind="incident", stage="handle", rule="SJ-03", owner="",
                area="", at=START,
            )  # fmt: skip
    for hours in (4, 5):
        counts = _raced(replicas, lambda own, now=START + hours * HOUR: deadline_sweep.sweep(own, now))
        assert sum(counts) == 1000
    assert set(Counter((event["subject"], event["name"]) for event in told(db)).values()) == {1}
    assert len(told(db)) == 2000


@pytest.fixture
def replicas(database_of):
    """Four processes' own ways to the one database."""
    return [database_of("grid") for _ in range(4)]


def _raced(replicas, act):
    barrier, results = threading.Barrier(len(replicas)), []

    def run(own):
        barrier.wait()
        results.append(act(own))

    threads = [threading.Thread(target=run, args=(own,)) for own in replicas]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(results) == len(replicas)
    return results


def test_a_crash_between_claim_and_commit_is_told_again_and_not_lost(db, monkeypatch):
    opened(db)
    append = outbox.append

    def crash(tx, call, events):
        append(tx, call, events)
        tx.flush()
        tx.run("SELECT pg_terminate_backend(pg_backend_pid())")

    with monkeypatch.context() as patched:
        patched.setattr(outbox, "append", crash)
        with pytest.raises(Unavailable):
            deadline_sweep.sweep(db, START + 4 * HOUR)
    assert names(db) == []
    assert deadline_sweep.sweep(db, START + 4 * HOUR) == 1
    assert names(db) == ["deadline_near"]


def test_of_two_processes_one_killed_in_the_middle_each_threshold_is_told_once(db, service_url):
    with db.transaction() as tx:
        for number in range(600):
            deadline.open(
                tx, BARE, FIVE_HOURS, subject=f"s{number}", kind="incident", stage="handle", rule="SJ-03", owner="",
                area="", at=START,
            )  # fmt: skip
    for hours, what in ((4, "deadline_near"), (5, "deadline_missed")):
        with ExitStack() as stack:
            now = START + hours * HOUR
            first = stack.enter_context(_sweeping(service_url("grid"), now, whole=3))
            assert [first.stdout.readline() for _ in range(4)] == ["20\n", "20\n", "20\n", "holding\n"]
            second = stack.enter_context(_sweeping(service_url("grid"), now))
            assert second.stdout.readline() == "20\n"
            first.kill()
            assert first.wait() == -signal.SIGKILL
            rest = 600 - 3 * 20 - 20 - sum(int(line) for line in second.stdout)
            assert second.wait() == 0
        assert rest in (0, 20)
        # what a dead process held is free as soon as the server knows of it
        until(lambda at=now, rest=rest: not rest or deadline_sweep.sweep(db, at) == rest)
        found = Counter(event["subject"] for event in told(db) if event["name"].endswith(what))
        assert (len(found), set(found.values())) == (600, {1})


def _sweeping(url, now, *, whole=-1):
    script = str(Path(__file__).with_name("sweeping_process.py"))
    command = [sys.executable, "-W", "ignore", script, url, now.isoformat(), str(whole)]
    root = Path(__file__).resolve().parents[3]
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=root, env={"PYTHONPATH": str(root)})


def test_a_clock_an_act_holds_is_told_after_the_act(db):
    one = opened(db)
    with db.transaction() as tx:
        deadline.lock(tx, one.subject)
        assert deadline_sweep.sweep(db, START + 4 * HOUR) == 0
    assert deadline_sweep.sweep(db, START + 4 * HOUR) == 1


def test_a_stopped_clock_is_told_of_no_more(db):
    one = opened(db)
    with db.transaction() as tx:
        deadline.stop(tx, one.subject, at=START + HOUR)
    assert deadline_sweep.sweep(db, START + 24 * HOUR) == 0
    assert not stored(db, one).late


def test_stopping_or_handing_over_named_stages_leaves_the_others(db):
    one = opened(db)
    other = opened(db, stage="check", subject=one.subject)
    with db.transaction() as tx:
        deadline.hand_over(tx, one.subject, "check", owner="unit-2")
        deadline.stop(tx, one.subject, "handle", at=START + HOUR)
    found = [(one.stage, one.state, one.owner) for one in (stored(db, one), stored(db, other))]
    assert found == [("handle", "stopped", "unit-1"), ("check", "running", "unit-2")]


def test_a_clock_stopped_too_late_is_late_and_still_told_as_missed(db):
    one = opened(db)
    with db.transaction() as tx:
        deadline.stop(tx, one.subject, at=START + 6 * HOUR)
    assert stored(db, one).late
    assert [deadline_sweep.sweep(db, START + 6 * HOUR) for _ in range(2)] == [1, 0]
    assert names(db) == ["deadline_missed"]


def test_a_stop_as_a_fact_and_a_stop_without_reading_store_the_same(db):
    one, other = opened(db), opened(db)
    at = START + 6 * HOUR
    by_fact = applied(db, one, Fact("stop", at, reason="handled"))
    with db.transaction() as tx:
        deadline.stop(tx, other.subject, at=at, reason="handled")
    compared = ("state", "late", "due_at", "next_at", "told", "stopped_at", "facts", "version")
    by_statement = stored(db, other)
    assert [getattr(stored(db, one), name) for name in compared] == [getattr(by_statement, name) for name in compared]
    assert stored(db, one) == by_fact
    assert by_statement.reckon(BARE).late


def test_a_paused_clock_is_not_told_of_and_comes_near_again_at_its_new_date(db):
    one = opened(db)
    deadline_sweep.sweep(db, START + 4 * HOUR)
    paused = applied(db, one, Fact("pause", START + 4 * HOUR))
    assert (paused.state, paused.due_at, paused.next_at) == ("paused", None, None)
    assert deadline_sweep.sweep(db, START + 24 * HOUR) == 0
    resumed = applied(db, one, Fact("resume", START + 24 * HOUR), Fact("extend", START + 24 * HOUR, amount=10))
    assert resumed.due_at == START + 35 * HOUR
    assert deadline_sweep.sweep(db, START + 30 * HOUR) == 0
    assert deadline_sweep.sweep(db, START + 34 * HOUR) == 1
    assert names(db) == ["deadline_near", "deadline_near"]


def test_a_remark_on_a_clock_leaves_date_and_warnings_as_they_are(db):
    one = opened(db)
    deadline_sweep.sweep(db, START + 4 * HOUR)
    noted = applied(db, one, Fact("note", START + 4 * HOUR, reason="seen"))
    assert (noted.due_at, noted.told, noted.next_at) == (one.due_at, "near", one.due_at)


def test_a_miss_the_sweep_has_not_seen_before_a_pause_is_told_still(db):
    one = opened(db)
    applied(db, one, Fact("pause", START + 6 * HOUR))
    assert [deadline_sweep.sweep(db, START + 7 * HOUR) for _ in range(2)] == [1, 0]
    assert names(db) == ["deadline_missed"]


def test_another_owner_is_told_and_no_date_moves(db):
    one = opened(db)
    with db.transaction() as tx:
        deadline.hand_over(tx, one.subject, "handle", owner="unit-2")
    deadline_sweep.sweep(db, START + 4 * HOUR)
    assert told(db)[0]["data"]["owner"] == "unit-2"
    assert stored(db, one).due_at == one.due_at


LATE_DECEMBER = datetime(2026, 12, 28, 2, 0, tzinfo=UTC)


@pytest.fixture
def notice(db):
    """Import two closed days of January 2027 and give the calendar before and after."""

    def take():
        before = calendar.load(db)
        days = [Entry(date(2027, 1, day), "holiday", "notice", "official") for day in (4, 5)]
        calendar.take(db, days, source="2027.csv", now=LATE_DECEMBER)
        return before, calendar.load(db)

    return take


def test_an_import_moves_affected_clocks_keeps_their_history_and_tells_who(db, notice):
    affected = opened(db, Limit(5, "WD"), at=LATE_DECEMBER)
    strict = opened(db, Limit(15, "D"), at=LATE_DECEMBER)
    hours = opened(db, FIVE_HOURS, at=LATE_DECEMBER)
    stopped = opened(db, Limit(5, "WD"), at=LATE_DECEMBER)
    with db.transaction() as tx:
        deadline.stop(tx, stopped.subject, at=LATE_DECEMBER + HOUR)
    _, after = notice()
    moved = deadline_sweep.recompute(db, after, LATE_DECEMBER)
    assert [(one.subject, one.was_due_on, one.due_on) for one in moved] == [
        (affected.subject, date(2027, 1, 5), date(2027, 1, 7))
    ]
    found = stored(db, affected)
    assert (found.due_on, found.calendar, found.facts, found.provisional) == (date(2027, 1, 7), 1, affected.facts, True)
    assert [(former["due_on"], former["calendar"]) for former in found.history] == [("2027-01-05", 0)]
    assert [stored(db, one).due_at for one in (strict, hours, stopped)] == [
        one.due_at for one in (strict, hours, stopped)
    ]
    [event] = told(db)
    assert event["name"] == f"{db.schema}.deadline_moved"
    assert (event["data"]["was_due_on"], event["data"]["due_on"]) == ("2027-01-05", "2027-01-07")


def test_a_clock_that_read_no_changed_day_is_not_touched(db, notice):
    notice()
    later = opened(db, Limit(5, "WD"), at=datetime(2027, 3, 1, 2, 0, tzinfo=UTC))
    deadline_sweep.recompute(db, calendar.load(db), LATE_DECEMBER)
    assert stored(db, later) == later


def test_a_change_a_clock_was_already_reckoned_with_does_not_touch_it_again(db, notice):
    _, first = notice()
    one = opened(db, Limit(5, "WD"), at=LATE_DECEMBER, days=first)
    calendar.take(db, [Entry(date(2027, 6, 1), "holiday", "notice", "official")], source="june.csv", now=LATE_DECEMBER)
    deadline_sweep.recompute(db, calendar.load(db), LATE_DECEMBER)
    assert stored(db, one).calendar == first.version == 1


def test_reckoning_again_twice_or_in_four_replicas_tells_once(db, replicas, notice):
    for _ in range(450):
        opened(db, Limit(5, "WD"), at=LATE_DECEMBER)
    _, after = notice()
    results = _raced(replicas, lambda own: len(deadline_sweep.recompute(own, after, LATE_DECEMBER)))
    assert sum(results) == 450
    assert deadline_sweep.recompute(db, after, LATE_DECEMBER) == []
    assert len(told(db)) == 450


def test_a_clock_opened_with_an_outdated_calendar_is_caught_by_the_next_run(db, notice):
    before, after = notice()
    deadline_sweep.recompute(db, after, LATE_DECEMBER)
    laggard = opened(db, Limit(5, "WD"), at=LATE_DECEMBER, days=before)
    [moved] = deadline_sweep.recompute(db, after, LATE_DECEMBER)
    assert moved.subject == laggard.subject


def test_official_days_make_a_provisional_date_certain_without_moving_it(db):
    one = opened(db, Limit(1, "WD"), at=datetime(2027, 3, 1, 2, 0, tzinfo=UTC))
    assert one.provisional
    days = [Entry(date(2027, 3, day), "work", "notice", "official") for day in (1, 2)]
    calendar.take(db, days, source="2027.csv", now=LATE_DECEMBER)
    assert deadline_sweep.recompute(db, calendar.load(db), LATE_DECEMBER) == []
    found = stored(db, one)
    assert (found.provisional, found.due_at, found.history, told(db)) == (False, one.due_at, (), [])


def test_overdue_counts_open_clocks_past_their_date(db):
    opened(db)
    late = opened(db)
    with db.transaction() as tx:
        deadline.stop(tx, late.subject, at=START + 6 * HOUR)
    assert deadline_sweep.overdue(db, START + 4 * HOUR) == 0
    assert deadline_sweep.overdue(db, START + 6 * HOUR) == 1
