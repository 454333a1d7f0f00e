"""Which of the two languages an answer speaks."""
from __future__ import annotations

from functools import lru_cache

SPOKEN = ("zh", "en")


@lru_cache(maxsize=256)
def choose(header: str) -> str:
    """Give 'zh' or 'en' by Accept-Language; 'zh' when it names neither, or both alike."""
    weights = {"zh": 0.0, "en": 0.0}
    for position, part in enumerate(header.lower().split(",")[:20]):
        tag, _, rest = part.strip().partition(";")
        name = tag.partition("-")[0]
        if name in weights:
            weights[name] = max(weights[name], _weight(rest) - position / 10000)
    return "en" if weights["en"] > weights["zh"] else "zh"


def _weight(text: str) -> float:
    """Give the q of one language range: 1 when absent, 0 when it is no number."""
    name, _, value = text.strip().partition("=")
    if not name:
        return 1.0
    try:
        return float(value) if name.strip() == "q" else 0.0
    except ValueError:
        return 0.0
