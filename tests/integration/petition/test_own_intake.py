"""What was brought to the window: copied to its person, put right, counted and erased."""
from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from kernel import clock
from kernel.call import Call
from kernel.db import Database
from kernel.erasing import Kept
from kernel.errors import Conflict, Missing
from kernel.seal import Unopenable
from services.petition.store import said
from tests.integration.everything import left
from tests.integration.petition.front import LAMP, Front
from tests.integration.petition.office import ANYONE, NEIGHBOUR, RESIDENT, SYSTEM
from tests.make import refused


@pytest.fixture
def front(database_of: Callable[[str], Database]) -> Front:
    return Front(database_of("petition"))


def test_gr_407_what_waits_at_the_window_is_open_and_not_granted_by_rule(front: Front) -> None:
    taken, system = front.take(), front.as_(SYSTEM)
    mine = {"account": RESIDENT.id}
    assert system.personal_holding(mine) == {"open": 1, "bound": 0, "free": 0}
    assert system.personal_holding({"matter": taken["id"]}) == {"open": 1, "bound": 0, "free": 0}
    front.confirm(taken, "answer", thing="office_hours", reason="only a question")
    assert system.personal_holding(mine) == {"open": 0, "bound": 0, "free": 1}
    with front.db.transaction() as tx:
        system.erase(tx, Call().system(), [Kept("intake", taken["id"], 2)])
    nothing = {"open": 0, "bound": 0, "free": 0}
    assert system.personal_holding(mine) == system.personal_holding({"matter": taken["id"]}) == nothing


def test_gr_403_nothing_of_who_what_or_where_is_left_of_an_erased_intake(front: Front) -> None:
    taken = front.take()
    front.confirm(taken, "answer", thing="office_hours", reason="only a question")
    assert left(front.db, "121.6") == ["121.6"]
    with front.db.transaction() as tx:
        front.as_(SYSTEM).erase(tx, Call().system(), [Kept("intake", taken["id"], 2)])
    front.db.all("DELETE FROM outbox")
    assert left(front.db, LAMP, "林一", "13800000000", "121.6", front.seal.alias(RESIDENT.id) or "") == []


def test_gr_405_what_was_brought_is_in_the_copy_by_account_page_by_page_and_by_code(front: Front) -> None:
    brought = [front.take(), front.take(text="还有一件")]
    resident, after = front.as_(RESIDENT), None
    found: list[dict[str, Any]] = []
    for _ in range(6):
        page = resident.personal_copy({"limit": 1, "after": after})
        found, after = found + page["items"], page["next"]
        if after is None:
            break
    assert [(one["kind"], one["number"]) for one in found] == [("intake", one["number"]) for one in brought]
    assert found[0]["person"] == {"name": "林一", "phone": "13800000000", "address": "东社区一号", "account": True}
    assert found[0]["record"]["text"] == LAMP
    slip = {"number": brought[0]["number"], "code": brought[0]["query_code"]}
    assert front.as_(ANYONE).personal_copy(slip)["items"] == [found[0]]
    with refused(Missing, "petition.code_unknown"):
        front.as_(ANYONE).personal_copy(slip | {"code": "AAAAAAAA"})
    assert front.as_(NEIGHBOUR).personal_copy({})["next"] == {"of": "intake"}
    assert front.as_(NEIGHBOUR).personal_copy({"after": {"of": "intake"}}) == {"items": [], "next": None}


def test_gr_406_who_brought_something_is_put_right_while_it_is_at_the_window(front: Front) -> None:
    taken = front.take()
    before = front.db.one("SELECT name, phone FROM intake_said")
    slip = {"number": taken["number"], "code": taken["query_code"], "name": "林二"}
    assert front.as_(ANYONE, key="right").personal_correct(slip)["fields"] == ["name"]
    assert front.seen(taken)["contact"] == {"name": "林*", "phone": "138****0000"}
    front.db.all("UPDATE intake_said SET name = %s, phone = %s", before)
    with pytest.raises(Unopenable):
        front.seen(taken)
    front.confirm(front.take(text="又一件"), "answer", thing="office_hours", reason="only a question")
    ((done,),) = front.db.all("SELECT number FROM intake WHERE state = 'answered'")
    with refused(Conflict, "petition.identity_fixed"):
        front.as_(RESIDENT).personal_correct({"number": done, "name": "林二"})


def test_gr_475_what_is_on_its_way_from_the_window_is_put_right_a_moment_later_in_one_place(front: Front) -> None:
    taken = front.take()
    front.confirm(taken)
    slip = {"number": taken["number"], "code": taken["query_code"], "name": "林二"}
    with refused(Conflict, "petition.identity_on_its_way"):
        front.as_(ANYONE).personal_correct(slip)
    front.hear()
    ((order, _),) = front.others.sent("report")
    assert order["reporter"]["name"] == "林一"
    with refused(Conflict, "petition.identity_fixed"):
        front.as_(ANYONE).personal_correct(slip)


def test_by_the_receipt_of_the_window_all_that_was_made_of_it_is_found(front: Front) -> None:
    taken = front.take()
    front.confirm(taken)
    front.hear()
    ((became,),) = front.db.all("SELECT became::text FROM intake")
    slip = {"number": taken["number"], "code": taken["query_code"]}
    assert front.as_(ANYONE).personal_copy(slip)["items"][0]["id"] == became
    assert front.as_(SYSTEM).personal_holding({"matter": became})["free"] == 1


@pytest.mark.parametrize("kind", ["incident", "dispute", "petition"])
def test_gr_406_what_was_put_right_where_it_went_is_not_kept_wrong_at_the_window(front: Front, kind: str) -> None:
    taken = front.take()
    given: dict[str, Any] = {} if kind == "incident" else {"reason": "asked on the telephone"}
    given |= {"opposite": "周二", "thing": "neighbour"} if kind == "dispute" else {}
    front.confirm(taken, kind, **given)
    front.hear()
    ((became, number),) = front.db.all("SELECT became::text, became_number FROM intake")
    system, told = front.as_(SYSTEM), {"subject": became, "data": {"fields": ["name"], "roles": ["applicant"]}}
    for _ in range(2):
        if kind == "petition":
            assert front.as_(RESIDENT).personal_correct({"number": number, "name": "林二"})["fields"] == ["name"]
        else:
            {"incident": system.hear_corrected, "dispute": system.hear_side_corrected}[kind](told)
    assert front.seen(taken)["contact"] == {"name": "", "phone": "138****0000"}
    system.hear_side_corrected({"subject": became, "data": {"fields": ["name", "phone"], "roles": ["respondent"]}})
    assert said.open_(front.db, front.seal, taken["id"]).opposite == ""
    system.hear_corrected({"subject": clock.new_id(), "data": {"fields": ["name"]}})
    assert front.seen(taken)["contact"]["phone"] == "138****0000"
