"""Streams of changes at running front doors, with a real broker between."""
from __future__ import annotations

import time

import eventlet
import orjson
import pytest

from kernel.keyring import read_keys
from kernel.publisher import Publisher
from kernel.rpc import rpc
from kernel.seal import Sealer
from services.gateway import load
from services.gateway.http.server import FrontDoor
from services.gateway.service import Service
from services.gateway.stream import hub as hubs
from services.gateway.stream.feed import HubProvider
from tests.integration.gateway.conftest import PASSWORD, Client
from tests.integration.messaging.peer import until

PATH = "/api/v1/stream"
GROUND = "210203001001"


class Ground:
    """Stands for the grid service: says where its one worker stands."""

    name = "grid"
    areas = (GROUND,)

    @rpc
    def my_ground(self, command):
        return {"areas": list(Ground.areas)}


class Stream:
    """A stream as a page reads it."""

    def __init__(self, port, token, query="", **headers):
        self.client = Client(port)
        given = {name.replace("_", "-"): value for name, value in headers.items()}
        self.client.connection.request("GET", PATH + query, headers={"Authorization": f"Bearer {token}", **given})
        self.answer = self.client.connection.getresponse()
        self.status = self.answer.status
        self.events = []
        if self.status == 200:
            self.thread = eventlet.spawn(self._read)
            until(lambda: self.events)

    def _read(self):
        block = {}
        for raw in self.answer:
            line = raw.decode().rstrip("\n")
            if line:
                name, _, value = line.partition(": ")
                block[name] = value
            elif block:
                self.events.append(block)
                block = {}
        self.events.append({"event": "end"})

    def told(self):
        return [orjson.loads(one["data"]) for one in self.events if one.get("event") == "changed"]

    def kinds(self):
        return [one["event"] for one in self.events if "event" in one]

    def close(self):
        self.thread.kill()
        self.answer.close()
        self.client.connection.close()


@pytest.fixture
def follow():
    opened = []

    def open_(port, token, query="", **headers):
        opened.append(Stream(port, token, query, **headers))
        return opened[-1]

    yield open_
    for one in opened:
        if one.status == 200:
            one.close()


@pytest.fixture
def tell(amqp_url):
    publisher = Publisher(amqp_url)

    def say(id, *, name="incident_dispatched", version=2, **data):
        body = {
            "id": id, "name": f"grid.{name}", "subject": "s1", "version": version,
            "data": {"number": "SJ1", "area": GROUND, "unit": None, "party": None, "state": "b", "was": "a", **data},
        }  # fmt: skip
        publisher.publish([("grid.events", name, id, orjson.dumps(body).decode(), {})])

    yield say
    publisher.close()


@pytest.fixture
def two_doors(open_door):
    return open_door(), open_door()


def test_a_change_within_reach_is_told_by_every_door_once_and_nothing_of_its_content(two_doors, follow, tell):
    token = two_doors[0].token("clerk1")
    streams = [follow(door.port, token) for door in two_doors]
    for n in range(20):
        tell(f"e{n}", version=n + 1)
    tell("far", area="210204001001")
    tell("last", version=99)
    for stream in streams:
        until(lambda stream=stream: len(stream.told()) == 21)
        assert [one["version"] for one in stream.told()] == [*range(1, 21), 99]
        assert stream.told()[0] == {
            "name": "grid.incident_dispatched", "kind": "incident", "id": "s1", "number": "SJ1", "version": 1,
        }  # fmt: skip
        assert stream.answer.getheader("Content-Type") == "text/event-stream"
        assert stream.answer.getheader("Content-Encoding") is None


def test_a_stream_goes_on_at_another_door_where_it_broke_off(two_doors, follow, tell):
    one, other = two_doors
    token = one.token("clerk1")
    first, _ = follow(one.port, token), follow(other.port, token)
    tell("e1")
    until(first.told)
    mark = next(one["id"] for one in first.events if one.get("event") == "changed")
    first.close()
    tell("e2", version=3)
    second = follow(other.port, token, Last_Event_ID=mark)
    until(lambda: second.told()[-1:] and second.told()[-1]["version"] == 3)
    assert "reset" not in second.kinds()


def test_who_was_away_for_too_long_is_told_to_read_anew(client, follow):
    stream = follow(client.port, client.token("clerk1"), "?since=1000")
    until(stream.kinds)
    assert stream.kinds() == ["reset"]


def test_a_stranger_hears_nothing_gr_433(client, follow, tell, database_of, seal_keys):
    stranger = {"login": "far1", "name": "x", "role": "dispatcher", "unit": "", "area": "210204", "language": "zh"}
    paper = {"confidentiality_signed_on": "2026-01-05"}
    load.load(database_of("gateway"), Sealer(read_keys(seal_keys)), [{**stranger, **paper}], password=PASSWORD)
    far, near = follow(client.port, client.token("far1")), follow(client.port, client.token("clerk1"))
    tell("e1")
    until(near.told)
    assert far.told() == []


def test_a_worker_hears_of_the_posts_of_today_alone_gr_434(hub, follow, tell, run, monkeypatch):
    hub, client = hub
    monkeypatch.setattr(hubs, "POSTS_MS", 200)
    monkeypatch.setattr(Ground, "areas", (GROUND,))
    run(Ground)
    stream = follow(client.port, client.token("worker1"))
    tell("e1")
    until(stream.told)
    monkeypatch.setattr(Ground, "areas", ())
    tell("p1", name="staff_ended")
    until(lambda: hub.readers[0].follower.scope.nothing)
    tell("e2")
    eventlet.sleep(0.3)
    assert len(stream.told()) == 1


@pytest.fixture
def hub(run, people):
    """The hub of a front door, with a client of it."""
    running = run(Service)
    entrance = next(part for part in running.entrypoints if isinstance(part, FrontDoor))
    found = next(part for part in running.dependencies if isinstance(part, HubProvider)).hub
    client = Client(entrance.port)
    yield found, client
    client.connection.close()


def test_who_signs_out_hears_nothing_more(two_doors, follow):
    one, other = two_doors
    token = one.token("clerk1")
    stream = follow(other.port, token)
    assert one("DELETE", "/api/v1/sessions/current", token=token).status == 204
    until(lambda: stream.kinds() == ["end"])


ENDED = {
    "disabled": "UPDATE account SET disabled = true WHERE login = 'clerk1' RETURNING 1",
    "another role": "UPDATE account SET role = 'checker' WHERE login = 'clerk1' RETURNING 1",
    "other ground": "UPDATE account SET area = '210203002' WHERE login = 'clerk1' RETURNING 1",
}


@pytest.mark.parametrize("change", ENDED)
def test_whose_account_changed_hears_nothing_more_at_any_door(two_doors, follow, database_of, change):
    token = two_doors[0].token("clerk1")
    streams = [follow(door.port, token) for door in two_doors]
    database_of("gateway").all(ENDED[change])
    for stream in streams:
        until(lambda stream=stream: stream.kinds() == ["end"])
    for door in two_doors:
        until(lambda door=door: door("GET", "/api/v1/me", token=token).status == 401)


def test_a_password_changed_at_one_door_ends_the_streams_of_other_sessions_at_another(two_doors, follow):
    one, other = two_doors
    mine, stolen = one.token("clerk1"), other.token("clerk1")
    stream, kept = follow(other.port, stolen), follow(other.port, mine)
    change = {"old": PASSWORD, "password": "another long sentence"}
    assert one("POST", "/api/v1/me/password", change, token=mine).status == 200
    until(lambda: stream.kinds() == ["end"])
    assert kept.kinds() == []


def test_a_stream_ends_after_as_many_seconds_as_were_asked_for(client, follow):
    stream = follow(client.port, client.token("clerk1"), "?seconds=1")
    until(lambda: stream.kinds() == ["end"])


def test_one_account_has_so_many_and_who_hangs_up_makes_room(client, follow):
    token = client.token("clerk1")
    streams = [follow(client.port, token) for _ in range(hubs.MOST_OF_ONE)]
    refused = Client(client.port)
    answer = refused("GET", PATH, token=token)
    refused.connection.close()
    assert answer.status == 429
    assert int(answer.headers["Retry-After"]) > 0
    streams[0].close()

    until(lambda: _asked(client, token) or eventlet.sleep(0.2))


def _asked(client, token):
    """Tell whether there is room for one more, without taking it."""
    one = Client(client.port)
    answer = one("HEAD", PATH, token=token)
    one.connection.close()
    return answer.status == 200


def test_head_opens_no_stream(client):
    token = client.token("clerk1")
    for _ in range(hubs.MOST_OF_ONE + 1):
        assert _asked(client, token)


def test_streams_end_when_the_door_closes_and_say_when_to_come_back(run, settings, people, follow):
    object.__setattr__(settings, "drain", 100.0)  # seconds a stream that does not end would be waited for
    running = run(Service)
    entrance = next(part for part in running.entrypoints if isinstance(part, FrontDoor))
    client = Client(entrance.port)
    stream = follow(entrance.port, client.token("clerk1"))
    client.connection.close()
    began = time.monotonic()
    running.stop()
    until(lambda: stream.kinds() == ["end"])
    assert "retry" in stream.events[-2]
    assert time.monotonic() - began < 60


def test_when_the_broker_comes_back_everybody_is_told_to_read_anew_and_goes_on(client, follow, tell, broker):
    stream = follow(client.port, client.token("clerk1"))
    broker.kill()
    broker.start()
    until(lambda: "reset" in stream.kinds(), 60)

    def heard():
        tell("e9")
        return stream.told() or eventlet.sleep(0.2)

    until(heard, 30)


def test_nobody_without_an_account_and_no_operator_follows(client):
    assert client("GET", PATH).status == 401
