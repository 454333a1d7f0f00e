"""What may be the same matter, and the rules by which reports are joined."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as some

from kernel.errors import Conflict, Denied, Invalid
from services.grid.domain import dispatch
from services.grid.domain.doer import Doer
from services.grid.domain.ground.place import Position
from services.grid.domain.step import steps_of
from services.grid.domain.voice import likeness, merge, merge_life, support
from services.grid.domain.voice.likeness import Told
from services.grid.domain.words import step_words
from tests.unit.grid.case import AT, DISPATCHER, LATER, OFFICER, RESIDENT, STRANGER, SYSTEM, incident

ANYONE = Doer("", "anyone")
HERE = Position(121.6, 38.9)
OTHER = "00000000-0000-7000-8000-000000000002"


def told(id, words, *, position=HERE, case_type="E1", at=AT):
    return Told(id, words, case_type, "210203001001", None, position, at)


def test_width_case_and_marks_make_no_difference_to_words():
    assert likeness.grams("路灯，不亮 ABC") == likeness.grams("路灯不亮ａｂｃ")


def test_how_many_others_lie_around_makes_little_difference_to_two_that_are_alike_gr_170():
    mine, same = told("0", "灯杆被车撞歪，快倒了"), told("1", "路边灯杆撞歪了，快要倒了，请处理")
    others = [told(str(at), words) for at, words in enumerate(("暖气不热", "垃圾没人清运", "井盖破损", "油烟扰民"), 2)]
    alone, among = (likeness.likely(mine, [same, *more], near=500)[0] for more in ([], others))
    assert among.score - alone.score < 0.02


def test_words_place_kind_and_time_each_add_to_the_likeness_gr_170():
    mine = told("0", "小区门口的垃圾堆了三天没人清理")
    same = told("1", "小区门口垃圾堆了三天，没有人清理")
    found = likeness.likely(mine, [same, told("2", "路灯坏了，晚上看不见")], near=500)
    assert [one.id for one in found] == ["1"]
    assert found[0].reasons == ("words", "place", "kind", "time")
    far = likeness.likely(mine, [replace(same, position=Position(121.7, 38.9))], near=500)
    old = likeness.likely(mine, [replace(same, at=AT - timedelta(days=59))], near=500)
    kind = likeness.likely(mine, [replace(same, case_type="F1")], near=500)
    assert max(far[0].score, old[0].score, kind[0].score) < found[0].score


def test_at_most_five_are_suggested_and_never_the_one_itself():
    mine = told("0", "垃圾成堆")
    found = likeness.likely(mine, [mine, *(told(str(at), "垃圾成堆") for at in range(1, 9))], near=500)
    assert [one.id for one in found] == ["1", "2", "3", "4", "5"]


def test_a_distance_is_shown_as_a_band_gr_171():
    bands = [likeness.band(metres) for metres in (0, 51, 400, 900, None)]
    assert bands == ["within_200", "within_200", "within_500", "farther", "unknown"]


@given(some.text(max_size=60), some.text(max_size=60))
def test_an_overlap_is_a_share_whatever_the_words(one, other):
    a, b = likeness.grams(one), likeness.grams(other)
    assert 0 <= likeness.overlap(a, b, likeness.rarity([a, b])) <= 1


@pytest.mark.parametrize("state", merge_life.MERGEABLE)
def test_each_open_report_may_be_joined_and_goes_back_to_where_it_stood_gr_172_gr_173(state):
    before = incident(state)
    merged = merge.merge(before, DISPATCHER, into=incident("filed", id=OTHER), at=LATER).record
    assert (merged.state, merged.outcome, merged.main, merged.closed_at) == ("merged", "duplicate", OTHER, LATER)
    back = merge.unmerge(merged, DISPATCHER, was=state, at=LATER).record
    assert replace(back, version=1, changed_at=before.changed_at) == before


def test_only_the_desk_joins_and_nothing_is_joined_to_itself():
    with pytest.raises(Denied, match=r"grid.role_not_allowed"):
        merge.merge(incident(), OFFICER, into=incident(id=OTHER), at=LATER)
    with pytest.raises(Invalid, match=r"grid.merge_with_itself"):
        merge.merge(incident(), DISPATCHER, into=incident(), at=LATER)
    with pytest.raises(Conflict, match=r"grid.incident_act_not_allowed"):
        merge.gather(incident("closed"), SYSTEM, joined=incident(id=OTHER), at=LATER)


def test_a_step_of_the_main_one_is_told_without_what_is_its_reporters_gr_174():
    main = incident("dispatched", party="somebody", number="SJ210203-20260303-000028", merged=1)
    decision = dispatch.start(main, replace(OFFICER, unit="sanitation"), at=LATER)
    joined = incident("merged", id=OTHER, main=main.id, party="another")
    echoed = merge.follow(joined, decision.record, steps_of(decision, "start", OFFICER, told="to you"), ended=False)
    assert echoed is not None
    data = echoed.events[0].data
    assert (data["act"], data["party"], data["said_unit"]) == ("start", "another", "sanitation")
    assert main.number not in str(data)
    assert "somebody" not in str(data)
    said = step_words("echo", data, "en", {"sanitation": ("环卫", "Sanitation")})
    assert said == "The same matter: Sanitation has begun the work."


def test_an_own_answer_is_for_joined_reports_only():
    with pytest.raises(Conflict, match=r"grid.incident_not_merged"):
        merge.respond(incident("closed"), DISPATCHER, at=LATER)


def test_who_reported_counts_already_and_what_is_over_needs_no_support_gr_175():
    support.supportable(incident(), STRANGER)
    with pytest.raises(Conflict, match=r"grid.supporter_reported"):
        support.supportable(incident(), RESIDENT)
    with pytest.raises(Conflict, match=r"grid.support_too_late"):
        support.supportable(incident("closed"), STRANGER)
    with pytest.raises(Denied, match=r"grid.role_not_allowed"):
        support.may_support("support", DISPATCHER, ticket=True)
    with pytest.raises(Denied, match=r"grid.support_unproven"):
        support.may_support("support", ANYONE, ticket=False)
    support.may_support("support", ANYONE, ticket=True)


def test_before_a_stranger_a_point_lies_in_the_middle_of_its_square_gr_171():
    corners = [Position(121.6 + by, 38.9 + by) for by in (1e-4, 19e-4)]
    near = [likeness.shown(told("1", "x", position=corner)) for corner in corners]
    assert near[0] == near[1]
    assert likeness.shown(told("1", "x", position=None)).position is None


def test_a_supporter_is_told_codes_only_gr_176():
    event = support.ended(incident("closed", outcome="fixed"), "alias")
    assert event.data == {"state": "closed", "outcome": "fixed", "case_type": "E1", "party": "alias"}
