"""Work that waits for a place."""
from kernel.lane import Lane


def entered(lane, count):
    begun = []
    for n in range(count):
        lane.enter(lambda n=n: begun.append(n))
    return begun


def test_no_more_than_its_width_runs_at_once_and_the_others_follow_in_order():
    lane = Lane(2)
    begun = entered(lane, 4)
    assert begun == [0, 1]
    lane.leave()
    assert begun == [0, 1, 2]
    lane.leave()
    assert begun == [0, 1, 2, 3]


def test_places_come_back_when_nothing_waits():
    lane = Lane(1)
    entered(lane, 1)
    lane.leave()
    assert entered(lane, 1) == [0]


def test_what_is_forgotten_while_waiting_never_begins_and_takes_no_place():
    lane = Lane(1)
    begun = entered(lane, 3)
    lane.clear()
    lane.leave()
    assert begun == [0]
    assert entered(lane, 1) == [0]
