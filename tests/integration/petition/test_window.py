"""The one window: nothing is lost, a person decides, exactly one thing is made, and nobody is asked twice."""
from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from kernel import clock, outbox
from kernel.call import Actor, Call
from kernel.db import Database
from kernel.erasing import Kept, Whose
from kernel.errors import Conflict, Denied, Failure, Invalid, Missing, Unavailable
from services.petition.domain.window.life import ENDED, LIFE
from services.petition.store import said
from tests.integration.people import OPENING
from tests.integration.petition.front import LAMP, Front, Others, rejected
from tests.integration.petition.office import (
    ANYONE,
    COLLEAGUE,
    DESK,
    EAST,
    ELSEWHERE,
    NEIGHBOUR,
    OFFICER,
    RESIDENT,
    STRANGER,
    SYSTEM,
)
from tests.integration.petition.test_succeeding import NORTH, fact
from tests.integration.race import together
from tests.make import refused


@pytest.fixture
def front(database_of: Callable[[str], Database]) -> Front:
    return Front(database_of("petition"))


@pytest.fixture
def fronts(front: Front, database_of: Callable[..., Database]) -> list[Front]:
    """The same window in four processes, each with its own connections."""
    return [front.aside(database_of("petition", size=1)) for _ in range(4)]


def made(front: Front) -> list[str]:
    return [method for _, method, _, _ in front.others.asked if method in ("report", "refer")]


def test_gr_423_what_is_brought_has_number_and_code_at_once_and_says_what_it_may_be(front: Front) -> None:
    taken = front.take()
    assert (taken["number"][:2], taken["state"], taken["area"], len(taken["query_code"])) == ("RX", "waiting", EAST, 8)
    best = taken["suggestions"][0]
    assert (best["kind"], best["code"], best["unit"]) == ("incident", "F0103", "street_lighting")
    assert {one["rule"] for one in best["reasons"]} == {"word", "place"}
    assert [one["supporters"] for one in taken["similar"]] == [3]
    assert "area" not in taken["similar"][0]


@pytest.mark.parametrize("away", [Unavailable("rpc.timeout"), Invalid("grid.point_outside")])
def test_gr_423_nothing_is_lost_while_the_grid_does_not_answer(front: Front, away: Failure) -> None:
    front.others.fails = dict.fromkeys(("list_case_types", "place_at", "similar"), away)
    taken = front.take()
    assert (taken["state"], taken["area"], taken["similar"]) == ("waiting", "210203000000", [])
    assert taken["suggestions"][0]["code"] == "F0103"
    assert len(made(front)) == 0


def test_gr_423_what_nobody_understands_waits_for_a_person_all_the_same(front: Front) -> None:
    taken = front.take(text="嗯")
    assert taken["suggestions"] == []
    assert [one["id"] for one in front.as_(DESK).list_intakes({})["items"]] == [taken["id"]]


def test_the_same_key_at_once_takes_in_once_and_gives_one_receipt(front: Front, fronts: list[Front]) -> None:
    results = together(4, lambda at: fronts[at].take(key="one"))
    assert len({(one["number"], one["query_code"]) for one in results}) == 1
    assert [front.count(table) for table in ("intake", "intake_said", "outbox", "audit")] == [1] * 4


def test_a_crash_before_the_commit_leaves_nothing_and_the_same_key_takes_in_after(
    front: Front, monkeypatch: pytest.MonkeyPatch
) -> None:
    def crash(*_: Any) -> None:
        raise RuntimeError("the process ends here")

    with monkeypatch.context() as patched:
        patched.setattr(outbox, "append", crash)
        with pytest.raises(RuntimeError):
            front.take(key="one")
    assert [front.count(table) for table in ("intake", "intake_said", "intake_step", "obligation", "once")] == [0] * 5
    assert front.take(key="one")["state"] == "waiting"


def test_what_is_said_and_by_whom_stands_nowhere_in_clear(front: Front) -> None:
    front.confirm(front.take(), "dispute", thing="neighbour", reason="asked", opposite="陈二")
    tables = ("intake", "intake_said", "intake_step", "outbox", "audit", "once", "obligation")
    whole = " ".join(str(row) for table in tables for row in front.db.all(f"SELECT * FROM {table}"))
    assert not [word for word in ("林一", "陈二", "13800000000", "东社区一号", LAMP) if word in whole]


def test_the_desk_reads_it_with_who_brought_it_masked(front: Front) -> None:
    whole = front.seen(front.take())
    assert (whole["text"], whole["contact"]) == (LAMP, {"name": "林*", "phone": "138****0000"})
    assert whole["clocks"][0]["rule"] == "GR-424"


def test_gr_427_gr_430_an_incident_is_made_with_all_that_was_said_on_behalf_of_who_said_it(front: Front) -> None:
    photo = front.photo()
    taken = front.take(photos=[photo])
    front.confirm(taken)
    front.hear()
    ((command, call),) = front.others.sent("report")
    assert command["description"] == LAMP
    assert command["reporter"] == {"name": "林一", "phone": "13800000000"}
    assert (command["address"], command["case_type"], command["evidence"]) == (
        "东社区一号", None, [{"kind": "photo_before", "ref": photo}],
    )  # fmt: skip
    assert call is not None
    assert call.actor == RESIDENT
    seen = front.seen(taken)
    assert (seen["state"], seen["became_number"]) == ("linked", "SJ0")
    assert [event["data"]["became_number"] for event in front.facts("petition.intake_linked")] == ["SJ0"]


def test_gr_146_a_photo_that_cannot_be_shown_is_refused_at_once_and_not_at_the_hand_over(front: Front) -> None:
    own, unknown = front.photo(), clock.new_id()
    for actor, photos, place in ((RESIDENT, [own, unknown], 1), (NEIGHBOUR, [own], 0), (ANYONE, [front.photo(ANYONE)], 0)):
        with refused(Invalid, "petition.intake_photo_missing") as failure:
            front.take(actor, photos=photos)
        assert failure.value.pointer == f"/photos/{place}"
    assert front.count("intake") == 0
    front.take(photos=[own])
    ((command, call),) = front.others.sent("vouch")[-1:]
    assert (command, call.actor.role if call else "") == ({"attachments": [own], "hold": True}, "system")


def test_nothing_is_taken_in_with_photos_while_the_front_door_does_not_answer(front: Front) -> None:
    photo = front.photo()
    front.others.fails = {"vouch": Unavailable("rpc.unavailable")}
    with refused(Unavailable, "rpc.unavailable"):
        front.take(photos=[photo], key="one")
    front.others.fails = {}
    assert front.take(photos=[photo], key="one")["state"] == "waiting"


def test_gr_144_who_decides_finds_the_intake_of_a_photo_and_strangers_find_none(front: Front) -> None:
    photo, other = front.photo(), front.photo()
    taken = front.take(photos=[photo])
    asked = {"attachment": photo}
    assert front.as_(DESK).intake_photo_reach(asked) == {"intake": taken["id"]}
    for actor in (NEIGHBOUR, ELSEWHERE, OFFICER, ANYONE, RESIDENT):
        with refused(Missing, "petition.intake_missing"):
            front.as_(actor).intake_photo_reach(asked)
    with refused(Missing, "petition.intake_missing"):
        front.as_(DESK).intake_photo_reach({"attachment": other})


def test_gr_147_photos_are_kept_as_long_as_an_intake_says_anything(front: Front) -> None:
    photo, other = front.photo(), front.photo()
    taken = front.take(photos=[photo])
    asked = {"attachments": [photo, other]}
    assert front.as_(SYSTEM).intake_photos_kept(asked) == {"kept": [photo]}
    with front.db.transaction() as tx:
        said.anonymise(tx, [taken["id"]])
    assert front.as_(SYSTEM).intake_photos_kept(asked) == {"kept": []}


def test_photos_are_found_by_their_index(front: Front) -> None:
    with front.db.transaction() as tx:
        tx.run("SET LOCAL enable_seqscan = off")
        plan = tx.all("EXPLAIN SELECT id FROM intake WHERE photos <> '[]' AND photos ? 'x'")
    assert "intake_photo" in str(plan)


def test_gr_430_the_first_number_and_code_go_on_telling_how_far_it_is(front: Front) -> None:
    taken = front.take()
    front.own(taken, "incident")
    assert front.follow(taken)["matter"] is None
    front.hear()
    told = front.follow(taken)
    assert (told["state"], told["matter"]["number"], told["matter"]["code"]) == ("linked", "SJ0", "ABCD2345")
    assert told["matter"]["words"] == "being dealt with"
    assert [step["act"] for step in told["steps"]] == ["take_in", "send_on", "link"]
    front.others.fails = {"progress": Unavailable("rpc.timeout")}
    assert front.follow(taken)["matter"]["number"] == "SJ0"


@pytest.mark.parametrize("code", ["WRONG222", "00000000"])
def test_a_wrong_code_opens_nothing(front: Front, code: str) -> None:
    taken = front.take() | {"query_code": code}
    with refused(Missing, "petition.code_unknown"):
        front.follow(taken)
    with refused(Missing, "petition.code_unknown"):
        front.own(taken, "incident")


def test_of_two_clerks_and_the_holder_who_confirm_at_once_one_is_heard_and_one_thing_made(
    front: Front, fronts: list[Front]
) -> None:
    taken = front.take()
    ways: list[Callable[[Front], Any]] = [
        lambda one: one.confirm(taken), lambda one: one.confirm(taken, "petition", reason="asked for"),
        lambda one: one.own(taken, "incident"), lambda one: one.confirm(taken),
    ]  # fmt: skip
    results = together(4, lambda at: ways[at](fronts[at]))
    assert len([one for one in results if not isinstance(one, Failure)]) == 1
    assert {one.code for one in results if isinstance(one, Failure)} <= {
        "petition.intake_changed", "petition.intake_act_not_allowed",
    }  # fmt: skip
    assert len(front.facts("petition.intake_sent_on")) == 1


@pytest.mark.parametrize("kind", ["incident", "dispute", "petition"])
def test_copies_of_the_fact_at_once_and_late_make_one_thing(front: Front, fronts: list[Front], kind: str) -> None:
    taken = front.take()
    front.confirm(taken, kind, reason="asked for")
    (event,) = front.facts("petition.intake_sent_on")
    for one in fronts:
        one.others = front.others
    assert together(4, lambda at: fronts[at].as_(SYSTEM).hear_sent_on(event)) == [None] * 4
    front.as_(SYSTEM).hear_sent_on(event)
    assert front.count("petition") + len(front.others.made) == 1
    assert len(front.facts("petition.intake_linked")) == 1


def test_an_owner_that_is_away_is_asked_again_with_the_same_key(front: Front) -> None:
    taken = front.take()
    front.confirm(taken)
    front.others.fails = {"report": Unavailable("rpc.timeout")}
    with refused(Unavailable, "rpc.timeout"):
        front.hear()
    assert front.seen(taken)["state"] == "sent_on"
    front.others.fails = {}
    front.hear()
    first, second = (call.key for _, call in front.others.sent("report") if call)
    assert first == second
    assert front.seen(taken)["state"] == "linked"


def test_a_crash_after_the_owner_made_it_makes_it_once(front: Front, monkeypatch: pytest.MonkeyPatch) -> None:
    taken = front.take()
    front.confirm(taken)
    with monkeypatch.context() as patched:
        patched.setattr("kernel.outbox.append", lambda *_: (_ for _ in ()).throw(RuntimeError("the process ends here")))
        with pytest.raises(RuntimeError):
            front.hear()
    front.hear()
    assert len(front.others.made) == 1
    assert front.seen(taken)["state"] == "linked"


def test_gr_425_a_petition_counts_its_days_from_first_receipt(front: Front) -> None:
    taken = front.take(text="对拆迁补偿款不服，要求信访")
    front.later(days=3).confirm(taken, "petition")
    front.hear()
    ((received, registered, channel),) = front.db.all("SELECT received_at, registered_at, channel FROM petition")
    assert (received, (registered - received).days, channel) == (OPENING, 3, "web")
    assert str(front.db.all("SELECT due_on FROM obligation WHERE rule = 'PT-02'")[0][0]) == "2026-03-18"
    (mine,) = front.as_(RESIDENT).list({"queue": "all"})["items"]
    assert mine["number"] == front.seen(taken)["became_number"]
    assert front.follow(taken)["matter"]["steps"][0]["act"] == "register"


def test_a_petition_taken_by_telephone_says_so(front: Front) -> None:
    taken = front.take(DESK, channel="phone", text="要求信访")
    front.confirm(taken, "petition")
    front.hear()
    assert front.db.all("SELECT channel, first_unit FROM petition") == [("phone", "petition_office")]


def test_a_dispute_is_referred_with_both_sides_and_nobody_has_consented(front: Front) -> None:
    taken = front.take(text="楼上邻居太吵，想请人调解")
    front.own(taken, "dispute", opposite="陈二")
    front.hear()
    ((command, call),) = front.others.sent("refer")
    assert call is not None
    assert call.actor == SYSTEM
    assert {name: command[name] for name in ("origin", "origin_version", "dispute_type", "name", "opposite", "account")} == {
        "origin": taken["id"], "origin_version": 1, "dispute_type": "neighbour", "name": "林一", "opposite": "陈二",
        "account": "r-1",
    }  # fmt: skip


def test_gr_431_what_the_owner_cannot_take_comes_back_with_the_reason_and_becomes_another_thing(front: Front) -> None:
    taken = front.take()
    front.confirm(taken)
    front.others.fails = {"report": Invalid("grid.attachment_missing")}
    front.hear()
    back = front.seen(taken)
    assert (back["state"], back["round"], back["back"]) == ("waiting", 2, "grid.attachment_missing")
    front.others.fails = {}
    front.confirm(back, "dispute", thing="neighbour", reason="private")
    front.hear()
    assert front.seen(taken)["became_number"] == "TJ0"


@pytest.mark.parametrize(("reason", "state"), [("not_public", "waiting"), ("not_found", "linked")])
def test_gr_431_a_refusal_that_says_wrong_place_brings_it_back_and_another_does_not(
    front: Front, reason: str, state: str
) -> None:
    taken = front.take()
    front.confirm(taken)
    front.hear()
    (record,) = front.db.all("SELECT became::text FROM intake")
    event = rejected(record[0], reason=reason)
    for _ in range(2):
        front.as_(SYSTEM).hear_rejected(event)
    assert front.seen(taken)["state"] == state
    assert len(front.facts("petition.intake_came_back")) == (state == "waiting")
    # a refusal of what never came to the window is none of its business
    front.as_(SYSTEM).hear_rejected(rejected(clock.new_id()))


def test_gr_425_the_limit_of_what_came_back_runs_from_first_receipt(front: Front) -> None:
    taken = front.take()
    front.confirm(taken)
    front.hear()
    assert front.clocks() == [("GR-424", "stopped", "first receipt")]
    (record,) = front.db.all("SELECT became::text FROM intake")
    front.later(days=4).as_(SYSTEM).hear_rejected(rejected(record[0]))
    assert front.clocks() == [("GR-424", "stopped", "first receipt"), ("GR-424", "running", "first receipt")]
    assert [one["id"] for one in front.as_(DESK).list_intakes({"queue": "late"})["items"]] == [taken["id"]]


def test_gr_453_who_stands_behind_the_matter_nearby_is_counted_once_and_nothing_is_made(front: Front) -> None:
    taken = front.take(ANYONE)
    assert front.behind(taken, key="k")["state"] == "answered"
    assert front.behind(taken, key="k")["state"] == "answered"
    ((command, call),) = front.others.sent("support")
    assert call is not None
    assert (command, call.actor) == ({"incident": taken["similar"][0]["id"]}, Actor(id=f"intake/{taken['id']}", role="resident"))
    told = front.follow(taken)
    assert (told["steps"][-1]["act"], told["clocks"][0]["state"]) == ("stand_behind", "stopped")
    assert "no second one" in told["steps"][-1]["words"]
    assert (made(front), len(front.facts("petition.intake_supported"))) == ([], 1)
    with refused(Conflict, "petition.intake_act_not_allowed"):
        front.behind(taken, key="another")
    with refused(Conflict, "petition.intake_act_not_allowed"):
        front.confirm(front.seen(taken))


def test_gr_453_whose_account_brought_it_is_counted_by_the_account(front: Front) -> None:
    front.behind(front.take())
    assert [call.actor.id for _, call in front.others.sent("support") if call] == [RESIDENT.id]


def test_gr_453_what_is_not_nearby_is_not_stood_behind_and_nothing_ends(front: Front) -> None:
    taken = front.take()
    with refused(Invalid, "petition.intake_not_similar"):
        front.behind(taken, incident=clock.new_id())
    with refused(Invalid, "petition.intake_not_similar"):
        front.behind(front.take(place=None))
    with refused(Missing, "petition.code_unknown"):
        front.behind(taken | {"query_code": "WRONG222"})
    for fails in ({"support": Conflict("grid.support_too_late")}, {"similar": Unavailable("rpc.timeout")}):
        front.others.fails = dict(fails)
        with pytest.raises(Failure):
            front.behind(taken)
    assert front.seen(taken)["state"] == "waiting"


def test_gr_453_of_standing_behind_and_confirming_at_once_one_is_heard(front: Front, fronts: list[Front]) -> None:
    taken = front.take()
    for one in fronts:
        one.others = front.others
    ways: list[Callable[[Front], Any]] = [lambda one: one.behind(taken), lambda one: one.confirm(taken)]
    results = together(4, lambda at: ways[at % 2](fronts[at]))
    assert len([one for one in results if not isinstance(one, Failure)]) == 1
    assert len(front.facts("petition.intake_supported")) + len(front.facts("petition.intake_sent_on")) == 1


def test_gr_452_what_was_sent_back_goes_there_again_only_with_a_reason_of_the_desk(front: Front) -> None:
    taken = front.take()
    front.own(taken, "incident")
    front.hear()
    (record,) = front.db.all("SELECT became::text FROM intake")
    front.as_(SYSTEM).hear_rejected(rejected(record[0]))
    with refused(Invalid, "petition.intake_choice_not_yours"):
        front.own(taken, "incident")
    with refused(Invalid, "petition.intake_reason_missing"):
        front.confirm(front.seen(taken))
    front.confirm(front.seen(taken), reason="the lamp is the street's after all")
    front.hear()
    assert len(front.others.sent("report")) == 2
    assert front.seen(taken)["state"] == "linked"


def test_who_says_it_from_outside_the_district_has_it_placed_by_their_words(front: Front) -> None:
    taken = front.take()
    front.confirm(taken)
    outside = Invalid("grid.point_outside")

    def strict(method: str, call: Call | None) -> dict[str, Any]:
        if method == "report" and front.others.asked[-1][2]["point"]:
            raise outside
        return Others.answer(front.others, method, call)

    front.others.answer = strict  # type: ignore[method-assign] # the grid of this test alone
    front.hear()
    first, second = (command for command, _ in front.others.sent("report"))
    assert first == second | {"point": first["point"], "area": first["area"]}
    assert front.seen(taken)["became_number"] == "SJ0"


def test_what_a_grid_worker_keys_in_for_somebody_is_no_finding_of_their_round(front: Front) -> None:
    worker = Actor("w-1", "grid_worker", area=EAST)
    front.confirm(front.take(worker, channel="phone", place=None))
    front.hear()
    photo = front.photo(worker)
    front.confirm(front.take(worker, channel="phone", photos=[photo]))
    front.hear()
    assert [call.actor.role for _, call in front.others.sent("report") if call] == ["anyone", "grid_worker"]


def test_a_fact_older_than_owners_remember_goes_to_a_person_instead(front: Front) -> None:
    taken = front.take()
    front.confirm(taken)
    front.later(days=7).hear()
    assert (front.seen(taken)["back"], made(front)) == ("petition.intake_stale", [])


def test_a_fact_of_an_earlier_round_does_nothing(front: Front) -> None:
    taken = front.take()
    front.confirm(taken)
    front.others.fails = {"report": Invalid("grid.attachment_missing")}
    front.hear()
    (first,) = front.facts("petition.intake_sent_on")
    front.others.fails = {}
    front.confirm(front.seen(taken), "petition", reason="asked for")
    front.as_(SYSTEM).hear_sent_on(first)
    assert front.seen(taken)["state"] == "sent_on"
    assert front.count("petition") == 0


def test_an_answer_is_given_at_once_in_the_words_of_the_table_and_ends_it(front: Front) -> None:
    taken = front.take(text="请问社区窗口几点上班")
    front.confirm(taken, "answer", thing="office_hours")
    told = front.follow(taken)
    assert (told["state"], "9:00" in told["steps"][-1]["told"]) == ("answered", True)
    assert front.clocks() == [("GR-424", "stopped", "first receipt")]


def test_gr_432_a_service_item_goes_to_a_unit_that_gives_it_back_or_does_it(front: Front) -> None:
    taken = front.take(text="独居老人想申请助餐")
    front.confirm(taken, "service_item", thing="elder_meals", unit="housing")
    held = front.seen(taken, OFFICER)
    assert (held["mode"], held["acts"]) == ("assist", ["return", "finish"])
    with refused(Missing, "petition.intake_missing"):
        front.seen(taken, STRANGER)
    command = {"intake": taken["id"], "version": held["version"], "reason": "not_our_duty"}
    front.as_(OFFICER).return_intake(command)
    back = front.seen(taken)
    assert (back["state"], back["round"], back["unit"]) == ("waiting", 2, None)
    front.confirm(back, "service_item", thing="elder_meals", unit="water")
    held = front.seen(taken, STRANGER)
    done = {"intake": taken["id"], "version": held["version"], "words": "每天中午送到家"}
    assert front.as_(STRANGER).finish_intake(done)["state"] == "finished"
    said = [one["words"] for one in front.follow(taken)["steps"]]
    assert said[-1] == "Water has done it."
    assert said[2].startswith("Housing cannot do it")
    front.others.fails = {"name_offices": Unavailable("rpc.timeout")}
    assert front.follow(taken)["steps"][-1]["words"] == "water has done it."
    assert front.follow(taken)["steps"][-1]["told"] == "每天中午送到家"
    assert {start for _, _, start in front.clocks()} == {"first receipt"}


def test_what_nobody_knows_is_said_to_the_desk_at_once_and_only_while_the_grid_answers(front: Front) -> None:
    taken = front.take()
    with refused(Invalid, "petition.intake_thing_unknown"):
        front.confirm(taken, thing="ZZ99", reason="asked for")
    item: dict[str, Any] = {"thing": "elder_meals", "reason": "asked for"}
    with refused(Invalid, "petition.intake_unit_unknown"):
        front.confirm(taken, "service_item", unit="nowhere", **item)
    front.others.fails = {"name_offices": Unavailable("rpc.timeout")}
    assert front.confirm(taken, "service_item", unit="nowhere", **item)["state"] == "assigned"


def test_gr_431_the_desk_takes_a_service_item_back_from_a_unit_that_is_silent(front: Front) -> None:
    taken = front.take(text="独居老人想申请助餐")
    front.confirm(taken, "service_item", thing="elder_meals", unit="housing")
    held = front.seen(taken)
    assert held["acts"] == ["return"]
    command = {"intake": taken["id"], "version": held["version"], "reason": "unclear"}
    with refused(Missing, "petition.intake_missing"):
        front.as_(STRANGER).return_intake(command)
    front.as_(DESK).return_intake(command)
    back = front.seen(taken)
    assert (back["state"], back["unit"]) == ("waiting", None)
    assert "took it back" in back["steps"][-1]["words"]
    with refused(Missing, "petition.intake_missing"):
        front.seen(taken, OFFICER)


def test_of_two_officers_who_finish_and_return_at_once_one_is_told_to_read_again(front: Front, fronts: list[Front]) -> None:
    taken = front.take()
    front.confirm(taken, "service_item", thing="accompany", unit="housing", reason="she cannot walk")
    held = front.seen(taken, OFFICER)
    command = {"intake": taken["id"], "version": held["version"]}
    ways: list[Callable[[Front], Any]] = [
        lambda one: one.as_(OFFICER).finish_intake(command | {"words": "done"}),
        lambda one: one.as_(COLLEAGUE).return_intake(command | {"reason": "unclear"}),
    ]
    results = together(2, lambda at: ways[at](fronts[at]))
    # what was given back is not theirs to see any more
    lost = [one.code for one in results if isinstance(one, Failure)]
    assert lost in (["petition.intake_changed"], ["petition.intake_missing"])


def test_who_stays_unnamed_leaves_neither_name_nor_account_and_is_not_named_in_what_is_made(front: Front) -> None:
    taken = front.take(unnamed=True, contact=None)
    assert front.as_(RESIDENT).list_intakes({"queue": "all"})["items"] == []
    assert front.db.all("SELECT count(*) FROM audit WHERE body::text LIKE '%%r-1%%'") == [(0,)]
    front.own(taken, "incident")
    front.hear()
    ((command, call),) = front.others.sent("report")
    assert call is not None
    assert (command["unnamed"], "reporter" in command, call.actor) == (True, False, ANYONE)
    with refused(Invalid, "wire.invalid"):
        front.take(unnamed=True)
    with refused(Invalid, "petition.intake_unnamed_with_photo"):
        front.take(unnamed=True, contact=None, photos=[clock.new_id()])


def test_each_sees_what_is_theirs_and_to_others_there_is_nothing(front: Front) -> None:
    taken = front.take()
    others = dict.fromkeys((NEIGHBOUR, ELSEWHERE, OFFICER, ANYONE), False)
    for actor, sees in {DESK: True, RESIDENT: True, **others}.items():
        listed = [one["id"] for one in front.as_(actor).list_intakes({"queue": "all"})["items"]]
        assert listed == ([taken["id"]] if sees else []), actor
        if not sees:
            with refused(Missing, "petition.intake_missing"):
                front.seen(taken, actor)
            with refused(Missing, "petition.intake_missing"):
                front.confirm(taken, actor=actor)
    with refused(Denied, "petition.role_not_allowed"):
        front.confirm(taken, actor=RESIDENT)


def test_who_leads_the_ground_is_told_why_an_account_sees_an_intake_and_not_a_word_of_it(front: Front) -> None:
    taken = front.take()
    leader = Actor("l-1", "leader", area="210203001000")
    told = {}
    for one in (DESK, ELSEWHERE, OFFICER, RESIDENT, NEIGHBOUR):
        asked = {"id": taken["id"], "account": one.id, "role": one.role, "unit": one.unit, "area": one.area}
        answer = front.as_(leader).why_intake(asked)
        assert LAMP not in str(answer)
        told[one.id] = (answer["sees"], answer["because"])
        with refused(Missing, "petition.intake_missing"):
            front.as_(Actor("l-2", "leader", area="210203009000")).why_intake(asked)
    assert list(told.values()) == [
        (True, "area_holds"), (False, "area_fails"), (False, "unit_fails"), (True, "party_holds"), (False, "party_fails"),
    ]  # fmt: skip


def test_the_desk_is_shown_the_oldest_first_page_by_page(front: Front) -> None:
    taken = [front.later(minutes=1).take()["id"] for _ in range(3)]
    service = front.as_(DESK)
    first = service.list_intakes({"limit": 2})
    second = service.list_intakes({"limit": 2, "after": first["next"]})
    assert [one["id"] for one in (*first["items"], *second["items"])] == taken
    assert second["next"] is None


def test_a_stale_version_is_refused(front: Front) -> None:
    taken = front.take()
    with refused(Conflict, "petition.intake_changed"):
        front.confirm(taken | {"version": 7})


def test_gr_26_an_open_intake_goes_with_its_area_and_its_clock(front: Front) -> None:
    taken = front.take()
    front.as_(SYSTEM).hear_area_recoded(fact([EAST], [NORTH]))
    assert front.seen(taken)["area"] == NORTH
    assert front.db.all("SELECT area FROM obligation") == [(NORTH,)]


def test_a_clock_that_moved_leaves_its_date_on_the_intake(front: Front) -> None:
    taken = front.take()
    front.db.all("UPDATE obligation SET due_at = %s RETURNING 1", (OPENING,))
    front.as_(SYSTEM).move_intake_dates({"subject": taken["id"]})
    assert front.db.all("SELECT due_at FROM intake") == [(OPENING,)]


def test_the_database_knows_the_states(front: Front) -> None:
    known = dict(front.db.all("SELECT state, ended FROM intake_state"))
    assert known == {state: state in ENDED for state in LIFE.states}


def test_an_actor_without_a_role_at_the_window_brings_nothing(front: Front) -> None:
    with refused(Denied, "petition.role_not_allowed"):
        front.take(Actor(id="x", role="leader", area=EAST))
    assert Others().made == {}


def test_gr_403_what_was_said_at_the_window_goes_when_its_person_asks_and_it_is_over(front: Front) -> None:
    taken = front.take()
    front.take(text="还在等")
    whose = Whose(account=RESIDENT.id, aliases=front.seal.aliases(RESIDENT.id))
    service = front.as_(SYSTEM)
    with front.db.transaction() as tx:
        assert service.next_to_erase(tx, whose, 10) == []
    front.confirm(taken, "answer", thing="office_hours", reason="only a question")
    for keys in (1, 0):
        with front.db.transaction() as tx:
            kept = service.next_to_erase(tx, whose, 10)
            assert [one.id for one in kept] == [taken["id"]] * keys
            assert service.erase(tx, Call().system(), [Kept("intake", taken["id"], 2)])["keys"] == keys
    whole = front.seen(taken)
    assert (whole["text"], whole["contact"], whole["number"]) == ("", {"name": "", "phone": ""}, taken["number"])
    assert front.count("intake_said") == 2


def test_what_was_erased_does_not_come_back(front: Front) -> None:
    taken = front.take()
    front.confirm(taken)
    front.hear()
    (record,) = front.db.all("SELECT became::text FROM intake")
    with front.db.transaction() as tx:
        front.as_(SYSTEM).erase(tx, Call().system(), [Kept("intake", taken["id"], 3)])
    front.as_(SYSTEM).hear_rejected(rejected(record[0]))
    assert front.seen(taken)["state"] == "linked"
    assert front.follow(taken)["matter"]["number"] == "SJ0"
