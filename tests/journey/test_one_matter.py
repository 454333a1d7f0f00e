"""One matter that several people report: suggested, joined, supported, taken apart again; looked for, and counted."""
from __future__ import annotations

from tests.journey.office import V1, day, made, refused, seen, thread
from tests.journey.person import INCIDENTS, photo
from tests.journey.piece import inside
from tests.journey.wait import until

KANGPING = "210203013008"
PLACE = inside(KANGPING + "006")
POST = "F0104"
SAID = "样本公寓北侧灯杆被车撞歪，快要倒了，请尽快处理。"
AGAIN = "样本公寓北侧灯杆被撞歪，快要倒了，很危险。"


def test_two_residents_mean_one_matter_and_each_keeps_their_own(people):
    first, second, third = people["resident1"], people["resident2"], people["resident3"]
    desk = people["dispatcher1"]
    case = first.report(description=SAID, point=PLACE, case_type=POST, evidence=photo("photo_before"))
    asked = {"description": AGAIN, "point": PLACE, "case_type": POST}
    like = people.nobody().ask("POST", f"{INCIDENTS}/similar", asked).body["items"][0]
    assert (like["id"], like["kind"], like["open"]) == (case["id"], "灯杆倾斜或破损", True)
    assert like["distance"] in ("within_50", "within_200")  # to a stranger it is told of a square, not of a point
    assert not {"number", "description", "place", "reporter"} & like.keys()
    # one stands behind it, the other reports all the same
    support = f"{INCIDENTS}/{case['id']}/support"
    assert [made(third, support, {"hear": True}, 200)["supporters"] for _ in range(2)] == [1, 1]
    assert first.post(support, {}).code == "grid.supporter_reported"
    assert people["kangping6"].post(support, {}).status == 403
    other = second.report(**asked)
    likely = desk.read(f"{INCIDENTS}/{other['id']}/same")["items"][0]
    assert likely["incident"]["id"] == case["id"]
    assert {"words", "place", "kind", "time"} == set(likely["reasons"])
    assert people["kangping6"].ask("GET", f"{INCIDENTS}/{other['id']}/same").code == "gateway.role_refused"
    case = desk.act(desk.act(case, "accept"), "file", reason="evident")
    assert refused(second, other, "merge", into=case["id"]) == (403, "gateway.role_refused")
    assert refused(desk, other, "merge", into=other["id"]) == (422, "grid.merge_with_itself")
    joined = desk.act(other, "merge", into=case["id"])
    assert (joined["state"], joined["number"]) == ("merged", other["number"])
    case = desk.act(seen(desk, case), "dispatch")
    assert thread(people, other)[-1].startswith("同一事项：已派给区路灯管理所办理，期限")
    # taken apart again, it stands where it stood, and is joined once more
    alone = desk.act(seen(desk, joined), "unmerge")
    assert (alone["state"], seen(desk, case)["merged"]) == ("reported", 0)
    joined = desk.act(alone, "merge", into=case["id"])
    listed = desk.read(f"{INCIDENTS}/{case['id']}/merged")["items"]
    assert [one["id"] for one in listed] == [other["id"]]
    _solved_for_both(people, case, other)


def _solved_for_both(people, case, other):
    desk, officer, second = people["dispatcher1"], people["street_lighting1"], people["resident2"]
    case = officer.act(seen(officer, case), "start")
    case = officer.act(case, "finish", evidence=photo("photo_before", "photo_after"))
    desk.act(people["checker1"].act(case, "check", passed=True), "close")
    words = thread(people, other)
    assert words[-1] == "同一事项：已结案，请您评价。本事项随之结束。"
    closed = seen(desk, other)
    assert (closed["state"], closed["outcome"]) == ("closed", "duplicate")
    answered = desk.act(closed, "respond", told="灯杆已扶正并加固，谢谢您。")
    assert second.act(answered, "rate", score=4, solved=True)["state"] == "closed"
    heard = ["matter_received", "matter_merged", "matter_echoed", "matter_unmerged", "matter_merged"]
    assert until(lambda: second.told(other["id"])[:2], heard[:2])
    assert until(lambda: "matter_closed" in second.told(other["id"]), True)
    assert until(lambda: "support_ended" in people["resident3"].told(case["id"]), True)


def test_who_has_no_account_stands_behind_a_matter_by_a_report_of_their_own(people):
    nobody, english = people.nobody(), people.nobody("en")
    point = inside(KANGPING + "003")
    case = people["resident1"].report(description=SAID, point=point, case_type=POST)
    own = nobody.report(description="样本里门口的窨井盖松动，走过有响声。", point=point, unnamed=True)
    slip = {"number": own["number"], "code": own["code"]}
    support, withdraw = (f"{INCIDENTS}/{case['id']}/{name}" for name in ("support", "withdraw-support"))
    wrong = slip["number"][:-1] + ("0" if slip["number"][-1] != "0" else "1")
    for given, wanted in (
        ({}, (403, "grid.support_unproven")),
        ({"number": own["number"]}, (403, "grid.support_unproven")),
        (slip | {"code": "AAAAAAAA"}, (404, "grid.incident_missing")),
        (slip | {"number": wrong}, (422, "number.check_wrong")),
        (slip | {"number": "rubbish"}, (422, "number.malformed")),
    ):
        answer = english.post(support, given)
        assert (answer.status, answer.code) == wanted, given
        assert answer.body["title"].isascii()
    for _ in range(2):  # asked twice under two keys, it counts once
        stands = made(nobody, support, slip, 200)
        assert (stands["supporters"], stands["supported"], stands["hear"]) == (1, True, False)
    assert nobody.post(f"{INCIDENTS}/{own['id']}/support", slip).code == "grid.supporter_reported"
    assert made(people["resident2"], support, {}, 200)["supporters"] == 2
    assert seen(people["dispatcher1"], case)["supporters"] == 2
    assert [made(nobody, withdraw, slip, 200)["supporters"] for _ in range(2)] == [1, 1]
    # nothing of it stands in what either reporter reads
    told = nobody.ask("POST", f"{V1}/progress", slip).body
    assert case["number"] not in str(told)
    assert own["number"] not in str(people["resident1"].read(f"{INCIDENTS}/{case['id']}"))


def test_each_reporter_of_a_joined_matter_reads_their_own_number_and_nothing_of_the_others(people):
    first, second, desk = people["resident1"], people.nobody(), people["dispatcher1"]
    point = inside(KANGPING + "004")
    case = first.report(description=SAID, point=point, case_type=POST)
    other = second.report(description=AGAIN + "我是路过看到的。", point=point, case_type=POST, unnamed=True)
    joined = desk.act(other, "merge", into=case["id"])
    slip = {"number": other["number"], "code": other["code"]}
    # whoever reported what is joined still adds what they have, to their own report
    note = [{"kind": "note", "words": "昨晚就已经歪了。"}]
    joined = second.act(joined, "attach", evidence=note, code=other["code"])
    page = second.ask("POST", f"{V1}/progress", slip).body
    assert page["number"] == other["number"]
    assert case["number"] not in str(page) + str(thread(people, other))
    mine = first.read(f"{INCIDENTS}/{case['id']}")
    assert mine["number"] == case["number"]
    assert not any(said in str(mine) for said in (other["number"], "路过", "昨晚"))
    assert [piece["words"] for piece in seen(desk, joined)["evidence"]] == ["昨晚就已经歪了。"]
    told = desk.act(seen(desk, joined), "respond", told="您反映的情况已一并处理。")
    assert "您反映的情况已一并处理。" in str(second.ask("POST", f"{V1}/progress", slip).body)
    assert "您反映的情况已一并处理。" not in str(first.read(f"{INCIDENTS}/{case['id']}"))
    assert first.ask("GET", f"{INCIDENTS}/{other['id']}").status == 404
    desk.act(told, "unmerge")
    assert "您反映的情况已一并处理。" in str(second.ask("POST", f"{V1}/progress", slip).body)


def test_what_is_looked_for_is_found_by_those_who_reach_it_alone(people):
    said = "样本里五号楼后面的雨水箅子被树叶堵住。"
    case = people["resident1"].report(description=said, point=PLACE, case_type="F0102")

    def found(login, text):
        query = f"{INCIDENTS}?queue=all&text={text}"
        answer = people[login].ask("GET", query)
        assert answer.status == 200, answer
        return case["id"] in {one["id"] for one in answer.body["items"]}

    words = "%E9%9B%A8%E6%B0%B4%E7%AE%85%E5%AD%90%20%E6%A0%91%E5%8F%B6"
    logins = ("dispatcher1", "kangping6", "resident1", "leader1", "shengli1", "heating1", "resident2")
    assert [found(login, words) for login in logins] == [True] * 4 + [False] * 3
    assert [found(login, case["number"]) for login in ("dispatcher1", "shengli1")] == [True, False]
    short = people["dispatcher1"].ask("GET", f"{INCIDENTS}?queue=all&text=%E6%A0%91")
    assert (short.status, short.code) == (422, "grid.search_too_short")


def test_each_figure_opens_the_list_it_counts(people):
    leader, span = people["leader1"], f"from={day(-1)}&until={day(1)}"
    for cut in ("", f"&area={KANGPING}"):
        view = leader.read(f"{V1}/evaluation?{span}&by=area{cut}")
        for line in view["total"]["measures"]:
            assert len(_all(leader, f"{V1}/evaluation/list?{span}{cut}&measure={line['code']}")) == line["count"], line
    counted = {line["code"]: line["count"] for line in view["total"]["measures"]}
    assert counted["reported"] > 0
    for share in view["total"]["shares"]:
        value, shown = share["value"], share["words"]
        assert (value is None) == (share["denominator"] == 0) == (shown == "-"), share
    narrow = leader.ask("GET", f"{V1}/evaluation?{span}&unit=drainage&case_type=F0101&by=unit")
    assert (narrow.status, narrow.code) == (422, "grid.evaluation_too_narrow")
    assert people["checker1"].ask("GET", f"{V1}/evaluation?{span}&by=post").code == "grid.evaluation_of_posts"
    for login in ("kangping6", "resident1", "operator1"):
        assert people[login].ask("GET", f"{V1}/evaluation?{span}").code == "gateway.role_refused"
    own = people["drainage1"].read(f"{V1}/evaluation?{span}&by=unit")
    assert {line["subject"] for line in own["items"]} <= {"drainage"}


def _all(person, path):
    """Give every line of a list, page by page."""
    found, cursor = [], ""
    while cursor is not None:
        page = person.read(path + "&limit=200" + (f"&cursor={cursor}" if cursor else ""))
        found += page["items"]
        cursor = page["next"]
    return found
