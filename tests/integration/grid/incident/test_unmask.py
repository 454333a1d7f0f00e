"""Seeing who reported: by who has the matter in hand, for minutes, with a reason, and never without a trace."""
from __future__ import annotations

import orjson
import pytest

from kernel import audit
from kernel.call import Actor, Call
from kernel.db import Database
from kernel.erasure import ERASED
from kernel.errors import Conflict, Denied, Failure, Invalid, Missing
from kernel.keyring import make_key
from kernel.reseal import count_old
from kernel.seal import Sealer
from kernel.unmask import ALL, Limits
from services.grid.store.erasure import erasure
from tests.integration.everything import everything
from tests.integration.grid.town import (
    CHECKER,
    DISPATCHER,
    EAST,
    ELSEWHERE,
    LAMPS,
    LEADER,
    OFFICER,
    RESIDENT,
    STREET,
    TO_CLOSED,
    WORKER,
    Town,
    other,
)
from tests.integration.race import together
from tests.make import refused
from tools.sealed import UNMASKING

NAME, PHONE, WORDS = "林一", "13800007411", "call back about the gate"
WHY = {"reason": "contact", "words": WORDS}
OPERATOR = Actor(id="p-1", role="operator", area=DISPATCHER.area)
AUDITED = "SELECT body FROM audit WHERE subject = %s ORDER BY seq"


def reported(town: Town, **given):
    return town.report(reporter={"name": NAME, "phone": PHONE}, **given)


def ask(town: Town, actor, seen, *, key=None, **given):
    return town.as_(actor, key=key).unmask_reporter({"incident": seen["id"], **WHY, **given})


def see(town: Town, actor, seen):
    return town.as_(actor).find_reporter({"incident": seen["id"]})


def decide(town: Town, actor, act, made):
    return getattr(town.as_(actor), act)({"unmasking": made["id"], "version": made["version"]})


def facts(town: Town, name):
    return [one["data"] for one in town.told() if one["name"] == f"grid.{name}"]


def trail(town: Town, seen):
    rows = [orjson.loads(body) for (body,) in town.db.all(AUDITED, (seen["id"],))]
    return [(one["act"], one["actor"]) for one in rows]


def test_gr_391_who_handles_it_says_why_and_sees_who_it_is_for_a_quarter_of_an_hour(town: Town) -> None:
    seen = reported(town)
    with refused(Denied, "unmask.grant_missing"):
        see(town, DISPATCHER, seen)
    made = ask(town, DISPATCHER, seen)
    assert (made["state"], made["needed"], made["unusual"]) == ("approved", None, [])
    assert see(town, DISPATCHER, seen) == {
        "name": NAME, "phone": PHONE, "until": made["until"], "unmasked": True, "incident": seen["id"],
    }  # fmt: skip
    town.later(minutes=15)
    with refused(Denied, "unmask.grant_missing"):
        see(town, DISPATCHER, seen)
    assert ask(town, DISPATCHER, seen)["id"] != made["id"]


def test_gr_394_asking_and_each_seeing_are_in_the_audit_before_anything_is_seen(town: Town, monkeypatch) -> None:
    seen = reported(town)
    made = ask(town, DISPATCHER, seen)
    see(town, DISPATCHER, seen)
    see(town, DISPATCHER, seen)
    assert trail(town, seen)[1:] == [("unmask_reporter", "d-1"), *[("reporter_opened", "d-1")] * 2]

    def fall(*args, **kwargs) -> None:
        raise RuntimeError

    monkeypatch.setattr(audit, "append", fall)
    with pytest.raises(RuntimeError):
        see(town, DISPATCHER, seen)
    with pytest.raises(RuntimeError):
        ask(town, LAMPS, town.through("accept", "file", "dispatch"))
    assert town.count("unmasking") == 1
    assert made["id"]


def test_nothing_personal_is_in_events_audit_answers_or_the_table(town: Town) -> None:
    seen = reported(town)
    made = ask(town, DISPATCHER, seen)
    see(town, DISPATCHER, seen)
    kept = [str(row) for table in ("outbox", "audit", "once", "unmasking") for row in town.db.all(f"SELECT * FROM {table}")]
    assert not [row for row in (*kept, str(made)) if NAME in row or PHONE in row or WORDS in row]
    (fact,) = facts(town, "reporter_unmasked")
    assert (fact["party"], fact["holder"]) == (town.seal.alias("r-1"), town.seal.alias("d-1"))
    assert (fact["role"], fact["unit"], fact["reason"], fact["area"]) == ("dispatcher", "centre", "contact", EAST)


@pytest.mark.parametrize("actor", [LEADER, OPERATOR, CHECKER, RESIDENT, Actor()], ids=lambda one: one.role)
def test_gr_390_no_role_sees_by_being_that_role(town: Town, actor: Actor) -> None:
    seen = reported(town)
    for act in (ask, see):
        with refused(Denied, "grid.role_not_allowed"):
            act(town, actor, seen)


def test_gr_390_who_does_not_have_it_in_hand_may_not_ask_and_a_stranger_finds_nothing(town: Town) -> None:
    seen = town.through("accept", "file", "dispatch", seen=reported(town))
    with refused(Denied, "grid.reporter_not_in_hands"):
        ask(town, WORKER, seen)
    for stranger in (ELSEWHERE, LAMPS):
        for act in (ask, see):
            with refused(Missing, "grid.incident_missing"):
                act(town, stranger, seen)
    assert ask(town, OFFICER, seen)["state"] == "approved"
    town.through("verify", seen=(looked := reported(town)))
    assert ask(town, WORKER, looked)["state"] == "approved"


def test_gr_390_a_grant_ends_at_once_when_the_matter_leaves_the_hands_or_the_role_is_lost(town: Town) -> None:
    seen = town.through("accept", "file", "dispatch", seen=reported(town))
    ask(town, OFFICER, seen)
    ask(town, DISPATCHER, seen)
    see(town, OFFICER, seen)
    with refused(Denied, "unmask.grant_missing"):
        see(town, other(OFFICER, id="o-9"), seen)
    with refused(Denied, "unmask.grant_missing"):
        see(town, other(DISPATCHER, unit="housing"), seen)
    with refused(Denied, "grid.role_not_allowed"):
        see(town, other(OFFICER, role="leader"), seen)
    with refused(Missing, "grid.incident_missing"):
        see(town, other(OFFICER, unit="lamps"), seen)
    back = town.through("return", seen=seen)
    with refused(Missing, "grid.incident_missing"):
        see(town, OFFICER, seen)
    with refused(Denied, "unmask.grant_missing"):
        see(town, DISPATCHER, seen)
    town.act(DISPATCHER, "hand_over", back, to="petition", reason="claim")
    with refused(Denied, "grid.reporter_not_in_hands"):
        see(town, DISPATCHER, seen)


def test_gr_393_what_is_unusual_is_told_with_the_fact(town: Town) -> None:
    town.limits = Limits(hourly=2)
    usual = reported(town)
    assert ask(town, DISPATCHER, usual)["unusual"] == []
    started = town.through("accept", "file", "dispatch", "start", seen=reported(town))
    assert ask(town, other(OFFICER, id="o-9"), started)["unusual"] == ["not_handler"]
    assert ask(town, OFFICER, started)["unusual"] == []
    assert ask(town, DISPATCHER, town.report(reporter={"phone": PHONE}))["unusual"] == ["unnamed"]
    closed = town.through(*TO_CLOSED, seen=reported(town))
    assert ask(town, DISPATCHER, closed)["unusual"] == ["many", "closed", "not_handler"]
    town.later(hours=12)
    assert ask(town, DISPATCHER, usual)["unusual"] == ["off_hours"]
    assert [one["unusual"] for one in facts(town, "reporter_unmasked")][-1] == ["off_hours"]


def test_of_whom_nothing_is_known_nothing_can_be_seen(town: Town) -> None:
    with refused(Conflict, "unmask.person_unknown"):
        ask(town, DISPATCHER, town.report())


def test_gr_392_where_somebody_must_agree_a_leader_does_and_the_grant_begins_then(town: Town) -> None:
    town.limits = Limits(approval=ALL)
    seen = reported(town)
    made = ask(town, DISPATCHER, seen)
    assert (made["state"], made["needed"], made["until"]) == ("asked", "all", None)
    for act in ("approve_unmasking", "refuse_unmasking"):
        with refused(Denied, "unmask.approver_asked"):
            decide(town, other(LEADER, id="d-1"), act, made)
        with refused(Missing, "unmask.request_missing"):
            decide(town, other(LEADER, area="210204000000"), act, made)
        with refused(Denied, "grid.role_not_allowed"):
            decide(town, DISPATCHER, act, made)
    with refused(Denied, "unmask.grant_missing"):
        see(town, DISPATCHER, seen)
    town.later(hours=2)
    given = decide(town, LEADER, "approve_unmasking", made)
    assert (given["state"], given["version"]) == ("approved", 2)
    assert see(town, DISPATCHER, seen)["name"] == NAME
    with refused(Conflict, "unmask.request_changed"):
        decide(town, LEADER, "refuse_unmasking", made)
    assert [one["needed"] for one in facts(town, "reporter_unmasked")] == ["all"]
    assert len(facts(town, "unmasking_asked")) == 1
    assert [act for act, _ in trail(town, seen)][1:] == ["unmask_reporter", "approve_unmasking", "reporter_opened"]


def test_gr_392_a_request_is_refused_or_expires_or_is_over_and_may_be_asked_again(town: Town) -> None:
    town.limits = Limits(approval=ALL)
    seen = reported(town)
    first = ask(town, DISPATCHER, seen)
    with refused(Conflict, "unmask.request_waiting"):
        ask(town, DISPATCHER, seen)
    assert decide(town, LEADER, "refuse_unmasking", first)["state"] == "refused"
    second = ask(town, DISPATCHER, seen)
    town.later(hours=24)
    with refused(Conflict, "unmask.request_expired"):
        decide(town, LEADER, "approve_unmasking", second)
    third = ask(town, DISPATCHER, seen)
    town.through("accept", "file", "dispatch", seen=seen)
    with refused(Conflict, "unmask.request_over"):
        decide(town, LEADER, "approve_unmasking", third)
    with refused(Denied, "unmask.grant_missing"):
        see(town, DISPATCHER, seen)
    assert len(facts(town, "unmasking_refused")) == 1


def test_gr_392_nobody_else_is_asked_about_a_minor_by_way_of_a_shorter_list(town: Town, monkeypatch) -> None:
    from services.grid.store import identity

    seen = reported(town)
    monkeypatch.setattr(identity, "traits", lambda db, id: {"sealed": True, "named": True, "minor": True})
    made = ask(town, DISPATCHER, seen)
    assert (made["state"], made["needed"]) == ("asked", "minor")
    decide(town, LEADER, "approve_unmasking", made)
    assert see(town, DISPATCHER, seen)["phone"] == PHONE


def test_gr_395_who_leads_the_ground_sees_each_asking_with_its_words_and_others_none(town: Town) -> None:
    seen = reported(town)
    made = [ask(town, DISPATCHER, seen)]
    made.append(ask(town, other(DISPATCHER, id="d-2"), seen))
    page = town.as_(LEADER).list_unmaskings({"limit": 1})
    assert [(one["id"], one["words"], one["holder"]) for one in page["items"]] == [(made[1]["id"], WORDS, "d-2")]
    rest = town.as_(LEADER).list_unmaskings({"limit": 1, "after": page["next"]})
    assert [one["id"] for one in rest["items"]] == [made[0]["id"]]
    assert rest["next"] is None
    town.later(minutes=15)
    assert {one["state"] for one in town.as_(LEADER).list_unmaskings({})["items"]} == {"expired"}
    assert town.as_(LEADER).list_unmaskings({"queue": "asked"})["items"] == []
    for area in ("210204000000", STREET.replace("001000", "009000")):
        assert town.as_(other(LEADER, area=area)).list_unmaskings({})["items"] == []
    with refused(Denied, "grid.role_not_allowed"):
        town.as_(DISPATCHER).list_unmaskings({})


def test_an_asking_sent_again_with_its_key_is_one_asking_also_late(town: Town) -> None:
    seen = reported(town)
    first = ask(town, DISPATCHER, seen, key="k")
    assert ask(town, DISPATCHER, seen, key="k") == first
    with refused(Conflict, "unmask.grant_running"):
        ask(town, DISPATCHER, seen)
    town.later(hours=1)
    assert ask(town, DISPATCHER, seen, key="k") == first
    assert town.count("unmasking") == 1
    with refused(Denied, "unmask.grant_missing"):
        see(town, DISPATCHER, seen)
    with refused(Invalid, "once.key_reused"):
        ask(town, DISPATCHER, seen, key="k", reason="other")


def test_twenty_at_once_over_two_processes_are_one_grant(town: Town, database_of) -> None:
    seen = reported(town)
    towns = (town, town.aside(database_of("grid")))
    answers = together(8, lambda number: ask(towns[number % 2], DISPATCHER, seen, key=f"n{number}"))
    assert sorted(getattr(one, "code", "") for one in answers) == ["", *["unmask.grant_running"] * 7]
    assert town.count("unmasking") == 1


def test_of_two_leaders_one_decides(town: Town) -> None:
    town.limits = Limits(approval=ALL)
    made = ask(town, DISPATCHER, reported(town))
    leaders = [other(LEADER, id=f"l-{number}") for number in range(4)]
    acts = ("approve_unmasking", "refuse_unmasking")
    answers = together(4, lambda number: decide(town, leaders[number], acts[number % 2], made))
    assert [one.code for one in answers if isinstance(one, Failure)] == ["unmask.request_changed"] * 3


def test_what_the_database_holds_can_be_no_longer_than_a_quarter_of_an_hour(town: Town) -> None:
    ask(town, DISPATCHER, reported(town))
    with pytest.raises(Exception, match="check"):
        _run(town.db, "UPDATE unmasking SET until = asked_at + interval '16 minutes'")


def _run(db: Database, sql: str) -> None:
    with db.transaction() as tx:
        tx.run(sql)


def test_gr_403_words_of_who_asked_go_with_the_person_and_the_rest_of_the_trace_stays(town: Town) -> None:
    seen = reported(town)
    ask(town, DISPATCHER, seen)
    (before,) = town.as_(LEADER).list_unmaskings({})["items"]
    (sealed,) = town.db.all("SELECT words FROM unmasking")
    with town.db.transaction() as tx:
        erasure.anonymise(tx, Call().system(), "incident", [seen["id"]])
    (after,) = town.as_(LEADER).list_unmaskings({})["items"]
    assert (before["words"], after["words"]) == (WORDS, ERASED)
    assert {**after, "words": WORDS} == before
    assert bytes(sealed[0]).hex() not in everything(town.db)
    fresh = Sealer([make_key("k9"), *town.seal.keys.values()])
    assert count_old(town.db, fresh, UNMASKING) == 0
