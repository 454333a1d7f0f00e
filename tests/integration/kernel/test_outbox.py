"""Events reach the broker once they are true, at least once, and nothing that was rolled back ever does."""
from __future__ import annotations

import eventlet
import eventlet.event
import pytest

from kernel import outbox
from kernel.call import Call
from kernel.confirm import Batch
from kernel.decision import Event
from kernel.errors import Unavailable
from kernel.outbox import Relay


class Broker:
    """Stands for the publisher: keeps what was confirmed, or is away."""

    def __init__(self):
        self.got, self.away = [], False

    def start(self, batch):
        return None

    def publish(self, batch):
        if self.away:
            raise Unavailable("publisher.link_down")
        self.got += [(exchange, key, body) for exchange, key, _, body, _ in batch]


@pytest.fixture
def broker():
    return Broker()


@pytest.fixture
def db(database_of, broker):
    db = database_of("petition")
    db.relay = Relay(db, broker)
    return db


def tell(db, count=1, fail=False):
    with db.transaction() as tx:
        outbox.append(tx, Call(), tuple(Event("petition.thing_made", f"s{n}") for n in range(count)))
        if fail:
            raise KeyError


def waiting(db):
    return db.one("SELECT count(*) FROM outbox")[0]


def age(admin_url, seconds=60):
    import psycopg2

    with psycopg2.connect(admin_url) as admin:
        admin.cursor().execute("UPDATE petition.outbox SET created_at = now() - make_interval(secs => %s)", (seconds,))


def test_a_committed_event_goes_out_and_leaves_the_table(db, broker):
    tell(db)
    db.relay.carry()
    db.relay.forget()
    assert [(e, k) for e, k, _ in broker.got] == [("petition.events", "thing_made")]
    assert waiting(db) == 0


def test_an_event_rolled_back_never_goes_out(db, broker):
    with pytest.raises(KeyError):
        tell(db, fail=True)
    db.relay.carry()
    db.relay.sweep()
    assert broker.got == []


def test_many_events_go_out_in_order(db, broker):
    tell(db, 450)
    db.relay.carry()
    assert len(broker.got) == 450
    assert [b.split('"subject":"s')[1].split('"')[0] for _, _, b in broker.got] == [str(n) for n in range(450)]
    db.relay.forget()
    assert waiting(db) == 0


def test_with_the_broker_away_events_wait_and_catch_up_after(db, broker):
    broker.away = True
    tell(db, 3)
    with pytest.raises(Unavailable):
        db.relay.carry()
    assert waiting(db) == 3
    broker.away = False
    db.relay.carry()
    db.relay.forget()
    assert len(broker.got) == 3
    assert waiting(db) == 0


def test_what_a_killed_process_left_is_swept_up_by_another(db, broker, admin_url):
    tell(db, 3)
    other = Relay(db, broker)
    assert other.sweep() == 0, "young rows are left to the process that wrote them"
    age(admin_url)
    assert other.sweep() == 3
    assert waiting(db) == 0


def test_two_sweepers_send_each_row_once(db, admin_url):
    tell(db, 300)
    age(admin_url)
    one, two = Broker(), Broker()
    first, second = Relay(db, one), Relay(db, two)
    claimed = first._claim()
    assert second.sweep() == 100
    assert not {row.body for row in claimed} & {body for _, _, body in two.got}


def test_a_sweeper_that_died_gives_its_rows_free_in_time(db, broker, admin_url):
    import psycopg2

    tell(db, 2)
    age(admin_url)
    Relay(db, broker)._claim()
    assert Relay(db, broker).sweep() == 0
    with psycopg2.connect(admin_url) as admin:
        admin.cursor().execute("UPDATE petition.outbox SET claimed_until = now() - interval '1 second'")
    assert Relay(db, broker).sweep() == 2


def test_what_could_not_be_swept_up_is_free_at_once_when_the_broker_is_back(db, broker, admin_url):
    tell(db, 2)
    age(admin_url)
    other = Relay(db, broker)
    broker.away = True
    with pytest.raises(Unavailable):
        other.sweep()
    broker.away = False
    assert other.sweep() == 2


def test_memory_is_bounded_and_the_rest_waits_in_the_table(db, broker, monkeypatch, admin_url):
    monkeypatch.setattr(outbox, "HELD", 5)
    broker.away = True
    for _ in range(8):
        tell(db)
    assert len(db.relay._queue) == 5
    broker.away = False
    db.relay.carry()
    db.relay.forget()
    age(admin_url)
    db.relay.sweep()
    assert len(broker.got) == 8
    assert waiting(db) == 0


class Swift(Broker):
    """Takes events at once and says later what became of them."""

    def __init__(self):
        super().__init__()
        self.waiting = []

    def start(self, batch):
        made = Batch(range(1, len(batch) + 1))
        self.waiting.append((made, batch))
        return made


def test_a_committed_event_goes_out_at_once_and_leaves_the_table_when_confirmed(db):
    swift = Swift()
    db.relay = Relay(db, swift)
    tell(db, 2)
    ((batch, parcels),) = swift.waiting
    assert len(parcels) == 2
    db.relay.forget()
    assert waiting(db) == 2, "not confirmed yet"
    batch.end()
    db.relay.forget()
    assert waiting(db) == 0


def test_an_event_sent_at_once_but_not_confirmed_is_sent_again(db):
    swift = Swift()
    db.relay = Relay(db, swift)
    tell(db)
    swift.waiting[0][0].end(refused=True)
    db.relay.carry()
    db.relay.forget()
    assert len(swift.got) == 1
    assert waiting(db) == 0


def test_events_wait_their_turn_behind_those_that_wait_already(db):
    swift = Swift()
    db.relay = Relay(db, swift)
    tell(db)
    swift.waiting[0][0].end(refused=True)
    tell(db)
    assert len(swift.waiting) == 1, "a backlog goes first"
    db.relay.carry()
    assert len(swift.got) == 2


class Slow(Swift):
    """Confirms a batch only when told to."""

    def __init__(self):
        super().__init__()
        self.confirmed = eventlet.event.Event()

    def start(self, batch):
        return None

    def publish(self, batch):
        super().publish(batch)
        self.confirmed.wait()


def test_a_stop_that_carries_while_a_batch_is_on_its_way_neither_fails_nor_drops_another(db):
    slow = Slow()
    db.relay = Relay(db, slow)
    tell(db, 450)
    carriers = [eventlet.spawn(db.relay.carry) for _ in range(2)]
    eventlet.sleep(0)
    slow.confirmed.send()
    for carrier in carriers:
        carrier.wait()
    assert len(slow.got) == len(set(slow.got)) == 450
    db.relay.forget()
    assert waiting(db) == 0


def test_what_is_confirmed_while_another_deletion_runs_is_deleted_too(db, monkeypatch):
    swift = Swift()
    db.relay = Relay(db, swift)
    tell(db), tell(db)
    swift.waiting[0][0].end()
    delete = db.relay._delete

    runs = [db.relay.forget]

    def slowly(ids):
        while runs:
            runs.pop()()
        while len(swift.waiting) == 2:
            swift.waiting.pop()[0].end()
        delete(ids)

    monkeypatch.setattr(db.relay, "_delete", slowly)
    db.relay.forget()
    db.relay.forget()
    assert waiting(db) == 0
    assert not db.relay._held


def test_what_could_not_be_deleted_is_deleted_later(db, monkeypatch):
    swift = Swift()
    db.relay = Relay(db, swift)
    tell(db)
    swift.waiting[0][0].end()
    with monkeypatch.context() as away:
        away.setattr(db, "all", lambda *_: (_ for _ in ()).throw(Unavailable("database.unavailable")))
        with pytest.raises(Unavailable):
            db.relay.forget()
    db.relay.forget()
    assert waiting(db) == 0
