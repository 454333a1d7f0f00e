"""Plain words for every step, in both languages, and reasons that name the remedy."""
from __future__ import annotations

import pytest

from services.grid.domain.handover import ENDINGS, TARGETS
from services.grid.domain.incident import PUBLIC, SOURCES
from services.grid.domain.life import ACTS, LIFE
from services.grid.domain.reason import BY_ACT
from services.grid.domain.words import FACTS, STATES, STEPS, state_words, step_words
from services.grid.domain.words import TARGETS as TARGET_WORDS

UNITS = {"sanitation": ("环卫中心", "Sanitation")}


def test_every_state_act_target_and_ending_has_words() -> None:
    assert set(STATES) == set(LIFE.states)
    assert set(STEPS) == set(ACTS)
    assert set(TARGET_WORDS) == set(TARGETS)
    assert set(FACTS) >= ENDINGS


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("act", ACTS)
def test_a_step_is_said_whole_with_names_for_codes(act: str, language: str) -> None:
    params = {
        "number": "SJ1",
        "unit": "sanitation",
        "returned_by": "sanitation",
        "proposed": "sanitation",
        "helper": "sanitation",
        "tier": "street",
        "due_on": "2026-03-03",
        "until": "2026-03-04",
        "review_on": "2026-05-01",
        "days": 2,
        "score": 5,
        "to": "petition",
        "fact": "petition.answered",
        "reason": next(iter(BY_ACT.get(act, ())), None),
    }
    params |= {"count": 3, "act": "start", "said_unit": "sanitation"}
    said = step_words(act, params, language, UNITS)
    assert said
    assert not {"{", "None", "sanitation", "petition.answered"} & set(said.split())
    assert "{" not in said
    assert all(code not in said for code in ("sanitation", "petition.answered", "None"))


def test_a_unit_without_a_name_is_shown_by_its_code_and_none_as_the_responsible_unit() -> None:
    assert step_words("start", {"unit": "new_unit"}, "en", UNITS) == "new_unit has begun the work."
    assert step_words("start", {"unit": None}, "en", UNITS) == "The responsible unit has begun the work."


def test_a_state_is_said_in_both_languages() -> None:
    assert (state_words("closed", "zh"), state_words("closed", "en")) == ("已结案", "closed")


def test_in_04_each_reason_to_refuse_a_report_names_what_else_can_be_done() -> None:
    for chinese, english in BY_ACT["reject"].values():
        assert "；" in chinese
        assert ";" in english


def test_a_task_given_to_a_grid_is_not_said_to_be_the_responsible_units():
    given = {"helper": None, "until": "2026-12-01"}
    assert step_words("give_order", given, "zh", {}) == "已向网格员下达任务，2026-12-01前完成。"
    assert step_words("give_order", given, "en", {}) == "The grid's staff was given a task, to be done by 2026-12-01."


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_step_says_who_noticed_and_only_a_resident_is_spoken_to_as_one(language):
    said = [step_words("report", {"number": "SJ-1", "source": source}, language, {}) for source in SOURCES]
    assert len(set(said)) == len(SOURCES)
    assert [("您" in one or "Your" in one) for one in said] == [source == PUBLIC for source in SOURCES]
    assert step_words("report", {"number": "SJ-1"}, language, {}) in said
