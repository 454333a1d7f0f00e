"""What may be asked of a community: items, who moves them, how often, and whether a place may be asked now."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest

from kernel.errors import Conflict, Denied, Invalid
from kernel.obligation import Limit
from kernel.workdays import Calendar
from services.grid.domain.admission import admission, application, assignment, burden, item_life, lead_time, task_life
from services.grid.domain.admission.admission import Asking
from services.grid.domain.admission.burden import Load
from services.grid.domain.admission.frequency import KEYS, PERIODS, Frequency
from services.grid.domain.admission.item import STATES, Item
from services.grid.domain.admission.task import STATES as TASK_STATES
from services.grid.domain.admission.task import Task
from services.grid.domain.doer import Doer
from services.grid.domain.reason import REFUSE_ITEM
from tests.make import refused
from tests.unit.grid.case import DISPATCHER, LEADER, OFFICER, OTHER_OFFICER, PEOPLE, WORKER

AT = datetime(2026, 6, 3, 1, 0, tzinfo=UTC)
EAST, DISTRICT = "210203001001", "210203000000"
GIVEN_TASK = {"performer": "", "due_at": datetime(2027, 1, 8, tzinfo=UTC), "words": "count"}
COMMUNITY_OFFICER = Doer("o-5", "officer", "east_office")


def item(state: str = "approved", **fields: Any) -> Item:
    plain = Item(
        id="i-1", code="ZR-1", state=state, version=3, unit="sanitation", drafted_by="o-1", area=DISTRICT, areas=(DISTRICT,),
        title="survey", kind="assisting", basis="a law", period="none", times=1, forms=(), minutes=30, budget_cents=0,
        valid_from=date(2026, 5, 1), valid_until=date(2027, 5, 1), created_at=AT, changed_at=AT,
    )  # fmt: skip
    return replace(plain, **fields)


def asking(**fields: Any) -> Asking:
    return replace(Asking(0, EAST, EAST, None, "sanitation", AT, "en"), **fields)


def task(state: str = "given", **fields: Any) -> Task:
    plain = assignment.assign(
        item(), asking(), OFFICER, id="t-1", number="RW-1", performer="east_office", due_at=AT.replace(day=9), words="count"
    ).record
    return replace(plain, state=state, **fields)


GIVEN = {name: getattr(item(), name) for name in (
    "area", "areas", "title", "kind", "basis", "period", "times", "forms", "minutes", "budget_cents", "valid_from", "valid_until",
)}  # fmt: skip


def test_gr_70_a_department_drafts_its_own_and_only_officers_do() -> None:
    made = application.draft(GIVEN, OFFICER, id="i-2", code="ZR-2", at=AT)
    assert (made.record.unit, made.record.drafted_by, made.record.state, made.events) == ("sanitation", "o-1", "draft", ())
    with refused(Denied, "grid.role_not_allowed"):
        application.draft(GIVEN, LEADER, id="i-2", code="ZR-2", at=AT)
    with refused(Invalid, "grid.item_period_empty"):
        application.amend(item("draft"), OFFICER, given={"valid_until": date(2026, 5, 1)}, at=AT)
    with refused(Denied, "grid.unit_not_responsible"):
        application.amend(item("draft"), OTHER_OFFICER, given={}, at=AT)


@pytest.mark.parametrize("act", [act for act in item_life.ACTS if act != "draft_item"])
def test_gr_71_only_the_roles_named_make_a_move(act: str) -> None:
    state = next(move.source for move in item_life.MOVES if move.act == act)
    for doer in PEOPLE:
        same_side = doer.role != "officer" or doer.unit == "sanitation"
        if doer.role in item_life.ROLES[act] and same_side:
            assert item_life.permit(item(state), act, doer, at=AT).act == act
        else:
            with pytest.raises(Denied):
                item_life.permit(item(state), act, doer, at=AT)


@pytest.mark.parametrize("act", item_life.JUDGED)
def test_gr_71_nobody_judges_what_their_own_unit_or_they_themselves_applied_for(act: str) -> None:
    state = next(move.source for move in item_life.MOVES if move.act == act)
    for own in (replace(LEADER, unit="sanitation"), replace(LEADER, id="o-1")):
        with refused(Denied, "grid.item_reviewer_applied"):
            item_life.permit(item(state), act, own, at=AT)


def test_gr_72_what_has_ended_before_it_was_decided_is_refused_or_taken_back_but_not_entered() -> None:
    for state in ("reviewing", "suspended"):
        late = item(state, valid_from=date(2026, 1, 1), valid_until=AT.date())
        act = {"reviewing": "approve_item", "suspended": "resume_item"}[state]
        with refused(Conflict, "grid.item_expired"):
            item_life.permit(late, act, LEADER, at=AT)
    ended = item("reviewing", valid_from=date(2026, 1, 1), valid_until=AT.date())
    assert item_life.acts(ended, LEADER, at=AT) == ["refuse_item"]
    assert item_life.acts(ended, OFFICER, at=AT) == ["withdraw_item"]


def test_gr_71_a_refusal_keeps_a_reason_that_names_what_else_to_do() -> None:
    made = application.refuse(item("submitted"), DISPATCHER, reason="no_basis", told="which law?", at=AT)
    assert (made.record.state, made.record.reason, made.events[0].data["reason"]) == ("refused", "no_basis", "no_basis")
    with refused(Invalid, "grid.reason_unknown"):
        application.refuse(item("submitted"), DISPATCHER, reason="so", told="", at=AT)
    assert all("；" in zh and ";" in en for zh, en in REFUSE_ITEM.values())


@pytest.mark.parametrize(
    ("state", "on", "stands"),
    [
        ("approved", date(2026, 4, 30), "approved"), ("approved", date(2026, 5, 1), "active"),
        ("approved", date(2027, 4, 30), "active"), ("approved", date(2027, 5, 1), "expired"),
        ("suspended", date(2026, 6, 1), "suspended"), ("suspended", date(2027, 5, 1), "expired"),
        ("draft", date(2028, 1, 1), "draft"), ("refused", date(2028, 1, 1), "refused"),
    ],
)  # fmt: skip
def test_gr_72_an_item_begins_and_ends_by_its_dates_in_local_time(state: str, on: date, stands: str) -> None:
    # 16:00 UTC is midnight in Shanghai
    first = datetime(on.year, on.month, on.day, tzinfo=UTC)
    assert item(state).standing(first.replace(hour=15, minute=59)) == stands
    assert item(state).standing(first) == stands


def test_gr_72_an_expired_item_is_neither_suspended_nor_resumed() -> None:
    with refused(Conflict, "grid.item_expired"):
        item_life.permit(item(), "suspend_item", LEADER, at=AT.replace(year=2027))


def test_gr_73_gr_p70_one_applies_thirty_working_days_ahead_unless_the_item_forbids() -> None:
    on, calendar = date(2026, 3, 3), Calendar()
    lead_time.in_time("assisting", date(2026, 4, 14), on=on, calendar=calendar, own={})
    with refused(Invalid, "grid.item_applied_late") as caught:
        lead_time.in_time("assisting", date(2026, 4, 13), on=on, calendar=calendar, own={})
    assert caught.value.facts == {"workdays": 30, "earliest": "2026-04-14"}
    lead_time.in_time("negative", on, on=on, calendar=calendar, own={})
    lead_time.in_time("temporary", date(2026, 3, 4), on=on, calendar=calendar, own={"ahead": 1})


def test_gr_73_gr_p71_a_tenant_decides_sooner_than_fifteen_working_days_never_later() -> None:
    days = [lead_time.deciding(own) for own in ({}, {"decide": 5}, {"decide": 40})]
    assert days == [Limit(15, "WD"), Limit(5, "WD"), Limit(15, "WD")]


@pytest.mark.parametrize(
    ("period", "inside", "outside"),
    [
        ("yearly", date(2026, 1, 1), date(2027, 1, 1)),
        ("quarterly", date(2026, 4, 1), date(2026, 7, 1)), ("monthly", date(2026, 6, 30), date(2026, 7, 1)),
        ("weekly", date(2026, 6, 7), date(2026, 6, 8)), ("daily", date(2026, 6, 3), date(2026, 6, 4)),
    ],
)  # fmt: skip
def test_gr_74_a_period_is_one_of_the_calendar(period: str, inside: date, outside: date) -> None:
    often = Frequency(period, 2)
    key = often.key(date(2026, 6, 3))
    assert often.key(inside) == key
    assert often.key(outside) != key
    assert [often.spent(count) for count in (1, 2, 3)] == [False, True, True]


def test_gr_74_gr_79_periods_and_months_begin_at_midnight_in_shanghai() -> None:
    before, after = datetime(2026, 12, 31, 15, 59, 59, tzinfo=UTC), datetime(2026, 12, 31, 16, 0, tzinfo=UTC)
    assert [assignment.month_of(at) for at in (before, after)] == ["2026-12", "2027-01"]
    keys = {
        period: [
            assignment.assign(item(period=period), asking(at=at), OFFICER, id="t", number="RW", **GIVEN_TASK).record.spell
            for at in (before, after)
        ]
        for period in KEYS
    }
    assert keys == {
        "none": ["", ""], "once": ["ever", "ever"], "yearly": ["2026", "2027"], "quarterly": ["2026-Q4", "2027-Q1"],
        "monthly": ["2026-12", "2027-01"], "weekly": ["2026-W53", "2026-W53"], "daily": ["2026-12-31", "2027-01-01"],
    }  # fmt: skip


def test_gr_74_once_only_is_once_whatever_number_was_filled_in() -> None:
    once = Frequency("once", 3)
    assert once.key(date(2030, 1, 1)) == once.key(date(2026, 6, 3))
    assert [once.spent(count) for count in (0, 1)] == [False, True]


def test_gr_74_without_a_limit_nothing_is_spent_and_each_period_has_a_key_and_words() -> None:
    assert not Frequency("none", 1).spent(1000)
    assert KEYS.keys() == PERIODS.keys()
    assert Frequency("monthly", 2).words("zh") == "每月2次"
    assert Frequency("weekly", 53).key(date(2027, 1, 1)) == Frequency("weekly", 53).key(date(2026, 12, 31))


REFUSED: tuple[tuple[Item | None, dict[str, Any], int, str], ...] = (
    (None, {}, 0, "unknown"),
    (item(kind="negative"), {}, 0, "negative"),
    (item("draft", kind="negative"), {}, 0, "not_in_force"),
    (item("suspended", kind="negative"), {}, 0, "not_in_force"),
    (item(unit="lamps"), {}, 0, "other_unit"),
    (item(areas=("210203001002",)), {}, 0, "elsewhere"),
    (item("suspended"), {}, 0, "not_in_force"),
    (item("draft"), {}, 0, "not_in_force"),
    (item(), {"at": AT.replace(year=2027)}, 0, "not_in_force"),
)


@pytest.mark.parametrize(("found", "asked", "count", "why"), REFUSED, ids=lambda value: value if isinstance(value, str) else "")
def test_gr_75_a_place_is_asked_only_under_an_active_item_of_the_department_for_it(
    found: Item | None, asked: dict[str, Any], count: int, why: str
) -> None:
    for language in ("zh", "en"):
        refusal = admission.admitted(found, asking(language=language, **asked), code="ZR-1", count=count)
        assert refusal is not None
        assert (refusal.problem.code, refusal.problem.facts["why"]) == ("grid.item_not_admitted", why)
        assert "{" not in refusal.problem.facts["said"]
    assert admission.admitted(item(), asking(), code="ZR-1", count=99) is None


def test_gr_75_a_refusal_written_down_is_the_same_failure_when_it_is_read() -> None:
    refusal = admission.admitted(item(period="yearly"), asking(index=3), code="ZR-1", count=1)
    assert refusal is not None
    failure = admission.refused(admission.failure((refusal,)))
    assert (type(failure), failure.code, failure.pointer) == (Invalid, "grid.item_frequency_exceeded", "/places/3")
    assert failure.problems == (refusal.problem,)


@pytest.mark.parametrize("act", [act for act in task_life.ACTS if act != "assign_task"])
def test_gr_76_each_side_makes_its_own_moves(act: str) -> None:
    state = next(move.source for move in task_life.MOVES if move.act == act)
    mine, theirs = (OFFICER, COMMUNITY_OFFICER) if task_life.ROLES[act] == task_life.DEPARTMENT else (COMMUNITY_OFFICER, OFFICER)
    assert task_life.permit(task(state), act, mine).act == act
    with refused(Denied, "grid.unit_not_responsible"):
        task_life.permit(task(state), act, theirs)
    with refused(Denied, "grid.role_not_allowed"):
        task_life.permit(task(state), act, LEADER)
    assert ("grid_worker" in task_life.ROLES[act]) == (mine is COMMUNITY_OFFICER)


@pytest.mark.parametrize(
    ("state", "act", "stands"),
    [("given", "withdraw_task", False), ("received", "withdraw_task", True), ("given", "return_task", False)],
)
def test_gr_76_gr_77_what_counts_as_asked(state: str, act: str, stands: bool) -> None:
    doer = OFFICER if act == "withdraw_task" else WORKER
    order = {"reason": "not_as_admitted", "told": ""}
    assert assignment.take(task(state), act, doer, at=AT, order=order).record.stands == stands


def test_gr_77_a_task_is_returned_with_a_reason_that_is_counted() -> None:
    with refused(Invalid, "grid.reason_unknown"):
        assignment.take(task(), "return_task", WORKER, at=AT, order={"reason": "no", "told": ""})


def test_gr_78_gr_p72_a_task_leaves_at_least_a_day() -> None:
    assert assignment.days_left(date(2026, 6, 4), AT) == lead_time.BY_STAGE["task"].workdays
    for early in (date(2026, 6, 3), date(2026, 6, 2)):
        with refused(Invalid, "grid.task_due_early"):
            assignment.days_left(early, AT)


def test_gr_79_steps_of_a_task_add_up_to_what_it_weighs() -> None:
    given = task()
    done = assignment.take(given, "finish_task", WORKER, at=AT.replace(day=20), order={"told": "x"}).record
    back = assignment.take(given, "return_task", WORKER, at=AT, order={"reason": "unclear", "told": ""}).record
    assert burden.change(None, given) == Load(given=1, minutes=30)
    assert burden.change(None, given) + burden.change(given, done) == Load(given=1, minutes=30, late=1)
    assert burden.change(None, given) + burden.change(given, back) == Load(returned=1)
    assert burden.cell(done) == ("sanitation", "2026-06", EAST)


def test_every_state_has_words_in_both_languages() -> None:
    assert STATES.keys() == {*item_life.LIFE.states, "active", "expired"}
    assert TASK_STATES.keys() == set(task_life.LIFE.states)
    for chinese, english in (*STATES.values(), *TASK_STATES.values(), *admission.WHY.values()):
        assert chinese
        assert english
