"""Words for petitioners, and names that must not exist."""
from __future__ import annotations

from pathlib import Path

import pytest

from services.petition import schemas
from services.petition.domain import unmask, words
from services.petition.domain.life import PAST, event_name
from services.petition.domain.petition import Petition
from services.petition.domain.step import tell
from services.petition.domain.window import life
from tests.unit.petition.matter import petition

HOME = Path(__file__).parents[3] / "services" / "petition"
FORBIDDEN = ("blacklist", "key_person", "nuisance", "repeat_petitioner", "重点人", "缠访", "闹访", "稳控")


@pytest.mark.parametrize("act", PAST)
def test_every_step_has_words_in_both_languages(act: str) -> None:
    params = {"score": 3, **tell(petition(), act, was="").data}
    for language in words.LANGUAGES:
        assert "{" not in words.step_words(act, params, language)
    assert words.step_words(act, params, "zh") != words.step_words(act, params, "en")


def test_a_matter_with_no_unit_yet_has_words_too() -> None:
    assert words.step_words("accept", {"unit": None}, "zh") == "办理单位已受理。"


def test_the_published_facts_are_those_acts_make_and_deadlines() -> None:
    made = {event_name(act) for act in PAST} | {life.event_name(act) for act in life.PAST} | set(unmask.EVENTS)
    kernel = {f"petition.deadline_{what}" for what in ("near", "missed", "moved")}
    kernel |= {"petition.erasure_carried_out", "petition.identity_corrected"}
    assert set(schemas.EVENTS) == made | kernel


@pytest.mark.parametrize("name", FORBIDDEN)
def test_nothing_here_marks_a_person(name: str) -> None:
    sources = [path.read_text() for kind in ("*.py", "*.sql") for path in HOME.rglob(kind)]
    assert len(sources) > 10
    assert not [text for text in sources if name in text.lower()]


def test_a_petition_says_nothing_of_whose_it_is() -> None:
    assert not {"name", "phone", "address", "account", "id_number"} & set(Petition.__dataclass_fields__)
