"""Standing behind an open matter nearby instead of having a second one made."""
from __future__ import annotations

from datetime import datetime

from kernel.decision import Decision
from services.petition.domain.doer import Doer
from services.petition.domain.window.intake import Intake
from services.petition.domain.window.kind import ANSWER
from services.petition.domain.window.step import take


def stand_behind(intake: Intake, doer: Doer, *, at: datetime) -> Decision[Intake]:
    """End an intake whose holder stands behind an open matter nearby: nothing is made of it.

    -> record answered, event petition.intake_supported.

    Rule GR-453, local design, after GR-175: whoever brought it decides so by themselves, and nobody for them; they are
    counted there once, by the intake, and their contact goes nowhere.

    :raises Denied: petition.role_not_allowed, petition.not_the_petitioner
    :raises Conflict: petition.intake_act_not_allowed
    """
    return take(intake, "stand_behind", doer, at=at, kind=ANSWER, other=False, back=None)
