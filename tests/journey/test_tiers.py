"""Community, street and district, each walked as the people of its office: what they close, pass on, call for and get back."""
from __future__ import annotations

import pytest

from tests.journey.office import V1, act, made, refused, seen, thread
from tests.journey.person import INCIDENTS, photo
from tests.journey.wait import until

SHENGLI, STAIRWELL, FIRE_LANE, SNOW = "210203011003", "E0110", "E0504", "E0407"
WHISTLES, CALLS = f"{V1}/whistles", f"{V1}/whistle-calls"
MISSED = """UPDATE grid.obligation SET near_at = now(), due_at = now(), next_at = now()
            WHERE subject = %s AND stage = 'acknowledge'"""


def _filed(people, desk, kind):
    case = people["resident1"].report(description="样本楼前有情况。", area=SHENGLI, case_type=kind)
    return case | desk.act(desk.act(case, "accept"), "file", reason="known_already")


@pytest.mark.parametrize(
    ("kind", "tier", "desk", "officer"),
    [(STAIRWELL, "community", "shengli_desk1", "shengli_office1"), (SNOW, "street", "renmin_desk1", "renmin1")],
)
def test_each_office_closes_what_begins_with_it_and_nothing_climbs(people, kind, tier, desk, officer):
    view = _filed(people, people[desk], kind)
    view = people[officer].act(people[desk].act(view, "dispatch"), "start")
    view = people[officer].act(view, "finish", evidence=photo("photo_before", "photo_after"))
    view = people[desk].act(people["checker1"].act(view, "check", passed=True), "close")
    view = seen(people[desk], view)
    assert (view["tier"], view["climbed"], view["outcome"]) == (tier, 0, "fixed")


def test_what_two_offices_give_back_climbs_to_the_district_where_its_leader_decides(people):
    community, street = people["shengli_desk1"], people["renmin_desk1"]
    case = _filed(people, community, STAIRWELL)
    view = community.act(case, "dispatch")
    assert (view["tier"], view["unit"]) == ("community", "community_shengli")
    view = people["shengli_office1"].act(view, "return", reason="not_our_duty", proposed="street_renmin")
    view = seen(street, street.act(view, "dispatch", unit="street_renmin"))
    assert (view["tier"], view["climbed_for"]) == ("street", "kind")
    view = people["renmin1"].act(view, "return", reason="not_our_duty", proposed="urban_management")
    view = seen(people["renmin_leader1"], view)
    assert (view["state"], view["tier"], view["climbed_for"]) == ("arbitrating", "district", "returns")
    assert refused(people["renmin_leader1"], view, "arbitrate", unit="urban_management") == (403, "grid.arbiter_below")
    view = people["leader1"].act(view, "arbitrate", unit="urban_management")
    officer = people["urban_management1"]
    view = officer.act(officer.act(view, "start"), "finish", evidence=photo("photo_before", "photo_after"))
    view = people["dispatcher1"].act(people["checker1"].act(view, "check", passed=True), "close")
    assert (view["tier"], view["outcome"]) == ("district", "fixed")
    given_back = [words for words in thread(people, case) if "退回，" in words or "已升至" in words]
    assert given_back == [
        "胜利社区退回，原因：不属于该单位职责，认为应由人民广场街道办事处办理；将重新派遣，办理期限不变。",
        "已升至街道协调，原因：需要上一级单位办理。",
        "人民广场街道办事处再次退回，原因：不属于该单位职责，认为应由区城市管理综合行政执法队办理；将由上级裁定责任单位，办理期限不变。",
        "已升至区协调，原因：两次退回。",
    ]


def _call(person, call):
    return next(one for one in person.read(f"{CALLS}?limit=200")["items"] if one["id"] == call["id"])


def test_a_street_calls_a_department_whose_head_hears_when_it_does_not_come(people, ledger):
    street, called = people["renmin_desk1"], people["traffic_liaison1"]
    case = _filed(people, street, FIRE_LANE)
    order = {"kind": "emergency", "words": "请到现场疏导。", "area": SHENGLI, "departments": ["traffic_liaison"],
             "incidents": [case["id"]]}  # fmt: skip
    (call,) = made(street, WHISTLES, order)["calls"]
    assert until(lambda: "whistle_heard" in called.told(call["id"]), True)
    ledger.rows(MISSED, call["id"])
    assert until(lambda: "whistle_breached" in people["traffic_head1"].told(call["id"]), True)
    call = act(called, CALLS, "arrive", _call(called, call), grid=SHENGLI + "001")
    gate = people["dispatcher1"].post(f"{CALLS}/{call['id']}/release", {"reason": "work_done"}, version=call["version"])
    assert (gate.code, gate.body["facts"]["unit"]) == ("grid.whistle_not_yours", "street_renmin")
    assert gate.body["detail"] == "只有人民广场街道办事处可以这样操作；放行和评价只由吹哨单位作出。"
    call = act(street, CALLS, "release", call, reason="work_done")
    assert act(street, CALLS, "rate", call, score=2)["breached"] == ["acknowledge"]
    assert seen(people["shengli_desk1"], case)["id"] == street.read(f"{INCIDENTS}/{case['id']}")["id"]
