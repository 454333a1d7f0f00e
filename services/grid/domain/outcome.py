"""How a matter ended: what was fixed, refused, not ours and a duplicate are never added up."""

from __future__ import annotations

from collections.abc import Mapping

FIXED, REFUSED, NOT_OURS, DUPLICATE, HANDED_OVER = "fixed", "refused", "not_ours", "duplicate", "handed_over"
OUTCOMES = (FIXED, REFUSED, NOT_OURS, DUPLICATE, HANDED_OVER)

# what the reason of a refusal makes of the matter
BY_REASON: Mapping[str, str] = {
    "not_found": REFUSED,
    "unclear": REFUSED,
    "not_public": NOT_OURS,
    "elsewhere": NOT_OURS,
    "duplicate": DUPLICATE,
}


def refused(reason: str) -> str:
    """Give the outcome of a report refused for a reason.

    Rule GR-110, domain 3.7: what is not ours or known already is counted apart from what was refused and from what was
    fixed, so that no share of one hides another.
    """
    return BY_REASON.get(reason, REFUSED)
