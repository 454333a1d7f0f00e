"""A request to be erased."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

# who must have answered before it is done; the front door's own part is one of them
SERVICES = ("grid", "petition", "mediation", "notify")
OWN = "gateway"


@dataclass(frozen=True, slots=True)
class Request:
    """One request. holder: the account; or service and matter: the one matter of a receipt, None where it is an account.

    party: alias of the account. area: code of the ground whose leader decides. due_at: until when. by_rule: granted without
    anybody deciding. reason: code of a refusal.
    """

    id: str
    version: int
    state: str
    holder: str | None
    party: str | None
    service: str | None
    matter: str | None
    area: str
    asked_at: datetime
    due_at: datetime | None = None
    by_rule: bool = False
    decided_at: datetime | None = None
    decided_by: str | None = None
    reason: str | None = None
    done_at: datetime | None = None
