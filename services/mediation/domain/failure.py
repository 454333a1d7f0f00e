"""Mediation that leads nowhere."""
from __future__ import annotations

from datetime import datetime

from kernel.decision import Decision
from services.mediation.domain.dispute import Case
from services.mediation.domain.doer import Doer
from services.mediation.domain.step import take


def fail(case: Case, doer: Doer, *, reason: str, at: datetime) -> Decision[Case]:
    """Say that mediation has failed. reason: unreachable, gap_too_wide, time_out, signing_refused or other.

    -> record failed, event mediation.failed{reason}; the parties are told their other ways by `remedy.notice`.

    Rule MX-14, 《人民调解法》 art. 26.

    :raises Denied: mediation.not_the_mediator
    """
    return take(case, "fail", doer, at=at, data={"reason": reason}, reason=reason)
