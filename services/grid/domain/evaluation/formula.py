"""The shares of evaluation, each a numerator over a denominator, and the composite of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from services.grid.domain.outcome import OUTCOMES
from services.grid.domain.tier import TIERS

Words = tuple[str, str]

# share -> numerator, denominator, what it is called
SHARES: Mapping[str, tuple[str, str, Words]] = {
    "disposal": ("disposed", "should_dispose", ("处置率", "disposed")),
    "ontime_disposal": ("ontime_disposed", "should_dispose", ("按期处置率", "disposed in time")),
    "overdue_pending": ("overdue_pending", "should_dispose", ("超期待处置率", "overdue and not disposed")),
    "extension": ("extended", "should_dispose", ("延期率", "given more time")),
    "closing": ("closed", "should_close", ("结案率", "closed")),
    "ontime_closing": ("ontime_closed", "should_close", ("按期结案率", "closed in time")),
    "late_closing": ("late_closed", "should_close", ("超期结案率", "closed late")),
    "rework": ("rework", "should_close", ("返工率", "sent back")),
    "ontime_filing": ("ontime_filed", "filed", ("按时立案率", "filed in time")),
    "accurate_filing": ("accurate_filed", "filed", ("准确立案率", "filed rightly")),
    "ontime_dispatch": ("ontime_dispatched", "should_dispatch", ("按期派遣率", "dispatched in time")),
    "accurate_dispatch": ("accurate_dispatched", "should_dispatch", ("准确派遣率", "dispatched rightly")),
    "ontime_verification": ("ontime_verified", "should_verify", ("按期核实率", "verified in time")),
    "ontime_checking": ("ontime_checked", "should_check", ("按期核查率", "checked in time")),
    "valid_report": ("valid", "reported", ("有效上报率", "valid reports")),
    "not_closed": ("not_closed", "reported", ("未结案率", "not closed")),
    **{
        f"closed_{tier}": (f"closed_{tier}", "ended_fixed", words)
        for tier, words in zip(
            TIERS,
            (("社区办结占比", "closed by communities"), ("街道办结占比", "closed by streets"),
             ("区办结占比", "closed by the district")),
            strict=True,
        )
    },
    **{
        f"ended_{outcome}": (f"ended_{outcome}", "ended", words)
        for outcome, words in zip(
            OUTCOMES,
            (("解决占比", "fixed"), ("不予受理占比", "refused"), ("不属于本级占比", "not ours"), ("重复占比", "duplicates"),
             ("移送占比", "handed over")),
            strict=True,
        )
    },
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Weights:
    """How much each part of the composite weighs, hundredths that make a hundred. The defaults are one district's, a weak
    source: a district sets its own.
    """

    disposed: int = 30
    ontime: int = 20
    rework: int = 20
    overdue: int = 20
    extended: int = 10


def share(numerator: int, denominator: int) -> float | None:
    """Give a share, 0..1, more only for what was due before the period; None where there is nothing to divide by.

    Rule GR-192, domain 3.7: zero is neither 0 nor 100 percent but no figure at all.
    """
    return numerator / denominator if denominator else None


def shares(counts: Mapping[str, int]) -> dict[str, float | None]:
    """Give every share of a set of measures, by code."""
    return {code: share(counts[top], counts[below]) for code, (top, below, _) in SHARES.items()}


def composite(found: Mapping[str, float | None], weights: Weights) -> float | None:
    """Give the composite, 0..100; None while one of the shares that weigh in it is no figure.

    Rule GR-193, domain 3.7 (weak): 30 x disposed + 20 x in time + 20 x (1 - sent back) + 20 x (1 - overdue) + 10 x (1 -
    more time). What is overdue from before the period can be more than is due in it: it takes no more than its weight.
    """
    good = [(weights.disposed, found["disposal"]), (weights.ontime, found["ontime_disposal"])]
    bad = [
        (weights.rework, found["rework"]), (weights.overdue, found["overdue_pending"]), (weights.extended, found["extension"]),
    ]  # fmt: skip
    parts = [*good, *((weight, None if value is None else 1 - min(value, 1.0)) for weight, value in bad)]
    if any(weight and value is None for weight, value in parts):
        return None
    return sum(weight * value for weight, value in parts if value is not None)


def percent(value: float | None, *, digits: int = 2) -> str:
    """Say a share in words: percent, '-' for none."""
    return "-" if value is None else f"{value * 100:.{digits}f}%"
