"""The states and moves of an incident, act by act."""
from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from kernel.decision import Decision
from kernel.errors import Conflict, Denied, Failure, Invalid
from kernel.machine import Move
from kernel.workdays import Calendar
from services.grid.domain import check, dispatch, extension, filing, handover, rating, tier
from services.grid.domain.doer import Doer
from services.grid.domain.evidence import Evidence, finish
from services.grid.domain.ground import rezoning
from services.grid.domain.incident import Incident
from services.grid.domain.life import ENDED, LIFE, MOVES, OPEN, event_name
from services.grid.domain.part import part
from services.grid.domain.part.part import Part
from services.grid.domain.part.part_life import ACTS as PART_ACTS
from services.grid.domain.permit import ROLES, acts
from services.grid.domain.report import Where, report
from services.grid.domain.staff import passing
from services.grid.domain.step import take
from tests.unit.grid.case import (
    ARBITER,
    AT,
    CHECKER,
    DISPATCHER,
    LATER,
    LEADER,
    OFFICER,
    OTHER_OFFICER,
    PEOPLE,
    RESIDENT,
    SYSTEM,
    WORKER,
    incident,
)

EAST = Where(area="210203001001", grid="210203001001001")
SAID = {"description": "x", **asdict(EAST)}
PROOF = (Evidence("photo_after", "photo-1"),)
STREET_LEADER = Doer("l-2", "leader", "street_office", tiers=("community", "street"))
MAY = date(2026, 5, 1)
PART = Part("p-1", "i-1", 1, "lamps", "co", "given", AT)

# act -> who does it, and how
DOES: dict[str, tuple[Doer, Callable[[Incident, Doer], Decision[Incident]]]] = {
    "locate": (DISPATCHER, lambda i, d: filing.locate(i, d, where=EAST, at=LATER)),
    "verify": (DISPATCHER, lambda i, d: filing.verify(i, d, at=LATER)),
    "accept": (DISPATCHER, lambda i, d: filing.accept(i, d, case_type=None, at=LATER)),
    "reject": (DISPATCHER, lambda i, d: filing.reject(i, d, reason="not_found", at=LATER)),
    "file": (DISPATCHER, lambda i, d: filing.file(i, d, case_type=None, urgent=None, reason="evident", at=LATER)),
    "dispatch": (DISPATCHER, lambda i, d: dispatch.dispatch(i, d, unit="lamps", tier="community", at=LATER)),
    "arbitrate": (LEADER, lambda i, d: dispatch.arbitrate(i, d, unit="lamps", at=LATER, **ARBITER | {"tier": "community"})),
    "make_safe": (OFFICER, lambda i, d: dispatch.make_safe(i, d, at=LATER)),
    "start": (OFFICER, lambda i, d: dispatch.start(i, d, at=LATER)),
    "return": (OFFICER, lambda i, d: dispatch.return_(i, d, reason="not_our_duty", proposed="lamps", at=LATER)),
    "return_again": (OFFICER, lambda i, d: dispatch.return_(i, d, reason="not_our_duty", proposed="lamps", at=LATER)),
    "finish": (OFFICER, lambda i, d: finish(i, d, pieces=PROOF, at=LATER)),
    "request_extension": (OFFICER, lambda i, d: extension.request(i, d, days=2, reason="weather", at=LATER)),
    "approve_extension": (LEADER, lambda i, d: extension.approve(i, d, calendar=Calendar(), at=LATER)),
    "refuse_extension": (LEADER, lambda i, d: extension.refuse(i, d, at=LATER)),
    "hang": (DISPATCHER, lambda i, d: extension.hang(i, d, reason="season", plan="in May", review_on=MAY, at=LATER)),
    "review": (DISPATCHER, lambda i, d: extension.review(i, d, plan="", review_on=MAY, at=LATER)),
    "resume": (DISPATCHER, lambda i, d: extension.resume(i, d, at=LATER)),
    "pass": (CHECKER, lambda i, d: check.pass_(i, d, at=LATER)),
    "fail": (CHECKER, lambda i, d: check.fail(i, d, reason="not_done", at=LATER)),
    "close": (DISPATCHER, lambda i, d: check.close(i, d, at=LATER)),
    "archive": (DISPATCHER, lambda i, d: check.archive(i, d, at=LATER)),
    "rate": (RESIDENT, lambda i, d: rating.rate(i, d, score=4, solved=True, at=LATER)),
    "reopen": (RESIDENT, lambda i, d: rating.reopen(i, d, reason="came_back", place=(i.area, i.grid), at=LATER)),
    "hand_over": (DISPATCHER, lambda i, d: handover.hand_over(i, d, to="petition", reason="claim", at=LATER)),
    "take_back": (DISPATCHER, lambda i, d: handover.take_back(i, d, reason="mistake", at=LATER)),
    "follow": (SYSTEM, lambda i, d: handover.hear(i, name="petition.accepted", number="XF", at=LATER)),
    "conclude": (SYSTEM, lambda i, d: handover.hear(i, name="petition.answered", number="XF", at=LATER)),
    "reassign": (SYSTEM, lambda i, d: passing.pass_on(i, heir="o-2", at=LATER)),
    "rezone": (SYSTEM, lambda i, d: rezoning.rezone(i, area="210203001002", grid=None, at=LATER)),
    "send_back": (SYSTEM, lambda i, d: passing.pass_on(i, heir=None, at=LATER)),
    "climb": (SYSTEM, lambda i, d: tier.climb(i, reason="time", at=LATER)),
    "join": (DISPATCHER, lambda i, d: part.join(i, d, unit="lamps", part="p-1", at=LATER)),
    **{act: (SYSTEM, lambda i, d, act=act: part.tell(i, act, PART, reason=None, at=LATER)) for act in PART_ACTS},
}  # fmt: skip
# what the rooms of other nouns write into the thread with rules of their own: here only that the table lets it through
ROOMS = tuple(dict.fromkeys(move.act for move in MOVES if move.act not in DOES))
for _act in ROOMS:
    _who = next(doer for doer in PEOPLE if doer.role in ROLES[_act])
    DOES[_act] = (_who, lambda i, d, act=_act: take(i, act, d, at=LATER))  # type: ignore[misc]
# a fact heard, and a leaving, choose their own act by what they mean, so there is no such pair to refuse; which return it
# is, is not chosen either
HEARD = ("follow", "conclude", "reassign", "send_back", "rezone", "return", "return_again")
# done in the service's own name, whoever has caused it
OWN_DOER = (*HEARD, "climb", *PART_ACTS)
# what a record must be like for an act besides its state
NEEDS: dict[str, dict[str, Any]] = {
    "return_again": {"returned": 1, "tier": "district"},
    "make_safe": {"urgent": True},
}


def test_every_act_of_the_table_is_tried_here() -> None:
    assert set(DOES) == {move.act for move in MOVES}


@pytest.mark.parametrize("move", MOVES, ids=lambda move: f"{move.source}-{move.act}")
def test_a_move_leads_where_the_table_says_one_version_on_and_tells_one_fact(move: Move) -> None:
    doer, act = DOES[move.act]
    before = incident(move.source, version=7, **NEEDS.get(move.act, {}))
    decision = act(before, doer)
    after = decision.record
    assert (after.state, after.version, after.changed_at) == (move.target, 8, LATER)
    (event,) = decision.events
    assert (event.name, event.version, event.round) == (event_name(move.act), 8, after.round)
    assert (event.data["was"], event.data["state"]) == (before.state, after.state)
    assert before.description not in str(event)


ILLEGAL = [(s, a) for s in LIFE.states for a in DOES if not LIFE.has(s, a) and a not in HEARD]


@pytest.mark.parametrize(("state", "act"), ILLEGAL)
def test_an_act_the_table_does_not_name_is_refused_with_those_it_names(state: str, act: str) -> None:
    doer, do = DOES[act]
    with pytest.raises(Conflict) as caught:
        do(incident(state), doer)
    assert caught.value.code == "grid.incident_act_not_allowed"
    assert caught.value.facts == {"state": state, "act": act, "legal": list(LIFE.acts(state))}


def test_every_state_is_open_or_ended_and_an_open_one_can_be_left() -> None:
    assert set(OPEN) | set(ENDED) == set(LIFE.states)
    for state in OPEN:
        assert [act for act in LIFE.acts(state) if LIFE.step(state, act).target != state], state


def test_in_01_each_act_has_roles_and_each_role_row_an_act() -> None:
    assert set(ROLES) == {"report", *DOES}


@pytest.mark.parametrize(
    ("doer", "solved", "state"),
    [
        (RESIDENT, False, "reported"),
        (DISPATCHER, False, "reported"),
        (WORKER, False, "filed"),
        (WORKER, True, "handled"),
    ],
    ids=str,
)
def test_in_02_a_collectors_report_is_filed_and_a_public_one_waits_for_the_desk(
    doer: Doer, solved: bool, state: str
) -> None:
    given = {"description": "a lamp is out", "case_type": "E1", **asdict(EAST)}
    decision = report(given, doer, solved=solved, id="i", number="n", at=AT)
    assert decision.record.state == state
    assert decision.events[0].name == "grid.incident_reported"
    assert (decision.record.solver, decision.record.solver_unit) == ((doer.id, doer.unit) if solved else (None, None))


def test_in_02_only_a_collector_solves_on_the_spot_and_names_the_kind() -> None:
    with pytest.raises(Invalid, match="grid.solved_not_yours"):
        report({**SAID, "case_type": "E1"}, RESIDENT, solved=True, id="i", number="n", at=AT)
    with pytest.raises(Invalid, match="grid.case_type_needed"):
        report(SAID, WORKER, id="i", number="n", at=AT)
    with pytest.raises(Denied, match="grid.role_not_allowed"):
        report(SAID, CHECKER, id="i", number="n", at=AT)


def test_in_04_a_return_is_counted_and_tells_who_gave_it_back() -> None:
    decision = DOES["return"][1](incident("dispatched"), OFFICER)
    assert (decision.record.unit, decision.record.returned) == (None, 1)
    assert decision.events[0].data["returned_by"] == "sanitation"


@pytest.mark.parametrize(
    ("act", "state"),
    [("reject", "reported"), ("return", "dispatched"), ("request_extension", "handling"), ("hang", "handling"),
     ("fail", "handled"), ("reopen", "closed"), ("hand_over", "filed"), ("take_back", "handed_over")],
)  # fmt: skip
def test_in_04_a_reason_out_of_the_list_is_refused(act: str, state: str, monkeypatch: pytest.MonkeyPatch) -> None:
    doer, do = DOES[act]
    monkeypatch.setattr("services.grid.domain.reason.BY_ACT", {act: {}})
    with pytest.raises(Invalid, match="grid.reason_unknown"):
        do(incident(state), doer)


def test_in_10_a_round_is_rated_once_and_the_next_again() -> None:
    rated = DOES["rate"][1](incident("closed"), RESIDENT).record
    assert (rated.score, rated.solved) == (4, True)
    with pytest.raises(Conflict, match="grid.already_rated"):
        DOES["rate"][1](rated, RESIDENT)
    again = DOES["reopen"][1](rated, RESIDENT).record
    assert (again.round, again.score, again.solved, again.unit, again.extended) == (2, None, None, None, 0)


def test_gr_206_more_time_is_asked_before_the_limit_ends() -> None:
    ask = DOES["request_extension"][1]
    assert ask(incident("handling", due_at=LATER + timedelta(microseconds=1)), OFFICER).record.asked_days == 2
    with pytest.raises(Conflict, match="grid.extension_late"):
        ask(incident("handling", due_at=LATER), OFFICER)
    with pytest.raises(Denied, match="grid.unit_not_responsible"):
        ask(incident("handling", due_at=LATER), OTHER_OFFICER)


@pytest.mark.parametrize(("due_at", "last"), [
    # 10:00 on a Tuesday in Shanghai, and the end of that day: until Wednesday's end
    (LATER, datetime(2026, 3, 4, 16, tzinfo=UTC)),
    (datetime(2026, 3, 3, 16, tzinfo=UTC) - timedelta(microseconds=1), datetime(2026, 3, 4, 16, tzinfo=UTC)),
    # a danger's on a Friday at night: until Monday's end
    (datetime(2026, 3, 6, 14, tzinfo=UTC), datetime(2026, 3, 9, 16, tzinfo=UTC)),
])  # fmt: skip
def test_gr_206_what_was_asked_in_time_may_be_granted_until_the_next_working_day_ends(due_at: datetime, last: datetime) -> None:
    moment = timedelta(microseconds=1)
    asked = incident("extension_requested", asked_by="o-1", asked_unit="sanitation", asked_days=2, due_at=due_at)
    granted = extension.approve(asked, LEADER, calendar=Calendar(), at=last - 2 * moment)
    assert (granted.record.state, granted.record.extended) == ("handling", 1)
    with pytest.raises(Conflict, match="grid.extension_decided_late"):
        extension.approve(asked, LEADER, calendar=Calendar(), at=last - moment)
    assert extension.refuse(asked, LEADER, at=last + timedelta(days=9)).record.state == "handling"


def test_in_07_finishing_lets_an_open_request_for_more_time_lapse() -> None:
    asked = DOES["request_extension"][1](incident("handling"), OFFICER).record
    assert (asked.asked_by, asked.asked_days) == ("o-1", 2)
    done = DOES["finish"][1](asked, OFFICER).record
    assert (done.asked_by, done.asked_unit, done.asked_days) == (None, None, None)


def test_in_08_a_failed_check_forgets_the_solver_so_that_the_next_one_counts() -> None:
    failed = DOES["fail"][1](incident("handled"), CHECKER).record
    assert (failed.solver, failed.solver_unit, failed.reworked) == (None, None, 1)


def test_the_buttons_of_a_person_are_what_the_guards_let_through() -> None:
    def shown(state: str, doer: Doer, **fields: Any) -> list[str]:
        return [act for act in acts(incident(state, **fields), doer) if act not in ROOMS]

    assert shown("dispatched", OFFICER) == ["start", "finish", "return", "return_again"]
    assert shown("dispatched", OFFICER, urgent=True)[:3] == ["start", "finish", "make_safe"]
    assert shown("dispatched", OFFICER, unit="lamps") == []
    assert shown("handled", CHECKER) == ["pass", "fail"]
    assert shown("closed", RESIDENT) == ["rate", "reopen"]
    assert shown("closed", RESIDENT, score=3) == ["reopen"]


VARIED: tuple[dict[str, Any], ...] = (
    {},
    {"area": "210203000000"},
    {"case_type": None},
    {"extended": 1},
    {"asked_by": "l-1", "asked_unit": "centre", "asked_days": 2},
    {"solver": "c-1", "solver_unit": "supervision"},
    {"solver": None, "solver_unit": None, "unit": None},
    {"score": 3, "solved": True},
    {"unit": "east_team", "solver": "w-1", "solver_unit": "east_team"},
    {"urgent": True},
    {"urgent": True, "safe_at": AT},
    {"helpers": ("heat",)},
    {"arbitrated": True},
    {"tier": "district"},
    {"gave_back": ("lamps", "centre")},
)
# what a command brings with it where the incident lacks it
BRINGS = DOES | {"file": (DISPATCHER, lambda i, d: filing.file(i, d, case_type="E1", urgent=None, reason="evident", at=LATER))}


@pytest.mark.parametrize("state", LIFE.states)
@pytest.mark.parametrize("fields", VARIED, ids=str)
def test_a_button_is_shown_exactly_when_its_act_would_be_done(state: str, fields: dict[str, Any]) -> None:
    seen = incident(state, **fields)
    for doer in (*PEOPLE, STREET_LEADER):
        shown = [act for act in acts(seen, doer) if act not in OWN_DOER]
        assert shown == [act for act in LIFE.acts(state) if act not in OWN_DOER and done(seen, act, doer)], doer


def done(seen: Incident, act: str, doer: Doer) -> bool:
    try:
        BRINGS[act][1](seen, doer)
    except Failure:
        return False
    return True


def test_in_15_a_collector_who_names_no_place_is_asked_for_it() -> None:
    with pytest.raises(Invalid) as caught:
        report({**SAID, "area": "210203000000", "case_type": "F1"}, WORKER, id="i", number="n", at=AT)
    assert (caught.value.code, caught.value.pointer) == ("grid.place_missing", "/point")


@pytest.mark.parametrize("review_on", [date(1999, 1, 1), date(2026, 3, 3)])
def test_in_16_what_is_hung_up_is_looked_at_again_on_a_day_to_come(review_on: date) -> None:
    with pytest.raises(Invalid) as caught:
        extension.hang(incident("handling"), DISPATCHER, reason="season", plan="x", review_on=review_on, at=LATER)
    assert (caught.value.code, caught.value.pointer) == ("grid.review_past", "/review_on")
