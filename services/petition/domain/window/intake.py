"""The intake (受理单): what somebody brought to the window, before and after it is decided what it is."""
from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any


@dataclass(frozen=True, slots=True)
class Intake:
    """One intake and its present state; what was said, and by whom, is sealed apart from it.

    number: `RX...`, the one number the person keeps. received_at: first receipt, from which every limit counts.
    round: 1, one more each time it came back to the window. area: 12-digit code. unit: who has it as a service item.
    point: {lon, lat, system} as sent, or None. photos: ids of attachments. party: keyed index of the account.
    own: brought by the person, not by staff for them. suggestions: {kind, code, unit, score, reasons} of the latest round,
    best first; lexicon: version of the words they were made with. kind, code: as a person confirmed, code of a case type,
    a kind of dispute, a service item or an answer. other: not what was suggested first. mode: of a service item.
    back: why it came back last. became, became_number: id and number of what was made of it.
    """

    id: str
    number: str
    state: str
    channel: str
    language: str
    urgent: bool
    area: str
    received_at: datetime
    changed_at: datetime
    own: bool
    unnamed: bool = False
    version: int = 1
    round: int = 1
    point: dict[str, Any] | None = None
    photos: tuple[str, ...] = ()
    party: str | None = None
    suggestions: tuple[dict[str, Any], ...] = ()
    lexicon: str = ""
    kind: str | None = None
    code: str | None = None
    other: bool = False
    mode: str | None = None
    unit: str | None = None
    back: str | None = None
    became: str | None = None
    became_number: str | None = None
    due_at: datetime | None = None
    near_at: datetime | None = None
