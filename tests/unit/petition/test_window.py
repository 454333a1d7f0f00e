"""The one window: what is suggested and why, what a person may confirm, and which limit runs."""
from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from kernel.errors import Conflict, Denied, Invalid
from services.petition.domain.doer import SYSTEM, Doer
from services.petition.domain.window import confirming, words
from services.petition.domain.window.confirming import Chosen, confirm
from services.petition.domain.window.intake import Intake
from services.petition.domain.window.kind import KINDS
from services.petition.domain.window.lexicon import Lexicon, read
from services.petition.domain.window.life import LIFE
from services.petition.domain.window.periods import running, turn
from services.petition.domain.window.permit import acts, channel_for
from services.petition.domain.window.standing import stand_behind
from services.petition.domain.window.suggest import CaseType, dangerous, suggest
from services.petition.domain.window.taking import Brought, take_in
from services.petition.domain.window.wrong import wrongly_sent
from services.petition.service.window.lexicon import shipped
from tests.make import refused

NOW = datetime(2026, 3, 3, 1, 0, tzinfo=UTC)
AREA = "210203001001"
DESK = Doer("d-1", "dispatcher", "window")
HOLDER = Doer("", "anyone", petitioner=True)
OFFICER = Doer("o-1", "officer", "housing")
TYPES = [
    CaseType("F0103", "路灯不亮", "Street lamp out", "street_lighting"),
    CaseType("E0102", "暴露垃圾", "Exposed rubbish", "sanitation"),
]
LAMP: dict[str, Any] = {"kind": "incident", "code": "F0103", "unit": "street_lighting", "mode": None, "score": 0.8, "reasons": []}
NOISE: dict[str, Any] = {"kind": "dispute", "code": "neighbour", "unit": None, "mode": None, "score": 0.5, "reasons": []}


@pytest.fixture(scope="module")
def lexicon() -> Lexicon:
    return shipped()


def intake(state: str = "waiting", **fields: Any) -> Intake:
    given: dict[str, Any] = {
        "id": "i-1", "number": "RX210203-20260303-000011", "state": state, "channel": "web", "language": "zh", "urgent": False,
        "area": AREA, "received_at": NOW, "changed_at": NOW, "own": True, "suggestions": (LAMP, NOISE), "lexicon": "1",
    }  # fmt: skip
    return Intake(**{**given, **fields})


def brought(**fields: Any) -> Brought:
    given: dict[str, Any] = {
        "area": AREA, "channel": None, "language": "zh", "urgent": False, "unnamed": False, "point": None, "photos": (),
        "party": None, "received_at": None, "suggestions": (), "lexicon": "1",
    }  # fmt: skip
    return Brought(**{**given, **fields})


def taken(doer: Doer = HOLDER, **fields: Any) -> Intake:
    return take_in(brought(**fields), doer, id="i-1", number="RX", district="210203", at=NOW).record


@pytest.mark.parametrize(
    ("text", "kind", "code"),
    [
        ("小区门口路灯坏了好几天，晚上很黑", "incident", "F0103"),
        ("The street lamp at the gate is out", "incident", "F0103"),
        ("楼上邻居天天半夜吵闹，想请社区调解", "dispute", "neighbour"),
        ("对拆迁补偿款的处理意见不服，要求信访", "petition", None),
        ("我奶奶独居老人，想申请助餐", "service_item", "elder_meals"),
        ("请问社区窗口几点上班", "answer", "office_hours"),
        ("What are the opening hours?", "answer", "office_hours"),
    ],
)
def test_gr_426_the_words_of_a_text_suggest_what_it_is(lexicon: Lexicon, text: str, kind: str, code: str | None) -> None:
    best = suggest(text, lexicon, TYPES, placed=False)[0]
    assert (best.kind, best.code) == (kind, code)
    assert best.words
    assert all(word in text.lower() for word in best.words)


def test_gr_426_a_suggestion_says_which_words_and_rules_spoke_for_it_and_nothing_of_the_text(lexicon: Lexicon) -> None:
    best = suggest("林一说路灯不亮", lexicon, TYPES, placed=True)[0].data()
    assert (best["unit"], best["score"]) == ("street_lighting", 0.83)
    assert {one["rule"] for one in best["reasons"]} == {"word", "place"}
    assert "林一" not in str(best)
    for language in ("zh", "en"):
        assert all(words.reason_words(one, language) for one in best["reasons"])


def test_gr_426_the_same_text_gives_the_same_list_and_no_word_gives_none(lexicon: Lexicon) -> None:
    text = "楼上漏水到我家，物业也不管，路灯也坏了"
    assert suggest(text, lexicon, TYPES, placed=True) == suggest(text, lexicon, TYPES, placed=True)
    scores = [one.score for one in suggest(text, lexicon, TYPES, placed=True)]
    assert scores == sorted(scores, reverse=True)
    assert len(scores) <= 5
    assert suggest("嗯。", lexicon, TYPES, placed=True) == []


def test_gr_426_case_types_a_deployment_has_not_are_not_suggested(lexicon: Lexicon) -> None:
    assert not [one for one in suggest("井盖没了", lexicon, TYPES, placed=True) if one.code == "F0101"]


def test_gr_426_a_latin_word_stands_at_the_beginning_of_a_word_only(lexicon: Lexicon) -> None:
    assert not [one for one in suggest("an industrial estate", lexicon, [], placed=False) if "dust" in one.words]


@pytest.mark.parametrize(
    "row",
    [
        {"kind": "crime", "words": ["a"]},
        {"kind": "petition", "words": ["a"], "weight": 1.0},
        {"kind": "answer", "words": ["a"]},
        {"kind": "service_item", "words": ["a"]},
    ],
)
def test_gr_426_a_table_with_what_there_is_not_stops_at_the_start(row: dict[str, Any]) -> None:
    with pytest.raises(ValueError):
        read({"version": "1", "entry": [row]})
    with pytest.raises(ValueError):
        read({"version": "1", "limit": {"someday": {"amount": 1, "unit": "WD"}}})


def test_gr_424_danger_is_told_of(lexicon: Lexicon) -> None:
    assert dangerous("三楼着火了", lexicon)
    assert not dangerous("路灯坏了", lexicon)
    assert "119" in words.DANGER[0]


def test_gr_423_everything_is_taken_in_and_waits_for_a_person() -> None:
    found = taken()
    assert (found.state, found.channel, found.own, found.received_at) == ("waiting", "web", True, NOW)
    assert taken(DESK, channel="phone").own is False


def test_gr_423_each_channel_is_said_by_who_can_know() -> None:
    assert [channel_for(role, None) for role in ("anyone", "resident", "dispatcher")] == ["web", "web", "counter"]
    for role, channel in (("anyone", "phone"), ("dispatcher", "web")):
        with refused(Denied, "petition.channel_not_allowed"):
            channel_for(role, channel)


def test_gr_425_only_staff_say_when_it_reached_them_and_not_in_the_future() -> None:
    earlier, later = NOW.replace(day=1), NOW.replace(day=9)
    assert taken(DESK, received_at=earlier).received_at == earlier
    with refused(Invalid, "petition.receipt_not_yours"):
        taken(received_at=earlier)
    with refused(Invalid, "petition.receipt_in_future"):
        taken(DESK, received_at=later)
    with refused(Invalid, "petition.area_outside"):
        taken(area="210204001001")


@pytest.mark.parametrize(
    ("chosen", "state"),
    [
        (Chosen("incident"), "sent_on"),
        (Chosen("dispute", "neighbour", reason="asked for"), "sent_on"),
        (Chosen("petition", reason="asked for"), "sent_on"),
        (Chosen("service_item", "accompany", reason="old", unit="housing", mode="assist"), "assigned"),
        (Chosen("answer", "office_hours", reason="only a question", words="at nine"), "answered"),
    ],
)
def test_gr_427_a_person_makes_one_thing_of_it(chosen: Chosen, state: str) -> None:
    decision = confirm(intake(), DESK, chosen, at=NOW)
    assert (decision.record.state, decision.record.kind) == (state, chosen.kind)
    (event,) = decision.events
    assert event.name == f"petition.intake_{state}"
    with refused(Conflict, "petition.intake_act_not_allowed"):
        confirm(decision.record, DESK, chosen, at=NOW)


def test_gr_427_nobody_else_confirms() -> None:
    for doer, code in ((OFFICER, "petition.role_not_allowed"), (SYSTEM, "petition.role_not_allowed"),
                       (Doer("", "anyone"), "petition.not_the_petitioner")):  # fmt: skip
        with refused(Denied, code):
            confirm(intake(), doer, Chosen("incident"), at=NOW)


def test_gr_428_who_departs_from_the_first_suggestion_says_why() -> None:
    with refused(Invalid, "petition.intake_reason_missing"):
        confirm(intake(), DESK, Chosen("petition"), at=NOW)
    assert confirm(intake(), DESK, Chosen("petition", reason="asked for"), at=NOW).record.other
    assert not confirm(intake(), DESK, Chosen("incident", "F0103"), at=NOW).record.other
    assert confirm(intake(suggestions=()), DESK, Chosen("incident", reason="seen"), at=NOW).record.other


def test_gr_429_who_brought_it_chooses_among_what_was_suggested_and_is_theirs_to_ask_for() -> None:
    assert confirm(intake(), HOLDER, Chosen("dispute", "neighbour"), at=NOW).record.state == "sent_on"
    with refused(Invalid, "petition.intake_choice_not_yours"):
        confirm(intake(), HOLDER, Chosen("petition"), at=NOW)
    with refused(Invalid, "petition.intake_choice_not_yours"):
        confirm(intake(), HOLDER, Chosen("incident", "E0102"), at=NOW)
    # a service item and an answer are for an office to give
    with refused(Denied, "petition.role_not_allowed"):
        confirm(intake(), HOLDER, Chosen("answer", words="x"), at=NOW)


def test_what_a_kind_needs_is_asked_for() -> None:
    for chosen, field in ((Chosen("answer", reason="r"), "words"), (Chosen("service_item", reason="r", unit="u"), "mode")):
        with refused(Invalid, "petition.intake_field_missing") as caught:
            confirm(intake(), DESK, chosen, at=NOW)
        assert caught.value.facts["field"] == field


def test_gr_430_the_first_number_leads_to_what_was_made() -> None:
    sent = confirm(intake(), DESK, Chosen("incident"), at=NOW).record
    linked = confirming.link(sent, SYSTEM, became="n-1", number="SJ", at=NOW).record
    assert (linked.state, linked.number, linked.became_number) == ("linked", sent.number, "SJ")


def test_gr_431_what_was_sent_wrongly_comes_back_and_is_confirmed_anew() -> None:
    sent = confirm(intake(), DESK, Chosen("incident"), at=NOW).record
    linked = confirming.link(sent, SYSTEM, became="n-1", number="SJ", at=NOW).record
    for held in (sent, linked):
        back = confirming.come_back(held, SYSTEM, reason="grid.not_public", at=NOW).record
        assert (back.state, back.round, back.back, back.became) == ("waiting", 2, "grid.not_public", None)
        with refused(Invalid, "petition.intake_reason_missing"):
            confirm(back, DESK, Chosen("incident"), at=NOW)
        assert confirm(back, DESK, Chosen("dispute", "neighbour", reason="private"), at=NOW).record.state == "sent_on"
    assert wrongly_sent("n03_not_competent")
    assert not wrongly_sent("not_found")
    assert not wrongly_sent(None)


def test_gr_431_a_unit_gives_back_only_what_it_has() -> None:
    held = intake("assigned", unit="housing", mode="assist", kind="service_item")
    assert confirming.return_(held, OFFICER, reason="not_our_duty", at=NOW).record.round == 2
    with refused(Denied, "petition.unit_not_responsible"):
        confirming.return_(held, Doer("o-2", "officer", "water"), reason="not_our_duty", at=NOW)


def test_gr_424_the_window_has_a_day_and_for_what_is_urgent_half_an_hour() -> None:
    found = (running(intake()), running(intake(urgent=True)))
    assert [(one.limit.amount, one.limit.unit) for one in found if one] == [(1, "WD"), (0.5, "H")]
    # not sent on before it is made
    assert turn(intake(), intake("sent_on")) is None
    assert running(intake("linked")) is None


def test_gr_425_the_limit_of_what_came_back_counts_from_first_receipt() -> None:
    later = NOW.replace(day=9)
    turned = turn(intake("linked"), intake("waiting", round=2, changed_at=later))
    assert turned is not None
    assert (turned.stop, turned.at) == (None, NOW)


def test_gr_453_who_brought_it_alone_stands_behind_another_instead_and_then_nothing_is_made() -> None:
    decision = stand_behind(intake(), HOLDER, at=NOW)
    assert (decision.record.state, decision.record.kind, decision.record.became) == ("answered", "answer", None)
    assert [one.name for one in decision.events] == ["petition.intake_supported"]
    assert running(decision.record) is None
    for doer, code in ((DESK, "petition.role_not_allowed"), (OFFICER, "petition.role_not_allowed"),
                       (Doer("", "anyone"), "petition.not_the_petitioner")):  # fmt: skip
        with refused(Denied, code):
            stand_behind(intake(), doer, at=NOW)
    with refused(Conflict, "petition.intake_act_not_allowed"):
        stand_behind(decision.record, HOLDER, at=NOW)


@pytest.mark.parametrize(("mode", "days"), [("immediate", 1), ("assist", 3), ("joint", 5)])
def test_gr_432_a_service_item_has_the_days_of_its_mode(mode: str, days: int) -> None:
    held = intake("assigned", unit="housing", mode=mode, kind="service_item")
    found = running(held)
    assert found is not None
    assert (found.limit.amount, found.limit.unit) == (days, "WD")
    assert confirming.finish(held, OFFICER, at=NOW).record.state == "finished"


def test_buttons_come_from_the_table_of_moves() -> None:
    assert acts(intake(), DESK) == ["send_on", "answer", "assign"]
    assert acts(intake(), HOLDER) == ["send_on", "stand_behind"]
    assert acts(replace(intake("assigned"), unit="housing"), OFFICER) == ["return", "finish"]
    assert acts(intake("linked"), DESK) == []


def test_every_state_kind_and_step_has_words_in_both_languages() -> None:
    assert set(words.STATES) == set(LIFE.states)
    assert set(words.KINDS) == set(KINDS)
    assert "not theirs" in words.step_words("come_back", {"reason": "grid.not_public"}, "en")
    # what could not be made was refused by nobody
    assert "not theirs" not in words.step_words("come_back", {"reason": "grid.attachment_missing"}, "en")
    for language in ("zh", "en"):
        for act in words.STEPS:
            params = {"number": "RX", "unit": "u", "becomes": "incident", "became_number": "SJ", "from": "u", "reason": "x"}
            assert words.step_words(act, params, language)
