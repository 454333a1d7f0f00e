"""Work orders, supervision, campaigns and rewards: who may, when, and what it counts for."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kernel.errors import Conflict, Denied, Invalid
from services.grid.domain.doer import Doer
from services.grid.domain.order import campaign, progress, reward, site, supervision, supervision_limit, work
from services.grid.domain.order.campaign import Campaign
from services.grid.domain.order.reward import Amount, Reward
from services.grid.domain.order.site import Site
from services.grid.domain.order.supervision import BY, WORDS, Supervision
from services.grid.domain.order.supervision_limit import LEVELS
from services.grid.domain.order.work import Worker, WorkOrder
from services.grid.domain.setting.chosen import Values
from tests.unit.grid.case import AT, CHECKER, DISPATCHER, LATER, LEADER, OFFICER, incident

TASK = WorkOrder("t-1", "i-1", "SJ1", "sanitation", None, "210203001001", "x", "d-1", "centre", date(2026, 3, 6), AT, AT, AT)
WATCHED = Supervision("s-1", "i-1", "SJ1", "sanitation", "210203001001", "attention", "x", "c-1", "supervision", AT, AT, AT)
SPOT = Site("p-1", "c-1", "grid", "g-1", "210203001001", "g-1", "sanitation", "", None, AT)
PRIZE = Reward("r-1", "JL1", "i-1", "E1", "centre", "210203001001", 20000, "d-1", AT)
HELD = Campaign(
    "c-1", "ZX1", "livelihood_checks", "livelihood", "x", "210203000000", "sanitation", date(2026, 3, 1), date(2026, 3, 31),
    False, 1, "l-1", AT,
)  # fmt: skip
TABLE = Amount("E1", 5000, 50000)
NOBODY_CHOSE = Values([])


def test_gr_157_only_the_unit_it_was_given_to_does_it() -> None:
    assert work.acts(TASK, Worker(OFFICER)) == ["finish_order"]
    assert work.acts(TASK, Worker(replace(OFFICER, unit="lamps"))) == []
    on_grid = replace(TASK, unit=None, grid="g-1")
    worker = Doer("w-1", "grid_worker", "east_team")
    assert work.finish(on_grid, Worker(worker, ["g-1"]), answer="x", at=LATER).record.state == "finished"
    with pytest.raises(Denied, match="grid.order_not_yours"):
        work.finish(on_grid, Worker(worker, ["g-2"]), answer="x", at=LATER)


def test_gr_158_neither_who_finished_nor_their_unit_checks() -> None:
    done = work.finish(TASK, Worker(OFFICER), answer="x", at=LATER).record
    for own in (OFFICER, replace(CHECKER, unit="sanitation")):
        with pytest.raises(Denied, match="grid.order_checker_finished"):
            work.check(done, Worker(own), reason=None, at=LATER)
    assert work.check(done, Worker(CHECKER), reason=None, at=LATER).record.state == "passed"
    assert work.check(done, Worker(DISPATCHER), reason="not_done", at=LATER).record.due_on == TASK.due_on


def test_gr_159_a_higher_level_has_fewer_who_order_it_and_less_time() -> None:
    for lower, higher in pairwise(LEVELS):
        assert BY[higher] < BY[lower]
        assert supervision_limit.limit(higher, NOBODY_CHOSE).amount < supervision_limit.limit(lower, NOBODY_CHOSE).amount
    assert set(WORDS) == set(LEVELS)
    with pytest.raises(Invalid, match="grid.supervision_too_long"):
        supervision_limit.limit("attention", NOBODY_CHOSE, 6)
    with pytest.raises(Conflict, match="grid.supervision_nobody"):
        supervision.owed_by(None)


def test_gr_160_it_goes_up_level_by_level_and_stays_on_the_list() -> None:
    one = WATCHED
    for level in ("supervise", "list_supervise", "list_supervise"):
        one = supervision.go_up(one, due_at=LATER, at=LATER).record
        assert one.level == level
    with pytest.raises(Conflict, match="grid.supervision_act_not_allowed"):
        supervision.go_up(replace(WATCHED, state="answered"), due_at=LATER, at=LATER)


def test_gr_169_a_level_below_the_list_goes_up_by_each_answer_that_is_sent_back() -> None:
    one = WATCHED
    for level, orderer in (("supervise", CHECKER), ("list_supervise", DISPATCHER), ("list_supervise", LEADER)):
        answered = supervision.answer(one, OFFICER, words="soon", due_at=LATER, at=LATER).record
        assert supervision.acts(answered, orderer) == ["accept_supervision", "send_back_supervision"]
        one = supervision.send_back(answered, orderer, reason="no_date", remark="", due_at=LATER, at=LATER).record
        assert (one.state, one.level) == ("ordered", level)
    assert (one.raised, one.sent_back) == (2, 3)
    with pytest.raises(Invalid, match="grid.reason_unknown"):
        supervision.send_back(answered, LEADER, reason="bored", remark="", due_at=LATER, at=LATER)


def test_gr_161_gr_163_a_livelihood_matter_wants_an_owner_and_a_day() -> None:
    first, last = date(2026, 3, 1), date(2026, 3, 31)
    held = replace(HELD, starts_on=first, ends_on=last)
    campaign.listed(held, owner="lamps", due_on=last)
    campaign.listed(replace(held, kind="property"), owner=None, due_on=None)
    for bad, code in (
        ({"due_on": None, "unit": "lamps"}, "grid.site_due_missing"),
        ({"due_on": date(2026, 4, 1), "unit": "lamps"}, "grid.site_due_late"),
    ):
        with pytest.raises(Invalid, match=code):
            campaign.listed(held, owner=bad["unit"], due_on=bad["due_on"])
    with pytest.raises(Invalid, match="grid.campaign_ends_early"):
        campaign.timely(last, first)


def test_gr_162_rounds_are_iso_weeks() -> None:
    assert [campaign.iso_week(day) for day in (date(2026, 12, 31), date(2027, 1, 3), date(2027, 1, 4))] == [
        "2026-W53", "2026-W53", "2027-W01",
    ]  # fmt: skip


def test_gr_163_a_site_is_solved_once_by_who_answers_for_it() -> None:
    solved = site.solve(SPOT, OFFICER, answer="x", at=LATER).record
    with pytest.raises(Conflict, match="grid.site_act_not_allowed"):
        site.solve(solved, OFFICER, answer="x", at=LATER)
    with pytest.raises(Denied, match="grid.site_not_yours"):
        site.solve(SPOT, replace(OFFICER, unit="lamps"), answer="x", at=LATER)


@given(st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9), st.booleans()), min_size=1, max_size=5))
def test_changes_of_a_site_add_up_to_its_figures(steps: list[tuple[int, int, bool]]) -> None:
    sums: dict[str, int] = {}
    before = None
    for checks, failed, solved in steps:
        after = replace(SPOT, checks=checks, failed=failed, state="solved" if solved else "open")
        for figure, n in progress.change(before, after).items():
            sums[figure] = sums.get(figure, 0) + n
        before = after
    assert before is not None
    assert {figure: n for figure, n in sums.items() if n} == progress.figures(before)


def test_gr_164_what_is_rewarded_is_public_verified_listed_and_within_the_table() -> None:
    seen = incident(verified=True)
    assert reward.rewardable(seen, TABLE, 5000) == "E1"
    for bad, table in ((replace(seen, source="collector"), TABLE), (seen, None)):
        with pytest.raises(Conflict, match="grid.reward_not_for_kind"):
            reward.rewardable(bad, table, 5000)
    for unproven in (replace(seen, verified=False), replace(seen, outcome="refused"), replace(seen, outcome="duplicate")):
        with pytest.raises(Conflict, match="grid.reward_not_verified"):
            reward.rewardable(unproven, TABLE, 5000)
    for amount in (4999, 50001):
        with pytest.raises(Invalid, match="grid.reward_amount_outside"):
            reward.rewardable(seen, TABLE, amount)


def test_gr_165_gr_166_gr_167_two_decide_one_code_is_shown_one_payment_is_made() -> None:
    with pytest.raises(Denied, match="grid.reward_own_proposal"):
        reward.approve(replace(PRIZE, proposed_by="l-1"), LEADER, days=180, at=LATER)
    approved = reward.approve(PRIZE, LEADER, days=180, at=LATER).record
    claimed = reward.claim(approved, Doer("", "anyone"), at=LATER).record
    with pytest.raises(Conflict, match="grid.reward_act_not_allowed"):
        reward.claim(claimed, Doer("", "anyone"), at=LATER)
    paid = reward.pay(claimed, OFFICER, at=LATER).record
    with pytest.raises(Conflict, match="grid.reward_act_not_allowed"):
        reward.pay(paid, OFFICER, at=LATER)


def test_gr_168_what_is_told_of_a_reward_names_nobody() -> None:
    assert set(reward.tell(PRIZE, "pay_reward").data) == {"number", "incident", "case_type", "state", "unit", "area", "amount"}
