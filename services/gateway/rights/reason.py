"""Why a request to be erased is refused, in words: the reason, where it stands, and what can be done about it."""

from __future__ import annotations

Words = dict[str, str]

REASONS: dict[str, dict[str, Words]] = {
    "matter_open": {
        "zh": {
            "words": "您有事项尚未办结，处理目的尚未实现",
            "source": "《个人信息保护法》第四十七条第一款第一项",
            "remedy": "事项办结后可再次申请；对不予删除有异议的，可向履行个人信息保护职责的部门投诉，或依法向人民法院起诉",
        },
        "en": {
            "words": "A matter of yours has not ended, and what it is kept for is not reached",
            "source": "Personal Information Protection Law, art. 47(1)",
            "remedy": "Ask again when it has ended. You may complain to the authority for personal information, or sue",
        },
    },
    "archive_law": {
        "zh": {
            "words": "信访、调解案卷依法须保存，保存期限未届满；期间仅作存储和必要的安全保护",
            "source": "《个人信息保护法》第四十七条第二款，《档案法》第十三条",
            "remedy": "保存期限届满后可再次申请；有异议的，可向履行个人信息保护职责的部门投诉，或依法向人民法院起诉",
        },
        "en": {
            "words": "The law has the file of a petition or a mediation kept, and its term is not over; it is only stored",
            "source": "Personal Information Protection Law, art. 47(2); Archives Law, art. 13",
            "remedy": "Ask again when the term is over. You may complain to the authority for personal information, or sue",
        },
    },
    "legal_claim": {
        "zh": {
            "words": "相关信息为履行法定职责、处理正在进行的复议、诉讼或者赔偿所必需",
            "source": "《个人信息保护法》第十三条第一款第三项、第四十七条",
            "remedy": "该程序终结后可再次申请；有异议的，可向履行个人信息保护职责的部门投诉，或依法向人民法院起诉",
        },
        "en": {
            "words": "It is needed for a duty set by law: a review, a lawsuit or a claim that is under way",
            "source": "Personal Information Protection Law, art. 13(1)(3) and art. 47",
            "remedy": "Ask again when that has ended. You may complain to the authority for personal information, or sue",
        },
    },
}


def said(reason: str | None, language: str) -> dict[str, str | None]:
    """Give the words of a refusal: words, source, remedy; all None where there is none."""
    return dict(REASONS[reason][language]) if reason else {"words": None, "source": None, "remedy": None}
