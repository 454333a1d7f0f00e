"""The main job all the way round, through HTTP, as each person whose part it is."""
from __future__ import annotations

from datetime import UTC, datetime

from tests.journey.person import INCIDENTS, photo
from tests.journey.wait import until
from tools.demo.ground import Ground
from tools.demo.message import Message
from tools.stack import XIGANG

PLACE = Ground(XIGANG).point(Message("one", "", 0.0))
SHENGLI = "210203011003"


def test_a_named_report_goes_round_with_every_turn_and_a_second_round(people):
    resident, desk, officer = people["resident1"], people["dispatcher1"], people["street_lighting1"]
    receipt = resident.report(point=PLACE)
    assert receipt["state"] == "reported"
    assert receipt["number"].startswith("SJ")
    view = desk.act(receipt, "locate", point={**PLACE, "system": "wgs84"})
    view = desk.act(view, "accept", case_type="F0103", told="已受理，将尽快派人查看。", note="来电人着急")
    view = desk.act(view, "file", reason="evident")
    view = desk.act(view, "dispatch", unit="sanitation")
    view = people["sanitation1"].act(view, "return", reason="not_our_duty", proposed="street_lighting")
    assert (view["state"], view["unit"]) == ("filed", None)
    view = desk.act(view, "dispatch")
    assert view["unit"] == "street_lighting"
    view = officer.act(view, "start")
    asked = officer.act(view, "request-extension", days=2, reason="material")
    refused = officer.post(f"{INCIDENTS}/{view['id']}/approve-extension", {}, version=asked["version"])
    assert (refused.status, refused.code) == (403, "gateway.role_refused")
    longer = people["leader1"].act(asked, "approve-extension")
    assert datetime.fromisoformat(longer["due_at"]) > datetime.fromisoformat(asked["due_at"])
    unproven = officer.post(f"{INCIDENTS}/{view['id']}/finish", {"evidence": []}, version=longer["version"])
    assert (unproven.status, unproven.code, unproven.body["pointer"]) == (422, "grid.evidence_missing", "/evidence")
    view = officer.act(longer, "finish", evidence=photo(), told="已更换灯泡。")
    view = people["checker1"].act(view, "check", passed=False, reason="partly_done")
    assert view["state"] == "rework"
    view = officer.act(view, "finish", evidence=photo())
    view = people["checker2"].act(view, "check", passed=True)
    view = people["dispatcher2"].act(view, "close")
    rate, good = f"{INCIDENTS}/{view['id']}/rate", {"score": 5, "solved": True}
    assert people["resident2"].post(rate, good, version=view["version"]).status in (403, 404)
    view = resident.act(view, "rate", score=2, solved=False)
    twice = resident.post(rate, good, version=view["version"])
    assert (twice.status, twice.code) == (409, "grid.already_rated")
    view = resident.act(view, "reopen", reason="not_solved")
    assert (view["state"], view["round"]) == ("accepted", 2)
    view = _solved(people, view)
    view = resident.act(view, "rate", score=5, solved=True)
    assert (view["state"], view["round"]) == ("closed", 2)
    _each_who_should_hear_has_heard(people, receipt["id"])
    _staff_and_reporter_see_their_thread(people, receipt)


def _solved(people, view):
    """Take an accepted incident to its close in the straight way."""
    desk, officer = people["dispatcher1"], people["street_lighting1"]
    for person, act, body in (
        (desk, "file", {"reason": "told_by_phone"}), (desk, "dispatch", {}), (officer, "start", {}),
        (officer, "finish", {"evidence": photo()}),
        (people["checker1"], "check", {"passed": True}), (desk, "close", {}),
    ):  # fmt: skip
        view = person.act(view, act, **body)
    return view


def _each_who_should_hear_has_heard(people, incident):
    solving = ["matter_dispatched", "matter_started"]
    first = ["matter_received", "matter_accepted", "matter_dispatched", *solving, "matter_extended", "matter_closed"]
    expected = {
        "resident1": [*first, "matter_reopened", *solving, "matter_closed"],
        "sanitation1": ["task_given"],
        "street_lighting1": [*["task_given", "matter_rated"] * 2, "extension_granted", "rework_wanted"],
        "checker1": ["check_wanted"] * 3,
        "dispatcher2": [
            "incident_arrived", "task_returned", "extension_asked", "incident_reopened",
            *["incident_filed", "check_passed"] * 2,
        ],
        "resident2": [], "heating1": [], "leader1": [],
    }  # fmt: skip
    assert until(lambda: {login: sorted(people[login].told(incident)) for login in expected}, {
        login: sorted(templates) for login, templates in expected.items()
    })  # fmt: skip


def _staff_and_reporter_see_their_thread(people, receipt):
    asked = {"number": receipt["number"], "code": receipt["code"]}
    zh, en = (people.nobody(language).ask("POST", "/api/v1/progress", asked).body for language in ("zh", "en"))
    inside = people["leader1"].read(f"{INCIDENTS}/{receipt['id']}")
    assert [step["act"] for step in zh["steps"]] == [step["act"] for step in en["steps"]]
    assert [step["act"] for step in zh["steps"]] == [step["act"] for step in inside["steps"]]
    assert len(zh["steps"]) == inside["version"]
    assert "已受理，将尽快派人查看。" in {step["told"] for step in zh["steps"]}
    assert "来电人着急" in {step["note"] for step in inside["steps"]}
    assert "来电人着急" not in str(zh)
    for one, other in zip(zh["steps"], en["steps"], strict=True):
        assert not one["words"].isascii()
        assert one["words"] != other["words"]
    wrong = people.nobody().ask("POST", "/api/v1/progress", asked | {"code": "AAAAAAAA"})
    assert (wrong.status, wrong.body.get("steps")) == (404, None)


def test_what_two_units_give_back_is_decided_by_a_leader_and_done_with_help(people):
    desk, leader = people["dispatcher1"], people["leader1"]
    view = desk.act(people["resident1"].report(area=SHENGLI, case_type="F0103"), "accept")
    unseen = desk.post(f"{INCIDENTS}/{view['id']}/file", {}, version=view["version"])
    assert (unseen.status, unseen.code, unseen.body["pointer"]) == (422, "grid.verification_needed", "/reason")
    view = desk.act(view, "file", reason="ordered")
    due = None
    for unit, other in (("sanitation", "heating"), ("heating", "sanitation")):
        view = desk.act(view, "dispatch", unit=unit)
        assert due in (None, view["due_at"])
        due = view["due_at"]
        view = people[f"{unit}1"].act(view, "return", reason="not_our_duty", proposed=other)
    assert (view["state"], view["unit"]) == ("arbitrating", None)
    suggested = desk.read(f"{INCIDENTS}/{view['id']}/suggested-units")["items"]
    assert (suggested[0]["unit"], suggested[0]["reason"]) == ("street_lighting", "answers_for_kind")
    view = leader.act(view, "arbitrate", unit="street_lighting")
    assert view["due_at"] == due
    officer = people["street_lighting1"]
    third = officer.post(
        f"{INCIDENTS}/{view['id']}/return", {"reason": "not_our_duty", "proposed": "heating"}, version=view["version"]
    )
    assert (third.status, third.code) == (409, "grid.arbiter_decided")
    view = officer.act(desk.act(view, "join", unit="heating"), "start")
    part = next(one for one in people["heating1"].read("/api/v1/parts")["items"] if one["incident"] == view["id"])
    early = officer.post(f"{INCIDENTS}/{view['id']}/finish", {"evidence": photo()}, version=view["version"])
    assert (early.status, early.code) == (409, "grid.parts_open")
    done = people["heating1"].post(f"/api/v1/parts/{part['id']}/finish", {}, version=part["version"])
    assert (done.status, done.body["state"]) == (200, "done")
    view = officer.act(officer.read(f"{INCIDENTS}/{view['id']}"), "finish", evidence=photo())
    view = desk.act(people["checker1"].act(view, "check", passed=True), "close")
    assert (view["state"], view["outcome"], view["tier"]) == ("closed", "fixed", "district")
    closed = [line for line in leader.read("/api/v1/tiers")["items"] if line["outcome"] == "fixed"]
    behind = leader.read(f"{INCIDENTS}?queue=all&limit=200&tier=district&outcome=fixed")["items"]
    assert sum(line["count"] for line in closed if line["tier"] == "district") == len(behind) > 0
    told = until(lambda: "decision_wanted" in leader.told(view["id"]), True)
    assert told


def test_an_unnamed_report_is_followed_rated_and_reopened_by_its_code(people):
    nobody = people.nobody("en")
    receipt = nobody.report(unnamed=True, area=SHENGLI, case_type="F0103", description="小区门口路灯不亮。")
    proof = {"code": receipt["code"]}
    view = people["dispatcher2"].act(receipt, "accept")
    view = _solved(people, view)
    unproven = nobody.post(f"{INCIDENTS}/{view['id']}/rate", {"score": 5, "solved": True}, version=view["version"])
    assert unproven.status in (403, 404)
    view = nobody.act(view, "rate", score=4, solved=True, **proof)
    view = nobody.act(view, "reopen", reason="came_back", **proof)
    assert (view["state"], view["round"]) == ("accepted", 2)
    told = nobody.ask("POST", "/api/v1/progress", {"number": receipt["number"], **proof}).body
    assert (told["state"], told["round"], told["steps"][-1]["act"]) == ("accepted", 2, "reopen")
    kept = people["dispatcher1"].read(f"{INCIDENTS}/{receipt['id']}")["reporter"]
    assert kept == {"named": False, "name": "", "phone": ""}


def test_a_grid_worker_solves_on_the_spot_and_another_checks(people):
    worker = people["shengli1"]
    view = worker.report(area=SHENGLI, case_type="F0103", solved=True, evidence=photo(), description="已扶正路灯。")
    # one in five is checked; the rest is closed by the desk as it stands
    assert view["state"] in ("handled", "self_handled")
    own = people["shengli2"].post(f"{INCIDENTS}/{view['id']}/check", {"passed": True}, version=view["version"])
    assert (own.status, own.code) == (403, "grid.checker_solved")
    view = people["checker1"].act(view, "check", passed=True)
    assert people["dispatcher1"].act(view, "close")["state"] == "closed"
    filed = worker.report(area=SHENGLI, case_type="F0103", description="路灯闪烁。")
    assert filed["state"] == "filed"


def test_lists_overview_and_deliveries_tell_what_has_happened(people, ledger):
    desk = people["dispatcher1"]
    for _ in range(55):
        desk.report(area=SHENGLI, case_type="F0103")
    seen, cursor = [], ""
    while cursor is not None:
        page = desk.read(f"{INCIDENTS}?queue=all&limit=50" + (f"&cursor={cursor}" if cursor else ""))
        seen += [item["id"] for item in page["items"]]
        cursor = page["next"]
    assert sorted(seen) == sorted(row[0] for row in ledger.rows("SELECT id::text FROM grid.incident"))
    overview = people["leader1"].read("/api/v1/overview")
    counted = {line["key"]: line["count"] for line in overview["by_state"]}
    assert counted == dict(ledger.rows("SELECT state, count(*) FROM grid.incident GROUP BY state"))
    own = people["heating1"].read(f"{INCIDENTS}?queue=all")["items"]
    assert {item["unit"] for item in own} <= {"heating"}
    assert ledger.settled(ledger.acts()) == {}
    delivered = people["operator1"].read("/api/v1/deliveries?state=delivered&limit=5")["items"]
    assert len(delivered) == 5
    assert all(item["receipt"] for item in delivered)


def test_a_matter_handed_to_petition_keeps_one_thread_until_the_answer(people):
    resident, desk, officer = people["resident1"], people["dispatcher1"], people["street_lighting1"]
    receipt = resident.report(area=SHENGLI, case_type="F0103", description="多次反映路灯问题，要求答复。")
    desk.act(desk.act(receipt, "accept"), "hand-over", to="petition", reason="claim")
    number = until(lambda: _thread(people, receipt)["handed"])
    assert number.startswith("XF")
    held = next(p for p in desk.read("/api/v1/petitions?queue=open")["items"] if p["number"] == number)
    view = _act(desk, f"/api/v1/petitions/{held['id']}", "forward", held, unit="street_lighting", reason="归口办理")
    view = _act(officer, f"/api/v1/petitions/{held['id']}", "accept", view, purpose="appeal", competence="line_duty")
    finding = {"claim": 1, "outcome": "support", "finding": "反映属实，已安排更换。", "basis": "《城市照明管理规定》"}
    organ = {"review_organ": "示例市城市照明主管部门", "review_contact": "示例路1号"}
    _act(officer, f"/api/v1/petitions/{held['id']}", "answer", view, findings=[finding], **organ)
    assert until(lambda: _thread(people, receipt)["state"], "closed")
    assert until(lambda: len(_thread(people, receipt)["facts"]), 4)
    for word in ("已登记", "已转送", "已受理", "已答复"):
        assert any(word in fact for fact in _thread(people, receipt)["facts"]), word
    assert until(lambda: "matter_closed" in resident.told(receipt["id"]), True)
    assert {"matter_received", "matter_accepted", "matter_handed_over"} <= set(resident.told(receipt["id"]))


def test_a_form_is_filled_from_what_anyone_may_read(people):
    stranger = people.nobody()
    kinds = stranger.ask("GET", "/api/v1/case-types")
    assert kinds.headers["ETag"].strip('"').partition(".")[0] == str(kinds.body["version"])
    lamp = next(kind for kind in kinds.body["items"] if kind["name"] == "路灯不亮")
    grid = _grids(stranger)[0]
    receipt = stranger.report(area=grid["code"], case_type=lamp["code"])
    assert (receipt["case_type"], receipt["area"]) == ("F0103", grid["code"][:12])


def _grids(who, under=""):
    level = who.read(f"/api/v1/areas?under={under}" if under else "/api/v1/areas")
    below = (_grids(who, one["code"]) for one in level["items"] if one["below"])
    return level["grids"] or next(filter(None, below), [])


def test_px_07_the_petition_department_of_the_district_routes_and_does_not_decide(people):
    desk, department = people["dispatcher1"], people["petition_office1"]
    held = people["resident1"].post("/api/v1/petitions", {"claims": [{"request": "请公开维修基金"}], "area": SHENGLI}).body
    view = _act(desk, f"/api/v1/petitions/{held['id']}", "forward", held, unit="petition_office", reason="统一受理")
    merits = {"purpose": "appeal", "competence": "line_duty"}
    refused = department.post(f"/api/v1/petitions/{held['id']}/accept", merits, version=view["version"])
    assert (refused.status, refused.code) == (403, "petition.department_only_routes")
    assert until(lambda: department.told(held["id"]), ["petition_given"])


def test_a_matter_handed_to_mediation_keeps_one_thread_until_the_agreement(people, ledger):
    resident, desk, officer = people["resident2"], people["dispatcher1"], people["community_affairs1"]
    receipt = resident.report(
        area=SHENGLI, description="楼上漏水，多次协商未果。", reporter={"name": "示例居民乙", "phone": "13800000000"}
    )
    desk.act(desk.act(receipt, "accept"), "hand-over", to="mediation", reason="dispute")
    number = until(lambda: _thread(people, receipt)["handed"])
    assert number.startswith("TJ")
    held = next(d for d in desk.read("/api/v1/disputes?queue=open")["items"] if d["number"] == number)
    path = f"/api/v1/disputes/{held['id']}"
    view = _act(desk, path, "join", held, role="respondent", person={"name": "示例邻居"})
    parties = [party["id"] for party in view["parties"]]
    for party in parties:
        view = _act(desk, path, "consent", view, party=party, agreed=True, how="in_person")
    mediator = officer.read("/api/v1/me")["id"]
    view = _act(
        desk, path, "assign", view, mediator=mediator, unit="community_affairs", interest="none", accepted_by=parties
    )
    for party in parties:
        view = _act(desk, path, "acknowledge", view, party=party, how="in_person")
    now = datetime.now(UTC)
    held_at = {"held_at": now.isoformat(), "place": "示例社区调解室", "attended": parties, "record": "双方陈述了经过。"}
    view = _act(officer, path, "sessions", view, **held_at)
    oral = {"agreed_at": now.isoformat(), "content": "一周内修好并赔礼。", "reason": "当场履行", "unneeded_by": parties}
    _act(officer, path, "conclude", view, oral=oral)
    assert until(lambda: _thread(people, receipt)["state"], "closed")
    shown = len(ledger.rows("SELECT 1 FROM mediation.step WHERE dispute = %s", held["id"]))
    assert until(lambda: len(_thread(people, receipt)["facts"]), shown)
    assert any("协议" in fact for fact in _thread(people, receipt)["facts"])
    assert until(lambda: "matter_closed" in resident.told(receipt["id"]), True)


def _act(who, path, act, view, **body):
    answer = who.post(f"{path}/{act}", body, version=view["version"])
    assert answer.status == 200, (act, answer)
    return answer.body


def _thread(people, receipt):
    """Give state, number in the other service and what it told, as staff see it; the reporter must see the same."""
    view = people["dispatcher1"].read(f"{INCIDENTS}/{receipt['id']}")
    asked = {"number": receipt["number"], "code": receipt["code"]}
    told = people["leader1"].ask("POST", "/api/v1/progress", asked).body["steps"]  # with an account: no quota
    assert [step["words"] for step in view["steps"]] == [step["words"] for step in told[: len(view["steps"])]]
    facts = [step["words"] for step in view["steps"] if step["act"] in ("follow", "conclude")]
    return {"state": view["state"], "handed": view["handed_number"], "facts": facts}
