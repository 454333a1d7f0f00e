"""Builders of disputes in any state, for tests of rules."""
from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from services.mediation.domain.dispute import APPLICANT, GIVEN, RESPONDENT, Case, Dispute, Party
from services.mediation.domain.doer import Doer

NOW = datetime(2026, 3, 3, 1, 0, tzinfo=UTC)
LATER = NOW + timedelta(days=2)
DESK = Doer("d-1", "dispatcher", "centre")
MEDIATOR = Doer("m-1", "officer", "committee")
COLLEAGUE = Doer("m-2", "officer", "committee")
STRANGER = Doer("m-3", "officer", "elsewhere")
ONE = Doer("r-1", "resident", parties=frozenset({"a"}))
OTHER = Doer("", "anyone", parties=frozenset({"b"}))
NEIGHBOUR = Doer("r-9", "resident")


def case(state: str = "consent_pending", *, willing: bool | None = None, **fields: Any) -> Case:
    """Give a dispute of a (applicant) and b (respondent), at the committee, mediated by m-1 once accepted."""
    past = state != "consent_pending" if willing is None else willing
    given: dict[str, Any] = {
        "id": "t-1", "number": "TJ210203-20260303-000011", "state": state, "dispute_type": "neighbour",
        "source": "applied", "area": "210203001001", "matter": "noise", "opened_at": NOW, "changed_at": NOW,
        "unit": "committee", "mediator": "m-1" if past else None, "accepted_at": NOW if past else None,
    }  # fmt: skip
    a, b = Party("a", "t-1", APPLICANT, NOW, "index-a"), Party("b", "t-1", RESPONDENT, NOW)
    parties = tuple(replace(one, consent=GIVEN, consent_at=NOW, told_at=NOW) for one in (a, b)) if past else (a, b)
    return Case(Dispute(**{**given, **fields}), parties)
