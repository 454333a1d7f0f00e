"""Which matters solved on the spot are checked: chosen by their ids, so that nobody can choose and anybody can recompute."""

from __future__ import annotations

from hashlib import sha256

SPAN = 2**32


def drawn(id: str, percent: int) -> bool:
    """Say whether a matter is checked. id: of the incident. percent: of all that are solved on the spot, 0..100.

    Rule GR-112, domain 3.5 自行处置: a sample is checked by somebody else. The draw is a function of the id, the same
    every time, and the id is given by the service, never by who solved it.
    """
    return int.from_bytes(sha256(id.encode()).digest()[:4], "big") * 100 < percent * SPAN
