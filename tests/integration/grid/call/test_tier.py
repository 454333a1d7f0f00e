"""Matters climb by themselves, once, whoever of the processes looks; the desk has them in order; figures agree."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest

from kernel.call import Actor, Call
from kernel.db import Database
from kernel.deadline_sweep import sweep as tell
from kernel.decision import Decision
from kernel.errors import Conflict, Denied, Invalid, Missing
from services.grid.domain import tier
from services.grid.domain.case_type import CaseType
from services.grid.domain.ground.register import Unit
from services.grid.domain.incident import Incident
from services.grid.store import incident as incident_store
from services.grid.store.ground import ground
from services.grid.store.incident import INCIDENTS
from services.grid.store.tier import climb
from tests.integration.grid.incident.test_race import at_once
from tests.integration.grid.setting import choose
from tests.integration.grid.town import (
    ANYONE,
    DISPATCHER,
    EAST,
    ELSEWHERE,
    LAMPS,
    LEADER,
    PHOTO,
    STREET,
    WEST,
    WORKER,
    Town,
    other,
)
from tests.make import refused

EAST_OFFICER = other(WORKER, id="w-7", unit="east_office")


@dataclass
class Tiered(Town):
    """The town with an office in the east and one of the street, and a kind that the community closes."""

    def __post_init__(self) -> None:
        super().__post_init__()
        with self.db.transaction() as tx:
            units = [
                Unit("east_office", "东社区居委会", "East office", "community", EAST),
                Unit("street_office", "一街道办事处", "Street office", "street", STREET),
            ]
            ground.put(tx, ground.UNITS, units)
            kinds = [
                CaseType("C1", "event", "05", "01", "秩序", "Order", "楼道堆物", "Stairs", "east_office", False, ()),
                CaseType("C2", "event", "05", "02", "秩序", "Order", "占道", "Stalls", "sanitation", False, (), "street"),
            ]
            ground.put(tx, ground.CASE_TYPES, kinds)
            tx.later("DELETE FROM unit WHERE id = 'east_team'")
            ground.touch(tx)

    def given(self, *acts: str) -> dict[str, Any]:
        """Report what the community closes, see it on site, and give it to the community's office."""
        seen = self.through(*acts, seen=self.report(case_type="C1"))
        return self.through("accept", "file", "dispatch", seen=seen)

    def twice_returned(self) -> dict[str, Any]:
        """Give what the community's office has given back twice, and what is now the street's to decide."""
        seen = self.given()
        for _ in range(2):
            if seen["state"] == "filed":
                seen = self.through("dispatch", seen=seen)
            seen = self.act(EAST_OFFICER, "return_", seen, reason="not_our_duty", proposed="lamps")
        assert (seen["state"], seen["tier"]) == ("arbitrating", "street")
        return seen


@pytest.fixture
def tiered(database_of: Any) -> Tiered:
    return Tiered(database_of("grid"))


def sweep(town: Town) -> None:
    service = town.as_(Actor())
    service.call = Call(now=town.at)
    service.climb_due()


def archive(town: Town) -> None:
    service = town.as_(Actor())
    service.call = Call(now=town.at)
    service.archive_closed()


def one(town: Town, seen: dict[str, Any]) -> tuple[str, int, str | None]:
    found = INCIDENTS.find(town.db, "WHERE id = %s", (seen["id"],))
    assert found is not None
    return found.tier, found.climbed, found.climbed_for


def test_gr_125_each_begins_at_the_tier_of_its_kind(tiered: Tiered) -> None:
    tiers = {}
    for kind in ("C1", "C2", "E1"):
        tiers[kind] = tiered.through("accept", "file", seen=tiered.report(case_type=kind))["tier"]
    assert tiers == {"C1": "community", "C2": "street", "E1": "district"}
    assert tiered.report(case_type=None)["tier"] == "community"
    assert tiered.report(WORKER, case_type="C2")["tier"] == "street"


def test_gr_126_what_its_tier_does_not_solve_climbs_by_time_to_the_end_of_the_line(tiered: Tiered) -> None:
    seen = tiered.given()
    sweep(tiered)
    assert one(tiered, seen) == ("community", 0, None)
    # a third of five working days, 12.5 hours of office time
    tiered.later(days=2)
    sweep(tiered)
    sweep(tiered)
    assert one(tiered, seen) == ("street", 1, "time")
    tiered.later(days=30)
    sweep(tiered)
    assert one(tiered, seen) == ("district", 2, "time")
    sweep(tiered)
    assert tiered.told_of(seen).count("grid.incident_climbed") == 2
    steps = [step["words"] for step in tiered.find(DISPATCHER, seen)["steps"] if step["act"] == "climb"]
    assert steps[0] == "It went up to the street: it was not solved in the time of its tier."
    assert tiered.act(EAST_OFFICER, "start", tiered.find(DISPATCHER, seen))["state"] == "handling"


def test_gr_126_what_nobody_was_made_responsible_for_climbs_after_the_desks_limit(tiered: Tiered) -> None:
    seen = tiered.through("accept", "file", seen=tiered.report(case_type="C1"))
    tiered.later(minutes=31)
    sweep(tiered)
    assert one(tiered, seen) == ("street", 1, "time")
    tiered.later(minutes=30)
    sweep(tiered)
    assert one(tiered, seen) == ("district", 2, "time")


def test_gr_126_what_is_checked_hung_up_or_over_does_not_climb(tiered: Tiered) -> None:
    solved = tiered.act(EAST_OFFICER, "finish", tiered.given(), evidence=[PHOTO])
    begun = tiered.act(EAST_OFFICER, "start", tiered.given())
    hung = tiered.through("hang", seen=begun)
    refusal = tiered.through("reject", seen=tiered.report(case_type="C1"))
    tiered.later(days=20)
    sweep(tiered)
    assert [one(tiered, seen)[1] for seen in (solved, hung, refusal)] == [0, 0, 0]
    back = tiered.act(DISPATCHER, "resume", hung)
    sweep(tiered)
    assert one(tiered, back)[1] == 0


def test_gr_126_two_processes_at_once_let_each_climb_once(tiered: Tiered, database_of: Any) -> None:
    seen = [tiered.given() for _ in range(12)]
    tiered.later(days=2)
    second = tiered.aside(database_of("grid"))
    at_once(*((lambda command, town=town: sweep(town) or {}, {}) for town in (tiered, second) * 3))
    assert [one(tiered, each) for each in seen] == [("street", 1, "time")] * 12
    assert [event["name"] for event in tiered.told()].count("grid.incident_climbed") == 12


def test_gr_129_of_a_backlog_the_longest_over_climb_first_and_none_is_passed_over(
    tiered: Tiered, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(climb, "BATCH", 3)
    waiting = []
    for _ in range(5):
        waiting.append(tiered.through("accept", "file", seen=tiered.report(case_type="C1"))["id"])
        waiting.append(tiered.given()["id"])
        tiered.later(minutes=7)
    tiered.later(days=2)
    held = waiting[0]
    order = [id for (id,) in tiered.db.all("SELECT id::text FROM incident ORDER BY climb_at, id")]
    with tiered.db.transaction() as busy:
        incident_store.lock(busy, held)
        sweep(tiered)
    climbed = [event["subject"] for event in tiered.told() if event["name"] == "grid.incident_climbed"]
    # what somebody holds at this moment is left to the next sweep, and no other waits for it
    assert list(dict.fromkeys(climbed)) == [id for id in order if id != held]
    # what nobody has went before what somebody has
    unassigned = set(waiting[::2])
    assert set(climbed[:4]) <= unassigned
    sweep(tiered)
    assert one(tiered, {"id": held})[1] >= 1


def test_gr_129_one_that_cannot_climb_holds_up_no_other_and_is_tried_again(
    tiered: Tiered, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(climb, "BATCH", 2)
    seen = []
    for _ in range(5):
        seen.append(tiered.given())
        tiered.later(minutes=1)
    tiered.later(days=2)
    broken, rule = {seen[0]["id"], seen[3]["id"]}, tier.climb

    def climbing(incident: Incident, **given: Any) -> Decision[Incident]:
        return rule(incident, **given) if incident.id not in broken else given["no_such"]

    with monkeypatch.context() as patched:
        patched.setattr(tier, "climb", climbing)
        sweep(tiered)
    assert [one(tiered, each)[1] for each in seen] == [0, 1, 1, 0, 1]
    told = capsys.readouterr().out
    assert all(told.count(id) == 1 for id in broken)
    sweep(tiered)
    assert [one(tiered, each)[1] for each in seen] == [1] * 5


class Killed(BaseException):
    """The process ends."""


def die(*args: object) -> None:
    raise Killed


def test_gr_126_a_sweep_that_falls_over_half_way_is_done_whole_by_the_next(
    tiered: Tiered, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen = tiered.given()
    tiered.later(days=2)
    with monkeypatch.context() as broken:
        broken.setattr("kernel.outbox.append", die)
        with pytest.raises(Killed):
            sweep(tiered)
    assert one(tiered, seen) == ("community", 0, None)
    sweep(tiered)
    assert one(tiered, seen) == ("street", 1, "time")


def test_gr_126_more_time_granted_is_time_of_the_tier_too(tiered: Tiered) -> None:
    seen = tiered.act(EAST_OFFICER, "start", tiered.given())
    before = INCIDENTS.all(tiered.db, "")[0].climb_at
    seen = tiered.act(EAST_OFFICER, "request_extension", seen, days=3, reason="weather")
    seen = tiered.act(LEADER, "approve_extension", seen)
    after = INCIDENTS.all(tiered.db, "")[0].climb_at
    # a third of three working days: one of seven and a half hours
    assert before is not None
    assert after is not None
    assert after - before == timedelta(days=1)


def test_gr_127_a_department_is_reached_by_climbing_to_it_and_each_step_stands_in_the_thread(tiered: Tiered) -> None:
    seen = tiered.through("accept", "file", seen=tiered.report(case_type="C1"))
    seen = tiered.act(DISPATCHER, "dispatch", seen, unit="sanitation", told="给环卫")
    assert (seen["tier"], seen["version"]) == ("district", 5)
    steps = tiered.find(DISPATCHER, seen)["steps"]
    assert [(step["version"], step["act"], step["told"]) for step in steps[-2:]] == [(4, "climb", ""), (5, "dispatch", "给环卫")]
    assert one(tiered, seen) == ("district", 1, "kind")
    kept = "SELECT body::json->>'act', (body::json->>'version')::int FROM audit WHERE subject = %s ORDER BY seq"
    assert tiered.db.all(kept, (seen["id"],))[-2:] == [("climb", 4), ("dispatch", 5)]


def test_gr_121_the_second_return_goes_to_an_arbiter_and_gr_122_a_third_is_refused(tiered: Tiered) -> None:
    seen = tiered.through("accept", "file", "dispatch", "return", "dispatch")
    due = seen["due_at"]
    tiered.later(minutes=5)
    seen = tiered.through("return", seen=seen)
    assert (seen["state"], seen["unit"]) == ("arbitrating", None)
    assert [row["id"] for row in tiered.as_(LEADER).list_incidents({"queue": "mine"})["items"]] == [seen["id"]]
    seen = tiered.act(LEADER, "arbitrate", seen, unit="lamps")
    # GR-120: the first unit's clock is the last one's too
    assert (seen["state"], seen["unit"], seen["due_at"]) == ("dispatched", "lamps", due)
    with refused(Conflict, "grid.arbiter_decided"):
        tiered.act(LAMPS, "return_", seen, reason="not_our_duty", proposed="sanitation")
    assert [clock["owner"] for clock in tiered.find(LEADER, seen)["clocks"] if clock["stage"] == "handle"] == ["lamps"]
    words = [step["words"] for step in tiered.find(LEADER, seen)["steps"]][-2:]
    back = "Sanitation gave it back too: not among the duties of that unit, and says Lamps should do it."
    assert words == [
        f"{back} It is decided above; its limit stays.",
        "It was decided that Lamps does it, and may not give it back.",
    ]  # fmt: skip


def test_gr_121_the_arbiter_is_of_the_tier_it_has_come_to_and_of_no_unit_that_gave_it_back(tiered: Tiered) -> None:
    seen = tiered.twice_returned()
    street = other(LEADER, id="l-2", area=STREET)
    community = other(LEADER, id="l-3", area=EAST)
    shown = [actor for actor in (LEADER, street) if "arbitrate" in tiered.find(actor, seen)["acts"]]
    assert shown == [LEADER, street]
    for actor in (community, other(LEADER, unit="east_office")):
        assert "arbitrate" not in tiered.find(actor, seen)["acts"]
    with refused(Denied, "grid.arbiter_gave_back"):
        tiered.act(other(LEADER, unit="east_office"), "arbitrate", seen, unit="lamps")
    # the community's arbiter is the street's, and a department is not the street's to order
    with refused(Denied, "grid.arbiter_below"):
        tiered.act(street, "arbitrate", seen, unit="lamps")
    assert tiered.act(street, "arbitrate", seen, unit="street_office")["tier"] == "street"


def test_gr_121_what_no_arbiter_decides_in_time_is_told_and_never_decided_by_itself(tiered: Tiered) -> None:
    seen = tiered.through("accept", "file", "dispatch", "return", "dispatch", "return")
    tiered.later(days=3)
    tell(tiered.db, tiered.at)
    tell(tiered.db, tiered.at)
    sweep(tiered)
    missed = [one for one in tiered.told() if one["name"] == "grid.deadline_missed" and one["data"]["stage"] == "arbitrate"]
    # services/notify tells it to the desk and to every leader above the place
    assert [(one["subject"], one["data"]["area"]) for one in missed] == [(seen["id"], EAST)]
    assert tiered.find(LEADER, seen)["state"] == "arbitrating"
    assert [row["id"] for row in tiered.as_(LEADER).list_incidents({"queue": "mine"})["items"]] == [seen["id"]]


def test_gr_127_what_the_arbiter_gives_to_a_department_is_closed_at_the_districts_tier_in_the_figures(tiered: Tiered) -> None:
    seen = tiered.act(LEADER, "arbitrate", tiered.twice_returned(), unit="lamps")
    assert one(tiered, seen) == ("district", 2, "kind")
    assert [step["act"] for step in tiered.find(LEADER, seen)["steps"]][-4:] == ["return_again", "climb", "climb", "arbitrate"]
    seen = tiered.through("pass", "close", seen=tiered.act(LAMPS, "finish", seen, evidence=[PHOTO]))
    assert [tuple(line.values()) for line in tiered.as_(LEADER).tiers({})["items"]] == [("district", "fixed", "kind", 1)]


def test_who_reported_without_an_account_reads_each_hand_over_in_plain_words_of_both_languages(tiered: Tiered) -> None:
    receipt = tiered.report(ANYONE, case_type="C1")
    seen = tiered.through("accept", "file", seen={"id": receipt["id"], "version": 1})
    for _ in range(2):
        seen = tiered.act(DISPATCHER, "dispatch", seen, unit="east_office")
        seen = tiered.act(EAST_OFFICER, "return_", seen, reason="not_our_duty", proposed="lamps", note="kept inside")
    seen = tiered.act(LEADER, "arbitrate", seen, unit="lamps", told="we will see to it")
    seen = tiered.act(DISPATCHER, "join", seen, unit="sanitation")
    part = next(one for one in tiered.as_(DISPATCHER).list_parts({"limit": 10})["items"] if one["unit"] == "sanitation")
    release = {"part": part["id"], "version": part["version"], "reason": "not_needed"}
    tiered.as_(DISPATCHER).release_part(release)
    asked = {"number": receipt["number"], "code": receipt["code"]}
    told = {language: tiered.as_(ANYONE, language=language).progress(asked)["steps"][3:] for language in ("en", "zh")}
    why = "not among the duties of that unit, and says Lamps should do it."
    assert [one["words"] for one in told["en"]][1:-1] == [
        f"East office gave it back: {why} It is dispatched anew; its limit stays.",
        told["en"][0]["words"],
        f"East office gave it back too: {why} It is decided above; its limit stays.",
        "It went up to the street: it was returned twice.",
        "It went up to the district: a unit of a higher tier must do it.",
        "It was decided that Lamps does it, and may not give it back.",
        "Sanitation does a part of the work.",
    ]
    assert told["en"][-1]["words"] == "Sanitation was released from its part: its help is no longer needed."
    assert "East office" in told["en"][0]["words"]
    assert [one["words"] for one in told["zh"]][3:6] == [
        "东社区居委会再次退回，原因：不属于该单位职责，认为应由lamps办理；将由上级裁定责任单位，办理期限不变。",
        "已升至街道协调，原因：两次退回。",
        "已升至区协调，原因：需要上一级单位办理。",
    ]
    shown = str(told)
    assert "we will see to it" in shown
    assert not [hidden for hidden in ("kept inside", EAST_OFFICER.id, LEADER.id, DISPATCHER.id) if f"'{hidden}'" in shown]


def test_gr_121_two_arbiters_at_once_decide_once(tiered: Tiered) -> None:
    seen = tiered.through("accept", "file", "dispatch", "return", "dispatch", "return")
    command = {"incident": seen["id"], "version": seen["version"]}
    heads = [tiered.as_(other(LEADER, id=id)) for id in ("l-1", "l-2")]
    units = ("lamps", "sanitation")
    answers = at_once(*((head.arbitrate, {**command, "unit": unit}) for head, unit in zip(heads, units, strict=True)))
    assert [answer.code for answer in answers if not isinstance(answer, dict)] == ["grid.incident_changed"]
    assert tiered.told_of(seen).count("grid.incident_arbitrated") == 1


def test_gr_120_no_return_gives_anybody_more_time(tiered: Tiered) -> None:
    seen = tiered.through("accept", "file", "dispatch")
    due = seen["due_at"]
    tiered.later(minutes=45)
    seen = tiered.through("return", seen=seen)
    clocks = {clock["stage"]: clock for clock in tiered.find(DISPATCHER, seen)["clocks"]}
    assert (clocks["handle"]["state"], clocks["handle"]["owner"], clocks["take_up"]["state"]) == ("running", "", "stopped")
    seen = tiered.act(DISPATCHER, "dispatch", seen, unit="lamps")
    assert (seen["due_at"], seen["unit"]) == (due, "lamps")
    assert len([1 for clock in tiered.find(DISPATCHER, seen)["clocks"] if clock["stage"] == "handle"]) == 1


def test_gr_129_the_desks_queue_has_what_climbed_then_what_nobody_has_then_the_oldest(tiered: Tiered) -> None:
    passed = tiered.act(EAST_OFFICER, "finish", tiered.given(), evidence=[PHOTO])
    passed = tiered.through("pass", seen=passed)
    older = tiered.report()
    tiered.later(minutes=1)
    newer = tiered.report(case_type="C1")
    tiered.later(minutes=30)
    sweep(tiered)
    tiered.later(minutes=1)
    last = tiered.report()
    listed, after = [], None
    while True:
        found = tiered.as_(DISPATCHER).list_incidents({"queue": "mine", "limit": 1, "after": after})
        listed += [item["id"] for item in found["items"]]
        if not (after := found["next"]):
            break
    assert listed == [newer["id"], older["id"], last["id"], passed["id"]]
    climbed = tiered.as_(DISPATCHER).list_incidents({"queue": "climbed"})["items"]
    assert [item["id"] for item in climbed] == [newer["id"]]
    assert tiered.as_(ELSEWHERE).list_incidents({"queue": "climbed"})["items"] == []


def test_gr_129_the_table_reckons_the_order_as_the_rule_does(tiered: Tiered) -> None:
    tiered.given()
    tiered.report()
    tiered.later(minutes=11)
    tiered.report(case_type=None)
    sweep(tiered)
    kept = dict(tiered.db.all("SELECT id, queue_at FROM incident"))
    assert {each.id: each.queue_at for each in INCIDENTS.all(tiered.db, "")} == kept
    plan = "\n".join(row[0] for row in _explain(tiered.db))
    assert "incident_desk" in plan


def _explain(db: Database) -> list[Any]:
    sql = """EXPLAIN SELECT id FROM incident
             WHERE (state = ANY(ARRAY['reported', 'accepted', 'filed', 'extension_requested', 'hung', 'passed',
                                      'self_handled']) AND closed_at IS NULL) AND (area LIKE '210203%%')
             ORDER BY queue_at ASC, id ASC LIMIT 51"""
    with db.transaction() as tx:
        tx.all("SELECT set_config('enable_seqscan', 'off', true), set_config('enable_sort', 'off', true)")
        return tx.all(sql)


def test_gr_130_figures_of_the_tiers_are_those_within_reach(tiered: Tiered) -> None:
    tiered.through("reject", seen=tiered.report(case_type="C1"))
    tiered.act(DISPATCHER, "reject", tiered.report(case_type="C1"), reason="duplicate")
    seen = tiered.act(EAST_OFFICER, "finish", tiered.given(), evidence=[PHOTO])
    tiered.through("pass", "close", seen=seen)
    found = [tuple(line.values()) for line in tiered.as_(LEADER).tiers({})["items"]]
    assert found == [("community", "duplicate", None, 1), ("community", "fixed", None, 1), ("community", "refused", None, 1)]
    assert tiered.as_(LEADER).tiers({"area": WEST})["items"] == []
    assert tiered.as_(ELSEWHERE).tiers({})["items"] == []


def test_gr_116_what_nobody_owns_goes_to_the_office_of_its_place_in_plain_words(tiered: Tiered) -> None:
    seen = tiered.through("accept", "file")
    seen = tiered.act(DISPATCHER, "dispatch", seen, ownerless=True)
    assert seen["unit"] == "east_office"
    assert tiered.find(DISPATCHER, seen)["steps"][-1]["words"].startswith("Nobody owns it, so it goes by territory. It was")
    with refused(Invalid, "wire.invalid"):
        tiered.act(DISPATCHER, "dispatch", tiered.through("accept", "file"), ownerless=True, unit="lamps")


def test_gr_117_an_event_goes_to_the_office_of_its_place_unless_its_tier_is_above_and_a_component_to_its_owner(
    tiered: Tiered,
) -> None:
    given = {
        kind: tiered.through("accept", "file", "dispatch", seen=tiered.report(case_type=kind))["unit"]
        for kind in ("C1", "C2", "E1", "F1")
    }
    assert given == {"C1": "east_office", "C2": "street_office", "E1": "sanitation", "F1": "lamps"}


def test_gr_117_the_desk_is_told_who_may_have_it_and_why(tiered: Tiered) -> None:
    seen = tiered.report(case_type="F1")
    found = tiered.as_(DISPATCHER).suggest_units({"incident": seen["id"]})["items"]
    assert [(line["unit"], line["reason"], line["tier"]) for line in found] == [
        ("lamps", "answers_for_kind", "district"),
        ("east_office", "answers_for_place", "community"),
        ("street_office", "answers_for_place", "street"),
    ]
    with refused(Missing, "grid.incident_missing"):
        tiered.as_(ELSEWHERE).suggest_units({"incident": seen["id"]})


def test_gr_113_what_is_closed_is_put_away_once_after_its_time_and_may_be_opened_again(tiered: Tiered) -> None:
    seen = tiered.through("accept", "file", "dispatch", "finish", "pass", "close")
    tiered.later(days=59)
    archive(tiered)
    assert tiered.find(LEADER, seen)["state"] == "closed"
    tiered.later(days=2)
    at_once(*((lambda _: archive(tiered) or {}, {}) for _ in range(3)))
    assert tiered.told_of(seen).count("grid.incident_archived") == 1
    away = tiered.find(LEADER, seen)
    assert (away["state"], away["outcome"]) == ("archived", "fixed")
    again = tiered.through("reopen", seen=tiered.find(DISPATCHER, seen))
    assert (again["state"], again["round"], again["outcome"]) == ("accepted", 2, None)


def test_gr_112_of_what_is_solved_on_the_spot_a_share_is_checked_and_the_rest_closed_by_the_desk(tiered: Tiered) -> None:
    with tiered.db.transaction() as tx:
        choose(tx, "incident.checked", "0")
    seen = tiered.report(WORKER, solved=True, evidence=[PHOTO])
    assert (seen["state"], seen["tier"]) == ("self_handled", "community")
    closed = tiered.through("close", seen=seen)
    assert (closed["state"], closed["outcome"]) == ("closed", "fixed")
    drawn = tiered.report(WORKER, solved=True, evidence=[{**PHOTO, "ref": "photo-2"}])
    assert tiered.through("fail", seen=drawn)["state"] == "rework"


def test_gr_111_a_public_report_is_filed_unseen_only_for_a_reason_kept_in_the_step(tiered: Tiered) -> None:
    seen = tiered.through("accept")
    with refused(Invalid, "grid.verification_needed"):
        tiered.act(DISPATCHER, "file", seen)
    seen = tiered.act(DISPATCHER, "file", seen, reason="ordered")
    said = tiered.find(DISPATCHER, seen)["steps"][-1]["words"]
    assert said == "It has been filed without a look on site (it was ordered from above)."
    looked = tiered.act(WORKER, "accept", tiered.through("verify"))
    looked = tiered.act(DISPATCHER, "file", looked)
    assert tiered.find(DISPATCHER, looked)["steps"][-1]["words"] == "It has been filed."
    danger = tiered.through("accept", seen=tiered.report(case_type="F1"))
    assert tiered.act(DISPATCHER, "file", danger)["state"] == "filed"
