"""Who is told of a change, what is told, and from where a stream goes on."""
from __future__ import annotations

import pytest

from kernel.call import Actor
from kernel.errors import Denied, Invalid, Unavailable
from services.gateway.stream.hub import AT_A_TIME, BEAT_MS, MOST_OF_ONE, STUCK_MS, Hub
from services.gateway.stream.notice import follower, read
from services.gateway.stream.reader import WAITING_MOST, Reader
from services.gateway.stream.ring import KEPT_MS, OVERLAP_MS, Ring
from services.gateway.token import Bearer
from tests.make import refused

ALIAS = "a" * 32
BOUNDS = {"area": "210203001001", "unit": "heating", "party": ALIAS, "state": "dispatched", "was": "accepted"}
FOREVER = 10**15


def fact(name="grid.incident_dispatched", *, id="e1", version=3, without=(), **data):
    kept = {key: value for key, value in {**BOUNDS, "number": "SJ1", **data}.items() if key not in without}
    return {"id": id, "name": name, "subject": "s1", "version": version, "data": kept}


def notice(at=1000, **given):
    return read(fact(**given), at=at)


def who(role, *, unit=None, area="", aliases=(), ground=None):
    return follower(Actor(id="x", role=role, unit=unit, area=area), aliases=aliases, ground=ground)


@pytest.mark.parametrize(
    ("follows", "hears"),
    [
        (who("dispatcher", area="210203000000"), True),
        (who("dispatcher", area="210204000000"), False),
        (who("leader", area="210203001000"), True),
        (who("leader", area="210203002000"), False),
        (who("officer", unit="heating", area="210203"), True),
        (who("officer", unit="traffic", area="210203"), False),
        (who("resident", aliases=("b" * 32, ALIAS)), True),
        (who("resident", aliases=("b" * 32,)), False),
        (who("resident"), False),
        (who("operator", area="210203"), False),
        (who("grid_worker", area="210203", ground=("210203001001",)), True),
        (who("grid_worker", area="210203", ground=("210203009009", "210203001001")), True),
        (who("grid_worker", area="210203", ground=()), False),
    ],
)
def test_who_reaches_the_record_is_told_and_nobody_else_gr_433_gr_434(follows, hears):
    assert follows.hears(notice()) is hears


def test_a_role_without_a_limit_of_its_own_reaches_nothing():
    assert who("operator", area="210203").scope.nothing


@pytest.mark.parametrize("kind", ["petition.accepted", "mediation.opened"])
@pytest.mark.parametrize("role", ["grid_worker", "checker"])
def test_who_reads_no_petitions_and_disputes_hears_of_none_gr_433(kind, role):
    assert not who(role, area="210203000000").hears(notice(name=kind))


def test_who_has_a_part_of_the_work_is_told_until_it_is_over():
    traffic = who("officer", unit="traffic")
    assert traffic.hears(notice(name="grid.incident_part_started", helper="traffic"))
    assert not traffic.hears(notice(name="grid.incident_part_released", helper="traffic"))


def test_a_resident_hears_of_states_and_of_no_act_inside_the_house_gr_435():
    resident = who("resident", aliases=(ALIAS,))
    assert not resident.hears(notice(was="dispatched"))
    assert resident.hears(notice(was="dispatched", version=1))


@pytest.mark.parametrize(
    "event",
    [
        fact("grid.support_ended"), fact("grid.deadline_near"), fact("notify.delivery_failed"),
        fact(without=("party",)), fact(without=("area",)), {"id": "e", "name": "petition.rated", "data": None}, {},
    ],
)  # fmt: skip
def test_what_does_not_say_whom_it_concerns_is_told_to_nobody(event):
    assert read(event, at=1) is None


def ring_of(*ats):
    ring = Ring()
    ring.begin(0)
    for at in ats:
        ring.add(notice(at=at, id=f"e{at}"))
    return ring


def ids(found):
    return None if found is None else [one.id for one in found]


def test_a_stream_goes_on_after_its_mark_and_a_little_before():
    ring = ring_of(1000, 5000, 5500, 9000)
    assert ids(ring.after("5500.e5500", now=9000)) == ["e5000", "e9000"]
    assert ids(ring.after(f"{9000 + OVERLAP_MS + 1}", now=9001)) == []


def test_what_may_be_missing_is_said():
    ring = ring_of(1000, 1000 + KEPT_MS + 1)
    assert ring.after("1000.e1000", now=KEPT_MS) is None
    assert ring.after("rubbish", now=KEPT_MS) is None
    ring.end()
    assert ring.after(str(1000 + KEPT_MS), now=2 * KEPT_MS) is None


def test_a_mark_of_what_is_to_come_is_no_place_to_go_on_from():
    ring = ring_of(1000, 5000)
    assert ids(ring.after(f"{5000 + OVERLAP_MS}", now=5000)) == ["e5000"]
    assert ring.after(f"{5000 + OVERLAP_MS + 1}", now=5000) is None
    assert ring.after("999999999999999", now=5000) is None


def test_only_so_much_is_kept():
    ring = Ring(most=2)
    ring.begin(0)
    for at in (10, 20, 30):
        ring.add(notice(at=at, id=f"e{at}"))
    assert ring.after("10", now=30) is None
    assert len(ring.after("11", now=30)) == 2


class Clock:
    at = 1_000_000

    def __call__(self):
        return self.at


class House:
    """A hub whose readers have no connections."""

    def __init__(self, most=100):
        self.clock, self.cut, self.gone = Clock(), [], set()
        self.hub = Hub(most=most, now=self.clock)
        self.hub.begin()

    def read(self, account="x", follows=None, mark=None, until=FOREVER):
        bearer = Bearer(Actor(id=account, role="dispatcher", area="210203000000"), "zh", account, 0, 2**40)
        reader = Reader(
            bearer, follows or who("dispatcher", area="210203000000"), at=self.clock(), until=until,
            gone=lambda: account in self.gone, cut=lambda: self.cut.append(account),
        )  # fmt: skip
        self.hub.join(reader, mark)
        return reader


def written(reader):
    found = []
    while reader.waiting.qsize():
        found.append(reader.waiting.get())
    return found


def kinds(reader):
    return [
        None if one is None else next((part[7:] for part in one.decode().split("\n") if part.startswith("event: ")), "")
        for one in written(reader)
    ]


def test_each_is_told_once_and_in_order():
    house = House()
    reader, stranger = house.read(), house.read("y", who("dispatcher", area="210204000000"))
    for n in (1, 2, 3):
        house.hub.hear(fact(id=f"e{n}", version=n))
    told = written(reader)[1:]
    assert [one.decode().split('"version":')[1][0] for one in told] == ["1", "2", "3"]
    assert kinds(stranger) == [""]


def test_a_fact_that_is_sent_twice_is_told_once_and_is_new_again_once_it_is_forgotten():
    house = House()
    reader = house.read()
    for id in ("e1", "e2", "e1"):
        house.hub.hear(fact(id=id))
    assert kinds(reader) == ["", "changed", "changed"]
    house.hub.begin()
    house.hub.hear(fact(id="e1"))
    assert kinds(reader) == ["reset", "changed"]


def test_no_more_ids_are_known_than_changes_are_kept():
    ring = Ring(most=3)
    ring.begin(0)
    for n in range(50):
        ring.add(notice(at=1000 + n, id=f"e{n}"))
    assert (len(ring._ids), ring.add(notice(at=2000, id="e0")), ring.add(notice(at=2000, id="e49"))) == (3, True, False)


def test_who_comes_back_hears_what_was_missed_or_that_something_was():
    house = House()
    house.hub.hear(fact(id="e1"))
    assert kinds(house.read(mark=str(house.clock.at))) == ["", "changed"]
    assert kinds(house.read("y", mark=str(house.clock.at - 1))) == ["", "reset"]
    assert kinds(house.read("z", mark="rubbish")) == ["", "reset"]
    assert kinds(house.read("v")) == [""]


def test_when_facts_were_missed_everybody_is_told():
    house = House()
    reader = house.read()
    house.hub.begin()
    assert kinds(reader) == ["", "reset"]


def test_one_account_has_so_many_streams_and_a_process_too():
    house = House(most=8)
    mine = [house.read() for _ in range(MOST_OF_ONE)]
    with refused(Invalid, "gateway.streams_too_many"):
        house.hub.admit("x")
    house.hub.leave(mine[0])
    house.hub.leave(mine[0])
    house.hub.admit("x")
    for n in range(3):
        house.read(f"y{n}")
    with refused(Unavailable, "gateway.busy"):
        house.hub.admit("z")


def test_who_does_not_read_is_cut_and_holds_up_nobody():
    house = House()
    slow, other = house.read("slow"), house.read("other")
    for n in range(WAITING_MOST + 1):
        house.hub.hear(fact(id=f"e{n}"))
    assert len(written(other)) == WAITING_MOST + 2
    house.hub.sweep()
    assert house.cut == ["slow"]
    assert slow.ended
    assert house.hub.readers == [other]


def test_who_takes_nothing_for_long_is_cut():
    house = House()
    house.read()
    house.clock.at += STUCK_MS + 1
    house.hub.sweep()
    assert house.cut == ["x"]


def test_a_stream_ends_with_its_session_and_at_its_time_and_when_nobody_is_there():
    house = House()
    timed, revoked, gone, stays = house.read("a", until=1_000_500), house.read("b"), house.read("c"), house.read("d")
    for one in (timed, revoked, gone, stays):
        written(one)
    house.hub.holds = lambda bearer: bearer.id != "b"
    house.gone.add("c")
    house.clock.at += 500
    house.hub.sweep()
    assert [one.ended for one in (timed, revoked, gone, stays)] == [True, True, True, False]
    assert house.cut == ["c"]


def test_a_quiet_stream_gives_a_sign_of_life():
    house = House()
    reader = house.read()
    written(reader)
    house.clock.at += BEAT_MS
    house.hub.sweep()
    assert written(reader) == [b": \nid: %d\n\n" % house.clock.at]


def test_who_leaves_a_post_hears_nothing_more_of_it_gr_434():
    house = House()
    house.hub.look()
    reader = house.read("w", who("grid_worker", ground=("210203001001",)))
    house.hub.ground = lambda bearer: who("grid_worker", ground=())
    assert not house.hub.unsure
    house.hub.hear({"id": "p", "name": "grid.staff_ended", "subject": "p1", "version": 2, "data": {}})
    house.clock.at += 2_000
    assert house.hub.unsure
    house.hub.look()
    written(reader)
    house.hub.hear(fact())
    assert written(reader) == []


def test_whose_ground_cannot_be_asked_for_is_let_go():
    house = House()
    reader = house.read("w", who("grid_worker", ground=("210203001001",)))

    def ground(bearer):
        raise Denied("grid.anything")

    house.hub.ground = ground
    house.hub.look()
    assert reader.ended


def test_at_the_end_everybody_is_told_when_to_come_back():
    house = House()
    reader = house.read()
    house.hub.close()
    assert b"retry: " in written(reader)[-2]
    with refused(Unavailable, "gateway.leaving"):
        house.hub.admit("y")


def test_while_many_are_told_others_have_their_turn_and_who_is_gone_by_then_is_not_told():
    house, turns = House(), []
    readers = [house.read(f"a{n}") for n in range(3 * AT_A_TIME)]

    def breathes():
        turns.append(len(house.hub.readers))
        for one in readers:
            house.hub.leave(one)

    house.hub._breathe = breathes
    house.hub.hear(fact())
    assert turns == [3 * AT_A_TIME, 0, 0]
    assert sum("changed" in kinds(one) for one in readers) == AT_A_TIME
