"""One matter that several people report: suggested, joined, supported, taken apart again; looked for, and counted."""
from __future__ import annotations

import pytest

from tests.journey.office import V1, day, made, refused, seen, thread
from tests.journey.person import INCIDENTS, photo
from tests.journey.piece import inside
from tests.journey.wait import until

pytestmark = pytest.mark.timeout(150)
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
