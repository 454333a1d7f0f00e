"""Kinds of matters (案件类型): components (部件) and events (事件), who answers for each, and how long each stage may take."""
from __future__ import annotations

from dataclasses import dataclass

ROOTS = ("facility", "event")
STAGES = (
    "verify", "accept", "file", "dispatch", "arbitrate", "take_up", "make_safe", "handle", "check", "close", "whole",
)  # fmt: skip
UNITS = ("H", "WH", "WD", "D")


@dataclass(frozen=True, slots=True)
class Period:
    """How long one stage may take. unit: H hours, WH working hours, WD working days, D days. source: whence the figure."""

    case_type: str
    stage: str
    amount: float
    unit: str
    source: str


@dataclass(frozen=True, slots=True)
class CaseType:
    """A kind of matter. major, minor: the two levels of its code; unit: id of the unit that answers for it.

    urgent: a danger, its clocks run round the clock. evidence: kinds of evidence asked for when it is finished.
    tier: the lowest able to close it, None to go by who answers for it.
    """

    code: str
    root: str
    major: str
    minor: str
    major_zh: str
    major_en: str
    name_zh: str
    name_en: str
    unit: str
    urgent: bool
    evidence: tuple[str, ...]
    tier: str | None = None

    def name(self, language: str) -> str:
        """Give its name in 'zh' or 'en'."""
        return self.name_en if language == "en" else self.name_zh
