"""Who takes over, when the one who was to do so leaves too, has left already, or when a leave cannot be carried out."""
from __future__ import annotations

import pytest

from kernel import clock
from kernel.call import Actor
from services.grid.service.staff.leave import StaffLeaving
from services.grid.store.staff import leave as store
from tests.integration.grid.incident.test_race import at_once
from tests.integration.grid.people.test_staff import stand_in
from tests.integration.grid.people.test_staff_leave import TODAY, leave, sweep, work_of_ben
from tests.integration.grid.post import ANN, BEN, CAT, appoint
from tests.integration.grid.town import EAST, EAST_GRID, LEADER, Town


def handler(town: Town) -> str | None:
    row = town.db.one("SELECT handler FROM incident")
    assert row is not None
    return row[0]  # type: ignore[no-any-return]


def told(town: Town, name: str) -> list[dict[str, object]]:
    return [event["data"] for event in town.told() if event["name"] == name]


def test_gr_54_a_successor_who_has_left_before_the_day_takes_over_nothing(town: Town) -> None:
    appoint(town, BEN)
    appoint(town, CAT)
    appoint(town, ANN, role="grid_head")
    work_of_ben(town)
    leave(town, on="2026-03-10", successors=[{"place": EAST, "account": CAT}])
    leave(town, account=CAT)
    town.later(days=10)
    sweep(town)
    assert handler(town) == ANN


@pytest.mark.parametrize("turn", range(4))
def test_gr_54_of_two_who_leave_at_once_neither_inherits_from_the_other(town: Town, turn: int) -> None:
    appoint(town, BEN)
    appoint(town, CAT)
    work_of_ben(town)
    gone = [
        (town.as_(LEADER).leave, {"account": one, "on": TODAY, "reason": "resigned", "successors": named})
        for one, named in ((BEN, [{"place": EAST, "account": CAT}]), (CAT, []))
    ]
    at_once(*(gone if turn % 2 else reversed(gone)))
    assert town.count("staff_leave") >= 1
    for account in (BEN, CAT):
        if town.db.one("SELECT 1 FROM staff_leave WHERE account = %s", (account,)):
            assert handler(town) != account


def test_gr_54_a_leave_that_is_broken_holds_up_no_other(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    appoint(town, BEN)
    appoint(town, CAT)
    leave(town, on="2026-03-10")
    leave(town, account=CAT, on="2026-03-11")
    town.later(days=20)
    whole = StaffLeaving._carry_due

    def carry(self: StaffLeaving, tx: object, before: object, call: object) -> None:
        if before.account == BEN:  # type: ignore[attr-defined]
            raise RuntimeError
        whole(self, tx, before, call)  # type: ignore[arg-type]

    monkeypatch.setattr(StaffLeaving, "_carry_due", carry)
    sweep(town)
    states = dict(town.db.all("SELECT account, state FROM staff_leave"))
    assert states == {BEN: "planned", CAT: "done"}
    monkeypatch.undo()
    sweep(town)
    assert town.db.one("SELECT count(*) FROM staff_leave WHERE state = 'done'") == (2,)


def test_gr_54_who_stands_in_again_after_leaving_may_work_on_those_days(town: Town) -> None:
    held = appoint(town, ANN)
    appoint(town, CAT)
    leave(town, account=CAT)
    stand_in(town, held, CAT, TODAY, "2026-03-05")
    with town.db.transaction() as tx:
        store.stay(tx, Actor(id=CAT, role="grid_worker", area=EAST), on=clock.today(town.at))


def test_those_whom_it_concerns_hear_in_person_and_the_facts_name_no_account(town: Town) -> None:
    post = appoint(town, BEN)
    held = appoint(town, ANN, role="grid_head")
    stand_in(town, held, CAT, TODAY, "2026-03-20")
    work_of_ben(town)
    leave(town, account=BEN)
    town.as_(LEADER).end_post({"post": held["id"], "version": 1, "on": "2026-03-05"})
    name = {one: town.seal.alias(one) for one in (ANN, BEN, CAT)}
    assert [one["party"] for one in told(town, "grid.staff_appointed")] == [name[BEN], name[ANN]]
    [stood] = told(town, "grid.staff_stood_in")
    assert (stood["party"], stood["holder"]) == (name[CAT], name[ANN])
    [ended] = told(town, "grid.staff_stand_in_ended")
    assert (ended["party"], ended["holder"], ended["valid_until"]) == (name[CAT], name[ANN], "2026-03-05")
    assert [one["heir"] for one in told(town, "grid.incident_reassigned")] == [name[CAT]]  # who stands in for the head
    assert [one["party"] for one in told(town, "grid.staff_left")] == [name[BEN]]
    bodies = [body for (body,) in town.db.all("SELECT body FROM outbox WHERE name LIKE 'grid.staff%%'")]
    assert bodies
    assert not [one for one in (ANN, BEN, CAT) if any(one in str(body) for body in bodies)]
    assert (post["place"], handler(town)) == (EAST_GRID, CAT)
