"""Why a petition is not, or no longer, accepted: reason codes with their source, in plain words."""
from __future__ import annotations

from dataclasses import dataclass

from kernel.errors import Invalid


@dataclass(frozen=True, slots=True)
class Reason:
    """One reason. redirect: the notice must name where to go, how to reach it and the time limit there."""

    code: str
    source: str
    redirect: bool
    zh: str
    en: str


REGULATION = "《信访工作条例》"

REASONS: dict[str, Reason] = {
    row.code: row
    for row in (
        Reason(
            "n01_in_process", f"{REGULATION}第十九条", False,
            "该事项已经受理并正在规定期限内办理，上级单位不再受理同一事项，请等待办理结果",
            "The matter is already being handled within its time limit; wait for that answer",
        ),
        Reason(
            "n02_final", f"{REGULATION}第三十六条", False,
            "该事项已经复核终结，仍以同一事实和理由提出，不再受理；如有新的事实和理由，可以重新提出",
            "The matter ended with a final review; the same facts and reasons are not taken again, new ones are",
        ),
        Reason(
            "n03_not_competent", f"{REGULATION}第二十三条", True,
            "该事项不属于本单位及下级单位职权范围",
            "The matter is outside the powers of this unit and those below it",
        ),
        Reason(
            "n04_judicial", f"{REGULATION}第二十条、第三十一条第（一）项", True,
            "该事项应当通过诉讼等司法程序处理",
            "The matter belongs to the courts, the procuratorate or police legal procedure",
        ),
        Reason(
            "n05_arbitration", f"{REGULATION}第三十一条第（二）项", True,
            "该事项应当通过仲裁处理",
            "The matter is for arbitration",
        ),
        Reason(
            "n06_party", f"{REGULATION}第三十一条第（三）项", True,
            "该事项属于党员申诉、申请复审等，应当由有关党组织处理",
            "The matter is an appeal within the Party and goes to the competent Party organisation",
        ),
        Reason(
            "n07_admin", f"{REGULATION}第三十一条第（四）项", True,
            "该事项应当通过行政复议、行政裁决、行政确认、行政许可、行政处罚等程序处理",
            "The matter has its own administrative procedure",
        ),
        Reason(
            "n08_duty", f"{REGULATION}第三十一条第（五）项", True,
            "该事项属于申请查处违法行为或者履行法定职责，由有关单位依法履职或者答复",
            "The matter asks a department to do its legal duty; that department acts or answers",
        ),
        Reason(
            "n09_window_lapsed", f"{REGULATION}第三十五条、第三十六条", False,
            "请求复查（复核）的期限已过且没有正当理由，信访程序终结",
            "The time to ask for a review has passed without good reason; the procedure has ended",
        ),
        Reason(
            "n10_supervision", f"{REGULATION}第二十二条、第三十条", True,
            "该事项属于检举控告，应当由纪检监察机关或者有权处理的单位依规依纪依法处理",
            "The matter is a report for the discipline and supervision authority or another competent one",
        ),
        Reason(
            "n11_wrong_place", f"{REGULATION}第二十条", True,
            "请到有权处理的本级或者上一级单位设立或者指定的接待场所提出",
            "Please go to the reception place of the competent unit or the one above it",
        ),
    )
}  # fmt: skip


def reason(code: str, *, organ: str, contact: str, limit: str) -> Reason:
    """Give the reason of a refusal, once what its notice must tell is there.

    organ, contact: where to go and how to reach it. limit: time limit of that remedy, in words.

    Rule PX-02, 《信访工作条例》 art. 19, 23, 31, 36 and 44(2): a refusal that sends elsewhere says where.

    :raises Invalid: petition.reason_unknown, petition.remedy_missing
    """
    found = REASONS.get(code)
    if found is None:
        raise Invalid("petition.reason_unknown", pointer="/reason", known=list(REASONS))
    if found.redirect:
        for name, given in (("organ", organ), ("contact", contact), ("limit", limit)):
            if not given:
                raise Invalid("petition.remedy_missing", pointer=f"/{name}", reason=code)
    return found
