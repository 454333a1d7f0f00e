"""What parties are told before the first session: nature, principles, effect, rights and duties."""
from __future__ import annotations

from services.mediation.domain.remedy import LANGUAGES, Words

VERSION = 1
SOURCE = "《人民调解法》第三条、第四条、第二十三条、第二十四条"

STATEMENT: tuple[Words, ...] = (
    ("人民调解自愿、平等，不收取任何费用。", "Mediation is voluntary, between equals, and free of charge."),
    ("您可以选择或者接受调解员。", "You may choose or accept the mediator."),
    ("您可以接受、拒绝调解，也可以随时要求终止。", "You may accept or refuse mediation, and end it at any time."),
    ("您可以要求公开或者不公开进行。", "You may ask for an open or a closed session."),
    ("您可以自主表达意愿、自愿达成协议。", "You say what you want and agree only to what you want."),
    ("调解不影响您申请仲裁、请求行政处理或者起诉。",
     "Mediation never keeps you from arbitration, authorities or courts."),
    ("请如实陈述，遵守秩序，尊重对方。", "Tell the truth, keep order, respect the other side."),
    ("达成的协议具有法律约束力，应当履行。", "An agreement is binding and must be performed."),
)  # fmt: skip


def statement(language: str) -> list[str]:
    """Say rights and duties. language: zh or en."""
    return [words[LANGUAGES.index(language)] for words in STATEMENT]
