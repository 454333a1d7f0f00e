"""What a department may ask of communities: one item of the access list (社区工作事项准入清单)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from kernel.office import SHANGHAI
from services.grid.domain.admission.frequency import Frequency
from services.grid.domain.reason import Words

# 依法履行、依法协助、临时、负面: what stands on the negative list is never asked
KINDS: dict[str, Words] = {
    "statutory": ("依法履行", "required by law"),
    "assisting": ("依法协助", "assistance required by law"),
    "temporary": ("临时", "temporary"),
    "negative": ("负面清单", "negative list"),
}
NEGATIVE = "negative"

# the states as kept, and the two that come and go with the date alone
STATES: dict[str, Words] = {
    "draft": ("起草中", "being drafted"),
    "submitted": ("已申请，待审核", "applied for, waiting for review"),
    "reviewing": ("审核中", "under review"),
    "approved": ("已准入，未到生效日", "approved, not yet in force"),
    "active": ("已准入，生效中", "approved and in force"),
    "suspended": ("暂停", "suspended"),
    "expired": ("已到期", "expired"),
    "refused": ("不予准入", "refused"),
    "withdrawn": ("已撤销", "withdrawn"),
}


@dataclass(frozen=True, slots=True)
class Item:
    """One item.

    code: allocated, what people know it by. unit: id of the department that asks. drafted_by: account of its officer.
    area: 12 digits, the narrowest area that holds all of `areas`; who does not reach it does not decide. areas: 12-digit
    codes the item is good for, each with all that lies below it. basis: law or document, quoted. period, times: how
    often one place may be asked (see Frequency). forms: what is to be filled in. minutes: of a community's work for one
    task. budget_cents: yuan cents that go with the work (费随事转). valid_from, valid_until: local dates, half-open.
    state: as kept; `standing` says how it stands today. reason, told: of a refusal or a suspension. entered_at: instant
    of the approval, None before.
    """

    id: str
    code: str
    state: str
    version: int
    unit: str
    drafted_by: str
    area: str
    areas: tuple[str, ...]
    title: str
    kind: str
    basis: str
    period: str
    times: int
    forms: tuple[str, ...]
    minutes: int
    budget_cents: int
    valid_from: date
    valid_until: date
    created_at: datetime
    changed_at: datetime
    reviewed_by: str = ""
    reason: str = ""
    told: str = ""
    entered_at: datetime | None = None

    @property
    def frequency(self) -> Frequency:
        """Give how often one place may be asked."""
        return Frequency(self.period, self.times)

    def standing(self, at: datetime) -> str:
        """Give the state at an instant: what is approved is active within its dates and expired after them.

        Rule GR-72, domain 9.6: an item begins and ends by its dates alone, so that no job that is late leaves it open.
        """
        if self.state in ("approved", "suspended") and self.over(at):
            return "expired"
        begun = at.astimezone(SHANGHAI).date() >= self.valid_from
        return "active" if self.state == "approved" and begun else self.state

    def over(self, at: datetime) -> bool:
        """Tell whether its last day has passed, whatever its state."""
        return at.astimezone(SHANGHAI).date() >= self.valid_until
