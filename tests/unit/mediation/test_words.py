"""Words for parties, the ways that stay open, and names that must not exist."""
from __future__ import annotations

import re
from pathlib import Path

import pytest

from services.mediation import schemas
from services.mediation.domain import remedy, right, unmask, words
from services.mediation.domain.dispute import Dispute, Party
from services.mediation.domain.kind import DISPUTES
from services.mediation.domain.life import ENDED, PAST, event_name
from services.mediation.domain.remedy import LANGUAGES
from services.mediation.domain.step import tell
from tests.unit.mediation.matter import case

HOME = Path(__file__).parents[3] / "services" / "mediation"
FORBIDDEN = (r"\bfee\b", r"\bfees\b", r"\bprice\b", r"\bcharge\b", "blacklist", "key_person", "重点人", "缠访", "稳控")


@pytest.mark.parametrize("act", PAST)
def test_every_step_has_words_in_both_languages(act: str) -> None:
    params = {"session": 1, **tell(case(), act, was="").data}
    said = [words.step_words(act, params, language) for language in LANGUAGES]
    assert said[0] != said[1]
    assert "{" not in "".join(said)


@pytest.mark.parametrize("state", remedy.WHY)
def test_mx_15_every_end_without_agreement_names_why_source_and_all_other_ways(state: str) -> None:
    made = remedy.notice(state, "TJ-1")
    for text, language in ((made.zh, "zh"), (made.en, "en")):
        assert remedy.SOURCE in text
        assert remedy.WHY[state][LANGUAGES.index(language)] in text
        assert all(way in text for way in remedy.remedies(language))
    assert [way for way in ("仲裁", "行政", "诉讼") if way not in made.zh] == []


def test_mx_15_there_is_a_notice_for_every_such_end() -> None:
    assert set(remedy.WHY) == set(ENDED) - {"agreed"}


def test_mx_05_the_statement_of_rights_says_free_of_charge_and_free_to_leave_in_both_languages() -> None:
    zh, en = (" ".join(right.statement(language)) for language in LANGUAGES)
    assert "不收取任何费用" in zh
    assert "随时要求终止" in zh
    assert "free of charge" in en
    assert "end it at any time" in en


def test_the_published_facts_are_those_acts_make_and_deadlines() -> None:
    made = {event_name(act) for act in PAST} | set(unmask.EVENTS)
    kernel = {f"mediation.deadline_{what}" for what in ("near", "missed", "moved")}
    kernel |= {"mediation.erasure_carried_out", "mediation.identity_corrected"}
    assert set(schemas.EVENTS) == made | kernel
    assert len(set(DISPUTES)) == len(DISPUTES)


@pytest.mark.parametrize("name", FORBIDDEN)
def test_mediation_has_no_place_for_money_of_its_own_and_marks_nobody(name: str) -> None:
    names = re.compile(name)
    sources = [HOME / "schemas.py", *HOME.rglob("migrations/*.sql"), HOME / "domain" / "dispute.py"]
    assert len(sources) > 2
    assert not [path.name for path in sources if names.search(path.read_text().lower())]


def test_a_dispute_says_nothing_of_who_its_parties_are() -> None:
    kept = set(Dispute.__dataclass_fields__) | set(Party.__dataclass_fields__)
    assert not {"name", "phone", "address", "account", "id_number"} & kept
