"""Which document each act gives the petitioner, and what stands in it."""
from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from services.petition.domain.document import Document, render
from services.petition.domain.opinion import REVIEW_DAYS
from services.petition.domain.petition import Claim, Petition
from services.petition.domain.refusal import Reason

OUTCOME_WORDS = {
    "support": ("支持", "supported"),
    "explain": ("解释说明", "explained: reasonable, but without a basis in law"),
    "not_support": ("不予支持", "not supported"),
}
FINDING = (
    "{place}. 请求：{request}\n   认定：{finding}\n   意见：{outcome}\n   依据：{basis}",
    "{place}. Claim: {request}\n   Found: {finding}\n   Outcome: {outcome}\n   Basis: {basis}",
)
# what remains open after the reasons that send nowhere else
OWN_REMEDY = {
    "n01_in_process": (
        "等待办理结果；对处理意见不服的，可自收到之日起30日内请求复查",
        "wait for the opinion; a review may be asked for within 30 days of receiving it",
    ),
    "n02_final": ("有新的事实和理由的，可以另行提出", "bring new facts and reasons, if there are any"),
    "n09_window_lapsed": (
        "有正当理由的可以说明理由；有新的事实和理由的，可以另行提出",
        "tell the good reason for the delay, or bring new facts and reasons",
    ),
}


def receipt(petition: Petition, *, on: date, until: date | None) -> Document:
    """Write the receipt. on: local date of registration. until: last day for the written notice (PT-02), not None.

    :raises Invalid: petition.document_incomplete
    """
    return render(
        "receipt",
        {
            "number": petition.number,
            "on": on.isoformat(),
            "notice_until": _day(until),
            "source": "《信访工作条例》第二十三条",
        },
    )


def forwarding(petition: Petition, *, reason: str, until: date | None) -> Document:
    """Write to whom the matter was sent and why. until: last day for that unit's notice (PT-03), not None.

    :raises Invalid: petition.document_incomplete
    """
    return render(
        "forwarding",
        {
            "number": petition.number,
            "unit": petition.unit or "",
            "reason": reason,
            "source": "《信访工作条例》第二十二条、第二十三条",
            "notice_until": _day(until),
        },
    )


def acceptance(petition: Petition, *, until: date | None) -> Document:
    """Write that the matter is taken up. until: last day for the opinion (PT-05), None where the law sets none."""
    day = _day(until)
    return render(
        "acceptance",
        {
            "number": petition.number,
            "unit": petition.unit or "",
            "answer_until": day or "建议意见类事项认真研究后答复",
            "answer_until_en": day or "a suggestion is studied and answered",
            "source": "《信访工作条例》第二十三条、第二十九条、第三十四条",
        },
    )


def refusal(
    petition: Petition, reason: Reason, *, explanation: str, organ: str, contact: str, limit: str
) -> Document:
    """Write why the matter is not taken and what remains open.

    Rule PX-02, 《信访工作条例》 art. 19, 23, 31, 36.
    """
    zh, en = _remedy(reason, organ, contact, limit)
    return render(
        "refusal",
        {
            "number": petition.number,
            "reason": reason.zh,
            "reason_en": reason.en,
            "explanation": explanation,
            "source": reason.source,
            "remedy": zh,
            "remedy_en": en,
        },
    )


def _day(on: date | None) -> str:
    return on.isoformat() if on else ""


def _remedy(reason: Reason, organ: str, contact: str, limit: str) -> tuple[str, str]:
    if not reason.redirect:
        return OWN_REMEDY[reason.code]
    return f"向{organ}（{contact}）提出，期限：{limit}", f"turn to {organ} ({contact}); time limit there: {limit}"


def opinion(petition: Petition, claims: Sequence[Claim], *, review_organ: str, review_contact: str) -> Document:
    """Write the opinion with the right to a review (复查), within how long and of whom.

    Rule PT-07, 《信访工作条例》 art. 32, 35.
    """
    return render(
        "opinion",
        {
            "number": petition.number,
            "unit": petition.unit or "",
            "findings": "\n".join(_finding(claim, 0) for claim in claims),
            "findings_en": "\n".join(_finding(claim, 1) for claim in claims),
            "source": "；".join(dict.fromkeys(claim.basis for claim in claims if claim.basis)),
            "review_days": str(REVIEW_DAYS),
            "review_organ": review_organ,
            "review_contact": review_contact,
        },
    )


def _finding(claim: Claim, language: int) -> str:
    outcome = OUTCOME_WORDS[claim.outcome or ""][language]
    return FINDING[language].format(
        place=claim.place, request=claim.request, finding=claim.finding, outcome=outcome, basis=claim.basis
    )
