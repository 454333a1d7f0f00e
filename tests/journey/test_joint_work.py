"""What several hands do together, through HTTP: tiers, whistles, tasks, supervision, campaigns, rewards."""
from __future__ import annotations

import pytest

from tests.journey.office import V1, act, day, made, refused, seen, sent, thread
from tests.journey.person import INCIDENTS, PICTURE, photo
from tests.journey.piece import inside
from tests.journey.wait import until

KANGPING, STREET = "210203013008", "210203013000"
PLACE = inside(KANGPING + "007")
STAIRWELL, FIRE_LANE = "E0110", "E0504"
WHISTLES, CALLS, ORDERS = f"{V1}/whistles", f"{V1}/whistle-calls", f"{V1}/work-orders"
SUPERVISIONS, CAMPAIGNS, SITES, REWARDS = (
    f"{V1}/{noun}" for noun in ("supervisions", "campaigns", "campaign-sites", "rewards")
)
TIME_GOES_BY = "UPDATE grid.incident SET climb_at = now() WHERE id = %s"
CLAIMED_BY = """SELECT DISTINCT body::json->>'actor' FROM grid.audit WHERE body::json->>'act' = 'claim_reward'"""
MISSED = """UPDATE grid.obligation SET near_at = now(), due_at = now(), next_at = now()
            WHERE subject = %s AND stage = 'acknowledge'"""


@pytest.fixture(scope="module", autouse=True)
def left(people, ledger):
    """A matter that its community has had for too long; what happens to it by itself takes a while, others go on."""
    desk, worker = people["dispatcher1"], people["kangping7"]
    case = people["resident1"].report(description="样本里二号楼楼道堆满杂物。", point=PLACE, case_type=STAIRWELL)
    view = desk.act(desk.act(case, "accept"), "file", reason="known_already")
    assert view["tier"] == "community"
    view = worker.act(desk.act(view, "dispatch", unit="community_kangping"), "start")
    assert seen(worker, view)["climb_at"] < view["due_at"]
    ledger.rows(TIME_GOES_BY, view["id"])
    return {"code": case["code"]} | view


def test_a_whistle_is_blown_heard_answered_released_and_rated(people, ledger):
    desk, worker, fire, lamps = (people[login] for login in ("dispatcher1", "kangping7", "traffic_liaison1", "sanitation1"))
    case = _filed(people)
    order = {"kind": "emergency", "words": "消防通道被堵，请立即到场。", "point": PLACE,
             "departments": ["traffic_liaison", "sanitation"], "incidents": [case["id"]]}  # fmt: skip
    assert worker.post(WHISTLES, order).code == "grid.whistle_not_your_right"
    assert fire.post(WHISTLES, order).code == "gateway.role_refused"
    blown = made(desk, WHISTLES, order)
    calls = {one["unit"]: one for one in blown["calls"]}
    assert until(lambda: "whistle_heard" in fire.told(calls["traffic_liaison"]["id"]), True)
    assert people["heating1"].ask("GET", f"{WHISTLES}/{blown['id']}").code == "grid.whistle_missing"
    assert refused(people["heating1"], calls["sanitation"], "acknowledge", path=CALLS)[0] == 404
    assert refused(fire, calls["sanitation"], "acknowledge", path=CALLS)[0] in (403, 404)
    # one comes at once, the other lets its time go by
    ledger.rows(MISSED, calls["sanitation"]["id"])
    one = act(fire, CALLS, "acknowledge", calls["traffic_liaison"])
    one = act(fire, CALLS, "arrive", one, point=PLACE)
    assert one["arrived_metres"] == 0
    assert refused(fire, one, "release", path=CALLS, reason="work_done") == (403, "gateway.role_refused")
    one = act(fire, CALLS, "handle", one)
    assert refused(worker, one, "release", path=CALLS, reason="work_done") == (403, "grid.whistle_not_yours")
    one = act(desk, CALLS, "release", one, reason="work_done")
    one = act(desk, CALLS, "rate", one, score=5)
    assert (one["state"], one["breached"]) == ("rated", [])
    late = until(lambda: (now if (now := _call(desk, blown, "sanitation"))["breached"] else None))
    assert late["breached"] == ["acknowledge"]
    assert until(lambda: "deadline_missed" in people["leader1"].told(late["id"]), True)
    assert refused(desk, late, "release", path=CALLS, reason="work_done") == (422, "grid.whistle_nothing_done")
    late = act(lamps, CALLS, "arrive", late, grid=KANGPING + "007")
    assert (late["arrived_grid"], late["arrived_metres"]) == (KANGPING + "007", None)
    act(desk, CALLS, "rate", act(desk, CALLS, "release", late, reason="work_done"), score=2)
    whole = desk.read(f"{WHISTLES}/{blown['id']}")
    assert (whole["open"], whole["ended_at"] is not None) == (0, True)
    _the_figures_of_whistles_open_their_lists(people["leader1"])
    assert thread(people, case)[-6:] == [
        "已吹哨，请交警联络组到场。", "已吹哨，请区环境卫生中心到场。", "交警联络组已应哨报到。",
        "交警联络组应哨任务结束，原因：现场工作已完成。", "区环境卫生中心已应哨报到。",
        "区环境卫生中心应哨任务结束，原因：现场工作已完成。",
    ]  # fmt: skip


def _filed(people):
    """Give a filed report of a blocked fire lane, seen on site, with its code."""
    worker, desk = people["kangping7"], people["dispatcher1"]
    told = {"description": "样本街消防通道被长期占用。", "point": PLACE, "case_type": FIRE_LANE}
    case = people["resident1"].report(**told)
    return case | desk.act(worker.act(desk.act(case, "verify"), "accept"), "file")


def _call(person, blown, unit):
    calls = person.read(f"{WHISTLES}/{blown['id']}")["calls"]
    return next(one for one in calls if one["unit"] == unit)


def _the_figures_of_whistles_open_their_lists(leader):
    for line in leader.read(f"{V1}/whistle-figures")["items"]:
        listed = leader.read(f"{CALLS}?unit={line['unit']}&figure=called&limit=200")["items"]
        assert len(listed) == line["called"]
        missed = [leader.read(f"{CALLS}?unit={line['unit']}&figure=breached_{stage['stage']}&limit=200")["items"]
                  for stage in line["stages"]]  # fmt: skip
        assert [len(found) for found in missed] == [stage["breached"] for stage in line["stages"]]
        assert sum(map(len, missed)) == line["breaches"]


def test_a_task_inside_a_case_and_its_supervision(people):
    desk, leader, fire, worker = (people[login] for login in ("dispatcher1", "leader1", "traffic_liaison1", "kangping7"))
    case = _filed(people)
    view = desk.act(case, "dispatch")
    task = {"on_grid": KANGPING + "007", "words": "请到现场劝离车辆。", "due_on": day(2)}
    assert people["sanitation1"].post(f"{INCIDENTS}/{case['id']}/give-order", task, version=view["version"]).status == 404
    given = act(fire, INCIDENTS, "give-order", view, **task)
    assert given["id"] in {one["id"] for one in worker.read(f"{ORDERS}?limit=200")["items"]}
    assert refused(people["shengli1"], given, "finish", path=ORDERS, words="x")[0] == 404
    assert refused(people["kangping6"], given, "finish", path=ORDERS, words="x") == (403, "grid.order_not_yours")
    given = act(worker, ORDERS, "finish", given, words="车辆已劝离。")
    given = act(people["checker1"], ORDERS, "check", given, passed=True)
    assert given["state"] == "passed"
    view = seen(desk, view)
    supervise = {"level": "supervise", "words": "请说明整改措施。"}
    assert refused(people["checker1"], view, "supervise", **supervise) == (403, "grid.supervision_level_not_yours")
    watched = act(desk, INCIDENTS, "supervise", view, **supervise)
    assert refused(people["heating1"], watched, "answer", path=SUPERVISIONS, words="x")[0] == 404
    watched = act(fire, SUPERVISIONS, "answer", watched, words="已安排每日巡查。")
    watched = act(desk, SUPERVISIONS, "send-back", watched, reason="no_date")
    assert watched["level"] == "list_supervise"
    watched = act(fire, SUPERVISIONS, "answer", watched, words="周五前划线并加装隔离桩。")
    assert refused(desk, watched, "accept", path=SUPERVISIONS) == (403, "grid.supervision_level_not_yours")
    assert act(leader, SUPERVISIONS, "accept", watched)["state"] == "ended"
    zh, en = (thread(people, case, language) for language in ("zh", "en"))
    assert zh[6].startswith("已向网格员下达任务，")
    assert zh[7:9] == ["网格员报告任务已完成，等待核查。", "网格员的任务核查通过。"]
    assert en[7:9] == ["The grid's staff says its task is done; somebody else will check.",
                       "The task of the grid's staff passed its check."]  # fmt: skip
    assert zh[-1] == "交警联络组的督办答复已认可，督办结束。"
    assert all(line[0].isupper() for line in en)


def test_a_campaign_goes_through_its_sites_and_makes_cases(people):
    desk, leader, worker = people["dispatcher1"], people["leader1"], people["kangping7"]
    items = [{"code": "lane_clear", "zh": "消防通道畅通", "en": "Fire lane clear"},
             {"code": "lift_safe", "zh": "电梯年检合格", "en": "Lift inspected"}]  # fmt: skip
    template = {"code": "property_ten", "kind": "property", "title_zh": "物业检查", "title_en": "Property check", "items": items}
    assert desk.post(f"{V1}/campaign-templates", template).code == "gateway.role_refused"
    made(leader, f"{V1}/campaign-templates", template)
    order = {"template": "property_ten", "title": "冬季物业检查", "area": KANGPING, "unit": "housing", "starts_on": day(),
             "ends_on": day(20), "sites": [{"place": KANGPING + "007"}, {"place": KANGPING + "008"}]}  # fmt: skip
    assert worker.post(CAMPAIGNS, order).code == "gateway.role_refused"
    outside = desk.post(CAMPAIGNS, order | {"sites": [{"place": "210203011003001"}]})
    assert (outside.status, outside.code) == (422, "grid.site_outside")
    opened = made(desk, CAMPAIGNS, order)
    sites = desk.read(f"{CAMPAIGNS}/{opened['id']}/sites")["items"]
    site = next(one for one in sites if one["ref"] == KANGPING + "007")
    pieces = [{"kind": "photo_before", "ref": sent(worker, PICTURE)["id"]}]
    hazard = {"description": "单元门前堆放杂物。", "case_type": FIRE_LANE, "evidence": pieces}
    results = [{"item": "lane_clear", "passed": False, "hazard": hazard}, {"item": "lift_safe", "passed": True}]
    assert refused(people["shengli1"], site, "check", path=SITES, results=results)[0] == 404
    done = act(worker, SITES, "check", site, results=results)
    assert (done["checks"], done["failed"], len(done["made"])) == (2, 1, 1)
    case = worker.read(f"{INCIDENTS}/{done['made'][0]['incident']}")
    assert (case["state"], case["place"]["grid"]) == ("filed", KANGPING + "007")
    again = worker.post(f"{SITES}/{site['id']}/check", {"results": results[1:]}, version=done["version"])
    assert (again.status, again.code) == (409, "grid.campaign_item_checked")
    progress = leader.read(f"{CAMPAIGNS}/{opened['id']}/progress")["items"]
    assert [(one["unit"], one["sites"], one["checks"], one["failed"]) for one in progress] == [("housing", 2, 2, 1)]
    failed = leader.read(f"{CAMPAIGNS}/{opened['id']}/checks?passed=false")["items"]
    assert [one["incident"] for one in failed] == [case["id"]]
    assert made(desk, f"{CAMPAIGNS}/{opened['id']}/bulletins", {"words": "一处不合格，已立案。"})["failed"] == 1
    opened = _sites_are_added_line_by_line(desk, opened)
    spots = worker.read(f"{V1}/hot-spots?days=7")["items"]
    spot = next(one for one in spots if (one["place"], one["case_type"]) == (KANGPING + "007", FIRE_LANE))
    behind = worker.read(f"{V1}/hot-spots/list?days=7&limit=200&place={spot['place']}&case_type={spot['case_type']}")["items"]
    assert (case["id"] in [one["id"] for one in behind], len(behind)) == (True, spot["count"])
    assert people["resident1"].ask("GET", f"{V1}/hot-spots").code == "gateway.role_refused"
    assert act(desk, CAMPAIGNS, "end", opened)["state"] == "ended"
    left = leader.read(f"{CAMPAIGNS}/{opened['id']}/sites?figure=unsolved")["items"]
    assert len(left) == 3


def _sites_are_added_line_by_line(desk, opened):
    path, good = f"{CAMPAIGNS}/{opened['id']}/add-sites", {"place": KANGPING, "words": "三号楼电梯"}
    lines = [good, {"place": "210203011003001"}, {"place": KANGPING + "007"}]
    faulty = desk.post(path, {"sites": lines}, version=opened["version"])
    assert (faulty.status, faulty.code) == (422, "grid.sites_faulty")
    assert [(one["pointer"], one["code"]) for one in faulty.body["errors"]] == [
        ("/sites/1", "grid.site_outside"), ("/sites/2", "grid.site_twice"),
    ]  # fmt: skip
    return act(desk, CAMPAIGNS, "add-sites", opened, sites=[good])


def test_a_reported_hazard_is_rewarded_by_a_code_and_no_name(people, ledger):
    desk, leader, counter, nobody = (
        people["dispatcher1"], people["leader1"], people["traffic_liaison1"], people.nobody(),
    )  # fmt: skip
    made(leader, f"{V1}/reward-amounts", {"case_type": FIRE_LANE, "least": 5000, "most": 50000})
    told = {"description": "样本街消防通道装了地锁。", "point": PLACE, "case_type": FIRE_LANE, "unnamed": True}
    case = nobody.report(**told)
    unproven = desk.post(f"{INCIDENTS}/{case['id']}/propose-reward", {"amount": 20000}, version=case["version"])
    assert (unproven.status, unproven.code) == (409, "grid.reward_not_verified")
    view = people["kangping7"].act(desk.act(case, "verify"), "accept")
    proposed = act(desk, INCIDENTS, "propose-reward", view, amount=20000)
    assert refused(desk, proposed, "approve", path=REWARDS) == (403, "gateway.role_refused")
    slip = {"number": case["number"], "code": case["code"]}
    assert nobody.post(f"{REWARDS}/claim", slip).code == "grid.reward_act_not_allowed"
    act(leader, REWARDS, "approve", proposed)
    assert nobody.post(f"{REWARDS}/claim", slip | {"code": "AAAAAAAA"}).code == "grid.reward_missing"
    fetched = people["resident2"].post(f"{REWARDS}/claim", slip)
    assert (fetched.status, fetched.body["amount"]) == (200, 20000)
    assert nobody.post(f"{REWARDS}/claim", slip).code == "grid.reward_act_not_allowed"
    paper = {"number": fetched.body["number"], "code": fetched.body["code"]}
    assert people["kangping7"].post(f"{REWARDS}/pay", paper).code == "gateway.role_refused"
    assert made(counter, f"{REWARDS}/pay", paper, 200)["state"] == "paid"
    assert counter.post(f"{REWARDS}/pay", paper).code == "grid.reward_act_not_allowed"
    until_on = fetched.body["expires_on"]
    assert thread(people, case)[-2:] == [
        f"举报奖励已批准，{until_on}前（含当日）可凭编号和查询码领取兑奖码，不登记姓名。", "举报奖励已兑付。",
    ]  # fmt: skip
    assert ledger.rows(CLAIMED_BY) == [("",)]


def test_what_a_community_does_not_solve_climbs_to_its_street(people, left):
    desk, worker = people["dispatcher1"], people["kangping7"]
    climbed = until(lambda: (now if (now := seen(desk, left))["tier"] == "street" else None))
    assert (climbed["climbed"], climbed["climbed_for"], climbed["due_at"]) == (1, "time", left["due_at"])
    assert thread(people, left)[-1] == "已升至街道协调，原因：本级未在规定时间内办结。"
    assert left["id"] in {one["id"] for one in desk.read(f"{INCIDENTS}?queue=climbed&limit=200")["items"]}
    assert until(lambda: "matter_climbed" in people["leader1"].told(left["id"]), True)
    view = worker.act(climbed, "finish", evidence=photo("photo_before", "photo_after"))
    view = desk.act(people["checker1"].act(view, "check", passed=True), "close")
    assert (view["tier"], view["outcome"]) == ("street", "fixed")
