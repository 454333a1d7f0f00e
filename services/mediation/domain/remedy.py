"""The other ways that stay open, which mediation never blocks and every end of it must name."""
from __future__ import annotations

from dataclasses import dataclass

Words = tuple[str, str]
LANGUAGES = ("zh", "en")
SOURCE = "《人民调解法》第三条、第二十六条"


@dataclass(frozen=True, slots=True)
class Document:
    """What the parties are given in writing, in both languages."""

    kind: str
    zh: str
    en: str


REMEDIES: tuple[Words, ...] = (
    ("依法申请仲裁（有仲裁协议，或者属于劳动人事、农村土地承包争议的）",
     "Apply for arbitration, where there is an arbitration agreement or the law provides for it"),
    ("请求有关行政机关依法处理", "Ask the competent administrative authority to deal with it"),
    ("向人民法院提起诉讼", "Bring an action in court"),
)  # fmt: skip

WHY: dict[str, Words] = {
    "refused": ("一方当事人明确拒绝调解，依法不得调解", "A party has clearly refused, so mediation is not allowed"),
    "failed": ("调解不成", "Mediation did not succeed"),
    "ended": ("当事人要求终止调解", "A party has ended mediation"),
}


def remedies(language: str) -> list[str]:
    """Say the other ways. language: zh or en."""
    return [words[LANGUAGES.index(language)] for words in REMEDIES]


def notice(state: str, number: str) -> Document:
    """Write to the parties that mediation has ended, why, and what they can do. state: a key of WHY.

    Rule MX-15, 《人民调解法》 art. 3(3), 17, 26: a way ends only where the next ones are shown.
    """
    zh, en = WHY[state]
    ways_zh, ways_en = ("\n".join(f"- {way}" for way in remedies(language)) for language in LANGUAGES)
    return Document(
        "other_remedies",
        f"告知书\n编号：{number}\n{zh}。\n您可以：\n{ways_zh}\n依据：{SOURCE}",
        f"Notice\nNumber: {number}\n{en}.\nYou can:\n{ways_en}\nSource: {SOURCE}",
    )
