"""A lead and co-handlers, reasons that are kept apart, and what a public report needs before it is filed."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from kernel.errors import Conflict, Denied, Failure, Invalid
from services.grid.domain import check, dispatch, extension, filing, handover, outcome, rating
from services.grid.domain.doer import Doer
from services.grid.domain.evidence import Evidence, finish
from services.grid.domain.incident import Incident
from services.grid.domain.part import lead, part
from services.grid.domain.part.part import Part
from services.grid.domain.part.part_life import LIFE as PART_LIFE
from services.grid.domain.reason import HANG, PAUSING, REJECT
from services.grid.domain.stage import running
from services.grid.domain.words import OUTCOMES, SUGGESTED, TIERS
from tests.unit.grid.case import AT, CHECKER, DISPATCHER, LATER, LEADER, OFFICER, OTHER_OFFICER, WORKER, incident

CO = Part("p-1", "i-1", 1, "lamps", "co", "given", AT)
PROOF = (Evidence("photo_after", "photo-1"),)


def file(record: Incident, **given: object) -> Incident:
    return filing.file(record, DISPATCHER, case_type=None, urgent=None, at=LATER, **given).record  # type: ignore[arg-type]


def test_gr_111_a_public_report_is_filed_once_somebody_has_seen_it_or_for_a_reason_or_in_danger() -> None:
    seen = filing.accept(incident("verifying"), WORKER, case_type=None, at=LATER).record
    assert seen.verified
    assert not filing.accept(incident("verifying"), DISPATCHER, case_type=None, at=LATER).record.verified
    for fields in ({"urgent": True}, {"source": "collector"}, {"round": 2}, {"verified": True}):
        assert file(incident("accepted", **fields)).state == "filed"
    with pytest.raises(Invalid) as caught:
        file(incident("accepted"))
    assert (caught.value.code, caught.value.pointer) == ("grid.verification_needed", "/reason")
    assert filing.verify(incident("accepted"), DISPATCHER, at=LATER).record.state == "verifying"
    kept = filing.file(incident("accepted"), DISPATCHER, case_type=None, urgent=None, reason="ordered", at=LATER)
    assert kept.events[0].data["reason"] == "ordered"
    with pytest.raises(Invalid, match="grid.reason_unknown"):
        file(incident("accepted"), reason="weather")


def test_gr_110_what_was_fixed_refused_not_ours_and_a_duplicate_are_kept_apart() -> None:
    ends = {reason: filing.reject(incident(), DISPATCHER, reason=reason, at=LATER).record.outcome for reason in REJECT}
    assert ends == {
        "not_found": "refused", "not_public": "not_ours", "elsewhere": "not_ours", "duplicate": "duplicate", "unclear": "refused",
    }  # fmt: skip
    assert check.close(incident("passed"), DISPATCHER, at=LATER).record.outcome == "fixed"
    ended = handover.hear(incident("handed_over", handed_to="petition"), name="petition.answered", number=None, at=LATER)
    assert ended.record.outcome == "handed_over"
    assert set(OUTCOMES) == set(outcome.OUTCOMES)


def test_gr_113_what_is_closed_may_be_put_away_and_still_opened_again() -> None:
    away = check.archive(incident("closed", outcome="fixed", closed_at=AT), DISPATCHER, at=LATER).record
    assert (away.state, away.outcome, away.closed_at) == ("archived", "fixed", AT)


def test_gr_114_what_is_hung_up_has_a_plan_and_is_looked_at_again_and_again() -> None:
    may = date(2026, 5, 1)
    hung = extension.hang(incident("handling"), DISPATCHER, reason="season", plan="in May", review_on=may, at=LATER).record
    assert (hung.plan, hung.review_on, hung.hung_for) == ("in May", date(2026, 5, 1), "season")
    again = extension.review(hung, DISPATCHER, plan="", review_on=date(2026, 5, 20), at=LATER).record
    assert (again.state, again.plan, again.review_on) == ("hung", "in May", date(2026, 5, 20))
    changed = extension.review(hung, DISPATCHER, plan="in June", review_on=date(2026, 5, 20), at=LATER).record
    assert changed.plan == "in June"
    with pytest.raises(Invalid, match="grid.review_far"):
        extension.review(hung, DISPATCHER, plan="", review_on=LATER.date() + timedelta(days=93), at=LATER)
    back = extension.resume(hung, DISPATCHER, at=LATER).record
    assert (back.review_on, back.hung_for) == (None, None)


def test_gr_115_only_reasons_that_nobody_here_can_hasten_stop_the_clock() -> None:
    assert set(HANG) - PAUSING == {"no_owner"}


def test_gr_119_a_return_names_another_unit_as_the_owner() -> None:
    with pytest.raises(Invalid) as caught:
        dispatch.return_(incident("dispatched"), OFFICER, reason="not_our_duty", proposed="sanitation", at=LATER)
    assert (caught.value.code, caught.value.pointer) == ("grid.proposed_itself", "/proposed")
    decision = dispatch.return_(incident("dispatched"), OFFICER, reason="not_our_duty", proposed="lamps", at=LATER)
    assert decision.events[0].data["proposed"] == "lamps"


def test_gr_120_a_second_unit_gets_no_more_time_than_the_first_left_it() -> None:
    first = dispatch.dispatch(incident("filed"), DISPATCHER, unit="lamps", tier="community", at=AT).record
    assert first.begun_at == AT
    again = dispatch.dispatch(incident("filed", begun_at=AT), DISPATCHER, unit="lamps", tier="community", at=LATER).record
    assert again.begun_at == AT


def test_gr_123_a_further_unit_joins_once_and_is_not_the_lead() -> None:
    joined = part.join(incident("dispatched"), DISPATCHER, unit="lamps", part="p-1", at=LATER).record
    assert joined.helpers == ("lamps",)
    for unit, code in (("sanitation", "grid.helper_leads"), ("lamps", "grid.helper_twice")):
        with pytest.raises(Invalid) as caught:
            part.join(joined, DISPATCHER, unit=unit, part="p-2", at=LATER)
        assert caught.value.code == code


def test_gr_123_a_part_is_its_units_to_do_and_the_desks_to_release() -> None:
    assert part.acts(CO, OTHER_OFFICER) == ["start_part", "finish_part"]
    assert part.acts(CO, DISPATCHER) == ["release_part"]
    assert part.acts(CO, OFFICER) == part.acts(CO, LEADER) == []
    with pytest.raises(Denied, match="grid.unit_not_responsible"):
        part.move(CO, "finish_part", OFFICER, at=LATER)
    with pytest.raises(Denied, match="grid.role_not_allowed"):
        part.move(CO, "release_part", OTHER_OFFICER, at=LATER)
    done = part.move(CO, "finish_part", OTHER_OFFICER, at=LATER)
    assert (done.state, done.ended_at, done.version) == ("done", LATER, 2)
    with pytest.raises(Conflict, match="grid.part_act_not_allowed"):
        part.move(done, "start_part", OTHER_OFFICER, at=LATER)
    assert part.acts(done, OTHER_OFFICER) == []


@pytest.mark.parametrize(("act", "doer"), [("start_part", OTHER_OFFICER), ("finish_part", OTHER_OFFICER),
                                           ("release_part", DISPATCHER)])  # fmt: skip
def test_gr_123_the_leads_part_goes_on_with_the_incident_alone(act: str, doer: Doer) -> None:
    own = Part("p-2", "i-1", 1, "lamps", "lead", "given", AT)
    assert part.acts(own, doer) == []
    with pytest.raises(Conflict, match="grid.part_act_not_allowed"):
        part.move(own, act, doer, at=LATER)


def test_gr_124_the_lead_finishes_when_each_part_is_done_or_released() -> None:
    helped = incident("handling", helpers=("lamps", "heat"))
    with pytest.raises(Conflict) as caught:
        finish(helped, OFFICER, pieces=PROOF, at=LATER)
    assert (caught.value.code, caught.value.facts) == ("grid.parts_open", {"units": ["lamps", "heat"]})
    done = part.move(CO, "finish_part", OTHER_OFFICER, at=LATER)
    assert part.tell(helped, "finish_part", done, reason=None, at=LATER).record.helpers == ("heat",)
    started = part.move(CO, "start_part", OTHER_OFFICER, at=LATER)
    assert part.tell(helped, "start_part", started, reason=None, at=LATER).record.helpers == ("lamps", "heat")


def test_gr_131_a_danger_is_neither_hung_up_nor_put_off_before_it_is_made_safe() -> None:
    danger = incident("handling", urgent=True)
    for do in (
        lambda one: extension.request(one, OFFICER, days=2, reason="weather", at=LATER),
        lambda one: extension.hang(one, DISPATCHER, reason="season", plan="x", review_on=date(2026, 5, 1), at=LATER),
    ):
        with pytest.raises(Failure) as caught:
            do(danger)
        assert caught.value.code == "grid.not_safe_yet"
    safe = dispatch.make_safe(danger, OFFICER, at=LATER).record
    assert (safe.safe_at, safe.handler) == (LATER, "o-1")
    with pytest.raises(Conflict, match="grid.safe_already"):
        dispatch.make_safe(safe, OFFICER, at=LATER)
    with pytest.raises(Conflict, match="grid.safe_already"):
        dispatch.make_safe(incident("handling"), OFFICER, at=LATER)
    assert finish(danger, OFFICER, pieces=PROOF, at=LATER).record.safe_at == LATER


def test_in_08_a_unit_that_did_a_part_of_the_work_does_not_check_it() -> None:
    helping = incident("handling", helpers=("lamps", "supervision"), unit="sanitation")
    over = part.move(replace(CO, unit="supervision"), "finish_part", replace(CHECKER, role="officer"), at=LATER)
    told = part.tell(helping, "finish_part", over, reason=None, at=LATER).record
    assert (told.helpers, told.helped) == (("lamps",), ("supervision",))
    spared = part.tell(told, "release_part", part.move(CO, "release_part", DISPATCHER, at=LATER), reason="not_needed", at=LATER)
    done = replace(spared.record, state="handled", solver="o-1", solver_unit="sanitation")
    for act in (lambda: check.pass_(done, CHECKER, at=LATER), lambda: check.fail(done, CHECKER, reason="not_done", at=LATER)):
        with pytest.raises(Denied, match="grid.checker_solved"):
            act()
    assert check.pass_(replace(done, helped=("lamps",)), CHECKER, at=LATER).record.state == "passed"
    again = rating.reopen(replace(done, state="closed"), DISPATCHER, reason="came_back", place=("a", None), at=LATER).record
    assert again.helped == ()


def test_gr_131_a_danger_of_which_nothing_was_done_is_made_safe_first_when_it_is_worked_on_again() -> None:
    done = incident("handled", urgent=True, safe_at=AT)
    again = check.fail(done, CHECKER, reason="not_done", at=LATER).record
    assert (again.state, again.unsafe, running(again)) == ("rework", True, ("make_safe", "whole"))
    assert running(dispatch.make_safe(again, OFFICER, at=LATER).record) == ("handle", "whole")
    assert not check.fail(done, CHECKER, reason="poor_work", at=LATER).record.unsafe


def test_gr_112_what_was_solved_on_the_spot_and_not_drawn_may_be_checked_all_the_same() -> None:
    solved = incident("self_handled", solver="w-1", solver_unit="east_team", unit="east_team")
    assert check.pass_(solved, CHECKER, at=LATER).record.state == "passed"
    assert check.close(solved, DISPATCHER, at=LATER).record.state == "closed"
    with pytest.raises(Denied, match="grid.checker_solved"):
        check.pass_(solved, WORKER, at=LATER)


def test_the_leads_part_follows_the_incident() -> None:
    given, done = incident("dispatched"), incident("handled")
    assert (lead.begins(None, given), lead.begins(given, done)) == (True, False)
    assert (lead.moved(given, done), lead.moved(incident("handled"), incident("rework"))) == ("done", "started")
    assert lead.leaves(given, incident("filed", unit=None))
    assert not lead.leaves(incident("closed"), incident("accepted", unit=None))
    assert set(lead.BY_STATE.values()) | {lead.RETURNED, "released"} == set(PART_LIFE.states)


def test_every_tier_outcome_and_suggestion_has_words() -> None:
    assert set(TIERS) == {"community", "street", "district"}
    assert all(len(words) == 2 and all(words) for words in (*OUTCOMES.values(), *SUGGESTED.values()))
