"""One matter all the way round the loop, through HTTP, as the people of an office, and as the wrong ones too."""
from __future__ import annotations

import re

from tests.journey.office import ATTACHMENTS, V1, act, bytes_of, day, refused, seen, sent, thread, unseen
from tests.journey.person import INCIDENTS, PICTURE, photo
from tests.journey.piece import inside
from tests.journey.wait import until
from tests.picture import SECRET, opened
from tests.picture import photo as camera

KANGPING = "210203013008"
PLACE = inside(KANGPING + "005")
MANHOLE = "F0101"
SAID = "样本路三号门口井盖破损，晚上有老人绊倒。"
LEDGER = [
    "已收到您反映的事项，编号SJ210203某日。",
    "已请网格员到现场核实。",
    "已受理。",
    "已立案。",
    "已派给区排水设施所办理，期限某日。",
    "区市政设施所参加协办。",
    "区排水设施所退回，原因：不属于该单位职责，认为应由供水联络组办理；将重新派遣，办理期限不变。",
    "已派给供水联络组办理，期限某日。",
    "供水联络组再次退回，原因：不在该单位管辖范围，认为应由区排水设施所办理；将由上级裁定责任单位，办理期限不变。",
    "经裁定，由区排水设施所办理，不得再退回。",
    "区排水设施所已开始办理。",
    "区排水设施所已到现场排除危险，继续修复，期限某日。",
    "区排水设施所申请延期2个工作日，原因：等待材料或设备。",
    "同意延期2个工作日，新期限某日。",
    "暂时不能解决，挂账处理，原因：需要等待适宜的季节；某日前复查。",
    "挂账事项已复查；某日前再次复查。",
    "已恢复办理。",
    "区市政设施所已开始协办。",
    "区市政设施所已完成协办部分。",
    "区排水设施所报告已解决，等待核查。",
    "核查通过。",
    "已结案，请您评价。",
    "收到您的评价：5分。",
]
DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}|-[0-9]{8}-[0-9A-Z]+")
HERE = {"lon": PLACE["lon"], "lat": PLACE["lat"]}


def test_a_photo_is_stripped_covered_by_a_worker_and_only_then_shown_to_all(people):
    resident, worker, nobody = people["resident1"], people["kangping5"], people.nobody()
    taken = camera(shade=11, **HERE)
    assert SECRET.encode() in taken
    picture = sent(resident, taken)
    path = f"{ATTACHMENTS}/{picture['id']}"
    pieces = [{"kind": "photo_before", "ref": picture["id"]}]
    case = resident.report(description=SAID, point=PLACE, case_type=MANHOLE, evidence=pieces)
    for size, widest in (("full", 640), ("preview", 480)):
        status, kept = bytes_of(people, f"{path}/content?size={size}", resident.token)
        assert status == 200
        assert SECRET.encode() not in kept
        assert not opened(kept).getexif()
        assert max(opened(kept).size) <= widest
    own, inner = resident.read(path), worker.read(path)
    assert (own["position"], own["taken_at"]) == (None, None)
    assert inner["taken_at"].startswith("2026-03-02")
    assert abs(inner["position"]["lon"] - PLACE["lon"]) < 1e-3
    for stranger in ("shengli1", "sanitation1", "resident2"):
        assert people[stranger].ask("GET", path).code == "gateway.attachment_missing"
    assert bytes_of(people, f"{path}/published")[0] == 404
    face = {"x": 40, "y": 40, "width": 120, "height": 120}
    assert refused(resident, picture, "cover", path=ATTACHMENTS, rectangles=[face]) == (403, "gateway.role_refused")
    assert refused(people["shengli1"], picture, "cover", path=ATTACHMENTS, rectangles=[face])[0] == 404
    picture = act(worker, ATTACHMENTS, "cover", picture, rectangles=[face])
    assert refused(worker, picture, "publish", path=ATTACHMENTS, covered=False) == (422, "gateway.publishing_unconfirmed")
    picture = act(worker, ATTACHMENTS, "publish", picture, covered=True)
    status, shown = bytes_of(people, f"{path}/published")
    assert status == 200
    assert max(abs(c - 96) for c in opened(shown).convert("RGB").getpixel((100, 100))) < 12
    assert bytes_of(people, f"{path}/content")[0] == 401
    act(worker, ATTACHMENTS, "withdraw", picture)
    assert bytes_of(people, f"{path}/published")[0] == 404
    looked = seen(people["checker1"], case)["evidence"][0]
    assert [hint["code"] for hint in looked["hints"]] == []
    used = nobody.ask("POST", f"{V1}/incidents", {"description": "x", "area": KANGPING, "evidence": pieces})
    assert used.status in (400, 409, 422)


def test_who_has_no_account_adds_photos_by_number_and_query_code(people):
    nobody = people.nobody("en")
    case = nobody.report(description=SAID, point=PLACE, case_type=MANHOLE, unnamed=True)
    slip = {"number": case["number"], "code": case["code"]}
    assert nobody.ask("POST", f"{ATTACHMENTS}/ticket", slip | {"code": "AAAAAAAA"}).code == "grid.incident_missing"
    ticket = nobody.ask("POST", f"{ATTACHMENTS}/ticket", slip).body["ticket"]
    unproven = nobody.ask("POST", ATTACHMENTS, raw=PICTURE, content_type="image/jpeg", idempotency_key="k" * 30)
    assert (unproven.status, unproven.code) == (403, "gateway.ticket_missing")
    picture = sent(nobody, camera(shade=31, **HERE), upload_ticket=ticket)
    pieces = [{"kind": "photo_before", "ref": picture["id"]}]
    assert refused(nobody, case, "attach", evidence=pieces)[0] in (403, 404)
    other = nobody.report(description=SAID, point=PLACE, case_type=MANHOLE, unnamed=True)
    foreign = refused(nobody, other, "attach", evidence=pieces, code=other["code"])
    assert foreign == (422, "grid.attachment_missing")
    after = [{"kind": "photo_after", "ref": picture["id"]}]
    assert refused(nobody, case, "attach", evidence=after, code=case["code"]) == (422, "grid.evidence_not_yours")
    view = nobody.act(case, "attach", evidence=pieces, code=case["code"])
    assert seen(people["kangping5"], view)["evidence"][0]["ref"] == picture["id"]
    assert thread(people, case, "en")[-1] == "Photos or documents were added."
    assert people["kangping5"].read(f"{ATTACHMENTS}/{picture['id']}")["position"] is not None


def test_a_danger_goes_round_with_every_turn_and_its_reporter_reads_all_of_it(people):
    resident, desk, worker, leader = (people[login] for login in ("resident1", "dispatcher1", "kangping5", "leader1"))
    case = resident.report(description=SAID, point=PLACE, case_type=MANHOLE, evidence=photo("photo_before"))
    _is_nobody_elses(people, case)
    looked = worker.act(desk.act(case, "verify"), "accept")
    view = desk.act(looked, "file")
    suggested = desk.read(f"{INCIDENTS}/{view['id']}/suggested-units")["items"]
    assert [one["unit"] for one in suggested] == ["drainage", "community_kangping"]
    view = desk.act(view, "dispatch", helpers=["municipal_works"])
    due = view["due_at"]
    assert refused(people["sanitation1"], view, "start") == (404, "grid.incident_missing")
    assert refused(people["drainage1"], view, "return", reason="too_hard", proposed="water_supply")[0] == 422
    view = people["drainage1"].act(view, "return", reason="not_our_duty", proposed="water_supply")
    view = people["water_supply1"].act(desk.act(view, "dispatch", unit="water_supply"), "return",
                                       reason="not_our_area", proposed="drainage")  # fmt: skip
    assert (view["state"], view["unit"]) == ("arbitrating", None)
    assert refused(desk, view, "arbitrate", unit="drainage") == (403, "gateway.role_refused")
    view = leader.act(view, "arbitrate", unit="drainage")
    assert view["due_at"] == due
    officer = people["drainage1"]
    assert refused(officer, view, "return", reason="not_our_duty", proposed="heating") == (409, "grid.arbiter_decided")
    view = officer.act(view, "start")
    assert refused(officer, view, "request-extension", days=2, reason="material") == (409, "grid.not_safe_yet")
    view = officer.act(view, "make-safe", told="已放围挡和警示灯。")
    assert view["due_at"] > due
    view = _given_more_time_hung_up_and_taken_up_again(people, view)
    view = _finished_with_what_its_kind_asks_for(people, view)
    view = _checked_by_somebody_else(people, view)
    assert refused(people["resident2"], view, "rate", score=1, solved=False)[0] in (403, 404)
    resident.act(view, "rate", score=5, solved=True)
    zh, en = (thread(people, case, language) for language in ("zh", "en"))
    assert [DATE.sub("某日", line) for line in zh] == LEDGER
    assert (day(30) in zh[14], day(60) in zh[15]) == (True, True)
    assert len(en) == len(zh)
    assert all(line.isascii() for line in en)
    heard = ["matter_received", "matter_accepted", *["matter_dispatched"] * 3, "matter_started", "matter_made_safe",
             "matter_extended", "matter_hung", "matter_resumed", "matter_closed"]  # fmt: skip
    assert until(lambda: sorted(resident.told(case["id"])), sorted(heard))


def _is_nobody_elses(people, case):
    for stranger in ("shengli1", "sanitation1", "resident2"):
        assert unseen(people[stranger], case) == "grid.incident_missing"
    assert unseen(people.nobody(), case) == "gateway.token_missing"
    assert unseen(people["operator1"], case) == "grid.incident_missing"
    assert refused(people["shengli1"], case, "accept")[0] == 404
    assert refused(people["resident2"], case, "accept") == (403, "gateway.role_refused")
    assert refused(people["kangping5"], case, "accept") == (403, "grid.not_sent_to_verify")


def _given_more_time_hung_up_and_taken_up_again(people, view):
    officer, desk, leader = people["drainage1"], people["dispatcher1"], people["leader1"]
    view = officer.act(view, "request-extension", days=2, reason="material")
    assert refused(officer, view, "approve-extension") == (403, "gateway.role_refused")
    before = view["due_at"]
    view = leader.act(view, "approve-extension")
    assert view["due_at"] > before
    plan = {"reason": "season", "plan": "待气温回升后更换井座。", "review_on": day(30)}
    assert refused(officer, view, "hang", **plan) == (403, "gateway.role_refused")
    assert refused(desk, view, "hang", **plan | {"review_on": day(200)}) == (422, "grid.review_far")
    view = desk.act(view, "hang", **plan)
    clocks = {one["stage"]: one["state"] for one in seen(desk, view)["clocks"] if one["state"] != "stopped"}
    assert clocks == {"handle": "paused", "review": "running", "whole": "running"}
    assert view["id"] in {one["id"] for one in desk.read(f"{INCIDENTS}?state=hung&limit=200")["items"]}
    view = desk.act(view, "review", review_on=day(60))
    assert seen(desk, view)["plan"] == plan["plan"]
    return desk.act(view, "resume")


def _finished_with_what_its_kind_asks_for(people, view):
    officer, helper = people["drainage1"], people["municipal_works1"]
    pieces = photo("photo_before", "photo_after")
    assert refused(officer, view, "finish", evidence=pieces) == (409, "grid.parts_open")
    part = next(one for one in helper.read(f"{V1}/parts")["items"] if one["incident"] == view["id"])
    assert refused(people["heating1"], part, "finish", path=f"{V1}/parts")[0] == 404
    assert seen(helper, view)["unit"] == "drainage"
    act(helper, f"{V1}/parts", "finish", act(helper, f"{V1}/parts", "start", part))
    view = seen(officer, view)
    assert refused(officer, view, "finish", evidence=photo("photo_before")) == (422, "grid.evidence_missing")
    note = [{"kind": "note", "words": "已处理"}]
    assert refused(officer, view, "finish", evidence=note) == (422, "grid.evidence_missing")
    assert refused(people["dispatcher1"], view, "close") == (409, "grid.incident_act_not_allowed")
    after = sent(officer, camera(shade=21, **HERE))
    pieces = [{"kind": "photo_after", "ref": after["id"]}, *photo("photo_before")]
    return officer.act(view, "finish", evidence=pieces, told="已更换井盖，请放心通行。")


def _checked_by_somebody_else(people, view):
    assert refused(people["drainage1"], view, "check", passed=True) == (403, "gateway.role_refused")
    assert refused(people["shengli1"], view, "check", passed=True)[0] == 404
    hints = [one["code"] for piece in seen(people["checker1"], view)["evidence"] for one in piece["hints"]]
    assert "taken_before_dispatch" in hints
    view = people["checker1"].act(view, "check", passed=True)
    return people["dispatcher1"].act(view, "close")

