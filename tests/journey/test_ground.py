"""The ground as the people of an office keep it, through HTTP: borders, areas, posts, a day outside, and what may be asked."""
from __future__ import annotations

import json
import urllib.request
import uuid
import xml.etree.ElementTree as ET
from datetime import UTC, datetime, timedelta
from urllib.error import HTTPError

from owslib.ogcapi.features import Features
from shapely.geometry import mapping, shape

from kernel import clock
from tests.journey.person import INCIDENTS, photo
from tests.journey.piece import at, corner, drawn, inside
from tests.journey.wait import until

V1 = "/api/v1"
SHENGLI, KANGPING, XINHE = "210203011003", "210203013008", "210203010002"
FIRST, SECOND, THIRD, FOURTH = (f"{KANGPING}00{number}" for number in range(1, 5))
CHANGES = f"{V1}/border-changes"
LAMP = "F0103"


def test_a_border_moves_and_what_lies_behind_it_goes_along(people):
    desk, resident = people["dispatcher1"], people["resident1"]
    was, piece = drawn(FIRST, SECOND), corner(FIRST, SECOND)
    less, more = was[FIRST].difference(piece), was[SECOND].union(piece)
    case = resident.report(point=at(piece), case_type=LAMP)
    assert _place(desk, case)["grid"] == FIRST
    seen = _got(people, f"{V1}/map/grids?zoom=14")
    # the one grid grows and nobody has taken from the other: the report says so, with place, picture and words
    refused = people["kangping1"].post(CHANGES, _draft(_changed(SECOND, more)))
    assert (refused.status, refused.code) == (403, "gateway.role_refused")
    faulty = _made(desk, CHANGES, _draft(_changed(SECOND, more)))
    report = desk.read(f"{CHANGES}/{faulty['id']}")
    fault = report["faults"][0]
    assert (report["sound"], fault["code"], fault["other"]) == (False, "grid.border_overlap", FIRST)
    assert piece.distance(shape({"type": "Point", "coordinates": [fault["lon"], fault["lat"]]})) < 1e-4
    assert "重叠" in fault["words"]
    status, headers, picture = _got(people, f"{CHANGES}/{faulty['id']}/picture", people["dispatcher1"].token)
    assert (status, headers["Content-Type"]) == (200, "image/svg+xml")
    assert FIRST in "".join(ET.fromstring(picture).itertext())
    refused = desk.post(f"{CHANGES}/{faulty['id']}/apply", {}, version=1)
    assert (refused.status, refused.code) == (409, "grid.borders_faulty")
    _act(desk, f"{CHANGES}/{faulty['id']}", "withdraw", faulty)
    # mended, looked at beforehand, put in force once however often that is sent
    sound = _made(desk, CHANGES, _draft(_changed(FIRST, less), _changed(SECOND, more)))
    assert desk.read(f"{CHANGES}/{sound['id']}")["sound"]
    assert people["shengli1"].ask("GET", f"{CHANGES}/{sound['id']}").status == 404
    preview = desk.read(f"{CHANGES}/{sound['id']}/preview")
    assert {"id": case["id"], "was": FIRST, "grid": SECOND} in preview["items"]
    assert {line["grid"] for line in preview["staff"]} == {FIRST, SECOND}
    apply, key = f"{CHANGES}/{sound['id']}/apply", str(uuid.uuid4())
    answers = [desk.post(apply, {}, version=1, key=key) for _ in range(2)]
    assert answers[0].body == answers[1].body
    assert (answers[0].body["state"], answers[0].body["moved"]) == ("applied", preview["cases"])
    assert desk.post(apply, {}, version=1).status == 409
    # everybody sees the same ground now, and the old one as of the day before
    spot = "{lon}&lat={lat}".format(**at(piece))
    assert until(lambda: people.nobody().read(f"{V1}/places/at?lon={spot}")["grid"]["code"], SECOND)
    assert _place(desk, case)["grid"] == SECOND
    thread = people.nobody().ask("POST", f"{V1}/progress", {"number": case["number"], "code": case["code"]}).body["steps"]
    assert (thread[-1]["act"], thread[0]["act"]) == ("rezone", "report")
    kept = [shape(desk.read(f"{V1}/grids/{SECOND}/border{on}")["border"]) for on in ("", f"?on={_day(-1)}")]
    assert kept[0].equals(more)
    assert kept[1].equals(was[SECOND])
    _the_map_has_followed(people, seen, more)


def _the_map_has_followed(people, seen, border):
    path, tag = f"{V1}/map/grids?zoom=14", seen[1]["ETag"]
    fresh = until(lambda: (now if (now := _got(people, path, if_none_match=tag))[0] == 200 else None))
    assert _got(people, path, if_none_match=fresh[1]["ETag"])[::2] == (304, b"")
    service = Features(f"{people.base}/ogc")
    assert {"areas", "grids", "places", "cases"} == set(service.feature_collections())
    found = until(lambda: (one if shape(one["geometry"]).equals(border) else None)
                  if (one := service.collection_item("grids", SECOND)) else None)  # fmt: skip
    assert found["properties"]["community"] == KANGPING
    assert _got(people, "/ogc/collections/cases/items")[0] == 401
    cases = json.loads(_got(people, "/ogc/collections/cases/items", people["shengli1"].token)[2])
    assert KANGPING not in {one["properties"]["area"] for one in cases["features"]}


def test_a_community_is_split_and_what_was_stays_readable(people):
    desk, leader, new = people["dispatcher1"], people["leader1"], "210203010041"
    stays, goes = (
        _made(desk, f"{V1}/grids", {"community": XINHE, "kind": "base", "name": name, "households": 300})["code"]
        for name in ("河东网格", "河西网格")
    )
    stale = desk.post(f"{V1}/grids/{stays}/change", {"name": "河东一"}, version=7)
    assert (stale.status, stale.code) == (412, "grid.grid_changed")
    helper = people["heating1"]
    _appointed(desk, helper, "volunteer", goes, "part_time")
    # every replica hears of a new grid by itself
    case = until(lambda: _taken(desk.post(INCIDENTS, {"description": "路灯不亮。", "area": goes, "case_type": LAMP})))
    path, order = f"{V1}/areas/{XINHE}", {"into": [{"area": XINHE}, {"area": new, "name": "河西社区居委会"}]}
    order["moves"] = [{"item": goes, "to": new}]
    refused = desk.post(f"{path}/split", order, version=1)
    assert (refused.status, refused.code) == (403, "gateway.role_refused")
    wrong = leader.post(f"{path}/split", order | {"moves": [{"item": "nothing", "to": new}]}, version=1)
    assert (wrong.status, wrong.code, wrong.body["pointer"]) == (422, "grid.move_unknown", "/moves")
    done = leader.post(f"{path}/split", order, version=leader.read(path)["version"]).body
    assert (done["state"], done["grids"], done["incidents"]) == ("applied", [{"old": goes, "new": new + "001"}], 1)
    assert leader.post(f"{path}/split", order, version=1).status == 412
    assert _place(desk, case)["grid"] == new + "001"
    posts = helper.read(f"{V1}/staff/my-posts")["items"]
    assert [(one["place"], one["ending"]) for one in posts] == [(goes, "transferred"), (new + "001", None)]
    assert desk.read(f"{V1}/grids/{goes}")["valid_until"] is not None
    assert leader.read(f"{V1}/areas/{new}")["successions"] == [
        {"source": XINHE, "target": new, "kind": "split", "on": _day()}
    ]
    street = f"{V1}/areas?under={XINHE[:9]}000"
    before, now = (
        {one["code"] for one in people.nobody().read(street + on)["items"]} for on in (f"&as_of={_day(-1)}", "")
    )
    assert now - before == {new}
    version = leader.read(f"{V1}/areas/{new}")["version"]
    assert leader.post(f"{V1}/areas/{new}/rename", {"name": "西河社区居委会"}, version=version).status == 200
    assert leader.read(f"{V1}/areas/{new}")["name"] == "西河社区居委会"
    again = leader.post(f"{V1}/areas", {"area": new, "name": "别处"})
    assert (again.status, again.code) == (409, "grid.area_code_used")


def test_a_vacancy_is_filled_a_newcomer_signs_and_who_leaves_hands_over(people):
    desk, newcomer = people["dispatcher1"], people["newcomer1"]
    vacant = {"place": KANGPING + "901", "role": "grid_head"}
    assert vacant in _vacancies(desk)
    refused = newcomer.ask("GET", f"{V1}/grids")
    assert (refused.status, refused.code) == (403, "gateway.confidentiality_unsigned")
    pledge = newcomer.read(refused.body["facts"]["read"])
    assert newcomer.post(refused.body["facts"]["sign"], {"text": pledge["text"]}).status in (200, 201)
    assert newcomer.read(f"{V1}/grids?limit=1")["items"]
    _appointed(desk, newcomer, "grid_head", vacant["place"], "part_time")
    assert vacant not in _vacancies(desk)
    full = desk.post(f"{V1}/staff/posts", _post(desk, "grid_head", vacant["place"], "part_time"))
    assert (full.status, full.code) == (409, "grid.seats_taken")
    # one is away for five days, and another is good for safety rounds now
    post = people["kangping5"].read(f"{V1}/staff/my-posts")["items"][0]
    days = {"account": _id(people["kangping6"]), "valid_from": _day(), "valid_until": _day(5)}
    _made(desk, f"{V1}/staff/posts/{post['id']}/stand-ins", days)
    assert post["place"] in {line["place"] for line in desk.read(f"{V1}/staff/stood-in")["items"]}
    _made(desk, f"{V1}/staff/skills", {"account": _id(people["kangping6"]), "skill": "safety", "valid_from": _day()})
    # one leaves, and what was in their hands is in another's
    goes, heir = people["kangping4"], people["kangping3"]
    case = desk.act(heir.report(area=FOURTH, case_type=LAMP), "dispatch", unit="community_kangping")
    case = goes.act(case, "start")
    over = {"account": _id(goes), "on": _day(), "reason": "retired",
            "successors": [{"place": FOURTH, "account": _id(heir)}]}  # fmt: skip
    assert heir.post(f"{V1}/staff/leaves", over).status == 403
    leave = _made(desk, f"{V1}/staff/leaves", over)
    assert [(one["subject"], one["heir"]) for one in leave["moved"]] == [(case["id"], _id(heir))]
    assert {"place": FOURTH, "role": "grid_worker"} in _vacancies(desk)
    case = heir.act(desk.read(f"{INCIDENTS}/{case['id']}"), "finish", evidence=photo())
    assert case["state"] == "handled"


def test_a_day_outside_is_swept_walked_visited_and_inspected(people):
    desk, worker, leader = people["dispatcher1"], people["kangping3"], people["leader1"]
    place = _made(worker, f"{V1}/premises", {"kind": "place", "name": "示例面馆", "point": inside(THIRD),
                                             "place_kind": "restaurant"})  # fmt: skip
    near = people.nobody().ask("POST", f"{V1}/places/near", {"point": inside(THIRD), "place_kind": "restaurant"})
    assert near.body["items"][0]["code"] == place["code"]
    walked = _made(worker, f"{V1}/rounds", {"grid": THIRD})
    path = f"{V1}/rounds/{walked['id']}"
    for point, is_near in ((inside(THIRD), True), (inside(KANGPING + "006"), False)):
        row = worker.post(f"{path}/check-in", {"point": point}).body["rows"][0]
        assert (row["outcome"], row["near"]) == ("accepted", is_near)
    assert [one.ask("GET", f"{path}/track").status for one in (worker, people["kangping2"], leader)] == [200, 404, 403]
    # lists are made at six; this district wants them at midnight, so that they are there at whatever hour this runs
    _choose(leader, "duty.sweep_at", "00:00")
    sweep = until(lambda: worker.read(f"{V1}/my-sweep")["items"])[0]
    hazard = {"description": "楼道堆物。", "case_type": "E0504", "evidence": photo("photo_before")}
    found = {"place": 2, "result": "hazard", "hazard": hazard}
    made = _act(worker, f"{V1}/sweeps/{sweep['id']}", "record-item", sweep, **found)
    assert made["number"].startswith("SJ")
    assert _place(desk, {"id": made["incident"]})["grid"] == THIRD
    twice = worker.post(f"{V1}/sweeps/{sweep['id']}/record-item", found, version=made["version"])
    assert (twice.status, twice.code) == (409, "grid.sweep_item_recorded")
    _act(worker, path, "close", worker.read(f"{V1}/rounds")["items"][0])
    late = worker.post(f"{path}/check-in", {"point": inside(THIRD)})
    assert (late.status, late.code) == (409, "grid.round_not_open")
    counted = leader.read(f"{V1}/round-day?on={_day()}")["items"]
    assert (KANGPING, 1, 2, 1) in {(one["area"], one["rounds"], one["check_ins"], one["near"]) for one in counted}
    _an_agency_visits(people)
    _a_leader_meets_and_inspects(people)


def _an_agency_visits(people):
    cadre, ended = people["housing1"], datetime.now(UTC)
    visit = {"place": SHENGLI + "004", "started_at": (ended - timedelta(minutes=50)).isoformat(), "ended_at": ended.isoformat(),
             "words": "走访两户，查看消防通道。"}  # fmt: skip
    assert cadre.post(f"{V1}/visits", visit).status == 201
    twice = cadre.post(f"{V1}/visits", visit)
    assert (twice.status, twice.code) == (409, "grid.visit_overlapping")
    assert people["heating1"].post(f"{V1}/visits", visit).status == 403
    week = people["leader1"].read(f"{V1}/duty-week?week_on={_day()}&area={SHENGLI}")
    assert week["minutes"] == 240
    assert _id(cadre) in {line["account"] for line in week["items"]}


def _a_leader_meets_and_inspects(people):
    leader, checker = people["leader1"], people["checker1"]
    prepared = until(lambda: [one for one in leader.read(f"{V1}/meetings")["items"] if one["area"] == "210203010000"])[0]
    early = leader.post(f"{V1}/meetings/{prepared['id']}/close", {}, version=prepared["version"])
    assert (early.status, early.code) == (409, "grid.meeting_not_held")
    held = _act(leader, f"{V1}/meetings/{prepared['id']}", "hold", prepared)
    assert _act(leader, f"{V1}/meetings/{prepared['id']}", "close", held)["state"] == "closed"
    assert leader.read(f"{V1}/reviews")["items"]
    ordered = _made(leader, f"{V1}/inspections", {"area": KANGPING, "number": 1})
    grid = checker.read(f"{V1}/inspections/{ordered['id']}")["items"][0]["grid"]
    faulty = {"grid": grid, "result": "faulty", "words": "台账不全。", "recheck_on": _day(7)}
    found = _act(checker, f"{V1}/inspections/{ordered['id']}", "record", ordered, **faulty)
    assert _act(checker, f"{V1}/inspections/{ordered['id']}", "recheck", found, grid=grid, mended=True)


def test_what_is_not_on_the_list_is_refused_and_what_is_becomes_a_task_that_is_done(people, ledger):
    officer, leader, worker = people["sanitation1"], people["leader1"], people["kangping2"]
    draft = {"title": "冬季垃圾分类入户宣传", "kind": "assisting", "basis": "《示例办法》第三条", "period": "monthly",
             "minutes": 90, "areas": [KANGPING], "valid_from": _day(), "valid_until": _day(200)}  # fmt: skip
    view = _made(officer, f"{V1}/items", draft)
    path, code = f"{V1}/items/{view['id']}", view["code"]
    task = {"item": code, "places": [SECOND], "due_on": _day(10), "words": "请于本旬内完成。"}
    unasked = officer.post(f"{V1}/tasks", task)
    assert (unasked.status, unasked.code, unasked.body["facts"]["why"]) == (422, "grid.item_not_admitted", "not_in_force")
    late = officer.post(f"{path}/submit", {}, version=1)
    assert (late.status, late.code, late.body["pointer"]) == (422, "grid.item_applied_late", "/valid_from")
    assert people["heating1"].ask("GET", path).status == 404
    view = _act(officer, path, "amend", view, **draft | {"valid_from": late.body["facts"]["earliest"]})
    view = _act(officer, path, "submit", view)
    view = _act(people["dispatcher1"], path, "review", view)
    view = _act(leader, path, "approve", view)
    assert view["state"] == "approved"
    # thirty working days go by
    ledger.rows("UPDATE grid.item SET valid_from = %s WHERE id = %s", _day(), view["id"])
    ledger.rows("UPDATE grid.item_force SET since = now() WHERE item = %s", view["id"])
    assert code in {one["code"] for one in people.nobody().read(f"{V1}/access-list?area={KANGPING}")["items"]}
    _made(officer, f"{V1}/tasks", task)
    given = worker.read(f"{V1}/tasks")["items"][0]
    path = f"{V1}/tasks/{given['id']}"
    assert people["shengli1"].post(f"{path}/receive", {}, version=given["version"]).status == 404
    given = _act(worker, path, "receive", given)
    given = _act(worker, path, "finish", given, told="已入户宣传。")
    assert _act(officer, path, "confirm", given)["state"] == "confirmed"
    burden = {line["unit"]: line for line in leader.read(f"{V1}/burden")["items"]}["sanitation"]
    assert (burden["given"], burden["refused"], burden["minutes"]) == (1, 1, 90)


def _draft(*features):
    return {"community": KANGPING, "features": list(features)}


def _changed(grid, border):
    return {"way": "change", "grid": grid, "geometry": mapping(border)}


def _day(after=0):
    """Give a local date, so many days from today."""
    return (clock.today() + timedelta(days=after)).isoformat()


def _made(person, path, body):
    answer = person.post(path, body)
    assert answer.status == 201, answer
    return answer.body


def _taken(answer):
    return answer.body if answer.status == 201 else None


def _act(person, path, act, view, **body):
    answer = person.post(f"{path}/{act}", body, version=view["version"])
    assert answer.status == 200, (act, answer)
    return answer.body


def _got(people, path, token="", **headers):
    """Give status, headers and content of what is not JSON, or must not be read anew."""
    sent = {name.replace("_", "-").title(): value for name, value in headers.items()}
    sent |= {"Authorization": f"Bearer {token}"} if token else {}
    try:
        with urllib.request.urlopen(urllib.request.Request(people.base + path, headers=sent)) as answer:
            return answer.status, answer.headers, answer.read()
    except HTTPError as answer:
        return answer.code, answer.headers, answer.read()


def _id(person):
    return person.read(f"{V1}/me")["id"]


def _place(person, case):
    return person.read(f"{INCIDENTS}/{case['id']}")["place"]


def _post(person, role, place, employment):
    return {"account": _id(person), "role": role, "place": place, "employment": employment, "valid_from": _day()}


def _appointed(desk, person, role, place, employment):
    return _made(desk, f"{V1}/staff/posts", _post(person, role, place, employment))


def _vacancies(desk):
    return [{name: one[name] for name in ("place", "role")} for one in desk.read(f"{V1}/staff/vacancies?limit=200")["items"]]


def _choose(leader, key, value):
    """Choose a setting of the district from today on."""
    path = f"{V1}/settings/{key}"
    answer = leader.post(path, {"value": value}, version=leader.read(path)["version"])
    assert answer.status == 200, answer
