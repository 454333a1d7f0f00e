"""Whether a client can read what is compressed, by what it says it accepts."""
from __future__ import annotations

from functools import lru_cache

MOST_PARTS = 20
GZIP, ANY = ("gzip", "x-gzip"), "*"


@lru_cache(maxsize=256)
def gzipped(header: str) -> bool:
    """Tell whether Accept-Encoding lets gzip through: named, or meant by `*`, with a weight above 0 (RFC 9110, 12.5.3)."""
    weights: dict[str, float] = {}
    for part in header.lower().split(",")[:MOST_PARTS]:
        name, *parameters = (text.strip() for text in part.split(";"))
        weights[name] = weight(parameters)
    named = [weights[name] for name in GZIP if name in weights]
    return max(named, default=weights.get(ANY, 0.0)) > 0


def weight(parameters: list[str]) -> float:
    """Give the q among the parameters of one choice: 1 when absent, 0 when it is no number."""
    said = next((one[2:].strip() for one in parameters if one.startswith("q=")), "1")
    try:
        return float(said)
    except ValueError:
        return 0.0
