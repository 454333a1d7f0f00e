"""The watch of a service process: it tells by itself, follows the calendar, and outlives an absent database."""
from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from types import SimpleNamespace

import eventlet
import pytest
from nameko.containers import ServiceContainer

from kernel import calendar, clock, deadline
from kernel.calendar import CalendarProvider, Entry
from kernel.db import Database
from kernel.errors import Unavailable
from kernel.keyring import make_key
from kernel.obligation import Limit
from kernel.watch import WatchProvider
from kernel.workdays import Calendar, Day

LATE_DECEMBER = datetime(2026, 12, 28, 2, 0, tzinfo=UTC)
MINUTE = timedelta(seconds=61)


class Service:
    """A service that opens clocks."""

    name = "grid"
    calendar = CalendarProvider()
    watch = WatchProvider()


@pytest.fixture
def contained(service_url):
    """Make containers of the service; what was started is ended."""
    made = []

    def make(office_hours="09:00-12:00,13:00-17:30"):
        settings = SimpleNamespace(
            database_url=service_url("grid"), district="210203", pool=2, office_hours=office_hours,
            seal_keys=str(make_key("k1")),
        )  # fmt: skip
        made.append(ServiceContainer(Service, {"settings": settings}))
        return made[-1]

    yield make
    for container in made:
        container.stop()


def part(container, kind):
    [found] = [one for one in container.dependencies if isinstance(one, kind)]
    return found


def opened(db, limit, at, days):
    with db.transaction() as tx:
        return deadline.open(
            tx, days, limit, subject=clock.new_id(), kind="incident", stage="handle", rule="IN-P5", owner="",
            area="", at=at,
        )  # fmt: skip


def set_up(container):
    """Ready the parts of a container without starting it, so that the test decides when the watch looks."""
    container.extensions.all.setup()
    return container


def events(db):
    return [name for (name,) in db.all("SELECT name FROM outbox ORDER BY created_at, id")]


def until(seen):
    """Wait until `seen()` is true; the test's own limit ends what never comes."""
    while not seen():
        eventlet.sleep(0.02)


def test_replicas_tell_by_themselves_what_has_passed_and_once(db, contained):
    opened(db, Limit(1, "H"), clock.now() - timedelta(hours=2), Calendar())
    for container in (contained(), contained()):
        container.start()
    until(lambda: events(db))
    opened(db, Limit(1, "H"), clock.now() - timedelta(hours=2), Calendar())
    until(lambda: len(events(db)) > 1)
    assert events(db) == ["grid.deadline_missed"] * 2


def test_an_import_is_followed_within_a_minute(db, contained):
    container = set_up(contained())
    watch, calendars = part(container, WatchProvider), part(container, CalendarProvider)
    watch.look(LATE_DECEMBER)
    opened(db, Limit(5, "WD"), LATE_DECEMBER, calendars.get_dependency(None))
    calendar.take(db, [Entry(date(2027, 1, 4), "holiday", "n", "official")], source="n.csv", now=LATE_DECEMBER)
    watch.look(LATE_DECEMBER + MINUTE / 2)
    assert events(db) == []
    watch.look(LATE_DECEMBER + MINUTE)
    assert events(db) == ["grid.deadline_moved"]
    assert calendars.get_dependency(None).day(date(2027, 1, 4)) == Day("holiday")


def test_the_days_are_read_once_for_each_version(db, contained):
    container = set_up(contained())
    shared = part(container, CalendarProvider).shared
    first = shared.current()
    assert shared.refresh() is first
    calendar.take(db, [Entry(date(2027, 1, 4), "holiday", "n", "official")], source="n.csv", now=LATE_DECEMBER)
    assert shared.current() is first
    assert shared.refresh().version == 1


def test_the_district_says_when_its_offices_are_open(contained):
    container = set_up(contained(office_hours="08:30-11:30,13:30-17:00"))
    start = datetime(2026, 9, 16, 0, 0, tzinfo=UTC)
    found = part(container, CalendarProvider).get_dependency(None).add_open(start, timedelta(hours=1))
    assert found == datetime(2026, 9, 16, 1, 30, tzinfo=UTC)


def test_office_hours_that_are_wrong_stop_the_start(contained):
    with pytest.raises(ValueError, match="in order"):
        contained(office_hours="12:00-09:00").start()


def test_an_absent_database_is_waited_for(db, contained, monkeypatch):
    opened(db, Limit(1, "H"), clock.now() - timedelta(hours=2), Calendar())
    failed = []

    def away(*_):
        failed.append(1)
        monkeypatch.undo()
        raise Unavailable("database.unavailable")

    monkeypatch.setattr(Database, "transaction", away)
    container = contained()
    container.start()
    until(lambda: events(db))
    assert failed == [1]


def test_one_clock_that_cannot_be_reckoned_does_not_end_the_process(db, contained, monkeypatch):
    container = contained()
    looks = []
    monkeypatch.setattr("kernel.watch.PERIOD", 0.01)
    monkeypatch.setattr(WatchProvider, "look", lambda self, now: looks.append(now) or {}["unit"])
    container.start()
    until(lambda: len(looks) > 2)
    assert not container._died.ready()
