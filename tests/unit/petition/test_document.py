"""What petitioners are given in writing."""
from __future__ import annotations

from datetime import date

import pytest

from kernel.errors import Invalid
from services.petition.domain import notice
from services.petition.domain.document import TEMPLATES, render
from services.petition.domain.opinion import OUTCOMES, Finding, answer, match
from services.petition.domain.petition import Claim
from services.petition.domain.refusal import REASONS, reason
from tests.make import refused
from tests.unit.petition.matter import NOW, OFFICER, petition

WHERE = {"organ": "the arbitration commission", "contact": "2 Long Street", "limit": "one year"}
CLAIMS = (Claim("p-1", 1, "repair the lift"), Claim("p-1", 2, "publish the fund"))
FINDINGS = [Finding(1, "support", "it stands still", "art. 53"), Finding(2, "not_support", "published", "art. 281")]


@pytest.mark.parametrize(("kind", "part"), [(kind, part) for kind in TEMPLATES for part in TEMPLATES[kind].parts])
def test_px_10_no_document_comes_about_with_a_part_missing_or_blank(kind: str, part: str) -> None:
    whole = dict.fromkeys(TEMPLATES[kind].parts, "x")
    assert render(kind, whole).kind == kind
    for lacking in ({**whole, part: "  "}, {name: text for name, text in whole.items() if name != part}):
        with refused(Invalid, "petition.document_incomplete"):
            render(kind, lacking)


@pytest.mark.parametrize("kind", TEMPLATES)
def test_px_10_every_document_names_number_and_source_in_both_languages(kind: str) -> None:
    for text in (TEMPLATES[kind].zh, TEMPLATES[kind].en):
        assert "{number}" in text
        assert "{source}" in text


@pytest.mark.parametrize("code", REASONS)
def test_px_02_every_refusal_names_reason_source_and_a_way_on_in_both_languages(code: str) -> None:
    why = reason(code, **WHERE)
    made = notice.refusal(petition("refused"), why, explanation="looked into", **WHERE)
    assert why.source in made.zh
    assert why.source in made.en
    assert why.zh in made.zh
    assert why.en in made.en
    if why.redirect:
        assert all(part in text for part in WHERE.values() for text in (made.zh, made.en))
    else:
        assert notice.OWN_REMEDY[code][0] in made.zh
        assert notice.OWN_REMEDY[code][1] in made.en


@pytest.mark.parametrize("code", [code for code, row in REASONS.items() if row.redirect])
@pytest.mark.parametrize("part", WHERE)
def test_px_02_a_refusal_that_sends_elsewhere_says_where_how_and_until_when(code: str, part: str) -> None:
    with refused(Invalid, "petition.remedy_missing"):
        reason(code, **{**WHERE, part: ""})


def test_px_02_the_reasons_that_need_no_other_place_are_the_three_of_the_law() -> None:
    assert {code for code, row in REASONS.items() if not row.redirect} == set(notice.OWN_REMEDY)
    assert [code[:3] for code in REASONS] == [f"n{number:02}" for number in range(1, 12)]
    with refused(Invalid, "petition.reason_unknown"):
        reason("n12_other", **WHERE)


def test_px_11_each_claim_is_answered_by_itself() -> None:
    taken = petition("accepted", purpose="appeal", competence="line_duty")
    decision, claims = answer(taken, OFFICER, claims=CLAIMS, findings=FINDINGS[::-1], at=NOW)
    assert decision.record.state == "answered"
    assert {outcome: decision.events[0].data[outcome] for outcome in OUTCOMES} == {
        "support": 1, "explain": 0, "not_support": 1,
    }  # fmt: skip
    assert [(one.place, one.outcome) for one in claims] == [(1, "support"), (2, "not_support")]


@pytest.mark.parametrize(
    ("findings", "code"),
    [
        (FINDINGS[:1], "petition.claim_unanswered"),
        ([*FINDINGS, Finding(3, "support", "f", "b")], "petition.claim_unknown"),
        ([*FINDINGS, FINDINGS[0]], "petition.claim_answered_twice"),
    ],
)
def test_px_11_a_claim_forgotten_invented_or_answered_twice_is_refused(findings: list[Finding], code: str) -> None:
    with refused(Invalid, code):
        match(CLAIMS, findings)


def test_pt_07_the_opinion_tells_within_how_long_and_of_whom_a_review_is_asked() -> None:
    claims = match(CLAIMS, FINDINGS)
    made = notice.opinion(petition("answered"), claims, review_organ="the district", review_contact="1 Long Street")
    for text in (made.zh, made.en):
        assert all(part in text for part in ("30", "the district", "1 Long Street", "art. 53", "art. 281"))
    with refused(Invalid, "petition.document_incomplete"):
        notice.opinion(petition("answered"), claims, review_organ="", review_contact="1 Long Street")


def test_pt_02_a_receipt_without_its_date_does_not_come_about() -> None:
    assert "2026-03-18" in notice.receipt(petition(), on=date(2026, 3, 3), until=date(2026, 3, 18)).en
    with refused(Invalid, "petition.document_incomplete"):
        notice.receipt(petition(), on=date(2026, 3, 3), until=None)
    with refused(Invalid, "petition.document_incomplete"):
        notice.forwarding(petition(), reason="x", until=None)


def test_pt_05_the_notice_of_acceptance_gives_the_day_or_says_that_a_suggestion_has_none() -> None:
    dated, undated = (notice.acceptance(petition(), until=until) for until in (date(2026, 5, 2), None))
    assert all("2026-05-02" in text for text in (dated.zh, dated.en))
    assert "建议意见类事项" in undated.zh
    assert "a suggestion is studied and answered" in undated.en
